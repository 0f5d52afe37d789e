//! The key pair, and what it carries.

use pinproof::device::{DeviceKey, RsaBits, SoftwareKey, WrapScheme};
use pinproof::error::{PublicKeyError, UnwrapFailed};
use pinproof::issuer;
use pinproof::rand_core::Rng;
use pinproof::tzpk::{KeyRules, TzpkKind};
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BoxedUint, Oaep, RsaPrivateKey};
use sha2::{Digest, Sha256};

use crate::recorder::{Secret, leaks};
use crate::{NOTHING, key_bytes, oaep, rng, tzpk};

/// What the `rsa` crate, version 0.10.0-rc.20, frees unwiped and this crate cannot reach. Everything is in the form of
/// limbs: what is encoded as bytes is wiped everywhere.
///
/// The list is exact. When a new version of `rsa` wipes more, the tests below fail until the name is taken out here and
/// in SECURITY.md.
pub(crate) const UNWIPED: [(Step, &[&str], &str); 6] = [
    (
        Step::Generate,
        &["d", "d e", "p", "q", "dP", "dQ", "qInv", "qInv, Montgomery", "phi(n)"],
        "prime search, totient and its inverse, validation, Montgomery parameters, and the numbers of the encoding",
    ),
    (
        Step::Read,
        &["d e", "p", "q", "dP", "dQ", "qInv", "qInv, Montgomery"],
        "the copies that are cut to their width, validation, Montgomery parameters, and the numbers of the encoding",
    ),
    (
        Step::Export,
        &["p", "q", "dP", "dQ", "qInv"],
        "p - 1, q - 1, the remainders of d, and the inverse of q as they are computed anew",
    ),
    (
        Step::Unwrap,
        &["p", "q", "qInv, Montgomery", "encoded message, Montgomery"],
        "copies of the Montgomery parameters, the check by the public exponent, and the drop of the key",
    ),
    (
        Step::Drop,
        &["p", "qInv, Montgomery"],
        "qInv and the Montgomery parameters that hang on it are left out of the wipe",
    ),
    (
        Step::Wrap,
        &["encoded message, Montgomery"],
        "the base of the public operation",
    ),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Generate,
    Read,
    Export,
    Unwrap,
    Drop,
    Wrap,
}

#[track_caller]
fn leaks_as_listed(step: Step, secrets: &[Secret], work: impl FnOnce()) {
    let (_, listed, _) = UNWIPED.iter().find(|(listed, ..)| *listed == step).unwrap();
    assert_eq!(leaks(secrets, work), *listed, "{step:?}");
}

const KEY_SEED: u64 = 20;
const WRAP_SEED: u64 = 5;

fn generate() -> SoftwareKey {
    SoftwareKey::generate(RsaBits::B2048, &mut rng(KEY_SEED)).unwrap()
}

/// A number in a wider big integer, for products that must not be cut.
fn widened(number: &BoxedUint) -> BoxedUint {
    let mut bytes = number.to_le_bytes().to_vec();
    bytes.resize(512, 0);
    BoxedUint::from_le_slice(&bytes, 4096).unwrap()
}

/// The private numbers of `key`, and the encoding itself.
fn private_numbers(pkcs8: &[u8]) -> Vec<Secret> {
    let key = RsaPrivateKey::from_pkcs8_der(pkcs8).unwrap();
    let (p, q) = (key.primes()[0].as_ref(), key.primes()[1].as_ref());
    let one = BoxedUint::one();
    let totient = widened(&(p - &one)).wrapping_mul(widened(&(q - &one)));
    let inverse = key.crt_coefficient().unwrap();
    vec![
        Secret::limbs("d", key.d()),
        // Gives d by a division.
        Secret::limbs("d e", &widened(key.d()).wrapping_mul(widened(key.e()))),
        // But for the lowest piece, these are p - 1 and q - 1 too.
        Secret::limbs("p", p),
        Secret::limbs("q", q),
        Secret::limbs("dP", key.dp().unwrap()),
        Secret::limbs("dQ", key.dq().unwrap()),
        Secret::limbs("qInv", &inverse),
        Secret::limbs("qInv, Montgomery", key.qinv().unwrap().as_montgomery()),
        // The upper half is that of the modulus.
        Secret::new("phi(n)", &totient.to_le_bytes()[..112]),
        Secret::bytes("d as bytes", key.d()),
        Secret::bytes("p as bytes", p),
        Secret::bytes("q as bytes", q),
        Secret::bytes("dP as bytes", key.dp().unwrap()),
        Secret::bytes("dQ as bytes", key.dq().unwrap()),
        Secret::bytes("qInv as bytes", &inverse),
        // From behind the modulus to the end, however it is cut.
        Secret::new("PKCS#8", &pkcs8[320..]),
    ]
}

