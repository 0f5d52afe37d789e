//! Good generators raise no alarm; each bad one raises its own.

mod generators;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

use super::chance::MOST_TESTS;
use super::finding::Finding::{self, *};
use super::judge::{Fill, Said, Tests, judge};
use super::sample::{People, Sample};
use super::{BLOCKS, FORMATS, START};
use crate::conformance::check::Context;
use crate::conformance::client::{Capabilities, Client, Op, Reference};
use crate::conformance::mutant::{Check, MutantClient, mutants};
use crate::conformance::report::CaseResult;
use crate::conformance::vector::{Level, Selection, Suite};
use crate::conformance::verdict::Outcome;
use crate::pin_block::Format::{self, Iso1, Iso3, Iso4};

/// What a generator is asked for: some nibbles for the block of this PIN and this PAN.
struct Asked<'a> {
    format: Format,
    width: usize,
    pin: &'a [u8],
    pan: &'a [u8],
}

/// A process of a client: gives the fill of one block after the other.
type Process = Box<dyn FnMut(&Asked<'_>) -> Vec<u8>>;

fn sample(format: Format, blocks: usize, process: &mut Process, people: &People, rng: &mut ChaCha20Rng) -> Sample {
    let width = format.free_nibbles(4);
    let mut sample = Sample::new(format, width);
    for _ in 0..blocks {
        let account = people.any(rng);
        let fill = process(&Asked {
            format,
            width,
            pin: people.pin(account),
            pan: people.pan(account),
        });
        assert!(sample.push(account, &fill));
    }
    sample
}

/// What is said about processes that `start` starts, where that is not that all is well.
fn said(format: Format, seed: u64, start: &mut dyn FnMut() -> Process) -> BTreeMap<Finding, Said> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let people = People::draw(&mut rng);
    let starts = [(); 2].map(|()| sample(format, START, &mut start(), &people, &mut rng));
    let many = sample(format, BLOCKS, &mut start(), &people, &mut rng);
    let fill = Fill {
        many: &many,
        starts: starts.each_ref(),
        people: &people,
    };
    judge(&fill).filter(|(_, said)| *said != Said::Fine).collect()
}

/// The findings that are wrong.
fn wrong(said: &BTreeMap<Finding, Said>) -> Vec<Finding> {
    let wrong = said.iter().filter(|(_, said)| matches!(said, Said::Wrong(_)));
    wrong.map(|(finding, _)| *finding).collect()
}

/// Even nibbles in the range of the format.
fn good(seed: u64) -> Process {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    Box::new(move |asked| {
        let draw = || match asked.format {
            Iso3 => 0xa + ((u64::from(rng.next_u32()) * 6) >> 32) as u8,
            _ => (rng.next_u32() >> 28) as u8,
        };
        core::iter::repeat_with(draw).take(asked.width).collect()
    })
}

#[test]
fn good_generators_raise_no_alarm() {
    for seed in 0..30 {
        let mut process = 1_000 * seed;
        for format in FORMATS {
            let said = said(format, seed, &mut || {
                process += 1;
                good(process)
            });
            assert_eq!(said, BTreeMap::new(), "{} {seed}", format.name());
        }
    }
}

#[test]
fn bad_generators_are_named() {
    for bad in generators::BAD {
        let mut process = 0;
        let said = said(bad.format, 7, &mut || {
            process += 1;
            (bad.start)(process)
        });
        let wrong = wrong(&said);
        assert!(
            wrong.contains(&bad.finding),
            "{} in {}: {wrong:?}",
            bad.name,
            bad.format.name()
        );
        // Unique is enough for format 1, so that nothing else than advice may come of a number that goes up.
        if matches!(bad.finding, Counter | Clock) && bad.format == Iso1 && bad.unique {
            assert_eq!(wrong, [bad.finding], "{}", bad.name);
        }
    }
}

#[test]
fn every_finding_has_a_bad_generator() {
    for format in FORMATS {
        // Wrong clients show those of single lengths, below.
        let judged = |finding: &Finding| *finding != Opens && !finding.of_lengths();
        for finding in Finding::of(format).filter(judged) {
            let found = generators::BAD
                .iter()
                .any(|bad| bad.finding == finding && bad.format == format);
            assert!(found, "{}", finding.id(format));
        }
    }
}

#[test]
fn no_more_tests_are_made_than_the_budget_has() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let people = People::draw(&mut rng);
    let made: usize = FORMATS
        .iter()
        .map(|format| {
            let many = sample(*format, BLOCKS, &mut good(1), &people, &mut rng);
            Tests::of(&many, &people).made()
        })
        .sum();
    // Beside these there are repeats and restarts.
    assert!((1_000..MOST_TESTS - 100).contains(&made), "{made}");
}

