#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use std::time::{Duration, Instant};

use super::*;
use crate::conformance::client::{Client, Op};
use crate::conformance::mutant::{Mutant, MutantClient, mutants};
use crate::conformance::runner::{self, Plan};
use crate::conformance::vector::{Case, EMBEDDED, Selection, VectorFile};

/// The results of one mutant over the cases of what it touches.
fn results(client: &mut dyn Client, suite: &Suite) -> Results {
    runner::run(
        client,
        &Plan::cases_only(suite, &Selection::default()),
        &mut crate::os_rng(),
        &mut |_| {},
    )
}

/// The operations that a mutant is asked: all but those that take long and that it has right.
fn ops(mutant: &Mutant) -> Vec<Op> {
    let slow = [Op::KeyGenerate, Op::TzpkUnwrap, Op::Accumulate];
    let asked = |op: &Op| !slow.contains(op) || mutant.touches(*op);
    Op::ALL.into_iter().filter(asked).collect()
}

/// The embedded cases of some operations, without key pairs that take long to make.
fn suite_of(ops: &[Op]) -> Suite {
    let files = EMBEDDED
        .iter()
        .map(|(stem, text)| (stem.to_string(), serde_json::from_str::<VectorFile>(text).unwrap()));
    let texts = files
        .filter(|(_, file)| ops.contains(&file.op))
        .map(|(stem, mut file)| {
            let bits = |case: &Case| case.input.get("bits").and_then(serde_json::Value::as_u64);
            let quick = |case: &Case| bits(case).is_none_or(|bits| bits <= 2048);
            file.groups.iter_mut().for_each(|group| group.cases.retain(quick));
            (stem, crate::conformance::generate::to_text(&file).unwrap())
        });
    Suite::from_texts(texts).unwrap()
}

#[test]
#[ignore]
fn measure() {
    let mut suites: BTreeMap<Vec<Op>, Suite> = BTreeMap::new();
    let only = std::env::var("ONLY").unwrap_or_default();
    let base = MutantClient::new(mutants().next().unwrap());
    let (mut wrong, mut slowest) = (Vec::new(), (Duration::ZERO, ""));
    for mutant in mutants().filter(|mutant| mutant.id.starts_with(&only)) {
        let mut client = base.beside(mutant);
        let suite = suites.entry(ops(mutant)).or_insert_with(|| suite_of(&ops(mutant)));
        let suite = &*suite;
        let started = Instant::now();
        let mut results = results(&mut client, suite);
        let ran = started.elapsed();
        results.suspects.clear();
        let started = Instant::now();
        diagnose(&mut results, suite);
        let took = started.elapsed();
        if took > slowest.0 {
            slowest = (took, mutant.id);
        }
        let failed = results.totals.failed + results.totals.advisory;
        let good = results
            .suspects
            .first()
            .is_some_and(|first| first.mutant == mutant.id || first.same.iter().any(|id| id == mutant.id));
        let shown: Vec<String> = results
            .suspects
            .iter()
            .map(|s| alloc::format!("{} {}/{} {:?}", s.mutant, s.explains, s.contradicts, s.same))
            .collect();
        std::println!(
            "{} {} failed={failed} run={ran:?} diag={took:?} {shown:?}",
            if good { "ok " } else { "BAD" },
            mutant.id
        );
        if !good && failed > 0 {
            wrong.push(mutant.id);
        }
    }
    std::println!("slowest {slowest:?}; wrong {}: {wrong:?}", wrong.len());
}
