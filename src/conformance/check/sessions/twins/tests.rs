use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::conformance::client::{Answer, Client, Description, Fault, Input, Output, Prompt, Reference, Request};
use crate::conformance::mutant::{Check, MutantClient, mutants};
use crate::conformance::report::Results;
use crate::conformance::runner::{Plan, run};
use crate::conformance::vector::{Selection, Suite};
use crate::conformance::verdict::Outcome;

fn checked(client: &mut dyn Client, profile: Option<&str>) -> Results {
    let suite = Suite::embedded().unwrap();
    let selection = Selection {
        only: Some("kit_sessions/twin-*".into()),
        profile: profile.and_then(crate::profile::Profile::built_in),
        ..Selection::default()
    };
    let results = run(
        client,
        &Plan::new(&suite, &selection),
        &mut crate::os_rng(),
        &mut |_| {},
    );
    assert_eq!(results.faults, [""; 0]);
    results
}

/// What came of each case, with the reason.
fn outcomes(results: &Results) -> Vec<(&str, Outcome, String)> {
    let cases = results.cases.iter();
    cases
        .map(|case| {
            let slug = case.id.strip_prefix("kit_sessions/").unwrap();
            (slug, case.outcome, case.detail.clone().unwrap_or_default())
        })
        .collect()
}

/// The reference, with `say` in its last word.
struct Talks<F>(Reference, Vec<u8>, F);

impl<F: FnMut(&Request, &mut Answer, &mut Vec<u8>)> Client for Talks<F> {
    fn hello(&mut self) -> Result<Description, Fault> {
        self.0.hello()
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        let mut answer = self.0.answer(prompt)?;
        (self.2)(&prompt.request, &mut answer, &mut self.1);
        Ok(answer)
    }

    fn take_stderr(&mut self) -> Option<Vec<u8>> {
        Some(core::mem::take(&mut self.1))
    }
}

#[test]
fn the_reference_says_the_same_of_every_pin() {
    for profile in [None, Some("aes-iso4")] {
        let results = checked(&mut Reference::new(), profile);
        let [(_, messages, why), (_, stderr, _)] = &outcomes(&results)[..] else {
            panic!("{:?}", results.cases)
        };
        assert_eq!((*messages, *stderr), (Outcome::Pass, Outcome::NotTested), "{why}");
    }
}

#[test]
fn what_changes_anyway_is_no_leak() {
    let mut count = 0;
    let client = |request: &Request, answer: &mut Answer, stderr: &mut Vec<u8>| {
        count += 1;
        if let Answer::Ok(Output::Step(step)) = answer {
            if let Some(sent) = &mut step.send {
                sent.headers.insert("x-request-id".into(), format!("{count:08x}"));
                sent.headers.insert("user-agent".into(), "acme/1".into());
                let mut byte = [0];
                rand_core::Rng::fill_bytes(&mut crate::os_rng(), &mut byte);
                sent.headers
                    .insert("x-worker".into(), format!("worker-{}", byte[0] % 2));
                stderr.extend(format!("{count} sent {}\n", sent.json.as_ref().unwrap()).bytes());
            }
            stderr.extend(format!("{count} {}\n", step.state).bytes());
        }
        if let Request::SessionInput {
            input: Input::Response(response),
            ..
        } = request
        {
            stderr.extend(format!("{count} got {}\n", response.body).bytes());
        }
    };
    let mut client = Talks(Reference::new(), Vec::new(), client);
    for _ in 0..10 {
        let results = checked(&mut client, None);
        for (slug, outcome, why) in outcomes(&results) {
            assert_eq!(outcome, Outcome::Pass, "{slug}: {why}");
        }
    }
}

#[test]
fn every_mutant_that_leaks_is_found_here_and_nowhere_else() {
    for mutant in mutants().filter(|mutant| mutant.check() == Some(Check::Sessions)) {
        let results = checked(&mut MutantClient::new(mutant), None);
        let failed: Vec<_> = outcomes(&results)
            .into_iter()
            .filter(|(_, outcome, _)| *outcome == Outcome::Fail)
            .collect();
        let [(slug, _, why)] = &failed[..] else {
            panic!("{}: {failed:?}", mutant.id)
        };
        let own = if mutant.class() == "G25" {
            "twin-messages"
        } else {
            "twin-stderr"
        };
        assert_eq!(*slug, own, "{}: {why}", mutant.id);
        // What tells them apart is named by its place, not by what stands there.
        assert!(why.starts_with("two PINs are told apart: "), "{why}");
        assert!(!why.contains("left"), "{why}");
    }
}

#[test]
fn a_pin_in_a_name_is_found_and_not_repeated() {
    let mut pin = String::new();
    let client = |request: &Request, answer: &mut Answer, _: &mut Vec<u8>| {
        if let Request::SessionInput {
            input: Input::Typed(text),
            ..
        } = request
        {
            pin.clone_from(text);
        }
        if let (
            Answer::Ok(Output::Step(step)),
            Request::SessionInput {
                input: Input::Submit(_),
                ..
            },
        ) = (answer, request)
            && let Some(sent) = &mut step.send
        {
            sent.headers.insert(format!("x-{pin}"), "1".into());
        }
    };
    let results = checked(&mut Talks(Reference::new(), Vec::new(), client), None);
    let found = outcomes(&results);
    let (_, outcome, why) = &found[0];
    assert_eq!(*outcome, Outcome::Fail);
    assert!(why.contains("header field `x-####`"), "{why}");
}
