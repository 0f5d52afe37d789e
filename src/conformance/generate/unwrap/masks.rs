//! Messages under a mask that is not MGF1: whoever makes masks in that way opens them.

use alloc::vec::Vec;

use super::super::GenerateError;
use super::STEP_3G;
use super::wrapper::{Basis, Wrapper, because};
use crate::conformance::client::RejectClass;
use crate::conformance::oaep::{EncodedMessage, digest, xor};
use crate::conformance::vector::Case;

/// What is hashed for the block of a mask with this number: from the seed, and from the block before.
type Input = fn(seed: &[u8], number: u32, before: &[u8]) -> Vec<u8>;

/// Id, comment, how a mask is made.
const MASKS: [(&str, &str, Input); 6] = [
    (
        "mask-from-1",
        "the counter of the masks starts at 1",
        |seed, number, _| [seed, &number.wrapping_add(1).to_be_bytes()].concat(),
    ),
    (
        "mask-little-endian",
        "the counter of the masks is little endian",
        |seed, number, _| [seed, &number.to_le_bytes()].concat(),
    ),
    (
        "mask-one-byte",
        "the counter of the masks has one byte in place of four",
        |seed, number, _| {
            let [.., low] = number.to_be_bytes();
            [seed, &[low]].concat()
        },
    ),
    (
        "mask-counter-first",
        "the counter of the masks stands before the seed",
        |seed, number, _| [&number.to_be_bytes(), seed].concat(),
    ),
    (
        "mask-one-block",
        "each mask is its first block over and over",
        |seed, _, _| [seed, &[0; 4]].concat(),
    ),
    (
        "mask-chained",
        "each block of a mask is the hash of the block before",
        |seed, number, before| {
            if number == 0 {
                [seed, &[0; 4]].concat()
            } else {
                before.to_vec()
            }
        },
    ),
];

pub(super) fn cases(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let hash = wrapper.scheme.mgf_hash;
    let built = MASKS.into_iter().map(|(id, comment, input)| {
        let mask = |seed: &[u8], len: usize| {
            let mut blocks: Vec<u8> = Vec::new();
            let mut before = Vec::new();
            for number in 0_u32.. {
                if blocks.len() >= len {
                    break;
                }
                before = digest(hash, &input(seed, number, &before));
                blocks.extend_from_slice(&before);
            }
            blocks.truncate(len);
            blocks
        };
        let em = masked(&basis.parts, mask);
        let case = wrapper
            .case(id, comment, &wrapper.key.encrypt(&em)?, "any")?
            .reject(RejectClass::UnwrapFailed, "any-16")
            .flag("OtherMask")
            .requirement(STEP_3G);
        Ok(because(case, &["mutant:A33"]))
    });
    built.collect()
}

fn masked(parts: &EncodedMessage, mask: impl Fn(&[u8], usize) -> Vec<u8>) -> Vec<u8> {
    let db = parts.db();
    let masked_db = xor(&db, &mask(&parts.seed, db.len()));
    let masked_seed = xor(&parts.seed, &mask(&masked_db, parts.seed.len()));
    [&[parts.y], masked_seed.as_slice(), masked_db.as_slice()].concat()
}
