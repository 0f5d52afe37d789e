//! Good keys raise no alarm; each bad kind of key its own.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, RsaPrivateKey};

use super::factors::{close_primes, remainder, shared_prime, small_factor, small_primes, times};
use super::modulus::Modulus;
use super::{Finding, check, handles, sizes};
use crate::conformance::check::Context;
use crate::conformance::client::{Capabilities, Client, Op, Reference};
use crate::conformance::mutant::{Check, MutantClient, find, mutants};
use crate::conformance::report::CaseResult;
use crate::conformance::vector::{Selection, Suite};
use crate::conformance::verdict::Outcome;

fn with<T>(
    client: &mut dyn Client,
    capabilities: &Capabilities,
    deep: bool,
    ask: impl FnOnce(&mut Context<'_>) -> T,
) -> T {
    ask(&mut Context {
        client,
        capabilities,
        suite: &Suite::embedded().unwrap(),
        selection: &Selection::default(),
        deep,
        answers: &[],
        unanswered: &[],
        played: &[],
        sessions: &crate::conformance::scenario::Record::default(),
        rng: &mut crate::os_rng(),
    })
}

fn cases(client: &mut dyn Client, capabilities: &Capabilities) -> Vec<CaseResult> {
    let checked = with(client, capabilities, false, check);
    assert_eq!(checked.fault, None);
    assert_eq!(checked.cases.len(), Finding::ALL.len() + handles::COUNT);
    checked.cases
}

fn failed(id: &str) -> BTreeSet<String> {
    let client = &mut MutantClient::new(find(id).unwrap());
    let failed = cases(client, &Capabilities::full())
        .into_iter()
        .filter(|case| case.outcome == Outcome::Fail);
    failed.map(|case| case.id.replace("kit_key_pairs/", "")).collect()
}

#[test]
fn the_reference_passes() {
    for case in cases(&mut Reference::new(), &Capabilities::full()) {
        assert_eq!(case.outcome, Outcome::Pass, "{case:?}");
    }
}

#[test]
fn what_is_not_declared_is_not_tested() {
    let mut capabilities = Capabilities::full();
    capabilities.rsa_bits.clear();
    let reasons: BTreeSet<Option<String>> = cases(&mut Reference::new(), &capabilities)
        .into_iter()
        .map(|case| case.detail.filter(|_| case.outcome == Outcome::NotTested))
        .collect();
    assert_eq!(reasons, BTreeSet::from([Some("no RSA size declared".into())]));
    capabilities.ops.retain(|op| *op != Op::KeyGenerate);
    let cases = cases(&mut Reference::new(), &capabilities);
    assert_eq!(cases[0].detail.as_deref(), Some("operation key.generate not declared"));
}

#[test]
fn every_mutant_of_this_check_fails_a_case_of_its_own() {
    let mut columns = BTreeSet::new();
    for mutant in mutants().filter(|mutant| mutant.check() == Some(Check::KeyPairs)) {
        let failed = failed(mutant.id);
        assert!(!failed.is_empty(), "{}", mutant.id);
        assert!(columns.insert(failed.clone()), "{} {failed:?}", mutant.id);
    }
    assert!(columns.len() >= 6);
}

#[test]
fn faults_are_named() {
    for (id, expected) in [
        ("B02", "length"),
        ("B03", "exponent"),
        ("B03-even", "exponent"),
        ("B04", "spki"),
        ("B07", "spki"),
        ("B08-inside", "spki"),
        ("B13", "spki"),
        ("B14-padded", "spki"),
        ("B17", "spki"),
        ("B09-untested-primes", "small-factor"),
    ] {
        assert_eq!(failed(id), BTreeSet::from([String::from(expected)]), "{id}");
    }
}

#[test]
fn the_long_form_has_every_size() {
    let full = Capabilities::full();
    let mut client = Reference::new();
    let of = |bits: u32, sizes: &[u32]| sizes.iter().filter(|size| **size == bits).count();
    let short = with(&mut client, &full, false, |context| sizes(context)).unwrap();
    assert_eq!([2048, 3072, 4096].map(|bits| of(bits, &short)), [4, 0, 0]);
    let long = with(&mut client, &full, true, |context| sizes(context)).unwrap();
    assert_eq!([2048, 3072, 4096].map(|bits| of(bits, &long)), [100, 8, 8]);
}

fn key(bits: usize) -> RsaPrivateKey {
    RsaPrivateKey::new_with_exp_unchecked(&mut crate::os_rng(), bits, 65537_u64.into()).unwrap()
}

fn modulus(key: &RsaPrivateKey) -> Modulus {
    Modulus::new(key.n().as_ref(), 512)
}

#[test]
fn good_keys_raise_no_alarm() {
    let keys: Vec<Modulus> = (0..60).map(|_| modulus(&key(512))).collect();
    let primes = small_primes();
    assert_eq!((primes.len(), primes[6541]), (6542, 65521));
    for key in &keys {
        assert_eq!(small_factor(key, &primes), None);
        assert_eq!(close_primes(key), None);
        assert_eq!(super::roca::fingerprint(key), None);
    }
    assert_eq!(shared_prime(&keys.iter().collect::<Vec<_>>()), None);
    // The same key twice shares everything, and that has a case of its own.
    assert_eq!(shared_prime(&[&keys[0], &keys[0], &keys[1]]), None);
}

#[test]
fn a_prime_that_two_keys_of_many_share_is_found() {
    let keys: Vec<RsaPrivateKey> = (0..12).map(|_| key(512)).collect();
    let prime = |place: usize| keys[place].primes()[0].as_ref().clone();
    let shared = Modulus::new(&times(&prime(3), &prime(7)).unwrap(), 512);
    let mut moduli: Vec<Modulus> = keys.iter().map(modulus).collect();
    moduli.push(shared);
    let found = shared_prime(&moduli.iter().collect::<Vec<_>>()).unwrap();
    assert!(found.starts_with("3 of 13 moduli"), "{found}");
}

#[test]
fn primes_near_each_other_are_found() {
    // 2^127 - 1 is prime, and so is 2^127 + 45.
    let p = BoxedUint::from(u128::MAX >> 1);
    let q = BoxedUint::from((1_u128 << 127) + 45);
    assert!(close_primes(&Modulus::new(&times(&p, &q).unwrap(), 255)).is_some());
    assert!(
        close_primes(&Modulus::new(&times(&p, &p).unwrap(), 254)).is_some(),
        "a square"
    );
}

#[test]
fn small_factors_are_found() {
    let prime = key(512).primes()[0].as_ref().clone();
    for factor in [2_u64, 3, 251, 65521] {
        let modulus = Modulus::new(&times(&prime, &BoxedUint::from(factor)).unwrap(), 512);
        let found = small_factor(&modulus, &small_primes()).unwrap();
        assert!(found.contains(&alloc::format!("multiple of {factor}:")), "{found}");
    }
}

#[test]
fn remainders() {
    assert_eq!(
        remainder(&[1, 0, 0, 0, 0, 5], 7),
        ((1_u64 << 40) + 5).rem_euclid(7) as u32
    );
    assert_eq!(remainder(&[0xff], 0x10001), 0xff);
    assert_eq!(remainder(&[], 3), 0);
}
