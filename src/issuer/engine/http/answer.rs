//! What goes back.

use alloc::string::String;

use crate::error::MessageError;
use crate::issuer::engine::Refusal;
use crate::message::Problem;
use crate::secret::SecretText;

/// An answer, to be sent as it is, and never to be cached.
///
/// The body of one that grants a control token is a secret, so all of them are wiped; `Debug` shows the status.
#[derive(Debug)]
#[non_exhaustive]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// The value of `WWW-Authenticate`, when there has to be one.
    pub authenticate: Option<&'static str>,
    /// The body.
    pub body: SecretText,
}

impl Answer {
    /// The value of `Cache-Control`, always.
    pub const CACHE_CONTROL: &str = "no-store";

    pub(super) fn json(status: u16, body: impl Into<Json>) -> Self {
        Self {
            status,
            content_type: "application/json",
            authenticate: None,
            body: body.into().0,
        }
    }
}

/// The JSON of a message, secret or not.
pub(super) struct Json(SecretText);

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self(SecretText::from_string(text))
    }
}

impl From<SecretText> for Json {
    fn from(text: SecretText) -> Self {
        Self(text)
    }
}

/// Why a request is not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rejection {
    /// The engine refuses.
    Engine(Refusal),
    /// The message is not what it has to be. Which rule it breaks is in nobody's interest but a developer's, who has the same
    /// library.
    Message(MessageError),
    /// A control id in the query.
    IdInQuery,
    /// The back end did not show the right credentials.
    Credentials,
    /// The host does not vouch for the cardholder.
    Cardholder,
    /// No such address.
    NotFound,
    /// Not with this method.
    Method,
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        Self::Engine(refusal)
    }
}

impl From<MessageError> for Rejection {
    fn from(error: MessageError) -> Self {
        Self::Message(error)
    }
}

impl From<Rejection> for Answer {
    fn from(rejection: Rejection) -> Self {
        let (status, code, title) = match rejection {
            Rejection::Engine(refusal) => (refusal.status(), refusal.code(), refusal.title()),
            Rejection::Message(MessageError::TooLarge) => (413, "too_large", "The message is too large."),
            Rejection::Message(_) | Rejection::IdInQuery => (400, "message", "The message is not valid."),
            Rejection::Credentials => (401, "credentials", "The credentials are not valid."),
            Rejection::Cardholder => (403, "cardholder", "The cardholder has not been authenticated."),
            Rejection::NotFound => (404, "not_found", "There is no such resource."),
            Rejection::Method => (405, "method", "The resource does not know this method."),
        };
        Self {
            status,
            content_type: Problem::CONTENT_TYPE,
            authenticate: (status == 401).then_some("Basic realm=\"pin\", charset=\"UTF-8\""),
            body: SecretText::from_string(Problem::new(status, code, title).to_json()),
        }
    }
}
