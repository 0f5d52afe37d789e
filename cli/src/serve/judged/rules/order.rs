//! What follows what.

use pinproof::conformance::vector::Level;

use super::{Around, Finding, Rule};
use crate::serve::judged::facts::{Call, Code, Facts};
use crate::serve::judged::session::{Session, State};

pub(super) const RULES: &[Rule] = &[
    Rule {
        slug: "token-once",
        level: Level::Must,
        says: "A token opens one page, once",
        vector: "session_order/token-again-while-it-lives",
        judge: token_once,
    },
    Rule {
        slug: "key-before-pin",
        level: Level::Must,
        says: "A PIN is sent only after a TZPK was granted",
        vector: "session_order/pin-before-the-key",
        judge: key_before_pin,
    },
    Rule {
        slug: "one-exchange-a-pin",
        level: Level::Must,
        says: "A TZPK is asked for once for each PIN",
        vector: "session_entry/many-refusals-cost-nothing",
        judge: one_exchange_a_pin,
    },
    Rule {
        slug: "one-pin-a-tzpk",
        level: Level::Must,
        says: "A TZPK encrypts one PIN, which is sent once",
        vector: "session_order/two-taps",
        judge: one_pin_a_tzpk,
    },
    Rule {
        slug: "policy-before-sending",
        level: Level::Should,
        says: "A PIN that the policy refuses is not sent",
        vector: "session_entry/too-short",
        judge: policy_before_sending,
    },
    Rule {
        slug: "attempts",
        level: Level::Must,
        says: "There are no more tries than the profile allows",
        vector: "session_entry/refused-three-times",
        judge: attempts,
    },
    Rule {
        slug: "nothing-after-success",
        level: Level::Must,
        says: "Nothing follows success",
        vector: "session_order/after-the-end",
        judge: nothing_after_success,
    },
    Rule {
        slug: "new-token-after-error",
        level: Level::Must,
        says: "After an error the flow starts again, with a new token",
        vector: "session_order/token-again-after-failure",
        judge: new_token_after_error,
    },
    Rule {
        slug: "ends-on-a-bad-answer",
        level: Level::Must,
        says: "An answer that is not what it should be ends the session",
        vector: "session_replies_tzpk/half-a-body",
        judge: ends_on_a_bad_answer,
    },
];

/// The requests that came in a state that makes them wrong.
fn found(session: &Session, is_wrong: impl Fn(usize, State, &Facts) -> bool, why: &str) -> Finding {
    let wrong = session
        .walk()
        .filter(|(place, state, facts)| is_wrong(*place, *state, facts));
    Finding::of(wrong.map(|(place, ..)| place).collect(), || why.to_owned())
}

fn has(session: &Session, call: Call) -> bool {
    session.requests.iter().any(|facts| facts.call == call)
}

fn token_once(session: &Session, _: &Around<'_>) -> Finding {
    if session.requests.is_empty() {
        return Finding::Unseen("the token was not used");
    }
    let is_wrong =
        |_, state, facts: &Facts| facts.call == Call::Page && !matches!(state, State::Issued | State::Broken(_));
    found(
        session,
        is_wrong,
        "the page was asked for again with a token that had opened a session, as by a reload",
    )
}

fn key_before_pin(session: &Session, _: &Around<'_>) -> Finding {
    if !has(session, Call::Set) {
        return Finding::Unseen("no PIN was sent");
    }
    let is_wrong = |_, state, facts: &Facts| facts.call == Call::Set && matches!(state, State::Issued | State::Open);
    found(
        session,
        is_wrong,
        "a PIN block came before a TZPK was granted: it can be under none of this session",
    )
}

fn one_exchange_a_pin(session: &Session, _: &Around<'_>) -> Finding {
    if !has(session, Call::Tzpk) {
        return Finding::Unseen("no TZPK was asked for");
    }
    let is_wrong = |_, state, facts: &Facts| facts.call == Call::Tzpk && state == State::Exchanged;
    found(
        session,
        is_wrong,
        "a TZPK was asked for while there was one that no PIN had been sent under",
    )
}

fn one_pin_a_tzpk(session: &Session, _: &Around<'_>) -> Finding {
    if !has(session, Call::Set) {
        return Finding::Unseen("no PIN was sent");
    }
    let is_wrong = |place, _, _: &Facts| session.sends_again(place);
    found(session, is_wrong, "a second PIN block came without a new TZPK between")
}

fn policy_before_sending(session: &Session, _: &Around<'_>) -> Finding {
    let judged = |facts: &&Facts| facts.call == Call::Set && facts.fault.is_none();
    if !session.requests.iter().any(|facts| judged(&facts)) {
        return Finding::Unseen("no PIN was sent");
    }
    let is_wrong =
        |_, _, facts: &Facts| judged(&facts) && facts.refused_the_pin() && facts.code == Some(Code::PinNotAccepted);
    found(
        session,
        is_wrong,
        "a PIN was sent that the policy refuses; a device with the same policy would not have sent it",
    )
}

fn attempts(session: &Session, around: &Around<'_>) -> Finding {
    let exchanges = session
        .requests
        .iter()
        .enumerate()
        .filter(|(_, facts)| facts.call.has_key());
    let places: Vec<usize> = exchanges.map(|(place, _)| place).collect();
    if places.is_empty() {
        return Finding::Unseen("no public key was sent");
    }
    let allowed = usize::from(around.profile.attempts);
    Finding::of(places.into_iter().skip(allowed).collect(), || {
        format!("more than {allowed} tries in one session")
    })
}

fn nothing_after_success(session: &Session, _: &Around<'_>) -> Finding {
    if session.end() != State::Done {
        return Finding::Unseen("the session did not come to success");
    }
    let is_wrong =
        |place, state, facts: &Facts| state == State::Done && facts.call.is_api() && !session.sends_again(place);
    found(
        session,
        is_wrong,
        "the PIN had been set or shown, and the token was used again",
    )
}

fn new_token_after_error(session: &Session, _: &Around<'_>) -> Finding {
    after_the_break(
        session,
        false,
        "the session had failed, and its token was used again in place of a new one",
    )
}

fn ends_on_a_bad_answer(session: &Session, _: &Around<'_>) -> Finding {
    after_the_break(
        session,
        true,
        "the answer was spoiled on purpose, and the client went on as if it were good",
    )
}

/// What came after the request that was not granted: by the service's own judgement, or because the answer was spoiled.
fn after_the_break(session: &Session, spoiled: bool, why: &str) -> Finding {
    let State::Broken(place) = session.end() else {
        return Finding::Unseen(if spoiled {
            "no answer was spoiled"
        } else {
            "nothing failed"
        });
    };
    if session
        .requests
        .get(place)
        .is_none_or(|facts| facts.spoiled() != spoiled)
    {
        return Finding::Unseen(if spoiled {
            "no answer was spoiled"
        } else {
            "nothing failed"
        });
    }
    // A PIN that is sent again is another rule's.
    let is_wrong = |place, state, _: &Facts| matches!(state, State::Broken(_)) && !session.sends_again(place);
    found(session, is_wrong, why)
}
