//! Which cases and checks fail for which mutant.

pub(crate) mod advice;
mod file;
pub(crate) mod same;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::num::NonZero;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, SeedableRng as _};
use sha2::{Digest as _, Sha256};

pub(crate) use self::file::by_file;
pub use self::file::{EquivalentBug, FILE, KillMatrix, Row, SameColumn};
use super::{Mutant, MutantClient, key_shape};
use crate::conformance::accumulated::of_blocks;
use crate::conformance::check;
use crate::conformance::client::{Answer, Capabilities, Client as _, Fault, Output, Request};
use crate::conformance::report::{CaseResult, fails_the_run};
use crate::conformance::scenario;
use crate::conformance::vector::{EMBEDDED, Selection, Suite, TestCase};
use crate::conformance::verdict::{Outcome, judge};

/// Seeds of the two rounds. What is not the same in both depends on what a mutant draws; one that draws nothing has one round.
const ROUNDS: [u64; 2] = [1, 2];

/// Characters of a signature: enough to tell some hundred columns apart.
const SIGNATURE: usize = 16;

/// Stands in a signature for an answer that is another one each time.
const DRAWN: &str = "drawn";

/// What one mutant fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The mutant's id.
    pub mutant: &'static str,
    /// The cases of the vectors that it fails by its own answer, not by that to their sibling, and the cases of the checks. Only
    /// what it fails whatever it draws.
    pub kills: BTreeSet<String>,
    /// Whether one of them ends a run with a failure, not with advice.
    pub ends_a_run: bool,
    /// A hash of these cases with what it answered, so that columns with the same cases can be told apart. An answer that
    /// depends on what it draws counts as just that.
    pub signature: String,
}

