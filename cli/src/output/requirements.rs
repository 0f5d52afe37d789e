//! What the sources ask for, and what of it this run has tested.

use pinproof::conformance::requirements::{Coverage, Ledger, Requirement, Status};

use super::view::View;

/// A requirement in the words of a report.
pub(crate) struct Line {
    pub(crate) source: String,
    pub(crate) clause: String,
    pub(crate) says: String,
    pub(crate) state: String,
    pub(crate) covered: bool,
}

/// The ledger; none when it cannot be read, which a test of the library rules out.
pub(crate) fn lines(view: &View<'_>) -> Vec<Line> {
    let Ok(ledger) = Ledger::embedded() else {
        return Vec::new();
    };
    let coverage = ledger.coverage(view.results, view.suite);
    let lines = coverage.into_iter().map(|(requirement, coverage)| Line {
        source: requirement.source.clone(),
        clause: requirement.clause.clone(),
        says: requirement.says.clone(),
        state: state(requirement, coverage),
        covered: matches!(coverage, Coverage::Passed(_) | Coverage::Failed(_)),
    });
    lines.collect()
}

fn state(requirement: &Requirement, coverage: Coverage) -> String {
    let because = |word: &str| match &requirement.reason {
        Some(reason) => format!("{word}: {reason}"),
        None => word.to_owned(),
    };
    match (coverage, requirement.status) {
        (Coverage::Passed(1), _) => "passed, 1 case".to_owned(),
        (Coverage::Passed(cases), _) => format!("passed, {cases} cases"),
        (Coverage::Failed(1), _) => "FAILED, 1 case".to_owned(),
        (Coverage::Failed(cases), _) => format!("FAILED, {cases} cases"),
        (Coverage::NotAsked, _) => "not asked in this run".to_owned(),
        (Coverage::NoCases, Status::Untestable) => because("untestable"),
        (Coverage::NoCases, Status::OutOfScope) => because("out of scope"),
        (Coverage::NoCases, Status::Open | Status::Tested) => because("open"),
    }
}
