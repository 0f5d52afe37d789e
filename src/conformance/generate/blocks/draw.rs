//! PINs, PANs, fill and keys of cases, drawn from a stream of their own for each place.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_core::Rng as _;

use super::super::build::rng;
use crate::pan::Pan;
use crate::tzpk::{KeyRules, Tzpk, TzpkKind};

pub(in super::super) const DIGITS: &str = "0123456789";
pub(in super::super) const LETTERS: &str = "abcdef";
pub(in super::super) const NIBBLES: &str = "0123456789abcdef";

pub(in super::super) struct Draw(ChaCha20Rng);

impl Draw {
    pub(in super::super) fn new(place: &str) -> Self {
        Self(rng(place))
    }

    /// `len` characters of `alphabet`. The slight bias does not matter for test data.
    pub(in super::super) fn text(&mut self, alphabet: &str, len: usize) -> String {
        let count = u32::try_from(alphabet.chars().count()).unwrap_or(1);
        (0..len)
            .filter_map(|_| {
                let index = self.0.next_u32().checked_rem(count)?;
                alphabet.chars().nth(usize::try_from(index).ok()?)
            })
            .collect()
    }

    /// A PIN of `len` digits. The shapes take turns: leading zero, trailing zero, neither.
    pub(in super::super) fn pin(&mut self, len: usize, turn: usize) -> String {
        let inner = len.saturating_sub(1);
        match turn.checked_rem(3) {
            Some(0) => format!("0{}", self.text(DIGITS, inner)),
            Some(1) => {
                let middle = self.text(DIGITS, inner.saturating_sub(1));
                format!("{}{middle}0", self.text("123456789", 1))
            }
            _ => {
                let middle = self.text(DIGITS, inner.saturating_sub(1));
                format!("{}{middle}{}", self.text("123456789", 1), self.text("123456789", 1))
            }
        }
    }

    /// A PAN of `len` digits. A leading zero in every third turn; a right check digit in every second.
    pub(in super::super) fn pan(&mut self, len: usize, turn: usize) -> String {
        let front = if turn.is_multiple_of(3) { "0" } else { "3456" };
        let body = format!("{}{}", self.text(front, 1), self.text(DIGITS, len.saturating_sub(2)));
        let body: String = body.chars().take(len.saturating_sub(1)).collect();
        let right = turn.is_multiple_of(2);
        let start = self.text(DIGITS, 1);
        // From a drawn digit onwards, the first that makes the check digit right or wrong as wanted.
        let candidates = DIGITS
            .chars()
            .cycle()
            .skip_while(|digit| !start.contains(*digit))
            .take(10);
        candidates
            .map(|digit| format!("{body}{digit}"))
            .find(|pan| has_right_check_digit(pan) == right)
            .unwrap_or(body)
    }

    /// A key that is not weak, a TDES key with odd parity.
    pub(in super::super) fn key(&mut self, kind: TzpkKind) -> Vec<u8> {
        let mut key = alloc::vec![0; kind.key_len()];
        loop {
            self.0.fill_bytes(&mut key);
            if kind.is_tdes() {
                key.iter_mut()
                    .for_each(|byte| *byte ^= u8::from(byte.count_ones().is_multiple_of(2)));
            }
            if Tzpk::new(kind, &key, &KeyRules::default()).is_ok() {
                return key;
            }
        }
    }
}

/// Luhn's rule over all digits.
pub(in super::super) fn has_right_check_digit(pan: &str) -> bool {
    pan.parse::<Pan>().is_ok_and(|pan| pan.has_valid_check_digit())
}

/// The text `times` times.
pub(in super::super) fn repeat(text: &str, times: usize) -> String {
    core::iter::repeat_n(text, times).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_give_the_shapes_that_comments_name() {
        let mut draw = Draw::new("test");
        for turn in 0..60 {
            let length = 4 + turn % 9;
            let pin = draw.pin(length, turn);
            assert_eq!(pin.len(), length);
            assert_eq!(pin.starts_with('0'), turn % 3 == 0, "{pin}");
            assert!(turn % 3 != 1 || pin.ends_with('0'), "{pin}");
            let length = 1 + turn % 19;
            let pan = draw.pan(length, turn);
            assert_eq!(pan.len(), length);
            assert_eq!(has_right_check_digit(&pan), turn % 2 == 0, "{pan}");
            assert!(length < 2 || pan.starts_with('0') == (turn % 3 == 0), "{pan}");
        }
    }

    #[test]
    fn the_same_place_draws_the_same() {
        let drawn = |place| Draw::new(place).text(NIBBLES, 32);
        assert_eq!(drawn("one"), drawn("one"));
        assert_ne!(drawn("one"), drawn("two"));
    }

    #[test]
    fn tdes_keys_have_odd_parity() {
        for kind in TzpkKind::ALL {
            let key = Draw::new("test").key(kind);
            assert_eq!(key.len(), kind.key_len());
            assert!(kind.is_aes() || key.iter().all(|byte| byte.count_ones() % 2 == 1));
        }
    }
}
