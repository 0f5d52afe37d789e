//! What a mutant would have answered, and whether that is what a client answered.
//!
//! Where the answer is drawn by chance, two answers are the same when the parts are that chance leaves alone.

use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::evidence::Seen;
use crate::conformance::clear;
use crate::conformance::client::{Answer, Encrypted, ExpectedKind, Op, Output, Request, Unwrapped};
use crate::conformance::mutant::{Check, Mutant, MutantClient, key_shape};
use crate::conformance::vector::{Judge, TestCase, Verdict};
use crate::conformance::verdict::{Outcome, judge};
use crate::tzpk::{KeyRules, Parity, Tzpk, TzpkKind, WeakKeys};

/// How often an answer is drawn that differs from one time to the next.
const DRAWS: usize = 6;

/// What a mutant answers.
#[derive(Clone, Debug)]
pub(super) enum Predicted {
    /// As the reference.
    Right,
    /// Always this.
    Other(Answer),
    /// One of many.
    Drawn(Vec<Answer>),
}

/// What `mutant` answers to `test`.
pub(super) fn predict(
    (mutant, client): (&Mutant, &MutantClient),
    test: &TestCase,
    rng: &mut dyn CryptoRng,
) -> Predicted {
    if !shows_in_one_answer(mutant, test.op) || !mutant.touches(test.op) {
        return Predicted::Right;
    }
    let request = &test.prompt.request;
    let Some(first) = client.wrong(request, rng) else {
        return Predicted::Right;
    };
    let drawn = test.case.judge == Some(Judge::Opens) && matches!(first, Answer::Ok(_));
    if !drawn && is_right(test, &first) {
        return Predicted::Right;
    }
    let Answer::Ok(_) = &first else {
        return Predicted::Other(first);
    };
    let second = client.wrong(request, rng);
    if second.as_ref() == Some(&first) {
        return if is_right(test, &first) {
            Predicted::Right
        } else {
            Predicted::Other(first)
        };
    }
    let mut answers: Vec<Answer> = [first].into_iter().chain(second).collect();
    answers.extend((answers.len()..DRAWS).filter_map(|_| client.wrong(request, rng)));
    if answers.iter().all(|answer| is_right(test, answer)) {
        return Predicted::Right;
    }
    Predicted::Drawn(answers)
}

/// Whether one answer can be wrong. What is said beside it no answer shows, nor what is wrong with many key pairs.
fn shows_in_one_answer(mutant: &Mutant, op: Op) -> bool {
    match mutant.check() {
        Some(Check::Secrets | Check::Sessions | Check::ErrorGroups) => false,
        Some(Check::KeyPairs) => op != Op::KeyGenerate,
        Some(Check::Randomness) | None => true,
    }
}

/// Whether this is what the reference answers. Where two answers are right, the reference refuses.
fn is_right(test: &TestCase, answer: &Answer) -> bool {
    match (test.case.verdict, answer) {
        (Verdict::Either, Answer::Ok(_)) => false,
        _ => passes(test, answer),
    }
}

fn passes(test: &TestCase, answer: &Answer) -> bool {
    judge(test, &Ok(answer.clone())).outcome == Outcome::Pass
}

/// Whether a client that answered `seen` may have the bug of the mutant that answers `predicted`.
pub(super) fn agree(test: &TestCase, seen: &Seen, predicted: &Predicted, client: &MutantClient) -> bool {
    match (seen, predicted) {
        (Seen::Right, Predicted::Right) => true,
        (Seen::Right, Predicted::Other(_)) | (Seen::Other(_), Predicted::Right) => false,
        (Seen::Right, Predicted::Drawn(answers)) => answers.iter().any(|answer| passes(test, answer)),
        (Seen::Other(answer), Predicted::Other(other)) => alike(&test.prompt.request, answer, other),
        (Seen::Other(answer), Predicted::Drawn(answers)) => {
            let wrong: Vec<&Answer> = answers.iter().filter(|one| !passes(test, one)).collect();
            may_be_drawn(&test.prompt.request, answer, &wrong, answers, client)
        }
    }
}

/// Whether two mutants answer the same.
pub(super) fn same(
    test: &TestCase,
    (left, left_client): (&Predicted, &MutantClient),
    (right, right_client): (&Predicted, &MutantClient),
) -> bool {
    let seen = |predicted: &Predicted| match predicted {
        Predicted::Right => Some(Seen::Right),
        Predicted::Other(answer) => Some(Seen::Other(answer.clone())),
        Predicted::Drawn(answers) => {
            let wrong = answers.iter().find(|answer| !passes(test, answer));
            wrong.cloned().map(Seen::Other)
        }
    };
    let agrees = |seen: Option<Seen>, predicted, client| seen.is_some_and(|seen| agree(test, &seen, predicted, client));
    agrees(seen(left), right, right_client) && agrees(seen(right), left, left_client)
}

