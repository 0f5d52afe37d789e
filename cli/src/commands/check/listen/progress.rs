//! What goes on in the run, for whoever looks at the page. What a client is expected to answer is not in it: cases are told once
//! they are judged.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::State;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::stream::{Stream, unfold};
use pinproof::conformance::client::Description;
use pinproof::conformance::report::{CaseResult, Results, Totals};
use pinproof::conformance::runner::Progress;
use pinproof::conformance::verdict::Outcome;
use serde::Serialize;
use tokio::sync::watch;

use super::server::Shared;

/// One thing that happened, as a line of JSON.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Told<'a> {
    Started {
        client: &'a Description,
        asked: usize,
    },
    Judged(Judged<'a>),
    SecondClient {},
    /// The last word: what is counted only once everything is judged is in it.
    Finished {
        exit: u8,
        totals: Totals,
        faults: &'a [String],
        not_tested: Vec<Reason<'a>>,
        files: Vec<File<'a>>,
        wrong: Vec<Judged<'a>>,
    },
}

/// The cases of one set of vectors.
#[derive(Default, Serialize)]
struct File<'a> {
    file: &'a str,
    pass: usize,
    fail: usize,
    advice: usize,
    untested: usize,
}

#[derive(Serialize)]
struct Judged<'a> {
    id: &'a str,
    outcome: Outcome,
    level: &'static str,
    /// Whether it fails the run.
    fails: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
}

#[derive(Serialize)]
struct Reason<'a> {
    why: &'a str,
    cases: usize,
}

/// Everything that was told so far, and whether that is all.
#[derive(Clone)]
pub(super) struct Hub {
    told: Arc<Mutex<Vec<String>>>,
    /// How much there is, and whether that is all.
    grown: watch::Sender<(usize, bool)>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            told: Arc::default(),
            grown: watch::Sender::new((0, false)),
        }
    }
}

impl Hub {
    pub(super) fn tell(&self, event: &Progress<'_>, strict: bool) {
        match event {
            Progress::Started { client, asked } => self.add(&Told::Started { client, asked: *asked }, false),
            Progress::Judged(case) => self.add(&Told::Judged(judged(case, strict)), false),
        }
    }

    pub(super) fn second_client(&self) {
        self.add(&Told::SecondClient {}, false);
    }

    pub(super) fn finish(&self, results: &Results) {
        let not_tested = results.not_tested_by_reason.iter();
        let told = Told::Finished {
            exit: results.exit,
            totals: results.totals,
            faults: &results.faults,
            not_tested: not_tested.map(|(why, cases)| Reason { why, cases: *cases }).collect(),
            files: files(results),
            wrong: results
                .cases
                .iter()
                .filter(|case| !matches!(case.outcome, Outcome::Pass | Outcome::NotTested))
                .map(|case| judged(case, results.run.strict))
                .collect(),
        };
        self.add(&told, true);
    }

    fn add(&self, event: &Told<'_>, last: bool) {
        let Ok(line) = serde_json::to_string(event) else {
            return;
        };
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        // Everything told is kept, and anybody can knock again and again.
        if told.last() == Some(&line) {
            return;
        }
        told.push(line);
        let length = told.len();
        drop(told);
        self.grown.send_modify(|(known, ended)| {
            *known = length.max(*known);
            *ended |= last;
        });
    }

    /// What was told from this place on.
    fn since(&self, place: usize) -> Vec<String> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.get(place..).unwrap_or_default().to_vec()
    }
}

fn files(results: &Results) -> Vec<File<'_>> {
    let mut files: Vec<File<'_>> = Vec::new();
    for case in &results.cases {
        let name = case.id.split('/').next().unwrap_or_default();
        if files.last().is_none_or(|last| last.file != name) {
            files.push(File {
                file: name,
                ..File::default()
            });
        }
        let Some(file) = files.last_mut() else { continue };
        let counter = match case.outcome {
            Outcome::Pass => &mut file.pass,
            Outcome::NotTested => &mut file.untested,
            _ if judged(case, results.run.strict).fails => &mut file.fail,
            _ => &mut file.advice,
        };
        *counter = counter.saturating_add(1);
    }
    files
}

fn judged(case: &CaseResult, strict: bool) -> Judged<'_> {
    let bad = matches!(case.outcome, Outcome::Hang | Outcome::Crash | Outcome::HarnessError);
    let plain = matches!(case.outcome, Outcome::Pass);
    Judged {
        id: &case.id,
        outcome: case.outcome,
        level: case.level.name(),
        fails: bad || case.fails_the_run(strict),
        detail: case.detail.as_deref().filter(|_| !plain),
    }
}

/// Everything from the beginning, then what comes, as server-sent events; each has a JSON array of what happened.
pub(super) async fn stream(State(shared): State<Shared>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let hub = shared.hub.clone();
    let grown = hub.grown.subscribe();
    let events = unfold(Some((hub, grown, 0)), async |state| {
        let (hub, mut grown, place) = state?;
        let seen = grown.wait_for(|(length, ended)| *length > place || *ended).await.ok()?;
        let (_, ended) = *seen;
        drop(seen);
        let lines = hub.since(place);
        let next = place.saturating_add(lines.len());
        let event = Event::default().data(format!("[{}]", lines.join(",")));
        let state = (!ended).then_some((hub, grown, next));
        Some((Ok(event), state))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_knocks_again_and_again_is_told_once() {
        let hub = Hub::default();
        for _ in 0..100 {
            hub.second_client();
        }
        assert_eq!(hub.since(0).len(), 1);
    }
}
