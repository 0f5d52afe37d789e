use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::pan::Pan;

/// A policy with 4 to 12 digits and what `change` switches on.
fn policy(change: impl FnOnce(&mut PinPolicy)) -> PinPolicy {
    let mut policy = PinPolicy::iso();
    change(&mut policy);
    assert_eq!(policy.check(), Ok(()));
    policy
}

fn ask(policy: &PinPolicy, typed: &str, facts: &PinFacts<'_>) -> Result<(), PinRefused> {
    policy
        .accept_entry(typed, None, facts)
        .map(|accepted| assert_eq!(accepted.pin().len(), typed.len()))
}

/// Every one of `refused` for the one reason; every one of `passing`, its near neighbours, not at all.
fn sorts(policy: &PinPolicy, facts: &PinFacts<'_>, reason: PinRefused, refused: &[&str], passing: &[&str]) {
    for typed in refused {
        assert_eq!(ask(policy, typed, facts), Err(reason), "{typed}");
    }
    for typed in passing {
        assert_eq!(ask(policy, typed, facts), Ok(()), "{typed}");
    }
}

fn sorts_alone(policy: &PinPolicy, reason: PinRefused, refused: &[&str], passing: &[&str]) {
    sorts(policy, &PinFacts::default(), reason, refused, passing);
}

#[test]
fn length_is_the_policys() {
    sorts_alone(
        &policy(|p| (p.min, p.max) = (5, 7)),
        PinRefused::Length,
        &["", "7", "111", "1111", "11111111", "1111111111111"],
        &["11111", "111111", "1111111"],
    );
    sorts_alone(
        &PinPolicy::iso(),
        PinRefused::Length,
        &["", "000", "0000000000000"],
        &["0000", "00000", "1234567", "000000000000"],
    );
}

#[test]
fn ascending_run() {
    sorts_alone(
        &policy(|p| p.ascending_run = Some(3)),
        PinRefused::Sequence,
        &["1234", "0123", "6789", "1239", "9123", "12345", "55012", "9012", "7890"],
        &["1245", "1224", "1357", "4321", "8901", "1111", "1212"],
    );
    sorts_alone(
        &policy(|p| p.ascending_run = Some(4)),
        PinRefused::Sequence,
        &["1234", "91234", "12349", "0123456789"],
        &["1235", "0124", "123567", "7890", "4321", "9876"],
    );
    // The shortest run there is, and the longest.
    sorts_alone(
        &policy(|p| p.ascending_run = Some(2)),
        PinRefused::Sequence,
        &["1299", "9912"],
        &["1357", "9090"],
    );
    sorts_alone(
        &policy(|p| p.ascending_run = Some(10)),
        PinRefused::Sequence,
        &["0123456789"],
        &["123456789"],
    );
}

#[test]
fn descending_run() {
    sorts_alone(
        &policy(|p| p.descending_run = Some(4)),
        PinRefused::Sequence,
        &["4321", "3210", "9876", "94321", "43219"],
        &["4320", "5321", "1234", "0987", "4444", "6420"],
    );
}

#[test]
fn wrap_extends_both_runs() {
    sorts_alone(
        &policy(|p| (p.ascending_run, p.wrap) = (Some(4), true)),
        PinRefused::Sequence,
        &["7890", "8901", "9012", "1234"],
        &["0987", "1098", "2109", "9090", "7891"],
    );
    sorts_alone(
        &policy(|p| (p.descending_run, p.wrap) = (Some(4), true)),
        PinRefused::Sequence,
        &["0987", "1098", "2109", "4321"],
        &["7890", "8901", "9012", "0909", "1987"],
    );
    sorts_alone(
        &policy(|p| (p.ascending_run, p.wrap) = (Some(12), true)),
        PinRefused::Sequence,
        &["567890123456"],
        &["567890123455", "56789012345"],
    );
}

