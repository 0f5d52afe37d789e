#![allow(clippy::unwrap_used)]

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::generate::Source;
use super::*;
use crate::conformance::client::{ExpectedKind, OaepFields, Op, Output, Reference};
use crate::conformance::vector::Suite;
use crate::device::{Hash, OaepScheme, PublicKey, oaep};

#[test]
fn unchanged_it_is_the_reference() {
    let suite = Suite::embedded().unwrap();
    let (reference, device, rng) = (Reference::new(), Device::default(), &mut crate::os_rng());
    let cases: Vec<_> = suite
        .cases()
        .iter()
        .filter(|test| test.op == Op::PublicKeyCheck)
        .collect();
    assert!(!cases.is_empty());
    for test in cases {
        let request = &test.prompt.request;
        let answer = Pipeline::default().answer(request, &device, rng).unwrap();
        assert_eq!(answer, reference.respond(request, rng), "{}", test.id);
    }
}

fn generate(pipeline: &Pipeline, device: &Device) -> (PublicKey, String) {
    let request = Request::KeyGenerate { bits: 2048 };
    match pipeline.answer(&request, device, &mut crate::os_rng()).unwrap() {
        Answer::Ok(Output::KeyPair(pair)) => {
            let key = PublicKey::from_spki_der(&hex::decode(pair.spki).unwrap()).unwrap();
            (key, pair.handle)
        }
        other => panic!("{other:?}"),
    }
}

/// Whether the private half behind `handle` opens what is wrapped to `key`.
fn opens(key: &PublicKey, handle: String, device: &Device) -> bool {
    let rng = &mut crate::os_rng();
    let wrapped = oaep::encrypt(key, &[7; 16], &OaepScheme::new(Hash::Sha256), rng).unwrap();
    let request = Request::TzpkUnwrap {
        key: PrivateKeySource::Handle { handle },
        scheme: OaepFields {
            hash: Hash::Sha256,
            mgf_hash: Hash::Sha256,
            label: String::new(),
        },
        wrapped: hex::encode(wrapped),
        expect: ExpectedKind::Any,
    };
    matches!(Pipeline::default().answer(&request, device, rng), Some(Answer::Ok(_)))
}

#[test]
fn a_handle_is_good_for_one_unwrap() {
    let device = Device::default();
    let (key, handle) = generate(&Pipeline::default(), &device);
    assert!(opens(&key, handle.clone(), &device));
    assert!(!opens(&key, handle, &device));
}

#[test]
fn bad_primes_make_working_keys() {
    for source in [Source::SharedPrime, Source::ClosePrimes, Source::Roca] {
        let (pipeline, device) = (
            Pipeline {
                source,
                ..Pipeline::default()
            },
            Device::default(),
        );
        let pairs = [generate(&pipeline, &device), generate(&pipeline, &device)];
        let moduli: BTreeSet<&[u8]> = pairs.iter().map(|(key, _)| key.modulus()).collect();
        assert_eq!(moduli.len(), 2);
        for (key, handle) in pairs.clone() {
            assert_eq!((key.bits(), key.exponent()), (2048, 65537));
            assert!(opens(&key, handle, &device));
        }
    }
}

#[test]
fn untested_primes_make_keys_that_do_not_work() {
    let (pipeline, device) = (
        Pipeline {
            source: Source::Untested,
            ..Pipeline::default()
        },
        Device::default(),
    );
    let (key, handle) = generate(&pipeline, &device);
    assert!(!opens(&key, handle, &device));
}

#[test]
fn repeated_keys_repeat() {
    let moduli = |source, device: &Device| {
        let pipeline = Pipeline {
            source,
            ..Pipeline::default()
        };
        [generate(&pipeline, device).0, generate(&pipeline, device).0].map(|key| key.modulus().to_vec())
    };
    let [first, second] = moduli(Source::Once, &Device::default());
    assert_eq!(first, second);
    let [first, second] = moduli(Source::FixedSeed, &Device::default());
    assert_ne!(first, second);
    assert_eq!(moduli(Source::FixedSeed, &Device::default()), [first, second]);
    let [first, second] = moduli(Source::Fresh, &Device::default());
    assert_ne!(first, second);
}
