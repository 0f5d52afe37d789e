//! What else a request carries.

use pinproof::conformance::vector::Level;

use super::{Around, Finding, Rule};
use crate::serve::judged::facts::Carried;
use crate::serve::judged::session::Session;

pub(super) const RULES: &[Rule] = &[
    Rule {
        slug: "no-credentials",
        level: Level::Must,
        says: "A device has no credentials of the back end: it sends no Authorization",
        vector: "",
        judge: no_credentials,
    },
    Rule {
        slug: "no-cookies",
        level: Level::Should,
        says: "A device keeps no cookie of the service",
        vector: "",
        judge: no_cookies,
    },
    Rule {
        slug: "no-referer",
        level: Level::Should,
        says: "The page's requests do not say where they come from",
        vector: "",
        judge: no_referer,
    },
    Rule {
        slug: "nothing-kept",
        level: Level::Must,
        says: "No answer is kept: nobody asks whether an old one still holds",
        vector: "",
        judge: nothing_kept,
    },
];

fn each(session: &Session, is_wrong: fn(&Carried) -> bool, why: &str) -> Finding {
    let mut requests = session
        .requests
        .iter()
        .enumerate()
        .filter(|(_, facts)| facts.call.is_api())
        .peekable();
    if requests.peek().is_none() {
        return Finding::Unseen("no such request was made");
    }
    let wrong = requests.filter(|(_, facts)| is_wrong(&facts.carried));
    Finding::of(wrong.map(|(place, _)| place).collect(), || why.to_owned())
}

fn no_credentials(session: &Session, _: &Around<'_>) -> Finding {
    each(
        session,
        |carried| carried.authorization,
        "a request of the device has the header field Authorization",
    )
}

fn no_cookies(session: &Session, _: &Around<'_>) -> Finding {
    each(
        session,
        |carried| carried.cookie,
        "a request of the device has the header field Cookie",
    )
}

fn no_referer(session: &Session, _: &Around<'_>) -> Finding {
    each(
        session,
        |carried| carried.referer,
        "a request of the page has the header field Referer",
    )
}

fn nothing_kept(session: &Session, _: &Around<'_>) -> Finding {
    each(
        session,
        |carried| carried.conditional,
        "a request has If-None-Match, If-Modified-Since, Range or their like: an answer was kept, against Cache-Control: no-store",
    )
}
