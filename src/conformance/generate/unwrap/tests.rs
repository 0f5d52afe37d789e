use alloc::collections::BTreeMap;
use alloc::vec;

use super::super::{check_values, key_pairs, to_text};
use super::*;
use crate::conformance::client::{Client, Reference, RejectClass};
use crate::conformance::oaep::EncodedMessage;
use crate::conformance::vector::{Suite, Verdict};
use crate::conformance::verdict::{Outcome, judge};

fn hex_of(case: &Case, field: &str) -> Vec<u8> {
    hex::decode(case.input[field].as_str().unwrap()).unwrap()
}

fn step(case: &Case, name: &str) -> Vec<u8> {
    hex::decode(case.steps[name].as_str().unwrap()).unwrap()
}

fn first_file() -> VectorFile {
    file(&SETS[0]).unwrap().1
}

fn by_id(file: &VectorFile) -> BTreeMap<&str, &Case> {
    file.groups
        .iter()
        .flat_map(|group| &group.cases)
        .map(|case| (case.id.as_str(), case))
        .collect()
}

#[test]
fn the_steps_are_those_of_the_ciphertext() {
    for set in [&SETS[0], &SETS[4]] {
        let (stem, file) = file(set).unwrap();
        let key = RsaKey::load(set.key).unwrap();
        for case in by_id(&file).values().filter(|case| case.steps.contains_key("em")) {
            // The second key pair has steps of its own.
            if case.id.starts_with("key-b") {
                continue;
            }
            let em = key.decrypt(&hex_of(case, "wrapped")).unwrap();
            let parts = EncodedMessage::from_bytes(&em, set.hash, set.mgf_hash).unwrap();
            assert_eq!(step(case, "em"), em, "{stem}/{}", case.id);
            assert_eq!((step(case, "seed"), step(case, "db")), (parts.seed.clone(), parts.db()));
            let well_formed = parts.y == 0
                && parts.lhash == step(case, "lhash")
                && parts.separator == Some(1)
                && parts.ps.iter().all(|byte| *byte == 0);
            let fits = [16, 24, 32].contains(&parts.message.len());
            assert!(well_formed || case.verdict == Verdict::Reject, "{stem}/{}", case.id);
            assert!(case.verdict == Verdict::Reject || fits, "{stem}/{}", case.id);
        }
    }
}

#[test]
fn changed_parts_differ_from_the_sibling_in_one_part() {
    let file = first_file();
    let cases = by_id(&file);
    for case in cases.values().filter(|case| {
        ["BadLeadingByte", "BadLabelHash", "BadPaddingString", "BadSeparator"].contains(&case.flags[0].as_str())
    }) {
        let sibling = cases[case.sibling.as_deref().unwrap()];
        let (em, good) = (step(case, "em"), step(sibling, "em"));
        let (db, good_db) = (step(case, "db"), step(sibling, "db"));
        assert_eq!(step(case, "seed"), step(sibling, "seed"), "{}", case.id);
        let wrong = |from: usize, to: usize| db[from..to] != good_db[from..to];
        let end = db.len() - 17;
        let where_wrong = [
            em[0] != good[0],
            wrong(0, 32),
            wrong(32, end),
            wrong(end, end + 1),
            wrong(end + 1, db.len()),
        ];
        let expected = match case.flags[0].as_str() {
            "BadLeadingByte" => [true, false, false, false, false],
            "BadLabelHash" => [false, true, false, false, false],
            "BadPaddingString" => [false, false, true, false, false],
            _ if case.id == "no-separator" => [false, false, false, true, true],
            _ => [false, false, false, true, false],
        };
        assert_eq!(where_wrong, expected, "{}", case.id);
    }
}

#[test]
fn ciphertexts_are_what_their_ids_say() {
    for set in &SETS {
        let (stem, file) = file(set).unwrap();
        let cases = by_id(&file);
        let n = RsaKey::load(set.key).unwrap().modulus;
        let c = |id: &str| hex_of(cases[id], "wrapped");
        assert_eq!((c("leading-00").len(), c("leading-00")[0]), (n.len(), 0), "{stem}");
        assert_eq!(c("leading-00-stripped"), c("leading-00")[1..]);
        assert!(c("top-bit")[0] >= 0x80);
        assert_eq!(c("00-prepended"), [vec![0], c("any-16")].concat());
        assert_eq!(c("last-byte-cut"), c("any-16")[..n.len() - 1]);
        assert_eq!(c("first-byte-cut"), c("any-16")[1..]);
        assert_ne!(c("any-16")[0], 0);
        assert_eq!(c("equals-modulus"), n);
        for id in ["plus-modulus", "equals-modulus", "modulus-plus-1", "all-ff"] {
            assert!(c(id).len() == n.len() && c(id) >= n, "{stem}/{id}");
            assert_eq!(cases[id].class, Some(RejectClass::UnwrapFailed));
        }
        assert_eq!(c("tdes2"), c("aes128"));
        assert_eq!(c("tdes2-length-24"), c("tdes3"));
        assert_eq!(c("label-unexpected"), c("label-short"));
        assert_eq!(c("label-missing"), c("any-16"));
    }
}

#[test]
fn every_refused_case_has_an_accepted_sibling() {
    for set in &SETS {
        let (stem, file) = file(set).unwrap();
        let cases = by_id(&file);
        assert_eq!(cases.len(), file.count, "{stem}: an id is used twice");
        for case in cases.values() {
            assert!(
                !case.reasons.is_empty() && !case.requirements.is_empty(),
                "{stem}/{}",
                case.id
            );
            if case.verdict == Verdict::Reject {
                let sibling = cases[case.sibling.as_deref().unwrap()];
                assert_eq!(sibling.verdict, Verdict::Accept, "{stem}/{}", case.id);
            }
        }
    }
}

/// These files and the two other groups about keys.
#[test]
fn the_reference_device_answers_every_case_about_keys() {
    let files = [files(), check_values::files(), key_pairs::files()]
        .map(Result::unwrap)
        .concat();
    let texts: Vec<_> = files
        .iter()
        .map(|(stem, file)| (stem.clone(), to_text(file).unwrap()))
        .collect();
    let suite = Suite::from_texts(texts).unwrap();
    let mut reference = Reference::new();
    for case in suite.cases() {
        let judgement = judge(case, &reference.answer(&case.prompt));
        assert_eq!(judgement.outcome, Outcome::Pass, "{}: {judgement:?}", case.id);
    }
}
