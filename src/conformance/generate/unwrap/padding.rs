//! Encoded messages with one wrong part.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::GenerateError;
use super::wrapper::{Basis, Wrapper, because, flip, last, put, run_of};
use super::{EVERYBODY, EXPECT, STEP_3G, WRITTEN};
use crate::conformance::client::RejectClass;
use crate::conformance::oaep::{EncodedMessage, digest};
use crate::conformance::vector::Case;
use crate::device::Hash;

pub(super) fn cases(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let mut changed = leading_byte(wrapper, basis);
    changed.extend(label_hash(wrapper, basis));
    changed.extend(padding_string(basis));
    changed.extend(separator(basis));
    let built = changed.into_iter().map(
        |Changed {
             id,
             comment,
             flag,
             parts,
             reasons,
         }| {
            // A 01 in PS leaves a good message of another length, which only the rules for keys refuse.
            let message = parts.ps.contains(&0x01);
            let (clause, agreed) = if message {
                (EXPECT, WRITTEN.as_slice())
            } else {
                (STEP_3G, EVERYBODY.as_slice())
            };
            let case = wrapper
                .case_of(&id, &comment, &wrapper.seal(&parts)?, "any", agreed)?
                .reject(RejectClass::UnwrapFailed, "any-16")
                .flag(flag)
                .requirement(clause);
            Ok(because(case, reasons))
        },
    );
    built.collect()
}

/// The basis with one change.
struct Changed {
    id: String,
    comment: String,
    flag: &'static str,
    parts: EncodedMessage,
    reasons: &'static [&'static str],
}

impl Changed {
    fn new(
        id: &str,
        comment: &str,
        flag: &'static str,
        basis: &Basis,
        change: impl FnOnce(&mut EncodedMessage),
        reasons: &'static [&'static str],
    ) -> Self {
        let mut parts = basis.parts.clone();
        change(&mut parts);
        Self {
            id: id.into(),
            comment: comment.into(),
            flag,
            parts,
            reasons,
        }
    }
}

fn leading_byte(wrapper: &Wrapper<'_>, basis: &Basis) -> Vec<Changed> {
    // EM stays below n as long as its first byte is below that of n.
    let largest = wrapper.key.modulus.first().map_or(0, |byte| byte.saturating_sub(1));
    let values: [(u8, &'static [&'static str]); 5] = [
        (0x01, &["boundary:y-01", "mutant:A18", "mutant:A20"]),
        (0x02, &["boundary:y-02", "mutant:A18", "mutant:A20"]),
        (0x7f, &["boundary:y-7f", "mutant:A18", "mutant:A20"]),
        (0x80, &["boundary:y-80", "mutant:A18"]),
        (largest, &["boundary:y-largest", "mutant:A18"]),
    ];
    let built = values.into_iter().map(|(y, reasons)| {
        let id = if y == largest {
            "y-largest".into()
        } else {
            format!("y-{y:02x}")
        };
        let largest = if y == largest {
            ", the largest that stays below n"
        } else {
            ""
        };
        let comment = format!("EM starts with {y:02x} in place of 00{largest}");
        Changed::new(&id, &comment, "BadLeadingByte", basis, |parts| parts.y = y, reasons)
    });
    built.collect()
}

