//! A client in another process.
//!
//! Requests go to its standard input, answers come from its standard output; its standard error is kept for messages.
//!
//! Only the process itself is killed. What a wrapper script starts must end when its pipes close.

mod running;
#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::ffi::{OsStr, OsString};

use self::running::Running;
use super::Fault;
use super::remote::{Connection, Door, RemoteClient, RemoteOptions};
use crate::conformance::text::shown;

/// A program that is started when a client is wanted.
struct Program {
    program: OsString,
    arguments: Vec<OsString>,
}

impl Door for Program {
    fn open(&mut self) -> Result<Box<dyn Connection>, String> {
        match Running::start(&self.program, &self.arguments) {
            Ok(running) => Ok(Box::new(running)),
            Err(error) => {
                let error = error.to_string();
                let why = error.split(" (os error").next().unwrap_or_default();
                let program = shown(&self.program.to_string_lossy(), 200);
                Err(format!("cannot start \"{program}\": {why}; check the command after --"))
            }
        }
    }

    fn hears_stderr(&self) -> bool {
        true
    }

    fn comes_by_itself(&self) -> bool {
        false
    }
}

impl RemoteClient {
    /// Starts `program` with `arguments`, to be asked over its standard input and output; nothing is asked yet.
    ///
    /// # Errors
    /// [`Fault::Gone`] when it cannot be started.
    pub fn spawn(program: &OsStr, arguments: &[OsString], options: RemoteOptions) -> Result<Self, Fault> {
        let program = Program {
            program: program.into(),
            arguments: arguments.to_vec(),
        };
        Self::new(program, options)
    }
}
