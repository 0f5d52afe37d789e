//! What a run gives: the one record that every output is made from.

mod read;
mod tally;

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::read::ReadError;
pub use self::tally::{Totals, exit, fails_the_run};
use super::baseline::{Date, Entry};
use super::client::{Description, Op};
pub use super::combinations::Parameter;
use super::vector::{Level, SUITE, Suite, Verdict};
use super::verdict::{Judgement, Outcome};

/// Version of the form of [`Results`]. A reader of one version reads no other.
pub const VERSION: u32 = 1;

/// The results of one run. Holds no input and no output of a case but what a failure's text shows of public vectors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// Version of the form of these results: [`VERSION`].
    pub version: u32,
    /// The kit.
    pub kit: KitInfo,
    /// The vectors.
    pub vectors: VectorsInfo,
    /// The client; none when it could not even say who it is.
    pub client: Option<Description>,
    /// How the run was asked for, where that changes what is asked or what fails.
    pub run: RunInfo,
    /// Which part of the vectors the run was asked for; all of them where this is empty.
    #[serde(default, skip_serializing_if = "Selected::is_all")]
    pub selected: Selected,
    /// Each case that the run selected.
    pub cases: Vec<CaseResult>,
    /// How many cases had which outcome.
    pub totals: Totals,
    /// How many cases were not tested, by reason.
    pub not_tested_by_reason: BTreeMap<String, usize>,
    /// How many of the known bug classes this run could have seen; none before anything was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detects: Option<Detects>,
    /// Which known bugs the failures look like, the likeliest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspects: Vec<Suspect>,
    /// Which combinations of parameters the run covered, and which failed; none where only single cases count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combinations: Option<Combinations>,
    /// Where secrets were looked for, and where not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<Channel>,
    /// What the baseline did; none without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineUse>,
    /// Faults that belong to no single case: no hello, a failed self-test, a broken protocol.
    pub faults: Vec<String>,
    /// The exit code that these results call for.
    pub exit: u8,
}

/// The kit that ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KitInfo {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
}

/// The vectors that were used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorsInfo {
    /// Their version.
    pub version: String,
    /// SHA-256 over the files, hex.
    pub sha256: String,
}

/// How a run was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RunInfo {
    /// Seed of the fresh cases, which the report prints; none where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The kit's own checks were made too, not the cases of vector files alone.
    pub checks: bool,
    /// The long form of the checks.
    pub deep: bool,
    /// `should` and `may` fail the run too.
    pub strict: bool,
    /// Which part of the run this is; none for all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<Shard>,
}

/// What a run was narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Selected {
    /// The pattern over ids.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
    /// The name of the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

/// One part of a run that is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shard {
    /// Which part, from 1.
    pub index: u32,
    /// Of how many.
    pub of: u32,
}

/// How many known bugs a run could have seen with what the client declares, and which not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detects {
    /// Bug classes of which it would have seen a bug, had the client had it.
    pub detected: usize,
    /// Bug classes that are known.
    pub known: usize,
    /// Bugs, of which a class has one or several, that it would have seen.
    pub bugs_detected: usize,
    /// Bugs that are known: the mutants.
    pub bugs_known: usize,
    /// Ids of the bug classes of which it would have seen none. Older files do not have them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unseen: Vec<String>,
}

/// Combinations of three parameters, and what the failing cases have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Combinations {
    /// Combinations of three values that the run had.
    pub covered: usize,
    /// That there are.
    pub of: usize,
    /// Cases to accept that failed.
    pub failing: usize,
    /// The smallest combinations that failing cases have and no passing case has.
    pub smallest: Vec<FailingCombination>,
}

/// Values that failing cases have in common, and no passing case has together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailingCombination {
    /// One to three parameters with their values.
    pub parameters: BTreeMap<Parameter, String>,
    /// Cases to accept that have them, all of which failed.
    pub failing: usize,
}

/// A known bug that the failures look like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suspect {
    /// Id of the mutant that has the bug.
    pub mutant: String,
    /// What a client with the bug does: the rest of a sentence that starts with `it`.
    pub title: String,
    /// What that does to a cardholder, or for an attacker.
    pub effect: String,
    /// Failed cases in which the client answered as the mutant does, and that no suspect before it explains.
    pub explains: usize,
    /// Cases in which the client answered otherwise than the mutant does.
    pub contradicts: usize,
    /// Other mutants that answer the same in every case of this run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<String>,
}

