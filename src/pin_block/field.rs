//! The PIN field: the one layout that all formats share, as a big-endian 64-bit number.
//!
//! ```text
//! nibble    0   1   2 ............. L+1   L+2 ........ 15
//!           C   L   digits of the PIN     fill
//!
//! C  control, the number of the format
//! L  number of digits, 4 to 12 (C)
//! ```
//!
//! A number and not an array of nibbles, because then all 16 nibbles are checked at once with a few shifts: no branch
//! and no address depends on the PIN.

use rand_core::CryptoRng;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::error::{BlockError, PanError};
use crate::pan::Pan;
use crate::pin::Pin;

/// 1 in each nibble.
const ONES: u64 = 0x1111_1111_1111_1111;

/// The nibbles after control and length.
const BODY: u64 = 0x00ff_ffff_ffff_ffff;

/// Each length nibble that a PIN can have, and the nibbles that are then digits.
const DIGITS: [(u8, u64); 9] = [
    (4, 0x00ff_ff00_0000_0000),
    (5, 0x00ff_fff0_0000_0000),
    (6, 0x00ff_ffff_0000_0000),
    (7, 0x00ff_ffff_f000_0000),
    (8, 0x00ff_ffff_ff00_0000),
    (9, 0x00ff_ffff_fff0_0000),
    (10, 0x00ff_ffff_ffff_0000),
    (11, 0x00ff_ffff_ffff_f000),
    (12, 0x00ff_ffff_ffff_ff00),
];

/// Fill F, for formats 0 and 2.
pub(super) const FILL_F: u64 = u64::MAX;
/// Fill A, for format 4.
pub(super) const FILL_A: u64 = 0xaaaa_aaaa_aaaa_aaaa;

/// What the fill of a format may be.
#[derive(Clone, Copy)]
pub(super) enum Fill {
    /// Any nibble.
    Any,
    /// A to F, each for itself.
    Letters,
    /// This one, given as 16 equal nibbles.
    Only(u64),
}

/// Lays a PIN field out. Of `fill` the rightmost 14 - L nibbles are used.
pub(super) fn encode(control: u8, pin: &Pin, fill: u64) -> Zeroizing<u64> {
    let head = (u64::from(control) << 4) | (pin.len() as u64);
    let left = Zeroizing::new(
        pin.expose_digits()
            .iter()
            .fold(head, |acc, digit| (acc << 4) | u64::from(*digit)),
    );
    // 8 bits of control and length and 4 a digit are laid, so between 8 and 40 are left.
    let free = 56u32.saturating_sub((pin.len() as u32).saturating_mul(4));
    let kept = !(u64::MAX.wrapping_shl(free));
    Zeroizing::new(left.wrapping_shl(free) | (fill & kept))
}

/// Reads a PIN field: control, length, every digit and every fill nibble.
pub(super) fn decode(field: &Zeroizing<u64>, control: u8, fill: Fill) -> Result<Pin, BlockError> {
    let bits = **field;

    // One bit for each nibble that is A to F: eights and either of fours and twos.
    let letters = (bits >> 3) & ((bits >> 2) | (bits >> 1)) & ONES;
    let wrong_fill = match fill {
        Fill::Any => 0,
        Fill::Letters => !letters & ONES,
        Fill::Only(wanted) => {
            let other = bits ^ wanted;
            (other | (other >> 1) | (other >> 2) | (other >> 3)) & ONES
        }
    };

    // The digit positions, looked up by the length nibble in constant time. An impossible length leaves none.
    let length = nibble(bits, 56);
    let mut digits = 0;
    let mut good = nibble(bits, 60).ct_eq(&control);
    let mut length_known = Choice::from(0);
    for (possible, positions) in &DIGITS {
        let hit = length.ct_eq(possible);
        digits.conditional_assign(positions, hit);
        length_known |= hit;
    }
    good &= length_known;
    good &= ((letters & digits) | (wrong_fill & BODY & !digits)).ct_eq(&0);

    // Whether the block decodes is the answer, so from here on it may show.
    if !bool::from(good) {
        return Err(BlockError::Invalid);
    }
    let mut rest = Zeroizing::new(bits << 8);
    let digits = (0..length).map(|_| {
        *rest = rest.rotate_left(4);
        nibble(*rest, 0)
    });
    Pin::from_digits(digits).map_err(|_| BlockError::Invalid)
}

