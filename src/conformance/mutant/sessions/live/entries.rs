//! The field, and what is submitted.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::{Live, Outcome};
use crate::conformance::client::{Flow, RejectClass, StateName};
use crate::conformance::mutant::sessions::turns::Turns;
use crate::conformance::mutant::sessions::wire::{self, Material};
use crate::conformance::mutant::sessions::{Keys, Life, Own, Pipeline, Shared};

impl Live {
    pub(super) fn typed(&mut self, pipeline: &Pipeline, text: &str, own: &mut Own<'_>) -> Outcome {
        if self.flow == Flow::ViewPin {
            return Err(RejectClass::SessionState);
        }
        self.typed = text.to_string();
        let taken = self.allowed(text, None, own);
        if taken {
            self.valid = text.to_string();
        }
        let quiet = pipeline.turns == Turns::QuietField && text.len() < 4;
        let event = self.event(pipeline, wire::pin_valid(taken));
        let events = if quiet { Vec::new() } else { [event].into() };
        Ok(self.step(self.state, events, None))
    }

    pub(super) fn submit(
        &mut self,
        pipeline: &Pipeline,
        pin: &str,
        repeat: Option<&str>,
        shared: &mut Shared<'_>,
        own: &mut Own<'_>,
    ) -> Outcome {
        let again = self.state == StateName::Submitted && pipeline.turns == Turns::DoubleTap;
        let ready = self.state == StateName::Ready || (again && self.flow == Flow::SetPin);
        if !ready {
            return Err(RejectClass::SessionState);
        }
        if pipeline.life == Life::ClockAsItStands && self.is_over(pipeline) {
            return Ok(self.fail(pipeline));
        }
        if pipeline.turns != Turns::RulesInTheField && !self.allowed(pin, repeat, own) {
            let event = self.event(pipeline, wire::named("set_pin_validation_error"));
            return Ok(self.step(self.state, [event].into(), None));
        }
        let kept = match pipeline.turns {
            Turns::DoubleTap | Turns::SameTzpk => self.tzpk.clone(),
            _ => self.tzpk.take(),
        };
        let tzpk = match pipeline.keys {
            Keys::OneTzpk => shared.tzpk.clone(),
            _ => kept,
        };
        let Some(tzpk) = tzpk else {
            return Ok(self.fail(pipeline));
        };
        let Some(block) = self.sealed(pin, &tzpk, own) else {
            return Ok(self.fail(pipeline));
        };
        self.attempts = self.attempts.saturating_add(1);
        self.typed.clear();
        let sent = pipeline.wire.request(&Material {
            path: &self.profile.paths.set,
            control_id: &pipeline.id.sent(&self.control_id),
            field: "pinBlock",
            value: &block,
            pin: Some(pin),
            tzpk: Some(&tzpk),
            pan: self.pan(),
        });
        self.last = Some(sent.clone());
        self.pin = Some(pin.to_string());
        let early = pipeline.turns == Turns::EarlySuccess;
        let event = self.event(pipeline, wire::named("set_pin_success"));
        let events = if early { [event].into() } else { Vec::new() };
        Ok(self.step(StateName::Submitted, events, Some(sent)))
    }
}
