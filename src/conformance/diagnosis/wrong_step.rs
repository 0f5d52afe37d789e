//! The first step of a failed case that went wrong, read from the client's answer.
//!
//! An answer shows more than that it is wrong: an encrypted block opens under the right key, or under a wrong one; two
//! fields that were mixed come apart; what stands in the place of a key may be another part of the message.

mod field;
mod opened;
mod sealed;
mod unwrap;

use alloc::format;
use alloc::string::{String, ToString};

use serde_json::Value;

use crate::conformance::client::{Answer, Digest, Output, Request};
use crate::conformance::report::WrongStep;
use crate::conformance::vector::{TestCase, Verdict};

/// The first wrong step behind `answer`, which fails `test`; none where the answer does not show it.
pub(super) fn first(test: &TestCase, answer: &Answer) -> Option<WrongStep> {
    let request = &test.prompt.request;
    let output = match answer {
        Answer::Ok(output) => output,
        Answer::Reject { class, .. } => return rule(test, class.name()),
        Answer::Unsupported(_) => return None,
    };
    match (request, output) {
        (Request::TzpkUnwrap { .. }, Output::Unwrapped(unwrapped)) => {
            unwrap::first(test, hex::decode(unwrapped.tzpk.as_ref()?).ok()?.as_slice())
        }
        (Request::TzpkCheckValue { kind, key, .. }, Output::CheckValue(value)) => {
            sealed::of_check_value(*kind, key, &hex::decode(&value.check_value).ok()?)
        }
        (Request::PinBlockEncode { .. }, Output::Block(block)) => {
            field::of_block(request, &hex::decode(&block.block).ok()?)
        }
        (Request::PinBlockEncode { .. }, Output::Fields(fields)) => field::of_fields(
            request,
            &hex::decode(&fields.pin_field).ok()?,
            &hex::decode(&fields.pan_field).ok()?,
        ),
        (Request::PinBlockEncrypt { .. }, Output::Encrypted(block)) if test.case.verdict != Verdict::Reject => {
            sealed::of_encrypted(request, &hex::decode(&block.encrypted).ok()?)
        }
        (Request::PinBlockDecode { format, .. } | Request::PinBlockDecrypt { format, .. }, Output::Pin(pin)) => {
            opened::first(test, *format, &pin.pin)
        }
        (Request::Accumulate { checkpoint, .. }, Output::Digest(digest)) => checkpoints(test, *checkpoint, digest),
        (Request::PinCheck { .. }, _) => rule(test, "accepted"),
        _ => None,
    }
}

/// A step with what it must give and what it gave.
fn step(name: &str, expected: impl Into<String>, got: impl Into<String>) -> WrongStep {
    WrongStep {
        step: name.to_string(),
        expected: expected.into(),
        got: Some(got.into()),
    }
}

/// A step as the case records it.
fn recorded<'a>(test: &'a TestCase, name: &str) -> Option<&'a str> {
    test.case.steps.get(name).and_then(Value::as_str)
}

/// The rule of a policy that refuses the PIN.
fn rule(test: &TestCase, did: &str) -> Option<WrongStep> {
    Some(step("rule", recorded(test, "rule")?, did))
}

/// The first digest on the way that is another one.
fn checkpoints(test: &TestCase, every: u64, digest: &Digest) -> Option<WrongStep> {
    let Some(Output::Digest(expected)) = &test.output else {
        return None;
    };
    let mut pairs = (1..).zip(expected.checkpoints.iter().zip(&digest.checkpoints));
    let (count, (right, wrong)) = pairs.find(|(_, (right, wrong))| right != wrong)?;
    let inputs = every.saturating_mul(count);
    Some(step(
        "checkpoints",
        format!("{right} after {inputs} inputs"),
        wrong.as_str(),
    ))
}
