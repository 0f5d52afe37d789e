//! One run from its parts.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::baseline::{Baseline, without_baseline};
use super::report::{BaselineUse, CaseResult, Combinations, Results, Shard};
use super::vector::{Selection, Suite, TestCase};
use super::{check, combinations, detection, diagnosis};

/// Parts that do not make a run. Says which and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergeError(String);

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl core::error::Error for MergeError {}

/// The results of the run over `suite` whose parts these are, as it would have given them in one piece.
///
/// # Errors
/// [`MergeError`] when a part is missing, there twice, or of another run.
pub fn merge(parts: Vec<Results>, suite: &Suite) -> Result<Results, MergeError> {
    let mut parts = in_order(parts, suite)?.into_iter();
    let Some((_, mut whole)) = parts.next() else {
        return Err(MergeError("no part at all".to_string()));
    };
    let (mut used, mut all) = (whole.baseline.clone(), Vec::new());
    for (shard, part) in parts {
        if let Some(what) = differs(&whole, &part) {
            let shard = shown(shard);
            return Err(MergeError(format!(
                "part {shard} is of another run than part 1: {what} differs"
            )));
        }
        if let (Some(used), Some(other)) = (&mut used, &part.baseline) {
            used.today = used.today.clone().max(other.today.clone());
        }
        whole.client = whole.client.or_else(|| part.client.clone());
        whole.combinations = whole.combinations.or_else(|| part.combinations.clone());
        let part = without_baseline(part);
        all.extend(part.cases);
        whole.channels.extend(part.channels);
        whole.faults.extend(part.faults);
    }
    whole = without_baseline(whole);
    whole.cases.extend(all);
    whole.run.shard = None;
    put_in_order(&mut whole.cases, suite);
    if let Some(missing) = missing(&whole, suite) {
        return Err(MergeError(format!("case {missing} is in no part")));
    }
    whole.suspects.clear();
    if whole.client.is_some() {
        whole.detects = Some(detection::detects(&whole.cases));
        whole.combinations = whole.combinations.as_ref().map(|_| of_all(&whole.cases, suite));
        diagnosis::diagnose(&mut whole, suite);
    }
    Ok(match used {
        Some(BaselineUse { entries, today, .. }) => Baseline::of(entries).apply(whole, suite, &today),
        None => whole.close(),
    })
}

/// The combinations of parameters that all parts together had.
fn of_all(cases: &[CaseResult], suite: &Suite) -> Combinations {
    let tests: BTreeMap<&str, &TestCase> = suite.cases().iter().map(|test| (test.id.as_str(), test)).collect();
    let of_vectors = cases
        .iter()
        .filter_map(|case| Some((case.clone(), *tests.get(case.id.as_str())?)));
    let (cases, tests): (Vec<CaseResult>, Vec<&TestCase>) = of_vectors.unzip();
    combinations::judge(&cases, &tests)
}

/// The parts by their number, each there once and with nothing that belongs to another.
fn in_order(parts: Vec<Results>, suite: &Suite) -> Result<Vec<(Shard, Results)>, MergeError> {
    let families: BTreeMap<&str, &str> = suite
        .cases()
        .iter()
        .map(|test| (test.id.as_str(), test.family.as_str()))
        .collect();
    let mut by_number: BTreeMap<u32, (Shard, Results)> = BTreeMap::new();
    let mut of = None;
    for part in parts {
        let Some(shard) = part.run.shard else {
            return Err(MergeError("one of these is a whole run and no part of one".to_string()));
        };
        let of = *of.get_or_insert(shard.of);
        if of != shard.of {
            return Err(MergeError(format!("one run is in {of} parts, another in {}", shard.of)));
        }
        let family = |id| families.get(id).copied().unwrap_or(check_of(id));
        let mut cases = part.cases.iter();
        if let Some(case) = cases.find(|case| !shard.takes(family(&case.id))) {
            return Err(MergeError(format!(
                "case {} does not belong to part {}",
                case.id,
                shown(shard)
            )));
        }
        if by_number.insert(shard.index, (shard, part)).is_some() {
            return Err(MergeError(format!("part {} is there twice", shown(shard))));
        }
    }
    let of = of.unwrap_or_default();
    if let Some(index) = (1..=of).find(|index| !by_number.contains_key(index)) {
        return Err(MergeError(format!("part {index}/{of} is missing")));
    }
    Ok(by_number.into_values().collect())
}

fn shown(shard: Shard) -> String {
    format!("{}/{}", shard.index, shard.of)
}

fn check_of(id: &str) -> &str {
    id.split('/').next().unwrap_or_default()
}

/// What tells two parts apart that should be of one run.
fn differs(one: &Results, other: &Results) -> Option<&'static str> {
    let entries = |results: &Results| results.baseline.as_ref().map(|used| used.entries.clone());
    // A part whose client never spoke says so in its faults.
    let silent = one.client.is_none() || other.client.is_none();
    let same = [
        ("the kit", one.kit == other.kit),
        ("the vectors", one.vectors == other.vectors),
        ("the client", silent || one.client == other.client),
        ("the seed", one.run.seed == other.run.seed),
        (
            "whether the kit's own checks were made",
            one.run.checks == other.run.checks,
        ),
        ("--deep", one.run.deep == other.run.deep),
        ("--strict", one.run.strict == other.run.strict),
        ("--only or --profile", one.selected == other.selected),
        ("the baseline", entries(one) == entries(other)),
    ];
    same.iter().find(|(_, same)| !same).map(|(what, _)| *what)
}

/// The order of a run in one piece: the vectors, then the checks.
fn put_in_order(cases: &mut [CaseResult], suite: &Suite) {
    let places: BTreeMap<&str, usize> = suite.cases().iter().map(|test| test.id.as_str()).zip(0..).collect();
    let of_kit = |id: &str| check::names().position(|name| name == check_of(id));
    cases.sort_by_key(|case| {
        let vector = places.get(case.id.as_str()).copied();
        (vector.is_none(), vector.or_else(|| of_kit(&case.id)))
    });
}

/// A case that the run asks and that is not there. Of a profile no more is kept than its name, so with one nobody can tell.
fn missing<'a>(whole: &Results, suite: &'a Suite) -> Option<&'a str> {
    if whole.selected.profile.is_some() || !whole.faults.is_empty() {
        return None;
    }
    let selection = Selection {
        only: whole.selected.only.clone(),
        deep: whole.run.deep,
        ..Selection::default()
    };
    let there: BTreeSet<&str> = whole.cases.iter().map(|case| case.id.as_str()).collect();
    let mut wanted = suite.cases().iter().filter(|test| selection.contains(test));
    wanted
        .find(|test| !there.contains(test.id.as_str()))
        .map(|test| test.id.as_str())
}

#[cfg(test)]
mod tests;
