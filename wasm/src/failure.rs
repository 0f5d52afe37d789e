//! What JavaScript is told when a call fails.

use pinproof::error::{Error, PinRefused, SessionError};
use wasm_bindgen::JsValue;

/// Why a call failed, as a class. It becomes an `Error` whose message is the class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure(&'static str);

impl Failure {
    /// The profile is none, or WebCrypto cannot do what it asks for.
    pub const PROFILE: Self = Self("profile");
    /// A call out of turn. The session stands as it was.
    pub const STATE: Self = Self("session_state");

    /// The class.
    pub fn class(self) -> &'static str {
        self.0
    }
}

impl From<PinRefused> for Failure {
    fn from(refused: PinRefused) -> Self {
        Self(match refused {
            PinRefused::Charset => "pin_charset",
            PinRefused::Length => "pin_length",
            PinRefused::Sequence => "pin_sequence",
            PinRefused::Repeat => "pin_repeat",
            PinRefused::Denylist => "pin_denylist",
            PinRefused::Context => "pin_context",
            PinRefused::Mismatch => "pin_mismatch",
            _ => "pin",
        })
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Pin(refused) => refused.into(),
            Error::Session(SessionError::State) => Self::STATE,
            Error::Session(SessionError::Expired) => Self("session_expired"),
            Error::Session(SessionError::Attempts) => Self("session_attempts"),
            Error::Session(SessionError::ServerRejected) => Self("server_rejected"),
            Error::Session(SessionError::Redirected) => Self("redirected"),
            Error::Session(_) => Self("session"),
            Error::Message(_) => Self("message"),
            // What went wrong with a key or a block is nobody's business, not even the page's.
            _ => Self("exchange"),
        }
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        js_sys::Error::new(failure.0).into()
    }
}

#[cfg(test)]
mod tests {
    use pinproof::error::{BlockError, CiphertextLength, KeyError, UnwrapFailed};

    use super::*;

    #[test]
    fn faults_of_keys_and_blocks_look_alike() {
        let errors: [Error; 4] = [
            UnwrapFailed.into(),
            CiphertextLength.into(),
            KeyError::Weak.into(),
            BlockError::Invalid.into(),
        ];
        for error in errors {
            assert_eq!(Failure::from(error).class(), "exchange");
        }
    }
}
