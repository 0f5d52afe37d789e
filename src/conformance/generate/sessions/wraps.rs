//! Wrapped keys: what a session shows of the cryptography, to whoever can be asked nothing else.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::scene::{PIN, Scene, wrap};
use super::{AES, PAN, Sessions, TDES, Told};
use crate::conformance::client::{BridgeName, Flow};
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::{Level, Odd, VectorFile, Wrap};

/// Id, comment and what is special, of keys that are taken.
const TAKEN: [(&str, &str, Wrap); 4] = [
    (
        "even-parity",
        "A key whose parity bits are all wrong: parity does not matter",
        Wrap::EvenParity,
    ),
    (
        "blanks-in-key",
        "A key that starts with 00 and ends with 20 0a: it is bytes, not text",
        Wrap::Blanks,
    ),
    ("high-bytes", "A key of bytes above 7f", Wrap::HighBytes),
    ("leading-zero", "A ciphertext that starts with 00", Wrap::LeadingZero),
];

/// Those that are not.
const NOT_TAKEN: [(&str, &str, Wrap); 28] = [
    ("mgf1-sha1", "MGF1 with SHA-1", Wrap::MgfSha1),
    ("sha1", "SHA-1 for label and MGF1", Wrap::Sha1),
    ("label-sha1", "SHA-1 for the label", Wrap::LabelSha1),
    ("pkcs1", "Padding of PKCS #1 v1.5", Wrap::Pkcs1),
    ("label", "A label where there is none", Wrap::Label),
    ("lhash-zero", "The hash of the label is all 00", Wrap::LhashZero),
    (
        "lhash-first",
        "The hash of the label differs in its first byte",
        Wrap::LhashFirst,
    ),
    (
        "lhash-last",
        "The hash of the label differs in its last byte",
        Wrap::LhashLast,
    ),
    ("first-byte", "The encoded message starts with 01", Wrap::FirstByte),
    ("separator", "The separator is 02", Wrap::Separator),
    ("no-separator", "There is no separator", Wrap::NoSeparator),
    ("padding", "A byte of the padding is not 00", Wrap::Padding),
    ("raw-first", "No padding, the key in front", Wrap::RawFirst),
    ("raw-last", "No padding, the key at the end", Wrap::RawLast),
    ("tampered", "One bit of the ciphertext is another one", Wrap::Tampered),
    ("short", "The ciphertext lacks its last byte", Wrap::Short),
    ("long-front", "A byte 00 in front of the ciphertext", Wrap::LongFront),
    ("long-back", "A byte behind the ciphertext", Wrap::LongBack),
    ("above-modulus", "The ciphertext plus the modulus", Wrap::AboveModulus),
    ("other-key", "Wrapped to another public key", Wrap::OtherKey),
    ("base64url", "Base64 for URLs", Wrap::Base64Url),
    ("line-breaks", "Base64 with line breaks", Wrap::LineBreaks),
    ("no-padding", "Base64 without its padding", Wrap::NoPadding),
    (
        "base64url-with-padding",
        "Base64 for URLs with its padding",
        Wrap::Text(Odd::Url),
    ),
    ("blanks-around", "Base64 with blanks around it", Wrap::Text(Odd::Blanks)),
    (
        "sign-inside",
        "Base64 with a sign of no alphabet",
        Wrap::Text(Odd::Sign),
    ),
    (
        "stray-bits",
        "Base64 with bits that belong to no byte",
        Wrap::Text(Odd::StrayBits),
    ),
    ("hex-text", "Hex in place of base64", Wrap::Hex),
];

/// Keys that no issuer makes: `should`, as everywhere in the vectors.
const WEAK: [(&str, &str, Wrap); 4] = [
    (
        "same-halves",
        "Both halves of the key are equal: single DES",
        Wrap::SameHalves,
    ),
    ("zero-key", "A key without a bit", Wrap::Zero),
    ("weak-half", "The first half is a weak key of DES", Wrap::WeakHalf),
    ("sample-key", "The key of an issuer's published sample", Wrap::SampleKey),
];

pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new("session_tzpk", "Wrapped keys in a session", Flow::SetPin, TDES);
    taken(&mut file, &TAKEN, None);
    let lengths = [0, 8, 15, 17, 24, 32];
    not_taken(&mut file, &NOT_TAKEN, &lengths, &WEAK, None);
    file.finish("The block that follows must open under the key; a key that is no good ends the session")
}

pub(super) fn aes_file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new("session_tzpk_aes", "Wrapped AES keys in a session", Flow::SetPin, AES);
    let pick = |ids: &[&str]| -> Vec<(&'static str, &'static str, Wrap)> {
        let all = TAKEN.iter().chain(&NOT_TAKEN).chain(&WEAK);
        all.filter(|(id, ..)| ids.contains(id)).copied().collect()
    };
    taken(&mut file, &pick(&["blanks-in-key"]), Some(PAN));
    let wrong = pick(&["mgf1-sha1", "sha1", "label", "lhash-last", "tampered", "other-key"]);
    not_taken(
        &mut file,
        &wrong,
        &[24, 32],
        &pick(&["zero-key", "sample-key"]),
        Some(PAN),
    );
    file.finish("The block that follows must open under the key; a key that is no good ends the session")
}

fn scene(file: &Sessions, pan: Option<&str>) -> Scene {
    match pan {
        Some(pan) => file.scene().pan(pan).open(),
        None => file.scene().open(),
    }
}

fn told<'a>(id: &str, comment: &'a str, reason: &'a str) -> Told<'a> {
    Told {
        id: id.to_string(),
        comment,
        requirement: &["guide-8"],
        reason,
    }
}

fn taken(file: &mut Sessions, list: &[(&str, &str, Wrap)], pan: Option<&str>) {
    for (id, comment, special) in list {
        let scene = scene(file, pan).reply(wrap(*special)).submit(PIN).set();
        file.good(&told(id, comment, &format!("boundary:{id}")), BridgeName::Ios, scene);
    }
}

fn not_taken(
    file: &mut Sessions,
    list: &[(&str, &str, Wrap)],
    lengths: &[usize],
    weak: &[(&str, &str, Wrap)],
    pan: Option<&str>,
) {
    for (id, comment, special) in list {
        let scene = scene(file, pan).reply_ends(wrap(*special));
        file.beside(&told(id, comment, &format!("boundary:{id}")), scene);
    }
    for length in lengths {
        let id = format!("{length}-bytes");
        let scene = scene(file, pan).reply_ends(wrap(Wrap::Length(*length)));
        file.beside(&told(&id, "A key of this length", &format!("boundary:{id}")), scene);
    }
    for (id, comment, special) in weak {
        let scene = scene(file, pan).reply_ends(wrap(*special));
        file.beside(&told(id, comment, &format!("boundary:{id}")), scene);
        if let Some(case) = file.cases.last_mut() {
            case.level = Level::Should;
        }
    }
}