/// The nibble that stands `shift` bits from the right.
fn nibble(bits: u64, shift: u32) -> u8 {
    (bits.wrapping_shr(shift) & 0xf) as u8
}

/// The PAN field of formats 0 and 3: the 12 rightmost digits of the PAN without its check digit.
///
/// ```text
/// nibble    0   1   2   3   4 ......................... 15
///           0   0   0   0   12 digits
/// ```
///
/// The check digit is the last one, whether or not Luhn's rule holds.
pub(super) fn pan_field(pan: &Pan) -> Result<Zeroizing<u64>, PanError> {
    let (_check, digits) = pan.expose_digits().split_last().ok_or(PanError::Length)?;
    let digits = digits.last_chunk::<12>().ok_or(PanError::Length)?;
    Ok(Zeroizing::new(
        digits.iter().fold(0, |acc, digit| (acc << 4) | u64::from(*digit)),
    ))
}

/// 16 random nibbles 0 to F.
pub(super) fn random_nibbles(rng: &mut dyn CryptoRng) -> Zeroizing<u64> {
    Zeroizing::new(rng.next_u64())
}

/// 10 random nibbles A to F in the rightmost places, all that format 3 can need.
///
/// The draw is read as a fraction of 2^64 and its first ten places in base 6 are taken: no rejection, so no loop that
/// a broken generator keeps running. 6^10 is below 2^26, so no fill is more likely than another by more than 2^-38 of
/// its probability.
pub(super) fn random_letters(rng: &mut dyn CryptoRng) -> Zeroizing<u64> {
    let mut fraction = random_nibbles(rng);
    let mut fill = Zeroizing::new(0);
    for _ in 0..10 {
        let wide = u128::from(*fraction).wrapping_mul(6);
        *fraction = wide as u64;
        *fill = (*fill << 4) | ((wide >> 64) as u64).wrapping_add(0xa);
    }
    fill
}

/// Fill that was given, nibble by nibble: exactly `count` of them from `lowest` to F.
#[cfg(any(test, feature = "conformance"))]
pub(super) fn given(fill: &[u8], count: usize, lowest: u8) -> Result<Zeroizing<u64>, BlockError> {
    if fill.len() != count {
        return Err(BlockError::Length);
    }
    if !fill.iter().all(|nibble| (lowest..=0xf).contains(nibble)) {
        return Err(BlockError::Invalid);
    }
    Ok(Zeroizing::new(
        fill.iter().fold(0, |acc, nibble| (acc << 4) | u64::from(*nibble)),
    ))
}

/// A clear block or field: its bytes in a wiping container, and nothing derived.
macro_rules! clear_block {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        pub struct $name($crate::secret::Secret<$len>);

        impl $name {
            /// Takes a copy of clear bytes and wipes it here. An array is `Copy`: the caller's own stays as it is, and
            /// wiping it is up to the caller. Whether the bytes decode shows in decoding.
            pub fn from_bytes(mut bytes: [u8; $len]) -> Self {
                let secret = $crate::secret::Secret::copy_from(&bytes);
                zeroize::Zeroize::zeroize(&mut bytes);
                Self(secret)
            }

            /// Takes clear bytes over that already sit in a wiping container.
            pub fn from_secret(bytes: $crate::secret::Secret<$len>) -> Self {
                Self(bytes)
            }

            /// The clear bytes, for reading.
            pub fn expose(&self) -> &[u8; $len] {
                self.0.expose()
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}
pub(super) use clear_block;

/// The two ways between a block of 8 bytes and its field.
macro_rules! eight_bytes {
    ($name:ident) => {
        impl $name {
            fn from_field(field: u64) -> Self {
                let mut block = $crate::secret::Secret::zeroed();
                *block.expose_mut() = field.to_be_bytes();
                Self(block)
            }

            fn field(&self) -> zeroize::Zeroizing<u64> {
                zeroize::Zeroizing::new(u64::from_be_bytes(*self.0.expose()))
            }
        }
    };
}
pub(super) use eight_bytes;