/// Asks each of `mutants` the cases that it touches, in the order in which a run asks them, and lets it pass the checks where it
/// needs them.
pub fn columns(suite: &Suite, mutants: &[&'static Mutant]) -> Vec<Column> {
    let tests = in_order(suite);
    let Some((first, _)) = mutants.split_first() else {
        return Vec::new();
    };
    let first = MutantClient::new(first);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || {
        while let Some((place, mutant)) = {
            let place = next.fetch_add(1, Ordering::Relaxed);
            mutants.get(place).map(|mutant| (place, *mutant))
        } {
            let column = column(&first, mutant, suite, &tests);
            done.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(place, column);
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    let done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.into_values().collect()
}

/// The cases in the order of a run without arguments, whatever the order in which they were loaded: some mutants keep what
/// they were asked before. What only a long run asks is left out.
fn in_order(suite: &Suite) -> Vec<&TestCase> {
    let place = |test: &TestCase| {
        let stem = test.id.split('/').next().unwrap_or_default();
        let known = EMBEDDED.iter().position(|(own, _)| *own == stem);
        known.unwrap_or(usize::MAX)
    };
    let short = |test: &&TestCase| match &test.prompt.request {
        Request::Accumulate { of, .. } => of_blocks(of).is_none(),
        _ => true,
    };
    let mut tests: Vec<&TestCase> = suite.cases().iter().filter(short).collect();
    tests.sort_by_key(|test| place(test));
    tests
}

fn column(first: &MutantClient, mutant: &'static Mutant, suite: &Suite, tests: &[&TestCase]) -> Column {
    let round = |seed| {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        round(first.beside(mutant).seeded(seed), mutant, suite, tests, &mut rng)
    };
    let [seed, other_seed] = ROUNDS;
    let (mut column, draws) = round(seed);
    if draws {
        let (other, _) = round(other_seed);
        column.retain(|id, _| other.contains_key(id));
        for (id, failure) in &mut column {
            if other.get(id).is_some_and(|other| other.said != failure.said) {
                failure.said = DRAWN.into();
            }
        }
    }
    Column {
        mutant: mutant.id,
        ends_a_run: column.values().any(|failure| failure.ends_a_run),
        signature: signature(&column),
        kills: column.into_keys().collect(),
    }
}

/// A case that a mutant fails.
struct Failure {
    ends_a_run: bool,
    /// What it answered, or what is wrong with what it drew.
    said: String,
}

/// The cases that `client`, which has the bug of `mutant`, fails in one round, and whether anything was drawn for that.
fn round(
    mut client: MutantClient,
    mutant: &Mutant,
    suite: &Suite,
    tests: &[&TestCase],
    rng: &mut dyn CryptoRng,
) -> (BTreeMap<String, Failure>, bool) {
    let mut failed = BTreeMap::new();
    let (mut answers, mut unanswered) = (Vec::new(), Vec::new());
    for (place, test) in tests
        .iter()
        .enumerate()
        .filter(|(_, test)| !test.case.script.is_empty())
    {
        let stem = test.id.split('/').next().unwrap_or_default();
        if !mutant.plays(stem) {
            continue;
        }
        let seed = u64::try_from(place).unwrap_or_default();
        client.begin_script();
        let judgement = scenario::played(&mut client, test, seed).judgement;
        if judgement.outcome != Outcome::Pass {
            let failure = Failure {
                ends_a_run: fails_the_run(test.case.level, test.case.verdict, judgement.did.as_deref(), false),
                said: judgement.detail.unwrap_or_default(),
            };
            failed.insert(test.id.clone(), failure);
        }
    }
    let plain = |test: &&&TestCase| test.case.script.is_empty() && mutant.touches(test.op);
    for test in tests.iter().filter(plain) {
        let answer = client.answer(&test.prompt);
        let judgement = judge(test, &answer);
        if judgement.outcome != Outcome::Pass {
            let failure = Failure {
                ends_a_run: fails_the_run(test.case.level, test.case.verdict, judgement.did.as_deref(), false),
                said: match test.case.judge {
                    Some(_) => judgement.detail.unwrap_or_default(),
                    None => said(&answer),
                },
            };
            failed.insert(test.id.clone(), failure);
        }
        match answer {
            Ok(answer) => answers.push((*test, answer)),
            Err(fault) => unanswered.push((*test, fault)),
        }
    }
    if mutant.check().is_some() {
        let checked = check::all(check::Context {
            client: &mut client,
            capabilities: &Capabilities::full(),
            suite,
            selection: &Selection::default(),
            deep: false,
            answers: &answers,
            unanswered: &unanswered,
            played: &[],
            sessions: &scenario::Record::default(),
            rng,
        });
        let failed_too = |case: &CaseResult| case.outcome == Outcome::Fail && !case.sums_up();
        let cases = checked.cases.into_iter().filter(failed_too);
        failed.extend(cases.map(|case| {
            let failure = Failure {
                ends_a_run: case.fails_the_run(false),
                said: case.detail.clone().unwrap_or_default(),
            };
            (case.id, failure)
        }));
    }
    let draws = client.has_drawn() || mutant.check().is_some();
    (failed, draws)
}

fn said(answer: &Result<Answer, Fault>) -> String {
    match answer {
        // Which numbers a key pair has is chance.
        Ok(Answer::Ok(Output::KeyPair(pair))) => key_shape::of(&pair.spki),
        Ok(Answer::Ok(output)) => serde_json::to_string(output).unwrap_or_default(),
        Ok(Answer::Reject { class, .. }) => class.name().into(),
        Ok(Answer::Unsupported(_)) => "unsupported".into(),
        Err(fault) => alloc::format!("{fault}"),
    }
}

fn signature(failed: &BTreeMap<String, Failure>) -> String {
    let mut digest = Sha256::new();
    for (id, failure) in failed {
        for part in [id, &failure.said] {
            digest.update(part.as_bytes());
            digest.update([0]);
        }
    }
    let mut text = hex::encode(digest.finalize());
    text.truncate(SIGNATURE);
    text
}
