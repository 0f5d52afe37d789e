//! Makes ciphertexts with a chosen encoded message, and cases from them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use rand_core::Rng;
use serde_json::{Value, json};

use super::super::GenerateError;
use super::super::build::{CaseBuilder, at, rng};
use super::super::keys::RsaKey;
use super::EVERYBODY;
use crate::conformance::oaep::{self, EncodedMessage};
use crate::conformance::vector::Case;
use crate::device::{Hash, OaepScheme};
use crate::tzpk::{KeyRules, Parity, Tzpk, TzpkKind, WeakKeys};

/// A key and the parameters to wrap for it.
#[derive(Clone)]
pub(super) struct Wrapper<'a> {
    /// Stem of the file: what is drawn depends on it.
    pub(super) stem: String,
    pub(super) key: &'a RsaKey,
    pub(super) scheme: OaepScheme,
    /// Whether each case carries the scheme, which the group does otherwise.
    pub(super) scheme_in_case: bool,
}

impl<'a> Wrapper<'a> {
    pub(super) fn new(stem: &str, key: &'a RsaKey, hash: Hash, mgf_hash: Hash) -> Self {
        let scheme = OaepScheme {
            hash,
            mgf_hash,
            label: Vec::new(),
        };
        Self {
            stem: stem.to_string(),
            key,
            scheme,
            scheme_in_case: false,
        }
    }

    /// For cases with a label of their own.
    pub(super) fn with_label(&self, label: &[u8]) -> Self {
        let scheme = OaepScheme {
            label: label.to_vec(),
            ..self.scheme.clone()
        };
        Self {
            scheme,
            scheme_in_case: true,
            ..self.clone()
        }
    }

    /// The scheme as a request carries it.
    pub(super) fn scheme_fields(&self) -> Value {
        let OaepScheme { hash, mgf_hash, label } = &self.scheme;
        json!({"hash": hash.name(), "mgf_hash": mgf_hash.name(), "label": hex::encode(label)})
    }

    /// Random bytes of their own for each `what`. None of them means anything to padding or text: not 00, 01, 0a, 20, ff.
    pub(super) fn bytes(&self, what: &str, len: usize) -> Vec<u8> {
        let mut rng = rng(&format!("{}/{what}", self.stem));
        let mut drawn = Vec::new();
        while drawn.len() < len {
            let mut byte = [0];
            rng.fill_bytes(&mut byte);
            drawn.extend(
                byte.iter()
                    .filter(|byte| ![0x00, 0x01, 0x0a, 0x20, 0xff].contains(*byte)),
            );
        }
        drawn
    }

    /// A well-formed encoded message with a seed of its own for each `what`.
    pub(super) fn encode(&self, what: &str, payload: &[u8]) -> Result<EncodedMessage, GenerateError> {
        let seed = self.bytes(&format!("{what}/seed"), self.scheme.hash.output_len());
        self.encode_with_seed(&seed, payload)
    }

    pub(super) fn encode_with_seed(&self, seed: &[u8], payload: &[u8]) -> Result<EncodedMessage, GenerateError> {
        EncodedMessage::new(self.key.k(), self.scheme.hash, &self.scheme.label, seed, payload)
            .ok_or_else(|| GenerateError(format!("{}: payload too long", self.stem)))
    }

    /// The ciphertext of an encoded message.
    pub(super) fn seal(&self, parts: &EncodedMessage) -> Result<Vec<u8>, GenerateError> {
        self.key.encrypt(&parts.to_bytes(self.scheme.mgf_hash))
    }

    /// The ciphertext of `payload`, with the first seed for which `wanted` says yes to EM and ciphertext.
    pub(super) fn search(
        &self,
        what: &str,
        payload: &[u8],
        wanted: impl Fn(&[u8], &[u8]) -> bool,
    ) -> Result<Vec<u8>, GenerateError> {
        for attempt in 0..100_000 {
            let em = self
                .encode(&format!("{what}/{attempt}"), payload)?
                .to_bytes(self.scheme.mgf_hash);
            let ciphertext = self.key.encrypt(&em)?;
            if wanted(&em, &ciphertext) {
                return Ok(ciphertext);
            }
        }
        Err(GenerateError(format!("{}/{what}: no seed found", self.stem)))
    }

    /// A case about `ciphertext`, with what the key makes of it as steps. Everybody agrees on it.
    pub(super) fn case(
        &self,
        id: &str,
        comment: &str,
        ciphertext: &[u8],
        expect: &str,
    ) -> Result<CaseBuilder, GenerateError> {
        self.case_of(id, comment, ciphertext, expect, &EVERYBODY)
    }

    /// The same where not everybody says so.
    pub(super) fn case_of(
        &self,
        id: &str,
        comment: &str,
        ciphertext: &[u8],
        expect: &str,
        agreed: &[&str],
    ) -> Result<CaseBuilder, GenerateError> {
        let known = ciphertext.len() == self.key.k() && ciphertext < self.key.modulus.as_slice();
        let em = known.then(|| self.key.decrypt(ciphertext)).transpose()?;
        self.case_of_em(id, comment, ciphertext, em, expect, agreed)
    }

    /// A case about an encoded message, which need not be decrypted first.
    pub(super) fn case_with(
        &self,
        id: &str,
        comment: &str,
        parts: &EncodedMessage,
        expect: &str,
        agreed: &[&str],
    ) -> Result<CaseBuilder, GenerateError> {
        let em = parts.to_bytes(self.scheme.mgf_hash);
        let ciphertext = self.key.encrypt(&em)?;
        self.case_of_em(id, comment, &ciphertext, Some(em), expect, agreed)
    }

