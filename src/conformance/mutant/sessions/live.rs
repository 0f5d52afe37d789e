//! One session of a client.

mod answers;
mod aside;
mod entries;
mod operations;
mod windows;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

use super::late::Place;
use super::turns::Turns;
use super::wire::{self, Material};
use super::{Keys, Life, Own, Pair, Pipeline, Shared, Token};
use crate::conformance::client::{
    BridgeName, Flow, Input, RejectClass, Request, Sent, SessionContext, SessionEvent, StateName, Step,
};
use crate::conformance::scenario::PARENT;
use crate::profile::{Binding, Profile};

/// One session.
pub(super) struct Live {
    handle: String,
    flow: Flow,
    profile: Profile,
    pub(super) control_id: String,
    context: Option<SessionContext>,
    bridge: BridgeName,
    opened_ms: u64,
    now_ms: u64,
    latest_ms: u64,
    state: StateName,
    typed: String,
    /// The last PIN that stood in the field.
    valid: String,
    /// The origin of the window that wrote last.
    sender: String,
    pair: Option<Pair>,
    tzpk: Option<String>,
    attempts: u8,
    /// The issuer has refused a PIN.
    again: bool,
    last: Option<Sent>,
    /// What was submitted last, until it is answered.
    pin: Option<String>,
}

/// What an input comes to.
type Outcome = Result<Step, RejectClass>;

impl Live {
    pub(super) fn new(handle: String, request: &Request) -> Result<Self, RejectClass> {
        let Request::SessionOpen {
            flow,
            profile,
            control_id,
            context,
            bridge,
            now_ms,
        } = request
        else {
            return Err(RejectClass::Message);
        };
        Ok(Self {
            handle,
            flow: *flow,
            profile: Profile::built_in(profile).ok_or(RejectClass::Message)?,
            control_id: control_id.clone(),
            context: context.clone(),
            bridge: *bridge,
            opened_ms: *now_ms,
            now_ms: *now_ms,
            latest_ms: *now_ms,
            state: StateName::Failed,
            typed: String::new(),
            valid: String::new(),
            sender: PARENT.to_string(),
            pair: None,
            tzpk: None,
            attempts: 0,
            again: false,
            last: None,
            pin: None,
        })
    }

    /// What stands in the field, or was sent last.
    pub(super) fn entry(&self) -> &str {
        match (&self.pin, self.typed.as_str()) {
            (Some(pin), "") => pin,
            (_, typed) => typed,
        }
    }

    fn pan(&self) -> Option<&str> {
        match &self.context {
            Some(SessionContext::Pan { pan }) => Some(pan),
            _ => None,
        }
    }

    pub(super) fn open(
        &mut self,
        pipeline: &Pipeline,
        reused: bool,
        shared: &mut Shared<'_>,
        own: &mut Own<'_>,
    ) -> Step {
        let limit = self.profile.lifetimes.token_ms;
        let too_old = match pipeline.token {
            Token::AnyAge => false,
            Token::AtTheLimit => self.now_ms > limit,
            _ if pipeline.place == Place::TokenWithAes && !self.profile.tzpk.kind.is_tdes() => false,
            _ => self.now_ms >= limit,
        };
        let bound = matches!(
            (self.profile.pin_block.binding, &self.context),
            (Binding::None, None)
                | (Binding::Pan, Some(SessionContext::Pan { .. }))
                | (Binding::Token, Some(SessionContext::Token { .. }))
        );
        let sent = match reused || too_old || !bound {
            true => None,
            false => self.exchange(pipeline, shared, own),
        };
        match sent {
            Some(sent) => self.step(StateName::AwaitingTzpk, Vec::new(), Some(sent)),
            None if pipeline.turns == Turns::SilentSetUp => self.step(StateName::Failed, Vec::new(), None),
            None => self.fail(pipeline),
        }
    }

    /// A new key pair, and the request with its public half.
    fn exchange(&mut self, pipeline: &Pipeline, shared: &mut Shared<'_>, own: &mut Own<'_>) -> Option<Sent> {
        let bits = u32::from(self.profile.rsa_bits);
        let known = match pipeline.keys {
            Keys::OnePair => shared.pair.clone(),
            Keys::PairOfSession => self.pair.clone(),
            Keys::Right | Keys::OneTzpk => None,
        };
        let pair = match known {
            Some(pair) => pair,
            None => (own.pair)(bits)?,
        };
        if pipeline.keys == Keys::OnePair {
            *shared.pair = Some(pair.clone());
        }
        let public_key = Base64::encode_string(&hex::decode(&pair.spki).ok()?);
        self.pair = Some(pair);
        let path = match self.flow {
            Flow::SetPin => &self.profile.paths.tzpk,
            Flow::ViewPin => &self.profile.paths.view,
        };
        let sent = pipeline.wire.request(&Material {
            path,
            control_id: &pipeline.id.sent(&self.control_id),
            field: "publicKey",
            value: &public_key,
            pin: None,
            tzpk: self.tzpk.as_deref(),
            pan: self.pan(),
        });
        self.last = Some(sent.clone());
        Some(sent)
    }

