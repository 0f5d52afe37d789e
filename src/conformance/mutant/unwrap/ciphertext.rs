//! From the wrapped key to a number: which private key, how many bytes, which number (RFC 8017, section 7.1.2, steps 1 and 2).

use alloc::vec;
use alloc::vec::Vec;

use super::Fault;
use crate::conformance::mutant::device::Key;

/// Which private keys a client works with.
#[derive(Clone, Copy, Default)]
pub(crate) enum KeySizes {
    /// 2048, 3072 and 4096 bits with exponent 65537.
    #[default]
    Accepted,
    /// Whatever RSA can compute with.
    Any,
    /// 2048 bits only.
    Only2048,
    /// Up to 3072 bits.
    UpTo3072,
}

impl KeySizes {
    pub(super) fn check(self, key: &Key) -> Result<(), Fault> {
        let fits = match self {
            Self::Accepted => key.accepted,
            Self::Any => true,
            Self::Only2048 => key.accepted && key.raw.k() == 256,
            Self::UpTo3072 => key.accepted && key.raw.k() <= 384,
        };
        if fits { Ok(()) } else { Err(Fault::Key) }
    }
}

/// How long a ciphertext may be.
#[derive(Clone, Copy, Default)]
pub(crate) enum LengthRule {
    /// As long as the modulus.
    #[default]
    Exact,
    /// Shorter is padded with 00 on the left.
    PadShort,
    /// 00 at the start is taken off before the length is checked.
    StripZeros,
    /// 00 before a ciphertext of full length is taken off.
    StripPrefix,
    /// What follows a ciphertext of full length is cut.
    CutTail,
    /// Not checked: the bytes are a number.
    Unchecked,
    /// 256 bytes, whatever the key.
    Only256,
}

impl LengthRule {
    /// The ciphertext, as long as the modulus or longer.
    pub(super) fn read(self, mut c: Vec<u8>, k: usize) -> Result<Vec<u8>, Fault> {
        match self {
            Self::Exact => {}
            Self::PadShort => c = left_padded(&c, k),
            Self::StripZeros => c = without_zeros(&c).to_vec(),
            Self::StripPrefix if c.len() > k => c = left_padded(without_zeros(&c), k),
            Self::StripPrefix => {}
            Self::CutTail => c.truncate(k),
            Self::Unchecked => return Ok(left_padded(without_zeros(&c), k)),
            Self::Only256 if c.len() != 256 => return Err(Fault::CiphertextLength),
            Self::Only256 => {}
        }
        if c.len() == k {
            Ok(c)
        } else {
            Err(Fault::CiphertextLength)
        }
    }
}

/// How the bytes of the ciphertext become a number.
#[derive(Clone, Copy, Default)]
pub(crate) enum Reading {
    /// Big endian, without sign (OS2IP).
    #[default]
    Unsigned,
    /// Big endian in two's complement: a set top bit is a sign, and negative numbers are refused.
    Signed,
    /// Little endian.
    LittleEndian,
}

impl Reading {
    /// The number, big endian.
    pub(super) fn read(self, mut c: Vec<u8>) -> Result<Vec<u8>, Fault> {
        match self {
            Self::Unsigned => Ok(c),
            Self::Signed if c.first().is_some_and(|byte| byte & 0x80 != 0) => Err(Fault::Range),
            Self::Signed => Ok(c),
            Self::LittleEndian => {
                c.reverse();
                Ok(c)
            }
        }
    }
}

/// What is done with a number that is not below the modulus.
#[derive(Clone, Copy, Default)]
pub(crate) enum RangeRule {
    /// Refused (RSADP, RFC 8017, section 5.1.2, step 1).
    #[default]
    Refuse,
    /// Reduced by the modulus.
    Reduce,
}

impl RangeRule {
    /// A number of `k` bytes below the modulus.
    pub(super) fn number(self, c: Vec<u8>, key: &Key) -> Result<Vec<u8>, Fault> {
        let n = key.raw.modulus();
        if c.len() == n.len() && c.as_slice() < n {
            return Ok(c);
        }
        match self {
            // With its top bit set, n goes into a number of k bytes once at most.
            Self::Reduce if c.len() == n.len() => Ok(difference(&c, n)),
            Self::Refuse | Self::Reduce => Err(Fault::Range),
        }
    }
}

/// `left - right` for two numbers of one length, `left` not the smaller.
fn difference(left: &[u8], right: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut borrow = false;
    for (left, right) in left.iter().zip(right).rev() {
        let (digit, first) = left.overflowing_sub(*right);
        let (digit, second) = digit.overflowing_sub(u8::from(borrow));
        out.push(digit);
        borrow = first || second;
    }
    out.reverse();
    out
}

/// Without the 00 at the start.
pub(super) fn without_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}

/// With 00 at the start up to `len` bytes; longer stays.
pub(super) fn left_padded(bytes: &[u8], len: usize) -> Vec<u8> {
    let mut out = vec![0; len.saturating_sub(bytes.len())];
    out.extend_from_slice(bytes);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_borrow() {
        assert_eq!(difference(&[1, 0, 0], &[0, 0, 1]), [0, 0xff, 0xff]);
        assert_eq!(difference(&[7, 8], &[7, 8]), [0, 0]);
        assert_eq!(difference(&[0xff, 0x00], &[0x80, 0x01]), [0x7e, 0xff]);
    }

    #[test]
    fn zeros_come_and_go() {
        assert_eq!(without_zeros(&[0, 0, 5, 0]), [5, 0]);
        assert_eq!(left_padded(&[5], 3), [0, 0, 5]);
        assert_eq!(left_padded(&[1, 2, 3], 2), [1, 2, 3]);
    }
}
