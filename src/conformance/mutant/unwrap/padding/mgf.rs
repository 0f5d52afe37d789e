//! MGF1 (RFC 8017, appendix B.2.1), and what is mistaken for it.

use alloc::vec::Vec;

use crate::conformance::oaep::{digest, mgf1};
use crate::device::Hash;

/// How a mask is made.
#[derive(Clone, Copy, Default)]
pub(crate) enum Mgf {
    /// MGF1.
    #[default]
    Mgf1,
    /// The counter starts at 1.
    FromOne,
    /// The counter is little endian.
    LittleEndian,
    /// The counter has one byte.
    OneByte,
    /// The counter comes before the seed.
    CounterFirst,
    /// The first block over and over.
    OneBlock,
    /// Each block is the hash of the one before.
    Chained,
}

impl Mgf {
    /// `len` bytes of mask.
    pub(super) fn mask(self, hash: Hash, seed: &[u8], len: usize) -> Vec<u8> {
        if matches!(self, Self::Mgf1) {
            return mgf1(hash, seed, len);
        }
        let mut mask = Vec::new();
        let mut block = Vec::new();
        for counter in 0_u32.. {
            if mask.len() >= len {
                break;
            }
            let number = counter.to_be_bytes();
            let input = match self {
                Self::FromOne => [seed, &counter.wrapping_add(1).to_be_bytes()].concat(),
                Self::LittleEndian => [seed, &counter.to_le_bytes()].concat(),
                Self::OneByte => [seed, &[number[3]]].concat(),
                Self::CounterFirst => [&number, seed].concat(),
                Self::Chained if counter > 0 => block,
                Self::Mgf1 | Self::OneBlock | Self::Chained => [seed, &[0; 4]].concat(),
            };
            block = digest(hash, &input);
            mask.extend_from_slice(&block);
        }
        mask.truncate(len);
        mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_differs_where_it_should() {
        let right = mgf1(Hash::Sha256, b"seed", 96);
        let first = |mgf: Mgf| mgf.mask(Hash::Sha256, b"seed", 96)[..32] == right[..32];
        for mgf in [Mgf::LittleEndian, Mgf::OneBlock, Mgf::Chained] {
            assert!(first(mgf));
        }
        for mgf in [Mgf::FromOne, Mgf::OneByte, Mgf::CounterFirst] {
            assert!(!first(mgf));
        }
        assert_eq!(Mgf::FromOne.mask(Hash::Sha256, b"seed", 64), right[32..]);
        assert_eq!(Mgf::Mgf1.mask(Hash::Sha256, b"seed", 96), right);
    }
}
