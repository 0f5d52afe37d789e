use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::*;
use crate::conformance::client::Reference;
use crate::conformance::report::{CaseResult, Results, Shard, exit};
use crate::conformance::runner::twins::TAKEN_BACK;
use crate::conformance::runner::{self, Plan};
use crate::conformance::vector::{Selection, Suite, Verdict};
use crate::conformance::verdict::Outcome;

const TODAY: &str = "2026-06-30";

/// The reference's results over one file, and the ids of its cases.
struct Run {
    suite: Suite,
    results: Results,
}

impl Run {
    fn of(only: &str) -> Self {
        let suite = Suite::embedded().unwrap();
        let selection = Selection {
            only: Some(only.to_owned()),
            ..Selection::default()
        };
        let plan = Plan::cases_only(&suite, &selection);
        let results = runner::run(&mut Reference::new(), &plan, &mut crate::os_rng(), &mut |_| {});
        assert_eq!(results.exit, exit::AS_EXPECTED);
        Self { suite, results }
    }

    fn key_checks() -> Self {
        Self::of("tzpk_key_tdes/*")
    }

    /// The ids of its cases with this verdict.
    fn ids(&self, verdict: Verdict) -> Vec<String> {
        let cases = self.results.cases.iter().filter(|case| case.verdict == verdict);
        cases.map(|case| case.id.clone()).collect()
    }

    fn case(&mut self, id: &str) -> &mut CaseResult {
        self.results.cases.iter_mut().find(|case| case.id == id).unwrap()
    }

    /// The client fails `id` by doing `did`.
    fn fails(mut self, id: &str, did: &str) -> Self {
        let case = self.case(id);
        case.outcome = Outcome::Fail;
        case.did = Some(did.to_owned());
        case.detail = Some("something else was expected".to_owned());
        self
    }

    fn ends(mut self, id: &str, outcome: Outcome) -> Self {
        let case = self.case(id);
        (case.outcome, case.did, case.detail) = (outcome, None, Some("no answer".to_owned()));
        self
    }

    fn with(&self, baseline: &str) -> Results {
        let baseline = Baseline::from_toml(baseline).unwrap();
        let results = self.results.clone().close();
        baseline.apply(results, &self.suite, &Date::parse(TODAY).unwrap())
    }

    fn changes(&self, baseline: &str) -> Changes {
        let baseline = Baseline::from_toml(baseline).unwrap();
        let results = self.results.clone().close();
        baseline.changes(results, &self.suite, &Date::parse(TODAY).unwrap())
    }
}

fn entry(id: &str, more: &str) -> String {
    let status = if more.contains("status") {
        ""
    } else {
        "status = \"known-failing\"\n"
    };
    format!("[[entry]]\nid = \"{id}\"\n{status}reason = \"the old library\"\n{more}\n")
}

/// The only sentence about what is stale.
#[track_caller]
fn stale(results: &Results) -> &str {
    let stale = &results.baseline.as_ref().unwrap().stale;
    assert_eq!((stale.len(), results.exit), (1, exit::STALE), "{stale:?}");
    &stale[0]
}

#[test]
fn a_known_failure_is_expected_and_counted() {
    let run = Run::key_checks();
    let id = &run.ids(Verdict::Accept)[0].clone();
    let run = run.fails(id, "key_weak");
    assert_eq!(run.with("").exit, exit::FAILED);
    for more in [
        "",
        "class = \"key_weak\"",
        "status = \"known-flaky\"",
        "status = \"wont-fix\"",
        "expires = 2026-06-30",
    ] {
        let results = run.with(&entry(id, more));
        assert_eq!(
            (results.exit, results.totals.expected_failures),
            (exit::AS_EXPECTED, 1),
            "{more}"
        );
        let used = results.baseline.as_ref().unwrap();
        assert_eq!((used.matched, used.unused, used.stale.len()), (1, 0, 0), "{more}");
        let case = results.cases.iter().find(|case| case.id == *id).unwrap();
        assert_eq!(results.entry_of(case).unwrap().reason, "the old library");
    }
}

