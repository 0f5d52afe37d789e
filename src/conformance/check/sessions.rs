//! All sessions of a run together: a key pair or fill that comes again shows in no script by itself; nor does what is made
//! from the PIN, for which some sessions are played again.

mod twins;

use alloc::borrow::ToOwned;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use self::twins::Twins;
use super::secrets::DEAF;
use super::twin::Channel;
use super::{Checked, Context};
use crate::conformance::client::Op;
use crate::conformance::report::CaseResult;
use crate::conformance::vector::{Level, Verdict};
use crate::conformance::verdict::{Judgement, Outcome};

/// Where these cases stand in a report.
pub(super) const FILE: &str = "kit_sessions";

/// Fewest free digits that do not come again by chance.
const ENOUGH: usize = 8;

/// Fewest of anything to be compared.
const FEWEST: usize = 2;

/// The cases of this check.
pub(super) fn judge(context: &mut Context<'_>) -> Checked {
    let record = context.sessions;
    let long = || record.fills.iter().filter(|(_, fill)| fill.len() >= ENOUGH);
    let keys = first_twice(record.keys.iter());
    let fills = first_twice(long().map(|(format, fill)| (format.name(), fill)));
    let cases = [
        (
            "fresh-keys",
            record.keys.len(),
            keys,
            "a public key was sent in two exchanges",
        ),
        (
            "fresh-fill",
            long().count(),
            fills,
            "the fill of a PIN block came again",
        ),
    ];
    let selected = cases
        .into_iter()
        .filter(|(slug, ..)| context.selection.names(&format!("{FILE}/{slug}")));
    let cases = selected.map(|(slug, count, twice, what)| {
        let judgement = match (count, twice) {
            (..FEWEST, _) => Judgement::not_tested("too few sessions came that far".to_owned()),
            (_, false) => outcome(Outcome::Pass, None),
            (_, true) => outcome(Outcome::Fail, Some(format!("{what}, of {count}"))),
        };
        case(slug, judgement)
    });
    let mut checked = Checked {
        cases: cases.collect(),
        ..Checked::default()
    };
    told_apart(context, &mut checked);
    checked
}

/// The twin runs.
fn told_apart(context: &mut Context<'_>, checked: &mut Checked) {
    const CASES: [&str; 2] = ["twin-messages", "twin-stderr"];
    let selected = |slug: &&str| context.selection.names(&format!("{FILE}/{slug}"));
    let selected: Vec<&str> = CASES.into_iter().filter(selected).collect();
    if selected.is_empty() {
        return;
    }
    let found = twins::run(context);
    let judgement = |slug: &str| match &found {
        Err(fault) => Judgement::fault(fault),
        Ok(Twins { played: 0, .. }) => Judgement::not_tested("no session came to a PIN".to_owned()),
        Ok(Twins { stderr: None, .. }) if slug == "twin-stderr" => Judgement::not_tested(DEAF.to_owned()),
        Ok(twins) if slug == "twin-stderr" => apart(twins.stderr.as_ref()),
        Ok(twins) => apart(Some(&twins.messages)),
    };
    checked
        .cases
        .extend(selected.iter().map(|slug| case(slug, judgement(slug))));
    let fault = found.err().filter(|fault| fault.ends_the_run());
    checked.fault = fault.map(|fault| format!("{FILE}: {fault}"));
}

fn apart(channel: Option<&Channel>) -> Judgement {
    match channel.and_then(|channel| channel.leak.as_ref()) {
        Some(leak) => outcome(Outcome::Fail, Some(leak.clone())),
        None => outcome(Outcome::Pass, None),
    }
}

fn case(slug: &str, judgement: Judgement) -> CaseResult {
    CaseResult::of_kit(
        format!("{FILE}/{slug}"),
        Op::SessionOpen,
        Level::Must,
        Verdict::Accept,
        judgement,
    )
}

fn first_twice<T: Ord>(mut all: impl Iterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    !all.all(|one| seen.insert(one))
}

fn outcome(outcome: Outcome, detail: Option<String>) -> Judgement {
    Judgement {
        outcome,
        did: None,
        detail,
    }
}
