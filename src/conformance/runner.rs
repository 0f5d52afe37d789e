//! Asking a client every selected case.

mod contradiction;
mod self_test;
#[cfg(test)]
mod tests;
pub(crate) mod twins;

pub use self::twins::TAKEN_BACK;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::mem;

use rand_core::CryptoRng;

use self::contradiction::contradiction;
use super::client::{Answer, Client, Description, Fault, PROTOCOL, Prompt, Reference, Timed};
use super::report::{CaseResult, Results, RunInfo, Selected};
use super::scenario::{self, Record};
use super::vector::{Level, Selection, Suite, TestCase};
use super::verdict::{Judgement, Outcome, judge, not_tested};
use super::{accumulated, check, combinations, detection, diagnosis};

/// What a run tells while it goes on.
#[derive(Debug)]
pub enum Progress<'a> {
    /// The client has said who it is; so many cases will be asked.
    Started {
        /// The client's own words.
        client: &'a Description,
        /// Cases that will be asked.
        asked: usize,
    },
    /// One more case is judged.
    Judged(&'a CaseResult),
}

/// What a run asks, and how.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// The vectors.
    pub suite: &'a Suite,
    /// Which of them.
    pub selection: &'a Selection,
    /// How it is asked, which the report says. Checks over many answers are made for what the selection has a use for.
    pub info: RunInfo,
}

impl<'a> Plan<'a> {
    /// The selected cases and the checks.
    pub fn new(suite: &'a Suite, selection: &'a Selection) -> Self {
        Self {
            suite,
            selection,
            info: RunInfo {
                checks: true,
                ..RunInfo::default()
            },
        }
    }

    /// The selected cases and nothing else.
    pub fn cases_only(suite: &'a Suite, selection: &'a Selection) -> Self {
        Self {
            info: RunInfo::default(),
            ..Self::new(suite, selection)
        }
    }
}

