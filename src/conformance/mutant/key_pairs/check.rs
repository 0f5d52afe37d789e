//! Reading a public key as an issuer does.

use alloc::vec::Vec;

use super::Pipeline;
pub(crate) use super::der::Lengths;
use super::der::{BIT_STRING, INTEGER, NULL, OCTET_STRING, RSA_ENCRYPTION, Reader, SEQUENCE};
use crate::conformance::client::{Accepted, Output, RejectClass};

/// What is taken for a public key.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Shape {
    /// SubjectPublicKeyInfo.
    #[default]
    Spki,
    /// Also the PKCS#1 body alone.
    OrPkcs1,
    /// Also a private key, PKCS#8, of which the public half is taken.
    OrPkcs8,
    /// Also a private key, PKCS#1, of which the public half is taken.
    OrPrivatePkcs1,
    /// Also SubjectPublicKeyInfo with a PKCS#1 private key inside.
    OrPrivateInside,
    /// Also an OCTET STRING around it.
    OrWrapped,
    /// Also SubjectPublicKeyInfo around it.
    OrTwice,
    /// Also with exponent and modulus in the place of each other.
    OrSwapped,
    /// Also without an exponent, which is then 65537.
    OrWithoutExponent,
    /// Also a key of another algorithm, unread.
    OrOtherAlgorithm,
}

/// Which algorithms are taken.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Algorithm {
    /// rsaEncryption with NULL.
    #[default]
    RsaWithNull,
    /// rsaEncryption with NULL or nothing.
    NullOptional,
    /// rsaEncryption with anything.
    AnyParameters,
    /// Any of PKCS#1.
    AnyPkcs1,
    /// Not looked at.
    Any,
}

/// How the string around the key is read.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Body {
    /// A BIT STRING of whole bytes.
    #[default]
    WholeBytes,
    /// A BIT STRING; the count of unused bits is not looked at.
    AnyUnused,
    /// Also an OCTET STRING.
    OrOctets,
}

/// What may follow.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tail {
    /// Nothing.
    #[default]
    Nothing,
    /// Bytes after the key.
    AfterKey,
    /// Bytes after the body inside the BIT STRING.
    AfterBody,
    /// More numbers after the exponent.
    AfterExponent,
}

/// How numbers are read.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Integers {
    /// Not negative, in their shortest form.
    #[default]
    Der,
    /// A sign is not looked at.
    NoSign,
    /// With as many 00 before them as there are.
    LeadingZeros,
}

/// Modulus and exponent, big endian without leading zeros.
type Numbers = (Vec<u8>, Vec<u8>);

impl Pipeline {
    pub(super) fn check(&self, spki: Option<&str>, text: Option<&str>) -> Result<Output, RejectClass> {
        let der = match (spki, text) {
            (Some(spki), None) => hex::decode(spki).map_err(|_| RejectClass::Encoding)?,
            (None, Some(text)) => self.text.decode(text).ok_or(self.classes.encoding())?,
            _ => return Err(RejectClass::Message),
        };
        if self.accepts(&der) {
            Ok(Output::Accepted(Accepted {}))
        } else {
            Err(self.classes.key())
        }
    }

    /// Whether this is a key that a device may send.
    pub(super) fn accepts(&self, der: &[u8]) -> bool {
        let plain = self.spki(der);
        let numbers = match self.shape {
            Shape::OrPkcs1 => plain.or_else(|| self.pkcs1(der)),
            Shape::OrPkcs8 => plain.or_else(|| self.pkcs8(der)),
            Shape::OrPrivatePkcs1 => plain.or_else(|| self.private_pkcs1(der)),
            Shape::OrWrapped => plain.or_else(|| self.spki(self.reader(der).expect(OCTET_STRING)?)),
            Shape::OrTwice => plain.or_else(|| self.spki(self.body(der)?)),
            Shape::OrOtherAlgorithm if plain.is_none() => return self.is_of_another_algorithm(der),
            _ => plain,
        };
        numbers.is_some_and(|(n, e)| self.takes_modulus(&n) && self.takes_exponent(&e))
    }

