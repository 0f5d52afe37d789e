//! The covering array: few ways through the parameters that have every combination of three values in one of them.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;
use std::sync::OnceLock;

use super::{ENCODINGS, Parameter};
use crate::conformance::client::Op;
use crate::device::Hash;
use crate::pin_block::Format;
use crate::tzpk::TzpkKind;

/// Formats that go on line; format 2 goes with no key, and its blocks have one parameter only.
const FORMATS: [Format; 4] = [Format::Iso0, Format::Iso1, Format::Iso3, Format::Iso4];
const PIN_LENGTHS: [usize; 9] = [4, 5, 6, 7, 8, 9, 10, 11, 12];
/// None in format 1. Under 13 digits in format 4 only: the shortest, one inside, and the two beside the fill with zeros.
const PAN_LENGTHS: [Option<usize>; 12] = [
    None,
    Some(1),
    Some(8),
    Some(11),
    Some(12),
    Some(13),
    Some(14),
    Some(15),
    Some(16),
    Some(17),
    Some(18),
    Some(19),
];
const HASHES: [Hash; 4] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];

/// Values of each parameter: format, PIN length, PAN length, key type, hash, MGF hash, encoding.
const SIZES: [usize; 7] = [
    FORMATS.len(),
    PIN_LENGTHS.len(),
    PAN_LENGTHS.len(),
    TzpkKind::ALL.len(),
    HASHES.len(),
    HASHES.len(),
    ENCODINGS.len(),
];
const FORMAT: usize = 0;
const PAN: usize = 2;
const KIND: usize = 3;

/// One way through the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) format: Format,
    pub(crate) pin_len: usize,
    pub(crate) pan_len: Option<usize>,
    pub(crate) kind: TzpkKind,
    pub(crate) hash: Hash,
    pub(crate) mgf_hash: Hash,
    /// Base64, or hex.
    pub(crate) base64: bool,
}

/// Places of values; none where none is chosen yet.
type Chosen = [Option<usize>; 7];

/// Three values: parameter and place of each, in the order of the parameters.
type Triple = [(usize, usize); 3];

fn at(chosen: &Chosen, parameter: usize) -> Option<usize> {
    chosen.get(parameter).copied().flatten()
}

fn with(chosen: &Chosen, parameter: usize, value: usize) -> Chosen {
    let mut chosen = *chosen;
    if let Some(slot) = chosen.get_mut(parameter) {
        *slot = Some(value);
    }
    chosen
}

/// Whether some format takes what is chosen so far. Nothing else ties parameters to each other.
fn possible(chosen: &Chosen) -> bool {
    let takes = |format: &Format| {
        let kind = at(chosen, KIND).and_then(|place| TzpkKind::ALL.get(place));
        let pan = at(chosen, PAN).and_then(|place| PAN_LENGTHS.get(place));
        let under = kind.is_none_or(|kind| format.check_key(*kind).is_ok());
        let bound = pan.is_none_or(|length| match (format, length) {
            (Format::Iso1, None) | (Format::Iso4, Some(_)) => true,
            (Format::Iso0 | Format::Iso3, Some(length)) => *length >= 13,
            _ => false,
        });
        under && bound
    };
    match at(chosen, FORMAT) {
        Some(place) => FORMATS.get(place).is_some_and(takes),
        None => FORMATS.iter().any(takes),
    }
}

/// Every combination of three values of different parameters that some way can have.
fn triples() -> BTreeSet<Triple> {
    let values: Vec<(usize, usize)> = SIZES
        .iter()
        .enumerate()
        .flat_map(|(parameter, size)| (0..*size).map(move |value| (parameter, value)))
        .collect();
    let mut all = BTreeSet::new();
    for a in &values {
        for b in values.iter().filter(|b| b.0 > a.0) {
            for c in values.iter().filter(|c| c.0 > b.0) {
                let chosen = [a, b, c].iter().fold([None; 7], |chosen, (parameter, value)| {
                    with(&chosen, *parameter, *value)
                });
                if possible(&chosen) {
                    all.insert([*a, *b, *c]);
                }
            }
        }
    }
    all
}

/// The triples inside what is chosen that have `with` in them, or all.
fn inside(chosen: &Chosen, having: Option<usize>) -> Vec<Triple> {
    let set: Vec<(usize, usize)> = chosen
        .iter()
        .enumerate()
        .filter_map(|(parameter, value)| value.map(|value| (parameter, value)))
        .collect();
    let mut found = Vec::new();
    for (i, a) in set.iter().enumerate() {
        for (j, b) in set.iter().enumerate().skip(i.saturating_add(1)) {
            for c in set.iter().skip(j.saturating_add(1)) {
                let triple = [*a, *b, *c];
                if having.is_none_or(|parameter| triple.iter().any(|(own, _)| *own == parameter)) {
                    found.push(triple);
                }
            }
        }
    }
    found
}

/// The array, and the number of triples. Making it takes longer than a short run.
fn array() -> &'static (Vec<Chosen>, usize) {
    static ARRAY: OnceLock<(Vec<Chosen>, usize)> = OnceLock::new();
    ARRAY.get_or_init(|| (chosen_rows(), triples().len()))
}

