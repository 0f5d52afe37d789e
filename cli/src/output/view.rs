//! What every form of report needs to know of a run.

use std::collections::BTreeMap;

use pinproof::conformance::report::{CaseResult, Results, exit};
use pinproof::conformance::vector::{Suite, TestCase, Verdict};
use pinproof::conformance::verdict::Outcome;

/// A run's results beside the vectors that they are about.
pub(crate) struct View<'a> {
    pub(crate) results: &'a Results,
    pub(crate) suite: &'a Suite,
    cases: BTreeMap<&'a str, &'a TestCase>,
}

/// What a failure weighs, in the words of the reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    Fails,
    Hangs,
    Crashes,
    Harness,
    Advice,
    /// The baseline knows.
    Known,
    /// The baseline says that it fails, and it passed.
    Stale,
}

impl Weight {
    /// What is not as expected has a weight.
    pub(crate) fn of(case: &CaseResult, strict: bool) -> Option<Self> {
        match case.outcome {
            Outcome::Pass | Outcome::NotTested => None,
            Outcome::Hang => Some(Self::Hangs),
            Outcome::Crash => Some(Self::Crashes),
            Outcome::HarnessError => Some(Self::Harness),
            Outcome::Fail if case.fails_the_run(strict) => Some(Self::Fails),
            Outcome::Fail => Some(Self::Advice),
            Outcome::ExpectedFail => Some(Self::Known),
            Outcome::UnexpectedPass => Some(Self::Stale),
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Fails => "fail",
            Self::Hangs => "hang",
            Self::Crashes => "crash",
            Self::Harness => "harness",
            Self::Advice => "advice",
            Self::Known => "known",
            Self::Stale => "stale",
        }
    }
}

impl<'a> View<'a> {
    pub(crate) fn new(results: &'a Results, suite: &'a Suite) -> Self {
        let cases = suite.cases().iter().map(|test| (test.id.as_str(), test)).collect();
        Self { results, suite, cases }
    }

    /// The case with this id; none for one of the kit's own, or of other vectors.
    pub(crate) fn case(&self, id: &str) -> Option<&'a TestCase> {
        self.cases.get(id).copied()
    }

    /// Flag and effect for each flag of a case.
    pub(crate) fn notes(&self, id: &str) -> Vec<(&'a str, &'a str)> {
        let stem = file_of(id);
        let Some((_, file)) = self.suite.files().iter().find(|(own, _)| own == stem) else {
            return Vec::new();
        };
        let flags = self.case(id).map(|test| test.case.flags.as_slice()).unwrap_or_default();
        let notes = flags.iter().filter_map(|flag| file.notes.get_key_value(flag));
        notes
            .map(|(flag, note)| (flag.as_str(), note.effect.as_str()))
            .collect()
    }

    /// Cases that are not as expected, in their order.
    pub(crate) fn wrong(&self) -> impl Iterator<Item = (&'a CaseResult, Weight)> {
        let strict = self.results.run.strict;
        let cases = self.results.cases.iter();
        cases.filter_map(move |case| Weight::of(case, strict).map(|weight| (case, weight)))
    }

    /// How often the client did which of two right things, by flag.
    pub(crate) fn either(&self) -> BTreeMap<(&'a str, &'a str), usize> {
        let mut did: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for case in &self.results.cases {
            if case.verdict != Verdict::Either || case.outcome != Outcome::Pass {
                continue;
            }
            let flag = self.case(&case.id).and_then(|test| test.case.flags.first());
            let key = (flag.map_or("", String::as_str), case.did.as_deref().unwrap_or_default());
            let count = did.entry(key).or_default();
            *count = count.saturating_add(1);
        }
        did
    }

    /// The ids of the cases that were not tested, by reason.
    pub(crate) fn not_tested(&self) -> BTreeMap<&'a str, Vec<&'a str>> {
        let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for case in &self.results.cases {
            if case.outcome == Outcome::NotTested {
                let reason = case.detail.as_deref().unwrap_or_default();
                by_reason.entry(reason).or_default().push(&case.id);
            }
        }
        by_reason
    }

    /// The run in one sentence.
    pub(crate) fn headline(&self) -> &'static str {
        match self.results.exit {
            exit::AS_EXPECTED => "Everything that was asked came out as expected.",
            exit::FAILED => "The client does not do what it must.",
            exit::HARNESS => "The client's wrapper or the client protocol failed; the rest says little.",
            exit::NOTHING_TESTED => "Nothing was tested.",
            _ => "The baseline is stale.",
        }
    }

    /// Name and version of the client, or that it said neither.
    pub(crate) fn client(&self) -> String {
        match &self.results.client {
            Some(description) => format!(
                "{} {}",
                super::one_line(&description.client.name),
                super::one_line(&description.client.version)
            ),
            None => "a client that never said who it is".to_owned(),
        }
    }
}

/// The file of a case.
pub(crate) fn file_of(id: &str) -> &str {
    id.split('/').next().unwrap_or_default()
}

/// The name of a case in its file.
pub(crate) fn slug_of(id: &str) -> &str {
    id.split_once('/').map_or(id, |(_, slug)| slug)
}
