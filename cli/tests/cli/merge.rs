//! Splitting a run with `--shard`, and joining it with `pinproof merge`.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{PINPROOF, Ran, Vectors, pinproof, satisfies, schema};

/// Results of each part of a run over 61 cases of `echo`, in a folder.
struct Parts {
    vectors: Vectors,
    folder: TempDir,
}

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/fakes/client.sh");

impl Parts {
    fn new() -> Self {
        Self {
            vectors: Vectors::echoes(),
            folder: TempDir::new().unwrap(),
        }
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Runs with these options and keeps the results under `name`.
    fn run(&self, name: &str, fault: &str, options: &[&str]) -> Ran {
        let (path, from) = (self.path(name), self.vectors.arg());
        let start = ["check", "--vectors", from, "--format", "json", "--output", &path];
        pinproof(start.iter().chain(options).chain(&["--", "sh", SCRIPT, fault]))
    }

    fn merge(&self, names: &[&str], options: &[&str]) -> Ran {
        let paths: Vec<String> = names.iter().map(|name| self.path(name)).collect();
        let start = ["merge", "--vectors", self.vectors.arg()].map(String::from);
        let options = options.iter().map(|option| (*option).to_owned());
        pinproof(start.into_iter().chain(paths).chain(options))
    }

    fn kept(&self, name: &str) -> Value {
        let mut report: Value = serde_json::from_str(&fs::read_to_string(self.path(name)).unwrap()).unwrap();
        for case in report["cases"].as_array_mut().unwrap() {
            case.as_object_mut().unwrap().remove("elapsed_us");
        }
        report
    }
}

#[test]
fn parts_make_the_whole_with_its_exit_code() {
    let parts = Parts::new();
    for (fault, code) in [("right", 0), ("wrong_value_at_n50", 1), ("error_at_n50", 3)] {
        parts.run("whole", fault, &[]).ends(code);
        for part in ["1", "2", "3"] {
            assert_ne!(parts.run(part, fault, &["--shard", &format!("{part}/3")]).code, Some(4));
        }
        let whole = parts.path("merged");
        parts
            .merge(&["3", "1", "2"], &["--format", "json", "--output", &whole])
            .ends(code)
            .says(&[" passed, "]);
        assert_eq!(parts.kept("merged"), parts.kept("whole"), "{fault}");
        satisfies(&schema("results.schema.json"), &parts.kept("merged"));
        satisfies(&schema("results.schema.json"), &parts.kept("2"));
    }
    // Any form of report comes out of it.
    parts.run("1", "wrong_value_at_n50", &["--shard", "1/2"]);
    parts.run("2", "wrong_value_at_n50", &["--shard", "2/2"]);
    parts
        .merge(&["1", "2"], &[])
        .ends(1)
        .says(&["FAIL echo/n50 (must)", "60 passed, 1 failed"]);
    parts
        .merge(&["1", "2"], &["--format", "junit"])
        .ends(1)
        .says(&["<testsuites"]);
}

#[test]
fn every_part_is_there_once() {
    let parts = Parts::new();
    parts.run("1", "right", &["--shard", "1/2"]).ends(0);
    parts.run("2", "right", &["--shard", "2/2"]).ends(0);
    parts.run("strict", "right", &["--shard", "2/2", "--strict"]).ends(0);
    parts
        .run("only", "right", &["--shard", "2/2", "--only", "echo/n*"])
        .ends(0);
    parts.run("other", "hello_with_escapes", &["--shard", "2/2"]).ends(0);
    parts.run("whole", "right", &[]).ends(0);
    for (names, words) in [
        (&["1"][..], "part 2/2 is missing"),
        (&["2", "2"], "part 2/2 is there twice"),
        (&["1", "strict"], "--strict differs"),
        (&["1", "only"], "--only or --profile differs"),
        (&["1", "other"], "the client differs"),
        (&["1", "whole"], "a whole run and no part of one"),
        (&["1", "none"], "cannot read"),
    ] {
        let ran = parts.merge(names, &[]).ends(4).complains(&["error: ", words, "help: "]);
        assert!(ran.stdout.is_empty(), "{ran}");
    }
    pinproof(["merge"]).ends(4);
    pinproof(["merge", &parts.path("1"), &parts.path("2")])
        .ends(4)
        .complains(&["is about other vectors"]);
}

/// The vectors that everybody has, and the kit's own checks: each case in one part.
#[test]
fn a_part_is_a_part_of_the_real_run() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("part.json");
    let run = [
        "--only",
        "*iso0/*",
        "--format",
        "json",
        "--output",
        path.to_str().unwrap(),
    ];
    let mut ids: Vec<String> = Vec::new();
    for part in ["1/2", "2/2"] {
        let shard = ["--shard", part, "--", PINPROOF, "client"];
        pinproof(["check"].iter().chain(&run).chain(&shard)).ends(0);
        let report: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let cases = report["cases"].as_array().unwrap();
        ids.extend(cases.iter().map(|case| case["id"].as_str().unwrap().to_owned()));
    }
    let together = ids.len();
    ids.sort();
    ids.dedup();
    pinproof(["check"].iter().chain(&run).chain(&["--", PINPROOF, "client"])).ends(0);
    let report: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(
        (ids.len(), together),
        (together, report["cases"].as_array().unwrap().len())
    );
}
