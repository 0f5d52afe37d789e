//! Ciphertexts of another scheme or for another key.

use alloc::format;
use alloc::vec::Vec;

use serde_json::json;

use super::super::GenerateError;
use super::super::build::CaseBuilder;
use super::wrapper::{Basis, Wrapper, because, opened, put, run_of};
use super::{STEP_3G, WRITTEN};
use crate::conformance::client::RejectClass;
use crate::conformance::vector::Case;
use crate::device::{Hash, OaepScheme};

pub(super) fn cases(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let mut cases = other_hashes(wrapper, basis)?;
    cases.extend(other_paddings(wrapper, basis)?);
    Ok(cases)
}

/// OAEP, well formed, with the hashes that clients fall back to.
fn other_hashes(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let (hash, mgf_hash) = (wrapper.scheme.hash, wrapper.scheme.mgf_hash);
    let candidates = [
        (Hash::Sha1, Hash::Sha1),
        (hash, Hash::Sha1),
        (hash, hash),
        (Hash::Sha256, Hash::Sha256),
        (Hash::Sha256, Hash::Sha1),
        (Hash::Sha1, Hash::Sha256),
        (hash, Hash::Sha256),
        (Hash::Sha384, Hash::Sha384),
        (Hash::Sha512, Hash::Sha512),
    ];
    let mut others = Vec::new();
    for pair in candidates {
        if pair != (hash, mgf_hash) && !others.contains(&pair) {
            others.push(pair);
        }
    }
    let mut cases = Vec::new();
    for (other_hash, other_mgf) in others {
        let other = Wrapper {
            scheme: OaepScheme {
                hash: other_hash,
                mgf_hash: other_mgf,
                ..wrapper.scheme.clone()
            },
            ..wrapper.clone()
        };
        // With one hash, the seed can be the same too.
        let parts = if other_hash == hash {
            other.encode_with_seed(&basis.parts.seed, basis.key16())?
        } else {
            other.encode(&format!("{other_hash}/{other_mgf}"), basis.key16())?
        };
        let id = format!("made-with-{other_hash}-mgf1{other_mgf}");
        let comment = format!("a good ciphertext of OAEP with {other_hash} and MGF1-{other_mgf}");
        let mut case = wrapper
            .case(&id, &comment, &other.seal(&parts)?, "any")?
            .reject(RejectClass::UnwrapFailed, "any-16")
            .flag("OtherHashes")
            .requirement(STEP_3G)
            .reason(format!("cell:{hash}-mgf1{mgf_hash}-from-{other_hash}-mgf1{other_mgf}"));
        if (other_hash, other_mgf) == (Hash::Sha1, Hash::Sha1) {
            case = case.reason("mutant:A03");
        } else if other_hash == hash && other_mgf == Hash::Sha1 {
            case = case.reason("mutant:A04");
        } else if (other_hash, other_mgf) == (hash, hash) {
            case = case.reason("mutant:A05");
        }
        cases.push(case.finish());
    }
    Ok(cases)
}

/// No OAEP at all.
fn other_paddings(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let k = wrapper.key.k();
    let key = basis.key16();
    let before_key = k.saturating_sub(key.len());
    let mut type_2 = wrapper.bytes("pkcs1-type-2", k);
    put(&mut type_2, 0, &[0x00, 0x02]);
    put(&mut type_2, before_key.saturating_sub(1), &[0x00]);
    put(&mut type_2, before_key, key);
    let mut left = run_of(0x00, k);
    put(&mut left, 0, key);
    let mut right = run_of(0x00, k);
    put(&mut right, before_key, key);
    let mut random = wrapper.bytes("random-em", k);
    put(&mut random, 0, &[0x00]);
    let cases: [(&str, &str, &[u8], &[&str]); 4] = [
        (
            "pkcs1-type-2",
            "the key in the padding of RSAES-PKCS1-v1_5",
            &type_2,
            &["mutant:A06", "boundary:em-pkcs1-type-2"],
        ),
        (
            "raw-at-the-left",
            "the key in the first bytes of the number, zeros after it",
            &left,
            &["mutant:A07", "mutant:A42", "boundary:em-raw-left"],
        ),
        (
            "raw-at-the-right",
            "the key in the last bytes of the number, zeros before it",
            &right,
            &["mutant:A07", "mutant:A42", "boundary:em-raw-right"],
        ),
        (
            "random-em",
            "EM is random but for its first byte",
            &random,
            &["mutant:A07", "mutant:A34", "boundary:em-random"],
        ),
    ];
    let built = cases.into_iter().map(|(id, comment, em, reasons)| {
        let case = wrapper
            .case(id, comment, &wrapper.key.encrypt(em)?, "any")?
            .reject(RejectClass::UnwrapFailed, "any-16")
            .flag("OtherPadding")
            .requirement(STEP_3G);
        Ok(because(case, reasons))
    });
    built.collect()
}

/// One ciphertext, with the key that it was made for and with another.
pub(super) fn wrong_key(
    wrapper: &Wrapper<'_>,
    other: &Wrapper<'_>,
    basis: &Basis,
) -> Result<(Case, Case), GenerateError> {
    let modulus = wrapper.key.modulus.as_slice();
    let ciphertext = other.search("key-b", basis.key16(), |_, c| c < modulus)?;
    let right = other
        .case(
            "key-b-any-16",
            "a key wrapped for the second key pair",
            &ciphertext,
            "any",
        )?
        .accept(opened("any", basis.key16())?)
        .flag("Ordinary")
        .requirement("RFC 8017, section 7.1.2, step 4")
        .reason("cell:key-b");
    let wrong = wrapper
        .case(
            "wrong-key-pair",
            "a key wrapped for another key pair",
            &ciphertext,
            "any",
        )?
        .reject(RejectClass::UnwrapFailed, "key-b-any-16")
        .flag("WrongKeyPair")
        .requirement(STEP_3G)
        .reason("boundary:wrong-key-pair")
        .reason("mutant:A34");
    Ok((right.finish(), wrong.finish()))
}

/// A good ciphertext for a key pair of 1024 bits.
pub(super) fn short_key(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Case, GenerateError> {
    let ciphertext = wrapper.seal(&wrapper.encode("rsa-1024", basis.key16())?)?;
    let input = json!({"wrapped": hex::encode(ciphertext), "expect": "any"});
    let comment = "the private key has 1024 bits; key and ciphertext differ from the sibling's, as one does not go without the other";
    let case = CaseBuilder::new("rsa-1024", comment, input)
        .agreed(&WRITTEN)
        .reject(RejectClass::KeyInvalid, "any-16")
        .flag("ShortKey")
        .requirement("NIST SP 800-131A rev. 2, section 6")
        .reason("boundary:rsa-1024");
    Ok(case.finish())
}
