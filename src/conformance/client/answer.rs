//! What a client answers.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::request::Op;
use super::session::Step;
use crate::conformance::reject::RejectClass;

/// Bytes of the longest `ok` body, and of the longest `native`; the digests of a long accumulation and a large public key stay
/// below. Without a bound a report grows with whatever a client sends.
pub(crate) const LONGEST_BODY: usize = 1 << 14;

/// An answer that can be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The client did it.
    Ok(Output),
    /// The client under test said no.
    Reject {
        /// Why.
        class: RejectClass,
        /// The platform's own words.
        native: Option<String>,
    },
    /// The client does not have this.
    Unsupported(String),
}

impl Answer {
    /// A refusal without words of its own.
    pub fn reject(class: RejectClass) -> Self {
        Self::Reject { class, native: None }
    }
}

/// What an operation gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Output {
    /// `echo`
    Bytes(Bytes),
    /// `key.generate`
    KeyPair(KeyPair),
    /// `tzpk.unwrap`
    Unwrapped(Unwrapped),
    /// `tzpk.check_value`
    CheckValue(CheckValueText),
    /// `pin_block.encode`, formats 0 to 3
    Block(Block),
    /// `pin_block.encode`, format 4
    Fields(Fields),
    /// `pin_block.decode`, `pin_block.decrypt`
    Pin(PinText),
    /// `pin_block.encrypt`
    Encrypted(Encrypted),
    /// `plastic.choose`
    Plastic(PlasticId),
    /// `accumulate`
    Digest(Digest),
    /// `session.open`, `session.input`
    Step(Box<Step>),
    /// `pin.check`, `public_key.check`
    Accepted(Accepted),
}

macro_rules! outputs {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $ty:ty,)* })+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub struct $name { $($(#[$fdoc])* pub $field: $ty,)* }
        )+
    };
}

outputs! {
    /// Bytes given back.
    Bytes {
        /// Hex.
        bytes: String,
    }
    /// A new key pair.
    KeyPair {
        /// SubjectPublicKeyInfo, DER in hex.
        spki: String,
        /// The client's name for the private key.
        handle: String,
    }
    /// An unwrapped key: itself, or its check value.
    Unwrapped {
        /// The key, hex.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tzpk: Option<String>,
        /// Its check value, hex.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        check_value: Option<String>,
    }
    /// A check value.
    CheckValueText {
        /// Hex.
        check_value: String,
    }
    /// A clear block of 8 bytes.
    Block {
        /// Hex.
        block: String,
    }
    /// The two clear fields of format 4.
    Fields {
        /// Hex.
        pin_field: String,
        /// Hex.
        pan_field: String,
    }
    /// A PIN.
    PinText {
        /// ASCII digits.
        pin: String,
    }
    /// An encrypted block.
    Encrypted {
        /// Hex.
        encrypted: String,
    }
    /// The plastic that was chosen.
    PlasticId {
        /// Its id, as it stands in the list.
        plastic_id: String,
    }
    /// Digests of accumulated outputs.
    Digest {
        /// SHA-256 over all outputs.
        digest: String,
        /// SHA-256 over the outputs so far, at each checkpoint.
        checkpoints: Vec<String>,
    }
    /// Nothing to say but yes.
    Accepted {}
}

