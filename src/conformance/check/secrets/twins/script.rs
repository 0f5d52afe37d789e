//! The requests of a twin run: all that take or give a PIN, done and refused.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::super::super::twin::pair;
use super::super::canaries::draw::{clear_block, decode_request, key, pan, sealed};
use super::super::secret::place;
use crate::conformance::check::Context;
use crate::conformance::client::{Answer, Facts, Reference, RejectClass, Request};
use crate::pin::policy::PinPolicy;
use crate::pin_block::Format;
use crate::tzpk::TzpkKind;

/// Drawn so often at most until both PINs have the same right answers.
const DRAWS: usize = 32;

/// The same requests with each of two PINs.
pub(super) struct Script {
    names: Vec<String>,
    requests: [Vec<Request>; 2],
    digits: usize,
}

/// A request, and what is special about it.
type Wish = (&'static str, Request);

impl Script {
    /// One script with PINs of four digits that differ in all of them, one with PINs that differ in the last, one with PINs of
    /// twelve. None for a client that has nothing to do with PINs.
    pub(super) fn all(context: &mut Context<'_>) -> Vec<Self> {
        let kinds = [(4, false), (4, true), (12, false)];
        let scripts = kinds
            .into_iter()
            .filter_map(|(digits, last)| Self::draw(digits, last, context));
        scripts.filter(|script| !script.names.is_empty()).collect()
    }

    /// PINs whose right answers are the same in kind: a policy may well refuse one of them and not the other.
    fn draw(digits: usize, last: bool, context: &mut Context<'_>) -> Option<Self> {
        let reference = Reference::new();
        (0..DRAWS).find_map(|_| {
            let [pin, mut twin] = pair(digits, context.rng);
            if last {
                twin = with_end(&pin, twin.get(digits.saturating_sub(1)..)?);
            }
            let fixed = Fixed::draw([pin, twin], context);
            let both = [0, 1].map(|which| fixed.wishes(which, context));
            let right = both.each_ref().map(|wishes| {
                let answers = wishes
                    .iter()
                    .map(|(_, request)| reference.respond(request, context.rng));
                answers.map(|answer| kind(&answer)).collect::<Vec<_>>()
            });
            let [first, second] = &right;
            (first == second).then(|| Self {
                names: both
                    .first()
                    .into_iter()
                    .flatten()
                    .map(|(what, request)| place(request, what))
                    .collect(),
                requests: both.map(|wishes| wishes.into_iter().map(|(_, request)| request).collect()),
                digits,
            })
        })
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn digits(&self) -> usize {
        self.digits
    }

    /// The requests with one of the two PINs.
    pub(super) fn requests(&self, pin: usize) -> &[Request] {
        self.requests.get(pin).map_or(&[], Vec::as_slice)
    }

    pub(super) fn name(&self, place: usize) -> &str {
        self.names.get(place).map_or("", String::as_str)
    }
}

/// The class of a refusal; none for anything else.
fn kind(answer: &Answer) -> Option<RejectClass> {
    match answer {
        Answer::Reject { class, .. } => Some(*class),
        _ => None,
    }
}

/// `pin` with other digits at its end.
fn with_end(pin: &str, end: &str) -> String {
    let kept = pin.len().saturating_sub(end.len());
    format!("{}{end}", pin.get(..kept).unwrap_or_default())
}

/// What is the same with both PINs.
struct Fixed {
    pins: [String; 2],
    pan: String,
    keys: Vec<(TzpkKind, Vec<u8>)>,
    /// A profile's own policy, which is the only one then.
    policy: Option<PinPolicy>,
}

impl Fixed {
    fn draw(pins: [String; 2], context: &mut Context<'_>) -> Self {
        let kinds = TzpkKind::ALL
            .into_iter()
            .filter(|kind| context.capabilities.keys.contains(kind));
        let profile = context.selection.profile.as_ref();
        let kinds = kinds.filter(|kind| profile.is_none_or(|profile| profile.tzpk.kind == *kind));
        Self {
            pins,
            pan: pan(context.rng),
            keys: kinds.map(|kind| (kind, key(kind, context.rng))).collect(),
            policy: profile.map(|profile| profile.pin_policy.clone()),
        }
    }

    /// The requests with one of the PINs, as far as they are claimed and selected.
    fn wishes(&self, which: usize, context: &mut Context<'_>) -> Vec<Wish> {
        let Some(pin) = self.pins.get(which) else {
            return Vec::new();
        };
        let mut wishes = Vec::new();
        for format in Format::ALL {
            wishes.extend(self.clear(format, pin, context.rng));
            let key = self.keys.iter().find(|(kind, _)| format.check_key(*kind).is_ok());
            if let Some((kind, key)) = key {
                wishes.extend(self.online(format, *kind, key, pin, context.rng));
            }
        }
        wishes.extend(self.policies(which, pin));
        let (capabilities, selection) = (context.capabilities, context.selection);
        wishes.retain(|(_, request)| capabilities.lacks(request, None).is_none() && selection.fits(request, None));
        wishes
    }

    fn clear(&self, format: Format, pin: &str, rng: &mut dyn CryptoRng) -> [Wish; 5] {
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
            ("a good block", decode_request(format, &block, &self.pan)),
            ("a wrong control nibble", decode_request(format, &wrong, &self.pan)),
        ]
    }

    fn online(&self, format: Format, kind: TzpkKind, key: &[u8], pin: &str, rng: &mut dyn CryptoRng) -> [Wish; 4] {
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
            ("a good block", decrypt(&block)),
            ("a block that is cut", decrypt(&cut(&block))),
        ]
    }

    fn policies(&self, which: usize, pin: &str) -> Vec<Wish> {
        let check = |policy: &PinPolicy, pin: String, repeat: Option<String>, facts: Option<Facts>| Request::PinCheck {
            policy: self.policy.clone().unwrap_or_else(|| policy.clone()),
            pin,
            repeat,
            facts,
        };
        let iso = PinPolicy::iso();
        let other = self.pins.get(1_usize.saturating_sub(which)).cloned();
        let mut wishes = Vec::from([
            ("a good entry", check(&iso, pin.to_owned(), Some(pin.to_owned()), None)),
            ("another repeat entry", check(&iso, pin.to_owned(), other, None)),
            ("a letter in the PIN", check(&iso, format!("{pin}x"), None, None)),
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
}
