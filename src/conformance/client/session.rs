//! Sessions on the wire: what the kit puts in, and the step that comes out.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What binds the PIN block of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SessionContext {
    /// The card's number.
    Pan {
        /// As typed.
        pan: String,
    },
    /// A token in its place.
    Token {
        /// As typed.
        token: String,
    },
}

/// Where a page stands: it settles the shape of its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BridgeName {
    /// A web view of Android: `android_handler.name(args)`.
    Android,
    /// A web view of iOS: `ios_handler.postMessage({event, pin_valid?})`.
    Ios,
    /// A frame in a desktop browser: the same object, posted to the parent.
    Frame,
}

impl BridgeName {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Android, Self::Ios, Self::Frame];

    /// Name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Android => "android",
            Self::Ios => "ios",
            Self::Frame => "frame",
        }
    }
}

/// What happens to a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Input {
    /// The server answers the request that is under way.
    Response(PeerResponse),
    /// The request that is under way is lost; always `true`.
    NetworkError(bool),
    /// The entry field changes: its text as it stands.
    Typed(String),
    /// The cardholder submits.
    Submit(Entry),
    /// The app calls a function of the page: `set_pin`.
    Call(String),
    /// A message arrives at the page.
    Message(Posted),
    /// The cardholder gives up; always `true`.
    Cancel(bool),
    /// The clock, in milliseconds since the token was issued.
    ClockMs(u64),
}

/// The server's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeerResponse {
    /// HTTP status.
    pub status: u16,
    /// Header fields, their names in lower case.
    pub headers: BTreeMap<String, String>,
    /// The body as text.
    pub body: String,
}

/// What the cardholder typed, once or twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// PIN as typed.
    pub pin: String,
    /// Repeat entry as typed; none where the page asks once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<String>,
}

/// A message of `window.postMessage`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// Origin of the sender, as the browser gives it.
    pub origin: String,
    /// The sender, as seen from the page.
    pub source: MessageSource,
    /// What was posted.
    pub data: Value,
}

/// Who sent a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageSource {
    /// The parent window.
    Parent,
    /// The page's own window.
    #[serde(rename = "self")]
    Own,
    /// Any other window.
    Other,
}

/// What a session answers to an input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The client's name for the session.
    pub session: String,
    /// Events for the app, in order.
    pub events: Vec<SessionEvent>,
    /// The request that goes out; none when nothing does.
    #[serde(deserialize_with = "Option::deserialize")]
    pub send: Option<Sent>,
    /// Where the session stands.
    pub state: StateName,
}

/// An event of the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionEvent {
    /// Name of the callback.
    pub name: String,
    /// Whether the PIN is valid; with `pin_valid` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<bool>,
    /// The digits that the cardholder sees; with `view_pin_success` only, and never on the bridge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
    /// What goes over the bridge, where the client can tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wire: Option<Value>,
}

impl SessionEvent {
    /// An event without a value.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.into(),
            value: None,
            shown: None,
            wire: None,
        }
    }
}

/// A request to the issuer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// HTTP method.
    pub method: String,
    /// Path, without query.
    pub path: String,
    /// Query parameters.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// Header fields.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// A body that is JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// A body that is a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<BTreeMap<String, String>>,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateName {
    /// The public key is under way.
    AwaitingTzpk,
    /// A PIN can be submitted.
    Ready,
    /// The PIN block is under way.
    Submitted,
    /// It ended with success.
    Done,
    /// It ended without.
    Failed,
}

impl StateName {
    /// Name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::AwaitingTzpk => "awaiting_tzpk",
            Self::Ready => "ready",
            Self::Submitted => "submitted",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Whether nothing can follow.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

impl fmt::Display for StateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
