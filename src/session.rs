//! One session of the device with the issuer: to set a PIN ([`SetPin`]) or to view it ([`ViewPin`]).
//!
//! Bytes, the time and randomness come in as arguments, requests go out as values; there is no transport and no clock here.
//! Each turn is a type of its own, and each message takes the turn before it by value:
//!
//! ```text
//!                       TZPK              accept             answer
//! SetPin::start ──▶ AwaitingTzpk ──▶ Ready ──▶ submit ──▶ Submitted ──▶ Outcome::Set
//!        │               ▲                                    │
//!        ▼               │ new key pair                       ▼
//!     Request          Retry ◀───────────────────────── Outcome::Invalid
//!
//!                       TZPK, block
//! ViewPin::start ──▶ AwaitingPin ──▶ Shown
//! ```
//!
//! - A key pair unwraps at most one TZPK, and a TZPK encrypts at most one PIN: both are taken by value. What comes a second
//!   time in one session all the same (key pair, wrapped TZPK, TZPK) is refused.
//! - A PIN that the policy refuses leaves [`Ready`] as it is: nothing was sent.
//! - When the issuer refuses the PIN itself (422 with a problem body), the control session goes on with a new key pair and a
//!   new TZPK, within the profile's lifetime and attempts. Anything else that goes wrong ends the session, and what it held is
//!   wiped; the flow starts again, with a new control token.
//! - The control token opens the session while it is younger than the profile's `lifetimes.token_ms`; from then on
//!   `lifetimes.session_ms` counts. A clock that goes back gives no time back.
//! - A TZPK that stands in somebody's documentation does not unwrap.
//!
//! For a key pair that answers later or elsewhere (WebCrypto, a key store, a security module) there is
//! [`SetPin::start_with_public_key`] with [`AwaitingUnwrap`], and the same for viewing.
//!
//! [`driver`] has the same machine in one type.
//!
//! ```
//! # #[cfg(feature = "issuer")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # use pinproof::{issuer, tzpk::Tzpk};
//! # use pinproof::message::{SetResponse, TzpkRequest, TzpkResponse};
//! use pinproof::device::SoftwareKey;
//! use pinproof::message::{ControlId, Response};
//! use pinproof::pin::policy::PinFacts;
//! use pinproof::pin_block::BlockContext;
//! use pinproof::profile::Profile;
//! use pinproof::session::{Instant, Outcome, SetPin};
//!
//! # let profile = Profile::enfuce_v3();
//! # let mut rng = pinproof::os_rng();
//! # let reply = |body| Response { status: 200, content_type: Some("application/json"), body };
//! let key = SoftwareKey::generate(profile.rsa_bits, &mut rng)?;
//! let token = ControlId::new("8f14e45fceea167a")?;
//! let (awaiting, request) = SetPin::start(token, key, BlockContext::NoPan, &profile, Instant::from_ms(1_200))?;
//! assert_eq!(request.path, "/pin/v3/set/tzpk");
//! # let public = TzpkRequest::from_json(request.body.as_bytes())?.key(&profile)?;
//! # let tzpk = Tzpk::generate(profile.tzpk.kind, &mut rng)?;
//! # let wrapped = issuer::wrap_tzpk(&tzpk, &public, &profile.oaep, &mut rng)?;
//! # let answer = TzpkResponse::new(&wrapped, &profile).to_json();
//! # let response = reply(answer.as_bytes());
//! let ready = awaiting.receive(&response, Instant::from_ms(1_500), &mut rng)?;
//!
//! let facts = PinFacts::default();
//! assert!(ready.accept_entry("0739", Some("0793"), &facts).is_err());
//! let accepted = ready.accept_entry("0739", Some("0739"), &facts)?;
//! let (submitted, request) = ready.submit(accepted, Instant::from_ms(9_000), &mut rng)?;
//! assert_eq!(request.path, "/pin/v3/set");
//! # let answer = SetResponse.to_json();
//! # let response = reply(answer.as_bytes());
//! match submitted.receive(&response, Instant::from_ms(9_300))? {
//!     Outcome::Set => {}
//!     Outcome::Invalid(_retry) => unreachable!("the issuer takes 0739"),
//! }
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "issuer"))]
//! # fn main() {}
//! ```
//!
//! # What does not compile
//!
//! A PIN before the TZPK is there:
//!
//! ```compile_fail,E0599
//! # use pinproof::session::{Accepted, AwaitingTzpk, Instant};
//! # use pinproof::{device::SoftwareKey, os_rng};
//! fn too_early(awaiting: AwaitingTzpk<SoftwareKey>, accepted: Accepted, now: Instant) {
//!     let _ = awaiting.submit(accepted, now, &mut os_rng());
//! }
//! ```
//!
//! Two PINs under one TZPK:
//!
//! ```compile_fail,E0382
//! # use pinproof::session::{Accepted, Instant, Ready};
//! # use pinproof::os_rng;
//! fn twice(ready: Ready, one: Accepted, other: Accepted, now: Instant) {
//!     let _ = ready.submit(one, now, &mut os_rng());
//!     let _ = ready.submit(other, now, &mut os_rng());
//! }
//! ```
//!
//! Two TZPKs for one key pair:
//!
//! ```compile_fail,E0382
//! # use pinproof::{device::SoftwareKey, message::Response, os_rng};
//! # use pinproof::session::{AwaitingTzpk, Instant};
//! fn twice(awaiting: AwaitingTzpk<SoftwareKey>, response: &Response<'_>, now: Instant) {
//!     let _ = awaiting.receive(response, now, &mut os_rng());
//!     let _ = awaiting.receive(response, now, &mut os_rng());
//! }
//! ```
//!
//! A key pair that goes into two sessions:
//!
//! ```compile_fail,E0382
//! # use pinproof::{device::SoftwareKey, message::ControlId, pin_block::BlockContext, profile::Profile};
//! # use pinproof::session::{Instant, SetPin};
//! fn twice(key: SoftwareKey, one: ControlId, other: ControlId, profile: &Profile, now: Instant) {
//!     let _ = SetPin::start(one, key, BlockContext::NoPan, profile, now);
//!     let _ = SetPin::start(other, key, BlockContext::NoPan, profile, now);
//! }
//! ```
//!
//! A PIN that no policy has seen:
//!
//! ```compile_fail,E0308
//! # use pinproof::{os_rng, pin::Pin};
//! # use pinproof::session::{Instant, Ready};
//! fn unseen(ready: Ready, pin: Pin, now: Instant) {
//!     let _ = ready.submit(pin, now, &mut os_rng());
//! }
//! ```
//!
//! Another PIN with the old keys, after the issuer has refused one:
//!
//! ```compile_fail,E0599
//! # use pinproof::session::{Accepted, Instant, Retry};
//! # use pinproof::os_rng;
//! fn again(retry: Retry, accepted: Accepted, now: Instant) {
//!     let _ = retry.submit(accepted, now, &mut os_rng());
//! }
//! ```

mod accepted;
mod common;
pub mod driver;
mod exchange;
mod ledger;
mod life;
mod published;
mod set;
mod view;
mod wire;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod testing;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests;

pub use accepted::Accepted;
pub use ledger::Ledger;
pub use set::{AwaitingTzpk, AwaitingUnwrap, Outcome, Ready, Retry, SetPin, Submitted};
pub use view::{AwaitingPin, AwaitingPinUnwrap, Shown, ViewPin};

/// A moment, in milliseconds since the control token was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// The moment `ms` milliseconds after the issue of the token.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the issue of the token.
    pub const fn as_ms(self) -> u64 {
        self.0
    }
}

/// `Debug` for what holds secrets: the name alone.
macro_rules! opaque {
    ($($name:ident $(<$key:ident>)?,)+) => {
        $(impl$(<$key>)? ::core::fmt::Debug for $name$(<$key>)? {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        })+
    };
}
use opaque;
