//! `pinproof vectors lint`: what a schema can check and what it cannot.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::io::{self, Write};

use jsonschema::Validator;
use pinproof::conformance::client::{Op, request_line};
use pinproof::conformance::report::exit;
use pinproof::conformance::vector::{Case, OracleKind, Suite, VectorFile, Verdict};
use serde_json::Value;

use super::{load, word};
use crate::Done;
use crate::args::VectorsFrom;
use crate::failure::Failure;
use crate::output::quiet_when_closed;
use crate::schema;

/// How many oracles of which kind a file's operation needs for each case.
const FEWEST_ORACLES: usize = 2;

pub(crate) fn run(from: &VectorsFrom) -> Done {
    let suite = load(from)?;
    let mut lint = Lint::new()?;
    if suite.cases().is_empty() {
        lint.problem("vectors", "there is no case at all");
    }
    for (stem, file) in suite.files() {
        lint.file(stem, file)?;
    }
    for test in suite.cases() {
        // As it goes over the pipe; any id will do.
        let request = serde_json::from_str(&request_line(1, &test.prompt)).map_err(unserialisable)?;
        lint.against_schema(&test.id, true, &request);
    }
    quiet_when_closed(lint.report(&suite))?;
    Ok(if lint.problems.is_empty() {
        exit::AS_EXPECTED
    } else {
        exit::FAILED
    })
}

/// Words of an id that would tell the client what to answer.
const VERDICT_WORDS: [&str; 8] = [
    "valid", "invalid", "accept", "accepted", "reject", "rejected", "good", "bad",
];

struct Lint {
    file_schema: Validator,
    request_schema: Validator,
    problems: Vec<String>,
    reasons: BTreeMap<String, usize>,
    mutants: BTreeSet<String>,
}

