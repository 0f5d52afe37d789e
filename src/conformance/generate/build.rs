//! Builders that keep the files of one shape.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{GenerateError, notes};
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::vector::{
    Case, Group, GroupKey, Judge, Level, Oracle, OracleKind, SUITE, ScriptStep, Source, SourceKind, VERSION,
    VectorFile, Verdict,
};

/// What every random stream starts from. Stays with a new version of the vectors: the cases that it has made stay as they are.
const SEED: &str = "pinproof vectors 1.0.0";

/// A random stream of its own for each place that draws, so that a new case does not change the others.
pub(super) fn rng(place: &str) -> ChaCha20Rng {
    ChaCha20Rng::from_seed(Sha256::digest(format!("{SEED}: {place}")).into())
}

/// Turns any error of the library into one of the generator, with the place.
pub(super) fn at<E: core::fmt::Display>(place: &str) -> impl FnOnce(E) -> GenerateError {
    let place = place.to_owned();
    move |error| GenerateError(format!("{place}: {error}"))
}

/// A vector file under construction.
pub(super) struct FileBuilder {
    stem: String,
    file: VectorFile,
}

impl FileBuilder {
    pub(super) fn new(stem: impl Into<String>, op: Op, title: impl Into<String>) -> Self {
        let file = VectorFile {
            schema: "schema/vectors.schema.json".to_string(),
            suite: SUITE.to_string(),
            version: VERSION.to_string(),
            op,
            title: title.into(),
            params: Map::new(),
            spec: Vec::new(),
            source: Source {
                kind: SourceKind::Generated,
                text: "pinproof vectors generate".to_string(),
                url: None,
            },
            oracles: BTreeMap::new(),
            notes: BTreeMap::new(),
            count: 0,
            groups: Vec::new(),
        };
        Self {
            stem: stem.into(),
            file,
        }
    }

    pub(super) fn param(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.file.params.insert(name.to_string(), value.into());
        self
    }

    pub(super) fn spec(mut self, clause: &str) -> Self {
        self.file.spec.push(clause.to_string());
        self
    }

    /// Made by another command than the one that writes the vectors.
    pub(super) fn made_by(mut self, command: String) -> Self {
        self.file.source.text = command;
        self
    }

    pub(super) fn published(mut self, text: &str, url: &str) -> Self {
        self.file.source = Source {
            kind: SourceKind::Published,
            text: text.to_string(),
            url: Some(url.to_string()),
        };
        self
    }

    pub(super) fn group(mut self, group: Group) -> Self {
        self.file.groups.push(group);
        self
    }

    /// Ties the refused cases for which `wanted` says yes to the first of them: a client must not tell them apart.
    pub(super) fn indistinguishable(mut self, wanted: impl Fn(&Case) -> bool) -> Self {
        let cases = self.file.groups.iter_mut().flat_map(|group| &mut group.cases);
        let mut first: Option<String> = None;
        for case in cases.filter(|case| case.verdict == Verdict::Reject && wanted(case)) {
            match &first {
                Some(first) => case.indistinguishable_from = Some(first.clone()),
                None => first = Some(case.id.clone()),
            }
        }
        self
    }

    /// Fills in what follows from the cases: their number, the notes of their flags, the oracles that they name.
    pub(super) fn finish(mut self) -> Result<(String, VectorFile), GenerateError> {
        let cases = || self.file.groups.iter().flat_map(|group| &group.cases);
        let mut used_notes = BTreeMap::new();
        let mut used_oracles = BTreeMap::new();
        for case in cases() {
            for flag in &case.flags {
                let note = notes::note(flag).ok_or_else(|| GenerateError(format!("flag {flag} has no note")))?;
                used_notes.insert(flag.clone(), note);
            }
            for key in &case.agreed {
                let oracle = oracle(key).ok_or_else(|| GenerateError(format!("oracle {key} is not known")))?;
                used_oracles.insert(key.clone(), oracle);
            }
        }
        let count = cases().count();
        self.file.count = count;
        self.file.notes = used_notes;
        self.file.oracles = used_oracles;
        Ok((self.stem, self.file))
    }
}

