//! From what axum got to the library's request, within limits of size and time.

use std::time::Duration;

use axum::body::Body as Incoming;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method as HttpMethod};
use axum::response::Response;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use pinproof::message::{self, Body, MAX_BODY, Method, Request};
use pinproof::secret::SecretText;
use zeroize::Zeroizing;

use super::credentials::Credentials;
use super::{reply, route::Route};

/// How long the body of a request may take to come.
const BODY_WITHIN: Duration = Duration::from_secs(10);

/// A request that is refused before it is whole.
pub(crate) struct Refused {
    pub(crate) response: Response,
    /// As much of it as was read, for those who judge what clients send.
    pub(crate) request: Request,
}

/// The whole of a request.
///
/// # Errors
/// The answer that says what is wrong with it.
pub(crate) async fn read(
    parts: &Parts,
    body: Incoming,
    route: Route,
    credentials: &Credentials,
) -> Result<Request, Box<Refused>> {
    let mut request = Request {
        method: if parts.method == HttpMethod::POST {
            Method::Post
        } else {
            Method::Get
        },
        path: parts.uri.path().to_owned(),
        query: Vec::new(),
        headers: Vec::new(),
        body: Body::Empty,
    };
    match fill(&mut request, parts, body, route, credentials).await {
        Ok(()) => Ok(request),
        Err(response) => Err(Box::new(Refused { response, request })),
    }
}

async fn fill(
    request: &mut Request,
    parts: &Parts,
    body: Incoming,
    route: Route,
    credentials: &Credentials,
) -> Result<(), Response> {
    let query = message::pairs(parts.uri.query().unwrap_or_default().as_bytes());
    request.query = query
        .as_ref()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .map(|(name, value)| (name.clone(), value.expose().to_owned()))
        .collect();
    if !matches!(parts.method, HttpMethod::GET | HttpMethod::POST) {
        return Err(reply::method(route.methods()));
    }
    if query.is_err() {
        return Err(reply::message());
    }
    let shown = credentials.shown(&parts.headers);
    request.headers = shown
        .map(|value| ("Authorization".to_owned(), value))
        .into_iter()
        .collect();
    if request.method == Method::Post {
        let text = text(body).await?;
        match typed(&parts.headers, &text) {
            Ok(body) => request.body = body,
            Err(response) => {
                // Whatever it says that it is, a control id in it counts.
                request.body = Body::Json(text);
                return Err(response);
            }
        }
    }
    Ok(())
}

/// The body as text. What the server itself holds of it is not wiped.
///
/// # Errors
/// The answer: too much, too slow, broken off, not UTF-8.
pub(crate) async fn text(body: Incoming) -> Result<SecretText, Response> {
    let collected = tokio::time::timeout(BODY_WITHIN, Limited::new(body, MAX_BODY).collect()).await;
    let bytes = match collected {
        Ok(Ok(collected)) => collected.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            return Err(last(reply::problem(413, "too_large", "The message is too large.")));
        }
        Ok(Err(_)) => return Err(last(reply::message())),
        Err(_) => return Err(last(reply::problem(408, "too_slow", "The message took too long."))),
    };
    let mut copy = Zeroizing::new(Vec::with_capacity(bytes.len()));
    copy.extend_from_slice(&bytes);
    let text = core::str::from_utf8(&copy).map_err(|_| reply::message())?;
    Ok(SecretText::copy_from(text))
}

/// The rest of the body is not waited for, so that nothing else can come on this connection.
fn last(mut response: Response) -> Response {
    let close = axum::http::HeaderValue::from_static("close");
    response.headers_mut().insert(axum::http::header::CONNECTION, close);
    response
}

#[expect(clippy::result_large_err, reason = "the error is the answer, and is sent at once")]
fn typed(headers: &HeaderMap, text: &SecretText) -> Result<Body, Response> {
    let copy = || SecretText::copy_from(text.expose());
    let unsupported = || reply::problem(415, "media_type", "The media type of the message is not supported.");
    if headers.contains_key(CONTENT_ENCODING) {
        return Err(unsupported());
    }
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    match (values.next(), values.next()) {
        (None, None) if text.is_empty() => Ok(Body::Empty),
        (Some(value), None) => match media_type(value.to_str().unwrap_or_default()).as_str() {
            "application/json" => Ok(Body::Json(copy())),
            "application/x-www-form-urlencoded" => Ok(Body::Form(copy())),
            _ => Err(unsupported()),
        },
        _ => Err(unsupported()),
    }
}

fn media_type(value: &str) -> String {
    let media_type = value.split(';').next().unwrap_or_default();
    media_type.trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(types: &[&str], text: &str) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for value in types {
            headers.append(CONTENT_TYPE, value.parse().unwrap());
        }
        match typed(&headers, &SecretText::copy_from(text)) {
            Ok(body) => Some(body.content_type().unwrap_or("none")),
            Err(response) => {
                assert_eq!(response.status(), 415);
                None
            }
        }
    }

    #[test]
    fn media_types() {
        assert_eq!(body(&["application/json"], "{}"), Some("application/json"));
        assert_eq!(
            body(&["Application/JSON; charset=utf-8"], "{}"),
            Some("application/json")
        );
        let form = "application/x-www-form-urlencoded";
        assert_eq!(body(&[form], "a=1"), Some(form));
        assert_eq!(body(&[], ""), Some("none"));
        for types in [
            &[][..],
            &["text/plain"],
            &["application/json", "application/json"],
            &["multipart/form-data"],
        ] {
            assert_eq!(body(types, "{}"), None, "{types:?}");
        }
    }
}
