//! What each input does in each turn.

use super::{Device, Driver, Step, Turn};
use crate::device::DeviceKey;
use crate::error::{OriginRefused, SessionError};
use crate::message::Response;
use crate::page::{Event, Incoming};
use crate::secret::SecretText;
use crate::session::{Instant, Outcome, Retry};

impl<K: DeviceKey> Driver<K> {
    pub(super) fn response(&mut self, response: &Response<'_>, device: &mut Device<'_, K>) -> Step {
        match self.take_turn() {
            Turn::AwaitingTzpk(awaiting) => match awaiting.receive(response, self.now, device.rng) {
                Ok(ready) => {
                    self.turn = Turn::Ready(ready);
                    self.step()
                }
                Err(error) => self.fail(error),
            },
            Turn::Submitted(submitted) => match submitted.receive(response, self.now) {
                Ok(Outcome::Set) => {
                    self.done();
                    self.step().event(Event::SetPinSuccess)
                }
                Ok(Outcome::Invalid(retry)) => self.retry(retry, device),
                Err(error) => self.fail(error),
            },
            Turn::AwaitingPin(awaiting) => match awaiting.receive(response, self.now, device.rng) {
                Ok(shown) => {
                    self.done();
                    let step = self.step().event(Event::ViewPinSuccess);
                    Step {
                        shown: Some(shown.into_pin()),
                        ..step
                    }
                }
                Err(error) => self.fail(error),
            },
            turn => self.out_of_turn(turn),
        }
    }

    /// What was typed while the PIN was on its way is dropped here, and so wiped.
    fn done(&mut self) {
        self.turn = Turn::Done;
        self.typed = SecretText::copy_from("");
    }

    fn retry(&mut self, retry: Retry, device: &mut Device<'_, K>) -> Step {
        let started = self.new_key(device).and_then(|key| retry.start(key, self.now));
        match started {
            Ok((awaiting, request)) => {
                self.turn = Turn::AwaitingTzpk(awaiting);
                self.step()
                    .event(Event::SetPinValidationError)
                    .send(request)
                    .because(SessionError::ServerRejected)
            }
            Err(error) => self.fail(error),
        }
    }

    pub(super) fn network_error(&mut self) -> Step {
        match self.turn {
            Turn::AwaitingTzpk(_) | Turn::Submitted(_) | Turn::AwaitingPin(_) => self.fail(SessionError::Network),
            Turn::Ready(_) | Turn::Done | Turn::Failed => self.refuse(SessionError::State),
        }
    }

    pub(super) fn typed(&mut self, text: &str, device: &Device<'_, K>) -> Step {
        let valid = match &self.turn {
            Turn::AwaitingTzpk(awaiting) => awaiting.would_accept(text, &device.facts),
            Turn::Ready(ready) => ready.would_accept(text, &device.facts),
            Turn::Submitted(submitted) => submitted.would_accept(text, &device.facts),
            Turn::AwaitingPin(_) | Turn::Done | Turn::Failed => return self.refuse(SessionError::State),
        };
        self.typed = SecretText::copy_from(text);
        self.step().event(Event::PinValid(valid.is_ok()))
    }

    pub(super) fn submit(&mut self, pin: &str, repeat: Option<&str>, device: &mut Device<'_, K>) -> Step {
        let ready = match self.take_turn() {
            Turn::Ready(ready) => ready,
            turn => return self.out_of_turn(turn),
        };
        let accepted = match ready.accept_entry(pin, repeat, &device.facts) {
            Ok(accepted) => accepted,
            Err(refused) => {
                self.turn = Turn::Ready(ready);
                return self.step().event(Event::SetPinValidationError).because(refused);
            }
        };
        match ready.submit(accepted, self.now, device.rng) {
            Ok((submitted, request)) => {
                self.typed = SecretText::copy_from("");
                self.turn = Turn::Submitted(submitted);
                self.step().send(request)
            }
            Err(error) => self.fail(error),
        }
    }

    pub(super) fn message(&self, message: &Incoming<'_>) -> Step {
        let Some(parent) = &self.parent else {
            return self.refuse(OriginRefused);
        };
        match parent.receive(message) {
            // The page was opened once, and once is all.
            Ok(_) => self.refuse(SessionError::Reused),
            Err(error) => self.refuse(error),
        }
    }

    pub(super) fn clock(&mut self, now: Instant) -> Step {
        self.now = now;
        let lives = match &mut self.turn {
            Turn::AwaitingTzpk(awaiting) => awaiting.check(now),
            Turn::Ready(ready) => ready.check(now),
            Turn::Submitted(submitted) => submitted.check(now),
            Turn::AwaitingPin(awaiting) => awaiting.check(now),
            Turn::Done | Turn::Failed => Ok(()),
        };
        match lives {
            Ok(()) => self.step(),
            Err(error) => self.fail(error),
        }
    }
}
