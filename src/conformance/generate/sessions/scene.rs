//! The words that scripts are written in.

mod words;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Value, json};

pub(super) use self::words::{
    another, at, block, body, calling, message, of, pin_refused, right, right_with, status, submitting, wrap,
};
use crate::conformance::client::{Flow, RejectClass, SessionEvent, StateName};
use crate::conformance::vector::{Action, Expect, Opening, Reply, ScriptStep, Sends};

/// A PIN that every policy of the profiles takes.
pub(super) const PIN: &str = "2580";

/// A script under construction.
#[derive(Clone)]
pub(super) struct Scene {
    flow: Flow,
    context: Option<Value>,
    session: Option<String>,
    steps: Vec<ScriptStep>,
}

impl Scene {
    pub(super) fn new(flow: Flow) -> Self {
        Self {
            flow,
            context: None,
            session: None,
            steps: Vec::new(),
        }
    }

    /// With a card.
    pub(super) fn pan(mut self, pan: &str) -> Self {
        self.context = Some(json!({ "pan": pan }));
        self
    }

    /// With a token in place of a card's number.
    pub(super) fn token(mut self, token: &str) -> Self {
        self.context = Some(json!({ "token": token }));
        self
    }

    pub(super) fn context(&self) -> Option<Value> {
        self.context.clone()
    }

    pub(super) fn steps(self) -> Vec<ScriptStep> {
        self.steps
    }

    /// What follows is about this session.
    pub(super) fn on(mut self, session: &str) -> Self {
        self.session = (session != "a").then(|| session.to_string());
        self
    }

    /// What is opened next is of this flow.
    pub(super) fn with_flow(mut self, flow: Flow) -> Self {
        self.flow = flow;
        self
    }

    fn step(mut self, action: Action, expect: Option<Expect>) -> Self {
        self.steps.push(ScriptStep {
            session: self.session.clone(),
            action,
            expect,
        });
        self
    }

    fn error(&self) -> SessionEvent {
        SessionEvent::named(match self.flow {
            Flow::SetPin => "set_pin_error",
            Flow::ViewPin => "view_pin_error",
        })
    }

    /// The first request of the flow.
    fn first(&self) -> Sends {
        match self.flow {
            Flow::SetPin => Sends::Tzpk,
            Flow::ViewPin => Sends::View,
        }
    }

    /// Ends in the one error.
    fn ends(self, action: Action) -> Self {
        let expect = expect([self.error()].into(), None, StateName::Failed);
        self.step(action, Some(expect))
    }

    /// Nothing happens, or it is refused.
    pub(super) fn ignored(self, action: Action, state: StateName, or_reject: &[RejectClass]) -> Self {
        let expect = Expect {
            or_reject: or_reject.to_vec(),
            ..expect(Vec::new(), None, state)
        };
        self.step(action, Some(expect))
    }

    /// Nothing happens, or it is refused as out of turn.
    pub(super) fn out_of_turn(self, action: Action, state: StateName) -> Self {
        self.ignored(action, state, &[RejectClass::SessionState])
    }

    /// Nothing happens in a session that is over.
    pub(super) fn too_late(self, action: Action, state: StateName) -> Self {
        let classes = [
            RejectClass::SessionState,
            RejectClass::SessionExpired,
            RejectClass::SessionReused,
        ];
        self.ignored(action, state, &classes)
    }

    pub(super) fn open(self) -> Self {
        self.open_with(Opening::default())
    }

    pub(super) fn open_at(self, now_ms: u64) -> Self {
        self.open_with(Opening {
            now_ms: Some(now_ms),
            ..Opening::default()
        })
    }

    pub(super) fn open_with(self, opening: Opening) -> Self {
        let expect = expect(Vec::new(), Some(self.first()), StateName::AwaitingTzpk);
        self.step(Action::Open(opening), Some(expect))
    }

    /// The page cannot be set up.
    pub(super) fn open_ends(self, opening: Opening) -> Self {
        self.ends(Action::Open(opening))
    }

    /// The right TZPK comes.
    pub(super) fn key(self) -> Self {
        self.reply(Reply::default())
    }

    /// A TZPK that is taken comes.
    pub(super) fn reply(self, reply: Reply) -> Self {
        let expect = expect(Vec::new(), None, StateName::Ready);
        self.step(Action::Reply(reply), Some(expect))
    }

