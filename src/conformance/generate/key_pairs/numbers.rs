//! Moduli and exponents.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use rand_core::Rng;

use super::super::GenerateError;
use super::super::build::rng;
use super::super::keys::RsaKey;
use super::der::{integer, pkcs1_public, spki};
use super::{ACCEPTED_BY, F4, PLAIN, RSA_KEY, Refused, SIZE, from_spki};
use crate::conformance::vector::{Case, Level};

pub(super) fn cases(key: &RsaKey) -> Result<Vec<Case>, GenerateError> {
    let mut cases = sizes()?;
    cases.extend(exponents(key));
    cases.extend(refused(key)?);
    Ok(cases)
}

fn sizes() -> Result<Vec<Case>, GenerateError> {
    let mut cases = Vec::new();
    for bits in [2048, 3072, 4096] {
        let key = RsaKey::load(&format!("rsa-{bits}-a"))?;
        let id = format!("rsa-{bits}");
        let case = from_spki(
            &id,
            &format!("a key of {bits} bits with exponent 65537"),
            &super::plain_spki(&key),
        )
        .accept(serde_json::json!({}))
        .flag("PublicKeyShape")
        .requirement(RSA_KEY)
        .step("modulus", &key.modulus)
        .step("exponent", F4)
        .reason(format!("cell:{id}"))
        .agreed(&ACCEPTED_BY);
        // Too short for some clients; every client takes the shortest.
        let case = if bits == 2048 { case } else { case.reason("mutant:B02") };
        cases.push(case.finish());
    }
    Ok(cases)
}

/// Exponents that no key store makes and the rules allow.
fn exponents(key: &RsaKey) -> Vec<Case> {
    let cases: [(&str, &str, &[u8], &str); 2] = [
        (
            "exponent-65539",
            "exponent 65539, the next odd number after 65537",
            &[0x01, 0x00, 0x03],
            "boundary:e-65539",
        ),
        (
            "exponent-32-bits",
            "exponent 2^32 - 1, the largest of 32 bits",
            &[0xff; 4],
            "boundary:e-ffffffff",
        ),
    ];
    let built = cases.into_iter().map(|(id, comment, e, reason)| {
        from_spki(id, comment, &spki(&pkcs1_public(&integer(&key.modulus), &integer(e))))
            .accept(serde_json::json!({}))
            .level(Level::May)
            .sibling(PLAIN)
            .flag("PublicExponent")
            .requirement(SIZE)
            .step("modulus", &key.modulus)
            .step("exponent", e)
            .reason(reason)
            .agreed(&ACCEPTED_BY)
            .finish()
    });
    built.collect()
}

/// An odd number of exactly `bits` bits; whether it has two prime factors cannot be seen.
fn odd_number(bits: usize) -> Vec<u8> {
    let mut bytes = vec![0; bits.div_ceil(8)];
    rng(&format!("public_key_check/{bits}")).fill_bytes(&mut bytes);
    let unused = u32::try_from(bytes.len().saturating_mul(8).saturating_sub(bits)).unwrap_or_default();
    if let Some(first) = bytes.first_mut() {
        let top = 0x80_u8.checked_shr(unused).unwrap_or_default();
        // Keeps the bits below the top one.
        *first = *first & top.saturating_sub(1) | top;
    }
    if let Some(last) = bytes.last_mut() {
        *last |= 1;
    }
    bytes
}