    fn case_of_em(
        &self,
        id: &str,
        comment: &str,
        ciphertext: &[u8],
        em: Option<Vec<u8>>,
        expect: &str,
        agreed: &[&str],
    ) -> Result<CaseBuilder, GenerateError> {
        let OaepScheme { hash, mgf_hash, label } = &self.scheme;
        let wrapped = hex::encode(ciphertext);
        let input = if self.scheme_in_case {
            json!({"scheme": self.scheme_fields(), "wrapped": wrapped, "expect": expect})
        } else {
            json!({"wrapped": wrapped, "expect": expect})
        };
        let mut case = CaseBuilder::new(id, comment, input)
            .agreed(agreed)
            .step("lhash", &oaep::digest(*hash, label));
        if let Some(em) = em {
            let parts = EncodedMessage::from_bytes(&em, *hash, *mgf_hash)
                .ok_or_else(|| GenerateError(format!("{}/{id}: EM too short", self.stem)))?;
            case = case.step("em", &em).step("seed", &parts.seed).step("db", &parts.db());
        }
        Ok(case)
    }

    /// An accepted case: `payload` under a seed of its own.
    pub(super) fn opens(
        &self,
        id: &str,
        comment: &str,
        payload: &[u8],
        expect: &str,
    ) -> Result<CaseBuilder, GenerateError> {
        let ciphertext = self.seal(&self.encode(id, payload)?)?;
        Ok(self
            .case(id, comment, &ciphertext, expect)?
            .accept(opened(expect, payload)?))
    }
}

/// The answer to an unwrap that gives `payload`.
pub(super) fn opened(expect: &str, payload: &[u8]) -> Result<Value, GenerateError> {
    if expect == "any" {
        return Ok(json!({"tzpk": hex::encode(payload)}));
    }
    let kind: TzpkKind = expect.parse().map_err(at(expect))?;
    // An unwrap has no opinion on weak keys.
    let rules = KeyRules {
        parity: Parity::Ignore,
        weak: WeakKeys::Allow,
    };
    let key = Tzpk::new(kind, payload, &rules).map_err(at(expect))?;
    let check_value = key.check_value(kind.check_method()).map_err(at(expect))?;
    Ok(json!({"tzpk": hex::encode(payload), "check_value": check_value.to_string()}))
}

/// Ends a case with the reasons for it.
pub(super) fn because(mut case: CaseBuilder, reasons: &[&str]) -> Case {
    for reason in reasons {
        case = case.reason(*reason);
    }
    case.finish()
}

/// Replaces bytes in place; what does not fit stays.
pub(super) fn put(bytes: &mut [u8], place: usize, new: &[u8]) {
    let old = bytes.get_mut(place..).and_then(|rest| rest.get_mut(..new.len()));
    if let Some(old) = old {
        old.copy_from_slice(new);
    }
}

/// The last place in `bytes`.
pub(super) fn last(bytes: &[u8]) -> usize {
    bytes.len().saturating_sub(1)
}

/// Flips the bits of `mask` at `place`.
pub(super) fn flip(bytes: &mut [u8], place: usize, mask: u8) {
    if let Some(byte) = bytes.get_mut(place) {
        *byte ^= mask;
    }
}

/// One good ciphertext for each length of key: what refused cases differ from.
pub(super) struct Basis {
    pub(super) keys: [Vec<u8>; 3],
    pub(super) ciphertexts: [Vec<u8>; 3],
    /// The encoded message of the shortest.
    pub(super) parts: EncodedMessage,
}

impl Basis {
    pub(super) fn new(wrapper: &Wrapper<'_>) -> Result<Self, GenerateError> {
        let mut keys = [16, 24, 32].map(|len| wrapper.bytes(&format!("basis/{len}"), len));
        for key in &mut keys {
            // So that the key can also stand at the left of a number below the modulus.
            if let Some(first) = key.first_mut() {
                *first = *first & 0x3f | 0x40;
            }
        }
        let [k16, k24, k32] = &keys;
        // Cut at either end, the ciphertext must not lose a 00.
        let solid =
            |_: &[u8], c: &[u8]| c.first().is_some_and(|byte| *byte != 0) && c.last().is_some_and(|byte| *byte != 0);
        let seal = |name: &str, key: &[u8]| wrapper.search(name, key, solid);
        let ciphertexts = [seal("any-16", k16)?, seal("any-24", k24)?, seal("any-32", k32)?];
        let [c16, ..] = &ciphertexts;
        let parts =
            EncodedMessage::from_bytes(&wrapper.key.decrypt(c16)?, wrapper.scheme.hash, wrapper.scheme.mgf_hash)
                .ok_or_else(|| GenerateError("basis: EM too short".to_string()))?;
        Ok(Self {
            keys,
            ciphertexts,
            parts,
        })
    }

    pub(super) fn key16(&self) -> &[u8] {
        let [key, ..] = &self.keys;
        key
    }

    pub(super) fn c16(&self) -> &[u8] {
        let [c, ..] = &self.ciphertexts;
        c
    }
}

/// A vector of one byte, `len` times.
pub(super) fn run_of(byte: u8, len: usize) -> Vec<u8> {
    vec![byte; len]
}
