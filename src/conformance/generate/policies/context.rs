//! What others may know about the cardholder.

use alloc::format;
use alloc::vec::Vec;

use super::super::GenerateError;
use super::{OVER_BLOCKING, Refusal, Rules, birth_date, definitions, old_pin, pan, phone};
use crate::conformance::client::RejectClass;
use crate::conformance::vector::Group;
use crate::pin::policy::PinPolicy;

pub(super) const fn context(rule: &'static str) -> Refusal {
    (RejectClass::PinContext, Some(rule))
}

pub(super) fn groups() -> Result<Vec<Group>, GenerateError> {
    Ok([born()?, tail()?, part()?, called()?, old()?].into())
}

fn born() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        birth_date: true,
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new(
        "birth",
        policy,
        definitions::BIRTH_DATE,
        "BirthDate",
        context("birth_date"),
    );
    rules.facts(birth_date("1987-06-25"));
    for (name, pin, why) in [
        ("other-day", "2606", "The day after"),
        ("year-backwards", "7891", "The year backwards"),
        ("century-behind", "8719", "The two halves of the year swapped"),
        ("century-month", "1906", "Century and month, which is no order"),
        ("day-century", "2519", "Day and century, which is no order"),
        (
            "month-day-century",
            "062519",
            "Month, day and century, which is no order",
        ),
        ("without-zero", "62587", "The month without its zero"),
        ("longer", "98706250", "Holds an order but is longer"),
        ("begins-with-year", "19870", "Begins with the year"),
        (
            "year-month-long",
            "198706",
            "Year of four digits and month, which is no order",
        ),
        ("yyddmm", "872506", "Year, day and month, which is no order"),
        ("ddyymm", "258706", "Day, year and month, which is no order"),
        ("mmyydd", "068725", "Month, year and day, which is no order"),
    ] {
        rules.good(name, pin, why, &[OVER_BLOCKING])?;
    }
    for (name, pin) in [
        ("YYYY", "1987"),
        ("YYMM", "8706"),
        ("MMYY", "0687"),
        ("MMDD", "0625"),
        ("DDMM", "2506"),
        ("YYDD", "8725"),
        ("DDYY", "2587"),
        ("YYMMDD", "870625"),
        ("DDMMYY", "250687"),
        ("MMDDYY", "062587"),
        ("YYYYMMDD", "19870625"),
        ("DDMMYYYY", "25061987"),
        ("MMDDYYYY", "06251987"),
    ] {
        rules.bad(
            &name.to_ascii_lowercase(),
            pin,
            "other-day",
            &format!("The birth date as {name}"),
            &["E16"],
        )?;
    }
    // Leading zeros in year, month and day.
    rules.facts(birth_date("2001-02-03"));
    rules.good("zeros-other", "0132", "No order: the day has two digits", &["E01"])?;
    rules.bad("zeros-yymm", "0102", "zeros-other", "2001-02 as YYMM", &["E01"])?;
    rules.bad(
        "zeros-ddmmyy",
        "030201",
        "zeros-other",
        "2001-02-03 as DDMMYY",
        &["E01"],
    )?;
    rules.facts(birth_date("2000-02-29"));
    rules.good("leap-next", "0301", "The day after 29 February", &[OVER_BLOCKING])?;
    rules.bad("leap-day", "2902", "leap-next", "29 February as DDMM", &["E16"])?;
    rules.bad(
        "leap-year",
        "0029",
        "leap-next",
        "The year 2000 and the day as YYDD",
        &["E01"],
    )?;
    // The last month and the longest, which a calendar that counts from 0 or has 30 days moves.
    rules.facts(birth_date("1961-12-31"));
    rules.good("last-day-next", "0101", "The day after 31 December", &[OVER_BLOCKING])?;
    for (name, pin) in [
        ("mmdd", "1231"),
        ("ddmm", "3112"),
        ("yymm", "6112"),
        ("yydd", "6131"),
        ("yyyy", "1961"),
    ] {
        let why = format!("31 December 1961 as {}", name.to_ascii_uppercase());
        rules.bad(&format!("last-day-{name}"), pin, "last-day-next", &why, &["E16"])?;
    }
    rules.no_facts().good(
        "unknown",
        "1987",
        "No birth date is known, so the rule passes",
        &[OVER_BLOCKING],
    )?;
    rules.group("The birth date in the usual orders")
}

