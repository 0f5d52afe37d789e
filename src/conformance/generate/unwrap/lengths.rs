//! Payloads that are no key of the kind that is expected. The libraries decrypt them without complaint.

use alloc::format;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

use super::super::GenerateError;
use super::wrapper::{Basis, Wrapper, because};
use super::{EXPECT, WRITTEN};
use crate::conformance::client::RejectClass;
use crate::conformance::oaep::longest_message;
use crate::conformance::vector::Case;

pub(super) fn cases(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let mut cases = of_no_kind(wrapper, basis)?;
    cases.extend(of_another_kind(wrapper, basis)?);
    cases.extend(grid(wrapper, basis)?);
    cases.extend(texts(wrapper, basis)?);
    Ok(cases)
}

/// What is expected, length, key or ciphertext to make it from, sibling, reasons.
type Row<'a> = (&'static str, usize, &'a [u8], &'static str, &'static [&'static str]);

/// Lengths that no kind of key has: the basis cut, or with more bytes after it.
fn of_no_kind(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let [k16, k24, k32] = &basis.keys;
    let longest = longest_message(wrapper.key.k(), wrapper.scheme.hash).unwrap_or_default();
    let cases: [Row<'_>; 11] = [
        ("any", 0, k16, "any-16", &["boundary:payload-length-0", "mutant:A37"]),
        (
            "any",
            1,
            k16,
            "any-16",
            &["boundary:payload-length-1", "mutant:A37", "mutant:A38"],
        ),
        ("any", 8, k16, "any-16", &["boundary:payload-length-8", "mutant:A37"]),
        (
            "any",
            15,
            k16,
            "any-16",
            &["boundary:payload-length-15", "mutant:A37", "mutant:A38"],
        ),
        (
            "any",
            17,
            k16,
            "any-16",
            &["boundary:payload-length-17", "mutant:A37", "mutant:A38"],
        ),
        (
            "any",
            23,
            k24,
            "any-24",
            &["boundary:payload-length-23", "mutant:A37", "mutant:A38"],
        ),
        (
            "any",
            25,
            k24,
            "any-24",
            &["boundary:payload-length-25", "mutant:A37", "mutant:A38"],
        ),
        (
            "any",
            31,
            k32,
            "any-32",
            &["boundary:payload-length-31", "mutant:A37", "mutant:A38"],
        ),
        (
            "any",
            33,
            k32,
            "any-32",
            &["boundary:payload-length-33", "mutant:A37", "mutant:A38"],
        ),
        (
            "any",
            longest,
            k32,
            "any-32",
            &["boundary:payload-length-longest", "mutant:A37", "mutant:A38"],
        ),
        ("tdes2", 8, k16, "tdes2", &["cell:tdes2-length-8", "mutant:A37"]),
    ];
    let more = wrapper.bytes("more", longest);
    let built = cases.into_iter().map(|(expect, len, key, sibling, reasons)| {
        let payload: Vec<u8> = key.iter().chain(&more).copied().take(len).collect();
        let name = if len == longest {
            "longest".into()
        } else {
            format!("{len}")
        };
        let id = format!("{expect}-length-{name}");
        let comment = match len {
            0 => "the separator ends EM: the message is empty".into(),
            1 => "a message of one byte".into(),
            _ if len == longest => format!("the longest message that OAEP takes, {len} bytes, with no PS"),
            _ if expect == "any" => format!("a message of {len} bytes; no kind of key is that long"),
            _ => format!("a message of {len} bytes; no {expect} key is that long"),
        };
        let case = wrapper
            .case_of(
                &id,
                &comment,
                &wrapper.seal(&wrapper.encode_with_seed(&basis.parts.seed, &payload)?)?,
                expect,
                &WRITTEN,
            )?
            .reject(RejectClass::UnwrapFailed, sibling)
            .flag("PayloadLength")
            .requirement(EXPECT);
        Ok(because(case, reasons))
    });
    built.collect()
}

