//! Events in each shape.

use alloc::format;
use alloc::string::{String, ToString};

use super::super::*;
use super::EVENTS;
use crate::error::MessageError;

#[test]
fn every_event_in_every_shape_and_back() {
    for event in EVENTS {
        assert_eq!(Event::from_name(event.name(), event.pin_valid()), Ok(event));
        for bridge in Bridge::ALL {
            let read = match event.shape(bridge) {
                Shape::Call { method, argument } => {
                    assert_eq!(bridge, Bridge::Android);
                    let arguments = argument.map_or(String::new(), |valid| valid.to_string());
                    Event::from_call(method, format!("[{arguments}]").as_bytes())
                }
                Shape::Message(json) => {
                    assert_ne!(bridge, Bridge::Android);
                    Event::from_json(json.as_bytes())
                }
            };
            assert_eq!(read, Ok(event), "{bridge:?}");
        }
    }
    for bridge in Bridge::ALL {
        assert_eq!(Bridge::from_name(bridge.name()), Some(bridge));
    }
    assert_eq!(Bridge::from_name("desktop"), None);
}

#[test]
fn the_calls_as_the_issuer_documents_them() {
    let valid = Event::PinValid(true);
    assert_eq!(
        valid.script(Bridge::Android).unwrap(),
        "window.android_handler.pin_valid(true);"
    );
    assert_eq!(
        valid.script(Bridge::Ios).unwrap(),
        r#"window.webkit.messageHandlers.ios_handler.postMessage({"event":"pin_valid","pin_valid":true});"#
    );
    assert_eq!(valid.script(Bridge::Frame), None);
    let set = Event::SetPinSuccess;
    assert_eq!(
        set.script(Bridge::Android).unwrap(),
        "window.android_handler.set_pin_success();"
    );
    assert_eq!(set.to_json(), r#"{"event":"set_pin_success"}"#);
}

#[test]
fn two_events_leave_the_session_open() {
    let open = [
        Event::SetPinValidationError,
        Event::PinValid(true),
        Event::PinValid(false),
    ];
    for event in EVENTS {
        assert_eq!(event.is_final(), !open.contains(&event), "{event:?}");
    }
}

#[test]
fn objects_that_are_no_event() {
    use MessageError::{DuplicateKey, Encoding, MissingField, Syntax, Value, WrongType};
    for (json, fault) in [
        (r#"{"event":"set_pin"}"#, Value),
        (r#"{"event":"SET_PIN_SUCCESS"}"#, Value),
        (r#"{"event":"set_pin_success "}"#, Value),
        (r#"{"event":"set_pin_succes"}"#, Value),
        (r#"{"event":"setPinSuccess"}"#, Value),
        (r#"{"event":""}"#, Value),
        (r#"{"event":"toString"}"#, Value),
        (r#"{"event":"pin_changed","pin_valid":true}"#, Value),
        (r#"{"event":"pin_valid"}"#, MissingField),
        (r#"{"pin_valid":true}"#, MissingField),
        ("{}", MissingField),
        (r#"{"event":"pin_valid","pin_valid":"true"}"#, WrongType),
        (r#"{"event":"pin_valid","pin_valid":1}"#, WrongType),
        (r#"{"event":"pin_valid","pin_valid":null}"#, WrongType),
        (r#"{"event":"pin_valid","pin_valid":[true]}"#, WrongType),
        (r#"{"event":null}"#, WrongType),
        (r#"{"event":["set_pin_success"]}"#, WrongType),
        (r#""set_pin_success""#, WrongType),
        ("[]", WrongType),
        (
            r#"{"event":"pin_valid","pin_valid":true,"pin_valid":true}"#,
            DuplicateKey,
        ),
        (r#"{"event":"set_pin_error","event":"set_pin_success"}"#, DuplicateKey),
        ("set_pin_success", Syntax),
        ("", Syntax),
        (r#"{"event":"set_pin_success"};"#, Syntax),
        ("\u{feff}{\"event\":\"set_pin_success\"}", Encoding),
    ] {
        assert_eq!(Event::from_json(json.as_bytes()), Err(fault), "{json}");
    }
    let more = r#"{"event":"set_pin_success","pin_valid":"?","version":2}"#;
    assert_eq!(Event::from_json(more.as_bytes()), Ok(Event::SetPinSuccess));
}

#[test]
fn calls_that_are_no_event() {
    use MessageError::{MissingField, Syntax, Value, WrongType};
    for (method, arguments, fault) in [
        ("pin_valid", "[]", MissingField),
        ("pin_valid", r#"["true"]"#, WrongType),
        ("pin_valid", "[1]", WrongType),
        ("pin_valid", "[null]", WrongType),
        ("pin_valid", r#"[{"event":"pin_valid","pin_valid":true}]"#, WrongType),
        ("pin_valid", "true", WrongType),
        ("pin_valid", "[true,true]", Value),
        ("pin_valid", "(true)", Syntax),
        ("set_pin_success", "[true]", Value),
        ("set_pin_success", r#"["0739"]"#, WrongType),
        ("set_pin", "[]", Value),
        ("postMessage", "[]", Value),
        ("constructor", "[]", Value),
    ] {
        let given = Event::from_call(method, arguments.as_bytes());
        assert_eq!(given, Err(fault), "{method} {arguments}");
    }
}
