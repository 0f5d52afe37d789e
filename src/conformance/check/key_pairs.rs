//! Many key pairs, of two processes of the client: their size and form, and whether somebody can compute the private half.
//!
//! What is looked for in a modulus is never in one that two random primes gave: a common prime, a factor below 2^16, primes
//! that Fermat's method finds, the structure of ROCA. A good client fails none of these but by a chance that is nothing beside
//! that of a computer that miscounts.

mod factors;
mod handles;
mod modulus;
mod roca;
#[cfg(test)]
mod tests;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use self::modulus::{Modulus, Read};
use super::{Asked, Checked, Context, ask_all, did};
use crate::conformance::client::{Answer, Capabilities, KeyPair, Op, Output, Prompt, Request};
use crate::conformance::report::CaseResult;
use crate::conformance::vector::{Level, Verdict};
use crate::conformance::verdict::answer_text;
use crate::conformance::verdict::{Judgement, Outcome};
use crate::profile::Profile;

/// Where these cases stand in a report.
pub(super) const FILE: &str = "kit_key_pairs";
/// Key pairs of the size that is asked for, over both processes.
const KEYS: usize = 8;
/// The same in the long form, and of each other size.
const KEYS_DEEP: usize = 200;
const KEYS_OF_OTHER_SIZES: usize = 16;

/// Something that can be wrong with key pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Finding {
    Made,
    Spki,
    Length,
    Exponent,
    Fresh,
    Restart,
    SharedPrime,
    SmallFactor,
    ClosePrimes,
    Roca,
}

impl Finding {
    const ALL: [Self; 10] = [
        Self::Made,
        Self::Spki,
        Self::Length,
        Self::Exponent,
        Self::Fresh,
        Self::Restart,
        Self::SharedPrime,
        Self::SmallFactor,
        Self::ClosePrimes,
        Self::Roca,
    ];

    fn id(self) -> String {
        let slug = match self {
            Self::Made => "made",
            Self::Spki => "spki",
            Self::Length => "length",
            Self::Exponent => "exponent",
            Self::Fresh => "fresh",
            Self::Restart => "restart",
            Self::SharedPrime => "shared-prime",
            Self::SmallFactor => "small-factor",
            Self::ClosePrimes => "close-primes",
            Self::Roca => "roca",
        };
        format!("{FILE}/{slug}")
    }

    fn case(self, judgement: Judgement) -> CaseResult {
        CaseResult::of_kit(self.id(), Op::KeyGenerate, Level::Must, Verdict::Accept, judgement)
    }
}

/// RSA size to ask for: the smallest that is claimed, or the profile's.
///
/// # Errors
/// What is not claimed.
pub(super) fn size(capabilities: &Capabilities, profile: Option<&Profile>) -> Result<u32, String> {
    let wanted = profile.map(|profile| u32::from(profile.rsa_bits));
    let claimed = capabilities.rsa_bits.iter().copied();
    let smallest = claimed.filter(|bits| wanted.is_none_or(|wanted| wanted == *bits)).min();
    smallest.ok_or_else(|| {
        wanted.map_or_else(
            || "no RSA size declared".to_owned(),
            |bits| format!("RSA-{bits} not declared"),
        )
    })
}

/// Asks two processes of the client for key pairs and looks at all of them.
pub(super) fn check(context: &mut Context<'_>) -> Checked {
    let mut checked = Checked::default();
    let wanted = |finding: &Finding| context.selection.names(&finding.id());
    if !Finding::ALL.iter().any(wanted) && !handles::selected(context) {
        return checked;
    }
    let sizes = if context.capabilities.ops.contains(&Op::KeyGenerate) {
        sizes(context)
    } else {
        Err(format!("operation {} not declared", Op::KeyGenerate))
    };
    match sizes {
        Ok(sizes) => {
            let mut keys = Keys::default();
            checked.fault = keys.ask(context, &sizes);
            let (refused, fault) = match checked.fault {
                None => handles::check(context, &keys.pairs),
                Some(_) => (handles::not_tested("the run ended before this case"), None),
            };
            checked.fault = checked.fault.or(fault);
            checked.cases = keys.cases();
            checked.cases.extend(refused);
        }
        Err(why) => {
            let not_tested = |finding: Finding| finding.case(Judgement::not_tested(why.clone()));
            checked.cases.extend(Finding::ALL.map(not_tested));
            checked.cases.extend(handles::not_tested(&why));
        }
    }
    checked
}

/// How many key pairs of which size each of two processes is asked for.
fn sizes(context: &Context<'_>) -> Result<Vec<u32>, String> {
    let profile = context.selection.profile.as_ref();
    let first = size(context.capabilities, profile)?;
    let count = if context.deep { KEYS_DEEP } else { KEYS };
    let mut sizes: Vec<u32> = core::iter::repeat_n(first, count >> 1).collect();
    if context.deep && profile.is_none() {
        let others = context.capabilities.rsa_bits.iter().filter(|bits| **bits != first);
        sizes.extend(others.flat_map(|bits| core::iter::repeat_n(*bits, KEYS_OF_OTHER_SIZES >> 1)));
    }
    Ok(sizes)
}

