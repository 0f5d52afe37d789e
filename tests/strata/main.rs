//! The modules of `src/` lie in strata, and each uses only its own stratum and those above it in the table.
//!
//! The scanner reads paths that start with `crate`, `super` or `self`, nested `use` groups included. Unit tests are left out:
//! they may use whatever proves their point.

#![allow(clippy::unwrap_used)]

mod source;
mod tokens;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use source::{Edge, Item, Tree, edges_of, root_items, rust_files, test_files};
use tokens::tokens;

/// From the ground up. A new module gets its place here first.
const STRATA: &[(&str, &[&str])] = &[
    ("ground", &["error", "secret"]),
    ("values", &["pin", "pan", "pin_block", "tzpk"]),
    ("joint", &["device"]),
    ("protocol", &["profile", "message", "session", "page"]),
    ("issuer", &["issuer"]),
    ("conformance", &["conformance"]),
];

#[test]
fn no_module_uses_a_stratum_above_its_own() {
    let tree = Tree::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let edges = tree.edges();
    // A scanner that sees nothing would find nothing.
    assert!(edges.contains(&Edge::new("tzpk", "error")), "{edges:?}");
    assert!(edges.contains(&Edge::new("device", "tzpk")), "{edges:?}");
    assert_eq!(faults(&tree.root, &edges), Vec::<String>::new());
}

#[test]
fn every_module_has_a_stratum_and_every_name_a_module() {
    let tree = Tree::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    for module in tree
        .root
        .iter()
        .filter_map(|(name, item)| matches!(item, Item::Module).then_some(name))
    {
        assert!(stratum(module).is_some(), "src/{module}.rs has no stratum in this test");
    }
    for module in STRATA.iter().flat_map(|(_, modules)| *modules) {
        assert!(
            matches!(tree.root.get(*module), Some(Item::Module)),
            "{module} is in this test and not in src/lib.rs"
        );
    }
}

/// What the `conformance` feature adds below its own stratum: the fill that is otherwise drawn, and a key that answers more
/// than once.
const ADDED_FOR_CONFORMANCE: [&str; 3] = ["with_fill", "given", "decrypt_oaep"];

/// Mutants live in `conformance`, and nothing below it is built differently because it is there.
#[test]
fn below_its_stratum_the_conformance_feature_only_adds_functions() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for file in rust_files(&src) {
        if file.starts_with(src.join("conformance")) || [src.join("conformance.rs"), src.join("lib.rs")].contains(&file)
        {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        found.extend(
            asks_for_conformance(&text)
                .into_iter()
                .map(|line| format!("{}: {line}", file.display())),
        );
    }
    assert_eq!(found, Vec::<String>::new());

    let allowed = "#[cfg(any(test, feature = \"conformance\"))]\n";
    assert!(asks_for_conformance(&format!("{allowed}pub(crate) fn with_fill(fill: &[u8]) {{}}")).is_empty());
    assert_eq!(
        asks_for_conformance(&format!("{allowed}pub(crate) fn skip_padding() {{}}")).len(),
        1
    );
    assert_eq!(
        asks_for_conformance("if cfg!(feature = \"conformance\") { return }").len(),
        1
    );
    assert_eq!(
        asks_for_conformance("#[cfg(not(feature = \"conformance\"))]\nfn with_fill() {}").len(),
        1
    );
}

/// Lines that name the feature, but for the functions that it adds.
fn asks_for_conformance(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let attribute = |line: &str| {
        [
            "#[cfg(any(test, feature = \"conformance\"))]",
            "#[cfg(any(feature = \"conformance\", test))]",
        ]
        .contains(&line)
    };
    let adds = |line: &str| {
        ADDED_FOR_CONFORMANCE
            .iter()
            .any(|name| line.contains(&format!(" fn {name}(")))
    };
    let known = |at: usize| {
        lines.get(at).is_some_and(|line| attribute(line)) && lines.get(at + 1).is_some_and(|line| adds(line))
    };
    let asking = |at: &usize| lines.get(*at).is_some_and(|line| line.contains("\"conformance\"")) && !known(*at);
    (0..lines.len())
        .filter(asking)
        .filter_map(|at| lines.get(at).copied())
        .collect()
}

