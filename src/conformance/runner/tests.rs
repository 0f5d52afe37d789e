//! A client that has read the vectors and knows nothing else.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::*;
use crate::conformance::client::{
    Bytes, Capabilities, Identity, KeyPair, Output, RejectClass, Request, Unwrapped, request_line,
};
use crate::conformance::report::exit;
use crate::conformance::vector::{Judge, Verdict};

/// Answers from the files what they expect: by what is asked, for ids can be changed. It computes nothing, and where nothing was
/// written down it says what is likeliest.
struct Thief {
    answers: BTreeMap<String, Answer>,
    /// Public keys that stand in the vectors, by size.
    keys: Vec<(u32, String)>,
    made: usize,
}

impl Thief {
    fn new(suite: &Suite) -> Self {
        let by_request = suite.cases().iter().filter_map(|test| {
            let answer = match (&test.output, test.case.class) {
                // The files have key and check value, an answer one of the two.
                (Some(Output::Unwrapped(unwrapped)), _) => Answer::Ok(Output::Unwrapped(Unwrapped {
                    tzpk: unwrapped.tzpk.clone(),
                    check_value: None,
                })),
                (Some(output), _) => Answer::Ok(output.clone()),
                (_, Some(class)) => Answer::Reject { class, native: None },
                _ => return None,
            };
            Some((request_line(0, &Prompt::probe(test.prompt.request.clone())), answer))
        });
        let keys = suite.cases().iter().filter_map(|test| match &test.prompt.request {
            Request::PublicKeyCheck { spki: Some(spki), .. } if test.case.verdict == Verdict::Accept => {
                let der = hex::decode(spki).ok()?;
                let key = crate::device::PublicKey::from_spki_der(&der).ok()?;
                (key.exponent() == 65537).then(|| (key.bits(), spki.clone()))
            }
            _ => None,
        });
        Self {
            answers: by_request.collect(),
            keys: keys.collect(),
            made: 0,
        }
    }

    /// A key pair whose private half is nowhere; each time another, as long as there are some.
    fn key_pair(&mut self, bits: u32) -> Answer {
        let own: Vec<&String> = self
            .keys
            .iter()
            .filter(|(own, _)| *own == bits)
            .map(|(_, spki)| spki)
            .collect();
        self.made += 1;
        match own.get(self.made % own.len().max(1)) {
            Some(spki) => Answer::Ok(Output::KeyPair(KeyPair {
                spki: (*spki).clone(),
                handle: self.made.to_string(),
            })),
            None => Answer::Reject {
                class: RejectClass::KeyInvalid,
                native: None,
            },
        }
    }
}

impl Client for Thief {
    fn hello(&mut self) -> Result<Description, Fault> {
        Ok(Description {
            client: Identity {
                name: "thief".to_owned(),
                version: "1".to_owned(),
                language: None,
                runtime: None,
            },
            protocol: PROTOCOL,
            capabilities: Capabilities::full(),
        })
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        let asked = request_line(0, &Prompt::probe(prompt.request.clone()));
        if let Some(answer) = self.answers.get(&asked) {
            return Ok(answer.clone());
        }
        Ok(match &prompt.request {
            Request::Echo { bytes } if hex::decode(bytes).is_ok() => {
                Answer::Ok(Output::Bytes(Bytes { bytes: bytes.clone() }))
            }
            Request::Probe => Answer::Unsupported("no such operation".to_owned()),
            Request::KeyGenerate { bits } => self.key_pair(*bits),
            Request::TzpkUnwrap { .. } => Answer::Reject {
                class: RejectClass::UnwrapFailed,
                native: None,
            },
            _ => Answer::Reject {
                class: RejectClass::Encoding,
                native: None,
            },
        })
    }
}

#[test]
fn who_has_read_the_vectors_does_not_pass() {
    let suite = Suite::embedded().unwrap();
    let everything = Selection::default();
    let fresh = Suite::embedded().unwrap().with_fresh(7, false).unwrap();
    let ask = |plan: &Plan<'_>| run(&mut Thief::new(&suite), plan, &mut crate::os_rng(), &mut |_| {});
    let results = ask(&Plan::new(&suite, &everything));
    assert_eq!(results.exit, exit::FAILED);
    let wrong = |case: &&CaseResult| !matches!(case.outcome, Outcome::Pass | Outcome::NotTested);
    let opens = results
        .cases
        .iter()
        .filter(wrong)
        .find(|case| case.id == "kit_key_pair/opens");
    assert!(
        opens.is_some(),
        "a key pair whose private half is nowhere unwraps nothing"
    );
    // What a seed makes is written down nowhere.
    let fresh_only = Selection {
        only: Some("fresh_*".to_owned()),
        ..Selection::default()
    };
    let drawn = ask(&Plan::cases_only(&fresh, &fresh_only));
    assert!(drawn.totals.failed > 100, "{:?}", drawn.totals);
    // Without what the kit makes up in each run, only blocks and sessions in which the client draws are in the way.
    let results = ask(&Plan::cases_only(&suite, &everything));
    let drawn = |id: &str| {
        suite
            .cases()
            .iter()
            .any(|test| test.id == id && matches!(test.case.judge, Some(Judge::Opens | Judge::Script)))
    };
    let beside = |case: &&CaseResult| {
        case.detail
            .as_ref()
            .is_some_and(|detail| detail.starts_with(twins::TAKEN_BACK))
    };
    let own = results.cases.iter().filter(wrong).filter(|case| !beside(case));
    let others: Vec<&str> = own.map(|case| case.id.as_str()).filter(|id| !drawn(id)).collect();
    assert!(others.is_empty(), "{others:#?}");
}
