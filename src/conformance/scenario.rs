//! Sessions as cases: a script, the issuer that the kit plays, and what a right client does with it.
//!
//! [`play::Play`] is sans-I/O: it says what to ask next and takes the answer, so that scripts can be played against a process,
//! against the reference in several threads, and against a mutant.

mod base64_text;
mod blocks;
mod expect;
mod form;
mod leak;
mod peer;
mod play;
pub(crate) mod record;
mod run;
mod sent;
#[cfg(test)]
mod tests;
mod wrap;

pub(crate) use self::expect::{PARENT, wire_form};
pub(crate) use self::record::{Record, Secret};
pub(crate) use self::run::{heard, play_all, played};
pub(crate) use self::sent::cut;
