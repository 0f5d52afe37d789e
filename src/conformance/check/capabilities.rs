//! Capability lies: what is declared and never works, and what works and is not declared.
//!
//! A client that declares too much fails vectors one by one, and nobody sees that all of one kind fail; one that declares too
//! little is not asked, and nobody sees what was not tested. One case for each capability: `declared-…` when the client
//! declares it, `undeclared-…` when not, for which it is asked one vector that it need not answer. These come last: a client that
//! ends, hangs or leaves the protocol there is not asked another, and has answered for all that it declares.

mod capability;
mod probes;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_core::CryptoRng;

use self::capability::Capability;
use self::probes::Showing;
use super::{Checked, Context};
use crate::conformance::client::{Answer, Fault, Op, Output, Prompt, Request, UnknownRule, UnwrapReturns};
use crate::conformance::report::CaseResult;
use crate::conformance::scenario::played;
use crate::conformance::vector::{Level, TestCase, Verdict};
use crate::conformance::verdict::{Judgement, Outcome, judge as judge_answer};

/// Where these cases stand in a report.
pub(super) const FILE: &str = "kit_capabilities";

/// One case for each capability, and one for how an unwrapped key is shown.
pub(super) fn judge(context: &mut Context<'_>) -> Checked {
    let mut checked = Checked::default();
    let all = Capability::all().into_iter();
    let (declared, undeclared): (Vec<_>, Vec<_>) = all.partition(|capability| capability.is_in(context.capabilities));
    for capability in declared {
        let Some((id, op, showing)) = asked("declared", capability, context) else {
            continue;
        };
        let judgement = works(context, &showing, &mut checked.fault);
        checked
            .cases
            .push(CaseResult::of_kit(id, op, Level::Must, Verdict::Accept, judgement));
        if checked.fault.is_some() {
            return checked;
        }
    }
    let id = format!("{FILE}/unwrap-returns");
    if context.selection.names(&id) {
        let judgement = unwrap_returns(context);
        checked.cases.push(CaseResult::of_kit(
            id,
            Op::TzpkUnwrap,
            Level::Must,
            Verdict::Accept,
            judgement,
        ));
    }
    unknown_rule(context, &mut checked);
    if checked.fault.is_some() {
        return checked;
    }
    let mut stopped = None;
    for capability in undeclared {
        let Some((id, op, showing)) = asked("undeclared", capability, context) else {
            continue;
        };
        let judgement = works_undeclared(context, capability, &showing, &mut stopped);
        checked
            .cases
            .push(CaseResult::of_kit(id, op, Level::Should, Verdict::Accept, judgement));
    }
    checked
}

/// The case for one capability: its id, its operation, and what shows the capability. None where nothing that is selected has
/// a use for it.
fn asked<'a>(state: &str, capability: Capability, context: &Context<'a>) -> Option<(String, Op, Showing<'a>)> {
    let id = format!("{FILE}/{state}-{}", capability.name());
    if !context.selection.names(&id) {
        return None;
    }
    let showing = Showing::new(capability, context.selection);
    let first = context.suite.cases().iter().find(|test| showing.is_by(test));
    let op = match (first, capability) {
        (Some(test), _) => test.op,
        (None, Capability::Oaep(_)) if context.selection.profile.is_none() => Op::TzpkUnwrap,
        _ => return None,
    };
    Some((id, op, showing))
}

/// A rule that the client does not have must not be passed over. With a profile there is one policy, and no other.
fn unknown_rule(context: &mut Context<'_>, checked: &mut Checked) {
    let id = format!("{FILE}/unknown-rule");
    if !context.selection.names(&id) || context.selection.profile.is_some() {
        return;
    }
    let capabilities = context.capabilities;
    let judgement = if capabilities.policies && capabilities.ops.contains(&Op::PinCheck) {
        let answer = context.client.answer(&Prompt::probe(Request::UnknownRule {
            policy: UnknownRule::PROBE,
            pin: "2580".to_owned(),
        }));
        match &answer {
            Err(fault) => {
                if fault.ends_the_run() {
                    checked.fault = Some(format!("{id}: {fault}"));
                }
                Judgement::fault(fault)
            }
            Ok(Answer::Unsupported(_)) => of(Outcome::Pass, None),
            Ok(_) => of(
                Outcome::Fail,
                Some("a policy with a rule that nobody has must be answered with unsupported".to_owned()),
            ),
        }
    } else {
        Judgement::not_tested("policies not declared".to_owned())
    };
    checked.cases.push(CaseResult::of_kit(
        id,
        Op::PinCheck,
        Level::Must,
        Verdict::Reject,
        judgement,
    ));
}

