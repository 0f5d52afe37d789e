//! `accumulate`: every PIN of four digits under one policy, so that no rule can refuse more or fewer than it says.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::GenerateError;
use super::blocks::WRITTEN;
use super::build::{CaseBuilder, FileBuilder, at, group};
use super::policies::definitions;
use crate::conformance::accumulated::Accumulator;
use crate::conformance::client::Op;
use crate::conformance::vector::{Case, VectorFile};
use crate::pin::policy::{PinFacts, PinPolicy};

/// All PINs of four digits.
const COUNT: usize = 10_000;
/// A digest after every so many.
const CHECKPOINT: usize = 1_000;

/// Common PINs, each with a reason to be on a list.
const COMMON: [&str; 20] = [
    "0000", "1111", "2222", "3333", "4444", "5555", "6666", "7777", "8888", "9999", "1234", "4321", "0123", "1212",
    "1004", "2000", "6969", "1122", "1313", "2580",
];

pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    let iso = PinPolicy::iso;
    let presets = [
        ("iso", iso(), "E14", "Every PIN of four digits is accepted"),
        (
            "strict-4",
            PinPolicy::strict_4(),
            "E23",
            "All but the 14 runs and the PINs with one digit three times",
        ),
    ];
    let rules = [
        (
            "five-digits",
            PinPolicy { min: 5, ..iso() },
            "E07",
            "No PIN of four digits is accepted",
        ),
        (
            "ascending-3",
            PinPolicy {
                ascending_run: Some(3),
                ..iso()
            },
            "E14",
            "No three digits ascending",
        ),
        (
            "descending-4",
            PinPolicy {
                descending_run: Some(4),
                ..iso()
            },
            "E12",
            "No four digits descending",
        ),
        (
            "runs-of-4-wrap",
            PinPolicy {
                ascending_run: Some(4),
                descending_run: Some(4),
                wrap: true,
                ..iso()
            },
            "E12",
            "No four digits ascending or descending, over 9 and 0 too",
        ),
        (
            "runs-of-3-wrap",
            PinPolicy {
                ascending_run: Some(3),
                descending_run: Some(3),
                wrap: true,
                ..iso()
            },
            "E12",
            "No three digits ascending or descending, over 9 and 0 too",
        ),
        (
            "all-different",
            PinPolicy {
                max_same: Some(1),
                ..iso()
            },
            "E13",
            "No digit twice",
        ),
        (
            "same-3",
            PinPolicy {
                max_same: Some(3),
                ..iso()
            },
            "E13",
            "All but the ten PINs of one digit",
        ),
        (
            "row-1",
            PinPolicy {
                max_in_a_row: Some(1),
                ..iso()
            },
            "E13",
            "No digit beside itself",
        ),
        (
            "row-2",
            PinPolicy {
                max_in_a_row: Some(2),
                ..iso()
            },
            "E13",
            "No digit three times side by side",
        ),
        (
            "deny-20",
            PinPolicy {
                deny: COMMON.map(|pin| pin.to_string()).into(),
                ..iso()
            },
            "E15",
            "All but the 20 PINs of the list",
        ),
    ];
    let cases = |policies: Vec<(&str, PinPolicy, &str, &str)>| {
        policies
            .into_iter()
            .map(|(id, policy, mutant, comment)| case(id, &policy, mutant, comment))
            .collect::<Result<Vec<Case>, _>>()
    };
    let shared = || json!({"of": "pin.check", "seed": "", "count": COUNT, "checkpoint": CHECKPOINT});
    FileBuilder::new(
        "pin_policy_bitmap",
        Op::Accumulate,
        "PIN policies over all 10,000 PINs of four digits",
    )
    .param("count", COUNT)
    .param("checkpoint", CHECKPOINT)
    .spec(definitions::BITMAP)
    .group(group(
        "presets",
        "The built-in policies",
        None,
        shared(),
        cases(presets.into())?,
    ))
    .group(group(
        "rules",
        "One rule at a time",
        None,
        shared(),
        cases(rules.into())?,
    ))
    .finish()
    .map(|file| [file].into())
}

fn case(id: &str, policy: &PinPolicy, mutant: &str, comment: &str) -> Result<Case, GenerateError> {
    policy.check().map_err(at(id))?;
    let mut outputs = Accumulator::new(u64::try_from(CHECKPOINT).map_err(at(id))?);
    let mut accepted: u32 = 0;
    for number in 0..COUNT {
        let good = policy
            .accept_entry(&format!("{number:04}"), None, &PinFacts::default())
            .is_ok();
        accepted = accepted.saturating_add(u32::from(good));
        outputs.push(if good { b"1" } else { b"0" });
    }
    // A client that counts digits wrongly shows it where they are counted.
    let counts = policy.max_same.is_some() || policy.max_in_a_row.is_some();
    let policy = serde_json::to_value(policy).map_err(at(id))?;
    let output = serde_json::to_value(outputs.finish()).map_err(at(id))?;
    let mut case = CaseBuilder::new(
        id,
        format!("{comment}: {accepted} of {COUNT} accepted"),
        json!({"params": {"policy": policy}}),
    )
    .accept(output)
    .requirement(definitions::BITMAP)
    .flag("AllPins")
    .reason(format!("mutant:{mutant}"))
    .agreed(WRITTEN);
    if counts && mutant != "E23" {
        case = case.reason("mutant:E23");
    }
    let mut case = case.finish();
    case.steps.insert("accepted".to_string(), Value::from(accepted));
    Ok(case)
}
