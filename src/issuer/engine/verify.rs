//! A terminal's PIN block against the PIN of the plastic.
//!
//! Tries are counted for each plastic, as its chip and its terminal know nothing of another one. Plastics of a card whose PIN was
//! set share that PIN, so whoever holds several of them has the tries of each.

use super::exchange::block_refusal;
use super::{
    Action, AuditEvent, Change, Decision, Engine, PlasticId, PlasticKind, PlasticStatus, Refusal, Store, Subject,
};
use crate::issuer;
use crate::pin_block::EncryptedPinBlock;
use crate::tzpk::Tzpk;

/// What became of a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub enum Verification {
    /// Right; all tries are back.
    Right,
    /// Wrong.
    Wrong {
        /// Tries that are left; at 0 the PIN is blocked.
        left: u8,
    },
}

impl<S: Store> Engine<S> {
    /// Compares the PIN in a block, in constant time, with that of an active plastic, and counts. The key is that of the zone
    /// from which the block comes.
    ///
    /// # Errors
    ///
    /// [`Refusal::PinBlocked`], without a look at the block; [`Refusal::PinBlock`], also for another format than the profile's,
    /// which costs no try, because no PIN arrived;
    /// [`Refusal::Virtual`], [`Refusal::NotProduced`], [`Refusal::PlasticStatus`], [`Refusal::UnknownPlastic`].
    pub fn verify_pin(
        &mut self,
        plastic: &PlasticId,
        zone_key: &Tzpk,
        block: &EncryptedPinBlock,
        now: u64,
    ) -> Result<Verification, Refusal> {
        let subject = Subject::Plastic(plastic.clone());
        self.settle(now, Action::VerifyPin, subject, |engine| {
            let mut plastic = engine.plastic(plastic)?;
            if plastic.kind == PlasticKind::Virtual {
                return Err(Refusal::Virtual);
            }
            if plastic.produced.is_none() {
                return Err(Refusal::NotProduced);
            }
            if plastic.status != PlasticStatus::Active {
                return Err(Refusal::PlasticStatus);
            }
            let left = plastic.tries_left.checked_sub(1).ok_or(Refusal::PinBlocked)?;
            let reference = engine.store.pin(&plastic.id)?.ok_or(Refusal::NotProduced)?;
            let context = engine
                .card(&plastic.card)?
                .data
                .context(engine.profile.pin_block.binding)?;
            if block.format() != engine.profile.pin_block.format {
                return Err(Refusal::PinBlock);
            }
            let right = issuer::verify_pin_block(zone_key, block, &context, &reference).map_err(block_refusal)?;
            let (verification, event) = if right {
                (Verification::Right, AuditEvent::PinRight)
            } else {
                (Verification::Wrong { left }, AuditEvent::PinWrong { left })
            };
            plastic.tries_left = if right { engine.settings.pin_tries } else { left };
            Ok(Decision::new(verification, event).and(Change::Plastic(plastic)))
        })
    }

    /// Gives a plastic all its tries back.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownPlastic`].
    pub fn reset_tries(&mut self, plastic: &PlasticId, now: u64) -> Result<(), Refusal> {
        let subject = Subject::Plastic(plastic.clone());
        self.settle(now, Action::ResetTries, subject, |engine| {
            let mut plastic = engine.plastic(plastic)?;
            plastic.tries_left = engine.settings.pin_tries;
            Ok(Decision::new((), AuditEvent::TriesReset).and(Change::Plastic(plastic)))
        })
    }
}
