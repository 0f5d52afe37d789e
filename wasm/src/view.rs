//! Viewing a PIN.

use core::mem;

use js_sys::Uint8Array;
use pinproof::device::PublicKey;
use pinproof::message::{ControlId, Response};
use pinproof::pin_block::BlockContext;
use pinproof::profile::Profile;
use pinproof::secret::SecretBytes;
use pinproof::session::{AwaitingPin, AwaitingPinUnwrap, Shown, ViewPin};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::opening::opening;
use crate::{Failure, Outgoing, Terms, moment};

/// One session that shows a PIN.
#[wasm_bindgen]
pub struct ViewPinSession {
    profile: Profile,
    turn: Turn,
}

enum Turn {
    /// Nothing was sent.
    Opened(ControlId, BlockContext),
    Awaiting(AwaitingPin<PublicKey>),
    Unwrapping(AwaitingPinUnwrap<PublicKey>),
    Shown(Shown),
    Over,
}

#[wasm_bindgen]
impl ViewPinSession {
    /// Opens a session. `pan` or `token` is what binds the PIN block, when something does.
    ///
    /// # Errors
    ///
    /// The control id is none, or `pan` or `token` is not what the profile asks for.
    #[wasm_bindgen(constructor)]
    pub fn new(terms: &Terms, control_id: String, pan: Option<String>, token: Option<String>) -> Result<Self, Failure> {
        let (control_id, context) = opening(terms, control_id, pan, token)?;
        Ok(Self {
            profile: terms.profile().clone(),
            turn: Turn::Opened(control_id, context),
        })
    }

    /// Asks for the PIN with a new public key, a DER SubjectPublicKeyInfo. The session counts from the opening of the page, however
    /// long the key pair took.
    ///
    /// # Errors
    ///
    /// The class of [`Failure`].
    pub fn ask(&mut self, spki: &[u8], now: f64) -> Result<Outgoing, Failure> {
        let key = PublicKey::from_spki_der(spki).map_err(pinproof::Error::from)?;
        match self.take_turn() {
            Turn::Opened(control_id, context) => {
                let opened = moment(0.0);
                let (mut awaiting, request) =
                    ViewPin::start_with_public_key(control_id, key, context, &self.profile, opened)?;
                awaiting.check(moment(now))?;
                self.turn = Turn::Awaiting(awaiting);
                Ok(request.into())
            }
            turn => self.out_of_turn(turn),
        }
    }

    /// Takes the issuer's answer and hands out the wrapped TZPK.
    ///
    /// # Errors
    ///
    /// The class of [`Failure`]; but for a call out of turn, the session is over.
    #[wasm_bindgen(js_name = takeKey)]
    pub fn take_key(
        &mut self,
        status: u16,
        content_type: Option<String>,
        body: &[u8],
        now: f64,
    ) -> Result<Vec<u8>, Failure> {
        let content_type = content_type.as_deref();
        let answer = Response {
            status,
            content_type,
            body,
        };
        let awaiting = match self.take_turn() {
            Turn::Awaiting(awaiting) => awaiting,
            turn => return self.out_of_turn(turn),
        };
        let unwrapping = awaiting.take(&answer, moment(now))?;
        let wrapped = unwrapping.wrapped().as_bytes().to_vec();
        self.turn = Turn::Unwrapping(unwrapping);
        Ok(wrapped)
    }

    /// Takes what WebCrypto decrypted. When it could not, call [`ViewPinSession::end`].
    ///
    /// # Errors
    ///
    /// The class of [`Failure`]; but for a call out of turn, the session is over.
    pub fn unwrapped(&mut self, decrypted: Vec<u8>, now: f64) -> Result<(), Failure> {
        let decrypted = SecretBytes::from_vec(decrypted);
        match self.take_turn() {
            Turn::Unwrapping(unwrapping) => {
                self.turn = Turn::Shown(unwrapping.unwrapped(decrypted, moment(now))?);
                Ok(())
            }
            turn => self.out_of_turn(turn),
        }
    }

    /// Number of digits of the PIN, 0 when there is none to be shown.
    #[wasm_bindgen(getter)]
    pub fn digits(&self) -> usize {
        self.shown().len()
    }

    /// Writes the digits, as values 0 to 9, into `to`, an array of that many bytes. No copy stays behind but that one.
    ///
    /// # Errors
    ///
    /// There is no PIN, or the array has another length.
    #[wasm_bindgen(js_name = showInto)]
    pub fn show_into(&self, to: &Uint8Array) -> Result<(), Failure> {
        let digits = self.shown();
        if digits.is_empty() || usize::try_from(to.length()) != Ok(digits.len()) {
            return Err(Failure::STATE);
        }
        to.copy_from(digits);
        Ok(())
    }

    /// Ends the session. What it held is wiped, the PIN too.
    pub fn end(&mut self) {
        self.turn = Turn::Over;
    }
}

impl ViewPinSession {
    fn shown(&self) -> &[u8] {
        match &self.turn {
            Turn::Shown(shown) => shown.pin().expose_digits(),
            _ => &[],
        }
    }

    /// To be followed by a new turn, or the session is over.
    fn take_turn(&mut self) -> Turn {
        mem::replace(&mut self.turn, Turn::Over)
    }

    fn out_of_turn<T>(&mut self, turn: Turn) -> Result<T, Failure> {
        self.turn = turn;
        Err(Failure::STATE)
    }
}

#[cfg(test)]
mod tests;
