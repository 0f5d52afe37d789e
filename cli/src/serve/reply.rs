//! Answers, as axum sends them.

use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use pinproof::issuer::engine::Refusal;
use pinproof::issuer::engine::http::Answer;
use pinproof::message::Problem;

/// In the extensions of an answer that is not to be sent: the connection is closed in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HangUp;

/// The slug of the problem, in the extensions of an answer that is one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Code(pub(crate) &'static str);

/// The answer with these three.
pub(crate) fn answer(status: u16, content_type: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let content_type = HeaderValue::from_static(content_type);
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

/// JSON with 200.
pub(crate) fn json(value: &serde_json::Value) -> Response {
    answer(200, "application/json", value.to_string())
}

/// A refusal (RFC 9457).
pub(crate) fn problem(status: u16, code: &'static str, title: &str) -> Response {
    let body = Problem::new(status, code, title).to_json();
    let mut response = answer(status, Problem::CONTENT_TYPE, body);
    response.extensions_mut().insert(Code(code));
    response
}

/// The engine says no.
pub(crate) fn refusal(refusal: Refusal) -> Response {
    problem(refusal.status(), refusal.code(), refusal.title())
}

/// The service is at its limit, or stopping.
pub(crate) fn unavailable() -> Response {
    let mut response = refusal(Refusal::Unavailable);
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// Somebody asks too often.
pub(crate) fn too_many(title: &str) -> Response {
    let mut response = problem(429, "rate_limited", title);
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// No such address.
pub(crate) fn not_found() -> Response {
    problem(404, "not_found", "There is no such resource.")
}

/// An address that does not know the method; `allow` lists those that it knows.
pub(crate) fn method(allow: &'static str) -> Response {
    let mut response = problem(405, "method", "The resource does not know this method.");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
    response
}

/// The same is at another address, for now.
pub(crate) fn temporarily_at(address: &str) -> Response {
    let mut response = answer(307, "text/plain; charset=utf-8", "");
    if let Ok(address) = HeaderValue::from_str(address) {
        response.headers_mut().insert(LOCATION, address);
    }
    response
}

/// The message is not what it has to be.
pub(crate) fn message() -> Response {
    problem(400, "message", "The message is not valid.")
}

/// The back end has not shown the right credentials.
pub(crate) fn credentials() -> Response {
    let mut response = problem(401, "credentials", "The credentials are not valid.");
    let challenge = HeaderValue::from_static("Basic realm=\"pin\", charset=\"UTF-8\"");
    response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    response
}

/// What the engine answers. The copy that travels is the server's, and is not wiped.
pub(crate) fn from_engine(from: &Answer) -> Response {
    let mut response = answer(from.status, from.content_type, from.body.expose().to_owned());
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &'static str| drop(headers.insert(name, HeaderValue::from_static(value)));
    if let Some(challenge) = from.authenticate {
        put(WWW_AUTHENTICATE, challenge);
    }
    response
}
