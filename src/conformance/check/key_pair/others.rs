//! Key pairs of the lengths that the rest of this check does not use: a client may make one of them once and keep it.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::conformance::check::{Context, ask_all};
use crate::conformance::client::{Answer, Fault, Output, Prompt, Request};
use crate::conformance::verdict::{Judgement, Outcome, answer_text};

/// Asks for two pairs of each length but `known`, which was looked at. Those that the vectors asked for count too, but may come from
/// a process that has ended, so that one more would not show a client that keeps a pair. Long pairs take seconds: with `--deep` only.
pub(super) fn judge(context: &mut Context<'_>, known: u32) -> (Judgement, Option<String>) {
    if !context.deep {
        return (Judgement::not_tested("asked with --deep".to_owned()), None);
    }
    let claimed = context.capabilities.rsa_bits.iter().copied();
    let others = claimed.filter(|bits| *bits != known);
    let others: Vec<u32> = match &context.selection.profile {
        None => others.collect(),
        Some(_) => Vec::new(),
    };
    if others.is_empty() {
        return (Judgement::not_tested("no other length to ask for".to_owned()), None);
    }
    let mut seen: Vec<(u32, String)> = context
        .answers
        .iter()
        .filter_map(|(test, answer)| made(&test.prompt.request, answer))
        .collect();
    let wanted: Vec<Prompt> = others
        .iter()
        .flat_map(|bits| [*bits; 2])
        .map(|bits| Prompt::probe(Request::KeyGenerate { bits }))
        .collect();
    let (answers, fault) = ask_all(context.client, &wanted);
    for (prompt, answer) in wanted.iter().zip(answers) {
        let answer = match answer {
            Some(Ok(answer)) => answer,
            Some(Err(error)) => return (Judgement::fault(&error), fault),
            None => return (Judgement::fault(&Fault::Gone("the run ended".to_owned())), fault),
        };
        let Some(pair) = made(&prompt.request, &answer) else {
            return (failed(format!("no key pair: {}", answer_text(&Ok(answer)))), fault);
        };
        if seen.contains(&pair) {
            let bits = pair.0;
            return (
                failed(format!("two key pairs of {bits} bits are one: a pair is for one TZPK")),
                fault,
            );
        }
        seen.push(pair);
    }
    let passed = Judgement {
        outcome: Outcome::Pass,
        did: Some("accepted".to_owned()),
        detail: None,
    };
    (passed, fault)
}

/// The public half of a pair, with its length.
fn made(request: &Request, answer: &Answer) -> Option<(u32, String)> {
    match (request, answer) {
        (Request::KeyGenerate { bits }, Answer::Ok(Output::KeyPair(pair))) => Some((*bits, pair.spki.clone())),
        _ => None,
    }
}

fn failed(why: String) -> Judgement {
    Judgement {
        outcome: Outcome::Fail,
        did: Some("accepted".to_owned()),
        detail: Some(why),
    }
}
