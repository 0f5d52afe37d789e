//! What a session holds from its first message to its last, and the rules that do not depend on the turn.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::Instant;
use super::life::Life;
use super::published::is_published;
use crate::device::{PublicKey, WrappedTzpk};
use crate::error::{Error, Misuse, PanError, PinRefused, SessionError, UnwrapFailed};
use crate::message::ControlId;
use crate::pin::policy::{AcceptedPin, PinFacts};
use crate::pin_block::{BlockContext, Format};
use crate::profile::{Binding, Profile};
use crate::tzpk::{CheckMethod, CheckValue, Tzpk};

/// Formats 0 and 3 take the 12 digits before the check digit.
const MIN_PAN_LEN: usize = 13;

pub(super) struct Common {
    pub(super) control_id: ControlId,
    pub(super) profile: Profile,
    pub(super) context: BlockContext,
    life: Life,
    /// PINs that were sent.
    sent: u8,
    /// What was seen, so that nothing serves twice. Public, all of it: of a TZPK only the check value is kept.
    keys: Vec<PublicKey>,
    wrapped: Vec<WrappedTzpk>,
    check_values: Vec<CheckValue>,
}

impl Common {
    pub(super) fn open(
        control_id: ControlId,
        context: BlockContext,
        profile: &Profile,
        now: Instant,
    ) -> Result<Box<Self>, Error> {
        check_context(profile, &context)?;
        Ok(Box::new(Self {
            control_id,
            profile: profile.clone(),
            context,
            life: Life::open(&profile.lifetimes, now)?,
            sent: 0,
            keys: Vec::new(),
            wrapped: Vec::new(),
            check_values: Vec::new(),
        }))
    }

    pub(super) fn at(&mut self, now: Instant) -> Result<(), Error> {
        self.life.at(now)
    }

    /// Takes a new key pair into use.
    pub(super) fn use_key(&mut self, key: &PublicKey) -> Result<(), Error> {
        if key.size() != self.profile.rsa_bits {
            return Err(SessionError::KeySize.into());
        }
        if self.keys.contains(key) {
            return Err(SessionError::KeyReused.into());
        }
        self.keys.push(key.clone());
        Ok(())
    }

    /// Takes a wrapped TZPK, once.
    pub(super) fn use_wrapped(&mut self, wrapped: &WrappedTzpk) -> Result<(), Error> {
        if self.wrapped.contains(wrapped) {
            return Err(SessionError::Replayed.into());
        }
        self.wrapped.push(wrapped.clone());
        Ok(())
    }

    /// Takes what came out of it, once.
    pub(super) fn use_tzpk(&mut self, tzpk: Result<Tzpk, UnwrapFailed>) -> Result<Tzpk, Error> {
        let tzpk = tzpk?;
        if is_published(&tzpk).into() {
            // The same answer as to any other key that will not do.
            return Err(UnwrapFailed.into());
        }
        let method = if tzpk.kind().is_tdes() {
            CheckMethod::Tdes
        } else {
            CheckMethod::AesCmac
        };
        // To keep the key itself would be surer than its check value, and would keep what opens the block already sent.
        let check_value = tzpk.check_value(method)?;
        if self.check_values.contains(&check_value) {
            return Err(SessionError::Replayed.into());
        }
        self.check_values.push(check_value);
        Ok(tzpk)
    }

    /// Counts a PIN that is being sent.
    pub(super) fn count_pin(&mut self) -> Result<(), Error> {
        if self.may_send() {
            self.sent = self.sent.saturating_add(1);
            Ok(())
        } else {
            Err(SessionError::Attempts.into())
        }
    }

    pub(super) fn may_send(&self) -> bool {
        self.sent < self.profile.attempts
    }

    /// Asks the policy about what stands in the fields of a form.
    pub(super) fn accept_entry(
        &self,
        typed: &str,
        repeat: Option<&str>,
        facts: &PinFacts<'_>,
    ) -> Result<AcceptedPin, PinRefused> {
        let policy = &self.profile.pin_policy;
        policy.accept_entry(typed, repeat, &self.facts(facts))
    }

    /// The facts of the caller, with the PAN that the session knows.
    pub(super) fn facts<'a>(&'a self, facts: &PinFacts<'a>) -> PinFacts<'a> {
        let own = match &self.context {
            BlockContext::Pan(pan) => Some(pan),
            BlockContext::NoPan | BlockContext::Token(_) => None,
        };
        PinFacts {
            pan: facts.pan.or(own),
            ..*facts
        }
    }
}

/// Whether a PIN block can be made at all. To find out when the PIN was typed would be too late.
fn check_context(profile: &Profile, context: &BlockContext) -> Result<(), Error> {
    let format = profile.pin_block.format;
    format.check_key(profile.tzpk.kind)?;
    format.check_context(context)?;
    match (profile.pin_block.binding, context) {
        (Binding::None, BlockContext::NoPan)
        | (Binding::Pan, BlockContext::Pan(_))
        | (Binding::Token, BlockContext::Token(_)) => {}
        _ => return Err(Misuse::ContextUnexpected.into()),
    }
    match (format, context) {
        (Format::Iso0 | Format::Iso3, BlockContext::Pan(pan)) if pan.len() < MIN_PAN_LEN => {
            Err(PanError::Length.into())
        }
        _ => Ok(()),
    }
}
