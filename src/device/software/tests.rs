//! Key pairs, PKCS#8 and the unwrap.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use std::sync::OnceLock;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng, TryCryptoRng, TryRng};

use super::*;
use crate::device::{Hash, OaepScheme};
use crate::tzpk::{KeyRules, TzpkKind};

const KEY: [u8; 16] = [
    0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10,
];

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// One 2048-bit key for all tests, in the form in which it can be had again and again.
fn pkcs8() -> &'static [u8] {
    static DER: OnceLock<Vec<u8>> = OnceLock::new();
    DER.get_or_init(|| {
        let key = SoftwareKey::generate(RsaBits::B2048, &mut rng(1)).unwrap();
        key.to_pkcs8_der().expose().to_vec()
    })
}

fn key() -> SoftwareKey {
    SoftwareKey::from_pkcs8_der(pkcs8()).unwrap()
}

fn scheme(kind: TzpkKind, oaep: OaepScheme) -> WrapScheme {
    WrapScheme {
        oaep,
        kind,
        rules: KeyRules::default(),
    }
}

fn tdes2() -> WrapScheme {
    scheme(TzpkKind::Tdes2, OaepScheme::new(Hash::Sha256))
}

fn wrap(message: &[u8], oaep: &OaepScheme, seed: u64) -> Vec<u8> {
    oaep::encrypt(key().public_key(), message, oaep, &mut rng(seed)).unwrap()
}

fn unwrap(bytes: &[u8], scheme: &WrapScheme) -> Result<Tzpk, UnwrapFailed> {
    let key = key();
    let wrapped = WrappedTzpk::new(bytes, key.public_key()).unwrap();
    key.unwrap(&wrapped, scheme, &mut rng(99))
}

#[track_caller]
fn refused(bytes: &[u8], scheme: &WrapScheme) {
    assert_eq!(unwrap(bytes, scheme).map(drop), Err(UnwrapFailed));
}

#[test]
fn generates_each_length_to_the_bit() {
    for size in RsaBits::ALL {
        let key = SoftwareKey::generate(size, &mut rng(7)).unwrap();
        assert_eq!(key.public_key().size(), size);
        assert_eq!(key.public_key().exponent(), 65537);
        assert_eq!(key.public_key().modulus().len(), size.modulus_len());
        assert_eq!(
            PublicKey::from_spki_der(key.public_key().to_spki_der()).as_ref(),
            Ok(key.public_key())
        );
        let again = SoftwareKey::from_pkcs8_der(key.to_pkcs8_der().expose()).unwrap();
        assert_eq!(again.public_key(), key.public_key());
    }
}

#[test]
fn the_stream_decides_the_key() {
    let modulus = |seed| {
        let key = SoftwareKey::generate(RsaBits::B2048, &mut rng(seed)).unwrap();
        key.public_key().modulus().to_vec()
    };
    assert_eq!(modulus(1), modulus(1));
    assert_ne!(modulus(1), modulus(2));
}

#[test]
fn stuck_generator_is_refused_and_does_not_hang() {
    struct Stuck;
    impl TryRng for Stuck {
        type Error = core::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(7)
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(7)
        }
        fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
            out.fill(7);
            Ok(())
        }
    }
    impl TryCryptoRng for Stuck {}
    let error = SoftwareKey::generate(RsaBits::B2048, &mut Stuck).unwrap_err();
    assert_eq!(error, Error::Misuse(Misuse::Rng));
}

#[test]
fn every_hash_pair_with_and_without_label() {
    for hash in Hash::ALL {
        for mgf_hash in Hash::ALL {
            for label in [&b""[..], b"set-pin"] {
                let oaep = OaepScheme {
                    hash,
                    mgf_hash,
                    label: label.to_vec(),
                };
                let wrapped = wrap(&KEY, &oaep, 3);
                let tzpk = unwrap(&wrapped, &scheme(TzpkKind::Tdes2, oaep)).unwrap();
                assert_eq!(tzpk.expose(), KEY);
            }
        }
    }
}

