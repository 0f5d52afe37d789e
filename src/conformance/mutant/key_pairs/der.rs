//! The little DER that keys need: written from parts, and read with as much leniency as is asked for.

use alloc::vec::Vec;

pub(in crate::conformance) const INTEGER: u8 = 0x02;
pub(in crate::conformance) const BIT_STRING: u8 = 0x03;
pub(in crate::conformance) const OCTET_STRING: u8 = 0x04;
pub(in crate::conformance) const SEQUENCE: u8 = 0x30;

/// 1.2.840.113549.1.1.1, rsaEncryption, as a whole element.
pub(in crate::conformance) const RSA_ENCRYPTION: &[u8] =
    &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// 1.2.840.113549.1.1.7, id-RSAES-OAEP, as a whole element.
pub(in crate::conformance) const RSAES_OAEP: &[u8] =
    &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x07];

/// NULL, as a whole element.
pub(in crate::conformance) const NULL: &[u8] = &[0x05, 0x00];

/// Tag, length in its shortest form, content.
pub(in crate::conformance) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let significant: Vec<u8> = content
        .len()
        .to_be_bytes()
        .into_iter()
        .skip_while(|byte| *byte == 0)
        .collect();
    let length = match significant.as_slice() {
        [] => [0].into(),
        [short] if *short < 0x80 => significant,
        long => {
            let count = u8::try_from(long.len()).unwrap_or_default();
            [&[0x80 | count], long].concat()
        }
    };
    [&[tag], length.as_slice(), content].concat()
}

pub(in crate::conformance) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(SEQUENCE, &parts.concat())
}

/// An INTEGER that is not negative, from big-endian bytes without leading zeros.
pub(in crate::conformance) fn integer(bytes: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if bytes.first().is_none_or(|byte| byte & 0x80 != 0) {
        &[0]
    } else {
        &[]
    };
    element(INTEGER, &[sign, bytes].concat())
}

/// RSAPrivateKey (RFC 8017, appendix A.1.2) with one number for every prime and what is as long, and one for the exponent.
pub(in crate::conformance) fn private_key(modulus: &[u8], exponent: &[u8], whole: &[u8], half: &[u8]) -> Vec<u8> {
    let [whole, half] = [integer(whole), integer(half)];
    let (modulus, exponent) = (integer(modulus), integer(exponent));
    let version: &[u8] = &[INTEGER, 0x01, 0x00];
    sequence(&[version, &modulus, &exponent, &whole, &half, &half, &half, &half, &half])
}

/// PrivateKeyInfo (RFC 5208, section 5) around an RSAPrivateKey.
pub(in crate::conformance) fn pkcs8(private_key: &[u8]) -> Vec<u8> {
    let algorithm = sequence(&[RSA_ENCRYPTION, NULL]);
    let version: &[u8] = &[INTEGER, 0x01, 0x00];
    sequence(&[version, &algorithm, &element(OCTET_STRING, private_key)])
}

/// BIT STRING of whole bytes.
pub(in crate::conformance) fn bit_string(bytes: &[u8]) -> Vec<u8> {
    element(BIT_STRING, &[&[0], bytes].concat())
}

/// Which forms of a length are taken.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Lengths {
    /// The shortest one.
    #[default]
    Der,
    /// Definite ones, however long.
    Definite,
    /// Indefinite ones too, as BER has them.
    Ber,
}

/// Reads elements one after the other.
pub(in crate::conformance) struct Reader<'a> {
    bytes: &'a [u8],
    lengths: Lengths,
}

impl<'a> Reader<'a> {
    pub(in crate::conformance) fn new(bytes: &'a [u8], lengths: Lengths) -> Self {
        Self { bytes, lengths }
    }

    /// What was not read.
    pub(in crate::conformance) fn rest(&self) -> &'a [u8] {
        self.bytes
    }

    /// The next element: its tag and its content.
    pub(in crate::conformance) fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (&tag, after_tag) = self.bytes.split_first()?;
        let (&first, after) = after_tag.split_first()?;
        if first == 0x80 {
            return self.indefinite(tag, after);
        }
        let (len, after) = if first < 0x80 {
            (usize::from(first), after)
        } else {
            let (digits, after) = after.split_at_checked(usize::from(first & 0x7f))?;
            (self.long_length(digits)?, after)
        };
        let (content, rest) = after.split_at_checked(len)?;
        self.bytes = rest;
        Some((tag, content))
    }

    /// The content of the next element, which has this tag.
    pub(in crate::conformance) fn expect(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.next()
            .filter(|(found, _)| *found == tag)
            .map(|(_, content)| content)
    }

    fn long_length(&self, digits: &[u8]) -> Option<usize> {
        let significant = digits.iter().skip_while(|digit| **digit == 0);
        let len = significant.clone().try_fold(0_usize, |len, digit| {
            len.checked_mul(0x100)?.checked_add(usize::from(*digit))
        })?;
        let shortest = len >= 0x80 && significant.count() == digits.len();
        (shortest || self.lengths != Lengths::Der).then_some(len)
    }

    /// Content up to two 00 that end it.
    fn indefinite(&mut self, tag: u8, content: &'a [u8]) -> Option<(u8, &'a [u8])> {
        if self.lengths != Lengths::Ber {
            return None;
        }
        let mut inner = Self {
            bytes: content,
            lengths: self.lengths,
        };
        while !inner.bytes.starts_with(&[0, 0]) {
            inner.next()?;
        }
        let len = content.len().checked_sub(inner.bytes.len())?;
        self.bytes = inner.bytes.get(2..)?;
        Some((tag, content.get(..len)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_as_lenient_as_asked() {
        let long: &[u8] = &[0x30, 0x81, 0x03, 0x02, 0x01, 0x07];
        let endless: &[u8] = &[0x30, 0x80, 0x02, 0x01, 0x07, 0x00, 0x00];
        let plain: &[u8] = &[0x30, 0x03, 0x02, 0x01, 0x07];
        let read = |bytes, lengths| Reader::new(bytes, lengths).expect(SEQUENCE).map(<[u8]>::to_vec);
        let content = Some(alloc::vec![0x02, 0x01, 0x07]);
        for lengths in [Lengths::Der, Lengths::Definite, Lengths::Ber] {
            assert_eq!(read(plain, lengths), content);
        }
        assert_eq!(
            [Lengths::Der, Lengths::Definite, Lengths::Ber].map(|lengths| read(long, lengths)),
            [None, content.clone(), content.clone()]
        );
        assert_eq!(read(endless, Lengths::Definite), None);
        assert_eq!(read(endless, Lengths::Ber), content);
    }

    #[test]
    fn what_is_written_is_read() {
        for len in [0, 0x7f, 0x80, 0xff, 0x100, 0x1234] {
            let made = element(OCTET_STRING, &alloc::vec![7; len]);
            let mut reader = Reader::new(&made, Lengths::Der);
            assert_eq!(reader.expect(OCTET_STRING).unwrap().len(), len);
            assert!(reader.rest().is_empty());
        }
    }
}