/// Asks `client` what `plan` says, and judges the answers.
///
/// Before anything is scored the client's wrapper must pass the self-test: bytes come back as they went, a good request is
/// accepted, a malformed one refused, an unknown one unsupported. `rng` makes the self-test's nonce and what the checks ask.
pub fn run(
    client: &mut dyn Client,
    plan: &Plan<'_>,
    rng: &mut dyn CryptoRng,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Results {
    let Plan { suite, selection, .. } = *plan;
    let mut results = Results {
        run: RunInfo {
            shard: selection.shard,
            ..plan.info
        },
        selected: Selected {
            only: selection.only.clone(),
            profile: selection.profile.as_ref().map(|profile| profile.name.clone()),
        },
        ..Results::empty(suite)
    };
    let description = match greet(client, rng) {
        Ok(description) => description,
        Err(fault) => {
            results.faults.push(fault);
            return results.close();
        }
    };

    let selected: Vec<&TestCase> = suite.cases().iter().filter(|test| selection.contains(test)).collect();
    let mut judged: Vec<Option<CaseResult>> = selected.iter().map(|_| None).collect();
    let (mut asked, mut scripts) = (Vec::new(), Vec::new());
    for (test, slot) in selected.iter().zip(&mut judged) {
        match not_tested(&description.capabilities, test) {
            Some(why) => *slot = Some(result(test, Judgement::not_tested(why), None, None)),
            None if test.case.script.is_empty() => asked.push((*test, slot)),
            None => scripts.push((*test, slot)),
        }
    }
    progress(Progress::Started {
        client: &description,
        asked: asked.len().saturating_add(scripts.len()),
    });

    let prompts: Vec<Prompt> = asked.iter().map(|(test, _)| test.prompt.clone()).collect();
    let (mut answers, mut unanswered) = (Vec::new(), Vec::new());
    let faults = &mut results.faults;
    client.answer_all(&prompts, &mut |index, timed: Timed| {
        if let Some((test, slot)) = asked.get_mut(index) {
            if let Err(fault) = &timed.answer
                && fault.ends_the_run()
            {
                faults.push(alloc::format!("{}: {fault}", test.id));
            }
            let elapsed = u64::try_from(timed.elapsed.as_micros()).ok();
            let judged = result(test, judge(test, &timed.answer), elapsed, timed.answer.as_ref().ok());
            progress(Progress::Judged(&judged));
            **slot = Some(judged);
            match timed.answer {
                Ok(answer) => answers.push((*test, answer)),
                Err(fault) => unanswered.push((*test, fault)),
            }
        }
    });

    let (mut sessions, mut outcomes) = (Record::default(), Vec::new());
    if faults.is_empty() && !scripts.is_empty() {
        let mut seed = [0; 8];
        rng.fill_bytes(&mut seed);
        let tests: Vec<&TestCase> = scripts.iter().map(|(test, _)| *test).collect();
        scenario::play_all(client, &tests, u64::from_le_bytes(seed), &mut |index, played| {
            if let Some((test, slot)) = scripts.get_mut(index) {
                faults.extend(played.fault.map(|fault| alloc::format!("{}: {fault}", test.id)));
                let outcome = played.judgement.outcome;
                let judged = result(test, played.judgement, played.elapsed_us, None);
                progress(Progress::Judged(&judged));
                **slot = Some(judged);
                outcomes.push((*test, outcome));
                sessions.add(played.record);
            }
        });
    }

    let ended = "the run ended before this case";
    results.cases = judged
        .iter_mut()
        .zip(&selected)
        .map(|(slot, test)| {
            mem::take(slot).unwrap_or_else(|| {
                let judgement = Judgement {
                    outcome: Outcome::HarnessError,
                    did: None,
                    detail: Some(ended.to_string()),
                };
                result(test, judgement, None, None)
            })
        })
        .collect();
    twins::count_with_their_siblings(&mut results.cases, &selected);
    if results.faults.is_empty() {
        accumulated::locate(client, &description.capabilities, &mut results.cases, &selected);
    }
    if plan.info.checks {
        results.combinations = Some(combinations::judge(&results.cases, &selected));
    }
    if plan.info.checks && results.faults.is_empty() {
        let checked = check::all(check::Context {
            client,
            capabilities: &description.capabilities,
            suite,
            selection,
            deep: plan.info.deep,
            answers: &answers,
            unanswered: &unanswered,
            played: &outcomes,
            sessions: &sessions,
            rng,
        });
        checked.cases.iter().for_each(|case| progress(Progress::Judged(case)));
        results.cases.extend(checked.cases);
        results.channels.extend(checked.channels);
        results.faults.extend(checked.fault);
    }
    results.detects = Some(detection::detects(&results.cases));
    results.client = Some(description);
    diagnosis::diagnose(&mut results, suite);
    results.close()
}

/// The reference device over the same cases, and the vectors held against themselves: an expectation that the reference does
/// not show in its one answer (the other half of `either`, a check value beside a key) is computed as well.
pub fn run_reference(plan: &Plan<'_>, rng: &mut dyn CryptoRng, progress: &mut dyn FnMut(Progress<'_>)) -> Results {
    let mut results = run(&mut Reference::new(), plan, rng, progress);
    let tests = plan.suite.cases().iter().filter(|test| plan.selection.contains(test));
    for (case, test) in results.cases.iter_mut().zip(tests) {
        if case.outcome == Outcome::Pass
            && let Some(contradiction) = contradiction(test, rng)
        {
            case.outcome = Outcome::Fail;
            case.detail = Some(contradiction);
        }
        // Levels are for others: vectors that the reference does not agree with are wrong, or it is.
        if case.outcome == Outcome::Fail {
            case.level = Level::Must;
        }
    }
    results.close()
}

/// Asks one case alone, or plays its script, after all that comes before the cases of a run.
pub fn ask_one(client: &mut dyn Client, test: &TestCase, rng: &mut dyn CryptoRng) -> Judgement {
    let description = match greet(client, rng) {
        Ok(description) => description,
        Err(fault) => return Judgement::fault(&Fault::Gone(fault)),
    };
    if let Some(why) = not_tested(&description.capabilities, test) {
        return Judgement::not_tested(why);
    }
    if test.case.script.is_empty() {
        return judge(test, &client.answer(&test.prompt));
    }
    let mut seed = [0; 8];
    rng.fill_bytes(&mut seed);
    scenario::played(client, test, u64::from_le_bytes(seed)).judgement
}

fn greet(client: &mut dyn Client, rng: &mut dyn CryptoRng) -> Result<Description, String> {
    let description = client.hello().map_err(|fault| alloc::format!("hello: {fault}"))?;
    if description.protocol != PROTOCOL {
        return Err(alloc::format!(
            "hello: the client speaks version {} of the client protocol, this kit version {PROTOCOL}",
            description.protocol
        ));
    }
    self_test::run(client, rng)?;
    Ok(description)
}

fn result(test: &TestCase, judgement: Judgement, elapsed_us: Option<u64>, answer: Option<&Answer>) -> CaseResult {
    let wrong = match answer {
        Some(Answer::Ok(output)) if judgement.outcome == Outcome::Fail => serde_json::to_value(output).ok(),
        _ => None,
    };
    CaseResult {
        answer: wrong,
        elapsed_us,
        ..CaseResult::of_kit(test.id.clone(), test.op, test.case.level, test.case.verdict, judgement)
    }
}
