//! The modules of `src/` lie in strata, and each uses only its own stratum and those above it in the table.
//!
//! The scanner reads paths that start with `crate`, `super` or `self`, nested `use` groups included. Unit tests are left out:
//! they may use whatever proves their point.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

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

/// One top module using another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    from: String,
    to: String,
}

impl Edge {
    fn new(from: &str, to: &str) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }
}

/// What a name at the root of the crate is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    /// A module of its own.
    Module,
    /// `pub use first::…`: stands where `first` stands, or outside the crate.
    ReExport(String),
    /// A function or type written in `lib.rs` itself.
    Own,
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

/// The crate's sources, read.
struct Tree {
    root: BTreeMap<String, Item>,
    files: Vec<(String, String)>,
}

impl Tree {
    fn read(src: &Path) -> Self {
        let text = |file: &Path| fs::read_to_string(file).unwrap();
        let module = |file: &Path| {
            let path = file.strip_prefix(src).unwrap().with_extension("");
            path.iter()
                .map(|part| part.to_str().unwrap())
                .collect::<Vec<_>>()
                .join("/")
        };
        let files = rust_files(src);
        let mut skipped = Vec::new();
        for file in &files {
            let own = module(file);
            let parent = if own == "lib" { String::new() } else { format!("{own}/") };
            skipped.extend(
                test_files(&tokens(&text(file)))
                    .into_iter()
                    .map(|name| format!("{parent}{name}")),
            );
        }
        let left_out = |own: &str| {
            skipped
                .iter()
                .any(|name| own == name || own.starts_with(&format!("{name}/")))
        };
        Self {
            root: root_items(&text(&src.join("lib.rs"))),
            files: files
                .iter()
                .map(|file| (module(file), text(file)))
                .filter(|(own, _)| own != "lib" && !left_out(own))
                .collect(),
        }
    }

    fn edges(&self) -> Vec<Edge> {
        self.files
            .iter()
            .flat_map(|(module, text)| edges_of(module, text))
            .collect()
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The names that `lib.rs` declares.
fn root_items(text: &str) -> BTreeMap<String, Item> {
    let tokens = tokens(text);
    let mut items = BTreeMap::new();
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        let next = || tokens.get(at + 1).cloned().unwrap_or_default();
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ if depth > 0 => {}
            "mod" => {
                items.insert(next(), Item::Module);
            }
            "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" => {
                items.insert(next(), Item::Own);
            }
            "use" => {
                for path in use_tree(&tokens, at + 1).0 {
                    let last = path.last().cloned().unwrap_or_default();
                    let first = path
                        .into_iter()
                        .find(|part| part != "crate" && part != "self")
                        .unwrap_or_default();
                    items.insert(last, Item::ReExport(first));
                }
            }
            _ => {}
        }
    }
    items
}

/// The top modules that one file uses, its own left out. `module` is the path of the file without `.rs`.
fn edges_of(module: &str, text: &str) -> Vec<Edge> {
    let tokens = without_tests(tokens(text));
    let own: Vec<String> = module.split('/').map(str::to_owned).collect();
    let top = own.first().cloned().unwrap_or_default();
    // The inline modules that are open, each with the depth of braces it was opened at.
    let mut inline: Vec<(String, usize)> = Vec::new();
    let mut depth = 0_usize;
    let mut edges = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let before = at
            .checked_sub(1)
            .and_then(|at| tokens.get(at))
            .map_or("", String::as_str);
        let follows = |text: &str| tokens.get(at + 1).is_some_and(|token| token == text);
        match token.as_str() {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                inline.retain(|(_, opened)| *opened < depth + 1);
            }
            "mod" if tokens.get(at + 2).is_some_and(|token| token == "{") => {
                inline.push((tokens.get(at + 1).cloned().unwrap_or_default(), depth + 1));
            }
            // `pub(in crate::a)` says who may look, not what is used.
            "crate" | "super" | "self" | "pinproof" if follows("::") && before != "::" && before != "in" => {
                let (paths, end) = use_tree(&tokens, at);
                let here: Vec<String> = own.iter().chain(inline.iter().map(|(name, _)| name)).cloned().collect();
                for path in paths {
                    if let Some(to) = resolve(&here, &path).into_iter().next().filter(|to| *to != top) {
                        edges.push(Edge { from: top.clone(), to });
                    }
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    edges.sort();
    edges.dedup();
    edges
}

/// A path as seen from the module `here`, counted from the root of the crate.
fn resolve(here: &[String], path: &[String]) -> Vec<String> {
    let mut absolute = here.to_vec();
    for part in path {
        match part.as_str() {
            "crate" | "pinproof" => absolute.clear(),
            "super" => {
                absolute.pop();
            }
            "self" => {}
            name => absolute.push(name.to_owned()),
        }
    }
    absolute
}

/// The paths of a `use` tree, or the one path, that starts at `at`; and where it ends.
fn use_tree(tokens: &[String], mut at: usize) -> (Vec<Vec<String>>, usize) {
    let mut path = Vec::new();
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("{") => {
                at += 1;
                let mut paths = Vec::new();
                while tokens.get(at).is_some_and(|token| token != "}") {
                    let (inner, end) = use_tree(tokens, at);
                    paths.extend(inner.into_iter().map(|tail| [path.clone(), tail].concat()));
                    // Whatever is between two members (`as x`, `,`) is no path.
                    at = end.max(at + 1);
                    while tokens.get(at).is_some_and(|token| token != "," && token != "}") {
                        at += 1;
                    }
                    at += usize::from(tokens.get(at).is_some_and(|token| token == ","));
                }
                return (paths, at + 1);
            }
            Some(name) if name == "*" || is_name(name) => path.push(name.to_owned()),
            _ => return (vec![path], at),
        }
        at += 1;
        if tokens.get(at).is_none_or(|token| token != "::") {
            return (vec![path], at);
        }
        at += 1;
    }
}

