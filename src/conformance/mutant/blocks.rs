//! From key, PIN and PAN to an encrypted block and back, each step with the ways in which it can be wrong.
//!
//! Blocks and fields are lists of nibbles here, because that is what the bugs are about. The pipeline as it comes is
//! the reference, written a second time; a test compares the two.

mod account;
mod account_bugs;
mod cipher_bugs;
mod field;
mod field_bugs;
mod fill;
mod fill_bugs;
mod key;
pub(super) mod needs;
mod reader;
mod reader_bugs;
mod seal;
#[cfg(test)]
pub(super) mod tests;
pub(super) mod typed;

use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

pub(crate) use self::account::{Account, PanBody, PanCount, PanLength, PanPart, PanPlace, PanReading};
pub(crate) use self::field::{Control, Layout, Length, Mixing, Odd};
pub(crate) use self::fill::Memory;
use self::fill::{For, Source};
pub(crate) use self::key::{Algorithm, Expansion, KeyLength, Keys, ParityRule, Runs, Weak};
pub(crate) use self::reader::{ControlCheck, DigitCheck, End, FillCheck, Reader, Shown, Size};
pub(crate) use self::seal::{CheckValues, Format4, Mode, Pairs, Seal};
use self::typed::{Entry, Reading};
use super::catalogue::{Equivalent, Mutant};
use crate::conformance::client::{
    Answer, Block, CheckValueText, Encrypted, Fields, Output, PinText, RejectClass, Request,
};
use crate::pin_block::Format;
use crate::tzpk::{CheckMethod, TzpkKind};

/// Section D.
pub(super) const MUTANTS: &[Mutant] = &joined::<{ length(LISTS) }, { LISTS.len() }>(LISTS);

const LISTS: [&[Mutant]; 5] = [
    field_bugs::MUTANTS,
    account_bugs::MUTANTS,
    fill_bugs::MUTANTS,
    reader_bugs::MUTANTS,
    cipher_bugs::MUTANTS,
];

/// What no case can show.
pub(super) const EQUIVALENT: &[Equivalent] = &[Equivalent {
    id: "D16-short",
    title: "fills short PANs up with zeros on the left in formats 0 and 3",
    equals: None,
    proof: "No public text says what a PAN of fewer than 13 digits gives there, so each case allows this and a refusal",
}];

/// Several lists as one.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "runs in the compiler, which refuses what is out of bounds"
)]
pub(super) const fn joined<const N: usize, const LISTS: usize>(lists: [&[Mutant]; LISTS]) -> [Mutant; N] {
    let mut all = [lists[0][0]; N];
    let (mut list, mut filled) = (0, 0);
    while list < LISTS {
        let mut index = 0;
        while index < lists[list].len() {
            all[filled] = lists[list][index];
            filled += 1;
            index += 1;
        }
        list += 1;
    }
    all
}

/// The length of several lists as one.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "runs in the compiler, which refuses what is out of bounds"
)]
pub(super) const fn length<const LISTS: usize>(lists: [&[Mutant]; LISTS]) -> usize {
    let (mut list, mut sum) = (0, 0);
    while list < LISTS {
        sum += lists[list].len();
        list += 1;
    }
    sum
}

/// One client's way with keys and blocks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pipeline {
    /// Typed PIN to digits.
    pub(crate) entry: Entry,
    /// `pin_block.encrypt` does not look at PIN and PAN.
    pub(crate) unchecked_in_encrypt: bool,
    /// PAN to PAN field.
    pub(crate) account: Account,
    /// The nibbles that the format leaves free.
    pub(crate) fill: Source,
    /// Digits to PIN field to block.
    pub(crate) layout: Layout,
    /// PIN field to PIN.
    pub(crate) reader: Reader,
    /// Key to cipher.
    pub(crate) keys: Keys,
    /// Block to encrypted block and back.
    pub(crate) seal: Seal,
    /// Check values.
    pub(crate) check_values: CheckValues,
}

/// What a client with this change answers; none for requests that do not come through here.
pub(super) fn answer(
    change: fn(&mut Pipeline),
    request: &Request,
    memory: &Memory,
    rng: &mut dyn CryptoRng,
) -> Option<Answer> {
    let mut pipeline = Pipeline::default();
    change(&mut pipeline);
    pipeline.answer_from(request, memory, rng)
}

