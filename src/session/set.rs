//! Setting a PIN: one type for each turn, and each message takes the type before it by value.

use alloc::boxed::Box;

use rand_core::CryptoRng;

use super::accepted::{Accepted, Bond};
use super::common::Common;
use super::exchange::{Exchange, Unwrapping};
use super::{Instant, opaque, wire};
use crate::device::{DeviceKey, PublicKey, WrapScheme, WrappedTzpk};
use crate::error::{Error, PinRefused, SessionError};
use crate::message::{ControlId, Request, Response};
use crate::pin::Pin;
use crate::pin::policy::PinFacts;
use crate::pin_block::{BlockContext, PinCipher};
use crate::profile::Profile;
use crate::secret::SecretBytes;
use crate::tzpk::Tzpk;

/// Setting a PIN. A session begins with [`SetPin::start`].
#[derive(Debug)]
pub struct SetPin(());

impl SetPin {
    /// Opens the session and asks for the TZPK.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] or [`Error::Pan`] when the profile's PIN blocks cannot be bound to `context`,
    /// [`SessionError::Expired`] when the control token is too old, [`SessionError::KeySize`] when the key pair is not
    /// what the profile asks for.
    pub fn start<K: DeviceKey>(
        control_id: ControlId,
        device_key: K,
        context: BlockContext,
        profile: &Profile,
        now: Instant,
    ) -> Result<(AwaitingTzpk<K>, Request), Error> {
        let public_key = device_key.public_key().clone();
        ask(Common::open(control_id, context, profile, now)?, device_key, public_key)
    }

    /// As [`SetPin::start`], for a key pair whose private half answers later or elsewhere.
    ///
    /// # Errors
    ///
    /// As [`SetPin::start`].
    pub fn start_with_public_key(
        control_id: ControlId,
        public_key: PublicKey,
        context: BlockContext,
        profile: &Profile,
        now: Instant,
    ) -> Result<(AwaitingTzpk<PublicKey>, Request), Error> {
        let common = Common::open(control_id, context, profile, now)?;
        ask(common, public_key.clone(), public_key)
    }
}

fn ask<K>(common: Box<Common>, key: K, public_key: PublicKey) -> Result<(AwaitingTzpk<K>, Request), Error> {
    let exchange = Exchange::begin(common, key, public_key)?;
    let common = exchange.common();
    let request = wire::tzpk_request(&common.control_id, exchange.public_key(), &common.profile)?;
    Ok((AwaitingTzpk(exchange), request))
}

/// The public key is on its way; the issuer's turn.
#[must_use]
pub struct AwaitingTzpk<K>(Exchange<K>);

impl<K> AwaitingTzpk<K> {
    /// Whether the session still lives.
    ///
    /// # Errors
    ///
    /// [`SessionError::Expired`], and from then on whatever the clock says.
    pub fn check(&mut self, now: Instant) -> Result<(), Error> {
        self.0.common_mut().at(now)
    }

    /// Asks the policy about a field that is being filled in; what `pin_valid` tells.
    ///
    /// # Errors
    ///
    /// The class of the rule that objects.
    pub fn would_accept(&self, typed: &str, facts: &PinFacts<'_>) -> Result<(), PinRefused> {
        self.0.common().accept_entry(typed, None, facts).map(drop)
    }

    /// Takes the issuer's answer, and keeps the wrapped TZPK for the key pair.
    ///
    /// # Errors
    ///
    /// As [`AwaitingTzpk::receive`], but for what the key pair finds.
    pub fn take(self, response: &Response<'_>, now: Instant) -> Result<AwaitingUnwrap<K>, Error> {
        let mut exchange = self.0;
        exchange.common_mut().at(now)?;
        let wrapped = wire::tzpk_response(response, exchange.public_key(), &exchange.common().profile)?;
        Ok(AwaitingUnwrap(exchange.received(wrapped)?))
    }
}

impl<K: DeviceKey> AwaitingTzpk<K> {
    /// Takes the issuer's answer and unwraps the TZPK in it; the key pair is used up.
    ///
    /// # Errors
    ///
    /// The session is over: [`SessionError::Expired`], [`SessionError::ServerRejected`], [`SessionError::Redirected`],
    /// [`Error::Message`], [`Error::Ciphertext`], [`SessionError::Replayed`], [`Error::Unwrap`].
    pub fn receive(self, response: &Response<'_>, now: Instant, rng: &mut dyn CryptoRng) -> Result<Ready, Error> {
        let (common, tzpk) = self.take(response, now)?.0.unwrap(rng)?;
        Ok(Ready::new(common, tzpk))
    }
}

