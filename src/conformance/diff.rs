//! What changed between two runs.
//!
//! Worse is: a case that fails the run and did not, a case that was tested and is not, a fault of the harness that was not
//! there. A failure that the baseline of the new run knows is told, and is not worse. When the vectors are the same and asked
//! in the same selection, so is a case that is gone. Everything else is told and judged by nobody.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::client::{Description, Identity};
use super::report::{CaseResult, Detects, KitInfo, Results, RunInfo, Selected, Totals, VectorsInfo};
use super::vector::Level;
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
    /// `file/case`.
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

/// What an outcome means for a run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Right,
    Excused,
    Failing,
    NotTested,
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
    let before: BTreeMap<&str, &CaseResult> = old.cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let after: BTreeMap<&str, &CaseResult> = new.cases.iter().map(|case| (case.id.as_str(), case)).collect();
    let mut changes = Vec::new();
    for case in &new.cases {
        let earlier = before.get(case.id.as_str()).copied();
        let earlier = earlier.map(|earlier| (earlier, Standing::of(earlier, old.run.strict)));
        if let Some(kind) = kind(earlier, case, Standing::of(case, new.run.strict)) {
            changes.push(Change {
                id: case.id.clone(),
                kind,
                worse: matches!(kind, Kind::NewlyFailing | Kind::NewlyNotTested),
                level: case.level,
                old: earlier.map(|(earlier, _)| State::of(earlier)),
                new: Some(State::of(case)),
            });
        }
    }
    for case in old.cases.iter().filter(|case| !after.contains_key(case.id.as_str())) {
        let was_tested = Standing::of(case, old.run.strict) != Standing::NotTested;
        changes.push(Change {
            id: case.id.clone(),
            kind: Kind::Gone,
            worse: comparable && was_tested,
            level: case.level,
            old: Some(State::of(case)),
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
    old.run.shard == new.run.shard && old.run.deep == new.run.deep && old.run.seed == new.run.seed
}

/// What kind of change it is; none where nothing changed.
fn kind(earlier: Option<(&CaseResult, Standing)>, case: &CaseResult, now: Standing) -> Option<Kind> {
    let Some((earlier, was)) = earlier else {
        return Some(match now {
            Standing::Failing => Kind::NewlyFailing,
            Standing::Excused => Kind::NewlyExcused,
            Standing::Right | Standing::NotTested => Kind::New,
        });
    };
    if was == now {
        let same = (earlier.outcome, &earlier.did, &earlier.answer) == (case.outcome, &case.did, &case.answer);
        return (!same).then_some(Kind::OtherAnswer);
    }
    Some(match (was, now) {
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
            detects: results.detects,
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