fn label_hash(wrapper: &Wrapper<'_>, basis: &Basis) -> Vec<Changed> {
    const FLAG: &str = "BadLabelHash";
    let hash = wrapper.scheme.hash;
    let half = hash.output_len() >> 1;
    let new = |id: &str, comment: &str, change: &dyn Fn(&mut Vec<u8>), reasons| {
        Changed::new(id, comment, FLAG, basis, |parts| change(&mut parts.lhash), reasons)
    };
    let mut changed = [
        new(
            "lhash-first-byte",
            "the first byte of lHash is wrong",
            &|lhash| flip(lhash, 0, 0x01),
            &["boundary:lhash-first-byte", "mutant:A08", "mutant:A10", "mutant:A14"],
        ),
        new(
            "lhash-second-half",
            "lHash is right in its first half and wrong in its second",
            &|lhash| {
                let tail = lhash.get_mut(half..).unwrap_or_default();
                tail.iter_mut().for_each(|byte| *byte ^= 0xff);
            },
            &["boundary:lhash-half", "mutant:A09"],
        ),
        new(
            "lhash-byte-16",
            "lHash is right in its first 16 bytes, and wrong in the next",
            &|lhash| flip(lhash, 16, 0x01),
            &["boundary:lhash-byte-16"],
        ),
        new(
            "lhash-last-byte",
            "the last byte of lHash is wrong",
            &|lhash| {
                let place = last(lhash);
                flip(lhash, place, 0x80);
            },
            &["boundary:lhash-last-byte", "mutant:A08", "mutant:A09", "mutant:A14"],
        ),
        new(
            "lhash-all-00",
            "lHash is all zeros",
            &|lhash| lhash.fill(0x00),
            &["boundary:lhash-all-00", "mutant:A08"],
        ),
        new(
            "lhash-all-ff",
            "lHash is all ones",
            &|lhash| lhash.fill(0xff),
            &["boundary:lhash-all-ff", "mutant:A08"],
        ),
        new(
            "lhash-two-bytes-swapped",
            "the first two bytes of lHash have changed places: the same bytes in another order",
            &|lhash| {
                if let [first, second, ..] = lhash.as_mut_slice() {
                    core::mem::swap(first, second);
                }
            },
            &["boundary:lhash-swapped", "mutant:A51"],
        ),
        new(
            "lhash-of-another-label",
            "lHash is that of a label, and no label is expected",
            &|lhash| *lhash = digest(hash, b"pinproof"),
            &["boundary:lhash-of-another-label", "mutant:A08"],
        ),
    ]
    .into_iter()
    .collect::<Vec<_>>();
    if hash == Hash::Sha1 {
        changed.push(new(
            "lhash-of-sha256",
            "lHash is the start of a SHA-256 hash, where SHA-1 is expected",
            &|lhash| put_cut(lhash, &digest(Hash::Sha256, &[])),
            &["boundary:lhash-of-another-hash", "mutant:A08"],
        ));
        return changed;
    }
    changed.push(new(
        "lhash-byte-20",
        "lHash is right in as many bytes as SHA-1 has, and wrong in the next",
        &|lhash| flip(lhash, 20, 0x01),
        &["boundary:lhash-byte-20", "mutant:A09"],
    ));
    changed.push(new(
        "lhash-of-sha1",
        "lHash is a SHA-1 hash, and zeros up to the length of the hash that is expected",
        &|lhash| {
            lhash.fill(0x00);
            put_cut(lhash, &digest(Hash::Sha1, &[]));
        },
        &["boundary:lhash-of-another-hash", "mutant:A02"],
    ));
    changed
}

/// As much of `new` as there is room for.
fn put_cut(bytes: &mut [u8], new: &[u8]) {
    bytes.iter_mut().zip(new).for_each(|(old, new)| *old = *new);
}

fn padding_string(basis: &Basis) -> Vec<Changed> {
    const FLAG: &str = "BadPaddingString";
    let (end, middle) = (last(&basis.parts.ps), basis.parts.ps.len() >> 1);
    let new = |id, comment, change: &dyn Fn(&mut [u8]), reasons| {
        Changed::new(id, comment, FLAG, basis, |parts| change(&mut parts.ps), reasons)
    };
    [
        new(
            "ps-first-byte",
            "PS starts with ff and then is all zeros",
            &|ps| put(ps, 0, &[0xff]),
            &["boundary:ps-first-byte", "mutant:A22"],
        ),
        new(
            "ps-middle-80",
            "one 80 in the middle of PS",
            &|ps| put(ps, middle, &[0x80]),
            &["boundary:ps-middle", "mutant:A22", "mutant:A24"],
        ),
        new(
            "ps-two-80",
            "two 80 in PS: their sum and their exclusive-or are 0",
            &|ps| {
                put(ps, middle, &[0x80]);
                put(ps, middle.saturating_sub(2), &[0x80]);
            },
            &["boundary:ps-two-80"],
        ),
        new(
            "ps-last-byte",
            "the last byte of PS is ff, and the separator follows",
            &|ps| put(ps, end, &[0xff]),
            &["boundary:ps-last-byte", "mutant:A22"],
        ),
        new(
            "ps-with-01",
            "a 01 in the middle of PS: the message starts there, and is too long for a key",
            &|ps| put(ps, middle, &[0x01]),
            &["boundary:ps-with-01", "mutant:A23", "mutant:A37"],
        ),
    ]
    .into_iter()
    .collect()
}

fn separator(basis: &Basis) -> Vec<Changed> {
    const FLAG: &str = "BadSeparator";
    let new = |id: &str, byte: u8, reasons| {
        let comment = format!("the byte between PS and the key is {byte:02x} in place of 01");
        Changed::new(id, &comment, FLAG, basis, |parts| parts.separator = Some(byte), reasons)
    };
    let nothing = |parts: &mut EncodedMessage| {
        let rest = parts.ps.len().saturating_add(parts.message.len()).saturating_add(1);
        parts.ps = run_of(0x00, rest);
        parts.separator = None;
        parts.message.clear();
    };
    [
        new("separator-00", 0x00, &["boundary:separator-00"]),
        new("separator-02", 0x02, &["boundary:separator-02", "mutant:A21"]),
        new("separator-81", 0x81, &["boundary:separator-81", "mutant:A21"]),
        new("separator-ff", 0xff, &["boundary:separator-ff", "mutant:A21"]),
        Changed::new(
            "no-separator",
            "nothing but zeros after lHash: no separator and no message",
            FLAG,
            basis,
            nothing,
            &["boundary:no-separator"],
        ),
    ]
    .into_iter()
    .collect()
}