/// Greedy, and always the same: each row starts from the first triple that no row has, and takes for every other parameter
/// the value that covers most of what is left.
fn chosen_rows() -> Vec<Chosen> {
    let mut left = triples();
    let mut rows: Vec<Chosen> = Vec::new();
    while let Some(first) = left.first().copied() {
        let mut row = first
            .iter()
            .fold([None; 7], |row, (parameter, value)| with(&row, *parameter, *value));
        for (parameter, size) in SIZES.iter().enumerate() {
            if at(&row, parameter).is_some() {
                continue;
            }
            let mut best: Option<(usize, Chosen)> = None;
            for turn in 0..*size {
                // Ties go to another value in each row.
                let value = turn.saturating_add(rows.len()).checked_rem(*size).unwrap_or_default();
                let candidate = with(&row, parameter, value);
                if !possible(&candidate) {
                    continue;
                }
                let new = inside(&candidate, Some(parameter));
                let gain = new.iter().filter(|triple| left.contains(*triple)).count();
                if best.is_none_or(|(most, _)| gain > most) {
                    best = Some((gain, candidate));
                }
            }
            if let Some((_, chosen)) = best {
                row = chosen;
            }
        }
        for triple in inside(&row, None) {
            left.remove(&triple);
        }
        // Whatever happens, the loop ends.
        left.remove(&first);
        rows.push(row);
    }
    rows
}

fn read(chosen: &Chosen) -> Option<Row> {
    let [format, pin, pan, kind, hash, mgf_hash, encoding] = *chosen;
    Some(Row {
        format: *FORMATS.get(format?)?,
        pin_len: *PIN_LENGTHS.get(pin?)?,
        pan_len: *PAN_LENGTHS.get(pan?)?,
        kind: *TzpkKind::ALL.get(kind?)?,
        hash: *HASHES.get(hash?)?,
        mgf_hash: *HASHES.get(mgf_hash?)?,
        base64: encoding? == 1,
    })
}

/// The ways that are enough.
pub(crate) fn rows() -> Vec<Row> {
    array().0.iter().filter_map(read).collect()
}

impl Row {
    /// The parameters of the cases that make the way: each must be asked.
    fn parts(&self) -> [Vec<(Parameter, String)>; 4] {
        use Parameter::{Encoding, Format, Hash, KeyType, MgfHash, Operation, PanLength, PinLength};
        let op = |op: Op| (Operation, op.name().to_string());
        let block = |name: Op| {
            let mut parts = vec![
                op(name),
                (Format, self.format.to_string()),
                (PinLength, self.pin_len.to_string()),
            ];
            parts.extend(self.pan_len.map(|length| (PanLength, length.to_string())));
            parts.push((KeyType, self.kind.to_string()));
            parts
        };
        let [hex, base64] = ENCODINGS;
        [
            vec![
                op(Op::PublicKeyCheck),
                (Encoding, if self.base64 { base64 } else { hex }.to_string()),
            ],
            vec![
                op(Op::TzpkUnwrap),
                (KeyType, self.kind.to_string()),
                (Hash, self.hash.to_string()),
                (MgfHash, self.mgf_hash.to_string()),
            ],
            block(Op::PinBlockEncrypt),
            block(Op::PinBlockDecrypt),
        ]
    }
}

/// How many of the combinations of three stand in a way whose every part `asked` knows, and of how many.
pub(super) fn covered(asked: impl Fn(&Vec<(Parameter, String)>) -> bool) -> (usize, usize) {
    let mut covered = BTreeSet::new();
    let (all, of) = array();
    for chosen in all {
        if read(chosen).is_some_and(|row| row.parts().iter().all(&asked)) {
            covered.extend(inside(chosen, None));
        }
    }
    (covered.len(), *of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_have_every_combination_of_three_and_nothing_impossible() {
        let rows = chosen_rows();
        let covered: BTreeSet<Triple> = rows.iter().flat_map(|row| inside(row, None)).collect();
        assert_eq!(covered, triples());
        assert!(rows.iter().all(possible));
        assert_eq!(rows.iter().filter_map(read).count(), rows.len());
        assert_eq!(rows, chosen_rows());
        // PIN length x PAN length x key type alone needs 441.
        assert!((441..=520).contains(&rows.len()), "{}", rows.len());
    }

    #[test]
    fn values_that_do_not_go_together_are_in_no_triple() {
        let place = |pan| PAN_LENGTHS.iter().position(|own| *own == pan).unwrap();
        let kind = |kind| TzpkKind::ALL.iter().position(|own| *own == kind).unwrap();
        let all = triples();
        let has = |pan, under| all.contains(&[(PAN, place(pan)), (KIND, kind(under)), (4, 0)]);
        assert!(has(Some(13), TzpkKind::Tdes2) && has(None, TzpkKind::Tdes3) && has(Some(1), TzpkKind::Aes128));
        assert!(!has(Some(12), TzpkKind::Tdes2) && !has(None, TzpkKind::Aes256));
    }

    #[test]
    fn a_way_counts_only_with_all_its_parts() {
        let (none, of) = covered(|_| false);
        assert_eq!((none, covered(|_| true)), (0, (of, of)));
        let (some, _) = covered(|parts| !parts.contains(&(Parameter::Hash, "sha512".to_string())));
        assert!(0 < some && some < of);
    }
}
