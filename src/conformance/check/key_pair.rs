//! A key pair in use: what no single vector can ask, because the client makes the key.
//!
//! The client makes two pairs; a fresh TZPK is wrapped to the first, and the client has to unwrap it, once. A public key without
//! its private half, a pair that is made once and used for ever, and a handle that anybody may use fail here; a pair of another
//! length that is made once too ([`others`]).

mod others;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::{Asked, Checked, Context, did};
use crate::conformance::client::{
    Answer, Capabilities, Client, ExpectedKind, KeyPair, OaepFields, OaepPair, Op, Output, PrivateKeySource, Prompt,
    RejectClass, Request,
};
use crate::conformance::report::CaseResult;
use crate::conformance::vector::{Level, Verdict};
use crate::conformance::verdict::{Judgement, Outcome};
use crate::device::{Hash, OaepScheme, PublicKey};
use crate::issuer;
use crate::profile::Profile;
use crate::tzpk::{Tzpk, TzpkKind};

/// Where these cases stand in a report.
pub(super) const FILE: &str = "kit_key_pair";

/// The cases, with what a correct client does.
const CASES: [(&str, Op, Verdict); 7] = [
    ("made", Op::KeyGenerate, Verdict::Accept),
    ("made-again", Op::KeyGenerate, Verdict::Accept),
    ("fresh", Op::KeyGenerate, Verdict::Accept),
    ("opens", Op::TzpkUnwrap, Verdict::Accept),
    ("once", Op::TzpkUnwrap, Verdict::Reject),
    ("unknown", Op::TzpkUnwrap, Verdict::Reject),
    (OTHERS, Op::KeyGenerate, Verdict::Accept),
];

/// Key pairs of the other lengths.
const OTHERS: &str = "fresh-other-lengths";

/// Asks the client to make key pairs and to use one.
pub(super) fn check(context: &mut Context<'_>) -> Checked {
    if !CASES
        .iter()
        .any(|(id, ..)| context.selection.names(&format!("{FILE}/{id}")))
    {
        return Checked::default();
    }
    let mut checked = Checked::default();
    match asked(context.capabilities, context.selection.profile.as_ref()) {
        Ok((bits, kind)) => {
            let mut run = Run {
                client: context.client,
                bits,
                kind,
                checked,
            };
            _ = run.all(context.rng);
            checked = run.checked;
            let case = format!("{FILE}/{OTHERS}");
            if checked.fault.is_none() && context.selection.names(&case) {
                let (judgement, fault) = others::judge(context, bits);
                checked.cases.push(CaseResult::of_kit(
                    case,
                    Op::KeyGenerate,
                    Level::Must,
                    Verdict::Accept,
                    judgement,
                ));
                checked.fault = fault;
            }
            not_tested(&mut checked, "no key pair to ask it of");
        }
        Err(why) => not_tested(&mut checked, &why),
    }
    checked
}

/// Adds the cases that have no result.
fn not_tested(checked: &mut Checked, why: &str) {
    for (slug, op, verdict) in CASES {
        let id = format!("{FILE}/{slug}");
        if checked.cases.iter().all(|case| case.id != id) {
            let judgement = Judgement::not_tested(why.to_owned());
            checked
                .cases
                .push(CaseResult::of_kit(id, op, Level::Must, verdict, judgement));
        }
    }
}

/// RSA size and kind of key to ask for: the smallest that is claimed, or the profile's.
///
/// # Errors
/// What is not claimed.
pub(super) fn asked(capabilities: &Capabilities, profile: Option<&Profile>) -> Result<(u32, TzpkKind), String> {
    let lacking = [Op::KeyGenerate, Op::TzpkUnwrap]
        .into_iter()
        .find(|op| !capabilities.ops.contains(op));
    if let Some(op) = lacking {
        return Err(format!("operation {op} not declared"));
    }
    let pair = OaepPair {
        hash: Hash::Sha256,
        mgf_hash: Hash::Sha256,
    };
    if !capabilities.oaep.contains(&pair) {
        return Err(format!("OAEP pair {pair} not declared"));
    }
    let bits = super::key_pairs::size(capabilities, profile)?;
    let mut kinds = capabilities.keys.iter().copied();
    let kind = kinds.find(|kind| profile.is_none_or(|profile| profile.tzpk.kind == *kind));
    Ok((bits, kind.ok_or("no kind of key declared that can be unwrapped")?))
}

struct Run<'a> {
    client: &'a mut dyn Client,
    bits: u32,
    kind: TzpkKind,
    checked: Checked,
}

