//! The command line as its users see it: what it prints, and the code that it ends with.
//!
//! Only where there is a shell: most clients here are scripts.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod baseline;
mod colours;
mod diff;
mod embedded;
mod exit_codes;
mod explain;
mod fakes;
mod fresh;
mod lint;
mod listen;
mod merge;
mod mutants;
mod none_passes;
mod output;
mod reports;
mod schemas;
mod support;
mod transcripts;
