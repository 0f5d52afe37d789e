//! What the commands print, letter for letter, over the small vectors.
//!
//! The transcripts are in `transcripts/`. After a change that is meant, run with `PINPROOF_WRITE_TRANSCRIPTS=1`, and read the
//! difference.

use std::fs;
use std::path::Path;

use crate::support::{PINPROOF, Vectors, command, pinproof, ran};

/// `text` without what differs from run to run: time, versions, paths, digests.
fn normal(text: &str, vectors: &Vectors) -> String {
    let mut lines = String::new();
    for line in text
        .replace(vectors.arg(), "VECTORS")
        .replace(PINPROOF, "pinproof")
        .lines()
    {
        let line = match (line.rsplit_once(" in "), line.split_once("(sha256 ")) {
            (Some((totals, time)), _) if time.ends_with(" s") => format!("{totals} in TIME"),
            (_, Some((start, rest))) => format!(
                "{start}(sha256 DIGEST){}",
                rest.split_once(')').map_or("", |(_, after)| after)
            ),
            _ => line.to_owned(),
        };
        let line = match line
            .split_once("\"op\":\"echo\",\"bytes\":\"")
            .or_else(|| line.split_once("\"ok\":{\"bytes\":\""))
        {
            // The self-test's nonce.
            Some((_, rest)) if rest.find('"') == Some(32) => line.replace(&rest[..32], "NONCE"),
            _ => line,
        };
        lines += &line.replace(env!("CARGO_PKG_VERSION"), "VERSION");
        lines += "\n";
    }
    lines
}

