//! Section F: sessions, from the opening to the last event, with every step in the open.
//!
//! The session is this section's; keys, PIN blocks and rules come from the client's own operations, so that a client whose bug
//! is in one of those shows it in a session too.

mod body;
mod entry;
mod ids;
mod late;
mod live;
mod mutants;
mod replies;
mod text;
mod turns;
mod window;
mod wire;

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use self::live::Live;
pub(in crate::conformance) use self::mutants::MUTANTS;
use crate::conformance::client::{
    Answer, Input, KeyPair, Output, PrivateKeySource, RejectClass, Request, StateName, Step,
};

/// How a client behaves in a session: one choice for each thing that can go wrong.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pipeline {
    pub(super) token: Token,
    pub(super) life: Life,
    pub(super) wire: wire::Wire,
    pub(super) body: body::Reader,
    pub(super) replies: replies::Replies,
    pub(super) turns: turns::Turns,
    pub(super) keys: Keys,
    pub(super) entry: entry::Entry,
    pub(super) second: late::Second,
    pub(super) late: late::Late,
    pub(super) place: late::Place,
    pub(super) id: ids::Id,
    pub(super) text: text::Text,
    pub(super) window: window::Window,
    /// What is written to the log of the client.
    pub(super) log: Log,
    /// What it is asked about a session of an earlier process is met as if that had been kept.
    pub(super) persists: bool,
    /// The native text of a refusal names the PIN that was submitted.
    pub(super) names_pin: bool,
}

/// When a token opens a session.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Token {
    /// Once, while it is younger than the profile's limit.
    #[default]
    Right,
    /// At the limit itself too.
    AtTheLimit,
    /// Of whatever age.
    AnyAge,
    /// Again and again.
    Again,
    /// Again, when another came in between.
    OnlyLast,
    /// Once to set and once to view.
    EachFlow,
    /// Again, when the cardholder gave up.
    AfterGivingUp,
    /// Again, when the session's life was over.
    AfterItsLife,
    /// Again, when the issuer answered with an error.
    AfterAnError,
}

/// How long a session lives.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Life {
    /// As the profile says, and a clock that goes back gives nothing back.
    #[default]
    Right,
    /// For ever.
    Endless,
    /// By the clock as it stands at the moment of sending, with nobody looking in between.
    ClockAsItStands,
    /// From the issue of the token.
    FromTheToken,
}

/// Which key pair and TZPK a session works with.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Keys {
    /// A new pair for each exchange, a TZPK for one PIN.
    #[default]
    Right,
    /// One pair for all.
    OnePair,
    /// A new pair for each session, and the same again for the next PIN.
    PairOfSession,
    /// One place for the TZPK of all sessions.
    OneTzpk,
}

/// What a client writes to its log.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Log {
    /// Nothing.
    #[default]
    Quiet,
    /// The first digit, whenever the field changes.
    FirstDigit,
    /// A line more for a PIN whose digits have an even sum, when it is sent.
    LineForSome,
    /// The first digit that is shown.
    FirstShown,
    /// The PIN that is submitted, when nothing comes of it because it is out of turn.
    OutOfTurn,
    /// What was typed, when the session ends without success.
    AtTheEnd,
    /// What was typed, when it is not ASCII.
    NotAscii,
}

/// What a client needs from itself: any operation, a new key pair, its log.
pub(super) struct Own<'a> {
    pub(super) ask: &'a mut dyn FnMut(&Request) -> Answer,
    pub(super) pair: &'a mut dyn FnMut(u32) -> Option<Pair>,
    pub(super) log: &'a mut dyn FnMut(&str),
}

/// A key pair: the public key's DER in hex, and how the client names the private half.
#[derive(Clone)]
pub(super) struct Pair {
    pub(super) spki: String,
    pub(super) private: PrivateKeySource,
}

impl From<KeyPair> for Pair {
    fn from(made: KeyPair) -> Self {
        Self {
            spki: made.spki,
            private: PrivateKeySource::Handle { handle: made.handle },
        }
    }
}

/// The keys of published samples, as a client of these profiles could come upon them.
const PUBLISHED: [&str; 4] = [
    "00112233445566778899aabbccddeeff",
    "0123456789abcdeffedcba9876543210",
    "2b7e151628aed2a6abf7158809cf4f3c",
    "000102030405060708090a0b0c0d0e0f",
];

impl Log {
    fn typed(self, input: &Input, log: &mut dyn FnMut(&str)) {
        match (self, input) {
            (Self::FirstDigit, Input::Typed(text)) => {
                let first: String = text.chars().take(1).collect();
                log(&format!("field {first}{}", "*".repeat(text.len().saturating_sub(1))));
            }
            (Self::LineForSome, Input::Submit(entry)) => {
                let sum = entry.pin.chars().filter_map(|digit| digit.to_digit(10)).sum::<u32>();
                log("entry");
                if sum.is_multiple_of(2) {
                    log("entry is even");
                }
            }
            (Self::NotAscii, Input::Typed(text)) if !text.is_ascii() => log(&format!("no digits: {text}")),
            _ => {}
        }
    }

