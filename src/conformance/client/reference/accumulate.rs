//! `accumulate`: many inputs, one digest.

use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest as _, Sha256};

use crate::conformance::client::{AccumulateParams, Digest, RejectClass};
use crate::pin::Pin;
use crate::pin::policy::{PinFacts, PinPolicy};

/// PINs of four digits.
const PINS: u64 = 10_000;

/// `pin.check` over the PINs 0000, 0001, …: `1` for each that is accepted, `0` for each that is not.
pub(super) fn run(
    of: &str,
    params: &AccumulateParams,
    seed: &str,
    count: u64,
    checkpoint: u64,
) -> Result<Digest, RejectClass> {
    let counted_through = of == "pin.check" && seed.is_empty();
    if !counted_through || count > PINS || params.policy.check().is_err() {
        return Err(RejectClass::Message);
    }
    let mut all = Sha256::new();
    let mut checkpoints = Vec::new();
    for index in 0..count {
        let accepted = accepts(&params.policy, index);
        all.update(if accepted { b"1" } else { b"0" });
        let done = index.saturating_add(1);
        if checkpoint > 0 && done.is_multiple_of(checkpoint) {
            checkpoints.push(hex::encode(all.clone().finalize()));
        }
    }
    Ok(Digest {
        digest: hex::encode(all.finalize()),
        checkpoints,
    })
}

fn accepts(policy: &PinPolicy, index: u64) -> bool {
    let digits: String = alloc::format!("{index:04}");
    Pin::from_ascii(digits.as_bytes()).is_ok_and(|pin| policy.accept(pin, &PinFacts::default()).is_ok())
}
