//! Failures of the command itself: what failed, then what to do.

use std::io::Write;

use pinproof::conformance::report::exit;
use pinproof::conformance::text::shown;

/// Characters of a sentence: a path or a parser may put a whole file into it.
const LONGEST: usize = 2000;

/// A command that could not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    what: String,
    help: String,
}

impl Failure {
    /// Wrong use: an argument, a file, an input.
    pub(crate) fn usage(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code: exit::USAGE,
            what: what.into(),
            help: help.into(),
        }
    }

    /// A baseline that has to be put right.
    pub(crate) fn stale(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code: exit::STALE,
            what: what.into(),
            help: help.into(),
        }
    }

    /// The harness cannot work: the client's process, the output.
    pub(crate) fn harness(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code: exit::HARNESS,
            what: what.into(),
            help: help.into(),
        }
    }

    /// The kit itself is broken.
    pub(crate) fn self_check(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code: exit::SELF_CHECK,
            what: what.into(),
            help: help.into(),
        }
    }

    /// The exit code.
    pub(crate) fn code(&self) -> u8 {
        self.code
    }

    /// Writes both sentences to standard error.
    pub(crate) fn print(&self) {
        let _ = writeln!(
            anstream::stderr(),
            "error: {}\nhelp: {}",
            shown(&self.what, LONGEST),
            shown(&self.help, LONGEST)
        );
    }
}
