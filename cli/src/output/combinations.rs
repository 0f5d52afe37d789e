//! What the failing cases have in common, in the words of a report.

use pinproof::conformance::report::{FailingCombination, Results};

use super::one_line;

/// A smallest combination that fails, as a sentence in two pieces, of which the first is the one to stress.
pub(crate) struct Common {
    pub(crate) who: String,
    pub(crate) what: String,
}

/// Each smallest combination that fails; `quote` makes its values fit for the report.
pub(crate) fn common(results: &Results, quote: fn(&str) -> String) -> Vec<Common> {
    let Some(combinations) = &results.combinations else {
        return Vec::new();
    };
    let all = combinations.failing;
    let sentence = |found: &FailingCombination| {
        let (values, failing) = (quote(&values(found)), found.failing);
        if failing == all {
            Common {
                who: "every failing case".to_owned(),
                what: format!("that must be accepted has {values} ({all} cases)"),
            }
        } else {
            Common {
                who: format!("{failing} of {all} failing cases"),
                what: format!("that must be accepted have {values}, and no passing one has"),
            }
        }
    };
    combinations.smallest.iter().map(sentence).collect()
}

/// The parameters with their values.
pub(crate) fn values(found: &FailingCombination) -> String {
    let parameters = found.parameters.iter();
    let values: Vec<String> = parameters
        .map(|(parameter, value)| format!("{} {}", parameter.name(), one_line(value)))
        .collect();
    values.join(", ")
}