impl Run<'_> {
    /// Nothing more when the wrap itself fails: then the library is at fault, and its own tests say so.
    fn all(&mut self, rng: &mut dyn CryptoRng) -> Option<()> {
        let (first, key) = self.made("made")?;
        let (_, other) = self.made("made-again")?;
        let fresh = if key.modulus() == other.modulus() {
            Err("the second key pair has the modulus of the first: a pair is for one TZPK".to_owned())
        } else {
            Ok(())
        };
        let answer = Ok(Answer::Ok(Output::KeyPair(first.clone())));
        self.note("fresh", Op::KeyGenerate, Verdict::Accept, &answer, fresh);

        let oaep = OaepScheme {
            hash: Hash::Sha256,
            mgf_hash: Hash::Sha256,
            label: Vec::new(),
        };
        let tzpk = Tzpk::generate(self.kind, rng).ok()?;
        let wrapped = hex::encode(issuer::wrap_tzpk(&tzpk, &key, &oaep, rng).ok()?.as_bytes());

        let answer = self.unwrap("opens", &first.handle, &wrapped);
        let judged = opens(&answer, &tzpk);
        self.note("opens", Op::TzpkUnwrap, Verdict::Accept, &answer, judged);
        let answer = self.unwrap("once", &first.handle, &wrapped);
        let judged = must_be_unknown(&answer, "the key pair was used once");
        self.note("once", Op::TzpkUnwrap, Verdict::Reject, &answer, judged);
        let answer = self.unwrap("unknown", "no-such-handle", &wrapped);
        let judged = must_be_unknown(&answer, "no key pair has this handle");
        self.note("unknown", Op::TzpkUnwrap, Verdict::Reject, &answer, judged);
        Some(())
    }

    /// A key pair of the client. The case is noted here; without a usable key the rest cannot be asked.
    fn made(&mut self, id: &str) -> Option<(KeyPair, PublicKey)> {
        let answer = self.ask(id, Request::KeyGenerate { bits: self.bits });
        let made = match &answer {
            Ok(Answer::Ok(Output::KeyPair(pair))) => {
                let der = hex::decode(&pair.spki).unwrap_or_default();
                let key = PublicKey::from_spki_der(&der);
                key.map(|key| (pair.clone(), key)).map_err(|error| error.to_string())
            }
            other => Err(crate::conformance::verdict::answer_text(other)),
        };
        let judged = made
            .as_ref()
            .map(drop)
            .map_err(|why| format!("no key pair to use: {why}"));
        self.note(id, Op::KeyGenerate, Verdict::Accept, &answer, judged);
        made.ok()
    }

    fn unwrap(&mut self, id: &str, handle: &str, wrapped: &str) -> Asked {
        let request = Request::TzpkUnwrap {
            key: PrivateKeySource::Handle {
                handle: handle.to_owned(),
            },
            scheme: OaepFields {
                hash: Hash::Sha256,
                mgf_hash: Hash::Sha256,
                label: String::new(),
            },
            wrapped: wrapped.to_owned(),
            expect: ExpectedKind::Only(self.kind),
        };
        self.ask(id, request)
    }

    fn ask(&mut self, id: &str, request: Request) -> Asked {
        let case = format!("{FILE}/{id}");
        let answer = self.client.answer(&Prompt::probe(request));
        if let Err(fault) = &answer
            && fault.ends_the_run()
        {
            self.checked.fault.get_or_insert_with(|| format!("{case}: {fault}"));
        }
        answer
    }

    fn note(&mut self, id: &str, op: Op, verdict: Verdict, answer: &Asked, judged: Result<(), String>) {
        let result = self.result(id, op, verdict, answer, judged);
        self.checked.cases.push(result);
    }

    fn result(&self, id: &str, op: Op, verdict: Verdict, answer: &Asked, judged: Result<(), String>) -> CaseResult {
        let (outcome, did) = match (answer, &judged) {
            (Err(fault), _) => (Judgement::fault(fault).outcome, None),
            (Ok(answer), Ok(())) => (Outcome::Pass, Some(did(answer))),
            (Ok(answer), Err(_)) => (Outcome::Fail, Some(did(answer))),
        };
        let judgement = Judgement {
            outcome,
            did,
            detail: judged.err(),
        };
        CaseResult::of_kit(format!("{FILE}/{id}"), op, Level::Must, verdict, judgement)
    }
}

fn opens(answer: &Asked, tzpk: &Tzpk) -> Result<(), String> {
    let Ok(Answer::Ok(Output::Unwrapped(unwrapped))) = answer else {
        let text = crate::conformance::verdict::answer_text(answer);
        return Err(format!("a TZPK wrapped to this public key does not unwrap: {text}"));
    };
    let check_value = tzpk
        .check_value(tzpk.kind().check_method())
        .map(|value| value.to_string())
        .ok();
    match (&unwrapped.tzpk, &unwrapped.check_value) {
        (Some(own), None) if *own == hex::encode(tzpk.expose()) => Ok(()),
        (None, Some(own)) if Some(own) == check_value.as_ref() => Ok(()),
        _ => Err("a TZPK wrapped to this public key unwraps to another key".to_owned()),
    }
}

fn must_be_unknown(answer: &Asked, why: &str) -> Result<(), String> {
    match answer {
        Ok(Answer::Reject {
            class: RejectClass::KeyInvalid,
            ..
        }) => Ok(()),
        other => Err(format!(
            "{why}, and must be refused with key_invalid; {}",
            crate::conformance::verdict::answer_text(other)
        )),
    }
}