#[test]
fn one_digit_too_often() {
    sorts_alone(
        &policy(|p| p.max_same = Some(2)),
        PinRefused::Repeat,
        &["1112", "1121", "1211", "2111", "1111", "121213", "0000"],
        &["1122", "1212", "1221", "112233445566", "0011"],
    );
    sorts_alone(
        &policy(|p| p.max_same = Some(1)),
        PinRefused::Repeat,
        &["1231"],
        &["1234", "0123456789"],
    );
    sorts_alone(
        &policy(|p| p.max_same = Some(3)),
        PinRefused::Repeat,
        &["1111"],
        &["1112", "1121"],
    );
}

#[test]
fn one_digit_too_often_side_by_side() {
    sorts_alone(
        &policy(|p| p.max_in_a_row = Some(2)),
        PinRefused::Repeat,
        &["1112", "2111", "1111", "21113"],
        &["1121", "1211", "1122", "11211211"],
    );
    sorts_alone(
        &policy(|p| p.max_in_a_row = Some(1)),
        PinRefused::Repeat,
        &["1123", "1223", "1233"],
        &["1212"],
    );
}

#[test]
fn denied_as_a_string() {
    sorts_alone(
        &policy(|p| p.deny = vec!["1234".into(), "0001".into(), "000000".into()]),
        PinRefused::Denylist,
        &["1234", "0001", "000000"],
        &["0000", "00001", "1000", "12345", "01234", "4321", "00000", "0000000"],
    );
}

#[test]
fn birth_date() {
    let facts = PinFacts {
        birth_date: Some(BirthDate::parse("1987-06-25").unwrap()),
        ..PinFacts::default()
    };
    sorts(
        &policy(|p| p.birth_date = true),
        &facts,
        PinRefused::Context,
        &[
            "1987", "8706", "0687", "0625", "2506", "8725", "2587", "870625", "250687", "062587", "19870625",
            "25061987", "06251987",
        ],
        &[
            "1986", "8719", "0619", "6258", "19876", "01987", "198706", "250619", "2587062",
        ],
    );
}

#[test]
fn pan_tail() {
    let pan: Pan = "4929123450678901".parse().unwrap();
    let facts = PinFacts {
        pan: Some(&pan),
        ..PinFacts::default()
    };
    sorts(
        &policy(|p| p.pan_tail = true),
        &facts,
        PinRefused::Context,
        &["8901", "78901", "123450678901"],
        &["7890", "8900", "08901", "4929", "8902"],
    );
    // The PAN ends with more digits than the PIN has, or has fewer than the PIN.
    let short: Pan = "8901".parse().unwrap();
    let facts = PinFacts {
        pan: Some(&short),
        ..PinFacts::default()
    };
    sorts(
        &policy(|p| p.pan_tail = true),
        &facts,
        PinRefused::Context,
        &["8901"],
        &["78901", "08901"],
    );
}

#[test]
fn pan_part() {
    let pan: Pan = "4929123450678901".parse().unwrap();
    let facts = PinFacts {
        pan: Some(&pan),
        ..PinFacts::default()
    };
    sorts(
        &policy(|p| p.pan_part = true),
        &facts,
        PinRefused::Context,
        &["4929", "9123", "5067", "8901", "492912345067", "123450678901"],
        &["9294", "0492", "9014", "4913", "1098", "49291235"],
    );
    let short: Pan = "123".parse().unwrap();
    let facts = PinFacts {
        pan: Some(&short),
        ..PinFacts::default()
    };
    sorts(
        &policy(|p| p.pan_part = true),
        &facts,
        PinRefused::Context,
        &[],
        &["1234", "0123"],
    );
}

#[test]
fn phone_part() {
    let rule = policy(|p| p.phone_part = true);
    let with = |phone| PinFacts {
        phone: Some(phone),
        ..PinFacts::default()
    };
    sorts(
        &rule,
        &with("+46 (0)70-123 45 67"),
        PinRefused::Context,
        // The digits are 460701234567: signs, blanks and brackets part nothing.
        &["4607", "0701", "1234", "4567", "460701234567"],
        &["0046", "4670", "7654", "45670", "4570"],
    );
    // Digits of other scripts are no digits here, letters neither.
    sorts(
        &rule,
        &with("12٣٤34x５６56"),
        PinRefused::Context,
        &["1234", "123456"],
        &["3434", "2343"],
    );
    for phone in ["", "+", "123", "١٢٣٤", "no phone"] {
        sorts(&rule, &with(phone), PinRefused::Context, &[], &["1234", "0000"]);
    }
    sorts(
        &rule,
        &with("1234"),
        PinRefused::Context,
        &["1234"],
        &["12345", "01234", "2341"],
    );
}