    pub(super) fn input(
        &mut self,
        pipeline: &Pipeline,
        input: &Input,
        shared: &mut Shared<'_>,
        own: &mut Own<'_>,
    ) -> Outcome {
        if let Some(outcome) = self.aside(pipeline, input, own) {
            return outcome;
        }
        if let Input::ClockMs(now) = input {
            return Ok(self.clock(pipeline, *now));
        }
        if let Input::Message(posted) = input {
            return self.message(pipeline, posted, shared, own);
        }
        if self.state.is_final() && !(pipeline.turns == Turns::CancelIgnored && self.state == StateName::Failed) {
            return Err(RejectClass::SessionState);
        }
        match input {
            Input::Response(response) => self.response(pipeline, response, shared, own),
            Input::NetworkError(_) => self.network_error(pipeline),
            Input::Typed(text) => {
                shared.field.clone_from(text);
                self.typed(pipeline, text, own)
            }
            Input::Submit(entry) => {
                let pin = pipeline.entry.pin(&entry.pin);
                let repeat = pipeline.entry.repeat(&pin, entry.repeat.as_deref(), self.again);
                self.submit(pipeline, &pin, repeat.as_deref(), shared, own)
            }
            Input::Call(_) if pipeline.turns == Turns::NoCall => Err(RejectClass::Message),
            Input::Call(name) if name == "set_pin" => {
                let typed = pipeline.entry.field(&self.typed, &self.valid, shared.field.as_str());
                self.submit(pipeline, &typed, None, shared, own)
            }
            Input::Call(_) => Err(RejectClass::Message),
            Input::Cancel(_) => Ok(match pipeline.turns {
                Turns::CancelIgnored => self.step(self.state, Vec::new(), None),
                Turns::CancelSilent => self.step(StateName::Failed, Vec::new(), None),
                _ => self.fail(pipeline),
            }),
            Input::Message(_) | Input::ClockMs(_) => Err(RejectClass::Message),
        }
    }

    fn clock(&mut self, pipeline: &Pipeline, now: u64) -> Step {
        self.now_ms = now;
        self.latest_ms = self.latest_ms.max(now);
        let watched = pipeline.life != Life::ClockAsItStands;
        if watched && !self.state.is_final() && self.is_over(pipeline) {
            return self.fail(pipeline);
        }
        self.step(self.state, Vec::new(), None)
    }

    fn is_over(&self, pipeline: &Pipeline) -> bool {
        let (from, now) = match pipeline.life {
            Life::Endless => return false,
            Life::Right => (self.opened_ms, self.latest_ms),
            Life::ClockAsItStands => (self.opened_ms, self.now_ms),
            Life::FromTheToken => (0, self.latest_ms),
        };
        now.saturating_sub(from) >= self.profile.lifetimes.session_ms
    }

    fn network_error(&mut self, pipeline: &Pipeline) -> Outcome {
        let waits = matches!(self.state, StateName::AwaitingTzpk | StateName::Submitted);
        match pipeline.turns {
            _ if !waits => Err(RejectClass::SessionState),
            Turns::SilentNetwork => Ok(self.step(self.state, Vec::new(), None)),
            Turns::Resends => {
                let last = self.last.clone();
                Ok(self.step(self.state, Vec::new(), last))
            }
            _ => Ok(self.fail(pipeline)),
        }
    }

    /// The end, without success.
    fn fail(&mut self, pipeline: &Pipeline) -> Step {
        let (error, success) = match self.flow {
            Flow::SetPin => ("set_pin_error", "set_pin_success"),
            Flow::ViewPin => ("view_pin_error", "view_pin_success"),
        };
        let mut events = Vec::from([self.event(pipeline, wire::named(error))]);
        if pipeline.turns == Turns::BothEnds {
            events.push(self.event(pipeline, wire::named(success)));
        }
        self.tzpk = None;
        self.typed.clear();
        self.step(StateName::Failed, events, None)
    }

    fn event(&self, pipeline: &Pipeline, event: SessionEvent) -> SessionEvent {
        pipeline.wire.event(event, self.bridge, &self.typed, &self.sender)
    }

    fn step(&mut self, state: StateName, events: Vec<SessionEvent>, send: Option<Sent>) -> Step {
        self.state = state;
        Step {
            session: self.handle.clone(),
            events,
            send,
            state,
        }
    }
}
