//! What is said, and given, when an unwrap fails.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::payload::expected_lengths;
use crate::conformance::client::{Answer, ExpectedKind, RejectClass};
use crate::conformance::mutant::device::Device;

/// The first thing that is wrong. A correct client does not tell those of the padding and the payload apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Hex that is not.
    Encoding,
    /// The private key.
    Key,
    /// The length of the ciphertext.
    CiphertextLength,
    /// The ciphertext is not below the modulus.
    Range,
    /// The leading byte of EM.
    Y,
    /// The hash of the label.
    LabelHash,
    /// Padding string or separator.
    Separator,
    /// The payload has the wrong length.
    PayloadLength,
    /// The payload has the right length and is refused.
    PayloadKey,
}

impl From<RejectClass> for Fault {
    /// What is wrong with a private key that is not given.
    fn from(class: RejectClass) -> Self {
        if class == RejectClass::Encoding {
            Self::Encoding
        } else {
            Self::Key
        }
    }
}

impl Fault {
    /// The class that a correct client answers with.
    fn class(self) -> RejectClass {
        match self {
            Self::Encoding => RejectClass::Encoding,
            Self::Key => RejectClass::KeyInvalid,
            Self::CiphertextLength => RejectClass::CiphertextLength,
            Self::Range | Self::Y | Self::LabelHash | Self::Separator | Self::PayloadLength | Self::PayloadKey => {
                RejectClass::UnwrapFailed
            }
        }
    }

    /// What a platform that talks too much says.
    fn words(self) -> &'static str {
        match self {
            Self::Encoding => "bad hex",
            Self::Key => "bad key",
            Self::CiphertextLength => "bad length of data",
            Self::Range => "message representative out of range",
            Self::Y => "first byte is not zero",
            Self::LabelHash => "label mismatch",
            Self::Separator => "no separator",
            Self::PayloadLength | Self::PayloadKey => "bad key inside",
        }
    }
}

/// How a client says why.
#[derive(Clone, Copy, Default)]
pub(crate) enum Errors {
    /// One class for the padding and the payload, no words.
    #[default]
    Alike,
    /// One class, and the platform's words for each fault.
    NativeText,
    /// A wrong leading byte has a class of its own.
    YApart,
    /// A wrong label has a class of its own.
    LabelApart,
    /// Padding string and separator have a class of their own.
    SeparatorApart,
    /// The payload's length has a class of its own.
    PayloadLengthApart,
    /// A ciphertext out of range counts as one of the wrong length.
    RangeAsLength,
    /// A ciphertext of the wrong length counts as one that does not unwrap.
    LengthAsUnwrap,
    /// A private key that cannot be used counts as one that does not unwrap.
    KeyAsUnwrap,
}

impl Errors {
    pub(super) fn refuse(self, fault: Fault) -> Answer {
        let class = match (self, fault) {
            (Self::YApart, Fault::Y) => RejectClass::Encoding,
            (Self::LabelApart, Fault::LabelHash) => RejectClass::Message,
            (Self::SeparatorApart, Fault::Separator) => RejectClass::Encoding,
            (Self::PayloadLengthApart, Fault::PayloadLength) => RejectClass::KeyLength,
            (Self::RangeAsLength, Fault::Range) => RejectClass::CiphertextLength,
            (Self::LengthAsUnwrap, Fault::CiphertextLength) | (Self::KeyAsUnwrap, Fault::Key) => {
                RejectClass::UnwrapFailed
            }
            _ => fault.class(),
        };
        let native: Option<String> = match self {
            Self::NativeText => Some(fault.words().to_string()),
            _ => None,
        };
        Answer::Reject { class, native }
    }
}

/// What a client gives when it could not unwrap.
#[derive(Clone, Copy, Default)]
pub(crate) enum OnFailure {
    /// A refusal.
    #[default]
    Refuse,
    /// What RSA gave, padding and all.
    WholeEm,
    /// The end of what RSA gave, as long as the key.
    EndOfEm,
    /// No bytes.
    Empty,
    /// As many 00 as a key has bytes.
    Zeros,
    /// The key that it unwrapped before.
    Stale,
    /// Random bytes, as many as a key has.
    Random,
}

impl OnFailure {
    /// The bytes that are given as a key; none when the client refuses.
    pub(super) fn key(
        self,
        fault: Fault,
        expect: ExpectedKind,
        em: Option<&[u8]>,
        device: &Device,
        rng: &mut dyn CryptoRng,
    ) -> Option<Vec<u8>> {
        if fault.class() != RejectClass::UnwrapFailed {
            return None;
        }
        let len = expected_lengths(expect).first().copied().unwrap_or_default();
        match self {
            Self::Refuse => None,
            Self::WholeEm => em.map(<[u8]>::to_vec),
            Self::EndOfEm => em.and_then(|em| em.last_chunk_of(len)),
            Self::Empty => Some(Vec::new()),
            Self::Zeros => Some(vec![0; len]),
            Self::Stale => device.last(),
            Self::Random => {
                let mut key = vec![0; len];
                rng.fill_bytes(&mut key);
                Some(key)
            }
        }
    }
}

/// The end of a slice with a length known at run time.
pub(super) trait LastChunk {
    fn last_chunk_of(&self, len: usize) -> Option<Vec<u8>>;
}

impl LastChunk for [u8] {
    fn last_chunk_of(&self, len: usize) -> Option<Vec<u8>> {
        let start = self.len().checked_sub(len)?;
        self.get(start..).map(<[u8]>::to_vec)
    }
}
