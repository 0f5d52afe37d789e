//! The device's and the issuer's cryptography for setting and viewing a card PIN, and the conformance kit that judges
//! clients against it.
//!
//! The device makes a one-time RSA key pair, the issuer wraps a temporary PIN key (TZPK) to it, and the PIN travels as an
//! ISO 9564-1 block under that key. Who only listens between the two cannot read it; what an active back end could do stands in
//! SECURITY.md. In one process:
//!
//! # One PIN, in six steps
//!
//! ```
//! # #[cfg(feature = "issuer")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use pinproof::device::{DeviceKey, PublicKey, SoftwareKey, WrappedTzpk};
//! use pinproof::pin::policy::PinFacts;
//! use pinproof::pin_block::{BlockContext, EncryptedPinBlock, PinCipher};
//! use pinproof::profile::Profile;
//! use pinproof::{issuer, tzpk::Tzpk};
//!
//! let profile = Profile::enfuce_v3();
//! let mut rng = pinproof::os_rng();
//!
//! // 1. The device makes a key pair and sends the public key.
//! let key = SoftwareKey::generate(profile.rsa_bits, &mut rng)?;
//! let public_key: String = key.public_key().to_base64();
//!
//! // 2. The issuer wraps a new TZPK to it.
//! let tzpk = Tzpk::generate(profile.tzpk.kind, &mut rng)?;
//! let wrapped = issuer::wrap_tzpk(&tzpk, &PublicKey::from_base64(&public_key)?, &profile.oaep, &mut rng)?;
//!
//! // 3. The device unwraps it; the key pair is used up.
//! let wrapped = WrappedTzpk::new(wrapped.as_bytes(), key.public_key())?;
//! let received = key.unwrap(&wrapped, &profile.wrap_scheme(), &mut rng)?;
//!
//! // 4. The cardholder's entry passes the policy, or nothing is sent.
//! let accepted = profile.pin_policy.accept_entry("0739", Some("0739"), &PinFacts::default())?;
//!
//! // 5. The PIN block goes to the issuer, encrypted.
//! let format = profile.pin_block.format;
//! let sent = PinCipher::new(&received).encrypt(format, accepted.pin(), &BlockContext::NoPan, &mut rng)?;
//!
//! // 6. The issuer opens it.
//! let block = EncryptedPinBlock::new(format, sent.as_bytes())?;
//! assert!(issuer::verify_pin_block(&tzpk, &block, &BlockContext::NoPan, accepted.pin())?);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "issuer"))]
//! # fn main() {}
//! ```
//!
//! # Strata
//!
//! Each module uses only those above it in this list; a test holds that.
//!
//! | stratum | modules |
//! |---|---|
//! | ground | [`error`], [`secret`] |
//! | values | [`pin`], [`pan`], [`pin_block`], [`tzpk`] |
//! | joint | [`device`] |
//! | protocol | [`profile`]; `message`, `session`, `page` (feature `session`) |
//! | issuer | `issuer` (feature `issuer`) |
//! | conformance | `conformance` (feature `conformance`) |
//!
//! # Features
//!
//! Features only add modules, and `serde` its impls. Without any, the crate is `no_std` and needs `alloc`.
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `std` | yes | `os_rng` |
//! | `software-key` | yes | `device::SoftwareKey` |
//! | `serde` | | serialisable policies and profiles, profiles from TOML and JSON |
//! | `session` | | `message`, `session`, `page`: the wire messages, the sessions, the events of the PIN page |
//! | `issuer` | | `issuer` |
//! | `conformance` | | `conformance`: vectors, client protocol, runner, reports |
//!
//! Randomness is always an argument, as [`rand_core::CryptoRng`]; there is no clock and no I/O below `conformance`.

#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)
)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

// Ground.
pub mod error;
pub mod secret;

// Values: valid by construction.
pub mod pan;
pub mod pin;
pub mod pin_block;
pub mod tzpk;

// Joint: where hardware keys plug in.
pub mod device;

// Protocol.
#[cfg(feature = "session")]
pub mod message;
#[cfg(feature = "session")]
pub mod page;
pub mod profile;
#[cfg(feature = "session")]
pub mod session;

// The other half.
#[cfg(feature = "issuer")]
pub mod issuer;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use error::Error;
pub use rand_core;

/// Randomness of the operating system, asked anew each time: no state to be copied by a fork or a snapshot.
///
/// # Panics
/// Drawing panics when the operating system has no randomness to give, which it does not outside of early boot.
#[cfg(feature = "std")]
pub fn os_rng() -> impl rand_core::CryptoRng {
    rand_core::UnwrapErr(rand::rngs::SysRng)
}

#[cfg(all(doctest, feature = "std", feature = "software-key"))]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
