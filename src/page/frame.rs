//! Messages between the page in its frame and the window around it.

use super::{Event, Origin};
use crate::error::{Error, OriginRefused};
use crate::message::FrameMessage;
use crate::secret::SecretText;

/// Which window a message says it is from (`MessageEvent.source`), seen from the one that gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// The window around this one.
    Parent,
    /// The frame that this window made for the page.
    Frame,
    /// This window itself.
    Own,
    /// Any other window, or none.
    Other,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Parent, Self::Frame, Self::Own, Self::Other];

    /// Name in the client protocol.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Frame => "frame",
            Self::Own => "self",
            Self::Other => "other",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.name() == name)
    }
}

/// A message that a window gets. Anybody may have sent it.
#[derive(Clone, Copy)]
pub struct Incoming<'a> {
    /// `MessageEvent.origin`.
    pub origin: &'a str,
    /// `MessageEvent.source`.
    pub source: Source,
    /// `MessageEvent.data`, as JSON.
    pub data: &'a [u8],
}

impl core::fmt::Debug for Incoming<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Incoming")
            .field("origin", &self.origin)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// A message that a window posts.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outgoing<'a> {
    /// The second argument of `postMessage`: an exact origin, never `*`.
    pub target_origin: &'a str,
    /// The first argument, as JSON.
    pub data: SecretText,
}

/// What the page knows of the window around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    origin: Origin,
}

impl Parent {
    /// The one origin that may hold the page in a frame.
    pub fn new(origin: Origin) -> Self {
        Self { origin }
    }

    /// That origin.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Takes the message that opens the page.
    ///
    /// # Errors
    ///
    /// [`OriginRefused`] unless it is from the parent window and its exact origin, whatever it says;
    /// [`MessageError`](crate::error::MessageError) when it does not say what it should.
    pub fn receive(&self, message: &Incoming<'_>) -> Result<FrameMessage, Error> {
        Ok(FrameMessage::from_json(checked(
            message,
            Source::Parent,
            &self.origin,
        )?)?)
    }

    /// An event for the parent.
    pub fn post(&self, event: Event) -> Outgoing<'_> {
        Outgoing {
            target_origin: self.origin.as_str(),
            data: SecretText::from_string(event.to_json()),
        }
    }
}

/// What the window around it knows of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    origin: Origin,
}

impl Frame {
    /// The origin of the `pinFrameURL`.
    pub fn new(origin: Origin) -> Self {
        Self { origin }
    }

    /// That origin.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Takes an event of the page.
    ///
    /// # Errors
    ///
    /// [`OriginRefused`] unless it is from the frame and the page's exact origin, whatever it says;
    /// [`MessageError`](crate::error::MessageError) when it is not an event.
    pub fn receive(&self, message: &Incoming<'_>) -> Result<Event, Error> {
        Ok(Event::from_json(checked(message, Source::Frame, &self.origin)?)?)
    }

    /// The message that opens the page, once the frame has loaded.
    pub fn post(&self, message: &FrameMessage) -> Outgoing<'_> {
        Outgoing {
            target_origin: self.origin.as_str(),
            data: message.to_json(),
        }
    }
}

/// The data, when window and origin are the right ones.
fn checked<'a>(message: &Incoming<'a>, source: Source, origin: &Origin) -> Result<&'a [u8], OriginRefused> {
    if message.source == source && origin.is(message.origin) {
        Ok(message.data)
    } else {
        Err(OriginRefused)
    }
}
