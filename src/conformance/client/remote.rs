//! A client that is asked line by line, wherever it runs.
//!
//! The kit writes requests and reads answers over a [`Connection`]; a [`Door`] gives a new one when the client was lost.
//! Whatever the client does (ends, hangs, floods, never reads, sends what is no answer) becomes a [`Fault`] in bounded time and
//! memory.

mod answers;
mod asking;
mod door;
mod lifecycle;
mod pipeline;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use std::time::{Duration, Instant};

pub use self::door::{Connection, Door, Ending, Incoming, Stderr};
use super::{Answer, Client, Description, Fault, Prompt, Request, Timed, request_line, stderr};

/// How to treat a client that is asked line by line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RemoteOptions {
    /// The client hangs when requests are outstanding and no answer came for so long, or when one of them stays without an
    /// answer for so long while as many others as may be outstanding are answered. Default: 10 s.
    pub timeout: Duration,
    /// Most requests outstanding at a time; 0 counts as 1. Default: 16.
    pub window: usize,
    /// Most restarts after the client ended or hung. Naming the guilty one of several outstanding requests can take two.
    /// Default: 8.
    pub max_restarts: u32,
}

impl Default for RemoteOptions {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(10),
            window: 16,
            max_restarts: 8,
        }
    }
}

/// A client that comes through a [`Door`].
///
/// When it ends or hangs, the door gives another one. That is greeted again, and asked what was outstanding one request at a
/// time, so that the fault is put down to the request that causes it. When it breaks the client protocol it is let go and not
/// asked again. Dropping this ends the client.
pub struct RemoteClient {
    door: Box<dyn Door>,
    options: RemoteOptions,
    pub(super) running: Option<Box<dyn Connection>>,
    /// The running client has answered `hello`.
    greeted: bool,
    /// What the first one said of itself; the next ones must say the same.
    description: Option<Description>,
    pub(super) restarts: u32,
    /// How the last one ended.
    last_end: String,
    /// Set once: nothing is asked any more.
    broken: Option<Fault>,
    next_id: u64,
    /// First id that the running client was asked.
    first_id: u64,
    /// When the last answer was read.
    progress: Instant,
    /// Answers read so far.
    answered: u64,
    /// Standard error of the clients that ended.
    earlier_stderr: Vec<u8>,
    /// The part of it that nobody has taken yet.
    untaken_stderr: Vec<u8>,
    trace: Option<Trace>,
}

/// Hears each line: `> ` and what is sent, `< ` and what is read.
struct Trace(Box<dyn FnMut(&str)>);

impl RemoteClient {
    /// The first client that comes through `door`; nothing is asked yet.
    ///
    /// # Errors
    /// [`Fault::Gone`] when none comes.
    pub fn new(mut door: impl Door + 'static, options: RemoteOptions) -> Result<Self, Fault> {
        let running = door.open().map_err(Fault::Gone)?;
        Ok(Self {
            door: Box::new(door),
            options,
            running: Some(running),
            greeted: false,
            description: None,
            restarts: 0,
            last_end: String::new(),
            broken: None,
            next_id: 1,
            first_id: 1,
            progress: Instant::now(),
            answered: 0,
            earlier_stderr: Vec::new(),
            untaken_stderr: Vec::new(),
            trace: None,
        })
    }

    /// Lets `heard` have each line from now on: `> ` and what is sent, `< ` and what is read.
    pub fn trace(&mut self, heard: impl FnMut(&str) + 'static) {
        self.trace = Some(Trace(Box::new(heard)));
    }

    /// The end of what the client wrote to standard error so far, over all restarts: at most 64 KiB, free text, not escaped.
    pub fn stderr_tail(&self) -> String {
        let mut bytes = self.earlier_stderr.clone();
        if let Some(running) = &self.running {
            stderr::append(&mut bytes, &running.stderr_tail());
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Client for RemoteClient {
    fn hello(&mut self) -> Result<Description, Fault> {
        self.alive()?;
        self.greet()
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        self.ask(prompt).answer
    }

    fn restart(&mut self) -> Result<(), Fault> {
        self.renew()
    }

    fn take_stderr(&mut self) -> Option<Vec<u8>> {
        if !self.door.hears_stderr() {
            return None;
        }
        let mut taken = core::mem::take(&mut self.untaken_stderr);
        if let Some(running) = &self.running {
            stderr::append_first(&mut taken, &running.take_stderr());
        }
        Some(taken)
    }

    fn drain_stderr(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        if !self.door.hears_stderr() {
            return Ok(None);
        }
        self.renew()?;
        Ok(self.take_stderr())
    }

    fn answer_all(&mut self, prompts: &[Prompt], sink: &mut dyn FnMut(usize, Timed)) {
        self.pipeline(prompts, sink);
    }
}

impl Drop for RemoteClient {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop(request_line(self.next_id, &Prompt::probe(Request::Stop)));
        }
    }
}
