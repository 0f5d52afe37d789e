//! Setting a PIN.

use alloc::string::String;

use super::json::{Fields, Object};
use super::{Body, ControlId, Request, text};
use crate::error::{Error, MessageError};
use crate::pin_block::EncryptedPinBlock;
use crate::profile::Profile;
use crate::secret::SecretText;

/// The encrypted PIN block on its way to the issuer.
#[derive(Debug)]
#[non_exhaustive]
pub struct SetRequest {
    /// The control token.
    pub control_id: ControlId,
    /// The ciphertext as text; see [`SetRequest::block`].
    pub pin_block: String,
}

impl SetRequest {
    /// The message for this block.
    pub fn new(control_id: ControlId, block: &EncryptedPinBlock, profile: &Profile) -> Self {
        Self {
            control_id,
            pin_block: text::encode(block.as_bytes(), profile.encoding.pin_block),
        }
    }

    /// The ciphertext, decoded. Only the profile's encoding is taken: the device knows it.
    ///
    /// # Errors
    ///
    /// [`MessageError::Encoding`]; [`BlockError::Length`](crate::error::BlockError::Length) for another number of bytes than
    /// the format has.
    pub fn block(&self, profile: &Profile) -> Result<EncryptedPinBlock, Error> {
        text::block(&self.pin_block, profile.pin_block.format, profile.encoding.pin_block)
    }

    /// POST to the profile's path `set`.
    pub fn to_request(&self, profile: &Profile) -> Request {
        Request::post(&profile.paths.set, Body::Json(self.to_json()))
    }

    /// As JSON.
    pub fn to_json(&self) -> SecretText {
        let room = self.control_id.as_str().len().saturating_add(self.pin_block.len());
        Object::new(room)
            .text("controlId", self.control_id.as_str())
            .text("pinBlock", &self.pin_block)
            .close_secret()
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        let mut fields = Fields::read(bytes)?;
        Ok(Self {
            control_id: fields.control_id("controlId")?,
            pin_block: fields.text("pinBlock")?,
        })
    }
}

/// The PIN is set. An object without a field of its own: an empty body is not one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetResponse;

impl SetResponse {
    /// As JSON.
    pub fn to_json(&self) -> String {
        Object::new(0).close()
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        Fields::read(bytes).map(|_| Self)
    }
}