/// An `ok` body that does not have the shape of its operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerError(String);

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Output {
    /// Reads the `ok` body of `op`. `fields` says that format 4's two fields are asked.
    ///
    /// # Errors
    /// [`AnswerError`] for an unknown, missing or ill-typed field, hex that is not lower-case pairs, a handle that is not 1 to
    /// 256 characters, or a body that no answer needs to be as long as.
    pub fn parse(op: Op, fields: bool, ok: &Value) -> Result<Self, AnswerError> {
        let output = match op {
            Op::Echo => read(ok).map(Self::Bytes),
            Op::KeyGenerate => read(ok).map(Self::KeyPair),
            Op::TzpkUnwrap => read(ok).map(Self::Unwrapped),
            Op::TzpkCheckValue => read(ok).map(Self::CheckValue),
            Op::PinBlockEncode if fields => read(ok).map(Self::Fields),
            Op::PinBlockEncode => read(ok).map(Self::Block),
            Op::PinBlockDecode | Op::PinBlockDecrypt => read(ok).map(Self::Pin),
            Op::PinBlockEncrypt => read(ok).map(Self::Encrypted),
            Op::PlasticChoose => read(ok).map(Self::Plastic),
            Op::Accumulate => read(ok).map(Self::Digest),
            Op::SessionOpen | Op::SessionInput => read(ok).map(Self::Step),
            Op::PinCheck | Op::PublicKeyCheck => read(ok).map(Self::Accepted),
        }
        .map_err(|error| AnswerError(format!("the `ok` of {op} has the wrong shape: {error}")))?;
        if serde_json::to_string(&output).map_or(usize::MAX, |body| body.len()) > LONGEST_BODY {
            return Err(AnswerError(format!(
                "the `ok` of {op} is longer than {LONGEST_BODY} bytes"
            )));
        }
        if let Self::KeyPair(pair) = &output
            && !(1..=256).contains(&pair.handle.chars().count())
        {
            return Err(AnswerError(format!("the `handle` of {op} is not 1 to 256 characters")));
        }
        output
            .check_hex()
            .map_err(|field| AnswerError(format!("`{field}` of {op} is not lower-case hex")))?;
        Ok(output)
    }

    fn check_hex(&self) -> Result<(), &'static str> {
        let fields: Vec<(&'static str, &str)> = match self {
            Self::Bytes(o) => [("bytes", o.bytes.as_str())].to_vec(),
            Self::KeyPair(o) => [("spki", o.spki.as_str())].to_vec(),
            Self::Unwrapped(o) => [("tzpk", &o.tzpk), ("check_value", &o.check_value)]
                .into_iter()
                .filter_map(|(name, value)| value.as_deref().map(|value| (name, value)))
                .collect(),
            Self::CheckValue(o) => [("check_value", o.check_value.as_str())].to_vec(),
            Self::Block(o) => [("block", o.block.as_str())].to_vec(),
            Self::Fields(o) => [("pin_field", o.pin_field.as_str()), ("pan_field", o.pan_field.as_str())].to_vec(),
            Self::Encrypted(o) => [("encrypted", o.encrypted.as_str())].to_vec(),
            Self::Digest(o) => [("digest", o.digest.as_str())]
                .into_iter()
                .chain(o.checkpoints.iter().map(|value| ("checkpoints", value.as_str())))
                .collect(),
            Self::Pin(_) | Self::Plastic(_) | Self::Step(_) | Self::Accepted(_) => Vec::new(),
        };
        fields
            .into_iter()
            .try_for_each(|(name, value)| if is_lower_hex(value) { Ok(()) } else { Err(name) })
    }
}

fn read<T: serde::de::DeserializeOwned>(ok: &Value) -> Result<T, serde_json::Error> {
    T::deserialize(ok)
}

/// Whether `text` is pairs of lower-case hex digits, the one form of bytes on the wire.
pub(crate) fn is_lower_hex(text: &str) -> bool {
    text.len().is_multiple_of(2) && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// One answer line, before its `ok` is read.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerLine {
    pub(crate) id: u64,
    #[serde(default)]
    ok: Option<Value>,
    #[serde(default)]
    reject: Option<RejectClass>,
    #[serde(default)]
    native: Option<String>,
    #[serde(default)]
    unsupported: Option<String>,
    #[serde(default)]
    error: Option<String>,
}

/// The four kinds of answer.
#[derive(Debug)]
pub(crate) enum AnswerKind {
    Ok(Value),
    Reject(RejectClass, Option<String>),
    Unsupported(String),
    Error(String),
}

impl AnswerLine {
    /// Exactly one of `ok`, `reject`, `unsupported`, `error`; `native` goes with `reject` only.
    pub(crate) fn kind(self) -> Result<AnswerKind, AnswerError> {
        let wrong = || AnswerError("an answer has exactly one of `ok`, `reject`, `unsupported`, `error`".to_string());
        match (self.ok, self.reject, self.unsupported, self.error) {
            (None, Some(_), None, None) if self.native.as_ref().is_some_and(|native| native.len() > LONGEST_BODY) => {
                Err(AnswerError(format!("`native` is longer than {LONGEST_BODY} bytes")))
            }
            (None, Some(class), None, None) => Ok(AnswerKind::Reject(class, self.native)),
            _ if self.native.is_some() => Err(AnswerError("`native` goes with `reject` only".to_string())),
            (Some(ok), None, None, None) => Ok(AnswerKind::Ok(ok)),
            (None, None, Some(why), None) => Ok(AnswerKind::Unsupported(why)),
            (None, None, None, Some(why)) => Ok(AnswerKind::Error(why)),
            _ => Err(wrong()),
        }
    }
}
