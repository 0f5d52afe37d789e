//! Lists that are as they should be.

use alloc::vec::Vec;

use super::{GUIDE, accepted, finish, list, refused};
use crate::conformance::client::RejectClass;
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::Case;
use crate::message::Plastic;

type Line<'a> = (&'a str, &'a str, &'a [(u64, &'a str)], &'a str, &'a [&'a str]);

const MAX: u64 = Plastic::MAX_SEQUENCE_NUMBER;

fn cases(lines: &[Line<'_>], flag: &str) -> Result<Vec<Case>, GenerateError> {
    let mut cases = Vec::new();
    for (id, comment, plastics, chosen, reasons) in lines {
        let case = accepted(id, comment, list(plastics), chosen)?
            .flag(flag)
            .requirement(GUIDE);
        cases.push(reasons.iter().fold(case, |case, reason| case.reason(*reason)));
    }
    Ok(finish(cases))
}

pub(super) fn order() -> Result<Vec<Case>, GenerateError> {
    let mut found = cases(
        &[
            (
                "one",
                "One plastic, and it waits",
                &[(1, "INACTIVE")],
                "100",
                &["cell:one"],
            ),
            (
                "highest-last",
                "Three wait; the highest number stands last",
                &[(1, "INACTIVE"), (2, "INACTIVE"), (3, "INACTIVE")],
                "102",
                &["mutant:F50", "mutant:F50-lowest"],
            ),
            (
                "highest-first",
                "Three wait; the highest number stands first",
                &[(3, "INACTIVE"), (2, "INACTIVE"), (1, "INACTIVE")],
                "100",
                &["mutant:F50-last", "mutant:F50-lowest"],
            ),
            (
                "highest-between",
                "Three wait; the highest number stands between",
                &[(1, "INACTIVE"), (3, "INACTIVE"), (2, "INACTIVE")],
                "101",
                &["mutant:F50", "mutant:F50-last"],
            ),
        ],
        "PlasticOrder",
    )?;
    found.extend(cases(
        &[
            (
                "ten-after-nine",
                "9 and 10: as text, 9 is higher",
                &[(9, "INACTIVE"), (10, "INACTIVE")],
                "101",
                &["mutant:F51"],
            ),
            (
                "nine-after-ten",
                "10 and 9, the other way round",
                &[(10, "INACTIVE"), (9, "INACTIVE")],
                "100",
                &["mutant:F51"],
            ),
            (
                "zero",
                "The only one that waits has number 0",
                &[(0, "INACTIVE")],
                "100",
                &["mutant:F51-zero"],
            ),
            (
                "above-31-bits",
                "2^31 and 1: as a signed number of 32 bits, the first is negative",
                &[(1 << 31, "INACTIVE"), (1, "INACTIVE")],
                "100",
                &["boundary:31-bits"],
            ),
            (
                "above-32-bits",
                "2^32 + 1 and 2: of 32 bits, the first is 1",
                &[((1 << 32) + 1, "INACTIVE"), (2, "INACTIVE")],
                "100",
                &["mutant:F51-narrow"],
            ),
            (
                "largest",
                "2^53 - 2 and 2^53 - 1, the largest whole number that JSON carries everywhere",
                &[(MAX - 1, "INACTIVE"), (MAX, "INACTIVE")],
                "101",
                &["boundary:53-bits"],
            ),
            (
                "tie-below",
                "Two share a number below the highest, which is no tie",
                &[(1, "INACTIVE"), (1, "INACTIVE"), (2, "INACTIVE")],
                "102",
                &["mutant:F53-any"],
            ),
        ],
        "SequenceNumber",
    )?);
    Ok(found)
}

pub(super) fn status() -> Result<Vec<Case>, GenerateError> {
    let beside = |id: &'static str, comment: &'static str, status: &'static str, reasons: &'static [&'static str]| {
        cases(
            &[(id, comment, &[(1, "INACTIVE"), (2, status)], "100", reasons)],
            "PlasticStatus",
        )
    };
    let mut found = cases(
        &[
            (
                "renewed",
                "The card is in use and its next plastic waits",
                &[(1, "ACTIVE"), (2, "INACTIVE")],
                "101",
                &["cell:renewed"],
            ),
            (
                "active-and-waiting-alike",
                "The plastic in use has the number of the one that waits",
                &[(2, "ACTIVE"), (2, "INACTIVE")],
                "101",
                &["mutant:F53-others"],
            ),
            (
                "tie-of-others",
                "Two that do not wait share a higher number, which is no tie",
                &[(3, "CLOSED"), (3, "CLOSED"), (2, "INACTIVE")],
                "102",
                &["mutant:F53-others"],
            ),
        ],
        "PlasticStatus",
    )?;
    for cases in [
        beside(
            "below-active",
            "A plastic in use has a higher number",
            "ACTIVE",
            &["mutant:F52"],
        )?,
        beside(
            "below-locked",
            "A plastic that was produced and is not in use yet has a higher number",
            "LOCKED",
            &["mutant:F52-locked"],
        )?,
        beside(
            "below-closed",
            "A closed plastic has a higher number",
            "CLOSED",
            &["mutant:F52-not-active"],
        )?,
        beside(
            "below-deferred",
            "A deferred plastic has a higher number",
            "DEFERRED",
            &["cell:deferred"],
        )?,
        beside(
            "below-from-file",
            "One with status FROM_FILE has a higher number",
            "FROM_FILE",
            &["cell:from-file"],
        )?,
        beside(
            "below-locked-online",
            "One with status LOCKED_FOR_ONLINE has a higher number",
            "LOCKED_FOR_ONLINE",
            &["cell:locked-for-online"],
        )?,
        beside(
            "below-faulty",
            "A rejected plastic has a higher number",
            "REJECTED",
            &["cell:rejected"],
        )?,
        beside(
            "below-unknown",
            "A status that nobody knows yet",
            "PENDING",
            &["mutant:F55-status"],
        )?,
        beside(
            "below-lower-case",
            "A status that is INACTIVE in lower case",
            "inactive",
            &["mutant:F52-case"],
        )?,
        beside(
            "below-longer",
            "A status that starts with INACTIVE",
            "INACTIVE_CARD",
            &["mutant:F52-prefix"],
        )?,
        beside(
            "below-blank",
            "A status that is INACTIVE and a blank",
            "INACTIVE ",
            &["mutant:F52-trim"],
        )?,
        beside("below-empty", "A status without a character", "", &["boundary:empty"])?,
    ] {
        found.extend(cases);
    }
    Ok(found)
}

pub(super) fn none() -> Vec<Case> {
    let line = |id, comment, plastics: &[(u64, &str)], sibling, flag, reasons: &[&str]| {
        let class = RejectClass::SessionState;
        let case = refused(id, comment, list(plastics), class, sibling)
            .flag(flag)
            .requirement(GUIDE);
        reasons.iter().fold(case, |case, reason| case.reason(*reason))
    };
    finish([
        line(
            "empty-list",
            "No plastic at all",
            &[],
            "one",
            "PlasticStatus",
            &["boundary:empty"],
        ),
        line(
            "only-active",
            "The only plastic is in use",
            &[(1, "ACTIVE")],
            "one",
            "PlasticStatus",
            &["mutant:F52-fallback", "mutant:F52"],
        ),
        line(
            "only-locked",
            "The only plastic is produced and not in use yet: too late to set a PIN",
            &[(1, "LOCKED")],
            "one",
            "PlasticStatus",
            &["mutant:F52-locked"],
        ),
        line(
            "only-closed",
            "The only plastic is closed",
            &[(1, "CLOSED")],
            "one",
            "PlasticStatus",
            &["mutant:F52-not-active"],
        ),
        line(
            "only-lower-case",
            "The only plastic is INACTIVE in lower case",
            &[(1, "inactive")],
            "one",
            "PlasticStatus",
            &["mutant:F52-case"],
        ),
        line(
            "several-and-none-waits",
            "Three plastics, and none waits",
            &[(1, "CLOSED"), (2, "LOCKED"), (3, "ACTIVE")],
            "renewed",
            "PlasticStatus",
            &["mutant:F52-fallback"],
        ),
        line(
            "tie",
            "Two wait with one number",
            &[(1, "INACTIVE"), (1, "INACTIVE")],
            "highest-last",
            "PlasticTie",
            &["mutant:F53", "mutant:F53-last"],
        ),
        line(
            "tie-of-three",
            "Three wait with one number",
            &[(7, "INACTIVE"), (7, "INACTIVE"), (7, "INACTIVE")],
            "highest-last",
            "PlasticTie",
            &["mutant:F53"],
        ),
        line(
            "tie-around-a-lower",
            "Two wait with the highest number, and one with a lower number stands between",
            &[(2, "INACTIVE"), (1, "INACTIVE"), (2, "INACTIVE")],
            "highest-first",
            "PlasticTie",
            &["mutant:F53-neighbours"],
        ),
        line(
            "tie-beside-active",
            "Two wait with one number, below one in use",
            &[(2, "INACTIVE"), (2, "INACTIVE"), (3, "ACTIVE")],
            "below-active",
            "PlasticTie",
            &["mutant:F52", "mutant:F53"],
        ),
    ])
}
