//! What changed between two runs.
//!
//! Worse is: a case that fails the run and did not, a case that was tested and is not, a fault of the harness that was not
//! there. When the vectors are the same and asked in the same selection, so is a case that was right and is gone. A failure
//! that the baseline of the new run knows is told, and is not worse, nor is one that is gone: a client that declares what the
//! kit advised it to is not asked again what it does undeclared. Everything else is told and judged by nobody.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::client::{Description, Identity};
use super::report::{CaseResult, Detects, KitInfo, Results, RunInfo, Selected, Totals, VectorsInfo};
use super::vector::{Level, is_fresh};
use super::verdict::Outcome;

/// Version of the form of [`Diff`].
pub const VERSION: u32 = 1;

/// What changed between two runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Diff {
    /// Version of the form of this: [`VERSION`].
    pub version: u32,
    /// The run that was first.
    pub old: Side,
    /// The run that is held against it.
    pub new: Side,
    /// Cases that changed, the worst first.
    pub changes: Vec<Change>,
    /// Faults of the new run that the old one did not have.
    pub new_faults: Vec<String>,
    /// How many changes are for the worse, new faults included.
    pub worse: usize,
}

/// What a run was and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// The kit.
    pub kit: KitInfo,
    /// The vectors.
    pub vectors: VectorsInfo,
    /// The client; none when it never said who it is.
    pub client: Option<Identity>,
    /// How it was asked for.
    pub run: RunInfo,
    /// What it was narrowed to.
    #[serde(default, skip_serializing_if = "Selected::is_all")]
    pub selected: Selected,
    /// The totals.
    pub totals: Totals,
    /// How many known bug classes it could have seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detects: Option<Detects>,
    /// The exit code.
    pub exit: u8,
}

/// One case that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// `file/case`, or `file/*` for fresh cases of two seeds, of which the worst speaks for all.
    pub id: String,
    /// What kind of change.
    pub kind: Kind,
    /// Whether it is for the worse.
    pub worse: bool,
    /// How strongly the source asks for it.
    pub level: Level,
    /// What became of it in the old run; none where it was not in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<State>,
    /// What became of it in the new run; none where it is not in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<State>,
}

/// Kinds of change, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Fails the run, and did not or was not there.
    NewlyFailing,
    /// Was tested, and is not.
    NewlyNotTested,
    /// Was there, and is not.
    Gone,
    /// Fails, and the baseline or the level lets it.
    NewlyExcused,
    /// Fails as before, or does as before what is right, with another answer.
    OtherAnswer,
    /// Is right, and failed or was excused.
    NewlyPassing,
    /// Is tested and right, and was not tested.
    NewlyTested,
    /// Was not there; right, or not tested.
    New,
}

/// What became of a case in one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The outcome.
    pub outcome: Outcome,
    /// What the client did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub did: Option<String>,
    /// Why, where it is not a plain pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What an outcome means for a run, the worst last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    NotTested,
    Right,
    Excused,
    Failing,
}

impl Standing {
    fn of(case: &CaseResult, strict: bool) -> Self {
        match case.outcome {
            Outcome::Pass | Outcome::UnexpectedPass => Self::Right,
            Outcome::ExpectedFail => Self::Excused,
            Outcome::Fail if !case.fails_the_run(strict) => Self::Excused,
            Outcome::Fail | Outcome::Hang | Outcome::Crash | Outcome::HarnessError => Self::Failing,
            Outcome::NotTested => Self::NotTested,
        }
    }
}

/// What changed from `old` to `new`.
pub fn diff(old: &Results, new: &Results) -> Diff {
    let comparable = old.vectors.sha256 == new.vectors.sha256 && old.selected == new.selected && same_part(old, new);
    // Fresh cases of two seeds have nothing in common but the file.
    let by_file = old.run.seed != new.run.seed;
    let (before, after) = (units(old, by_file), units(new, by_file));
    let known: BTreeMap<&str, &Unit> = before.iter().map(|unit| (unit.id.as_str(), unit)).collect();
    let left: BTreeSet<&str> = after.iter().map(|unit| unit.id.as_str()).collect();
    let mut changes = Vec::new();
    for unit in &after {
        let earlier = known.get(unit.id.as_str()).copied();
        if let Some(kind) = kind(earlier, unit) {
            changes.push(Change {
                id: unit.id.clone(),
                kind,
                worse: matches!(kind, Kind::NewlyFailing | Kind::NewlyNotTested),
                level: unit.level,
                old: earlier.map(|earlier| earlier.state.clone()),
                new: Some(unit.state.clone()),
            });
        }
    }
    for unit in before.iter().filter(|unit| !left.contains(unit.id.as_str())) {
        let lost_its_seed = is_fresh(&unit.id) && new.run.seed.is_none();
        changes.push(Change {
            id: unit.id.clone(),
            kind: Kind::Gone,
            worse: comparable && !lost_its_seed && unit.standing == Standing::Right,
            level: unit.level,
            old: Some(unit.state.clone()),
            new: None,
        });
    }
    // Cases of one kind stay in the order of the report.
    changes.sort_by_key(|change| change.kind);
    let faults = new.faults.iter().filter(|fault| !old.faults.contains(fault));
    let new_faults: Vec<String> = faults.cloned().collect();
    let worse = changes.iter().filter(|change| change.worse).count();
    Diff {
        version: VERSION,
        old: Side::of(old),
        new: Side::of(new),
        worse: worse.saturating_add(new_faults.len()),
        changes,
        new_faults,
    }
}

