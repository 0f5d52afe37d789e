//! Inputs that are met aside from the order of a session, where that is the bug.

use alloc::vec::Vec;

use super::{Live, Outcome};
use crate::conformance::client::{BridgeName, Flow, Input, StateName, Step};
use crate::conformance::mutant::sessions::late::{Late, Place, Second};
use crate::conformance::mutant::sessions::{Own, Pipeline, wire};

use StateName::{AwaitingTzpk, Done, Failed, Ready, Submitted};

impl Live {
    /// The answer of a bug; none where there is no such bug, or this is not its place.
    pub(super) fn aside(&mut self, pipeline: &Pipeline, input: &Input, own: &mut Own<'_>) -> Option<Outcome> {
        self.late(pipeline, input, own)
            .or_else(|| self.second(pipeline, input, own))
            .or_else(|| self.somewhere(pipeline, input))
    }

    fn late(&mut self, pipeline: &Pipeline, input: &Input, own: &mut Own<'_>) -> Option<Outcome> {
        let over = self.state.is_final();
        match (pipeline.late, input, self.state) {
            (Late::ErrorEnds, Input::Response(response), Ready) if response.status != 200 => {
                Some(Ok(self.fail(pipeline)))
            }
            (Late::ErrorAfterSuccess, Input::Response(response), Done) if response.status != 200 => {
                self.tells(pipeline, self.refusal_or_error(response.status))
            }
            (Late::RefusalAfterFailure, Input::Response(response), Failed) if response.status == 422 => {
                self.tells(pipeline, "set_pin_validation_error")
            }
            (Late::FieldAfterEnd, Input::Typed(_), _) if over => {
                let event = self.event(pipeline, wire::pin_valid(false));
                Some(Ok(self.step(self.state, [event].into(), None)))
            }
            (Late::ClockAfterEnd, Input::ClockMs(now), _) if over && *now >= self.profile.lifetimes.session_ms => {
                self.tells(pipeline, self.error())
            }
            (Late::FailsTwice, Input::Cancel(_) | Input::NetworkError(_), Failed) => self.tells(pipeline, self.error()),
            (Late::TapTold, Input::Submit(entry), AwaitingTzpk | Submitted)
                if self.flow == Flow::SetPin && !self.allowed(&entry.pin, None, own) =>
            {
                self.tells(pipeline, "set_pin_validation_error")
            }
            (Late::QuietAfterSending, Input::Typed(text), Submitted) => Some(Ok(self.quiet_field(text))),
            _ => None,
        }
    }

    fn second(&mut self, pipeline: &Pipeline, input: &Input, own: &mut Own<'_>) -> Option<Outcome> {
        if !self.again || self.state.is_final() {
            return None;
        }
        match (pipeline.second, input, self.state) {
            (Second::CancelIgnored, Input::Cancel(_), _)
            | (Second::Endless, Input::ClockMs(_), AwaitingTzpk | Submitted) => Some(Ok(self.quiet())),
            (Second::PinAgain, Input::NetworkError(_), Submitted) => {
                let last = self.last.clone();
                Some(Ok(self.step(self.state, Vec::new(), last)))
            }
            (Second::ErrorsRefuse, Input::Response(response), AwaitingTzpk) if response.status != 200 => {
                self.tells(pipeline, "set_pin_validation_error")
            }
            (Second::TapTold, Input::Submit(_) | Input::Call(_), AwaitingTzpk) => {
                self.tells(pipeline, "set_pin_validation_error")
            }
            (Second::PolicyEnds, Input::Submit(entry), Ready) if !self.allowed(&entry.pin, None, own) => {
                Some(Ok(self.fail(pipeline)))
            }
            (Second::QuietField, Input::Typed(text), AwaitingTzpk) => Some(Ok(self.quiet_field(text))),
            _ => None,
        }
    }

    /// A rule that holds everywhere but in one place.
    fn somewhere(&mut self, pipeline: &Pipeline, input: &Input) -> Option<Outcome> {
        if self.state.is_final() {
            return None;
        }
        let aes = !self.profile.tzpk.kind.is_tdes();
        let forgotten = match (pipeline.place, input) {
            (Place::CancelInFrame, Input::Cancel(_)) => self.bridge == BridgeName::Frame,
            (Place::CancelOnAndroid, Input::Cancel(_)) => self.bridge == BridgeName::Android,
            (Place::CancelWithAes, Input::Cancel(_)) | (Place::LifeWithAes, Input::ClockMs(_)) => aes,
            (Place::ClockInView, Input::ClockMs(now)) if self.flow == Flow::ViewPin && *now < self.now_ms => {
                return Some(Ok(self.fail(pipeline)));
            }
            _ => false,
        };
        forgotten.then(|| Ok(self.quiet()))
    }

    /// Ends without a word.
    pub(in crate::conformance::mutant::sessions) fn end(&mut self) {
        if !self.state.is_final() {
            self.state = Failed;
        }
    }

    pub(in crate::conformance::mutant::sessions) fn failed(&self) -> bool {
        self.state == Failed
    }

    pub(in crate::conformance::mutant::sessions) fn flow(&self) -> Flow {
        self.flow
    }

    fn error(&self) -> &'static str {
        match self.flow {
            Flow::SetPin => "set_pin_error",
            Flow::ViewPin => "view_pin_error",
        }
    }

    fn refusal_or_error(&self, status: u16) -> &'static str {
        match status {
            422 if self.flow == Flow::SetPin => "set_pin_validation_error",
            _ => self.error(),
        }
    }

    /// Tells the app, and the session stands as it was.
    fn tells(&mut self, pipeline: &Pipeline, name: &str) -> Option<Outcome> {
        let event = self.event(pipeline, wire::named(name));
        Some(Ok(self.step(self.state, [event].into(), None)))
    }

    fn quiet_field(&mut self, text: &str) -> Step {
        self.typed = text.into();
        self.quiet()
    }

    fn quiet(&mut self) -> Step {
        self.step(self.state, Vec::new(), None)
    }
}
