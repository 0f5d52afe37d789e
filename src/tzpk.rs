//! The temporary PIN key (TZPK): the symmetric key that encrypts one PIN block.
//!
//! TDES keying options 1 (24 bytes) and 2 (16 bytes) of NIST SP 800-67, and AES of FIPS 197. What makes a key
//! acceptable beside its length is data, not code: [`KeyRules`].

mod check_value;
mod kind;
mod rules;
mod weak;

use core::fmt;

use rand_core::CryptoRng;
use subtle::{Choice, ConstantTimeEq};

use crate::error::{KeyError, Misuse};
use crate::secret::{Secret, SecretBytes};

pub use check_value::{CheckMethod, CheckValue};
pub use kind::{TzpkKind, UnknownName};
pub use rules::{KeyRules, Parity, WeakKeys};

/// The key by kind, so that no later step can meet a wrong length.
pub(crate) enum Key {
    Tdes2(Secret<16>),
    Tdes3(Secret<24>),
    Aes128(Secret<16>),
    Aes192(Secret<24>),
    Aes256(Secret<32>),
}

impl Key {
    fn zeroed(kind: TzpkKind) -> Self {
        match kind {
            TzpkKind::Tdes2 => Self::Tdes2(Secret::zeroed()),
            TzpkKind::Tdes3 => Self::Tdes3(Secret::zeroed()),
            TzpkKind::Aes128 => Self::Aes128(Secret::zeroed()),
            TzpkKind::Aes192 => Self::Aes192(Secret::zeroed()),
            TzpkKind::Aes256 => Self::Aes256(Secret::zeroed()),
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Tdes2(key) | Self::Aes128(key) => key.expose(),
            Self::Tdes3(key) | Self::Aes192(key) => key.expose(),
            Self::Aes256(key) => key.expose(),
        }
    }

    fn bytes_mut(&mut self) -> &mut [u8] {
        match self {
            Self::Tdes2(key) | Self::Aes128(key) => key.expose_mut(),
            Self::Tdes3(key) | Self::Aes192(key) => key.expose_mut(),
            Self::Aes256(key) => key.expose_mut(),
        }
    }
}

/// A temporary PIN key. It has the length of its kind, satisfied its [`KeyRules`], and is wiped on drop.
///
/// No `Clone`, no `==`, no serde; `Debug` shows the kind alone.
///
/// ```
/// use pinproof::tzpk::{CheckMethod, KeyRules, Tzpk, TzpkKind};
///
/// let key = [0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10];
/// let tzpk = Tzpk::new(TzpkKind::Tdes2, &key, &KeyRules::default())?;
/// assert_eq!(tzpk.check_value(CheckMethod::Tdes)?.as_bytes(), [0x08, 0xd7, 0xb4]);
/// # Ok::<(), pinproof::Error>(())
/// ```
pub struct Tzpk(Key);

impl Tzpk {
    /// Takes a key of `kind.key_len()` bytes. The caller still owns, and has to wipe, `bytes`.
    ///
    /// # Errors
    ///
    /// [`KeyError::Length`], then [`KeyError::Parity`], then [`KeyError::Weak`], as `rules` say.
    pub fn new(kind: TzpkKind, bytes: &[u8], rules: &KeyRules) -> Result<Self, KeyError> {
        if bytes.len() != kind.key_len() {
            return Err(KeyError::Length);
        }
        let mut key = Key::zeroed(kind);
        key.bytes_mut().copy_from_slice(bytes);
        let tzpk = Self(key);
        tzpk.satisfies(rules)?;
        Ok(tzpk)
    }

    /// As [`Tzpk::new`], for a key that already sits in a wiping container; `bytes` is wiped on return.
    ///
    /// # Errors
    ///
    /// As [`Tzpk::new`].
    pub fn from_secret(kind: TzpkKind, bytes: SecretBytes, rules: &KeyRules) -> Result<Self, KeyError> {
        Self::new(kind, bytes.expose(), rules)
    }

    /// Draws a key that is not weak. Parity bits stay as drawn.
    ///
    /// # Errors
    ///
    /// [`Misuse::Rng`] when several draws in a row are weak, which a working generator does not give.
    pub fn generate(kind: TzpkKind, rng: &mut dyn CryptoRng) -> Result<Self, Misuse> {
        // A draw is weak with a probability below 2^-50.
        for _ in 0..4 {
            let mut key = Key::zeroed(kind);
            rng.fill_bytes(key.bytes_mut());
            let tzpk = Self(key);
            if tzpk.satisfies(&KeyRules::default()).is_ok() {
                return Ok(tzpk);
            }
        }
        Err(Misuse::Rng)
    }