/// Good ciphertexts of one kind of key where another kind is expected.
fn of_another_kind(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let [c16, c24, c32] = &basis.ciphertexts;
    let cases: [Row<'_>; 6] = [
        (
            "tdes2",
            24,
            c24,
            "tdes3",
            &["cell:tdes2-length-24", "mutant:A37", "mutant:A38"],
        ),
        (
            "tdes2",
            32,
            c32,
            "aes256",
            &["cell:tdes2-length-32", "mutant:A37", "mutant:A38"],
        ),
        ("tdes3", 16, c16, "tdes2", &["cell:tdes3-length-16", "mutant:A37"]),
        (
            "aes128",
            32,
            c32,
            "aes256",
            &["cell:aes128-length-32", "mutant:A37", "mutant:A38"],
        ),
        (
            "aes192",
            16,
            c16,
            "aes128",
            &["cell:aes192-length-16", "mutant:A37", "mutant:A38"],
        ),
        (
            "aes256",
            24,
            c24,
            "aes192",
            &["cell:aes256-length-24", "mutant:A37", "mutant:A38"],
        ),
    ];
    let built = cases.into_iter().map(|(expect, len, ciphertext, sibling, reasons)| {
        let id = format!("{expect}-length-{len}");
        let comment = format!("a key of {len} bytes, a good {sibling} key, where {expect} is expected");
        let case = wrapper
            .case_of(&id, &comment, ciphertext, expect, &WRITTEN)?
            .reject(RejectClass::UnwrapFailed, sibling)
            .flag("PayloadLength")
            .requirement(EXPECT);
        Ok(because(case, reasons))
    });
    built.collect()
}

/// Every kind with the lengths around those of all kinds, but for what stands above.
fn grid(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let above = [
        ("tdes2", 8),
        ("tdes2", 24),
        ("tdes2", 32),
        ("tdes3", 16),
        ("aes128", 32),
        ("aes192", 16),
        ("aes256", 24),
    ];
    let [k16, k24, k32] = &basis.keys;
    let more = wrapper.bytes("more", 33);
    let mut cases = Vec::new();
    for (kind, key) in [
        ("tdes2", k16),
        ("tdes3", k24),
        ("aes128", k16),
        ("aes192", k24),
        ("aes256", k32),
    ] {
        for len in [8, 15, 16, 17, 23, 24, 25, 31, 32, 33] {
            if len == key.len() || above.contains(&(kind, len)) {
                continue;
            }
            let payload: Vec<u8> = key.iter().chain(&more).copied().take(len).collect();
            let ciphertext = wrapper.seal(&wrapper.encode_with_seed(&basis.parts.seed, &payload)?)?;
            let comment = format!("a message of {len} bytes where {kind} is expected: the key cut, or with more bytes");
            let case = wrapper
                .case_of(&format!("{kind}-length-{len}"), &comment, &ciphertext, kind, &WRITTEN)?
                .reject(RejectClass::UnwrapFailed, kind)
                .flag("PayloadLength")
                .requirement(EXPECT)
                .reason(format!("cell:{kind}-length-{len}"));
            cases.push(case.finish());
        }
    }
    Ok(cases)
}

/// The text of a good key in place of its bytes.
fn texts(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<Vec<Case>, GenerateError> {
    let [k16, k24, _] = &basis.keys;
    let cases = [
        (
            "tdes2-payload-32-hex",
            "tdes2",
            hex::encode(k16),
            "the key as 32 hex digits",
        ),
        (
            "tdes2-payload-32-hex-upper",
            "tdes2",
            hex::encode_upper(k16),
            "the key as 32 upper-case hex digits",
        ),
        (
            "tdes2-payload-24-base64",
            "tdes2",
            Base64::encode_string(k16),
            "the key as 24 characters of base64",
        ),
        (
            "tdes3-payload-48-hex",
            "tdes3",
            hex::encode(k24),
            "the key as 48 hex digits",
        ),
        (
            "tdes3-payload-32-base64",
            "tdes3",
            Base64::encode_string(k24),
            "the key as 32 characters of base64",
        ),
    ];
    let built = cases.into_iter().map(|(id, kind, text, comment)| {
        let ciphertext = wrapper.seal(&wrapper.encode_with_seed(&basis.parts.seed, text.as_bytes())?)?;
        let case = wrapper
            .case_of(id, comment, &ciphertext, kind, &WRITTEN)?
            .reject(RejectClass::UnwrapFailed, kind)
            .flag("KeyBytesAsText")
            .requirement(EXPECT);
        Ok(case.reason(format!("boundary:{id}")).finish())
    });
    built.collect()
}
