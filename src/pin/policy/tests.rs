mod rules;

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
