//! Messages of windows: the page in its frame listens to its parent, and to nobody else.

use alloc::string::{String, ToString};

use serde_json::{Value, json};

use super::scene::{PIN, message};
use super::{Sessions, TDES, Told};
use crate::conformance::client::{BridgeName, Flow, MessageSource, RejectClass, StateName};
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::VectorFile;

/// Somebody else's token.
const FORGED: &str = "forged.control-id";

pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new("session_messages", "Messages of windows", Flow::SetPin, TDES);
    let opens = || json!({"operation": "set-pin", "controlId": FORGED});
    let told_of = |event: &str| json!({ "event": event });
    let all: [(&str, &str, &str, MessageSource, Value); 14] = [
        (
            "another-window",
            "The parent's origin, another window",
            "https://app.example",
            MessageSource::Other,
            opens(),
        ),
        (
            "own-window",
            "The page's own window",
            "https://app.example",
            MessageSource::Own,
            opens(),
        ),
        (
            "null-origin",
            "No origin, as in a sandboxed frame or a file",
            "null",
            MessageSource::Parent,
            opens(),
        ),
        (
            "sub-domain",
            "A sub-domain of the parent's host",
            "https://evil.app.example",
            MessageSource::Parent,
            opens(),
        ),
        (
            "look-alike",
            "A host that ends as the parent's does",
            "https://notapp.example",
            MessageSource::Parent,
            opens(),
        ),
        (
            "host-in-front",
            "The parent's host in front of another",
            "https://app.example.evil.test",
            MessageSource::Parent,
            opens(),
        ),
        (
            "no-tls",
            "The parent's host without TLS",
            "http://app.example",
            MessageSource::Parent,
            opens(),
        ),
        (
            "other-port",
            "The parent's host, another port",
            "https://app.example:8443",
            MessageSource::Parent,
            opens(),
        ),
        (
            "star",
            "An origin that is a pattern",
            "*",
            MessageSource::Parent,
            opens(),
        ),
        (
            "event-from-outside",
            "An event of the page, from outside: it tells nobody of success",
            "https://evil.test",
            MessageSource::Other,
            told_of("set_pin_success"),
        ),
        (
            "error-from-outside",
            "An error event from outside ends nothing",
            "https://evil.test",
            MessageSource::Other,
            told_of("set_pin_error"),
        ),
        (
            "unknown-event",
            "An event that nobody knows",
            "https://app.example",
            MessageSource::Parent,
            told_of("set_pin_done"),
        ),
        (
            "text-in-place-of-an-object",
            "A text",
            "https://app.example",
            MessageSource::Parent,
            json!("set_pin_success"),
        ),
        (
            "nothing-at-all",
            "`null`",
            "https://evil.test",
            MessageSource::Other,
            Value::Null,
        ),
    ];
    let refused = [
        RejectClass::Origin,
        RejectClass::Message,
        RejectClass::SessionReused,
        RejectClass::SessionState,
    ];
    for (id, comment, origin, source, data) in all {
        let told = Told {
            id: id.to_string(),
            comment,
            requirement: &["api-frame"],
            reason: "boundary:a message of a window",
        };
        let posted = || message(origin, source, data.clone());
        let scene = file
            .scene()
            .open()
            .ignored(posted(), StateName::AwaitingTzpk, &refused)
            .key()
            .ignored(posted(), StateName::Ready, &refused)
            .submit(PIN)
            .set();
        file.good(&told, BridgeName::Frame, scene);
    }
    file.finish("A message never changes a session that was opened before")
}
