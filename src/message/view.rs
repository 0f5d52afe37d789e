//! Viewing a PIN: the key exchange and the block in one go.

use alloc::string::String;

use super::json::{Fields, Object};
use super::{Body, ControlId, Request, exchange, text};
use crate::device::{PublicKey, WrappedTzpk};
use crate::error::{Error, MessageError, PublicKeyError};
use crate::pin_block::EncryptedPinBlock;
use crate::profile::Profile;
use crate::secret::SecretText;

/// The device's public key on its way to the issuer, for viewing a PIN.
#[derive(Debug)]
#[non_exhaustive]
pub struct ViewRequest {
    /// The control token.
    pub control_id: ControlId,
    /// The key as text; see [`ViewRequest::key`].
    pub public_key: String,
}

impl ViewRequest {
    /// The message for this key.
    pub fn new(control_id: ControlId, key: &PublicKey, profile: &Profile) -> Self {
        Self {
            control_id,
            public_key: exchange::key_text(key, profile),
        }
    }

    /// The key, decoded and checked.
    ///
    /// # Errors
    ///
    /// As [`TzpkRequest::key`](super::TzpkRequest::key).
    pub fn key(&self, profile: &Profile) -> Result<PublicKey, PublicKeyError> {
        exchange::key(&self.public_key, profile)
    }

    /// POST to the profile's path `view`.
    pub fn to_request(&self, profile: &Profile) -> Request {
        Request::post(&profile.paths.view, Body::Json(self.to_json()))
    }

    /// As JSON.
    pub fn to_json(&self) -> SecretText {
        exchange::write_key_message(&self.control_id, &self.public_key)
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        let (control_id, public_key) = exchange::read_key_message(bytes)?;
        Ok(Self { control_id, public_key })
    }
}

/// The wrapped TZPK and the PIN block under it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ViewResponse {
    /// The wrapped key as text; see [`ViewResponse::wrapped`].
    pub tzpk: String,
    /// The ciphertext as text; see [`ViewResponse::block`].
    pub pin_block: String,
}

impl ViewResponse {
    /// The message for these two.
    pub fn new(wrapped: &WrappedTzpk, block: &EncryptedPinBlock, profile: &Profile) -> Self {
        Self {
            tzpk: text::encode(wrapped.as_bytes(), profile.encoding.tzpk),
            pin_block: text::encode(block.as_bytes(), profile.encoding.pin_block),
        }
    }

    /// The wrapped key, decoded; `key` is the one that it has to be wrapped to.
    ///
    /// # Errors
    ///
    /// As [`TzpkResponse::wrapped`](super::TzpkResponse::wrapped).
    pub fn wrapped(&self, key: &PublicKey, profile: &Profile) -> Result<WrappedTzpk, Error> {
        exchange::wrapped(&self.tzpk, key, profile)
    }

    /// The ciphertext, decoded. Which encoding an issuer takes here is not always published, so the length decides: for 8
    /// bytes 16 characters are hex and 12 are base64, for 16 bytes 32 and 24.
    ///
    /// # Errors
    ///
    /// As [`SetRequest::block`](super::SetRequest::block).
    pub fn block(&self, profile: &Profile) -> Result<EncryptedPinBlock, Error> {
        text::block_by_length(&self.pin_block, profile.pin_block.format, profile.encoding.pin_block)
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        let room = self.tzpk.len().saturating_add(self.pin_block.len());
        Object::new(room)
            .text("tzpk", &self.tzpk)
            .text("pinBlock", &self.pin_block)
            .close()
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
            pin_block: fields.text("pinBlock")?,
        })
    }
}