fn tail() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        pan_tail: true,
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("tail", policy, definitions::PAN_TAIL, "PanTail", context("pan_tail"));
    rules.facts(pan("5413330089010020"));
    rules.good(
        "one-before",
        "1002",
        "The four digits before the last",
        &[OVER_BLOCKING],
    )?;
    rules.good("front", "5413", "The first digits of the PAN", &[OVER_BLOCKING])?;
    rules.good("middle", "3008", "Digits of the middle", &[OVER_BLOCKING])?;
    rules.good("backwards", "0200", "The tail backwards", &[OVER_BLOCKING])?;
    rules.good("longer", "00201", "The tail and one digit more", &[OVER_BLOCKING])?;
    rules.bad(
        "four",
        "0020",
        "one-before",
        "The last four digits, leading zeros kept",
        &["E16"],
    )?;
    rules.bad("five", "10020", "one-before", "The last five digits", &["E16"])?;
    rules.bad(
        "twelve",
        "330089010020",
        "one-before",
        "The last twelve digits",
        &["E16"],
    )?;
    rules.facts(pan("12345"));
    rules.good(
        "short-pan",
        "012345",
        "The PAN has fewer digits than the PIN",
        &[OVER_BLOCKING],
    )?;
    rules.bad("whole-pan", "12345", "short-pan", "The PIN is the whole PAN", &[])?;
    rules.facts(pan("9007199254740993123"));
    rules.good(
        "as-number",
        "3000",
        "The tail of the PAN only after it went through a double",
        &[],
    )?;
    rules.bad("nineteen", "3123", "as-number", "The last four of 19 digits", &[])?;
    rules.no_facts().good(
        "unknown",
        "0020",
        "No PAN is known, so the rule passes",
        &[OVER_BLOCKING],
    )?;
    rules.group("The last digits of the PAN")
}

fn part() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        pan_part: true,
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("part", policy, definitions::PAN_PART, "PanPart", context("pan_part"));
    rules.facts(pan("5413330089010020"));
    rules.good(
        "apart",
        "5433",
        "Digits of the PAN in order, but not neighbours",
        &[OVER_BLOCKING],
    )?;
    rules.good(
        "around-the-end",
        "2054",
        "The end and the beginning of the PAN",
        &[OVER_BLOCKING],
    )?;
    rules.good("backwards", "3145", "The first digits backwards", &[OVER_BLOCKING])?;
    rules.bad("front", "5413", "apart", "The first digits", &["E16"])?;
    rules.bad(
        "middle",
        "0890",
        "apart",
        "Digits of the middle, with a leading zero",
        &["E16"],
    )?;
    rules.bad(
        "middle-without-zero",
        "8901",
        "apart",
        "Digits of the middle, none of them at either end",
        &["E16"],
    )?;
    rules.bad(
        "tail",
        "0020",
        "apart",
        "The last digits, the check digit among them",
        &["E16"],
    )?;
    rules.bad("twelve", "541333008901", "apart", "The first twelve digits", &["E16"])?;
    rules.facts(pan("12345"));
    rules.good(
        "short-pan",
        "123450",
        "The PAN has fewer digits than the PIN",
        &[OVER_BLOCKING],
    )?;
    rules.no_facts().good(
        "unknown",
        "5413",
        "No PAN is known, so the rule passes",
        &[OVER_BLOCKING],
    )?;
    rules.group("Any part of the PAN")
}

