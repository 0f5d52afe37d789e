//! The messages of the protocol, as they travel.
//!
//! Each type has a way out, to a [`Request`] or to JSON, and a way in that takes nothing on trust.
//!
//! | step | message | from, to |
//! |---|---|---|
//! | a card is made, changed, read | [`CardCreate`], [`CardUpdate`], [`CardRead`] | back end, issuer |
//! | the plastic is chosen | [`Plastics`] | issuer, back end |
//! | a control token is asked for | [`ControlRequest`] with [`BasicAuth`], [`ControlResponse`] | back end, issuer |
//! | the page opens | [`OpenForm`], or [`FrameMessage`] | device, issuer; parent window, frame |
//! | the keys are exchanged | [`TzpkRequest`], [`TzpkResponse`] | device, issuer |
//! | the PIN is set | [`SetRequest`], [`SetResponse`] | device, issuer |
//! | the PIN is viewed | [`ViewRequest`], [`ViewResponse`] | device, issuer |
//! | something is refused | [`Problem`] | issuer, anybody |
//!
//! # How strict
//!
//! In this order, and the first that objects gives the class:
//!
//! | what | [`MessageError`](crate::error::MessageError) |
//! |---|---|
//! | more than [`MAX_BODY`] bytes | `TooLarge` |
//! | a byte order mark; not UTF-8 | `Encoding` |
//! | not one JSON value (RFC 8259); anything but white space after it | `Syntax` |
//! | a name twice in one object, at any depth, in unknown fields too | `DuplicateKey` |
//! | another type than asked for: the message itself, or a field, `null` included | `WrongType` |
//! | a field that is not there | `MissingField` |
//! | a value that is not legal | `Value` |
//!
//! Fields are looked at one after another, so the last three rows have no order among each other. Unknown fields are passed
//! over. Text that is base64 or hex is decoded where it is used, and `Encoding` when it does not decode.
//!
//! A control id is a bearer secret. It stands in bodies only; in a query it is refused, see [`OpenForm`].

mod basic;
mod card;
mod control;
mod control_id;
mod exchange;
mod form;
mod json;
mod open;
mod plastic;
mod problem;
mod request;
mod set;
pub(crate) mod text;
mod url;
mod view;

#[cfg(test)]
mod tests;

pub use basic::BasicAuth;
pub use card::{CardCreate, CardRead, CardUpdate, PinStatus};
pub use control::{ControlRequest, ControlResponse};
pub use control_id::ControlId;
pub use exchange::{TzpkRequest, TzpkResponse};
pub use form::pairs;
pub use open::{FrameMessage, OpenForm, names_control_id};
pub use plastic::{Plastic, PlasticStatus, Plastics};
pub use problem::Problem;
pub use request::{Body, Method, Request, Response};
pub use set::{SetRequest, SetResponse};
pub use text::decode;
pub use view::{ViewRequest, ViewResponse};

pub(crate) use json::{Fields, Object, read as read_json};
pub(crate) use text::is_audit_user;
pub(crate) use url::is_trusted;

/// The largest body that is read, in bytes: 64 KiB.
pub const MAX_BODY: usize = 65_536;

/// What a control token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Setting a PIN, before the card is produced.
    SetPin,
    /// Viewing the PIN, after.
    ViewPin,
}

impl Scope {
    /// Both.
    pub const ALL: [Self; 2] = [Self::SetPin, Self::ViewPin];

    /// As in the field `scope` of the control request.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SetPin => "SET_PIN",
            Self::ViewPin => "VIEW_PIN",
        }
    }

    /// As in the field `operation` of the message to the frame.
    pub const fn operation(self) -> &'static str {
        match self {
            Self::SetPin => "set-pin",
            Self::ViewPin => "view-pin",
        }
    }

    /// The one with this [`Scope::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }

    /// The one with this [`Scope::operation`].
    pub fn from_operation(operation: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.operation() == operation)
    }
}
