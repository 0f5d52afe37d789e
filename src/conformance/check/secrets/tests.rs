use alloc::collections::BTreeMap;
use alloc::string::ToString;

use super::*;
use crate::conformance::client::{Client, Description, Reference, Request};
use crate::conformance::mutant::{Check, Mutant, MutantClient, find, mutants};
use crate::conformance::report::{ChannelState, Results};
use crate::conformance::runner::{Plan, run};
use crate::conformance::vector::{EMBEDDED, Selection, Suite};

/// Vectors for the private key of the unwraps.
fn suite() -> Suite {
    let wanted = EMBEDDED
        .iter()
        .filter(|(stem, _)| *stem == "tzpk_unwrap_2048_sha256_mgf1sha256");
    Suite::from_texts(wanted.map(|(stem, text)| (stem.to_string(), text.to_string()))).unwrap()
}

fn checked(client: &mut dyn Client, suite: &Suite) -> Results {
    let selection = Selection {
        only: Some("kit_secrets/*".to_owned()),
        ..Selection::default()
    };
    let results = run(client, &Plan::new(suite, &selection), &mut crate::os_rng(), &mut |_| {});
    assert_eq!(results.faults, [""; 0]);
    assert_eq!(results.cases.len(), CASES.len());
    results
}

/// What failed, with the reason.
fn failed(results: &Results) -> BTreeMap<&str, &str> {
    let failed = results.cases.iter().filter(|case| case.outcome == Outcome::Fail);
    failed
        .map(|case| {
            (
                case.id.strip_prefix("kit_secrets/").unwrap(),
                case.detail.as_deref().unwrap(),
            )
        })
        .collect()
}

fn states(results: &Results) -> Vec<(&str, ChannelState)> {
    results
        .channels
        .iter()
        .map(|channel| (channel.name.as_str(), channel.state))
        .collect()
}

/// Each request with its answer changed by `say`, which may write to standard error.
struct Talks<F> {
    reference: Reference,
    count: usize,
    stderr: Vec<u8>,
    say: F,
}

type Heard<'a> = (&'a Request, usize, &'a mut Vec<u8>);

fn talks<F: FnMut(Heard<'_>, Answer) -> Result<Answer, Fault>>(say: F) -> Talks<F> {
    Talks {
        reference: Reference::new(),
        count: 0,
        stderr: Vec::new(),
        say,
    }
}

impl<F: FnMut(Heard<'_>, Answer) -> Result<Answer, Fault>> Client for Talks<F> {
    fn hello(&mut self) -> Result<Description, Fault> {
        self.reference.hello()
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        self.count += 1;
        let answer = self.reference.answer(prompt)?;
        (self.say)((&prompt.request, self.count, &mut self.stderr), answer)
    }

    fn take_stderr(&mut self) -> Option<Vec<u8>> {
        Some(core::mem::take(&mut self.stderr))
    }
}

/// The PIN of a request to encode.
fn typed(request: &Request) -> Option<&str> {
    match request {
        Request::PinBlockEncode { pin, .. } => Some(pin),
        _ => None,
    }
}

#[test]
fn the_reference_is_clean_where_it_can_be_heard() {
    let results = checked(&mut Reference::new(), &suite());
    assert_eq!(failed(&results), BTreeMap::new());
    assert!(
        results
            .channels
            .iter()
            .all(|channel| channel.state == ChannelState::NotExercised),
        "{:?}",
        results.channels
    );
    let passed = results.cases.iter().filter(|case| case.outcome == Outcome::Pass);
    assert_eq!(
        passed.map(|case| case.id.as_str()).collect::<Vec<_>>(),
        ["kit_secrets/twin-answers", "kit_secrets/answered"]
    );
}

#[test]
fn every_mutant_that_leaks_is_found_and_the_secret_is_not_repeated() {
    let suite = suite();
    for mutant in mutants().filter(|mutant| mutant.check() == Some(Check::Secrets)) {
        let results = checked(&mut MutantClient::new(mutant), &suite);
        let failed = failed(&results);
        assert!(!failed.is_empty(), "{} survives", mutant.id);
        for detail in failed.values() {
            let digits = detail.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
            assert!(digits < Some(4) && detail.len() < 600, "{}: {detail}", mutant.id);
        }
        assert!(
            results
                .channels
                .iter()
                .any(|channel| channel.state == ChannelState::Leaks),
            "{}",
            mutant.id
        );
    }
}

