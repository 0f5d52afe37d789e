//! The issuer's half of the cryptography: wraps the TZPK for the device, opens and verifies what the device sends.
//!
//! A TZPK for one session comes from [`Tzpk::generate`]; the device's public key from
//! [`PublicKey::from_spki_der`](crate::device::PublicKey::from_spki_der) or
//! [`PublicKey::from_base64`](crate::device::PublicKey::from_base64), which refuse what is too short or not in the one
//! form.

pub mod engine;

use rand_core::CryptoRng;

use crate::device::{OaepScheme, PublicKey, WrappedTzpk, oaep};
use crate::error::Error;
use crate::pin::Pin;
use crate::pin_block::{BlockContext, EncryptedPinBlock, PinCipher};
use crate::tzpk::Tzpk;

/// Wraps `tzpk` for the holder of `key`: RSAES-OAEP-ENCRYPT (RFC 8017, section 7.1.1), as long as the modulus.
///
/// The seed comes from `rng`; wrapping twice gives different bytes.
///
/// # Errors
///
/// [`PublicKeyError::Invalid`](crate::error::PublicKeyError::Invalid) when the RSA library does not take `key`.
pub fn wrap_tzpk(
    tzpk: &Tzpk,
    key: &PublicKey,
    scheme: &OaepScheme,
    rng: &mut dyn CryptoRng,
) -> Result<WrappedTzpk, Error> {
    let bytes = oaep::encrypt(key, tzpk.expose(), scheme, rng)?;
    Ok(WrappedTzpk::new(&bytes, key)?)
}

/// Decrypts `block` and reads the PIN in it.
///
/// # Errors
///
/// [`Error::Block`] when the block does not decode: another key or another PAN looks the same as damage on the way.
/// [`Error::Misuse`] or [`Error::Pan`] when format, key and `context` do not fit together.
pub fn open_pin_block(tzpk: &Tzpk, block: &EncryptedPinBlock, context: &BlockContext) -> Result<Pin, Error> {
    PinCipher::new(tzpk).decrypt(block, context)
}

/// Whether `block` holds the same PIN as `reference`, in constant time for PINs of one length.
///
/// A wrong PIN is `Ok(false)` and costs the cardholder an attempt. A block that does not decode is an error and should
/// not: no PIN arrived.
///
/// A wrong PAN is one or the other in format 0 and, all but surely, an error in format 4. Format 3 need not notice one that
/// differs only under the random fill: there the PAN guards the digits of the PIN from the third on, and no more.
///
/// # Errors
///
/// Those of [`open_pin_block`].
pub fn verify_pin_block(
    tzpk: &Tzpk,
    block: &EncryptedPinBlock,
    context: &BlockContext,
    reference: &Pin,
) -> Result<bool, Error> {
    let pin = open_pin_block(tzpk, block, context)?;
    Ok(pin.ct_eq(reference).into())
}

#[cfg(test)]
mod tests;
