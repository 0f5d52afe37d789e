//! What a fault makes of an answer.

use std::time::Duration;

use axum::http::header::LOCATION;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use pinproof::issuer::engine::http::Answer;
use pinproof::issuer::engine::{Refusal, TokenFault};
use pinproof::message::{Problem, Request};
use pinproof::profile::Profile;
use pinproof::secret::SecretText;

use super::table::Fault;
use super::wrapped;
use crate::serve::reply::{self, HangUp};
use crate::serve::route::Route;

/// More than any client may read.
const HUGE: usize = 80 << 10;
const ELSEWHERE: &str = "https://pin.example.net/pin/v3/set";
const PORTAL: &str =
    "<!DOCTYPE html><html lang=\"en\"><head><title>Welcome</title></head><body><h1>It works</h1></body></html>";

/// An answer before it is sent.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) header: Option<(HeaderName, &'static str)>,
    pub(crate) body: SecretText,
    /// To be held back for so long.
    pub(crate) hold: Duration,
    /// To be dropped, with the connection.
    pub(crate) hang_up: bool,
}

/// What was asked, for faults that wrap a key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) route: Route,
    pub(crate) request: &'a Request,
    pub(crate) profile: &'a Profile,
}

impl Draft {
    pub(crate) fn new(status: u16, content_type: &'static str, body: SecretText) -> Self {
        Self {
            status,
            content_type,
            header: None,
            body,
            hold: Duration::ZERO,
            hang_up: false,
        }
    }

    pub(crate) fn problem(status: u16, code: &str, title: &str) -> Self {
        let body = Problem::new(status, code, title).to_json();
        Self::new(status, Problem::CONTENT_TYPE, SecretText::from_string(body))
    }

    pub(crate) fn refusal(refusal: Refusal) -> Self {
        Self::problem(refusal.status(), refusal.code(), refusal.title())
    }

    /// As it is sent. The copy that travels is the server's, and is not wiped.
    pub(crate) fn into_response(self) -> Response {
        let mut response = reply::answer(self.status, self.content_type, self.body.expose().to_owned());
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        if self.hang_up {
            response.extensions_mut().insert(HangUp);
        }
        response
    }
}

impl From<Answer> for Draft {
    fn from(answer: Answer) -> Self {
        Self::new(answer.status, answer.content_type, answer.body)
    }
}

impl Fault {
    /// The answer in place of the engine's, for faults that have one.
    pub(crate) fn instead(self) -> Option<Draft> {
        match self {
            Self::ServerError => Some(Draft::refusal(Refusal::Unavailable)),
            Self::TooMany => Some(Draft::problem(
                429,
                "rate_limited",
                "The control token has asked too often.",
            )),
            Self::Expired => Some(Draft::refusal(Refusal::Token(TokenFault::Expired))),
            Self::PinRefused => Some(Draft::refusal(Refusal::PinNotAccepted)),
            Self::PageMissing => Some(Draft::problem(404, "not_found", "There is no such resource.")),
            Self::Redirect => {
                let mut draft = Draft::new(302, "text/html; charset=utf-8", SecretText::copy_from(""));
                draft.header = Some((LOCATION, ELSEWHERE));
                Some(draft)
            }
            _ => None,
        }
    }

    /// Spoils an answer of the engine, and says whether it did: of most faults, only good answers have something to spoil.
    pub(crate) fn spoil(self, mut draft: Draft, asked: Asked<'_>, delay: Duration) -> (Draft, bool) {
        match self {
            Self::Late => draft.hold = delay,
            Self::NoAnswer => draft.hang_up = true,
            _ if !(200..300).contains(&draft.status) => return (draft, false),
            Self::Html => {
                draft.content_type = "text/html; charset=utf-8";
                draft.body = SecretText::copy_from(PORTAL);
            }
            Self::Problem200 => {
                draft.content_type = Problem::CONTENT_TYPE;
                draft.body = SecretText::from_string(Problem::new(200, "internal", "The service failed.").to_json());
            }
            Self::Created => draft.status = 201,
            _ => {
                let body = match self.changed(draft.body.expose()) {
                    Some(body) => Some(body),
                    None => wrapped::body(self, draft.body.expose(), asked),
                };
                match body {
                    Some(body) => draft.body = SecretText::from_string(body),
                    // A fault that cannot be made must not pass for a right answer.
                    None => return (Draft::refusal(Refusal::Broken), true),
                }
            }
        }
        (draft, true)
    }

    /// The body of faults that need to know nothing but the body.
    fn changed(self, right: &str) -> Option<String> {
        let inside = right.strip_prefix('{').unwrap_or_default();
        Some(match self {
            Self::Truncated => right.chars().take((right.chars().count() / 2).max(1)).collect(),
            Self::Empty => String::new(),
            Self::Array => format!("[{right}]"),
            Self::Null => "null".to_owned(),
            Self::ByteOrderMark => format!("\u{feff}{right}"),
            Self::Trailing => format!("{right}{{}}"),
            Self::Huge => {
                let comma = if inside == "}" { "" } else { "," };
                format!("{{\"padding\":\"{}\"{comma}{inside}", " ".repeat(HUGE))
            }
            Self::FieldTwice => format!("{{\"tzpk\":\"AAAA\",{inside}"),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use pinproof::message::{Body, Method};

    use super::*;

    #[test]
    fn a_refusal_is_spoiled_by_few() {
        let profile = Profile::enfuce_v3();
        let request = Request {
            method: Method::Post,
            path: String::new(),
            query: Vec::new(),
            headers: Vec::new(),
            body: Body::Empty,
        };
        let asked = Asked {
            route: Route::Set,
            request: &request,
            profile: &profile,
        };
        for fault in [
            Fault::Truncated,
            Fault::Html,
            Fault::Created,
            Fault::Late,
            Fault::NoAnswer,
        ] {
            let spoil = |draft| fault.spoil(draft, asked, Duration::from_secs(1));
            let (draft, spoiled) = spoil(Draft::refusal(Refusal::PinNotAccepted));
            assert_eq!(draft.status, 422);
            let always = matches!(fault, Fault::Late | Fault::NoAnswer);
            assert_eq!(spoiled, always, "{fault:?}");
            assert!(spoil(Draft::new(200, "application/json", SecretText::copy_from("{}"))).1);
        }
    }
}
