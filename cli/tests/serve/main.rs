//! `pinproof serve`, from outside: a process, its socket, its files.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod faults;
mod flow;
mod judged;
mod kill;
mod limits;
mod load;
mod openapi;
mod records;
mod refused;
mod report;
mod secrets;
mod support;
mod tls;
mod usage;
