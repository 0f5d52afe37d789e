//! What sessions show of sections B, C and G.

use super::{OPENED, of};
use crate::conformance::client::Op;
use crate::conformance::mutant::catalogue::{Check, Mutant, Need, Section};
use crate::conformance::mutant::sessions::turns::Turns;
use crate::conformance::mutant::sessions::wire::Wire;
use crate::conformance::mutant::sessions::{Keys, Log, Pipeline};

/// What those need that only show beside a session with another PIN.
const TWINS: &[Need] = &[
    Need::Op(Op::SessionOpen),
    Need::Op(Op::SessionInput),
    Need::Check(Check::Sessions),
];

const LOGGED_PIN: &str = "Whoever reads the log has the cardholder's PIN";
const FEWER: &str = "Whoever reads the traffic or the log is left with a few PINs to try";

/// A leak that no single session shows.
const fn g(id: &'static str, title: &'static str, effect: &'static str, change: fn(&mut Pipeline)) -> Mutant {
    Mutant {
        needs: TWINS,
        ..of(Section::G, id, title, effect, change)
    }
}

pub(super) const MUTANTS: &[Mutant] = &[
    of(
        Section::B,
        "B22",
        "uses one key pair for all sessions",
        "Whoever finds the private key opens every session of this device",
        |p| {
            p.keys = Keys::OnePair;
        },
    ),
    of(
        Section::B,
        "B22-session",
        "uses the session's key pair again for the next try",
        "One private key opens the TZPKs of several PINs",
        |p| {
            p.keys = Keys::PairOfSession;
        },
    ),
    of(
        Section::C,
        "C25",
        "encrypts a second PIN under the TZPK of the first",
        "Two blocks under one key tell whether the PINs are alike, and the issuer that forgot the key opens neither",
        |p| {
            p.turns = Turns::SameTzpk;
        },
    ),
    of(
        Section::G,
        "G22",
        "sends the PIN in a field of its own",
        "The PIN stands readable in every log between device and issuer",
        |p| {
            p.wire = Wire::PinInBody;
        },
    ),
    of(
        Section::G,
        "G23",
        "tells the app what is typed",
        "The app, and whatever listens to the bridge, has the PIN",
        |p| {
            p.wire = Wire::TypedInEvent;
        },
    ),
    of(
        Section::G,
        "G24",
        "sends the TZPK along for whoever looks for errors",
        OPENED,
        |p| p.wire = Wire::KeyInHeader,
    ),
    g(
        "G25",
        "sends the sum of the PIN's digits in a header field",
        FEWER,
        |p| p.wire = Wire::SumInHeader,
    ),
    g(
        "G25-some",
        "sends a header field with some PINs and not with others",
        FEWER,
        |p| p.wire = Wire::HeaderForSome,
    ),
    g(
        "G26",
        "writes the first digit to its log whenever the field changes",
        FEWER,
        |p| p.log = Log::FirstDigit,
    ),
    g(
        "G26-some",
        "writes a line more to its log for some PINs when one is submitted",
        FEWER,
        |p| p.log = Log::LineForSome,
    ),
    g(
        "G26-shown",
        "writes the first digit to its log of the PIN that it shows",
        FEWER,
        |p| p.log = Log::FirstShown,
    ),
    g(
        "G26-out-of-turn",
        "writes the PIN to its log that is submitted out of turn",
        LOGGED_PIN,
        |p| p.log = Log::OutOfTurn,
    ),
    g(
        "G26-end",
        "writes what was typed to its log when the session ends without success",
        LOGGED_PIN,
        |p| p.log = Log::AtTheEnd,
    ),
    g(
        "G26-full-width",
        "writes what is typed to its log when it is not ASCII",
        LOGGED_PIN,
        |p| p.log = Log::NotAscii,
    ),
    g(
        "G25-native",
        "names the PIN in the native text when one is submitted out of turn",
        LOGGED_PIN,
        |p| p.names_pin = true,
    ),
];
