//! Many requests, several of them outstanding at a time.

use alloc::collections::VecDeque;
use alloc::format;
use std::time::Duration;

use super::super::{Fault, Prompt, Timed};
use super::RemoteClient;
use super::asking::Asked;

/// How long after the last answer a line that nobody asked for is waited for.
const AFTERWARDS: Duration = Duration::from_millis(50);

type Sink<'s> = &'s mut dyn FnMut(usize, Timed);

impl RemoteClient {
    /// Asks all `prompts`, as many at a time as the window has.
    pub(super) fn pipeline(&mut self, prompts: &[Prompt], sink: Sink<'_>) {
        let window = self.options.window.max(1);
        let mut rest = prompts.iter().enumerate();
        let mut waiting = VecDeque::new();
        loop {
            while waiting.len() < window {
                let Some((index, prompt)) = rest.next() else { break };
                if waiting.is_empty()
                    && let Err(fault) = self.ready()
                {
                    return sink(
                        index,
                        Timed {
                            answer: Err(fault),
                            elapsed: Duration::ZERO,
                        },
                    );
                }
                waiting.push_back(self.put(index, prompt));
            }
            if waiting.is_empty() {
                return;
            }
            match self.next(&mut waiting) {
                Ok((asked, mut timed)) => {
                    // The last answer is good once nothing comes after it.
                    if waiting.is_empty()
                        && rest.len() == 0
                        && !last(&timed)
                        && let Err(fault) = self.silent(AFTERWARDS)
                    {
                        timed.answer = Err(fault);
                    }
                    let end = last(&timed);
                    sink(asked.index, timed);
                    if end {
                        return;
                    }
                }
                Err(fault) => {
                    if !self.one_by_one(core::mem::take(&mut waiting), fault, sink) {
                        return;
                    }
                }
            }
        }
    }

    /// The process ended or hung on one of `suspects`: asks them again, each alone, to see which one it was. False when
    /// nothing more can be asked.
    fn one_by_one(&mut self, mut suspects: VecDeque<Asked<'_>>, fault: Fault, sink: Sink<'_>) -> bool {
        let Some(oldest) = suspects.pop_front() else {
            return false;
        };
        if suspects.is_empty() {
            sink(oldest.index, oldest.without(fault));
            return true;
        }
        let others = suspects.len();
        // Kept back: when none is found guilty, the oldest has to answer for it.
        let first = self.ask(oldest.prompt);
        let mut found = guilty(&first);
        let mut end = last(&first);
        for suspect in suspects {
            if end {
                break;
            }
            let timed = self.ask(suspect.prompt);
            found |= guilty(&timed);
            end = last(&timed);
            sink(suspect.index, timed);
        }
        let first = if found || end {
            first
        } else {
            oldest.without(unexplained(fault, others))
        };
        sink(oldest.index, first);
        !end
    }
}

fn guilty(timed: &Timed) -> bool {
    matches!(timed.answer, Err(Fault::Crash(_) | Fault::Hang(_)))
}

/// Nothing can be asked after this.
fn last(timed: &Timed) -> bool {
    timed.answer.as_ref().is_err_and(Fault::ends_the_run)
}

/// The fault of the oldest of several requests when none of them shows it alone.
fn unexplained(fault: Fault, others: usize) -> Fault {
    let add = |text| {
        let with = if others == 1 {
            "1 other request was".into()
        } else {
            format!("{others} other requests were")
        };
        format!(
            "{text}; {with} outstanding too, and asked again one at a time all were answered: this is the oldest of them"
        )
    };
    match fault {
        Fault::Crash(text) => Fault::Crash(add(text)),
        Fault::Hang(text) => Fault::Hang(add(text)),
        other => other,
    }
}
