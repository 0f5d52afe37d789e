//! The list as JSON: what may stand there besides, and what may not stand there.

use alloc::string::ToString as _;
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::{accepted, finish, list, plastic, refused};
use crate::conformance::client::RejectClass;
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::{Case, Level};

pub(super) fn right() -> Result<Vec<Case>, GenerateError> {
    let with = |name: &str, value: Value| {
        let mut plastic = plastic("100", 1, "INACTIVE");
        if let Some(fields) = plastic.as_object_mut() {
            fields.insert(name.into(), value);
        }
        json!([plastic])
    };
    let with_id = |id: &str| json!([plastic(id, 1, "INACTIVE")]);
    let full = json!([{
        "id": "100", "cardId": "4711", "createdDate": "2026-02-03", "productionDate": "2026-02-04", "productionType": "NEW_PLASTIC",
        "sequenceNumber": 1, "status": "ACTIVE", "expiration": {"year": 2029, "month": 2},
        "embossing": {"firstName": "SIV", "lastName": "EK", "physical": true, "additionalField1": null}
    }, {
        "id": "101", "cardId": "4711", "createdDate": "2028-12-01", "productionDate": null, "productionType": "ALL",
        "sequenceNumber": 2, "status": "INACTIVE", "expiration": {"year": 2032, "month": 2},
        "embossing": {"firstName": "SIV", "lastName": "EK", "physical": true}
    }]);
    let lines = [
        (
            "full",
            "With every field that the card API has",
            full,
            "101",
            "mutant:F55",
        ),
        (
            "unknown-field",
            "A field that nobody knows yet",
            with("colour", json!("blue")),
            "100",
            "mutant:F55",
        ),
        (
            "unknown-nested",
            "A field that holds the names of others",
            with("previous", json!({"id": 7, "sequenceNumber": "9", "status": null})),
            "100",
            "mutant:F55",
        ),
        (
            "names-in-another-case",
            "Fields whose names differ from known ones in their case",
            with("SequenceNumber", json!(null)),
            "100",
            "mutant:F55",
        ),
        (
            "card-id-absent",
            "Without the id of the card",
            json!([{"id": "100", "sequenceNumber": 1, "status": "INACTIVE"}]),
            "100",
            "mutant:F56",
        ),
        (
            "id-leading-zeros",
            "An id with zeros in front",
            with_id("000100"),
            "000100",
            "mutant:F56-number",
        ),
        (
            "id-long",
            "An id of digits that no floating number holds",
            with_id("9007199254740993"),
            "9007199254740993",
            "mutant:F56-number",
        ),
        (
            "id-text",
            "An id that is no number",
            with_id("pl-0a_9~Z"),
            "pl-0a_9~Z",
            "mutant:F56-number",
        ),
    ];
    let mut cases = Vec::new();
    for (id, comment, plastics, chosen, reason) in lines {
        cases.push(
            accepted(id, comment, plastics, chosen)?
                .flag("PlasticUnknown")
                .reason(reason),
        );
    }
    let many: Vec<(u64, &str)> = (1..=40)
        .map(|number| (number, if number == 23 { "INACTIVE" } else { "CLOSED" }))
        .collect();
    cases.push(
        accepted("forty", "One of forty waits", list(&many), "122")?
            .flag("PlasticStatus")
            .reason("boundary:many"),
    );
    Ok(finish(cases))
}