/// Whether two answers are the same. A client that shows check values is compared by them, a public key by its form.
fn alike(request: &Request, answer: &Answer, other: &Answer) -> bool {
    match (answer, other) {
        (Answer::Reject { class, .. }, Answer::Reject { class: other, .. }) => class == other,
        (Answer::Ok(Output::KeyPair(pair)), Answer::Ok(Output::KeyPair(other))) => {
            key_shape::of(&pair.spki) == key_shape::of(&other.spki)
        }
        (Answer::Ok(output), Answer::Ok(other)) => *output == shown_as(request, output, other),
        _ => false,
    }
}

/// `other` as a client shows it that shows `output`: an unwrapped key as its check value.
fn shown_as(request: &Request, output: &Output, other: &Output) -> Output {
    let by_check_value = matches!(output, Output::Unwrapped(output) if output.check_value.is_some());
    match (request, other) {
        (Request::TzpkUnwrap { expect, .. }, Output::Unwrapped(unwrapped)) if by_check_value => {
            let tzpk = unwrapped.tzpk.as_deref().unwrap_or_default();
            Output::Unwrapped(Unwrapped {
                tzpk: None,
                check_value: check_value(*expect, tzpk),
            })
        }
        _ => other.clone(),
    }
}

/// The check value of a key as its kind has it; of the first bytes, for a client that took a key that is too long.
fn check_value(expect: ExpectedKind, tzpk: &str) -> Option<String> {
    let bytes = hex::decode(tzpk).ok()?;
    let kind = match expect {
        ExpectedKind::Only(kind) => kind,
        ExpectedKind::Any => TzpkKind::ALL.into_iter().find(|kind| kind.key_len() == bytes.len())?,
    };
    let rules = KeyRules {
        parity: Parity::Ignore,
        weak: WeakKeys::Allow,
    };
    let key = Tzpk::new(kind, bytes.get(..kind.key_len())?, &rules).ok()?;
    Some(hex::encode(key.check_value(kind.check_method()).ok()?.as_bytes()))
}

/// Whether `answer` may be one more of the answers that are drawn, of which those in `wrong` fail.
fn may_be_drawn(
    request: &Request,
    answer: &Answer,
    wrong: &[&Answer],
    answers: &[Answer],
    client: &MutantClient,
) -> bool {
    let Some(first) = wrong.first() else { return false };
    let (Answer::Ok(output), Answer::Ok(like)) = (answer, first) else {
        return wrong.iter().any(|one| alike(request, answer, one));
    };
    let text = |answer: &Answer| match answer {
        Answer::Ok(other) => serde_json::to_string(&shown_as(request, output, other)).ok(),
        _ => None,
    };
    let texts: Vec<String> = answers.iter().filter_map(text).collect();
    if !fits(&serde_json::to_string(output).unwrap_or_default(), &texts) {
        return false;
    }
    // Nothing of an encrypted block stays the same: the mutant and the kit open it.
    match (output, like) {
        (Output::Encrypted(block), Output::Encrypted(like)) => {
            let drawn = answers.iter().filter_map(|answer| match answer {
                Answer::Ok(Output::Encrypted(block)) => opened(request, block),
                _ => None,
            });
            let drawn: Vec<String> = drawn.collect();
            let clear = opened(request, block).is_none_or(|clear| fits(&clear, &drawn));
            clear && read_by(client, request, block) == read_by(client, request, like)
        }
        _ => true,
    }
}

/// Whether a text is as long as all of the others and equals them wherever they equal each other.
fn fits(text: &str, others: &[String]) -> bool {
    let Some((first, rest)) = others.split_first() else {
        return false;
    };
    let at = |place: usize| move |text: &String| text.as_bytes().get(place).copied();
    text.len() == first.len()
        && rest.iter().all(|other| other.len() == first.len())
        && text.bytes().enumerate().all(|(place, byte)| {
            let of = at(place);
            let fixed = rest.iter().all(|other| of(other) == of(first));
            !fixed || of(first) == Some(byte)
        })
}

/// The clear block, or PIN field, as a right client decrypts it.
fn opened(request: &Request, block: &Encrypted) -> Option<String> {
    let Request::PinBlockEncrypt {
        format, kind, key, pan, ..
    } = request
    else {
        return None;
    };
    let key = clear::block_key(*format, *kind, &hex::decode(key).ok()?).ok()?;
    let block = hex::decode(&block.encrypted).ok()?;
    let clear = clear::open(*format, &key, &block, pan.as_deref()).ok()?;
    Some(hex::encode(clear.expose()))
}

/// What the mutant itself reads in an encrypted block.
fn read_by(client: &MutantClient, request: &Request, block: &Encrypted) -> Option<Answer> {
    let Request::PinBlockEncrypt {
        format, kind, key, pan, ..
    } = request
    else {
        return None;
    };
    let request = Request::PinBlockDecrypt {
        format: *format,
        kind: *kind,
        key: key.clone(),
        encrypted: block.encrypted.clone(),
        pan: pan.clone(),
    };
    client.wrong(&request, &mut crate::os_rng())
}
