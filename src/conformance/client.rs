//! The client under test, as the runner sees it.
//!
//! In this process, behind a pipe or behind a port, a client is the same thing: it says who it is and what it can do, and it answers
//! requests. What it is expected to answer never reaches it.

mod accumulate;
mod answer;
mod capabilities;
mod device_sessions;
mod line;
mod process;
mod reference;
mod remote;
mod request;
mod serve;
mod session;
mod stderr;
mod wire;

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::time::{Duration, Instant};

pub use accumulate::{Accumulable, AccumulateParams};
pub(super) use answer::LONGEST_BODY;
pub use answer::{
    Accepted, Answer, AnswerError, Block, Bytes, CheckValueText, Digest, Encrypted, Fields, KeyPair, Output, PinText,
    PlasticId, Unwrapped,
};
pub(crate) use capabilities::PROFILES;
pub use capabilities::{Capabilities, Fill, Flow, OaepPair, UnwrapReturns, VirtualClock};
pub use device_sessions::DeviceSessions;
pub use reference::Reference;
pub use remote::{Connection, Door, Ending, Incoming, RemoteClient, RemoteOptions, Stderr};
pub use request::{ExpectedKind, Facts, Kit, OaepFields, Op, PrivateKeySource, Request, UnknownRule};
use serde::{Deserialize, Serialize};
pub use serve::serve;
pub use session::{
    BridgeName, Entry, Input, MessageSource, PeerResponse, Posted, Sent, SessionContext, SessionEvent, StateName, Step,
};
pub use wire::request_line;

pub use super::reject::RejectClass;
use super::text::shown;

/// Name of the kit and of its vectors.
pub const SUITE: &str = "pinproof";

/// Version of the client protocol that this kit speaks.
pub const PROTOCOL: u32 = 1;

/// The longest line of the client protocol, in bytes without the line feed.
pub const MAX_LINE: usize = 1 << 20;

/// Most characters of a wrapper's own words inside a message.
const LONGEST_SHOWN: usize = 300;

/// Most bytes of standard error that are kept until [`Client::take_stderr`] takes them: the first ones.
pub const STDERR_KEPT: usize = 4 << 20;

/// What a client says of itself in answer to `hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// Name, version and platform.
    pub client: Identity,
    /// Version of the client protocol that it speaks.
    pub protocol: u32,
    /// What it claims to be able to do.
    #[serde(default)]
    pub capabilities: Capabilities,
}

/// Name, version and platform of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// Programming language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Runtime and its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
}

/// One request and the case that it belongs to.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// Full id of the case, `file/case`, for the client's log; none outside the kept vectors, where a name would tell the client
    /// what it is asked for.
    pub case: Option<String>,
    /// What is asked.
    pub request: Request,
}

impl Prompt {
    /// The first request to every client process.
    pub fn hello() -> Self {
        Self::probe(Request::Hello {
            protocol: PROTOCOL,
            kit: Kit {
                name: SUITE.to_string(),
                version: env!("CARGO_PKG_VERSION").to_string(),
            },
        })
    }

    /// A prompt outside the vectors.
    pub fn probe(request: Request) -> Self {
        Self { case: None, request }
    }
}

/// Why there is no answer to judge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The wrapper said that it could not run the request, in these words: not escaped, and not cut to what a message can take.
    Wrapper(String),
    /// The client broke the client protocol; nothing that it says can be trusted any more.
    Protocol(String),
    /// No answer in time. The text says how long it was waited for.
    Hang(String),
    /// The process ended. The text says how, with the end of its standard error.
    Crash(String),
    /// The client could not be started, or was restarted too often.
    Gone(String),
}

impl Fault {
    /// Whether nothing can be asked after it.
    pub fn ends_the_run(&self) -> bool {
        matches!(self, Self::Protocol(_) | Self::Gone(_))
    }
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Wrapper(text) => {
                let text = shown(text, LONGEST_SHOWN);
                write!(f, "the client's wrapper could not run it: {text}")
            }
            Self::Protocol(text) => write!(f, "protocol error: {text}"),
            Self::Hang(text) | Self::Crash(text) | Self::Gone(text) => f.write_str(text),
        }
    }
}

/// An answer with the time it took.
#[derive(Clone, Debug)]
pub struct Timed {
    /// The answer, or why there is none.
    pub answer: Result<Answer, Fault>,
    /// From sending the request to reading the answer; in a pipeline this includes waiting behind others.
    pub elapsed: Duration,
}

/// A client under test.
pub trait Client {
    /// Who it is and what it can do.
    ///
    /// # Errors
    /// A [`Fault`] when it does not answer, or not in the protocol.
    fn hello(&mut self) -> Result<Description, Fault>;

    /// Answers one request.
    ///
    /// # Errors
    /// A [`Fault`] when there is no answer to judge.
    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault>;

    /// Ends what answers and starts it anew, as after a restart of the device. What it keeps over that stays its own affair.
    ///
    /// # Errors
    /// A [`Fault`] when it does not come back.
    fn restart(&mut self) -> Result<(), Fault> {
        Ok(())
    }

    /// Another client of the same kind, which shares no session with this one; none where there is only one. For many sessions
    /// at once.
    fn beside(&self) -> Option<Box<dyn Client + Send>> {
        None
    }

    /// What it wrote to standard error since this was asked last, over restarts too; none where nobody listens to that channel.
    /// Of more than [`STDERR_KEPT`] bytes the first are given.
    fn take_stderr(&mut self) -> Option<Vec<u8>> {
        None
    }

    /// The same, and what it would write only when it ends, for which it may be started anew.
    ///
    /// # Errors
    /// A [`Fault`] when it does not come back.
    fn drain_stderr(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.take_stderr())
    }

    /// Answers all `prompts` and gives each result once to `sink`, with its index, in any order. After a
    /// [`Fault::Protocol`] or [`Fault::Gone`] the rest may be missing.
    fn answer_all(&mut self, prompts: &[Prompt], sink: &mut dyn FnMut(usize, Timed)) {
        for (index, prompt) in prompts.iter().enumerate() {
            let started = Instant::now();
            let answer = self.answer(prompt);
            let last = answer.as_ref().is_err_and(Fault::ends_the_run);
            sink(
                index,
                Timed {
                    answer,
                    elapsed: started.elapsed(),
                },
            );
            if last {
                return;
            }
        }
    }
}
