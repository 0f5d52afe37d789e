//! `vectors/kill_matrix.json`: the columns as a file.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Column, same};
use crate::conformance::mutant::equivalents;
use crate::conformance::report::VectorsInfo;
use crate::conformance::vector::{SUITE, Suite};

/// Name of the file.
pub const FILE: &str = "kill_matrix.json";

/// Which cases fail for which mutant, as the file has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KillMatrix {
    /// Path of the schema, relative to the folder of the vectors.
    pub schema: String,
    /// Name of the suite.
    pub suite: String,
    /// The vectors.
    pub vectors: VectorsInfo,
    /// The cases of each file, their slugs with a space between them.
    pub cases: BTreeMap<String, String>,
    /// A row for each mutant.
    pub mutants: Vec<Row>,
    /// Mutants that fail the same cases with the same answers, and why there is no case that tells them apart.
    pub same: Vec<SameColumn>,
    /// Bugs that no answer shows.
    pub equivalent: Vec<EquivalentBug>,
}

/// What one mutant fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Id of the mutant.
    pub id: String,
    /// Whether all that it fails is advice, which does not fail a run.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub advice: bool,
    /// A hash over the cases and what the mutant answers.
    pub signature: String,
    /// The failed cases of each file: their slugs with a space between them, or `*` for all, or `* -SLUG …` for all but those.
    pub kills: BTreeMap<String, String>,
}

/// Mutants with one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SameColumn {
    /// Their ids.
    pub mutants: Vec<String>,
    /// Why no case tells them apart.
    pub reason: String,
}

/// A bug that equals the reference or a mutant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EquivalentBug {
    /// Id.
    pub id: String,
    /// What the client does wrong.
    pub title: String,
    /// The mutant that it equals; none for the reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equals: Option<String>,
    /// Why.
    pub proof: String,
}

impl KillMatrix {
    /// The file for `columns` over `suite`.
    pub fn new(suite: &Suite, columns: &[Column]) -> Self {
        let ids: BTreeSet<String> = suite.cases().iter().map(|test| test.id.clone()).collect();
        let cases = by_file(&ids);
        let row = |column: &Column| Row {
            id: column.mutant.to_owned(),
            advice: !column.ends_a_run && !column.kills.is_empty(),
            signature: column.signature.clone(),
            kills: by_file(&column.kills)
                .into_iter()
                .map(|(file, slugs)| (file, shortest(&slugs, cases.get(file))))
                .map(|(file, slugs)| (file.to_owned(), slugs))
                .collect(),
        };
        Self {
            schema: "schema/kill_matrix.schema.json".to_owned(),
            suite: SUITE.to_owned(),
            vectors: VectorsInfo {
                version: suite.version().to_owned(),
                sha256: suite.sha256().to_owned(),
            },
            cases: cases
                .iter()
                .map(|(file, slugs)| ((*file).to_owned(), joined(slugs)))
                .collect(),
            mutants: columns.iter().map(row).collect(),
            same: same::RECORDED
                .iter()
                .map(|(mutants, reason)| SameColumn {
                    mutants: mutants.iter().map(ToString::to_string).collect(),
                    reason: (*reason).to_owned(),
                })
                .collect(),
            equivalent: equivalents()
                .map(|bug| EquivalentBug {
                    id: bug.id.to_owned(),
                    title: bug.title.to_owned(),
                    equals: bug.equals.map(ToOwned::to_owned),
                    proof: bug.proof.to_owned(),
                })
                .collect(),
        }
    }

    /// The one text form: two spaces of indent, LF at the end.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// What is wrong with it, in a sentence.
    pub fn from_text(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

impl Row {
    /// Whether the mutant fails one of `asked`, the slugs of each file.
    pub(crate) fn fails_one_of(&self, asked: &BTreeMap<&str, BTreeSet<&str>>) -> bool {
        self.kills.iter().any(|(file, slugs)| {
            let Some(asked) = asked.get(file.as_str()) else {
                return false;
            };
            match slugs.strip_prefix('*') {
                None => slugs.split(' ').any(|slug| asked.contains(slug)),
                Some(but) => {
                    let but: BTreeSet<&str> = but.split(" -").collect();
                    asked.iter().any(|slug| !but.contains(slug))
                }
            }
        })
    }
}

/// The slugs of each file.
pub(crate) fn by_file<'a>(ids: impl IntoIterator<Item = &'a String>) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (file, slug) in ids.into_iter().filter_map(|id| id.split_once('/')) {
        files.entry(file).or_default().insert(slug);
    }
    files
}

fn joined(slugs: &BTreeSet<&str>) -> String {
    slugs.iter().copied().collect::<Vec<_>>().join(" ")
}

/// The slugs, or all of the file but the others, whatever is shorter.
fn shortest(slugs: &BTreeSet<&str>, all: Option<&BTreeSet<&str>>) -> String {
    let named = joined(slugs);
    let Some(all) = all else { return named };
    let but: String = all.difference(slugs).map(|slug| format!(" -{slug}")).collect();
    if but.len() < named.len() {
        format!("*{but}")
    } else {
        named
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kills: &[(&str, &str)]) -> Row {
        Row {
            id: "X".into(),
            advice: false,
            signature: String::new(),
            kills: kills
                .iter()
                .map(|(file, slugs)| (file.to_string(), slugs.to_string()))
                .collect(),
        }
    }

    #[test]
    fn the_shorter_form() {
        let all = BTreeSet::from(["aaa", "bbb", "ccc", "ddd"]);
        for (slugs, form) in [
            (BTreeSet::from(["bbb"]), "bbb"),
            (BTreeSet::from(["aaa", "bbb", "ddd"]), "* -ccc"),
            (all.clone(), "*"),
        ] {
            assert_eq!(shortest(&slugs, Some(&all)), form);
            let row = row(&[("file", form)]);
            for slug in &all {
                let asked = BTreeMap::from([("file", BTreeSet::from([*slug]))]);
                assert_eq!(row.fails_one_of(&asked), slugs.contains(slug), "{form} {slug}");
            }
            assert!(!row.fails_one_of(&BTreeMap::from([("other", all.clone())])));
        }
        assert_eq!(shortest(&all, None), "aaa bbb ccc ddd");
    }
}
