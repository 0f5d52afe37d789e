//! From a request to the facts that are kept of it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};

use axum::http::HeaderMap;
use axum::http::header::{
    AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderName, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE,
    IF_UNMODIFIED_SINCE, RANGE, REFERER,
};
use pinproof::device::PublicKey;
use pinproof::message::{self, Body, OpenForm, Problem, Request, SetRequest, TzpkRequest, ViewRequest};
use pinproof::profile::{Encoding, Profile};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::facts::{Block, Call, Carried, Code, Facts, Form, Key, Media, Place};
use super::{Seen, spki};

/// The field and the form field of the control id.
const CONTROL_ID: &str = "controlId";
/// The query parameter that an issuer's reference asks for.
const AUDIT_USER: &str = "auditUser";
/// Most names that are kept of what does not belong somewhere.
const NAMES: usize = 4;
/// Most words of a header or path that are looked at.
const WORDS: usize = 64;

/// Reads requests.
pub(super) struct Reader<'a> {
    pub(super) profile: &'a Profile,
    pub(super) hasher: &'a RandomState,
}

/// What a request was.
pub(super) enum Read {
    /// One of the session with this hash.
    OfSession(u64, Box<Facts>),
    /// One of a device, with no control id that is known.
    Strange,
    /// None of a device.
    Nothing,
}

/// What is read of a body without trusting it.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow, rename = "controlId")]
    control_id: Cow<'a, str>,
}

impl Reader<'_> {
    /// Reads a request. `is_known` says whether a control id of this hash was issued.
    pub(super) fn read(&self, seen: &Seen<'_>, is_known: &dyn Fn(u64) -> bool) -> Read {
        let Some(call) = Call::of(&seen.request.path, self.profile) else {
            return Read::Nothing;
        };
        let found = self.places(seen, is_known);
        let Some((id, _)) = found.first().copied() else {
            return Read::Strange;
        };
        let (well_formed, key, block) = self.contents(call, seen.request);
        let facts = Facts {
            at_ms: seen.at_ms,
            call,
            method: seen.request.method,
            media: media(seen.headers),
            places: found
                .iter()
                .filter(|(of, _)| *of == id)
                .map(|(_, place)| *place)
                .collect(),
            well_formed,
            more_fields: more_fields(call, &seen.request.body),
            more_query: names(
                seen.request.query.iter().map(|(name, _)| name.as_str()),
                &[AUDIT_USER, CONTROL_ID],
            ),
            key,
            block,
            carried: carried(seen.headers),
            status: seen.status,
            code: (seen.status >= 400).then(|| code(seen.answer)),
            fault: seen.fault,
        };
        Read::OfSession(id, Box::new(facts))
    }

    /// Hashes of the known control ids in the request, with the place of each; the body first.
    fn places(&self, seen: &Seen<'_>, is_known: &dyn Fn(u64) -> bool) -> Vec<(u64, Place)> {
        let request = seen.request;
        let mut found = Vec::new();
        let mut look = |text: &str, place| {
            let hash = self.hasher.hash_one(text.as_bytes());
            if is_known(hash) && !found.contains(&(hash, place)) {
                found.push((hash, place));
            }
        };
        match &request.body {
            Body::Form(text) => {
                if let Ok(form) = OpenForm::from_form(text.expose().as_bytes()) {
                    look(form.control_id.as_str(), Place::Body);
                }
            }
            Body::Json(text) => {
                match serde_json::from_str::<Head<'_>>(text.expose()) {
                    Ok(head) => look(&head.control_id, Place::Body),
                    // Whatever it is, somebody's id is in it.
                    Err(_) => words(text.expose()).for_each(|word| look(word, Place::Body)),
                }
            }
            _ => {}
        }
        for (name, value) in &request.query {
            look(value, Place::Query);
            look(name, Place::Query);
        }
        words(&request.path).for_each(|word| look(word, Place::Path));
        for value in seen.headers.values() {
            words(value.to_str().unwrap_or_default()).for_each(|word| look(word, Place::Header));
        }
        found
    }

    /// Whether the body has what it must have, and the public key or PIN block in it.
    fn contents(&self, call: Call, request: &Request) -> (bool, Option<Key>, Option<Block>) {
        let bytes = request.body.as_bytes();
        match (call, &request.body) {
            (Call::Page, Body::Form(_)) => (OpenForm::from_form(bytes).is_ok(), None, None),
            (Call::Context, Body::Json(text)) => (serde_json::from_str::<Head<'_>>(text.expose()).is_ok(), None, None),
            (Call::Tzpk, Body::Json(_)) => match TzpkRequest::from_json(bytes) {
                Ok(message) => (true, Some(self.key(&message.public_key)), None),
                Err(_) => (false, None, None),
            },
            (Call::View, Body::Json(_)) => match ViewRequest::from_json(bytes) {
                Ok(message) => (true, Some(self.key(&message.public_key)), None),
                Err(_) => (false, None, None),
            },
            (Call::Set, Body::Json(_)) => match SetRequest::from_json(bytes) {
                Ok(message) => {
                    let reads = message.block(self.profile).is_ok();
                    (true, None, Some(if reads { Block::Right } else { Block::Malformed }))
                }
                Err(_) => (false, None, None),
            },
            _ => (false, None, None),
        }
    }

    fn key(&self, text: &str) -> Key {
        let hash = self.hasher.hash_one(text.as_bytes());
        let Some(der) = decoded(text, self.profile.encoding.public_key) else {
            return Key {
                hash,
                form: Form::Encoding,
                size: None,
            };
        };
        let size = spki::size(&der);
        // The library takes no key of another length or exponent, whatever its form; those are judged by themselves.
        let usual = size.is_some_and(|(bits, exponent)| [2048, 3072, 4096].contains(&bits) && exponent == 65_537);
        let right = PublicKey::from_spki_der(&der).is_ok() || (size.is_some() && !usual);
        Key {
            hash,
            form: if right { Form::Right } else { Form::Der },
            size,
        }
    }
}

