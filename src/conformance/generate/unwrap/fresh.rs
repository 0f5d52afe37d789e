//! Fresh unwraps under a new key pair: every kind of key under every pair of hashes, and one fault beside each pair.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::GenerateError;
use super::super::build::{CaseBuilder, FileBuilder, group};
use super::super::fresh::Fresh;
use super::super::keys::RsaKey;
use super::wrapper::{Wrapper, flip, last, opened};
use super::{EVERYBODY, STEP_3G};
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::oaep::EncodedMessage;
use crate::conformance::vector::{Case, VectorFile};
use crate::device::Hash;
use crate::tzpk::TzpkKind;

const HASHES: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];

pub(in super::super) fn file(fresh: &Fresh, key: &RsaKey) -> Result<(String, VectorFile), GenerateError> {
    let bits = key.k().saturating_mul(8);
    let cases = Unwraps {
        fresh,
        key,
        turn: fresh.turn(&format!("rsa-{bits}/fault")),
    }
    .cases(bits == 2048)?;
    FileBuilder::new(
        format!("fresh_tzpk_unwrap_{bits}"),
        Op::TzpkUnwrap,
        format!("Fresh: unwrapping a TZPK under a new RSA-{bits} key pair"),
    )
    .made_by(fresh.source())
    .param("rsa_bits", bits)
    .spec("RFC 8017, section 7.1.2")
    .group(group(
        "key",
        "a new key pair, no label",
        Some(key.group.clone()),
        serde_json::json!({}),
        cases,
    ))
    .finish()
}

struct Unwraps<'a> {
    fresh: &'a Fresh,
    key: &'a RsaKey,
    turn: usize,
}

/// A fault of the encoded message: slug, what it is, flag, how it is made.
type Fault = (&'static str, &'static str, &'static str, fn(&mut EncodedMessage));

/// Each makes a message that is not well formed under any reading.
const FAULTS: [Fault; 6] = [
    ("y-01", "EM starts with 01 in place of 00", "BadLeadingByte", |parts| {
        parts.y = 1
    }),
    (
        "lhash-first-byte",
        "the first byte of lHash is wrong",
        "BadLabelHash",
        |parts| {
            flip(&mut parts.lhash, 0, 0x10);
        },
    ),
    (
        "lhash-last-byte",
        "the last byte of lHash is wrong",
        "BadLabelHash",
        |parts| {
            let place = last(&parts.lhash);
            flip(&mut parts.lhash, place, 0x01);
        },
    ),
    ("ps-80", "an 80 in the middle of PS", "BadPaddingString", |parts| {
        let middle = parts.ps.len() >> 1;
        flip(&mut parts.ps, middle, 0x80);
    }),
    ("separator-02", "the separator is 02", "BadSeparator", |parts| {
        parts.separator = Some(2)
    }),
    ("separator-ff", "the separator is ff", "BadSeparator", |parts| {
        parts.separator = Some(0xff)
    }),
];

impl Unwraps<'_> {
    /// With `all`, every kind of key under every pair of hashes, else one kind for each pair.
    fn cases(&self, all: bool) -> Result<Vec<Case>, GenerateError> {
        let mut cases = Vec::new();
        for hash in HASHES {
            for mgf_hash in HASHES {
                let mut wrapper = Wrapper::new(
                    &self.fresh.place(&format!("rsa-{}", self.key.k())),
                    self.key,
                    hash,
                    mgf_hash,
                );
                wrapper.scheme_in_case = true;
                let has = |kind: &TzpkKind| {
                    let mut rows = self.fresh.rows.iter();
                    rows.any(|row| row.hash == hash && row.mgf_hash == mgf_hash && row.kind == *kind)
                };
                let mut kinds: Vec<TzpkKind> = TzpkKind::ALL.into_iter().filter(has).collect();
                if !all {
                    let turn = cases
                        .len()
                        .saturating_add(self.turn)
                        .checked_rem(kinds.len())
                        .unwrap_or_default();
                    kinds = kinds.get(turn).copied().into_iter().collect();
                }
                for kind in kinds {
                    let (name, comment) = (
                        kind.name(),
                        format!("a TZPK of kind {kind}, {hash} with MGF1-{mgf_hash}"),
                    );
                    let (case, _) = self.opens(cases.len(), &wrapper, name, &comment, self.fresh.tzpk(kind))?;
                    cases.push(case.finish());
                }
                cases.extend(self.faults(cases.len(), &wrapper)?);
            }
        }
        Ok(cases)
    }

    fn id(number: usize, wrapper: &Wrapper<'_>, what: &str) -> String {
        format!(
            "{number:03}-{}-mgf1{}-{what}",
            wrapper.scheme.hash, wrapper.scheme.mgf_hash
        )
    }

    /// A good ciphertext and its encoded message.
    fn opens(
        &self,
        number: usize,
        wrapper: &Wrapper<'_>,
        expect: &str,
        comment: &str,
        payload: &[u8],
    ) -> Result<(CaseBuilder, EncodedMessage), GenerateError> {
        let id = Self::id(number, wrapper, expect);
        let parts = wrapper.encode(&id, payload)?;
        let case = wrapper
            .case_with(&id, comment, &parts, expect, &EVERYBODY)?
            .accept(opened(expect, payload)?)
            .flag("Ordinary")
            .requirement("RFC 8017, section 7.1.2, step 4")
            .reason(format!("cell:{id}"));
        Ok((case, parts))
    }

    /// A key whose kind is left open, and faults beside it: all of them under SHA-256, one under every other pair.
    fn faults(&self, number: usize, wrapper: &Wrapper<'_>) -> Result<Vec<Case>, GenerateError> {
        let payload = wrapper.bytes(&format!("{number}/open"), 16);
        let (case, good) = self.opens(
            number,
            wrapper,
            "any",
            "a key of 16 bytes, its kind left open",
            &payload,
        )?;
        let good_id = Self::id(number, wrapper, "any");
        let mut cases = Vec::from([case.finish()]);
        let scheme = &wrapper.scheme;
        let whole = scheme.hash == Hash::Sha256 && scheme.mgf_hash == Hash::Sha256;
        let turn = number
            .saturating_add(self.turn)
            .checked_rem(FAULTS.len())
            .unwrap_or_default();
        for (_, (slug, comment, flag, change)) in FAULTS.iter().enumerate().filter(|(place, _)| whole || *place == turn)
        {
            let mut parts = good.clone();
            change(&mut parts);
            let id = Self::id(number.saturating_add(cases.len()), wrapper, slug);
            let case = wrapper
                .case_with(&id, comment, &parts, "any", &EVERYBODY)?
                .reject(RejectClass::UnwrapFailed, good_id.clone())
                .flag(flag)
                .requirement(STEP_3G)
                .reason(format!("boundary:{id}"));
            cases.push(case.finish());
        }
        Ok(cases)
    }
}
