//! How lines reach a client and come back: the joint between what is asked and what carries it.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use std::time::{Duration, Instant};

use crate::conformance::text::shown_line;

/// Where clients come from: a program that can be started, a port that they connect to.
pub trait Door {
    /// The next client, of which nothing was heard yet. Starts it, or waits for it in bounded time.
    ///
    /// # Errors
    /// Why there is none: one sentence and what to do.
    fn open(&mut self) -> Result<Box<dyn Connection>, String>;

    /// Whether somebody listens to the client's standard error.
    fn hears_stderr(&self) -> bool;

    /// Whether clients come when they like, so that one that goes before it says who it is says nothing about the next.
    fn comes_by_itself(&self) -> bool;
}

/// A client that is there. Dropping it lets the client go, whether it wants to or not.
pub trait Connection {
    /// Hands `line`, without line feed, to the client. Does not wait until it is read, and is silent when nobody reads it any
    /// more: that shows in what comes back.
    fn send(&self, line: String);

    /// What comes next; none when nothing came for so long. After [`Incoming::Closed`] it is that for ever.
    fn receive(&mut self, limit: Duration) -> Option<Incoming>;

    /// How the client ended, after [`Incoming::Closed`].
    fn ending(&mut self) -> Ending;

    /// Lets the client go, which has been silent for too long. Gives in short what it wrote to standard error.
    ///
    /// # Errors
    /// How it had ended, when it was not there any more.
    fn cut(&mut self) -> Result<Option<String>, Ending>;

    /// Tells the client with `line` that it may end, waits for that in bounded time, and gives what is left of its standard
    /// error.
    fn stop(self: Box<Self>, line: String) -> Stderr;

    /// The end of what it wrote to standard error.
    fn stderr_tail(&self) -> Vec<u8> {
        Vec::new()
    }

    /// What it wrote to standard error since this was asked last.
    fn take_stderr(&self) -> Vec<u8> {
        Vec::new()
    }
}

/// What comes from a client.
#[derive(Debug)]
#[non_exhaustive]
pub enum Incoming {
    /// A line without its line feed, and when it was read.
    Line(Vec<u8>, Instant),
    /// The beginning of a line over the limit. Nothing is read after it.
    TooLong(Vec<u8>),
    /// Nothing more will come; these bytes came after the last line.
    Closed(Vec<u8>),
}

/// What is left of a client's standard error.
#[derive(Clone, Debug, Default)]
pub struct Stderr {
    /// Its end.
    pub tail: Vec<u8>,
    /// What nobody has taken yet.
    pub untaken: Vec<u8>,
}

/// How a client ended.
#[derive(Clone, Debug)]
pub struct Ending {
    how: String,
    stderr: Option<String>,
}

impl Ending {
    /// `how` is the beginning of a sentence. `stderr` is in short what the client wrote to standard error.
    pub fn new(how: String, stderr: Option<String>) -> Self {
        Self { how, stderr }
    }

    /// One sentence: how it ended, in the middle of which line, `when`, and what it wrote to standard error.
    pub(super) fn text(&self, unfinished: &[u8], when: &str) -> String {
        let line = match unfinished {
            [] => String::new(),
            line => format!(" in the middle of the line {}", shown_line(line)),
        };
        format!("{}{line}{when}{}", self.how, said(self.stderr.as_deref()))
    }
}

/// What it wrote to standard error, as the end of a sentence.
pub(super) fn said(stderr: Option<&str>) -> String {
    stderr
        .map(|text| format!("; its standard error: `{text}`"))
        .unwrap_or_default()
}
