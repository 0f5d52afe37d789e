//! The whole suite: loading the vectors, and the reference device against all of them.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "criterion's macros; a bench may stop at the first fault"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use pinproof::conformance::client::Reference;
use pinproof::conformance::runner;
use pinproof::conformance::vector::{Selection, Suite};

fn suite(c: &mut Criterion) {
    let mut group = c.benchmark_group("suite");
    group.sample_size(10);
    group.bench_function("load", |b| b.iter(|| Suite::embedded().unwrap()));
    let suite = Suite::embedded().unwrap();
    group.bench_function("reference", |b| {
        b.iter(|| {
            let everything = Selection::default();
            let results = runner::run(
                &mut Reference::new(),
                &runner::Plan::new(&suite, &everything),
                &mut pinproof::os_rng(),
                &mut |_| {},
            );
            assert_eq!(results.exit, 0);
        });
    });
    group.finish();
}

criterion_group!(benches, suite);
criterion_main!(benches);
