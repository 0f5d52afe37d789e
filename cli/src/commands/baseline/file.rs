//! The text of a baseline file: what stays keeps its place, its words and its comments.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use pinproof::conformance::baseline::{Addition, Baseline, Changes, Date, Entry};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, TomlError, Value, value};

/// What new entries say.
pub(super) struct Words {
    pub(super) reason: String,
    pub(super) link: Option<String>,
    pub(super) expires: Option<Date>,
}

/// Above the entries of a new file.
const HEADER: &str = "\
# Failures of the client that are known. `pinproof check --baseline` asks them all the same, and exits with 2 when an
# entry is stale: it passes, matches nothing, has expired, or is there twice. `pinproof baseline update` writes this file.

";

/// `text` with `changes` in it.
pub(super) fn updated(text: &str, baseline: &Baseline, changes: &Changes, words: &Words) -> Result<String, TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let mut entries = match document.remove("entry") {
        Some(Item::ArrayOfTables(entries)) => entries,
        Some(Item::Value(Value::Array(inline))) => inline.into_iter().filter_map(inline_table).collect(),
        _ => ArrayOfTables::new(),
    };
    for (index, class) in &changes.describe {
        if let Some(entry) = entries.get_mut(*index) {
            match class {
                Some(class) => _ = entry.insert("class", value(class)),
                None => _ = entry.remove("class"),
            }
        }
    }
    let gone: BTreeSet<usize> = changes.remove.iter().map(|(index, _)| *index).collect();
    let (mut kept, mut orphans) = (ArrayOfTables::new(), String::new());
    for (index, mut entry) in entries.into_iter().enumerate() {
        entry.set_position(None);
        let above = prefix(&entry);
        if gone.contains(&index) {
            orphans += own_paragraph(&above).0;
            continue;
        }
        entry.decor_mut().set_prefix(format!("{orphans}{above}"));
        orphans.clear();
        kept.push(entry);
    }
    for addition in &changes.add {
        let mut entry = table(addition, baseline, words);
        let gap = if kept.is_empty() { "" } else { "\n" };
        entry.decor_mut().set_prefix(format!("{orphans}{gap}"));
        orphans.clear();
        kept.push(entry);
    }
    if kept.is_empty() {
        let behind = format!("{orphans}{}", document.trailing().as_str().unwrap_or_default());
        document.set_trailing(behind);
    } else {
        document.insert("entry", Item::ArrayOfTables(kept));
    }
    let written = document.to_string();
    Ok(if text.is_empty() && !written.is_empty() {
        format!("{HEADER}{written}")
    } else {
        written
    })
}

fn inline_table(value: Value) -> Option<Table> {
    match value {
        Value::InlineTable(table) => Some(table.into_table()),
        _ => None,
    }
}

/// What stands above an entry.
fn prefix(entry: &Table) -> String {
    let raw = entry.decor().prefix().and_then(|prefix| prefix.as_str());
    raw.unwrap_or_default().to_owned()
}

/// What stands above an entry, split behind the last blank line: the rest belongs to the entry and goes with it.
fn own_paragraph(above: &str) -> (&str, &str) {
    let blank = above.rfind("\n\n").and_then(|at| at.checked_add(2));
    above.split_at(blank.unwrap_or_default())
}

fn table(addition: &Addition, baseline: &Baseline, words: &Words) -> Table {
    let like: Option<&Entry> = addition.like.and_then(|index| baseline.entries().get(index));
    let mut table = Table::new();
    table.insert("id", value(&addition.id));
    table.insert("status", value(addition.status.name()));
    if let Some(class) = &addition.class {
        table.insert("class", value(class));
    }
    let reason = like.map_or(&words.reason, |like| &like.reason);
    table.insert("reason", value(reason));
    if let Some(link) = like.map_or(words.link.as_ref(), |like| like.link.as_ref()) {
        table.insert("link", value(link));
    }
    let expires = like.map_or(words.expires.as_ref(), |like| like.expires.as_ref());
    if let Some(Ok(day)) = expires.map(|day| day.as_str().parse::<toml_edit::Datetime>()) {
        table.insert("expires", value(day));
    }
    table
}

/// Puts `text` in the place of the file at `path` in one step: whatever fails, one of the two is there whole.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A link stays one.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let written = write_beside(path, &beside, text).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_beside(path: &Path, beside: &Path, text: &str) -> io::Result<()> {
    let mut file = fs::File::create_new(beside)?;
    if let Ok(metadata) = fs::metadata(path) {
        file.set_permissions(metadata.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
