//! Checks that no single vector can make: over many answers, over a restart, over what is not an answer.
//!
//! What a check finds becomes cases of the kit's own, `kit_NAME/…`, which are judged, gated and reported like every other.

mod apart;
mod error_groups;
mod key_pair;

use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::client::{Answer, Capabilities, Client, Fault};
use super::report::{CaseResult, Channel};
use super::vector::{Selection, Suite, TestCase};

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

/// The checks, in the order of a report.
pub(crate) const NAMES: [&str; 2] = [error_groups::FILE, key_pair::FILE];

/// Makes every check that the client's capabilities and the selection have a use for.
pub(crate) fn all(mut context: Context<'_>) -> Checked {
    let mut checked = Checked::default();
    for check in [error_groups::judge] {
        let found = check(&mut context);
        checked.cases.extend(found.cases);
        checked.channels.extend(found.channels);
        checked.fault = found.fault;
        if checked.fault.is_some() {
            return checked;
        }
    }
    let profile = context.selection.profile.as_ref();
    let whole = context.selection.unsplit();
    let makes_keys = context.suite.cases().iter().any(|test| {
        let is_key = test.op == super::client::Op::KeyGenerate && test.case.verdict == super::vector::Verdict::Accept;
        is_key
            && whole.contains(test)
            && context
                .capabilities
                .lacks(&test.prompt.request, test.rsa_bits)
                .is_none()
    });
    let falls_here = |shard: super::report::Shard| shard.takes(key_pair::FILE);
    if makes_keys && context.selection.shard.is_none_or(falls_here) {
        let used = key_pair::judge(context.client, context.capabilities, profile, context.rng);
        checked.cases.extend(used.results);
        checked.fault = used.fault;
    }
    checked
}
