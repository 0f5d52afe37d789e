//! The ledger of requirements against the cases.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use pinproof::conformance::client::Reference;
use pinproof::conformance::requirements::{Coverage, Ledger, Status};
use pinproof::conformance::runner::{self, Plan};
use pinproof::conformance::vector::{Selection, Suite, VERSION};

#[test]
fn every_requirement_that_is_tested_has_cases_and_the_reference_passes_them() {
    let (ledger, suite) = (Ledger::embedded().unwrap(), Suite::embedded().unwrap());
    let everything = Selection::default();
    let plan = Plan::new(&suite, &everything);
    let results = runner::run(&mut Reference::new(), &plan, &mut pinproof::os_rng(), &mut |_| {});
    for (requirement, coverage) in ledger.coverage(&results, &suite) {
        let right = match requirement.status {
            Status::Tested => matches!(coverage, Coverage::Passed(_)),
            _ => coverage == Coverage::NoCases,
        };
        assert!(right, "{}: {coverage:?}", requirement.id);
    }
    // A pattern that matches nothing is an empty promise even where another of the same requirement matches.
    for requirement in &ledger.requirements {
        for pattern in &requirement.cases {
            let matched = results
                .cases
                .iter()
                .any(|case| pinproof::conformance::vector::matches_glob(pattern, &case.id));
            assert!(matched, "{}: `{pattern}` matches no case", requirement.id);
        }
        for text in &requirement.cites {
            let cited = suite.cases().iter().any(|test| test.case.requirements.contains(text));
            assert!(cited, "{}: no case cites `{text}`", requirement.id);
        }
    }
}

#[test]
fn ids_sources_and_version_are_consistent() {
    let ledger = Ledger::embedded().unwrap();
    assert_eq!(ledger.version, VERSION);
    let mut ids = BTreeSet::new();
    for requirement in &ledger.requirements {
        assert!(ids.insert(&requirement.id), "{} is there twice", requirement.id);
        assert!(ledger.sources.contains_key(&requirement.source), "{}", requirement.id);
        let reasoned = requirement.reason.is_some();
        assert_eq!(reasoned, requirement.status != Status::Tested, "{}", requirement.id);
    }
    for source in ledger.sources.keys() {
        assert!(
            ledger
                .requirements
                .iter()
                .any(|requirement| requirement.source == *source),
            "{source}"
        );
    }
}
