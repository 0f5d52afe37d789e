//! Statuses and bodies, a row for each.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value, json};

use super::super::scene::{body, right_with, status};
use crate::conformance::vector::{Form, Reply};

/// Lists in lists, as deep as no reader of JSON minds.
const DEPTH: usize = 24;

/// Id, comment, and the answer.
pub(super) type Row = (String, &'static str, Reply);

pub(super) fn statuses(plain: &[u16], redirects: &[u16]) -> Vec<Row> {
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
pub(in super::super) fn fields(field: &str) -> Vec<Row> {
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
pub(super) fn whole() -> Vec<Row> {
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
    named(whole.into_iter())
}

/// Texts that lenient readers of JSON take.
pub(super) fn lenient() -> Vec<Row> {
    let forms = [
        ("comma-behind", "A comma behind the last field", Form::TrailingComma),
        ("a-comment", "A comment", Form::Comment),
        ("not-a-number", "An unknown field is `NaN`", Form::NotANumber),
        (
            "apostrophes",
            "Apostrophes in place of quotation marks",
            Form::Apostrophes,
        ),
        (
            "guarded",
            "A guard against inclusion in front of the object",
            Form::Guarded,
        ),
        (
            "longer-than-64-kib-in-bytes",
            "A body longer than 64 KiB that has fewer characters",
            Form::HugeInBytes,
        ),
    ];
    named(forms.into_iter())
}

/// Right bodies in the forms that right issuers may choose.
pub(in super::super) fn good() -> Vec<Row> {
    let mut deep = json!([]);
    for _ in 0..DEPTH {
        deep = json!([deep]);
    }
    let unknown = |value: Value| Form::With(Map::from_iter([("note".to_string(), value)]));
    let forms = [
        (
            "unknown-field",
            "A field that nobody knows is passed over",
            Form::ExtraField,
        ),
        (
            "blanks",
            "Blanks and line feeds between everything are JSON",
            Form::Blanks,
        ),
        ("unknown-null", "An unknown field is `null`", unknown(Value::Null)),
        ("unknown-lists", "An unknown field has lists in lists", unknown(deep)),
        (
            "unknown-long-number",
            "An unknown field has a number that no double holds",
            unknown(json!(1_234_567_890_123_456_789_u64)),
        ),
        (
            "unknown-script",
            "An unknown field has a text that is not ASCII",
            unknown(json!("ä € 日本 😀")),
        ),
        ("exactly-64-kib", "A body of exactly 64 KiB", Form::Full),
    ];
    let typed = [
        (
            "charset",
            "A media type may have parameters",
            "application/json; charset=utf-8",
        ),
        ("capitals", "A media type is the same in capitals", "Application/JSON"),
    ];
    let typed = typed.into_iter().map(|(id, comment, content_type)| {
        let reply = Reply {
            content_type: Some(content_type.to_string()),
            ..Reply::default()
        };
        (id.to_string(), comment, reply)
    });
    named(forms.into_iter()).into_iter().chain(typed).collect()
}

fn named(forms: impl Iterator<Item = (&'static str, &'static str, Form)>) -> Vec<Row> {
    forms
        .map(|(id, comment, form)| (id.to_string(), comment, body(form)))
        .collect()
}

/// The right body with statuses that do not go with it.
pub(in super::super) fn right_bodies(codes: &[u16]) -> Vec<Row> {
    let row = |code: &u16| {
        (
            format!("right-with-{code}"),
            "The right body with a status that is no success",
            right_with(*code),
        )
    };
    codes.iter().map(row).collect()
}
