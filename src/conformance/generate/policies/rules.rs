//! Length, repeated digits and the deny list.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::super::GenerateError;
use super::{LENGTH, OVER_BLOCKING, Refusal, Rules, definitions};
use crate::conformance::client::RejectClass;
use crate::conformance::vector::Group;
use crate::pin::policy::PinPolicy;

const SAME: Refusal = (RejectClass::PinRepeat, Some("max_same"));
const IN_A_ROW: Refusal = (RejectClass::PinRepeat, Some("max_in_a_row"));
const DENIED: Refusal = (RejectClass::PinDenylist, Some("deny"));

pub(super) fn groups() -> Result<Vec<Group>, GenerateError> {
    Ok([
        bounds_6_to_8()?,
        bounds_12()?,
        same_1()?,
        same_3()?,
        same_4()?,
        in_a_row_1()?,
        in_a_row_2()?,
        in_a_row_3()?,
        denied()?,
    ]
    .into())
}

fn bounds_6_to_8() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        min: 6,
        max: 8,
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("min6-max8", policy, definitions::LENGTH, "PinLength", LENGTH);
    rules.good("6", "258041", "6 digits, the fewest", &[])?;
    rules.good("8", "25804179", "8 digits, the most", &[])?;
    rules.bad("5", "25804", "6", "5 digits, one too few", &[])?;
    rules.bad("4", "2580", "6", "4 digits: a PIN, but not under this policy", &[])?;
    rules.bad("9", "258041793", "8", "9 digits, one too many", &[])?;
    rules.group("Bounds inside those of the standard")
}

fn bounds_12() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        min: 12,
        max: 12,
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("min12", policy, definitions::LENGTH, "PinLength", LENGTH);
    rules.good("12", "258041793620", "12 digits, fewest and most", &[])?;
    rules.bad("11", "25804179362", "12", "11 digits, one too few", &[])?;
    rules.bad("13", "2580417936201", "12", "13 digits, one too many", &[])?;
    rules.group("One length only, the longest")
}

fn same_1() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        max_same: Some(1),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("same1", policy, definitions::MAX_SAME, "SameDigit", SAME);
    rules.good("all-different", "1234567890", "Ten digits, each once", &[OVER_BLOCKING])?;
    rules.bad("apart", "1231", "all-different", "1 at both ends", &["E13"])?;
    rules.bad("side-by-side", "1123", "all-different", "1 twice side by side", &[])?;
    rules.bad("zeros", "0120", "all-different", "0 at both ends", &["E01"])?;
    rules.bad(
        "eleven",
        "12345678901",
        "all-different",
        "Eleven digits cannot all differ",
        &[],
    )?;
    rules.group("All digits different")
}

fn same_3() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        max_same: Some(3),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("same3", policy, definitions::MAX_SAME, "SameDigit", SAME);
    rules.good("three", "1112", "1 three times", &[OVER_BLOCKING])?;
    rules.good(
        "three-apart",
        "12131",
        "1 three times, never side by side",
        &[OVER_BLOCKING],
    )?;
    rules.good(
        "three-and-three",
        "111222",
        "Two digits three times each",
        &[OVER_BLOCKING],
    )?;
    rules.bad("four", "1111", "three", "1 four times", &[])?;
    rules.bad(
        "four-apart",
        "1213141",
        "three-apart",
        "1 four times, never side by side",
        &["E13"],
    )?;
    rules.group("One digit up to three times")
}

fn in_a_row_1() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        max_in_a_row: Some(1),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("row1", policy, definitions::MAX_IN_A_ROW, "InARow", IN_A_ROW);
    rules.good("apart", "1212", "1 twice, not side by side", &[OVER_BLOCKING])?;
    rules.good(
        "half-of-them",
        "919293949596",
        "9 six times, never side by side",
        &[OVER_BLOCKING],
    )?;
    rules.bad("at-the-start", "1123", "apart", "1 and 1 at the start", &[])?;
    rules.bad("in-the-middle", "1223", "apart", "2 and 2 in the middle", &[])?;
    rules.bad("at-the-end", "1233", "apart", "3 and 3 at the end", &[])?;
    rules.bad("zeros", "0012", "apart", "Two zeros at the start", &["E01"])?;
    rules.group("No digit beside itself")
}

