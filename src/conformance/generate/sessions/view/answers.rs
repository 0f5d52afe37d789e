//! Answers to a view that are not what they should be, and right ones in another form.

use alloc::format;
use alloc::string::ToString;

use super::super::Sessions;
use super::super::replies::{NOT_200, fields, right_bodies};
use super::super::scene::{PIN, block, body, status, wrap};
use super::told;
use crate::conformance::client::BridgeName;
use crate::conformance::vector::{Form, Odd, Reply, Shown, Wrap};

/// Base64 that is none.
const TEXTS: [(&str, &str, Odd); 6] = [
    ("base64url", "Base64 for URLs", Odd::Url),
    ("line-break", "Base64 with a line break", Odd::LineBreak),
    ("no-padding", "Base64 without its padding", Odd::NoPadding),
    ("blanks", "Base64 with blanks around it", Odd::Blanks),
    ("sign", "Base64 with a sign of no alphabet", Odd::Sign),
    ("stray-bits", "Base64 with bits that belong to no byte", Odd::StrayBits),
];

/// The forms that right issuers may choose.
pub(super) fn forms(file: &mut Sessions) {
    let typed = |content_type: &str| Reply {
        content_type: Some(content_type.to_string()),
        ..Reply::default()
    };
    for (id, comment, reply) in [
        (
            "charset",
            "A media type may have parameters",
            typed("application/json; charset=utf-8"),
        ),
        (
            "capitals",
            "A media type is the same in capitals",
            typed("Application/JSON"),
        ),
        (
            "escapes",
            "Slashes and signs of equality are escaped, as some servers write them",
            body(Form::Escapes),
        ),
        ("exactly-64-kib", "A body of exactly 64 KiB", body(Form::Full)),
    ] {
        let scene = file.scene().open().shows(PIN, reply);
        let told = told(id, comment, "boundary:a body that is right");
        file.good(&told, BridgeName::Ios, scene);
    }
}

/// Base64 that a lenient reader takes.
pub(super) fn texts(file: &mut Sessions) {
    for (id, comment, odd) in TEXTS {
        for (field, reply) in [("tzpk", wrap(Wrap::Text(odd))), ("pin-block", block(Shown::Text(odd)))] {
            let id = format!("{field}-{id}");
            let scene = file.scene().open().reply_ends(reply);
            file.beside(&told(&id, comment, "boundary:base64 in another way"), scene);
        }
    }
}

pub(super) fn blocks(file: &mut Sessions) {
    let controls = [0, 2, 3, 4, 15].map(|nibble| (format!("control-{nibble}"), Shown::Control(nibble)));
    let lengths = [0, 3, 13, 15].map(|nibble| (format!("length-{nibble}"), Shown::Length(nibble)));
    let others = [
        ("letter-digit", Shown::LetterDigit),
        ("other-key-for-block", Shown::OtherKey),
        ("block-short", Shown::Short),
        ("block-twice", Shown::Twice),
        ("block-in-the-clear", Shown::Clear),
    ];
    let others = others.map(|(id, shown)| (id.to_string(), shown));
    for (id, shown) in controls.into_iter().chain(lengths).chain(others) {
        let scene = file.scene().open().reply_ends(block(shown));
        let told = told(
            &id,
            "A block that does not decode shows nothing",
            "boundary:a block that is wrong",
        );
        file.beside(&told, scene);
    }
    let wraps = [
        ("mgf1-sha1", Wrap::MgfSha1),
        ("sha1", Wrap::Sha1),
        ("pkcs1", Wrap::Pkcs1),
        ("lhash-last", Wrap::LhashLast),
        ("tampered", Wrap::Tampered),
        ("24-bytes", Wrap::Length(24)),
        ("15-bytes", Wrap::Length(15)),
        ("other-key", Wrap::OtherKey),
    ];
    for (id, special) in wraps {
        let scene = file.scene().open().reply_ends(wrap(special));
        let told = told(
            id,
            "A key that does not unwrap shows nothing",
            "boundary:a wrapped key that is wrong",
        );
        file.beside(&told, scene);
    }
}

pub(super) fn answers(file: &mut Sessions) {
    for code in [204, 401, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504] {
        let scene = file.scene().open().reply_ends(status(code));
        let told = told(
            &format!("status-{code}"),
            "A status that is no success",
            "boundary:a status",
        );
        file.beside(&told, scene);
    }
    let redirect = Reply {
        status: Some(307),
        ..body(Form::Redirect)
    };
    let whole = [
        (
            "redirect-307",
            "A redirection to another host is not followed",
            redirect,
        ),
        ("a-page", "A page with 200", body(Form::Html)),
        ("half-a-body", "A body that is cut", body(Form::Truncated)),
        ("text-behind", "Text behind the object", body(Form::Trailing)),
        ("byte-order-mark", "A byte order mark in front", body(Form::Bom)),
    ];
    let whole = whole.map(|(id, comment, reply)| (id.to_string(), comment, reply));
    let all = whole
        .into_iter()
        .chain(fields("pinBlock"))
        .chain(fields("tzpk"))
        .chain(right_bodies(&NOT_200));
    for (id, comment, reply) in all {
        let scene = file.scene().open().reply_ends(reply);
        file.beside(&told(&id, comment, "boundary:a body that is wrong"), scene);
    }
}