#[test]
fn a_failure_of_another_kind_is_not_expected() {
    let run = Run::key_checks();
    let id = &run.ids(Verdict::Accept)[0].clone();
    let run = run.fails(id, "key_weak");
    for class in ["accepted", "played", "key_length", "hang", "crash", "unsupported"] {
        let results = run.with(&entry(id, &format!("class = \"{class}\"")));
        assert_eq!((results.exit, results.totals.failed), (exit::FAILED, 1), "{class}");
    }
    // Neither a hang nor a crash is a wrong answer; who knows of them says so.
    for (outcome, class) in [(Outcome::Hang, "hang"), (Outcome::Crash, "crash")] {
        let run = Run::key_checks().ends(id, outcome);
        assert_eq!(run.with(&entry(id, "")).exit, exit::FAILED);
        assert_eq!(run.with(&entry(id, "status = \"known-flaky\"")).exit, exit::FAILED);
        assert_eq!(
            run.with(&entry(id, &format!("class = \"{class}\""))).exit,
            exit::AS_EXPECTED
        );
    }
    // What could not be judged is nobody's failure.
    let run = Run::key_checks().ends(id, Outcome::HarnessError);
    assert_eq!(run.with(&entry(id, "")).exit, exit::HARNESS);
}

#[test]
fn an_unexpected_pass_is_stale() {
    let run = Run::key_checks();
    let id = &run.ids(Verdict::Accept)[0].clone();
    for status in ["known-failing", "wont-fix"] {
        let results = run.with(&entry(id, &format!("status = \"{status}\"")));
        assert_eq!(stale(&results), format!("line 1: `{id}` ({status}) passed"));
        assert_eq!(results.totals.unexpected_passes, 1);
    }
    let flaky = run.with(&entry(id, "status = \"known-flaky\""));
    assert_eq!(
        (flaky.exit, flaky.totals.passed),
        (exit::AS_EXPECTED, flaky.totals.cases)
    );
    // One that passes beside one that fails.
    let run = run.fails(id, "key_weak");
    let results = run.with(&entry("tzpk_key_tdes/*", ""));
    assert!(stale(&results).contains(" and ") && results.totals.expected_failures == 1);
}

#[test]
fn an_entry_that_matches_nothing_is_stale() {
    let run = Run::key_checks();
    let results = run.with(&entry("tzpk_key_tdes/no-such-case", ""));
    assert_eq!(
        stale(&results),
        "line 1: `tzpk_key_tdes/no-such-case` (known-failing) matches no case"
    );
    assert_eq!(run.with(&entry("kit_nothing/fresh", "")).exit, exit::STALE);
    // What exists and was not selected, not made or not claimed says nothing.
    for id in [
        "pin_policy_iso/*",
        "*/pin4-pan13",
        "kit_key_pair/fresh",
        "kit_key_pair/not-in-this-run",
    ] {
        let results = run.with(&entry(id, ""));
        let unused = results.baseline.as_ref().unwrap().unused;
        assert_eq!((results.exit, unused), (exit::AS_EXPECTED, 1), "{id}");
    }
    let id = &run.ids(Verdict::Accept)[0].clone();
    let run = run.ends(id, Outcome::NotTested);
    assert_eq!(run.with(&entry(id, "")).exit, exit::AS_EXPECTED);
}

#[test]
fn an_expired_entry_is_stale_and_still_holds() {
    let run = Run::key_checks();
    let id = &run.ids(Verdict::Accept)[0].clone();
    let run = run.fails(id, "key_weak");
    let results = run.with(&entry(id, "expires = 2026-06-29"));
    assert_eq!(
        stale(&results),
        format!("line 1: `{id}` (known-failing) expired: its last day was 2026-06-29")
    );
    assert_eq!(results.totals.expected_failures, 1);
}

#[test]
fn an_entry_that_is_there_twice_is_stale() {
    let run = Run::key_checks();
    let id = &run.ids(Verdict::Accept)[0].clone();
    let run = run.fails(id, "key_weak");
    let results = run.with(&format!("{}{}", entry(id, ""), entry(id, "class = \"accepted\"")));
    assert_eq!(
        stale(&results),
        format!("line 6: `{id}` (known-failing) is there twice, first in line 1")
    );
    // Its own entry comes before a wider one, in whatever order; a wider one without a case of its own is stale.
    let both = format!("{}{}", entry("*/two-halves", "class = \"hang\""), entry(id, ""));
    let alone = id.ends_with("/two-halves");
    assert_eq!(
        run.with(&both).exit,
        if alone { exit::STALE } else { exit::AS_EXPECTED }
    );
}

