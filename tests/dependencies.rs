//! The README says how many crates each feature brings into a user's tree; `cargo tree` says so too.

#![allow(clippy::expect_used, clippy::panic)]
// The tree differs by target, and the README counts this one.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]

use std::collections::BTreeSet;
use std::process::Command;

const MANIFEST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
const README: &str = include_str!("../README.md");

/// The rows of the README's table of features: what a user writes behind `features =`, and the number of crates.
fn rows() -> Vec<(String, usize)> {
    let mut table = README.lines().skip_while(|line| !line.starts_with("| features |"));
    let header = table
        .next()
        .expect("the README has a table that starts with `| features |`");
    assert!(
        header.ends_with("| crates |"),
        "the last column is the number of crates: {header}"
    );
    table
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let name = cells.first().expect("a row has cells").replace('`', "");
            let count = cells.last().and_then(|cell| cell.parse().ok());
            (
                name,
                count.unwrap_or_else(|| panic!("no number of crates in the last cell: {line}")),
            )
        })
        .collect()
}

/// Crates that `cargo build` compiles for a user of pinproof, itself included.
fn crates_with(features: &[&str]) -> usize {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--offline",
            "--locked",
            "--manifest-path",
            MANIFEST,
            "--package",
            "pinproof",
        ])
        .args(["--edges", "normal,build", "--prefix", "none", "--format", "{p}"])
        .args(features)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    // A crate that was shown before ends in `(*)`, a procedural macro in `(proc-macro)`, pinproof itself in its folder.
    let name_and_version = |line: &str| line.split_once(" (").map_or(line, |(name, _)| name).to_owned();
    text.lines()
        .map(name_and_version)
        .filter(|line| !line.is_empty())
        .collect::<BTreeSet<_>>()
        .len()
}

#[test]
fn the_readme_counts_the_crates_of_each_feature() {
    let rows = rows();
    let names: Vec<&str> = rows.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "(none)",
            "std",
            "software-key",
            "default",
            "serde",
            "session",
            "issuer",
            "conformance"
        ]
    );
    for (name, stated) in rows {
        let counted = match name.as_str() {
            "(none)" => crates_with(&["--no-default-features"]),
            "default" => crates_with(&[]),
            // What comes on top of the default.
            "serde" | "session" | "issuer" | "conformance" => crates_with(&["--features", &name]),
            _ => crates_with(&["--no-default-features", "--features", &name]),
        };
        assert_eq!(
            counted, stated,
            "crates with features {name}: the README says {stated}, cargo tree {counted}"
        );
    }
}

#[test]
fn more_features_bring_more_crates() {
    // That a count changes at all shows that the features reach cargo.
    assert!(crates_with(&["--no-default-features"]) < crates_with(&[]));
    assert!(crates_with(&[]) < crates_with(&["--all-features"]));
}
