//! A baseline from a file. Every fault names its line.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::{Baseline, CRASH, Date, Entry, HANG, Status};
use crate::conformance::client::RejectClass;

/// A file that is no baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaselineError {
    /// Where, from 1.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: String,
    /// One key of an entry is there twice: the file was put together by hand or by a merge, and is stale rather than wrong.
    pub is_duplicate: bool,
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.problem)
    }
}

impl core::error::Error for BaselineError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    entry: Vec<Spanned<Written>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: Spanned<String>,
    status: Status,
    class: Option<Spanned<String>>,
    reason: Spanned<String>,
    link: Option<Spanned<String>>,
    expires: Option<Spanned<Datetime>>,
}

impl Baseline {
    /// Reads the TOML of a baseline file.
    ///
    /// # Errors
    /// [`BaselineError`] for what is not TOML, unknown and missing fields, an id that is none or is too wide, an unknown
    /// status or class, a reason without words, a date that is none.
    pub fn from_toml(text: &str) -> Result<Self, BaselineError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let duplicate = error.message().starts_with("duplicate key");
            fault(text, error.span(), error.message().to_string(), duplicate)
        })?;
        let entries = file.entry.into_iter().map(|written| entry(text, written));
        Ok(Self {
            entries: entries.collect::<Result<_, _>>()?,
        })
    }
}

fn fault(text: &str, span: Option<Range<usize>>, problem: String, is_duplicate: bool) -> BaselineError {
    BaselineError {
        line: span.and_then(|span| line(text, span.start)),
        problem,
        is_duplicate,
    }
}

/// The line, from 1, of the byte at `at`.
fn line(text: &str, at: usize) -> Option<usize> {
    text.get(..at)?.matches('\n').count().checked_add(1)
}

fn entry(text: &str, written: Spanned<Written>) -> Result<Entry, BaselineError> {
    let start = written.span().start;
    let written = written.into_inner();
    let wrong = |span: Range<usize>, problem: String| fault(text, Some(span), problem, false);
    if let Some(problem) = wrong_id(written.id.get_ref()) {
        return Err(wrong(
            written.id.span(),
            format!("id `{}`: {problem}", written.id.get_ref()),
        ));
    }
    if let Some(class) = &written.class
        && !is_class(class.get_ref())
    {
        let problem = format!(
            "class `{}`: what the client does is accepted, a reject class of the protocol, played, unsupported, hang or crash",
            class.get_ref()
        );
        return Err(wrong(class.span(), problem));
    }
    if written.reason.get_ref().trim().is_empty() {
        let problem = "reason: say in words why this may fail".to_string();
        return Err(wrong(written.reason.span(), problem));
    }
    if let Some(link) = &written.link
        && link.get_ref().trim().is_empty()
    {
        return Err(wrong(link.span(), "link: say where, or leave it out".to_string()));
    }
    let expires = match written.expires {
        Some(day) => {
            let date = Date::parse(&day.get_ref().to_string())
                .map_err(|error| wrong(day.span(), format!("expires: {error}, without a time")))?;
            Some(date)
        }
        None => None,
    };
    Ok(Entry {
        id: written.id.into_inner(),
        status: written.status,
        class: written.class.map(Spanned::into_inner),
        reason: written.reason.into_inner(),
        link: written.link.map(Spanned::into_inner),
        expires,
        line: line(text, start).unwrap_or_default(),
    })
}

fn is_class(class: &str) -> bool {
    matches!(class, "accepted" | "played" | "unsupported" | HANG | CRASH)
        || RejectClass::ALL.iter().any(|own| own.name() == class)
}

/// What is wrong with an id. A `*` in both segments would excuse what nobody has looked at.
fn wrong_id(id: &str) -> Option<&'static str> {
    let segments: Vec<&str> = id.split('/').collect();
    let [file, case] = segments.as_slice() else {
        return Some("an id is `file/case`; `*` stands for any text within one of the two");
    };
    let known: BTreeSet<char> = "abcdefghijklmnopqrstuvwxyz0123456789._-*".chars().collect();
    if file.is_empty() || case.is_empty() || !file.chars().chain(case.chars()).all(|letter| known.contains(&letter)) {
        return Some("both parts of an id are lower-case letters, digits, `.`, `_`, `-`, and `*` for any text");
    }
    let is_too_wide = file.contains('*') && case.contains('*');
    is_too_wide.then_some("too wide: `*` goes in one of the two parts, and the other names a file or a case exactly")
}
