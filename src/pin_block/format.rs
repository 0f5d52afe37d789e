//! The formats by name, and what goes with each.

use core::fmt;
use core::str::FromStr;

use super::BlockContext;
use crate::error::Misuse;
use crate::tzpk::{TzpkKind, UnknownName};

/// A PIN block format of ISO 9564-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "lowercase")
)]
pub enum Format {
    /// Format 0: PIN exclusive-or PAN, fill F, TDES.
    Iso0,
    /// Format 1: no PAN, any fill, TDES.
    Iso1,
    /// Format 2: no PAN, fill F. For the card itself, not for a message.
    Iso2,
    /// Format 3: PIN exclusive-or PAN, random fill A to F, TDES.
    Iso3,
    /// Format 4: PIN field and PAN field of 16 bytes, AES.
    Iso4,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Iso0, Self::Iso1, Self::Iso2, Self::Iso3, Self::Iso4];

    /// The name on the wire: `iso0` to `iso4`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iso0 => "iso0",
            Self::Iso1 => "iso1",
            Self::Iso2 => "iso2",
            Self::Iso3 => "iso3",
            Self::Iso4 => "iso4",
        }
    }

    /// Length of the block in bytes, clear or encrypted: 16 for format 4, 8 for the others.
    pub const fn block_len(self) -> usize {
        match self {
            Self::Iso4 => 16,
            Self::Iso0 | Self::Iso1 | Self::Iso2 | Self::Iso3 => 8,
        }
    }

    /// Whether the block binds the PAN (format 4: the PAN or its token).
    pub const fn wants_pan(self) -> bool {
        matches!(self, Self::Iso0 | Self::Iso3 | Self::Iso4)
    }

    /// How many nibbles the format leaves free for a PIN of `pin_len` digits: 14 - L for formats 1 and 3, 16 for
    /// format 4, none for formats 0 and 2.
    pub const fn free_nibbles(self, pin_len: usize) -> usize {
        match self {
            Self::Iso0 | Self::Iso2 => 0,
            Self::Iso1 | Self::Iso3 => 14usize.saturating_sub(pin_len),
            Self::Iso4 => 16,
        }
    }

    /// Whether a block of this format may be encrypted under this kind of key.
    ///
    /// # Errors
    ///
    /// [`Misuse::FormatOffline`] for format 2, [`Misuse::FormatKey`] for TDES with format 4 and AES with the others.
    pub const fn check_key(self, kind: TzpkKind) -> Result<(), Misuse> {
        match self {
            Self::Iso2 => Err(Misuse::FormatOffline),
            Self::Iso0 | Self::Iso1 | Self::Iso3 if kind.is_tdes() => Ok(()),
            Self::Iso4 if kind.is_aes() => Ok(()),
            _ => Err(Misuse::FormatKey),
        }
    }

    /// Whether the format binds just what the context has.
    ///
    /// # Errors
    ///
    /// [`Misuse::ContextMissing`] when the format needs a PAN and there is none, [`Misuse::ContextUnexpected`] when
    /// it cannot bind what there is.
    pub const fn check_context(self, context: &BlockContext) -> Result<(), Misuse> {
        match (self, context) {
            (Self::Iso1 | Self::Iso2, BlockContext::NoPan)
            | (Self::Iso0 | Self::Iso3 | Self::Iso4, BlockContext::Pan(_))
            | (Self::Iso4, BlockContext::Token(_)) => Ok(()),
            (_, BlockContext::NoPan) => Err(Misuse::ContextMissing),
            (_, BlockContext::Pan(_) | BlockContext::Token(_)) => Err(Misuse::ContextUnexpected),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or(UnknownName)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::pin_block::testing::contexts;

    #[test]
    fn names_go_there_and_back() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
            assert_eq!(format!("{format}"), format.name());
            #[cfg(feature = "serde")]
            {
                assert_eq!(serde_json::to_string(&format).unwrap(), format!("\"{format}\""));
                assert_eq!(
                    serde_json::from_str::<Format>(&format!("\"{format}\"")).unwrap(),
                    format
                );
            }
        }
        assert_eq!("ISO0".parse::<Format>(), Err(UnknownName));
        assert_eq!("iso5".parse::<Format>(), Err(UnknownName));
    }

    #[test]
    fn keys_that_go_with_each_format() {
        let table = [
            (true, false),
            (true, false),
            (false, false),
            (true, false),
            (false, true),
        ];
        for (format, (tdes, aes)) in Format::ALL.into_iter().zip(table) {
            for kind in TzpkKind::ALL {
                let fits = if kind.is_tdes() { tdes } else { aes };
                let expected = match format {
                    Format::Iso2 => Err(Misuse::FormatOffline),
                    _ if fits => Ok(()),
                    _ => Err(Misuse::FormatKey),
                };
                assert_eq!(format.check_key(kind), expected, "{format} {kind}");
            }
        }
    }

    #[test]
    fn contexts_that_go_with_each_format() {
        use Misuse::{ContextMissing as Missing, ContextUnexpected as Unexpected};
        let table = [
            [Err(Missing), Ok(()), Err(Unexpected)],
            [Ok(()), Err(Unexpected), Err(Unexpected)],
            [Ok(()), Err(Unexpected), Err(Unexpected)],
            [Err(Missing), Ok(()), Err(Unexpected)],
            [Err(Missing), Ok(()), Ok(())],
        ];
        for (format, row) in Format::ALL.into_iter().zip(table) {
            for (context, expected) in contexts().iter().zip(row) {
                assert_eq!(format.check_context(context), expected, "{format} {context:?}");
            }
            assert_eq!(format.wants_pan(), row[0].is_err());
        }
    }

    #[test]
    fn free_nibbles_are_what_length_and_format_leave() {
        assert_eq!(Format::ALL.map(|format| format.free_nibbles(4)), [0, 10, 0, 10, 16]);
        assert_eq!(Format::ALL.map(|format| format.free_nibbles(12)), [0, 2, 0, 2, 16]);
    }
}
