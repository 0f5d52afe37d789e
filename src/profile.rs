//! Everything issuer-specific, as data.
//!
//! Two profiles are built in; a file in TOML or JSON holds another one (feature `serde`). As data every field is written
//! out, except the rules of `pin_policy` that are off and the key rules that have their default (`ignore`, `refuse`): what a
//! file leaves open, each reader would fill in differently. Field names are those of the structs below; the files of the
//! built-in profiles ([`built_in_toml`]) are the templates.
//!
//! | field | value |
//! |---|---|
//! | `name` | 1 to 64 of `a`–`z`, `0`–`9`, `-` |
//! | `rsa_bits` | 2048, 3072, 4096 |
//! | `oaep.hash`, `oaep.mgf_hash` | `sha1`, `sha256`, `sha384`, `sha512` |
//! | `oaep.label` | lower-case hex, mostly empty |
//! | `tzpk.kind` | `tdes2`, `tdes3`, `aes128`, `aes192`, `aes256` |
//! | `tzpk.rules.parity` | `ignore`, `require` (TDES only) |
//! | `tzpk.rules.weak` | `refuse`, `allow` |
//! | `pin_block.format` | `iso0`, `iso1`, `iso3` (with TDES), `iso4` (with AES) |
//! | `pin_block.binding` | `none` (format 1), `pan` (0, 3, 4), `token` (4) |
//! | `encoding.public_key`, `.tzpk`, `.pin_block` | `base64`, `hex` |
//! | `pin_policy` | the fields of [`PinPolicy`] |
//! | `lifetimes.token_ms`, `.session_ms` | milliseconds, 1 to 86,400,000 (a day) |
//! | `attempts` | 1 to 255 PINs sent in one session |
//! | `paths.control`, `.tzpk`, `.set`, `.view` | absolute paths; `control` holds `{plasticId}` once |

mod built_in;
mod check;
#[cfg(feature = "serde")]
mod load;

use alloc::string::String;
use core::fmt;

use crate::device::{OaepScheme, RsaBits, WrapScheme};
use crate::pin::policy::PinPolicy;
use crate::pin_block::Format;
use crate::tzpk::{KeyRules, TzpkKind};

pub use built_in::built_in_toml;

/// One issuer's parameters. Start from a built-in profile and change fields, or load one; [`Profile::check`] finds what
/// does not go together.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Profile {
    /// What people call it.
    pub name: String,
    /// Length of the device's RSA modulus.
    pub rsa_bits: RsaBits,
    /// PINs that a device may send in one session, the first included.
    pub attempts: u8,
    /// How the TZPK is wrapped.
    pub oaep: OaepScheme,
    /// What the TZPK is.
    pub tzpk: TzpkSpec,
    /// What the PIN travels in.
    pub pin_block: PinBlockSpec,
    /// How bytes travel.
    pub encoding: Encodings,
    /// Which PINs the device lets through.
    pub pin_policy: PinPolicy,
    /// How long things hold.
    pub lifetimes: Lifetimes,
    /// Where the issuer's service listens.
    pub paths: Paths,
}

/// What the TZPK is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct TzpkSpec {
    /// Algorithm and length.
    pub kind: TzpkKind,
    /// Parity and weak keys.
    pub rules: KeyRules,
}

/// What the PIN travels in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct PinBlockSpec {
    /// ISO 9564-1 format.
    pub format: Format,
    /// What binds the block to the card.
    pub binding: Binding,
}

/// What binds a PIN block to the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "lowercase")
)]
pub enum Binding {
    /// Nothing; the session does.
    None,
    /// The PAN.
    Pan,
    /// A token in the place of the PAN.
    Token,
}

/// How bytes travel, field by field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct Encodings {
    /// The device's public key, a DER SubjectPublicKeyInfo.
    pub public_key: Encoding,
    /// The wrapped TZPK.
    pub tzpk: Encoding,
    /// The encrypted PIN block.
    pub pin_block: Encoding,
}

/// Bytes as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "lowercase")
)]
pub enum Encoding {
    /// Standard alphabet, padded, one line (RFC 4648, section 4).
    Base64,
    /// Two digits for each byte (RFC 4648, section 8).
    Hex,
}

/// How long things hold, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct Lifetimes {
    /// From the issue of the control token to the opening of the page: it opens while `now - issued` is less.
    pub token_ms: u64,
    /// From the opening of the page to the last message.
    pub session_ms: u64,
}

/// Where the issuer's service listens. Absolute paths, without host and query.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub struct Paths {
    /// Asks for a control token; `{plasticId}` stands for the id of the plastic.
    pub control: String,
    /// Sends the public key, gets the wrapped TZPK.
    pub tzpk: String,
    /// Sends the encrypted PIN block.
    pub set: String,
    /// Sends the public key, gets the wrapped TZPK and the encrypted PIN block.
    pub view: String,
}

impl Profile {
    /// What [`DeviceKey::unwrap`](crate::device::DeviceKey::unwrap) needs to know.
    pub fn wrap_scheme(&self) -> WrapScheme {
        WrapScheme {
            oaep: self.oaep.clone(),
            kind: self.tzpk.kind,
            rules: self.tzpk.rules,
        }
    }
}

/// What is wrong with a profile, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError {
    field: String,
    problem: String,
}

impl ProfileError {
    pub(crate) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            problem: problem.into(),
        }
    }

    /// The path of the field, as `oaep.hash`; empty when the text as a whole is not TOML or JSON.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong, and what is allowed.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            write!(f, "profile: {}", self.problem)
        } else {
            write!(f, "profile, field `{}`: {}", self.field, self.problem)
        }
    }
}

impl core::error::Error for ProfileError {}