/// The bytes of a text in this encoding, in its one form.
fn decoded(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    message::decode(text, encoding).ok()
}

fn media(headers: &HeaderMap) -> Media {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return Media::Unsaid;
    };
    let value = value.to_str().unwrap_or_default();
    match value
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
        .as_str()
    {
        "application/json" => Media::Json,
        "application/x-www-form-urlencoded" => Media::Form,
        _ => Media::Other,
    }
}

fn carried(headers: &HeaderMap) -> Carried {
    let has = |name: HeaderName| headers.contains_key(name);
    let conditional = [
        IF_MATCH,
        IF_NONE_MATCH,
        IF_MODIFIED_SINCE,
        IF_UNMODIFIED_SINCE,
        IF_RANGE,
        RANGE,
    ];
    Carried {
        authorization: has(AUTHORIZATION),
        cookie: has(COOKIE),
        referer: has(REFERER),
        conditional: conditional.into_iter().any(has),
    }
}

fn code(answer: &[u8]) -> Code {
    let problem = Problem::from_json(answer).ok();
    match problem.and_then(|problem| problem.code).as_deref() {
        Some("pin_not_accepted") => Code::PinNotAccepted,
        Some("pin_block") => Code::PinBlock,
        Some("message") => Code::Message,
        _ => Code::Other,
    }
}

fn more_fields(call: Call, body: &Body) -> Vec<String> {
    let known: &[&str] = match call {
        Call::Page | Call::Context => &[CONTROL_ID],
        Call::Tzpk | Call::View => &[CONTROL_ID, "publicKey"],
        Call::Set => &[CONTROL_ID, "pinBlock"],
    };
    match body {
        Body::Json(text) => {
            let fields: BTreeMap<Cow<'_, str>, IgnoredAny> = serde_json::from_str(text.expose()).unwrap_or_default();
            names(fields.keys().map(Cow::as_ref), known)
        }
        Body::Form(text) => {
            let pairs = message::pairs(text.expose().as_bytes()).unwrap_or_default();
            names(pairs.iter().map(|(name, _)| name.as_str()), known)
        }
        _ => Vec::new(),
    }
}

/// The names that are not known, as far as they can be shown: a name may hold what somebody typed.
fn names<'n>(all: impl Iterator<Item = &'n str>, known: &[&str]) -> Vec<String> {
    let unknown = all.filter(|name| !known.contains(name));
    let shown = |name: &str| -> String {
        let plain = name.chars().all(|c| c.is_ascii_alphabetic() || c == '_' || c == '-');
        if plain && (1..=32).contains(&name.len()) {
            format!("`{name}`")
        } else {
            "one whose name is not repeated here".to_owned()
        }
    };
    unknown.take(NAMES).map(shown).collect()
}

/// The parts of a text that could be a control id.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| "/?&=:;, \"'()<>{}[]\r\n\t".contains(c));
    parts.filter(|part| !part.is_empty()).take(WORDS)
}
