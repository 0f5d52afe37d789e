//! Whether the vectors and checks catch every mutant, and every case is worth asking.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::Serialize;

use super::matrix::{self, Column, KillMatrix};
use super::{equivalents, find, mutants};
use crate::conformance::vector::{EMBEDDED, Suite};

/// The fewest mutants that say something.
pub const FEWEST: usize = 110;

/// Reasons of a case that need no mutant.
const OTHER_REASONS: [&str; 3] = ["boundary", "cell", "sample"];

/// What the gate found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gate {
    /// Mutants.
    pub mutants: usize,
    /// Mutants that no case and no check fails; none when they were not asked, because the vectors are no good.
    pub survivors: Option<usize>,
    /// Cases of the vectors.
    pub cases: usize,
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Its kind.
    pub kind: Kind,
    /// The mutant, case or file.
    pub of: String,
    /// A sentence.
    pub text: String,
}

/// A kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A vector file is missing, empty or cannot be read.
    File,
    /// There are too few mutants.
    TooFew,
    /// A mutant that nothing fails.
    Survivor,
    /// The file with the matrix is not what the vectors and mutants give.
    Stale,
    /// A case that fails no mutant and has no other reason to exist.
    Idle,
    /// A case that says it fails a mutant, and does not.
    Untrue,
    /// Mutants that no case tells apart, without a recorded reason; or the record is wrong.
    Same,
    /// A mutant that ends a run with `--strict` only, without a recorded reason; or the record is wrong.
    Advice,
    /// A bug that is listed as equal to a mutant that there is not.
    Equivalent,
}

impl Problem {
    /// A problem of `of`.
    pub fn new(kind: Kind, of: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            kind,
            of: of.into(),
            text: text.into(),
        }
    }
}

/// Holds vector files, given as stem and text, and the text of their recorded matrix, none where there is no such file,
/// against all mutants. Every file inside the library must be there. Where one is no good, the mutants are not asked: all that
/// it alone catches would only repeat that.
pub fn gate(texts: Vec<(String, String)>, recorded: Option<&str>) -> Gate {
    let (all, problems): (Vec<_>, _) = (mutants().collect(), unusable(&texts));
    match Suite::from_texts(texts) {
        Ok(suite) if problems.is_empty() => judge(&suite, recorded, &matrix::columns(&suite, &all)),
        _ => Gate {
            mutants: all.len(),
            survivors: None,
            cases: 0,
            problems,
        },
    }
}

/// What is wrong with the files, each on its own.
fn unusable(texts: &[(String, String)]) -> Vec<Problem> {
    let known = EMBEDDED.iter().map(|(stem, _)| *stem);
    let missing = known.filter(|stem| !texts.iter().any(|(own, _)| own == stem));
    let missing = missing.map(|stem| (stem, "is missing".to_string()));
    let broken = texts.iter().filter_map(|(stem, text)| {
        let problem = match Suite::from_texts([(stem.clone(), text.clone())]) {
            Err(error) => format!("cannot be used: {}", error.problem),
            Ok(suite) if suite.cases().is_empty() => "has no case".to_string(),
            Ok(_) => return None,
        };
        Some((stem.as_str(), problem))
    });
    missing
        .chain(broken)
        .map(|(stem, text)| Problem::new(Kind::File, format!("{stem}.json"), text))
        .collect()
}

/// Holds `suite` and its recorded matrix against these columns.
pub(crate) fn judge(suite: &Suite, recorded: Option<&str>, columns: &[Column]) -> Gate {
    let survivors: Vec<&Column> = columns.iter().filter(|column| column.kills.is_empty()).collect();
    let mut problems = Vec::new();
    if columns.len() < FEWEST {
        let text = format!(
            "there are {}, the fewest that say something are {FEWEST}",
            columns.len()
        );
        problems.push(Problem::new(Kind::TooFew, "mutants", text));
    }
    problems.extend(survivors.iter().map(|column| {
        let title = find(column.mutant).map_or("", |mutant| mutant.title);
        Problem::new(Kind::Survivor, column.mutant, format!("survives: it {title}"))
    }));
    problems.extend(stale(recorded, &KillMatrix::new(suite, columns)));
    problems.extend(reasons(suite, columns));
    problems.extend(same(columns, matrix::same::RECORDED));
    problems.extend(advice(columns, matrix::advice::RECORDED));
    problems.extend(equivalents().filter_map(|bug| {
        let equals = bug.equals.filter(|id| find(id).is_none())?;
        Some(Problem::new(
            Kind::Equivalent,
            bug.id,
            format!("equals {equals}, and there is no such mutant"),
        ))
    }));
    Gate {
        mutants: columns.len(),
        survivors: Some(survivors.len()),
        cases: suite.cases().len(),
        problems,
    }
}

