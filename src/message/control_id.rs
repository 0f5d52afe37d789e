//! The control token's id.

use core::fmt;

use crate::error::MessageError;
use crate::secret::SecretText;

/// The id of a control token: who holds it may set or view the PIN, so it is a bearer secret.
///
/// 1 to 256 characters of visible ASCII. Wiped on drop; no `Clone`, no `==`, no serde, nothing in `Debug`.
pub struct ControlId(SecretText);

impl ControlId {
    /// The most characters.
    pub const MAX_LEN: usize = 256;

    /// Takes the id. The caller still owns, and has to wipe, `text`.
    ///
    /// # Errors
    ///
    /// [`MessageError::Value`] when it is empty, too long, or has anything but visible ASCII (`!` to `~`).
    pub fn new(text: &str) -> Result<Self, MessageError> {
        Self::from_secret(SecretText::copy_from(text))
    }

    pub(super) fn from_secret(text: SecretText) -> Result<Self, MessageError> {
        let visible = |byte: u8| matches!(byte, b'!'..=b'~');
        if (1..=Self::MAX_LEN).contains(&text.len()) && text.expose().bytes().all(visible) {
            Ok(Self(text))
        } else {
            Err(MessageError::Value)
        }
    }

    /// The id, to be sent in a body.
    pub fn as_str(&self) -> &str {
        self.0.expose()
    }

    /// Whether both are the same, in constant time for equal lengths.
    pub fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for ControlId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ControlId(hidden)")
    }
}
