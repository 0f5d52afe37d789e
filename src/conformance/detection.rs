//! Which of the known bug classes a run can see.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use std::sync::OnceLock;

use super::mutant::matrix::{KillMatrix, by_file};
use super::mutant::{find, mutants};
use super::report::{CaseResult, Detects};
use super::verdict::Outcome;

/// What the vectors inside the library fail.
const KILL_MATRIX: &str = include_str!("../../vectors/kill_matrix.json");

/// Counts the bugs that these cases would have shown in a client that has them: those of which it was asked at least one case
/// that fails them. What was not asked, because the client does not claim it or the run left it out, shows nothing.
pub(crate) fn detects(cases: &[CaseResult]) -> Detects {
    let asked: BTreeSet<&String> = cases
        .iter()
        .filter(|case| was_asked(case))
        .map(|case| &case.id)
        .collect();
    let asked = by_file(asked);
    let mut classes: BTreeMap<&str, bool> = mutants().map(|mutant| (mutant.class(), false)).collect();
    let mut bugs: usize = 0;
    for row in matrix().map_or(&[][..], |matrix| &matrix.mutants) {
        if let Some(mutant) = find(&row.id)
            && row.fails_one_of(&asked)
        {
            bugs = bugs.saturating_add(1);
            classes.insert(mutant.class(), true);
        }
    }
    let unseen = classes.iter().filter(|(_, seen)| !**seen);
    let unseen: Vec<String> = unseen.map(|(class, _)| (*class).into()).collect();
    Detects {
        detected: classes.len().saturating_sub(unseen.len()),
        known: classes.len(),
        bugs_detected: bugs,
        bugs_known: mutants().count(),
        unseen,
    }
}

/// Whether the client had its chance: a case that ended before it was sent was not asked.
fn was_asked(case: &CaseResult) -> bool {
    match case.outcome {
        Outcome::NotTested => false,
        Outcome::HarnessError => case.elapsed_us.is_some(),
        _ => true,
    }
}

/// The kill matrix inside the library; none if it were broken, which the tests rule out.
pub(crate) fn matrix() -> Option<&'static KillMatrix> {
    static READ: OnceLock<Option<KillMatrix>> = OnceLock::new();
    READ.get_or_init(|| KillMatrix::from_text(KILL_MATRIX).ok()).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::client::{Answer, Capabilities, Client, Description, Fault, Op, Prompt, Reference};
    use crate::conformance::runner::{self, Plan};
    use crate::conformance::vector::{Selection, Suite};

    /// The reference, with capabilities of another.
    struct Claims(Capabilities);

    impl Client for Claims {
        fn hello(&mut self) -> Result<Description, Fault> {
            let description = Reference::new().hello()?;
            Ok(Description {
                capabilities: self.0.clone(),
                ..description
            })
        }

        fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
            Reference::new().answer(prompt)
        }
    }

    fn detected(capabilities: Capabilities, only: Option<&str>) -> Detects {
        let suite = Suite::embedded().unwrap();
        let selection = Selection {
            only: only.map(Into::into),
            ..Selection::default()
        };
        let plan = Plan::cases_only(&suite, &selection);
        let results = runner::run(&mut Claims(capabilities), &plan, &mut crate::os_rng(), &mut |_| {});
        results.detects.unwrap()
    }

    /// Without unwraps and key pairs, which take long.
    fn blocks_and_pins() -> Capabilities {
        let full = Capabilities::full();
        let slow = [Op::TzpkUnwrap, Op::KeyGenerate];
        Capabilities {
            ops: full.ops.iter().copied().filter(|op| !slow.contains(op)).collect(),
            ..full
        }
    }

    #[test]
    fn every_case_and_check_together_show_every_bug() {
        let matrix = matrix().unwrap();
        let asked = matrix.mutants.iter().flat_map(|row| &row.kills);
        let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (file, slugs) in asked {
            let slugs = if slugs.starts_with('*') {
                &matrix.cases[file]
            } else {
                slugs
            };
            all.entry(file).or_default().extend(slugs.split(' '));
        }
        let unseen = matrix.mutants.iter().filter(|row| !row.fails_one_of(&all));
        assert_eq!(unseen.count(), 0);
        assert_eq!(matrix.mutants.len(), mutants().count());
    }

    #[test]
    fn who_declares_less_and_who_asks_less_sees_less() {
        let some = detected(blocks_and_pins(), None);
        assert!(0 < some.detected && some.detected < some.known, "{some:?}");
        assert!(
            some.detected < some.bugs_detected && some.bugs_detected < some.bugs_known,
            "{some:?}"
        );
        assert_eq!(some.bugs_known, mutants().count());
        assert_eq!(some.unseen.len(), some.known - some.detected);
        // A step of a refused unwrap, which a session does not show; the control nibble.
        let sees = |class: &str| !some.unseen.iter().any(|unseen| unseen == class);
        assert!(!sees("A13") && sees("D01"), "{:?}", some.unseen);
        assert!(some.unseen.is_sorted());
        let fewer = Capabilities {
            formats: Vec::new(),
            ..blocks_and_pins()
        };
        assert!(detected(fewer, None).detected < some.detected);
        let one_file = detected(blocks_and_pins(), Some("pin_policy_rules/*"));
        assert!(0 < one_file.detected && one_file.detected < some.detected);
        let one_case = detected(
            blocks_and_pins(),
            Some("pin_policy_rules/ascending4-wrap-one-after-nine"),
        );
        assert!(0 < one_case.detected && one_case.detected < one_file.detected);
        let none = detected(blocks_and_pins(), Some("none"));
        assert_eq!((none.detected, none.unseen.len()), (0, none.known));
    }
}
