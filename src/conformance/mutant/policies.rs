//! From what was typed to a verdict under a policy, each rule with the ways in which it can be wrong.
//!
//! The entry itself is read by the code that the blocks use too, because that is so in clients: a bug there shows in
//! `pin.check` and in every block that is built.

mod confirm;
mod context;
mod context_bugs;
mod digits;
mod entry_bugs;
mod order_bugs;
mod rule_bugs;
mod run_bugs;
mod runs;
#[cfg(test)]
mod tests;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

pub(crate) use self::confirm::Confirm;
pub(crate) use self::context::{Birth, Context, Old, Part, Phone, Tail};
pub(crate) use self::digits::{Deny, Extra, Row, Same};
pub(crate) use self::runs::{Run, Wrap};
use super::blocks;
use super::blocks::typed::Entry;
use super::catalogue::{Equivalent, Mutant};
use crate::conformance::accumulated::Accumulator;
use crate::conformance::client::{Accepted, AccumulateParams, Answer, Digest, Facts, Output, RejectClass, Request};
use crate::pin::policy::PinPolicy;

/// Section E.
pub(super) const MUTANTS: &[Mutant] = &blocks::joined::<{ blocks::length(LISTS) }, { LISTS.len() }>(LISTS);

const LISTS: [&[Mutant]; 5] = [
    entry_bugs::MUTANTS,
    order_bugs::MUTANTS,
    run_bugs::MUTANTS,
    rule_bugs::MUTANTS,
    context_bugs::MUTANTS,
];

/// What no answer can show.
pub(super) const EQUIVALENT: &[Equivalent] = &[Equivalent {
    id: "G11",
    title: "stops at the first character that differs when it compares PIN and repeat entry",
    equals: None,
    proof: "Whether two texts are equal does not depend on how many characters were read to know it; the time does",
}];

/// One client's way with a policy.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pipeline {
    /// Typed PIN to digits.
    pub(crate) entry: Entry,
    /// Which rule is asked when.
    pub(crate) order: Order,
    /// `min` and `max` are not looked at, only 4 and 12.
    pub(crate) bounds_ignored: bool,
    /// Runs that go up.
    pub(crate) ascending: Run,
    /// Runs that go down.
    pub(crate) descending: Run,
    /// 0 beside 9.
    pub(crate) wrap: Wrap,
    /// One digit too often anywhere.
    pub(crate) same: Same,
    /// One digit too often side by side.
    pub(crate) row: Row,
    /// The deny list.
    pub(crate) deny: Deny,
    /// What others know about the cardholder.
    pub(crate) context: Context,
    /// A rule that no policy asked for.
    pub(crate) extra: Extra,
    /// The repeat entry.
    pub(crate) confirm: Confirm,
}

/// A step of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Characters, and 4 to 12 digits.
    Entry,
    /// `min` and `max`.
    Length,
    /// Runs.
    Sequence,
    /// Repeated digits.
    Repeat,
    /// The deny list.
    Deny,
    /// The cardholder's own data.
    Context,
    /// The repeat entry.
    Mismatch,
}

/// The order of the steps. The entry is always read first; comparing two texts needs no digits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Order(pub(crate) [Step; 7]);

impl Default for Order {
    fn default() -> Self {
        use Step::{Context, Deny, Entry, Length, Mismatch, Repeat, Sequence};
        Self([Entry, Length, Sequence, Repeat, Deny, Context, Mismatch])
    }
}

/// What a client with this change answers; none for requests that do not come through here.
pub(super) fn answer(change: fn(&mut Pipeline), request: &Request, rng: &mut dyn CryptoRng) -> Option<Answer> {
    let mut pipeline = Pipeline::default();
    change(&mut pipeline);
    pipeline.answer(request, rng)
}

