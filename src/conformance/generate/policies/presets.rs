//! The presets `iso` and `strict-4`.

use alloc::format;
use alloc::string::{String, ToString};

use super::super::GenerateError;
use super::super::blocks::draw::repeat;
use super::super::blocks::typed::NO_PIN;
use super::{CHARSET, LENGTH, MISMATCH, OVER_BLOCKING, Rules, definitions, repeats};
use crate::conformance::client::{Facts, RejectClass};
use crate::conformance::vector::Group;
use crate::pin::policy::PinPolicy;

pub(super) fn iso() -> Result<[Group; 4], GenerateError> {
    Ok([lengths()?, entries()?, no_other_rule()?, repeats::group()?])
}

fn lengths() -> Result<Group, GenerateError> {
    let mut rules = Rules::new("length", PinPolicy::iso(), definitions::ISO, "PinLength", LENGTH);
    for length in 4..=12_usize {
        let pin: String = "802741963580".chars().take(length).collect();
        let mutants: &[&str] = if length.is_multiple_of(2) { &[] } else { &["E09"] };
        rules.good(&length.to_string(), &pin, &format!("{length} digits"), mutants)?;
    }
    rules.bad("0", "", "4", "Nothing typed", &["E10"])?;
    rules.bad("1", "8", "4", "1 digit", &["E07"])?;
    rules.bad("3", "802", "4", "3 digits, one too few", &["E07"])?;
    rules.bad("13", "8027419635802", "12", "13 digits, one too many", &[])?;
    rules.bad(
        "40",
        &repeat("8027419635", 4),
        "12",
        "40 digits, too many for any number type",
        &[],
    )?;
    rules.group("PIN lengths at both bounds")
}

fn entries() -> Result<Group, GenerateError> {
    let mut rules = Rules::new(
        "entry",
        PinPolicy::iso(),
        definitions::CHARSET,
        "LetterAsDigit",
        CHARSET,
    );
    rules.good(
        "digits",
        "1234",
        "The PIN that the entries of this group stand beside",
        &[],
    )?;
    for typed in NO_PIN {
        rules.flag = typed.flag;
        let mutant = typed.reason.strip_prefix("mutant:");
        rules.bad(
            typed.id,
            typed.text,
            "digits",
            &format!("In place of 1234: {}", typed.what),
            mutant.as_slice(),
        )?;
    }
    for (name, text, what) in [
        ("short-with-letter", "12a", "Too short and with a letter"),
        ("long-with-letter", "802741963580a", "Too long and with a letter"),
        ("one-letter", "x", "One letter"),
        ("space-only", "    ", "Four blanks"),
        (
            "twelve-full-width",
            "\u{ff18}\u{ff10}\u{ff12}\u{ff17}\u{ff14}\u{ff11}\u{ff19}\u{ff16}\u{ff13}\u{ff15}\u{ff18}\u{ff10}",
            "Twelve full-width digits, 36 bytes",
        ),
    ] {
        rules.flag = "Precedence";
        // Four blanks have a length that is none of these faults.
        let mutants: &[&str] = if name == "space-only" { &[] } else { &["E20"] };
        rules.bad(
            name,
            text,
            "digits",
            &format!("{what}: charset comes before length"),
            mutants,
        )?;
    }
    rules.group("Entries that are not ASCII digits")
}

/// Every fact is there and every PIN has something that another profile refuses.
fn no_other_rule() -> Result<Group, GenerateError> {
    let mut rules = Rules::new("free", PinPolicy::iso(), definitions::ISO, "OverBlocking", LENGTH);
    rules.facts(Facts {
        pan: Some("4111111111117890".into()),
        birth_date: Some("1987-06-25".into()),
        phone: Some("+46 70 123 45 67".into()),
        old_pin: Some("2580".into()),
    });
    for (name, pin, why) in [
        ("ascending", "1234", "An ascending run"),
        ("ascending-long", "0123456789", "Ten digits, all ascending"),
        ("descending", "4321", "A descending run"),
        ("wrapping", "8901", "A run over 9 and 0"),
        ("all-same", "1111", "One digit only"),
        ("zeros", "0000", "Zeros only"),
        ("twelve-zeros", "000000000000", "Twelve zeros"),
        ("pair-repeated", "1212", "A pair twice"),
        ("two-pairs", "1122", "Two pairs"),
        ("palindrome", "1221", "A palindrome"),
        ("keypad-column", "0852", "A column of the keypad, upwards"),
        ("birth-year", "1987", "The year of birth"),
        ("birth-day", "2506", "The birthday"),
        ("pan-tail", "7890", "The last digits of the PAN"),
        ("pan-part", "1117", "Digits of the PAN"),
        ("phone-part", "1234567", "The end of the phone number"),
        ("old-pin", "2580", "The old PIN"),
    ] {
        rules.good(
            name,
            pin,
            &format!("{why}; the policy has no rule against it"),
            &[OVER_BLOCKING],
        )?;
    }
    rules.group("PINs that other policies refuse")
}

