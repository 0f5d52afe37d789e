//! One script, played step by step.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use core::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

use super::peer::{Opened, Peer};
use super::record::{Record, Secret};
use super::{expect, leak};
use crate::conformance::client::{Answer, Fault, Input, Output, PeerResponse, Prompt, Request, Step, Timed};
use crate::conformance::vector::{Action, Expect, Opening, Reply, ReplyOf, ScriptStep, TestCase};
use crate::conformance::verdict::{Judgement, Outcome, answer_text};
use crate::pin::Pin;

/// The session that a step is about when it does not say.
const FIRST: &str = "a";

/// What to do next.
pub(crate) enum Turn {
    /// Ask this, and give the answer to [`Play::take`].
    Ask(Box<Prompt>),
    /// Start the client anew, and say so with [`Play::restarted`].
    Restart,
}

/// A script on its way.
pub(crate) struct Play<'t> {
    test: &'t TestCase,
    place: usize,
    sessions: BTreeMap<String, Peer>,
    record: Record,
    rng: ChaCha20Rng,
    elapsed: Duration,
    /// The opening that is asked, until its answer comes.
    opening: Option<Opened>,
    ended: Option<Judgement>,
}

impl<'t> Play<'t> {
    /// The script of `test`; keys and padding of the issuer come from `seed`.
    pub(crate) fn new(test: &'t TestCase, seed: u64) -> Self {
        Self {
            test,
            place: 0,
            sessions: BTreeMap::new(),
            record: Record::default(),
            rng: ChaCha20Rng::seed_from_u64(seed),
            elapsed: Duration::ZERO,
            opening: None,
            ended: None,
        }
    }

    /// What became of it, what it showed, and how long the client took.
    pub(crate) fn finish(self) -> (Judgement, Record, Duration) {
        let passed = || Judgement {
            outcome: Outcome::Pass,
            did: Some("played".to_string()),
            detail: None,
        };
        (self.ended.unwrap_or_else(passed), self.record, self.elapsed)
    }

    /// What to do next; none when the script is over or went wrong.
    pub(crate) fn next(&mut self) -> Option<Turn> {
        if self.ended.is_some() {
            return None;
        }
        let step = self.test.case.script.get(self.place)?;
        if let Action::Restart(_) = step.action {
            return Some(Turn::Restart);
        }
        match self.request(step) {
            Ok(request) => Some(Turn::Ask(Box::new(Prompt {
                case: self.test.prompt.case.clone(),
                request,
            }))),
            Err(why) => {
                self.end(Outcome::HarnessError, &format!("the script cannot be played: {why}"));
                None
            }
        }
    }

    /// The client was started anew.
    pub(crate) fn restarted(&mut self, done: Result<(), Fault>) {
        match done {
            Ok(()) => {
                self.place = self.place.saturating_add(1);
                // The client may give a name again that it does not remember.
                self.sessions.values_mut().for_each(|peer| peer.forgotten = true);
            }
            Err(fault) => self.ended = Some(Judgement::fault(&fault)),
        }
    }

    /// The client's answer to what was asked last.
    pub(crate) fn take(&mut self, timed: &Timed) {
        self.elapsed = self.elapsed.saturating_add(timed.elapsed);
        let Some(step) = self.test.case.script.get(self.place) else {
            return;
        };
        if !matches!(&timed.answer, Ok(Answer::Ok(_) | Answer::Reject { native: None, .. })) {
            self.record.said.push(timed.answer.clone());
        }
        match self.judge(step, &timed.answer) {
            Ok(()) => self.place = self.place.saturating_add(1),
            Err(why) => match &timed.answer {
                Err(fault) => {
                    let outcome = Judgement::fault(fault).outcome;
                    self.end(outcome, &why);
                }
                Ok(_) => self.end(Outcome::Fail, &why),
            },
        }
    }

    fn end(&mut self, outcome: Outcome, why: &str) {
        let step = self.test.case.script.get(self.place);
        let what = step.map_or("", |step| step.action.name());
        let of = match step.and_then(|step| step.session.as_deref()) {
            Some(session) => format!(" in session {session}"),
            None => String::new(),
        };
        self.ended = Some(Judgement {
            outcome,
            did: (outcome == Outcome::Fail).then(|| "played".to_string()),
            detail: Some(format!("step {} ({what}{of}): {why}", self.place.saturating_add(1))),
        });
    }

