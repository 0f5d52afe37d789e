//! Headers that every answer has.

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;

use super::page;

/// For answers that are no page: nothing in them is ever run, shown in a frame, or loaded.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

const REPORT: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox allow-scripts";

/// Of every answer; those that an answer has set itself stay.
const ALWAYS: [(HeaderName, &str); 6] = [
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("x-content-type-options"), "nosniff"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), clipboard-read=(), display-capture=(), geolocation=(), microphone=(), screen-wake-lock=()",
    ),
    (CONTENT_SECURITY_POLICY, NOTHING),
];

/// Puts the policy of a page on it. One that no window may hold has nothing to share with the window that opened it either.
pub(crate) fn page_policy(headers: &mut HeaderMap, frame_origin: Option<&str>) {
    set(headers, &page::csp(frame_origin));
    if frame_origin.is_none() {
        alone(headers);
    }
}

/// The policy of the demo.
pub(crate) fn demo_policy(headers: &mut HeaderMap) {
    set(headers, &page::demo_csp());
    alone(headers);
}

/// The policy of a report, which has its style and script inside: they run, in an origin of their own and with nobody to talk to.
pub(crate) fn report_policy(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(REPORT));
    alone(headers);
}

fn alone(headers: &mut HeaderMap) {
    headers.insert("x-frame-options", HeaderValue::from_static("DENY"));
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
}

fn set(headers: &mut HeaderMap, policy: &str) {
    // An origin is ASCII without blanks or signs that a header could not hold.
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
}

/// The headers that every answer has. HSTS is not among them: a sandbox must not pin the name of a developer's machine.
pub(crate) fn finish(response: &mut Response) {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}
