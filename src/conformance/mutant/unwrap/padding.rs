//! From EM to the message: OAEP (RFC 8017, section 7.1.2, step 3) with each check on its own, and what is mistaken for it.

use alloc::vec::Vec;

use super::failure::LastChunk;
use super::payload::expected_lengths;
use super::{Fault, Pipeline};
use crate::conformance::client::ExpectedKind;
use crate::conformance::oaep::xor;

mod compare;
mod mgf;
mod scheme;
mod split;

pub(crate) use self::compare::{LabelHashRule, YRule};
pub(crate) use self::mgf::Mgf;
use self::scheme::Scheme;
pub(crate) use self::scheme::{Hashes, LabelRule};
pub(crate) use self::split::Split;
use crate::device::Hash;

/// How the decrypted number becomes EM.
#[derive(Clone, Copy, Default)]
pub(crate) enum EmRule {
    /// As many bytes as the modulus has (I2OSP).
    #[default]
    Whole,
    /// In as few bytes as it needs, which must be one less than the modulus has.
    Shortest,
    /// In as few bytes as it needs with a sign, which must be one less than the modulus has.
    ShortestSigned,
}

impl EmRule {
    pub(super) fn read(self, em: &[u8]) -> Result<&[u8], Fault> {
        let fits = match (self, em) {
            (Self::Whole, _) => true,
            (Self::Shortest, [0, second, ..]) => *second != 0,
            (Self::ShortestSigned, [0, second, ..]) => (0x01..0x80).contains(second),
            (Self::Shortest | Self::ShortestSigned, _) => false,
        };
        if fits { Ok(em) } else { Err(Fault::Y) }
    }
}

/// Which padding EM has.
#[derive(Clone, Copy, Default)]
pub(crate) enum Padding {
    /// RSAES-OAEP.
    #[default]
    Oaep,
    /// RSAES-PKCS1-v1_5.
    Pkcs1,
    /// None: the key is at the start.
    RawFirst,
    /// None: the key is at the end.
    RawLast,
}

impl Padding {
    pub(super) fn open(
        self,
        pipeline: &Pipeline,
        em: &[u8],
        scheme: &Scheme,
        expect: ExpectedKind,
    ) -> Result<Vec<u8>, Fault> {
        let len = expected_lengths(expect).first().copied().unwrap_or_default();
        match self {
            Self::Oaep => oaep(pipeline, em, scheme),
            Self::Pkcs1 => pkcs1(em).ok_or(Fault::Separator),
            Self::RawFirst => Ok(em.iter().copied().take(len).collect()),
            Self::RawLast => em.last_chunk_of(len).ok_or(Fault::Separator),
        }
    }
}

/// EME-OAEP decoding.
fn oaep(pipeline: &Pipeline, em: &[u8], scheme: &Scheme) -> Result<Vec<u8>, Fault> {
    let (y, masked) = em.split_first().ok_or(Fault::Y)?;
    let hlen = scheme.hash.output_len();
    let (masked_seed, masked_db) = masked.split_at_checked(hlen).ok_or(Fault::LabelHash)?;
    let mask = |seed: &[u8], len| pipeline.mgf.mask(scheme.mgf_hash, seed, len);
    let seed = xor(masked_seed, &mask(masked_db, hlen));
    let db = xor(masked_db, &mask(&seed, masked_db.len()));
    if !pipeline.y.accepts(*y) {
        return Err(Fault::Y);
    }
    let (lhash, _) = db.split_at_checked(hlen).ok_or(Fault::LabelHash)?;
    if !pipeline.label_hash.accepts(lhash, scheme) {
        return Err(Fault::LabelHash);
    }
    pipeline.split.message(&db, hlen).ok_or(Fault::Separator)
}

/// EME-PKCS1-v1_5 decoding (RFC 8017, section 7.2.2, step 3).
fn pkcs1(em: &[u8]) -> Option<Vec<u8>> {
    let rest = em.strip_prefix(&[0x00, 0x02])?;
    let end = rest.iter().position(|byte| *byte == 0)?;
    let message = rest.get(end..)?.get(1..)?;
    (end >= 8).then(|| message.to_vec())
}

/// What is tried when the padding is wrong.
#[derive(Clone, Copy)]
pub(crate) enum Fallback {
    /// OAEP with other hashes; none stays as asked.
    Hashes(Option<Hash>, Option<Hash>),
    /// OAEP with the hash of the label inside MGF1.
    OneHash,
    /// OAEP with the empty label.
    NoLabel,
    /// RSAES-PKCS1-v1_5.
    Pkcs1,
}

impl Fallback {
    pub(super) fn open(self, pipeline: &Pipeline, em: &[u8], scheme: &Scheme) -> Result<Vec<u8>, Fault> {
        let (hash, mgf_hash) = (scheme.hash, scheme.mgf_hash);
        let other = match self {
            Self::Hashes(other, other_mgf) => {
                scheme.with(other.unwrap_or(hash), other_mgf.unwrap_or(mgf_hash), &scheme.label)
            }
            Self::OneHash => scheme.with(hash, hash, &scheme.label),
            Self::NoLabel => scheme.with(hash, mgf_hash, &[]),
            Self::Pkcs1 => return pkcs1(em).ok_or(Fault::Separator),
        };
        oaep(pipeline, em, &other)
    }
}
