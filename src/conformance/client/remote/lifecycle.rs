//! Starting, greeting, losing and restarting the client.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::time::{Duration, Instant};

use super::super::{Description, Fault, MAX_LINE, Prompt, Request, request_line, stderr};
use super::answers;
use super::door::{Incoming, said};
use super::{RemoteClient, Trace};
use crate::conformance::text::shown_line;

impl RemoteClient {
    /// A client is there that has answered `hello`, and nothing is outstanding.
    pub(super) fn ready(&mut self) -> Result<(), Fault> {
        self.alive()?;
        if self.greeted { Ok(()) } else { self.greet().map(|_| ()) }
    }

    /// A client is there, started again if need be, and said nothing since it was asked last.
    pub(super) fn alive(&mut self) -> Result<(), Fault> {
        if let Some(fault) = &self.broken {
            return Err(fault.clone());
        }
        // What comes before hello is found out by asking it.
        if self.greeted {
            self.silent(Duration::ZERO)?;
        }
        if self.running.is_none() { self.revive() } else { Ok(()) }
    }

    /// The client says nothing for so long, while nothing is outstanding. It may end.
    pub(super) fn silent(&mut self, limit: Duration) -> Result<(), Fault> {
        match self.running.as_mut().and_then(|running| running.receive(limit)) {
            None => Ok(()),
            Some(Incoming::Closed(unfinished)) => {
                let text = self.ended(&unfinished, " while nothing was asked");
                self.last_end = text;
                Ok(())
            }
            Some(Incoming::TooLong(line)) => Err(self.give_up(Fault::Protocol(too_long(&line)))),
            Some(Incoming::Line(line, _)) => {
                let text = match answers::decode(&line) {
                    Ok((id, _)) => format!("{}: {}", self.stray(id), shown_line(&line)),
                    Err(unreadable) => format!("while nothing was asked, {}", unreadable.text),
                };
                Err(self.give_up(Fault::Protocol(text)))
            }
        }
    }

    /// Asks `hello` and waits for the answer.
    pub(super) fn greet(&mut self) -> Result<Description, Fault> {
        let (id, sent) = self.send(&Prompt::hello());
        let greeting = self.receive(sent, self.options.timeout).and_then(|(line, _)| {
            let (answered, kind) = answers::decode(&line).map_err(|unreadable| Fault::Protocol(unreadable.text))?;
            if answered != id {
                return Err(Fault::Protocol(format!(
                    "{}: {}",
                    self.stray(answered),
                    shown_line(&line)
                )));
            }
            answers::description(kind)
        });
        self.progress = Instant::now();
        let greeting = greeting.and_then(|description| match &self.description {
            Some(first) if *first != description => Err(Fault::Protocol(
                "after a restart hello says something else than the first time".to_string(),
            )),
            _ => Ok(description),
        });
        if let Ok(description) = &greeting {
            self.description = Some(description.clone());
        }
        if let Err(Fault::Crash(_)) = &greeting
            && self.door.comes_by_itself()
            && self.restarts < self.options.max_restarts
        {
            // It was not the kit that wanted this one. The next one may stay.
            self.revive()?;
            return self.greet();
        }
        greeting.inspect(|_| self.greeted = true).map_err(|fault| {
            let fault = match fault {
                Fault::Crash(text) | Fault::Hang(text) => Fault::Gone(text),
                other => other,
            };
            self.give_up(match fault {
                Fault::Gone(text) if self.restarts > 0 => {
                    Fault::Gone(format!("restart {} failed: {text}", self.restarts))
                }
                other => other,
            })
        })
    }

    /// Lets the client end and starts another, because the kit wants to: no fault, and no restart that counts.
    pub(super) fn renew(&mut self) -> Result<(), Fault> {
        self.alive()?;
        if let Some(running) = self.running.take() {
            let stop = request_line(self.next_id, &Prompt::probe(Request::Stop));
            let left = running.stop(stop);
            stderr::append(&mut self.earlier_stderr, &left.tail);
            stderr::append_first(&mut self.untaken_stderr, &left.untaken);
        }
        self.start()?;
        self.greet().map(|_| ())
    }

