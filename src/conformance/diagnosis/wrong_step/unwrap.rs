//! An unwrap that gave another key, or a key where there is none.

use alloc::format;
use alloc::string::{String, ToString};

use super::{recorded, step};
use crate::conformance::client::{ExpectedKind, OaepFields, Output, Request};
use crate::conformance::oaep::{EncodedMessage, digest};
use crate::conformance::report::WrongStep;
use crate::conformance::vector::{TestCase, Verdict};
use crate::tzpk::TzpkKind;

pub(super) fn first(test: &TestCase, got: &[u8]) -> Option<WrongStep> {
    let Request::TzpkUnwrap {
        scheme,
        wrapped,
        expect,
        ..
    } = &test.prompt.request
    else {
        return None;
    };
    let em = recorded(test, "em").and_then(|em| hex::decode(em).ok());
    let parts = em.as_deref().and_then(|em| {
        let parts = EncodedMessage::from_bytes(em, scheme.hash, scheme.mgf_hash)?;
        Some((em, parts))
    });
    let Some((em, parts)) = parts else {
        return ciphertext(test, wrapped);
    };
    if let Some(other) = other_part(em, &parts, got) {
        let expected = match test.case.verdict {
            Verdict::Reject => "none: it does not unwrap".to_string(),
            _ => hex::encode(&parts.message),
        };
        return Some(step("message", expected, other));
    }
    if test.case.verdict == Verdict::Reject {
        return unchecked(&parts, scheme, *expect);
    }
    let Some(Output::Unwrapped(expected)) = &test.output else {
        return None;
    };
    let expected = hex::decode(expected.tzpk.as_ref()?).ok()?;
    Some(step("message", hex::encode(&expected), changed(&expected, got)))
}

/// The ciphertext itself, where nothing may be decrypted at all.
fn ciphertext(test: &TestCase, wrapped: &str) -> Option<WrongStep> {
    let wanted = test.rsa_bits?.checked_div(8)?;
    let has = u32::try_from(wrapped.len().checked_div(2)?).ok()?;
    Some(if has == wanted {
        step(
            "wrapped",
            "a number below the modulus",
            "one that is not, and a key came out",
        )
    } else {
        step(
            "wrapped",
            format!("{wanted} bytes"),
            format!("{has} bytes, and a key came out"),
        )
    })
}

/// Another part of the encoded message in place of the key.
fn other_part(em: &[u8], parts: &EncodedMessage, got: &[u8]) -> Option<String> {
    let db = parts.db();
    let named: [(&str, &[u8]); 4] = [
        ("the seed", &parts.seed),
        ("DB", &db),
        ("the hash of the label", &parts.lhash),
        ("the encoded message", em),
    ];
    let is = |part: &[u8]| part == got;
    let within = |part: &[u8]| got.len() >= 8 && (part.starts_with(got) || part.ends_with(got));
    let all = named.iter().find(|(_, part)| is(part));
    let some = || {
        let outside = got != parts.message.as_slice() && !parts.message.starts_with(got);
        let mut parts = named.iter().filter(|_| outside);
        parts.find(|(_, part)| within(part))
    };
    all.map(|(name, _)| format!("{name}, {}", hex::encode(got)))
        .or_else(|| some().map(|(name, _)| format!("a piece of {name}, {}", hex::encode(got))))
}

/// The check that was not made.
fn unchecked(parts: &EncodedMessage, scheme: &OaepFields, expect: ExpectedKind) -> Option<WrongStep> {
    let lhash = digest(scheme.hash, &hex::decode(&scheme.label).unwrap_or_default());
    let lengths = match expect {
        ExpectedKind::Only(kind) => format!("{} bytes", kind.key_len()),
        ExpectedKind::Any => "16, 24 or 32 bytes".to_string(),
    };
    let fits = match expect {
        ExpectedKind::Only(kind) => parts.message.len() == kind.key_len(),
        ExpectedKind::Any => TzpkKind::ALL.iter().any(|kind| parts.message.len() == kind.key_len()),
    };
    if parts.y != 0 {
        Some(step("y", "00", format!("{:02x}, and a key came out", parts.y)))
    } else if parts.lhash != lhash {
        let got = format!("{}, and a key came out", hex::encode(&parts.lhash));
        Some(step("lhash", hex::encode(lhash), got))
    } else if parts.separator != Some(0x01) {
        let got = parts
            .separator
            .map_or_else(|| "none".to_string(), |byte| format!("{byte:02x}"));
        Some(step(
            "separator",
            "01 behind zeros",
            format!("{got}, and a key came out"),
        ))
    } else if !fits {
        let got = format!("{} bytes, and a key came out", parts.message.len());
        Some(step("message", lengths, got))
    } else {
        None
    }
}

/// How the right key was changed.
fn changed(expected: &[u8], got: &[u8]) -> String {
    let shown = hex::encode(got);
    let text = core::str::from_utf8(got)
        .ok()
        .filter(|text| hex::encode(expected) == text.to_lowercase());
    let how = if text.is_some() {
        "the key in hex as text"
    } else if got.is_empty() {
        "nothing"
    } else if expected.starts_with(got) {
        "the start of the key"
    } else if expected.ends_with(got) {
        "the end of the key"
    } else if got.starts_with(expected) {
        "the key and more behind it"
    } else if got.ends_with(expected) {
        "the key and more in front of it"
    } else if got.iter().rev().eq(expected) {
        "the key backwards"
    } else if got.len() == expected.len() && got.iter().zip(expected).all(|(got, byte)| (got ^ byte) & 0xfe == 0) {
        "the key with other parity bits"
    } else {
        return shown;
    };
    format!("{how}: {shown}")
}
