//! Answers of the issuer.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Live, Outcome};
use crate::conformance::client::{Flow, PeerResponse, RejectClass, Sent, StateName, Step};
use crate::conformance::mutant::sessions::replies::{Meaning, Replies};
use crate::conformance::mutant::sessions::turns::Turns;
use crate::conformance::mutant::sessions::{Own, Pipeline, Shared, wire};

impl Live {
    pub(super) fn response(
        &mut self,
        pipeline: &Pipeline,
        response: &PeerResponse,
        shared: &mut Shared<'_>,
        own: &mut Own<'_>,
    ) -> Outcome {
        let late = pipeline.turns == Turns::LateAnswers && self.state == StateName::Ready;
        let waits = matches!(self.state, StateName::AwaitingTzpk | StateName::Submitted) || late;
        if !waits {
            return Err(RejectClass::SessionState);
        }
        let set = self.state == StateName::Submitted;
        let known: &[&str] = match (set, self.flow) {
            (true, _) => &[],
            (false, Flow::SetPin) => &["tzpk"],
            (false, Flow::ViewPin) => &["tzpk", "pinBlock"],
        };
        match pipeline.replies.meaning(pipeline.body, response, known, set) {
            Meaning::Success(fields) if set => {
                let replayed = fields.contains_key("tzpk") && pipeline.replies != Replies::StatusAlone;
                if replayed {
                    return Ok(self.fail(pipeline));
                }
                let event = self.event(pipeline, wire::named("set_pin_success"));
                Ok(self.step(StateName::Done, [event].into(), None))
            }
            Meaning::Success(fields) => {
                let text = |name: &str| pipeline.body.text(&fields, name).ok();
                let Some(tzpk) = text("tzpk").and_then(|text| self.unwrapped(pipeline, &text, own)) else {
                    return Ok(self.fail(pipeline));
                };
                if self.flow == Flow::ViewPin {
                    let pin = text("pinBlock").and_then(|block| self.opened(pipeline, &block, &tzpk, own));
                    return Ok(self.show(pipeline, pin));
                }
                *shared.tzpk = Some(tzpk.clone());
                self.tzpk = Some(tzpk);
                Ok(self.step(StateName::Ready, Vec::new(), None))
            }
            Meaning::PinRefused => Ok(self.refused(pipeline, shared, own)),
            Meaning::Again => {
                let last = self.last.clone();
                Ok(self.step(self.state, Vec::new(), last))
            }
            Meaning::Elsewhere(path) => {
                let sent = self.last.clone().map(|sent| Sent { path, ..sent });
                Ok(self.step(self.state, Vec::new(), sent))
            }
            Meaning::Failure => Ok(self.fail(pipeline)),
        }
    }

    fn show(&mut self, pipeline: &Pipeline, pin: Option<String>) -> Step {
        let pin = match (pin, pipeline.turns) {
            (None, Turns::ShowsAnyway) => Some("0000".to_string()),
            (pin, _) => pin,
        };
        match pin {
            Some(pin) => {
                let event = self.event(pipeline, wire::shown(pin));
                self.step(StateName::Done, [event].into(), None)
            }
            None => self.fail(pipeline),
        }
    }

    /// The issuer refuses the PIN: another try, with a new key.
    fn refused(&mut self, pipeline: &Pipeline, shared: &mut Shared<'_>, own: &mut Own<'_>) -> Step {
        if self.attempts >= self.profile.attempts && pipeline.turns != Turns::EndlessTries {
            return self.fail(pipeline);
        }
        self.again = true;
        let event = self.event(pipeline, wire::named("set_pin_validation_error"));
        if pipeline.turns == Turns::SameTzpk {
            return self.step(StateName::Ready, [event].into(), None);
        }
        match self.exchange(pipeline, shared, own) {
            Some(sent) => self.step(StateName::AwaitingTzpk, [event].into(), Some(sent)),
            None => self.fail(pipeline),
        }
    }
}
