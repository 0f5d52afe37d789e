//! Order: tokens, second tries, what comes late, rules that hold in all places but one.

use super::{BROKEN, LOST, STALE, TWICE, f};
use crate::conformance::mutant::catalogue::Mutant;
use crate::conformance::mutant::sessions::Token;
use crate::conformance::mutant::sessions::late::{Late, Place, Second};
use crate::conformance::mutant::sessions::replies::Replies;

const TOLD: &str = "The app tells the cardholder what did not happen";
const KEPT: &str = "A PIN is set that the cardholder did not want";
const FIELD: &str = "The button of the app does not stand as the field does";

pub(super) const MUTANTS: &[Mutant] = &[
    f("F06-last", "remembers the last token only", STALE, |p| {
        p.token = Token::OnlyLast
    }),
    f(
        "F06-flow",
        "remembers the tokens of each flow by themselves",
        STALE,
        |p| p.token = Token::EachFlow,
    ),
    f(
        "F06-given-up",
        "opens a second session with a token when the cardholder gave up",
        STALE,
        |p| p.token = Token::AfterGivingUp,
    ),
    f(
        "F06-outlived",
        "opens a second session with a token when the life of the first was over",
        STALE,
        |p| p.token = Token::AfterItsLife,
    ),
    f(
        "F06-error",
        "opens a second session with a token when the issuer answered with an error",
        STALE,
        |p| p.token = Token::AfterAnError,
    ),
    f(
        "F06-second",
        "lets a session live on while it waits in the second try",
        STALE,
        |p| p.second = Second::Endless,
    ),
    f(
        "F06-aes",
        "opens a session with AES with a token of whatever age",
        STALE,
        |p| p.place = Place::TokenWithAes,
    ),
    f("F06-session-aes", "lets a session with AES live for ever", STALE, |p| {
        p.place = Place::LifeWithAes
    }),
    f("F23-view", "ends a view when the clock goes back", BROKEN, |p| {
        p.place = Place::ClockInView
    }),
    f(
        "F10-second",
        "goes on when the cardholder gives up in the second try",
        KEPT,
        |p| p.second = Second::CancelIgnored,
    ),
    f(
        "F10-frame",
        "goes on when the cardholder gives up in a frame",
        KEPT,
        |p| p.place = Place::CancelInFrame,
    ),
    f(
        "F10-android",
        "goes on when the cardholder gives up on Android",
        KEPT,
        |p| p.place = Place::CancelOnAndroid,
    ),
    f("F10-aes", "goes on when the cardholder gives up with AES", KEPT, |p| {
        p.place = Place::CancelWithAes
    }),
    f(
        "F10-all",
        "ends all sessions when one of them is given up or lost",
        BROKEN,
        |p| p.late = Late::EndsAll,
    ),
    f(
        "F07-second",
        "sends the second PIN again when it was lost",
        TWICE,
        |p| p.second = Second::PinAgain,
    ),
    f(
        "F07-busy",
        "sends a public key again when the issuer is busy",
        TWICE,
        |p| p.replies = Replies::Busy,
    ),
    f(
        "F05-second-key",
        "takes an error in answer to the second public key for a PIN that is refused",
        LOST,
        |p| p.second = Second::ErrorsRefuse,
    ),
    f(
        "F05-second-policy",
        "ends the second try when the policy refuses a PIN",
        LOST,
        |p| p.second = Second::PolicyEnds,
    ),
    f("F27-error", "ends for an error that nobody waits for", BROKEN, |p| {
        p.late = Late::ErrorEnds
    }),
    f(
        "F28-told",
        "tells of a refusal when an entry comes too early or too late and is no PIN",
        TOLD,
        |p| p.late = Late::TapTold,
    ),
    f(
        "F28-told-second",
        "tells of a refusal for a tap before the second key is there",
        TOLD,
        |p| p.second = Second::TapTold,
    ),
    f(
        "F29-second",
        "does not tell of the field before the second key is there",
        FIELD,
        |p| p.second = Second::QuietField,
    ),
    f(
        "F29-sent",
        "does not tell of the field while the PIN is under way",
        FIELD,
        |p| p.late = Late::QuietAfterSending,
    ),
    f("F29-over", "tells of the field when the session is over", FIELD, |p| {
        p.late = Late::FieldAfterEnd
    }),
    f("F31-error", "tells of an error that comes after success", TOLD, |p| {
        p.late = Late::ErrorAfterSuccess
    }),
    f(
        "F31-refusal",
        "tells of a refusal that comes after failure",
        TOLD,
        |p| p.late = Late::RefusalAfterFailure,
    ),
    f("F31-clock", "tells of the end of a life that has ended", TOLD, |p| {
        p.late = Late::ClockAfterEnd
    }),
    f("F31-twice", "tells of failure twice", TOLD, |p| {
        p.late = Late::FailsTwice
    }),
];
