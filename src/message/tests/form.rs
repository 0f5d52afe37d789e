//! The form, the query, and percent-encoding.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::*;
use crate::error::MessageError;

fn opened(body: impl AsRef<[u8]>) -> Result<String, MessageError> {
    OpenForm::from_form(body.as_ref()).map(|form| String::from(form.control_id.as_str()))
}

#[test]
fn round_trip() {
    let all: String = ('!'..='~').collect();
    for id in ["c-1", "a+b", "a%2Bb", "a&controlId=b", "x=y", &all, &"%".repeat(256)] {
        let form = OpenForm {
            control_id: ControlId::new(id).unwrap(),
        };
        assert_eq!(opened(form.to_form().expose()).as_deref(), Ok(id));

        let request = form.to_request("/pin/page");
        assert_eq!(request.method, Method::Post);
        assert_eq!(request.target(), "/pin/page");
        assert!(request.headers.is_empty());
        assert_eq!(request.body.content_type(), Some("application/x-www-form-urlencoded"));
        assert_eq!(opened(request.body.as_bytes()).as_deref(), Ok(id));
    }
}

#[test]
fn what_a_browser_sends() {
    for (body, id) in [
        ("controlId=c-1", "c-1"),
        ("controlId=a%2bb%2Fc%3d", "a+b/c="),
        ("control%49d=c-1", "c-1"),
        ("x=1&controlId=c-1&y", "c-1"),
        ("&&controlId=c-1&", "c-1"),
        ("x=1&x=2&controlId=c-1", "c-1"),
        ("controlid=other&controlId=c-1", "c-1"),
        ("controlId=a=b", "a=b"),
    ] {
        assert_eq!(opened(body).as_deref(), Ok(id), "{body}");
    }
}

#[test]
fn faults() {
    use MessageError::{DuplicateKey, Encoding, MissingField, TooLarge, Value};
    for (body, fault) in [
        ("", MissingField),
        ("controlid=c-1", MissingField),
        ("id=c-1", MissingField),
        (r#"{"controlId":"c-1"}"#, MissingField),
        ("controlId=a&controlId=a", DuplicateKey),
        ("controlId=a&x=1&controlId=b", DuplicateKey),
        ("controlId=a&control%49d=b", DuplicateKey),
        ("controlId=&controlId=a", DuplicateKey),
        ("controlId", Value),
        ("controlId=", Value),
        ("controlId=a+b", Value),
        ("controlId=a%20b", Value),
        ("controlId=a%00", Value),
        ("controlId=c-1\n", Value),
        ("controlId=%C3%A9", Value),
        ("controlId=%FF", Encoding),
        ("controlId=%C3", Encoding),
        ("controlId=%", Encoding),
        ("controlId=%4", Encoding),
        ("controlId=%4g", Encoding),
        ("controlId=%+4", Encoding),
        ("x=%zz&controlId=a", Encoding),
        ("\u{feff}controlId=a", Encoding),
        (&format!("controlId={}", "x".repeat(257)), Value),
        (&format!("controlId=a&x={}", "x".repeat(MAX_BODY)), TooLarge),
    ] {
        assert_eq!(opened(body), Err(fault), "{body:.80}");
    }
    assert_eq!(opened(b"controlId=\xff"), Err(Encoding));
    let largest = format!("controlId=a&x={}", "x".repeat(MAX_BODY - 14));
    assert_eq!(largest.len(), MAX_BODY);
    assert_eq!(opened(largest).as_deref(), Ok("a"));
}

#[test]
fn a_control_id_in_a_query_is_refused_whatever_the_body_says() {
    let receive = |query: &str, body: &str| OpenForm::receive(query, body.as_bytes()).map(|_| ());
    assert_eq!(receive("", "controlId=a"), Ok(()));
    assert_eq!(receive("key=k&id=1", "controlId=a"), Ok(()));
    for query in [
        "controlId=a",
        "controlId",
        "controlId==a",
        "key=k&controlId=a",
        "CONTROLID=a",
        "control%49d=a",
        "+controlId=a",
    ] {
        assert_eq!(names_control_id(query), Ok(true), "{query}");
        assert_eq!(receive(query, "controlId=a"), Err(MessageError::Value), "{query}");
        assert_eq!(receive(query, ""), Err(MessageError::Value), "{query}");
    }
    assert_eq!(receive("%", "controlId=a"), Err(MessageError::Encoding));
}

#[test]
fn pairs_are_decoded_in_their_order() {
    let pairs = |text: &str| -> Vec<(String, String)> {
        super::super::pairs(text.as_bytes())
            .unwrap()
            .into_iter()
            .map(|(name, value)| (name, String::from(value.expose())))
            .collect()
    };
    let pair = |name: &str, value: &str| (String::from(name), String::from(value));
    assert_eq!(
        pairs("a+b=c%20d&e=%2B+&f"),
        [pair("a b", "c d"), pair("e", "+ "), pair("f", "")]
    );
    assert_eq!(pairs("=x&=%C3%A9"), [pair("", "x"), pair("", "é")]);
    assert!(pairs("").is_empty());
}
