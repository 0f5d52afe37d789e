//! Fresh entries under policies: what the rules say of drawn PINs, facts and repeats.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::json;

use super::super::GenerateError;
use super::super::blocks::draw::{DIGITS, Draw};
use super::super::build::{CaseBuilder, at, group};
use super::super::fresh::Fresh;
use super::{WRITTEN, builder, definitions, judged};
use crate::conformance::client::{Facts, RejectClass};
use crate::conformance::vector::{Case, VectorFile};
use crate::pin::policy::PinPolicy;

/// Accepted PINs of each policy, and as many refused ones as drawing gives in so many tries.
const GOOD: usize = 4;
const TRIES: usize = 40;

pub(in super::super) fn file(fresh: &Fresh) -> Result<(String, VectorFile), GenerateError> {
    let mut file = builder("fresh_pin_check", "Fresh: drawn PINs under policies").made_by(fresh.source());
    let mut number = 0;
    for (id, policy) in policies(fresh) {
        let cases = cases(fresh, id, &policy, &mut number)?;
        let policy = serde_json::to_value(&policy).map_err(at(id))?;
        file = file.group(group(
            id,
            format!("Policy {id}"),
            None,
            json!({ "policy": policy }),
            cases,
        ));
    }
    file.finish()
}

fn policies(fresh: &Fresh) -> [(&'static str, PinPolicy); 6] {
    let mut draw = Draw::new(&fresh.place("policies"));
    let iso = PinPolicy::iso;
    let deny = (0..20).map(|_| draw.text(DIGITS, 4)).collect();
    [
        ("iso", iso()),
        ("strict-4", PinPolicy::strict_4()),
        (
            "runs",
            PinPolicy {
                ascending_run: Some(3),
                descending_run: Some(3),
                wrap: true,
                ..iso()
            },
        ),
        (
            "row",
            PinPolicy {
                max_in_a_row: Some(2),
                max_same: Some(3),
                ..iso()
            },
        ),
        ("deny", PinPolicy { deny, max: 4, ..iso() }),
        (
            "context",
            PinPolicy {
                birth_date: true,
                pan_tail: true,
                phone_part: true,
                old_pin: true,
                ..iso()
            },
        ),
    ]
}

/// Facts of one cardholder.
fn facts(draw: &mut Draw) -> Facts {
    let two = |draw: &mut Draw, from: u32, many: u32| {
        let drawn: u32 = draw.text(DIGITS, 3).parse().unwrap_or_default();
        format!(
            "{:02}",
            drawn.checked_rem(many).unwrap_or_default().saturating_add(from)
        )
    };
    Facts {
        pan: Some(draw.text(DIGITS, 16)),
        birth_date: Some(format!(
            "19{}-{}-{}",
            two(draw, 30, 70),
            two(draw, 1, 12),
            two(draw, 1, 28)
        )),
        phone: Some(format!(
            "+46 70 {} {} {}",
            draw.text(DIGITS, 3),
            draw.text(DIGITS, 2),
            draw.text(DIGITS, 2)
        )),
        old_pin: Some(draw.text(DIGITS, 5)),
    }
}

/// PINs that some rule may object to, made from what it looks at; the library says which are refused, and how.
fn candidates(policy: &PinPolicy, facts: Option<&Facts>, draw: &mut Draw) -> Vec<String> {
    let digit: u32 = draw.text(DIGITS, 1).parse().unwrap_or_default();
    let run = |step: u32| -> String {
        (0..4_u32)
            .filter_map(|place| char::from_digit(digit.saturating_add(place.saturating_mul(step)) % 10, 10))
            .collect()
    };
    let mut all = Vec::from([run(1), run(9), run(0), draw.text(DIGITS, 3), draw.text(DIGITS, 13)]);
    all.extend(policy.deny.iter().take(3).cloned());
    if let Some(facts) = facts {
        let tail = |text: &str| {
            text.chars()
                .rev()
                .filter(char::is_ascii_digit)
                .take(5)
                .collect::<Vec<_>>()
        };
        let texts = [&facts.pan, &facts.phone, &facts.birth_date].into_iter().flatten();
        all.extend(texts.map(|text| tail(text).iter().rev().collect::<String>()));
        all.extend(
            facts
                .birth_date
                .iter()
                .filter_map(|date| date.get(..4))
                .map(String::from),
        );
        all.extend(facts.old_pin.iter().cloned());
    }
    all
}

fn cases(fresh: &Fresh, id: &str, policy: &PinPolicy, number: &mut usize) -> Result<Vec<Case>, GenerateError> {
    let mut draw = Draw::new(&fresh.place(&format!("policy {id}")));
    let facts = (id == "context").then(|| facts(&mut draw));
    let input = |pin: &str, repeat: Option<&str>| {
        let mut fields = json!({ "pin": pin });
        if let Some(fields) = fields.as_object_mut() {
            fields.extend(repeat.map(|repeat| ("repeat".into(), repeat.into())));
            let facts = facts.as_ref().and_then(|facts| serde_json::to_value(facts).ok());
            fields.extend(facts.map(|facts| ("facts".into(), facts)));
        }
        fields
    };
    let mut name = |what: &str| {
        let id = format!("{number:03}-{id}-{what}");
        *number = number.saturating_add(1);
        id
    };
    let finish = |case: CaseBuilder, reason: String| {
        case.requirement(definitions::ORDER)
            .reason(reason)
            .agreed(WRITTEN)
            .finish()
    };
    let mut cases: Vec<Case> = Vec::new();
    let mut good: Option<(String, String)> = None;
    for turn in 0..TRIES {
        let length = usize::from(policy.min)
            .saturating_add(turn % 9)
            .min(usize::from(policy.max));
        let pin = draw.text(DIGITS, length);
        if cases.len() == GOOD || judged(policy, &pin, None, facts.as_ref())?.is_some() {
            continue;
        }
        let id = name("taken");
        let case = CaseBuilder::new(&*id, format!("{pin}: no rule objects"), input(&pin, None)).accept(json!({}));
        cases.push(finish(case, format!("cell:{id}")));
        good.get_or_insert((id, pin));
    }
    let (beside, pin) = good.ok_or_else(|| at(id)("no drawn PIN is accepted"))?;
    let mut wrong: Vec<(String, Option<String>)> = candidates(policy, facts.as_ref(), &mut draw)
        .into_iter()
        .map(|pin| (pin, None))
        .collect();
    let letter = pin
        .chars()
        .enumerate()
        .map(|(at, digit)| if at == 2 { 'b' } else { digit })
        .collect();
    wrong.extend([(letter, None), (pin.clone(), Some(format!("{pin}0")))]);
    for (pin, repeat) in wrong {
        let Some(class) = judged(policy, &pin, repeat.as_deref(), facts.as_ref())? else {
            continue;
        };
        let id = name(class.name().replace('_', "-").trim_start_matches("pin-"));
        let case = CaseBuilder::new(
            &*id,
            format!("{pin}: refused with {class}"),
            input(&pin, repeat.as_deref()),
        )
        .reject(class, beside.clone());
        let case = flag(class).into_iter().fold(case, CaseBuilder::flag);
        cases.push(finish(case, format!("boundary:{id}")));
    }
    Ok(cases)
}

/// The note that says what is at stake.
fn flag(class: RejectClass) -> Option<&'static str> {
    match class {
        RejectClass::PinCharset => Some("LetterAsDigit"),
        RejectClass::PinLength => Some("PinLength"),
        RejectClass::PinMismatch => Some("RepeatEntry"),
        RejectClass::PinDenylist => Some("DenyList"),
        _ => None,
    }
}
