//! A sequence diagram as SVG: two life lines, an arrow for each message, notes at the side.

use askama::Template;

/// How an arrow or a note looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    /// The client broke a rule.
    Wrong,
    /// The service did not grant it.
    Refused,
    /// The service spoiled it on purpose.
    Fault,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Wrong => "wrong",
            Self::Refused => "refused",
            Self::Fault => "fault",
        }
    }
}

/// Words beside an arrow.
pub(super) struct Note {
    pub(super) text: String,
    pub(super) tone: Tone,
}

/// One message.
pub(super) struct Line {
    pub(super) time: String,
    /// Whether the client sends it.
    pub(super) to_service: bool,
    pub(super) text: String,
    pub(super) tone: Tone,
    pub(super) notes: Vec<Note>,
}

/// Height of the head, of an arrow, of each note after the first, of the foot.
const HEAD: usize = 56;
const ROW: usize = 34;
const NOTE: usize = 18;
const FOOT: usize = 46;

#[derive(Template)]
#[template(path = "judged/sequence.svg")]
pub(super) struct Drawing {
    number: usize,
    /// Where the report says more of what is wrong.
    more: String,
    height: usize,
    foot: usize,
    ended: &'static str,
    /// The same in words, for who cannot see it.
    words: String,
    arrows: Vec<Arrow>,
}

/// A message with its place.
struct Arrow {
    y: usize,
    time: String,
    to_service: bool,
    text: String,
    class: &'static str,
    notes: Vec<Placed>,
}

struct Placed {
    y: usize,
    text: String,
    class: &'static str,
    is_wrong: bool,
}

impl Drawing {
    pub(super) fn new(number: usize, more: String, ended: &'static str, lines: Vec<Line>) -> Self {
        let words = lines.iter().map(Line::in_words).collect::<Vec<_>>().join(" ");
        let mut y = HEAD;
        let mut arrows = Vec::new();
        for line in lines {
            y = y.saturating_add(ROW);
            let notes = line.notes.iter().enumerate().map(|(index, note)| Placed {
                y: y.saturating_add(index.saturating_mul(NOTE)),
                text: note.text.clone(),
                class: note.tone.class(),
                is_wrong: note.tone == Tone::Wrong,
            });
            let notes: Vec<Placed> = notes.collect();
            let below = notes.len().saturating_sub(1).saturating_mul(NOTE);
            arrows.push(Arrow {
                y,
                time: line.time,
                to_service: line.to_service,
                text: line.text,
                class: line.tone.class(),
                notes,
            });
            y = y.saturating_add(below);
        }
        let foot = y.saturating_add(ROW);
        Self {
            number,
            more,
            height: foot.saturating_add(FOOT),
            foot,
            ended,
            words: format!("{words} At the end: {ended}."),
            arrows,
        }
    }
}

impl Line {
    fn in_words(&self) -> String {
        let who = if self.to_service { "Client" } else { "Service" };
        let notes: Vec<&str> = self.notes.iter().map(|note| note.text.as_str()).collect();
        let notes = if notes.is_empty() {
            String::new()
        } else {
            format!(" ({})", notes.join(", "))
        };
        format!("{who}: {}{notes}.", self.text)
    }
}
