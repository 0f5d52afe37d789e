//! The public half of a new key pair in both its forms, and what comes close.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};

use super::super::GenerateError;
use super::super::build::{CaseBuilder, FileBuilder, group};
use super::super::fresh::Fresh;
use super::super::keys::RsaKey;
use super::{ACCEPTED_BY, BASE64, F4, RSA_KEY, SHAPE, WRITTEN, from_spki, plain_spki};
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::vector::{Case, VectorFile};

pub(in super::super) fn file(fresh: &Fresh, key: &RsaKey) -> Result<(String, VectorFile), GenerateError> {
    FileBuilder::new(
        "fresh_public_key_check",
        Op::PublicKeyCheck,
        "Fresh: the public half of a new key pair",
    )
    .made_by(fresh.source())
    .param("shape", "spki")
    .spec(SHAPE)
    .spec(BASE64)
    .group(group("key", "one new key", None, Value::Null, cases(key)))
    .finish()
}

fn cases(key: &RsaKey) -> Vec<Case> {
    const HEX: &str = "000-hex";
    const TEXT: &str = "001-base64";
    let der = plain_spki(key);
    let text = Base64::encode_string(&der);
    let good = |case: CaseBuilder, clause| {
        case.accept(json!({}))
            .requirement(clause)
            .step("modulus", &key.modulus)
            .step("exponent", F4)
            .agreed(&ACCEPTED_BY)
    };
    let from_text = |id, comment, text: &str| CaseBuilder::new(id, comment, json!({ "text": text }));
    let bad = |case: CaseBuilder, class, sibling: &str, flag, clause| {
        case.reject(class, sibling)
            .flag(flag)
            .requirement(clause)
            .agreed(&WRITTEN)
    };
    let folded = format!(
        "{}\n{}",
        text.get(..64).unwrap_or_default(),
        text.get(64..).unwrap_or_default()
    );
    let mut even = key.modulus.clone();
    if let Some(last) = even.last_mut() {
        *last &= 0xfe;
    }
    let even = super::spki(&super::pkcs1_public(&super::integer(&even), &super::integer(F4)));
    let (encoding, invalid) = (RejectClass::Encoding, RejectClass::KeyInvalid);
    let cases = [
        good(from_spki(HEX, "a new key, its DER in hex", &der), SHAPE).reason("cell:hex"),
        good(from_text(TEXT, "the same key as bare base64", &text), BASE64).reason("cell:base64"),
        bad(
            from_text("002-line-end", "a line end in the base64", &folded),
            encoding,
            TEXT,
            "PublicKeyText",
            BASE64,
        )
        .reason("boundary:line-end"),
        bad(
            from_spki(
                "003-byte-after",
                "a byte 00 behind the DER",
                &[der.as_slice(), &[0]].concat(),
            ),
            invalid,
            HEX,
            "PublicKeyShape",
            SHAPE,
        )
        .reason("boundary:byte-after"),
        bad(
            from_spki("004-even", "the modulus less one: even", &even),
            invalid,
            HEX,
            "BadModulus",
            RSA_KEY,
        )
        .reason("boundary:even"),
    ];
    cases.into_iter().map(CaseBuilder::finish).collect()
}
