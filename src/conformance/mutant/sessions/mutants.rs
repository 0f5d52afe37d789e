//! Section F, and what sessions show of other sections.

mod answers;
mod entries;
mod order;
mod others;
mod windows;

use super::replies::Replies;
use super::turns::Turns;
use super::wire::Wire;
use super::{Keys, Life, Pipeline, Token};
use crate::conformance::client::Op;
use crate::conformance::mutant::Bug;
use crate::conformance::mutant::catalogue::{DESIGNED, Mutant, Need, Section};

/// What every one of them needs.
const SESSION: &[Need] = &[Need::Op(Op::SessionOpen), Need::Op(Op::SessionInput)];

const NOT_SET: &str = "The cardholder believes that the PIN is set; at the first terminal it is not";
const LOST: &str = "The cardholder is told nothing and waits, or tries again with a token that is used up";
const TWICE: &str = "The PIN is sent twice: a try is burnt, or the second answer hides the first";
const STALE: &str = "Whoever finds an old token or an open page sets the PIN";
const FORGED: &str = "Another page in the browser steers the page that asks for the PIN";
const SMUGGLED: &str =
    "A proxy and the client read different answers, and whoever stands between chooses which one counts";
const LOGGED: &str = "Logs of proxies, servers and browsers hold what opens the session";
const OPENED: &str = "Whoever reads the traffic opens the PIN block";
const BROKEN: &str = "The flow fails with an issuer that does nothing wrong";

const fn of(
    section: Section,
    id: &'static str,
    title: &'static str,
    effect: &'static str,
    change: fn(&mut Pipeline),
) -> Mutant {
    Mutant {
        id,
        title,
        section,
        effect,
        seen: DESIGNED,
        needs: SESSION,
        bug: Bug::Session(change),
    }
}

const fn f(id: &'static str, title: &'static str, effect: &'static str, change: fn(&mut Pipeline)) -> Mutant {
    of(Section::F, id, title, effect, change)
}

/// Kind by kind.
pub(in crate::conformance) const MUTANTS: [&[Mutant]; 6] = [
    FIRST,
    entries::MUTANTS,
    order::MUTANTS,
    answers::MUTANTS,
    windows::MUTANTS,
    others::MUTANTS,
];