fn failures(mutant: &'static Mutant) -> Vec<String> {
    let results = checked(&mut MutantClient::new(mutant), &suite());
    failed(&results)
        .into_iter()
        .map(|(case, detail)| format!("{case}: {detail}"))
        .collect()
}

#[test]
fn what_leaks_is_named_and_only_twins_see_what_is_made_from_a_pin() {
    let told_apart = "twin-stderr: two PINs are told apart: line";
    let (pans, keys) = (
        "twin-stderr: two PANs are told apart: line",
        "twin-stderr: two keys are told apart: line",
    );
    let native = "twin-native: two PINs are told apart: the answer to pin_block.encode iso0, a letter in the PIN";
    for (id, first, second) in [
        ("G20-sum", told_apart, ""),
        ("G20-start", told_apart, ""),
        ("E18-start", native, ""),
        ("G15", "stderr-canary: holds a private key as base64 (tzpk.unwrap, ", ""),
        ("G15-reversed", "stderr-canary: holds a key as reversed hex (", keys),
        ("G15-hash", keys, ""),
        ("G15-end", keys, ""),
        ("G19", "stderr-canary: holds a PAN as plain text (", pans),
        (
            "G19-groups",
            "stderr-canary: holds a PAN as groups of four digits (",
            pans,
        ),
        ("G19-middle", pans, ""),
        ("G03-base64", "a clear block as base64 (", told_apart),
        ("G01-utf16", "stderr-canary: holds a PIN as UTF-16 (", told_apart),
        ("E18", "native-canary: holds a PIN as plain text (", native),
    ] {
        let failures = failures(find(id).unwrap());
        let expected: Vec<&str> = [first, second].into_iter().filter(|words| !words.is_empty()).collect();
        assert_eq!(failures.len(), expected.len(), "{id}: {failures:?}");
        for (failure, words) in failures.iter().zip(expected) {
            assert!(failure.contains(words), "{id}: {failure}");
        }
    }
}

#[test]
fn a_log_with_clocks_counters_and_encrypted_blocks_is_clean() {
    let mut client = talks(|(request, count, stderr), answer| {
        stderr.extend(format!("2026-01-01T10:00:{:02} [{}] request {count}\n", count / 50, count % 2).bytes());
        if let Answer::Ok(crate::conformance::client::Output::Encrypted(block)) = &answer {
            stderr.extend(format!("sent {}\n", block.encrypted.to_uppercase()).bytes());
        }
        if let Request::PinBlockDecrypt { encrypted, pan, .. } = request {
            let tail: String = pan.iter().flat_map(|pan| pan.chars().skip(12)).collect();
            stderr.extend(format!("received {encrypted} for card ************{tail}\n").bytes());
        }
        Ok(answer)
    });
    let results = checked(&mut client, &suite());
    assert_eq!(failed(&results), BTreeMap::new());
    assert_eq!(states(&results)[0], ("stderr", ChannelState::Clean));
    assert!(
        results.channels[0].detail.contains("were masked"),
        "{:?}",
        results.channels[0]
    );
}

/// Any number below `most`.
fn below(most: u8) -> u8 {
    let mut byte = [0];
    rand_core::Rng::fill_bytes(&mut crate::os_rng(), &mut byte);
    byte[0] % most
}

