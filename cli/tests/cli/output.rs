//! Where reports go.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{PINPROOF, Ran, Vectors, command, pinproof, ran};

#[test]
fn a_report_goes_to_the_file_and_the_totals_to_standard_output() {
    let vectors = Vectors::small();
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("report");
    let run = |format: &str| {
        let ran = pinproof([
            "--vectors",
            vectors.arg(),
            "--format",
            format,
            "--output",
            file.to_str().unwrap(),
        ])
        .ends(0);
        assert_eq!(ran.stdout.lines().count(), 1, "{ran}");
        let ran = ran.says(&["7 passed, 0 failed, 0 not tested in "]);
        (ran.stdout, fs::read_to_string(&file).unwrap())
    };
    let (totals, text) = run("text");
    assert!(text.contains("tzpk_key_tdes") && text.ends_with(&totals), "{text}");
    let (_, json) = run("json");
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["totals"]["passed"], 7);
}

#[test]
fn a_fault_is_told_beside_the_report() {
    let vectors = Vectors::small();
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("report.json");
    let arguments = [
        "check",
        "--vectors",
        vectors.arg(),
        "--format",
        "json",
        "--output",
        file.to_str().unwrap(),
    ];
    pinproof(arguments.iter().chain(&["--", "false"]))
        .ends(3)
        .says(&["HARNESS hello: the client ended"]);
    let report: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!((&report["exit"], &report["client"]), (&Value::from(3), &Value::Null));
}

/// The client would leave a trace.
#[test]
fn an_output_that_cannot_be_written_is_found_before_anything_is_asked() {
    let vectors = Vectors::small();
    let folder = tempfile::TempDir::new().unwrap();
    let trace = folder.path().join("started");
    let output = folder.path().join("no-such-folder/report.txt");
    let arguments = [
        "check",
        "--vectors",
        vectors.arg(),
        "--output",
        output.to_str().unwrap(),
    ];
    let ran = pinproof(arguments.iter().chain(&["--", "touch", trace.to_str().unwrap()])).ends(4);
    ran.complains(&[
        "error: cannot write ",
        "help: give --output a file in a folder that exists",
    ]);
    assert!(!trace.exists());
    // Where the folder exists, the client is started.
    let output = folder.path().join("report.txt");
    let arguments = [
        "check",
        "--vectors",
        vectors.arg(),
        "--output",
        output.to_str().unwrap(),
    ];
    pinproof(arguments.iter().chain(&["--", "touch", trace.to_str().unwrap()])).ends(3);
    assert!(trace.exists());
    pinproof(["--vectors", vectors.arg(), "--output", folder.path().to_str().unwrap()])
        .ends(4)
        .complains(&["cannot write"]);
}

#[test]
fn quiet_leaves_failures_and_totals() {
    let vectors = Vectors::small();
    let ran = pinproof(["--vectors", vectors.arg(), "--quiet"]).ends(0);
    assert_eq!((ran.stdout.lines().count(), ran.stderr.as_str()), (1, ""), "{ran}");
    let loud = pinproof(["--vectors", vectors.arg()]).ends(0);
    assert_eq!(loud.stderr, "asking pinproof reference device 7 cases\n");
    // JSON is whole all the same.
    let ran = pinproof(["--vectors", vectors.arg(), "-q", "--format", "json"]).ends(0);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (report["cases"].as_array().unwrap().len(), ran.stderr.as_str()),
        (7, "")
    );
}

/// Runs with standard output already closed at the other end, as behind `head` that has seen enough.
fn into_closed_pipe(arguments: &[&str], input: &str) -> Ran {
    let (read, write) = std::io::pipe().unwrap();
    drop(read);
    let input_file = tempfile::NamedTempFile::new().unwrap();
    fs::write(input_file.path(), input).unwrap();
    let output = Command::new(PINPROOF)
        .args(arguments)
        .stdin(input_file.reopen().unwrap())
        .stdout(write)
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::new(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_closed_pipe_is_quiet() {
    let vectors = Vectors::small();
    let from = ["--vectors", vectors.arg()];
    let file = tempfile::NamedTempFile::new().unwrap();
    let file = file.path().to_str().unwrap();
    for arguments in [
        &["--quiet"][..],
        &["--quiet", "--format", "json"],
        &["--quiet", "--output", file],
        &["vectors", "list"],
        &["vectors", "list", "--only", "*"],
        &["vectors", "show", "tzpk_key_tdes/two-halves"],
        &["vectors", "lint"],
        &["replay", "tzpk_key_tdes/two-halves"],
    ] {
        let ran = into_closed_pipe(&[arguments, &from].concat(), "").ends(0);
        assert_eq!(ran.stderr, "", "{arguments:?}");
    }
    let replay = [
        "replay",
        "tzpk_key_tdes/two-halves",
        from[0],
        from[1],
        "--",
        PINPROOF,
        "client",
    ];
    let request =
        r#"{"op":"tzpk.check_value","kind":"tdes2","key":"0123456789abcdeffedcba9876543210","method":"tdes"}"#;
    let hello = r#"{"id":1,"op":"hello","protocol":1,"kit":{"name":"pinproof","version":"0.1.0"}}"#;
    for (arguments, input) in [
        (&replay[..], ""),
        (&["explain"], request),
        (&["client"], hello),
        (&["--help"], ""),
        (&["--version"], ""),
    ] {
        let ran = into_closed_pipe(arguments, input).ends(0);
        assert_eq!(ran.stderr, "", "{arguments:?}");
    }
}

#[test]
fn a_closed_pipe_keeps_the_exit_code() {
    let vectors = Vectors::small();
    vectors.spoil();
    into_closed_pipe(&["--quiet", "--vectors", vectors.arg()], "").ends(1);
    into_closed_pipe(&["--quiet", "--vectors", vectors.arg(), "--only", "none"], "").ends(5);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let vectors = Vectors::small();
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for arguments in [
        &["--quiet"][..],
        &["--quiet", "--format", "json"],
        &["vectors", "list"],
        &["vectors", "show", "tzpk_key_tdes/two-halves"],
    ] {
        let mut command = Command::new(PINPROOF);
        let output = command
            .args(arguments)
            .args(["--vectors", vectors.arg()])
            .stdout(full())
            .output()
            .unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {stderr}");
        assert!(
            stderr.contains("error: cannot write to standard output: No space left"),
            "{arguments:?}: {stderr}"
        );
    }
    pinproof(["--vectors", vectors.arg(), "--output", "/dev/full"])
        .ends(4)
        .complains(&["cannot write /dev/full: No space left"]);
}

#[test]
fn the_client_command_ends_with_its_input() {
    let ran = ran(command(["client"]).write_stdin("")).ends(0);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
}
