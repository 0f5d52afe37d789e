//! Placeholder front page, replaced below.
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
pub mod profile;

// The other half.
#[cfg(feature = "issuer")]
pub mod issuer;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use error::Error;
pub use rand_core;

/// Randomness of the operating system, through the thread's own generator.
#[cfg(feature = "std")]
pub fn os_rng() -> impl rand_core::CryptoRng {
    rand::rng()
}
