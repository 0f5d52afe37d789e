//! RFC 7617.

use alloc::format;

use base64ct::{Base64, Encoding as _};

use super::super::*;
use crate::error::MessageError;

#[test]
fn the_examples_of_the_rfc() {
    // Section 2.
    let aladdin = BasicAuth::new("Aladdin", "open sesame").unwrap();
    assert_eq!(aladdin.header_value().expose(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    // Section 2.1: in UTF-8.
    let test = BasicAuth::new("test", "123£").unwrap();
    assert_eq!(test.header_value().expose(), "Basic dGVzdDoxMjPCow==");
}

#[test]
fn round_trip() {
    let longest = "x".repeat(BasicAuth::MAX_LEN - 1);
    for (user, password) in [
        ("user", "password"),
        ("", ""),
        ("user", ""),
        ("", "password"),
        ("user", "with:colons::"),
        ("ü@example", "pass wörd\u{1f511}"),
        ("u", &longest),
    ] {
        let made = BasicAuth::new(user, password).unwrap();
        let read = BasicAuth::parse(made.header_value().expose()).unwrap();
        assert_eq!((read.user(), read.password()), (user, password));
        assert!(read.is(&made));
    }
}

#[test]
fn user_and_password_that_cannot_be() {
    assert_eq!(BasicAuth::new("us:er", "x").unwrap_err(), MessageError::Value);
    for text in ["\0", "a\n", "\ta", "a\u{7f}", "a\u{85}b", "\u{9f}"] {
        assert_eq!(BasicAuth::new(text, "x").unwrap_err(), MessageError::Value, "{text:?}");
        assert_eq!(BasicAuth::new("x", text).unwrap_err(), MessageError::Value, "{text:?}");
        let header = format!("Basic {}", Base64::encode_string(format!("x:{text}").as_bytes()));
        assert_eq!(BasicAuth::parse(&header).unwrap_err(), MessageError::Value, "{text:?}");
    }
    let long = "x".repeat(BasicAuth::MAX_LEN);
    assert_eq!(BasicAuth::new("u", &long).unwrap_err(), MessageError::TooLarge);
    let header = format!("Basic {}", Base64::encode_string(format!("u:{long}").as_bytes()));
    assert_eq!(BasicAuth::parse(&header).unwrap_err(), MessageError::TooLarge);
    let header = format!("Basic {}", "A".repeat(1 << 20));
    assert_eq!(BasicAuth::parse(&header).unwrap_err(), MessageError::TooLarge);
}

#[test]
fn headers() {
    use MessageError::{Encoding, Syntax};
    for right in ["Basic dTpw", "basic dTpw", "BASIC   dTpw"] {
        assert_eq!(BasicAuth::parse(right).unwrap().user(), "u", "{right}");
    }
    for (wrong, fault) in [
        ("", Syntax),
        ("Basic", Syntax),
        ("dTpw", Syntax),
        ("Bearer dTpw", Syntax),
        ("Basic: dTpw", Syntax),
        (" Basic dTpw", Syntax),
        ("Basic\tdTpw", Syntax),
        // No colon inside.
        ("Basic ", Syntax),
        ("Basic dXA=", Syntax),
        ("Basic dTpw ", Encoding),
        ("Basic dTp", Encoding),
        ("Basic dTpw=", Encoding),
        ("Basic dT pw", Encoding),
        ("Basic u:p", Encoding),
        ("Basic dXM6-_8=", Encoding),
        // Bits that are not used and not zero.
        ("Basic dTp=", Encoding),
        // Latin-1 `u:£`.
        ("Basic dTqj", Encoding),
    ] {
        assert_eq!(BasicAuth::parse(wrong).unwrap_err(), fault, "{wrong}");
    }
}

#[test]
fn equality_needs_both() {
    let auth = |user, password| BasicAuth::new(user, password).unwrap();
    assert!(auth("u", "p").is(&auth("u", "p")));
    for (user, password) in [("u", "q"), ("v", "p"), ("u", "pp"), ("", "u:p"), ("U", "p")] {
        assert!(!auth("u", "p").is(&auth(user, password)));
    }
}
