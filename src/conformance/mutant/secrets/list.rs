//! Section G: secrets as they are, in some form.

use super::{Channel, Form, Pipeline, What, When};
use crate::conformance::client::Op;
use crate::conformance::mutant::Bug;
use crate::conformance::mutant::catalogue::{Check, DESIGNED, Mutant, Need, Section};

const PIN_IN_LOG: &str =
    "Whoever reads the log of a phone, or of the service that collects it, has the cardholder's PIN";
pub(super) const KEY_IN_LOG: &str = "Whoever reads the log and the traffic opens the PIN block";
pub(super) const PIN_IN_TEXT: &str =
    "The text is shown, logged and sent to a crash service by code that does not know what it holds";
const ORACLE: &str = "An attacker who sends altered blocks learns which digit fails, and reads the PIN digit by digit";

/// Where a PIN is typed or shown, beside a PAN.
pub(super) const PIN: &[Need] = &[
    Need::Op(Op::PinCheck),
    Need::Op(Op::PinBlockEncode),
    Need::Op(Op::PinBlockDecode),
    Need::Op(Op::PinBlockEncrypt),
    Need::Op(Op::PinBlockDecrypt),
    Need::Check(Check::Secrets),
];
/// Where a PIN is typed.
pub(super) const TYPED: &[Need] = &[
    Need::Op(Op::PinCheck),
    Need::Op(Op::PinBlockEncode),
    Need::Op(Op::PinBlockEncrypt),
    Need::Check(Check::Secrets),
];
const BLOCK: &[Need] = &[
    Need::Op(Op::PinBlockEncode),
    Need::Op(Op::PinBlockDecode),
    Need::Op(Op::PinBlockEncrypt),
    Need::Op(Op::PinBlockDecrypt),
    Need::Check(Check::Secrets),
];
pub(super) const KEY: &[Need] = &[
    Need::Op(Op::TzpkUnwrap),
    Need::Op(Op::TzpkCheckValue),
    Need::Op(Op::PinBlockEncrypt),
    Need::Op(Op::PinBlockDecrypt),
    Need::Check(Check::Secrets),
];
/// Where a key comes with the request, so that a refusal can quote it.
pub(super) const KEY_GIVEN: &[Need] = &[
    Need::Op(Op::TzpkCheckValue),
    Need::Op(Op::PinBlockEncrypt),
    Need::Op(Op::PinBlockDecrypt),
    Need::Check(Check::Secrets),
];
pub(super) const UNWRAP: &[Need] = &[Need::Op(Op::TzpkUnwrap), Need::Check(Check::Secrets)];
const READ: &[Need] = &[
    Need::Op(Op::PinBlockDecode),
    Need::Op(Op::PinBlockDecrypt),
    Need::Check(Check::ErrorGroups),
];

