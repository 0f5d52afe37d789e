//! Sessions of clients, judged.

use std::io::{self, Write};

use axum::http::HeaderMap;
use pinproof::message::{ControlId, Request, Scope};
use pinproof::profile::Profile;

use crate::args::Format;

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
}

/// A fault of the service, made on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Injected {
    /// Its name.
    pub(crate) name: &'static str,
    /// Whether a right client gives the session up for it.
    pub(crate) ends: bool,
}

/// The sessions of a running service.
#[derive(Clone)]
pub(crate) struct Judged;

impl Judged {
    pub(crate) fn new(_: &Profile) -> Self {
        Self
    }

    /// Keeps nothing.
    pub(crate) fn off() -> Self {
        Self
    }

    /// A control token was issued: a session may begin.
    pub(crate) fn issued(&self, _: &ControlId, _: Scope, _: u64) {}

    /// A device has asked for something, and was answered.
    pub(crate) fn seen(&self, seen: &Seen<'_>) {
        let Seen {
            at_ms,
            request,
            headers,
            status,
            answer,
            fault,
        } = seen;
        let _ = (
            at_ms,
            request,
            headers,
            status,
            answer,
            fault.map(|fault| (fault.name, fault.ends)),
        );
    }

    /// Writes the report of all sessions so far, and gives the exit code that it calls for.
    pub(crate) fn write(&self, _: &mut dyn Write, _: Format) -> io::Result<u8> {
        Err(io::Error::other("nothing was recorded"))
    }

    /// The media type of a report of this form.
    pub(crate) fn content_type(_: Format) -> &'static str {
        "application/json"
    }
}