pub(super) fn wrong() -> Vec<Case> {
    let case = |id, comment, plastics, sibling, reason| {
        refused(id, comment, plastics, RejectClass::Message, sibling)
            .flag("PlasticShape")
            .reason(reason)
    };
    // The one plastic with a field changed, or taken away.
    let with = |name: &str, value: Option<Value>| {
        let mut plastic = plastic("100", 1, "INACTIVE");
        if let Some(fields) = plastic.as_object_mut() {
            fields.remove(name);
            fields.extend(value.map(|value| (name.into(), value)));
        }
        json!([plastic])
    };
    let first = plastic("100", 1, "INACTIVE");
    let mut cases = [
        ("list-null", "null in place of the list", json!(null), "boundary:null"),
        (
            "list-object",
            "The list inside an object",
            json!({"plastics": [first]}),
            "boundary:object",
        ),
        (
            "list-one-plastic",
            "A plastic in place of the list",
            first.clone(),
            "boundary:object",
        ),
        (
            "list-text",
            "The list as text",
            json!(list(&[(1, "INACTIVE")]).to_string()),
            "boundary:text",
        ),
        ("list-nested", "A list in the list", json!([[first]]), "boundary:list"),
        (
            "entry-null",
            "null behind a plastic",
            json!([first, null]),
            "mutant:F54-skips",
        ),
        (
            "entry-text",
            "An id in place of a plastic",
            json!(["100"]),
            "boundary:text",
        ),
        ("id-absent", "No id", with("id", None), "mutant:F54-skips"),
        (
            "id-null",
            "The id is null",
            with("id", Some(json!(null))),
            "boundary:null",
        ),
        (
            "id-number",
            "The id is a number",
            with("id", Some(json!(100))),
            "boundary:number",
        ),
        (
            "id-empty",
            "The id has no character",
            with("id", Some(json!(""))),
            "boundary:empty",
        ),
        (
            "id-list",
            "The id stands in a list",
            with("id", Some(json!(["100"]))),
            "boundary:list",
        ),
        (
            "number-absent",
            "No sequence number",
            with("sequenceNumber", None),
            "mutant:F54-absent",
        ),
        (
            "number-null",
            "The sequence number is null",
            with("sequenceNumber", Some(json!(null))),
            "mutant:F54-absent",
        ),
        (
            "number-text",
            "The sequence number is text",
            with("sequenceNumber", Some(json!("1"))),
            "mutant:F54",
        ),
        (
            "number-bool",
            "The sequence number is true",
            with("sequenceNumber", Some(json!(true))),
            "boundary:boolean",
        ),
        (
            "number-list",
            "The sequence number stands in a list",
            with("sequenceNumber", Some(json!([1]))),
            "boundary:list",
        ),
        (
            "number-fraction",
            "The sequence number is 1.5",
            with("sequenceNumber", Some(json!(1.5))),
            "mutant:F54-any-number",
        ),
        (
            "number-negative",
            "The sequence number is -1",
            with("sequenceNumber", Some(json!(-1))),
            "mutant:F54-any-number",
        ),
        (
            "number-two-to-53",
            "The sequence number is 2^53: a reader with floating numbers cannot tell it from the next",
            with("sequenceNumber", Some(json!(9_007_199_254_740_992_u64))),
            "mutant:F54-any-number",
        ),
        ("status-absent", "No status", with("status", None), "boundary:absent"),
        (
            "status-null",
            "The status is null",
            with("status", Some(json!(null))),
            "boundary:null",
        ),
        (
            "status-number",
            "The status is a number",
            with("status", Some(json!(0))),
            "boundary:number",
        ),
        (
            "status-list",
            "The status stands in a list",
            with("status", Some(json!(["INACTIVE"]))),
            "boundary:list",
        ),
    ]
    .map(|(id, comment, plastics, reason)| case(id, comment, plastics, "one", reason))
    .into_iter()
    .collect::<Vec<_>>();
    // The faulty one would not be chosen. A list that is wrong in one place may be wrong in others.
    let beside = [
        (
            "beside-text",
            "The plastic in use has a text for its number",
            json!("1"),
            "mutant:F54-waiting",
        ),
        (
            "beside-null",
            "The plastic in use has null for its number",
            json!(null),
            "mutant:F54-waiting",
        ),
    ];
    cases.extend(beside.map(|(id, comment, number, reason)| {
        let mut active = plastic("100", 1, "ACTIVE");
        if let Some(fields) = active.as_object_mut() {
            fields.insert("sequenceNumber".into(), number);
        }
        case(
            id,
            comment,
            json!([active, plastic("101", 2, "INACTIVE")]),
            "renewed",
            reason,
        )
        .level(Level::Should)
    }));
    finish(cases)
}