/// What came back from two processes.
#[derive(Default)]
struct Keys {
    /// Key pairs asked for.
    asked: usize,
    /// What is no public key.
    unread: Wrong,
    /// What is not written as it must be.
    misspelt: Wrong,
    /// The moduli of each process.
    moduli: [Vec<Modulus>; 2],
    /// The first answer without a key pair.
    none: Option<Asked>,
    /// The key pairs of the process that runs.
    pairs: Vec<KeyPair>,
}

/// How many keys have a fault, and what it is in the first.
#[derive(Default)]
struct Wrong {
    count: usize,
    first: Option<String>,
}

impl Wrong {
    fn add(&mut self, why: String) {
        self.count = self.count.saturating_add(1);
        self.first.get_or_insert(why);
    }

    /// The verdict over `all` keys.
    fn judge(self, all: usize) -> Judgement {
        let Self { count, first } = self;
        judgement(first.map(|why| format!("{count} of {all} key pairs: {why}")))
    }
}

impl Keys {
    /// Asks both processes. The first one is new too, so that both have made as many key pairs before: none.
    fn ask(&mut self, context: &mut Context<'_>, sizes: &[u32]) -> Option<String> {
        let prompts: Vec<Prompt> = sizes
            .iter()
            .map(|bits| Prompt::probe(Request::KeyGenerate { bits: *bits }))
            .collect();
        for process in 0..2 {
            if let Err(fault) = context.client.restart() {
                return Some(format!("the restart for {FILE}: {fault}"));
            }
            let (answers, fault) = ask_all(context.client, &prompts);
            for (bits, answer) in sizes.iter().zip(answers) {
                if let Some(answer) = answer {
                    self.take(process, *bits, answer);
                }
            }
            if fault.is_some() {
                return fault;
            }
        }
        None
    }

    fn take(&mut self, process: usize, bits: u32, answer: Asked) {
        self.asked = self.asked.saturating_add(1);
        let Ok(Answer::Ok(Output::KeyPair(pair))) = &answer else {
            self.none.get_or_insert(answer);
            return;
        };
        if process > 0 {
            self.pairs.push(pair.clone());
        }
        match Modulus::read(&pair.spki, bits) {
            Read::Right(modulus) => self.keep(process, modulus),
            Read::Misspelt(modulus, why) => {
                self.misspelt.add(why);
                self.keep(process, modulus);
            }
            Read::Unread(why) => self.unread.add(why),
        }
    }

    fn keep(&mut self, process: usize, modulus: Modulus) {
        if let Some(moduli) = self.moduli.get_mut(process) {
            moduli.push(modulus);
        }
    }

    fn cases(self) -> Vec<CaseResult> {
        let Self {
            asked,
            unread,
            misspelt,
            moduli,
            none,
            ..
        } = self;
        let ended = || Judgement::not_tested("the run ended before this case".to_owned());
        let made = match &none {
            None if asked == 0 => ended(),
            None => judgement(None),
            Some(Err(fault)) => Judgement::fault(fault),
            Some(Ok(answer)) => Judgement {
                outcome: Outcome::Fail,
                did: Some(did(answer)),
                detail: Some(format!("no key pair: {}", answer_text(&Ok(answer.clone())))),
            },
        };
        let all: Vec<&Modulus> = moduli.iter().flatten().collect();
        let nothing = all.is_empty() && unread.count == 0;
        let spelling = if nothing {
            Judgement::not_tested("no key pair to look at".to_owned())
        } else {
            let keys = all.len().saturating_add(unread.count);
            let wrong = if unread.count > 0 { unread } else { misspelt };
            wrong.judge(keys)
        };
        let mut cases: Vec<CaseResult> = [Finding::Made.case(made), Finding::Spki.case(spelling)].into();
        if all.is_empty() {
            let rest = Finding::ALL.into_iter().skip(cases.len());
            cases
                .extend(rest.map(|finding| finding.case(Judgement::not_tested("no public key to look at".to_owned()))));
            return cases;
        }
        let each = |wrong: &dyn Fn(&Modulus) -> Option<String>| {
            let mut found = Wrong::default();
            all.iter()
                .filter_map(|modulus| wrong(modulus))
                .for_each(|why| found.add(why));
            found.judge(all.len())
        };
        let primes = factors::small_primes();
        let (mut sound, mut small) = (Vec::new(), Wrong::default());
        for modulus in &all {
            match factors::small_factor(modulus, &primes) {
                Some(why) => small.add(why),
                // What numbers without two large primes have in common says nothing.
                None => sound.push(*modulus),
            }
        }
        let [before, after] = &moduli;
        cases.extend([
            Finding::Length.case(each(&Modulus::wrong_length)),
            Finding::Exponent.case(each(&Modulus::wrong_exponent)),
            Finding::Fresh.case(judgement(
                modulus::repeated(before).or_else(|| modulus::repeated(after)),
            )),
            Finding::Restart.case(judgement(modulus::again(before, after))),
            Finding::SharedPrime.case(judgement(factors::shared_prime(&sound))),
            Finding::SmallFactor.case(small.judge(all.len())),
            Finding::ClosePrimes.case(each(&factors::close_primes)),
            Finding::Roca.case(each(&roca::fingerprint)),
        ]);
        cases
    }
}

fn judgement(wrong: Option<String>) -> Judgement {
    Judgement {
        outcome: if wrong.is_some() { Outcome::Fail } else { Outcome::Pass },
        did: Some("accepted".to_string()),
        detail: wrong,
    }
}
