//! Which mutants a client behaves like.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::cmp::Reverse;

use rand_core::CryptoRng;
use serde_json::Value;

use super::answers::{Predicted, agree, predict, same};
use super::evidence::{Evidence, spread};
use super::kit_cases::KitCases;
use super::tally::{Rank, Tally};
use crate::conformance::client::{Op, PrivateKeySource, Request};
use crate::conformance::mutant::{DESIGNED, Mutant, MutantClient, mutants};
use crate::conformance::vector::Verdict;

/// Failed cases of an operation that every mutant is asked.
const FAILED_SAMPLE: usize = 40;
/// Passed cases of an operation that every mutant is asked that explains something.
const PASSED_SAMPLE: usize = 24;
/// Mutants that are asked every case.
const FINALISTS: usize = 24;
/// Suspects of one run.
const SUSPECTS: usize = 3;

/// A mutant that explains failures.
pub(super) struct Ranked {
    pub(super) mutant: &'static Mutant,
    pub(super) explains: usize,
    pub(super) contradicts: usize,
    pub(super) same: Vec<&'static Mutant>,
}

/// A mutant with what is known of it.
struct Candidate {
    mutant: &'static Mutant,
    client: MutantClient,
    tally: Tally,
    /// Its answers, one for each piece of evidence.
    answers: Vec<Predicted>,
    /// Places of the cases that it explains.
    explained: BTreeSet<usize>,
}