/// PIN field or block, and PAN field: in nibbles.
struct Clear {
    pin: Vec<u8>,
    pan: Vec<u8>,
}

impl Pipeline {
    /// The answer to a request about keys or blocks, the first of a process.
    pub(super) fn answer(&self, request: &Request, rng: &mut dyn CryptoRng) -> Option<Answer> {
        self.answer_from(request, &Memory::default(), rng)
    }

    /// The answer to a request about keys or blocks.
    fn answer_from(&self, request: &Request, memory: &Memory, rng: &mut dyn CryptoRng) -> Option<Answer> {
        let result = match request {
            Request::TzpkCheckValue { kind, key, method } => self.check_value(*kind, key, *method),
            Request::PinBlockEncode { format, pin, pan, fill } => self
                .clear(*format, pin, pan.as_deref(), fill.as_deref(), memory, rng)
                .map(|clear| shown(*format, &clear)),
            Request::PinBlockDecode {
                format,
                block,
                pin_field,
                pan,
            } => {
                let text = if *format == Format::Iso4 { pin_field } else { block };
                self.decode(*format, text.as_deref(), pan.as_deref())
            }
            Request::PinBlockEncrypt {
                format,
                kind,
                key,
                pin,
                pan,
                fill,
            } => self.encrypt((*format, *kind, key), pin, pan.as_deref(), fill.as_deref(), memory, rng),
            Request::PinBlockDecrypt {
                format,
                kind,
                key,
                encrypted,
                pan,
            } => self.decrypt((*format, *kind, key), encrypted, pan.as_deref()),
            _ => return None,
        };
        Some(result.map_or_else(Answer::reject, Answer::Ok))
    }

    fn check_value(&self, kind: TzpkKind, key: &str, method: CheckMethod) -> Result<Output, RejectClass> {
        if kind.is_tdes() != (method == CheckMethod::Tdes) && self.check_values != CheckValues::AnyMethod {
            return Err(RejectClass::Message);
        }
        let value = self.check_values.make(&self.keys.cipher(kind, key)?, method);
        Ok(Output::CheckValue(CheckValueText {
            check_value: hex::encode(value),
        }))
    }

    /// The same client without its checks of PIN and PAN.
    fn unchecked(&self) -> Self {
        let reading = PanReading::DigitsOnly;
        let account = Account {
            reading,
            length: PanLength::Any,
            short_filled: true,
            ..self.account
        };
        Self {
            entry: Entry {
                reading: Reading::Unchecked,
                ..self.entry
            },
            account,
            ..*self
        }
    }

    /// The clear block, or the two fields.
    fn clear(
        &self,
        format: Format,
        pin: &str,
        pan: Option<&str>,
        fill: Option<&str>,
        memory: &Memory,
        rng: &mut dyn CryptoRng,
    ) -> Result<Clear, RejectClass> {
        if format == Format::Iso2 && pan.is_some() && self.account.refused_in_2 {
            return Err(RejectClass::Message);
        }
        let account = self.needed(format, pan)?;
        let digits = self.entry.read(pin)?;
        let pan = self.pan_field(format, account)?;
        let known = account
            .map(|account| self.account.read(account))
            .transpose()?
            .unwrap_or_default();
        let what = For {
            format,
            typed: pin.chars().count(),
            pin: &digits,
            pan: &known,
        };
        let fill = self.fill.fill(&what, fill, memory, rng)?;
        let field = self.layout.write(format, &digits, &fill);
        let pin = if format == Format::Iso4 || pan.is_empty() {
            field
        } else {
            self.layout.mix(&field, &pan)
        };
        Ok(Clear { pin, pan })
    }

