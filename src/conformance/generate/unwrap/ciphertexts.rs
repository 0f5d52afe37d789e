//! Ciphertexts as numbers: leading zeros, the top bit, the range, the length.

use alloc::format;
use alloc::vec::Vec;

use super::super::GenerateError;
use super::EVERYBODY;
use super::wrapper::{Basis, Wrapper, because, flip, last, opened, put, run_of};
use crate::conformance::client::RejectClass;
use crate::conformance::vector::{Case, Level};

const LENGTH: &str = "RFC 8017, section 7.1.2, step 1.b";
const RANGE: &str = "RFC 8017, section 7.1.2, step 2.b";
const TO_BYTES: &str = "RFC 8017, section 7.1.2, step 2.c";
const SEED: &str = "RFC 8017, section 7.1.2, step 3.d";

pub(super) fn cases(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let mut cases = accepted(wrapper, basis.key16())?;
    cases.push(stripped(wrapper, basis.key16())?);
    cases.extend(wrong_length(wrapper, basis)?);
    cases.extend(out_of_range(wrapper, basis)?);
    cases.extend(other_numbers(wrapper, basis)?);
    Ok(cases)
}

/// Id, comment, ciphertext, what is expected or the sibling, reasons.
type Row<'a, C> = (&'static str, &'static str, C, &'static str, &'a [&'static str]);

fn first_byte(bytes: &[u8]) -> u8 {
    bytes.first().copied().unwrap_or_default()
}

/// The ciphertext of `key` that starts with 00.
fn leading_00(wrapper: &Wrapper<'_>, key: &[u8]) -> Result<Vec<u8>, GenerateError> {
    // One 00 only: what a client strips is then one byte, too.
    wrapper.search("leading-00", key, |_, c| {
        c.starts_with(&[0x00]) && !c.starts_with(&[0x00, 0x00])
    })
}

/// The ciphertext of `key` with which `n` can be added and the sum still has `k` bytes.
fn low(wrapper: &Wrapper<'_>, key: &[u8]) -> Result<Vec<u8>, GenerateError> {
    wrapper.search("low", key, |_, c| (0x01..=0x0f).contains(&first_byte(c)))
}

fn accepted(wrapper: &Wrapper<'_>, key: &[u8]) -> Result<Vec<Case>, GenerateError> {
    let hlen = wrapper.scheme.hash.output_len();
    let high = wrapper.search("high", key, |_, c| first_byte(c) >= 0x80)?;
    let zero = leading_00(wrapper, key)?;
    let second = |em: &[u8], wanted: fn(u8) -> bool| em.get(1).is_some_and(|byte| wanted(*byte));
    let seed = |byte| {
        wrapper
            .encode_with_seed(&run_of(byte, hlen), key)
            .and_then(|parts| wrapper.seal(&parts))
    };
    let plain: [Row<'_, &[u8]>; 9] = [
        (
            "leading-00",
            "the ciphertext starts with 00",
            &zero,
            "any",
            &["mutant:A28", "boundary:c-first-00"],
        ),
        (
            "leading-00-tdes2",
            "the ciphertext starts with 00",
            &zero,
            "tdes2",
            &["mutant:A28", "cell:c-first-00-tdes2"],
        ),
        (
            "leading-00-aes128",
            "the ciphertext starts with 00",
            &zero,
            "aes128",
            &["mutant:A28", "cell:c-first-00-aes128"],
        ),
        (
            "top-bit",
            "the top bit of the ciphertext is set",
            &high,
            "any",
            &["mutant:A31", "boundary:c-first-80-ff"],
        ),
        (
            "first-byte-small",
            "the first byte of the ciphertext is between 01 and 0f",
            &low(wrapper, key)?,
            "any",
            &["boundary:c-first-01-0f"],
        ),
        (
            "em-two-leading-00",
            "EM starts with two 00: as a number it is two bytes short",
            &wrapper.search("em-00", key, |em, _| second(em, |byte| byte == 0))?,
            "any",
            &["boundary:em-second-00"],
        ),
        (
            "em-second-byte-high",
            "the second byte of EM is 80 or more: as a signed number it has a byte for the sign",
            &wrapper.search("em-80", key, |em, _| second(em, |byte| byte >= 0x80))?,
            "any",
            &["boundary:em-second-80-ff"],
        ),
        (
            "seed-all-00",
            "the seed is all zeros",
            &seed(0x00)?,
            "any",
            &["boundary:seed-all-00"],
        ),
        (
            "seed-all-ff",
            "the seed is all ones",
            &seed(0xff)?,
            "any",
            &["boundary:seed-all-ff"],
        ),
    ];
    let mut cases = Vec::new();
    for (id, comment, ciphertext, expect, reasons) in plain {
        let (flag, clause) = if id.starts_with("seed") {
            ("ConstructedSeed", SEED)
        } else {
            ("NumberAsBytes", TO_BYTES)
        };
        let case = wrapper
            .case(id, comment, ciphertext, expect)?
            .accept(opened(expect, key)?)
            .flag(flag)
            .requirement(clause);
        cases.push(because(case, reasons));
    }
    Ok(cases)
}

/// Strictly the wrong length, and yet what some platforms take.
fn stripped(wrapper: &Wrapper<'_>, key: &[u8]) -> Result<Case, GenerateError> {
    let whole = leading_00(wrapper, key)?;
    let comment = "the ciphertext starts with 00, and that byte is not sent";
    let case = wrapper
        .case(
            "leading-00-stripped",
            comment,
            whole.get(1..).unwrap_or_default(),
            "any",
        )?
        .either(opened("any", key)?, RejectClass::CiphertextLength)
        .level(Level::Should)
        .sibling("leading-00")
        .flag("StrippedZero")
        .requirement(LENGTH)
        .reason("boundary:c-length-k-1-leading-00");
    Ok(case.finish())
}

