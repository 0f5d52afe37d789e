//! Embossing runs: plastics are produced, and get their PIN.

use alloc::vec;
use alloc::vec::Vec;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{
    Action, AuditEvent, AuditRecord, Card, CardId, Change, Decision, Engine, Plastic, PlasticId, PlasticStatus,
    Refusal, Store, Subject,
};
use crate::message::PinStatus;
use crate::pin::Pin;
use crate::pin::policy::PinPolicy;

/// Random PINs that are tried before a policy is taken to accept none.
const DRAWS: u32 = 1_000;

/// Where the PIN on a plastic comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PinSource {
    /// Drawn in the run.
    Random,
    /// Set by the cardholder.
    Set,
}

/// What an embossing run did, and what it left.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunReport {
    /// When it was, in milliseconds since 1970.
    pub at: u64,
    /// What was produced.
    pub produced: Vec<Produced>,
    /// What waits.
    pub waiting: Vec<Waiting>,
}

/// A plastic that was produced.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Produced {
    /// The plastic.
    pub plastic: PlasticId,
    /// Its card.
    pub card: CardId,
    /// Its sequence number.
    pub sequence: u32,
    /// Where its PIN comes from.
    pub pin: PinSource,
}

/// A plastic that was not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiting {
    /// The plastic.
    pub plastic: PlasticId,
    /// Its card.
    pub card: CardId,
    /// What has to happen first.
    pub waits_for: WaitsFor,
}

/// What has to happen before a plastic is produced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitsFor {
    /// The cardholder sets the PIN, or the issuer gives up waiting.
    Pin,
    /// The policy accepts some PIN: none of those drawn was.
    Policy,
    /// The record that the store has lost.
    Record,
}

impl<S: Store> Engine<S> {
    /// Holds an embossing run if one has become due since the last, by [`Settings::schedule`](super::Settings::schedule).
    /// To be called from time to time; runs that were missed are made up for by one.
    ///
    /// When the last run lies further ahead than the one after next, it was held under a wrong clock: runs count from `now`
    /// again, and the audit trail says so.
    ///
    /// # Errors
    ///
    /// As [`Engine::emboss`].
    pub fn tick(&mut self, now: u64, rng: &mut dyn CryptoRng) -> Result<Option<RunReport>, Refusal> {
        let settled = self.store.ran_until()?;
        let schedule = self.settings.schedule;
        let after_next = schedule.next_due(now).and_then(|next| schedule.next_due(next));
        if let Some(ahead) = settled.filter(|settled| after_next.is_some_and(|limit| *settled > limit)) {
            let record = AuditRecord {
                at: now,
                subject: Subject::Engine,
                event: AuditEvent::ScheduleReset { ahead },
            };
            self.store.commit(vec![Change::RanUntil(now), Change::Audit(record)])?;
            return Ok(None);
        }
        match schedule.last_due(now) {
            Some(due) if settled.is_none_or(|settled| settled < due) => self.emboss(now, rng).map(Some),
            _ => Ok(None),
        }
    }

    /// Holds an embossing run now. Every plastic that is to be made is, with its PIN, or the run fails as a whole.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unavailable`].
    pub fn emboss(&mut self, now: u64, rng: &mut dyn CryptoRng) -> Result<RunReport, Refusal> {
        self.settle(now, Action::Emboss, Subject::Engine, |engine| {
            let mut report = RunReport {
                at: now,
                produced: Vec::new(),
                waiting: Vec::new(),
            };
            let mut changes = Vec::new();
            for mut plastic in engine.store.unproduced()? {
                let (id, card) = (plastic.id.clone(), plastic.card.clone());
                match engine.pin_for(&plastic, rng)? {
                    Ok((source, pin)) => {
                        report.produced.push(Produced {
                            plastic: id.clone(),
                            card,
                            sequence: plastic.sequence,
                            pin: source,
                        });
                        plastic.status = PlasticStatus::Locked;
                        plastic.produced = Some(now);
                        let record = AuditRecord {
                            at: now,
                            subject: Subject::Plastic(id.clone()),
                            event: AuditEvent::Produced(source),
                        };
                        changes.extend([Change::Pin(id, pin), Change::Plastic(plastic), Change::Audit(record)]);
                    }
                    Err(waits_for) => report.waiting.push(Waiting {
                        plastic: id,
                        card,
                        waits_for,
                    }),
                }
            }
            let event = AuditEvent::RunEnded {
                produced: report.produced.len(),
                waiting: report.waiting.len(),
            };
            // A clock that went back makes no run due that was held.
            let settled = engine.store.ran_until()?.map_or(now, |settled| settled.max(now));
            let mut decision = Decision::new(report, event).and(Change::RanUntil(settled));
            decision.changes.extend(changes);
            Ok(decision)
        })
    }

