//! What changed between two runs: `pinproof diff`.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{PINPROOF, Ran, Vectors, pinproof, satisfies, schema};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/fakes/client.sh");

/// Results in a folder.
struct Kept {
    vectors: Vectors,
    folder: TempDir,
}

impl Kept {
    /// The results of these faults of the client that can do `echo`, under their names.
    fn runs(faults: &[&str]) -> Self {
        let kept = Self {
            vectors: Vectors::echoes(),
            folder: TempDir::new().unwrap(),
        };
        for fault in faults {
            kept.run(fault, fault, &[]);
        }
        kept
    }

    fn run(&self, name: &str, fault: &str, options: &[&str]) {
        let (path, from) = (self.path(name), self.vectors.arg());
        let start = [
            "check",
            "--vectors",
            from,
            "--timeout",
            "2",
            "--format",
            "json",
            "--output",
            &path,
        ];
        // Without what the kit makes up, so that cases can be counted.
        let only: &[&str] = if options.contains(&"--only") {
            &[]
        } else {
            &["--only", "echo/*"]
        };
        pinproof(
            start
                .iter()
                .chain(only)
                .chain(options)
                .chain(&["--", "sh", SCRIPT, fault]),
        );
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn diff(&self, old: &str, new: &str, options: &[&str]) -> Ran {
        let start = ["diff".to_owned(), self.path(old), self.path(new)];
        pinproof(
            start
                .into_iter()
                .chain(options.iter().map(|option| (*option).to_owned())),
        )
    }
}

#[test]
fn worse_is_1_and_everything_else_0() {
    let kept = Kept::runs(&[
        "right",
        "wrong_value_at_n50",
        "dies_at_n50",
        "claims_nothing",
        "logs",
        "hello_refused",
    ]);
    kept.diff("right", "right", &[]).ends(0).says(&["nothing changed\n"]);
    kept.diff("right", "wrong_value_at_n50", &[]).ends(1).says(&[
        "passed                       61     60 -1\n",
        "failed                        0      1 +1\n",
        "exit     0\n      -> 1\n",
        "newly failing (1)\n  echo/n50 (must): pass (accepted) -> fail (accepted)\n    expected {\"bytes\":",
        "1 change, for the worse\n",
    ]);
    kept.diff("wrong_value_at_n50", "right", &[])
        .ends(0)
        .says(&["newly passing (1)", "1 change, none for the worse\n"]);
    kept.diff("wrong_value_at_n50", "dies_at_n50", &[])
        .ends(0)
        .says(&["another answer (1)\n  echo/n50 (must): fail (accepted) -> crash\n"]);
    kept.diff("right", "claims_nothing", &[])
        .ends(1)
        .says(&["no longer tested (61)", "61 changes, 61 for the worse"]);
    kept.diff("claims_nothing", "right", &[])
        .ends(0)
        .says(&["newly tested (61)"]);
    kept.diff("right", "logs", &[])
        .ends(1)
        .says(&["new fault echo/n50: protocol error"]);
    kept.diff("right", "hello_refused", &[]).ends(1).says(&[
        "client   fake 1\n      -> never said who it is",
        "gone (61)",
        "new fault hello",
    ]);
}

#[test]
fn what_a_baseline_knows_is_told_and_not_worse() {
    let kept = Kept::runs(&["right", "wrong_value_at_n50"]);
    let baseline = kept.path("baseline.toml");
    fs::write(
        &baseline,
        "[[entry]]\nid = \"echo/n50\"\nstatus = \"wont-fix\"\nreason = \"old\"\n",
    )
    .unwrap();
    kept.run("known", "wrong_value_at_n50", &["--baseline", &baseline]);
    kept.diff("right", "known", &[]).ends(0).says(&[
        "failing, and excused by the baseline or the level (1)",
        "echo/n50 (must): pass (accepted) -> expected-fail (accepted)",
        "known to fail                 0      1 +1",
    ]);
    kept.diff("known", "wrong_value_at_n50", &[])
        .ends(1)
        .says(&["newly failing (1)"]);
}

#[test]
fn for_programs_and_for_pull_requests() {
    let kept = Kept::runs(&["right", "wrong_value_and_error", "claims_nothing", "hello_refused"]);
    kept.run("part", "right", &["--shard", "1/2", "--strict", "--only", "echo/n*"]);
    for (old, new, code, worse) in [
        ("right", "right", 0, 0),
        ("right", "wrong_value_and_error", 1, 2),
        ("claims_nothing", "right", 0, 0),
        ("right", "hello_refused", 1, 62),
        ("right", "part", 0, 0),
        ("part", "right", 0, 0),
    ] {
        let ran = kept.diff(old, new, &["--format", "json"]).ends(code);
        let changed: Value = serde_json::from_str(&ran.stdout).unwrap();
        satisfies(&schema("diff.schema.json"), &changed);
        assert_eq!(changed["worse"], worse, "{old} {new}");
    }
    let ran = kept
        .diff("right", "wrong_value_and_error", &["--format", "markdown"])
        .ends(1);
    ran.says(&[
        "pinproof: 2 changes, 2 for the worse\n",
        "| passed | 61 | 59 | -2 |",
        "**newly failing** (2)",
        "| `echo/n10` | must | `pass (accepted) -> fail (accepted)` | `expected {",
    ]);
    kept.diff("right", "part", &[])
        .ends(0)
        .says(&["run      --only echo/*\n      -> --only echo/n* --strict --shard 1/2"]);
    let file = kept.path("diff.md");
    let output = ["--format", "markdown", "--output", &file];
    let ran = kept.diff("right", "wrong_value_and_error", &output).ends(1);
    assert_eq!(ran.stdout, "2 changes, 2 for the worse\n");
    assert!(fs::read_to_string(file).unwrap().starts_with("### "));
    kept.diff("right", "right", &["--output", &kept.path("none/diff")])
        .ends(4)
        .complains(&["cannot write"]);
}

#[test]
fn files_that_are_none_are_4() {
    let kept = Kept::runs(&["right"]);
    fs::write(kept.path("text"), "no JSON").unwrap();
    let text = fs::read_to_string(kept.path("right")).unwrap();
    fs::write(kept.path("newer"), text.replacen("\"version\": 1", "\"version\": 2", 1)).unwrap();
    fs::write(
        kept.path("field"),
        text.replacen("\"faults\"", "\"more\": 1, \"faults\"", 1),
    )
    .unwrap();
    for (other, words) in [
        ("none", "cannot read"),
        ("text", "not a results file of pinproof"),
        ("newer", "results of version 2, written by pinproof"),
        ("field", "unknown field `more`"),
    ] {
        for (old, new) in [(other, "right"), ("right", other)] {
            let ran = kept
                .diff(old, new, &[])
                .ends(4)
                .complains(&["error: ", words, "help: "]);
            assert!(ran.stdout.is_empty(), "{ran}");
        }
    }
    pinproof(["diff", &kept.path("right")]).ends(4);
}

#[test]
fn what_a_client_did_is_no_markup_in_a_comment() {
    let kept = Kept::runs(&["right", "wrong_value_at_n50"]);
    let text = fs::read_to_string(kept.path("wrong_value_at_n50")).unwrap();
    let mut results: Value = serde_json::from_str(&text).unwrap();
    let mut cases = results["cases"].as_array_mut().unwrap().iter_mut();
    cases.find(|case| case["outcome"] == "fail").unwrap()["did"] = "<b>|@all".into();
    fs::write(kept.path("evil"), results.to_string()).unwrap();
    kept.diff("right", "evil", &["--format", "markdown"])
        .ends(1)
        .says(&["| `pass (accepted) -> fail (<b>\\|@all)` |"]);
}

/// Other vectors and another client are no reason not to look.
#[test]
fn runs_over_other_vectors() {
    let kept = Kept::runs(&["right"]);
    let small = Vectors::small();
    let path = kept.path("small");
    pinproof([
        "check",
        "--vectors",
        small.arg(),
        "--format",
        "json",
        "--output",
        &path,
        "--",
        PINPROOF,
        "client",
    ])
    .ends(0);
    kept.diff("right", "small", &[]).ends(0).says(&[
        "vectors  1.0.0",
        "      -> 1.0.0",
        "gone (61)",
        "new (",
        " changes, none for the worse",
    ]);
}