#[test]
fn levels_leave_format_1_its_sequence_numbers() {
    for (finding, format, level) in [
        (Counter, Iso1, Level::Should),
        (Clock, Iso1, Level::Should),
        (Predictable, Iso1, Level::Should),
        (Repeated, Iso1, Level::Must),
        (Restart, Iso1, Level::Must),
        (Counter, Iso3, Level::Must),
        (ChiSquare, Iso4, Level::Must),
    ] {
        assert_eq!(finding.level(format), level, "{}", finding.id(format));
    }
}

/// The cases of the whole check.
fn cases(client: &mut dyn Client, capabilities: &Capabilities, selection: &Selection) -> Vec<CaseResult> {
    let checked = super::check(&mut Context {
        client,
        capabilities,
        selection,
        suite: &Suite::embedded().unwrap(),
        deep: false,
        answers: &[],
        unanswered: &[],
        played: &[],
        sessions: &crate::conformance::scenario::Record::default(),
        rng: &mut crate::os_rng(),
    });
    assert_eq!(checked.fault, None);
    checked.cases
}

#[test]
fn the_reference_passes() {
    let cases = cases(&mut Reference::new(), &Capabilities::full(), &Selection::default());
    assert_eq!(cases.len(), FORMATS.into_iter().flat_map(Finding::of).count());
    for case in cases {
        assert_eq!(case.outcome, Outcome::Pass, "{case:?}");
    }
}

#[test]
fn clear_blocks_are_enough() {
    let mut capabilities = Capabilities::full();
    capabilities.ops.retain(|op| *op == Op::PinBlockEncode);
    for case in cases(&mut Reference::new(), &capabilities, &Selection::default()) {
        assert_eq!((case.op, case.outcome), (Op::PinBlockEncode, Outcome::Pass));
    }
}

#[test]
fn what_is_not_declared_is_not_tested() {
    let mut capabilities = Capabilities::full();
    capabilities.fill.truncate(1);
    for case in cases(&mut Reference::new(), &capabilities, &Selection::default()) {
        assert_eq!(case.outcome, Outcome::NotTested, "{case:?}");
        assert_eq!(case.detail.as_deref(), Some("free fill not declared"));
    }
}

#[test]
fn only_what_is_wanted_is_asked() {
    let selection = Selection {
        only: Some("kit_randomness/iso4-*".into()),
        ..Selection::default()
    };
    let cases = cases(&mut Reference::new(), &Capabilities::full(), &selection);
    assert_eq!(cases.len(), Finding::of(Iso4).count());
}

#[test]
fn every_mutant_of_this_check_fails_a_case_of_its_own() {
    let mut columns = BTreeMap::new();
    for mutant in mutants().filter(|mutant| mutant.check() == Some(Check::Randomness)) {
        let cases = cases(
            &mut MutantClient::new(mutant),
            &Capabilities::full(),
            &Selection::default(),
        );
        let failed = cases.into_iter().filter(|case| case.outcome == Outcome::Fail);
        let failed: Vec<CaseResult> = failed.collect();
        assert!(failed.iter().any(|case| case.fails_the_run(false)), "{}", mutant.id);
        let column: Vec<_> = failed.into_iter().map(|case| case.id).collect();
        if let Some(other) = columns.insert(column, mutant.id) {
            panic!("{} and {other} look the same", mutant.id);
        }
    }
    assert!(columns.len() >= 16);
}

#[test]
fn fill_beside_longer_pins_and_longer_pans_is_looked_at() {
    for (id, expected) in [
        (
            "D18-longer",
            [
                "iso1-lengths-constant",
                "iso3-lengths-constant",
                "iso4-lengths-constant",
            ]
            .as_slice(),
        ),
        ("D18-pan-19", &["iso3-lengths", "iso4-lengths"]),
        ("D25-odd", &["iso1-lengths", "iso3-lengths"]),
    ] {
        let mutant = mutants().find(|mutant| mutant.id == id).unwrap();
        let client = &mut MutantClient::new(mutant);
        let cases = cases(client, &Capabilities::full(), &Selection::default());
        let failed = cases.iter().filter(|case| case.outcome == Outcome::Fail);
        let failed: Vec<&str> = failed
            .map(|case| case.id.strip_prefix("kit_randomness/").unwrap())
            .collect();
        assert_eq!(failed, expected, "{id}");
    }
}
