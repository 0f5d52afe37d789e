//! Values that are of the right type and not legal, and what fields mean.

use alloc::format;
use alloc::string::ToString;

use super::super::*;
use crate::error::MessageError;
use crate::error::MessageError::Value;

#[test]
fn values_outside_their_list() {
    let frame = |operation: &str| {
        FrameMessage::from_json(format!(r#"{{"operation":"{operation}","controlId":"c"}}"#).as_bytes()).map(|_| ())
    };
    let scope = |scope: &str| ControlRequest::from_json(format!(r#"{{"scope":"{scope}"}}"#).as_bytes()).map(|_| ());
    for text in ["", "SET_PIN ", "set_pin", "CHANGE_PIN", "SET_PIN,VIEW_PIN"] {
        assert_eq!(scope(text), Err(Value), "{text}");
    }
    for text in ["", "set_pin", "SET_PIN", "setPin", "view-pin\\u0000"] {
        assert_eq!(frame(text), Err(Value), "{text}");
    }
    for text in ["", "w", "X", "WD", "W "] {
        let json = format!(r#"{{"id":"1","pinStatus":"{text}"}}"#);
        assert_eq!(CardCreate::from_json(json.as_bytes()), Err(Value), "{text}");
        assert_eq!(CardUpdate::from_json(json.as_bytes()), Err(Value), "{text}");
        assert_eq!(CardRead::from_json(json.as_bytes()), Err(Value), "{text}");
    }
}

#[test]
fn a_control_id_that_is_none() {
    for id in ["", " ", "a b", "\\u0000", "\\n", "é", &"x".repeat(257)] {
        let body =
            format!(r#"{{"controlId":"{id}","id":"{id}","publicKey":"k","pinBlock":"b","operation":"set-pin"}}"#);
        let bytes = body.as_bytes();
        assert_eq!(TzpkRequest::from_json(bytes).err(), Some(Value), "{id:?}");
        assert_eq!(ViewRequest::from_json(bytes).err(), Some(Value), "{id:?}");
        assert_eq!(SetRequest::from_json(bytes).err(), Some(Value), "{id:?}");
        assert_eq!(FrameMessage::from_json(bytes).err(), Some(Value), "{id:?}");
        assert_eq!(ControlResponse::from_json(bytes).err(), Some(Value), "{id:?}");
    }
}

#[test]
fn a_control_id_that_needs_escapes_comes_through() {
    let id = r#"<a>&"\/+%2B=~"#;
    let message = TzpkRequest {
        control_id: ControlId::new(id).unwrap(),
        public_key: "k".to_string(),
    };
    let json = message.to_json();
    assert!(!json.expose().contains(['<', '>', '&']), "{}", json.expose());
    let read = TzpkRequest::from_json(json.expose().as_bytes()).unwrap();
    assert_eq!(read.control_id.as_str(), id);
}

#[test]
fn status_of_a_problem() {
    let problem = |status: &str| Problem::from_json(format!(r#"{{"status":{status}}}"#).as_bytes());
    assert_eq!(problem("100").unwrap().status, Some(100));
    assert_eq!(problem("599").unwrap().status, Some(599));
    for status in [
        "0",
        "99",
        "600",
        "65958",
        "-422",
        "422.5",
        "4.22e2",
        "18446744073709551616",
    ] {
        assert_eq!(problem(status), Err(Value), "{status}");
    }
    assert_eq!(Problem::from_json(b"{}").unwrap().problem_type, "about:blank");
    let new = Problem::new(409, "token_used", "The token was used");
    assert_eq!(Problem::from_json(new.to_json().as_bytes()), Ok(new));
}

#[test]
fn a_card_is_made_with_a_random_pin_unless_it_says_otherwise() {
    assert_eq!(CardCreate::from_json(b"{}").unwrap().pin_status, PinStatus::D);
    for status in PinStatus::ALL {
        let json = CardCreate { pin_status: status }.to_json();
        assert_eq!(CardCreate::from_json(json.as_bytes()).unwrap().pin_status, status);
        assert_eq!(CardUpdate::from_json(json.as_bytes()).unwrap().pin_status, status);
    }
    assert_eq!(CardUpdate::from_json(b"{}"), Err(MessageError::MissingField));
}

#[test]
fn a_response_of_another_type_is_not_read() {
    let json = |content_type| {
        let response = Response {
            status: 200,
            content_type,
            body: b"{}",
        };
        response.json().map(<[u8]>::len)
    };
    for right in [
        None,
        Some("application/json"),
        Some("Application/JSON; charset=utf-8"),
        Some("application/problem+json"),
        Some("application/vnd.issuer.v1+json ;v=1"),
    ] {
        assert_eq!(json(right), Ok(2), "{right:?}");
    }
    for wrong in [
        "",
        "text/html",
        "text/html; application/json",
        "application/jsonp",
        "text/x+json",
        "json",
    ] {
        assert_eq!(json(Some(wrong)), Err(Value), "{wrong}");
    }
}
