//! Which pages may connect. Any page that a browser shows can send requests to this machine; the kit's business is with its own
//! page, with those that `--origin` names, and with what is no browser.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The origins that `--origin` names.
#[derive(Clone)]
pub(super) struct Guard(Arc<Vec<String>>);

impl Guard {
    pub(super) fn new(origins: &[String]) -> Self {
        let origins = origins.iter().map(|origin| origin.trim_end_matches('/').to_lowercase());
        Self(Arc::new(origins.collect()))
    }

    /// What is wrong with a request.
    fn objection(&self, headers: &HeaderMap) -> Option<&'static str> {
        let text = |name: HeaderName| {
            headers
                .get(name)
                .map(|value| value.to_str().unwrap_or("?").to_lowercase())
        };
        let host = text(HOST).unwrap_or_default();
        // A name that somebody else's server gives out may lead here; an address may not.
        let authority = host.parse::<Authority>().ok();
        let name = authority.as_ref().map_or("", |authority| authority.host());
        let is_address = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        if !is_address && name != "localhost" {
            return Some("this port goes by its address or as localhost");
        }
        let origin = text(ORIGIN)?;
        let own = origin
            .strip_prefix("http://")
            .is_some_and(|authority| authority == host);
        if own || self.0.contains(&origin) {
            None
        } else {
            Some("pages of this origin may not connect; --origin lets them")
        }
    }
}

/// Lets through what may come in.
pub(super) async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    match guard.objection(request.headers()) {
        None => next.run(request).await,
        Some(why) => (StatusCode::FORBIDDEN, format!("{why}\n")).into_response(),
    }
}

/// Headers of every answer.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self' ws://{}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        host.unwrap_or("localhost")
    );
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::Guard;

    fn objection(host: &str, origin: Option<&str>) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert("host", host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert("origin", origin.parse().unwrap());
        }
        Guard::new(&["http://localhost:3000/".to_owned()]).objection(&headers)
    }

    #[test]
    fn own_pages_named_pages_and_what_is_no_browser_come_in() {
        for (host, origin) in [
            ("127.0.0.1:9", None),
            ("localhost:9", None),
            ("[::1]:9", None),
            // How an emulator calls the machine that it runs on.
            ("10.0.2.2:9", None),
            ("127.0.0.1:9", Some("http://127.0.0.1:9")),
            ("localhost:9", Some("http://LOCALHOST:9")),
            ("127.0.0.1:9", Some("http://localhost:3000")),
        ] {
            assert_eq!(objection(host, origin), None, "{host} {origin:?}");
        }
    }

    #[test]
    fn other_pages_and_other_names_stay_outside() {
        for (host, origin) in [
            ("127.0.0.1:9", Some("http://evil.example")),
            ("127.0.0.1:9", Some("http://127.0.0.1:8")),
            ("127.0.0.1:9", Some("https://127.0.0.1:9")),
            ("127.0.0.1:9", Some("http://localhost:9")),
            ("127.0.0.1:9", Some("null")),
            ("evil.example:9", None),
            ("evil.example:9", Some("http://evil.example:9")),
            ("127.0.0.1.evil.example:9", None),
            ("localhost@evil.example", None),
        ] {
            assert!(objection(host, origin).is_some(), "{host} {origin:?}");
        }
    }
}
