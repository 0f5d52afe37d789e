//! The sessions that are played with each of two PINs.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_core::CryptoRng;

use crate::conformance::check::Context;
use crate::conformance::check::twin::pair;
use crate::conformance::client::{Entry, Flow, Request, SessionEvent, StateName};
use crate::conformance::vector::{Action, Expect, Form, Opening, Reply, ScriptStep, Sends, TestCase};
use crate::pin::policy::PinFacts;
use crate::profile::Profile;

/// Drawn so often at most until the policy of the profile takes both PINs.
const DRAWS: usize = 32;

/// Digits of the PINs.
const DIGITS: usize = 4;

/// One session, to be played with each of two PINs.
pub(super) struct Script {
    /// A case of the same flow and profile.
    like: TestCase,
    flow: Flow,
    pins: [String; 2],
}

impl Script {
    /// To set PINs that differ in all digits, to set PINs that differ in the last, to view a PIN; as far as that is declared and
    /// selected.
    pub(super) fn all(context: &mut Context<'_>) -> Vec<Self> {
        let kinds = [(Flow::SetPin, false), (Flow::SetPin, true), (Flow::ViewPin, false)];
        kinds
            .into_iter()
            .filter_map(|(flow, last)| Self::draw(flow, last, context))
            .collect()
    }

    fn draw(flow: Flow, last: bool, context: &mut Context<'_>) -> Option<Self> {
        let fits = |test: &&TestCase| {
            let request = &test.prompt.request;
            matches!(request, Request::SessionOpen { flow: own, .. } if *own == flow)
                && !test.case.script.is_empty()
                && context.capabilities.lacks(request, None).is_none()
                && context.selection.fits(request, None)
        };
        let like = context.suite.cases().iter().find(fits)?.clone();
        let Request::SessionOpen { profile, .. } = &like.prompt.request else {
            return None;
        };
        let policy = Profile::built_in(profile)?.pin_policy;
        let pins = (0..DRAWS).find_map(|_| {
            let [pin, mut twin] = pair(DIGITS, context.rng);
            if last {
                let kept = DIGITS.saturating_sub(1);
                twin = format!("{}{}", pin.get(..kept)?, twin.get(kept..)?);
            }
            let taken = |pin: &str| policy.accept_entry(pin, None, &PinFacts::default()).is_ok();
            (taken(&pin) && taken(&twin)).then_some([pin, twin])
        })?;
        Some(Self { like, flow, pins })
    }

    /// The session with one of the PINs, as a case.
    pub(super) fn with(&self, pin: usize, rng: &mut dyn CryptoRng) -> TestCase {
        let mut test = self.like.clone();
        test.prompt.case = None;
        if let Request::SessionOpen { control_id, now_ms, .. } = &mut test.prompt.request {
            // A token is for one session.
            *control_id = format!("{:016x}", number(rng));
            *now_ms = 0;
        }
        let [first, second] = &self.pins;
        test.case.script = match pin {
            0 => self.steps(first, second),
            _ => self.steps(second, first),
        };
        test
    }

    /// What the session is for.
    pub(super) fn what(&self) -> &'static str {
        match self.flow {
            Flow::SetPin => "set a PIN",
            Flow::ViewPin => "view a PIN",
        }
    }

    /// What happens in a step, from 1.
    pub(super) fn name(&self, step: usize) -> &'static str {
        let [pin, other] = &self.pins;
        let steps = self.steps(pin, other);
        steps.get(step.saturating_sub(1)).map_or("", |step| step.action.name())
    }

    /// The step in which the client comes to know the PIN.
    pub(super) fn knows_at(&self) -> usize {
        match self.flow {
            Flow::SetPin => 3,
            Flow::ViewPin => 2,
        }
    }

    fn steps(&self, pin: &str, other: &str) -> Vec<ScriptStep> {
        let opening = Action::Open(Opening::default());
        let right = || Action::Reply(Reply::default());
        let submit = |repeat: Option<&str>| {
            Action::Submit(Entry {
                pin: pin.to_string(),
                repeat: repeat.map(ToString::to_string),
            })
        };
        let typed = |text: &str| Action::Typed(text.to_string());
        let refused = Action::Reply(Reply {
            status: Some(422),
            body: Some(Form::PinRefused),
            ..Reply::default()
        });
        let named = SessionEvent::named;
        let valid = |value| SessionEvent {
            value: Some(value),
            ..named("pin_valid")
        };
        let half = pin.get(..DIGITS >> 1).unwrap_or_default();
        let again = "set_pin_validation_error";
        match self.flow {
            Flow::ViewPin => {
                let shown = SessionEvent {
                    shown: Some(pin.to_string()),
                    ..named("view_pin_success")
                };
                let reply = Action::Reply(Reply {
                    pin: Some(pin.to_string()),
                    ..Reply::default()
                });
                [
                    step(opening, None, Some(Sends::View), StateName::AwaitingTzpk),
                    step(reply, Some(shown), None, StateName::Done),
                ]
                .into()
            }
            Flow::SetPin => [
                step(opening, None, Some(Sends::Tzpk), StateName::AwaitingTzpk),
                step(right(), None, None, StateName::Ready),
                step(typed(half), Some(valid(false)), None, StateName::Ready),
                step(typed(pin), Some(valid(true)), None, StateName::Ready),
                step(submit(Some(other)), Some(named(again)), None, StateName::Ready),
                step(submit(Some(pin)), None, Some(Sends::Set), StateName::Submitted),
                step(refused, Some(named(again)), Some(Sends::Tzpk), StateName::AwaitingTzpk),
                step(right(), None, None, StateName::Ready),
                step(submit(None), None, Some(Sends::Set), StateName::Submitted),
                step(right(), Some(named("set_pin_success")), None, StateName::Done),
            ]
            .into(),
        }
    }
}

fn step(action: Action, event: Option<SessionEvent>, send: Option<Sends>, state: StateName) -> ScriptStep {
    ScriptStep {
        session: None,
        action,
        expect: Some(Expect {
            events: event.into_iter().collect(),
            send,
            state,
            or_reject: Vec::new(),
        }),
    }
}

/// Any number.
pub(super) fn number(rng: &mut dyn CryptoRng) -> u64 {
    let mut bytes = [0; 8];
    rng.fill_bytes(&mut bytes);
    u64::from_le_bytes(bytes)
}
