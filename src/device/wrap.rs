//! How the TZPK is wrapped: RSAES-OAEP (RFC 8017, section 7.1) with its parameters, and the key that must come out.

use alloc::vec::Vec;
use core::fmt;

use crate::device::PublicKey;
use crate::error::{CiphertextLength, UnwrapFailed};
use crate::secret::SecretBytes;
use crate::tzpk::{KeyRules, Tzpk, TzpkKind};

/// A hash function of OAEP, for the label or inside MGF1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "lowercase")
)]
#[non_exhaustive]
pub enum Hash {
    /// SHA-1: still what some platforms put into MGF1. Neither use needs collision resistance.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];

    /// The name on the wire and in profiles: `sha1`, `sha256`, `sha384`, `sha512`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// The hash function with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hash| hash.name() == name)
    }

    /// Length of the digest in bytes, `hLen` in RFC 8017.
    pub const fn output_len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The parameters of RSAES-OAEP. Platforms differ in `mgf_hash`, so it has no default here.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct OaepScheme {
    /// The hash over the label.
    pub hash: Hash,
    /// The hash inside MGF1 (RFC 8017, appendix B.2.1).
    pub mgf_hash: Hash,
    /// The label `L`, public, mostly empty. Lower-case hex in a profile.
    #[cfg_attr(feature = "serde", serde(with = "label_as_hex"))]
    pub label: Vec<u8>,
}

impl OaepScheme {
    /// One hash for both uses, and the empty label.
    pub const fn new(hash: Hash) -> Self {
        Self {
            hash,
            mgf_hash: hash,
            label: Vec::new(),
        }
    }
}

#[cfg(feature = "serde")]
mod label_as_hex {
    use alloc::string::String;
    use alloc::vec::Vec;

    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(label: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(label))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        hex::decode(&text)
            .ok()
            .filter(|_| lower)
            .ok_or_else(|| D::Error::custom("not lower-case hex, two digits for each byte"))
    }
}

/// What [`DeviceKey::unwrap`](crate::device::DeviceKey::unwrap) needs to know: the padding, and the key to expect inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrapScheme {
    /// The padding.
    pub oaep: OaepScheme,
    /// The kind of key inside; fixes its length.
    pub kind: TzpkKind,
    /// The rules the key inside has to satisfy.
    pub rules: KeyRules,
}

impl WrapScheme {
    /// The last step of an unwrap: takes what OAEP gave and makes the TZPK of it.
    ///
    /// For keys that live elsewhere. Report a failed decryption to the caller as the same [`UnwrapFailed`].
    ///
    /// # Errors
    ///
    /// [`UnwrapFailed`] when the length or the rules do not fit, without saying which.
    pub fn accept(&self, decrypted: SecretBytes) -> Result<Tzpk, UnwrapFailed> {
        Tzpk::new(self.kind, decrypted.expose(), &self.rules).map_err(|_| UnwrapFailed)
    }
}

/// A TZPK under the device's public key: exactly as many bytes as the modulus. Not a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedTzpk(Vec<u8>);

impl WrappedTzpk {
    /// Takes the bytes from the issuer. Leading zeros are part of them and stay.
    ///
    /// # Errors
    ///
    /// [`CiphertextLength`] when they are not [`PublicKey::modulus_len`] bytes (RFC 8017, section 7.1.2, step 1.b).
    pub fn new(bytes: &[u8], key: &PublicKey) -> Result<Self, CiphertextLength> {
        if bytes.len() == key.modulus_len() {
            Ok(Self(bytes.to_vec()))
        } else {
            Err(CiphertextLength)
        }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for hash in Hash::ALL {
            assert_eq!(Hash::from_name(hash.name()), Some(hash));
        }
        for name in ["", "SHA256", "sha-256", "sha224", "md5"] {
            assert_eq!(Hash::from_name(name), None);
        }
    }

    #[test]
    fn new_uses_one_hash_and_no_label() {
        let scheme = OaepScheme::new(Hash::Sha384);
        assert_eq!(scheme.hash, scheme.mgf_hash);
        assert!(scheme.label.is_empty());
    }
}
