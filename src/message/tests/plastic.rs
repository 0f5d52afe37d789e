//! Which plastic waits for its PIN.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::*;
use crate::error::{MessageError, PlasticError};

/// Plastics `a`, `b`, … with these sequence numbers and statuses.
fn plastics(list: &[(u64, &str)]) -> Plastics {
    let plastic = |(id, (number, status)): (char, &(u64, &str))| Plastic {
        id: String::from(id),
        card_id: None,
        sequence_number: *number,
        status: PlasticStatus::from_name(status),
    };
    Plastics(('a'..='z').zip(list).map(plastic).collect())
}

fn chosen(list: &[(u64, &str)]) -> Result<String, PlasticError> {
    let plastics = plastics(list);
    // The same after a trip over the wire.
    let read = Plastics::from_json(plastics.to_json().as_bytes()).unwrap();
    assert_eq!(read, plastics);
    plastics.awaiting_pin().map(|plastic| plastic.id.clone())
}

#[test]
fn the_highest_inactive_one() {
    let max = Plastic::MAX_SEQUENCE_NUMBER;
    for (list, id) in [
        (&[(1, "INACTIVE")][..], "a"),
        (&[(0, "INACTIVE")], "a"),
        (&[(1, "ACTIVE"), (2, "INACTIVE")], "b"),
        (&[(2, "INACTIVE"), (1, "INACTIVE")], "a"),
        (&[(1, "INACTIVE"), (2, "INACTIVE")], "b"),
        (&[(9, "INACTIVE"), (10, "INACTIVE")], "b"),
        (&[(10, "INACTIVE"), (9, "INACTIVE")], "a"),
        (
            &[
                (1, "INACTIVE"),
                (2, "ACTIVE"),
                (3, "LOCKED"),
                (4, "CLOSED"),
                (5, "LOCKED_FOR_ONLINE"),
            ],
            "a",
        ),
        (
            &[
                (1, "INACTIVE"),
                (2, "SOMETHING_NEW"),
                (3, "inactive"),
                (4, "INACTIVE "),
                (5, ""),
            ],
            "a",
        ),
        // A tie below the highest, and among those that do not wait, is none.
        (&[(1, "INACTIVE"), (1, "INACTIVE"), (2, "INACTIVE")], "c"),
        (&[(3, "ACTIVE"), (3, "ACTIVE"), (2, "INACTIVE")], "c"),
        (&[(2, "ACTIVE"), (2, "INACTIVE")], "b"),
        (&[(max - 1, "INACTIVE"), (max, "INACTIVE")], "b"),
        (&[(max, "INACTIVE"), (max - 1, "INACTIVE")], "a"),
        (&[(1 << 32, "INACTIVE"), (1, "INACTIVE")], "a"),
    ] {
        assert_eq!(chosen(list).as_deref(), Ok(id), "{list:?}");
    }
}

#[test]
fn none_and_ties() {
    for list in [
        &[][..],
        &[(1, "ACTIVE")],
        &[(1, "LOCKED"), (2, "CLOSED"), (3, "REJECTED")],
        &[(1, "INACTIVE_X")],
    ] {
        assert_eq!(chosen(list), Err(PlasticError::None), "{list:?}");
    }
    let max = Plastic::MAX_SEQUENCE_NUMBER;
    for list in [
        &[(1, "INACTIVE"), (1, "INACTIVE")][..],
        &[(2, "INACTIVE"), (1, "INACTIVE"), (2, "INACTIVE")],
        &[(2, "INACTIVE"), (2, "INACTIVE"), (2, "INACTIVE")],
        &[(max, "INACTIVE"), (max, "INACTIVE")],
    ] {
        assert_eq!(chosen(list), Err(PlasticError::Tie), "{list:?}");
    }
}

#[test]
fn what_a_list_may_be() {
    let read = |text: &str| Plastics::from_json(text.as_bytes()).map(|list| list.0.len());
    assert_eq!(read("[]"), Ok(0));
    let number = |number: &str| {
        read(&format!(
            r#"[{{"id":"1","sequenceNumber":1,"status":"ACTIVE"}},{{"id":"2","sequenceNumber":{number},"status":"INACTIVE"}}]"#
        ))
    };
    assert_eq!(number("9007199254740991"), Ok(2));
    for wrong in [
        "-1",
        "-0",
        "1.5",
        "1e3",
        "9007199254740992",
        "18446744073709551615",
        "18446744073709551616",
    ] {
        assert_eq!(number(wrong), Err(MessageError::Value), "{wrong}");
    }
    for wrong in ["\"1\"", "null", "true", "[1]", "{}"] {
        assert_eq!(number(wrong), Err(MessageError::WrongType), "{wrong}");
    }
    // One wrong plastic refuses the list, also when it is not the one that would be chosen.
    for (text, fault) in [
        ("{}", MessageError::WrongType),
        ("null", MessageError::WrongType),
        (r#"{"plastics":[]}"#, MessageError::WrongType),
        ("[null]", MessageError::WrongType),
        ("[[]]", MessageError::WrongType),
        ("[{}]", MessageError::MissingField),
        (
            r#"[{"id":"","sequenceNumber":1,"status":"ACTIVE"}]"#,
            MessageError::Value,
        ),
        (
            r#"[{"id":7,"sequenceNumber":1,"status":"ACTIVE"}]"#,
            MessageError::WrongType,
        ),
        (r#"[{"id":"1","sequenceNumber":1}]"#, MessageError::MissingField),
        ("[] []", MessageError::Syntax),
        ("\u{feff}[]", MessageError::Encoding),
    ] {
        assert_eq!(read(text), Err(fault), "{text}");
    }
}

#[test]
fn names_of_statuses_stay_as_they_are() {
    let names = ["INACTIVE", "ACTIVE", "LOCKED", "CLOSED", "DEFERRED", "inactive", ""];
    let again: Vec<String> = names
        .iter()
        .map(|name| String::from(PlasticStatus::from_name(name).name()))
        .collect();
    assert_eq!(again, names);
}
