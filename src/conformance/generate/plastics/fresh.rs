//! Drawn lists: several that wait among others, the same with a tie, and the same with none that waits.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::super::GenerateError;
use super::super::blocks::draw::{DIGITS, Draw};
use super::super::build::{FileBuilder, group};
use super::super::fresh::Fresh;
use super::{RULE, accepted, finish, refused};
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::vector::VectorFile;

const LISTS: usize = 8;

/// What a plastic that does not wait may be.
const OTHERS: [&str; 4] = ["ACTIVE", "CLOSED", "LOCKED", "DEFERRED"];

pub(in super::super) fn file(fresh: &Fresh) -> Result<(String, VectorFile), GenerateError> {
    let mut cases = Vec::new();
    for list in 0..LISTS {
        let mut draw = Draw::new(&fresh.place(&format!("plastics/{list}")));
        let mut number = || draw.text(DIGITS, 3).parse::<u64>().unwrap_or_default();
        // Of the 2 to 6 that wait, the numbers are apart by at least 1.
        let waiting = (number() % 5).saturating_add(2);
        let numbers: Vec<u64> = (0..waiting)
            .map(|at| at.saturating_mul(1000).saturating_add(number()).saturating_add(1))
            .collect();
        let (top, others, turn) = (numbers.last().copied().unwrap_or_default(), number() % 4, number());
        let mut plastics: Vec<Value> = Vec::new();
        let mut entry = |number: u64, status: &str| {
            let id = draw.text(DIGITS, 9);
            plastics.push(json!({"id": id, "cardId": "4711", "sequenceNumber": number, "status": status}));
            id
        };
        let ids: Vec<String> = numbers.iter().map(|number| entry(*number, "INACTIVE")).collect();
        for (other, status) in (0..others).zip(OTHERS) {
            entry(top.saturating_add(other), status);
        }
        let chosen = ids.last().cloned().unwrap_or_default();
        let turn = usize::try_from(turn)
            .unwrap_or_default()
            .checked_rem(plastics.len())
            .unwrap_or_default();
        plastics.rotate_left(turn);

        let good = format!("{list:03}-highest");
        cases.push(
            accepted(
                &good,
                "Drawn: the highest number of those that wait",
                plastics.clone().into(),
                &chosen,
            )?
            .flag("PlasticOrder")
            .reason("cell:drawn"),
        );
        let mut tied = plastics.clone();
        tied.push(json!({"id": format!("{chosen}0"), "cardId": "4711", "sequenceNumber": top, "status": "INACTIVE"}));
        cases.push(
            refused(
                &format!("{list:03}-tie"),
                "The same with the highest number twice",
                tied.into(),
                RejectClass::SessionState,
                &good,
            )
            .flag("PlasticTie")
            .reason("cell:drawn"),
        );
        for plastic in &mut plastics {
            let status = plastic.get_mut("status").filter(|status| **status == json!("INACTIVE"));
            if let Some(status) = status {
                *status = json!("LOCKED");
            }
        }
        cases.push(
            refused(
                &format!("{list:03}-locked"),
                "The same after production",
                plastics.into(),
                RejectClass::SessionState,
                &good,
            )
            .flag("PlasticStatus")
            .reason("cell:drawn"),
        );
    }
    FileBuilder::new(
        "fresh_plastic_choose",
        Op::PlasticChoose,
        "Fresh: drawn lists of plastics",
    )
    .made_by(fresh.source())
    .spec(RULE)
    .group(group("lists", "drawn lists", None, Value::Null, finish(cases)))
    .finish()
}