#[test]
fn a_log_with_threads_and_milliseconds_is_clean_and_hides_no_leak() {
    let suite = suite();
    for (workers, leaks) in [(2, false), (4, false), (2, true), (4, true)] {
        let mut client = talks(|(request, _, stderr), answer| {
            let sum = typed(request).map_or(0, |pin| pin.bytes().map(u32::from).sum());
            let sum = if leaks { sum } else { 0 };
            let line = format!("[worker-{}] {sum} handled in {} ms\n", below(workers), 2 + below(2));
            stderr.extend(line.bytes());
            Ok(answer)
        });
        for _ in 0..if leaks { 2 } else { 10 } {
            let results = checked(&mut client, &suite);
            let failed: Vec<&str> = failed(&results).into_keys().collect();
            assert_eq!(
                failed,
                if leaks { &["twin-stderr"][..] } else { &[] },
                "{workers} workers"
            );
        }
    }
}

#[test]
fn the_number_of_lines_and_an_extra_line_now_and_then() {
    // A line more for each odd digit.
    let mut client = talks(|(request, _, stderr), answer| {
        let odd = typed(request)
            .unwrap_or_default()
            .bytes()
            .filter(|digit| digit % 2 == 1)
            .count();
        stderr.extend("tick\n".repeat(odd).bytes());
        Ok(answer)
    });
    let results = checked(&mut client, &suite());
    assert_eq!(failed(&results).into_keys().collect::<Vec<_>>(), ["twin-stderr"]);
    // A line now and then that has nothing to do with anything, and nothing else.
    let mut client = talks(|(_, count, stderr), answer| {
        stderr.extend("heartbeat\n".repeat(usize::from(count % 67 == 0)).bytes());
        Ok(answer)
    });
    assert_eq!(failed(&checked(&mut client, &suite())), BTreeMap::new());
    // The same, and a line that is there with some PINs only.
    let mut client = talks(|(request, count, stderr), answer| {
        stderr.extend("heartbeat\n".repeat(usize::from(count % 67 == 0)).bytes());
        if typed(request).is_some_and(|pin| pin.starts_with(['0', '1', '2', '3', '4'])) {
            stderr.extend(b"a low PIN\n");
        }
        Ok(answer)
    });
    let results = checked(&mut client, &suite());
    assert_eq!(failed(&results).into_keys().collect::<Vec<_>>(), ["twin-stderr"]);
}

#[test]
fn error_texts_and_crashes_are_heard() {
    let mut client = talks(|(request, _, _), answer| match typed(request) {
        Some(pin) if matches!(answer, Answer::Reject { .. }) => Ok(Answer::Unsupported(format!("no such PIN: {pin}"))),
        _ => Ok(answer),
    });
    let results = checked(&mut client, &suite());
    assert_eq!(
        failed(&results).into_keys().collect::<Vec<_>>(),
        ["error-text-canary", "twin-error-text"]
    );

    let mut client = talks(|(request, _, _), answer| match typed(request) {
        Some(pin) if matches!(answer, Answer::Reject { .. }) => Err(Fault::Crash(format!("panicked at {pin:?}"))),
        _ => Ok(answer),
    });
    let results = checked(&mut client, &suite());
    let failed = failed(&results);
    assert!(
        failed["crash-canary"].starts_with("holds a PIN as plain text"),
        "{failed:?}"
    );
    let answered = results
        .cases
        .iter()
        .find(|case| case.id.ends_with("/answered"))
        .unwrap();
    assert_eq!(answered.outcome, Outcome::Crash);
}

#[test]
fn answers_that_depend_on_the_pin_are_found() {
    let mut client = talks(|(request, _, _), answer| match typed(request) {
        Some(pin) if pin.ends_with(['0', '1', '2', '3', '4']) => {
            Ok(Answer::reject(crate::conformance::client::RejectClass::PinDenylist))
        }
        _ => Ok(answer),
    });
    let results = checked(&mut client, &suite());
    assert_eq!(failed(&results).into_keys().collect::<Vec<_>>(), ["twin-answers"]);
}