pub(super) const fn bug(
    id: &'static str,
    title: &'static str,
    effect: &'static str,
    needs: &'static [Need],
    change: fn(&mut Pipeline),
) -> Mutant {
    Mutant {
        id,
        title,
        section: Section::G,
        effect,
        seen: DESIGNED,
        needs,
        bug: Bug::Secrets(change),
    }
}

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        seen: "oppia #3086, simple-android PR957",
        ..bug("G01", "writes the PIN to its log", PIN_IN_LOG, PIN, |pipeline| {
            pipeline.what = What::Pin
        })
    },
    bug(
        "G01-refused",
        "writes the PIN to its log when it refuses it",
        PIN_IN_LOG,
        TYPED,
        |pipeline| {
            pipeline.what = What::Pin;
            pipeline.when = When::Refused;
        },
    ),
    bug(
        "G01-list",
        "writes the PIN to its log as a list of characters",
        PIN_IN_LOG,
        PIN,
        |pipeline| {
            pipeline.what = What::Pin;
            pipeline.form = Form::List;
        },
    ),
    bug(
        "G01-utf16",
        "writes the PIN to its log in UTF-16",
        PIN_IN_LOG,
        PIN,
        |pipeline| {
            pipeline.what = What::Pin;
            pipeline.form = Form::Utf16;
        },
    ),
    bug(
        "G01-hex",
        "writes the characters of the PIN to its log in hex",
        PIN_IN_LOG,
        PIN,
        |pipeline| {
            pipeline.what = What::Pin;
            pipeline.form = Form::Hex;
        },
    ),
    bug(
        "G01-url",
        "writes the PIN to its log escaped for a URL",
        PIN_IN_LOG,
        PIN,
        |pipeline| {
            pipeline.what = What::Pin;
            pipeline.form = Form::Url;
        },
    ),
    bug(
        "G01-bcd",
        "writes the PIN to its log in BCD",
        PIN_IN_LOG,
        PIN,
        |pipeline| {
            pipeline.what = What::Pin;
            pipeline.form = Form::Bcd;
        },
    ),
    Mutant {
        seen: "moov debug writer",
        ..bug(
            "G03",
            "writes the clear block to its log in hex",
            PIN_IN_LOG,
            BLOCK,
            |pipeline| {
                pipeline.what = What::ClearBlock;
            },
        )
    },
    bug(
        "G03-base64",
        "writes the clear block to its log inside a record in base64",
        PIN_IN_LOG,
        BLOCK,
        |pipeline| {
            pipeline.what = What::ClearBlock;
            pipeline.form = Form::Base64;
        },
    ),
    bug(
        "G10",
        "writes a line to its log for each digit of the PIN, with the digit",
        PIN_IN_LOG,
        PIN,
        |pipeline| {
            pipeline.what = What::PinByDigit;
        },
    ),
    bug(
        "G10-keys",
        "writes a line to its log for each digit of the PIN, with the place of its key",
        PIN_IN_LOG,
        PIN,
        |pipeline| {
            pipeline.what = What::PinKeys;
        },
    ),
    bug(
        "G15",
        "sends the private key along when it reports an unwrap that failed",
        KEY_IN_LOG,
        UNWRAP,
        |pipeline| {
            pipeline.what = What::PrivateKey;
            pipeline.form = Form::Base64;
            pipeline.when = When::Refused;
        },
    ),
    bug(
        "G15-key",
        "writes the TZPK to its log in hex",
        KEY_IN_LOG,
        KEY,
        |pipeline| pipeline.what = What::Key,
    ),
    bug(
        "G15-colons",
        "writes the TZPK to its log in hex with colons",
        KEY_IN_LOG,
        KEY,
        |pipeline| {
            pipeline.what = What::Key;
            pipeline.form = Form::Colons;
        },
    ),
    bug(
        "G15-reversed",
        "writes the TZPK to its log with its last byte first",
        KEY_IN_LOG,
        KEY,
        |pipeline| {
            pipeline.what = What::Key;
            pipeline.form = Form::Reversed;
        },
    ),
    bug(
        "G15-native",
        "names the key in hex in the native text of a refusal",
        PIN_IN_TEXT,
        KEY_GIVEN,
        |pipeline| {
            pipeline.what = What::Key;
            pipeline.channel = Channel::Native;
        },
    ),
    bug(
        "G15-base64",
        "names the key in base64 in the native text of a refusal",
        PIN_IN_TEXT,
        KEY_GIVEN,
        |pipeline| {
            pipeline.what = What::Key;
            pipeline.form = Form::Base64;
            pipeline.channel = Channel::Native;
        },
    ),
    Mutant {
        seen: "moov debug writer",
        ..bug(
            "G19",
            "writes the PAN to its log in full",
            "The log is a list of card numbers",
            PIN,
            |pipeline| {
                pipeline.what = What::Pan;
            },
        )
    },
    bug(
        "G19-groups",
        "writes the PAN to its log in groups of four",
        "The log is a list of card numbers",
        PIN,
        |pipeline| {
            pipeline.what = What::Pan;
            pipeline.form = Form::Groups;
        },
    ),
    bug(
        "G21",
        "says in its native text which part of a block is wrong",
        ORACLE,
        READ,
        |pipeline| {
            pipeline.what = What::BlockFault;
            pipeline.channel = Channel::Native;
        },
    ),
];
