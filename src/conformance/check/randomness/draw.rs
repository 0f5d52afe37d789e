//! PINs, PANs and a key of a run, the requests made of them, and the fill in what comes back.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::iter::repeat_with;

use rand_core::CryptoRng;

use super::sample::{Account, People};
use crate::conformance::check::Context;
use crate::conformance::clear::{self, Clear, Wanted};
use crate::conformance::client::{Answer, Capabilities, Op, Output, Request};
use crate::pan::Pan;
use crate::pin_block::Format;
use crate::profile::Profile;
use crate::tzpk::{Tzpk, TzpkKind};

/// Digits of each PIN: the fewest, so that as much fill is left as there can be.
const PIN_DIGITS: usize = 4;
/// Lengths that a PIN may have, from [`PIN_DIGITS`] on.
pub(super) const PIN_LENGTHS: usize = 9;
/// The shortest PAN of formats 0 and 3, and how many lengths there are.
const SHORTEST_PAN: usize = 13;
const PAN_LENGTHS: usize = 7;
/// Digits of each PAN.
const PAN_DIGITS: usize = 16;
/// PINs, and PANs, of a run.
const PEOPLE: usize = 16;
/// A nibble that may be filled in in each format.
const KNOWN: u8 = 0xa;

impl People {
    pub(super) fn draw(rng: &mut dyn CryptoRng) -> Self {
        let mut pins = BTreeSet::new();
        while pins.len() < PEOPLE {
            pins.insert(digits(PIN_DIGITS, rng));
        }
        let pans = repeat_with(|| pan(PAN_DIGITS, rng)).take(PEOPLE).collect();
        Self {
            pins: pins.into_iter().collect(),
            pans,
        }
    }

    /// PINs of every length and PANs of 13 to 19 digits: the place of each says its length.
    pub(super) fn of_every_length(rng: &mut dyn CryptoRng) -> Self {
        let pins = (0..PEOPLE.saturating_mul(PIN_LENGTHS)).map(|place| digits(pin_length(place), rng));
        let pins = pins.collect();
        let pans = (0..PEOPLE).map(|place| pan(pan_length(place), rng)).collect();
        Self { pins, pans }
    }

    /// A PIN of this length and any PAN.
    pub(super) fn with_pin_of(&self, length: usize, rng: &mut dyn CryptoRng) -> Account {
        let account = self.any(rng);
        let turn = account.pin.saturating_mul(PIN_LENGTHS);
        Account {
            pin: turn.saturating_add(length.saturating_sub(PIN_DIGITS)),
            ..account
        }
    }

    /// A PIN and a PAN, independent of each other and of those before, so that nothing but the two can follow them.
    pub(super) fn any(&self, rng: &mut dyn CryptoRng) -> Account {
        let mut place = || usize::try_from(below(16, rng)).unwrap_or_default();
        Account {
            pin: place(),
            pan: place(),
        }
    }
}

/// The length of the PIN in this place.
fn pin_length(place: usize) -> usize {
    PIN_DIGITS.saturating_add(place % PIN_LENGTHS)
}

/// The length of the PAN in this place.
fn pan_length(place: usize) -> usize {
    SHORTEST_PAN.saturating_add(place % PAN_LENGTHS)
}

/// A PAN with the check digit that it should have.
fn pan(length: usize, rng: &mut dyn CryptoRng) -> Vec<u8> {
    let body = [&[4], digits(length.saturating_sub(2), rng).as_slice()].concat();
    let with = |check_digit: u8| [body.as_slice(), &[check_digit]].concat();
    let right = |pan: &Vec<u8>| Pan::from_ascii(text(pan).as_bytes()).is_ok_and(|pan| pan.has_valid_check_digit());
    (0..10).map(with).find(right).unwrap_or_default()
}

fn digits(count: usize, rng: &mut dyn CryptoRng) -> Vec<u8> {
    repeat_with(|| u8::try_from(below(10, rng)).unwrap_or_default())
        .take(count)
        .collect()
}

/// A number below another; which one is a little likelier does not matter for what is sent.
fn below(limit: u32, rng: &mut dyn CryptoRng) -> u32 {
    rng.next_u32().checked_rem(limit).unwrap_or_default()
}

fn text(digits: &[u8]) -> String {
    digits
        .iter()
        .map(|digit| char::from(digit.wrapping_add(b'0')))
        .collect()
}

/// How fill of one format is asked for.
pub(super) struct Asking {
    pub(super) format: Format,
    /// The key under which blocks come; none for clear blocks.
    key: Option<Tzpk>,
    /// The clear nibbles of each PIN and PAN with [`KNOWN`] for fill.
    known: BTreeMap<Account, Vec<u8>>,
}

