//! The public key as the text of a field: bare base64, and what comes close to it.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64ct::{Base64, Base64Url, Encoding as _};
use serde_json::json;

use super::super::build::CaseBuilder;
use super::super::keys::RsaKey;
use super::der::{integer, pkcs1_public};
use super::{BASE64, F4, SHAPE, WRITTEN, key_refused, plain_spki};
use crate::conformance::client::RejectClass;
use crate::conformance::vector::Case;

/// The accepted text that the refused ones differ from.
const TEXT: &str = "text";

fn from_text(id: &str, comment: &str, text: &str) -> CaseBuilder {
    CaseBuilder::new(id, comment, json!({"text": text}))
}

pub(super) fn cases(key: &RsaKey) -> Vec<Case> {
    let der = plain_spki(key);
    let text = Base64::encode_string(&der);
    let mut cases = Vec::new();
    cases.push(
        from_text(TEXT, "bare base64: standard alphabet, padded, on one line", &text)
            .accept(json!({}))
            .flag("PublicKeyText")
            .requirement(BASE64)
            .sibling("rsa-4096")
            .step("modulus", &key.modulus)
            .step("exponent", F4)
            .reason("cell:text")
            .agreed(&super::ACCEPTED_BY)
            .finish(),
    );
    cases.extend(encodings(&text));
    // Good base64 of something else: the fault is the key's.
    for (id, comment, bytes, flag, mutant) in [
        (
            "text-pkcs1",
            "base64 of the PKCS#1 body",
            pkcs1_public(&integer(&key.modulus), &integer(F4)),
            "PublicKeyShape",
            "mutant:B04",
        ),
        (
            "text-private-key",
            "base64 of the private key, PKCS#8",
            key.pkcs8.clone(),
            "PrivateKeySent",
            "mutant:B08",
        ),
        (
            "text-encoded-twice",
            "base64 of the base64",
            text.clone().into_bytes(),
            "PublicKeyText",
            "mutant:B05",
        ),
        (
            "text-of-hex",
            "base64 of the hex digits of the key",
            hex::encode(&der).into_bytes(),
            "PublicKeyText",
            "mutant:B05",
        ),
        (
            "text-of-pem",
            "base64 of the PEM file",
            pem(&text, "\n").into_bytes(),
            "PublicKeyText",
            "mutant:B05",
        ),
        (
            "text-empty",
            "an empty text: base64 of no bytes",
            Vec::new(),
            "PublicKeyText",
            "",
        ),
    ] {
        let case = key_refused(from_text(id, comment, &Base64::encode_string(&bytes)), id, TEXT)
            .flag(flag)
            .requirement(SHAPE);
        cases.push(because(case, mutant, id));
    }
    cases
}

/// Ends a case with its reasons: the bug that takes the text, where there is one, and the boundary.
fn because(case: CaseBuilder, mutant: &str, id: &str) -> Case {
    let case = if mutant.is_empty() { case } else { case.reason(mutant) };
    case.reason(format!("boundary:{id}")).finish()
}

/// The text in lines of 64 characters.
fn lines(text: &str, end: &str) -> String {
    let mut out = String::new();
    for (place, character) in text.chars().enumerate() {
        if place > 0 && place % 64 == 0 {
            out.push_str(end);
        }
        out.push(character);
    }
    out
}

fn pem(text: &str, end: &str) -> String {
    format!(
        "-----BEGIN PUBLIC KEY-----{end}{}{end}-----END PUBLIC KEY-----{end}",
        lines(text, end)
    )
}