/// What differs between the recorded matrix and the one that holds.
pub fn stale(recorded: Option<&str>, now: &KillMatrix) -> Vec<Problem> {
    let stale = |text: String| Problem::new(Kind::Stale, matrix::FILE, text);
    let Some(recorded) = recorded else {
        return [stale("is missing".to_string())].into();
    };
    if recorded == now.to_text() {
        return Vec::new();
    }
    let old = match KillMatrix::from_text(recorded) {
        Ok(old) => old,
        Err(error) => return [stale(format!("is no kill matrix: {error}"))].into(),
    };
    let mut problems = Vec::new();
    if old.vectors != now.vectors {
        problems.push(stale("is for other vectors".to_string()));
    }
    let rows: BTreeMap<&str, _> = old.mutants.iter().map(|row| (row.id.as_str(), row)).collect();
    for row in &now.mutants {
        match rows.get(row.id.as_str()) {
            None => problems.push(stale(format!("has no {}", row.id))),
            Some(old) if **old != *row => problems.push(stale(format!("has something else for {}", row.id))),
            Some(_) => {}
        }
    }
    let known: BTreeSet<&str> = now.mutants.iter().map(|row| row.id.as_str()).collect();
    let gone = rows.keys().filter(|id| !known.contains(*id));
    problems.extend(gone.map(|id| stale(format!("has {id}, and there is no such mutant"))));
    if problems.is_empty() {
        problems.push(stale("is not written as the kit writes it".to_string()));
    }
    problems
}

/// Cases without a reason to exist, and reasons that are not true.
fn reasons(suite: &Suite, columns: &[Column]) -> Vec<Problem> {
    let mut kills: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for column in columns {
        let class = find(column.mutant).map_or(column.mutant, |mutant| mutant.class());
        for id in &column.kills {
            kills.entry(id).or_default().extend([class, column.mutant]);
        }
    }
    let mut problems = Vec::new();
    for test in suite.cases() {
        let killed = kills.get(test.id.as_str());
        let has_reason = |reason: &String| {
            let kind = reason.split_once(':').map(|(kind, _)| kind);
            kind.is_some_and(|kind| OTHER_REASONS.contains(&kind))
        };
        if killed.is_none() && !test.case.reasons.iter().any(has_reason) {
            let text = "fails no mutant and has no other reason to exist";
            problems.push(Problem::new(Kind::Idle, test.id.as_str(), text));
        }
        let claimed = test
            .case
            .reasons
            .iter()
            .filter_map(|reason| reason.strip_prefix("mutant:"));
        let untrue = claimed.filter(|id| !killed.is_some_and(|killed| killed.contains(id)));
        problems.extend(untrue.map(|id| {
            Problem::new(
                Kind::Untrue,
                test.id.as_str(),
                format!("says that it fails {id}, and does not"),
            )
        }));
    }
    problems
}