#[test]
fn private_keys() {
    let pkcs8 = generate().to_pkcs8_der();
    let der = pkcs8.expose();
    let sought = private_numbers(der);
    leaks_as_listed(Step::Generate, &sought, || std::mem::forget(generate()));
    leaks_as_listed(Step::Read, &sought, || {
        std::mem::forget(SoftwareKey::from_pkcs8_der(der).unwrap())
    });
    // Refused at the last moment: the coefficient is wrong.
    let mut wrong = der.to_vec();
    *wrong.last_mut().unwrap() ^= 1;
    leaks_as_listed(Step::Read, &sought, || {
        assert_eq!(
            SoftwareKey::from_pkcs8_der(&wrong).unwrap_err(),
            PublicKeyError::Invalid
        );
    });
    let key = SoftwareKey::from_pkcs8_der(der).unwrap();
    leaks_as_listed(Step::Export, &sought, || drop(key.to_pkcs8_der()));
    leaks_as_listed(Step::Drop, &sought, || drop(key));
    assert_eq!(leaks(&sought, || drop(pkcs8)), NOTHING);
}

/// MGF1 with SHA-256 (RFC 8017, appendix B.2.1), over `target`.
fn mask(target: &mut [u8], seed: &[u8]) {
    for (chunk, counter) in target.chunks_mut(32).zip(0_u32..) {
        let block = Sha256::new()
            .chain_update(seed)
            .chain_update(counter.to_be_bytes())
            .finalize();
        chunk.iter_mut().zip(block).for_each(|(byte, mask)| *byte ^= mask);
    }
}

/// The TZPK that [`WRAP_SEED`] wraps for `key`, and everything on the way that gives it away.
fn wrapped_numbers(key: &RsaPrivateKey) -> Vec<Secret> {
    let mut seed = [0; 32];
    rng(WRAP_SEED).fill_bytes(&mut seed);
    let mut data = Sha256::digest(b"").to_vec();
    data.resize(256 - 1 - 32 - 33, 0);
    data.push(1);
    data.extend(key_bytes());
    mask(&mut data, &seed);
    let mut masked_seed = seed;
    mask(&mut masked_seed, &data);
    let encoded = [&masked_seed[..], &data].concat();
    let number = BoxedUint::from_be_slice(&encoded, 2048).unwrap();
    // 2^2048 mod n, as n has 2048 bits.
    let radix = BoxedUint::zero_with_precision(2048).wrapping_sub(key.n().as_ref());
    vec![
        Secret::new("TZPK", &key_bytes()),
        Secret::new("OAEP seed", &seed),
        Secret::new("encoded message, bytes", &encoded),
        Secret::limbs("encoded message, limbs", &number),
        Secret::limbs("encoded message, Montgomery", &number.mul_mod(&radix, key.n())),
    ]
}

#[test]
fn wrapping_and_unwrapping() {
    let key = generate();
    let (public, pkcs8) = (key.public_key().clone(), key.to_pkcs8_der());
    let rsa_key = RsaPrivateKey::from_pkcs8_der(pkcs8.expose()).unwrap();
    let sent = tzpk(TzpkKind::Aes256);
    let carried = wrapped_numbers(&rsa_key);
    let mut wrapped = None;
    leaks_as_listed(Step::Wrap, &carried, || {
        wrapped = Some(issuer::wrap_tzpk(&sent, &public, &oaep(), &mut rng(WRAP_SEED)).unwrap());
    });
    let wrapped = wrapped.unwrap();

    let mut sought = private_numbers(pkcs8.expose());
    sought.extend(wrapped_numbers(&rsa_key));
    let scheme = |kind, oaep| WrapScheme {
        oaep,
        kind,
        rules: KeyRules::default(),
    };
    leaks_as_listed(Step::Unwrap, &sought, || {
        let unwrapped = key
            .unwrap(&wrapped, &scheme(TzpkKind::Aes256, oaep()), &mut rng(6))
            .unwrap();
        assert_eq!(unwrapped.expose(), key_bytes());
    });
    // The right padding around a key of the wrong length; and another label.
    let mut labelled = oaep();
    labelled.label = vec![7];
    for scheme in [scheme(TzpkKind::Aes128, oaep()), scheme(TzpkKind::Aes256, labelled)] {
        let key = SoftwareKey::from_pkcs8_der(pkcs8.expose()).unwrap();
        leaks_as_listed(Step::Unwrap, &sought, || {
            assert_eq!(key.unwrap(&wrapped, &scheme, &mut rng(6)).unwrap_err(), UnwrapFailed);
        });
    }

    // A control of the numbers, and why the library does not use this interface: it frees the seed and the masked data
    // block after hashing them.
    let found = leaks(&carried, || {
        let padding = Oaep::<Sha256>::new();
        let message = key_bytes();
        let other = rsa_key
            .as_public_key()
            .encrypt(&mut rng(WRAP_SEED), padding, &message)
            .unwrap();
        assert_eq!(other, wrapped.as_bytes());
    });
    assert_eq!(
        found,
        ["OAEP seed", "encoded message, bytes", "encoded message, Montgomery"]
    );
}
