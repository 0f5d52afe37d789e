//! `plastic_choose.json`: which plastic of a card waits for its PIN.

pub(super) mod fresh;
mod lists;
mod shapes;

use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::GenerateError;
use super::blocks::WRITTEN;
use super::build::{CaseBuilder, FileBuilder, at, group};
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::vector::{Case, VectorFile};
use crate::message::Plastics;

const RULE: &str = "vectors/PROTOCOL.md, plastic.choose";
const GUIDE: &str = "Enfuce, PIN Control guide, step 2";

pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    let file = FileBuilder::new(
        "plastic_choose",
        Op::PlasticChoose,
        "Plastics of a card: the one that waits for its PIN",
    )
    .spec(GUIDE)
    .spec(RULE);
    let file = [
        ("order", "several that wait", lists::order()?),
        ("status", "one that waits, and others", lists::status()?),
        (
            "none",
            "none that waits, or several that cannot be told apart",
            lists::none(),
        ),
        ("shape", "what a server may send", shapes::right()?),
        ("wrong", "what is not a list of plastics", shapes::wrong()),
    ]
    .into_iter()
    .fold(file, |file, (id, comment, cases)| {
        file.group(group(id, comment, None, Value::Null, cases))
    });
    Ok([file.finish()?].into())
}

/// One plastic, as the smallest list of them has it.
fn plastic(id: &str, sequence_number: u64, status: &str) -> Value {
    json!({"id": id, "cardId": "4711", "sequenceNumber": sequence_number, "status": status})
}

/// Plastics with the ids 100, 101 and so on.
fn list(plastics: &[(u64, &str)]) -> Value {
    (100_u32..)
        .zip(plastics)
        .map(|(id, (number, status))| plastic(&alloc::format!("{id}"), *number, status))
        .collect()
}

/// A case that must be accepted: the library chooses, and `chosen` says what has to come out.
fn accepted(id: &str, comment: &str, plastics: Value, chosen: &str) -> Result<CaseBuilder, GenerateError> {
    let given = Plastics::from_json(alloc::format!("{plastics}").as_bytes()).map_err(at(id))?;
    let plastic = given.awaiting_pin().map_err(at(id))?;
    if plastic.id != chosen {
        return Err(GenerateError(alloc::format!("{id}: chose {}", plastic.id)));
    }
    Ok(CaseBuilder::new(id, comment, json!({ "plastics": plastics }))
        .accept(json!({ "plastic_id": chosen }))
        .requirement(RULE)
        .agreed(WRITTEN))
}

fn refused(id: &str, comment: &str, plastics: Value, class: RejectClass, sibling: &str) -> CaseBuilder {
    CaseBuilder::new(id, comment, json!({ "plastics": plastics }))
        .reject(class, sibling)
        .requirement(RULE)
        .agreed(WRITTEN)
}

fn finish(cases: impl IntoIterator<Item = CaseBuilder>) -> Vec<Case> {
    cases.into_iter().map(CaseBuilder::finish).collect()
}