fn called() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        phone_part: true,
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new(
        "phone",
        policy,
        definitions::PHONE_PART,
        "PhonePart",
        context("phone_part"),
    );
    rules.facts(phone("+46 70-123 45 67"));
    rules.good(
        "apart",
        "4612",
        "Digits of the number in order, but not neighbours",
        &[OVER_BLOCKING],
    )?;
    rules.good(
        "trunk-zero",
        "0701",
        "The national form begins with 0, which the number does not have",
        &[OVER_BLOCKING],
    )?;
    rules.good("backwards", "7654", "The last digits backwards", &[OVER_BLOCKING])?;
    rules.bad(
        "over-a-blank",
        "2345",
        "apart",
        "Neighbours when the blank is dropped",
        &["E16"],
    )?;
    rules.bad(
        "over-a-dash",
        "7012",
        "apart",
        "Neighbours when the dash is dropped",
        &["E16"],
    )?;
    rules.bad("country-code", "4670", "apart", "Country code and area code", &["E16"])?;
    rules.bad("end", "4567", "apart", "The last digits", &["E16"])?;
    rules.bad("whole", "46701234567", "apart", "The whole number", &[])?;
    rules.facts(phone("+46701234567"));
    rules.good(
        "plain-apart",
        "4612",
        "Digits of a number without punctuation in order, but not neighbours",
        &[OVER_BLOCKING],
    )?;
    rules.bad(
        "plain-middle",
        "1234",
        "plain-apart",
        "Digits of the middle of a number without punctuation",
        &["E16"],
    )?;
    rules.facts(phone("(555) 010-9999 ext. 12"));
    rules.good(
        "bracket-apart",
        "5109",
        "Digits of the number in order, but not neighbours",
        &[OVER_BLOCKING],
    )?;
    rules.bad(
        "over-a-bracket",
        "5501",
        "bracket-apart",
        "Neighbours when bracket and blank are dropped",
        &["E16"],
    )?;
    rules.bad(
        "over-letters",
        "9912",
        "bracket-apart",
        "Neighbours when the letters are dropped",
        &["E16"],
    )?;
    rules.facts(phone("070 123 45 67"));
    rules.good(
        "national-apart",
        "0712",
        "Digits of a number in its national form in order, but not neighbours",
        &[OVER_BLOCKING],
    )?;
    rules.bad(
        "leading-zero",
        "0701",
        "national-apart",
        "The first digits of a number that begins with 0",
        &["E01"],
    )?;
    rules.facts(phone("+46 \u{667}\u{660} 1234"));
    rules.good("other-script", "7012", "Arabic-Indic digits are dropped, not read", &[])?;
    rules.bad(
        "over-other-script",
        "4612",
        "other-script",
        "Neighbours when the Arabic-Indic digits are dropped",
        &[],
    )?;
    rules.facts(phone("+46 \u{ff17}\u{ff10} 1234"));
    rules.good("full-width", "7012", "Full-width digits are dropped, not read", &[])?;
    rules.bad(
        "over-full-width",
        "4612",
        "full-width",
        "Neighbours when the full-width digits are dropped",
        &[],
    )?;
    rules.facts(phone("112"));
    rules.good(
        "short-number",
        "1122",
        "The number has fewer digits than the PIN",
        &[OVER_BLOCKING],
    )?;
    rules.facts(phone("+-() ext."));
    rules.good("no-digits", "2580", "The number has no digit at all", &[OVER_BLOCKING])?;
    rules.facts(phone(""));
    rules.good("empty", "2580", "The number is empty", &[OVER_BLOCKING])?;
    rules.no_facts().good(
        "unknown",
        "2345",
        "No number is known, so the rule passes",
        &[OVER_BLOCKING],
    )?;
    rules.group("Any part of the phone number")
}

fn old() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        old_pin: true,
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("old", policy, definitions::OLD_PIN, "OldPin", context("old_pin"));
    rules.facts(old_pin("0042"));
    rules.good("one-digit", "0043", "One digit differs", &[OVER_BLOCKING])?;
    rules.good("backwards", "2400", "The old PIN backwards", &[OVER_BLOCKING])?;
    rules.good(
        "more-zeros",
        "00042",
        "The same number with one more leading zero",
        &["E01"],
    )?;
    rules.good("begins-with-it", "00421", "Begins with the old PIN", &[OVER_BLOCKING])?;
    rules.bad("same", "0042", "one-digit", "The old PIN, leading zeros kept", &["E16"])?;
    rules.facts(old_pin("258041793620"));
    rules.good("half", "258041", "The first half of the old PIN", &[OVER_BLOCKING])?;
    rules.good(
        "last-of-12",
        "258041793621",
        "Only the last of twelve digits differs",
        &[],
    )?;
    rules.bad(
        "same-twelve",
        "258041793620",
        "half",
        "The old PIN of twelve digits",
        &["E16"],
    )?;
    rules.no_facts().good(
        "unknown",
        "0042",
        "No old PIN is known, so the rule passes",
        &[OVER_BLOCKING],
    )?;
    rules.group("The PIN that is being replaced")
}
