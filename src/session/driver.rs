//! The same machine with one type for all turns: inputs in, events and requests out.
//!
//! For bindings to other languages, for the page, and for the runner. It adds no rule to those of the typestate, only what a
//! type cannot say: what happens out of turn, and what is told to the app.
//!
//! | state | input | event | state after |
//! |---|---|---|---|
//! | – | open | – | `awaiting_tzpk` |
//! | – | open, and it cannot be set up | `set_pin_error` or `view_pin_error` | `failed` |
//! | `awaiting_tzpk` | the TZPK | – | `ready` |
//! | `awaiting_tzpk` (view) | the TZPK and the block | `view_pin_success` | `done` |
//! | any but the ends (set) | typed | `pin_valid` | the same |
//! | `ready` | submit or `set_pin`, and the policy objects | `set_pin_validation_error` | `ready` |
//! | `ready` | submit or `set_pin` | – | `submitted` |
//! | `submitted` | success | `set_pin_success` | `done` |
//! | `submitted` | 422 with a problem body | `set_pin_validation_error` | `awaiting_tzpk`, with a new key pair |
//! | a turn of the issuer | any other answer, or none | `set_pin_error` or `view_pin_error` | `failed` |
//! | any but the ends | cancel, or the clock at the end of the session's life | `set_pin_error` or `view_pin_error` | `failed` |
//!
//! Everything else is refused: [`Step::why`] says so, there is no event and no request, and the session stands as it was. So
//! a second submit sends nothing, and an answer that comes when none is due, or after the end, changes nothing.
//!
//! Messages of other windows never change a session: what opens it has come before. The origin of the parent window alone
//! is listened to, and only to say what is wrong with the message.

mod keys;
mod step;
mod turns;

use core::mem;

use rand_core::CryptoRng;

pub use keys::KeySource;
#[cfg(feature = "software-key")]
pub use keys::SoftwareKeys;
pub use step::{Input, State, Step};

use super::{AwaitingPin, AwaitingTzpk, Instant, Ledger, Ready, SetPin, Submitted, ViewPin, opaque};
use crate::device::{DeviceKey, RsaBits};
use crate::error::{Error, MessageError, SessionError};
use crate::message::{ControlId, Request, Scope};
use crate::page::{Bridge, Event, Parent, SET_PIN};
use crate::pin::policy::PinFacts;
use crate::pin_block::BlockContext;
use crate::profile::Profile;
use crate::secret::SecretText;

/// What a session is opened with.
pub struct Opening<'a> {
    /// To set or to view.
    pub flow: Scope,
    /// The issuer's parameters.
    pub profile: &'a Profile,
    /// The control token.
    pub control_id: ControlId,
    /// What binds the PIN blocks.
    pub context: BlockContext,
    /// How the app is told.
    pub bridge: Bridge,
    /// The window around the page, when that is known. Without it no message of a window counts.
    pub parent: Option<Parent>,
    /// It is this late.
    pub now: Instant,
}

/// What a device lends to its sessions.
pub struct Device<'a, K> {
    /// Makes key pairs.
    pub keys: &'a mut dyn KeySource<Key = K>,
    /// Fills PIN blocks, blinds unwraps.
    pub rng: &'a mut dyn CryptoRng,
    /// What was used before. Sessions side by side share one.
    pub ledger: &'a mut Ledger,
    /// What the PIN is compared with.
    pub facts: PinFacts<'a>,
}

/// One session.
pub struct Driver<K> {
    flow: Scope,
    bridge: Bridge,
    parent: Option<Parent>,
    size: RsaBits,
    now: Instant,
    typed: SecretText,
    turn: Turn<K>,
}

enum Turn<K> {
    AwaitingTzpk(AwaitingTzpk<K>),
    Ready(Ready),
    Submitted(Submitted),
    AwaitingPin(AwaitingPin<K>),
    Done,
    Failed,
}

