//! One session of a client.

mod operations;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

use super::replies::{Meaning, Replies};
use super::turns::Turns;
use super::wire::{self, Material};
use super::{Keys, Life, Own, Pair, Pipeline, Shared, Token};
use crate::conformance::client::{
    BridgeName, Flow, Input, MessageSource, PeerResponse, Posted, RejectClass, Request, Sent, SessionContext,
    SessionEvent, StateName, Step,
};
use crate::conformance::scenario::PARENT;
use crate::profile::{Binding, Profile};

/// The one window that may speak to the page, and the end of its origin.
const PARENT_END: &str = "app.example";

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
    /// The origin of the window that wrote last.
    sender: String,
    pair: Option<Pair>,
    tzpk: Option<String>,
    attempts: u8,
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
            sender: PARENT.to_string(),
            pair: None,
            tzpk: None,
            attempts: 0,
            last: None,
            pin: None,
        })
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
            Token::Right | Token::Again => self.now_ms >= limit,
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
            control_id: &self.control_id,
            field: "publicKey",
            value: &public_key,
            pin: None,
            tzpk: self.tzpk.as_deref(),
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
            Input::Typed(text) => self.typed(pipeline, text, own),
            Input::Submit(entry) => self.submit(pipeline, &entry.pin, entry.repeat.as_deref(), shared, own),
            Input::Call(_) if pipeline.turns == Turns::NoCall => Err(RejectClass::Message),
            Input::Call(name) if name == "set_pin" => {
                let typed = self.typed.clone();
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

    fn message(&mut self, pipeline: &Pipeline, posted: &Posted, shared: &mut Shared<'_>, own: &mut Own<'_>) -> Outcome {
        self.sender.clone_from(&posted.origin);
        let heard = match pipeline.turns {
            Turns::AnyCaller => true,
            Turns::AnyOriginCalls => posted.source == MessageSource::Parent,
            _ => false,
        };
        if heard && posted.data.get("call").is_some_and(|name| name == "set_pin") {
            let typed = self.typed.clone();
            return self.submit(pipeline, &typed, None, shared, own);
        }
        let believed = match pipeline.turns {
            Turns::AnyWindow => true,
            Turns::OriginEnds => posted.source == MessageSource::Parent && posted.origin.ends_with(PARENT_END),
            Turns::NullOrigin => posted.origin == "null",
            _ => false,
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

    fn typed(&mut self, pipeline: &Pipeline, text: &str, own: &mut Own<'_>) -> Outcome {
        if self.flow == Flow::ViewPin {
            return Err(RejectClass::SessionState);
        }
        self.typed = text.to_string();
        let taken = self.allowed(text, None, own);
        let quiet = pipeline.turns == Turns::QuietField && text.len() < 4;
        let event = self.event(pipeline, wire::pin_valid(taken));
        let events = if quiet { Vec::new() } else { [event].into() };
        Ok(self.step(self.state, events, None))
    }

    fn submit(
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
            control_id: &self.control_id,
            field: "pinBlock",
            value: &block,
            pin: Some(pin),
            tzpk: Some(&tzpk),
        });
        self.last = Some(sent.clone());
        self.pin = Some(pin.to_string());
        let early = pipeline.turns == Turns::EarlySuccess;
        let event = self.event(pipeline, wire::named("set_pin_success"));
        let events = if early { [event].into() } else { Vec::new() };
        Ok(self.step(StateName::Submitted, events, Some(sent)))
    }

    fn response(
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
                    let pin = text("pinBlock").and_then(|block| self.opened(&block, &tzpk, own));
                    return Ok(self.show(pipeline, pin));
                }
                *shared.tzpk = Some(tzpk.clone());
                self.tzpk = Some(tzpk);
                Ok(self.step(StateName::Ready, Vec::new(), None))
            }
            Meaning::PinRefused => Ok(self.refused(pipeline, shared, own)),
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
        let event = self.event(pipeline, wire::named("set_pin_validation_error"));
        if pipeline.turns == Turns::SameTzpk {
            return self.step(StateName::Ready, [event].into(), None);
        }
        match self.exchange(pipeline, shared, own) {
            Some(sent) => self.step(StateName::AwaitingTzpk, [event].into(), Some(sent)),
            None => self.fail(pipeline),
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
