//! From an answer to an outcome.

mod opens;
mod outline;

use alloc::format;
use alloc::string::{String, ToString};

use serde::{Deserialize, Serialize};

use super::client::{Answer, Capabilities, Fault, Output, RejectClass, Request, UnwrapReturns, VirtualClock};
use super::text;
use super::vector::{Judge, TestCase, Verdict};
use crate::device::PublicKey;

/// Most characters of an output inside a message; every right output but a public key is shorter.
const LONGEST_SHOWN: usize = 400;

/// What became of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// As expected.
    Pass,
    /// Not as expected.
    Fail,
    /// The client did not answer in time.
    Hang,
    /// The client's process ended.
    Crash,
    /// Not as expected, and the baseline knows.
    ExpectedFail,
    /// As expected, where the baseline says otherwise.
    UnexpectedPass,
    /// The client does not claim it.
    NotTested,
    /// The client's wrapper could not run it, or broke the client protocol.
    HarnessError,
}

/// An outcome and what there is to say about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What became of the case.
    pub outcome: Outcome,
    /// What the client did: `accepted`, or the class of its refusal.
    pub did: Option<String>,
    /// Why, where it is not a plain pass.
    pub detail: Option<String>,
}

impl Judgement {
    fn pass(did: String) -> Self {
        Self {
            outcome: Outcome::Pass,
            did: Some(did),
            detail: None,
        }
    }

    fn fail(did: String, detail: String) -> Self {
        Self {
            outcome: Outcome::Fail,
            did: Some(did),
            detail: Some(detail),
        }
    }

    /// A case that is not asked.
    pub fn not_tested(why: String) -> Self {
        Self {
            outcome: Outcome::NotTested,
            did: None,
            detail: Some(why),
        }
    }

    pub(super) fn fault(fault: &Fault) -> Self {
        let outcome = match fault {
            Fault::Hang(_) => Outcome::Hang,
            Fault::Crash(_) => Outcome::Crash,
            Fault::Wrapper(_) | Fault::Protocol(_) | Fault::Gone(_) => Outcome::HarnessError,
        };
        Self {
            outcome,
            did: None,
            detail: Some(fault.to_string()),
        }
    }
}

/// Judges the answer to `test`.
pub fn judge(test: &TestCase, answer: &Result<Answer, Fault>) -> Judgement {
    match answer {
        Err(fault) => Judgement::fault(fault),
        Ok(Answer::Unsupported(why)) => Judgement::fail(
            "unsupported".to_string(),
            format!(
                "declared in its capabilities, but answered unsupported: {}",
                text::shown(why, LONGEST_SHOWN)
            ),
        ),
        Ok(Answer::Reject { class, .. }) => refused(test, *class),
        Ok(Answer::Ok(output)) => accepted(test, output),
    }
}

/// Why `test` is not asked a client with these capabilities.
pub(super) fn not_tested(capabilities: &Capabilities, test: &TestCase) -> Option<String> {
    let lacking = capabilities.lacks(&test.prompt.request, test.rsa_bits);
    let lacking = lacking.or_else(|| {
        let other = test.case.script.iter().find_map(|step| step.action.flow());
        let flow = other.filter(|flow| !capabilities.flows.contains(flow))?;
        Some(format!("flow {} not declared", flow.name()))
    });
    let lacking = lacking.or_else(|| {
        let tells_the_time = test.case.script.iter().any(|step| step.action.tells_the_time());
        (tells_the_time && capabilities.clock == VirtualClock::None).then(|| "virtual clock not declared".to_string())
    });
    lacking.or_else(|| {
        let shows_check_value = capabilities.unwrap_returns == UnwrapReturns::CheckValue;
        let none_to_compare =
            matches!(&test.output, Some(Output::Unwrapped(unwrapped)) if unwrapped.check_value.is_none());
        (shows_check_value && none_to_compare)
            .then(|| "the client shows check values only, and this key's kind is open".to_string())
    })
}

/// What came back to one request, as text for a message.
pub(super) fn answer_text(answer: &Result<Answer, Fault>) -> String {
    match answer {
        Ok(Answer::Ok(_)) => "it accepted".to_string(),
        Ok(Answer::Reject { class, .. }) => format!("it refused with {class}"),
        Ok(Answer::Unsupported(_)) => "it answered unsupported".to_string(),
        Err(fault) => fault.to_string(),
    }
}

fn refused(test: &TestCase, class: RejectClass) -> Judgement {
    let did = class.name().to_string();
    match (test.case.verdict, test.case.class) {
        (Verdict::Accept, _) => Judgement::fail(did, format!("refused ({class}) what must be accepted")),
        (Verdict::Reject | Verdict::Either, Some(expected)) if expected == class => Judgement::pass(did),
        (Verdict::Reject | Verdict::Either, expected) => {
            let expected = expected.map_or("", RejectClass::name);
            Judgement::fail(did, format!("refused with {class}, the reason is {expected}"))
        }
    }
}

fn accepted(test: &TestCase, output: &Output) -> Judgement {
    let did = "accepted".to_string();
    if test.case.verdict == Verdict::Reject {
        let class = test.case.class.map_or("", RejectClass::name);
        return Judgement::fail(did, format!("accepted what must be refused ({class})"));
    }
    let wrong = match (test.case.judge, &test.output) {
        (Some(Judge::Opens), _) => opens::judge(&test.prompt.request, output).err(),
        (Some(Judge::KeyPair), _) => key_pair(&test.prompt.request, output).err(),
        // Scripts are judged where they are played; here is only their first step.
        (Some(Judge::Script), _) => None,
        (None, Some(expected)) => differs(expected, output),
        (None, None) => Some("the case says neither output nor judge".to_string()),
    };
    match wrong {
        Some(detail) => Judgement::fail(did, detail),
        None => Judgement::pass(did),
    }
}

/// How `output` differs from `expected`; an unwrapped key may show itself or its check value.
pub(super) fn differs(expected: &Output, output: &Output) -> Option<String> {
    let same = match (expected, output) {
        (Output::Unwrapped(expected), Output::Unwrapped(output)) => match (&output.tzpk, &output.check_value) {
            (Some(tzpk), None) => expected.tzpk.as_ref() == Some(tzpk),
            (None, Some(check_value)) => expected.check_value.as_ref() == Some(check_value),
            _ => return Some("`ok` of tzpk.unwrap has exactly one of `tzpk`, `check_value`".to_string()),
        },
        _ => expected == output,
    };
    (!same).then(|| format!("expected {}, got {}", shown(expected), shown(output)))
}

/// An output inside a message: a client's own words, cut and escaped.
fn shown(output: &Output) -> String {
    text::shown(&serde_json::to_string(output).unwrap_or_default(), LONGEST_SHOWN)
}

fn key_pair(request: &Request, output: &Output) -> Result<(), String> {
    let (Request::KeyGenerate { bits }, Output::KeyPair(pair)) = (request, output) else {
        return Err("this judge is for key.generate".to_string());
    };
    let der = hex::decode(&pair.spki).map_err(|_| "spki is not hex".to_string())?;
    let key = PublicKey::from_spki_der(&der).map_err(|error| {
        format!(
            "{error}; it reads as {}",
            text::shown(&outline::outline(&der), LONGEST_SHOWN)
        )
    })?;
    if key.bits() != *bits {
        return Err(format!("asked for {bits} bits, the modulus has {}", key.bits()));
    }
    if key.exponent() != 65537 {
        return Err(format!("the public exponent is {}, not 65537", key.exponent()));
    }
    Ok(())
}