#[test]
fn old_pin() {
    let old: Pin = "0425".parse().unwrap();
    let facts = PinFacts {
        old_pin: Some(&old),
        ..PinFacts::default()
    };
    sorts(
        &policy(|p| p.old_pin = true),
        &facts,
        PinRefused::Context,
        &["0425"],
        &["0426", "1425", "00425", "04250", "5240", "4250"],
    );
}

#[test]
fn a_rule_that_is_off_or_lacks_its_fact_passes() {
    let pan: Pan = "4929123450678901".parse().unwrap();
    let old: Pin = "8901".parse().unwrap();
    let all = PinFacts {
        pan: Some(&pan),
        birth_date: Some(BirthDate::parse("8901-01-01").unwrap()),
        phone: Some("8901"),
        old_pin: Some(&old),
    };
    assert_eq!(ask(&PinPolicy::iso(), "8901", &all), Ok(()));

    let every_rule = policy(|p| {
        (p.birth_date, p.pan_tail, p.pan_part, p.phone_part, p.old_pin) = (true, true, true, true, true);
    });
    assert_eq!(ask(&every_rule, "8901", &PinFacts::default()), Ok(()));
    // One fact at a time is enough for the rule that needs it.
    for facts in [
        PinFacts {
            pan: all.pan,
            ..PinFacts::default()
        },
        PinFacts {
            birth_date: all.birth_date,
            ..PinFacts::default()
        },
        PinFacts {
            phone: all.phone,
            ..PinFacts::default()
        },
        PinFacts {
            old_pin: all.old_pin,
            ..PinFacts::default()
        },
    ] {
        assert_eq!(ask(&every_rule, "8901", &facts), Err(PinRefused::Context));
    }
}

#[test]
fn repeat_entry_is_compared_as_typed() {
    let judge = |typed, repeat| {
        PinPolicy::iso()
            .accept_entry(typed, repeat, &PinFacts::default())
            .map(|accepted| accepted.pin().len())
    };
    assert_eq!(judge("0042", None), Ok(4));
    assert_eq!(judge("0042", Some("0042")), Ok(4));
    for repeat in [
        "",
        "1042",
        "0142",
        "0052",
        "0043",
        "42",
        "00420",
        "00042",
        "0042 ",
        "0042\n",
        "٠٠٤٢",
        "００４２",
        "0042\0",
    ] {
        assert_eq!(judge("0042", Some(repeat)), Err(PinRefused::Mismatch), "{repeat:?}");
    }
}

/// One entry that breaks every rule; repairing the first broken one shows the next.
#[test]
fn precedence() {
    let pan: Pan = "5555111123456".parse().unwrap();
    let facts = PinFacts {
        pan: Some(&pan),
        ..PinFacts::default()
    };
    let p = policy(|p| {
        p.max = 7;
        p.ascending_run = Some(4);
        p.max_same = Some(2);
        p.deny = vec![
            "1111234".into(),
            "1111".into(),
            "3456".into(),
            "5623".into(),
            "1123".into(),
        ];
        p.pan_part = true;
    });
    for (typed, repeat, reason) in [
        ("1111x2345678901", "0", PinRefused::Charset),
        ("x", "0", PinRefused::Charset),
        ("111", "0", PinRefused::Length),
        ("11112345", "0", PinRefused::Length),
        ("1111234", "0", PinRefused::Sequence),
        ("3456", "0", PinRefused::Sequence),
        ("1111", "0", PinRefused::Repeat),
        ("1123", "0", PinRefused::Denylist),
        ("5511", "0", PinRefused::Context),
        ("5512", "0", PinRefused::Mismatch),
    ] {
        assert_eq!(
            p.accept_entry(typed, Some(repeat), &facts).unwrap_err(),
            reason,
            "{typed}"
        );
    }
    assert!(p.accept_entry("5512", Some("5512"), &facts).is_ok());
}