    /// Algorithm and length.
    pub fn kind(&self) -> TzpkKind {
        match self.0 {
            Key::Tdes2(_) => TzpkKind::Tdes2,
            Key::Tdes3(_) => TzpkKind::Tdes3,
            Key::Aes128(_) => TzpkKind::Aes128,
            Key::Aes192(_) => TzpkKind::Aes192,
            Key::Aes256(_) => TzpkKind::Aes256,
        }
    }

    /// The key bytes as they came, parity bits included: `kind().key_len()` bytes.
    pub fn expose(&self) -> &[u8] {
        self.0.bytes()
    }

    /// Whether both are the same key of the same kind, in constant time. For TDES the parity bits do not count.
    pub fn eq_modulo_parity(&self, other: &Self) -> Choice {
        // The kind is not a secret.
        if self.kind() != other.kind() {
            return Choice::from(0);
        }
        let significant = if self.kind().is_tdes() {
            weak::NO_PARITY_BYTE
        } else {
            0xff
        };
        let difference = self
            .expose()
            .iter()
            .zip(other.expose())
            .fold(0, |acc, (a, b)| acc | ((a ^ b) & significant));
        difference.ct_eq(&0)
    }

    /// The check value: what two sides compare to know that they hold the same key. It is not a secret.
    ///
    /// # Errors
    ///
    /// [`Misuse::CheckMethod`] when `method` is for the other algorithm.
    pub fn check_value(&self, method: CheckMethod) -> Result<CheckValue, Misuse> {
        check_value::compute(&self.0, method)
    }

    /// The typed key, for the cipher objects.
    pub(crate) fn key(&self) -> &Key {
        &self.0
    }

    fn satisfies(&self, rules: &KeyRules) -> Result<(), KeyError> {
        if rules.parity == Parity::Require && self.kind().is_tdes() && !bool::from(weak::has_odd_parity(self.expose()))
        {
            return Err(KeyError::Parity);
        }
        if rules.weak == WeakKeys::Refuse && bool::from(weak::is_weak(&self.0)) {
            return Err(KeyError::Weak);
        }
        Ok(())
    }
}