    fn reader<'a>(&self, bytes: &'a [u8]) -> Reader<'a> {
        Reader::new(bytes, self.lengths)
    }

    fn spki(&self, der: &[u8]) -> Option<Numbers> {
        let body = self.body(der)?;
        let inside = (self.shape == Shape::OrPrivateInside).then(|| self.private_pkcs1(body));
        self.pkcs1(body).or_else(|| inside.flatten())
    }

    /// What is inside the BIT STRING.
    fn body<'a>(&self, der: &'a [u8]) -> Option<&'a [u8]> {
        let mut outer = self.reader(der);
        let mut parts = self.reader(outer.expect(SEQUENCE)?);
        if !outer.rest().is_empty() && self.tail != Tail::AfterKey {
            return None;
        }
        let algorithm = parts.expect(SEQUENCE)?;
        if !self.takes_algorithm(algorithm) {
            return None;
        }
        let (tag, content) = parts.next()?;
        if !parts.rest().is_empty() {
            return None;
        }
        match tag {
            BIT_STRING => match content.split_first()? {
                (0, body) => Some(body),
                (_, body) => (self.body == Body::AnyUnused).then_some(body),
            },
            OCTET_STRING if self.body == Body::OrOctets => Some(content),
            _ => None,
        }
    }

    fn takes_algorithm(&self, algorithm: &[u8]) -> bool {
        const PKCS1_ARC: usize = RSA_ENCRYPTION.len() - 1;
        let parameters = algorithm.strip_prefix(RSA_ENCRYPTION);
        match self.algorithm {
            Algorithm::RsaWithNull => parameters == Some(NULL),
            Algorithm::NullOptional => parameters.is_some_and(|found| found == NULL || found.is_empty()),
            Algorithm::AnyParameters => parameters.is_some(),
            Algorithm::AnyPkcs1 => {
                parameters == Some(NULL)
                    || parameters.is_none() && algorithm.get(..PKCS1_ARC) == RSA_ENCRYPTION.get(..PKCS1_ARC)
            }
            Algorithm::Any => true,
        }
    }

    /// PKCS#1 `RSAPublicKey`.
    fn pkcs1(&self, der: &[u8]) -> Option<Numbers> {
        let mut outer = self.reader(der);
        let mut numbers = self.reader(outer.expect(SEQUENCE)?);
        if !outer.rest().is_empty() && self.tail != Tail::AfterBody {
            return None;
        }
        let n = self.number(numbers.expect(INTEGER)?)?;
        if numbers.rest().is_empty() && self.shape == Shape::OrWithoutExponent {
            return Some((n, [0x01, 0x00, 0x01].into()));
        }
        let e = self.number(numbers.expect(INTEGER)?)?;
        if !numbers.rest().is_empty() && self.tail != Tail::AfterExponent {
            return None;
        }
        let swapped = self.shape == Shape::OrSwapped && n.len() < e.len();
        Some(if swapped { (e, n) } else { (n, e) })
    }

    /// The public half of a PKCS#1 `RSAPrivateKey`: version, n, e, and the secret rest.
    fn private_pkcs1(&self, der: &[u8]) -> Option<Numbers> {
        let mut numbers = self.reader(self.reader(der).expect(SEQUENCE)?);
        numbers.expect(INTEGER).filter(|version| *version == [0])?;
        let n = self.number(numbers.expect(INTEGER)?)?;
        let e = self.number(numbers.expect(INTEGER)?)?;
        Some((n, e))
    }

    /// The public half of a PKCS#8 `PrivateKeyInfo`.
    fn pkcs8(&self, der: &[u8]) -> Option<Numbers> {
        let mut parts = self.reader(self.reader(der).expect(SEQUENCE)?);
        parts.expect(INTEGER)?;
        parts.expect(SEQUENCE)?;
        self.private_pkcs1(parts.expect(OCTET_STRING)?)
    }

    /// A SubjectPublicKeyInfo with an algorithm that is not RSA.
    fn is_of_another_algorithm(&self, der: &[u8]) -> bool {
        let read = || {
            let mut parts = self.reader(self.reader(der).expect(SEQUENCE)?);
            let algorithm = parts.expect(SEQUENCE)?;
            parts.expect(BIT_STRING)?;
            Some(!algorithm.starts_with(RSA_ENCRYPTION.get(..RSA_ENCRYPTION.len().checked_sub(1)?)?))
        };
        read().unwrap_or(false)
    }

    /// The number in an INTEGER, without leading zeros.
    fn number(&self, content: &[u8]) -> Option<Vec<u8>> {
        let shortest = match content {
            [] => return None,
            [0, next, ..] => next & 0x80 != 0,
            _ => true,
        };
        let negative = content.first().is_some_and(|byte| byte & 0x80 != 0);
        if negative && self.integers != Integers::NoSign || !shortest && self.integers != Integers::LeadingZeros {
            return None;
        }
        Some(content.iter().copied().skip_while(|byte| *byte == 0).collect())
    }
}
