//! Every message against every way to get it wrong.

mod basic;
mod body;
mod control;
mod fields;
mod form;
mod plastic;
mod table;
mod text;

use alloc::format;
use alloc::string::{String, ToString};

use super::*;
use crate::error::MessageError;

/// How a message is read; what comes back is what was read, written again.
pub(super) struct Message {
    pub(super) name: &'static str,
    /// A right one, with every field.
    pub(super) json: &'static str,
    pub(super) read: fn(&[u8]) -> Result<String, MessageError>,
    pub(super) required: &'static [&'static str],
    pub(super) optional: &'static [&'static str],
}

macro_rules! read {
    ($type:ty) => {
        |bytes| <$type>::from_json(bytes).map(|message| message.to_json().text())
    };
}

/// `String` and `SecretText` alike.
trait Text {
    fn text(self) -> String;
}

impl Text for String {
    fn text(self) -> String {
        self
    }
}

impl Text for crate::secret::SecretText {
    fn text(self) -> String {
        self.expose().to_string()
    }
}

pub(super) const MESSAGES: &[Message] = &[
    Message {
        name: "ControlRequest",
        json: r#"{"scope":"SET_PIN"}"#,
        read: read!(ControlRequest),
        required: &["scope"],
        optional: &[],
    },
    Message {
        name: "ControlResponse",
        json: r#"{"id":"c-1","pinURL":"https://pin.example/page","pinFrameURL":"https://pin.example/frame?key=k"}"#,
        read: read!(ControlResponse),
        required: &["id"],
        optional: &["pinURL", "pinFrameURL"],
    },
    Message {
        name: "FrameMessage",
        json: r#"{"operation":"view-pin","controlId":"c-1"}"#,
        read: read!(FrameMessage),
        required: &["operation", "controlId"],
        optional: &[],
    },
    Message {
        name: "TzpkRequest",
        json: r#"{"controlId":"c-1","publicKey":"MIIB"}"#,
        read: read!(TzpkRequest),
        required: &["controlId", "publicKey"],
        optional: &[],
    },
    Message {
        name: "TzpkResponse",
        json: r#"{"tzpk":"AAAA"}"#,
        read: read!(TzpkResponse),
        required: &["tzpk"],
        optional: &[],
    },
    Message {
        name: "SetRequest",
        json: r#"{"controlId":"c-1","pinBlock":"MTIzNDU2Nzg="}"#,
        read: read!(SetRequest),
        required: &["controlId", "pinBlock"],
        optional: &[],
    },
    Message {
        name: "SetResponse",
        json: "{}",
        read: read!(SetResponse),
        required: &[],
        optional: &[],
    },
    Message {
        name: "ViewRequest",
        json: r#"{"controlId":"c-1","publicKey":"MIIB"}"#,
        read: read!(ViewRequest),
        required: &["controlId", "publicKey"],
        optional: &[],
    },
    Message {
        name: "ViewResponse",
        json: r#"{"tzpk":"AAAA","pinBlock":"MTIzNDU2Nzg="}"#,
        read: read!(ViewResponse),
        required: &["tzpk", "pinBlock"],
        optional: &[],
    },
    Message {
        name: "Problem",
        json: r#"{"type":"about:blank","title":"No","status":422,"detail":"Not so","code":"pin_invalid"}"#,
        read: read!(Problem),
        required: &[],
        optional: &["type", "title", "status", "detail", "code"],
    },
    Message {
        name: "CardCreate",
        json: r#"{"pinStatus":"W"}"#,
        read: read!(CardCreate),
        required: &[],
        optional: &["pinStatus"],
    },
    Message {
        name: "CardUpdate",
        json: r#"{"pinStatus":"D"}"#,
        read: read!(CardUpdate),
        required: &["pinStatus"],
        optional: &[],
    },
    Message {
        name: "CardRead",
        json: r#"{"id":"77","pinStatus":"S"}"#,
        read: read!(CardRead),
        required: &["id", "pinStatus"],
        optional: &[],
    },
    // The list is stripped of its brackets, so that its one plastic can be treated as the others are.
    Message {
        name: "Plastics",
        json: r#"{"id":"p1","cardId":"77","sequenceNumber":3,"status":"INACTIVE"}"#,
        read: |bytes| {
            let list = [b"[", bytes, b"]"].concat();
            Plastics::from_json(&list).map(|list| list.to_json().trim_matches(['[', ']']).to_string())
        },
        required: &["id", "sequenceNumber", "status"],
        optional: &["cardId"],
    },
];

#[test]
fn nothing_secret_shows_in_debug() {
    let control_id = || ControlId::new("s3cret-id").unwrap();
    let key = String::from("MIIB");
    let shown = [
        format!("{:?}", control_id()),
        format!(
            "{:?}",
            OpenForm {
                control_id: control_id()
            }
            .to_request("/page")
        ),
        format!(
            "{:?}",
            OpenForm {
                control_id: control_id()
            }
        ),
        format!(
            "{:?}",
            FrameMessage {
                operation: Scope::SetPin,
                control_id: control_id()
            }
        ),
        format!(
            "{:?}",
            TzpkRequest {
                control_id: control_id(),
                public_key: key
            }
        ),
        format!("{:?}", BasicAuth::new("s3cret-id", "s3cret-id").unwrap()),
        format!("{:?}", BasicAuth::new("s3cret-id", "s3cret-id").unwrap().header_value()),
        format!(
            "{:?}",
            Response {
                status: 200,
                content_type: None,
                body: b"s3cret-id"
            }
        ),
    ];
    for text in shown {
        assert!(!text.contains("s3cret"), "{text}");
    }
    assert_eq!(format!("{:?}", control_id()), "ControlId(hidden)");
}

#[test]
fn names_of_scopes_go_both_ways() {
    for scope in Scope::ALL {
        assert_eq!(Scope::from_name(scope.name()), Some(scope));
        assert_eq!(Scope::from_operation(scope.operation()), Some(scope));
        assert_eq!(Scope::from_name(scope.operation()), None);
    }
    assert_eq!(Scope::from_name("set_pin"), None);
    assert_eq!(Scope::from_operation("set-pin "), None);
}

#[test]
fn a_control_id_is_visible_ascii() {
    let id = |text: &str| ControlId::new(text);
    for text in ["a", "~!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}", &"x".repeat(256)] {
        assert_eq!(id(text).unwrap().as_str(), text);
    }
    for text in [
        "",
        " a",
        "a ",
        "a b",
        "a\n",
        "a\0",
        "\u{7f}",
        "ä",
        "\u{feff}a",
        &"x".repeat(257),
    ] {
        assert_eq!(id(text).unwrap_err(), MessageError::Value, "{text:?}");
    }
    assert!(id("abc").unwrap().is(&id("abc").unwrap()));
    for other in ["abd", "ab", "abcd", "ABC"] {
        assert!(!id("abc").unwrap().is(&id(other).unwrap()));
    }
}