impl fmt::Debug for Tzpk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tzpk")
            .field("kind", &self.kind())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::format;
    use alloc::vec::Vec;

    use rand_chacha::ChaCha20Rng;
    use rand_core::{Rng, SeedableRng, TryCryptoRng, TryRng};

    use super::*;

    const K2: &str = "0123456789abcdeffedcba9876543210";

    fn tzpk(kind: TzpkKind, key: &str) -> Result<Tzpk, KeyError> {
        Tzpk::new(kind, &hex::decode(key).unwrap(), &KeyRules::default())
    }

    /// An example key for each kind with no weakness.
    fn key_for(kind: TzpkKind) -> Vec<u8> {
        (0..kind.key_len()).map(|i| (i * 37 + 11) as u8).collect()
    }

    #[test]
    fn every_kind_takes_exactly_its_length() {
        for kind in TzpkKind::ALL {
            for len in 0..=40 {
                let bytes: Vec<u8> = (0..len).map(|i| (i * 37 + 11) as u8).collect();
                let made = Tzpk::new(kind, &bytes, &KeyRules::default());
                if len == kind.key_len() {
                    let made = made.unwrap();
                    assert_eq!((made.kind(), made.expose()), (kind, bytes.as_slice()));
                } else {
                    assert_eq!(made.unwrap_err(), KeyError::Length);
                }
            }
        }
    }

    #[test]
    fn from_secret_is_new() {
        let bytes = key_for(TzpkKind::Aes192);
        let made = Tzpk::from_secret(TzpkKind::Aes192, SecretBytes::copy_from(&bytes), &KeyRules::default()).unwrap();
        assert_eq!(made.expose(), bytes);
        let short = SecretBytes::copy_from(&bytes[1..]);
        assert_eq!(
            Tzpk::from_secret(TzpkKind::Aes192, short, &KeyRules::default()).unwrap_err(),
            KeyError::Length
        );
    }

    #[test]
    fn parity_is_ignored_or_required_and_never_rewritten() {
        // K2 has odd parity in every byte.
        let require = KeyRules {
            parity: Parity::Require,
            ..KeyRules::default()
        };
        let odd = hex::decode(K2).unwrap();
        assert!(Tzpk::new(TzpkKind::Tdes2, &odd, &require).is_ok());
        for i in 0..odd.len() {
            let mut key = odd.clone();
            key[i] ^= 1;
            assert_eq!(
                Tzpk::new(TzpkKind::Tdes2, &key, &require).unwrap_err(),
                KeyError::Parity,
                "byte {i}"
            );
            assert_eq!(
                Tzpk::new(TzpkKind::Tdes2, &key, &KeyRules::default()).unwrap().expose(),
                key,
                "byte {i}"
            );
        }
        // AES has no parity.
        let mut even = odd.clone();
        even[0] ^= 1;
        assert!(Tzpk::new(TzpkKind::Aes128, &even, &require).is_ok());
    }

    #[test]
    fn parity_comes_before_weakness() {
        let require = KeyRules {
            parity: Parity::Require,
            ..KeyRules::default()
        };
        assert_eq!(
            Tzpk::new(TzpkKind::Tdes2, &[0; 16], &require).unwrap_err(),
            KeyError::Parity
        );
        assert_eq!(
            Tzpk::new(TzpkKind::Tdes2, &[1; 16], &require).unwrap_err(),
            KeyError::Weak
        );
    }

    #[test]
    fn flipped_parity_bits_change_nothing() {
        for kind in [TzpkKind::Tdes2, TzpkKind::Tdes3] {
            let key = key_for(kind);
            let flipped: Vec<u8> = key.iter().map(|byte| byte ^ 1).collect();
            let a = Tzpk::new(kind, &key, &KeyRules::default()).unwrap();
            let b = Tzpk::new(kind, &flipped, &KeyRules::default()).unwrap();
            assert_eq!(b.expose(), flipped);
            assert!(bool::from(a.eq_modulo_parity(&b)));
            assert_eq!(a.check_value(CheckMethod::Tdes), b.check_value(CheckMethod::Tdes));
        }
    }

    #[test]
    fn equality_sees_every_significant_bit() {
        for kind in TzpkKind::ALL {
            let key = key_for(kind);
            let a = Tzpk::new(kind, &key, &KeyRules::default()).unwrap();
            for bit in 0..key.len() * 8 {
                let mut other = key.clone();
                other[bit / 8] ^= 1 << (bit % 8);
                let b = Tzpk::new(kind, &other, &KeyRules::default()).unwrap();
                let parity_bit = kind.is_tdes() && bit % 8 == 0;
                assert_eq!(bool::from(a.eq_modulo_parity(&b)), parity_bit, "{kind} bit {bit}");
            }
        }
    }

    /// Differences are gathered, not summed: two that are alike do not cancel each other.
    #[test]
    fn the_same_difference_in_two_bytes_is_a_difference() {
        let a = tzpk(TzpkKind::Tdes2, K2).unwrap();
        let b = tzpk(TzpkKind::Tdes2, "4163456789abcdeffedcba9876543210").unwrap();
        assert!(!bool::from(a.eq_modulo_parity(&b)));
    }

    #[test]
    fn equality_needs_the_same_kind() {
        let tdes = tzpk(TzpkKind::Tdes2, K2).unwrap();
        let aes = tzpk(TzpkKind::Aes128, K2).unwrap();
        assert!(!bool::from(tdes.eq_modulo_parity(&aes)));
    }

    #[test]
    fn generated_keys_have_their_kind_and_differ() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        for kind in TzpkKind::ALL {
            let a = Tzpk::generate(kind, &mut rng).unwrap();
            let b = Tzpk::generate(kind, &mut rng).unwrap();
            assert_eq!((a.kind(), a.expose().len()), (kind, kind.key_len()));
            assert!(!bool::from(a.eq_modulo_parity(&b)));
        }
    }

    #[test]
    fn generated_keys_keep_the_parity_bits_that_were_drawn() {
        let mut drawn = [0; 16];
        ChaCha20Rng::seed_from_u64(2).fill_bytes(&mut drawn);
        let key = Tzpk::generate(TzpkKind::Tdes2, &mut ChaCha20Rng::seed_from_u64(2)).unwrap();
        assert_eq!(key.expose(), drawn);
    }

    /// A generator that always gives the same byte.
    struct Stuck(u8);

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

    #[test]
    fn a_stuck_generator_is_an_error_and_no_loop() {
        for kind in TzpkKind::ALL {
            assert_eq!(Tzpk::generate(kind, &mut Stuck(0x5a)).unwrap_err(), Misuse::Rng);
        }
    }

    #[test]
    fn debug_shows_the_kind_alone() {
        assert_eq!(
            format!("{:?}", tzpk(TzpkKind::Tdes2, K2).unwrap()),
            "Tzpk { kind: Tdes2, .. }"
        );
    }
}
