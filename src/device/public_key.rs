//! The RSA public key as it travels: a DER SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7).
//!
//! ```text
//! SEQUENCE {
//!   SEQUENCE { OID 1.2.840.113549.1.1.1, NULL }      rsaEncryption, RFC 8017, appendix A.1; RFC 3279, section 2.3.1
//!   BIT STRING (no unused bits) {
//!     SEQUENCE { INTEGER n, INTEGER e }              RSAPublicKey, RFC 8017, appendix A.1.1
//!   }
//! }
//! ```

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64, Encoding as _};
use pkcs1::RsaPublicKeyRef;
use pkcs1::der::asn1::{BitStringRef, UintRef};
use pkcs1::der::{self, Decode, Encode};
use spki::SubjectPublicKeyInfoRef;

use crate::error::PublicKeyError;

/// The RSA modulus lengths in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RsaBits {
    /// 2048 bits: 112 bits of strength, as much as a 2-key TDES key can use.
    B2048,
    /// 3072 bits: 128 bits of strength, not weaker than AES-128.
    B3072,
    /// 4096 bits.
    B4096,
}

impl RsaBits {
    /// All of them, shortest first.
    pub const ALL: [Self; 3] = [Self::B2048, Self::B3072, Self::B4096];

    /// The number of bits.
    pub const fn bits(self) -> u32 {
        match self {
            Self::B2048 => 2048,
            Self::B3072 => 3072,
            Self::B4096 => 4096,
        }
    }

    /// The number of bytes of the modulus and of a ciphertext, `k` in RFC 8017.
    pub const fn modulus_len(self) -> usize {
        match self {
            Self::B2048 => 256,
            Self::B3072 => 384,
            Self::B4096 => 512,
        }
    }

    /// The length for a number of bits; `None` for every number but 2048, 3072 and 4096.
    pub fn from_bits(bits: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.bits() == bits)
    }

    /// The length of a modulus given as big-endian bytes without leading zeros; exact to the bit.
    pub(crate) fn of_modulus(modulus: &[u8]) -> Option<Self> {
        let top_bit_set = modulus.first().is_some_and(|byte| byte & 0x80 != 0);
        Self::ALL
            .into_iter()
            .find(|size| top_bit_set && size.modulus_len() == modulus.len())
    }
}

impl From<RsaBits> for u32 {
    fn from(size: RsaBits) -> Self {
        size.bits()
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for RsaBits {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(self.bits())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for RsaBits {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bits = u32::deserialize(deserializer)?;
        Self::from_bits(bits)
            .ok_or_else(|| serde::de::Error::custom(format_args!("{bits} is not one of 2048, 3072, 4096")))
    }
}

/// An RSA public key, acceptable by construction: `n` odd with exactly 2048, 3072 or 4096 bits; `e` odd,
/// 65537 ≤ `e` < 2³².
///
/// Whether `n` is a product of two primes cannot be seen from outside; nor can who sent it.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    spki: Vec<u8>,
    modulus: Vec<u8>,
    exponent: u32,
    size: RsaBits,
}

impl PublicKey {
    /// Smallest public exponent: F4, what every key store makes (FIPS 186-5, appendix A.1.1: 2¹⁶ < `e`).
    pub const MIN_EXPONENT: u32 = 65537;

    /// Reads a DER SubjectPublicKeyInfo.
    ///
    /// Strict: only `rsaEncryption` with NULL parameters, and only the one DER form of the key, so that every byte counts
    /// and nothing may follow. Refused are, among others, a bare PKCS#1 `RSAPublicKey`, a private key, id-RSAES-OAEP,
    /// missing NULL, a negative modulus, trailing bytes.
    ///
    /// # Errors
    ///
    /// [`PublicKeyError::Invalid`].
    pub fn from_spki_der(der: &[u8]) -> Result<Self, PublicKeyError> {
        let key = parse(der).ok_or(PublicKeyError::Invalid)?;
        let (modulus, exponent) = (key.modulus.as_bytes(), key.public_exponent.as_bytes());
        let key = Self::from_parts(modulus, exponent)?;
        // DER leaves no choice, so whatever differs from our own encoding is not the DER of this key.
        if key.spki == der {
            Ok(key)
        } else {
            Err(PublicKeyError::Invalid)
        }
    }

