//! What must never happen, whatever the model says; and how often the rest did.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use pinproof::tzpk::Tzpk;

#[derive(Default)]
pub struct Ghost {
    opened: BTreeSet<usize>,
    ended: BTreeSet<usize>,
    keys: BTreeSet<Vec<u8>>,
    served: BTreeSet<Vec<u8>>,
    acknowledged: BTreeMap<usize, String>,
    embossed: BTreeMap<usize, String>,
}

impl Ghost {
    pub fn opened(&mut self, token: usize) {
        assert!(self.opened.insert(token), "token {token} opened twice");
    }

    pub fn ended(&mut self, token: usize) {
        assert!(self.ended.insert(token), "token {token} served twice");
    }

    pub fn new_key(&mut self, key: &Tzpk) {
        assert!(self.keys.insert(key.expose().to_vec()), "a temporary key came twice");
    }

    pub fn key_served(&mut self, key: &Tzpk) {
        assert!(
            self.served.insert(key.expose().to_vec()),
            "a temporary key served twice"
        );
    }

    pub fn acknowledged(&mut self, plastic: usize, pin: &str) {
        let before = self.acknowledged.insert(plastic, pin.into());
        assert_eq!(before, None, "the PIN of plastic {plastic} was set twice");
    }

    /// Called for everything produced, after each run.
    pub fn embossed(&mut self, plastic: usize, pin: &str) {
        let first = self.embossed.entry(plastic).or_insert_with(|| pin.into());
        assert_eq!(first, pin, "the PIN of plastic {plastic} changed after its run");
    }

    pub fn shown(&self, plastic: usize) {
        assert!(self.embossed.contains_key(&plastic), "shown before its run");
    }

    pub fn still_there(&self, plastic: usize, pin: Option<&str>) {
        if let Some(acknowledged) = self.acknowledged.get(&plastic) {
            assert_eq!(pin, Some(acknowledged.as_str()), "the PIN of plastic {plastic} is lost");
        }
    }
}

/// How often each call got each answer.
#[derive(Default)]
pub struct Seen(BTreeMap<(&'static str, &'static str), u32>);

impl Seen {
    pub fn count(&mut self, what: &'static str, answer: &'static str) {
        *self.0.entry((what, answer)).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        for (key, often) in &other.0 {
            *self.0.entry(*key).or_default() += often;
        }
    }

    pub fn often(&self, what: &'static str, answer: &'static str) -> u32 {
        self.0.get(&(what, answer)).copied().unwrap_or_default()
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|((what, answer), often)| writeln!(f, "{often:>7} {what}: {answer}"))
    }
}