#[test]
fn every_other_hash_pair_or_label_fails() {
    let wrapped = wrap(&KEY, &OaepScheme::new(Hash::Sha256), 4);
    for hash in Hash::ALL {
        for mgf_hash in Hash::ALL {
            for label in [&b""[..], b"\0", b"set-pin"] {
                let oaep = OaepScheme {
                    hash,
                    mgf_hash,
                    label: label.to_vec(),
                };
                let right = oaep == OaepScheme::new(Hash::Sha256);
                let result = unwrap(&wrapped, &scheme(TzpkKind::Tdes2, oaep));
                assert_eq!(result.is_ok(), right, "{hash} {mgf_hash} {label:?}");
            }
        }
    }
    let labelled = OaepScheme {
        label: b"set-pin".to_vec(),
        ..OaepScheme::new(Hash::Sha256)
    };
    refused(&wrap(&KEY, &labelled, 5), &tdes2());
}

#[test]
fn every_kind_of_key_comes_out_whole() {
    for kind in TzpkKind::ALL {
        // Bytes that text functions trim, at both ends.
        for edge in [0x00, 0x0a, 0x20, 0xff] {
            let mut message: Vec<u8> = (0..kind.key_len() as u8).map(|i| i * 7 + 1).collect();
            message[0] = edge;
            *message.last_mut().unwrap() = edge;
            let oaep = OaepScheme::new(Hash::Sha256);
            let wrapped = wrap(&message, &oaep, 6);
            let tzpk = unwrap(&wrapped, &scheme(kind, oaep)).unwrap();
            assert_eq!(tzpk.kind(), kind);
            assert_eq!(tzpk.expose(), message);
        }
    }
}

#[test]
fn inner_key_of_wrong_length_fails_like_bad_padding() {
    let oaep = OaepScheme::new(Hash::Sha256);
    for kind in TzpkKind::ALL {
        for len in [0, 1, 8, 15, 16, 17, 23, 24, 25, 31, 32, 33, 64, 190] {
            let message: Vec<u8> = (0..len).map(|i| (i * 11 + 5) as u8).collect();
            let result = unwrap(&wrap(&message, &oaep, 8), &scheme(kind, oaep.clone()));
            match result {
                Ok(tzpk) => assert_eq!(tzpk.expose().len(), len),
                Err(UnwrapFailed) => assert_ne!(kind.key_len(), len),
            }
        }
    }
}

#[test]
fn inner_key_against_its_rules_fails_like_bad_padding() {
    use crate::tzpk::{Parity, WeakKeys};
    let oaep = OaepScheme::new(Hash::Sha256);
    let single_des = [&KEY[..8], &KEY[..8]].concat();
    let wrapped = wrap(&single_des, &oaep, 9);
    let mut scheme = tdes2();
    refused(&wrapped, &scheme);
    scheme.rules.weak = WeakKeys::Allow;
    assert!(unwrap(&wrapped, &scheme).is_ok());

    let mut even = KEY;
    even[15] ^= 1;
    let wrapped = wrap(&even, &oaep, 10);
    let mut scheme = tdes2();
    assert!(unwrap(&wrapped, &scheme).is_ok());
    scheme.rules.parity = Parity::Require;
    refused(&wrapped, &scheme);
}

#[test]
fn any_changed_byte_fails() {
    let wrapped = wrap(&KEY, &OaepScheme::new(Hash::Sha256), 11);
    for i in [0, 1, 31, 32, 33, 127, 128, 223, 254, 255] {
        for flip in [0x01, 0x80] {
            let mut changed = wrapped.clone();
            changed[i] ^= flip;
            refused(&changed, &tdes2());
        }
    }
}

#[test]
fn representative_out_of_range_fails() {
    let key = key();
    let n = key.public_key().modulus();
    refused(n, &tdes2());
    refused(&[0xff; 256], &tdes2());
    refused(&[0; 256], &tdes2());
    let mut one = [0; 256];
    one[255] = 1;
    refused(&one, &tdes2());
    let mut minus_one = n.to_vec();
    minus_one[255] -= 1;
    refused(&minus_one, &tdes2());

    // c + n decrypts to the same when reduced, which it must not be.
    let c = (0..64)
        .map(|seed| wrap(&KEY, &OaepScheme::new(Hash::Sha256), seed))
        .find(|c| add(c, n).is_some())
        .unwrap();
    refused(&add(&c, n).unwrap(), &tdes2());
    assert!(unwrap(&c, &tdes2()).is_ok());
}

