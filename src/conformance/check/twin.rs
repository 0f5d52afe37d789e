//! Runs that differ in one secret alone, the PIN or another, held against each other.
//!
//! Each script is run five times: twice with one secret, so that what changes anyway is known and masked, twice with the other, and
//! once more with the first, so that no clock and no counter can pass for a secret. Nothing is left to chance here: a word fails a
//! client that is the same in three runs and another one in the two between them.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::super::client::{Client, Fault};
use super::apart::{Apart, changing, form, told_apart};

/// Which of the two secrets is in each run.
pub(super) const RUNS: [usize; 5] = [0, 0, 1, 1, 0];

/// The secret that two kinds of run differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Differs {
    Pin,
    Pan,
    Key,
}

impl Differs {
    fn one(self) -> &'static str {
        match self {
            Self::Pin => "the PIN",
            Self::Pan => "the PAN",
            Self::Key => "the key",
        }
    }

    fn two(self) -> &'static str {
        match self {
            Self::Pin => "two PINs",
            Self::Pan => "two PANs",
            Self::Key => "two keys",
        }
    }
}

/// Standard error, run by run. A client that holds back what it writes until it ends is ended after each run.
pub(super) struct Stderr {
    holds_back: Option<bool>,
}

impl Stderr {
    /// Passes over what was written before.
    pub(super) fn before(client: &mut dyn Client) -> Self {
        client.take_stderr();
        Self { holds_back: None }
    }

    /// What was written in this run; none where nobody listens.
    ///
    /// # Errors
    /// A [`Fault`] when the client does not come back.
    pub(super) fn of_run(&mut self, client: &mut dyn Client) -> Result<Option<Vec<u8>>, Fault> {
        let Some(mut written) = client.take_stderr() else {
            return Ok(None);
        };
        if self.holds_back != Some(false) {
            let late = client.drain_stderr()?.unwrap_or_default();
            self.holds_back = Some(!late.is_empty());
            written.extend(late);
        }
        Ok(Some(written))
    }
}

/// What the twin runs found on one channel.
#[derive(Default)]
pub(super) struct Channel {
    /// Texts or lines that were compared.
    pub(super) heard: usize,
    /// Words that changed with one and the same secret, and were masked.
    pub(super) masked: usize,
    /// The first difference between two secrets, as a sentence.
    pub(super) leak: Option<String>,
}

impl Channel {
    /// Compares texts that belong to one request each.
    pub(super) fn request_by_request(
        &mut self,
        differs: Differs,
        runs: &[&Vec<String>],
        place: &dyn Fn(usize) -> String,
    ) {
        let longest = runs.iter().map(|texts| texts.len()).max().unwrap_or_default();
        for index in 0..longest {
            let texts: Vec<&str> = runs
                .iter()
                .map(|texts| texts.get(index).map_or("", String::as_str))
                .collect();
            if texts.iter().all(|text| text.is_empty()) {
                continue;
            }
            if let Some(apart) = self.hear(&texts) {
                let two = differs.two();
                self.leak
                    .get_or_insert_with(|| format!("{two} are told apart: {} {}", place(index), words(apart, differs)));
            }
        }
    }

    /// Compares lines that belong to the runs as a whole.
    pub(super) fn lines(&mut self, differs: Differs, runs: &[&Vec<String>], what: &dyn Fn(String) -> String) {
        let one = differs.one();
        let [first, second] = [0, 1].map(|which| of(runs, which));
        let counts = [&first, &second].map(|runs| {
            let mut counts: Vec<usize> = runs.iter().map(|lines| lines.len()).collect();
            counts.dedup();
            counts
        });
        let leak = match &counts {
            [lines, other] if lines.len() == 1 && lines == other => {
                let mut found = None;
                for index in 0..lines.first().copied().unwrap_or_default() {
                    let texts: Vec<&str> = runs
                        .iter()
                        .map(|lines| lines.get(index).map_or("", String::as_str))
                        .collect();
                    if let Some(apart) = self.hear(&texts) {
                        let line = index.saturating_add(1);
                        found.get_or_insert_with(|| format!("line {line} {}", words(apart, differs)));
                    }
                }
                found
            }
            [lines, other] if lines.len() == 1 && other.len() == 1 => {
                self.heard = self.heard.saturating_add(1);
                Some(format!(
                    "the number of lines depends on {one}: {lines:?} against {other:?}"
                ))
            }
            // The number of lines changes by itself: lines are compared by what they look like.
            _ => {
                self.heard = self.heard.saturating_add(1);
                self.masked = self.masked.saturating_add(1);
                (only_here(&first, &second) || only_here(&second, &first))
                    .then(|| format!("a line is there only with one of {}", differs.two()))
            }
        };
        if let Some(leak) = leak {
            let two = differs.two();
            self.leak
                .get_or_insert_with(|| format!("{two} are told apart: {}", what(leak)));
        }
    }

    fn hear(&mut self, texts: &[&str]) -> Option<Apart> {
        let [first, second] = [0, 1].map(|which| of(texts, which));
        self.heard = self.heard.saturating_add(1);
        self.masked = self.masked.saturating_add(changing(&first).max(changing(&second)));
        told_apart(&first, &second)
    }
}

/// Whether a line, by its form, is in all runs with one secret and in none with the other.
fn only_here(here: &[&Vec<String>], there: &[&Vec<String>]) -> bool {
    let forms = |runs: &[&Vec<String>]| -> Vec<BTreeSet<String>> {
        runs.iter()
            .map(|lines| lines.iter().map(|line| form(line)).collect())
            .collect()
    };
    let (here, there) = (forms(here), forms(there));
    let candidates = here.first().into_iter().flatten();
    let in_all = |form: &String| here.iter().all(|forms| forms.contains(form));
    let nowhere = |form: &String| !there.iter().any(|forms| forms.contains(form));
    candidates.into_iter().any(|form| in_all(form) && nowhere(form))
}

/// What belongs to the runs with one of the secrets.
fn of<T: Copy>(runs: &[T], which: usize) -> Vec<T> {
    let own = runs.iter().zip(RUNS).filter(|(_, run)| *run == which);
    own.map(|(heard, _)| *heard).collect()
}

fn words(apart: Apart, differs: Differs) -> String {
    let one = differs.one();
    match apart {
        Apart::Word(number) => format!("depends on {one} in its word {number}"),
        Apart::Form => format!("depends on {one} in its length or form"),
    }
}

/// A PIN and its twin, which differs in every digit and is odd where it is even.
pub(super) fn pair(length: usize, rng: &mut dyn CryptoRng) -> [String; 2] {
    let pin: String = super::secrets::pin(rng).chars().take(length).collect();
    let nine_less = |digit: char| {
        digit
            .to_digit(10)
            .and_then(|digit| char::from_digit(9_u32.saturating_sub(digit), 10))
    };
    let twin = pin.chars().filter_map(nine_less).collect();
    [pin, twin]
}