    fn request(&mut self, step: &ScriptStep) -> Result<Request, String> {
        let name = step.session.as_deref().unwrap_or(FIRST);
        if let Action::Open(opening) = &step.action {
            let request = self.open(opening)?;
            let opened = Opened::by(&request)?;
            self.record.tokens.push(opened.control_id.clone());
            self.opening = Some(opened);
            return Ok(request);
        }
        let other = match &step.action {
            Action::Reply(reply) => self.other(name, reply)?,
            _ => None,
        };
        let peer = self.sessions.get_mut(name).ok_or("no such session is open")?;
        let input = match &step.action {
            Action::Reply(reply) => Input::Response(peer.reply(reply, other, &mut self.record, &mut self.rng)?),
            Action::Typed(text) => {
                peer.typed.clone_from(text);
                Input::Typed(text.clone())
            }
            Action::Submit(entry) => {
                peer.submitted.clone_from(&entry.pin);
                Input::Submit(entry.clone())
            }
            Action::Call(function) => {
                peer.submitted.clone_from(&peer.typed);
                Input::Call(function.clone())
            }
            Action::NetworkError(lost) => Input::NetworkError(*lost),
            Action::Message(posted) => Input::Message(posted.clone()),
            Action::Cancel(cancel) => Input::Cancel(*cancel),
            Action::ClockMs(now) => Input::ClockMs(*now),
            Action::Open(_) | Action::Restart(_) => return Err("no input".to_string()),
        };
        if let Input::Submit(_) | Input::Call(_) = &input
            && peer.submitted.len() >= Pin::MIN_LEN
        {
            self.record.secrets.push(Secret::Pin(peer.submitted.clone()));
        }
        if let Input::Response(response) = &input {
            self.record
                .relayed
                .push(serde_json::to_string(response).unwrap_or_default());
        }
        Ok(Request::SessionInput {
            session: peer.handle.clone(),
            input,
        })
    }

    /// An answer that was given before.
    fn other(&self, name: &str, reply: &Reply) -> Result<Option<PeerResponse>, String> {
        let of = |name: &str| self.sessions.get(name).ok_or("no such session is open");
        let found = match &reply.of {
            None => return Ok(None),
            Some(ReplyOf::Again) => of(name)?.last(),
            Some(ReplyOf::First) => of(name)?.first(),
            Some(ReplyOf::Other(other)) => of(other)?.last(),
        };
        found.map(Some).ok_or_else(|| "nothing was answered yet".to_string())
    }

    fn open(&self, opening: &Opening) -> Result<Request, String> {
        let mut request = self.test.prompt.request.clone();
        let Request::SessionOpen {
            flow,
            control_id,
            context,
            bridge,
            now_ms,
            ..
        } = &mut request
        else {
            return Err("the case's own request is not session.open".to_string());
        };
        *flow = opening.flow.unwrap_or(*flow);
        *bridge = opening.bridge.unwrap_or(*bridge);
        *now_ms = opening.now_ms.unwrap_or(*now_ms);
        if let Some(other) = &opening.control_id {
            control_id.clone_from(other);
        }
        if opening.context.is_some() {
            context.clone_from(&opening.context);
        }
        Ok(request)
    }

    fn judge(&mut self, step: &ScriptStep, answer: &Result<Answer, Fault>) -> Result<(), String> {
        let Some(expect) = &step.expect else { return Ok(()) };
        let output = match answer {
            Ok(Answer::Ok(Output::Step(output))) => output,
            Ok(Answer::Reject { class, .. }) if expect.or_reject.contains(class) => return Ok(()),
            Ok(Answer::Reject { class, .. }) => return Err(format!("refused with {class} what has an answer")),
            other => return Err(answer_text(other)),
        };
        let name = step.session.as_deref().unwrap_or(FIRST);
        if let (Action::Open(_), Some(opened)) = (&step.action, self.opening.take()) {
            if self
                .sessions
                .values()
                .any(|peer| !peer.forgotten && peer.handle == output.session)
            {
                return Err("two sessions have one name".to_string());
            }
            let peer = Peer::new(opened, output.session.clone(), output.state);
            self.sessions.insert(name.to_string(), peer);
        }
        self.step(name, expect, output)
    }

    fn step(&mut self, name: &str, expect: &Expect, output: &Step) -> Result<(), String> {
        let peer = self.sessions.get_mut(name).ok_or("no such session is open")?;
        if peer.handle != output.session {
            return Err("the answer is about another session".to_string());
        }
        peer.now(output.state);
        if let Some(sent) = &output.send {
            self.record
                .relayed
                .push(serde_json::to_string(sent).unwrap_or_default());
        }
        let opened = &peer.opened;
        leak::find(output, &opened.control_id, &opened.marks, &self.record.secrets)?;
        match (expect.send, &output.send) {
            (None, None) => {}
            (Some(wanted), Some(sent)) => peer.take(wanted, sent, &mut self.record)?,
            (None, Some(sent)) => {
                return Err(format!(
                    "a request to `{}` that is not due",
                    super::sent::cut(&sent.path)
                ));
            }
            (Some(_), None) => {
                return Err(format!(
                    "no request, where one is due, and the session is `{}`",
                    output.state
                ));
            }
        }
        expect::differs(expect, output, peer.opened.bridge)
    }
}
