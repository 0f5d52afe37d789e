//! One session: what a control token was used for.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use pinproof::message::Scope;

use super::agent;
use super::facts::{Call, Facts, Place};

/// Most requests of one session that are kept; a right client makes eight.
const REQUESTS: usize = 64;

/// What is known of one control token.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// From 1, in the order in which tokens were issued.
    pub(super) number: usize,
    pub(super) scope: Scope,
    pub(super) issued_ms: u64,
    pub(super) requests: Vec<Facts>,
    /// Requests after there was no room any more.
    pub(super) beyond: usize,
    /// What the client calls itself.
    pub(super) agent: Option<String>,
}

/// How far a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// The token is issued.
    Issued,
    /// The page is open.
    Open,
    /// The device has a TZPK.
    Exchanged,
    /// The issuer refused the PIN, and waits for a new public key.
    Refused,
    /// The PIN is set or shown.
    Done,
    /// The request of this place was not granted, and nothing can follow.
    Broken(usize),
}

impl Session {
    pub(super) fn new(number: usize, scope: Scope, issued_ms: u64) -> Self {
        Self {
            number,
            scope,
            issued_ms,
            requests: Vec::new(),
            beyond: 0,
            agent: None,
        }
    }

    pub(super) fn add(&mut self, facts: Facts, headers: &HeaderMap) {
        // Who puts a control id into one header may put a part of it into another.
        if self.agent.is_none() && !facts.places.contains(&Place::Header) {
            let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
            self.agent = agent.and_then(agent::products);
        }
        if self.requests.len() < REQUESTS {
            self.requests.push(facts);
        } else {
            self.beyond = self.beyond.saturating_add(1);
        }
    }

    /// Each request with its place and the state that it came in.
    pub(super) fn walk(&self) -> impl Iterator<Item = (usize, State, &Facts)> {
        let mut state = State::Issued;
        self.requests.iter().enumerate().map(move |(place, facts)| {
            let before = state;
            state = after(before, place, facts);
            (place, before, facts)
        })
    }

    /// The state after the last request.
    pub(super) fn end(&self) -> State {
        let steps = self.requests.iter().enumerate();
        steps.fold(State::Issued, |state, (place, facts)| after(state, place, facts))
    }

    /// When the session began: its page, or its first exchange where there was no page.
    pub(super) fn opened_ms(&self) -> Option<u64> {
        let opens = |facts: &&Facts| facts.call != Call::Context;
        self.requests.iter().find(opens).map(|facts| facts.at_ms)
    }

    /// Whether this request sends a PIN under a TZPK that a PIN was sent under before.
    pub(super) fn sends_again(&self, place: usize) -> bool {
        let before = self.requests.get(..place).unwrap_or_default();
        let is_set = self.requests.get(place).is_some_and(|facts| facts.call == Call::Set);
        let last = before
            .iter()
            .rev()
            .find(|facts| matches!(facts.call, Call::Tzpk | Call::Set));
        is_set && last.is_some_and(|facts| facts.call == Call::Set)
    }
}

fn after(state: State, place: usize, facts: &Facts) -> State {
    match state {
        State::Done | State::Broken(_) => state,
        _ if facts.refused_the_pin() => State::Refused,
        _ if !facts.granted() => State::Broken(place),
        _ => match facts.call {
            Call::Page => State::Open,
            Call::Context => state,
            Call::Tzpk => State::Exchanged,
            Call::Set | Call::View => State::Done,
        },
    }
}
