//! Secrets where they have no business to be: standard error, native texts, error texts, what is said at a crash.
//!
//! Two ways. *Canaries*: requests with secrets that turn up nowhere else, and then a search for them in every form that logs
//! have; the vectors' own run is searched for its long secrets too. *Twin runs*: see [`twins`]. A channel that could not be
//! heard, or that carried nothing, is not exercised, and never clean.

mod canaries;
mod channels;
mod scanner;
mod secret;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
mod twins;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use self::canaries::Canaries;
pub(super) use self::canaries::draw::pin;
use self::channels::channels;
use self::scanner::{Findings, Scanner};
use self::secret::{Collector, Secret};
use self::twins::Twins;
use super::{Checked, Context};
use crate::conformance::client::{Answer, Fault, LONGEST_BODY, Op, Prompt, STDERR_KEPT};
use crate::conformance::report::CaseResult;
use crate::conformance::scenario::{Record, Secret as InSession};
use crate::conformance::vector::{Level, Verdict};
use crate::conformance::verdict::{Judgement, Outcome};

/// Where these cases stand in a report.
pub(super) const FILE: &str = "kit_secrets";

/// Every case of this check.
const CASES: [&str; 9] = [
    "stderr-canary",
    "native-canary",
    "error-text-canary",
    "crash-canary",
    "twin-stderr",
    "twin-native",
    "twin-error-text",
    "twin-answers",
    "answered",
];

/// One way out of the client, and what came that way.
#[derive(Default)]
struct Way {
    /// Texts, or bytes of standard error.
    heard: usize,
    findings: Findings,
}

/// Everything that was heard.
#[derive(Default)]
struct Heard {
    /// None where nobody listens.
    stderr: Option<Way>,
    stderr_cut: bool,
    error_cut: bool,
    native: Way,
    error: Way,
    crash: Way,
    /// Canaries that were asked.
    asked: usize,
    /// The first request that got no answer.
    unanswered: Option<(Outcome, String)>,
}

/// The cases and channels of this check.
pub(super) fn judge(context: &mut Context<'_>) -> Checked {
    let mut checked = Checked::default();
    if !CASES
        .iter()
        .any(|case| context.selection.names(&format!("{FILE}/{case}")))
    {
        return checked;
    }
    let canaries = canaries::draw(context);
    let of_sessions = (!context.sessions.secrets.is_empty()).then_some(Op::SessionOpen);
    let first = canaries.requests.first().and_then(|request| request.op());
    let Some(op) = first.or(of_sessions) else {
        let none = |_: &str| Judgement::not_tested("no operation that has to do with a secret is declared".to_owned());
        checked.cases = cases(context, Op::Echo, none);
        return checked;
    };
    let heard = listen(context, &canaries).and_then(|heard| Ok((heard, twins::run(context)?)));
    match heard {
        Ok((heard, twins)) => {
            checked.cases = cases(context, op, |case| judgement(case, &heard, &twins));
            checked.channels = channels(&heard, &twins);
        }
        Err(fault) => {
            checked.cases = cases(context, op, |_| Judgement::fault(&fault));
            checked.fault = Some(format!("{FILE}: {fault}"));
        }
    }
    checked
}

fn cases(context: &Context<'_>, op: Op, judge: impl Fn(&str) -> Judgement) -> Vec<CaseResult> {
    let ids = CASES.iter().map(|case| (*case, format!("{FILE}/{case}")));
    let selected = ids.filter(|(_, id)| context.selection.names(id));
    let results = selected.map(|(case, id)| CaseResult::of_kit(id, op, Level::Must, Verdict::Accept, judge(case)));
    results.collect()
}

/// Asks the canaries and searches what came back, also what came back to the vectors before.
fn listen(context: &mut Context<'_>, canaries: &Canaries) -> Result<Heard, Fault> {
    let mut heard = Heard::default();
    let earlier = context.client.drain_stderr()?;
    of_the_run(context, earlier.as_deref(), &mut heard);

    let prompts: Vec<Prompt> = canaries.requests.iter().cloned().map(Prompt::probe).collect();
    let mut answers = Vec::new();
    context
        .client
        .answer_all(&prompts, &mut |_, timed| answers.push(timed.answer));
    heard.asked = prompts.len();
    let stderr = context.client.drain_stderr()?;
    let scanner = Scanner::new(&canaries.secrets);
    for answer in &answers {
        if let Err(fault) = answer
            && fault.ends_the_run()
        {
            return Err(fault.clone());
        }
        heard.answer(answer.as_ref(), &scanner);
    }
    if let Some(stderr) = &stderr {
        heard.stderr(stderr, &scanner);
    }
    Ok(heard)
}

/// What the vectors' own run said, searched for its own long secrets.
fn of_the_run(context: &Context<'_>, stderr: Option<&[u8]>, heard: &mut Heard) {
    let talks = |answer: &Answer| !matches!(answer, Answer::Ok(_) | Answer::Reject { native: None, .. });
    let talked = context.answers.iter().any(|(_, answer)| talks(answer));
    let silent = context.unanswered.is_empty() && context.sessions.said.is_empty() && !talked;
    if stderr.is_none_or(<[u8]>::is_empty) && silent {
        return;
    }
    let mut secrets: Vec<Secret> = Vec::new();
    let answered = context.answers.iter().map(|(test, _)| *test);
    for test in answered.chain(context.unanswered.iter().map(|(test, _)| *test)) {
        let mut collector = Collector {
            place: &test.id,
            secrets: &mut secrets,
        };
        collector.request(&test.prompt.request);
        if let Some(output) = &test.output {
            collector.output(output);
        }
    }
    of_sessions(context.sessions, &mut secrets);
    let scanner = Scanner::new(&secrets);
    for (_, answer) in context.answers {
        heard.answer(Ok(answer), &scanner);
    }
    for said in &context.sessions.said {
        heard.answer(said.as_ref(), &scanner);
    }
    for (_, fault) in context.unanswered {
        heard.answer(Err(fault), &scanner);
    }
    heard.unanswered = None;
    if let Some(stderr) = stderr {
        heard.stderr(stderr, &scanner);
    }
}

