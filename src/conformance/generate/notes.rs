//! What the flags mean, one entry a flag for all files.

mod blocks;
mod keys;
mod plastics;

use alloc::string::ToString;
use alloc::vec::Vec;

use crate::conformance::vector::{BugType, Note};

/// The note of `flag`.
pub(super) fn note(flag: &str) -> Option<Note> {
    let mut notes = keys::NOTES.iter().chain(blocks::notes()).chain(plastics::NOTES);
    notes
        .find(|(name, ..)| *name == flag)
        .map(|(_, bug_type, description, effect, cves, links)| Note {
            bug_type: *bug_type,
            description: description.to_string(),
            effect: effect.to_string(),
            cves: strings(cves),
            links: strings(links),
        })
}

fn strings(texts: &[&str]) -> Vec<alloc::string::String> {
    texts.iter().map(ToString::to_string).collect()
}

/// Flag, kind of bug, what is special, what a wrong client does to a cardholder, CVEs, links.
type Entry = (
    &'static str,
    BugType,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);