/// A place where secrets can leak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Name, such as `stderr`.
    pub name: String,
    /// What is known of it.
    pub state: ChannelState,
    /// How much was looked at, what was masked, or why nothing was.
    pub detail: String,
}

/// What is known of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelState {
    /// Looked at; nothing was found.
    Clean,
    /// Looked at; a failed case says what was found.
    Leaks,
    /// Not looked at.
    NotExercised,
}

/// What a baseline did to a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineUse {
    /// The day on which expiry was looked at.
    pub today: Date,
    /// The entries, as they stand in the file.
    pub entries: Vec<Entry>,
    /// Entries that held.
    pub matched: usize,
    /// Entries of which this run can say nothing: what they match was not selected, or not tested.
    pub unused: usize,
    /// What is stale, a sentence each: an unexpected pass, an entry that matches nothing, an expired entry, an entry that is
    /// there twice.
    pub stale: Vec<String>,
}

/// What the baseline knows of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Id of the entry.
    pub entry: String,
    /// What became of the case, had there been no baseline.
    pub was: Outcome,
}

/// The first step of a case that went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrongStep {
    /// Name of the step, as in the case's `steps`.
    pub step: String,
    /// What it must give.
    pub expected: String,
    /// What it gave, where the answer shows that; test data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub got: Option<String>,
}

/// One case of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseResult {
    /// `file/case`.
    pub id: String,
    /// Operation.
    pub op: Op,
    /// How strongly the source asks for it.
    pub level: Level,
    /// What a correct client does.
    pub verdict: Verdict,
    /// What became of it.
    pub outcome: Outcome,
    /// What the client did: `accepted`, or the class of its refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub did: Option<String>,
    /// Why, where it is not a plain pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The entry of the baseline that knows of it, also where the case fails in another way than the entry says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Known>,
    /// The `ok` of the answer, where it is not what was expected. Vectors are public, and so is this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Value>,
    /// The first step that went wrong, where the answer shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrong_step: Option<WrongStep>,
    /// From request to answer in microseconds; in a pipeline this includes waiting behind others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elapsed_us: Option<u64>,
}

impl Selected {
    /// Whether nothing was left out.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }
}

impl Results {
    /// Results that are no run of the kit over a client's answers: somebody judged something else by the same measures. `suite`
    /// is named as the vectors that go with them.
    pub fn of_checks(suite: &Suite, client: Option<Description>, cases: Vec<CaseResult>) -> Self {
        let mut results = Self::empty(suite);
        results.client = client;
        results.cases = cases;
        results.close()
    }

    /// Results of a run over `suite` that has not begun.
    pub(crate) fn empty(suite: &Suite) -> Self {
        Self {
            version: VERSION,
            kit: KitInfo {
                name: SUITE.to_string(),
                version: env!("CARGO_PKG_VERSION").to_string(),
            },
            vectors: VectorsInfo {
                version: suite.version().to_string(),
                sha256: suite.sha256().to_string(),
            },
            client: None,
            run: RunInfo::default(),
            selected: Selected::default(),
            cases: Vec::new(),
            totals: Totals::default(),
            not_tested_by_reason: BTreeMap::new(),
            detects: None,
            suspects: Vec::new(),
            combinations: None,
            channels: Vec::new(),
            baseline: None,
            faults: Vec::new(),
            exit: 0,
        }
    }

    /// The entry of the baseline that knows of `case`.
    pub fn entry_of(&self, case: &CaseResult) -> Option<&Entry> {
        let known = case.known.as_ref()?;
        let entries = &self.baseline.as_ref()?.entries;
        entries.iter().find(|entry| entry.id == known.entry)
    }
}

impl CaseResult {
    /// A case of the kit's own, which no vector file has.
    pub fn of_kit(id: String, op: Op, level: Level, verdict: Verdict, judgement: Judgement) -> Self {
        Self {
            id,
            op,
            level,
            verdict,
            outcome: judgement.outcome,
            did: judgement.did,
            detail: judgement.detail,
            known: None,
            answer: None,
            wrong_step: None,
            elapsed_us: None,
        }
    }
}
