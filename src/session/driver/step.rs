//! What goes into the driver and what comes out.

use alloc::vec::Vec;
use core::fmt;

use crate::error::Error;
use crate::message::{Request, Response};
use crate::page::{Event, Incoming};
use crate::pin::Pin;
use crate::session::Instant;

/// Something that happens to a session.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum Input<'a> {
    /// The issuer answers.
    Response(Response<'a>),
    /// The transport gives up. Nothing is sent again by itself: the issuer may have had it.
    NetworkError,
    /// The field changed, and this stands in it now.
    Typed(&'a str),
    /// The cardholder submits, from a form that hands over its fields.
    Submit {
        /// The field.
        pin: &'a str,
        /// The second field, when the form has one.
        repeat: Option<&'a str>,
    },
    /// The app calls a function of the page; [`SET_PIN`](crate::page::SET_PIN) submits what was typed last.
    Call(&'a str),
    /// A window posts a message.
    Message(Incoming<'a>),
    /// The cardholder or the app gives up.
    Cancel,
    /// It is this late.
    Clock(Instant),
}

/// The kind alone: what is inside may be a PIN.
impl fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Response(_) => "Response(..)",
            Self::NetworkError => "NetworkError",
            Self::Typed(_) => "Typed(..)",
            Self::Submit { .. } => "Submit(..)",
            Self::Call(_) => "Call(..)",
            Self::Message(_) => "Message(..)",
            Self::Cancel => "Cancel",
            Self::Clock(_) => "Clock(..)",
        })
    }
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// The issuer's: the public key is out. The one turn of viewing a PIN.
    AwaitingTzpk,
    /// The cardholder's.
    Ready,
    /// The issuer's: the PIN is out.
    Submitted,
    /// Nobody's: it went well.
    Done,
    /// Nobody's: it did not.
    Failed,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::AwaitingTzpk,
        Self::Ready,
        Self::Submitted,
        Self::Done,
        Self::Failed,
    ];

    /// Name in the client protocol.
    pub const fn name(self) -> &'static str {
        match self {
            Self::AwaitingTzpk => "awaiting_tzpk",
            Self::Ready => "ready",
            Self::Submitted => "submitted",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Whether the session is over.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

/// What comes of an input.
#[must_use]
#[non_exhaustive]
pub struct Step {
    /// To be told to the app, in this order.
    pub events: Vec<Event>,
    /// Beside [`Event::ViewPinSuccess`]: the PIN, for the cardholder's eyes.
    pub shown: Option<Pin>,
    /// To be sent to the issuer.
    pub send: Option<Request>,
    /// Whose turn it is now.
    pub state: State,
    /// Why. Beside an event, what the event does not tell; without one, the input was refused and the session stands as it
    /// was.
    pub why: Option<Error>,
}

impl Step {
    pub(super) fn quiet(state: State) -> Self {
        Self {
            events: Vec::new(),
            shown: None,
            send: None,
            state,
            why: None,
        }
    }

    pub(super) fn event(self, event: Event) -> Self {
        let mut step = self;
        step.events.push(event);
        step
    }

    pub(super) fn send(self, request: Request) -> Self {
        Self {
            send: Some(request),
            ..self
        }
    }

    pub(super) fn because(self, error: impl Into<Error>) -> Self {
        Self {
            why: Some(error.into()),
            ..self
        }
    }

    /// Whether the input was refused and the session stands as it was.
    pub fn is_refusal(&self) -> bool {
        self.why.is_some() && self.events.is_empty()
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step")
            .field("events", &self.events)
            .field("shown", &self.shown)
            .field("send", &self.send)
            .field("state", &self.state)
            .field("why", &self.why)
            .finish()
    }
}