#[test]
fn a_failure_comes_before_a_stale_entry_and_the_harness_before_both() {
    let run = Run::key_checks();
    let ids = run.ids(Verdict::Accept);
    let (fails, passes) = (&ids[0].clone(), &ids[1].clone());
    let run = run.fails(fails, "key_weak");
    assert_eq!(run.with(&entry(passes, "")).exit, exit::FAILED);
    let run = run.ends(&ids[2], Outcome::HarnessError);
    assert_eq!(run.with(&entry(passes, "")).exit, exit::HARNESS);
}

/// A file with a case to accept beside which others are to be refused.
fn refusals_of_a_known_failure() -> (Run, String, String) {
    let run = Run::of("pin_block_encode_iso0/*");
    let refused = run.suite.cases().iter().find(|test| {
        test.id.starts_with("pin_block_encode_iso0/") && test.case.verdict == Verdict::Reject && test.sibling.is_some()
    });
    let (refused, sibling) = refused
        .map(|test| (test.id.clone(), test.sibling.clone().unwrap()))
        .unwrap();
    let mut run = run.fails(&sibling, "pan_length");
    let case = run.case(&refused);
    case.outcome = Outcome::Fail;
    case.detail = Some(format!("{TAKEN_BACK} {sibling} is accepted, which it was not"));
    (run, refused, sibling)
}

#[test]
fn a_refusal_is_excused_with_its_sibling() {
    let (run, refused, sibling) = refusals_of_a_known_failure();
    let results = run.with(&entry(&sibling, ""));
    assert_eq!((results.exit, results.totals.expected_failures), (exit::AS_EXPECTED, 2));
    let case = results.cases.iter().find(|case| case.id == refused).unwrap();
    assert_eq!(case.known.as_ref().unwrap().entry, sibling);
    // Its own entry does not excuse the sibling.
    assert_eq!(run.with(&entry(&refused, "")).exit, exit::FAILED);
    // A refusal that is wrong by itself is no part of it.
    let run = run.fails(&refused, "pin_charset");
    assert_eq!(run.with(&entry(&sibling, "")).exit, exit::FAILED);
}

#[test]
fn a_baseline_can_be_taken_back() {
    let (run, _, sibling) = refusals_of_a_known_failure();
    let ids = run.ids(Verdict::Accept);
    let passes = ids.iter().find(|id| **id != sibling).unwrap();
    let with = run.with(&format!("{}{}", entry(&sibling, ""), entry(passes, "")));
    assert_eq!(super::apply::without_baseline(with), run.results.clone().close());
}

#[test]
fn changes_make_the_run_come_out() {
    let (run, _, sibling) = refusals_of_a_known_failure();
    let changes = run.changes("");
    let added: Vec<(&str, Option<&str>)> = changes
        .add
        .iter()
        .map(|addition| (addition.id.as_str(), addition.class.as_deref()))
        .collect();
    assert_eq!(added, [(sibling.as_str(), Some("pan_length"))]);
    assert!(changes.remove.is_empty() && changes.describe.is_empty());

    let passes = run.ids(Verdict::Accept).into_iter().find(|id| *id != sibling).unwrap();
    let baseline = [
        entry(&passes, ""),
        entry("pin_block_encode_iso0/none", ""),
        entry(&sibling, "class = \"accepted\""),
        entry(&sibling, ""),
        entry("pin_policy_iso/*", "expires = 2020-01-01"),
    ];
    let changes = run.changes(&baseline.concat());
    let removed: Vec<usize> = changes.remove.iter().map(|(index, _)| *index).collect();
    assert_eq!(removed, [0, 1, 3]);
    assert_eq!(changes.describe, [(2, Some("pan_length".to_string()))]);
    assert!(changes.add.is_empty());

    // A wide entry gives way to one for each case that still fails.
    let changes = run.changes(&entry("pin_block_encode_iso0/*", "status = \"wont-fix\""));
    assert_eq!(changes.remove.len(), 1);
    assert!(changes.add.iter().all(|addition| addition.like == Some(0)));
    assert!(changes.add.iter().any(|addition| addition.id == sibling));
}

#[test]
fn a_part_of_a_run_makes_nothing_of_the_kit_stale() {
    let mut run = Run::key_checks();
    run.results.selected.only = None;
    run.results.run.shard = Some(Shard { index: 1, of: 2 });
    assert_eq!(run.with(&entry("kit_key_pair/opens", "")).exit, exit::AS_EXPECTED);
}