#[test]
fn upward_edges_are_found_however_they_are_written() {
    let root = "pub mod error; pub mod pin; pub mod pin_block; pub mod device; pub mod issuer; pub use error::Error;";
    let found = |module: &str, text: &str| faults(&root_items(root), &edges_of(module, text));

    for text in [
        "use crate::issuer::wrap_tzpk;",
        "use crate::{error::Error, issuer};",
        "pub(crate) use crate::{\n    error::{Error, PinRefused},\n    issuer::{self as other, deep::{down, here}},\n};",
        "use super::issuer;",
        "fn f() { let x = crate :: issuer :: wrap(); }",
        "fn f(x: &dyn crate::issuer::Wraps) {}",
        "mod inner { use super::super::issuer::x; }",
        "mod inner { use crate::issuer as y; }",
        "macro_rules! m { () => { $crate::issuer::x() } }",
        "const C: char = '\"'; use crate::issuer; const D: &str = \"\";",
        "fn f<'a>(x: &'a str) { crate::issuer::x(x) }",
        "/* a /* nested */ comment */ use crate::issuer;",
        "const R: &str = r#\"a \" quote\"#; use crate::issuer::x;",
        "use crate::r#issuer;",
        "use pinproof::issuer;",
        "use crate::*;",
        "use super::{error, *};",
    ] {
        assert_eq!(found("pin", text).len(), 1, "{text}");
    }
    for text in [
        "use crate::error::Error; use crate::Error; use crate::pin_block;",
        "use super::error; use self::policy::issuer;",
        "// use crate::issuer;\n/// [`crate::issuer::wrap`]\n//! crate::issuer",
        "/* crate::issuer */",
        "const S: &str = \"crate::issuer\"; const B: &[u8] = b\"\\\"crate::issuer\"; const R: &str = r#\"\"crate::issuer\"#;",
        "#[cfg(test)] mod tests { use crate::issuer; fn f() { if x { y } } }",
        "#[cfg(test)]\n#[allow(clippy::unwrap_used)]\nmod tests { use super::super::issuer; }",
        "pub(crate) fn f() {} pub(super) fn g() {} pub(in crate::pin) fn h() {}",
    ] {
        assert_eq!(found("pin", text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(
        found("issuer", "use crate::{device, error::Error, pin};"),
        Vec::<String>::new()
    );
    assert_eq!(found("pin/policy", "use super::super::issuer;").len(), 1);
    assert_eq!(found("pin/policy", "use super::issuer;"), Vec::<String>::new());
    // Code behind a test module counts again.
    assert_eq!(found("pin", "#[cfg(test)] mod tests { } use crate::issuer;").len(), 1);
    // What the scanner cannot place is a fault, not a pass.
    assert_eq!(found("pin", "use crate::elsewhere;").len(), 1);
}

#[test]
fn files_that_only_tests_use_are_left_out() {
    let items = tokens("#[cfg(test)] mod tests; #[cfg(test)] #[allow(dead_code)] pub(crate) mod helpers; mod real;");
    assert_eq!(test_files(&items), ["tests", "helpers"]);
}

/// Position of a top module in the table.
fn stratum(module: &str) -> Option<usize> {
    STRATA.iter().position(|(_, modules)| modules.contains(&module))
}

/// Edges that lead upward, or to something that has no place.
fn faults(root: &BTreeMap<String, Item>, edges: &[Edge]) -> Vec<String> {
    let mut faults = Vec::new();
    for Edge { from, to } in edges {
        let target = match root.get(to) {
            Some(Item::Module) => to,
            Some(Item::ReExport(first)) if root.get(first) == Some(&Item::Module) => first,
            Some(Item::ReExport(_) | Item::Own) => continue,
            None => {
                faults.push(format!("{from} uses crate::{to}, which src/lib.rs does not declare"));
                continue;
            }
        };
        match (stratum(from), stratum(target)) {
            (Some(own), Some(used)) if used <= own => {}
            (Some(_), Some(_)) => faults.push(format!("{from} uses {target}, which lies above it")),
            _ => faults.push(format!("{from} or {target} has no stratum")),
        }
    }
    faults
}
