use super::*;
use crate::conformance::client::{Client, Description, Reference, Request};
use crate::conformance::mutant::{MutantClient, find};
use crate::conformance::report::{Results, exit};
use crate::conformance::runner::{Plan, run};
use crate::conformance::vector::{EMBEDDED, Selection, Suite};

const UNWRAP: &str = "tzpk_unwrap_2048_sha256_mgf1sha256";
const BLOCK: &str = "pin_block_decode_iso0";

/// The reference, whose refusals say what `words` makes of the request and of how many requests came before.
struct Talks<F>(Reference, usize, F);

impl<F: Fn(&Request, usize) -> Option<String>> Client for Talks<F> {
    fn hello(&mut self) -> Result<Description, Fault> {
        self.0.hello()
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        self.1 += 1;
        Ok(match self.0.answer(prompt)? {
            Answer::Reject { class, .. } => {
                let native = (self.2)(&prompt.request, self.1);
                Answer::Reject { class, native }
            }
            other => other,
        })
    }
}

fn suite() -> Suite {
    let wanted = EMBEDDED.iter().filter(|(stem, _)| [UNWRAP, BLOCK].contains(stem));
    Suite::from_texts(wanted.map(|(stem, text)| (stem.to_string(), text.to_string()))).unwrap()
}

/// The cases of this check that `client` fails, with the reason.
fn failed(client: &mut dyn Client) -> Vec<(String, String)> {
    let selection = Selection {
        only: Some(format!("{FILE}/*")),
        profile: None,
        ..Selection::default()
    };
    let results = run(
        client,
        &Plan::new(&suite(), &selection),
        &mut crate::os_rng(),
        &mut |_| {},
    );
    assert_eq!(results.faults, [""; 0]);
    assert_eq!(results.cases.len(), 2);
    let failed = results.cases.into_iter().filter(|case| case.outcome != Outcome::Pass);
    failed.map(|case| (case.id, case.detail.unwrap())).collect()
}

fn failed_when_talking(words: impl Fn(&Request, usize) -> Option<String>) -> Vec<(String, String)> {
    failed(&mut Talks(Reference::new(), 0, words))
}

#[test]
fn the_reference_passes() {
    assert_eq!(failed(&mut Reference::new()), []);
}

#[test]
fn every_mutant_that_tells_fails_with_the_difference() {
    for (id, words) in [
        ("A35", "in encoding"),
        ("A35-label", "in message"),
        ("A35-separator", "in encoding"),
        ("A35-length", "in key_length"),
        ("A35-text", "has the native text `first byte is not zero`"),
        ("A34-random", "is accepted, and has an output"),
    ] {
        let failed = failed(&mut MutantClient::new(find(id).unwrap()));
        let [(case, detail)] = failed.as_slice() else {
            panic!("{id}: {failed:?}")
        };
        assert_eq!(*case, format!("{FILE}/{UNWRAP}"), "{id}");
        assert!(detail.contains(words), "{id}: {detail}");
    }
}

#[test]
fn a_block_whose_fault_is_named_fails_too() {
    let failed = failed(&mut MutantClient::new(find("G21").unwrap()));
    let [(case, detail)] = failed.as_slice() else {
        panic!("{failed:?}")
    };
    assert_eq!(*case, format!("{FILE}/{BLOCK}"));
    assert!(detail.contains("`block=wrong "), "{detail}");
}

#[test]
fn one_text_for_all_is_no_oracle_whatever_else_is_in_it() {
    assert_eq!(failed_when_talking(|_, _| Some("OperationError".to_owned())), []);
    assert_eq!(
        failed_when_talking(|_, count| Some(format!("request {count}: OperationError at 0x{:08x}", count * 7919))),
        []
    );
    // A clock that moves now and then, and something that goes back and forth.
    assert_eq!(
        failed_when_talking(|_, count| Some(format!("12:00:{} worker {}", count / 40, count % 2))),
        []
    );
}

/// Any number below `most`.
fn below(most: u8) -> u8 {
    let mut byte = [0];
    rand_core::Rng::fill_bytes(&mut crate::os_rng(), &mut byte);
    byte[0] % most
}

