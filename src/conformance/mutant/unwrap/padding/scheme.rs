//! Hashes and label.

use alloc::string::String;
use alloc::vec::Vec;

use crate::conformance::client::OaepFields;
use crate::conformance::mutant::unwrap::{Fault, Pipeline};
use crate::conformance::oaep::digest;
use crate::device::Hash;

/// OAEP's parameters, as a client understands them.
#[derive(Clone)]
pub(crate) struct Scheme {
    /// Hash of the label; its length is that of the seed, too.
    pub(super) hash: Hash,
    /// Hash inside MGF1.
    pub(super) mgf_hash: Hash,
    pub(super) label: Vec<u8>,
    /// The hash of the label.
    pub(super) lhash: Vec<u8>,
}

impl Scheme {
    /// Another scheme for the same client.
    pub(super) fn with(&self, hash: Hash, mgf_hash: Hash, label: &[u8]) -> Self {
        Self {
            hash,
            mgf_hash,
            label: label.to_vec(),
            lhash: digest(hash, label),
        }
    }
}

impl Pipeline {
    /// What the client makes of the parameters.
    pub(in crate::conformance::mutant::unwrap) fn scheme(&self, asked: &OaepFields) -> Result<Scheme, Fault> {
        let label = self.label.read(&asked.label)?;
        let (hash, mgf_hash) = self.hashes.choose(asked.hash, asked.mgf_hash);
        let lhash = match self.hashes {
            Hashes::CutSha512 => cut_sha512(hash, &label),
            Hashes::PaddedSha1 => padded_sha1(hash, &label),
            _ => digest(hash, &label),
        };
        Ok(Scheme {
            hash,
            mgf_hash,
            label,
            lhash,
        })
    }
}

/// Which hashes go into the padding.
#[derive(Clone, Copy, Default)]
pub(crate) enum Hashes {
    /// Those that are asked for.
    #[default]
    AsAsked,
    /// SHA-1 inside MGF1.
    MgfSha1,
    /// SHA-1 over the label.
    LabelSha1,
    /// SHA-1 for both.
    BothSha1,
    /// SHA-256 for both.
    BothSha256,
    /// SHA-256 inside MGF1.
    MgfSha256,
    /// The hash of the label inside MGF1 too.
    OneHash,
    /// MGF1's hash over the label too.
    MgfForBoth,
    /// Each in the place of the other.
    Swapped,
    /// The label's hash is the start of its SHA-512.
    CutSha512,
    /// The label's hash is its SHA-1 with zeros behind it.
    PaddedSha1,
}

impl Hashes {
    fn choose(self, hash: Hash, mgf_hash: Hash) -> (Hash, Hash) {
        match self {
            Self::AsAsked | Self::CutSha512 | Self::PaddedSha1 => (hash, mgf_hash),
            Self::MgfSha1 => (hash, Hash::Sha1),
            Self::LabelSha1 => (Hash::Sha1, mgf_hash),
            Self::BothSha1 => (Hash::Sha1, Hash::Sha1),
            Self::BothSha256 => (Hash::Sha256, Hash::Sha256),
            Self::MgfSha256 => (hash, Hash::Sha256),
            Self::OneHash => (hash, hash),
            Self::MgfForBoth => (mgf_hash, mgf_hash),
            Self::Swapped => (mgf_hash, hash),
        }
    }
}

fn cut_sha512(hash: Hash, label: &[u8]) -> Vec<u8> {
    let mut lhash = digest(Hash::Sha512, label);
    lhash.truncate(hash.output_len());
    lhash
}

fn padded_sha1(hash: Hash, label: &[u8]) -> Vec<u8> {
    let mut lhash = digest(Hash::Sha1, label);
    lhash.resize(hash.output_len(), 0);
    lhash
}

/// Which label is hashed.
#[derive(Clone, Copy, Default)]
pub(crate) enum LabelRule {
    /// The bytes that are asked for.
    #[default]
    AsAsked,
    /// None, whatever is asked.
    Ignored,
    /// The label up to its first 00.
    CString,
    /// The text of the label in hex.
    HexText,
    /// The label decoded as UTF-8, with U+FFFD for what is none.
    Utf8,
    /// The label decoded as Latin-1, and encoded as UTF-8.
    Latin1ToUtf8,
    /// The label in small letters.
    LowerCase,
    /// Its first 255 bytes, as many as a length of one byte can say.
    Cut255,
    /// The label with a 00 at its end.
    Terminated,
}

impl LabelRule {
    fn read(self, hex_text: &str) -> Result<Vec<u8>, Fault> {
        let label = hex::decode(hex_text).map_err(|_| Fault::Encoding)?;
        Ok(match self {
            Self::AsAsked => label,
            Self::Ignored => Vec::new(),
            Self::CString => label.into_iter().take_while(|byte| *byte != 0).collect(),
            Self::HexText => hex_text.as_bytes().to_vec(),
            Self::Utf8 => String::from_utf8_lossy(&label).into_owned().into_bytes(),
            Self::Latin1ToUtf8 => {
                let text: String = label.into_iter().map(char::from).collect();
                text.into_bytes()
            }
            Self::LowerCase => label.to_ascii_lowercase(),
            Self::Cut255 => label.into_iter().take(255).collect(),
            Self::Terminated if label.is_empty() => label,
            Self::Terminated => [label.as_slice(), &[0]].concat(),
        })
    }
}