/// The sum, when it still fits.
fn add(a: &[u8], b: &[u8]) -> Option<Vec<u8>> {
    let mut sum = vec![0; a.len()];
    let mut carry = 0;
    for i in (0..a.len()).rev() {
        let digit = u16::from(a[i]) + u16::from(b[i]) + carry;
        sum[i] = digit as u8;
        carry = digit >> 8;
    }
    (carry == 0).then_some(sum)
}

#[test]
fn leading_zero_of_the_ciphertext_stays() {
    let oaep = OaepScheme::new(Hash::Sha256);
    let wrapped = (0..)
        .map(|seed| wrap(&KEY, &oaep, seed))
        .find(|bytes| bytes[0] == 0)
        .unwrap();
    assert_eq!(unwrap(&wrapped, &tdes2()).unwrap().expose(), KEY);

    let key = key();
    let stripped = WrappedTzpk::new(&wrapped[1..], key.public_key());
    assert_eq!(stripped, Err(crate::error::CiphertextLength));
}

#[test]
fn only_as_long_as_the_modulus() {
    let key = key();
    for len in [0, 1, 128, 255, 257, 384, 512] {
        let bytes = vec![1; len];
        assert_eq!(
            WrappedTzpk::new(&bytes, key.public_key()),
            Err(crate::error::CiphertextLength)
        );
    }
    // Of the right length for another key: not told apart from any other failure.
    let long = SoftwareKey::generate(RsaBits::B3072, &mut rng(12)).unwrap();
    let wrapped = WrappedTzpk::new(&[1; 384], long.public_key()).unwrap();
    let result = key.unwrap(&wrapped, &tdes2(), &mut rng(13));
    assert_eq!(result.map(drop), Err(UnwrapFailed));
}

#[test]
fn another_key_of_the_same_length_fails() {
    let other = SoftwareKey::generate(RsaBits::B2048, &mut rng(14)).unwrap();
    let bytes = wrap(&KEY, &OaepScheme::new(Hash::Sha256), 15);
    let wrapped = WrappedTzpk::new(&bytes, other.public_key()).unwrap();
    let result = other.unwrap(&wrapped, &tdes2(), &mut rng(16));
    assert_eq!(result.map(drop), Err(UnwrapFailed));
}

#[test]
fn blinding_draws_from_the_generator_and_does_not_show() {
    let bytes = wrap(&KEY, &OaepScheme::new(Hash::Sha256), 17);
    for seed in 0..4 {
        let mut used = rng(seed);
        let out = key()
            .decrypt_oaep(&bytes, &OaepScheme::new(Hash::Sha256), &mut used)
            .unwrap();
        assert_eq!(out.expose(), KEY);
        assert_ne!(used.next_u64(), rng(seed).next_u64());
    }
}

#[test]
fn pkcs8_comes_back_byte_for_byte() {
    let key = SoftwareKey::from_pkcs8_der(pkcs8()).unwrap();
    assert_eq!(key.to_pkcs8_der().expose(), pkcs8());
}