impl Pipeline {
    fn answer(&self, request: &Request, rng: &mut dyn CryptoRng) -> Option<Answer> {
        let result = match request {
            Request::PinCheck {
                policy,
                pin,
                repeat,
                facts,
            } => {
                let facts = facts.clone().unwrap_or_default();
                self.check(policy, pin, repeat.as_deref(), &facts)
                    .map(|()| Output::Accepted(Accepted {}))
            }
            Request::Accumulate {
                of,
                params,
                seed,
                count,
                checkpoint,
            } => {
                let AccumulateParams::PinCheck { policy } = params else {
                    return None;
                };
                if of != "pin.check" || !seed.is_empty() {
                    return None;
                }
                self.accumulate(policy, *count, *checkpoint).map(Output::Digest)
            }
            _ if self.entry == Entry::default() => return None,
            _ => {
                let blocks = blocks::Pipeline {
                    entry: self.entry,
                    ..blocks::Pipeline::default()
                };
                return blocks.answer(request, rng);
            }
        };
        Some(result.map_or_else(Answer::reject, Answer::Ok))
    }

    fn accumulate(&self, policy: &PinPolicy, count: u64, checkpoint: u64) -> Result<Digest, RejectClass> {
        if count > 10_000 || policy.check().is_err() {
            return Err(RejectClass::Message);
        }
        let no_facts = Facts::default();
        let mut outputs = Accumulator::new(checkpoint);
        for index in 0..count {
            let accepted = self.accepts(policy, &format!("{index:04}"), None, &no_facts).is_ok();
            outputs.push(if accepted { b"1" } else { b"0" });
        }
        Ok(outputs.finish())
    }

    fn check(&self, policy: &PinPolicy, typed: &str, repeat: Option<&str>, facts: &Facts) -> Result<(), RejectClass> {
        policy.check().map_err(|_| RejectClass::Message)?;
        context::readable(facts)?;
        self.accepts(policy, typed, repeat, facts)
    }

    /// Under a policy and with facts that make sense.
    fn accepts(&self, policy: &PinPolicy, typed: &str, repeat: Option<&str>, facts: &Facts) -> Result<(), RejectClass> {
        let mut digits = Vec::new();
        for step in self.order.0 {
            match step {
                Step::Entry => digits = self.entry.read(typed)?,
                Step::Mismatch => self.confirm.ask(typed, repeat)?,
                // Nothing typed has no digits to object to; only a faulty entry lets it come here.
                _ if digits.is_empty() => {}
                _ => self.ask(step, policy, &digits, facts)?,
            }
        }
        Ok(())
    }

    fn ask(&self, step: Step, policy: &PinPolicy, digits: &[u8], facts: &Facts) -> Result<(), RejectClass> {
        let (objects, class) = match step {
            Step::Length => {
                let fits = self
                    .entry
                    .fits(digits.len(), usize::from(policy.min), usize::from(policy.max));
                (!fits && !self.bounds_ignored, RejectClass::PinLength)
            }
            Step::Sequence => {
                let wrap = self.wrap;
                let up = policy.ascending_run.is_some_and(|n| {
                    self.ascending
                        .objects(digits, n, |a, b| wrap.follows(a, b, policy.wrap, true))
                });
                let down = policy.descending_run.is_some_and(|n| {
                    self.descending
                        .objects(digits, n, |a, b| wrap.follows(b, a, policy.wrap, false))
                });
                (up || down || self.extra.is_sequence(digits), RejectClass::PinSequence)
            }
            Step::Repeat => {
                let same = policy.max_same.is_some_and(|n| self.same.objects(digits, n));
                let row = policy.max_in_a_row.is_some_and(|n| self.row.objects(digits, n));
                (same || row || self.extra.is_repeat(digits), RejectClass::PinRepeat)
            }
            Step::Deny => (self.deny.objects(digits, &policy.deny), RejectClass::PinDenylist),
            Step::Context => (self.context.objects(digits, policy, facts), RejectClass::PinContext),
            Step::Entry | Step::Mismatch => return Ok(()),
        };
        if objects { Err(class) } else { Ok(()) }
    }
}

/// Digits as a text. Values above 9, which only a faulty entry gives, are letters.
fn text(digits: &[u8]) -> String {
    digits
        .iter()
        .filter_map(|digit| char::from_digit(u32::from(*digit), 16))
        .collect()
}
