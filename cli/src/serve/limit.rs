//! How often devices may ask: whoever holds a control token, or invents them, cannot keep the engine busy.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};
use pinproof::issuer::engine::TokenKey;
use pinproof::message::{Body, ControlId, OpenForm, Request, SetRequest, TzpkRequest, ViewRequest};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::route::Route;

/// Who asks, as far as a connection tells: an IPv4 address, or the network of an IPv6 address, whose host has as many as it likes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Peer(IpAddr);

impl Peer {
    pub(crate) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let network = address.to_bits() & !u128::from(u64::MAX);
                Self(IpAddr::V6(Ipv6Addr::from_bits(network)))
            }
            address => Self(address),
        }
    }
}

/// How often devices may ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rates {
    /// With one control token at once; one more each second.
    pub(crate) token: u32,
    /// From one peer, each second.
    pub(crate) peer: u32,
    /// From all together, each second.
    pub(crate) all: u32,
}

/// A bucket for all, one for each peer, and one for each token, known or not, by the digest of its id. A request that one of the
/// first two refuses makes no bucket for its token.
pub(crate) struct Limits {
    all: DefaultDirectRateLimiter,
    peers: DefaultKeyedRateLimiter<Peer>,
    tokens: DefaultKeyedRateLimiter<[u8; 32]>,
}

impl Limits {
    pub(crate) fn new(rates: Rates) -> Self {
        let some = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Self {
            all: RateLimiter::direct(Quota::per_second(some(rates.all))),
            peers: RateLimiter::keyed(Quota::per_second(some(rates.peer))),
            tokens: RateLimiter::keyed(Quota::per_second(NonZeroU32::MIN).allow_burst(some(rates.token))),
        }
    }

    /// Whether this peer may ask now with this token, or without any.
    pub(crate) fn allow(&self, peer: Option<Peer>, token: Option<&TokenKey>) -> bool {
        // The peer's comes first: what it is refused takes nothing from the others.
        peer.is_none_or(|peer| self.peers.check_key(&peer).is_ok())
            && self.all.check().is_ok()
            && token.is_none_or(|token| self.tokens.check_key(token.as_bytes()).is_ok())
    }

    /// Forgets the buckets that are full again.
    pub(crate) fn sweep(&self) {
        self.peers.retain_recent();
        self.peers.shrink_to_fit();
        self.tokens.retain_recent();
        self.tokens.shrink_to_fit();
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

    const MANY: u32 = 10_000;

    fn key(byte: u8) -> TokenKey {
        TokenKey::from_bytes([byte; 32])
    }

    #[test]
    fn each_token_has_its_own_burst() {
        let limits = Limits::new(Rates {
            token: 3,
            peer: MANY,
            all: MANY,
        });
        let allowed = (0..10).filter(|_| limits.allow(None, Some(&key(1)))).count();
        assert_eq!(allowed, 3);
        assert!(limits.allow(None, Some(&key(2))));
        limits.sweep();
        assert!(!limits.allow(None, Some(&key(1))));
    }

    #[test]
    fn a_new_token_each_time_does_not_help_a_peer_and_many_peers_do_not_help_either() {
        let peer = |last| Some(Peer::of([192, 0, 2, last].into()));
        let limits = Limits::new(Rates {
            token: 3,
            peer: 5,
            all: 8,
        });
        let allowed = |last| {
            (0..100)
                .filter(|byte| limits.allow(peer(last), Some(&key(*byte))))
                .count()
        };
        assert_eq!((allowed(1), allowed(2)), (5, 3));
    }

    #[test]
    fn addresses_of_one_network_are_one_peer() {
        let peer = |text: &str| Peer::of(text.parse().unwrap());
        assert_eq!(peer("2001:db8:1:2::3"), peer("2001:db8:1:2:ffff::4"));
        assert_ne!(peer("2001:db8:1:2::3"), peer("2001:db8:1:3::3"));
        assert_eq!(peer("::ffff:192.0.2.1"), peer("192.0.2.1"));
        assert_ne!(peer("192.0.2.1"), peer("192.0.2.2"));
    }
}
