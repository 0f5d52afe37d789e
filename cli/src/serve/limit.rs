//! How often a control token may ask: whoever holds one cannot keep the engine busy with it.

use std::num::NonZeroU32;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use pinproof::issuer::engine::TokenKey;
use pinproof::message::{Body, ControlId, OpenForm, Request, SetRequest, TzpkRequest, ViewRequest};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::route::Route;

/// A bucket for each token, known or not, by the digest of its id.
pub(crate) struct Limits(DefaultKeyedRateLimiter<[u8; 32]>);

impl Limits {
    /// `burst` requests at once, one more each second.
    pub(crate) fn new(burst: u32) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        Self(RateLimiter::keyed(
            Quota::per_second(NonZeroU32::MIN).allow_burst(burst),
        ))
    }

    /// Whether this token may ask now.
    pub(crate) fn allow(&self, token: &TokenKey) -> bool {
        self.0.check_key(token.as_bytes()).is_ok()
    }

    /// Forgets the buckets that are full again.
    pub(crate) fn sweep(&self) {
        self.0.retain_recent();
        self.0.shrink_to_fit();
    }
}

/// The body of the request for the context.
#[derive(Deserialize)]
struct OnlyId {
    #[serde(rename = "controlId")]
    control_id: String,
}

/// The control token of a device's request. `None` when there is none in the right place: the engine will say so.
pub(crate) fn control_id(route: Route, request: &Request) -> Option<ControlId> {
    match (route, &request.body) {
        (Route::Page, Body::Form(form)) => OpenForm::from_form(form.expose().as_bytes())
            .ok()
            .map(|form| form.control_id),
        (Route::Tzpk, Body::Json(json)) => TzpkRequest::from_json(json.expose().as_bytes())
            .ok()
            .map(|read| read.control_id),
        (Route::Set, Body::Json(json)) => SetRequest::from_json(json.expose().as_bytes())
            .ok()
            .map(|read| read.control_id),
        (Route::View, Body::Json(json)) => ViewRequest::from_json(json.expose().as_bytes())
            .ok()
            .map(|read| read.control_id),
        (Route::Context, Body::Json(json)) => {
            let read: OnlyId = serde_json::from_str(json.expose()).ok()?;
            ControlId::new(&Zeroizing::new(read.control_id)).ok()
        }
        _ => None,
    }
}

/// Whether a control id stands where histories and logs would keep it.
pub(crate) fn has_id_in_query(request: &Request) -> bool {
    let is_id = |name: &str| name.trim().eq_ignore_ascii_case("controlId");
    request.query.iter().any(|(name, _)| is_id(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_has_its_own_burst() {
        let limits = Limits::new(3);
        let key = |byte| TokenKey::from_bytes([byte; 32]);
        let allowed = (0..10).filter(|_| limits.allow(&key(1))).count();
        assert_eq!(allowed, 3);
        assert!(limits.allow(&key(2)));
        limits.sweep();
        assert!(!limits.allow(&key(1)));
    }
}
