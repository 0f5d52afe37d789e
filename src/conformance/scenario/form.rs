//! Bodies of answers: right ones, and those that a server, a proxy or an attacker sends in their place.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};

use serde_json::{Map, Value, json};

use crate::conformance::client::PeerResponse;
use crate::conformance::vector::Form;

/// The longest body that is read, in bytes.
const LONGEST: usize = 64 << 10;

/// Longer than any body that is read.
const HUGE: usize = 80 << 10;

/// Where a redirection leads.
const ELSEWHERE: &str = "https://pin.example.net/pin/v3/set";

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";
const HTML: &str = "text/html";

/// The answer with `status`, whose right body has `fields`.
pub(super) fn response(
    status: u16,
    fields: &Map<String, Value>,
    form: Option<&Form>,
    content_type: Option<&str>,
) -> PeerResponse {
    let text = |value: &Value| serde_json::to_string(value).unwrap_or_default();
    let right = text(&Value::Object(fields.clone()));
    let with = |change: &dyn Fn(&mut Map<String, Value>)| {
        let mut fields = fields.clone();
        change(&mut fields);
        text(&Value::Object(fields))
    };
    let replaced = |name: &str, by: &dyn Fn(Value) -> Value| {
        with(&|fields| {
            if let Some(value) = fields.get_mut(name) {
                *value = by(value.take());
            }
        })
    };
    let mut headers = BTreeMap::from([("content-type".to_string(), JSON.to_string())]);
    let mut typed = |value: &str| drop(headers.insert("content-type".to_string(), value.to_string()));
    let body = match form {
        None if status < 300 => right,
        None => {
            typed(PROBLEM);
            text(&problem(status, "error"))
        }
        Some(form) => match form {
            Form::ExtraField => {
                with(&|fields| drop(fields.insert("traceId".to_string(), json!({"a": [1, null, "x"]}))))
            }
            Form::With(more) => with(&|fields| fields.extend(more.clone())),
            Form::Right => right,
            Form::Escapes => right.replace('/', "\\/").replace('=', "\\u003d"),
            Form::Full => {
                let padded = |padding: usize| {
                    with(&|fields| drop(fields.insert("padding".to_string(), json!(" ".repeat(padding)))))
                };
                padded(LONGEST.saturating_sub(padded(0).len()))
            }
            Form::Blanks => format!(" \r\n\t{}\n\n", right.replace(':', " :\n ").replace(',', " ,\t")),
            Form::PinRefused => {
                typed(PROBLEM);
                text(&problem(status, "pin_invalid"))
            }
            Form::Problem => {
                typed(PROBLEM);
                text(&problem(status, "internal_error"))
            }
            Form::Html => {
                typed(HTML);
                "<!DOCTYPE html><html><body><h1>It works</h1></body></html>".to_string()
            }
            Form::Empty => String::new(),
            Form::EmptyObject => "{}".to_string(),
            Form::Array => format!("[{right}]"),
            Form::Null => "null".to_string(),
            Form::Truncated => {
                let half = right.len() >> 1;
                right.get(..half.max(1)).unwrap_or_default().to_string()
            }
            Form::Missing(name) => with(&|fields| drop(fields.remove(name))),
            Form::NullField(name) => replaced(name, &|_| Value::Null),
            Form::Number(name) => replaced(name, &|_| json!(12_345_678)),
            Form::Boolean(name) => replaced(name, &|_| json!(true)),
            Form::InArray(name) => replaced(name, &|value| json!([value])),
            Form::Nested(name) => replaced(name, &|value| json!({ "value": value })),
            Form::EmptyField(name) => replaced(name, &|_| json!("")),
            Form::UpperCase(name) => with(&|fields| {
                if let Some(value) = fields.remove(name) {
                    fields.insert(name.to_uppercase(), value);
                }
            }),
            Form::Duplicate(name) => {
                let rest = right.strip_prefix('{').unwrap_or_default();
                format!("{{{}:\"AAAA\",{rest}", text(&json!(name)))
            }
            Form::Bom => format!("\u{feff}{right}"),
            Form::Trailing => format!("{right}{{}}"),
            Form::Huge => with(&|fields| drop(fields.insert("padding".to_string(), json!(" ".repeat(HUGE))))),
            Form::HugeInBytes => {
                with(&|fields| drop(fields.insert("padding".to_string(), json!("é".repeat(HUGE >> 1)))))
            }
            Form::TrailingComma => lenient(&right, &|inside| format!("{inside},")),
            Form::Comment => lenient(&right, &|inside| format!("{inside}/* ok */")),
            Form::NotANumber => lenient(&right, &|inside| format!("{inside},\"score\":NaN")),
            Form::Apostrophes => lenient(&right, &|inside| inside.to_string()).replace('"', "'"),
            Form::Guarded => format!(")]}}'\n{right}"),
            Form::Redirect => {
                typed(HTML);
                String::new()
            }
        },
    };
    if form == Some(&Form::Redirect) {
        headers.insert("location".to_string(), ELSEWHERE.to_string());
    }
    if let Some(content_type) = content_type {
        headers.insert("content-type".to_string(), content_type.to_string());
    }
    PeerResponse { status, headers, body }
}

/// An object whose inside is written in another way. The answer to the PIN has no field, and gets one.
fn lenient(right: &str, change: &dyn Fn(&str) -> String) -> String {
    let inside = right.trim_start_matches('{').trim_end_matches('}');
    let inside = if inside.is_empty() { r#""result":"ok""# } else { inside };
    format!("{{{}}}", change(inside))
}

fn problem(status: u16, code: &str) -> Value {
    json!({"type": "about:blank", "title": "refused", "status": status, "code": code})
}
