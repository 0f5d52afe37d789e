//! Vectors that contradict themselves.

use alloc::format;
use alloc::string::{String, ToString};

use rand_core::CryptoRng;

use crate::conformance::clear::SHORTEST_PAN;
use crate::conformance::client::{Answer, ExpectedKind, Output, Reference, Request};
use crate::conformance::vector::{TestCase, Verdict};
use crate::conformance::verdict::differs;
use crate::tzpk::{KeyRules, Parity, Tzpk, WeakKeys};

/// What is wrong in the expectation of `test` that a strict client's answer does not show.
pub(super) fn contradiction(test: &TestCase, rng: &mut dyn CryptoRng) -> Option<String> {
    let expected = test.output.as_ref()?;
    if let Some(wrong) = check_value(&test.prompt.request, expected) {
        return Some(wrong);
    }
    if test.case.verdict != Verdict::Either {
        return None;
    }
    let Some(lenient) = lenient(&test.prompt.request, test.rsa_bits) else {
        return Some("nobody knows what a lenient client makes of this case".to_string());
    };
    match Reference::new().respond(&lenient, rng) {
        Answer::Ok(output) => {
            differs(expected, &output).map(|how| format!("a lenient client gives something else: {how}"))
        }
        _ => Some("a lenient client cannot accept this case either".to_string()),
    }
}

/// The check value beside an unwrapped key must be that of the key.
fn check_value(request: &Request, expected: &Output) -> Option<String> {
    let (Request::TzpkUnwrap { expect, .. }, Output::Unwrapped(unwrapped)) = (request, expected) else {
        return None;
    };
    let (Some(tzpk), Some(check_value)) = (&unwrapped.tzpk, &unwrapped.check_value) else {
        return None;
    };
    let ExpectedKind::Only(kind) = expect else {
        return Some("a check value needs a kind of key".to_string());
    };
    let rules = KeyRules {
        parity: Parity::Ignore,
        weak: WeakKeys::Allow,
    };
    let key = hex::decode(tzpk)
        .ok()
        .and_then(|key| Tzpk::new(*kind, &key, &rules).ok())?;
    let computed = key.check_value(kind.check_method()).ok()?.to_string();
    (computed != *check_value)
        .then(|| format!("the check value of this key is {computed}, the case says {check_value}"))
}

/// The request as a lenient client reads it: leading zeros where a ciphertext or a PAN is too short.
fn lenient(request: &Request, rsa_bits: Option<u32>) -> Option<Request> {
    let mut request = request.clone();
    match &mut request {
        Request::TzpkUnwrap { wrapped, .. } => {
            let digits = usize::try_from(rsa_bits?.checked_div(4)?).ok()?;
            *wrapped = format!("{wrapped:0>digits$}");
        }
        Request::PinBlockEncode { pan: Some(pan), .. }
        | Request::PinBlockDecode { pan: Some(pan), .. }
        | Request::PinBlockEncrypt { pan: Some(pan), .. }
        | Request::PinBlockDecrypt { pan: Some(pan), .. } => *pan = format!("{pan:0>SHORTEST_PAN$}"),
        _ => return None,
    }
    Some(request)
}