/// The mutants that explain failures best, each by what those before it left unexplained.
pub(super) fn rank(evidence: &[Evidence<'_>], kit: &KitCases<'_>, rng: &mut dyn CryptoRng) -> Vec<Ranked> {
    let mut open: Vec<&Evidence<'_>> = evidence.iter().collect();
    let mut kit = kit.clone();
    let mut ranked: Vec<Ranked> = Vec::new();
    let Some(base) = knowing(evidence) else { return ranked };
    while ranked.len() < SUSPECTS {
        let Some(found) = best(&open, &kit, &base, rng) else {
            break;
        };
        if ranked.iter().any(|before| before.mutant.id == found.ranked.mutant.id) {
            break;
        }
        open.retain(|one| !found.explained.contains(&one.place));
        kit.drop_those_of(found.ranked.mutant);
        ranked.push(found.ranked);
    }
    ranked
}

/// A client that knows what RSA gives in the cases that say so: RSA is nearly all of the work.
fn knowing(evidence: &[Evidence<'_>]) -> Option<MutantClient> {
    let base = MutantClient::rehearsing(mutants().next()?);
    for one in evidence {
        let Request::TzpkUnwrap {
            key: PrivateKeySource::Pkcs8 { pkcs8 },
            wrapped,
            ..
        } = &one.test.prompt.request
        else {
            continue;
        };
        let em = one.test.case.steps.get("em").and_then(Value::as_str);
        if let (Ok(number), Some(Ok(em))) = (hex::decode(wrapped), em.map(hex::decode)) {
            base.know(pkcs8, &number, &em);
        }
    }
    Some(base)
}

/// The best of one round.
struct Best {
    ranked: Ranked,
    /// Places of the cases that it explains.
    explained: BTreeSet<usize>,
}

fn best(open: &[&Evidence<'_>], kit: &KitCases<'_>, base: &MutantClient, rng: &mut dyn CryptoRng) -> Option<Best> {
    let mut asked: Vec<Candidate> = Vec::new();
    let mut goal = None;
    for mut one in finalists(open, kit, base, rng) {
        if !one.ask_all(open, kit, goal, rng) {
            continue;
        }
        goal = goal.max(Some(one.tally.rank()));
        asked.push(one);
    }
    asked.retain(|one| one.tally.names_something());
    asked.sort_by_key(|one| Reverse((one.tally.rank(), one.mutant.seen != DESIGNED)));
    let (first, others) = asked.split_first()?;
    let same = others.iter().filter(|other| first.is_same(other, open, kit));
    Some(Best {
        ranked: Ranked {
            mutant: first.mutant,
            explains: first.tally.explains,
            contradicts: first.tally.contradicts(),
            same: same.map(|other| other.mutant).collect(),
        },
        explained: first.explained.clone(),
    })
}

/// The mutants that do best on some of the cases.
fn finalists(
    open: &[&Evidence<'_>],
    kit: &KitCases<'_>,
    base: &MutantClient,
    rng: &mut dyn CryptoRng,
) -> Vec<Candidate> {
    let failed = spread(open.iter().copied().filter(|one| one.failed), FAILED_SAMPLE);
    let ops: BTreeSet<Op> = failed.iter().map(|one| one.test.op).collect();
    let passed = open
        .iter()
        .copied()
        .filter(|one| !one.failed && ops.contains(&one.test.op));
    let passed = spread(passed, PASSED_SAMPLE);
    let failed = primed(failed, open);

    let mut candidates = Vec::new();
    for mutant in mutants() {
        if !ops.iter().any(|op| mutant.touches(*op)) && !kit.names(mutant) {
            continue;
        }
        let mut candidate = Candidate::new(mutant, base);
        candidate.tally = kit.tally(mutant);
        candidate.ask(&failed, rng);
        if candidate.tally.explains == 0 {
            continue;
        }
        candidate.ask(&passed, rng);
        candidates.push(candidate);
    }
    candidates.sort_by_key(|one| Reverse(one.tally.rank()));
    candidates.truncate(FINALISTS);
    candidates
}

/// With the accepted unwrap before each unwrap: a client that keeps what it unwrapped last may give that again.
fn primed<'e, 'a>(chosen: Vec<&'e Evidence<'a>>, all: &[&'e Evidence<'a>]) -> Vec<&'e Evidence<'a>> {
    let is_unwrap = |one: &Evidence<'_>| one.test.op == Op::TzpkUnwrap;
    let opens = |one: &Evidence<'_>| is_unwrap(one) && one.test.case.verdict == Verdict::Accept && !one.failed;
    let mut with: BTreeMap<usize, &'e Evidence<'a>> = chosen.iter().map(|one| (one.place, *one)).collect();
    for one in chosen.iter().filter(|one| is_unwrap(one)) {
        let before = all
            .iter()
            .rev()
            .find(|before| before.place < one.place && opens(before));
        with.extend(before.map(|before| (before.place, *before)));
    }
    with.into_values().collect()
}

impl Candidate {
    fn new(mutant: &'static Mutant, base: &MutantClient) -> Self {
        Self {
            mutant,
            client: base.beside(mutant),
            tally: Tally::default(),
            answers: Vec::new(),
            explained: BTreeSet::new(),
        }
    }

    /// Asks some cases and counts.
    fn ask(&mut self, cases: &[&Evidence<'_>], rng: &mut dyn CryptoRng) {
        for one in cases {
            self.ask_one(one, rng);
        }
    }

    fn ask_one(&mut self, one: &Evidence<'_>, rng: &mut dyn CryptoRng) {
        let predicted = predict((self.mutant, &self.client), one.test, rng);
        let agrees = agree(one.test, &one.seen, &predicted, &self.client);
        if !self.leaves_open(one) {
            self.tally.count(one, agrees, &predicted);
        }
        if agrees && one.failed {
            self.explained.insert(one.place);
        }
        self.answers.push(predicted);
    }

    /// Whether nothing is computed for this case: a bug of one answer, asked over thousands of inputs.
    fn leaves_open(&self, one: &Evidence<'_>) -> bool {
        one.test.op == Op::Accumulate && !self.mutant.touches(Op::Accumulate)
    }

    /// Asks every case, and forgets what was counted before. Gives up, and says so, once it cannot reach `goal`.
    fn ask_all(
        &mut self,
        cases: &[&Evidence<'_>],
        kit: &KitCases<'_>,
        goal: Option<Rank>,
        rng: &mut dyn CryptoRng,
    ) -> bool {
        self.tally = kit.tally(self.mutant);
        self.answers.clear();
        self.explained.clear();
        let mut failures = cases.iter().filter(|one| one.failed).count();
        for one in cases {
            self.ask_one(one, rng);
            failures = failures.saturating_sub(usize::from(one.failed));
            if Some(self.tally.at_best(failures)) < goal {
                return false;
            }
        }
        true
    }

    /// Whether another candidate, asked the same cases, gave the same answers.
    fn is_same(&self, other: &Self, cases: &[&Evidence<'_>], kit: &KitCases<'_>) -> bool {
        let pairs = self.answers.iter().zip(&other.answers).zip(cases);
        let same = |((left, right), one): ((&Predicted, &Predicted), &&Evidence<'_>)| {
            same(one.test, (left, &self.client), (right, &other.client))
        };
        kit.same(self.mutant, other.mutant) && pairs.into_iter().all(same)
    }
}
