//! Messages of windows: the page in its frame listens to its parent, and to nobody else.

mod others;

use alloc::string::{String, ToString};

use serde_json::{Value, json};

pub(super) use self::others::posts;
use super::scene::{PIN, message};
use super::{Sessions, TDES, Told};
use crate::conformance::client::{BridgeName, Flow, MessageSource, RejectClass, StateName};
use crate::conformance::generate::GenerateError;
use crate::conformance::scenario::PARENT;
use crate::conformance::vector::VectorFile;

/// Somebody else's token.
const FORGED: &str = "forged.control-id";

pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new("session_messages", "Messages of windows", Flow::SetPin, TDES);
    let opens = || json!({"operation": "set-pin", "controlId": FORGED});
    let told_of = |event: &str| json!({ "event": event });
    let sets = || json!({ "call": "set_pin" });
    let all: [(&str, &str, &str, MessageSource, Value); 24] = [
        (
            "another-window",
            "The parent's origin, another window",
            PARENT,
            MessageSource::Other,
            opens(),
        ),
        (
            "own-window",
            "The page's own window",
            PARENT,
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
            "no-origin",
            "An origin that is empty",
            "",
            MessageSource::Parent,
            opens(),
        ),
        (
            "dot-behind",
            "The parent's host with a dot behind it",
            "https://app.example.",
            MessageSource::Parent,
            opens(),
        ),
        (
            "slash-behind",
            "The parent's origin with a path: no browser writes that",
            "https://app.example/",
            MessageSource::Parent,
            opens(),
        ),
        (
            "user-in-front",
            "The parent's host as a user's name",
            "https://app.example@evil.test",
            MessageSource::Parent,
            opens(),
        ),
        (
            "other-script",
            "A host that looks the same, with a letter of another script",
            "https://xn--pp-xlc.example",
            MessageSource::Parent,
            opens(),
        ),
        (
            "call-from-outside",
            "The call of the app, from a window that is not the app's",
            "https://evil.test",
            MessageSource::Other,
            sets(),
        ),
        (
            "call-by-name-from-outside",
            "The name of the call as a text",
            "https://evil.test",
            MessageSource::Other,
            json!("set_pin"),
        ),
        (
            "call-as-an-event-from-outside",
            "The name of the call as an event",
            PARENT,
            MessageSource::Other,
            told_of("set_pin"),
        ),
        (
            "call-of-a-sub-domain",
            "The call of the app, from the parent window with another origin",
            "https://evil.app.example",
            MessageSource::Parent,
            sets(),
        ),
        (
            "opened-twice",
            "The parent itself opens the page a second time",
            PARENT,
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
            PARENT,
            MessageSource::Parent,
            told_of("set_pin_done"),
        ),
        (
            "text-in-place-of-an-object",
            "A text",
            PARENT,
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
            .typed(PIN, true)
            .ignored(posted(), StateName::Ready, &refused)
            .call()
            .ignored(posted(), StateName::Submitted, &refused)
            .set();
        file.good(&told, BridgeName::Frame, scene);
    }
    right(&mut file);
    others::add(&mut file);
    file.finish("A message never changes a session that was opened before")
}

/// What the parent may do: its call submits, and its events come to it and nobody else.
fn right(file: &mut Sessions) {
    let refused = [RejectClass::Origin, RejectClass::Message, RejectClass::SessionState];
    let evil = || message("https://evil.test", MessageSource::Other, json!({"event": "hello"}));
    let told = |id: &str, comment| Told {
        id: id.to_string(),
        comment,
        requirement: &["api-frame", "api-set-pin-call"],
        reason: "boundary:the parent of a frame",
    };
    let opened = file.scene().open().key();
    let typed = opened
        .clone()
        .typed("25", false)
        .ignored(evil(), StateName::Ready, &refused)
        .typed(PIN, true);
    let scene = typed.call().set();
    let called = told(
        "call-of-the-parent",
        "The app around the frame submits; events go to its origin only",
    );
    file.good(&called, BridgeName::Frame, scene);
    let scene = opened
        .ignored(evil(), StateName::Ready, &refused)
        .submit(PIN)
        .ignored(evil(), StateName::Submitted, &refused)
        .refused()
        .key()
        .submit("4703")
        .set();
    let answered = told("events-to-the-parent", "Whoever wrote last is not who events go to");
    file.good(&answered, BridgeName::Frame, scene);
}