/// A group with its shared request fields.
pub(super) fn group(
    id: impl Into<String>,
    comment: impl Into<String>,
    key: Option<GroupKey>,
    shared: Value,
    cases: Vec<Case>,
) -> Group {
    let shared = match shared {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    Group {
        id: id.into(),
        comment: comment.into(),
        key,
        shared,
        cases,
    }
}

/// A case under construction. It starts as accepted and `must`.
pub(super) struct CaseBuilder(Case);

impl CaseBuilder {
    /// `input` is a JSON object of request fields.
    pub(super) fn new(id: impl Into<String>, comment: impl Into<String>, input: Value) -> Self {
        let input = match input {
            Value::Object(fields) => fields,
            _ => Map::new(),
        };
        Self(Case {
            id: id.into(),
            comment: comment.into(),
            deep: false,
            flags: Vec::new(),
            input,
            verdict: Verdict::Accept,
            level: Level::Must,
            output: None,
            class: None,
            judge: None,
            script: Vec::new(),
            sibling: None,
            indistinguishable_from: None,
            steps: Map::new(),
            requirements: Vec::new(),
            reasons: Vec::new(),
            agreed: Vec::new(),
        })
    }

    pub(super) fn accept(mut self, output: Value) -> Self {
        self.0.output = Some(output);
        self
    }

    pub(super) fn script(mut self, steps: Vec<ScriptStep>) -> Self {
        self.0.script = steps;
        self
    }

    pub(super) fn judged(mut self, judge: Judge) -> Self {
        self.0.judge = Some(judge);
        self
    }

    pub(super) fn reject(mut self, class: RejectClass, sibling: impl Into<String>) -> Self {
        self.0.verdict = Verdict::Reject;
        self.0.class = Some(class);
        self.0.sibling = Some(sibling.into());
        self
    }

    pub(super) fn either(mut self, output: Value, class: RejectClass) -> Self {
        self.0.verdict = Verdict::Either;
        self.0.output = Some(output);
        self.0.class = Some(class);
        self
    }

    pub(super) fn level(mut self, level: Level) -> Self {
        self.0.level = level;
        self
    }

    pub(super) fn deep(mut self, deep: bool) -> Self {
        self.0.deep = deep;
        self
    }

    pub(super) fn sibling(mut self, sibling: impl Into<String>) -> Self {
        self.0.sibling = Some(sibling.into());
        self
    }

    pub(super) fn flag(mut self, flag: &str) -> Self {
        self.0.flags.push(flag.to_string());
        self
    }

    pub(super) fn step(mut self, name: &str, bytes: &[u8]) -> Self {
        self.0.steps.insert(name.to_string(), Value::from(hex::encode(bytes)));
        self
    }

    pub(super) fn requirement(mut self, clause: &str) -> Self {
        self.0.requirements.push(clause.to_string());
        self
    }

    /// `boundary:…`, `cell:…`, `mutant:…` or `sample:…`.
    pub(super) fn reason(mut self, reason: impl Into<String>) -> Self {
        self.0.reasons.push(reason.into());
        self
    }

    pub(super) fn agreed(mut self, keys: &[&str]) -> Self {
        self.0.agreed.extend(keys.iter().map(ToString::to_string));
        self
    }

    pub(super) fn finish(self) -> Case {
        self.0
    }
}

/// The oracles, by key. Versions are those that `vectors/oracles/` pins.
fn oracle(key: &str) -> Option<Oracle> {
    let (name, version, kind) = match key {
        "py-cryptography" => ("Python cryptography (OpenSSL)", "50.0.2", OracleKind::Library),
        "py-psec" => ("Python psec", "1.3.0", OracleKind::Library),
        "py-written" => ("vectors/oracles/python", VERSION, OracleKind::WrittenHere),
        "java-jca" => ("OpenJDK JCA (SunJCE)", "17", OracleKind::Library),
        "java-written" => ("vectors/oracles/java", VERSION, OracleKind::WrittenHere),
        "enfuce-docs" => ("Enfuce API documentation, sample code", "2026-11", OracleKind::Table),
        "adyen-sample" => ("Sebastian-Lerch/pan-reveal, sample code", "9f8a4e5", OracleKind::Table),
        "nist-sp800-38b" => ("NIST SP 800-38B, examples", "2005", OracleKind::Table),
        _ => return None,
    };
    Some(Oracle {
        name: name.to_string(),
        version: version.to_string(),
        kind,
    })
}
