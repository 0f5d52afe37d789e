//! The vectors inside the library: those in the folder, those that the generator writes, and the reference passes them all.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test may stop at the first fault")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use pinproof::conformance::client::Reference;
use pinproof::conformance::generate::{generate, to_text};
use pinproof::conformance::report::{CaseResult, exit};
use pinproof::conformance::runner::{self, Plan};
use pinproof::conformance::vector::{BESIDE, EMBEDDED, Selection, Suite, VectorFile};
use pinproof::conformance::verdict::Outcome;
use pinproof::profile::Profile;
use serde_json::Value;

#[test]
fn the_folder_and_the_library_hold_the_same_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let in_folder: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".json").map(String::from))
        .filter(|stem| !BESIDE.contains(&stem.as_str()))
        .collect();
    let embedded: BTreeSet<String> = EMBEDDED.iter().map(|(stem, _)| (*stem).to_string()).collect();
    assert_eq!(in_folder, embedded);
}

#[test]
fn the_generator_writes_exactly_these_files_in_this_order() {
    let generated = generate().unwrap();
    assert_eq!(generated.len(), EMBEDDED.len());
    let mut stale = Vec::new();
    for ((stem, file), (embedded_stem, text)) in generated.iter().zip(EMBEDDED) {
        assert_eq!(stem, embedded_stem);
        if to_text(file).unwrap() != *text {
            stale.push(stem);
        }
    }
    assert!(stale.is_empty(), "run `pinproof vectors generate`: {stale:?}");
}

#[test]
fn the_reference_passes_every_case() {
    let suite = Suite::embedded().unwrap();
    assert!(suite.cases().len() >= 1500, "only {} cases", suite.cases().len());
    let results = runner::run(
        &mut Reference::new(),
        &Plan::new(&suite, &Selection::default()),
        &mut pinproof::os_rng(),
        &mut |_| {},
    );
    // Channels that an in-process client does not have are not looked at.
    let of_the_kit = |case: &CaseResult| case.id.starts_with("kit_");
    let wrong: Vec<_> = results
        .cases
        .iter()
        .filter(|case| case.outcome != Outcome::Pass)
        .filter(|case| !(of_the_kit(case) && case.outcome == Outcome::NotTested))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(results.faults, Vec::<String>::new());
    assert_eq!(results.exit, exit::AS_EXPECTED);
    // And what the kit asks without a vector.
    let passed = |name: &str| {
        let passed = |case: &&CaseResult| case.id.starts_with(name) && case.outcome == Outcome::Pass;
        results.cases.iter().filter(passed).count()
    };
    assert_eq!(
        ["kit_key_pair/", "kit_key_pairs/", "kit_randomness/"].map(passed),
        [6, 14, 55]
    );
    // The long form is `--deep`.
    let asked = suite.cases().iter().filter(|test| !test.case.deep).count();
    assert_eq!(results.totals.passed, asked + passed("kit_"));
}

#[test]
fn a_profile_selects_what_it_uses() {
    let suite = Suite::embedded().unwrap();
    for (profile, wanted, unwanted) in [
        (Profile::enfuce_v3(), "pin_block_encode_iso1/", "pin_block_encode_iso4/"),
        (Profile::aes_iso4(), "pin_block_encode_iso4/", "pin_block_encode_iso1/"),
    ] {
        let selection = Selection {
            profile: Some(profile),
            ..Selection::default()
        };
        let ids: Vec<&str> = suite
            .cases()
            .iter()
            .filter(|test| selection.contains(test))
            .map(|test| test.id.as_str())
            .collect();
        assert!(ids.iter().any(|id| id.starts_with(wanted)));
        assert!(ids.iter().any(|id| id.starts_with("tzpk_unwrap_")));
        assert!(!ids.iter().any(|id| id.starts_with(unwanted)));
        assert!(ids.len() < suite.cases().len());
    }
}

/// One file with one case of it, which `change` may have changed.
fn alone(stem: &str, file: &VectorFile, id: &str, change: impl Fn(&mut Value)) -> Suite {
    let mut file = file.clone();
    for group in &mut file.groups {
        group.cases.retain(|case| case.id == id);
        group
            .cases
            .iter_mut()
            .filter_map(|case| case.output.as_mut())
            .for_each(&change);
    }
    file.groups.retain(|group| !group.cases.is_empty());
    Suite::from_texts([(stem.to_string(), to_text(&file).unwrap())]).unwrap()
}

/// Another digit in place of the last one.
fn other_digit(text: &str) -> String {
    let (rest, last) = text.split_at(text.len() - 1);
    format!("{rest}{}", if last == "0" { "1" } else { "0" })
}

/// For each verdict and each field of an output, in each file: one digit changed, and the reference names the case.
#[test]
fn one_changed_digit_of_any_expected_value_is_named() {
    let suite = Suite::embedded().unwrap();
    let mut tried = 0;
    for (stem, file) in suite.files() {
        let mut seen = BTreeSet::new();
        for case in file.groups.iter().flat_map(|group| &group.cases) {
            let Some(Value::Object(output)) = &case.output else {
                continue;
            };
            for (field, value) in output.iter().filter(|(_, value)| value.is_string()) {
                if !seen.insert((case.verdict, field.clone())) || value.as_str() == Some("") {
                    continue;
                }
                let changed = alone(stem, file, &case.id, |output| {
                    let text = output.get(field).and_then(Value::as_str).map(other_digit).unwrap();
                    output[field.as_str()] = Value::from(text);
                });
                let everything = Selection::default();
                let results = runner::run_reference(
                    &Plan::cases_only(&changed, &everything),
                    &mut pinproof::os_rng(),
                    &mut |_| {},
                );
                assert_eq!(
                    results.exit,
                    exit::FAILED,
                    "{stem}/{}: a wrong `{field}` goes unnoticed",
                    case.id
                );
                tried += 1;
            }
        }
    }
    assert!(tried >= 50, "only {tried} values were changed");
}
