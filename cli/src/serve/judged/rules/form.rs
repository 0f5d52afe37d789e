//! The form of each request.

use pinproof::conformance::vector::Level;
use pinproof::message::{Method, Scope};

use super::{Around, Finding, Rule};
use crate::serve::judged::facts::{Block, Call, Code, Facts, Media, Place};
use crate::serve::judged::session::Session;

pub(super) const RULES: &[Rule] = &[
    Rule {
        slug: "id-in-the-body",
        level: Level::Must,
        says: "The control id stands in the body, and in no URL or header field: those are logged",
        vector: "session_set_pin/on-ios",
        judge: id_in_the_body,
    },
    Rule {
        slug: "page-by-form",
        level: Level::Must,
        says: "The page is opened by POST, with the control id in a form",
        vector: "",
        judge: page_by_form,
    },
    Rule {
        slug: "json",
        level: Level::Must,
        says: "Everything after the page is sent by POST as application/json",
        vector: "session_set_pin/on-ios",
        judge: json,
    },
    Rule {
        slug: "well-formed",
        level: Level::Must,
        says: "Each body is one JSON object with its fields as texts, each once",
        vector: "session_set_pin/on-ios",
        judge: well_formed,
    },
    Rule {
        slug: "no-more-fields",
        level: Level::Must,
        says: "A body has no field beside those of the API",
        vector: "session_set_pin/on-ios",
        judge: no_more_fields,
    },
    Rule {
        slug: "no-more-query",
        level: Level::Must,
        says: "The query has nothing but auditUser",
        vector: "session_set_pin/on-ios",
        judge: no_more_query,
    },
    Rule {
        slug: "right-operation",
        level: Level::Must,
        says: "A token to set a PIN sets, a token to view one views",
        vector: "",
        judge: right_operation,
    },
    Rule {
        slug: "block-opens",
        level: Level::Must,
        says: "The PIN block is in the encoding of the profile, and opens under the TZPK",
        vector: "session_set_pin/on-ios",
        judge: block_opens,
    },
];

/// Judges each request that `is_meant`.
fn each(session: &Session, is_meant: fn(&Facts) -> bool, is_wrong: fn(&Facts) -> bool, why: &str) -> Finding {
    let mut meant = session
        .requests
        .iter()
        .enumerate()
        .filter(|(_, facts)| is_meant(facts))
        .peekable();
    if meant.peek().is_none() {
        return Finding::Unseen("no such request was made");
    }
    let wrong = meant.filter(|(_, facts)| is_wrong(facts)).map(|(place, _)| place);
    Finding::of(wrong.collect(), || why.to_owned())
}

fn id_in_the_body(session: &Session, _: &Around<'_>) -> Finding {
    each(
        session,
        |_| true,
        |facts| facts.places.iter().any(|place| *place != Place::Body),
        "the control id stood in the query, the path or a header field",
    )
}

fn page_by_form(session: &Session, _: &Around<'_>) -> Finding {
    each(
        session,
        |facts| facts.call == Call::Page,
        |facts| facts.method != Method::Post || facts.media != Media::Form || !facts.places.contains(&Place::Body),
        "the page was not asked for by a POST of application/x-www-form-urlencoded with `controlId` in it",
    )
}

fn json(session: &Session, _: &Around<'_>) -> Finding {
    each(
        session,
        |facts| facts.call.is_api(),
        |facts| facts.method != Method::Post || facts.media != Media::Json,
        "the method is not POST, or the content type is not application/json",
    )
}

fn well_formed(session: &Session, _: &Around<'_>) -> Finding {
    each(
        session,
        |facts| facts.call.is_api() && facts.media == Media::Json && facts.method == Method::Post,
        |facts| !facts.well_formed,
        "the body is not one JSON object with its fields as texts, each once",
    )
}

fn no_more_fields(session: &Session, _: &Around<'_>) -> Finding {
    names(
        session,
        |facts| &facts.more_fields,
        "the body has a field that the API does not have",
    )
}

fn no_more_query(session: &Session, _: &Around<'_>) -> Finding {
    names(
        session,
        |facts| &facts.more_query,
        "the query has a parameter that the API does not have",
    )
}

fn names(session: &Session, of: fn(&Facts) -> &Vec<String>, why: &str) -> Finding {
    if session.requests.is_empty() {
        return Finding::Unseen("no such request was made");
    }
    let wrong = session
        .requests
        .iter()
        .enumerate()
        .filter(|(_, facts)| !of(facts).is_empty());
    let (places, names): (Vec<usize>, Vec<&Vec<String>>) = wrong.map(|(place, facts)| (place, of(facts))).unzip();
    let mut names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
    names.dedup();
    Finding::of(places, || format!("{why}: {}", names.join(", ")))
}

fn right_operation(session: &Session, _: &Around<'_>) -> Finding {
    let meant: fn(&Facts) -> bool = |facts| matches!(facts.call, Call::Tzpk | Call::Set | Call::View);
    match session.scope {
        Scope::SetPin => each(
            session,
            meant,
            |facts| facts.call == Call::View,
            "a token to set a PIN was used to view one",
        ),
        Scope::ViewPin => each(
            session,
            meant,
            |facts| facts.call != Call::View,
            "a token to view a PIN was used to set one",
        ),
    }
}

fn block_opens(session: &Session, _: &Around<'_>) -> Finding {
    each(
        session,
        |facts| facts.call == Call::Set && facts.block.is_some(),
        |facts| facts.block == Some(Block::Malformed) || (facts.code == Some(Code::PinBlock) && facts.fault.is_none()),
        "the service could not read the PIN block: its encoding, length, format, or the key that it is under",
    )
}
