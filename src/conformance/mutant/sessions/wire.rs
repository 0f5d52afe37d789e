//! Requests to the issuer, and events for the app.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};

use base64ct::{Base64, Encoding as _};
use serde_json::{Map, Value, json};

use crate::conformance::client::{BridgeName, Sent, SessionEvent};
use crate::conformance::scenario::{PARENT, wire_form};

/// What goes out, and in which shape.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Wire {
    /// As the issuer's reference has it.
    #[default]
    Right,
    /// The control id stands in the query too.
    TokenInQuery,
    /// The PIN block stands in the query, in place of the body.
    BlockInQuery,
    /// The control id stands in a header field too.
    TokenInHeader,
    /// The control id stands in a header field too, in base64 behind a user's name.
    TokenInBasic,
    /// The control id stands in a header field too, without its last character.
    MostOfToken,
    /// The PAN stands in a header field.
    PanInHeader,
    /// The PIN stands in a field of its own, for the statistics.
    PinInBody,
    /// The TZPK stands in a header field, for whoever looks for errors.
    KeyInHeader,
    /// A header field says how the PIN's digits add up, for the statistics.
    SumInHeader,
    /// A header field is there for a PIN whose first digit is below 5.
    HeaderForSome,
    /// Messages go to whatever window is there.
    AnyTarget,
    /// Messages go to whoever wrote last.
    LastSender,
    /// Every bridge gets the calls of Android.
    AndroidEverywhere,
    /// `pin_valid` holds a text.
    TextValue,
    /// Events of the field hold what was typed.
    TypedInEvent,
}

/// What a request is made from.
pub(super) struct Material<'a> {
    pub(super) path: &'a str,
    pub(super) control_id: &'a str,
    pub(super) field: &'a str,
    pub(super) value: &'a str,
    pub(super) pin: Option<&'a str>,
    pub(super) tzpk: Option<&'a str>,
    pub(super) pan: Option<&'a str>,
}

impl Wire {
    /// A request.
    pub(super) fn request(self, material: &Material<'_>) -> Sent {
        let mut fields = Map::from_iter([
            ("controlId".to_string(), json!(material.control_id)),
            (material.field.to_string(), json!(material.value)),
        ]);
        let mut query = BTreeMap::new();
        let mut headers = BTreeMap::new();
        let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
        match self {
            Self::TokenInQuery => query.extend([pair("controlId", material.control_id)]),
            Self::TokenInHeader => headers.extend([pair("x-control-id", material.control_id)]),
            Self::TokenInBasic => {
                let user = format!("pin:{}", material.control_id);
                let basic = format!("Basic {}", Base64::encode_string(user.as_bytes()));
                headers.extend([pair("authorization", &basic)]);
            }
            Self::MostOfToken => {
                let mut most = material.control_id.to_string();
                most.pop();
                headers.extend([pair("x-token", &most)]);
            }
            Self::PanInHeader => headers.extend(material.pan.map(|pan| pair("x-card", pan))),
            Self::BlockInQuery if material.pin.is_some() => {
                fields.remove(material.field);
                query.extend([pair(material.field, material.value)]);
            }
            Self::PinInBody => {
                if let Some(pin) = material.pin {
                    fields.insert("pinLength".to_string(), json!(pin));
                }
            }
            Self::KeyInHeader => {
                if let Some(tzpk) = material.tzpk {
                    headers.extend([pair("x-debug", tzpk)]);
                }
            }
            Self::SumInHeader => headers.extend(
                material
                    .pin
                    .map(|pin| pair("x-entry", &digits(pin).sum::<u32>().to_string())),
            ),
            Self::HeaderForSome => {
                let low = material.pin.is_some_and(|pin| digits(pin).next() < Some(5));
                headers.extend(low.then(|| pair("x-entry", "left")));
            }
            _ => {}
        }
        Sent {
            method: "POST".to_string(),
            path: material.path.to_string(),
            query,
            headers,
            json: Some(Value::Object(fields)),
            form: None,
        }
    }

    /// An event, with what goes over the bridge.
    pub(super) fn event(self, mut event: SessionEvent, bridge: BridgeName, typed: &str, sender: &str) -> SessionEvent {
        let own = match self {
            Self::AndroidEverywhere => BridgeName::Android,
            _ => bridge,
        };
        let mut wire = wire_form(&event, own);
        if let (Value::Object(wire), BridgeName::Frame) = (&mut wire, own) {
            let target = match self {
                Self::AnyTarget => "*",
                Self::LastSender => sender,
                _ => PARENT,
            };
            wire.insert("target_origin".to_string(), json!(target));
        }
        if let (Self::TextValue, Some(value)) = (self, event.value) {
            if let Some(data) = wire.get_mut("data").and_then(Value::as_object_mut) {
                data.insert("pin_valid".to_string(), json!(value.to_string()));
            }
            if let Some(args) = wire.get_mut("args") {
                *args = json!([value.to_string()]);
            }
        }
        if let (Self::TypedInEvent, Value::Object(wire), Some(_)) = (self, &mut wire, event.value) {
            wire.insert("field".to_string(), json!(typed));
        }
        event.wire = Some(wire);
        event
    }
}

fn digits(pin: &str) -> impl Iterator<Item = u32> {
    pin.chars().filter_map(|digit| digit.to_digit(10))
}

/// An event by its name.
pub(super) fn named(name: &str) -> SessionEvent {
    SessionEvent::named(name)
}

/// `pin_valid`.
pub(super) fn pin_valid(value: bool) -> SessionEvent {
    SessionEvent {
        value: Some(value),
        ..SessionEvent::named("pin_valid")
    }
}

/// `view_pin_success` with the digits.
pub(super) fn shown(pin: String) -> SessionEvent {
    SessionEvent {
        shown: Some(pin),
        ..SessionEvent::named("view_pin_success")
    }
}
