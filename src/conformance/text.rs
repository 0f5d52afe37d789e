//! Somebody else's words inside our messages.

use alloc::format;
use alloc::string::String;

use crate::message::text::is_unseen;

/// At most `limit` characters of `text`, control and invisible ones escaped; `…` where something is cut off.
pub fn shown(text: &str, limit: usize) -> String {
    let mut characters = escaped(text);
    let mut out: String = characters.by_ref().take(limit).collect();
    if characters.next().is_some() {
        out.push('…');
    }
    out
}

/// The beginning of a line that is no good, about 80 characters, in backticks.
pub(crate) fn shown_line(line: &[u8]) -> String {
    const LIMIT: usize = 80;
    // A character has at most four bytes.
    let beginning = line.get(..LIMIT.saturating_mul(4)).unwrap_or(line);
    format!("`{}`", shown(&String::from_utf8_lossy(beginning), LIMIT))
}

/// `text` one character after the other, those escaped that would move the cursor, turn the writing round or not be seen.
pub fn escaped(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(|character| {
        let (plain, escape) = if character.is_control() || is_unseen(character) {
            (None, Some(character.escape_default()))
        } else {
            (Some(character), None)
        };
        plain.into_iter().chain(escape.into_iter().flatten())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_controls_are_escaped() {
        assert_eq!(shown("a\u{1b}[2J\r\nb\u{202e}c", 80), "a\\u{1b}[2J\\r\\nb\\u{202e}c");
        assert_eq!(shown("größe", 80), "größe");
        let unseen = [
            "\u{61c}",
            "\u{ad}",
            "\u{180e}",
            "\u{fff9}",
            "\u{e0041}",
            "\u{3164}",
            "\u{fe0f}",
            "\u{fffe}",
        ];
        for text in unseen {
            assert_eq!(
                shown(text, 80),
                format!("\\u{{{:x}}}", u32::from(text.chars().next().unwrap()))
            );
        }
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(shown("abcd", 4), "abcd");
        assert_eq!(shown("abcde", 4), "abcd…");
        let line = shown_line(&[b'x'; 5000]);
        assert_eq!(line.chars().count(), 83, "{line}");
    }

    #[test]
    fn bytes_that_are_no_text() {
        assert_eq!(shown_line(b"\xff\x00"), "`\u{fffd}\\u{0}`");
    }
}
