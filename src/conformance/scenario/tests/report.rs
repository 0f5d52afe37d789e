//! What a client gets that shows sessions alone.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;

use crate::conformance::client::{
    Answer, Capabilities, Client, Description, Fault, Flow, Input, Op, Prompt, Reference, Request,
};
use crate::conformance::mutant::{MutantClient, find};
use crate::conformance::report::Results;
use crate::conformance::runner::{self, Plan};
use crate::conformance::vector::{Selection, Suite};
use crate::conformance::verdict::Outcome;

const BOTH: [Flow; 2] = [Flow::SetPin, Flow::ViewPin];

/// A client with nothing but sessions to its name.
struct SessionsOnly<C>(C, Capabilities);

fn sessions_only<C>(client: C, flows: &[Flow]) -> SessionsOnly<C> {
    let full = Capabilities::full();
    let capabilities = Capabilities {
        ops: [Op::Echo, Op::SessionOpen, Op::SessionInput].to_vec(),
        profiles: full.profiles,
        flows: flows.to_vec(),
        clock: match flows.len() {
            1 => Capabilities::default().clock,
            _ => full.clock,
        },
        ..Capabilities::default()
    };
    SessionsOnly(client, capabilities)
}

impl<C: Client> Client for SessionsOnly<C> {
    fn hello(&mut self) -> Result<Description, Fault> {
        Ok(Description {
            capabilities: self.1.clone(),
            ..self.0.hello()?
        })
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        match prompt.request.op() {
            Some(op) if !self.1.ops.contains(&op) => Ok(Answer::Unsupported("not there".into())),
            _ => self.0.answer(prompt),
        }
    }

    fn restart(&mut self) -> Result<(), Fault> {
        self.0.restart()
    }

    fn take_stderr(&mut self) -> Option<Vec<u8>> {
        self.0.take_stderr()
    }
}

/// The whole report: cases and checks.
fn report(client: &mut dyn Client) -> Results {
    let suite = Suite::embedded().unwrap();
    let selection = Selection::default();
    runner::run(
        client,
        &Plan::new(&suite, &selection),
        &mut crate::os_rng(),
        &mut |_| {},
    )
}

fn failed(results: &Results) -> Vec<(&str, &str)> {
    let failed = results.cases.iter().filter(|case| case.outcome == Outcome::Fail);
    failed
        .map(|case| (case.id.as_str(), case.detail.as_deref().unwrap_or_default()))
        .collect()
}

fn outcome(results: &Results, id: &str) -> Outcome {
    results.cases.iter().find(|case| case.id == id).unwrap().outcome
}

#[test]
fn who_declares_nothing_but_sessions_gets_a_report() {
    let results = report(&mut sessions_only(Reference::new(), &[Flow::SetPin]));
    // It is the reference, and can do what it does not declare.
    let advice: Vec<&str> = failed(&results).into_iter().map(|(id, _)| id).collect();
    assert_eq!(
        (results.exit, advice.as_slice()),
        (
            0,
            [
                "kit_capabilities/undeclared-flow-view-pin",
                "kit_capabilities/undeclared-clock"
            ]
            .as_slice()
        )
    );
    let reasons = &results.not_tested_by_reason;
    assert!(reasons["flow view_pin not declared"] > 50, "{reasons:?}");
    assert!(reasons["virtual clock not declared"] > 15, "{reasons:?}");
    assert!(results.totals.passed > 150, "{:?}", results.totals);
    let asked = results.cases.iter().filter(|case| case.outcome != Outcome::NotTested);
    let asked: BTreeSet<&str> = asked.map(|case| case.id.split('/').next().unwrap()).collect();
    let of_kit: Vec<&str> = asked.iter().copied().filter(|file| file.starts_with("kit_")).collect();
    assert_eq!(of_kit, ["kit_capabilities", "kit_sessions"]);
    assert!(
        asked
            .iter()
            .all(|file| file.starts_with("session_") || file.starts_with("kit_"))
    );
    for case in ["fresh-keys", "fresh-fill", "twin-messages"] {
        assert_eq!(
            outcome(&results, &format!("kit_sessions/{case}")),
            Outcome::Pass,
            "{case}"
        );
    }
    let some = results.detects.unwrap();
    assert!(0 < some.detected && some.detected < some.known, "{some:?}");
    // Which step of a refused unwrap is wrong; a session.
    let sees = |class: &str| !some.unseen.iter().any(|unseen| unseen == class);
    assert!(!sees("A13") && sees("F01"), "{:?}", some.unseen);
}

#[test]
fn sessions_alone_show_what_is_wrong_in_the_client_below() {
    let all = report(&mut sessions_only(Reference::new(), &BOTH));
    assert_eq!((all.exit, failed(&all)), (0, Vec::new()));
    // A session; the hash of OAEP's label, a control nibble, what a digit is; and what only another PIN shows.
    for (id, suspects) in [
        ("F01", true),
        ("A01", false),
        ("D01", false),
        ("E02", false),
        ("G25", true),
    ] {
        let mut client = sessions_only(MutantClient::new(find(id).unwrap()), &BOTH);
        let results = report(&mut client);
        assert_eq!((results.exit, results.faults.len()), (1, 0), "{id}");
        assert!(!failed(&results).is_empty(), "{id}");
        if suspects {
            let named = results.suspects.first().map(|suspect| (&suspect.mutant, &suspect.same));
            assert!(
                named.is_some_and(|(first, same)| first == id || same.iter().any(|same| same == id)),
                "{id}: {named:?}"
            );
        }
    }
}

#[test]
fn the_log_of_a_session_is_searched_too() {
    /// The reference with a log.
    struct Logs(Reference, Vec<u8>);
    impl Client for Logs {
        fn hello(&mut self) -> Result<Description, Fault> {
            self.0.hello()
        }

        fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
            if let Request::SessionInput {
                input: Input::Submit(entry),
                ..
            } = &prompt.request
            {
                self.1.extend(entry.pin.bytes());
            }
            self.0.answer(prompt)
        }

        fn take_stderr(&mut self) -> Option<Vec<u8>> {
            Some(core::mem::take(&mut self.1))
        }
    }
    let mut client = sessions_only(Logs(Reference::new(), Vec::new()), &BOTH);
    let results = report(&mut client);
    assert_eq!(outcome(&results, "kit_secrets/stderr-canary"), Outcome::Fail);
    assert_eq!(outcome(&results, "kit_sessions/twin-stderr"), Outcome::Fail);
    assert_eq!(results.exit, 1);
}
