//! The cardholder's turn.

use alloc::boxed::Box;

use rand_core::CryptoRng;

use super::Submitted;
use crate::error::{Error, PinRefused, SessionError};
use crate::message::Request;
use crate::pin::Pin;
use crate::pin::policy::PinFacts;
use crate::pin_block::PinCipher;
use crate::session::accepted::{Accepted, Bond};
use crate::session::common::Common;
use crate::session::{Instant, opaque, wire};
use crate::tzpk::Tzpk;

/// The TZPK is here; the cardholder's turn.
#[must_use]
pub struct Ready {
    common: Box<Common>,
    tzpk: Tzpk,
    bond: Bond,
}

impl Ready {
    pub(super) fn new(common: Box<Common>, tzpk: Tzpk) -> Self {
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
    /// As [`AwaitingTzpk::check`](super::AwaitingTzpk::check).
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
        Ok((Submitted::new(self.common), request))
    }
}

opaque! {
    Ready,
}