    /// Reads bare base64 (RFC 4648, section 4) of the DER: standard alphabet, padded, no white space, no PEM armour.
    ///
    /// # Errors
    ///
    /// [`PublicKeyError::Encoding`] when `text` is not such base64, [`PublicKeyError::Invalid`] when its bytes are not
    /// such a key.
    pub fn from_base64(text: &str) -> Result<Self, PublicKeyError> {
        let der = Base64::decode_vec(text).map_err(|_| PublicKeyError::Encoding)?;
        Self::from_spki_der(&der)
    }

    /// From `n` and `e` as big-endian bytes without leading zeros.
    pub(crate) fn from_parts(modulus: &[u8], exponent: &[u8]) -> Result<Self, PublicKeyError> {
        let size = RsaBits::of_modulus(modulus).ok_or(PublicKeyError::Invalid)?;
        let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte & 1 == 1);
        let exponent_value = exponent_value(exponent).ok_or(PublicKeyError::Invalid)?;
        if !odd(modulus) || !odd(exponent) || exponent_value < Self::MIN_EXPONENT {
            return Err(PublicKeyError::Invalid);
        }
        Ok(Self {
            spki: encode(modulus, exponent).map_err(|_| PublicKeyError::Invalid)?,
            modulus: modulus.to_vec(),
            exponent: exponent_value,
            size,
        })
    }

    /// The DER SubjectPublicKeyInfo.
    pub fn to_spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// The DER SubjectPublicKeyInfo as bare, padded base64 on one line (RFC 4648, section 4).
    pub fn to_base64(&self) -> String {
        Base64::encode_string(&self.spki)
    }

    /// The modulus `n`, big endian, without leading zeros: [`PublicKey::modulus_len`] bytes.
    pub fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    /// The public exponent `e`.
    pub fn exponent(&self) -> u32 {
        self.exponent
    }

    /// The length of the modulus.
    pub fn size(&self) -> RsaBits {
        self.size
    }

    /// The length of the modulus in bits: 2048, 3072 or 4096.
    pub fn bits(&self) -> u32 {
        self.size.bits()
    }

    /// The length of the modulus and of a ciphertext in bytes, `k` in RFC 8017.
    pub fn modulus_len(&self) -> usize {
        self.size.modulus_len()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey")
            .field("bits", &self.bits())
            .field("exponent", &self.exponent)
            .finish_non_exhaustive()
    }
}

/// The PKCS#1 key inside a SubjectPublicKeyInfo of `rsaEncryption`.
fn parse(der: &[u8]) -> Option<RsaPublicKeyRef<'_>> {
    let spki = SubjectPublicKeyInfoRef::from_der(der).ok()?;
    if spki.algorithm != pkcs1::ALGORITHM_ID {
        return None;
    }
    RsaPublicKeyRef::from_der(spki.subject_public_key.as_bytes()?).ok()
}

fn encode(modulus: &[u8], exponent: &[u8]) -> der::Result<Vec<u8>> {
    let key = RsaPublicKeyRef {
        modulus: UintRef::new(modulus)?,
        public_exponent: UintRef::new(exponent)?,
    }
    .to_der()?;
    SubjectPublicKeyInfoRef {
        algorithm: pkcs1::ALGORITHM_ID,
        subject_public_key: BitStringRef::from_bytes(&key)?,
    }
    .to_der()
}

/// The value of 1 to 4 big-endian bytes.
fn exponent_value(bytes: &[u8]) -> Option<u32> {
    let mut value = [0; 4];
    let start = value.len().checked_sub(bytes.len())?;
    value.get_mut(start..)?.copy_from_slice(bytes);
    Some(u32::from_be_bytes(value))
}

#[cfg(test)]
mod tests;