    /// An answer that is not taken comes.
    pub(super) fn reply_ends(self, reply: Reply) -> Self {
        self.ends(Action::Reply(reply))
    }

    /// The answer that the PIN is set.
    pub(super) fn set(self) -> Self {
        self.set_by(Reply::default())
    }

    pub(super) fn set_by(self, reply: Reply) -> Self {
        let expect = expect([SessionEvent::named("set_pin_success")].into(), None, StateName::Done);
        self.step(Action::Reply(reply), Some(expect))
    }

    /// The answer that shows a PIN.
    pub(super) fn shows(self, pin: &str, reply: Reply) -> Self {
        let event = SessionEvent {
            shown: Some(pin.to_string()),
            ..SessionEvent::named("view_pin_success")
        };
        let expect = expect([event].into(), None, StateName::Done);
        let reply = Reply {
            pin: Some(pin.to_string()),
            ..reply
        };
        self.step(Action::Reply(reply), Some(expect))
    }

    /// The issuer refuses the PIN, and there is another try.
    pub(super) fn refused(self) -> Self {
        self.refused_by(pin_refused())
    }

    pub(super) fn refused_by(self, reply: Reply) -> Self {
        let event = SessionEvent::named("set_pin_validation_error");
        let expect = expect([event].into(), Some(Sends::Tzpk), StateName::AwaitingTzpk);
        self.step(Action::Reply(reply), Some(expect))
    }

    /// A PIN is submitted and sent.
    pub(super) fn submit(self, pin: &str) -> Self {
        self.entry(pin, None)
    }

    /// A PIN is submitted, typed twice, and sent.
    pub(super) fn submit_twice(self, pin: &str) -> Self {
        self.entry(pin, Some(pin))
    }

    fn entry(self, pin: &str, repeat: Option<&str>) -> Self {
        let expect = expect(Vec::new(), Some(Sends::Set), StateName::Submitted);
        self.step(submitting(pin, repeat), Some(expect))
    }

    /// A PIN is submitted that the policy of the profile refuses.
    pub(super) fn entry_refused(self, pin: &str, repeat: Option<&str>) -> Self {
        let event = SessionEvent::named("set_pin_validation_error");
        let expect = expect([event].into(), None, StateName::Ready);
        self.step(submitting(pin, repeat), Some(expect))
    }

    /// The app submits what stands in the field.
    pub(super) fn call(self) -> Self {
        let expect = expect(Vec::new(), Some(Sends::Set), StateName::Submitted);
        self.step(calling(), Some(expect))
    }

    /// The app submits what stands in the field, and the policy refuses it.
    pub(super) fn call_refused(self) -> Self {
        let event = SessionEvent::named("set_pin_validation_error");
        let expect = expect([event].into(), None, StateName::Ready);
        self.step(calling(), Some(expect))
    }

    /// The field changes.
    pub(super) fn typed(self, text: &str, valid: bool) -> Self {
        let state = match self.steps.last().and_then(|step| step.expect.as_ref()) {
            Some(expect) => expect.state,
            None => StateName::Ready,
        };
        let event = SessionEvent {
            value: Some(valid),
            ..SessionEvent::named("pin_valid")
        };
        self.step(
            Action::Typed(text.to_string()),
            Some(expect([event].into(), None, state)),
        )
    }

    /// The request is lost.
    pub(super) fn lost(self) -> Self {
        self.ends(Action::NetworkError(true))
    }

    /// The cardholder gives up.
    pub(super) fn cancelled(self) -> Self {
        self.ends(Action::Cancel(true))
    }

    /// Time passes, and the session lives.
    pub(super) fn clock(self, now_ms: u64, state: StateName) -> Self {
        self.step(Action::ClockMs(now_ms), Some(expect(Vec::new(), None, state)))
    }

    /// Time passes, and the session ends.
    pub(super) fn clock_ends(self, now_ms: u64) -> Self {
        self.ends(Action::ClockMs(now_ms))
    }

    /// The app is killed.
    pub(super) fn restart(self) -> Self {
        self.step(Action::Restart(true), None)
    }
}

fn expect(events: Vec<SessionEvent>, send: Option<Sends>, state: StateName) -> Expect {
    Expect {
        events,
        send,
        state,
        or_reject: Vec::new(),
    }
}
