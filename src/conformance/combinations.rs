//! Parameters three at a time: which combinations a run covered, and the smallest one that failed.
//!
//! No operation takes all parameters, so a combination is covered by a *way* through them: the device's public key in one
//! encoding, a TZPK of one kind unwrapped under two hashes, a PIN of one length encrypted in one format with a PAN of one
//! length, and read back. [`rows`] are the ways that are enough for every combination of three.

mod rows;
mod smallest;

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub(crate) use rows::{Row, rows};
use serde::{Deserialize, Serialize};

use super::client::{ExpectedKind, Output, Request};
use super::report::{CaseResult, Combinations};
use super::vector::{TestCase, Verdict};
use super::verdict::Outcome;

/// A parameter of cases. The order is that in which a report names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parameter {
    /// The operation.
    Operation,
    /// Format of the PIN block.
    Format,
    /// Digits of the PIN.
    PinLength,
    /// Digits of the PAN.
    PanLength,
    /// Kind of the TZPK.
    KeyType,
    /// Hash over the label.
    Hash,
    /// Hash inside MGF1.
    MgfHash,
    /// Bits of the RSA key.
    RsaBits,
    /// Form of the public key.
    Encoding,
}

impl Parameter {
    /// Words for a report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Format => "format",
            Self::PinLength => "PIN length",
            Self::PanLength => "PAN length",
            Self::KeyType => "key type",
            Self::Hash => "hash",
            Self::MgfHash => "MGF hash",
            Self::RsaBits => "RSA bits",
            Self::Encoding => "encoding",
        }
    }
}

/// A public key as hex of its DER, or as the base64 that travels.
const ENCODINGS: [&str; 2] = ["hex", "base64"];

/// The parameters that a case has, and their values.
pub(crate) fn parameters(test: &TestCase) -> Vec<(Parameter, String)> {
    use Parameter::{Encoding, Format, Hash, KeyType, MgfHash, Operation, PanLength, PinLength, RsaBits};
    let mut found = Vec::from([(Operation, test.op.name().to_string())]);
    let mut add = |parameter, value: String| found.push((parameter, value));
    let pan_length = |format: crate::pin_block::Format, pan: &Option<String>| {
        pan.as_ref()
            .filter(|_| format.wants_pan())
            .map(|pan| pan.chars().count().to_string())
    };
    match &test.prompt.request {
        Request::KeyGenerate { bits } => add(RsaBits, bits.to_string()),
        Request::TzpkUnwrap { scheme, expect, .. } => {
            if let ExpectedKind::Only(kind) = expect {
                add(KeyType, kind.to_string());
            }
            add(Hash, scheme.hash.to_string());
            add(MgfHash, scheme.mgf_hash.to_string());
            if let Some(bits) = test.rsa_bits {
                add(RsaBits, bits.to_string());
            }
        }
        Request::TzpkCheckValue { kind, .. } => add(KeyType, kind.to_string()),
        Request::PinBlockEncode { format, pin, pan, .. } => {
            add(Format, format.to_string());
            add(PinLength, pin.chars().count().to_string());
            pan_length(*format, pan)
                .into_iter()
                .for_each(|length| add(PanLength, length));
        }
        Request::PinBlockDecode { format, pan, .. } => {
            add(Format, format.to_string());
            pin_read(test).into_iter().for_each(|length| add(PinLength, length));
            pan_length(*format, pan)
                .into_iter()
                .for_each(|length| add(PanLength, length));
        }
        Request::PinBlockEncrypt {
            format, kind, pin, pan, ..
        } => {
            add(Format, format.to_string());
            add(PinLength, pin.chars().count().to_string());
            pan_length(*format, pan)
                .into_iter()
                .for_each(|length| add(PanLength, length));
            add(KeyType, kind.to_string());
        }
        Request::PinBlockDecrypt { format, kind, pan, .. } => {
            add(Format, format.to_string());
            pin_read(test).into_iter().for_each(|length| add(PinLength, length));
            pan_length(*format, pan)
                .into_iter()
                .for_each(|length| add(PanLength, length));
            add(KeyType, kind.to_string());
        }
        Request::PinCheck { pin, .. } => add(PinLength, pin.chars().count().to_string()),
        Request::PublicKeyCheck { spki, .. } => {
            let [hex, base64] = ENCODINGS;
            add(Encoding, if spki.is_some() { hex } else { base64 }.to_string());
        }
        Request::PlasticChoose { .. }
        | Request::Accumulate { .. }
        | Request::SessionOpen { .. }
        | Request::SessionInput { .. }
        | Request::Echo { .. }
        | Request::Hello { .. }
        | Request::Probe
        | Request::UnknownRule { .. }
        | Request::Stop => {}
    }
    found.sort();
    found
}

/// The length of the PIN that must come out.
fn pin_read(test: &TestCase) -> Option<String> {
    match &test.output {
        Some(Output::Pin(output)) => Some(output.pin.chars().count().to_string()),
        _ => None,
    }
}

/// What a run covered, and the smallest combinations that failed. `tests` are those of `cases`.
pub(crate) fn judge(cases: &[CaseResult], tests: &[&TestCase]) -> Combinations {
    let accepting = || {
        let both = cases.iter().zip(tests);
        both.filter(|(_, test)| test.case.verdict == Verdict::Accept)
    };
    let answered = |case: &CaseResult| !matches!(case.outcome, Outcome::NotTested | Outcome::HarnessError);
    let asked: BTreeSet<Vec<(Parameter, String)>> = accepting()
        .filter(|(case, _)| answered(case))
        .map(|(_, test)| without_bits(parameters(test)))
        .collect();
    let (covered, of) = rows::covered(|parts| asked.contains(parts));
    let judged: Vec<_> = accepting()
        .filter(|(case, _)| answered(case))
        .map(|(case, test)| (parameters(test), case.outcome == Outcome::Pass))
        .collect();
    Combinations {
        covered,
        of,
        failing: judged.iter().filter(|(_, passed)| !passed).count(),
        smallest: smallest::find(&judged),
    }
}

/// The size of the RSA key is no parameter of a way.
fn without_bits(mut parameters: Vec<(Parameter, String)>) -> Vec<(Parameter, String)> {
    parameters.retain(|(parameter, _)| *parameter != Parameter::RsaBits);
    parameters
}

#[cfg(test)]
mod tests;
