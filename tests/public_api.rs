//! What would make a small change a breaking release: a type of a pre-release crate in the public API, and an enum or a record
//! that has to grow and cannot.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Public enums and records of the protocol's and the issuer's modules that a caller may match or build completely, and why.
const CLOSED: [(&str, &str); 19] = [
    ("message::Scope", "the protocol has these two"),
    ("message::PinStatus", "the protocol has these three"),
    ("message::OpenForm", "the form has one field"),
    ("message::FrameMessage", "the message has these two fields"),
    ("message::ControlRequest", "the message has one field"),
    ("message::Request", "hosts build it from what their sockets give"),
    ("message::Response", "hosts build it from what their sockets give"),
    ("page::Incoming", "hosts build it from what the window gives"),
    ("session::Opening", "built by each caller: every field is a decision"),
    ("session::Device", "built by each caller: every field is a decision"),
    ("session::Outcome", "a device has to know what to do in each case"),
    ("issuer::Outcome", "a host has to know what to do in each case"),
    ("issuer::Verification", "right or wrong"),
    ("issuer::PlasticKind", "a kind decides what may be done with a plastic"),
    ("issuer::CardData", "a store keeps all of it"),
    ("issuer::Card", "a store keeps all of it"),
    ("issuer::Plastic", "a store keeps all of it"),
    ("issuer::Token", "a store keeps all of it"),
    ("issuer::TokenState", "a store keeps all of it"),
];

#[test]
fn what_has_to_grow_can() {
    let mut open = BTreeSet::new();
    for module in ["message", "page", "session", "issuer"] {
        for text in sources(module) {
            let mut growing = false;
            let mut lines = text.lines().peekable();
            while let Some(line) = lines.next() {
                let name = ["pub enum ", "pub struct "]
                    .iter()
                    .find_map(|start| line.strip_prefix(start))
                    .map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next().unwrap());
                let Some(name) = name else {
                    growing = line == "#[non_exhaustive]" || (growing && line.starts_with('#'));
                    continue;
                };
                // A struct with nothing public in it can be neither matched nor built.
                let body: Vec<&str> = match line.ends_with('{') {
                    true => std::iter::from_fn(|| lines.next_if(|line| *line != "}")).collect(),
                    false => Vec::new(),
                };
                let shows = line.starts_with("pub enum") || body.iter().any(|field| field.starts_with("    pub "));
                if shows && !growing {
                    open.insert(format!("{module}::{name}"));
                }
                growing = false;
            }
        }
    }
    let closed = CLOSED.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(open, closed, "`#[non_exhaustive]`, or a reason in this test");
}

/// The crates of this package that are pinned to a pre-release.
fn pre_releases() -> Vec<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let stages = ["-rc", "-pre", "-alpha", "-beta"];
    manifest
        .lines()
        .filter(|line| line.contains("version = \"=") && stages.iter().any(|stage| line.contains(stage)))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

#[test]
fn no_type_of_a_pre_release_is_in_the_public_api() {
    let crates = pre_releases();
    assert_eq!(crates, ["rsa"], "the README and SECURITY.md speak of one");
    let mut items = 0;
    for file in rust_files(&root().join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        let foreign = imported(&text, &crates);
        for item in public_items(&text) {
            items += 1;
            let words: BTreeSet<&str> = item.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            let found: Vec<&String> = foreign.iter().filter(|name| words.contains(name.as_str())).collect();
            assert!(found.is_empty(), "{}: {found:?} in `{item}`", file.display());
        }
    }
    assert!(items > 1_000, "{items}: a scanner that sees nothing finds nothing");
}

#[test]
fn the_scanner_sees_what_it_looks_for() {
    let text = "use rsa::{BoxedUint, pkcs8::der as d};\npub fn f(\n    n: &BoxedUint,\n) -> u8 {\n}\nimpl From<d::Error> for X {\n";
    assert_eq!(imported(text, &["rsa".to_owned()]), ["rsa", "BoxedUint", "d"]);
    let items = public_items(text);
    assert_eq!(items, ["pub fn f( n: &BoxedUint, ) -> u8", "impl From<d::Error> for X"]);
    assert_eq!(public_items("pub(crate) fn f() {\n    pub x: u8,\n"), ["pub x: u8"]);
}

/// The crates, and the names that a file imports from them.
fn imported(text: &str, crates: &[String]) -> Vec<String> {
    let mut names = crates.to_vec();
    for name in crates {
        for (at, _) in text.match_indices(&format!("use {name}::")) {
            let list: String = text[at..].chars().take_while(|c| *c != ';').collect();
            for path in list.split(['{', '}', ',']) {
                let last = path.rsplit([':', ' ']).next().unwrap_or_default();
                if !["", "_", "self"].contains(&last) {
                    names.push(last.to_owned());
                }
            }
        }
    }
    names
}

/// Each public item up to its body, and each impl of a trait: whoever has both types has that too.
fn public_items(text: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut open = String::new();
    for line in text.lines().map(str::trim) {
        if open.is_empty() && !line.starts_with("pub ") && !(line.starts_with("impl") && line.contains(" for ")) {
            continue;
        }
        open.push_str(line);
        if open.starts_with("pub struct") {
            // What is private in a tuple struct is nobody's.
            let end = open.find(['{', ';', '(']).unwrap_or(open.len());
            let end = if open.get(end..).is_some_and(|rest| rest.starts_with("(pub ")) {
                open.len()
            } else {
                end
            };
            items.push(open[..end].to_owned());
            open.clear();
            continue;
        }
        let end = open
            .find(['{', ';'])
            .or_else(|| open.starts_with("pub ").then(|| open.rfind(',')).flatten());
        match end {
            Some(end) if !open.contains('(') || open[..end].contains(')') => {
                items.push(open[..end].trim().to_owned());
                open.clear();
            }
            _ => open.push(' '),
        }
    }
    items
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A module and what is below it, without its tests.
fn sources(module: &str) -> Vec<String> {
    let src = root().join("src");
    let mut files = rust_files(&src.join(module));
    files.push(src.join(format!("{module}.rs")));
    files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            files.extend(rust_files(&path));
        } else if name.ends_with(".rs") && !["tests.rs", "testing.rs"].contains(&name.as_str()) {
            files.push(path);
        }
    }
    files
}
