//! Section G: what is only made from a secret, and the rule of section E that names the PIN.

use super::list::{KEY_GIVEN, KEY_IN_LOG, PIN, PIN_IN_TEXT, TYPED, UNWRAP, bug};
use super::{Channel, What};
use crate::conformance::client::Op;
use crate::conformance::mutant::catalogue::{Check, Mutant, Need, Section};

const PIN_FROM_LOG: &str =
    "Whoever reads the log finds the PIN among a few that are left, or by trying all ten thousand";
const PAN_FROM_LOG: &str = "Whoever reads the log has the digits of the card number that a receipt hides";

/// Where two entries are compared.
const REPEATED: &[Need] = &[Need::Op(Op::PinCheck), Need::Check(Check::Secrets)];

pub(super) const MUTANTS: &[Mutant] = &[
    bug(
        "G20",
        "writes the PIN's hash to its log",
        PIN_FROM_LOG,
        PIN,
        |pipeline| pipeline.what = What::PinHash,
    ),
    bug(
        "G20-start",
        "writes the first two digits of the PIN to its log, the others masked",
        PIN_FROM_LOG,
        PIN,
        |pipeline| {
            pipeline.what = What::PinStart;
        },
    ),
    bug(
        "G20-sum",
        "writes the sum of the PIN's digits to its log",
        PIN_FROM_LOG,
        PIN,
        |pipeline| {
            pipeline.what = What::PinSum;
        },
    ),
    bug(
        "G19-middle",
        "writes the twelve digits of the PAN to its log that a PIN block has",
        PAN_FROM_LOG,
        PIN,
        |pipeline| {
            pipeline.what = What::PanInBlock;
        },
    ),
    bug(
        "G15-hash",
        "writes the hash of the key to its log",
        "Who has the log knows when one key was used for two PINs, and has what to try keys against",
        KEY_GIVEN,
        |pipeline| {
            pipeline.what = What::KeyHash;
        },
    ),
    bug(
        "G15-end",
        "writes the last four bytes of the TZPK to its log",
        KEY_IN_LOG,
        UNWRAP,
        |pipeline| {
            pipeline.what = What::KeyEnd;
        },
    ),
    Mutant {
        section: Section::E,
        ..bug(
            "E18",
            "names the PIN in the native text of its refusal",
            PIN_IN_TEXT,
            TYPED,
            |pipeline| {
                pipeline.what = What::Pin;
                pipeline.channel = Channel::Native;
            },
        )
    },
    Mutant {
        section: Section::E,
        ..bug(
            "E18-start",
            "names the first two digits of the PIN in the native text of its refusal",
            PIN_IN_TEXT,
            TYPED,
            |pipeline| {
                pipeline.what = What::PinStart;
                pipeline.channel = Channel::Native;
            },
        )
    },
    Mutant {
        section: Section::E,
        ..bug(
            "E18-place",
            "says in the native text of its refusal where the repeat entry differs",
            PIN_IN_TEXT,
            REPEATED,
            |pipeline| {
                pipeline.what = What::MismatchPlace;
                pipeline.channel = Channel::Native;
            },
        )
    },
];
