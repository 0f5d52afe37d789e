//! Known failures: `--baseline` and `pinproof baseline update`.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ran, Vectors, pinproof, satisfies, schema};

/// Sixty-one cases of `echo`, a client that does one of them wrong, and a place for files.
struct Setting {
    vectors: Vectors,
    folder: TempDir,
}

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/fakes/client.sh");

impl Setting {
    fn new() -> Self {
        Self {
            vectors: Vectors::echoes(),
            folder: TempDir::new().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// `pinproof check ARGUMENTS --baseline FILE -- sh client.sh FAULT`
    fn check(&self, fault: &str, baseline: &Path, arguments: &[&str]) -> Ran {
        let start = [
            "check",
            "--vectors",
            self.vectors.arg(),
            "--timeout",
            "2",
            "--baseline",
            baseline.to_str().unwrap(),
        ];
        pinproof(start.iter().chain(arguments).chain(&["--", "sh", SCRIPT, fault]))
    }

    /// The same with a baseline of this text.
    fn with(&self, fault: &str, baseline: &str) -> Ran {
        self.check(fault, &self.file("baseline.toml", baseline), &[])
    }

    /// The results of a run without baseline, in a file.
    fn results(&self, fault: &str) -> PathBuf {
        let path = self.path("results.json");
        let check = [
            "check",
            "--vectors",
            self.vectors.arg(),
            "--timeout",
            "2",
            "--format",
            "json",
            "--output",
        ];
        let client = [path.to_str().unwrap(), "--", "sh", SCRIPT, fault];
        assert!(!pinproof(check.iter().chain(&client)).stderr.contains("error:"));
        path
    }

    fn update(&self, baseline: &Path, results: &Path, arguments: &[&str]) -> Ran {
        let start = [
            "baseline",
            "update",
            baseline.to_str().unwrap(),
            "--results",
            results.to_str().unwrap(),
        ];
        pinproof(start.iter().chain(&["--vectors", self.vectors.arg()]).chain(arguments))
    }
}

fn entry(id: &str, more: &str) -> String {
    format!("[[entry]]\nid = \"{id}\"\nstatus = \"known-failing\"\nreason = \"PIN-7: the old library\"\n{more}\n")
}

#[test]
fn a_known_failure_does_not_fail_the_run_and_is_shown() {
    let setting = Setting::new();
    let known = entry("echo/n50", "class = \"accepted\"");
    setting.with("wrong_value_at_n50", &known).ends(0).says(&[
        "failures that the baseline knows\n      1  echo/n50 (known-failing): PIN-7: the old library\n",
        "60 passed, 0 failed, ",
        ", 1 known to fail in ",
    ]);
    for (fault, class) in [
        ("sleeps_at_n30", "hang"),
        ("dies_at_n50", "crash"),
        ("unsupported_at_n50", "unsupported"),
    ] {
        let id = if fault.ends_with("n30") { "echo/n30" } else { "echo/n50" };
        setting.with(fault, &entry(id, &format!("class = \"{class}\""))).ends(0);
    }
    // It fails in another way than it is known to.
    setting.with("dies_at_n50", &known).ends(1).says(&[
        "CRASH echo/n50 (must)",
        "the baseline expects accepted (line 1)",
        "60 passed, 1 failed",
    ]);
    setting.with("wrong_value_and_error", &known).ends(3);
    // The first of two failures is known.
    setting
        .with("rejects_the_cases", &entry("echo/n00", ""))
        .ends(1)
        .says(&["FAIL echo/n01", "2 known to fail"]);
}

#[test]
fn a_stale_entry_is_2_and_named() {
    let setting = Setting::new();
    for (text, words) in [
        (
            entry("echo/n50", ""),
            "STALE baseline, line 1: `echo/n50` (known-failing) passed",
        ),
        (
            entry("echo/n5*", ""),
            "(known-failing) passed: echo/n50, echo/n51, echo/n52, echo/n53, echo/n54 and 5 more",
        ),
        (
            entry("echo/n99", ""),
            "line 1: `echo/n99` (known-failing) matches no case",
        ),
        (entry("ech/*", ""), "line 1: `ech/*` (known-failing) matches no case"),
    ] {
        setting.with("right", &text).ends(2).says(&[words]);
    }
    let known = entry("echo/n50", "");
    setting
        .with("wrong_value_at_n50", &entry("echo/n50", "expires = 2020-02-29"))
        .ends(2)
        .says(&["line 1: `echo/n50` (known-failing) expired: its last day was 2020-02-29"]);
    setting
        .with("wrong_value_at_n50", &format!("{known}{known}"))
        .ends(2)
        .says(&["line 6: `echo/n50` (known-failing) is there twice, first in line 1"]);
    // A failure comes first, and what is stale is told as well.
    setting
        .with("wrong_value_at_n50", &entry("echo/n51", ""))
        .ends(1)
        .says(&["FAIL echo/n50", "STALE baseline, line 1: `echo/n51`"]);
    // What was not selected is not stale.
    let baseline = setting.file("baseline.toml", &known);
    setting.check("right", &baseline, &["--only", "echo/n1*"]).ends(0);
    // Nor is what the client does not claim.
    setting.with("claims_nothing", &known).ends(5);
}

#[test]
fn a_file_that_is_no_baseline_is_4_and_a_key_twice_is_2() {
    let setting = Setting::new();
    for (text, words) in [
        ("[[entry", "baseline.toml:1: "),
        ("[[entry]]\nid = 1\n", "baseline.toml:2: invalid type"),
        (
            &*entry("echo/n50", "until = 2030-01-01"),
            "baseline.toml:5: unknown field `until`",
        ),
        (&entry("echo/n50", "expires = 2030-02-30"), "baseline.toml:5: "),
        (&entry("*/*", ""), "baseline.toml:2: id `*/*`: too wide"),
    ] {
        let ran = setting
            .with("right", text)
            .ends(4)
            .complains(&["error: ", words, "\nhelp: an entry is [[entry]]"]);
        assert!(ran.stdout.is_empty(), "{ran}");
    }
    setting
        .with("right", &entry("echo/n50", "id = \"echo/n51\""))
        .ends(2)
        .complains(&["baseline.toml:5: duplicate key", "remove one of the two"]);
    setting
        .check("right", &setting.path("none.toml"), &[])
        .ends(4)
        .complains(&["none.toml: No such file"]);
}

#[test]
fn update_writes_what_makes_the_run_come_out() {
    let setting = Setting::new();
    let results = setting.results("wrong_value_at_n50");
    let baseline = setting.path("baseline.toml");
    // Nobody says why: nothing is written.
    setting
        .update(&baseline, &results, &[])
        .ends(4)
        .complains(&["1 new failures, the first is echo/n50: nothing was written", "--reason"]);
    assert!(!baseline.exists());
    let words = [
        "--reason",
        "PIN-8: \"old\"",
        "--link",
        "https://example.com/8",
        "--expires",
        "2999-12-31",
    ];
    setting.update(&baseline, &results, &words).ends(0).says(&[
        "added    echo/n50: accepted\n",
        "baseline.toml: 1 added, 0 removed, 0 changed, 0 kept as they were\n",
    ]);
    let text = fs::read_to_string(&baseline).unwrap();
    assert!(text.starts_with("# Failures of the client that are known."), "{text}");
    assert!(
        text.ends_with(
            "\n\n[[entry]]\nid = \"echo/n50\"\nstatus = \"known-failing\"\nclass = \"accepted\"\nreason = 'PIN-8: \"old\"'\n\
             link = \"https://example.com/8\"\nexpires = 2999-12-31\n"
        ),
        "{text}"
    );
    setting.check("wrong_value_at_n50", &baseline, &[]).ends(0);
    // A second time nothing changes, and a result of a run with the baseline is as good.
    setting
        .update(&baseline, &results, &[])
        .ends(0)
        .says(&["0 added, 0 removed, 0 changed, 1 kept"]);
    assert_eq!(fs::read_to_string(&baseline).unwrap(), text);
    let report = setting.path("with.json");
    let output = ["--format", "json", "--output", report.to_str().unwrap()];
    setting.check("wrong_value_at_n50", &baseline, &output).ends(0);
    setting
        .update(&baseline, &report, &[])
        .ends(0)
        .says(&["0 added, 0 removed, 0 changed, 1 kept"]);
    // Mended: the entry goes, the words above stay.
    setting
        .update(&baseline, &setting.results("right"), &[])
        .ends(0)
        .says(&["removed  echo/n50: passes"]);
    let text = fs::read_to_string(&baseline).unwrap();
    assert!(
        text.starts_with("# Failures of the client that are known.") && !text.contains("[[entry]]"),
        "{text}"
    );
    setting.check("right", &baseline, &[]).ends(0);
}

#[test]
fn update_keeps_comments_order_and_what_it_cannot_know() {
    let setting = Setting::new();
    let first = "# Kept by the PIN team.\n\n# Seen in 2024.\n";
    let text = format!(
        "{first}{}\n# Theirs, not ours.\n{}\n# Gone.\n{}",
        entry("echo/n51", "class = \"hang\" # slow"),
        entry("echo/n50", "link = \"https://example.com\"").replace("known-failing", "wont-fix"),
        entry("echo/none", "")
    );
    let baseline = setting.file("baseline.toml", &text);
    let ran = setting
        .update(&baseline, &setting.results("wrong_value_at_n50"), &[])
        .ends(0);
    ran.says(&[
        "removed  echo/n51: passes",
        "removed  echo/none: matches no case",
        "0 added, 2 removed, 0 changed, 1 kept",
    ]);
    let kept = format!(
        "# Kept by the PIN team.\n\n\n# Theirs, not ours.\n{}",
        entry("echo/n50", "link = \"https://example.com\"").replace("known-failing", "wont-fix")
    );
    let written = fs::read_to_string(&baseline).unwrap();
    assert_eq!(written.trim_end(), kept.trim_end());
    assert!(
        !fs::read_dir(setting.folder.path())
            .unwrap()
            .any(|entry| { entry.unwrap().file_name().to_string_lossy().ends_with(".tmp") })
    );
    // It fails otherwise now.
    let baseline = setting.file("baseline.toml", &entry("echo/n50", "class = \"hang\""));
    let ran = setting
        .update(&baseline, &setting.results("wrong_value_at_n50"), &[])
        .ends(0);
    ran.says(&["changed  echo/n50: fails with accepted now; is its reason still right?"]);
    assert!(fs::read_to_string(&baseline).unwrap().contains("class = \"accepted\""));
    // A wide entry leaves one for what still fails, with its words.
    let baseline = setting.file("baseline.toml", &entry("echo/n*", "expires = 2999-01-01"));
    setting
        .update(&baseline, &setting.results("wrong_value_at_n50"), &[])
        .ends(0);
    let written = fs::read_to_string(&baseline).unwrap();
    assert!(written.contains("id = \"echo/n50\"") && written.contains("PIN-7") && written.contains("2999-01-01"));
    setting.check("wrong_value_at_n50", &baseline, &[]).ends(0);
}

#[test]
fn update_takes_no_day_that_is_over() {
    let setting = Setting::new();
    let baseline = setting.file("baseline.toml", "");
    let results = setting.results("wrong_value_at_n50");
    let until = |day| setting.update(&baseline, &results, &["--reason", "because", "--expires", day]);
    until("2020-01-01").ends(4).complains(&["2020-01-01 is over"]);
    assert_eq!(fs::read_to_string(&baseline).unwrap(), "");
    until("2999-01-01").ends(0);
}

#[test]
fn update_takes_no_results_that_say_nothing() {
    let setting = Setting::new();
    let baseline = setting.file("baseline.toml", "");
    for fault in ["logs", "claims_nothing", "error_at_n50"] {
        setting
            .update(&baseline, &setting.results(fault), &["--reason", "because"])
            .ends(4)
            .complains(&["this run did not come to its end"]);
    }
    let results = setting.results("wrong_value_at_n50");
    let other = [
        "baseline",
        "update",
        baseline.to_str().unwrap(),
        "--results",
        results.to_str().unwrap(),
    ];
    pinproof(other).ends(4).complains(&["is about other vectors"]);
    for (text, words) in [
        ("", "not a results file of pinproof"),
        ("{}", "missing field `kit`"),
        (
            r#"{"kit":{"name":"pinproof","version":"0.0.9"}}"#,
            "results of no version, written by pinproof 0.0.9",
        ),
        (
            r#"{"version":2,"kit":{"name":"pinproof","version":"0.9.0"},"more":1}"#,
            "results of version 2, written by pinproof 0.9.0; this program reads version 1",
        ),
    ] {
        setting
            .update(&baseline, &setting.file("other.json", text), &[])
            .ends(4)
            .complains(&[words]);
    }
    // Numbers that somebody changed.
    let text = fs::read_to_string(&results).unwrap();
    let better = text.replace("\"outcome\": \"fail\"", "\"outcome\": \"pass\"");
    setting
        .update(&baseline, &setting.file("other.json", &better), &[])
        .ends(4)
        .complains(&["do not follow from its cases"]);
}

#[test]
fn the_schemas_know_baselines() {
    let setting = Setting::new();
    let known = format!(
        "{}{}",
        entry(
            "echo/n50",
            "class = \"accepted\"\nlink = \"https://example.com\"\nexpires = 2999-01-01"
        ),
        entry("echo/n0*", "").replace("known-failing", "known-flaky")
    );
    let baseline = setting.file("baseline.toml", &known);
    for (fault, code) in [
        ("wrong_value_at_n50", 0),
        ("right", 2),
        ("dies_at_n50", 1),
        ("rejects_the_cases", 1),
    ] {
        let ran = setting.check(fault, &baseline, &["--format", "json"]).ends(code);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        satisfies(&schema("results.schema.json"), &report);
        // An entry in a report is one of the file, and its line.
        let mut entry = report["baseline"]["entries"][0].clone();
        entry.as_object_mut().unwrap().remove("line");
        satisfies(
            &schema("baseline.schema.json"),
            &serde_json::json!({ "entry": [entry] }),
        );
    }
    let wide = serde_json::json!({ "entry": [{ "id": "a*/b*", "status": "wont-fix", "reason": "x" }] });
    assert!(!schema("baseline.schema.json").is_valid(&wide));
}

#[test]
fn strict_leaves_no_advice() {
    let vectors = Vectors::small();
    let check = ["check", "--vectors", vectors.arg()];
    let mutant = ["--", crate::support::PINPROOF, "client", "--mutant", "C11"];
    pinproof(check.iter().chain(&mutant))
        .ends(0)
        .says(&["ADVICE tzpk_key_tdes/same-halves", "1 advisory"]);
    let strict = pinproof(check.iter().chain(&["--strict"]).chain(&mutant)).ends(1);
    let strict = strict.says(&["FAIL tzpk_key_tdes/same-halves (should)", " passed, 1 failed, "]);
    assert!(!strict.stdout.contains("advisory"), "{strict}");
    // Where both answers are right, both are right in a strict run too.
    pinproof(["--strict", "--vectors", vectors.arg()])
        .ends(0)
        .says(&["where both answers are right, this client"]);
}