/// The PINs, keys, clear blocks and tokens of the sessions that were played.
fn of_sessions(record: &Record, secrets: &mut Vec<Secret>) {
    let mut collector = Collector {
        place: "a session",
        secrets,
    };
    for token in &record.tokens {
        collector.text("a control id", token);
    }
    for secret in &record.secrets {
        match secret {
            InSession::Pin(pin) => collector.digits("a PIN", pin),
            InSession::Key(key) => collector.hex("a key", &hex::encode(key)),
            InSession::Block(block) => collector.hex("a clear block", &hex::encode(block)),
        }
    }
}

impl Heard {
    fn stderr(&mut self, bytes: &[u8], scanner: &Scanner<'_>) {
        let way = self.stderr.get_or_insert_default();
        way.heard = way.heard.saturating_add(bytes.len());
        self.stderr_cut |= bytes.len() >= STDERR_KEPT;
        scanner.find(bytes, &mut way.findings);
    }

    fn answer(&mut self, answer: Result<&Answer, &Fault>, scanner: &Scanner<'_>) {
        let (way, text) = match answer {
            Ok(Answer::Reject {
                native: Some(native), ..
            }) => (&mut self.native, native),
            Ok(Answer::Unsupported(why)) | Err(Fault::Wrapper(why)) => {
                // A character of up to four bytes is left out whole.
                self.error_cut |= why.len().saturating_add(3) >= LONGEST_BODY;
                (&mut self.error, why)
            }
            Err(Fault::Crash(text)) => (&mut self.crash, text),
            Ok(Answer::Ok(_) | Answer::Reject { .. }) | Err(_) => return self.note(answer),
        };
        way.heard = way.heard.saturating_add(1);
        scanner.find(text.as_bytes(), &mut way.findings);
        self.note(answer);
    }

    fn note(&mut self, answer: Result<&Answer, &Fault>) {
        if let Err(fault) = answer {
            let Judgement { outcome, detail, .. } = Judgement::fault(fault);
            self.unanswered.get_or_insert((outcome, detail.unwrap_or_default()));
        }
    }
}

/// Why a channel was not exercised.
pub(super) const DEAF: &str = "not exercised: the kit does not hear the standard error of this client";
const NO_PIN: &str = "no operation that takes or gives a PIN is declared";
const NO_NATIVE: &str = "not exercised: no refusal came with a native text";
const NO_ERROR: &str = "not exercised: nothing was answered with unsupported or error";
const NO_CRASH: &str = "not exercised: the client did not crash";

fn judgement(case: &str, heard: &Heard, twins: &Twins) -> Judgement {
    match case {
        "stderr-canary" => match &heard.stderr {
            Some(way) => found(way),
            None => Judgement::not_tested(DEAF.to_owned()),
        },
        "native-canary" if heard.native.heard > 0 => found(&heard.native),
        "error-text-canary" if heard.error.heard > 0 => found(&heard.error),
        "crash-canary" if heard.crash.heard > 0 => found(&heard.crash),
        "twin-stderr" | "twin-answers" if twins.requests == 0 => Judgement::not_tested(NO_PIN.to_owned()),
        "twin-stderr" => match &twins.stderr {
            Some(channel) => twin(channel),
            None => Judgement::not_tested(DEAF.to_owned()),
        },
        "twin-native" if twins.native.heard > 0 => twin(&twins.native),
        "twin-error-text" if twins.error.heard > 0 => twin(&twins.error),
        "twin-answers" => twin(&twins.answers),
        "answered" if heard.asked == 0 => Judgement::not_tested(NO_PIN.to_owned()),
        "answered" => match &heard.unanswered {
            Some((outcome, detail)) => outcome_of(*outcome, Some(detail.clone())),
            None => outcome_of(Outcome::Pass, None),
        },
        "native-canary" | "twin-native" => Judgement::not_tested(NO_NATIVE.to_owned()),
        "crash-canary" => Judgement::not_tested(NO_CRASH.to_owned()),
        _ => Judgement::not_tested(NO_ERROR.to_owned()),
    }
}

fn found(way: &Way) -> Judgement {
    if way.findings.is_empty() {
        return outcome_of(Outcome::Pass, None);
    }
    outcome_of(Outcome::Fail, Some(format!("holds {}", way.findings.text())))
}

fn twin(channel: &twins::Channel) -> Judgement {
    match &channel.leak {
        Some(leak) => outcome_of(Outcome::Fail, Some(leak.clone())),
        None => outcome_of(Outcome::Pass, None),
    }
}

fn outcome_of(outcome: Outcome, detail: Option<String>) -> Judgement {
    Judgement {
        outcome,
        did: None,
        detail,
    }
}