#[track_caller]
fn is_as_written(name: &str, vectors: &Vectors, arguments: &[&str], input: &str) {
    let ran = ran(command(arguments).write_stdin(input));
    let text = format!(
        "$ pinproof {}\n{}--- standard error\n{}--- exit code {}\n",
        normal(&arguments.join(" "), vectors).trim_end(),
        normal(&ran.stdout, vectors),
        normal(&ran.stderr, vectors),
        ran.code.unwrap_or(-1)
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/cli/transcripts")
        .join(format!("{name}.txt"));
    if std::env::var_os("PINPROOF_WRITE_TRANSCRIPTS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(text == written, "{name} is not as written; now it is\n{text}");
}

#[test]
fn run() {
    let vectors = Vectors::small();
    is_as_written("run", &vectors, &["--vectors", vectors.arg()], "");
    is_as_written("run_quiet", &vectors, &["--vectors", vectors.arg(), "--quiet"], "");
    is_as_written(
        "run_nothing",
        &vectors,
        &["--vectors", vectors.arg(), "--only", "none"],
        "",
    );
    vectors.spoil();
    vectors.change("tzpk_key_tdes.json", "\"key_weak\"", "\"key_length\"");
    is_as_written("run_failed", &vectors, &["--vectors", vectors.arg()], "");
    is_as_written(
        "check_self_check",
        &vectors,
        &["check", "--vectors", vectors.arg(), "--", "false"],
        "",
    );
}

/// Leaves format 1 out of its hello, says something else about one key, and ends at one PIN.
const PARTIAL: &str = r#"
while IFS= read -r line; do case $line in *'"pin":"123"'*) exit ;; esac; printf '%s\n' "$line"; done |
pinproof client | sed -u 's/"iso1",//;s/08d7b4/08d7b5/'"#;

#[test]
fn check() {
    let vectors = Vectors::small();
    is_as_written(
        "check",
        &vectors,
        &["check", "--vectors", vectors.arg(), "--", PINPROOF, "client"],
        "",
    );
    is_as_written(
        "check_false",
        &vectors,
        &["check", "--vectors", vectors.arg(), "--", "false"],
        "",
    );
    let partial = PARTIAL.replace("pinproof", PINPROOF);
    let arguments = [
        "check",
        "--vectors",
        vectors.arg(),
        "--timeout",
        "5",
        "--",
        "sh",
        "-c",
        &partial,
    ];
    is_as_written("check_partial", &vectors, &arguments, "");
}

#[test]
fn vectors() {
    let vectors = Vectors::small();
    is_as_written("list", &vectors, &["vectors", "list", "--vectors", vectors.arg()], "");
    is_as_written(
        "list_only",
        &vectors,
        &["vectors", "list", "--only", "*/pin4*", "--vectors", vectors.arg()],
        "",
    );
    for (name, id) in [
        ("show_accept", "pin_block_encode_iso0/pin4-pan13"),
        ("show_reject", "pin_block_encode_iso0/pin3-pan13"),
        ("show_either", "pin_block_encode_iso0/pin4-pan12"),
        ("show_judge", "pin_block_encode_iso1/free"),
    ] {
        is_as_written(name, &vectors, &["vectors", "show", id, "--vectors", vectors.arg()], "");
    }
    is_as_written("lint", &vectors, &["vectors", "lint", "--vectors", vectors.arg()], "");
    vectors.change("tzpk_key_tdes.json", "\"count\": 2", "\"count\": 3");
    is_as_written(
        "lint_problem",
        &vectors,
        &["vectors", "lint", "--vectors", vectors.arg()],
        "",
    );
}

#[test]
fn baseline() {
    let vectors = Vectors::small();
    vectors.spoil();
    let entry = |id: &str| format!("[[entry]]\nid = \"{id}\"\nstatus = \"wont-fix\"\nreason = \"an old reader\"\n");
    let path = vectors.path().join("known.toml");
    fs::write(&path, entry("pin_block_encode_iso0/pin4-pan13")).unwrap();
    let run = [
        "--vectors",
        vectors.arg(),
        "--only",
        "*iso0/*",
        "--quiet",
        "--baseline",
        path.to_str().unwrap(),
    ];
    is_as_written("baseline", &vectors, &run, "");
    fs::write(
        &path,
        entry("pin_block_encode_iso0/pin4*") + &entry("pin_block_encode_iso0/pin6*"),
    )
    .unwrap();
    is_as_written("baseline_stale", &vectors, &run, "");
    fs::write(&path, entry("*/pin4*")).unwrap();
    is_as_written("baseline_too_wide", &vectors, &run, "");
}

#[test]
fn diff() {
    let vectors = Vectors::small();
    let kept = |name: &str| vectors.path().join(name).to_str().unwrap().to_owned();
    for (name, arguments) in [("old", &[][..]), ("new", &["--mutant", "C11"])] {
        let (path, only) = (kept(name), "tzpk_key_tdes/*");
        let check = ["check", "--vectors", vectors.arg(), "--strict", "--only", only];
        let output = ["--format", "json", "--output", &path, "--", PINPROOF, "client"];
        pinproof(check.iter().chain(&output).chain(arguments));
    }
    is_as_written("diff", &vectors, &["diff", &kept("old"), &kept("new")], "");
    is_as_written("diff_better", &vectors, &["diff", &kept("new"), &kept("old")], "");
    let markdown = ["diff", &kept("old"), &kept("new"), "--format", "markdown"];
    is_as_written("diff_markdown", &vectors, &markdown, "");
}

#[test]
fn replay() {
    let vectors = Vectors::small();
    let id = "pin_block_encode_iso0/pin3-pan13";
    is_as_written(
        "replay_lines",
        &vectors,
        &["replay", id, "--vectors", vectors.arg()],
        "",
    );
    let arguments = ["replay", id, "--vectors", vectors.arg(), "--", PINPROOF, "client"];
    is_as_written("replay", &vectors, &arguments, "");
    let arguments = ["replay", id, "--vectors", vectors.arg(), "--", "cat"];
    is_as_written("replay_cat", &vectors, &arguments, "");
}

/// The lines of a replay can be pasted into a client.
#[test]
fn replayed_lines_can_be_pasted() {
    let vectors = Vectors::small();
    let lines = pinproof(["replay", "tzpk_key_tdes/two-halves", "--vectors", vectors.arg()]).ends(0);
    let answers = ran(command(["client"]).write_stdin(lines.stdout)).ends(0);
    assert_eq!(
        answers.stdout.lines().last(),
        Some(r#"{"id":1,"ok":{"check_value":"08d7b4"}}"#)
    );
}

#[test]
fn explain() {
    let vectors = Vectors::small();
    let request = r#"{"op":"pin_block.encrypt","format":"iso0","kind":"tdes2","key":"0123456789abcdeffedcba9876543210","pin":"1234","pan":"2101234567890"}"#;
    is_as_written("explain", &vectors, &["explain"], request);
    is_as_written("explain_nothing", &vectors, &["explain"], "");
}
