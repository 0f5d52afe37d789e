//! Faults that every message in JSON can have.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::{MAX_BODY, MESSAGES, Message};
use crate::error::MessageError;

/// What `text` gives, with the message's name for the report.
fn read(message: &Message, text: impl AsRef<[u8]>) -> Result<String, MessageError> {
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
fn before(message: &Message, text: &str) -> String {
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

#[test]
fn byte_order_mark_and_text_that_is_not_utf8() {
    for message in MESSAGES {
        // In front of the brackets, for the list of plastics.
        let name = message.name;
        let whole = |start: &[u8], end: &[u8]| [start, message.json.as_bytes(), end].concat();
        assert_eq!(
            read(message, whole(b"", b"\xff")),
            Err(MessageError::Encoding),
            "{name}"
        );
        // An overlong slash, half a surrogate, a cut character.
        for bytes in [b"\"\xc0\xaf\"".as_slice(), b"\"\xed\xa0\x80\"", b"\"\xe2\x82\""] {
            let text = before(message, "\"x\":@");
            let at = text.find('@').unwrap();
            let text = [&text.as_bytes()[..at], bytes, &text.as_bytes()[at + 1..]].concat();
            assert_eq!(read(message, text), Err(MessageError::Encoding), "{name}");
        }
        if name != "Plastics" {
            assert_eq!(
                read(message, whole(b"\xef\xbb\xbf", b"")),
                Err(MessageError::Encoding),
                "{name}"
            );
            let utf16: Vec<u8> = message.json.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert_eq!(
                read(message, [b"\xff\xfe".as_slice(), &utf16].concat()),
                Err(MessageError::Encoding),
                "{name}"
            );
        }
    }
}

#[test]
fn trailing_text_and_what_is_not_json() {
    for message in MESSAGES {
        let name = message.name;
        for tail in [
            "x",
            "}",
            "]]",
            " {}",
            "null",
            "\0",
            "\u{feff}",
            "\n//",
            ",,",
            message.json,
        ] {
            let given = read(message, format!("{}{tail}", message.json));
            assert_eq!(given, Err(MessageError::Syntax), "{name} {tail:?}");
        }
        for head in ["x", "//\n", ")]}',\n"] {
            let given = read(message, format!("{head}{}", message.json));
            assert_eq!(given, Err(MessageError::Syntax), "{name} {head:?}");
        }
        for text in [
            r#""x":'a'"#,
            r#""x":01"#,
            r#""x":NaN"#,
            r#""x":"a\qb""#,
            r#""x":"\ud800""#,
            "\"x\":\"a\nb\"",
            r#""x":1,"#,
            r#"x:1"#,
            r#""x":1e999"#,
        ] {
            let given = read(message, before(message, text));
            assert_eq!(given, Err(MessageError::Syntax), "{name} {text:?}");
        }
        let html = "<!DOCTYPE html><title>502</title>";
        assert_eq!(read(message, html), Err(MessageError::Syntax), "{name}");
        let deep = format!("\"x\":{}{}", "[".repeat(200), "]".repeat(200));
        assert_eq!(
            read(message, before(message, &deep)),
            Err(MessageError::Syntax),
            "{name}"
        );
    }
}

#[test]
fn cut_anywhere() {
    for message in MESSAGES.iter().filter(|message| message.name != "Plastics") {
        for end in 0..message.json.len() {
            let given = read(message, &message.json[..end]);
            assert_eq!(given, Err(MessageError::Syntax), "{} {end}", message.name);
        }
    }
}

#[test]
fn oversized() {
    for message in MESSAGES {
        // The list's own brackets count.
        let brackets = if message.name == "Plastics" { 2 } else { 0 };
        let room = MAX_BODY - message.json.len() - brackets;
        let largest = format!("{}{}", message.json, " ".repeat(room));
        assert_eq!(read(message, &largest).as_deref(), Ok(message.json), "{}", message.name);
        let given = read(message, format!("{largest} "));
        assert_eq!(given, Err(MessageError::TooLarge), "{}", message.name);
        // Size is looked at first.
        let given = read(message, [b'\xff'].repeat(MAX_BODY + 1));
        assert_eq!(given, Err(MessageError::TooLarge), "{}", message.name);
    }
}

#[test]
fn many_fields_do_not_take_long() {
    let many: Vec<String> = (0..6_000).map(|at| format!("\"{at:x}\":0")).collect();
    let started = std::time::Instant::now();
    for message in MESSAGES {
        assert!(
            read(message, before(message, &many.join(","))).is_ok(),
            "{}",
            message.name
        );
    }
    assert!(started.elapsed().as_secs() < 10);
}