fn wrong_length(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let whole = basis.c16();
    let but_last = whole.get(..last(whole)).unwrap_or_default();
    let but_first = whole.get(1..).unwrap_or_default();
    let cases: [(&str, &str, Vec<u8>, &[&str]); 5] = [
        (
            "no-ciphertext",
            "no ciphertext at all",
            Vec::new(),
            &["boundary:c-length-0"],
        ),
        (
            "last-byte-cut",
            "the last byte of the ciphertext is missing",
            but_last.to_vec(),
            &["boundary:c-length-k-1", "mutant:A27"],
        ),
        (
            "first-byte-cut",
            "the first byte of the ciphertext, which is not 00, is missing",
            but_first.to_vec(),
            &["boundary:c-length-k-1-first", "mutant:A27"],
        ),
        (
            "byte-appended",
            "a byte follows the ciphertext",
            [whole, &[0x5a]].concat(),
            &["boundary:c-length-k+1", "mutant:A29"],
        ),
        (
            "00-prepended",
            "a 00 stands before the ciphertext: the same number, the wrong length",
            [&[0x00], whole].concat(),
            &["boundary:c-length-k+1-first-00", "mutant:A29"],
        ),
    ];
    let built = cases.into_iter().map(|(id, comment, ciphertext, reasons)| {
        // The JDK pads what is too short, and then refuses it without a word about its length.
        let agreed: &[&str] = if ciphertext.len() < wrapper.key.k() {
            &["py-cryptography", "py-written", "java-written"]
        } else {
            &EVERYBODY
        };
        let case = wrapper
            .case_of(id, comment, &ciphertext, "any", agreed)?
            .reject(RejectClass::CiphertextLength, "any-16")
            .flag("CiphertextLength")
            .requirement(LENGTH);
        Ok(because(case, reasons))
    });
    built.collect()
}

fn out_of_range(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let key = wrapper.key;
    let sum = |c: &[u8]| {
        key.plus_modulus(c)
            .ok_or_else(|| GenerateError(format!("{}: c + n too long", wrapper.stem)))
    };
    let mut one = run_of(0x00, key.k());
    let place = last(&one);
    put(&mut one, place, &[0x01]);
    let cases: [Row<'_, Vec<u8>>; 4] = [
        (
            "plus-modulus",
            "n is added to a good ciphertext: the same remainder, out of range",
            sum(&low(wrapper, basis.key16())?)?,
            "first-byte-small",
            &["boundary:c-plus-n", "mutant:A30"],
        ),
        (
            "equals-modulus",
            "the ciphertext is n",
            key.modulus.clone(),
            "any-16",
            &["boundary:c-n"],
        ),
        (
            "modulus-plus-1",
            "the ciphertext is n + 1",
            sum(&one)?,
            "any-16",
            &["boundary:c-n+1"],
        ),
        (
            "all-ff",
            "every byte of the ciphertext is ff",
            run_of(0xff, key.k()),
            "any-16",
            &["boundary:c-all-ff"],
        ),
    ];
    let built = cases.into_iter().map(|(id, comment, ciphertext, sibling, reasons)| {
        let case = wrapper
            .case(id, comment, &ciphertext, "any")?
            .reject(RejectClass::UnwrapFailed, sibling)
            .flag("CiphertextRange")
            .requirement(RANGE);
        Ok(because(case, reasons))
    });
    built.collect()
}

/// Numbers in range that are no ciphertext of anything.
fn other_numbers(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let k = wrapper.key.k();
    let mut one = run_of(0x00, k);
    let place = last(&one);
    put(&mut one, place, &[0x01]);
    let mut minus_one = wrapper.key.modulus.clone();
    // n is odd.
    flip(&mut minus_one, place, 0x01);
    let mut changed = basis.c16().to_vec();
    flip(&mut changed, place, 0x01);
    // The sibling's ciphertext read from its end need not be below n; the same key under another seed is.
    let backwards = wrapper.search("backwards", basis.key16(), |_, c| {
        c.iter().rev().lt(&wrapper.key.modulus) && c.first() != Some(&0) && c.last() != Some(&0)
    })?;
    let cases: [(&str, &str, Vec<u8>, &[&str]); 5] = [
        (
            "number-0",
            "the ciphertext is the number 0",
            run_of(0x00, k),
            &["boundary:c-0", "mutant:A34"],
        ),
        (
            "number-1",
            "the ciphertext is the number 1",
            one,
            &["boundary:c-1", "mutant:A07"],
        ),
        (
            "modulus-minus-1",
            "the ciphertext is n - 1",
            minus_one,
            &["boundary:c-n-1", "mutant:A34"],
        ),
        (
            "last-bit-flipped",
            "the last bit of the ciphertext is wrong",
            changed,
            &["boundary:c-last-bit", "mutant:A34"],
        ),
        (
            "bytes-backwards",
            "the bytes of a good ciphertext in the other order",
            backwards.into_iter().rev().collect(),
            &["boundary:c-backwards", "mutant:A31"],
        ),
    ];
    let built = cases.into_iter().map(|(id, comment, ciphertext, reasons)| {
        let case = wrapper
            .case(id, comment, &ciphertext, "any")?
            .reject(RejectClass::UnwrapFailed, "any-16")
            .flag("ModifiedCiphertext")
            .requirement(super::STEP_3G);
        Ok(because(case, reasons))
    });
    built.collect()
}