const FIRST: &[Mutant] = &[
    f(
        "F01",
        "tells of success when the PIN is sent, before the issuer answers",
        NOT_SET,
        |p| {
            p.turns = Turns::EarlySuccess;
        },
    ),
    f("F02", "reads the body whatever the status is", NOT_SET, |p| {
        p.replies = Replies::AnyStatus
    }),
    f(
        "F02-2xx",
        "takes every status from 200 to 299 for success",
        NOT_SET,
        |p| p.replies = Replies::All2xx,
    ),
    f("F02-body", "takes 200 for success whatever the body is", NOT_SET, |p| {
        p.replies = Replies::StatusAlone
    }),
    f(
        "F02-problem",
        "takes a problem body with 200 for success",
        NOT_SET,
        |p| p.replies = Replies::ProblemIsSuccess,
    ),
    f("F04", "tells nothing when the network fails", LOST, |p| {
        p.turns = Turns::SilentNetwork
    }),
    f(
        "F04-set-up",
        "tells nothing when the page cannot be set up",
        LOST,
        |p| p.turns = Turns::SilentSetUp,
    ),
    f("F04-cancel", "tells nothing when the cardholder gives up", LOST, |p| {
        p.turns = Turns::CancelSilent
    }),
    f("F05", "ends the session when the issuer refuses the PIN", LOST, |p| {
        p.replies = Replies::RefusalIsFinal
    }),
    f(
        "F05-any",
        "takes every error for a PIN that is refused, and tries again",
        TWICE,
        |p| {
            p.replies = Replies::AnyRefusal;
        },
    ),
    f(
        "F05-status",
        "takes 422 for a PIN that is refused, whatever the body is",
        TWICE,
        |p| {
            p.replies = Replies::RefusalByStatus;
        },
    ),
    f("F06", "opens a session with a token of whatever age", STALE, |p| {
        p.token = Token::AnyAge
    }),
    f(
        "F06-limit",
        "opens a session with a token that is exactly at its limit",
        STALE,
        |p| p.token = Token::AtTheLimit,
    ),
    f(
        "F06-again",
        "opens a second session with a token that was used",
        STALE,
        |p| p.token = Token::Again,
    ),
    f("F06-session", "lets a session live for ever", STALE, |p| {
        p.life = Life::Endless
    }),
    f(
        "F06-from-token",
        "counts a session's life from the token, not from the opening",
        BROKEN,
        |p| {
            p.life = Life::FromTheToken;
        },
    ),
    f("F07", "sends again by itself what the network lost", TWICE, |p| {
        p.turns = Turns::Resends
    }),
    f(
        "F08",
        "has one place for the TZPK of all sessions",
        "The PIN of one card is encrypted for another session; at best neither is set",
        |p| {
            p.keys = Keys::OneTzpk;
        },
    ),
    f(
        "F10",
        "goes on when the cardholder gives up",
        "A PIN is set that the cardholder did not want",
        |p| {
            p.turns = Turns::CancelIgnored;
        },
    ),
    f("F11", "opens a session for a message of any window", FORGED, |p| {
        p.turns = Turns::AnyWindow
    }),
    f("F11-ends", "looks at the end of an origin only", FORGED, |p| {
        p.turns = Turns::OriginEnds
    }),
    f(
        "F11-null",
        "takes a window without an origin for its parent",
        FORGED,
        |p| p.turns = Turns::NullOrigin,
    ),
    f(
        "F11-call",
        "takes a message of any window for the app's call set_pin()",
        FORGED,
        |p| p.turns = Turns::AnyCaller,
    ),
    f(
        "F11-call-origin",
        "takes a message of the parent window for the app's call, whatever its origin",
        FORGED,
        |p| p.turns = Turns::AnyOriginCalls,
    ),
    f(
        "F12-sender",
        "posts its events to the origin of whoever wrote last",
        "Any page that writes a message learns what the cardholder does",
        |p| p.wire = Wire::LastSender,
    ),
    f(
        "F12",
        "posts its events to whatever window is there",
        "Any page that holds the frame learns what the cardholder does",
        |p| {
            p.wire = Wire::AnyTarget;
        },
    ),
    f(
        "F14",
        "takes a message with the name of an event, or none that it knows, for success",
        NOT_SET,
        |p| {
            p.turns = Turns::ToldByMessage;
        },
    ),
    f("F19", "writes the control id into the query", LOGGED, |p| {
        p.wire = Wire::TokenInQuery
    }),
    f("F19-header", "writes the control id into a header field", LOGGED, |p| {
        p.wire = Wire::TokenInHeader
    }),
    f(
        "F19-basic",
        "writes the control id into a header field, in base64",
        LOGGED,
        |p| {
            p.wire = Wire::TokenInBasic;
        },
    ),
    f(
        "F19-most",
        "writes the control id into a header field, without its last character",
        LOGGED,
        |p| {
            p.wire = Wire::MostOfToken;
        },
    ),
    f(
        "F19-card",
        "writes the PAN into a header field",
        "Logs of proxies and servers are lists of card numbers",
        |p| {
            p.wire = Wire::PanInHeader;
        },
    ),
    f("F19-block", "writes the PIN block into the query", LOGGED, |p| {
        p.wire = Wire::BlockInQuery
    }),
    f(
        "F22",
        "calls every bridge as Android's is called",
        "The app hears nothing and leaves the cardholder on the page",
        |p| {
            p.wire = Wire::AndroidEverywhere;
        },
    ),
    f(
        "F22-text",
        "sends the value of pin_valid as a text",
        "`\"false\"` counts as true in JavaScript, and the app lets a PIN through that is none",
        |p| {
            p.wire = Wire::TextValue;
        },
    ),
    f(
        "F23",
        "looks at the clock only when it sends, as it stands then",
        STALE,
        |p| p.life = Life::ClockAsItStands,
    ),
    f(
        "F25",
        "goes on with an old session when the app was killed",
        STALE,
        |p| p.persists = true,
    ),
    f(
        "F27",
        "takes an answer that nobody waits for",
        "Whoever sends one more answer chooses the key that the PIN is encrypted under",
        |p| {
            p.turns = Turns::LateAnswers;
        },
    ),
    f("F28", "sends a PIN again for a second tap", TWICE, |p| {
        p.turns = Turns::DoubleTap
    }),
    f(
        "F29",
        "tells of the field only when a PIN could be complete",
        "The button of the app stays as it was when digits are taken back",
        |p| {
            p.turns = Turns::QuietField;
        },
    ),
    f(
        "F30",
        "does not have the call set_pin()",
        "The button of the app does nothing",
        |p| p.turns = Turns::NoCall,
    ),
    f("F31", "tells of failure and success", NOT_SET, |p| {
        p.turns = Turns::BothEnds
    }),
    f(
        "F32",
        "asks the policy for the field, and sends what is submitted",
        "A PIN is set that the policy forbids, or a try is burnt",
        |p| {
            p.turns = Turns::RulesInTheField;
        },
    ),
    f(
        "F33",
        "tries without a limit",
        "An attacker with an open page tries PINs until one is taken",
        |p| {
            p.turns = Turns::EndlessTries;
        },
    ),
];
