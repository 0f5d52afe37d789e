//! Faults of fields that every message in JSON can have.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::{MESSAGES, Message};
use crate::error::MessageError;

/// What `text` gives, with the message's name for the report.
pub(super) fn read(message: &Message, text: impl AsRef<[u8]>) -> Result<String, MessageError> {
    (message.read)(text.as_ref())
}

fn value(message: &Message) -> Value {
    serde_json::from_str(message.json).unwrap()
}

fn without(message: &Message, field: &str) -> String {
    let mut value = value(message);
    value.as_object_mut().unwrap().remove(field).unwrap();
    value.to_string()
}

fn with(message: &Message, field: &str, new: Value) -> String {
    let mut value = value(message);
    value[field] = new;
    value.to_string()
}

/// The message with this text behind its first brace.
pub(super) fn before(message: &Message, text: &str) -> String {
    let rest = &message.json[1..];
    let comma = if rest == "}" { "" } else { "," };
    format!("{{{text}{comma}{rest}")
}

fn fields(message: &Message) -> impl Iterator<Item = &'static str> {
    message.required.iter().chain(message.optional).copied()
}

#[test]
fn round_trip() {
    for message in MESSAGES {
        assert_eq!(
            read(message, message.json).as_deref(),
            Ok(message.json),
            "{}",
            message.name
        );
        // The table names every field there is.
        let named: Vec<&str> = fields(message).collect();
        assert_eq!(
            named.len(),
            value(message).as_object().unwrap().len(),
            "{}",
            message.name
        );
    }
}

#[test]
fn white_space_and_order_of_fields_do_not_matter() {
    for message in MESSAGES {
        let pretty = format!(" \r\n\t{:#}\n", value(message));
        assert_eq!(read(message, pretty).as_deref(), Ok(message.json), "{}", message.name);
    }
}

#[test]
fn missing_field() {
    for message in MESSAGES {
        for field in message.required {
            let given = read(message, without(message, field));
            assert_eq!(given, Err(MessageError::MissingField), "{} {field}", message.name);
        }
        for field in message.optional {
            let given = read(message, without(message, field));
            assert!(given.is_ok(), "{} {field}", message.name);
        }
    }
}

#[test]
fn wrong_type() {
    for message in MESSAGES {
        for field in fields(message) {
            let right = value(message)[field].clone();
            let other = if right.is_string() { json!(7) } else { json!("7") };
            for wrong in [
                other,
                json!(null),
                json!(true),
                json!([right]),
                json!({"value": right}),
                json!([]),
                json!({}),
            ] {
                let text = with(message, field, wrong);
                assert_eq!(
                    read(message, &text),
                    Err(MessageError::WrongType),
                    "{} {text}",
                    message.name
                );
            }
        }
    }
}

#[test]
fn name_in_another_case_is_another_name() {
    for message in MESSAGES {
        for field in message.required {
            let text = message
                .json
                .replace(&format!("\"{field}\""), &format!("\"{}\"", field.to_uppercase()));
            assert_eq!(
                read(message, text),
                Err(MessageError::MissingField),
                "{} {field}",
                message.name
            );
        }
    }
}

#[test]
fn not_an_object() {
    for message in MESSAGES {
        for text in ["null", "[]", "\"text\"", "7", "true", "[{}]"] {
            // A list of one empty list, and so on: inside the brackets of the plastics too.
            assert_eq!(
                read(message, text),
                Err(MessageError::WrongType),
                "{} {text}",
                message.name
            );
        }
    }
}

#[test]
fn duplicate_key() {
    for message in MESSAGES {
        let whole = value(message);
        for field in fields(message) {
            let again = format!("\"{field}\":{}", whole[field]);
            let escaped = format!(
                "\"\\u{:04x}{}\":{}",
                u32::from(field.as_bytes()[0]),
                &field[1..],
                whole[field]
            );
            for text in [again, escaped] {
                let given = read(message, before(message, &text));
                assert_eq!(given, Err(MessageError::DuplicateKey), "{} {text}", message.name);
            }
        }
        for text in [
            r#""x":1,"x":1"#,
            r#""x":{"a":1,"a":1}"#,
            r#""x":[0,{"a":{"b":1,"b":2}}]"#,
            r#""x":{"":0,"":0}"#,
        ] {
            let given = read(message, before(message, text));
            assert_eq!(given, Err(MessageError::DuplicateKey), "{} {text}", message.name);
        }
    }
}

#[test]
fn unknown_fields_are_passed_over() {
    for message in MESSAGES {
        for text in [
            r#""x":null"#,
            r#""x":{"controlId":7,"id":null,"status":[]}"#,
            r#""x":[1,-2,3.5,1e9,"ü\ud83d\ude00"],"y":18446744073709551616"#,
            r#""__proto__":{"pinStatus":"D"}"#,
        ] {
            let given = read(message, before(message, text));
            assert_eq!(given.as_deref(), Ok(message.json), "{} {text}", message.name);
        }
    }
}
