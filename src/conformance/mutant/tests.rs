#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use alloc::collections::BTreeSet;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::matrix::KillMatrix;
use super::*;
use crate::conformance::detection;
use crate::conformance::vector::{EMBEDDED, Suite};

/// All of them over all cases is what `pinproof mutants gate` asks.
#[test]
fn the_gate_names_a_survivor() {
    for (stem, survivors) in [("pin_policy_rules", None), ("tzpk_key_tdes", Some("E26"))] {
        let (_, text) = EMBEDDED.iter().find(|(own, _)| *own == stem).unwrap();
        let suite = Suite::from_texts([(stem.to_string(), text.to_string())]).unwrap();
        let found = gate::judge(&suite, None, &matrix::columns(&suite, &[find("E26").unwrap()]));
        let named = found
            .problems
            .iter()
            .find(|problem| problem.kind == gate::Kind::Survivor);
        assert_eq!(named.map(|problem| problem.of.as_str()), survivors, "{stem}");
        assert_eq!(found.survivors, Some(usize::from(survivors.is_some())), "{stem}");
    }
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
