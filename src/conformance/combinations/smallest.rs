//! The smallest combination of parameters that all failing cases of a kind have and no passing case has.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

use super::Parameter;
use crate::conformance::report::FailingCombination;

/// At most so many are named.
const MOST: usize = 3;

/// A combination counts when chance would bring one like it about in fewer than one of so many runs.
const CHANCE: f64 = 20.0;

/// Up to three values, by number; unused places hold [`NOTHING`].
type Key = [u16; 3];

const NOTHING: u16 = u16::MAX;

/// From the parameters of each judged case and whether it passed: what to name, the smallest first, each with the failing
/// cases that nothing smaller names. Empty when nothing failed, and when all did: then no parameter is to blame.
pub(super) fn find(judged: &[(Vec<(Parameter, String)>, bool)]) -> Vec<FailingCombination> {
    let values: BTreeSet<&(Parameter, String)> = judged.iter().flat_map(|(parameters, _)| parameters).collect();
    let numbers: BTreeMap<&(Parameter, String), u16> = values.into_iter().zip(0..NOTHING).collect();
    let cases: Vec<(Vec<u16>, bool)> = judged
        .iter()
        .map(|(parameters, passed)| {
            let values = parameters.iter().filter_map(|value| numbers.get(value).copied());
            (values.collect(), *passed)
        })
        .collect();
    let failing: Vec<&Vec<u16>> = cases
        .iter()
        .filter(|(_, passed)| !passed)
        .map(|(values, _)| values)
        .collect();
    if failing.is_empty() || failing.len() == cases.len() {
        return Vec::new();
    }
    let values: BTreeMap<u16, &(Parameter, String)> = numbers.iter().map(|(value, number)| (*number, *value)).collect();
    let mut left: BTreeSet<usize> = (0..failing.len()).collect();
    let mut found = Vec::new();
    for size in 1..=3 {
        let mut suspects: BTreeMap<Key, BTreeSet<usize>> = BTreeMap::new();
        for (index, own) in failing.iter().enumerate().filter(|(index, _)| left.contains(index)) {
            for key in keys(own, size) {
                suspects.entry(key).or_default().insert(index);
            }
        }
        let few = fewest(failing.len(), cases.len(), suspects.len());
        suspects.retain(|_, own| own.len() >= few);
        for (own, _) in cases.iter().filter(|(_, passed)| *passed) {
            for key in keys(own, size) {
                suspects.remove(&key);
            }
        }
        while found.len() < MOST {
            let open = |own: &BTreeSet<usize>| own.intersection(&left).count();
            // The first of the largest: the order of the parameters decides between equals.
            let largest = suspects.values().map(open).max().unwrap_or_default();
            let Some((key, own)) = suspects.iter().find(|(_, own)| open(own) == largest) else {
                break;
            };
            if largest < few {
                break;
            }
            let parameters = key
                .iter()
                .filter_map(|number| values.get(number))
                .map(|value| (*value).clone());
            found.push(FailingCombination {
                parameters: parameters.collect(),
                failing: own.len(),
            });
            left = left.difference(own).copied().collect();
        }
    }
    found
}

/// How many failing cases, and no passing one, a combination needs so that chance does not explain it: with so many
/// combinations to choose from, each case failing as often as cases do on the whole.
fn fewest(failing: usize, cases: usize, combinations: usize) -> usize {
    let as_float = |number: usize| u32::try_from(number).map_or(f64::MAX, f64::from);
    let rate = as_float(failing) / as_float(cases).max(1.0);
    let needed = (as_float(combinations).max(1.0) * CHANCE).ln() / -rate.ln();
    let mut count = 2_usize;
    while as_float(count) < needed && count < cases {
        count = count.saturating_add(1);
    }
    count
}

/// Every combination of `size` values of one case.
fn keys(values: &[u16], size: usize) -> Vec<Key> {
    let mut keys = Vec::new();
    for (i, a) in values.iter().enumerate() {
        if size == 1 {
            keys.push([*a, NOTHING, NOTHING]);
            continue;
        }
        for (j, b) in values.iter().enumerate().skip(i.saturating_add(1)) {
            if size == 2 {
                keys.push([*a, *b, NOTHING]);
                continue;
            }
            keys.extend(values.iter().skip(j.saturating_add(1)).map(|c| [*a, *b, *c]));
        }
    }
    keys
}