impl Lint {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            file_schema: schema::named("vectors.schema.json")?,
            request_schema: schema::named("request.schema.json")?,
            problems: Vec::new(),
            reasons: BTreeMap::new(),
            mutants: BTreeSet::new(),
        })
    }

    fn problem(&mut self, place: impl Display, what: impl Display) {
        self.problems.push(format!("{place}: {what}"));
    }

    fn against_schema(&mut self, place: &str, request: bool, value: &Value) {
        let schema = if request {
            &self.request_schema
        } else {
            &self.file_schema
        };
        let errors: Vec<String> = schema
            .iter_errors(value)
            .map(|error| format!("{} at `{}`", error, error.instance_path))
            .collect();
        for error in errors {
            self.problem(place, error);
        }
    }

    fn file(&mut self, stem: &str, file: &VectorFile) -> Result<(), Failure> {
        self.against_schema(stem, false, &serde_json::to_value(file).map_err(unserialisable)?);
        let cases: Vec<&Case> = file.groups.iter().flat_map(|group| &group.cases).collect();
        if cases.len() != file.count {
            self.problem(
                stem,
                format_args!("`count` says {}, there are {} cases", file.count, cases.len()),
            );
        }
        if cases.is_empty() {
            self.problem(stem, "has no case");
        }
        let by_id: BTreeMap<&str, &Case> = cases.iter().map(|case| (case.id.as_str(), *case)).collect();
        for case in &cases {
            self.case(stem, file, &by_id, case);
        }
        let used_flags: BTreeSet<&str> = cases.iter().flat_map(|case| &case.flags).map(String::as_str).collect();
        let used_oracles: BTreeSet<&str> = cases.iter().flat_map(|case| &case.agreed).map(String::as_str).collect();
        for flag in file.notes.keys().filter(|flag| !used_flags.contains(flag.as_str())) {
            self.problem(stem, format_args!("note `{flag}` has no case"));
        }
        for key in file.oracles.keys().filter(|key| !used_oracles.contains(key.as_str())) {
            self.problem(stem, format_args!("oracle `{key}` agrees with no case"));
        }
        Ok(())
    }

    fn case(&mut self, stem: &str, file: &VectorFile, by_id: &BTreeMap<&str, &Case>, case: &Case) {
        let place = format!("{stem}/{}", case.id);
        if case.id.split('-').any(|word| VERDICT_WORDS.contains(&word)) {
            self.problem(&place, "the id crosses the pipe and must not tell the verdict");
        }
        match case.sibling.as_deref().map(|sibling| by_id.get(sibling)) {
            None if case.verdict == Verdict::Reject => self.problem(&place, "a case to refuse needs a `sibling`"),
            Some(None) => self.problem(&place, "its sibling is not in this file"),
            Some(Some(sibling)) if sibling.verdict != Verdict::Accept => {
                self.problem(&place, "its sibling is not a case to accept");
            }
            _ => {}
        }
        if let Some(first) = &case.indistinguishable_from {
            let tied = |first: &&Case| first.class == case.class && first.indistinguishable_from.is_none();
            if case.verdict != Verdict::Reject {
                self.problem(&place, "`indistinguishable_from` is for cases to refuse");
            } else if by_id.get(first.as_str()).copied().filter(tied).is_none() {
                self.problem(
                    &place,
                    "`indistinguishable_from` names no first case of this file with the same class",
                );
            }
        }
        if case.verdict == Verdict::Either && case.flags.is_empty() {
            self.problem(&place, "`either` needs a flag that says why");
        }
        for flag in case.flags.iter().filter(|flag| !file.notes.contains_key(*flag)) {
            self.problem(&place, format_args!("flag `{flag}` has no note"));
        }
        for key in case.agreed.iter().filter(|key| !file.oracles.contains_key(*key)) {
            self.problem(
                &place,
                format_args!("`{key}` agrees, but the header does not say what it is"),
            );
        }
        let distinct: BTreeSet<&String> = case.agreed.iter().collect();
        let drawn_by_client = case.judge.is_some() || file.op == Op::KeyGenerate;
        if distinct.len() < FEWEST_ORACLES && !drawn_by_client {
            self.problem(
                &place,
                format_args!("{} oracles agree, it needs {FEWEST_ORACLES}", distinct.len()),
            );
        }
        for reason in &case.reasons {
            let kind = reason.split(':').next().unwrap_or_default();
            let count = self.reasons.entry(kind.to_owned()).or_default();
            *count = count.saturating_add(1);
            if kind == "mutant" {
                self.mutants.insert(reason.clone());
            }
        }
    }

    fn report(&self, suite: &Suite) -> io::Result<()> {
        let out = &mut anstream::stdout();
        for problem in &self.problems {
            writeln!(out, "{problem}")?;
        }
        let mut verdicts: BTreeMap<Verdict, usize> = BTreeMap::new();
        let mut oracles: BTreeMap<&str, (OracleKind, usize)> = BTreeMap::new();
        for test in suite.cases() {
            let count = verdicts.entry(test.case.verdict).or_default();
            *count = count.saturating_add(1);
        }
        for (_, file) in suite.files() {
            for case in file.groups.iter().flat_map(|group| &group.cases) {
                for key in &case.agreed {
                    if let Some(oracle) = file.oracles.get(key) {
                        let (_, count) = oracles.entry(key).or_insert((oracle.kind, 0));
                        *count = count.saturating_add(1);
                    }
                }
            }
        }
        writeln!(out, "{} files, {} cases", suite.files().len(), suite.cases().len())?;
        for (verdict, count) in verdicts {
            writeln!(out, "  {count:5}  to {}", word(verdict))?;
        }
        writeln!(out, "reasons, of which a case may have several")?;
        for (kind, count) in &self.reasons {
            writeln!(out, "  {count:5}  {kind}")?;
        }
        writeln!(out, "  {:5}  bug classes named", self.mutants.len())?;
        writeln!(out, "oracles that agree")?;
        for (key, (kind, count)) in oracles {
            writeln!(out, "  {count:5}  {key} ({})", word(kind))?;
        }
        match self.problems.len() {
            0 => writeln!(out, "no problem"),
            1 => writeln!(out, "1 problem"),
            problems => writeln!(out, "{problems} problems"),
        }
    }
}

/// What was read from JSON has a JSON form; anything else is a fault of this program.
fn unserialisable(error: serde_json::Error) -> Failure {
    Failure::self_check(
        format!("a vector file has no JSON form: {error}"),
        "please report it with the file",
    )
}