/// Columns that no case tells apart against those that are recorded, and the other way round.
fn same(columns: &[Column], recorded: &[(&[&str], &str)]) -> Vec<Problem> {
    let mut alike: BTreeMap<(&str, &BTreeSet<String>), BTreeSet<&str>> = BTreeMap::new();
    for column in columns.iter().filter(|column| !column.kills.is_empty()) {
        alike
            .entry((column.signature.as_str(), &column.kills))
            .or_default()
            .insert(column.mutant);
    }
    let alike: BTreeSet<BTreeSet<&str>> = alike.into_values().filter(|ids| ids.len() > 1).collect();
    let recorded: BTreeSet<BTreeSet<&str>> = recorded.iter().map(|(ids, _)| ids.iter().copied().collect()).collect();
    let named = |ids: &BTreeSet<&str>| ids.iter().copied().collect::<Vec<_>>().join(", ");
    let missing = alike.difference(&recorded).map(|ids| {
        let text =
            "fail the same cases with the same answers: a vector is missing, or the reason for it in matrix/same.rs";
        Problem::new(Kind::Same, named(ids), text)
    });
    let known: BTreeSet<&str> = columns.iter().map(|column| column.mutant).collect();
    let untrue = recorded
        .difference(&alike)
        .filter(|ids| ids.is_subset(&known))
        .map(|ids| Problem::new(Kind::Same, named(ids), "are recorded as the same, and are not"));
    missing.chain(untrue).collect()
}

