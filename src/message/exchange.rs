//! The key exchange.

use alloc::string::String;

use super::json::{Fields, Object};
use super::{Body, ControlId, Request, text};
use crate::device::{PublicKey, WrappedTzpk};
use crate::error::{Error, MessageError, PublicKeyError};
use crate::profile::{Encoding, Profile};
use crate::secret::SecretText;

/// The device's public key on its way to the issuer, for setting a PIN.
#[derive(Debug)]
#[non_exhaustive]
pub struct TzpkRequest {
    /// The control token.
    pub control_id: ControlId,
    /// The key as text; see [`TzpkRequest::key`].
    pub public_key: String,
}

impl TzpkRequest {
    /// The message for this key.
    pub fn new(control_id: ControlId, key: &PublicKey, profile: &Profile) -> Self {
        Self {
            control_id,
            public_key: key_text(key, profile),
        }
    }

    /// The key, decoded and checked.
    ///
    /// # Errors
    ///
    /// [`PublicKeyError::Encoding`] when the text is not in the profile's encoding, [`PublicKeyError::Invalid`] when it is
    /// not an acceptable key or not of the profile's length.
    pub fn key(&self, profile: &Profile) -> Result<PublicKey, PublicKeyError> {
        key(&self.public_key, profile)
    }

    /// POST to the profile's path `tzpk`.
    pub fn to_request(&self, profile: &Profile) -> Request {
        Request::post(&profile.paths.tzpk, Body::Json(self.to_json()))
    }

    /// As JSON.
    pub fn to_json(&self) -> SecretText {
        write_key_message(&self.control_id, &self.public_key)
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        let (control_id, public_key) = read_key_message(bytes)?;
        Ok(Self { control_id, public_key })
    }
}

/// The wrapped TZPK.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TzpkResponse {
    /// The ciphertext as text; see [`TzpkResponse::wrapped`].
    pub tzpk: String,
}

impl TzpkResponse {
    /// The message for this ciphertext.
    pub fn new(wrapped: &WrappedTzpk, profile: &Profile) -> Self {
        Self {
            tzpk: text::encode(wrapped.as_bytes(), profile.encoding.tzpk),
        }
    }

    /// The ciphertext, decoded; `key` is the one that it has to be wrapped to.
    ///
    /// # Errors
    ///
    /// [`MessageError::Encoding`]; [`CiphertextLength`](crate::error::CiphertextLength) when it is not as long as the modulus.
    pub fn wrapped(&self, key: &PublicKey, profile: &Profile) -> Result<WrappedTzpk, Error> {
        wrapped(&self.tzpk, key, profile)
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        Object::new(self.tzpk.len()).text("tzpk", &self.tzpk).close()
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        let mut fields = Fields::read(bytes)?;
        Ok(Self {
            tzpk: fields.text("tzpk")?,
        })
    }
}

pub(super) fn key_text(key: &PublicKey, profile: &Profile) -> String {
    text::encode(key.to_spki_der(), profile.encoding.public_key)
}

pub(super) fn key(text: &str, profile: &Profile) -> Result<PublicKey, PublicKeyError> {
    let key = match profile.encoding.public_key {
        Encoding::Base64 => PublicKey::from_base64(text)?,
        Encoding::Hex => {
            let der = text::decode(text, Encoding::Hex).map_err(|_| PublicKeyError::Encoding)?;
            PublicKey::from_spki_der(&der)?
        }
    };
    if key.size() == profile.rsa_bits {
        Ok(key)
    } else {
        Err(PublicKeyError::Invalid)
    }
}

pub(super) fn wrapped(text: &str, key: &PublicKey, profile: &Profile) -> Result<WrappedTzpk, Error> {
    let bytes = text::decode(text, profile.encoding.tzpk)?;
    Ok(WrappedTzpk::new(&bytes, key)?)
}

/// The body that the TZPK and the view request share.
pub(super) fn write_key_message(control_id: &ControlId, public_key: &str) -> SecretText {
    let room = control_id.as_str().len().saturating_add(public_key.len());
    Object::new(room)
        .text("controlId", control_id.as_str())
        .text("publicKey", public_key)
        .close_secret()
}

pub(super) fn read_key_message(bytes: &[u8]) -> Result<(ControlId, String), MessageError> {
    let mut fields = Fields::read(bytes)?;
    let control_id = fields.control_id("controlId")?;
    Ok((control_id, fields.text("publicKey")?))
}
