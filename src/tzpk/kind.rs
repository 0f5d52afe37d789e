//! Algorithms and lengths by name.

use core::fmt;
use core::str::FromStr;

use super::CheckMethod;

/// A name on the wire that stands for nothing here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnknownName;

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name is not known")
    }
}

impl core::error::Error for UnknownName {}

/// Algorithm and length of a TZPK.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "lowercase")
)]
#[non_exhaustive]
pub enum TzpkKind {
    /// TDES keying option 2, K1 | K2: 16 bytes.
    Tdes2,
    /// TDES keying option 1, K1 | K2 | K3: 24 bytes.
    Tdes3,
    /// AES-128: 16 bytes.
    Aes128,
    /// AES-192: 24 bytes.
    Aes192,
    /// AES-256: 32 bytes.
    Aes256,
}

impl TzpkKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Tdes2, Self::Tdes3, Self::Aes128, Self::Aes192, Self::Aes256];

    /// The name on the wire: `tdes2`, `tdes3`, `aes128`, `aes192`, `aes256`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tdes2 => "tdes2",
            Self::Tdes3 => "tdes3",
            Self::Aes128 => "aes128",
            Self::Aes192 => "aes192",
            Self::Aes256 => "aes256",
        }
    }

    /// Length of the key in bytes, parity bits included.
    pub const fn key_len(self) -> usize {
        match self {
            Self::Tdes2 | Self::Aes128 => 16,
            Self::Tdes3 | Self::Aes192 => 24,
            Self::Aes256 => 32,
        }
    }

    /// Whether the key is a TDES key.
    pub const fn is_tdes(self) -> bool {
        matches!(self, Self::Tdes2 | Self::Tdes3)
    }

    /// Whether the key is an AES key.
    pub const fn is_aes(self) -> bool {
        !self.is_tdes()
    }

    /// The check value that goes with the kind: [`CheckMethod::Tdes`] or [`CheckMethod::AesCmac`].
    pub const fn check_method(self) -> CheckMethod {
        if self.is_tdes() {
            CheckMethod::Tdes
        } else {
            CheckMethod::AesCmac
        }
    }
}

impl fmt::Display for TzpkKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for TzpkKind {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or(UnknownName)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn names_go_there_and_back() {
        for kind in TzpkKind::ALL {
            assert_eq!(kind.name().parse(), Ok(kind));
            assert_eq!(format!("{kind}"), kind.name());
        }
        assert_eq!("TDES2".parse::<TzpkKind>(), Err(UnknownName));
        assert_eq!("tdes1".parse::<TzpkKind>(), Err(UnknownName));
    }

    #[test]
    fn lengths_and_algorithms() {
        assert_eq!(TzpkKind::ALL.map(TzpkKind::key_len), [16, 24, 16, 24, 32]);
        assert_eq!(TzpkKind::ALL.map(TzpkKind::is_tdes), [true, true, false, false, false]);
        for kind in TzpkKind::ALL {
            assert_eq!(kind.is_aes(), !kind.is_tdes());
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_uses_the_wire_names() {
        for kind in TzpkKind::ALL {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
            assert_eq!(serde_json::from_str::<TzpkKind>(&format!("\"{kind}\"")).unwrap(), kind);
        }
    }
}
