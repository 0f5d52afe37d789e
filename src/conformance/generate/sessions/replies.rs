//! Answers that are not what they should be: statuses, redirections, bodies.

mod bodies;

use alloc::string::{String, ToString};

pub(super) use self::bodies::{fields, good, right_bodies};
use self::bodies::{lenient, statuses, whole};
use super::scene::{PIN, body};
use super::{Sessions, TDES, Told};
use crate::conformance::client::{BridgeName, Flow};
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::{Form, VectorFile};

/// Statuses that are no success.
const STATUSES: [u16; 19] = [
    201, 202, 203, 204, 205, 206, 400, 401, 403, 404, 408, 409, 410, 415, 429, 500, 502, 503, 504,
];

/// Statuses that redirect.
const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

/// Statuses that ask for a second request, which nothing sends by itself, among others.
const KEY_STATUSES: [u16; 9] = [401, 404, 408, 410, 429, 500, 502, 503, 504];

/// Statuses of success that do not go with a key, and that of a copy that is still good.
pub(super) const NOT_200: [u16; 6] = [201, 202, 203, 204, 206, 304];

/// The answer with the TZPK.
pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new("session_replies_tzpk", "Answers with the TZPK", Flow::SetPin, TDES);
    let escapes = (
        "escapes".to_string(),
        "Slashes and signs of equality are escaped, as some servers write them",
        body(Form::Escapes),
    );
    for (id, comment, reply) in good().into_iter().chain([escapes]) {
        let scene = file.scene().open().reply(reply).submit(PIN).set();
        file.good(
            &told(&id, comment, "boundary:a body that is right"),
            BridgeName::Ios,
            scene,
        );
    }
    let mut all = statuses(&KEY_STATUSES, &[302, 307]);
    all.extend(fields("tzpk"));
    all.extend(whole());
    all.extend(lenient());
    all.extend(right_bodies(&NOT_200));
    for (id, comment, reply) in all {
        let scene = file.scene().open().reply_ends(reply);
        file.beside(&told(&id, comment, "boundary:a body that is wrong"), scene);
    }
    file.finish("Whatever is wrong, there is one set_pin_error and nothing is sent")
}

/// The answer to the PIN.
pub(super) fn set_file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new("session_replies_set", "Answers to the PIN", Flow::SetPin, TDES);
    let sent = || {
        Sessions::new("", "", Flow::SetPin, TDES)
            .scene()
            .open()
            .key()
            .submit(PIN)
    };
    for (id, comment, reply) in good() {
        let scene = sent().set_by(reply);
        file.good(
            &told(&id, comment, "boundary:a body that is right"),
            BridgeName::Ios,
            scene,
        );
    }
    let mut all = statuses(&STATUSES, &REDIRECTS);
    all.extend(lenient());
    all.extend(right_bodies(&[304]));
    all.extend([
        (
            "a-page".to_string(),
            "A page with 200, as portals and proxies send it",
            body(Form::Html),
        ),
        ("no-body".to_string(), "200 and no body", body(Form::Empty)),
        ("an-array".to_string(), "An array with 200", body(Form::Array)),
        ("only-null".to_string(), "`null` with 200", body(Form::Null)),
        ("half-a-body".to_string(), "A body that is cut", body(Form::Truncated)),
        (
            "byte-order-mark".to_string(),
            "A byte order mark in front",
            body(Form::Bom),
        ),
        (
            "text-behind".to_string(),
            "Text behind the object",
            body(Form::Trailing),
        ),
        (
            "longer-than-64-kib".to_string(),
            "A body longer than 64 KiB",
            body(Form::Huge),
        ),
    ]);
    for (id, comment, reply) in all {
        file.beside(
            &told(&id, comment, "boundary:a body that is wrong"),
            sent().reply_ends(reply),
        );
    }
    file.finish("Only 200 with a JSON object is success")
}

fn told<'a>(id: &str, comment: &'a str, reason: &'a str) -> Told<'a> {
    Told {
        id: id.to_string(),
        comment,
        requirement: &["api-set-pin-error"],
        reason,
    }
}
