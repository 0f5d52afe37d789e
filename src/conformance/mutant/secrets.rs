//! Section G: a client that answers as the reference does, and says more than it should on another channel.
//!
//! What leaks, in which form, where and when are separate choices, so that each form of each secret is one line in the list.

mod derived;
mod inside;
mod list;
mod said;
#[cfg(test)]
mod tests;

use alloc::string::String;
use alloc::vec::Vec;
use std::sync::{Mutex, PoisonError};

use rand_core::CryptoRng;

use self::said::said;
use super::catalogue::Mutant;
use super::device::Device;
use super::{blocks, unwrap};
use crate::conformance::client::{Answer, PrivateKeySource, Reference, Request};

/// All of them.
pub(super) const MUTANTS: &[Mutant] = &blocks::joined::<{ blocks::length(LISTS) }, { LISTS.len() }>(LISTS);

const LISTS: [&[Mutant]; 2] = [list::MUTANTS, derived::MUTANTS];

/// What a client lets out, and how.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pipeline {
    what: What,
    form: Form,
    channel: Channel,
    when: When,
}

/// A secret, or what is made from one.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum What {
    /// Nothing.
    #[default]
    Nothing,
    /// The PIN, typed or read.
    Pin,
    /// The PIN, a line for each digit.
    PinByDigit,
    /// Row and column of each key that was pressed, a line for each.
    PinKeys,
    /// The first two digits of the PIN, the others masked.
    PinStart,
    /// The PIN's unsalted hash.
    PinHash,
    /// The sum of the PIN's digits.
    PinSum,
    /// The PAN.
    Pan,
    /// The clear block or PIN field that is built or read.
    ClearBlock,
    /// The symmetric key of a request, or an unwrapped one.
    Key,
    /// The private key.
    PrivateKey,
    /// Which part of a block is wrong.
    BlockFault,
    /// The twelve digits of the PAN before its check digit.
    PanInBlock,
    /// The symmetric key's hash.
    KeyHash,
    /// The symmetric key's last four bytes.
    KeyEnd,
    /// The first place where PIN and repeat entry differ.
    MismatchPlace,
}

/// How it is written.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// Digits as they are, bytes in hex.
    #[default]
    Plain,
    /// Hex of the bytes of a text.
    Hex,
    /// Base64 of the bytes, in the middle of a larger record.
    Base64,
    /// UTF-16, little endian.
    Utf16,
    /// A list of the characters.
    List,
    /// Percent signs before each byte in hex.
    Url,
    /// Two digits in a byte.
    Bcd,
    /// Bytes in hex, the last one first.
    Reversed,
    /// Bytes in hex with colons.
    Colons,
    /// Four characters, a blank, the next four.
    Groups,
}

/// Where it is written.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Channel {
    /// A line on standard error.
    #[default]
    Stderr,
    /// The native text of a refusal.
    Native,
}

/// When it is written.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum When {
    /// With every answer.
    #[default]
    Always,
    /// With a refusal only.
    Refused,
}

/// What a client wrote to standard error and nobody has read yet.
#[derive(Default)]
pub(super) struct Stderr(Mutex<Vec<u8>>);

impl Stderr {
    pub(super) fn line(&self, line: &[u8]) {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
    }

    pub(super) fn take(&self) -> Vec<u8> {
        core::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What a client with this change answers, and writes to `stderr`; none where the reference's own answer will do.
pub(super) fn answer(
    change: fn(&mut Pipeline),
    request: &Request,
    (reference, device): (&Reference, &Device),
    stderr: &Stderr,
    rng: &mut dyn CryptoRng,
) -> Option<Answer> {
    let mut pipeline = Pipeline::default();
    change(&mut pipeline);
    let answer = match request {
        // Shares RSA with other mutants; a handle is the reference's own.
        Request::TzpkUnwrap {
            key: PrivateKeySource::Pkcs8 { .. },
            ..
        } => unwrap::Pipeline::default().answer(request, device, rng)?,
        _ => reference.respond(request, rng),
    };
    Some(pipeline.let_out(request, answer, stderr, rng))
}

impl Pipeline {
    fn let_out(self, request: &Request, answer: Answer, stderr: &Stderr, rng: &mut dyn CryptoRng) -> Answer {
        if self.when == When::Refused && !matches!(answer, Answer::Reject { .. }) {
            return answer;
        }
        let said = said(self.what, self.form, request, &answer, rng);
        match self.channel {
            Channel::Stderr => {
                said.iter().for_each(|line| stderr.line(line));
                answer
            }
            Channel::Native => match answer {
                Answer::Reject { class, .. } if !said.is_empty() => {
                    let lines: Vec<String> = said
                        .iter()
                        .map(|line| String::from_utf8_lossy(line).into_owned())
                        .collect();
                    Answer::Reject {
                        class,
                        native: Some(lines.join("; ")),
                    }
                }
                other => other,
            },
        }
    }
}
