//! How long a token and a session are good for.

use pinproof::conformance::vector::Level;

use super::{Around, Finding, Rule};
use crate::serve::judged::facts::Call;
use crate::serve::judged::session::Session;

pub(super) const RULES: &[Rule] = &[
    Rule {
        slug: "token-in-time",
        level: Level::Must,
        says: "The token is used before it is too old",
        vector: "session_timing/opened-at-30-s",
        judge: token_in_time,
    },
    Rule {
        slug: "within-the-session",
        level: Level::Must,
        says: "Nothing is sent when the session's life is over",
        vector: "session_timing/over-before-the-pin",
        judge: within_the_session,
    },
];

fn token_in_time(session: &Session, around: &Around<'_>) -> Finding {
    let opens = |place: &usize| {
        session
            .requests
            .get(*place)
            .is_some_and(|facts| facts.call != Call::Context)
    };
    let Some(place) = (0..session.requests.len()).find(opens) else {
        return Finding::Unseen("the token was not used");
    };
    let age = session
        .opened_ms()
        .unwrap_or_default()
        .saturating_sub(session.issued_ms);
    let limit = around.profile.lifetimes.token_ms;
    let late = (age >= limit).then_some(place);
    Finding::of(late.into_iter().collect(), || {
        format!(
            "the token was {} old when it was used; it is good for {}",
            seconds(age),
            seconds(limit)
        )
    })
}

fn within_the_session(session: &Session, around: &Around<'_>) -> Finding {
    let Some(opened) = session.opened_ms() else {
        return Finding::Unseen("the token was not used");
    };
    let limit = around.profile.lifetimes.session_ms;
    let late = session.requests.iter().enumerate().filter(|(_, facts)| {
        // A page that is opened again is another rule's.
        facts.call.is_api() && facts.at_ms.saturating_sub(opened) >= limit
    });
    Finding::of(late.map(|(place, _)| place).collect(), || {
        format!(
            "the session had lived for more than {}: a client ends it by its own clock",
            seconds(limit)
        )
    })
}

fn seconds(ms: u64) -> String {
    let (whole, part) = (ms.div_euclid(1000), ms.rem_euclid(1000));
    if part == 0 {
        format!("{whole} s")
    } else {
        format!("{whole}.{part:03} s")
    }
}