fn refused(key: &RsaKey) -> Result<Vec<Case>, GenerateError> {
    let with = |n: &[u8], e: &[u8]| spki(&pkcs1_public(&integer(n), &integer(e)));
    let mut even = key.modulus.clone();
    if let Some(last) = even.last_mut() {
        *last &= 0xfe;
    }
    let short = RsaKey::load("rsa-1024-a")?;
    let modulus = |id, comment, n: &[u8], reasons| Refused {
        id,
        comment,
        der: with(n, F4),
        flag: "ModulusSize",
        clause: SIZE,
        reasons,
    };
    let exponent = |id, comment, e: &[u8], reasons| Refused {
        id,
        comment,
        der: with(&key.modulus, e),
        flag: "PublicExponent",
        clause: SIZE,
        reasons,
    };
    let cases = [
        modulus(
            "modulus-1024",
            "a key of 1024 bits",
            &short.modulus,
            &["mutant:B02", "boundary:n-1024"] as &[_],
        ),
        modulus(
            "modulus-2047",
            "a modulus one bit short of 2048",
            &odd_number(2047),
            &["mutant:B02", "boundary:n-2047"],
        ),
        modulus(
            "modulus-2049",
            "a modulus one bit longer than 2048",
            &odd_number(2049),
            &["mutant:B02", "boundary:n-2049"],
        ),
        modulus(
            "modulus-3071",
            "a modulus one bit short of 3072",
            &odd_number(3071),
            &["boundary:n-3071"],
        ),
        modulus(
            "modulus-3073",
            "a modulus one bit longer than 3072",
            &odd_number(3073),
            &["boundary:n-3073"],
        ),
        modulus(
            "modulus-4095",
            "a modulus one bit short of 4096",
            &odd_number(4095),
            &["boundary:n-4095"],
        ),
        modulus(
            "modulus-4097",
            "a modulus one bit longer than 4096",
            &odd_number(4097),
            &["boundary:n-4097"],
        ),
        modulus(
            "modulus-8192",
            "a modulus longer than any in use",
            &odd_number(8192),
            &["mutant:B02", "boundary:n-8192"],
        ),
        Refused {
            flag: "BadModulus",
            ..modulus("modulus-even", "the modulus is even", &even, &["boundary:n-even"])
        },
        Refused {
            flag: "BadModulus",
            ..modulus("modulus-0", "the modulus is 0", &[], &["boundary:n-0"])
        },
        exponent(
            "exponent-0",
            "the public exponent is 0",
            &[],
            &["mutant:B03", "boundary:e-0"] as &[_],
        ),
        exponent(
            "exponent-1",
            "the public exponent is 1: encryption changes nothing",
            &[0x01],
            &["mutant:B03", "boundary:e-1"],
        ),
        exponent(
            "exponent-3",
            "the public exponent is 3",
            &[0x03],
            &["mutant:B03", "boundary:e-3"],
        ),
        exponent(
            "exponent-65535",
            "the largest odd public exponent below 65537",
            &[0xff, 0xff],
            &["mutant:B03", "boundary:e-65535"],
        ),
        exponent(
            "exponent-65536",
            "the public exponent is even, and one below 65537",
            &[0x01, 0x00, 0x00],
            &["mutant:B03", "boundary:e-even"],
        ),
        exponent(
            "exponent-65538",
            "the public exponent is even, and not below 65537",
            &[0x01, 0x00, 0x02],
            &["mutant:B03", "boundary:e-even-large"],
        ),
        exponent(
            "exponent-33-bits",
            "the public exponent is 2^32 + 1",
            &[0x01, 0x00, 0x00, 0x00, 0x01],
            &["mutant:B03", "boundary:e-33-bits"],
        ),
        exponent(
            "exponent-f4-above-32-bits",
            "the public exponent is 2^32 + 65537: in 32 bits it is 65537",
            &[0x01, 0x00, 0x01, 0x00, 0x01],
            &["boundary:e-f4-above-32-bits"],
        ),
    ];
    let mut cases: Vec<Case> = cases.into_iter().map(Refused::case).collect();
    // Strong enough, and yet not one of the sizes that both sides have agreed on.
    for odd_size in [
        modulus(
            "modulus-2056",
            "a modulus of 2056 bits",
            &odd_number(2056),
            &["mutant:B02", "boundary:n-2056"] as &[_],
        ),
        modulus(
            "modulus-5120",
            "a modulus of 5120 bits",
            &odd_number(5120),
            &["boundary:n-5120"],
        ),
    ] {
        cases.push(odd_size.case());
    }
    Ok(cases)
}
