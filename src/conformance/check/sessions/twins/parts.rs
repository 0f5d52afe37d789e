//! What a client says in a session, cut into parts that are compared one by one.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use crate::conformance::client::{Answer, Fault, Input, Output, Request, Sent, Step};

/// The number of a step, from 1, and the part of what was said in it: what it is, and the client's own name for it.
pub(super) type Place = (usize, &'static str, String);

/// Fields that are another text each time, and no secret.
const PUBLIC: [&str; 3] = ["publicKey", "pinBlock", "tzpk"];

/// The public texts that the kit sends.
pub(super) fn of_request(request: &Request, public: &mut BTreeSet<String>) {
    if let Request::SessionInput {
        input: Input::Response(response),
        ..
    } = request
        && let Ok(body) = serde_json::from_str::<Value>(&response.body)
    {
        keep(&body, public);
    }
}

/// The parts of an answer; public texts by their length alone.
pub(super) fn of_answer(
    step: usize,
    answer: &Result<Answer, Fault>,
    public: &mut BTreeSet<String>,
) -> Vec<(Place, String)> {
    let parts = match answer {
        Ok(Answer::Ok(Output::Step(told))) => {
            if let Some(body) = told.send.as_ref().and_then(|sent| sent.json.as_ref()) {
                keep(body, public);
            }
            of_step(told)
        }
        Ok(Answer::Ok(_)) => [one("the answer", "another one")].into(),
        Ok(Answer::Reject { class, native }) => {
            let native = without(native.clone().unwrap_or_default(), public);
            [one("the refusal", class.name()), one("the native text", &native)].into()
        }
        Ok(Answer::Unsupported(why)) | Err(Fault::Wrapper(why)) => {
            [one("the error text", &without(why.clone(), public))].into()
        }
        Err(Fault::Hang(_)) => [one("the answer", "none")].into(),
        Err(_) => [one("the answer", "a crash")].into(),
    };
    let placed = parts.into_iter().map(|(what, name, text)| ((step, what, name), text));
    placed.collect()
}

/// `text` without what is public.
pub(super) fn without(mut text: String, public: &BTreeSet<String>) -> String {
    for known in public {
        if text.contains(known.as_str()) {
            text = text.replace(known.as_str(), "<public>");
        }
    }
    text
}

fn keep(body: &Value, public: &mut BTreeSet<String>) {
    let texts = PUBLIC
        .iter()
        .filter_map(|name| body.get(name).and_then(Value::as_str))
        .filter(|text| !text.is_empty());
    public.extend(texts.map(ToString::to_string));
}

/// A part before it has a place.
type Part = (&'static str, String, String);

/// A part that is there once.
fn one(what: &'static str, text: &str) -> Part {
    (what, String::new(), text.to_string())
}

fn of_step(step: &Step) -> Vec<Part> {
    let mut parts = Vec::from([
        one("the state", step.state.name()),
        one("the name of the session", &step.session),
        one("the number of events", &step.events.len().to_string()),
    ]);
    for (place, event) in step.events.iter().enumerate() {
        let shown = event.shown.as_ref().map(String::len);
        let wire = event.wire.as_ref().map(text).unwrap_or_default();
        let told = format!("{} {:?} {shown:?} {wire}", event.name, event.value);
        parts.push(("event", place.saturating_add(1).to_string(), told));
    }
    match &step.send {
        None => parts.push(one("the request", "none")),
        Some(sent) => of_sent(sent, &mut parts),
    }
    parts
}

fn of_sent(sent: &Sent, parts: &mut Vec<Part>) {
    parts.push(one("the request", &format!("{} {}", sent.method, sent.path)));
    let mut add = |what, name: &str, value: String| parts.push((what, name.to_string(), value));
    for (name, value) in &sent.query {
        add("the query field", name, value.clone());
    }
    for (name, value) in &sent.headers {
        add("the header field", name, value.clone());
    }
    for (name, value) in sent.form.iter().flatten() {
        add("the form field", name, value.clone());
    }
    match &sent.json {
        Some(Value::Object(fields)) => {
            for (name, value) in fields {
                let told = match value {
                    Value::String(value) if PUBLIC.contains(&name.as_str()) => format!("{} characters", value.len()),
                    value => text(value),
                };
                add("the field", name, told);
            }
        }
        Some(other) => add("the body", "", text(other)),
        None => {}
    }
}

fn text(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
