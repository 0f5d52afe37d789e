//! The rules, one judgement each for every session.

mod carried;
mod form;
mod keys;
mod order;
mod time;

use std::collections::BTreeMap;

use pinproof::conformance::vector::Level;
use pinproof::profile::Profile;

use super::session::Session;

/// What a session is judged with.
pub(super) struct Around<'a> {
    pub(super) profile: &'a Profile,
    /// Of each public key, by its hash, the first session that sent it.
    pub(super) keys: BTreeMap<u64, usize>,
}

/// What a rule finds in a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// What it is about did not come up.
    Unseen(&'static str),
    /// The client did right.
    Right,
    /// The client did wrong, in the requests of these places.
    Wrong(Vec<usize>, String),
}

impl Finding {
    /// Wrong in these places, or right where there are none.
    fn of(places: Vec<usize>, why: impl FnOnce() -> String) -> Self {
        if places.is_empty() {
            Self::Right
        } else {
            Self::Wrong(places, why())
        }
    }
}

/// A rule.
pub(super) struct Rule {
    /// Its name in reports.
    pub(super) slug: &'static str,
    /// How strongly its source asks for it.
    pub(super) level: Level,
    /// What a right client does.
    pub(super) says: &'static str,
    /// The vector that tests the same, where there is one.
    pub(super) vector: &'static str,
    pub(super) judge: fn(&Session, &Around<'_>) -> Finding,
}

/// All rules, in the order of the flow.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    [time::RULES, form::RULES, carried::RULES, keys::RULES, order::RULES]
        .into_iter()
        .flatten()
}
