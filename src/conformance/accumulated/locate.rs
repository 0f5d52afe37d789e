//! From a wrong digest to the first wrong input: the checkpoint before it, then shorter requests.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::single;
use crate::conformance::client::{Answer, Capabilities, Client, Output, Prompt, Reference, Request};
use crate::conformance::report::{CaseResult, WrongStep};
use crate::conformance::vector::TestCase;
use crate::conformance::verdict::Outcome;

/// Says in each failed case of `accumulate` which input was the first wrong one. `tests` are those of `cases`.
///
/// A longer case goes through the inputs of a shorter one first, so the same fault is looked for once.
pub(crate) fn locate(
    client: &mut dyn Client,
    capabilities: &Capabilities,
    cases: &mut [CaseResult],
    tests: &[&TestCase],
) {
    let mut known: BTreeMap<String, u64> = BTreeMap::new();
    for (case, test) in cases.iter_mut().zip(tests) {
        let Some(wrong) = Wrong::of(case, test) else { continue };
        let same_inputs = format!("{} {:?} {}", wrong.of, wrong.params(), wrong.seed);
        let found = match known.get(&same_inputs) {
            Some(index) if (wrong.right..wrong.wrong).contains(index) => Some(*index),
            _ => wrong.search(client),
        };
        let Some(index) = found else { continue };
        known.insert(same_inputs, index);
        wrong.tell(client, capabilities, index, case);
    }
}

/// A failed accumulation.
struct Wrong<'a> {
    test: &'a TestCase,
    of: &'a str,
    seed: &'a str,
    count: u64,
    /// So many outputs were right.
    right: u64,
    /// Among so many was a wrong one.
    wrong: u64,
}

impl<'a> Wrong<'a> {
    /// None for a case of another kind, and for an answer that says nothing about the outputs.
    fn of(case: &CaseResult, test: &'a TestCase) -> Option<Self> {
        let Request::Accumulate {
            of,
            seed,
            count,
            checkpoint,
            ..
        } = &test.prompt.request
        else {
            return None;
        };
        if case.outcome != Outcome::Fail || case.did.as_deref() == Some("unsupported") {
            return None;
        }
        let mut wrong = Self {
            test,
            of,
            seed,
            count: *count,
            right: 0,
            wrong: *count,
        };
        // Without digests, a refusal, all inputs are suspects.
        if let Some(answer) = &case.answer {
            let Some(Output::Digest(expected)) = &test.output else {
                return None;
            };
            let given: Vec<&str> = answer
                .get("checkpoints")?
                .as_array()?
                .iter()
                .filter_map(|text| text.as_str())
                .collect();
            let same = expected
                .checkpoints
                .iter()
                .zip(&given)
                .take_while(|(a, b)| a == *b)
                .count();
            let same = u64::try_from(same).ok()?;
            wrong.right = same.checked_mul(*checkpoint)?;
            if given.len() == expected.checkpoints.len() {
                wrong.wrong = wrong.right.checked_add(*checkpoint)?.min(*count);
            }
        }
        (wrong.right < wrong.wrong).then_some(wrong)
    }

    fn params(&self) -> Option<&'a crate::conformance::client::AccumulateParams> {
        match &self.test.prompt.request {
            Request::Accumulate { params, .. } => Some(params),
            _ => None,
        }
    }

    /// The request for the first `count` inputs.
    fn first(&self, count: u64) -> Option<Prompt> {
        Some(Prompt {
            case: Some(self.test.id.clone()),
            request: Request::Accumulate {
                of: self.of.to_string(),
                params: self.params()?.clone(),
                seed: self.seed.to_string(),
                count,
                checkpoint: count,
            },
        })
    }

    /// Halves the range until one input is left. None when the client answers shorter requests all right, or not at all.
    fn search(&self, client: &mut dyn Client) -> Option<u64> {
        let mut reference = Reference::new();
        let mut is_right = |count| {
            let prompt = self.first(count)?;
            let expected = reference.answer(&prompt).ok()?;
            match client.answer(&prompt) {
                Ok(answer @ (Answer::Ok(_) | Answer::Reject { .. })) => Some(answer == expected),
                _ => None,
            }
        };
        let (mut right, mut wrong) = (self.right, self.wrong);
        if wrong == self.count && is_right(wrong)? {
            return None;
        }
        while wrong.saturating_sub(right) > 1 {
            let middle = right.midpoint(wrong);
            if is_right(middle)? {
                right = middle;
            } else {
                wrong = middle;
            }
        }
        Some(right)
    }

    /// Asks the wrong input alone and writes down what came of it.
    fn tell(&self, client: &mut dyn Client, capabilities: &Capabilities, index: u64, case: &mut CaseResult) {
        let seed = hex::decode(self.seed).unwrap_or_default();
        let Some(request) = self.params().and_then(|params| single(self.of, params, &seed, index)) else {
            return;
        };
        let expected = Reference::new().answer(&Prompt::probe(request.clone()));
        let alone = capabilities.lacks(&request, None).is_none().then(|| {
            client.answer(&Prompt {
                case: Some(self.test.id.clone()),
                request: request.clone(),
            })
        });
        let expected = expected.as_ref().map(shown).unwrap_or_default();
        let got = alone.and_then(|answer| answer.as_ref().map(shown).ok());
        let beside = match &got {
            Some(got) if *got == expected => "; asked alone it is answered right".to_string(),
            Some(got) => format!("; expected {expected}, asked alone it gives {got}"),
            None => format!("; expected {expected}"),
        };
        case.detail = Some(format!(
            "first wrong input: index {index}: {}{beside}",
            described(&request)
        ));
        case.wrong_step = Some(WrongStep {
            step: format!("input {index}"),
            expected,
            got,
        });
    }
}

/// An answer in a few words: the bytes themselves where it has some.
fn shown(answer: &Answer) -> String {
    match answer {
        Answer::Ok(Output::Block(output)) => output.block.clone(),
        Answer::Ok(Output::Fields(output)) => format!("{} {}", output.pin_field, output.pan_field),
        Answer::Ok(Output::Encrypted(output)) => output.encrypted.clone(),
        Answer::Ok(_) => "accepted".to_string(),
        Answer::Reject { class, .. } => class.to_string(),
        Answer::Unsupported(_) => "unsupported".to_string(),
    }
}

/// The input of a case; public, as the seed is.
fn described(request: &Request) -> String {
    match request {
        Request::PinBlockEncode { pin, pan, fill, .. } | Request::PinBlockEncrypt { pin, pan, fill, .. } => {
            let mut text = format!("PIN length {} ({pin})", pin.len());
            if let Some(pan) = pan {
                text.push_str(&format!(", PAN length {} ({pan})", pan.len()));
            }
            if let Some(fill) = fill {
                text.push_str(&format!(", fill {fill}"));
            }
            text
        }
        Request::PinCheck { pin, .. } => format!("PIN {pin}"),
        _ => String::new(),
    }
}