#[test]
fn faults_of_a_file_name_their_line() {
    for (text, line, words) in [
        ("[[entry]]\nid = \"a/b\"\n", 1, "missing field"),
        ("[[entry]\n", 1, ""),
        ("[[entries]]\n", 1, "unknown field `entries`"),
        (&*entry("a/b", "ticket = \"1\""), 5, "unknown field `ticket`"),
        (&entry("a/b", "status = \"known\""), 4, "known-flaky"),
        (&entry("a/b", "expires = \"2026-01-01\""), 5, "TOML datetime"),
        (&entry("a/b", "expires = 2026-01-01T00:00:00Z"), 5, "without a time"),
        (&entry("a/b", "expires = 2026-02-30"), 5, ""),
        (&entry("a/b", "class = \"wrong_pin\""), 5, "class `wrong_pin`"),
        (&entry("a/b", "link = \" \""), 5, "link: "),
        (
            &entry("a/b", "").replace("the old library", " "),
            4,
            "reason: say in words",
        ),
        (&entry("a", ""), 2, "an id is `file/case`"),
        (&entry("a/b/c", ""), 2, "an id is `file/case`"),
        (&entry("/b", ""), 2, "both parts"),
        (&entry("a/B", ""), 2, "both parts"),
        (&entry("*", ""), 2, "an id is `file/case`"),
        (&entry("*/*", ""), 2, "too wide"),
        (&entry("a*/b*", ""), 2, "too wide"),
    ] {
        let error = Baseline::from_toml(text).unwrap_err();
        assert_eq!((error.line, error.is_duplicate), (Some(line), false), "{text}{error}");
        assert!(error.problem.contains(words), "{text}{error}");
    }
    let twice = Baseline::from_toml(&entry("a/b", "reason = \"another\"")).unwrap_err();
    assert_eq!((twice.line, twice.is_duplicate), (Some(5), true), "{twice}");
}

#[test]
fn a_star_stays_in_its_part() {
    let baseline = Baseline::from_toml(&format!(
        "{}{}{}",
        entry("a/*", ""),
        entry("*/b", ""),
        entry("a-*-c/d", "")
    ))
    .unwrap();
    let [cases, files, both] = baseline.entries() else {
        panic!("three entries")
    };
    assert!(cases.matches("a/b") && cases.matches("a/c.d") && !cases.matches("ab/c"));
    assert!(files.matches("a/b") && files.matches("c-d/b") && !files.matches("a/bb"));
    assert!(both.matches("a-b-c/d") && !both.matches("a-b/c/d") && !both.matches("a-b-c/dd"));
}

#[test]
fn the_example_of_the_readme_is_a_baseline() {
    let readme = include_str!("../../../README.md");
    let (_, example) = readme.split_once("```toml\n[[entry]]").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let baseline = Baseline::from_toml(&format!("[[entry]]{example}")).unwrap();
    let suite = Suite::embedded().unwrap();
    let test = suite
        .cases()
        .iter()
        .find(|test| test.id == baseline.entries()[0].id)
        .unwrap();
    assert_eq!(test.case.verdict, Verdict::Reject);
}

#[test]
fn fresh_cases_share_an_entry_of_their_file() {
    let suite = Suite::embedded().unwrap().with_fresh(1, false).unwrap();
    let selection = Selection {
        only: Some("fresh_tzpk_check_value/*".to_owned()),
        ..Selection::default()
    };
    let plan = Plan::cases_only(&suite, &selection);
    let results = runner::run(&mut Reference::new(), &plan, &mut crate::os_rng(), &mut |_| {});
    let run = Run { suite, results };
    let accepted = run.ids(Verdict::Accept);
    let (one, other) = (&accepted[0].clone(), &accepted[1].clone());
    let run = run.fails(one, "key_weak").fails(other, "key_length");
    let changes = run.changes("");
    let [addition] = changes.add.as_slice() else {
        panic!("{changes:?}")
    };
    assert_eq!(
        (addition.id.as_str(), addition.status, &addition.class),
        ("fresh_tzpk_check_value/*", Status::KnownFlaky, &None)
    );
    let flaky = entry("fresh_tzpk_check_value/*", "status = \"known-flaky\"");
    assert_eq!(run.with(&flaky).exit, exit::AS_EXPECTED);
    // It says too much, and then it says nothing.
    let class = format!("{flaky}class = \"hang\"\n");
    assert_eq!(run.changes(&class).describe, [(0, None)]);
    // What another seed makes is not stale.
    assert_eq!(
        run.with(&format!("{flaky}{}", entry("fresh_pin_check/none", ""))).exit,
        exit::AS_EXPECTED
    );
}
