use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::*;
use crate::conformance::client::{
    Capabilities, Client, Description, Fill, Flow, OaepPair, Prompt, Reference, RejectClass, Request, VirtualClock,
};
use crate::conformance::report::{Results, exit};
use crate::conformance::runner::{Plan, run};
use crate::conformance::vector::{EMBEDDED, Selection, Suite};
use crate::device::Hash;
use crate::pin_block::Format;
use crate::tzpk::TzpkKind;

const FILES: [&str; 11] = [
    "tzpk_unwrap_2048_sha256_mgf1sha256",
    "tzpk_key_tdes",
    "tzpk_key_aes",
    "pin_block_encode_iso0",
    "pin_block_encode_iso1",
    "pin_block_decode_iso0",
    "pin_policy_iso",
    "accumulate_iso3",
    "session_set_pin",
    "session_view_pin",
    "session_timing",
];

fn suite() -> Suite {
    let wanted = EMBEDDED.iter().filter(|(stem, _)| FILES.contains(stem));
    Suite::from_texts(wanted.map(|(stem, text)| (stem.to_string(), text.to_string()))).unwrap()
}

/// The reference with other claims, and its answers changed.
struct Claims<F> {
    reference: Reference,
    capabilities: Capabilities,
    change: F,
}

impl<F: FnMut(&Request, Answer) -> Result<Answer, Fault>> Client for Claims<F> {
    fn hello(&mut self) -> Result<Description, Fault> {
        let mut description = self.reference.hello()?;
        description.capabilities = self.capabilities.clone();
        Ok(description)
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        let answer = self.reference.answer(prompt)?;
        (self.change)(&prompt.request, answer)
    }
}

fn checked(
    claims: impl FnOnce(&mut Capabilities),
    change: impl FnMut(&Request, Answer) -> Result<Answer, Fault>,
    only: Option<&str>,
) -> Results {
    let mut capabilities = Capabilities::full();
    claims(&mut capabilities);
    let mut client = Claims {
        reference: Reference::new(),
        capabilities,
        change,
    };
    let selection = Selection {
        only: only.map(str::to_owned),
        ..Selection::default()
    };
    run(
        &mut client,
        &Plan::new(&suite(), &selection),
        &mut crate::os_rng(),
        &mut |_| {},
    )
}

fn failed(results: &Results) -> BTreeMap<&str, (&str, Level)> {
    let own = results
        .cases
        .iter()
        .filter(|case| case.id.starts_with("kit_capabilities/"));
    own.filter(|case| case.outcome == Outcome::Fail)
        .map(|case| {
            (
                case.id.strip_prefix("kit_capabilities/").unwrap(),
                (case.detail.as_deref().unwrap(), case.level),
            )
        })
        .collect()
}

const OWN: Option<&str> = Some("kit_capabilities/*");

#[test]
fn the_reference_declares_what_it_does() {
    let results = checked(|_| {}, |_, answer| Ok(answer), None);
    assert_eq!(results.faults, [""; 0]);
    assert_eq!(failed(&results), BTreeMap::new());
    let pairs = results
        .cases
        .iter()
        .filter(|case| case.id.starts_with("kit_capabilities/declared-oaep-sha"));
    assert!(pairs.clone().all(|case| case.outcome == Outcome::Pass));
    assert_eq!(pairs.count(), 16);
}

#[test]
fn declared_and_never_right() {
    let change = |request: &Request, answer| match request {
        Request::PinBlockEncode {
            format: Format::Iso0, ..
        }
        | Request::PinBlockDecode { .. } => Ok(Answer::Unsupported("format 0".to_owned())),
        Request::TzpkCheckValue {
            kind: TzpkKind::Tdes3, ..
        } => Ok(Answer::reject(crate::conformance::client::RejectClass::KeyInvalid)),
        Request::TzpkUnwrap { scheme, .. } if scheme.hash == Hash::Sha384 && scheme.mgf_hash == Hash::Sha1 => {
            Ok(Answer::Unsupported("no such pair".to_owned()))
        }
        _ => Ok(answer),
    };
    let results = checked(|_| {}, change, None);
    let failed = failed(&results);
    let names: Vec<&str> = failed.keys().copied().collect();
    assert_eq!(
        names,
        [
            "declared-format-iso0",
            "declared-oaep-sha384-mgf1sha1",
            "declared-op-pin-block-decode"
        ]
    );
    let (detail, level) = failed["declared-op-pin-block-decode"];
    assert_eq!(level, Level::Must);
    assert!(detail.starts_with("declared, and every case "), "{detail}");
}