/// Columns of which all is advice against those that are recorded, and the other way round.
fn advice(columns: &[Column], recorded: &[(&str, &str)]) -> Vec<Problem> {
    let caught = columns.iter().filter(|column| !column.kills.is_empty());
    let wrong = caught.filter_map(|column| {
        let is_recorded = recorded.iter().any(|(id, _)| *id == column.mutant);
        let text = match (column.ends_a_run, is_recorded) {
            (false, false) => {
                "fails no must, and a run ends well: a vector is missing, or the reason for it in matrix/advice.rs"
            }
            (true, true) => "is recorded as failing advice only, and fails a must",
            _ => return None,
        };
        Some(Problem::new(Kind::Advice, column.mutant, text))
    });
    wrong.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two files with one case each, and columns that fail both.
    fn suite() -> Suite {
        let texts = ["pin_block_encode_iso0", "pin_policy_iso"].map(|stem| {
            let (_, text) = EMBEDDED.iter().find(|(own, _)| *own == stem).unwrap();
            let mut file: serde_json::Value = serde_json::from_str(text).unwrap();
            let mut case = file["groups"][0]["cases"][0].clone();
            case["reasons"] = serde_json::json!(["mutant:D03"]);
            file["groups"].as_array_mut().unwrap().truncate(1);
            file["groups"][0]["cases"] = serde_json::json!([case]);
            (stem.to_string(), file.to_string())
        });
        Suite::from_texts(texts).unwrap()
    }

    fn column(mutant: &'static str, kills: &[&str], signature: &str) -> Column {
        Column {
            mutant,
            kills: kills.iter().map(ToString::to_string).collect(),
            ends_a_run: true,
            signature: signature.to_string(),
        }
    }

    fn kinds(problems: &[Problem]) -> Vec<(Kind, &str)> {
        problems
            .iter()
            .map(|problem| (problem.kind, problem.of.as_str()))
            .collect()
    }

    /// The problems of columns whose matrix is up to date, but for their number.
    fn found(columns: &[Column]) -> Vec<Problem> {
        let suite = suite();
        let recorded = KillMatrix::new(&suite, columns).to_text();
        let found = judge(&suite, Some(&recorded), columns);
        let others = found
            .problems
            .into_iter()
            .filter(|problem| problem.kind != Kind::TooFew);
        others.collect()
    }

    #[test]
    fn nothing_wrong() {
        let suite = suite();
        let [one, two] = [&suite.cases()[0].id, &suite.cases()[1].id];
        assert_eq!(found(&[column("D03", &[one, two], "1")]), []);
    }

    #[test]
    fn every_problem_is_found() {
        let suite = suite();
        let [one, two] = [suite.cases()[0].id.as_str(), suite.cases()[1].id.as_str()];
        let survivor = found(&[column("D03", &[one, two], "1"), column("A01", &[], "2")]);
        assert_eq!(kinds(&survivor), [(Kind::Survivor, "A01")]);
        let idle = found(&[column("D03", &[one], "1")]);
        assert_eq!(kinds(&idle), [(Kind::Idle, two), (Kind::Untrue, two)]);
        let untrue = found(&[column("D03", &[one], "1"), column("A01", &[two], "2")]);
        assert_eq!(kinds(&untrue), [(Kind::Untrue, two)]);
        let same = found(&[column("D03", &[one, two], "1"), column("A01", &[one, two], "1")]);
        assert_eq!(kinds(&same), [(Kind::Same, "A01, D03")]);
        let told_apart = found(&[column("D03", &[one, two], "1"), column("A01", &[one, two], "2")]);
        assert_eq!(told_apart, []);
        let columns = [column("D03", &[one, two], "1")];
        assert_eq!(
            kinds(&judge(&suite, None, &columns).problems)[0],
            (Kind::TooFew, "mutants")
        );
    }

    #[test]
    fn a_recorded_pair_must_be_the_same() {
        let columns = [column("D03", &["f/a"], "1"), column("A01", &["f/a"], "1")];
        let recorded: &[(&[&str], &str)] = &[(&["D03", "A01"], "because")];
        assert_eq!(same(&columns, recorded), []);
        // Nothing is said of a pair of which one was not asked.
        assert_eq!(same(&columns[..1], recorded), []);
        let apart = [column("D03", &["f/a"], "1"), column("A01", &["f/a"], "2")];
        assert_eq!(kinds(&same(&apart, recorded)), [(Kind::Same, "A01, D03")]);
    }

    #[test]
    fn a_mutant_that_only_advice_catches_has_a_reason() {
        let must = column("D03", &["f/a"], "1");
        let should = Column {
            ends_a_run: false,
            ..column("A01", &["f/b"], "1")
        };
        let columns = [must, should, column("A02", &[], "")];
        assert_eq!(advice(&columns, &[("A01", "because")]), []);
        assert_eq!(kinds(&advice(&columns, &[])), [(Kind::Advice, "A01")]);
        let both = [("A01", "because"), ("D03", "because")];
        assert_eq!(kinds(&advice(&columns, &both)), [(Kind::Advice, "D03")]);
        assert!(matrix::advice::RECORDED.iter().all(|(id, _)| find(id).is_some()));
    }

    #[test]
    fn a_stale_matrix_shows_what_is_stale() {
        let suite = suite();
        let one = suite.cases()[0].id.as_str();
        let matrix = |columns: &[Column]| KillMatrix::new(&suite, columns);
        let now = matrix(&[column("D03", &[one], "1"), column("A01", &[one], "2")]);
        let stale = |recorded: Option<&str>| {
            let problems = stale(recorded, &now);
            assert!(problems.iter().all(|problem| problem.kind == Kind::Stale));
            problems.into_iter().map(|problem| problem.text).collect::<Vec<_>>()
        };
        assert_eq!(stale(Some(&now.to_text())), Vec::<String>::new());
        assert_eq!(stale(None), ["is missing"]);
        assert!(stale(Some(""))[0].starts_with("is no kill matrix"));
        assert_eq!(
            stale(Some(&now.to_text().replace('\n', ""))),
            ["is not written as the kit writes it"]
        );
        let older = matrix(&[column("D03", &[one], "3"), column("A02", &[one], "2")]);
        let older = KillMatrix {
            vectors: crate::conformance::report::VectorsInfo {
                version: "1.0.0".into(),
                sha256: "00".repeat(32),
            },
            ..older
        };
        assert_eq!(
            stale(Some(&older.to_text())),
            [
                "is for other vectors",
                "has something else for D03",
                "has no A01",
                "has A02, and there is no such mutant",
            ]
        );
    }

    #[test]
    fn files_that_are_no_good_are_named() {
        let whole: Vec<(String, String)> = EMBEDDED
            .iter()
            .map(|(stem, text)| (stem.to_string(), text.to_string()))
            .collect();
        let texts = || whole.iter().take(3).cloned();
        let (first, rest) = (texts().next().unwrap(), EMBEDDED.len() - 3);
        let count = |texts: Vec<(String, String)>| unusable(&texts).len() - rest;
        assert_eq!(count(texts().collect()), 0);
        assert_eq!(count(texts().skip(1).collect()), 1);
        let (stem, text) = first;
        let mut empty: serde_json::Value = serde_json::from_str(&text).unwrap();
        empty["groups"] = serde_json::json!([]);
        for emptied in [String::new(), "{}".to_string(), empty.to_string()] {
            let texts = core::iter::once((stem.clone(), emptied)).chain(texts().skip(1));
            assert_eq!(count(texts.collect()), 1);
        }
    }
}
