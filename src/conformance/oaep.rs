//! RSAES-OAEP with nothing hidden: the encoded message in its parts (RFC 8017, section 7.1.1, figure 1).
//!
//! ```text
//! EM  =  Y  ||  maskedSeed  ||  maskedDB                 k bytes; Y is 00
//! DB  =  lHash  ||  PS  ||  separator  ||  message       k - hLen - 1 bytes; PS is all 00, the separator 01
//! ```
//!
//! Nothing here judges: any part may have any value, so that the generator can make an encoded message with one wrong part
//! and a diagnosis can say which part of one is wrong. Never for real keys: it is not constant time and wipes nothing.

use alloc::vec;
use alloc::vec::Vec;

use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use crate::device::Hash;

/// An encoded message in its parts, masks off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedMessage {
    /// The first byte of EM.
    pub y: u8,
    /// The seed, `hLen` bytes.
    pub seed: Vec<u8>,
    /// The first `hLen` bytes of DB, where the hash of the label belongs.
    pub lhash: Vec<u8>,
    /// What stands before the separator.
    pub ps: Vec<u8>,
    /// The separator; none when DB ends before there is one.
    pub separator: Option<u8>,
    /// What follows the separator.
    pub message: Vec<u8>,
}

impl EncodedMessage {
    /// The encoded message of RFC 8017, section 7.1.1, step 2, for a modulus of `k` bytes.
    ///
    /// `None` when `message` is longer than [`longest_message`], or `seed` is not `hLen` bytes long.
    pub fn new(k: usize, hash: Hash, label: &[u8], seed: &[u8], message: &[u8]) -> Option<Self> {
        let padding = longest_message(k, hash)?.checked_sub(message.len())?;
        (seed.len() == hash.output_len()).then(|| Self {
            y: 0x00,
            seed: seed.to_vec(),
            lhash: digest(hash, label),
            ps: vec![0x00; padding],
            separator: Some(0x01),
            message: message.to_vec(),
        })
    }

    /// DB: the parts after the seed, in a row.
    pub fn db(&self) -> Vec<u8> {
        let mut db = self.lhash.clone();
        db.extend_from_slice(&self.ps);
        db.extend(self.separator);
        db.extend_from_slice(&self.message);
        db
    }

    /// EM: the seed masked with DB, and DB with the seed. As long as the parts make it.
    pub fn to_bytes(&self, mgf_hash: Hash) -> Vec<u8> {
        let db = self.db();
        let masked_db = xor(&db, &mgf1(mgf_hash, &self.seed, db.len()));
        let masked_seed = xor(&self.seed, &mgf1(mgf_hash, &masked_db, self.seed.len()));
        let mut em = vec![self.y];
        em.extend(masked_seed);
        em.extend(masked_db);
        em
    }

    /// Takes EM apart, whatever it is: PS ends before the first byte that is not 00, and that byte is the separator.
    ///
    /// `None` when `em` is too short for a seed and the hash of a label.
    pub fn from_bytes(em: &[u8], hash: Hash, mgf_hash: Hash) -> Option<Self> {
        let (&y, masked) = em.split_first()?;
        let (masked_seed, masked_db) = masked.split_at_checked(hash.output_len())?;
        let seed = xor(masked_seed, &mgf1(mgf_hash, masked_db, hash.output_len()));
        let db = xor(masked_db, &mgf1(mgf_hash, &seed, masked_db.len()));
        let (lhash, rest) = db.split_at_checked(hash.output_len())?;
        let zeros = rest.iter().take_while(|byte| **byte == 0).count();
        let (ps, rest) = rest.split_at_checked(zeros)?;
        let (separator, message) = match rest.split_first() {
            Some((separator, message)) => (Some(*separator), message),
            None => (None, rest),
        };
        Some(Self {
            y,
            lhash: lhash.to_vec(),
            ps: ps.to_vec(),
            separator,
            message: message.to_vec(),
            seed,
        })
    }
}

/// The longest message in bytes that OAEP takes with a modulus of `k` bytes: `k - 2 hLen - 2`. `None` when there is none.
pub fn longest_message(k: usize, hash: Hash) -> Option<usize> {
    k.checked_sub(hash.output_len())?
        .checked_sub(hash.output_len())?
        .checked_sub(2)
}

/// The digest of `bytes`.
pub fn digest(hash: Hash, bytes: &[u8]) -> Vec<u8> {
    match hash {
        Hash::Sha1 => Sha1::digest(bytes).to_vec(),
        Hash::Sha256 => Sha256::digest(bytes).to_vec(),
        Hash::Sha384 => Sha384::digest(bytes).to_vec(),
        Hash::Sha512 => Sha512::digest(bytes).to_vec(),
    }
}

/// MGF1 (RFC 8017, appendix B.2.1): `len` bytes of mask from `seed`.
pub fn mgf1(hash: Hash, seed: &[u8], len: usize) -> Vec<u8> {
    let mut mask = Vec::new();
    for counter in 0_u32.. {
        if mask.len() >= len {
            break;
        }
        let mut input = seed.to_vec();
        input.extend_from_slice(&counter.to_be_bytes());
        mask.extend(digest(hash, &input));
    }
    mask.truncate(len);
    mask
}

/// Exclusive or, as many bytes as the shorter one has.
pub(crate) fn xor(left: &[u8], right: &[u8]) -> Vec<u8> {
    left.iter().zip(right).map(|(left, right)| left ^ right).collect()
}

#[cfg(test)]
mod tests;