#[test]
fn equal_wrong_entries_are_not_a_mismatch() {
    let p = PinPolicy::strict_4();
    for (typed, reason) in [
        ("12 4", PinRefused::Charset),
        ("123", PinRefused::Length),
        ("1234", PinRefused::Sequence),
    ] {
        assert_eq!(
            p.accept_entry(typed, Some(typed), &PinFacts::default()).unwrap_err(),
            reason
        );
    }
}

/// The published rule in other words: look the PIN up among the windows of the digit string, sort it and look for triples.
fn strict_4_by_definition(typed: &str) -> bool {
    let run = "0123456789".contains(typed) || "9876543210".contains(typed);
    let mut sorted: Vec<char> = typed.chars().collect();
    sorted.sort_unstable();
    let triple = sorted.windows(3).any(|w| w[0] == w[1] && w[1] == w[2]);
    !run && !triple
}

#[test]
fn strict_4_over_all_pins() {
    let p = PinPolicy::strict_4();
    let all: Vec<String> = (0..10_000).map(|n| format!("{n:04}")).collect();
    let mut accepted = 0;
    for typed in &all {
        let verdict = ask(&p, typed, &PinFacts::default());
        assert_eq!(verdict.is_ok(), strict_4_by_definition(typed), "{typed}");
        accepted += u32::from(verdict.is_ok());
    }
    // 10,000 less 7 ascending, 7 descending, 10 of one digit and 4 x 10 x 9 with three of a kind.
    assert_eq!(accepted, 10_000 - 14 - 10 - 360);
    sorts_alone(&p, PinRefused::Length, &["", "125", "12580", "258025802580"], &["2580"]);
}

#[test]
fn iso_accepts_all_pins_of_four() {
    let p = PinPolicy::iso();
    assert!((0..10_000).all(|n| ask(&p, &format!("{n:04}"), &PinFacts::default()).is_ok()));
}

#[test]
fn presets_have_names() {
    assert_eq!(PinPolicy::preset("iso"), Some(PinPolicy::iso()));
    assert_eq!(PinPolicy::preset("strict-4"), Some(PinPolicy::strict_4()));
    for name in ["", "ISO", "strict_4", "strict-5"] {
        assert_eq!(PinPolicy::preset(name), None);
    }
    for name in PinPolicy::PRESETS {
        assert_eq!(PinPolicy::preset(name).unwrap().check(), Ok(()));
    }
}

#[test]
fn a_policy_that_makes_no_sense_names_its_field() {
    let changed = |change: fn(&mut PinPolicy)| {
        let mut policy = PinPolicy::iso();
        change(&mut policy);
        policy.check()
    };
    type Change = fn(&mut PinPolicy);
    let cases: &[(Change, PolicyError, &str)] = &[
        (|p| p.min = 3, PolicyError::Min, "min"),
        (|p| p.min = 13, PolicyError::Min, "min"),
        (|p| p.max = 13, PolicyError::Max, "max"),
        (|p| (p.min, p.max) = (6, 5), PolicyError::Max, "max"),
        (
            |p| p.ascending_run = Some(1),
            PolicyError::AscendingRun,
            "ascending_run",
        ),
        (
            |p| p.ascending_run = Some(13),
            PolicyError::AscendingRun,
            "ascending_run",
        ),
        (
            |p| p.descending_run = Some(0),
            PolicyError::DescendingRun,
            "descending_run",
        ),
        (|p| p.wrap = true, PolicyError::Wrap, "wrap"),
        (|p| p.max_same = Some(0), PolicyError::MaxSame, "max_same"),
        (|p| p.max_same = Some(12), PolicyError::MaxSame, "max_same"),
        (|p| p.max_in_a_row = Some(0), PolicyError::MaxInARow, "max_in_a_row"),
        (|p| p.max_in_a_row = Some(12), PolicyError::MaxInARow, "max_in_a_row"),
        (
            |p| p.deny = vec!["1234".into(), "123".into()],
            PolicyError::Deny,
            "deny",
        ),
        (|p| p.deny = vec!["１２３４".into()], PolicyError::Deny, "deny"),
    ];
    for (change, fault, field) in cases {
        assert_eq!(changed(*change), Err(*fault));
        assert_eq!(fault.field(), *field);
        assert!(fault.to_string().starts_with(&format!("`{field}` ")), "{fault}");
    }
    for good in [
        (|p| (p.min, p.max) = (12, 12)) as Change,
        |p| (p.ascending_run, p.wrap) = (Some(2), true),
        |p| (p.descending_run, p.wrap) = (Some(12), true),
        |p| (p.max_same, p.max_in_a_row) = (Some(1), Some(11)),
        |p| p.deny = vec!["000000000000".into()],
    ] {
        assert_eq!(changed(good), Ok(()));
    }
}

