//! What a client makes of an answer: success, another try, or the end.

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Map, Value};

use super::body::{Malformed, Reader};
use crate::conformance::client::PeerResponse;

/// How an answer is judged before anything in it is used.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Replies {
    /// 200 is success; 422 with a problem body refuses the PIN; all the rest ends the session.
    #[default]
    Right,
    /// Whatever the status, the body counts.
    AnyStatus,
    /// Every status from 200 to 299 is success.
    All2xx,
    /// The PIN is set when the status says so, whatever the body.
    StatusAlone,
    /// A refusal of the PIN ends the session.
    RefusalIsFinal,
    /// Every status from 400 on refuses the PIN.
    AnyRefusal,
    /// 422 refuses the PIN, whatever the body.
    RefusalByStatus,
    /// A redirection is followed.
    Follows,
    /// A problem body with 200 is success.
    ProblemIsSuccess,
    /// 201, 202, 203 and 205 say that a PIN is set.
    Accepted,
    /// Every status from 200 to 299 gives a key.
    Key2xx,
    /// 304 is 200 from a copy.
    NotModified,
    /// A public key is sent again where the issuer is busy.
    Busy,
    /// The header field `content-type` is compared letter by letter.
    ExactType,
}

/// What an answer is.
pub(super) enum Meaning {
    Success(Map<String, Value>),
    PinRefused,
    /// To be sent again.
    Again,
    /// To be sent again, to this path.
    Elsewhere(String),
    Failure,
}

impl Replies {
    /// What `response` means. `set` says that it answers the PIN block.
    pub(super) fn meaning(self, reader: Reader, response: &PeerResponse, known: &[&str], set: bool) -> Meaning {
        let object = || reader.object(&response.body, known);
        let kind = response
            .headers
            .get("content-type")
            .map(String::as_str)
            .unwrap_or_default();
        let problem = kind.to_ascii_lowercase().starts_with("application/problem");
        let plain = matches!(kind, "application/json" | "application/problem+json" | "text/html");
        let read = |fields: Result<Map<String, Value>, Malformed>| fields.map_or(Meaning::Failure, Meaning::Success);
        match response.status {
            _ if self == Self::ExactType && !plain => Meaning::Failure,
            408 | 429 | 502 | 504 if self == Self::Busy && !set => Meaning::Again,
            201 | 202 | 203 | 205 if self == Self::Accepted && set => read(object()),
            201..=299 if self == Self::Key2xx && !set => read(object()),
            304 if self == Self::NotModified => read(object()),
            200 if set && self == Self::StatusAlone => Meaning::Success(Map::new()),
            200 if problem && self != Self::ProblemIsSuccess => Meaning::Failure,
            200 => read(object()),
            201..=299 if self == Self::All2xx => read(object()),
            300..=399 if self == Self::Follows => {
                let location = response.headers.get("location").map(String::as_str).unwrap_or_default();
                let parts: Vec<&str> = location.splitn(4, '/').collect();
                Meaning::Elsewhere(alloc::format!("/{}", parts.get(3).copied().unwrap_or_default()))
            }
            _ if self == Self::AnyStatus => read(object()),
            422 if set && self == Self::RefusalByStatus => Meaning::PinRefused,
            400.. if set && self == Self::AnyRefusal => Meaning::PinRefused,
            422 if set && problem && self != Self::RefusalIsFinal && object().is_ok() => Meaning::PinRefused,
            _ => Meaning::Failure,
        }
    }
}