/// Texts that are not bare base64, from one that is.
fn encodings(text: &str) -> Vec<Case> {
    let unpadded = text.trim_end_matches('=');
    let url = Base64::decode_vec(text)
        .map(|der| Base64Url::encode_string(&der))
        .unwrap_or_default();
    let (start, end) = text.split_at_checked(40).unwrap_or_default();
    let url_unpadded = url.trim_end_matches('=').to_string();
    let cases: [(&str, &str, String, &str); 26] = [
        ("text-pem", "PEM armour, LF", pem(text, "\n"), "mutant:B05"),
        ("text-pem-crlf", "PEM armour, CR LF", pem(text, "\r\n"), "mutant:B05"),
        (
            "text-armour-one-line",
            "PEM armour with the line breaks taken out",
            pem(text, "").replace('\n', ""),
            "mutant:B05",
        ),
        (
            "text-lines-lf",
            "lines of 64 characters, LF",
            lines(text, "\n"),
            "mutant:B05",
        ),
        (
            "text-lines-crlf",
            "lines of 64 characters, CR LF",
            lines(text, "\r\n"),
            "mutant:B05",
        ),
        (
            "text-lf-at-the-end",
            "a line feed at the end",
            format!("{text}\n"),
            "mutant:B05",
        ),
        ("text-url-alphabet", "the alphabet of base64url", url, "mutant:B05"),
        (
            "text-url-alphabet-no-padding",
            "the alphabet of base64url, without padding",
            url_unpadded,
            "",
        ),
        (
            "text-blank-for-plus",
            "each plus sign is a blank, as a form decodes it",
            text.replace('+', " "),
            "",
        ),
        (
            "text-percent-plus",
            "each plus sign is written %2B, as in an address",
            text.replace('+', "%2B"),
            "",
        ),
        ("text-space-behind", "a space behind", format!("{text} "), ""),
        ("text-tab-inside", "a tab inside", format!("{start}\t{end}"), ""),
        (
            "text-cr-at-the-end",
            "a carriage return at the end",
            format!("{text}\r"),
            "",
        ),
        ("text-crlf-at-the-end", "CR LF at the end", format!("{text}\r\n"), ""),
        ("text-in-quotes", "in double quotes", format!("\"{text}\""), ""),
        (
            "text-bom-before",
            "a byte order mark before",
            format!("\u{feff}{text}"),
            "",
        ),
        ("text-nul-behind", "a NUL behind", format!("{text}\0"), ""),
        ("text-no-padding", "the padding is missing", unpadded.to_string(), ""),
        (
            "text-padding-cut",
            "the last character of the padding is missing",
            cut(text),
            "",
        ),
        (
            "text-padding-too-long",
            "one character of padding too many",
            format!("{text}="),
            "",
        ),
        (
            "text-space-inside",
            "a space inside",
            format!("{start} {end}"),
            "mutant:A39",
        ),
        ("text-space-before", "a space before", format!(" {text}"), "mutant:A39"),
        (
            "text-junk-after",
            "a full stop after the padding",
            format!("{text}."),
            "mutant:A39",
        ),
        (
            "text-junk-inside",
            "a character inside that base64 does not have",
            format!("{start}*{end}"),
            "mutant:A39",
        ),
        (
            "text-stray-bits",
            "the last character before the padding has a bit that counts for nothing",
            stray_bits(text),
            "mutant:A39",
        ),
        (
            "text-hex",
            "hex in place of base64, with a colon between bytes",
            colons(text),
            "mutant:B05",
        ),
    ];
    let built = cases.into_iter().map(|(id, comment, text, mutant)| {
        let case = from_text(id, comment, &text)
            .reject(RejectClass::Encoding, TEXT)
            .flag("PublicKeyText")
            .requirement(BASE64)
            .agreed(&WRITTEN);
        because(case, mutant, id)
    });
    built.collect()
}

/// Without the last character.
fn cut(text: &str) -> String {
    let mut characters = text.chars();
    characters.next_back();
    characters.collect()
}

/// The last character before the padding with its lowest bit set; decoding drops that bit.
fn stray_bits(text: &str) -> String {
    let unpadded = text.trim_end_matches('=');
    let padding = text.get(unpadded.len()..).unwrap_or_default();
    let last = unpadded.chars().next_back().unwrap_or_default();
    // A, Q, g, w: the characters whose lower bits are all zero; the next letter has the lowest one set.
    let next = char::from_u32(u32::from(last).saturating_add(1)).unwrap_or_default();
    format!("{}{next}{padding}", cut(unpadded))
}

fn colons(text: &str) -> String {
    let der = Base64::decode_vec(text).unwrap_or_default();
    der.iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .join(":")
}
