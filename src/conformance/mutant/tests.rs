#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;
use std::thread;

use serde_json::Value;

use super::*;
use crate::conformance::client::Op;
use crate::conformance::report::CaseResult;
use crate::conformance::runner::Plan;
use crate::conformance::runner::twins::TAKEN_BACK;
use crate::conformance::vector::{Case, EMBEDDED, Selection, Suite, VectorFile};
use crate::conformance::verdict::Outcome;
use crate::conformance::{generate, runner};

/// Mutants that survive because a vector is missing. Nothing may stand here that a vector catches.
const WAITING: &[&str] = &[];

/// The embedded cases of the operations that `mutant` touches. Without `all`, no key pairs longer than 2048 bits are asked
/// for: they take long to make, and few mutants need them.
fn suite_for(mutant: &Mutant, all: bool) -> Suite {
    let files = EMBEDDED
        .iter()
        .map(|(stem, text)| (stem.to_string(), serde_json::from_str::<VectorFile>(text).unwrap()));
    let texts = files
        .filter(|(_, file)| mutant.touches(file.op))
        .map(|(stem, mut file)| {
            let bits = |case: &Case| case.input.get("bits").and_then(Value::as_u64);
            let wanted = |case: &Case| all || bits(case).is_none_or(|bits| bits <= 2048);
            file.groups.iter_mut().for_each(|group| group.cases.retain(wanted));
            (stem, generate::to_text(&file).unwrap())
        });
    Suite::from_texts(texts).unwrap()
}

/// The cases that `client` fails by its own answer, not by that to their sibling.
fn failed(client: &mut dyn Client, suite: &Suite) -> BTreeSet<String> {
    let results = runner::run(
        client,
        &Plan::cases_only(suite, &Selection::default()),
        &mut crate::os_rng(),
        &mut |_| {},
    );
    assert!(results.faults.is_empty(), "{:?}", results.faults);
    let by_sibling = |case: &CaseResult| {
        case.detail
            .as_ref()
            .is_some_and(|detail| detail.starts_with(TAKEN_BACK))
    };
    let failed = results
        .cases
        .into_iter()
        .filter(|case| case.outcome != Outcome::Pass && !by_sibling(case));
    failed.map(|case| case.id).collect()
}

/// What each mutant fails.
fn columns() -> BTreeMap<&'static str, BTreeSet<String>> {
    let ops = |mutant: &Mutant| Op::ALL.into_iter().filter(|op| mutant.touches(*op)).collect::<Vec<_>>();
    let mut suites: BTreeMap<Vec<Op>, Suite> = BTreeMap::new();
    for mutant in mutants() {
        suites.entry(ops(mutant)).or_insert_with(|| suite_for(mutant, false));
    }
    let all: Vec<&'static Mutant> = mutants().collect();
    let first = MutantClient::new(all[0]);
    let (next, columns) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || {
        while let Some(mutant) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            let mut column = failed(&mut first.beside(mutant), &suites[&ops(mutant)]);
            if column.is_empty() && mutant.check().is_none() {
                column = failed(&mut first.beside(mutant), &suite_for(mutant, true));
            }
            columns.lock().unwrap().insert(mutant.id, column);
        }
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, core::num::NonZero::get);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    columns.into_inner().unwrap()
}

#[test]
fn the_vectors_kill_every_mutant_that_shows_in_one_answer() {
    let columns = columns();
    let survivors = mutants().filter(|mutant| mutant.check().is_none() && columns[mutant.id].is_empty());
    assert_eq!(survivors.map(|mutant| mutant.id).collect::<Vec<_>>(), WAITING);
}

#[test]
fn entries_are_complete() {
    let mut ids = BTreeSet::new();
    for mutant in mutants() {
        assert!(ids.insert(mutant.id), "{} is there twice", mutant.id);
        assert!(mutant.id.starts_with(mutant.section.letter()), "{}", mutant.id);
        let slug = |c: char| c.is_ascii_alphanumeric() || c == '-';
        assert!(mutant.id.chars().all(slug), "{}", mutant.id);
        assert!(
            !mutant.title.is_empty() && !mutant.title.ends_with('.'),
            "{}",
            mutant.id
        );
        assert!(
            !mutant.effect.is_empty() && !mutant.effect.ends_with('.'),
            "{}",
            mutant.id
        );
        assert!(!mutant.seen.is_empty(), "{}", mutant.id);
        assert!(
            mutant.needs.iter().any(|need| matches!(need, Need::Op(_))),
            "{}",
            mutant.id
        );
        assert_eq!(find(mutant.id).unwrap().title, mutant.title);
    }
    for equivalent in equivalents() {
        assert!(ids.insert(equivalent.id), "{} is there twice", equivalent.id);
        assert!(
            equivalent.equals.is_none_or(|id| find(id).is_some()),
            "{}",
            equivalent.id
        );
    }
    assert!(find("A99").is_none());
}

#[test]
fn titles_are_told_apart() {
    let titles: BTreeSet<(Section, &str)> = mutants().map(|mutant| (mutant.section, mutant.title)).collect();
    assert_eq!(titles.len(), mutants().count());
}

#[test]
fn classes_are_ids_without_variant() {
    assert_eq!(find("A42-first").unwrap().class(), "A42");
    assert_eq!(find("A01").unwrap().class(), "A01");
}

/// The bug classes that a case says it kills, and that no mutant of the class fails.
#[test]
fn what_a_case_says_it_kills_it_kills() {
    let columns = columns();
    let mut kills: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for mutant in mutants() {
        for id in &columns[mutant.id] {
            kills.entry(id).or_default().insert(mutant.class());
        }
    }
    let suite = Suite::embedded().unwrap();
    let mut untrue = Vec::new();
    for test in suite.cases() {
        let killed = kills.get(test.id.as_str());
        for class in test
            .case
            .reasons
            .iter()
            .filter_map(|reason| reason.strip_prefix("mutant:"))
        {
            if !killed.is_some_and(|killed| killed.contains(class)) {
                untrue.push(alloc::format!("{} {class}", test.id));
            }
        }
    }
    assert!(
        untrue.is_empty(),
        "{} claims do not hold:\n{}",
        untrue.len(),
        untrue.join("\n")
    );
}