/// A declared capability must show in one case at least: of those that the run asked or, where it asked none, of a few.
fn works(context: &mut Context<'_>, showing: &Showing<'_>, fault: &mut Option<String>) -> Judgement {
    let mut failed = Failed::default();
    for (test, answer) in context.answers.iter().filter(|(test, _)| showing.is_by(test)) {
        if failed.or_passed(judge_answer(test, &Ok(answer.clone())).outcome) {
            return of(Outcome::Pass, None);
        }
    }
    for (test, fault) in context.unanswered.iter().filter(|(test, _)| showing.is_by(test)) {
        failed.or_passed(judge_answer(test, &Err(fault.clone())).outcome);
    }
    for (_, outcome) in context.played.iter().filter(|(test, _)| showing.is_by(test)) {
        if failed.or_passed(*outcome) {
            return of(Outcome::Pass, None);
        }
    }
    // A part of a run shows a part of a capability only.
    let part = context.selection.only.is_some() || context.selection.shard.is_some();
    if failed.count == 0 || part {
        for test in showing.cases(context.capabilities, context) {
            let (judgement, broken) = answered(context, &test);
            if let Some(broken) = broken {
                *fault = Some(format!("{}: {broken}", test.id));
                return Judgement::fault(&broken);
            }
            if failed.or_passed(judgement.outcome) {
                return of(Outcome::Pass, None);
            }
        }
    }
    if failed.count == 0 {
        return Judgement::not_tested("nothing else that is declared has a use for it".to_owned());
    }
    // Neither how many nor which: a part of a split run sees others, and must say the same.
    let why = "declared, and every case that must be accepted with it fails";
    of(Outcome::Fail, Some(why.to_owned()))
}

/// What comes of asking `test`, a session to its end, and the fault after which nothing can be asked.
fn answered(context: &mut Context<'_>, test: &TestCase) -> (Judgement, Option<Fault>) {
    if !test.case.script.is_empty() {
        let played = played(
            context.client,
            &with_new_token(test, context.rng),
            context.rng.next_u64(),
        );
        return (played.judgement, played.fault);
    }
    let answer = context.client.answer(&test.prompt);
    let judgement = judge_answer(test, &answer);
    (judgement, answer.err().filter(Fault::ends_the_run))
}

/// The script with a control id that nobody has used: the run has played it already, and a used one opens nothing.
fn with_new_token(test: &TestCase, rng: &mut dyn CryptoRng) -> TestCase {
    let mut test = test.clone();
    if let Request::SessionOpen { control_id, .. } = &mut test.prompt.request {
        *control_id = format!("{control_id}.{:016x}", rng.next_u64());
    }
    test
}

/// Cases that were not passed.
#[derive(Default)]
struct Failed {
    count: usize,
}

impl Failed {
    /// True for a case that was passed; counts it otherwise.
    fn or_passed(&mut self, outcome: Outcome) -> bool {
        if outcome == Outcome::Pass {
            return true;
        }
        self.count = self.count.saturating_add(1);
        false
    }
}

/// What is not declared may be refused in any way, or not be there. Answered right, it should be declared.
fn works_undeclared(
    context: &mut Context<'_>,
    capability: Capability,
    showing: &Showing<'_>,
    stopped: &mut Option<String>,
) -> Judgement {
    let declared_too = capability.added_to(context.capabilities);
    let Some(probe) = showing.cases(&declared_too, context).into_iter().next() else {
        return Judgement::not_tested("nothing that is declared has a use for it".to_owned());
    };
    if let Some(why) = stopped {
        return Judgement::not_tested(format!("not asked, because of what happened before: {why}"));
    }
    let (judgement, fault) = answered(context, &probe);
    if fault.is_some() || matches!(judgement.outcome, Outcome::Crash | Outcome::Hang) {
        let said = judgement.detail.unwrap_or_default();
        let why = format!("{}, asked without being declared: {said}", probe.id);
        *stopped = Some(why.clone());
        return of(Outcome::Fail, Some(why));
    }
    match judgement.outcome {
        Outcome::Pass => {
            let detail = format!(
                "not declared, and answered right ({}); it would be tested if it were declared",
                probe.id
            );
            of(Outcome::Fail, Some(detail))
        }
        // Nothing was shown to work: with nothing but these a run has tested nothing.
        _ => Judgement::not_tested("not declared, and asked all the same it does not work".to_owned()),
    }
}

/// A client that shows keys says so, and one that says that it cannot does not.
fn unwrap_returns(context: &Context<'_>) -> Judgement {
    let unwrapped = context.answers.iter().filter_map(|(test, answer)| match answer {
        Answer::Ok(Output::Unwrapped(unwrapped)) => Some((test, unwrapped)),
        _ => None,
    });
    let mut heard = false;
    for (test, unwrapped) in unwrapped {
        heard = true;
        let (declared, lie) = match context.capabilities.unwrap_returns {
            UnwrapReturns::Key => ("key", unwrapped.check_value.is_some()),
            UnwrapReturns::CheckValue => ("check_value", unwrapped.tzpk.is_some()),
        };
        if lie {
            let detail = format!(
                "declares that an unwrap returns `{declared}`, and answers {} with the other",
                test.id
            );
            return of(Outcome::Fail, Some(detail));
        }
    }
    if heard {
        of(Outcome::Pass, None)
    } else {
        Judgement::not_tested("nothing was unwrapped".to_string())
    }
}

fn of(outcome: Outcome, detail: Option<String>) -> Judgement {
    Judgement {
        outcome,
        did: None,
        detail,
    }
}
