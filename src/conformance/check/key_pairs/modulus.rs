//! A public key as it was sent: read without the rules of a device, so that what is wrong can be named.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use pkcs1::RsaPublicKeyRef;
use pkcs1::der::{Decode, Encode};
use rsa::BoxedUint;
use spki::SubjectPublicKeyInfoRef;

/// A modulus with its exponent.
#[derive(Clone, Debug)]
pub(super) struct Modulus {
    /// Bits that were asked for.
    asked: u32,
    /// Big endian, without leading zeros; so is the exponent.
    n: Vec<u8>,
    e: Vec<u8>,
}

/// What became of a public key.
pub(super) enum Read {
    /// It is as it must be.
    Right(Modulus),
    /// It can be read, and is not written as it must be.
    Misspelt(Modulus, String),
    /// It is no public key.
    Unread(String),
}

impl Modulus {
    /// Reads a SubjectPublicKeyInfo, which must be DER to the letter, of rsaEncryption with NULL.
    pub(super) fn read(spki: &str, asked: u32) -> Read {
        let Ok(der) = hex::decode(spki) else {
            return Read::Unread("`spki` is not hex".to_owned());
        };
        let info = match SubjectPublicKeyInfoRef::from_der(&der) {
            Ok(info) => info,
            Err(error) => return Read::Unread(format!("`spki` is not a SubjectPublicKeyInfo in DER: {error}")),
        };
        let body = info.subject_public_key.as_bytes().map(RsaPublicKeyRef::from_der);
        let Some(Ok(key)) = body else {
            return Read::Unread("`spki` has no RSAPublicKey of PKCS#1 inside".to_owned());
        };
        let modulus = Self {
            asked,
            n: key.modulus.as_bytes().to_vec(),
            e: key.public_exponent.as_bytes().to_vec(),
        };
        if info.algorithm != pkcs1::ALGORITHM_ID {
            return Read::Misspelt(modulus, "the algorithm is not rsaEncryption with NULL".to_owned());
        }
        match info.to_der() {
            Ok(again) if again == der => Read::Right(modulus),
            _ => Read::Misspelt(modulus, "`spki` is not in DER".to_owned()),
        }
    }

    #[cfg(test)]
    pub(super) fn new(n: &BoxedUint, asked: u32) -> Self {
        Self {
            asked,
            n: n.to_be_bytes_trimmed_vartime().into_vec(),
            e: [1, 0, 1].into(),
        }
    }

    /// Big endian, without leading zeros.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.n
    }

    pub(super) fn bits(&self) -> u32 {
        let zeros = self.n.first().map_or(0, |first| first.leading_zeros());
        let bits = u32::try_from(self.n.len()).unwrap_or_default().saturating_mul(8);
        bits.saturating_sub(zeros)
    }

    /// The number, with so many bits of room above it.
    pub(super) fn number(&self, room: u32) -> Option<BoxedUint> {
        let bits = self.bits().saturating_add(room).next_multiple_of(64);
        BoxedUint::from_be_slice(&self.n, bits).ok()
    }

    pub(super) fn wrong_length(&self) -> Option<String> {
        let (bits, asked) = (self.bits(), self.asked);
        (bits != asked).then(|| format!("the modulus has {bits} bits, {asked} were asked for"))
    }

    pub(super) fn wrong_exponent(&self) -> Option<String> {
        (self.e != [1, 0, 1]).then(|| {
            let shown = match self.e.as_slice() {
                [one] => one.to_string(),
                more => format!("0x{}", hex::encode(more.get(..8).unwrap_or(more))),
            };
            format!("the public exponent is {shown}, not 65537")
        })
    }
}

/// A modulus that comes twice in one process.
pub(super) fn repeated(moduli: &[Modulus]) -> Option<String> {
    let mut seen = BTreeSet::new();
    let again = moduli.iter().filter(|modulus| !seen.insert(modulus.bytes())).count();
    (again > 0).then(|| {
        format!(
            "{again} of {} key pairs have the modulus of an earlier one: a pair is for one TZPK",
            moduli.len()
        )
    })
}

/// A modulus from before a restart that comes again after it.
pub(super) fn again(before: &[Modulus], after: &[Modulus]) -> Option<String> {
    let known: BTreeSet<&[u8]> = before.iter().map(Modulus::bytes).collect();
    let again = after.iter().filter(|modulus| known.contains(modulus.bytes())).count();
    (again > 0).then(|| {
        format!(
            "{again} of {} key pairs after a restart have a modulus from before it",
            after.len()
        )
    })
}
