//! Requests as lines.

use alloc::string::String;

use serde::Serialize;

use super::Prompt;
use super::request::Request;

#[derive(Serialize)]
struct Line<'a> {
    id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'a str>,
    #[serde(flatten)]
    request: &'a Request,
}

/// The line, without its line feed, that asks `prompt` under `id`.
pub fn request_line(id: u64, prompt: &Prompt) -> String {
    let line = Line {
        id,
        case: prompt.case.as_deref(),
        request: &prompt.request,
    };
    // Every part of a request has a JSON form: strings, numbers and objects with string keys.
    serde_json::to_string(&line).unwrap_or_default()
}