/// Whether both runs are whole, or the same part of one, with the same checks.
fn same_part(old: &Results, new: &Results) -> bool {
    old.run.shard == new.run.shard && old.run.deep == new.run.deep
}

/// What is held against its like in the other run: a case, or a file of fresh cases.
struct Unit {
    id: String,
    level: Level,
    standing: Standing,
    state: State,
    answer: Option<Value>,
}

fn units(results: &Results, by_file: bool) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for case in &results.cases {
        let unit = Unit {
            id: case.id.clone(),
            level: case.level,
            standing: Standing::of(case, results.run.strict),
            state: State::of(case),
            answer: case.answer.clone(),
        };
        if !(by_file && is_fresh(&case.id)) {
            units.push(unit);
            continue;
        }
        let id = format!("{}/*", case.id.split('/').next().unwrap_or_default());
        let detail = unit.state.detail.map(|detail| format!("{}: {detail}", case.id));
        let of_file = Unit {
            id,
            state: State {
                outcome: case.outcome,
                did: None,
                detail,
            },
            answer: None,
            ..unit
        };
        // The first of the worst speaks for its file.
        match units.iter_mut().find(|unit| unit.id == of_file.id) {
            Some(unit) if of_file.standing > unit.standing => *unit = of_file,
            Some(_) => {}
            None => units.push(of_file),
        }
    }
    units
}

/// What kind of change it is; none where nothing changed.
fn kind(earlier: Option<&Unit>, unit: &Unit) -> Option<Kind> {
    let Some(earlier) = earlier else {
        return Some(match unit.standing {
            Standing::Failing => Kind::NewlyFailing,
            Standing::Excused => Kind::NewlyExcused,
            Standing::Right | Standing::NotTested => Kind::New,
        });
    };
    if earlier.standing == unit.standing {
        let of = |unit: &Unit| (unit.state.outcome, unit.state.did.clone(), unit.answer.clone());
        return (of(earlier) != of(unit)).then_some(Kind::OtherAnswer);
    }
    Some(match (earlier.standing, unit.standing) {
        (_, Standing::Failing) => Kind::NewlyFailing,
        (_, Standing::Excused) => Kind::NewlyExcused,
        (_, Standing::NotTested) => Kind::NewlyNotTested,
        (Standing::NotTested, Standing::Right) => Kind::NewlyTested,
        (_, Standing::Right) => Kind::NewlyPassing,
    })
}

impl State {
    fn of(case: &CaseResult) -> Self {
        Self {
            outcome: case.outcome,
            did: case.did.clone(),
            detail: case.detail.clone(),
        }
    }
}

impl Side {
    fn of(results: &Results) -> Self {
        let identity = |description: &Description| description.client.clone();
        Self {
            kit: results.kit.clone(),
            vectors: results.vectors.clone(),
            client: results.client.as_ref().map(identity),
            run: results.run,
            selected: results.selected.clone(),
            totals: results.totals,
            detects: results.detects.clone(),
            exit: results.exit,
        }
    }
}

impl Kind {
    /// Every kind, the worst first.
    pub const ALL: [Self; 8] = [
        Self::NewlyFailing,
        Self::NewlyNotTested,
        Self::Gone,
        Self::NewlyExcused,
        Self::OtherAnswer,
        Self::NewlyPassing,
        Self::NewlyTested,
        Self::New,
    ];

    /// Heading of a list of such cases.
    pub fn title(self) -> &'static str {
        match self {
            Self::NewlyFailing => "newly failing",
            Self::NewlyNotTested => "no longer tested",
            Self::Gone => "gone",
            Self::NewlyExcused => "failing, and excused by the baseline or the level",
            Self::OtherAnswer => "another answer",
            Self::NewlyPassing => "newly passing",
            Self::NewlyTested => "newly tested",
            Self::New => "new",
        }
    }
}

impl Diff {
    /// The changes of one kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.kind == kind)
    }
}

#[cfg(test)]
mod tests;
