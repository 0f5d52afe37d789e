//! `check --listen`: clients that connect, right and wrong ones.
#![cfg(feature = "serve")]

mod clients;
mod doors;
mod wrong;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::support::{PINPROOF, Ran};

/// A run that waits for a client.
struct Listening {
    child: Child,
    address: String,
    stdout: JoinHandle<String>,
    stderr: JoinHandle<String>,
}

/// Starts `pinproof check --listen 127.0.0.1:0 ARGUMENTS`.
fn listen(arguments: &[&str]) -> Listening {
    let mut child = Command::new(PINPROOF)
        .args(["check", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .env("NO_COLOR", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let stdout = thread::spawn(move || {
        let mut text = String::new();
        stdout.read_to_string(&mut text).unwrap();
        text
    });
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut text = String::new();
    let address = loop {
        let mut line = String::new();
        assert!(stderr.read_line(&mut line).unwrap() > 0, "it does not listen: {text}");
        text.push_str(&line);
        if let Some(rest) = line.strip_prefix("listening on ") {
            break rest.split(": ").next().unwrap().to_owned();
        }
    };
    let stderr = thread::spawn(move || {
        stderr.read_to_string(&mut text).unwrap();
        text
    });
    Listening {
        child,
        address,
        stdout,
        stderr,
    }
}

impl Listening {
    /// Waits for the end of the run.
    fn ran(mut self) -> Ran {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if started.elapsed() > Duration::from_secs(60) {
                self.child.kill().unwrap();
            }
            thread::sleep(Duration::from_millis(20));
        };
        Ran {
            code: status.code(),
            stdout: self.stdout.join().unwrap(),
            stderr: self.stderr.join().unwrap(),
        }
    }
}
