//! Faults of a body as a whole.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::table::{before, read};
use super::{MAX_BODY, MESSAGES};
use crate::error::MessageError;

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
