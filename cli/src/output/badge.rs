//! The run as a badge.

use std::io::{self, Write};

use askama::Template;
use pinproof::conformance::report::exit;

use super::view::View;

/// Pixels that a character takes in the badge's type, near enough: the text is stretched to fit.
const CHARACTER: usize = 7;
const MARGIN: usize = 6;

#[derive(Template)]
#[template(path = "badge.svg", ext = "html")]
struct Badge {
    label: &'static str,
    message: String,
    colour: &'static str,
    width: usize,
    left: usize,
    right: usize,
    left_text: usize,
    right_text: usize,
    left_middle: usize,
    right_middle: usize,
}

/// Writes the badge.
pub(crate) fn write(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    let totals = &view.results.totals;
    let (message, colour) = match view.results.exit {
        exit::AS_EXPECTED => (format!("{} passed", totals.passed), "#2a7d46"),
        exit::FAILED => (format!("{} failed", totals.not_as_expected()), "#b3261e"),
        exit::NOTHING_TESTED => ("nothing tested".to_owned(), "#6b6b6b"),
        exit::HARNESS => ("no result".to_owned(), "#6b6b6b"),
        _ => ("stale baseline".to_owned(), "#8a5a00"),
    };
    let svg = Badge::new("pinproof", message, colour)
        .render()
        .map_err(io::Error::other)?;
    out.write_all(svg.as_bytes())?;
    out.flush()
}

impl Badge {
    fn new(label: &'static str, message: String, colour: &'static str) -> Self {
        let text = |words: &str| words.chars().count().saturating_mul(CHARACTER);
        let (left_text, right_text) = (text(label), text(&message));
        let wide = |text: usize| text.saturating_add(2 * MARGIN);
        let (left, right) = (wide(left_text), wide(right_text));
        Self {
            label,
            message,
            colour,
            width: left.saturating_add(right),
            left,
            right,
            left_text,
            right_text,
            left_middle: left / 2,
            right_middle: left.saturating_add(right / 2),
        }
    }
}
