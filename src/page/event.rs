//! What the page tells.

use alloc::format;
use alloc::string::String;

use crate::error::MessageError;
use crate::message::{Fields, Object, read_json};

/// How the page tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Bridge {
    /// A JavaScript interface object in a WebView of Android.
    Android,
    /// A script message handler in a WKWebView.
    Ios,
    /// The window around the frame.
    Frame,
}

impl Bridge {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Android, Self::Ios, Self::Frame];

    /// Name in the client protocol.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Android => "android",
            Self::Ios => "ios",
            Self::Frame => "frame",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bridge| bridge.name() == name)
    }
}

/// What happened on the page. No event carries a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Event {
    /// The PIN is shown.
    ViewPinSuccess,
    /// The PIN cannot be shown.
    ViewPinError,
    /// The PIN is set.
    SetPinSuccess,
    /// The page could not be set up, or the PIN not be set. The flow starts again, with a new control token.
    SetPinError,
    /// A PIN was submitted and is not valid. The flow goes on.
    SetPinValidationError,
    /// The field has changed, and what is in it is valid or not.
    PinValid(bool),
}

/// An event in the form of a bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// A method call on `android_handler`.
    Call {
        /// The method.
        method: &'static str,
        /// Its one argument, of `pin_valid` alone.
        argument: Option<bool>,
    },
    /// The object that is posted, as JSON.
    Message(String),
}

impl Event {
    /// As on every bridge.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ViewPinSuccess => "view_pin_success",
            Self::ViewPinError => "view_pin_error",
            Self::SetPinSuccess => "set_pin_success",
            Self::SetPinError => "set_pin_error",
            Self::SetPinValidationError => "set_pin_validation_error",
            Self::PinValid(_) => "pin_valid",
        }
    }

    /// The event with this name; `pin_valid` is the value of the event of that name, and no other event has one.
    ///
    /// # Errors
    ///
    /// [`MessageError::Value`] for a name that is unknown or a value that does not belong to it;
    /// [`MessageError::MissingField`] when the value is missing.
    pub fn from_name(name: &str, pin_valid: Option<bool>) -> Result<Self, MessageError> {
        let event = match name {
            "view_pin_success" => Self::ViewPinSuccess,
            "view_pin_error" => Self::ViewPinError,
            "set_pin_success" => Self::SetPinSuccess,
            "set_pin_error" => Self::SetPinError,
            "set_pin_validation_error" => Self::SetPinValidationError,
            "pin_valid" => return pin_valid.map(Self::PinValid).ok_or(MessageError::MissingField),
            _ => return Err(MessageError::Value),
        };
        match pin_valid {
            None => Ok(event),
            Some(_) => Err(MessageError::Value),
        }
    }

    /// The value that goes with it.
    pub const fn pin_valid(self) -> Option<bool> {
        match self {
            Self::PinValid(valid) => Some(valid),
            _ => None,
        }
    }

    /// Whether this ends the session, well or badly.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::SetPinValidationError | Self::PinValid(_))
    }

    /// The event as this bridge has it.
    pub fn shape(self, bridge: Bridge) -> Shape {
        match bridge {
            Bridge::Android => Shape::Call {
                method: self.name(),
                argument: self.pin_valid(),
            },
            Bridge::Ios | Bridge::Frame => Shape::Message(self.to_json()),
        }
    }

    /// The object of iOS and of the frame, as JSON.
    pub fn to_json(self) -> String {
        let object = Object::new(64).text("event", self.name());
        match self.pin_valid() {
            Some(valid) => object.boolean("pin_valid", valid),
            None => object,
        }
        .close()
    }

    /// Reads the object of iOS and of the frame. Unknown fields are passed over, and `pin_valid` beside another event is one.
    ///
    /// # Errors
    ///
    /// As [`message`](crate::message) says; [`MessageError::Value`] for an unknown event.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        let mut fields = Fields::read(bytes)?;
        let name = fields.text("event")?;
        let pin_valid = match name.as_str() {
            "pin_valid" => Some(fields.required("pin_valid")?.boolean()?),
            _ => None,
        };
        Self::from_name(&name, pin_valid)
    }

    /// Reads a call on `android_handler`: the method, and its arguments as a JSON array.
    ///
    /// # Errors
    ///
    /// As [`message`](crate::message) says; [`MessageError::Value`] for an unknown method and for more arguments than it has.
    pub fn from_call(method: &str, arguments: &[u8]) -> Result<Self, MessageError> {
        let mut arguments = read_json(arguments)?.list()?.into_iter();
        let pin_valid = arguments.next().map(|argument| argument.boolean()).transpose()?;
        if arguments.next().is_some() {
            return Err(MessageError::Value);
        }
        Self::from_name(method, pin_valid)
    }

    /// The statement that tells it in the page's own script; `None` for the frame, whose target only [`Parent`] knows.
    ///
    /// [`Parent`]: super::Parent
    pub fn script(self, bridge: Bridge) -> Option<String> {
        match bridge {
            Bridge::Android => {
                let argument = match self.pin_valid() {
                    Some(true) => "true",
                    Some(false) => "false",
                    None => "",
                };
                Some(format!("window.android_handler.{}({argument});", self.name()))
            }
            Bridge::Ios => Some(format!(
                "window.webkit.messageHandlers.ios_handler.postMessage({});",
                self.to_json()
            )),
            Bridge::Frame => None,
        }
    }
}