/// `pkcs8()` with its big-endian numbers replaced.
fn rebuilt(change: impl FnOnce(&mut [Vec<u8>; 8])) -> Vec<u8> {
    let info = PrivateKeyInfoRef::from_der(pkcs8()).unwrap();
    let k = RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).unwrap();
    let mut numbers = [
        k.modulus,
        k.public_exponent,
        k.private_exponent,
        k.prime1,
        k.prime2,
        k.exponent1,
        k.exponent2,
        k.coefficient,
    ]
    .map(|n| n.as_bytes().to_vec());
    change(&mut numbers);
    let [n, e, d, p, q, dp, dq, qi] = &numbers;
    let uint = |bytes| rsa::pkcs1::UintRef::new(bytes).unwrap();
    let inner = rsa::pkcs1::RsaPrivateKey {
        modulus: uint(n),
        public_exponent: uint(e),
        private_exponent: uint(d),
        prime1: uint(p),
        prime2: uint(q),
        exponent1: uint(dp),
        exponent2: uint(dq),
        coefficient: uint(qi),
        other_prime_infos: None,
    };
    use rsa::pkcs8::der::Encode;
    let inner = inner.to_der().unwrap();
    let octets = rsa::pkcs8::der::asn1::OctetStringRef::new(&inner).unwrap();
    PrivateKeyInfoRef::new(pkcs1::ALGORITHM_ID, octets).to_der().unwrap()
}

#[test]
fn pkcs8_with_numbers_that_do_not_fit() {
    assert_eq!(rebuilt(|_| {}), pkcs8(), "the twin that is fine");
    for i in 0..8 {
        // The last bits keep odd numbers odd; zero and one are what divisions stumble over.
        let wrong: [fn(&mut Vec<u8>); 4] = [
            |n| *n.last_mut().unwrap() ^= 2,
            |n| *n = vec![0],
            |n| *n = vec![1],
            |n| *n.first_mut().unwrap() ^= 0x40,
        ];
        for change in wrong {
            let der = rebuilt(|numbers| change(&mut numbers[i]));
            assert_eq!(
                SoftwareKey::from_pkcs8_der(&der).map(drop),
                Err(PublicKeyError::Invalid),
                "number {i}"
            );
        }
    }
    // p for q as well, the two primes in the other order with the old CRT numbers.
    for change in [
        (|n: &mut [Vec<u8>; 8]| n[4] = n[3].clone()) as fn(&mut [Vec<u8>; 8]),
        |n| n.swap(3, 4),
    ] {
        assert!(SoftwareKey::from_pkcs8_der(&rebuilt(change)).is_err());
    }
}

#[test]
fn pkcs8_of_another_size_or_exponent() {
    // 1024 bits: what the withdrawn API used.
    let small = RsaPrivateKey::new(&mut rng(18), 1024).unwrap();
    let e3 = RsaPrivateKey::new_with_exp(&mut rng(19), 2048, rsa::BoxedUint::from(3u32)).unwrap();
    let e257 = RsaPrivateKey::new_with_exp(&mut rng(20), 2048, rsa::BoxedUint::from(257u32)).unwrap();
    let e_large = RsaPrivateKey::new_with_exp(&mut rng(21), 2048, rsa::BoxedUint::from(65539u32)).unwrap();
    let odd_size = RsaPrivateKey::new(&mut rng(22), 2047).unwrap();
    for key in [small, e3, e257, e_large, odd_size] {
        let der = key.to_pkcs8_der().unwrap();
        assert_eq!(
            SoftwareKey::from_pkcs8_der(der.as_bytes()).map(drop),
            Err(PublicKeyError::Invalid)
        );
    }
}

#[test]
fn pkcs8_in_another_container() {
    let der = pkcs8();
    let info = PrivateKeyInfoRef::from_der(der).unwrap();
    let mut trailing = der.to_vec();
    trailing.push(0);
    let spki = key().public_key().to_spki_der().to_vec();
    let mut no_null = der.to_vec();
    let null = no_null.windows(2).position(|w| w == [5, 0]).unwrap();
    no_null[null] = 4;
    let mut version = der.to_vec();
    version[6] = 1;
    for bad in [
        &[][..],
        &der[..der.len() - 1],
        &trailing,
        info.private_key.as_bytes(),
        &spki,
        &no_null,
        &version,
    ] {
        assert_eq!(SoftwareKey::from_pkcs8_der(bad).map(drop), Err(PublicKeyError::Invalid));
    }
}

#[test]
fn debug_shows_the_public_half_only() {
    assert_eq!(
        format!("{:?}", key()),
        "SoftwareKey { public_key: PublicKey { bits: 2048, exponent: 65537, .. }, .. }"
    );
}