    /// The PAN that the format binds; a PAN next to a format that binds none is not looked at.
    fn needed<'a>(&self, format: Format, pan: Option<&'a str>) -> Result<Option<&'a str>, RejectClass> {
        match (format.wants_pan(), pan) {
            (true, None | Some("")) if self.account.missing_is_zeros => Ok(Some("0000000000000000")),
            (true, None) => Err(RejectClass::Message),
            (true, Some(pan)) => Ok(Some(pan)),
            (false, pan) => Ok(pan.filter(|_| format == Format::Iso1 && self.layout.format_1_mixed)),
        }
    }

    /// No nibbles when there is no PAN.
    fn pan_field(&self, format: Format, pan: Option<&str>) -> Result<Vec<u8>, RejectClass> {
        let Some(pan) = pan else { return Ok(Vec::new()) };
        let pan = self.account.read(pan)?;
        if format == Format::Iso4 {
            self.account.long_field(&pan)
        } else {
            self.account.field(&pan)
        }
    }

    fn decode(&self, format: Format, text: Option<&str>, pan: Option<&str>) -> Result<Output, RejectClass> {
        let bytes = from_hex(text.ok_or(RejectClass::Message)?)?;
        // In format 4 the PAN has no part in it.
        let pan = if format == Format::Iso4 {
            Vec::new()
        } else {
            self.pan_field(format, self.needed(format, pan)?)?
        };
        let bytes = self.reader.sized(bytes, format.block_len())?;
        self.open(format, &field::split(&bytes), &pan)
    }

    /// The PIN in a clear block, given in nibbles.
    fn open(&self, format: Format, block: &[u8], pan: &[u8]) -> Result<Output, RejectClass> {
        let read_as = self.reader.format(format, block.first().copied());
        let mixed = format != Format::Iso4 && !pan.is_empty() && (read_as == format || read_as.wants_pan());
        let mut field = if mixed {
            self.layout.mix(block, pan)
        } else {
            block.to_vec()
        };
        if format == Format::Iso4 {
            field = self.layout.pin_half(&field).to_vec();
        }
        field.truncate(16);
        self.layout.swap(&mut field);
        let digits = self.reader.read(read_as, &self.entry, &field)?;
        Ok(Output::Pin(PinText {
            pin: self.reader.show(digits),
        }))
    }

    fn encrypt(
        &self,
        (format, kind, key): (Format, TzpkKind, &str),
        pin: &str,
        pan: Option<&str>,
        fill: Option<&str>,
        memory: &Memory,
        rng: &mut dyn CryptoRng,
    ) -> Result<Output, RejectClass> {
        self.seal.check(format, kind)?;
        let clear = if self.unchecked_in_encrypt {
            self.unchecked().clear(format, pin, pan, fill, memory, rng)?
        } else {
            self.clear(format, pin, pan, fill, memory, rng)?
        };
        let cipher = self.keys.cipher(kind, key)?;
        let (pin, pan) = (field::join(&clear.pin), field::join(&clear.pan));
        let encrypted = if format == Format::Iso4 {
            self.seal.encrypt_fields(&cipher, &pin, &pan, rng)
        } else {
            self.seal.encrypt(&cipher, &pin, rng)
        };
        Ok(Output::Encrypted(Encrypted {
            encrypted: hex::encode(encrypted),
        }))
    }

    fn decrypt(
        &self,
        (format, kind, key): (Format, TzpkKind, &str),
        encrypted: &str,
        pan: Option<&str>,
    ) -> Result<Output, RejectClass> {
        self.seal.check(format, kind)?;
        let pan = self.pan_field(format, self.needed(format, pan)?)?;
        let cipher = self.keys.cipher(kind, key)?;
        let encrypted = from_hex(encrypted)?;
        let block = if format == Format::Iso4 {
            self.seal.decrypt_fields(&cipher, &encrypted, &field::join(&pan))?
        } else {
            self.seal.decrypt(&cipher, &encrypted, 8)?
        };
        self.open(format, &field::split(&block), &pan)
    }
}

fn shown(format: Format, clear: &Clear) -> Output {
    let text = |nibbles: &[u8]| -> String { hex::encode(field::join(nibbles)) };
    if format == Format::Iso4 {
        Output::Fields(Fields {
            pin_field: text(&clear.pin),
            pan_field: text(&clear.pan),
        })
    } else {
        Output::Block(Block {
            block: text(&clear.pin),
        })
    }
}

fn from_hex(text: &str) -> Result<Vec<u8>, RejectClass> {
    let lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    hex::decode(text).ok().filter(|_| lower).ok_or(RejectClass::Encoding)
}