impl Asking {
    /// Encrypted where the client can, because that is what it sends; else clear.
    ///
    /// # Errors
    /// The capability that the client lacks.
    pub(super) fn new(
        format: Format,
        capabilities: &Capabilities,
        profile: Option<&Profile>,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, String> {
        let goes = |kind: &TzpkKind| {
            format.check_key(*kind).is_ok() && profile.is_none_or(|profile| profile.tzpk.kind == *kind)
        };
        let encrypts = capabilities.ops.contains(&Op::PinBlockEncrypt);
        let kind = capabilities.keys.iter().copied().find(goes).filter(|_| encrypts);
        let key = kind.map(|kind| Tzpk::generate(kind, rng)).transpose();
        let asking = Self {
            format,
            key: key.map_err(|error| error.to_string())?,
            known: BTreeMap::new(),
        };
        let nobody = Account { pin: 0, pan: 0 };
        match capabilities.lacks(&asking.request(nobody, &People::default()), None) {
            Some(_) if encrypts && kind.is_none() => {
                Err(format!("no kind of key declared that goes with {}", format.name()))
            }
            Some(why) => Err(why),
            None => Ok(asking),
        }
    }

    /// Every way to come to a block that is claimed: clear, and under each kind of key.
    pub(super) fn every_way(format: Format, context: &Context<'_>, rng: &mut dyn CryptoRng) -> Vec<Self> {
        let kinds = context.capabilities.keys.iter().copied();
        let keys = kinds.filter(|kind| format.check_key(*kind).is_ok());
        let keys: Vec<Option<Tzpk>> = keys
            .filter_map(|kind| Tzpk::generate(kind, rng).ok())
            .map(Some)
            .collect();
        let ways = core::iter::once(None).chain(keys).map(|key| Self {
            format,
            key,
            known: BTreeMap::new(),
        });
        let nobody = Account { pin: 0, pan: 0 };
        let claimed = |asking: &Self| {
            let request = asking.request(nobody, &People::default());
            context.capabilities.lacks(&request, None).is_none() && context.selection.fits(&request, None)
        };
        ways.filter(claimed).collect()
    }

    /// What is asked, in words.
    pub(super) fn name(&self) -> String {
        match &self.key {
            Some(key) => format!("{} with {}", self.op(), key.kind()),
            None => self.op().to_string(),
        }
    }

    pub(super) fn op(&self) -> Op {
        if self.key.is_some() {
            Op::PinBlockEncrypt
        } else {
            Op::PinBlockEncode
        }
    }

    /// Nibbles of fill in each block with a PIN of four digits.
    pub(super) fn width(&self) -> usize {
        self.format.free_nibbles(PIN_DIGITS)
    }

    pub(super) fn request(&self, account: Account, people: &People) -> Request {
        let format = self.format;
        let pin = text(people.pin(account));
        let pan = format.wants_pan().then(|| text(people.pan(account)));
        match &self.key {
            Some(key) => Request::PinBlockEncrypt {
                format,
                kind: key.kind(),
                key: hex::encode(key.expose()),
                pin,
                pan,
                fill: None,
            },
            None => Request::PinBlockEncode {
                format,
                pin,
                pan,
                fill: None,
            },
        }
    }

    /// The fill in an answer.
    ///
    /// # Errors
    /// Why there is none to be had.
    pub(super) fn fill(&mut self, answer: &Answer, account: Account, people: &People) -> Result<Vec<u8>, String> {
        let clear = self.clear(answer, account, people)?;
        let width = self.format.free_nibbles(people.pin(account).len());
        let known = self.known(account, people)?;
        if clear.len() != known.len() {
            return Err("the block has the wrong number of bytes".to_string());
        }
        // What PIN, PAN, control and length put into both falls out; what is left is the fill.
        let mut rest: Vec<u8> = clear.iter().zip(known).map(|(one, other)| one ^ other).collect();
        let free = rest.split_off(rest.len().saturating_sub(width));
        if rest.iter().any(|nibble| *nibble != 0) {
            return Err("the block does not open to the PIN: control, length, digits, PAN or key is wrong".to_string());
        }
        Ok(free.into_iter().map(|nibble| nibble ^ KNOWN).collect())
    }

    /// The nibbles of the clear block, in format 4 those of the PIN field.
    fn clear(&self, answer: &Answer, account: Account, people: &People) -> Result<Vec<u8>, String> {
        let bytes = |hex: &str| hex::decode(hex).map_err(|_| "the block is not hex".to_string());
        let clear = match (answer, &self.key) {
            (Answer::Ok(Output::Block(block)), None) => bytes(&block.block)?,
            (Answer::Ok(Output::Fields(fields)), None) => bytes(&fields.pin_field)?,
            (Answer::Ok(Output::Encrypted(block)), Some(key)) => {
                let pan = text(people.pan(account));
                let opened = clear::open(self.format, key, &bytes(&block.encrypted)?, Some(&pan));
                let opened = opened.map_err(|class| format!("the block does not open ({class})"))?;
                opened.expose().to_vec()
            }
            (Answer::Ok(_), _) => return Err("the answer has no block".to_string()),
            (Answer::Reject { class, .. }, _) => return Err(format!("it refused with {class}")),
            (Answer::Unsupported(_), _) => return Err("it answered unsupported".to_string()),
        };
        Ok(nibbles(&clear))
    }

    fn known(&mut self, account: Account, people: &People) -> Result<&[u8], String> {
        let width = self.format.free_nibbles(people.pin(account).len());
        let known = match self.known.entry(account) {
            alloc::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            alloc::collections::btree_map::Entry::Vacant(place) => {
                let fill: String = core::iter::repeat_n('a', width).collect();
                let wanted = Wanted {
                    format: self.format,
                    pin: &text(people.pin(account)),
                    pan: Some(&text(people.pan(account))),
                    fill: Some(&fill),
                };
                // Nothing is drawn: all fill is given.
                let clear = wanted.encode(&mut crate::os_rng()).map_err(|class| class.to_string())?;
                place.insert(match clear {
                    Clear::Iso0(block) => nibbles(block.expose()),
                    Clear::Iso1(block) => nibbles(block.expose()),
                    Clear::Iso2(block) => nibbles(block.expose()),
                    Clear::Iso3(block) => nibbles(block.expose()),
                    Clear::Iso4(field, _) => nibbles(field.expose()),
                })
            }
        };
        Ok(known)
    }
}

fn nibbles(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]).collect()
}
