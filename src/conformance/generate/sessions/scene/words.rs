//! Inputs and answers by their names.

use alloc::string::ToString;

use serde_json::Value;

use crate::conformance::client::{Entry, MessageSource, Posted};
use crate::conformance::vector::{Action, Form, Opening, Reply, ReplyOf, Shown, Wrap};

/// A PIN is submitted.
pub(in super::super) fn submitting(pin: &str, repeat: Option<&str>) -> Action {
    Action::Submit(Entry {
        pin: pin.to_string(),
        repeat: repeat.map(ToString::to_string),
    })
}

/// The app calls the page.
pub(in super::super) fn calling() -> Action {
    Action::Call("set_pin".to_string())
}

/// The right answer to the last request.
pub(in super::super) fn right() -> Action {
    Action::Reply(Reply::default())
}

/// The answer that refuses the PIN.
pub(in super::super) fn pin_refused() -> Reply {
    Reply {
        status: Some(422),
        body: Some(Form::PinRefused),
        ..Reply::default()
    }
}

/// A wrapped key with something special about it.
pub(in super::super) fn wrap(wrap: Wrap) -> Reply {
    Reply {
        tzpk: Some(wrap),
        ..Reply::default()
    }
}

/// A PIN block with something special about it.
pub(in super::super) fn block(block: Shown) -> Reply {
    Reply {
        block: Some(block),
        ..Reply::default()
    }
}

/// A body with something special about it.
pub(in super::super) fn body(body: Form) -> Reply {
    Reply {
        body: Some(body),
        ..Reply::default()
    }
}

/// A status, with a body as servers send it there.
pub(in super::super) fn status(status: u16) -> Reply {
    Reply {
        status: Some(status),
        body: Some(if status < 300 { Form::EmptyObject } else { Form::Problem }),
        ..Reply::default()
    }
}

/// Somebody else's answer.
pub(in super::super) fn of(of: ReplyOf) -> Reply {
    Reply {
        of: Some(of),
        ..Reply::default()
    }
}

/// Another session beside the first.
pub(in super::super) fn another(control_id: &str) -> Opening {
    Opening {
        control_id: Some(control_id.to_string()),
        ..Opening::default()
    }
}

/// A message of a window.
pub(in super::super) fn message(origin: &str, source: MessageSource, data: Value) -> Action {
    Action::Message(Posted {
        origin: origin.to_string(),
        source,
        data,
    })
}

/// A body that is right, with a status that is none of success.
pub(in super::super) fn right_with(status: u16) -> Reply {
    Reply {
        status: Some(status),
        ..body(Form::Right)
    }
}

/// Opened at this time.
pub(in super::super) fn at(now_ms: u64) -> Opening {
    Opening {
        now_ms: Some(now_ms),
        ..Opening::default()
    }
}
