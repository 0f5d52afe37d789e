#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use alloc::collections::BTreeSet;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::matrix::KillMatrix;
use super::*;
use crate::conformance::detection;
use crate::conformance::vector::{EMBEDDED, Suite, VectorFile};
use crate::conformance::{client::Op, generate};

/// The embedded cases, but for making key pairs of 4096 bits, which takes too long here: `pinproof mutants gate` asks it.
fn suite() -> Suite {
    let texts = EMBEDDED.iter().map(|(stem, text)| {
        let mut file: VectorFile = serde_json::from_str(text).unwrap();
        if file.op != Op::KeyGenerate {
            return (stem.to_string(), text.to_string());
        }
        for group in &mut file.groups {
            group.cases.retain(|case| case.id != "bits-4096");
        }
        (stem.to_string(), generate::to_text(&file).unwrap())
    });
    Suite::from_texts(texts).unwrap()
}

#[test]
fn the_gate_holds() {
    let (suite, all) = (suite(), mutants().collect::<Vec<_>>());
    let found = gate::judge(&suite, None, &matrix::columns(&suite, &all));
    assert_eq!(found.survivors, Some(0));
    // With a case less, the file is another one.
    let problems = found
        .problems
        .iter()
        .filter(|problem| problem.kind != gate::Kind::Stale);
    assert_eq!(problems.collect::<Vec<_>>(), Vec::<&gate::Problem>::new());
}

#[test]
fn the_kill_matrix_inside_the_library_is_for_its_vectors_and_mutants() {
    let matrix: &KillMatrix = detection::matrix().unwrap();
    assert_eq!(matrix.vectors.sha256, Suite::embedded().unwrap().sha256());
    let rows: Vec<&str> = matrix.mutants.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(rows, mutants().map(|mutant| mutant.id).collect::<Vec<_>>());
}

#[test]
fn entries_are_complete() {
    let mut ids = BTreeSet::new();
    for mutant in mutants() {
        assert!(ids.insert(mutant.id), "{} is there twice", mutant.id);
        assert!(mutant.id.starts_with(mutant.section.letter()), "{}", mutant.id);
        let slug = |c: char| c.is_ascii_alphanumeric() || c == '-';
        assert!(mutant.id.chars().all(slug), "{}", mutant.id);
        assert!(
            !mutant.title.is_empty() && !mutant.title.ends_with('.'),
            "{}",
            mutant.id
        );
        assert!(
            !mutant.effect.is_empty() && !mutant.effect.ends_with('.'),
            "{}",
            mutant.id
        );
        assert!(!mutant.seen.is_empty(), "{}", mutant.id);
        assert!(
            mutant.needs.iter().any(|need| matches!(need, Need::Op(_))),
            "{}",
            mutant.id
        );
        assert_eq!(find(mutant.id).unwrap().title, mutant.title);
    }
    for equivalent in equivalents() {
        assert!(ids.insert(equivalent.id), "{} is there twice", equivalent.id);
        assert!(
            equivalent.equals.is_none_or(|id| find(id).is_some()),
            "{}",
            equivalent.id
        );
    }
    assert!(find("A99").is_none());
}

#[test]
fn titles_are_told_apart() {
    let titles: BTreeSet<(Section, &str)> = mutants().map(|mutant| (mutant.section, mutant.title)).collect();
    assert_eq!(titles.len(), mutants().count());
}

#[test]
fn classes_are_ids_without_variant() {
    assert_eq!(find("A42-first").unwrap().class(), "A42");
    assert_eq!(find("A01").unwrap().class(), "A01");
}
