//! Lines of bounded length.

use alloc::vec::Vec;
use std::io::{self, BufRead, Read};

/// What [`read_line`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A line with its line feed, which is not kept.
    Line,
    /// Bytes after the last line feed, then the end.
    Unfinished,
    /// More than the limit; the rest of the line is not read.
    TooLong,
    /// The end.
    End,
}

/// Reads one line of at most `limit` bytes, not counting the line feed, into `line`.
///
/// # Errors
/// What the reader gives.
pub(super) fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>, limit: usize) -> io::Result<Found> {
    line.clear();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    reader.by_ref().take(most).read_until(b'\n', line)?;
    Ok(if line.pop_if(|last| *last == b'\n').is_some() {
        Found::Line
    } else if line.len() > limit {
        Found::TooLong
    } else if line.is_empty() {
        Found::End
    } else {
        Found::Unfinished
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8], limit: usize) -> Vec<(Found, Vec<u8>)> {
        let mut found = Vec::new();
        let mut line = Vec::new();
        loop {
            let what = read_line(&mut input, &mut line, limit).unwrap();
            if what == Found::End {
                return found;
            }
            found.push((what, line.clone()));
        }
    }

    #[test]
    fn lines_with_and_without_a_line_feed() {
        let expected = [
            (Found::Line, b"ab".to_vec()),
            (Found::Line, Vec::new()),
            (Found::Unfinished, b"c".to_vec()),
        ];
        assert_eq!(all(b"ab\n\nc", 10), expected);
        assert_eq!(all(b"", 10), []);
    }

    #[test]
    fn the_limit_counts_without_the_line_feed() {
        assert_eq!(all(b"abc\n", 3), [(Found::Line, b"abc".to_vec())]);
        assert_eq!(all(b"abc", 3), [(Found::Unfinished, b"abc".to_vec())]);
        assert_eq!(
            all(b"abcd\n", 3),
            [(Found::TooLong, b"abcd".to_vec()), (Found::Line, Vec::new())]
        );
    }
}
