//! Ascending and descending runs.

use alloc::vec::Vec;

use super::super::GenerateError;
use super::{OVER_BLOCKING, Refusal, Rules, definitions};
use crate::conformance::client::RejectClass;
use crate::conformance::vector::Group;
use crate::pin::policy::PinPolicy;

const ASCENDING: Refusal = (RejectClass::PinSequence, Some("ascending_run"));
const DESCENDING: Refusal = (RejectClass::PinSequence, Some("descending_run"));

pub(super) fn groups() -> Result<Vec<Group>, GenerateError> {
    Ok([
        ascending_2()?,
        ascending_3()?,
        ascending_5()?,
        ascending_6()?,
        ascending_wrap()?,
        descending_2()?,
        descending_3()?,
        descending_5()?,
        descending_wrap()?,
    ]
    .into())
}

fn ascending_2() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        ascending_run: Some(2),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("ascending2", policy, definitions::ASCENDING, "AscendingRun", ASCENDING);
    rules.good("none", "1357", "Every step goes up by two", &[OVER_BLOCKING])?;
    rules.good("downwards", "9876", "Every step goes down by one", &[OVER_BLOCKING])?;
    rules.good(
        "over-nine",
        "9090",
        "9 and 0 are no neighbours without wrap",
        &[OVER_BLOCKING],
    )?;
    rules.bad("pair", "1257", "none", "1 and 2 side by side", &[])?;
    rules.bad("last-pair", "1378", "none", "7 and 8 at the end", &[])?;
    rules.bad("zero-one", "0157", "none", "0 and 1 side by side", &["E01"])?;
    rules.group("The shortest run, two digits")
}

fn ascending_3() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        ascending_run: Some(3),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("ascending3", policy, definitions::ASCENDING, "AscendingRun", ASCENDING);
    rules.good("two-only", "129078", "Two runs of two, none of three", &[OVER_BLOCKING])?;
    rules.good(
        "two-twice",
        "124578",
        "Three runs of two with a gap between",
        &[OVER_BLOCKING],
    )?;
    rules.good(
        "interrupted",
        "1223",
        "1, 2, 2, 3: equal neighbours end a run",
        &[OVER_BLOCKING],
    )?;
    rules.good(
        "apart",
        "192837",
        "1, 2 and 3 with other digits between",
        &[OVER_BLOCKING],
    )?;
    rules.good("downwards", "987654", "A descending run", &[OVER_BLOCKING])?;
    rules.good("steps-of-two", "246802", "Steps of two", &[OVER_BLOCKING])?;
    rules.good("over-nine", "890890", "8, 9, 0: no run without wrap", &[OVER_BLOCKING])?;
    rules.bad("at-the-start", "123907", "two-only", "A run of three at the start", &[])?;
    rules.bad(
        "in-the-middle",
        "912350",
        "two-only",
        "A run of three in the middle",
        &[],
    )?;
    rules.bad("at-the-end", "905789", "two-only", "A run of three at the end", &[])?;
    rules.bad(
        "of-four",
        "912340",
        "two-only",
        "A run of four, longer than asked for",
        &[],
    )?;
    rules.bad("whole", "0123456789", "two-only", "Ten digits, all one run", &[])?;
    rules.bad("from-zero", "0127", "two-only", "0, 1, 2 at the start", &["E01"])?;
    rules.group("Runs of three inside longer PINs")
}

fn ascending_5() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        ascending_run: Some(5),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("ascending5", policy, definitions::ASCENDING, "AscendingRun", ASCENDING);
    rules.good(
        "four-digits",
        "1234",
        "Four digits cannot hold a run of five",
        &[OVER_BLOCKING],
    )?;
    rules.good("four-of-five", "12340", "A run of four", &[OVER_BLOCKING])?;
    rules.bad("five", "12345", "four-of-five", "A run of five", &[])?;
    rules.bad(
        "five-of-eight",
        "90234560",
        "four-of-five",
        "A run of five inside eight digits",
        &[],
    )?;
    rules.group("A run longer than the shortest PIN")
}

fn ascending_wrap() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        ascending_run: Some(4),
        wrap: true,
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new(
        "ascending4-wrap",
        policy,
        definitions::ASCENDING,
        "RunOverNine",
        ASCENDING,
    );
    rules.good("three", "8902", "8, 9, 0 is a run of three", &[OVER_BLOCKING])?;
    rules.good("downwards", "1098", "1, 0, 9, 8 goes down", &[OVER_BLOCKING])?;
    rules.good("one-after-nine", "8912", "8, 9, 1, 2: 1 does not follow 9", &["E26"])?;
    rules.bad("7890", "7890", "three", "7, 8, 9, 0: 0 follows 9", &[])?;
    rules.bad("8901", "8901", "three", "8, 9, 0, 1: the run goes on behind 0", &[])?;
    rules.bad("9012", "9012", "three", "9, 0, 1, 2: the run begins with 9", &[])?;
    rules.bad("1234", "1234", "three", "A plain run is one with wrap too", &[])?;
    rules.bad("twelve", "789012345678", "three", "Twelve digits, all one run", &[])?;
    rules.group("0 after 9 continues a run")
}

