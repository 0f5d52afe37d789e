//! What a client writes to standard error: kept in bounded memory, shown in short.

use alloc::collections::VecDeque;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use std::io::{ErrorKind, Read};
use std::sync::{Mutex, PoisonError};

use super::STDERR_KEPT;
use crate::conformance::text::{escaped, shown};

/// Bytes kept of the beginning.
const HEAD: usize = 1024;
/// Bytes kept of the end.
const TAIL: usize = 64 * 1024;
/// Characters shown in a message, in all, and of each end where the middle is left out.
const SHOWN: usize = 500;
const SHOWN_FIRST: usize = 200;
const SHOWN_LAST: usize = 300;

/// The beginning and the end of what was written, and what nobody has taken yet.
#[derive(Default)]
pub(super) struct Captured {
    head: Vec<u8>,
    tail: VecDeque<u8>,
    /// The tail does not hold everything.
    cut: bool,
    untaken: Vec<u8>,
    /// Bytes written so far.
    written: u64,
}

impl Captured {
    fn push(&mut self, bytes: &[u8]) {
        self.head
            .extend(bytes.iter().take(HEAD.saturating_sub(self.head.len())));
        self.tail.extend(bytes);
        let excess = self.tail.len().saturating_sub(TAIL);
        self.tail.drain(..excess);
        self.cut |= excess > 0;
        append_first(&mut self.untaken, bytes);
        self.written = self
            .written
            .saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    }

    /// What was written since this was asked last, its first [`STDERR_KEPT`] bytes.
    pub(super) fn take(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.untaken)
    }

    /// Bytes written so far.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// The last bytes, at most 64 KiB.
    pub(super) fn tail(&self) -> Vec<u8> {
        self.tail.iter().copied().collect()
    }

    /// First and last lines for a message; none where nothing was written.
    pub(super) fn excerpt(&self) -> Option<String> {
        let tail = self.tail();
        let text = String::from_utf8_lossy(&tail);
        let end: Vec<char> = escaped(text.trim_end()).collect();
        if end.is_empty() {
            return None;
        }
        if !self.cut && end.len() <= SHOWN {
            return Some(end.into_iter().collect());
        }
        let last: String = end.iter().skip(end.len().saturating_sub(SHOWN_LAST)).collect();
        Some(format!(
            "{} {last}",
            shown(&String::from_utf8_lossy(&self.head), SHOWN_FIRST)
        ))
    }
}

/// Reads to the end into `into`.
pub(super) fn capture(mut from: impl Read, into: &Arc<Mutex<Captured>>) {
    let mut chunk = [0; 4096];
    loop {
        match from.read(&mut chunk) {
            Ok(0) => return,
            Ok(length) => {
                let bytes = chunk.get(..length).unwrap_or_default();
                into.lock().unwrap_or_else(PoisonError::into_inner).push(bytes);
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return,
        }
    }
}

/// Appends `more` to `bytes` as far as [`STDERR_KEPT`] goes.
pub(super) fn append_first(bytes: &mut Vec<u8>, more: &[u8]) {
    bytes.extend(more.iter().take(STDERR_KEPT.saturating_sub(bytes.len())));
}

/// Appends `more` to `bytes` and keeps the last 64 KiB.
pub(super) fn append(bytes: &mut Vec<u8>, more: &[u8]) {
    bytes.extend_from_slice(more);
    bytes.drain(..bytes.len().saturating_sub(TAIL));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captured(text: &str) -> Captured {
        let captured = Arc::new(Mutex::new(Captured::default()));
        capture(text.as_bytes(), &captured);
        Arc::into_inner(captured).unwrap().into_inner().unwrap()
    }

    #[test]
    fn short_text_is_shown_whole_on_one_line() {
        assert_eq!(captured("first\nlast\n").excerpt().unwrap(), "first\\nlast");
        assert_eq!(captured(" \n").excerpt(), None);
        assert_eq!(captured("").excerpt(), None);
    }

    #[test]
    fn long_text_shows_both_ends() {
        let excerpt = captured(&format!("first{}last\n", "x".repeat(300_000)))
            .excerpt()
            .unwrap();
        assert!(excerpt.starts_with("firstx") && excerpt.ends_with("xlast"), "{excerpt}");
        assert!(excerpt.chars().count() <= SHOWN + 2, "{}", excerpt.chars().count());
    }

    #[test]
    fn memory_is_bounded() {
        let captured = captured(&"x".repeat(1_000_000));
        assert_eq!((captured.head.len(), captured.tail().len()), (HEAD, TAIL));
        let mut bytes = captured.tail();
        let mut untaken = std::vec![0; STDERR_KEPT - 1];
        append_first(&mut untaken, b"end");
        assert_eq!((untaken.len(), untaken.last()), (STDERR_KEPT, Some(&b'e')));
        append(&mut bytes, b"end");
        assert_eq!(bytes.len(), TAIL);
        assert!(bytes.ends_with(b"xend"));
    }
}
