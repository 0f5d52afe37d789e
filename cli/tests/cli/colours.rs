//! Colours only where somebody looks.

use crate::support::{Ran, Vectors, command, ran};

const ESCAPE: char = '\u{1b}';

/// A run with a failure, a note and a fault in it.
fn run_with(variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
    let vectors = Vectors::small();
    vectors.spoil();
    let mut command = command(["--vectors", vectors.arg()].iter().chain(arguments));
    ran(command.envs(variables.iter().copied()))
}

fn has_colours(ran: &Ran) -> bool {
    ran.stdout.contains(ESCAPE) || ran.stderr.contains(ESCAPE)
}

#[test]
fn none_in_a_pipe_and_none_with_no_color() {
    assert!(!has_colours(&run_with(&[], &[])));
    assert!(!has_colours(&run_with(&[("TERM", "xterm-256color")], &[])));
    // What a terminal would get, so that the absence above says something.
    assert!(has_colours(&run_with(&[("CLICOLOR_FORCE", "1")], &[])));
    assert!(!has_colours(&run_with(
        &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")],
        &[]
    )));
}

#[test]
fn none_in_json_and_none_in_a_file() {
    let forced = [("CLICOLOR_FORCE", "1")];
    assert!(!has_colours(&run_with(&forced, &["--format", "json"])));
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("report.txt");
    run_with(&forced, &["--output", file.to_str().unwrap()]).ends(1);
    let report = std::fs::read_to_string(file).unwrap();
    assert!(
        report.contains("FAIL pin_block_encode_iso0/pin4-pan13") && !report.contains(ESCAPE),
        "{report}"
    );
}