pub(super) fn strict_4() -> Result<[Group; 4], GenerateError> {
    let policy = PinPolicy::strict_4;
    let sequence = (RejectClass::PinSequence, Some("ascending_run"));
    let downwards = (RejectClass::PinSequence, Some("descending_run"));

    let mut lengths = Rules::new("length", policy(), definitions::STRICT_4, "PinLength", LENGTH);
    lengths.good("4", "2580", "4 digits", &[])?;
    lengths.good("4-leading-zeros", "0042", "4 digits, leading zeros", &["E01"])?;
    for pin in ["", "258", "25804", "258047", "258047139650"] {
        let length = pin.len();
        let mutants: &[&str] = if length == 3 { &["E07"] } else { &[] };
        lengths.bad(
            &length.to_string(),
            pin,
            "4",
            &format!("{length} digits where the policy has exactly 4"),
            mutants,
        )?;
    }
    for typed in NO_PIN.iter().filter(|typed| typed.everywhere) {
        lengths.flag = typed.flag;
        let mutant = typed.reason.strip_prefix("mutant:");
        let entry = (typed.id, typed.text, None);
        lengths.bad_as(
            entry,
            CHARSET,
            "4",
            &format!("In place of 2580: {}", typed.what),
            mutant.as_slice(),
        )?;
    }

    let mut runs = Rules::new("run", policy(), definitions::STRICT_4, "AscendingRun", sequence);
    for pin in ["1235", "0124", "7890", "8901", "9012", "1357", "2346", "1243"] {
        runs.good(
            pin,
            pin,
            "No four digits that each go up by one; 0 does not follow 9",
            &[OVER_BLOCKING],
        )?;
    }
    for pin in ["0123", "1234", "2345", "3456", "4567", "5678", "6789"] {
        runs.bad(pin, pin, "1235", "All four digits ascending", &[])?;
    }
    runs.flag = "DescendingRun";
    for pin in ["4320", "0987", "1098", "2109", "9753", "4312"] {
        runs.good(
            pin,
            pin,
            "No four digits that each go down by one; 9 does not follow 0",
            &[OVER_BLOCKING],
        )?;
    }
    for pin in ["3210", "4321", "5432", "6543", "7654", "8765", "9876"] {
        runs.bad_as(
            (pin, pin, None),
            downwards,
            "4320",
            "All four digits descending",
            &["E12"],
        )?;
    }

    let repeat = (RejectClass::PinRepeat, Some("max_same"));
    let mut same = Rules::new("same", policy(), definitions::STRICT_4, "SameDigit", repeat);
    for pin in ["1122", "1212", "1221", "1123", "1231", "2311", "0805", "1001"] {
        same.good(pin, pin, "No digit more than twice", &[OVER_BLOCKING])?;
    }
    for pin in ["0070", "0100", "7000"] {
        same.bad(pin, pin, "1001", "Zero three times", &["E13"])?;
    }
    for pin in ["1112", "1121", "1211", "2111", "1111", "0000", "9999", "3733"] {
        same.bad(pin, pin, "1122", "One digit three times or more", &["E13"])?;
    }

    let mut both = Rules::new("both", policy(), definitions::ORDER, "Precedence", LENGTH);
    both.good_twice(
        "plain",
        "2580",
        "The PIN that the others of this group stand beside",
        &[],
    )?;
    both.bad_as(
        ("length-and-sequence", "12345", Some("2580")),
        LENGTH,
        "plain",
        "5 digits, ascending, and repeated as something else: length comes first",
        &["E20"],
    )?;
    both.bad_as(
        ("length-and-repeat", "111", Some("2580")),
        LENGTH,
        "plain",
        "3 digits, all the same: length comes first",
        &["E20"],
    )?;
    both.bad_as(
        ("sequence-and-mismatch", "1234", Some("2580")),
        sequence,
        "plain",
        "Ascending, and repeated as something else: sequence comes first",
        &["E20"],
    )?;
    both.bad_as(
        ("repeat-and-mismatch", "1111", Some("2580")),
        repeat,
        "plain",
        "One digit, and repeated as something else: repeat comes first",
        &["E20"],
    )?;
    both.bad_as(
        ("mismatch", "2581", Some("2580")),
        MISMATCH,
        "plain",
        "Only repeated as something else",
        &[],
    )?;

    Ok([
        lengths.group("Exactly 4 digits")?,
        runs.group("All ascending and all descending PINs, and their neighbours")?,
        same.group("One digit three times")?,
        both.group("Two faults at once")?,
    ])
}
