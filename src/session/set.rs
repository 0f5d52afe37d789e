//! Setting a PIN: one type for each turn, and each message takes the type before it by value.

mod ready;
mod submitted;

use alloc::boxed::Box;

use rand_core::CryptoRng;

pub use ready::Ready;
pub use submitted::{Outcome, Retry, Submitted};

use super::common::Common;
use super::exchange::{Exchange, Unwrapping};
use super::{Instant, opaque, wire};
use crate::device::{DeviceKey, PublicKey, WrapScheme, WrappedTzpk};
use crate::error::{Error, PinRefused};
use crate::message::{ControlId, Request, Response};
use crate::pin::policy::PinFacts;
use crate::pin_block::BlockContext;
use crate::profile::Profile;
use crate::secret::SecretBytes;

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
    ///
    /// [`SessionError::Expired`]: crate::error::SessionError::Expired
    /// [`SessionError::KeySize`]: crate::error::SessionError::KeySize
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
    ///
    /// [`SessionError::Expired`]: crate::error::SessionError::Expired
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
    ///
    /// [`SessionError::Expired`]: crate::error::SessionError::Expired
    /// [`SessionError::ServerRejected`]: crate::error::SessionError::ServerRejected
    /// [`SessionError::Redirected`]: crate::error::SessionError::Redirected
    /// [`SessionError::Replayed`]: crate::error::SessionError::Replayed
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
    ///
    /// [`SessionError::Expired`]: crate::error::SessionError::Expired
    /// [`SessionError::Replayed`]: crate::error::SessionError::Replayed
    pub fn unwrapped(self, decrypted: SecretBytes, now: Instant) -> Result<Ready, Error> {
        let (common, tzpk) = self.0.unwrapped(decrypted, now)?;
        Ok(Ready::new(common, tzpk))
    }
}

opaque! {
    AwaitingTzpk<K>,
    AwaitingUnwrap<K>,
}