    /// The PIN that goes onto this plastic, or why there is none yet.
    fn pin_for(
        &self,
        plastic: &Plastic,
        rng: &mut dyn CryptoRng,
    ) -> Result<Result<(PinSource, Pin), WaitsFor>, Refusal> {
        let Some(card) = self.store.card(&plastic.card)? else {
            return Ok(Err(WaitsFor::Record));
        };
        Ok(match card.pin_status {
            PinStatus::W => Err(WaitsFor::Pin),
            PinStatus::D => random_pin(&self.profile.pin_policy, &card, rng)
                .map(|pin| (PinSource::Random, pin))
                .ok_or(WaitsFor::Policy),
            PinStatus::S => self
                .pin_that_was_set(plastic)?
                .map(|pin| (PinSource::Set, pin))
                .ok_or(WaitsFor::Record),
        })
    }

    /// Its own, or that of another plastic of the card: all of them carry the one PIN that was set.
    fn pin_that_was_set(&self, plastic: &Plastic) -> Result<Option<Pin>, Refusal> {
        if let Some(own) = self.store.pin(&plastic.id)? {
            return Ok(Some(own));
        }
        for other in self.store.plastics_of(&plastic.card)? {
            if let Some(pin) = self.store.pin(&other.id)? {
                return Ok(Some(pin));
            }
        }
        Ok(None)
    }
}

/// A PIN of the policy's smallest length, each that it accepts as likely as any other.
fn random_pin(policy: &PinPolicy, card: &Card, rng: &mut dyn CryptoRng) -> Option<Pin> {
    for _ in 0..DRAWS {
        let mut digits = Zeroizing::new([0; Pin::MAX_LEN]);
        let digits = digits.get_mut(..usize::from(policy.min))?;
        for digit in digits.iter_mut() {
            *digit = random_digit(rng)?;
        }
        let pin = Pin::from_digits(digits.iter().copied()).ok()?;
        if let Ok(accepted) = policy.accept(pin, &card.data.facts()) {
            return Some(accepted.into_pin());
        }
    }
    None
}

/// Bytes from 250 on are drawn again: with them, 0 to 5 would come more often.
fn random_digit(rng: &mut dyn CryptoRng) -> Option<u8> {
    for _ in 0..DRAWS {
        let mut byte = Zeroizing::new([0]);
        rng.fill_bytes(byte.as_mut_slice());
        let [drawn] = *byte;
        if drawn < 250 {
            return drawn.checked_rem(10);
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::{MemoryStore, Settings};
    use super::*;
    use crate::profile::Profile;

    /// 2025-06-15, 15:06:40 UTC.
    const NOW: u64 = 1_750_000_000_000;
    const DAY: u64 = 86_400_000;

    fn engine() -> Engine<MemoryStore> {
        Engine::start(Profile::enfuce_v3(), Settings::default(), MemoryStore::new(), NOW).unwrap()
    }

    fn runs(engine: &mut Engine<MemoryStore>, now: u64) -> bool {
        engine.tick(now, &mut crate::os_rng()).unwrap().is_some()
    }

    #[test]
    fn a_run_under_a_clock_that_was_far_ahead_stops_no_later_one() {
        let mut engine = engine();
        assert!(runs(&mut engine, NOW + 1000 * DAY));
        assert!(!runs(&mut engine, NOW));
        let reset = AuditEvent::ScheduleReset {
            ahead: NOW + 1000 * DAY,
        };
        assert!(engine.store().audit().iter().any(|record| record.event == reset));
        assert!(!runs(&mut engine, NOW + 1));
        assert!(runs(&mut engine, NOW + DAY));
        assert!(!runs(&mut engine, NOW + DAY + 1));
    }

    #[test]
    fn a_clock_that_goes_back_a_little_repeats_no_run() {
        let mut engine = engine();
        let due = Settings::default().schedule.next_due(NOW).unwrap();
        assert!(runs(&mut engine, due));
        for now in [due - 1, due, due + 1] {
            assert!(!runs(&mut engine, now), "{now}");
        }
        // A run on demand under the old clock makes none due either.
        engine.emboss(due - 1, &mut crate::os_rng()).unwrap();
        assert!(!runs(&mut engine, due + 1));
        assert!(runs(&mut engine, due + DAY));
    }
}