fn descending_3() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        descending_run: Some(3),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new(
        "descending3",
        policy,
        definitions::DESCENDING,
        "DescendingRun",
        DESCENDING,
    );
    rules.good("two-only", "870921", "Two runs of two, none of three", &[OVER_BLOCKING])?;
    rules.good("upwards", "123456", "An ascending run", &[OVER_BLOCKING])?;
    rules.good("steps-of-two", "864208", "Steps of two", &[OVER_BLOCKING])?;
    rules.good(
        "interrupted",
        "4332",
        "4, 3, 3, 2: equal neighbours end a run",
        &[OVER_BLOCKING],
    )?;
    rules.good("under-zero", "109109", "1, 0, 9: no run without wrap", &[OVER_BLOCKING])?;
    rules.bad(
        "at-the-start",
        "321907",
        "two-only",
        "A run of three at the start",
        &["E12"],
    )?;
    rules.bad(
        "in-the-middle",
        "187650",
        "two-only",
        "A run of four in the middle",
        &["E12"],
    )?;
    rules.bad(
        "at-the-end",
        "905210",
        "two-only",
        "A run of three at the end, down to 0",
        &["E12"],
    )?;
    rules.group("Runs of three inside longer PINs")
}

fn descending_wrap() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        descending_run: Some(4),
        wrap: true,
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new(
        "descending4-wrap",
        policy,
        definitions::DESCENDING,
        "RunOverNine",
        DESCENDING,
    );
    rules.good("three", "1097", "1, 0, 9 is a run of three", &[OVER_BLOCKING])?;
    rules.good("upwards", "8901", "8, 9, 0, 1 goes up", &[OVER_BLOCKING])?;
    rules.good("nine-after-one", "2198", "2, 1, 9, 8: 9 does not follow 1", &["E26"])?;
    rules.bad("0987", "0987", "three", "0, 9, 8, 7: 9 follows 0", &["E12"])?;
    rules.bad(
        "1098",
        "1098",
        "three",
        "1, 0, 9, 8: the run goes on behind 9",
        &["E12"],
    )?;
    rules.bad("2109", "2109", "three", "2, 1, 0, 9: the run ends with 9", &["E12"])?;
    rules.bad("4321", "4321", "three", "A plain run is one with wrap too", &["E12"])?;
    rules.group("9 after 0 continues a run")
}

fn ascending_6() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        ascending_run: Some(6),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new("ascending6", policy, definitions::ASCENDING, "AscendingRun", ASCENDING);
    rules.good("five-of-six", "123450", "A run of five", &[])?;
    rules.good("five-and-five", "1234512345", "Two runs of five", &[])?;
    rules.bad("six", "123456", "five-of-six", "A run of six", &[])?;
    rules.bad(
        "six-of-eight",
        "90345678",
        "five-of-six",
        "A run of six at the end",
        &[],
    )?;
    rules.group("A run longer than most PINs")
}

fn descending_2() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        descending_run: Some(2),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new(
        "descending2",
        policy,
        definitions::DESCENDING,
        "DescendingRun",
        DESCENDING,
    );
    rules.good("none", "9753", "Every step goes down by two", &[])?;
    rules.good("upwards", "1234", "Every step goes up by one", &[])?;
    rules.good("under-zero", "0909", "0 and 9 are no neighbours without wrap", &[])?;
    rules.bad("pair", "9853", "none", "9 and 8 side by side", &[])?;
    rules.bad("last-pair", "9732", "none", "3 and 2 at the end", &[])?;
    rules.bad("one-zero", "7510", "none", "1 and 0 side by side", &[])?;
    rules.group("The shortest run, two digits")
}

fn descending_5() -> Result<Group, GenerateError> {
    let policy = PinPolicy {
        descending_run: Some(5),
        ..PinPolicy::iso()
    };
    let mut rules = Rules::new(
        "descending5",
        policy,
        definitions::DESCENDING,
        "DescendingRun",
        DESCENDING,
    );
    rules.good("four-digits", "4321", "Four digits cannot hold a run of five", &[])?;
    rules.good("four-of-five", "98760", "A run of four", &[])?;
    rules.bad("five", "98765", "four-of-five", "A run of five", &[])?;
    rules.bad(
        "five-of-eight",
        "09654320",
        "four-of-five",
        "A run of five inside eight digits",
        &[],
    )?;
    rules.group("A run longer than the shortest PIN")
}
