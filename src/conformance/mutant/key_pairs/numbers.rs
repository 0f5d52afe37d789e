//! Which moduli and exponents are taken.

use super::Pipeline;

/// Which sizes of a modulus are taken.
#[derive(Clone, Copy, Default)]
pub(crate) enum SizeRule {
    /// 2048, 3072 and 4096 bits.
    #[default]
    Right,
    /// Those and 1024 bits.
    Or1024,
    /// As many bytes as the right ones have.
    InBytes,
    /// 2048 bits or more.
    AtLeast2048,
    /// From 2048 to 4096 bits.
    Between,
    /// From 2048 to 4096 bits in whole bytes.
    WholeBytes,
    /// 2048 bits.
    Only2048,
    /// 2048 and 3072 bits.
    UpTo3072,
    /// Not checked.
    Any,
}

/// Which public exponents are taken.
#[derive(Clone, Copy, Default)]
pub(crate) enum ExponentRule {
    /// Odd, from 65537 up to 32 bits.
    #[default]
    Right,
    /// Odd, from 3.
    AtLeast3,
    /// Odd, from 1.
    AtLeast1,
    /// Odd, from 65535.
    AtLeast65535,
    /// From 65536, even or odd.
    AtLeast65536,
    /// From 65537, even or odd.
    OrEven,
    /// Odd, from 65537, of any length.
    AnyLength,
    /// Odd or 0.
    OrZero,
}

impl Pipeline {
    pub(super) fn takes_modulus(&self, n: &[u8]) -> bool {
        let odd = n.last().is_some_and(|byte| byte & 1 == 1);
        let bits = bits(n);
        let fits = match self.size {
            SizeRule::Right => matches!(bits, 2048 | 3072 | 4096),
            SizeRule::Or1024 => matches!(bits, 1024 | 2048 | 3072 | 4096),
            SizeRule::InBytes => matches!(n.len(), 256 | 384 | 512),
            SizeRule::AtLeast2048 => bits >= 2048,
            SizeRule::Between => (2048..=4096).contains(&bits),
            SizeRule::WholeBytes => (2048..=4096).contains(&bits) && bits.is_multiple_of(8),
            SizeRule::Only2048 => bits == 2048,
            SizeRule::UpTo3072 => matches!(bits, 2048 | 3072),
            SizeRule::Any => true,
        };
        fits && (odd || self.even_modulus)
    }

    pub(super) fn takes_exponent(&self, e: &[u8]) -> bool {
        let odd = e.last().is_some_and(|byte| byte & 1 == 1);
        // None for what is longer than 64 bits.
        let value = e.iter().try_fold(0_u64, |value, byte| {
            value.checked_mul(0x100)?.checked_add(u64::from(*byte))
        });
        let from =
            |least: u64, bits: u32| value.is_some_and(|value| value >= least && value.checked_shr(bits) == Some(0));
        match self.exponent_rule {
            ExponentRule::Right => odd && from(65537, 32),
            ExponentRule::AtLeast3 => odd && from(3, 32),
            ExponentRule::AtLeast1 => odd && from(1, 32),
            ExponentRule::AtLeast65535 => odd && from(65535, 32),
            ExponentRule::AtLeast65536 => from(65536, 32),
            ExponentRule::OrEven => from(65537, 32),
            ExponentRule::AnyLength => odd && value.is_none_or(|value| value >= 65537),
            ExponentRule::OrZero => e.is_empty() || odd && from(65537, 32),
        }
    }
}

/// The number of bits of a number without leading zeros.
fn bits(number: &[u8]) -> usize {
    let top = number.first().map_or(0, |byte| byte.leading_zeros());
    let unused = usize::try_from(top).unwrap_or_default();
    number.len().saturating_mul(8).saturating_sub(unused)
}

#[cfg(test)]
mod tests {
    use super::bits;

    #[test]
    fn bits_are_counted_from_the_top_one() {
        for (number, expected) in [
            (&[][..], 0),
            (&[1], 1),
            (&[0x80], 8),
            (&[0x7f, 0], 15),
            (&[1, 0, 1], 17),
        ] {
            assert_eq!(bits(number), expected);
        }
    }
}
