//! Which top module uses which, read from the sources.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::tokens::{is_name, tokens};

/// One top module using another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edge {
    pub(crate) from: String,
    pub(crate) to: String,
}

impl Edge {
    pub(crate) fn new(from: &str, to: &str) -> Self {
        Self {
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }
}

/// What a name at the root of the crate is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// A module of its own.
    Module,
    /// `pub use first::…`: stands where `first` stands, or outside the crate.
    ReExport(String),
    /// A function or type written in `lib.rs` itself.
    Own,
}

/// The crate's sources, read.
pub(crate) struct Tree {
    pub(crate) root: BTreeMap<String, Item>,
    files: Vec<(String, String)>,
}

impl Tree {
    pub(crate) fn read(src: &Path) -> Self {
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

    pub(crate) fn edges(&self) -> Vec<Edge> {
        self.files
            .iter()
            .flat_map(|(module, text)| edges_of(module, text))
            .collect()
    }
}

pub(crate) fn rust_files(folder: &Path) -> Vec<PathBuf> {
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
pub(crate) fn root_items(text: &str) -> BTreeMap<String, Item> {
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
pub(crate) fn edges_of(module: &str, text: &str) -> Vec<Edge> {
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
pub(crate) fn test_files(tokens: &[String]) -> Vec<String> {
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
