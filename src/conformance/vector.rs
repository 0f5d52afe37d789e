//! Test vectors: the file format, and where the files come from.
//!
//! A file holds one operation with one parameter set and can be read on its own: header, groups, cases. Headers and groups
//! are always well formed; only the inputs of a case may be wrong, and then in one thing.

mod embedded;
mod load;
mod script;
mod select;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

pub use embedded::EMBEDDED;
pub(crate) use load::is_fresh;
pub use load::{LoadError, Suite, TestCase};
pub use script::{Action, Expect, Form, Odd, Opening, Reply, ReplyOf, ScriptStep, Sends, Shown, Wrap};
pub use select::{Selection, matches_glob};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use super::client::SUITE;
use super::client::{Op, RejectClass};

/// Version of the vectors, on its own semantic versioning: a new case is minor, a changed verdict is major.
pub const VERSION: &str = "1.1.0";

/// Stems of the JSON files that stand beside the vectors and are none.
pub const BESIDE: [&str; 2] = ["kill_matrix", "requirements"];

/// One vector file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorFile {
    /// Path of the schema, relative to the folder of the vectors.
    pub schema: String,
    /// Name of the suite.
    pub suite: String,
    /// Version of the vectors.
    pub version: String,
    /// The operation of every case.
    pub op: Op,
    /// What the file is about, in a line.
    pub title: String,
    /// The parameter set.
    pub params: Map<String, Value>,
    /// The clauses that the cases come from.
    pub spec: Vec<String>,
    /// Where the cases come from.
    pub source: Source,
    /// Who agrees: the keys that `agreed` uses.
    pub oracles: BTreeMap<String, Oracle>,
    /// What each flag means.
    pub notes: BTreeMap<String, Note>,
    /// Number of cases.
    pub count: usize,
    /// Cases that share a key and some inputs.
    pub groups: Vec<Group>,
}

/// Where the cases of a file come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Made by the kit's generator, or published by somebody.
    pub kind: SourceKind,
    /// How or by whom.
    pub text: String,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Kind of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// Made by `pinproof vectors generate`.
    Generated,
    /// Published by an issuer or a standards body.
    Published,
}

/// An implementation or table that agrees with expected values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oracle {
    /// Name.
    pub name: String,
    /// Version, or date of the publication.
    pub version: String,
    /// What it is.
    pub kind: OracleKind,
}

/// What an oracle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OracleKind {
    /// A library that others keep.
    Library,
    /// A published value.
    Table,
    /// Written for this project, in another language.
    WrittenHere,
}

/// What a flag means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Kind of bug that the flagged cases find.
    pub bug_type: BugType,
    /// What is special about the flagged cases.
    pub description: String,
    /// What a client that gets it wrong does to a cardholder.
    pub effect: String,
    /// Known instances.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cves: Vec<String>,
    /// Further reading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
}

/// Kind of bug that a flag is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BugType {
    /// The ordinary path.
    Basic,
    /// Rare inputs that a correct client handles.
    EdgeCase,
    /// A check that is left out.
    MissingStep,
    /// Something that helps to read secrets.
    Confidentiality,
    /// Parameters too weak to be used.
    WeakParams,
    /// Two implementations that do not understand each other.
    Interoperability,
    /// Input that is taken although it is not what the rules allow.
    MissingValidation,
    /// Input that is refused although the rules allow it.
    OverBlocking,
    /// Known deviations of platforms.
    Legacy,
}

/// Cases that share a key and some inputs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Slug, unique in the file.
    pub id: String,
    /// What the cases have in common.
    pub comment: String,
    /// RSA private key in three encodings; only the first is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<GroupKey>,
    /// Request fields that every case of the group has.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub shared: Map<String, Value>,
    /// The cases.
    pub cases: Vec<Case>,
}

/// An RSA private key in three encodings. A public test key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupKey {
    /// PKCS#8, DER in hex.
    pub pkcs8: String,
    /// PKCS#8, PEM.
    pub pem: String,
    /// JSON Web Key.
    pub jwk: Map<String, Value>,
}

/// One case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Slug, unique in the file, never used again for something else.
    pub id: String,
    /// What is special about it.
    pub comment: String,
    /// Asked only in the long form of a run.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub deep: bool,
    /// Keys of the file's notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// Request fields of this case.
    pub input: Map<String, Value>,
    /// What a correct client does.
    pub verdict: Verdict,
    /// How strongly the source asks for it.
    pub level: Level,
    /// What accepting gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// The class of a refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<RejectClass>,
    /// How an output that is not fixed is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge: Option<Judge>,
    /// What happens in a session, and what a right client does.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub script: Vec<ScriptStep>,
    /// The accepted case that differs in one thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sibling: Option<String>,
    /// The case, the first of them in its file, that must be refused in the same way: the same class, the same native text but
    /// for what changes from call to call, no output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indistinguishable_from: Option<String>,
    /// Named intermediates, hex.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub steps: Map<String, Value>,
    /// The clauses that it tests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requirements: Vec<String>,
    /// Why it exists: `boundary:…`, `cell:…`, `mutant:…` or `sample:…`.
    pub reasons: Vec<String>,
    /// Keys of the file's oracles that agree with the expectation.
    pub agreed: Vec<String>,
}

/// What a correct client does with a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It answers with the output.
    Accept,
    /// It refuses with the class.
    Reject,
    /// Both are right; what it did is recorded.
    Either,
}

/// How strongly the source asks for a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Not conformant without it.
    Must,
    /// Advised.
    Should,
    /// Allowed.
    May,
}

impl Level {
    /// Name in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
            Self::May => "may",
        }
    }
}

/// How an output that is not fixed is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judge {
    /// The kit opens the block and looks at PIN and fill.
    Opens,
    /// The kit reads the public key: one DER form, exact size, exponent 65537.
    KeyPair,
    /// The kit plays the issuer, step by step.
    Script,
}