#[test]
fn the_vectors_own_run_is_searched_too() {
    let suite = suite();
    let mut client = talks(|(request, _, stderr), answer| {
        // Says something about the vectors only: the self-test and the canaries have other ciphertexts.
        if let Request::TzpkUnwrap { .. } = request
            && let Answer::Ok(crate::conformance::client::Output::Unwrapped(key)) = &answer
        {
            stderr.extend(key.tzpk.as_deref().unwrap_or_default().bytes());
        }
        Ok(answer)
    });
    let selection = Selection {
        only: Some("*2*/tdes2*".to_owned()),
        ..Selection::default()
    };
    let prompts: Vec<_> = suite.cases().iter().filter(|test| selection.contains(test)).collect();
    assert!(!prompts.is_empty());
    let answers: Vec<_> = prompts
        .iter()
        .map(|test| (*test, client.answer(&test.prompt).unwrap()))
        .collect();
    let stderr = client.take_stderr().unwrap();
    let capabilities = crate::conformance::client::Capabilities::full();
    let mut rng = crate::os_rng();
    let context = Context {
        client: &mut client,
        capabilities: &capabilities,
        suite: &suite,
        selection: &selection,
        deep: false,
        answers: &answers,
        unanswered: &[],
        played: &[],
        sessions: &crate::conformance::scenario::Record::default(),
        rng: &mut rng,
    };
    let mut heard = super::Heard::default();
    of_the_run(&context, Some(&stderr), &mut heard);
    assert!(
        heard
            .stderr
            .unwrap()
            .findings
            .text()
            .contains("a key as hex (tzpk_unwrap_2048")
    );
    let mut quiet = super::Heard::default();
    of_the_run(&context, Some(&[]), &mut quiet);
    assert!(quiet.stderr.is_none());
}

#[test]
fn a_profile_and_a_client_without_secrets() {
    let mut reference = Reference::new();
    let suite = suite();
    let selection = Selection {
        only: Some("kit_secrets/*".to_owned()),
        profile: Some(crate::profile::Profile::built_in("enfuce-v3").unwrap()),
        ..Selection::default()
    };
    let results = run(
        &mut reference,
        &Plan::new(&suite, &selection),
        &mut crate::os_rng(),
        &mut |_| {},
    );
    assert_eq!(failed(&results), BTreeMap::new());

    struct Bare;
    impl Client for Bare {
        fn hello(&mut self) -> Result<Description, Fault> {
            let mut description = Reference::new().hello()?;
            description.capabilities = crate::conformance::client::Capabilities::default();
            Ok(description)
        }
        fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
            Reference::new().answer(prompt)
        }
    }
    let results = checked(&mut Bare, &suite);
    assert!(results.cases.iter().all(|case| case.outcome == Outcome::NotTested));
    assert_eq!(results.channels, []);
}

/// Writes what it has to say when it ends, and not before.
struct HoldsBack<F>(Talks<F>);

impl<F: FnMut(Heard<'_>, Answer) -> Result<Answer, Fault>> Client for HoldsBack<F> {
    fn hello(&mut self) -> Result<Description, Fault> {
        self.0.hello()
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        self.0.answer(prompt)
    }

    fn take_stderr(&mut self) -> Option<Vec<u8>> {
        Some(Vec::new())
    }

    fn drain_stderr(&mut self) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.0.take_stderr())
    }
}

#[test]
fn a_log_that_comes_at_the_end_is_heard() {
    let suite = suite();
    let mut leaks = HoldsBack(talks(|(request, _, stderr), answer| {
        if let Some(pin) = typed(request) {
            stderr.extend(format!("pin={pin}\n").bytes());
        }
        Ok(answer)
    }));
    let results = checked(&mut leaks, &suite);
    let cases: Vec<&str> = failed(&results).into_keys().collect();
    assert_eq!(cases, ["stderr-canary", "twin-stderr"]);

    let mut harmless = HoldsBack(talks(|(_, _, stderr), answer| {
        stderr.extend(b"answered\n");
        Ok(answer)
    }));
    let results = checked(&mut harmless, &suite);
    assert_eq!(failed(&results), BTreeMap::new());
    assert!(states(&results).contains(&("stderr", ChannelState::Clean)));
}

#[test]
fn a_channel_that_carried_nothing_is_not_clean() {
    let results = checked(&mut talks(|_, answer| Ok(answer)), &suite());
    assert_eq!(failed(&results), BTreeMap::new());
    assert!(states(&results).contains(&("stderr", ChannelState::NotExercised)));
}
