//! Cases that show a capability: those of the vectors, and one made here for a pair of hashes that no vector has.

use alloc::format;
use alloc::vec::Vec;

use super::capability::Capability;
use crate::conformance::check::Context;
use crate::conformance::client::{Capabilities, OaepPair, Output, PrivateKeySource, Request};
use crate::conformance::oaep::EncodedMessage;
use crate::conformance::raw_rsa::RawKey;
use crate::conformance::vector::{Level, Selection, TestCase, Verdict};
use crate::conformance::verdict::not_tested;

/// Cases that are asked for one capability, at most.
const MOST: usize = 3;

/// Whether a case shows a capability: it must be accepted, and cannot be asked without.
pub(super) struct Showing<'s> {
    capability: Capability,
    others: Capabilities,
    selection: &'s Selection,
}

impl<'s> Showing<'s> {
    pub(super) fn new(capability: Capability, selection: &'s Selection) -> Self {
        Self {
            capability,
            others: capability.all_others(),
            selection,
        }
    }

    pub(super) fn is_by(&self, test: &TestCase) -> bool {
        let request = &test.prompt.request;
        test.case.verdict == Verdict::Accept
            && test.case.level == Level::Must
            && self.capability.is_asked_by(request)
            && self.selection.fits(request, test.rsa_bits)
            && not_tested(&self.others, test).is_some()
    }

    /// The cases that a client with `claimed` can be asked, those that take the least time first.
    pub(super) fn cases(&self, claimed: &Capabilities, context: &mut Context<'_>) -> Vec<TestCase> {
        let askable = |test: &&TestCase| not_tested(claimed, test).is_none();
        let cases = context.suite.cases().iter().filter(|test| self.is_by(test));
        let mut cases: Vec<&TestCase> = cases.filter(askable).collect();
        if let (Capability::Oaep(pair), true) = (self.capability, cases.is_empty()) {
            return made(pair, claimed, context).into_iter().collect();
        }
        cases.sort_by_key(|test| match test.prompt.request {
            Request::KeyGenerate { bits } => Some(bits),
            _ => test.rsa_bits,
        });
        cases.into_iter().take(MOST).cloned().collect()
    }
}

/// A case of the vectors, wrapped anew with another pair of hashes.
fn made(pair: OaepPair, claimed: &Capabilities, context: &mut Context<'_>) -> Option<TestCase> {
    // The pair of the case that it is made from need not be claimed.
    let all_pairs = Capabilities {
        oaep: Capabilities::full().oaep,
        ..claimed.clone()
    };
    let usable = |test: &&TestCase| match &test.prompt.request {
        Request::TzpkUnwrap { scheme, .. } => {
            test.case.verdict == Verdict::Accept && scheme.label.is_empty() && not_tested(&all_pairs, test).is_none()
        }
        _ => false,
    };
    let mut test = context
        .suite
        .cases()
        .iter()
        .filter(usable)
        .min_by_key(|test| test.rsa_bits)?
        .clone();
    let Some(Output::Unwrapped(unwrapped)) = &test.output else {
        return None;
    };
    let payload = hex::decode(unwrapped.tzpk.as_ref()?).ok()?;
    let Request::TzpkUnwrap {
        key: PrivateKeySource::Pkcs8 { pkcs8 },
        scheme,
        wrapped,
        ..
    } = &mut test.prompt.request
    else {
        return None;
    };
    let private = RawKey::from_pkcs8(&hex::decode(pkcs8).ok()?).ok()?;
    let mut seed = alloc::vec![0; pair.hash.output_len()];
    context.rng.fill_bytes(&mut seed);
    let parts = EncodedMessage::new(private.k(), pair.hash, &[], &seed, &payload)?;
    *wrapped = hex::encode(private.encrypt(&parts.to_bytes(pair.mgf_hash)).ok()?);
    scheme.hash = pair.hash;
    scheme.mgf_hash = pair.mgf_hash;
    test.id = format!("{}/made-{}-mgf1{}", super::FILE, pair.hash, pair.mgf_hash);
    test.prompt.case = None;
    context
        .selection
        .fits(&test.prompt.request, test.rsa_bits)
        .then_some(test)
}
