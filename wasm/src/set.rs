//! Setting a PIN.

use core::mem;

use pinproof::device::PublicKey;
use pinproof::message::{ControlId, Response};
use pinproof::pin::policy::PinFacts;
use pinproof::pin_block::BlockContext;
use pinproof::profile::Profile;
use pinproof::secret::{SecretBytes, SecretText};
use pinproof::session::{AwaitingTzpk, AwaitingUnwrap, Outcome, Ready, Retry, SetPin, Submitted};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::opening::opening;
use crate::{Failure, Outgoing, Terms, moment, rng};

/// One session that sets a PIN.
#[wasm_bindgen]
pub struct SetPinSession {
    profile: Profile,
    turn: Turn,
}

enum Turn {
    /// Nothing was sent.
    Opened(ControlId, BlockContext),
    Awaiting(AwaitingTzpk<PublicKey>),
    Unwrapping(AwaitingUnwrap<PublicKey>),
    Ready(Ready),
    Submitted(Submitted),
    Retry(Retry),
    Over,
}

#[wasm_bindgen]
impl SetPinSession {
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

    /// Asks for the TZPK with a new public key, a DER SubjectPublicKeyInfo. The session counts from the opening of the page, however
    /// long the key pair took.
    ///
    /// # Errors
    ///
    /// The class of [`Failure`].
    pub fn ask(&mut self, spki: &[u8], now: f64) -> Result<Outgoing, Failure> {
        let now = moment(now);
        let key = PublicKey::from_spki_der(spki).map_err(pinproof::Error::from)?;
        let (awaiting, request) = match self.take_turn() {
            Turn::Opened(control_id, context) => {
                let opened = moment(0.0);
                let (mut awaiting, request) =
                    SetPin::start_with_public_key(control_id, key, context, &self.profile, opened)?;
                awaiting.check(now)?;
                (awaiting, request)
            }
            Turn::Retry(retry) => retry.start_with_public_key(key, now)?,
            turn => return self.out_of_turn(turn),
        };
        self.turn = Turn::Awaiting(awaiting);
        Ok(request.into())
    }

    /// Takes the issuer's answer to the public key and hands out the wrapped TZPK.
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

    /// Takes what WebCrypto decrypted. When it could not, call [`SetPinSession::end`].
    ///
    /// # Errors
    ///
    /// The class of [`Failure`]; but for a call out of turn, the session is over.
    pub fn unwrapped(&mut self, decrypted: Vec<u8>, now: f64) -> Result<(), Failure> {
        let decrypted = SecretBytes::from_vec(decrypted);
        match self.take_turn() {
            Turn::Unwrapping(unwrapping) => {
                self.turn = Turn::Ready(unwrapping.unwrapped(decrypted, moment(now))?);
                Ok(())
            }
            turn => self.out_of_turn(turn),
        }
    }

    /// What the policy has against these digits: a class, or nothing.
    pub fn objection(&self, typed: String) -> Option<String> {
        let (typed, facts) = (SecretText::from_string(typed), PinFacts::default());
        let typed = typed.expose();
        let judged = match &self.turn {
            Turn::Awaiting(awaiting) => awaiting.would_accept(typed, &facts),
            Turn::Ready(ready) => ready.would_accept(typed, &facts),
            Turn::Submitted(submitted) => submitted.would_accept(typed, &facts),
            _ => self.profile.pin_policy.accept_entry(typed, None, &facts).map(drop),
        };
        judged.err().map(|refused| Failure::from(refused).class().into())
    }

    /// Encrypts the PIN, when the policy takes it and both entries are the same.
    ///
    /// # Errors
    ///
    /// A class that begins with `pin_`, and nothing was sent and the cardholder may try again; another one, and the session is
    /// over, but for a call out of turn.
    pub fn submit(&mut self, pin: String, repeat: String, now: f64) -> Result<Outgoing, Failure> {
        let (pin, repeat) = (SecretText::from_string(pin), SecretText::from_string(repeat));
        let ready = match self.take_turn() {
            Turn::Ready(ready) => ready,
            turn => return self.out_of_turn(turn),
        };
        match ready.accept_entry(pin.expose(), Some(repeat.expose()), &PinFacts::default()) {
            Err(refused) => {
                self.turn = Turn::Ready(ready);
                Err(refused.into())
            }
            Ok(accepted) => {
                let (submitted, request) = ready.submit(accepted, moment(now), &mut rng())?;
                self.turn = Turn::Submitted(submitted);
                Ok(request.into())
            }
        }
    }

    /// Takes the issuer's answer to the PIN: whether it is set. When it is not, another PIN may be tried with another key pair.
    ///
    /// # Errors
    ///
    /// The class of [`Failure`]; but for a call out of turn, the session is over.
    #[wasm_bindgen(js_name = takeOutcome)]
    pub fn take_outcome(
        &mut self,
        status: u16,
        content_type: Option<String>,
        body: &[u8],
        now: f64,
    ) -> Result<bool, Failure> {
        let content_type = content_type.as_deref();
        let answer = Response {
            status,
            content_type,
            body,
        };
        let submitted = match self.take_turn() {
            Turn::Submitted(submitted) => submitted,
            turn => return self.out_of_turn(turn),
        };
        match submitted.receive(&answer, moment(now))? {
            Outcome::Set => Ok(true),
            Outcome::Invalid(retry) => {
                self.turn = Turn::Retry(retry);
                Ok(false)
            }
        }
    }

    /// Ends the session. What it held is wiped.
    pub fn end(&mut self) {
        self.turn = Turn::Over;
    }
}

impl SetPinSession {
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
