//! One running process and its three pipes.
//!
//! A thread serves each pipe, so that nothing here waits longer than it is told to. The threads are never joined: a process
//! that the client started can hold a pipe open longer than the client lives. They end with their pipe, or as soon as this
//! end of their channel is gone.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use std::ffi::{OsStr, OsString};
use std::io::{self, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::conformance::client::MAX_LINE;
use crate::conformance::client::line::{Found, read_line};
use crate::conformance::client::remote::{Connection, Ending, Incoming, Stderr};
use crate::conformance::client::stderr::{self, Captured};

/// Lines read ahead at most; a client that floods waits in its own pipe.
const READ_AHEAD: usize = 16;
/// How long a process whose output is closed may take to end.
const ENDING: Duration = Duration::from_millis(500);
/// How long the last words on standard error may take to arrive.
const LAST_WORDS: Duration = Duration::from_millis(200);
/// How long a process may take to end after `stop`.
const STOPPING: Duration = Duration::from_secs(1);
/// Standard error that says nothing for so long has said what it had to say.
const QUIET: Duration = Duration::from_millis(10);
/// Between two looks at a process that should end.
const LOOK: Duration = Duration::from_millis(2);

/// A process with threads at its pipes. Dropping it kills the process.
pub(super) struct Running {
    child: Reaped,
    requests: Sender<String>,
    incoming: Receiver<Incoming>,
    stderr: Arc<Mutex<Captured>>,
    stderr_thread: JoinHandle<()>,
}

impl Running {
    /// Starts the process.
    ///
    /// # Errors
    /// What the operating system gives.
    pub(super) fn start(program: &OsStr, arguments: &[OsString]) -> io::Result<Self> {
        let mut child = Reaped(
            Command::new(program)
                .args(arguments)
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()?,
        );
        let no_pipe = || io::Error::other("a pipe is missing");
        let mut stdin = child.0.stdin.take().ok_or_else(no_pipe)?;
        let stdout = child.0.stdout.take().ok_or_else(no_pipe)?;
        let from_stderr = child.0.stderr.take().ok_or_else(no_pipe)?;

        // Not bounded: no more requests wait here than may be outstanding.
        let (requests, to_write) = channel::<String>();
        thread::Builder::new().spawn(move || {
            for line in to_write {
                let written = stdin.write_all(line.as_bytes()).and_then(|()| stdin.write_all(b"\n"));
                if written.and_then(|()| stdin.flush()).is_err() {
                    return;
                }
            }
        })?;
        let (read, incoming) = sync_channel(READ_AHEAD);
        thread::Builder::new().spawn(move || read_answers(stdout, &read))?;
        let stderr = Arc::new(Mutex::new(Captured::default()));
        let captured = Arc::clone(&stderr);
        let stderr_thread = thread::Builder::new().spawn(move || stderr::capture(from_stderr, &captured))?;
        Ok(Self {
            child,
            requests,
            incoming,
            stderr,
            stderr_thread,
        })
    }

    /// Standard error in short, once it has been read to its end or nearly so.
    fn last_words(&self) -> Option<String> {
        wait_for_end(&self.stderr_thread);
        self.stderr.lock().unwrap_or_else(PoisonError::into_inner).excerpt()
    }
}

impl Connection for Running {
    fn send(&self, line: String) {
        _ = self.requests.send(line);
    }

    fn receive(&mut self, limit: Duration) -> Option<Incoming> {
        match self.incoming.recv_timeout(limit) {
            Ok(incoming) => Some(incoming),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Incoming::Closed(Vec::new())),
        }
    }

    /// Its standard output is closed. It is killed if it goes on without.
    fn ending(&mut self) -> Ending {
        let status = self.child.wait_at_most(ENDING);
        let how = status.map_or_else(
            || "the client closed its standard output and was killed".to_string(),
            describe,
        );
        self.child.kill();
        Ending::new(how, self.last_words())
    }

    fn cut(&mut self) -> Result<Option<String>, Ending> {
        let Some(status) = self.child.status() else {
            self.child.kill();
            return Ok(self.last_words());
        };
        let how = format!(
            "{}, but something that it started keeps its standard output open",
            describe(status)
        );
        Err(Ending::new(how, self.last_words()))
    }

    /// Closes its standard input too, and kills it if it is still there after a second.
    fn stop(self: Box<Self>, line: String) -> Stderr {
        let Self {
            mut child,
            requests,
            incoming,
            stderr,
            stderr_thread,
        } = *self;
        _ = requests.send(line);
        drop(requests);
        let started = Instant::now();
        while child.status().is_none() && started.elapsed() < STOPPING {
            // What still comes is read, so that the process can write it and end.
            if let Err(RecvTimeoutError::Disconnected) = incoming.recv_timeout(LOOK) {
                thread::sleep(LOOK);
            }
        }
        child.kill();
        wait_for_end(&stderr_thread);
        let mut stderr = stderr.lock().unwrap_or_else(PoisonError::into_inner);
        Stderr {
            tail: stderr.tail(),
            untaken: stderr.take(),
        }
    }

    /// At most 64 KiB.
    fn stderr_tail(&self) -> Vec<u8> {
        self.stderr.lock().unwrap_or_else(PoisonError::into_inner).tail()
    }

    /// Once nothing more comes for a moment: it is read by another thread, and what was written before an answer can be read
    /// after it.
    fn take_stderr(&self) -> Vec<u8> {
        let lock = || self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        let started = Instant::now();
        let mut written = lock().written();
        while !self.stderr_thread.is_finished() && started.elapsed() < LAST_WORDS {
            thread::sleep(QUIET);
            let now = lock().written();
            if now == written {
                break;
            }
            written = now;
        }
        lock().take()
    }
}

/// Waits until standard error has been read to its end or nearly so.
fn wait_for_end(stderr_thread: &JoinHandle<()>) {
    let started = Instant::now();
    while !stderr_thread.is_finished() && started.elapsed() < LAST_WORDS {
        thread::sleep(LOOK);
    }
}

/// A process that is gone, and leaves no zombie, when this is dropped.
struct Reaped(Child);

impl Reaped {
    fn status(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().ok().flatten()
    }

    fn wait_at_most(&mut self, limit: Duration) -> Option<ExitStatus> {
        let started = Instant::now();
        loop {
            let status = self.status();
            if status.is_some() || started.elapsed() >= limit {
                return status;
            }
            thread::sleep(LOOK);
        }
    }

    fn kill(&mut self) {
        // Both fail only when it is gone already.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

impl Drop for Reaped {
    fn drop(&mut self) {
        self.kill();
    }
}

fn read_answers(stdout: impl Read, to: &SyncSender<Incoming>) {
    let mut reader = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let incoming = match read_line(&mut reader, &mut line, MAX_LINE) {
            Ok(Found::Line) => Incoming::Line(line, Instant::now()),
            Ok(Found::TooLong) => Incoming::TooLong(line),
            Ok(Found::Unfinished | Found::End) | Err(_) => Incoming::Closed(line),
        };
        let last = !matches!(incoming, Incoming::Line(..));
        if to.send(incoming).is_err() || last {
            return;
        }
    }
}

fn describe(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("the client ended with exit status {code}"),
        // On Unix this is `signal: 9 (SIGKILL)`.
        None => format!("the client was ended by {}", status.to_string().replacen(": ", " ", 1)),
    }
}
