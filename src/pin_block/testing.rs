//! What the tests of the formats share: PINs, corruptions, and a second opinion on the PIN field that works on text.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_core::{SeedableRng, TryCryptoRng, TryRng};

use super::BlockContext;
use crate::error::{BlockError, Error};
use crate::pin::Pin;

pub(super) const PAN: &str = "4761739001010119";

pub(super) fn pin(digits: &str) -> Pin {
    digits.parse().unwrap()
}

pub(super) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// No PAN, a PAN, a token.
pub(super) fn contexts() -> [BlockContext; 3] {
    [
        BlockContext::NoPan,
        BlockContext::Pan(PAN.parse().unwrap()),
        BlockContext::Token("8661218353725212".parse().unwrap()),
    ]
}

/// A generator that always gives the same byte.
pub(super) struct Stuck(pub(super) u8);

impl TryRng for Stuck {
    type Error = core::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(u32::from_ne_bytes([self.0; 4]))
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(u64::from_ne_bytes([self.0; 8]))
    }
    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Self::Error> {
        dst.fill(self.0);
        Ok(())
    }
}

impl TryCryptoRng for Stuck {}

/// PINs of every length: all digits low, all high, rising, falling, with leading zeros.
pub(super) fn pins() -> Vec<String> {
    let patterns = [
        "000000000000",
        "999999999999",
        "123456789012",
        "987654321098",
        "004200420042",
        "500000000005",
    ];
    (4..=12)
        .flat_map(|len| patterns.map(|pattern| pattern[..len].to_string()))
        .collect()
}

/// PANs of 13 to 19 digits: with and without a right check digit, with leading zeros, one that no double can hold.
pub(super) fn pans() -> Vec<String> {
    let patterns = [
        "9007199254740993123",
        "0000000000000000000",
        "4761739001010119999",
        "0012345678901234567",
    ];
    (13..=19)
        .flat_map(|len| patterns.map(|pattern| pattern[..len].to_string()))
        .collect()
}

/// The digits of a decoded PIN as text.
pub(super) fn text(pin: &Pin) -> String {
    pin.expose_digits()
        .iter()
        .map(|digit| char::from(b'0' + digit))
        .collect()
}

/// The PIN field as 16 hex digits, written as one would by hand.
pub(super) fn field_by_hand(control: u8, digits: &str, fill: &str) -> String {
    let fill = fill.repeat(16);
    format!("{control:x}{:x}{digits}{}", digits.len(), &fill[..14 - digits.len()])
}

/// The PAN field of formats 0 and 3 as 16 hex digits, by hand.
pub(super) fn pan_field_by_hand(pan: &str) -> String {
    format!("0000{}", &pan[pan.len() - 13..pan.len() - 1])
}

pub(super) fn xor(a: &str, b: &str) -> String {
    let [a, b] = [a, b].map(|text| u64::from_str_radix(text, 16).unwrap());
    format!("{:016x}", a ^ b)
}

/// The PIN that 16 hex digits of a PIN field hold, read from left to right, or `None`.
pub(super) fn read_by_hand(field: &str, control: char, is_fill: fn(char) -> bool) -> Option<String> {
    let nibbles: Vec<char> = field.chars().collect();
    let len = nibbles[1].to_digit(16)? as usize;
    if nibbles[0] != control || !(4..=12).contains(&len) {
        return None;
    }
    let (digits, fill) = nibbles[2..].split_at(len);
    (digits.iter().all(char::is_ascii_digit) && fill.iter().all(|nibble| is_fill(*nibble)))
        .then(|| digits.iter().collect())
}

/// Every field that differs from `field` in one nibble, with the number of the nibble.
pub(super) fn corrupted(field: &str) -> impl Iterator<Item = (usize, String)> {
    let bits = u64::from_str_radix(field, 16).unwrap();
    (0..16).flat_map(move |nibble| {
        (1..16).map(move |difference: u64| (nibble, format!("{:016x}", bits ^ (difference << (60 - 4 * nibble)))))
    })
}

/// Compares a decoder with the second opinion on PIN fields of every PIN with each nibble corrupted in each way, and
/// on noise that looks like a PIN field. `decode` takes the PIN field as 16 hex digits.
pub(super) fn judge(control: u8, fill: &str, is_fill: fn(char) -> bool, decode: impl Fn(&str) -> Result<Pin, Error>) {
    let control_digit = char::from_digit(control.into(), 16).unwrap();
    let check = |field: &str| {
        let expected = read_by_hand(field, control_digit, is_fill);
        match decode(field) {
            Ok(pin) => assert_eq!(Some(text(&pin)), expected, "{field}"),
            Err(error) => {
                assert_eq!(error, BlockError::Invalid.into());
                assert_eq!(expected, None, "{field}");
            }
        }
        expected.is_some()
    };
    for digits in pins() {
        let field = field_by_hand(control, &digits, fill);
        assert!(check(&field));
        for (nibble, other) in corrupted(&field) {
            let decodes = check(&other);
            if nibble == 0 {
                assert!(!decodes, "{other}");
            }
            // A digit may become another digit, and nothing else.
            if (2..2 + digits.len()).contains(&nibble) {
                assert_eq!(decodes, other.as_bytes()[nibble].is_ascii_digit(), "{other}");
            }
            if nibble >= 2 + digits.len() {
                assert_eq!(decodes, is_fill(char::from(other.as_bytes()[nibble])), "{other}");
            }
        }
    }
    // Noise: the control and the digits are likely right, so that many decode.
    let mut noise = rng(u64::from(control));
    let mut good = 0;
    for _ in 0..20_000 {
        let [mut bits, mask, kind] = core::array::from_fn(|_| noise.try_next_u64().unwrap());
        // Half of the nibbles lose a bit that makes letters, or become fill.
        bits &= 0x7777_7777_7777_7777 | mask;
        if kind % 4 != 0 {
            bits = (bits & (u64::MAX >> 4)) | (u64::from(control) << 60);
        }
        if kind % 3 == 0 {
            let len = (bits >> 56) & 0xf;
            let filled = field_by_hand(control, &"0".repeat(len.clamp(4, 12) as usize), fill);
            let filled = u64::from_str_radix(&filled, 16).unwrap();
            let free = u64::MAX.checked_shr(8 + 4 * len as u32).unwrap_or(0);
            bits = (bits & !free) | (filled & free);
        }
        good += usize::from(check(&format!("{bits:016x}")));
    }
    assert!((100..19_900).contains(&good), "{good} of the noise decode");
}