fn in_a_row_2() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        max_in_a_row: Some(2),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("row2", policy, definitions::MAX_IN_A_ROW, "InARow", IN_A_ROW);
    rules.good("pairs", "112233", "Three pairs", &[OVER_BLOCKING])?;
    rules.good(
        "same-count",
        "1121",
        "1 three times, two of them side by side",
        &[OVER_BLOCKING],
    )?;
    rules.good(
        "two-and-two",
        "110110",
        "Pairs of one digit with another between",
        &[OVER_BLOCKING],
    )?;
    rules.bad("three", "1112", "same-count", "1 three times side by side", &["E13"])?;
    rules.bad("three-at-the-end", "258000", "pairs", "0 three times at the end", &[])?;
    rules.bad("four-at-the-end", "250000", "pairs", "0 four times at the end", &[])?;
    rules.bad("all", "777777777777", "pairs", "Twelve times 7", &[])?;
    rules.group("One digit up to twice side by side")
}

fn denied() -> Result<Group, GenerateError> {
    let deny = [
        "0000",
        "0001",
        "0042",
        "1234",
        "2580",
        "012345",
        "00000",
        "999999999999",
    ];
    let policy = PinPolicy {
        deny: deny.map(|entry| entry.to_string()).into(),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("deny", policy, definitions::DENY, "DenyList", DENIED);
    rules.good("beside", "2581", "One digit beside an entry", &[OVER_BLOCKING])?;
    rules.good("reversed", "0852", "An entry backwards", &[OVER_BLOCKING])?;
    rules.good("1000", "1000", "0001 backwards", &[OVER_BLOCKING])?;
    rules.good(
        "more-zeros",
        "00001",
        "The number of an entry with one more leading zero",
        &["E15"],
    )?;
    rules.good(
        "longer-by-zeros",
        "000042",
        "The number of an entry with two more leading zeros",
        &["E15"],
    )?;
    rules.good(
        "without-zero",
        "12345",
        "The number of an entry without its leading zero",
        &["E15"],
    )?;
    rules.good("begins-with-entry", "12340", "Begins with an entry", &[OVER_BLOCKING])?;
    rules.good("holds-entry", "91234", "Ends with an entry", &[OVER_BLOCKING])?;
    rules.good("six-zeros", "000000", "Zeros of a length that is not listed", &["E15"])?;
    rules.bad("0000", "0000", "beside", "An entry, the number 0", &["E15"])?;
    rules.bad("00000", "00000", "beside", "An entry, the number 0 too", &["E15"])?;
    rules.bad("0001", "0001", "beside", "An entry, the number 1", &["E15"])?;
    rules.bad("0042", "0042", "beside", "An entry, the number 42", &["E15"])?;
    rules.bad("1234", "1234", "beside", "An entry of four digits", &[])?;
    rules.bad("012345", "012345", "beside", "An entry of six digits", &["E15"])?;
    rules.bad(
        "last-entry",
        "999999999999",
        "beside",
        "The last entry, of twelve digits",
        &[],
    )?;
    rules.group("A list of PINs as strings")
}

fn same_4() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        max_same: Some(4),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("same4", policy, definitions::MAX_SAME, "SameDigit", SAME);
    rules.good("all", "1111", "1 four times, the whole PIN", &[])?;
    rules.good("four-apart", "12131415", "1 four times, never side by side", &[])?;
    rules.bad("five", "11111", "all", "1 five times", &[])?;
    rules.bad(
        "five-apart",
        "121314151",
        "four-apart",
        "1 five times, never side by side",
        &[],
    )?;
    rules.group("One digit up to four times")
}

fn in_a_row_3() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        max_in_a_row: Some(3),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("row3", policy, definitions::MAX_IN_A_ROW, "InARow", IN_A_ROW);
    rules.good("three", "1112", "1 three times side by side", &[])?;
    rules.good(
        "three-and-three",
        "1112111",
        "Three and three with another between",
        &[],
    )?;
    rules.bad("four", "1111", "three", "1 four times side by side", &[])?;
    rules.bad("four-at-the-end", "250000", "three", "0 four times at the end", &[])?;
    rules.group("One digit up to three times side by side")
}
