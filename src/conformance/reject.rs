//! Why a client says no: the closed list of the client protocol.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::error::{BlockError, Error, KeyError, PanError, PinRefused, PublicKeyError, SessionError};

macro_rules! classes {
    ($($(#[$doc:meta])* $variant:ident => $name:literal,)+) => {
        /// Why a client says no. The list is closed; `unwrap_failed` and `block_invalid` are coarse on purpose.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RejectClass { $($(#[$doc])* #[serde(rename = $name)] $variant,)+ }

        impl RejectClass {
            /// Every class.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Name on the wire.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

classes! {
    /// The wrapped key does not unwrap: padding, hash, label and key length alike.
    UnwrapFailed => "unwrap_failed",
    /// The ciphertext is not as long as the modulus.
    CiphertextLength => "ciphertext_length",
    /// The RSA key cannot be used.
    KeyInvalid => "key_invalid",
    /// The symmetric key has the wrong length for its kind.
    KeyLength => "key_length",
    /// The symmetric key is weak, semi-weak or degenerate.
    KeyWeak => "key_weak",
    /// The PIN has the wrong number of digits.
    PinLength => "pin_length",
    /// The PIN has something other than ASCII digits.
    PinCharset => "pin_charset",
    /// The PIN has a run.
    PinSequence => "pin_sequence",
    /// The PIN has one digit too often.
    PinRepeat => "pin_repeat",
    /// The PIN is on the deny list.
    PinDenylist => "pin_denylist",
    /// The PIN can be read from the cardholder's data.
    PinContext => "pin_context",
    /// The repeat entry differs.
    PinMismatch => "pin_mismatch",
    /// The PAN has the wrong number of digits.
    PanLength => "pan_length",
    /// The PAN has something other than ASCII digits.
    PanCharset => "pan_charset",
    /// The PAN's check digit is wrong.
    PanCheckDigit => "pan_check_digit",
    /// The block does not decode: one class for every fault inside a block.
    BlockInvalid => "block_invalid",
    /// The block has the wrong number of bytes.
    BlockLength => "block_length",
    /// Hex or base64 that is not.
    Encoding => "encoding",
    /// A message, or a combination in it, that is not allowed.
    Message => "message",
    /// Not in this state of the session.
    SessionState => "session_state",
    /// Too late.
    SessionExpired => "session_expired",
    /// Used before.
    SessionReused => "session_reused",
    /// The server said no.
    ServerRejected => "server_rejected",
    /// A message from a place that is not trusted.
    Origin => "origin",
}

impl fmt::Display for RejectClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl From<SessionError> for RejectClass {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::State | SessionError::Foreign | SessionError::Cancelled => Self::SessionState,
            SessionError::Expired | SessionError::Attempts => Self::SessionExpired,
            SessionError::Reused | SessionError::KeyReused | SessionError::Replayed => Self::SessionReused,
            SessionError::KeySize => Self::KeyInvalid,
            SessionError::ServerRejected | SessionError::Redirected | SessionError::Network => Self::ServerRejected,
        }
    }
}

impl From<Error> for RejectClass {
    fn from(error: Error) -> Self {
        match error {
            Error::Pin(refused) => refused.into(),
            Error::Pan(PanError::Charset) => Self::PanCharset,
            Error::Pan(PanError::Length) => Self::PanLength,
            Error::Pan(PanError::CheckDigit) => Self::PanCheckDigit,
            Error::Key(KeyError::Length) => Self::KeyLength,
            Error::Key(KeyError::Weak) => Self::KeyWeak,
            Error::Key(KeyError::Parity) | Error::PublicKey(PublicKeyError::Invalid) => Self::KeyInvalid,
            Error::PublicKey(PublicKeyError::Encoding) => Self::Encoding,
            Error::Block(BlockError::Length) => Self::BlockLength,
            Error::Block(BlockError::Invalid) => Self::BlockInvalid,
            Error::Unwrap(_) => Self::UnwrapFailed,
            Error::Ciphertext(_) => Self::CiphertextLength,
            Error::Origin(_) => Self::Origin,
            Error::Session(error) => error.into(),
            Error::Plastic(_) => Self::SessionState,
            Error::Message(_) | Error::Misuse(_) => Self::Message,
        }
    }
}

impl From<PinRefused> for RejectClass {
    fn from(refused: PinRefused) -> Self {
        match refused {
            PinRefused::Charset => Self::PinCharset,
            PinRefused::Length => Self::PinLength,
            PinRefused::Sequence => Self::PinSequence,
            PinRefused::Repeat => Self::PinRepeat,
            PinRefused::Denylist => Self::PinDenylist,
            PinRefused::Context => Self::PinContext,
            PinRefused::Mismatch => Self::PinMismatch,
        }
    }
}
