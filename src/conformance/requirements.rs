//! The ledger: what the sources ask for, and what of it a run has tested.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::report::{CaseResult, Results};
use super::vector::{Suite, matches_glob};
use super::verdict::Outcome;

/// The ledger of the vectors inside this library, as JSON.
const EMBEDDED: &str = include_str!("../../vectors/requirements.json");

/// Every testable sentence of the sources.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// Path of the schema, relative to the folder of the vectors.
    pub schema: String,
    /// Name of the suite.
    pub suite: String,
    /// Version of the vectors.
    pub version: String,
    /// Where requirements come from.
    pub sources: BTreeMap<String, LedgerSource>,
    /// The requirements, source by source.
    pub requirements: Vec<Requirement>,
}

/// Where requirements come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerSource {
    /// What it is.
    pub title: String,
    /// Where it can be read.
    pub url: String,
}

/// One sentence of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Id, never used again for something else.
    pub id: String,
    /// Key of the source.
    pub source: String,
    /// Where in the source.
    pub clause: String,
    /// What it asks for, in our words.
    pub says: String,
    /// Whether it is tested.
    pub status: Status,
    /// Full ids of the cases that test it; `*` stands for any text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<String>,
    /// All cases that name one of these among their requirements test it too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cites: Vec<String>,
    /// Why it is not tested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Whether a requirement is tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// By the cases that it names.
    Tested,
    /// Software can do it, and no case asks for it yet.
    Open,
    /// No answer of a client can show it.
    Untestable,
    /// Not a client's affair.
    OutOfScope,
}

/// What a run says of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// So many of its cases passed, and none failed.
    Passed(usize),
    /// So many of its cases are not as expected.
    Failed(usize),
    /// It has cases, and this run asked none of them.
    NotAsked,
    /// It has no cases.
    NoCases,
}

impl Requirement {
    /// Whether the case with this id, which cites `cited`, tests it.
    pub fn has(&self, id: &str, cited: &[String]) -> bool {
        self.cases.iter().any(|pattern| matches_glob(pattern, id)) || self.cites.iter().any(|text| cited.contains(text))
    }
}

impl Ledger {
    /// The ledger of the embedded vectors.
    ///
    /// # Errors
    /// The parser's words, for a library that was built from a broken file.
    pub fn embedded() -> Result<Self, serde_json::Error> {
        serde_json::from_str(EMBEDDED)
    }

    /// What `results` say of each requirement, in the order of the ledger. `suite` is what the run asked.
    pub fn coverage<'l>(&'l self, results: &Results, suite: &Suite) -> Vec<(&'l Requirement, Coverage)> {
        let cited: BTreeMap<&str, &[String]> = suite
            .cases()
            .iter()
            .map(|test| (test.id.as_str(), test.case.requirements.as_slice()))
            .collect();
        let cases: Vec<(&CaseResult, &[String])> = results
            .cases
            .iter()
            .map(|case| (case, cited.get(case.id.as_str()).copied().unwrap_or_default()))
            .collect();
        let requirements = self.requirements.iter();
        requirements
            .map(|requirement| (requirement, covered(requirement, &cases)))
            .collect()
    }
}

fn covered(requirement: &Requirement, cases: &[(&CaseResult, &[String])]) -> Coverage {
    if requirement.status != Status::Tested {
        return Coverage::NoCases;
    }
    let own = cases.iter().filter(|(case, cited)| requirement.has(&case.id, cited));
    let (mut passed, mut failed) = (0_usize, 0_usize);
    for (case, _) in own {
        match case.outcome {
            Outcome::Pass => passed = passed.saturating_add(1),
            Outcome::NotTested => {}
            _ => failed = failed.saturating_add(1),
        }
    }
    match (passed, failed) {
        (0, 0) => Coverage::NotAsked,
        (passed, 0) => Coverage::Passed(passed),
        (_, failed) => Coverage::Failed(failed),
    }
}
