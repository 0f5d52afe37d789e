//! A step held against what a right client does. Messages hold nothing that was typed or shown.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::sent::cut;
use crate::conformance::client::{BridgeName, SessionEvent, StateName, Step};
use crate::conformance::vector::Expect;

/// The origin of the window around a page in a frame, as the page on the client protocol has it.
pub(crate) const PARENT: &str = "https://app.example";

/// The names that events may have.
const EVENTS: [&str; 6] = [
    "view_pin_success",
    "view_pin_error",
    "set_pin_success",
    "set_pin_error",
    "set_pin_validation_error",
    "pin_valid",
];

/// How the events and the state of a step differ from `expect`.
pub(super) fn differs(expect: &Expect, step: &Step, bridge: BridgeName) -> Result<(), String> {
    for (place, wanted) in expect.events.iter().enumerate() {
        let Some(event) = step.events.get(place) else {
            return Err(format!(
                "no event `{}`, and the session is `{}`",
                wanted.name, step.state
            ));
        };
        same(wanted, event)?;
        wire(event, bridge)?;
    }
    if let Some(event) = step.events.get(expect.events.len()) {
        let name = &event.name;
        return Err(match EVENTS.contains(&name.as_str()) {
            true => format!("an event `{name}` that is not due"),
            false => format!("an event `{}` that nobody knows", cut(name)),
        });
    }
    state(expect.state, step.state)
}

fn same(wanted: &SessionEvent, event: &SessionEvent) -> Result<(), String> {
    if wanted.name != event.name {
        return Err(format!(
            "the event `{}` where `{}` is due",
            cut(&event.name),
            wanted.name
        ));
    }
    if wanted.value != event.value {
        let shown = |value: Option<bool>| value.map_or("no value".to_string(), |value| value.to_string());
        return Err(format!(
            "`{}` says {}, not {}",
            wanted.name,
            shown(event.value),
            shown(wanted.value)
        ));
    }
    match (&wanted.shown, &event.shown) {
        (wanted, shown) if wanted == shown => Ok(()),
        (None, Some(_)) => Err(format!("`{}` shows digits", wanted.name)),
        (Some(_), None) => Err("`view_pin_success` does not say what it shows".to_string()),
        _ => Err("it shows another PIN than the issuer sent".to_string()),
    }
}

/// What goes over the bridge, where the client tells.
fn wire(event: &SessionEvent, bridge: BridgeName) -> Result<(), String> {
    let Some(wire) = &event.wire else { return Ok(()) };
    let right = wire_form(event, bridge);
    let target = wire.get("target_origin").and_then(Value::as_str);
    if target == Some("*") {
        return Err(format!("`{}` is posted to whoever listens, `*`", event.name));
    }
    if target.is_some_and(|target| target != PARENT) {
        return Err(format!(
            "`{}` is posted to another origin than the parent's",
            event.name
        ));
    }
    let same = match (bridge, wire, &right) {
        (BridgeName::Frame, Value::Object(wire), Value::Object(right)) => {
            let known = |name: &&String| *name == "data" || *name == "target_origin";
            if !wire.keys().all(|name| known(&name)) {
                return Err(format!(
                    "`{}` is posted with more than its data and its origin",
                    event.name
                ));
            }
            wire.get("data") == right.get("data")
        }
        _ => *wire == right,
    };
    if same {
        Ok(())
    } else {
        Err(format!(
            "`{}` does not have the shape of {} on the bridge",
            event.name,
            bridge.name()
        ))
    }
}

/// The form of an event on a bridge.
pub(crate) fn wire_form(event: &SessionEvent, bridge: BridgeName) -> Value {
    let args: Vec<Value> = event.value.map(Value::from).into_iter().collect();
    let body = match event.value {
        Some(value) => json!({"event": event.name, "pin_valid": value}),
        None => json!({"event": event.name}),
    };
    match bridge {
        BridgeName::Android => json!({"handler": "android_handler", "method": event.name, "args": args}),
        BridgeName::Ios => json!({"handler": "ios_handler", "data": body}),
        BridgeName::Frame => json!({ "data": body }),
    }
}

fn state(wanted: StateName, is: StateName) -> Result<(), String> {
    if wanted == is {
        Ok(())
    } else {
        Err(format!("the session is `{is}`, not `{wanted}`"))
    }
}
