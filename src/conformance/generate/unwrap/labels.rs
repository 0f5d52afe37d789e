//! Labels: the right one opens, every other does not.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::GenerateError;
use super::STEP_3G;
use super::wrapper::{Basis, Wrapper, because, flip, last, opened, run_of};
use crate::conformance::client::RejectClass;
use crate::conformance::oaep::{EncodedMessage, digest};
use crate::conformance::vector::Case;

const LABEL: &str = "RFC 8017, section 7.1.2, step 3.a";

/// The case of the group without label, and those of the group with labels. They all wrap one key under one seed.
pub(super) fn cases(wrapper: &Wrapper<'_>, basis: &Basis) -> Result<(Case, Vec<Case>), GenerateError> {
    let key = basis.key16();
    let seal = |wrapper: &Wrapper<'_>| {
        wrapper
            .encode_with_seed(&basis.parts.seed, key)
            .and_then(|parts| wrapper.seal(&parts))
    };
    let mut labelled = Vec::new();
    let early = early_00(wrapper)?;
    let labels: [(&str, &str, &[u8], &[&str]); 9] = [
        (
            "label-short",
            "the label `tzpk`",
            b"tzpk",
            &["mutant:A16", "boundary:label-short"],
        ),
        (
            "label-one-00",
            "the label is one byte 00, which is not the empty label",
            &[0x00],
            &["mutant:A16", "boundary:label-00"],
        ),
        (
            "label-with-00",
            "a 00 inside the label",
            b"tz\0pk",
            &["mutant:A16", "boundary:label-00-inside"],
        ),
        (
            "label-capitals",
            "a label in capital letters, which is not that in small ones",
            b"TZPK",
            &["mutant:A53", "boundary:label-capitals"],
        ),
        (
            "label-utf8",
            "a label with a letter that UTF-8 writes in two bytes",
            "cl\u{e9}".as_bytes(),
            &["mutant:A53", "boundary:label-utf8"],
        ),
        (
            "label-latin1",
            "the same label in Latin-1, whose bytes are no UTF-8",
            b"cl\xe9",
            &["mutant:A53", "boundary:label-latin1"],
        ),
        (
            "label-blank-behind",
            "a label that ends in a blank, which is part of it",
            b"tzpk ",
            &["boundary:label-blank-behind"],
        ),
        (
            "label-300-bytes",
            "a label of 300 bytes",
            &run_of(0x6c, 300),
            &["mutant:A16", "boundary:label-300"],
        ),
        (
            "label-hash-early-00",
            "the second byte of the label's hash is 00",
            early.as_bytes(),
            &["boundary:lhash-early-00"],
        ),
    ];
    for (id, comment, label, reasons) in labels {
        let wrapper = wrapper.with_label(label);
        let case = wrapper
            .case(id, comment, &seal(&wrapper)?, "any")?
            .accept(opened("any", key)?)
            .flag("Label")
            .requirement(LABEL);
        labelled.push(because(case, reasons));
    }

    let short = wrapper.with_label(b"tzpk");
    let refuse = |wrapper: &Wrapper<'_>, id: &str, comment: &str, c: &[u8], sibling: &str| {
        let case = wrapper
            .case(id, comment, c, "any")?
            .reject(RejectClass::UnwrapFailed, sibling)
            .flag("WrongLabel");
        Ok::<_, GenerateError>(case.requirement(STEP_3G))
    };
    let changed = |wrapper: &Wrapper<'_>| -> Result<Vec<u8>, GenerateError> {
        let mut parts: EncodedMessage = wrapper.encode_with_seed(&basis.parts.seed, key)?;
        let place = last(&parts.lhash);
        flip(&mut parts.lhash, place, 0x01);
        wrapper.seal(&parts)
    };
    let case = refuse(
        &short,
        "label-lhash-last-byte",
        "a label is expected, and the last byte of lHash is wrong",
        &changed(&short)?,
        "label-short",
    )?;
    labelled.push(because(
        case,
        &["mutant:A09", "mutant:A15", "boundary:label-lhash-last-byte"],
    ));
    let early = wrapper.with_label(early.as_bytes());
    let case = refuse(
        &early,
        "label-lhash-after-00",
        "lHash is right up to its early 00, and wrong in the last byte",
        &changed(&early)?,
        "label-hash-early-00",
    )?;
    labelled.push(because(
        case,
        &["mutant:A13", "mutant:A15", "boundary:lhash-after-early-00"],
    ));
    let comment = "a label is expected, and the key was wrapped without one";
    let case = refuse(&short, "label-missing", comment, basis.c16(), "any-16")?;
    labelled.push(because(case, &["mutant:A15", "mutant:A17", "boundary:label-missing"]));
    let other = wrapper.with_label(b"TZPK");
    let comment = "the key was wrapped with a label that differs in letter case";
    let case = refuse(&short, "label-other", comment, &seal(&other)?, "label-short")?;
    labelled.push(because(case, &["mutant:A15", "boundary:label-other"]));
    let trimmed = wrapper.with_label(b"tzpk ");
    let comment = "the key was wrapped with a label that has one blank more at its end";
    let case = refuse(&short, "label-blank-more", comment, &seal(&trimmed)?, "label-short")?;
    labelled.push(because(case, &["boundary:label-blank-more"]));
    for (id, comment, label, reasons) in [
        (
            "label-in-hex",
            "the key was wrapped with the label's text in hex",
            hex::encode(b"tzpk").into_bytes(),
            &["mutant:A53", "boundary:label-in-hex"],
        ),
        (
            "label-terminated",
            "the key was wrapped with a 00 behind the label",
            b"tzpk\0".to_vec(),
            &["mutant:A53", "boundary:label-terminated"],
        ),
    ] {
        let case = refuse(&short, id, comment, &seal(&wrapper.with_label(&label))?, "label-short")?;
        labelled.push(because(case, reasons));
    }

    let comment = "no label is expected, and the key was wrapped with one";
    let case = refuse(wrapper, "label-unexpected", comment, &seal(&short)?, "label-short")?;
    Ok((because(case, &["mutant:A14", "boundary:label-unexpected"]), labelled))
}

/// A label whose hash has 00 as its second byte, and not as its first.
fn early_00(wrapper: &Wrapper<'_>) -> Result<String, GenerateError> {
    let wanted = |label: &String| {
        let hash = digest(wrapper.scheme.hash, label.as_bytes());
        matches!(hash.as_slice(), [first, 0, ..] if *first != 0)
    };
    let mut labels = (0..10_000).map(|number| format!("tzpk-{number}"));
    labels
        .find(wanted)
        .ok_or_else(|| GenerateError("no label with such a hash".into()))
}
