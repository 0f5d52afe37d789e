//! The requests of a twin run: all that take or give a PIN, a PAN or a key, done and refused.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::super::canaries::draw::{clear_block, decode_request, sealed};
use super::script::with_end;
use crate::conformance::check::Context;
use crate::conformance::client::{Facts, Request};
use crate::pin::policy::PinPolicy;
use crate::pin_block::Format;
use crate::tzpk::{CheckMethod, TzpkKind};

/// A request, and what is special about it.
pub(super) type Wish = (&'static str, Request);

/// What the requests of one run are made from.
pub(super) struct Material {
    /// Which of the two PINs it is.
    pub(super) which: usize,
    pub(super) pin: String,
    /// The PINs of both runs.
    pub(super) pins: [String; 2],
    pub(super) pan: String,
    pub(super) keys: Vec<(TzpkKind, Vec<u8>)>,
    /// A key to unwrap.
    pub(super) unwrap: Option<Request>,
    /// A profile's own policy, which is the only one then.
    pub(super) policy: Option<PinPolicy>,
}

impl Material {
    /// The requests, as far as they are claimed and selected.
    pub(super) fn wishes(&self, context: &mut Context<'_>) -> Vec<Wish> {
        let mut wishes = Vec::new();
        for format in Format::ALL {
            wishes.extend(self.clear(format, context.rng));
            let key = self.keys.iter().find(|(kind, _)| format.check_key(*kind).is_ok());
            if let Some((kind, key)) = key {
                wishes.extend(self.online(format, *kind, key, context.rng));
            }
        }
        wishes.extend(self.check_values());
        wishes.extend(self.policies());
        wishes.extend(self.unwrap.clone().map(|request| ("a good key", request)));
        let (capabilities, selection) = (context.capabilities, context.selection);
        // What is wrapped was made for a key that the client claims.
        let usable = |request: &Request| {
            matches!(request, Request::TzpkUnwrap { .. })
                || (capabilities.lacks(request, None).is_none() && selection.fits(request, None))
        };
        wishes.retain(|(_, request)| usable(request));
        wishes
    }

    fn clear(&self, format: Format, rng: &mut dyn CryptoRng) -> [Wish; 6] {
        let pin = self.pin.as_str();
        let encode = |pin: String, pan: String| Request::PinBlockEncode {
            format,
            pin,
            pan: Some(pan),
            fill: None,
        };
        let block = clear_block(format, pin, &self.pan, rng);
        let mut wrong = block.clone();
        if let Some(first) = wrong.first_mut() {
            *first ^= 0xf0;
        }
        [
            ("a good entry", encode(pin.to_owned(), self.pan.clone())),
            ("a letter in the PIN", encode(format!("{pin}x"), self.pan.clone())),
            ("a dash in the PAN", encode(pin.to_owned(), format!("{}-", self.pan))),
            (
                "a PAN of 23 digits",
                encode(pin.to_owned(), format!("{}1234567", self.pan)),
            ),
            ("a good block", decode_request(format, &block, &self.pan)),
            ("a wrong control nibble", decode_request(format, &wrong, &self.pan)),
        ]
    }

    fn online(&self, format: Format, kind: TzpkKind, key: &[u8], rng: &mut dyn CryptoRng) -> [Wish; 5] {
        let pin = self.pin.as_str();
        let encrypt = |key: &[u8]| Request::PinBlockEncrypt {
            format,
            kind,
            key: hex::encode(key),
            pin: pin.to_owned(),
            pan: Some(self.pan.clone()),
            fill: None,
        };
        let decrypt = |encrypted: &[u8]| Request::PinBlockDecrypt {
            format,
            kind,
            key: hex::encode(key),
            encrypted: hex::encode(encrypted),
            pan: Some(self.pan.clone()),
        };
        let block = sealed(format, kind, key, pin, &self.pan, rng).unwrap_or_default();
        let cut = |bytes: &'_ [u8]| bytes.split_last().map(|(_, rest)| rest.to_vec()).unwrap_or_default();
        [
            ("a good entry", encrypt(key)),
            ("a key that is a byte short", encrypt(&cut(key))),
            ("a weak key", encrypt(&weak(kind, key))),
            ("a good block", decrypt(&block)),
            ("a block that is cut", decrypt(&cut(&block))),
        ]
    }

    fn check_values(&self) -> Vec<Wish> {
        let mut wishes = Vec::new();
        for (kind, key) in &self.keys {
            for method in CheckMethod::ALL {
                if (method == CheckMethod::Tdes) != kind.is_tdes() {
                    continue;
                }
                let ask = |key: &[u8]| Request::TzpkCheckValue {
                    kind: *kind,
                    key: hex::encode(key),
                    method,
                };
                let short = key.split_last().map(|(_, rest)| rest).unwrap_or_default();
                wishes.extend([
                    ("a good key", ask(key)),
                    ("a key that is a byte short", ask(short)),
                    ("a weak key", ask(&weak(*kind, key))),
                ]);
            }
        }
        wishes
    }

    fn policies(&self) -> Vec<Wish> {
        let (which, pin) = (self.which, self.pin.as_str());
        let check = |policy: &PinPolicy, pin: String, repeat: Option<String>, facts: Option<Facts>| Request::PinCheck {
            policy: self.policy.clone().unwrap_or_else(|| policy.clone()),
            pin,
            repeat,
            facts,
        };
        let iso = PinPolicy::iso();
        let other = self.pins.get(1_usize.saturating_sub(which)).cloned();
        let card = Facts {
            pan: Some(self.pan.clone()),
            ..Facts::default()
        };
        let mut wishes = Vec::from([
            ("a good entry", check(&iso, pin.to_owned(), Some(pin.to_owned()), None)),
            ("another repeat entry", check(&iso, pin.to_owned(), other, None)),
            (
                "one digit wrong in the repeat entry",
                check(&iso, pin.to_owned(), Some(self.almost()), None),
            ),
            ("a letter in the PIN", check(&iso, format!("{pin}x"), None, None)),
            (
                "a good entry beside a PAN",
                check(&iso, pin.to_owned(), None, Some(card)),
            ),
        ]);
        if self.policy.is_some() {
            return wishes;
        }
        let (run, row) = if which == 0 { ("345", "777") } else { ("678", "222") };
        let size = u8::try_from(pin.len()).unwrap_or_default();
        let shorter = PinPolicy {
            min: 4,
            max: size.saturating_sub(1).max(4),
            ..PinPolicy::iso()
        };
        let longer = PinPolicy {
            min: size.saturating_add(1).min(12),
            ..PinPolicy::iso()
        };
        let runs = PinPolicy {
            ascending_run: Some(3),
            ..PinPolicy::iso()
        };
        let rows = PinPolicy {
            max_in_a_row: Some(2),
            ..PinPolicy::iso()
        };
        let deny = PinPolicy {
            deny: self.pins.to_vec(),
            ..PinPolicy::iso()
        };
        let old = PinPolicy {
            old_pin: true,
            ..PinPolicy::iso()
        };
        let facts = Facts {
            old_pin: Some(pin.to_owned()),
            ..Facts::default()
        };
        wishes.extend([
            (
                "a PIN that may be too long",
                check(&shorter, pin.to_owned(), None, None),
            ),
            (
                "a PIN that may be too short",
                check(&longer, pin.to_owned(), None, None),
            ),
            ("a run in the PIN", check(&runs, with_end(pin, run), None, None)),
            (
                "a digit too often in the PIN",
                check(&rows, with_end(pin, row), None, None),
            ),
            ("a PIN on the deny list", check(&deny, pin.to_owned(), None, None)),
            ("the old PIN", check(&old, pin.to_owned(), None, Some(facts))),
        ]);
        wishes
    }

    /// The PIN with another digit, at the start for one PIN and at the end for the other: where they differ is nobody's business.
    fn almost(&self) -> String {
        let last = self.pin.len().saturating_sub(1);
        let place = if self.which == 0 { 0 } else { last };
        let digits = self.pin.chars().enumerate();
        let other = |digit: char| if digit == '5' { '6' } else { '5' };
        digits
            .map(|(at, digit)| if at == place { other(digit) } else { digit })
            .collect()
    }
}

/// Two equal halves, or for AES one byte throughout: made from the key, so that two keys give two of them.
fn weak(kind: TzpkKind, key: &[u8]) -> Vec<u8> {
    let unit = if kind.is_tdes() { 8 } else { 1 };
    let start = key.get(..unit).unwrap_or_default();
    start.iter().copied().cycle().take(key.len()).collect()
}
