//! Checks that no single vector can make: over many answers, over a restart, over what is not an answer.
//!
//! What a check finds becomes cases of the kit's own, `kit_NAME/…`, which are judged, gated and reported like every other.

mod again;
mod apart;
mod capabilities;
mod error_groups;
mod key_pair;
mod key_pairs;
mod randomness;
mod secrets;
mod sessions;
mod twin;

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::client::{Answer, Capabilities, Client, Fault, Prompt, Timed};
use super::report::{CaseResult, Channel};
use super::scenario::Record;
use super::vector::{Selection, Suite, TestCase};
use super::verdict::Outcome;

/// What a check works with.
pub(crate) struct Context<'a> {
    pub(crate) client: &'a mut dyn Client,
    pub(crate) capabilities: &'a Capabilities,
    /// All vectors, also those that are not selected.
    pub(crate) suite: &'a Suite,
    pub(crate) selection: &'a Selection,
    /// The long form.
    pub(crate) deep: bool,
    /// What the client answered to the cases of this run; in a run that is split these are few.
    pub(crate) answers: &'a [(&'a TestCase, Answer)],
    /// The cases of this run that it did not answer.
    pub(crate) unanswered: &'a [(&'a TestCase, Fault)],
    /// What became of the sessions of this run.
    pub(crate) played: &'a [(&'a TestCase, Outcome)],
    /// What they showed.
    pub(crate) sessions: &'a Record,
    pub(crate) rng: &'a mut dyn CryptoRng,
}

/// What the checks found.
#[derive(Default)]
pub(crate) struct Checked {
    pub(crate) cases: Vec<CaseResult>,
    pub(crate) channels: Vec<Channel>,
    /// A fault that ends the run.
    pub(crate) fault: Option<String>,
}

/// A check.
type Check = fn(&mut Context<'_>) -> Checked;

/// The checks with the names of their cases, in the order of a report.
const CHECKS: [(&str, Check); 7] = [
    (error_groups::FILE, error_groups::judge),
    (key_pair::FILE, key_pair::check),
    (key_pairs::FILE, key_pairs::check),
    (randomness::FILE, randomness::check),
    (secrets::FILE, secrets::judge),
    (sessions::FILE, sessions::judge),
    // The last one asks for what the client does not declare.
    (capabilities::FILE, capabilities::judge),
];

/// The files of the kit's own cases, in the order of a report.
pub(crate) fn names() -> impl Iterator<Item = &'static str> + Clone {
    CHECKS.iter().map(|(name, _)| *name)
}

/// Makes every check that the selection has a use for.
pub(crate) fn all(mut context: Context<'_>) -> Checked {
    let mut checked = Checked::default();
    let falls_here = |name: &str| context.selection.shard.is_none_or(|shard| shard.takes(name));
    for (name, check) in CHECKS {
        if checked.fault.is_none() && falls_here(name) {
            checked.add(check(&mut context));
        }
    }
    let selection = context.selection;
    checked.cases.retain(|case| selection.names(&case.id));
    checked
}

impl Checked {
    fn add(&mut self, other: Self) {
        self.cases.extend(other.cases);
        self.channels.extend(other.channels);
        self.fault = self.fault.take().or(other.fault);
    }
}

/// What came back, or what did not.
type Asked = Result<Answer, Fault>;

/// Asks all of `prompts`. Gives the answers in their order, none for what could not be asked any more, and the fault that ends
/// the run.
fn ask_all(client: &mut dyn Client, prompts: &[Prompt]) -> (Vec<Option<Asked>>, Option<String>) {
    let mut answers: Vec<Option<Asked>> = prompts.iter().map(|_| None).collect();
    let mut ends = None;
    client.answer_all(prompts, &mut |index, timed: Timed| {
        if let Err(fault) = &timed.answer
            && fault.ends_the_run()
        {
            let case = prompts.get(index).and_then(|prompt| prompt.case.clone());
            ends.get_or_insert_with(|| alloc::format!("{}: {fault}", case.unwrap_or_default()));
        }
        if let Some(slot) = answers.get_mut(index) {
            *slot = Some(timed.answer);
        }
    });
    (answers, ends)
}

/// What a client did, as reports have it.
fn did(answer: &Answer) -> String {
    match answer {
        Answer::Ok(_) => "accepted".to_owned(),
        Answer::Reject { class, .. } => class.to_string(),
        Answer::Unsupported(_) => "unsupported".to_owned(),
    }
}
