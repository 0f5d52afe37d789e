//! Messages of windows.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::{Live, Outcome};
use crate::conformance::client::{Flow, MessageSource, Posted, RejectClass, StateName};
use crate::conformance::mutant::sessions::turns::Turns;
use crate::conformance::mutant::sessions::window::{Around, Window};
use crate::conformance::mutant::sessions::{Own, Pipeline, Shared, wire};

/// The end of the origin of the one window that may speak to the page.
const PARENT_END: &str = "app.example";

impl Live {
    pub(super) fn message(
        &mut self,
        pipeline: &Pipeline,
        posted: &Posted,
        shared: &mut Shared<'_>,
        own: &mut Own<'_>,
    ) -> Outcome {
        self.sender.clone_from(&posted.origin);
        if let Some(outcome) = self.acts(pipeline, posted) {
            return outcome;
        }
        let around = Around {
            flow: self.flow,
            bridge: self.bridge,
            again: self.again,
        };
        let heard = match pipeline.turns {
            Turns::AnyCaller => true,
            Turns::AnyOriginCalls => posted.source == MessageSource::Parent,
            _ => false,
        };
        let calls = heard && posted.data.get("call").is_some_and(|name| name == "set_pin");
        if calls || pipeline.window.calls(posted, &around) {
            let typed = self.typed.clone();
            return self.submit(pipeline, &typed, None, shared, own);
        }
        let believed = match pipeline.turns {
            Turns::AnyWindow => true,
            Turns::OriginEnds => posted.source == MessageSource::Parent && posted.origin.ends_with(PARENT_END),
            Turns::NullOrigin => posted.origin == "null",
            _ => pipeline.window.believes(posted, &around),
        };
        let told = posted.data.get("event").is_some() || posted.data.is_string();
        if pipeline.turns == Turns::ToldByMessage && told && !self.state.is_final() {
            let name = match self.flow {
                Flow::SetPin => "set_pin_success",
                Flow::ViewPin => "view_pin_success",
            };
            let event = self.event(pipeline, wire::named(name));
            return Ok(self.step(StateName::Done, [event].into(), None));
        }
        match posted.data.get("controlId").and_then(|id| id.as_str()) {
            Some(id) if believed => {
                self.control_id = id.to_string();
                let sent = self.exchange(pipeline, shared, own);
                Ok(self.step(StateName::AwaitingTzpk, Vec::new(), sent))
            }
            _ => Err(RejectClass::Origin),
        }
    }

    /// A message that is taken for an input, where that is the bug.
    fn acts(&mut self, pipeline: &Pipeline, posted: &Posted) -> Option<Outcome> {
        if self.state.is_final() {
            return None;
        }
        let field = |name: &str| posted.data.get(name).and_then(|text| text.as_str());
        match pipeline.window {
            Window::GivesUp if posted.data.get("cancel").is_some() => Some(Ok(self.fail(pipeline))),
            Window::Fills => {
                self.typed = field("typed").or(field("pin"))?.to_string();
                Some(Ok(self.step(self.state, Vec::new(), None)))
            }
            _ => None,
        }
    }
}