#[test]
fn a_policy_out_of_range_does_not_panic() {
    for limit in [0, 1, u8::MAX] {
        let odd = PinPolicy {
            min: limit,
            max: limit,
            ascending_run: Some(limit),
            descending_run: Some(limit),
            max_same: Some(limit),
            max_in_a_row: Some(limit),
            deny: vec!["".into(), "é".into()],
            ..PinPolicy::iso()
        };
        assert!(ask(&odd, "1357", &PinFacts::default()).is_err());
    }
}

#[test]
fn the_proof_shows_no_digit() {
    let accepted = PinPolicy::iso()
        .accept("7391".parse().unwrap(), &PinFacts::default())
        .unwrap();
    assert_eq!(format!("{accepted:?}"), "AcceptedPin(..)");
}

#[cfg(feature = "serde")]
mod data {
    use super::*;

    #[test]
    fn rules_that_are_off_are_not_written() {
        assert_eq!(
            serde_json::to_string(&PinPolicy::iso()).unwrap(),
            r#"{"min":4,"max":12}"#
        );
        assert_eq!(
            serde_json::to_string(&PinPolicy::strict_4()).unwrap(),
            r#"{"min":4,"max":4,"ascending_run":4,"descending_run":4,"max_same":2}"#
        );
    }

    #[test]
    fn every_field_in_its_order() {
        let text = concat!(
            r#"{"min":5,"max":6,"ascending_run":3,"descending_run":4,"wrap":true,"max_same":2,"max_in_a_row":1,"#,
            r#""deny":["00042"],"birth_date":true,"pan_tail":true,"pan_part":true,"phone_part":true,"old_pin":true}"#
        );
        let policy: PinPolicy = serde_json::from_str(text).unwrap();
        assert_eq!(policy.deny, ["00042"]);
        assert_eq!(policy.max_in_a_row, Some(1));
        assert_eq!(serde_json::to_string(&policy).unwrap(), text);
    }

    #[test]
    fn presets_survive_the_round_trip() {
        for name in PinPolicy::PRESETS {
            let policy = PinPolicy::preset(name).unwrap();
            let text = serde_json::to_string(&policy).unwrap();
            assert_eq!(serde_json::from_str::<PinPolicy>(&text).unwrap(), policy);
        }
    }

    #[test]
    fn only_known_fields_and_only_their_types() {
        for text in [
            r"{}",
            r#"{"min":4}"#,
            r#"{"max":4}"#,
            r#"{"min":4,"max":4,"name":"strict-4"}"#,
            r#"{"min":4,"max":4,"maxSame":2}"#,
            r#"{"min":4,"max":4,"deny":[1234]}"#,
            r#"{"min":"4","max":4}"#,
            r#"{"min":-4,"max":4}"#,
            r#"{"min":4,"max":256}"#,
            r#"{"min":4,"max":4,"wrap":1}"#,
            r#""strict-4""#,
        ] {
            assert!(serde_json::from_str::<PinPolicy>(text).is_err(), "{text}");
        }
    }
}