#[test]
fn a_word_with_few_values_is_no_oracle_and_hides_none() {
    for workers in [2, 4] {
        for _ in 0..25 {
            let failed = failed_when_talking(|_, _| Some(format!("refused on worker-{}", below(workers))));
            assert_eq!(failed, [], "{workers} workers");
        }
        for _ in 0..3 {
            let failed = failed_when_talking(|request, _| {
                let control =
                    matches!(request, Request::PinBlockDecode { block: Some(block), .. } if block.starts_with('0'));
                Some(format!("worker-{}: error {}", below(workers), u8::from(control)))
            });
            let [(case, detail)] = failed.as_slice() else {
                panic!("{failed:?}")
            };
            assert!(case.ends_with(BLOCK) && detail.contains(": error "), "{case} {detail}");
        }
    }
}

#[test]
fn a_number_or_a_word_that_depends_on_the_fault_is_an_oracle() {
    let wrapped_16 = |request: &Request| match request {
        Request::TzpkUnwrap { wrapped, .. } => wrapped.bytes().map(u32::from).sum::<u32>() % 2,
        _ => 0,
    };
    for words in [
        (|odd, count| format!("request {count}: error {odd}")) as fn(u32, usize) -> String,
        |odd, _| {
            if odd == 1 {
                "bad label".to_owned()
            } else {
                "bad data".to_owned()
            }
        },
    ] {
        let failed = failed_when_talking(|request, count| Some(words(wrapped_16(request), count)));
        let [(case, detail)] = failed.as_slice() else {
            panic!("{failed:?}")
        };
        assert!(
            case.ends_with(UNWRAP) && detail.contains("has the native text"),
            "{case} {detail}"
        );
    }
    let failed = failed_when_talking(|request, _| {
        let Request::PinBlockDecode { block: Some(block), .. } = request else {
            return None;
        };
        block.starts_with('0').then(|| "bad block".to_owned())
    });
    let [(case, detail)] = failed.as_slice() else {
        panic!("{failed:?}")
    };
    assert!(
        case.ends_with(BLOCK) && detail.contains("has no native text"),
        "{case} {detail}"
    );
}

/// Answers `all` to whatever it was built to refuse.
struct Alike(Reference, fn() -> Heard);

impl Client for Alike {
    fn hello(&mut self) -> Result<Description, Fault> {
        self.0.hello()
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        match &prompt.request {
            Request::TzpkUnwrap { .. } | Request::PinBlockDecode { .. } => (self.1)(),
            _ => self.0.answer(prompt),
        }
    }
}

fn run_alike(all: fn() -> Heard) -> Results {
    let selection = Selection {
        only: Some(format!("{FILE}/*")),
        ..Selection::default()
    };
    run(
        &mut Alike(Reference::new(), all),
        &Plan::new(&suite(), &selection),
        &mut crate::os_rng(),
        &mut |_| {},
    )
}

#[test]
fn answers_that_are_alike_and_no_refusals_pass_nothing() {
    let outcomes = |results: &Results| results.cases.iter().map(|case| case.outcome).collect::<Vec<_>>();
    let hang = || Err(Fault::Hang("no answer".to_owned()));
    assert_eq!(outcomes(&run_alike(hang)), [Outcome::Hang; 2]);
    let crash = || Err(Fault::Crash("gone".to_owned()));
    assert_eq!(outcomes(&run_alike(crash)), [Outcome::Crash; 2]);
    let wrapper = || Err(Fault::Wrapper("no slot".to_owned()));
    assert_eq!(outcomes(&run_alike(wrapper)), [Outcome::HarnessError; 2]);
    let unsupported = || Ok(Answer::Unsupported("not yet".to_owned()));
    assert_eq!(outcomes(&run_alike(unsupported)), [Outcome::Fail; 2]);
    for broken in [
        || Err(Fault::Protocol("garbage".to_owned())),
        || Err(Fault::Gone("not restarted".to_owned())),
    ] {
        let results = run_alike(broken);
        assert_eq!(results.exit, exit::HARNESS, "{results:?}");
        assert!(!results.faults.is_empty());
    }
}