    /// Starts it again after a fault.
    fn revive(&mut self) -> Result<(), Fault> {
        if self.restarts >= self.options.max_restarts {
            let how_often = match self.restarts {
                0 => "the client may not be restarted".to_string(),
                1 => "the client was restarted once and is not started again".to_string(),
                often => format!("the client was restarted {often} times and is not started again"),
            };
            return Err(self.give_up(Fault::Gone(format!("{how_often}; the last time: {}", self.last_end))));
        }
        self.restarts = self.restarts.saturating_add(1);
        self.start()
    }

    fn start(&mut self) -> Result<(), Fault> {
        match self.door.open() {
            Ok(running) => {
                self.running = Some(running);
                self.greeted = false;
                self.first_id = self.next_id;
                self.progress = Instant::now();
                Ok(())
            }
            Err(why) => Err(self.give_up(Fault::Gone(why))),
        }
    }

    /// The next line, while something is outstanding since `since` that may take `limit`.
    ///
    /// # Errors
    /// [`Fault::Crash`] and [`Fault::Hang`], after which no client is there; [`Fault::Protocol`] for an endless line.
    pub(super) fn receive(&mut self, since: Instant, limit: Duration) -> Result<(Vec<u8>, Instant), Fault> {
        let (when, to) = if self.greeted {
            ("", "")
        } else {
            (" before it answered hello", " to hello")
        };
        let Some(running) = &mut self.running else {
            return Err(Fault::Crash(self.last_end.clone()));
        };
        let fault = match running.receive(limit.saturating_sub(since.elapsed())) {
            Some(Incoming::Line(line, at)) => {
                if let Some(Trace(heard)) = &mut self.trace {
                    heard(&format!("< {}", String::from_utf8_lossy(&line)));
                }
                return Ok((line, at));
            }
            Some(Incoming::TooLong(line)) => return Err(Fault::Protocol(too_long(&line))),
            Some(Incoming::Closed(unfinished)) => Fault::Crash(self.ended(&unfinished, when)),
            None => {
                let fault = match running.cut() {
                    Ok(stderr) => Fault::Hang(format!(
                        "no answer{to} within {:.1} s{}",
                        limit.as_secs_f64(),
                        said(stderr.as_deref())
                    )),
                    Err(ending) => Fault::Crash(ending.text(&[], when)),
                };
                self.retire();
                fault
            }
        };
        self.last_end = fault.to_string();
        Err(fault)
    }

    /// A request that stays unanswered while others are answered: the time-out has passed, and as many answers came since as
    /// may be outstanding, so that a client that answers in order would have come to it.
    pub(super) fn overdue(&mut self, sent: Instant, answered_before: u64, limit: Duration) -> Option<Fault> {
        let others = self.answered.saturating_sub(answered_before);
        let window = u64::try_from(self.options.window.max(1)).unwrap_or(u64::MAX);
        if sent.elapsed() < limit || others < window {
            return None;
        }
        let text = format!(
            "no answer within {:.1} s, while {others} later requests were answered",
            limit.as_secs_f64()
        );
        self.retire();
        self.last_end = text.clone();
        Some(Fault::Hang(text))
    }

    /// What an answer is that nobody waits for.
    pub(super) fn stray(&self, id: u64) -> String {
        if (self.first_id..self.next_id).contains(&id) {
            format!("a second answer to id {id}")
        } else {
            format!("an answer to id {id}, which was not asked")
        }
    }

    /// Lets the client go; every later request gets `fault`.
    pub(super) fn give_up(&mut self, fault: Fault) -> Fault {
        self.retire();
        self.broken = Some(fault.clone());
        fault
    }

    /// How the client ended of which nothing more will come.
    fn ended(&mut self, unfinished: &[u8], when: &str) -> String {
        let text = self
            .running
            .as_mut()
            .map(|running| running.ending().text(unfinished, when));
        self.retire();
        text.unwrap_or_default()
    }

    /// Lets go of the client and keeps what it wrote to standard error.
    fn retire(&mut self) {
        if let Some(running) = self.running.take() {
            stderr::append(&mut self.earlier_stderr, &running.stderr_tail());
            stderr::append_first(&mut self.untaken_stderr, &running.take_stderr());
        }
        self.greeted = false;
    }
}

fn too_long(line: &[u8]) -> String {
    format!("a line of more than {} bytes: {}", MAX_LINE, shown_line(line))
}
