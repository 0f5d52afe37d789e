//! One rule at a time: what it refuses, and its near neighbours.

use super::*;

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
