//! The steps of the twin sessions, with what a right client does in each.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::script::DIGITS;
use crate::conformance::client::{Entry, RejectClass, SessionEvent, StateName};
use crate::conformance::vector::{Action, Expect, Form, Opening, Reply, ScriptStep, Sends};

/// How a session ends in which a PIN was typed and none is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The cardholder gives up before submitting.
    GivenUp,
    /// The cardholder gives up while the PIN is under way.
    GivenUpAfterSending,
    /// The PIN is lost on its way.
    Lost,
    /// The session is over before the answer.
    Over,
    /// The issuer has an error of its own.
    Broken,
}

impl End {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::GivenUp => "set a PIN, given up before it was sent",
            Self::GivenUpAfterSending => "set a PIN, given up after it was sent",
            Self::Lost => "set a PIN that is lost on its way",
            Self::Over => "set a PIN, over before the answer",
            Self::Broken => "set a PIN, answered with an error",
        }
    }
}

const AGAIN: &str = "set_pin_validation_error";

/// Set at the second try, with taps before the key, after the PIN was sent and after the end.
pub(super) fn set(pin: &str, other: &str) -> Vec<ScriptStep> {
    let refused = Action::Reply(Reply {
        status: Some(422),
        body: Some(Form::PinRefused),
        ..Reply::default()
    });
    let half = pin.get(..DIGITS >> 1).unwrap_or_default();
    [
        step(opening(), None, Some(Sends::Tzpk), StateName::AwaitingTzpk),
        out_of_turn(submit(pin, None), StateName::AwaitingTzpk),
        step(right(), None, None, StateName::Ready),
        step(typed(half), Some(valid(false)), None, StateName::Ready),
        step(typed(&full_width(pin)), Some(valid(false)), None, StateName::Ready),
        step(typed(pin), Some(valid(true)), None, StateName::Ready),
        step(
            submit(pin, Some(other)),
            Some(SessionEvent::named(AGAIN)),
            None,
            StateName::Ready,
        ),
        step(submit(pin, Some(pin)), None, Some(Sends::Set), StateName::Submitted),
        out_of_turn(submit(pin, None), StateName::Submitted),
        step(
            refused,
            Some(SessionEvent::named(AGAIN)),
            Some(Sends::Tzpk),
            StateName::AwaitingTzpk,
        ),
        step(right(), None, None, StateName::Ready),
        step(submit(pin, None), None, Some(Sends::Set), StateName::Submitted),
        step(
            right(),
            Some(SessionEvent::named("set_pin_success")),
            None,
            StateName::Done,
        ),
        out_of_turn(submit(pin, None), StateName::Done),
    ]
    .into()
}

/// Typed, sent but for one, and ended; `life` is how long a session lives.
pub(super) fn ends(pin: &str, end: End, life: u64) -> Vec<ScriptStep> {
    let last = match end {
        End::GivenUp | End::GivenUpAfterSending => Action::Cancel(true),
        End::Lost => Action::NetworkError(true),
        End::Over => Action::ClockMs(life),
        End::Broken => Action::Reply(Reply {
            status: Some(500),
            body: Some(Form::Problem),
            ..Reply::default()
        }),
    };
    let mut steps = Vec::from([
        step(opening(), None, Some(Sends::Tzpk), StateName::AwaitingTzpk),
        step(right(), None, None, StateName::Ready),
        step(typed(pin), Some(valid(true)), None, StateName::Ready),
    ]);
    if end != End::GivenUp {
        steps.push(step(submit(pin, None), None, Some(Sends::Set), StateName::Submitted));
    }
    let error = SessionEvent::named("set_pin_error");
    steps.push(step(last, Some(error), None, StateName::Failed));
    steps.push(out_of_turn(submit(pin, None), StateName::Failed));
    steps
}

/// Shown.
pub(super) fn view(pin: &str) -> Vec<ScriptStep> {
    let shown = SessionEvent {
        shown: Some(pin.to_string()),
        ..SessionEvent::named("view_pin_success")
    };
    let reply = Action::Reply(Reply {
        pin: Some(pin.to_string()),
        ..Reply::default()
    });
    [
        step(opening(), None, Some(Sends::View), StateName::AwaitingTzpk),
        step(reply, Some(shown), None, StateName::Done),
    ]
    .into()
}

fn opening() -> Action {
    Action::Open(Opening::default())
}

fn right() -> Action {
    Action::Reply(Reply::default())
}

fn typed(text: &str) -> Action {
    Action::Typed(text.to_string())
}

fn submit(pin: &str, repeat: Option<&str>) -> Action {
    Action::Submit(Entry {
        pin: pin.to_string(),
        repeat: repeat.map(ToString::to_string),
    })
}

fn valid(value: bool) -> SessionEvent {
    SessionEvent {
        value: Some(value),
        ..SessionEvent::named("pin_valid")
    }
}

/// The digits as a Japanese keyboard gives them: no PIN, and the cardholder's digits all the same.
fn full_width(pin: &str) -> String {
    let wide = |digit: char| char::from_u32(u32::from(digit).saturating_add(0xfee0)).unwrap_or(digit);
    pin.chars().map(wide).collect()
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

/// Nothing happens, or it is refused.
fn out_of_turn(action: Action, state: StateName) -> ScriptStep {
    let mut step = step(action, None, None, state);
    if let Some(expect) = &mut step.expect {
        expect.or_reject.push(RejectClass::SessionState);
        if state.is_final() {
            expect
                .or_reject
                .extend([RejectClass::SessionExpired, RejectClass::SessionReused]);
        }
    }
    step
}
