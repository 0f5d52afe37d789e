//! Length and exponent of a public key in any SubjectPublicKeyInfo, also of one that nobody should send. Only for what is said of
//! it; whether it is in the right form is the library's to judge.

/// Bits of the modulus, and the exponent; none where it is no RSA key.
pub(super) fn size(der: &[u8]) -> Option<(usize, u64)> {
    let (info, _) = element(der, 0x30)?;
    let (_algorithm, rest) = element(info, 0x30)?;
    let (bits, _) = element(rest, 0x03)?;
    let (key, _) = element(bits.strip_prefix(&[0])?, 0x30)?;
    let (modulus, rest) = element(key, 0x02)?;
    let (exponent, _) = element(rest, 0x02)?;
    let modulus = without_zeros(modulus);
    let exponent = without_zeros(exponent);
    let first = modulus.first()?;
    let unused = usize::try_from(first.leading_zeros()).ok()?;
    let bits = modulus.len().checked_mul(8)?.checked_sub(unused)?;
    if exponent.len() > 8 {
        return None;
    }
    let exponent = exponent
        .iter()
        .fold(0, |value: u64, byte| value << 8 | u64::from(*byte));
    Some((bits, exponent))
}

/// The contents of the first element, which has this tag, and what comes after it.
fn element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (first, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match usize::from(*length) {
        short @ 0..=0x7f => (short, rest),
        long => {
            let (digits, rest) = rest.split_at_checked(long & 0x7f)?;
            if digits.len() > 4 {
                return None;
            }
            let length = digits
                .iter()
                .fold(0, |value: usize, byte| value << 8 | usize::from(*byte));
            (length, rest)
        }
    };
    (*first == tag).then_some(())?;
    rest.split_at_checked(length)
}

fn without_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    bytes.get(zeros..).unwrap_or_default()
}
