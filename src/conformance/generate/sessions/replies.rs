//! Answers that are not what they should be: statuses, redirections, bodies.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::scene::{PIN, body, status};
use super::{Sessions, TDES, Told};
use crate::conformance::client::{BridgeName, Flow};
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::{Form, Reply, VectorFile};

/// Statuses that are no success.
const STATUSES: [u16; 14] = [204, 206, 400, 401, 403, 404, 409, 410, 415, 429, 500, 502, 503, 504];

/// Statuses that redirect.
const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

/// The answer with the TZPK.
pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new("session_replies_tzpk", "Answers with the TZPK", Flow::SetPin, TDES);
    let good = [
        (
            "unknown-field",
            "A field that nobody knows is passed over",
            body(Form::ExtraField),
        ),
        (
            "blanks",
            "Blanks and line feeds between everything are JSON",
            body(Form::Blanks),
        ),
    ];
    for (id, comment, reply) in good {
        let scene = file.scene().open().reply(reply).submit(PIN).set();
        file.good(
            &told(id, comment, "boundary:a body that is right"),
            BridgeName::Ios,
            scene,
        );
    }
    let mut all = statuses(&[401, 404, 410, 500, 503], &[302, 307]);
    all.extend(fields("tzpk"));
    all.extend(bodies());
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
    let good = [
        (
            "unknown-field",
            "A field that nobody knows is passed over",
            body(Form::ExtraField),
        ),
        (
            "blanks",
            "Blanks and line feeds between everything are JSON",
            body(Form::Blanks),
        ),
    ];
    for (id, comment, reply) in good {
        let scene = sent().set_by(reply);
        file.good(
            &told(id, comment, "boundary:a body that is right"),
            BridgeName::Ios,
            scene,
        );
    }
    let mut all = statuses(&STATUSES, &REDIRECTS);
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

type Wrong = (String, &'static str, Reply);

fn statuses(plain: &[u16], redirects: &[u16]) -> Vec<Wrong> {
    let plain = plain
        .iter()
        .map(|code| (format!("status-{code}"), "A status that is no success", status(*code)));
    let redirects = redirects.iter().map(|code| {
        let reply = Reply {
            status: Some(*code),
            ..body(Form::Redirect)
        };
        (
            format!("redirect-{code}"),
            "A redirection to another host is not followed",
            reply,
        )
    });
    plain.chain(redirects).collect()
}

/// Bodies that are wrong in one field.
pub(super) fn fields(field: &str) -> Vec<Wrong> {
    let name = || field.to_string();
    let slug = match field {
        "pinBlock" => "pin-block",
        other => other,
    };
    [
        ("missing", "The field is not there", Form::Missing(name())),
        ("null", "The field is `null`", Form::NullField(name())),
        ("number", "The field is a number", Form::Number(name())),
        ("boolean", "The field is `true`", Form::Boolean(name())),
        ("in-array", "The field is inside an array, alone", Form::InArray(name())),
        ("nested", "The field is inside an object", Form::Nested(name())),
        ("empty", "The field is empty", Form::EmptyField(name())),
        (
            "upper-case",
            "The name of the field is in upper case",
            Form::UpperCase(name()),
        ),
        ("twice", "The field is there twice", Form::Duplicate(name())),
    ]
    .into_iter()
    .map(|(id, comment, form)| (format!("{slug}-{id}"), comment, body(form)))
    .collect()
}

/// Bodies that are wrong altogether.
fn bodies() -> Vec<Wrong> {
    let whole = [
        ("a-page", "A page with 200, as portals and proxies send it", Form::Html),
        ("no-body", "200 and no body", Form::Empty),
        ("empty-object", "200 and an empty object", Form::EmptyObject),
        ("an-array", "The right object inside an array", Form::Array),
        ("only-null", "`null` with 200", Form::Null),
        ("half-a-body", "A body that is cut", Form::Truncated),
        ("byte-order-mark", "A byte order mark in front", Form::Bom),
        ("text-behind", "Text behind the object", Form::Trailing),
        ("longer-than-64-kib", "A body longer than 64 KiB", Form::Huge),
        ("problem-with-200", "A problem body with 200", Form::Problem),
    ];
    let whole = whole.into_iter();
    whole
        .map(|(id, comment, form)| (id.to_string(), comment, body(form)))
        .collect()
}
