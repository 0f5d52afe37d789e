//! The issuer's answer to the PIN, and the way back to the beginning.

use alloc::boxed::Box;

use super::{AwaitingTzpk, ask};
use crate::device::{DeviceKey, PublicKey};
use crate::error::{Error, PinRefused, SessionError};
use crate::message::{Request, Response};
use crate::pin::policy::PinFacts;
use crate::session::common::Common;
use crate::session::{Instant, opaque, wire};

/// The PIN is on its way; the issuer's turn.
#[must_use]
pub struct Submitted(Box<Common>);

impl Submitted {
    pub(super) fn new(common: Box<Common>) -> Self {
        Self(common)
    }

    /// Whether the session still lives.
    ///
    /// # Errors
    ///
    /// As [`AwaitingTzpk::check`].
    pub fn check(&mut self, now: Instant) -> Result<(), Error> {
        self.0.at(now)
    }

    /// Asks the policy about a field that is being filled in; what `pin_valid` tells.
    ///
    /// # Errors
    ///
    /// The class of the rule that objects.
    pub fn would_accept(&self, typed: &str, facts: &PinFacts<'_>) -> Result<(), PinRefused> {
        self.0.accept_entry(typed, None, facts).map(drop)
    }

    /// Takes the issuer's answer.
    ///
    /// # Errors
    ///
    /// The session is over, and whether the PIN was set is not known: [`SessionError::Expired`],
    /// [`SessionError::ServerRejected`], [`SessionError::Redirected`], [`Error::Message`],
    /// [`SessionError::Replayed`] for an answer to an earlier message, [`SessionError::Attempts`] when the issuer does not
    /// like the PIN and there is no attempt left.
    pub fn receive(mut self, response: &Response<'_>, now: Instant) -> Result<Outcome, Error> {
        self.0.at(now)?;
        if !wire::is_validation_error(response) {
            wire::set_response(response)?;
            return Ok(Outcome::Set);
        }
        if self.0.may_send() {
            Ok(Outcome::Invalid(Retry(self.0)))
        } else {
            Err(SessionError::Attempts.into())
        }
    }
}

/// What became of the PIN.
#[must_use]
#[derive(Debug)]
pub enum Outcome {
    /// It is set.
    Set,
    /// The issuer does not like it. Nothing is set, and the control session goes on with new keys.
    Invalid(Retry),
}

/// Another PIN may be tried, with a new key pair and a new TZPK.
#[must_use]
pub struct Retry(Box<Common>);

impl Retry {
    /// Whether the session still lives.
    ///
    /// # Errors
    ///
    /// As [`AwaitingTzpk::check`].
    pub fn check(&mut self, now: Instant) -> Result<(), Error> {
        self.0.at(now)
    }

    /// Asks for a new TZPK.
    ///
    /// # Errors
    ///
    /// [`SessionError::Expired`], [`SessionError::KeySize`], and [`SessionError::KeyReused`] for a key pair that this
    /// session has seen.
    pub fn start<K: DeviceKey>(mut self, device_key: K, now: Instant) -> Result<(AwaitingTzpk<K>, Request), Error> {
        self.0.at(now)?;
        let public_key = device_key.public_key().clone();
        ask(self.0, device_key, public_key)
    }

    /// As [`Retry::start`], for a key pair whose private half answers later or elsewhere.
    ///
    /// # Errors
    ///
    /// As [`Retry::start`].
    pub fn start_with_public_key(
        mut self,
        public_key: PublicKey,
        now: Instant,
    ) -> Result<(AwaitingTzpk<PublicKey>, Request), Error> {
        self.0.at(now)?;
        ask(self.0, public_key.clone(), public_key)
    }
}

opaque! {
    Submitted,
    Retry,
}
