//! The text of a public key, and what is said about faults.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

use crate::conformance::client::RejectClass;

/// How the text of a public key is read.
#[derive(Clone, Copy, Default)]
pub(crate) enum TextRule {
    /// Bare base64, in its one form.
    #[default]
    Strict,
    /// PEM armour is taken off.
    Pem,
    /// Armour is taken off where it stands on the same line.
    ArmourOnly,
    /// Line breaks are ignored.
    LineBreaks,
    /// A line feed at the end is ignored.
    LastLineFeed,
    /// Blanks are ignored, but not line breaks.
    Blanks,
    /// White space at both ends is ignored.
    Trimmed,
    /// The alphabet of base64url is taken as well.
    UrlAlphabet,
    /// Padding may be missing, all of it.
    Unpadded,
    /// Padding is not looked at.
    AnyPadding,
    /// Characters that base64 does not have are dropped.
    JunkDropped,
    /// Bits that count for nothing may be set.
    StrayBits,
    /// What follows the padding is ignored.
    EndsAtPadding,
    /// Hex digits are taken, with colons.
    OrHex,
    /// Base64 of base64 is decoded twice.
    Twice,
    /// Base64 of hex is decoded on.
    HexInside,
    /// Base64 of PEM is decoded on.
    PemInside,
}

impl TextRule {
    /// The bytes; none where the text is not taken.
    pub(super) fn decode(self, text: &str) -> Option<Vec<u8>> {
        let strict = |text: &str| Base64::decode_vec(text).ok();
        let without = |drop: fn(char) -> bool| strict(&text.chars().filter(|c| !drop(*c)).collect::<String>());
        let inner = |read: fn(&str) -> Option<Vec<u8>>| {
            let bytes = strict(text)?;
            let further = core::str::from_utf8(&bytes)
                .ok()
                .and_then(read)
                .filter(|bytes| !bytes.is_empty());
            Some(further.unwrap_or(bytes))
        };
        match self {
            Self::Strict => strict(text),
            Self::Pem => from_pem(text).or_else(|| strict(text)),
            Self::ArmourOnly => strict(without_armour(text)),
            Self::LineBreaks => without(|c| matches!(c, '\r' | '\n')),
            Self::LastLineFeed => strict(text.strip_suffix('\n').unwrap_or(text)),
            Self::Blanks => without(|c| c == ' '),
            Self::Trimmed => strict(text.trim()),
            Self::UrlAlphabet => strict(&text.replace('-', "+").replace('_', "/")),
            Self::Unpadded if text.contains('=') => strict(text),
            Self::Unpadded | Self::AnyPadding => strict(&padded(text.trim_end_matches('='))),
            Self::JunkDropped => without(|c| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/' | '=')),
            Self::StrayBits => stray_bits(text),
            Self::EndsAtPadding => {
                let unpadded = text.split('=').next().unwrap_or_default();
                let whole = padded(unpadded);
                if text.starts_with(&whole) {
                    strict(&whole)
                } else {
                    strict(text)
                }
            }
            Self::OrHex => from_hex(text).or_else(|| strict(text)),
            Self::Twice => inner(|text| Base64::decode_vec(text).ok()),
            Self::HexInside => inner(from_hex),
            Self::PemInside => inner(from_pem),
        }
    }
}

const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";

fn without_armour(text: &str) -> &str {
    let text = text.strip_prefix(BEGIN).unwrap_or(text);
    text.strip_suffix(END).unwrap_or(text)
}

/// PEM with its lines, of either kind.
fn from_pem(text: &str) -> Option<Vec<u8>> {
    let inside = text.trim_end().strip_prefix(BEGIN)?.strip_suffix(END)?;
    let inside = inside.strip_prefix('\n').or_else(|| inside.strip_prefix("\r\n"))?;
    Base64::decode_vec(&inside.split_ascii_whitespace().collect::<String>()).ok()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    hex::decode(text.replace(':', "")).ok()
}

/// With as much padding as its length asks for.
fn padded(unpadded: &str) -> String {
    let mut text = unpadded.to_string();
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// As strict, but with the last character before the padding changed to the one that has no stray bits.
fn stray_bits(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let unpadded = text.trim_end_matches('=');
    let padding = text.get(unpadded.len()..)?;
    let last = unpadded.chars().next_back()?;
    let value = ALPHABET.find(last)?;
    let mask = match padding {
        "=" => 0x3c,
        "==" => 0x30,
        _ => 0x3f,
    };
    let whole = ALPHABET.chars().nth(value & mask)?;
    let start = unpadded.strip_suffix(last)?;
    Base64::decode_vec(&[start, &whole.to_string(), padding].concat()).ok()
}

/// How a client says why it does not take a public key.
#[derive(Clone, Copy, Default)]
pub(crate) enum Classes {
    /// Faults of the text apart from faults of the key.
    #[default]
    Apart,
    /// All as faults of the key.
    AllKey,
    /// All as faults of the text.
    AllEncoding,
}

impl Classes {
    pub(super) fn encoding(self) -> RejectClass {
        match self {
            Self::Apart | Self::AllEncoding => RejectClass::Encoding,
            Self::AllKey => RejectClass::KeyInvalid,
        }
    }

    pub(super) fn key(self) -> RejectClass {
        match self {
            Self::Apart | Self::AllKey => RejectClass::KeyInvalid,
            Self::AllEncoding => RejectClass::Encoding,
        }
    }
}
