//! Judged runs: what clients send to the service, held against the rules that the session vectors test.
//!
//! What is kept of a request is facts: which call it was, which form it had, how it was answered. No control id, key or PIN block
//! is kept; ids and keys are told apart by a keyed hash whose key is drawn at the start and never leaves. Of header values only
//! the products that a client names itself by are kept, in a form without room for a secret.

mod agent;
mod diagram;
mod drawing;
mod facts;
mod read;
mod report;
mod rules;
mod session;
mod spki;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::HeaderMap;
use pinproof::message::{ControlId, Request, Scope};
use pinproof::profile::Profile;

use self::session::Session;
use crate::args::Format;

/// Most sessions that are judged; those that come later are counted.
const SESSIONS: usize = 1000;

/// A request of a device and how it was answered.
pub(crate) struct Seen<'a> {
    /// By the service's clock.
    pub(crate) at_ms: u64,
    /// The request, as the engine got it.
    pub(crate) request: &'a Request,
    /// Its headers, as they came.
    pub(crate) headers: &'a HeaderMap,
    /// The status that went out.
    pub(crate) status: u16,
    /// The body that went out.
    pub(crate) answer: &'a [u8],
    /// What was done to the answer on purpose.
    pub(crate) fault: Option<Injected>,
    /// Whether it was refused before it was known what it is for. Without a control id that is known, it is nobody's.
    pub(crate) unread: bool,
}

/// A fault of the service, made on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Injected {
    /// Its name.
    pub(crate) name: &'static str,
    /// Whether a right client gives the session up for it.
    pub(crate) ends: bool,
}

/// The sessions of a running service. Clones share one record.
#[derive(Clone)]
pub(crate) struct Judged(Option<Arc<Judge>>);

struct Judge {
    profile: Profile,
    hasher: RandomState,
    record: Mutex<Record>,
}

/// What is known of all sessions.
#[derive(Clone, Default)]
struct Record {
    /// By the hash of the control id.
    sessions: BTreeMap<u64, Session>,
    /// Tokens that were issued after there was no room any more.
    beyond: usize,
    /// Requests with a control id that was not issued here, or with none.
    strange: usize,
}

impl Judged {
    /// Keeps a record of sessions under this profile.
    pub(crate) fn new(profile: &Profile) -> Self {
        Self(Some(Arc::new(Judge {
            profile: profile.clone(),
            hasher: RandomState::new(),
            record: Mutex::default(),
        })))
    }

    /// Keeps nothing.
    pub(crate) fn off() -> Self {
        Self(None)
    }

    /// A control token was issued: a session may begin.
    pub(crate) fn issued(&self, id: &ControlId, scope: Scope, at_ms: u64) {
        let Some(judge) = &self.0 else { return };
        let id = judge.hasher.hash_one(id.as_str().as_bytes());
        let mut record = judge.record.lock().unwrap_or_else(PoisonError::into_inner);
        if record.sessions.len() < SESSIONS {
            let number = record.sessions.len().saturating_add(1);
            record.sessions.insert(id, Session::new(number, scope, at_ms));
        } else {
            record.beyond = record.beyond.saturating_add(1);
        }
    }

    /// A device has asked for something, and was answered.
    pub(crate) fn seen(&self, seen: &Seen<'_>) {
        let Some(judge) = &self.0 else { return };
        let reader = read::Reader {
            profile: &judge.profile,
            hasher: &judge.hasher,
        };
        let mut record = judge.record.lock().unwrap_or_else(PoisonError::into_inner);
        match reader.read(seen, &|id| record.sessions.contains_key(&id)) {
            read::Read::OfSession(id, facts) => {
                if let Some(session) = record.sessions.get_mut(&id) {
                    session.add(*facts, seen.headers);
                }
            }
            // With the record full, nobody knows whose it was.
            read::Read::Strange if record.beyond == 0 && !seen.unread => {
                record.strange = record.strange.saturating_add(1)
            }
            read::Read::Strange | read::Read::Nothing => {}
        }
    }

    /// Writes the report of all sessions so far, and gives the exit code that it calls for.
    pub(crate) fn write(&self, out: &mut dyn Write, format: Format) -> io::Result<u8> {
        let Some(judge) = &self.0 else {
            return Err(io::Error::other("nothing was recorded"));
        };
        // Neither judging nor a slow reader holds up the requests, which all need the record.
        let record = judge.record.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let report = report::Report::new(&judge.profile, &record)?;
        report.write(out, format)
    }

    /// The media type of a report of this form.
    pub(crate) fn content_type(format: Format) -> &'static str {
        match format {
            Format::Text => "text/plain; charset=utf-8",
            Format::Json => "application/json",
            Format::Junit => "application/xml",
            Format::Html => "text/html; charset=utf-8",
            Format::Markdown => "text/markdown; charset=utf-8",
            Format::Badge => "image/svg+xml",
        }
    }
}
