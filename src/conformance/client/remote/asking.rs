//! Sending requests and matching answers to them.

use alloc::collections::VecDeque;
use alloc::format;
use std::time::{Duration, Instant};

use super::super::{Fault, Prompt, Request, Timed, request_line};
use super::{RemoteClient, Trace, answers};
use crate::conformance::text::shown_line;

/// Inputs of `accumulate` that may take one more time-out.
const INPUTS_PER_TIMEOUT: u64 = 100_000;

/// A request that is outstanding.
pub(super) struct Asked<'a> {
    id: u64,
    pub(super) index: usize,
    pub(super) prompt: &'a Prompt,
    sent: Instant,
    /// Answers that were read before it was sent.
    answered_before: u64,
}

impl Asked<'_> {
    /// This request ends without an answer.
    pub(super) fn without(&self, fault: Fault) -> Timed {
        Timed {
            answer: Err(fault),
            elapsed: self.sent.elapsed(),
        }
    }
}

impl RemoteClient {
    /// Asks one request while nothing is outstanding, and waits for its answer.
    pub(super) fn ask(&mut self, prompt: &Prompt) -> Timed {
        if let Err(fault) = self.ready() {
            return Timed {
                answer: Err(fault),
                elapsed: Duration::ZERO,
            };
        }
        let asked = self.put(0, prompt);
        let sent = asked.sent;
        match self.next(&mut VecDeque::from([asked])) {
            Ok((_, timed)) => timed,
            Err(fault) => Timed {
                answer: Err(fault),
                elapsed: sent.elapsed(),
            },
        }
    }

    /// Sends a request; the client must be there.
    pub(super) fn put<'a>(&mut self, index: usize, prompt: &'a Prompt) -> Asked<'a> {
        let (id, sent) = self.send(prompt);
        Asked {
            id,
            index,
            prompt,
            sent,
            answered_before: self.answered,
        }
    }

    /// The next answer, taken out of `waiting`. What cannot be put down to a request in it goes to the oldest.
    ///
    /// # Errors
    /// [`Fault::Crash`] and [`Fault::Hang`], which belong to one of `waiting`; it is left as it is.
    pub(super) fn next<'a>(&mut self, waiting: &mut VecDeque<Asked<'a>>) -> Result<(Asked<'a>, Timed), Fault> {
        let times = waiting.iter().map(|asked| patience(&asked.prompt.request)).max();
        let limit = self.options.timeout.saturating_mul(times.unwrap_or(1));
        let oldest = waiting.front().map(|oldest| (oldest.sent, oldest.answered_before));
        if let Some(fault) = oldest.and_then(|(sent, before)| self.overdue(sent, before, limit)) {
            return Err(fault);
        }
        let since = waiting
            .front()
            .map_or(self.progress, |oldest| oldest.sent.max(self.progress));
        let (id, fault) = match self.receive(since, limit) {
            Ok((line, at)) => {
                self.progress = at;
                self.answered = self.answered.saturating_add(1);
                match answers::decode(&line) {
                    Ok((id, kind)) => match take(waiting, id) {
                        Some(asked) => {
                            let answer = answers::answer(kind, &asked.prompt.request);
                            let answer = answer.map_err(|fault| self.settle(fault));
                            let elapsed = at.saturating_duration_since(asked.sent);
                            return Ok((asked, Timed { answer, elapsed }));
                        }
                        None => (
                            None,
                            Fault::Protocol(format!("{}: {}", self.stray(id), shown_line(&line))),
                        ),
                    },
                    Err(unreadable) => (unreadable.id, Fault::Protocol(unreadable.text)),
                }
            }
            Err(fault @ Fault::Protocol(_)) => (None, fault),
            Err(fault) => return Err(fault),
        };
        let fault = self.give_up(fault);
        match id.and_then(|id| take(waiting, id)).or_else(|| waiting.pop_front()) {
            Some(asked) => {
                let timed = asked.without(fault);
                Ok((asked, timed))
            }
            None => Err(fault),
        }
    }

    /// Sends a request under the next id.
    pub(super) fn send(&mut self, prompt: &Prompt) -> (u64, Instant) {
        let id = self.next_id;
        self.next_id = id.saturating_add(1);
        if let Some(running) = &self.running {
            let line = request_line(id, prompt);
            if let Some(Trace(heard)) = &mut self.trace {
                heard(&format!("> {line}"));
            }
            running.send(line);
        }
        (id, Instant::now())
    }

    /// A broken protocol ends everything, an error of the wrapper only its case.
    fn settle(&mut self, fault: Fault) -> Fault {
        if matches!(fault, Fault::Protocol(_)) {
            self.give_up(fault)
        } else {
            fault
        }
    }
}

/// How many time-outs an answer may take: one, and one more for every so many inputs.
fn patience(request: &Request) -> u32 {
    let more = match request {
        Request::Accumulate { count, .. } => count.checked_div(INPUTS_PER_TIMEOUT).unwrap_or_default(),
        _ => 0,
    };
    u32::try_from(more).unwrap_or(u32::MAX).saturating_add(1)
}

fn take<'a>(waiting: &mut VecDeque<Asked<'a>>, id: u64) -> Option<Asked<'a>> {
    let place = waiting.iter().position(|asked| asked.id == id)?;
    waiting.remove(place)
}