/// The issuer has answered; the key pair's turn.
#[must_use]
pub struct AwaitingUnwrap<K>(Unwrapping<K>);

impl<K> AwaitingUnwrap<K> {
    /// What the key pair has to unwrap.
    pub fn wrapped(&self) -> &WrappedTzpk {
        self.0.wrapped()
    }

    /// How it is wrapped.
    pub fn scheme(&self) -> WrapScheme {
        self.0.common().profile.wrap_scheme()
    }

    /// Whether the session still lives.
    ///
    /// # Errors
    ///
    /// As [`AwaitingTzpk::check`].
    pub fn check(&mut self, now: Instant) -> Result<(), Error> {
        self.0.common_mut().at(now)
    }
}

impl AwaitingUnwrap<PublicKey> {
    /// Takes what the key pair decrypted. When it could not, drop the session: it is over.
    ///
    /// # Errors
    ///
    /// [`SessionError::Expired`], [`SessionError::Replayed`], [`Error::Unwrap`].
    pub fn unwrapped(self, decrypted: SecretBytes, now: Instant) -> Result<Ready, Error> {
        let (common, tzpk) = self.0.unwrapped(decrypted, now)?;
        Ok(Ready::new(common, tzpk))
    }
}

/// The TZPK is here; the cardholder's turn.
#[must_use]
pub struct Ready {
    common: Box<Common>,
    tzpk: Tzpk,
    bond: Bond,
}

impl Ready {
    fn new(common: Box<Common>, tzpk: Tzpk) -> Self {
        Self {
            common,
            tzpk,
            bond: Bond::new(),
        }
    }

    /// Whether the session still lives.
    ///
    /// # Errors
    ///
    /// As [`AwaitingTzpk::check`].
    pub fn check(&mut self, now: Instant) -> Result<(), Error> {
        self.common.at(now)
    }

    /// Asks the policy about a field that is being filled in; what `pin_valid` tells.
    ///
    /// # Errors
    ///
    /// The class of the rule that objects.
    pub fn would_accept(&self, typed: &str, facts: &PinFacts<'_>) -> Result<(), PinRefused> {
        self.common.accept_entry(typed, None, facts).map(drop)
    }

    /// Asks the profile's policy. The PAN of the session counts as a fact, when `facts` has none.
    ///
    /// # Errors
    ///
    /// The class of the rule that objects. Nothing was sent, and the cardholder may try again.
    pub fn accept(&self, pin: Pin, facts: &PinFacts<'_>) -> Result<Accepted, PinRefused> {
        let accepted = self.common.profile.pin_policy.accept(pin, &self.common.facts(facts))?;
        Ok(Accepted::new(accepted, &self.bond))
    }

    /// As [`Ready::accept`], for what stands in the fields of a form.
    ///
    /// # Errors
    ///
    /// As [`Ready::accept`].
    pub fn accept_entry(
        &self,
        typed: &str,
        repeat: Option<&str>,
        facts: &PinFacts<'_>,
    ) -> Result<Accepted, PinRefused> {
        let accepted = self.common.accept_entry(typed, repeat, facts)?;
        Ok(Accepted::new(accepted, &self.bond))
    }

    /// Encrypts the PIN and sends it. The TZPK is used up.
    ///
    /// # Errors
    ///
    /// The session is over: [`SessionError::Foreign`] when another session accepted the PIN, [`SessionError::Expired`],
    /// [`SessionError::Attempts`].
    pub fn submit(
        mut self,
        accepted: Accepted,
        now: Instant,
        rng: &mut dyn CryptoRng,
    ) -> Result<(Submitted, Request), Error> {
        let accepted = accepted.redeem(&self.bond).ok_or(SessionError::Foreign)?;
        self.common.at(now)?;
        self.common.count_pin()?;
        let format = self.common.profile.pin_block.format;
        let block = PinCipher::new(&self.tzpk).encrypt(format, accepted.pin(), &self.common.context, rng)?;
        let request = wire::set_request(&self.common.control_id, &block, &self.common.profile)?;
        Ok((Submitted(self.common), request))
    }
}

/// The PIN is on its way; the issuer's turn.
#[must_use]
pub struct Submitted(Box<Common>);

impl Submitted {
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
    AwaitingTzpk<K>,
    AwaitingUnwrap<K>,
    Ready,
    Submitted,
    Retry,
}