#[test]
fn undeclared_and_right() {
    let less = |capabilities: &mut Capabilities| {
        capabilities
            .ops
            .retain(|op| ![Op::PinBlockDecode, Op::PinCheck].contains(op));
        capabilities.formats = [Format::Iso0].into();
        capabilities.oaep.truncate(1);
        capabilities.oaep_label = false;
        capabilities.fill = [Fill::Free].into();
        capabilities.keys.retain(|kind| *kind != TzpkKind::Aes128);
    };
    let results = checked(less, |_, answer| Ok(answer), OWN);
    let undeclared = failed(&results);
    for name in [
        "undeclared-op-pin-block-decode",
        "undeclared-op-pin-check",
        "undeclared-format-iso1",
        "undeclared-oaep-sha256-mgf1sha256",
        "undeclared-oaep-sha512-mgf1sha1",
        "undeclared-key-aes128",
    ] {
        assert_eq!(
            undeclared.get(name).map(|(_, level)| *level),
            Some(Level::Should),
            "{name}: {undeclared:?}"
        );
    }
    assert_eq!(results.exit, 0, "under-claims are advice");

    // The same claims, kept: whatever is not declared is unsupported.
    let mut declared = Capabilities::full();
    less(&mut declared);
    let honest = |request: &Request, answer| match declared.lacks(request, Some(2048)) {
        Some(why) => Ok(Answer::Unsupported(why)),
        None => Ok(answer),
    };
    let results = checked(less, honest, OWN);
    assert_eq!(failed(&results), BTreeMap::new());
}

#[test]
fn a_client_that_ends_at_what_it_does_not_declare_is_not_asked_again() {
    for fault in [Fault::Crash("gone".to_owned()), Fault::Protocol("nonsense".to_owned())] {
        let mut asked = 0;
        let less = |capabilities: &mut Capabilities| capabilities.formats = [Format::Iso0].into();
        let change = |request: &Request, answer| match request {
            Request::PinBlockEncode {
                format: Format::Iso1, ..
            } => {
                asked += 1;
                Err(fault.clone())
            }
            _ => Ok(answer),
        };
        let results = checked(less, change, OWN);
        assert_eq!(results.faults, [""; 0]);
        assert_eq!(
            failed(&results).into_keys().collect::<Vec<_>>(),
            ["undeclared-format-iso1"]
        );
        assert_eq!((asked, results.exit), (1, 0));
    }
}

#[test]
fn how_an_unwrapped_key_is_shown() {
    let check_values = |capabilities: &mut Capabilities| {
        capabilities.unwrap_returns = UnwrapReturns::CheckValue;
        capabilities.oaep = [OaepPair {
            hash: Hash::Sha256,
            mgf_hash: Hash::Sha256,
        }]
        .into();
    };
    let results = checked(check_values, |_, answer| Ok(answer), None);
    let (detail, _) = failed(&results)["unwrap-returns"];
    assert!(detail.contains("`check_value`"), "{detail}");
}

#[test]
fn names_are_slugs_and_distinct() {
    let mut names: Vec<String> = Capability::all().into_iter().map(Capability::name).collect();
    let count = names.len();
    assert!(
        names.iter().all(|name| name
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))),
        "{names:?}"
    );
    names.sort();
    names.dedup();
    assert_eq!((names.len(), count), (56, 56));
}

#[test]
fn a_rule_that_nobody_has_must_not_be_passed_over() {
    let change = |request: &Request, answer| match request {
        Request::UnknownRule { .. } => Ok(Answer::Ok(Output::Accepted(crate::conformance::client::Accepted {}))),
        _ => Ok(answer),
    };
    let results = checked(|_| {}, change, OWN);
    assert_eq!(failed(&results).into_keys().collect::<Vec<_>>(), ["unknown-rule"]);
}

#[test]
fn a_client_that_works_and_claims_nothing_is_not_tested() {
    let nothing = |capabilities: &mut Capabilities| *capabilities = Capabilities::default();
    for only in [None, OWN] {
        let results = checked(nothing, |_, answer| Ok(answer), only);
        assert!(results.totals.advisory > 0, "it works where it is asked all the same");
        assert_eq!(results.exit, exit::NOTHING_TESTED);
    }
}

#[test]
fn who_opens_sessions_and_ends_none_declares_too_much() {
    // What opens a session is right; after it nothing is.
    let deaf = |request: &Request, answer| match request {
        Request::SessionInput { .. } => Ok(Answer::reject(RejectClass::Message)),
        _ => Ok(answer),
    };
    let results = checked(|_| (), deaf, OWN);
    let failed = failed(&results);
    let of_sessions = [
        "declared-op-session-open",
        "declared-op-session-input",
        "declared-flow-set-pin",
        "declared-flow-view-pin",
        "declared-profile-enfuce-v3",
    ];
    for id in of_sessions {
        assert!(failed.contains_key(id), "{id} {failed:?}");
    }
    assert!(!failed.contains_key("declared-op-pin-check"));
}

#[test]
fn sessions_that_are_not_declared_and_work() {
    let less = |capabilities: &mut Capabilities| {
        capabilities.flows = [Flow::SetPin].into();
        capabilities.profiles.truncate(1);
        capabilities.clock = VirtualClock::None;
        capabilities.accumulate.clear();
    };
    let results = checked(less, |_, answer| Ok(answer), OWN);
    let failed = failed(&results).into_keys().collect::<Vec<_>>();
    let wanted = [
        "undeclared-accumulate-pin-block-encode",
        "undeclared-accumulate-pin-block-encrypt",
        "undeclared-clock",
        "undeclared-flow-view-pin",
    ];
    assert_eq!(failed, wanted);
}