    /// What came of an input, with what was typed and sent before it.
    fn answered(self, input: &Input, typed: &str, answered: Result<&Step, RejectClass>, log: &mut dyn FnMut(&str)) {
        match (self, input, answered) {
            (Self::OutOfTurn, Input::Submit(entry), Err(_)) => log(&format!("not now: {}", entry.pin)),
            (Self::AtTheEnd, _, Ok(step)) if step.state == StateName::Failed => log(&format!("ended after {typed}")),
            _ => {}
        }
    }

    fn told(self, step: &Step, log: &mut dyn FnMut(&str)) {
        let shown = step.events.iter().filter_map(|event| event.shown.as_ref());
        if self == Self::FirstShown {
            shown.for_each(|pin| log(&format!("shown {}***", pin.chars().take(1).collect::<String>())));
        }
    }
}

/// The sessions of one client.
#[derive(Default)]
pub(super) struct Sessions {
    live: BTreeMap<String, Live>,
    opened: u64,
    tokens: BTreeSet<String>,
    /// What was typed last, in whatever session.
    field: String,
    /// What is shared between sessions, where that is the bug.
    pair: Option<Pair>,
    tzpk: Option<String>,
}

/// A session that waits, whatever became of it.
fn kept(session: &str) -> Step {
    Step {
        session: session.to_string(),
        events: Vec::new(),
        send: None,
        state: StateName::AwaitingTzpk,
    }
}

impl Sessions {
    /// The client was started anew.
    pub(super) fn restart(&mut self) {
        *self = Self {
            opened: self.opened,
            ..Self::default()
        };
    }

    /// The answer; none for what is not about a session.
    pub(super) fn answer(&mut self, pipeline: &Pipeline, request: &Request, own: &mut Own<'_>) -> Option<Answer> {
        let answered = match request {
            Request::SessionOpen { .. } => self.open(pipeline, request, own),
            Request::SessionInput { session, input } => match self.live.remove(session) {
                None if pipeline.persists => Ok(kept(session)),
                None => Err(RejectClass::SessionState),
                Some(mut live) => {
                    pipeline.log.typed(input, own.log);
                    let entry = live.entry().to_string();
                    let answered = live.input(pipeline, input, &mut Shared::of(self), own);
                    let seen = answered.as_ref().map_err(|class| *class);
                    pipeline.log.answered(input, &entry, seen, own.log);
                    self.ended(pipeline, input, &live);
                    self.live.insert(session.clone(), live);
                    answered
                }
            },
            _ => return None,
        };
        if let Ok(step) = &answered {
            pipeline.log.told(step, own.log);
        }
        let refused = |class| match (pipeline.names_pin, request) {
            (
                true,
                Request::SessionInput {
                    input: Input::Submit(entry),
                    ..
                },
            ) => Answer::Reject {
                class,
                native: Some(format!("{} comes too late", entry.pin)),
            },
            _ => Answer::reject(class),
        };
        Some(answered.map_or_else(refused, |step| Answer::Ok(Output::Step(Box::new(step)))))
    }

    /// What the end of one session does to the others, where that is the bug.
    fn ended(&mut self, pipeline: &Pipeline, input: &Input, live: &Live) {
        let free = match input {
            Input::Cancel(_) => pipeline.token == Token::AfterGivingUp,
            Input::ClockMs(_) => pipeline.token == Token::AfterItsLife,
            Input::Response(_) => pipeline.token == Token::AfterAnError,
            _ => false,
        };
        if live.failed() && free {
            self.tokens.remove(&live.control_id);
        }
        if pipeline.late == late::Late::EndsAll && matches!(input, Input::Cancel(_) | Input::NetworkError(_)) {
            self.live.values_mut().for_each(Live::end);
        }
    }

    fn open(&mut self, pipeline: &Pipeline, request: &Request, own: &mut Own<'_>) -> Result<Step, RejectClass> {
        self.opened = self.opened.saturating_add(1);
        let handle = format!("s{}", self.opened);
        let mut live = Live::new(handle.clone(), request)?;
        let token = match (pipeline.token, live.flow()) {
            (Token::EachFlow, flow) => format!("{} {}", flow.name(), live.control_id),
            _ => live.control_id.clone(),
        };
        if pipeline.token == Token::OnlyLast {
            self.tokens.retain(|own| *own == token);
        }
        let reused = !self.tokens.insert(token) && pipeline.token != Token::Again;
        let step = live.open(pipeline, reused, &mut Shared::of(self), own);
        self.live.insert(handle, live);
        Ok(step)
    }
}

/// What sessions have in common, where that is the bug.
pub(super) struct Shared<'a> {
    pair: &'a mut Option<Pair>,
    tzpk: &'a mut Option<String>,
    field: &'a mut String,
}

impl<'a> Shared<'a> {
    fn of(sessions: &'a mut Sessions) -> Self {
        Self {
            pair: &mut sessions.pair,
            tzpk: &mut sessions.tzpk,
            field: &mut sessions.field,
        }
    }
}
