//! Viewing a PIN: one message goes out, one comes back.

use rand_core::CryptoRng;

use super::common::Common;
use super::exchange::{Exchange, Unwrapping};
use super::{Instant, opaque, wire};
use crate::device::{DeviceKey, PublicKey, WrapScheme, WrappedTzpk};
use crate::error::Error;
use crate::message::{ControlId, Request, Response};
use crate::pin::Pin;
use crate::pin_block::{BlockContext, EncryptedPinBlock, PinCipher};
use crate::profile::Profile;
use crate::secret::SecretBytes;
use crate::tzpk::Tzpk;

/// Viewing a PIN. A session begins with [`ViewPin::start`].
#[derive(Debug)]
pub struct ViewPin(());

impl ViewPin {
    /// Opens the session and asks for the PIN.
    ///
    /// # Errors
    ///
    /// As [`SetPin::start`](super::SetPin::start).
    pub fn start<K: DeviceKey>(
        control_id: ControlId,
        device_key: K,
        context: BlockContext,
        profile: &Profile,
        now: Instant,
    ) -> Result<(AwaitingPin<K>, Request), Error> {
        let public_key = device_key.public_key().clone();
        ask(control_id, device_key, public_key, context, profile, now)
    }

    /// As [`ViewPin::start`], for a key pair whose private half answers later or elsewhere.
    ///
    /// # Errors
    ///
    /// As [`ViewPin::start`].
    pub fn start_with_public_key(
        control_id: ControlId,
        public_key: PublicKey,
        context: BlockContext,
        profile: &Profile,
        now: Instant,
    ) -> Result<(AwaitingPin<PublicKey>, Request), Error> {
        ask(control_id, public_key.clone(), public_key, context, profile, now)
    }
}

fn ask<K>(
    control_id: ControlId,
    key: K,
    public_key: PublicKey,
    context: BlockContext,
    profile: &Profile,
    now: Instant,
) -> Result<(AwaitingPin<K>, Request), Error> {
    let common = Common::open(control_id, context, profile, now)?;
    let exchange = Exchange::begin(common, key, public_key)?;
    let common = exchange.common();
    let request = wire::view_request(&common.control_id, exchange.public_key(), &common.profile)?;
    Ok((AwaitingPin(exchange), request))
}

/// The public key is on its way; the issuer's turn.
#[must_use]
pub struct AwaitingPin<K>(Exchange<K>);

impl<K> AwaitingPin<K> {
    /// Whether the session still lives.
    ///
    /// # Errors
    ///
    /// [`SessionError::Expired`](crate::error::SessionError::Expired), and from then on whatever the clock says.
    pub fn check(&mut self, now: Instant) -> Result<(), Error> {
        self.0.common_mut().at(now)
    }

    /// Takes the issuer's answer, and keeps the wrapped TZPK for the key pair.
    ///
    /// # Errors
    ///
    /// As [`AwaitingPin::receive`], but for what the key pair finds.
    pub fn take(self, response: &Response<'_>, now: Instant) -> Result<AwaitingPinUnwrap<K>, Error> {
        let mut exchange = self.0;
        exchange.common_mut().at(now)?;
        let (wrapped, block) = wire::view_response(response, exchange.public_key(), &exchange.common().profile)?;
        Ok(AwaitingPinUnwrap {
            unwrapping: exchange.received(wrapped)?,
            block,
        })
    }
}

impl<K: DeviceKey> AwaitingPin<K> {
    /// Takes the issuer's answer, unwraps the TZPK in it and opens the PIN block; the key pair is used up.
    ///
    /// # Errors
    ///
    /// Those of [`AwaitingTzpk::receive`](super::AwaitingTzpk::receive), and [`Error::Block`].
    pub fn receive(self, response: &Response<'_>, now: Instant, rng: &mut dyn CryptoRng) -> Result<Shown, Error> {
        let taken = self.take(response, now)?;
        let (common, tzpk) = taken.unwrapping.unwrap(rng)?;
        open(&common, &tzpk, &taken.block)
    }
}

/// The issuer has answered; the key pair's turn.
#[must_use]
pub struct AwaitingPinUnwrap<K> {
    unwrapping: Unwrapping<K>,
    block: EncryptedPinBlock,
}

impl<K> AwaitingPinUnwrap<K> {
    /// What the key pair has to unwrap.
    pub fn wrapped(&self) -> &WrappedTzpk {
        self.unwrapping.wrapped()
    }

    /// How it is wrapped.
    pub fn scheme(&self) -> WrapScheme {
        self.unwrapping.common().profile.wrap_scheme()
    }

    /// Whether the session still lives.
    ///
    /// # Errors
    ///
    /// As [`AwaitingPin::check`].
    pub fn check(&mut self, now: Instant) -> Result<(), Error> {
        self.unwrapping.common_mut().at(now)
    }
}

impl AwaitingPinUnwrap<PublicKey> {
    /// Takes what the key pair decrypted. When it could not, drop the session: it is over.
    ///
    /// # Errors
    ///
    /// [`SessionError::Expired`](crate::error::SessionError::Expired), [`Error::Unwrap`], [`Error::Block`].
    pub fn unwrapped(self, decrypted: SecretBytes, now: Instant) -> Result<Shown, Error> {
        let (common, tzpk) = self.unwrapping.unwrapped(decrypted, now)?;
        open(&common, &tzpk, &self.block)
    }
}

fn open(common: &Common, tzpk: &Tzpk, block: &EncryptedPinBlock) -> Result<Shown, Error> {
    Ok(Shown(PinCipher::new(tzpk).decrypt(block, &common.context)?))
}

/// The PIN, for the cardholder's eyes. Wiped on drop.
#[must_use]
pub struct Shown(Pin);

impl Shown {
    /// The PIN.
    pub fn pin(&self) -> &Pin {
        &self.0
    }

    /// The PIN, taken out.
    pub fn into_pin(self) -> Pin {
        self.0
    }
}

opaque! {
    AwaitingPin<K>,
    AwaitingPinUnwrap<K>,
    Shown,
}
