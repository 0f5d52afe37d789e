//! The cases that are not as expected, file by file.

use pinproof::conformance::report::{CaseResult, WrongStep};
use pinproof::conformance::text::shown;
use pinproof::conformance::vector::{TestCase, Verdict};

use crate::output::printable;
use crate::output::view::{View, Weight, file_of, slug_of};

/// Characters of a detail in the closed line.
const SHORT: usize = 110;

pub(super) struct FileGroup {
    pub(super) file: String,
    pub(super) cases: Vec<Wrong>,
}

pub(super) struct Wrong {
    pub(super) id: String,
    pub(super) slug: String,
    pub(super) class: &'static str,
    pub(super) word: &'static str,
    pub(super) level: &'static str,
    pub(super) op: &'static str,
    pub(super) expected: String,
    pub(super) did: String,
    pub(super) detail: String,
    pub(super) detail_short: String,
    pub(super) comment: String,
    pub(super) step: Option<WrongStep>,
    pub(super) notes: Vec<(String, String)>,
    /// What the filter looks in.
    pub(super) search: String,
}

pub(super) fn groups(view: &View<'_>) -> Vec<FileGroup> {
    let mut groups: Vec<FileGroup> = Vec::new();
    for (case, weight) in view.wrong() {
        let file = file_of(&case.id);
        if groups.last().is_none_or(|last| last.file != file) {
            groups.push(FileGroup {
                file: file.to_owned(),
                cases: Vec::new(),
            });
        }
        if let Some(group) = groups.last_mut() {
            group.cases.push(wrong(view, case, weight));
        }
    }
    groups
}

fn wrong(view: &View<'_>, case: &CaseResult, weight: Weight) -> Wrong {
    let test = view.case(&case.id);
    let detail = printable(case.detail.as_deref().unwrap_or_default());
    let did = case.did.clone().unwrap_or_default();
    let word = weight.word();
    let op = case.op.name();
    Wrong {
        id: case.id.clone(),
        slug: slug_of(&case.id).to_owned(),
        class: if matches!(weight, Weight::Advice | Weight::Known) {
            "advice"
        } else {
            "fail"
        },
        word,
        level: case.level.name(),
        op,
        expected: expected(case.verdict, test),
        detail_short: shown(&detail, SHORT),
        comment: test.map(|test| printable(&test.case.comment)).unwrap_or_default(),
        step: case.wrong_step.as_ref().map(|step| WrongStep {
            step: printable(&step.step),
            expected: printable(&step.expected),
            got: step.got.as_deref().map(printable),
        }),
        notes: view
            .notes(&case.id)
            .into_iter()
            .map(|(flag, effect)| (flag.to_owned(), effect.to_owned()))
            .collect(),
        search: format!("{} {op} {} {word} {did} {detail}", case.id, case.level.name()).to_lowercase(),
        detail,
        did,
    }
}

fn expected(verdict: Verdict, test: Option<&TestCase>) -> String {
    let class = test.and_then(|test| test.case.class).map(|class| class.name());
    match (verdict, class) {
        (Verdict::Accept, _) => "accepted".to_owned(),
        (Verdict::Reject, Some(class)) => format!("refused with {class}"),
        (Verdict::Reject, None) => "refused".to_owned(),
        (Verdict::Either, Some(class)) => format!("accepted, or refused with {class}"),
        (Verdict::Either, None) => "accepted or refused".to_owned(),
    }
}