impl<K: DeviceKey> Driver<K> {
    /// Opens a session. When that fails, it is one that has failed, and the step says why.
    pub fn open(opening: Opening<'_>, device: &mut Device<'_, K>) -> (Self, Step) {
        let mut driver = Self {
            flow: opening.flow,
            bridge: opening.bridge,
            parent: opening.parent.clone(),
            size: opening.profile.rsa_bits,
            now: opening.now,
            typed: SecretText::copy_from(""),
            turn: Turn::Failed,
        };
        let step = match driver.set_up(opening, device) {
            Ok(request) => driver.step().send(request),
            Err(error) => driver.fail(error),
        };
        (driver, step)
    }

    /// Takes an input.
    pub fn input(&mut self, input: Input<'_>, device: &mut Device<'_, K>) -> Step {
        if self.state().is_over() {
            return match input {
                Input::Clock(_) => self.step(),
                _ => self.refuse(SessionError::State),
            };
        }
        match input {
            Input::Response(response) => self.response(&response, device),
            Input::NetworkError => self.network_error(),
            Input::Typed(text) => self.typed(text, device),
            Input::Submit { pin, repeat } => self.submit(pin, repeat, device),
            Input::Call(SET_PIN) => {
                let typed = mem::replace(&mut self.typed, SecretText::copy_from(""));
                let step = self.submit(typed.expose(), None, device);
                if step.send.is_none() && !step.state.is_over() {
                    // It still stands in the field.
                    self.typed = typed;
                }
                step
            }
            Input::Call(_) => self.refuse(MessageError::Value),
            Input::Message(message) => self.message(&message),
            Input::Cancel => self.fail(SessionError::Cancelled),
            Input::Clock(now) => self.clock(now),
        }
    }

    fn set_up(&mut self, opening: Opening<'_>, device: &mut Device<'_, K>) -> Result<Request, Error> {
        device.ledger.claim(&opening.control_id)?;
        let key = self.new_key(device)?;
        let Opening {
            profile,
            control_id,
            context,
            now,
            ..
        } = opening;
        let (turn, request) = match self.flow {
            Scope::SetPin => {
                let (awaiting, request) = SetPin::start(control_id, key, context, profile, now)?;
                (Turn::AwaitingTzpk(awaiting), request)
            }
            Scope::ViewPin => {
                let (awaiting, request) = ViewPin::start(control_id, key, context, profile, now)?;
                (Turn::AwaitingPin(awaiting), request)
            }
        };
        self.turn = turn;
        Ok(request)
    }

    fn new_key(&self, device: &mut Device<'_, K>) -> Result<K, Error> {
        let key = device.keys.generate(self.size, device.rng)?;
        device.ledger.claim_key(key.public_key())?;
        Ok(key)
    }
}

impl<K> Driver<K> {
    /// Whose turn it is.
    pub fn state(&self) -> State {
        match self.turn {
            Turn::AwaitingTzpk(_) | Turn::AwaitingPin(_) => State::AwaitingTzpk,
            Turn::Ready(_) => State::Ready,
            Turn::Submitted(_) => State::Submitted,
            Turn::Done => State::Done,
            Turn::Failed => State::Failed,
        }
    }

    /// To set or to view.
    pub fn flow(&self) -> Scope {
        self.flow
    }

    /// How the app is told.
    pub fn bridge(&self) -> Bridge {
        self.bridge
    }

    /// The window around the page.
    pub fn parent(&self) -> Option<&Parent> {
        self.parent.as_ref()
    }

    fn step(&self) -> Step {
        Step::quiet(self.state())
    }

    fn refuse(&self, error: impl Into<Error>) -> Step {
        self.step().because(error)
    }

    /// Whatever the turn held is dropped here, and so wiped.
    fn fail(&mut self, error: impl Into<Error>) -> Step {
        self.turn = Turn::Failed;
        self.typed = SecretText::copy_from("");
        let event = match self.flow {
            Scope::SetPin => Event::SetPinError,
            Scope::ViewPin => Event::ViewPinError,
        };
        self.step().event(event).because(error)
    }

    /// To be followed by a new turn, or the session has failed.
    fn take_turn(&mut self) -> Turn<K> {
        mem::replace(&mut self.turn, Turn::Failed)
    }

    fn out_of_turn(&mut self, turn: Turn<K>) -> Step {
        self.turn = turn;
        self.refuse(SessionError::State)
    }
}

opaque! {
    Driver<K>,
}
