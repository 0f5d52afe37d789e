//! The scripts of the twin runs: which secret differs, and how it is drawn.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::super::super::twin::{Differs, pair};
use super::super::canaries::draw::{key, pan};
use super::super::canaries::unwraps::Usable;
use super::super::secret::place;
use super::wishes::{Material, Wish};
use crate::conformance::check::Context;
use crate::conformance::client::{Answer, Reference, RejectClass, Request};
use crate::tzpk::{Tzpk, TzpkKind};

/// Drawn so often at most until both secrets have the same right answers.
const DRAWS: usize = 32;

/// Where a PAN may be read in the open: the first six digits and the last four.
const SHOWN: core::ops::Range<usize> = 6..12;

/// The same requests with each of two secrets.
pub(super) struct Script {
    differs: Differs,
    names: Vec<String>,
    requests: [Vec<Request>; 2],
    digits: usize,
}

impl Script {
    /// One script with PINs of four digits that differ in all of them, one with PINs that differ in the last, one with PINs of
    /// twelve; one with two PANs, one with two keys. None for a client that has nothing to do with these.
    pub(super) fn all(context: &mut Context<'_>) -> Vec<Self> {
        let kinds = [
            (Differs::Pin, 4, false),
            (Differs::Pin, 4, true),
            (Differs::Pin, 12, false),
            (Differs::Pan, 4, false),
            (Differs::Key, 4, false),
        ];
        let scripts = kinds
            .into_iter()
            .filter_map(|(differs, digits, last)| Self::draw(differs, digits, last, context));
        scripts.filter(|script| !script.names.is_empty()).collect()
    }

    /// Secrets whose right answers are the same in kind: a policy may well refuse one PIN and not the other.
    fn draw(differs: Differs, digits: usize, last: bool, context: &mut Context<'_>) -> Option<Self> {
        let reference = Reference::new();
        (0..DRAWS).find_map(|_| {
            let [pin, mut twin] = pair(digits, context.rng);
            if last {
                twin = with_end(&pin, twin.get(digits.saturating_sub(1)..)?);
            }
            let both = materials(differs, [pin, twin], context);
            let both = both.map(|material| material.wishes(context));
            let right = both.each_ref().map(|wishes: &Vec<Wish>| {
                let answers = wishes
                    .iter()
                    .map(|(_, request)| reference.respond(request, context.rng));
                answers.map(|answer| kind(&answer)).collect::<Vec<_>>()
            });
            let [first, second] = &right;
            (first == second).then(|| Self {
                differs,
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

    pub(super) fn differs(&self) -> Differs {
        self.differs
    }

    pub(super) fn digits(&self) -> usize {
        self.digits
    }

    /// The requests with one of the two secrets.
    pub(super) fn requests(&self, which: usize) -> &[Request] {
        self.requests.get(which).map_or(&[], Vec::as_slice)
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
pub(super) fn with_end(pin: &str, end: &str) -> String {
    let kept = pin.len().saturating_sub(end.len());
    format!("{}{end}", pin.get(..kept).unwrap_or_default())
}

/// What each of the two runs is made from: one secret differs, the others are the same.
fn materials(differs: Differs, pins: [String; 2], context: &mut Context<'_>) -> [Material; 2] {
    let profile = context.selection.profile.as_ref();
    let kinds: Vec<TzpkKind> = TzpkKind::ALL
        .into_iter()
        .filter(|kind| context.capabilities.keys.contains(kind))
        .filter(|kind| profile.is_none_or(|profile| profile.tzpk.kind == *kind))
        .collect();
    let policy = profile.map(|profile| profile.pin_policy.clone());
    let pans = pans(context.rng);
    let mut keys = || -> Vec<(TzpkKind, Vec<u8>)> {
        let draw = kinds.iter().map(|kind| (*kind, key(*kind, context.rng)));
        draw.collect()
    };
    let keys = [keys(), keys()];
    let payloads = [(); 2].map(|()| {
        let key = Tzpk::generate(TzpkKind::Aes128, context.rng);
        key.map(|key| key.expose().to_vec()).unwrap_or_default()
    });
    let unwrap = (differs == Differs::Key).then(|| Usable::find(context)).flatten();
    [0, 1].map(|which| {
        let of = |own: Differs| if differs == own { which } else { 0 };
        let wrapped = unwrap.as_ref().zip(payloads.get(of(Differs::Key)));
        Material {
            which: of(Differs::Pin),
            pin: pins.get(of(Differs::Pin)).cloned().unwrap_or_default(),
            pins: pins.clone(),
            pan: pans.get(of(Differs::Pan)).cloned().unwrap_or_default(),
            keys: keys.get(of(Differs::Key)).cloned().unwrap_or_default(),
            unwrap: wrapped.and_then(|(usable, payload)| usable.wrap(payload, context.rng)),
            policy: policy.clone(),
        }
    })
}

/// Two PANs of which a receipt shows the same digits; all others differ.
fn pans(rng: &mut dyn CryptoRng) -> [String; 2] {
    loop {
        let first = pan(rng);
        let second = pan(rng);
        let (Some(start), Some(end)) = (first.get(..SHOWN.start), first.get(SHOWN.end..)) else {
            return [first.clone(), first];
        };
        let middle = second.get(SHOWN).unwrap_or_default();
        let twin = format!("{start}{middle}{end}");
        let apart = first
            .bytes()
            .zip(twin.bytes())
            .filter(|(one, other)| one != other)
            .count();
        let right = crate::pan::Pan::from_ascii(twin.as_bytes()).is_ok_and(|pan| pan.has_valid_check_digit());
        if right && apart == SHOWN.len() {
            return [first, twin];
        }
    }
}
