//! Scripts against a client.

use alloc::vec::Vec;
use core::num::NonZero;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use super::play::{Play, Turn};
use super::record::Record;
use crate::conformance::client::{Answer, Client, Fault, Request, Timed};
use crate::conformance::vector::{Action, ScriptStep, TestCase};
use crate::conformance::verdict::Judgement;

/// One script that was played.
pub(crate) struct Played {
    pub(crate) judgement: Judgement,
    pub(crate) record: Record,
    /// Microseconds that the client took.
    pub(crate) elapsed_us: Option<u64>,
    /// What ends the run, when the client cannot be asked any more.
    pub(crate) fault: Option<Fault>,
}

/// Plays `test` to its end or to the first step that is wrong.
pub(crate) fn played(client: &mut dyn Client, test: &TestCase, seed: u64) -> Played {
    heard(client, test, seed, &mut |_, _| {})
}

/// What is said in a script: a request and what came back.
pub(crate) type Listener<'l> = &'l mut dyn FnMut(&Request, &Result<Answer, Fault>);

/// Plays `test` as [`played`] does, for somebody who listens.
pub(crate) fn heard(client: &mut dyn Client, test: &TestCase, seed: u64, listener: Listener<'_>) -> Played {
    let mut play = Play::new(test, seed);
    let mut fault = None;
    while let Some(turn) = play.next() {
        match turn {
            Turn::Restart => play.restarted(client.restart()),
            Turn::Ask(prompt) => {
                let started = Instant::now();
                let answer = client.answer(&prompt);
                listener(&prompt.request, &answer);
                if let Err(gone) = &answer
                    && gone.ends_the_run()
                {
                    fault = Some(gone.clone());
                }
                play.take(&Timed {
                    answer,
                    elapsed: started.elapsed(),
                });
            }
        }
    }
    let (judgement, record, elapsed) = play.finish();
    Played {
        judgement,
        record,
        elapsed_us: u64::try_from(elapsed.as_micros()).ok(),
        fault,
    }
}

/// Plays all of `tests`; ends where the client cannot be asked any more. Gives each result once to `sink`, in any order.
///
/// One after the other, or in several threads where the client has others beside it; what starts the client anew comes last.
pub(crate) fn play_all(client: &mut dyn Client, tests: &[&TestCase], seed: u64, sink: &mut dyn FnMut(usize, Played)) {
    let alone = |test: &TestCase| restarts(test) || client.beside().is_none();
    let (last, first): (Vec<usize>, Vec<usize>) =
        (0..tests.len()).partition(|index| tests.get(*index).is_some_and(|test| alone(test)));
    let of = |index: usize| seed.wrapping_add(u64::try_from(index).unwrap_or_default());
    let (next, (done, results)) = (AtomicUsize::new(0), mpsc::channel());
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let others = (0..threads)
            .filter(|_| !first.is_empty())
            .filter_map(|_| client.beside());
        for mut other in others {
            let (next, first, done) = (&next, &first, done.clone());
            scope.spawn(move || {
                while let Some(index) = first.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Some(test) = tests.get(*index) {
                        let _ = done.send((*index, played(other.as_mut(), test, of(*index))));
                    }
                }
            });
        }
        drop(done);
        for (index, played) in results {
            sink(index, played);
        }
    });
    for index in last {
        let Some(test) = tests.get(index) else { return };
        let played = played(client, test, of(index));
        let ends = played.fault.is_some();
        sink(index, played);
        if ends {
            return;
        }
    }
}

fn restarts(test: &TestCase) -> bool {
    let restart = |step: &ScriptStep| matches!(step.action, Action::Restart(_));
    test.case.script.iter().any(restart)
}