/// Names of the files that are declared for tests: `#[cfg(test)] mod NAME;`.
fn test_files(tokens: &[String]) -> Vec<String> {
    let declared = |at: usize| after_attributes(tokens, at).filter(|at| tokens.get(*at).is_some_and(|t| t == "mod"));
    (0..tokens.len())
        .filter(|at| is_cfg_test(tokens, *at))
        .filter_map(declared)
        .filter(|at| tokens.get(at + 2).is_some_and(|token| token == ";"))
        .filter_map(|at| tokens.get(at + 1).cloned())
        .collect()
}

const CFG_TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

fn is_cfg_test(tokens: &[String], at: usize) -> bool {
    tokens
        .get(at..at + CFG_TEST.len())
        .is_some_and(|found| found == CFG_TEST)
}

/// Where the item begins, its visibility left out, whose attributes begin at `at`.
fn after_attributes(tokens: &[String], mut at: usize) -> Option<usize> {
    while tokens.get(at)? == "#" {
        let mut open = 0_usize;
        loop {
            at += 1;
            match tokens.get(at)?.as_str() {
                "[" => open += 1,
                "]" => open -= 1,
                _ => {}
            }
            if open == 0 {
                break;
            }
        }
        at += 1;
    }
    if tokens.get(at)? == "pub" {
        at += 1;
        if tokens.get(at)? == "(" {
            at += tokens.iter().skip(at).position(|token| token == ")")? + 1;
        }
    }
    Some(at)
}

/// The tokens without modules that are inline and for tests.
fn without_tests(tokens: Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let item = if is_cfg_test(&tokens, at) {
            after_attributes(&tokens, at)
        } else {
            None
        };
        if let Some(item) = item.filter(|item| tokens.get(*item).is_some_and(|token| token == "mod")) {
            at = item + 2;
            let mut open = 0_usize;
            while let Some(token) = tokens.get(at) {
                open = match token.as_str() {
                    "{" => open + 1,
                    "}" => open - 1,
                    _ => open,
                };
                at += 1;
                if open == 0 {
                    break;
                }
            }
            continue;
        }
        kept.push(token.clone());
        at += 1;
    }
    kept
}

fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphabetic() || first == '_')
}

/// Names, `::` and single signs. Comments, literals and lifetimes are gone.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&here) = chars.get(at) {
        let next = chars.get(at + 1).copied().unwrap_or_default();
        match here {
            '/' if next == '/' => at = end_of_line(&chars, at),
            '/' if next == '*' => at = end_of_comment(&chars, at),
            '"' => at = end_of_quoted(&chars, at, '"'),
            '\'' if next == '\\' || chars.get(at + 2) == Some(&'\'') => at = end_of_quoted(&chars, at, '\''),
            '\'' => at += 1,
            ':' if next == ':' => {
                tokens.push("::".to_owned());
                at += 2;
            }
            _ if here.is_alphanumeric() || here == '_' => {
                let word: String = chars
                    .iter()
                    .skip(at)
                    .take_while(|c| c.is_alphanumeric() || **c == '_')
                    .collect();
                let end = at + word.chars().count();
                match (word.as_str(), chars.get(end)) {
                    ("r" | "br" | "cr", Some('"' | '#')) => match end_of_raw(&chars, end) {
                        Some(closed) => at = closed,
                        // `r#name`
                        None => at = end + 1,
                    },
                    // The prefix of a literal.
                    ("b" | "c", Some('"' | '\'')) => at = end,
                    _ => {
                        tokens.push(word);
                        at = end;
                    }
                }
            }
            _ => {
                if !here.is_whitespace() {
                    tokens.push(here.to_string());
                }
                at += 1;
            }
        }
    }
    tokens
}

fn end_of_line(chars: &[char], at: usize) -> usize {
    (at..chars.len())
        .find(|at| chars.get(*at) == Some(&'\n'))
        .unwrap_or(chars.len())
}

fn end_of_comment(chars: &[char], mut at: usize) -> usize {
    let mut open = 0_usize;
    while at < chars.len() {
        match (chars.get(at), chars.get(at + 1)) {
            (Some('/'), Some('*')) => (open, at) = (open + 1, at + 2),
            (Some('*'), Some('/')) => (open, at) = (open - 1, at + 2),
            _ => at += 1,
        }
        if open == 0 {
            break;
        }
    }
    at
}

fn end_of_quoted(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while let Some(&here) = chars.get(at) {
        at += if here == '\\' { 2 } else { 1 };
        if here == quote {
            break;
        }
    }
    at
}

/// Behind a raw string whose signs `#` or `"` begin at `start`; nothing when it is a raw name.
fn end_of_raw(chars: &[char], start: usize) -> Option<usize> {
    let hashes = chars.iter().skip(start).take_while(|c| **c == '#').count();
    if chars.get(start + hashes) != Some(&'"') {
        return None;
    }
    let closed = |at: &usize| {
        chars.get(*at) == Some(&'"') && chars.iter().skip(at + 1).take(hashes).filter(|c| **c == '#').count() == hashes
    };
    Some(
        (start + hashes + 1..chars.len())
            .find(closed)
            .map_or(chars.len(), |at| at + 1 + hashes),
    )
}
