//! The joint where the device's RSA key plugs in.
//!
//! The device makes a key pair for one session, sends the [`PublicKey`], gets the TZPK back as a [`WrappedTzpk`] and takes
//! it out with [`DeviceKey::unwrap`]. Where the private key lives (Keystore, Secure Enclave, HSM, memory) is the
//! implementor's affair; `SoftwareKey` (feature `software-key`) is the one that comes with the crate.
//!
//! A key whose interface is asynchronous, or that hands out bytes on its own, does not need the trait: pass what it
//! decrypted to [`WrapScheme::accept`].

#[cfg(feature = "software-key")]
pub(crate) mod oaep;
mod public_key;
#[cfg(feature = "software-key")]
pub mod software;
mod wrap;

use rand_core::CryptoRng;

pub use public_key::{PublicKey, RsaBits};
#[cfg(feature = "software-key")]
pub use software::SoftwareKey;
pub use wrap::{Hash, OaepScheme, WrapScheme, WrappedTzpk};

use crate::error::UnwrapFailed;
use crate::tzpk::Tzpk;

/// An RSA key pair of the device, good for one unwrap.
///
/// Invariant: a key pair unwraps at most one TZPK. [`DeviceKey::unwrap`] takes the key by value, so that whoever can make
/// the device try many ciphertexts (Manger, CRYPTO 2001; Bleichenbacher, CRYPTO 1998) gets one answer per key.
/// An implementor destroys the private key on `unwrap`, whatever the outcome.
pub trait DeviceKey {
    /// The public half, to be sent to the issuer.
    fn public_key(&self) -> &PublicKey;

    /// Takes the TZPK out of `wrapped` (RSAES-OAEP-DECRYPT, RFC 8017, section 7.1.2) and checks it against `scheme`.
    ///
    /// `rng` is for blinding; an implementor that needs none ignores it.
    ///
    /// # Errors
    ///
    /// [`UnwrapFailed`] for everything: padding, hash, label, length of the key inside, rules of the key.
    fn unwrap(self, wrapped: &WrappedTzpk, scheme: &WrapScheme, rng: &mut dyn CryptoRng) -> Result<Tzpk, UnwrapFailed>
    where
        Self: Sized;
}
