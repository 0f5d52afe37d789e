//! What the twin runs found on one channel.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::apart::{Apart, changing, form, told_apart};
use super::{Differs, Runs};

/// What the twin runs found on one channel.
#[derive(Default)]
pub(in super::super) struct Channel {
    /// Texts or lines that were compared.
    pub(in super::super) heard: usize,
    /// Words that changed with one and the same secret, and were masked.
    pub(in super::super) masked: usize,
    /// The first difference between two secrets that is no chance, as a sentence.
    pub(in super::super) leak: Option<String>,
    /// What looks like one in the script that is played now.
    suspicion: Option<String>,
}

impl Channel {
    /// Whether more runs are needed to tell a leak from chance.
    pub(in super::super) fn suspects(&self) -> bool {
        self.suspicion.is_some()
    }

    /// Compares texts that belong to one request each.
    pub(in super::super) fn request_by_request(
        &mut self,
        differs: Differs,
        runs: &Runs<&Vec<String>>,
        place: &dyn Fn(usize) -> String,
    ) {
        if !self.listens(runs) {
            return;
        }
        let mut told = Told::default();
        let longest = runs.all().map(|texts| texts.len()).max().unwrap_or_default();
        for index in 0..longest {
            let texts = at(runs, index);
            if texts.all().all(|text| text.is_empty()) {
                continue;
            }
            if let Some(apart) = told.hear(&texts) {
                told.leak
                    .get_or_insert_with(|| format!("{} {}", place(index), words(apart, differs)));
            }
        }
        self.weigh(told, differs, runs, runs.are_enough());
    }

    /// Compares lines that belong to the runs as a whole.
    pub(in super::super) fn lines(
        &mut self,
        differs: Differs,
        runs: &Runs<&Vec<String>>,
        what: &dyn Fn(String) -> String,
    ) {
        if !self.listens(runs) {
            return;
        }
        let mut told = Told::default();
        let compared = match runs.first().map(number) {
            // A run with another number of lines, which has one of something else in it, says nothing of this.
            [Some(one), Some(other)] => runs.of(|lines| [one, other].contains(&lines.len()).then_some(*lines)),
            _ => runs.of(|lines| Some(*lines)),
        };
        match compared.by_secret().map(number) {
            [Some(one), Some(other)] if one == other => {
                for index in 0..one {
                    if let Some(apart) = told.hear(&at(&compared, index)) {
                        let line = index.saturating_add(1);
                        told.leak
                            .get_or_insert_with(|| format!("line {line} {}", words(apart, differs)));
                    }
                }
            }
            [Some(one), Some(other)] => {
                told.heard = 1;
                told.leak = Some(format!(
                    "the number of lines depends on {}: {one} against {other}",
                    differs.one()
                ));
            }
            // The number of lines changes by itself: lines are compared by what they look like.
            _ => {
                (told.heard, told.masked) = (1, 1);
                let [first, second] = compared.by_secret();
                told.leak = (only_here(first, second) || only_here(second, first))
                    .then(|| format!("a line is there only with one of {}", differs.two()));
            }
        }
        told.leak = told.leak.map(what);
        self.weigh(told, differs, runs, compared.are_enough());
    }

    /// Whether these runs can tell more than those before: a suspicion that was refuted does not come back.
    fn listens<H>(&self, runs: &Runs<H>) -> bool {
        runs.are_the_first() || self.suspects()
    }

    fn weigh<H>(&mut self, told: Told, differs: Differs, runs: &Runs<H>, enough: bool) {
        if runs.are_the_first() {
            self.heard = self.heard.saturating_add(told.heard);
            self.masked = self.masked.saturating_add(told.masked);
        }
        // One leak is enough.
        self.suspicion = told.leak.filter(|_| self.leak.is_none());
        if enough && let Some(leak) = self.suspicion.take() {
            self.leak = Some(format!("{} are told apart: {leak}", differs.two()));
        }
    }
}

/// What one comparison told.
#[derive(Default)]
struct Told {
    heard: usize,
    masked: usize,
    leak: Option<String>,
}

impl Told {
    fn hear(&mut self, texts: &Runs<&str>) -> Option<Apart> {
        self.heard = self.heard.saturating_add(1);
        let mut all = texts.all();
        let one = all.next();
        if all.all(|text| Some(text) == one) {
            return None;
        }
        let [first, second] = texts.by_secret();
        self.masked = self.masked.saturating_add(changing(first).max(changing(second)));
        told_apart(first, second)
    }
}

/// The text in one place of each run.
fn at<'t>(runs: &Runs<&'t Vec<String>>, index: usize) -> Runs<&'t str> {
    runs.of(|texts| Some(texts.get(index).map_or("", String::as_str)))
}

/// The number of lines, where all runs have the same.
fn number(runs: &[&Vec<String>]) -> Option<usize> {
    let number = runs.first()?.len();
    runs.iter().all(|lines| lines.len() == number).then_some(number)
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

fn words(apart: Apart, differs: Differs) -> String {
    let one = differs.one();
    match apart {
        Apart::Word(number) => format!("depends on {one} in its word {number}"),
        Apart::Form => format!("depends on {one} in its length or form"),
    }
}
