//! `accumulate`: many inputs that a seed gives, one digest over all outputs.
//!
//! Long enough to meet what nobody thought of, short enough to send: only the seed goes out and only digests come back. The
//! derivation is that of `vectors/PROTOCOL.md`, simple enough for any language.

mod locate;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub(crate) use locate::locate;
use sha2::{Digest as _, Sha256, Sha512};

use super::client::{Accumulable, AccumulateParams, Answer, Digest, Op, Output, RejectClass, Request};
use crate::pin_block::Format;

/// Most inputs of one request.
pub(crate) const MOST_INPUTS: u64 = 1_000_000;

/// Most checkpoints of one request, so that an answer stays short.
pub(crate) const MOST_CHECKPOINTS: u64 = 200;

/// SHA-256 over outputs, with what it was at each checkpoint.
pub(crate) struct Accumulator {
    all: Sha256,
    checkpoint: u64,
    done: u64,
    checkpoints: Vec<String>,
}

impl Accumulator {
    /// A checkpoint after every `checkpoint` outputs; none for 0.
    pub(crate) fn new(checkpoint: u64) -> Self {
        Self {
            all: Sha256::new(),
            checkpoint,
            done: 0,
            checkpoints: Vec::new(),
        }
    }

    /// One more output.
    pub(crate) fn push(&mut self, output: &[u8]) {
        self.all.update(output);
        self.done = self.done.saturating_add(1);
        if self.checkpoint > 0 && self.done.is_multiple_of(self.checkpoint) {
            self.checkpoints.push(hex::encode(self.all.clone().finalize()));
        }
    }

    pub(crate) fn finish(self) -> Digest {
        Digest {
            digest: hex::encode(self.all.finalize()),
            checkpoints: self.checkpoints,
        }
    }
}

/// Input `i` of a seed: `h` = SHA-512(seed | i in 8 bytes, big endian), read byte by byte.
pub(crate) struct Input {
    /// ASCII digits: 4 + h[0] mod 9 of them, from h[1].
    pub(crate) pin: String,
    /// ASCII digits: 13 + h[13] mod 7 of them, in format 4 1 + h[13] mod 19, from h[14].
    pub(crate) pan: String,
    /// Hex digits: as many as the format leaves free, from h[33].
    pub(crate) fill: String,
}

impl Input {
    pub(crate) fn new(seed: &[u8], index: u64, format: Format) -> Self {
        let mut hash = Sha512::new();
        hash.update(seed);
        hash.update(index.to_be_bytes());
        let h: [u8; 64] = hash.finalize().into();
        let mut bytes = h.iter().copied();
        let mut next = || bytes.next().unwrap_or_default();
        let pin_len = 4_u8.saturating_add(next().checked_rem(9).unwrap_or_default());
        let pin_digits: [u8; 12] = core::array::from_fn(|_| next());
        let (shortest, lengths) = if format == Format::Iso4 { (1_u8, 19) } else { (13, 7) };
        let pan_len = shortest.saturating_add(next().checked_rem(lengths).unwrap_or_default());
        let pan_digits: [u8; 19] = core::array::from_fn(|_| next());
        let fill: [u8; 16] = core::array::from_fn(|_| next());
        let free = format.free_nibbles(usize::from(pin_len));
        let nibble = |byte: u8| {
            if format == Format::Iso3 {
                (byte % 6).saturating_add(10)
            } else {
                byte % 16
            }
        };
        Self {
            pin: digits(pin_digits.iter().take(usize::from(pin_len)).map(|byte| byte % 10)),
            pan: digits(pan_digits.iter().take(usize::from(pan_len)).map(|byte| byte % 10)),
            fill: digits(fill.iter().take(free).map(|byte| nibble(*byte))),
        }
    }
}

fn digits(values: impl Iterator<Item = u8>) -> String {
    values
        .filter_map(|value| char::from_digit(u32::from(value), 16))
        .collect()
}

/// The single request that input `index` of an accumulation is; none where `of` and `params` do not go together.
pub(crate) fn single(of: &str, params: &AccumulateParams, seed: &[u8], index: u64) -> Option<Request> {
    let block = |format: Format| {
        let Input { pin, pan, fill } = Input::new(seed, index, format);
        let (pan, fill) = (format.wants_pan().then_some(pan), (!fill.is_empty()).then_some(fill));
        (pin, pan, fill)
    };
    match (Op::from_name(of)?, params) {
        (Op::PinCheck, AccumulateParams::PinCheck { policy }) => Some(Request::PinCheck {
            policy: policy.clone(),
            pin: format!("{index:04}"),
            repeat: None,
            facts: None,
        }),
        (Op::PinBlockEncode, AccumulateParams::Encode { format }) => {
            let (pin, pan, fill) = block(*format);
            let format = *format;
            Some(Request::PinBlockEncode { format, pin, pan, fill })
        }
        (Op::PinBlockEncrypt, AccumulateParams::Encrypt { format, kind, key }) => {
            let (pin, pan, fill) = block(*format);
            Some(Request::PinBlockEncrypt {
                format: *format,
                kind: *kind,
                key: key.clone(),
                pin,
                pan,
                fill,
            })
        }
        _ => None,
    }
}

/// What of PIN blocks an accumulation is about; none for policies.
pub(crate) fn of_blocks(of: &str) -> Option<Accumulable> {
    match Op::from_name(of)? {
        Op::PinBlockEncode => Some(Accumulable::Encode),
        Op::PinBlockEncrypt => Some(Accumulable::Encrypt),
        _ => None,
    }
}

/// Accumulates over PIN blocks by asking `one` for each input. The first refusal is the answer.
pub(crate) fn blocks_by_one(request: &Request, mut one: impl FnMut(&Request) -> Answer) -> Answer {
    let Request::Accumulate {
        of,
        params,
        seed,
        count,
        checkpoint,
    } = request
    else {
        return Answer::reject(RejectClass::Message);
    };
    let Ok(seed) = hex::decode(seed) else {
        return Answer::reject(RejectClass::Encoding);
    };
    if !fits(*count, *checkpoint) {
        return Answer::reject(RejectClass::Message);
    }
    let mut outputs = Accumulator::new(*checkpoint);
    for index in 0..*count {
        let Some(request) = single(of, params, &seed, index) else {
            return Answer::reject(RejectClass::Message);
        };
        match one(&request) {
            Answer::Ok(output) => match bytes(&output) {
                Some(output) => outputs.push(&output),
                None => return Answer::Unsupported("the operation gave no block".to_string()),
            },
            other => return other,
        }
    }
    Answer::Ok(Output::Digest(outputs.finish()))
}

/// Whether a request is for a number of inputs and checkpoints that the protocol has.
pub(crate) fn fits(count: u64, checkpoint: u64) -> bool {
    let checkpoints = count.checked_div(checkpoint);
    (1..=MOST_INPUTS).contains(&count) && checkpoints.is_some_and(|number| number <= MOST_CHECKPOINTS)
}

/// The bytes that one output adds.
fn bytes(output: &Output) -> Option<Vec<u8>> {
    let text = match output {
        Output::Block(block) => block.block.clone(),
        Output::Fields(fields) => format!("{}{}", fields.pin_field, fields.pan_field),
        Output::Encrypted(encrypted) => encrypted.encrypted.clone(),
        _ => return None,
    };
    hex::decode(text).ok()
}

#[cfg(test)]
mod tests;
