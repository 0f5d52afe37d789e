//! Basic authentication (RFC 7617), in UTF-8.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64, Encoding as _};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::MessageError;
use crate::secret::{SecretBytes, SecretText};

/// User id and password of a back end. `Debug` shows neither.
///
/// Both may be empty. Texts are taken as they are: RFC 7617 leaves the normal form to whoever reads them from a keyboard.
pub struct BasicAuth {
    /// `user:password`.
    pair: SecretText,
    user_len: usize,
}

impl BasicAuth {
    /// The most bytes of user id and password together.
    pub const MAX_LEN: usize = 1024;

    /// A user id and a password.
    ///
    /// # Errors
    ///
    /// [`MessageError::Value`] for a `:` in the user id or a control character in either; [`MessageError::TooLarge`].
    pub fn new(user: &str, password: &str) -> Result<Self, MessageError> {
        if user.contains(':') {
            return Err(MessageError::Value);
        }
        let mut pair = String::with_capacity(user.len().saturating_add(password.len()).saturating_add(1));
        pair.push_str(user);
        pair.push(':');
        pair.push_str(password);
        Self::from_pair(SecretText::from_string(pair))
    }

    fn from_pair(pair: SecretText) -> Result<Self, MessageError> {
        let user_len = pair.expose().find(':').ok_or(MessageError::Syntax)?;
        if pair.len() > Self::MAX_LEN.saturating_add(1) {
            return Err(MessageError::TooLarge);
        }
        if pair.expose().chars().any(char::is_control) {
            return Err(MessageError::Value);
        }
        Ok(Self { pair, user_len })
    }

    /// The value of the header `Authorization`.
    pub fn header_value(&self) -> SecretText {
        let bytes = self.pair.expose().as_bytes();
        let base64_len = bytes.len().div_ceil(3).saturating_mul(4);
        let mut buffer = Zeroizing::new(alloc::vec![0; base64_len]);
        // The buffer has the length of the result.
        let base64 = Base64::encode(bytes, &mut buffer).unwrap_or_default();
        let mut value = String::with_capacity(base64_len.saturating_add(6));
        value.push_str("Basic ");
        value.push_str(base64);
        SecretText::from_string(value)
    }

    /// Reads the value of the header `Authorization`. The name of the scheme is not case sensitive; one or more blanks follow.
    ///
    /// # Errors
    ///
    /// [`MessageError::Syntax`] for another scheme or no `:`, [`MessageError::Encoding`] for what is not base64 of UTF-8,
    /// [`MessageError::Value`] for control characters, [`MessageError::TooLarge`].
    pub fn parse(value: &str) -> Result<Self, MessageError> {
        let (scheme, base64) = value.split_once(' ').ok_or(MessageError::Syntax)?;
        if !scheme.eq_ignore_ascii_case("Basic") {
            return Err(MessageError::Syntax);
        }
        let base64 = base64.trim_start_matches(' ');
        if base64.len() > Self::MAX_LEN.saturating_mul(2) {
            return Err(MessageError::TooLarge);
        }
        let pair: Vec<u8> = Base64::decode_vec(base64).map_err(|_| MessageError::Encoding)?;
        let pair = SecretBytes::from_vec(pair);
        let pair = core::str::from_utf8(pair.expose()).map_err(|_| MessageError::Encoding)?;
        Self::from_pair(SecretText::copy_from(pair))
    }

    /// The user id.
    pub fn user(&self) -> &str {
        self.pair.expose().get(..self.user_len).unwrap_or_default()
    }

    /// The password.
    pub fn password(&self) -> &str {
        let behind = self.user_len.saturating_add(1);
        self.pair.expose().get(behind..).unwrap_or_default()
    }

    /// Whether both have the same user id and password, in constant time for equal lengths.
    pub fn is(&self, other: &Self) -> bool {
        let pair = self.pair.expose().as_bytes();
        pair.ct_eq(other.pair.expose().as_bytes()).into()
    }
}

impl fmt::Debug for BasicAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BasicAuth").finish_non_exhaustive()
    }
}
