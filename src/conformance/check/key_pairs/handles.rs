//! Key pairs of the client with keys wrapped to them as nobody should: whoever takes more than OAEP with the agreed hashes takes it
//! under a handle too, where no vector comes.
//!
//! A handle is for one unwrap, so each is asked once; that they work at all, `kit_key_pair/opens` shows. No wrong ciphertext here
//! is right by chance: that is a hash of 32 bytes.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::FILE;
use crate::conformance::check::{Context, did, key_pair};
use crate::conformance::client::{
    Answer, ExpectedKind, Fault, KeyPair, OaepFields, Op, PrivateKeySource, Prompt, RejectClass, Request,
};
use crate::conformance::oaep::EncodedMessage;
use crate::conformance::raw_rsa::encrypt_to;
use crate::conformance::report::CaseResult;
use crate::conformance::vector::{Level, Verdict};
use crate::conformance::verdict::{Judgement, Outcome, answer_text};
use crate::device::{Hash, PublicKey};

/// What is wrong with a wrapped key.
#[derive(Clone, Copy)]
enum Wrong {
    Sha1,
    Pkcs1,
    Label,
    Length,
}

/// The cases, one for each key pair of a process.
const CASES: [(&str, Wrong); 4] = [
    ("handle-sha1", Wrong::Sha1),
    ("handle-pkcs1", Wrong::Pkcs1),
    ("handle-label", Wrong::Label),
    ("handle-17-bytes", Wrong::Length),
];

/// Bytes of a right key, and of one that is no key.
const KEY: (usize, usize) = (16, 17);

/// Whether any of these cases is selected.
pub(super) fn selected(context: &Context<'_>) -> bool {
    CASES
        .iter()
        .any(|(slug, _)| context.selection.names(&format!("{FILE}/{slug}")))
}

/// All cases, not tested for this reason.
pub(super) fn not_tested(why: &str) -> Vec<CaseResult> {
    let case = |(slug, _): &(&str, Wrong)| case(slug, Judgement::not_tested(why.to_owned()));
    CASES.iter().map(case).collect()
}

/// Asks with the pairs that the process which runs has made.
pub(super) fn check(context: &mut Context<'_>, pairs: &[KeyPair]) -> (Vec<CaseResult>, Option<String>) {
    let kind = match key_pair::asked(context.capabilities, context.selection.profile.as_ref()) {
        Ok((_, kind)) => kind,
        Err(why) => return (not_tested(&why), None),
    };
    let mut cases = Vec::new();
    for (place, (slug, wrong)) in CASES.into_iter().enumerate() {
        let pair = pairs.get(place);
        let wrapped = pair.and_then(|pair| wrapped(pair, wrong, context.rng).map(|wrapped| (pair, wrapped)));
        let Some((pair, wrapped)) = wrapped else {
            cases.push(case(slug, Judgement::not_tested("no key pair to ask it of".to_owned())));
            continue;
        };
        let answer = context.client.answer(&Prompt::probe(Request::TzpkUnwrap {
            key: PrivateKeySource::Handle {
                handle: pair.handle.clone(),
            },
            scheme: OaepFields {
                hash: Hash::Sha256,
                mgf_hash: Hash::Sha256,
                label: String::new(),
            },
            wrapped: hex::encode(wrapped),
            expect: ExpectedKind::Only(kind),
        }));
        cases.push(case(slug, judged(&answer)));
        if let Err(fault) = &answer
            && fault.ends_the_run()
        {
            return (cases, Some(format!("{FILE}/{slug}: {fault}")));
        }
    }
    (cases, None)
}

fn judged(answer: &Result<Answer, Fault>) -> Judgement {
    match answer {
        Err(fault) => Judgement::fault(fault),
        Ok(answer) => {
            let class = RejectClass::UnwrapFailed;
            let right = matches!(answer, Answer::Reject { class: own, .. } if *own == class);
            Judgement {
                outcome: if right { Outcome::Pass } else { Outcome::Fail },
                did: Some(did(answer)),
                detail: (!right).then(|| {
                    let text = answer_text(&Ok(answer.clone()));
                    format!("must be refused with {class}, under a handle as under any key; {text}")
                }),
            }
        }
    }
}

fn case(slug: &str, judgement: Judgement) -> CaseResult {
    let id = format!("{FILE}/{slug}");
    CaseResult::of_kit(id, Op::TzpkUnwrap, Level::Must, Verdict::Reject, judgement)
}

/// A key wrapped to the public half; none where that is no key.
fn wrapped(pair: &KeyPair, wrong: Wrong, rng: &mut dyn CryptoRng) -> Option<Vec<u8>> {
    let public = PublicKey::from_spki_der(&hex::decode(&pair.spki).ok()?).ok()?;
    let k = public.modulus_len();
    let mut key = vec![0; if let Wrong::Length = wrong { KEY.1 } else { KEY.0 }];
    rng.fill_bytes(&mut key);
    let hash = if let Wrong::Sha1 = wrong {
        Hash::Sha1
    } else {
        Hash::Sha256
    };
    let label: &[u8] = if let Wrong::Label = wrong { b"tzpk" } else { b"" };
    let em = if let Wrong::Pkcs1 = wrong {
        let mut padding = vec![0; k.checked_sub(key.len().checked_add(3)?)?];
        rng.fill_bytes(&mut padding);
        padding.iter_mut().for_each(|byte| *byte |= 1);
        [&[0, 2], padding.as_slice(), &[0], key.as_slice()].concat()
    } else {
        let mut seed = vec![0; hash.output_len()];
        rng.fill_bytes(&mut seed);
        EncodedMessage::new(k, hash, label, &seed, &key)?.to_bytes(hash)
    };
    encrypt_to(&public, &em).map_err(|why| why.to_string()).ok()
}

#[cfg(test)]
pub(super) const COUNT: usize = CASES.len();
