//! `tzpk_unwrap_*.json`: one file for each size of key and pair of hashes.
//!
//! Every refused case is made from an accepted one, with the same key, payload and seed, by one change. Cases about the padding
//! expect `any` kind of key, so that no client is spared them for the kinds of key that it has.

mod ciphertexts;
pub(super) mod fresh;
mod labels;
mod lengths;
mod masks;
mod padding;
mod payloads;
mod schemes;
mod wrapper;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::json;

use self::wrapper::{Basis, Wrapper};
use super::GenerateError;
use super::build::{FileBuilder, group};
use super::keys::RsaKey;
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::vector::{Case, VectorFile, Verdict};
use crate::device::Hash;

/// Bits of the longest key with which a run without `--deep` asks for every fault inside the encoded message: these do not depend
/// on the length of the key, and the time of RSA does.
const LONGEST_OF_SHORT_RUN: usize = 3072;

/// One parameter set: one file.
struct Set {
    key: &'static str,
    /// A second key of the size, to wrap for the wrong device.
    other_key: Option<&'static str>,
    /// Whether the file also has the key that is too short.
    with_short_key: bool,
    hash: Hash,
    mgf_hash: Hash,
}

const fn set_2048(hash: Hash, mgf_hash: Hash) -> Set {
    Set {
        key: "rsa-2048-a",
        other_key: Some("rsa-2048-b"),
        with_short_key: false,
        hash,
        mgf_hash,
    }
}

const SETS: [Set; 7] = [
    Set {
        with_short_key: true,
        ..set_2048(Hash::Sha256, Hash::Sha256)
    },
    Set {
        key: "rsa-3072-a",
        other_key: None,
        ..set_2048(Hash::Sha256, Hash::Sha256)
    },
    Set {
        key: "rsa-4096-a",
        other_key: None,
        ..set_2048(Hash::Sha256, Hash::Sha256)
    },
    set_2048(Hash::Sha1, Hash::Sha1),
    set_2048(Hash::Sha256, Hash::Sha1),
    set_2048(Hash::Sha384, Hash::Sha384),
    set_2048(Hash::Sha512, Hash::Sha512),
];

pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    SETS.iter().map(file).collect()
}

fn file(set: &Set) -> Result<(String, VectorFile), GenerateError> {
    let key = RsaKey::load(set.key)?;
    let bits = key.k().saturating_mul(8);
    let (hash, mgf_hash) = (set.hash.name(), set.mgf_hash.name());
    let stem = format!("tzpk_unwrap_{bits}_{hash}_mgf1{mgf_hash}");
    let wrapper = Wrapper::new(&stem, &key, set.hash, set.mgf_hash);
    let basis = Basis::new(&wrapper)?;
    let other_key = set.other_key.map(RsaKey::load).transpose()?;
    let other = other_key.as_ref().map(|key| Wrapper { key, ..wrapper.clone() });

    let mut cases: Vec<Case> = Vec::new();
    cases.extend(payloads::cases(&wrapper, &basis)?);
    cases.extend(ciphertexts::cases(&wrapper, &basis)?);
    cases.extend(inside(bits, padding::cases(&wrapper, &basis)?));
    cases.extend(inside(bits, lengths::cases(&wrapper, &basis)?));
    cases.extend(schemes::cases(&wrapper, &basis)?);
    cases.extend(inside(bits, masks::cases(&wrapper, &basis)?));
    let (wrong_label, labelled) = labels::cases(&wrapper, &basis)?;
    cases.push(wrong_label);

    let scheme = || json!({"scheme": wrapper.scheme_fields()});
    let title = format!("Unwrapping a TZPK: RSA-{bits}, OAEP with {hash} and MGF1-{mgf_hash}");
    let mut file = FileBuilder::new(stem.clone(), Op::TzpkUnwrap, title)
        .param("rsa_bits", bits)
        .param("hash", hash)
        .param("mgf_hash", mgf_hash)
        .spec("RFC 8017, section 7.1.2");
    let mut other_group = None;
    if let Some(other) = &other {
        let (right, wrong) = schemes::wrong_key(&wrapper, other, &basis)?;
        cases.push(wrong);
        let key = Some(other.key.group.clone());
        other_group = Some(group(
            "key-b",
            "a second key pair, no label",
            key,
            scheme(),
            [right].into(),
        ));
    }
    let key_group = || Some(key.group.clone());
    let comment = "the same key pair, a label in each case";
    file = file
        .group(group("key-a", "one key pair, no label", key_group(), scheme(), cases))
        .group(group("key-a-labels", comment, key_group(), json!({}), labelled));
    if let Some(other_group) = other_group {
        file = file.group(other_group);
    }
    if set.with_short_key {
        let short = RsaKey::load("rsa-1024-a")?;
        let case = schemes::short_key(
            &Wrapper {
                key: &short,
                ..wrapper.clone()
            },
            &basis,
        )?;
        let comment = "a key pair that is too short";
        file = file.group(group("rsa-1024", comment, Some(short.group), scheme(), [case].to_vec()));
    }
    file.indistinguishable(is_secret_fault).finish()
}

/// Cases about what is inside the encoded message.
fn inside(bits: usize, mut cases: Vec<Case>) -> Vec<Case> {
    let refused = cases.iter_mut().filter(|case| case.verdict == Verdict::Reject);
    refused.for_each(|case| case.deep = bits > LONGEST_OF_SHORT_RUN);
    cases
}

/// Whether the case fails for something that only the private key brings to light. What the ciphertext shows by itself (its
/// length, its range, the numbers 0, 1 and n - 1) tells an attacker nothing.
fn is_secret_fault(case: &Case) -> bool {
    let shown = ["number-0", "number-1", "modulus-minus-1"].contains(&case.id.as_str());
    let out_of_range = case.flags.iter().any(|flag| flag == "CiphertextRange");
    case.class == Some(RejectClass::UnwrapFailed) && !shown && !out_of_range
}

/// The step that refuses a message that is not well formed.
const STEP_3G: &str = "RFC 8017, section 7.1.2, step 3.g";

/// Where the payload leaves OAEP and becomes a key of a kind.
const EXPECT: &str = "vectors/PROTOCOL.md, tzpk.unwrap";

/// Who computes an unwrap.
const EVERYBODY: [&str; 4] = ["py-cryptography", "java-jca", "py-written", "java-written"];

/// Who knows the rules beyond OAEP.
const WRITTEN: [&str; 2] = ["py-written", "java-written"];

#[cfg(test)]
mod tests;
