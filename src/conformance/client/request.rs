//! What the kit asks.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::accumulate::AccumulateParams;
use super::capabilities::Flow;
use super::session::{BridgeName, Input, SessionContext};
use crate::device::Hash;
use crate::pin::policy::PinPolicy;
use crate::pin_block::Format;
use crate::tzpk::{CheckMethod, TzpkKind};

/// One request of the client protocol, without its `id` and `case`.
///
/// Bytes are lower-case hex. PIN, PAN and repeat entry are text exactly as typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op")]
pub enum Request {
    /// Who are you?
    #[serde(rename = "hello")]
    Hello {
        /// Version of the client protocol.
        protocol: u32,
        /// The kit that asks.
        kit: Kit,
    },
    /// Give these bytes back.
    #[serde(rename = "echo")]
    Echo {
        /// Hex.
        bytes: String,
    },
    /// Make an RSA key pair.
    #[serde(rename = "key.generate")]
    KeyGenerate {
        /// Size of the modulus in bits.
        bits: u32,
    },
    /// Unwrap a TZPK.
    #[serde(rename = "tzpk.unwrap")]
    TzpkUnwrap {
        /// The private key.
        key: PrivateKeySource,
        /// RSA-OAEP parameters.
        scheme: OaepFields,
        /// The ciphertext.
        wrapped: String,
        /// The kind of key that must come out.
        expect: ExpectedKind,
    },
    /// Compute a key check value.
    #[serde(rename = "tzpk.check_value")]
    TzpkCheckValue {
        /// Kind of the key.
        kind: TzpkKind,
        /// The key.
        key: String,
        /// How the check value is made.
        method: CheckMethod,
    },
    /// Build a clear PIN block.
    #[serde(rename = "pin_block.encode")]
    PinBlockEncode {
        /// ISO 9564-1 format.
        format: Format,
        /// PIN as typed.
        pin: String,
        /// PAN, or in format 4 the PAN token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pan: Option<String>,
        /// The nibbles that the format leaves free.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fill: Option<String>,
    },
    /// Read a clear PIN block.
    #[serde(rename = "pin_block.decode")]
    PinBlockDecode {
        /// ISO 9564-1 format.
        format: Format,
        /// The block of formats 0 to 3.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        block: Option<String>,
        /// The PIN field of format 4.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pin_field: Option<String>,
        /// PAN, or in format 4 the PAN token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pan: Option<String>,
    },
    /// Build a PIN block and encrypt it.
    #[serde(rename = "pin_block.encrypt")]
    PinBlockEncrypt {
        /// ISO 9564-1 format.
        format: Format,
        /// Kind of the key.
        kind: TzpkKind,
        /// The key.
        key: String,
        /// PIN as typed.
        pin: String,
        /// PAN, or in format 4 the PAN token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pan: Option<String>,
        /// The nibbles that the format leaves free.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fill: Option<String>,
    },
    /// Decrypt a PIN block and read it.
    #[serde(rename = "pin_block.decrypt")]
    PinBlockDecrypt {
        /// ISO 9564-1 format.
        format: Format,
        /// Kind of the key.
        kind: TzpkKind,
        /// The key.
        key: String,
        /// The encrypted block.
        encrypted: String,
        /// PAN, or in format 4 the PAN token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pan: Option<String>,
    },
    /// Apply a PIN policy.
    #[serde(rename = "pin.check")]
    PinCheck {
        /// The policy, spelled out.
        policy: PinPolicy,
        /// PIN as typed.
        pin: String,
        /// Repeat entry as typed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        repeat: Option<String>,
        /// What the policy's context rules compare with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        facts: Option<Facts>,
    },
    /// Check a device's public key, as the issuer does.
    #[serde(rename = "public_key.check")]
    PublicKeyCheck {
        /// SubjectPublicKeyInfo, DER in hex.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        spki: Option<String>,
        /// The field as it travels: bare base64.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Choose the plastic whose PIN can be set.
    #[serde(rename = "plastic.choose")]
    PlasticChoose {
        /// The list as the card API gives it, or what came in its place.
        plastics: Value,
    },
    /// Run one operation over many inputs and answer with a digest.
    #[serde(rename = "accumulate")]
    Accumulate {
        /// The operation.
        of: String,
        /// Its fixed fields.
        params: AccumulateParams,
        /// Seed of the inputs, hex; empty where the inputs are counted through.
        seed: String,
        /// Number of inputs.
        count: u64,
        /// A digest after every so many inputs.
        checkpoint: u64,
    },
    /// Open a session.
    #[serde(rename = "session.open")]
    SessionOpen {
        /// Set or view.
        flow: Flow,
        /// Name of the profile.
        profile: String,
        /// The control id, as the issuer gave it.
        control_id: String,
        /// What binds the PIN block.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        context: Option<SessionContext>,
        /// Where the page stands.
        bridge: BridgeName,
        /// Milliseconds since the token was issued.
        now_ms: u64,
    },
    /// Something happens to a session.
    #[serde(rename = "session.input")]
    SessionInput {
        /// The client's name for the session.
        session: String,
        /// What happens.
        input: Input,
    },
    /// An operation that no client has: the self-test asks it.
    #[serde(rename = "pinproof.probe")]
    Probe,
    /// `pin.check` with a rule that no client has: to pass over it would let PINs through.
    #[serde(rename = "pin.check", skip_deserializing)]
    UnknownRule {
        /// A policy with that rule.
        policy: UnknownRule,
        /// PIN as typed.
        pin: String,
    },
    /// End.
    #[serde(rename = "stop")]
    Stop,
}

/// The kit that asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kit {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
}

/// Where the private key of an unwrap comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PrivateKeySource {
    /// Sent with the request.
    Pkcs8 {
        /// PKCS#8, DER in hex.
        pkcs8: String,
    },
    /// Made earlier by `key.generate`.
    Handle {
        /// The client's own name for it.
        handle: String,
    },
}

/// The bounds of a policy, and a rule that there is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct UnknownRule {
    /// The fewest digits.
    pub min: u8,
    /// The most digits.
    pub max: u8,
    /// The rule.
    pub pinproof_probe: bool,
}

impl UnknownRule {
    /// 4 to 12 digits, and the rule.
    pub const PROBE: Self = Self {
        min: 4,
        max: 12,
        pinproof_probe: true,
    };
}

/// RSA-OAEP parameters on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OaepFields {
    /// Hash of the label.
    pub hash: Hash,
    /// Hash inside MGF1.
    pub mgf_hash: Hash,
    /// Label, hex.
    pub label: String,
}

/// The kind of key that an unwrap must give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedKind {
    /// This kind only.
    Only(TzpkKind),
    /// Any length that some kind has: 16, 24 or 32 bytes.
    Any,
}

impl Serialize for ExpectedKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Only(kind) => kind.serialize(serializer),
            Self::Any => serializer.serialize_str("any"),
        }
    }
}

impl<'de> Deserialize<'de> for ExpectedKind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        if name == "any" {
            return Ok(Self::Any);
        }
        TzpkKind::deserialize(serde::de::value::StringDeserializer::new(name)).map(Self::Only)
    }
}

/// Facts about the cardholder and the card for context rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// PAN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pan: Option<String>,
    /// `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    /// Phone number, any punctuation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The PIN to be replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_pin: Option<String>,
}

/// Name of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Op {
    /// `echo`
    #[serde(rename = "echo")]
    Echo,
    /// `key.generate`
    #[serde(rename = "key.generate")]
    KeyGenerate,
    /// `tzpk.unwrap`
    #[serde(rename = "tzpk.unwrap")]
    TzpkUnwrap,
    /// `tzpk.check_value`
    #[serde(rename = "tzpk.check_value")]
    TzpkCheckValue,
    /// `pin_block.encode`
    #[serde(rename = "pin_block.encode")]
    PinBlockEncode,
    /// `pin_block.decode`
    #[serde(rename = "pin_block.decode")]
    PinBlockDecode,
    /// `pin_block.encrypt`
    #[serde(rename = "pin_block.encrypt")]
    PinBlockEncrypt,
    /// `pin_block.decrypt`
    #[serde(rename = "pin_block.decrypt")]
    PinBlockDecrypt,
    /// `pin.check`
    #[serde(rename = "pin.check")]
    PinCheck,
    /// `public_key.check`
    #[serde(rename = "public_key.check")]
    PublicKeyCheck,
    /// `plastic.choose`
    #[serde(rename = "plastic.choose")]
    PlasticChoose,
    /// `accumulate`
    #[serde(rename = "accumulate")]
    Accumulate,
    /// `session.open`
    #[serde(rename = "session.open")]
    SessionOpen,
    /// `session.input`
    #[serde(rename = "session.input")]
    SessionInput,
}

impl Op {
    /// Every operation that vectors use, in the order of the flow.
    pub const ALL: [Self; 14] = [
        Self::Echo,
        Self::KeyGenerate,
        Self::TzpkUnwrap,
        Self::TzpkCheckValue,
        Self::PinBlockEncode,
        Self::PinBlockDecode,
        Self::PinBlockEncrypt,
        Self::PinBlockDecrypt,
        Self::PinCheck,
        Self::PublicKeyCheck,
        Self::PlasticChoose,
        Self::Accumulate,
        Self::SessionOpen,
        Self::SessionInput,
    ];

    /// Name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Echo => "echo",
            Self::KeyGenerate => "key.generate",
            Self::TzpkUnwrap => "tzpk.unwrap",
            Self::TzpkCheckValue => "tzpk.check_value",
            Self::PinBlockEncode => "pin_block.encode",
            Self::PinBlockDecode => "pin_block.decode",
            Self::PinBlockEncrypt => "pin_block.encrypt",
            Self::PinBlockDecrypt => "pin_block.decrypt",
            Self::PinCheck => "pin.check",
            Self::PublicKeyCheck => "public_key.check",
            Self::PlasticChoose => "plastic.choose",
            Self::Accumulate => "accumulate",
            Self::SessionOpen => "session.open",
            Self::SessionInput => "session.input",
        }
    }

    /// The operation with this name on the wire.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|op| op.name() == name)
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Request {
    /// The operation; none for the requests that no vector makes.
    pub fn op(&self) -> Option<Op> {
        Some(match self {
            Self::Hello { .. } | Self::Probe | Self::UnknownRule { .. } | Self::Stop => return None,
            Self::Echo { .. } => Op::Echo,
            Self::KeyGenerate { .. } => Op::KeyGenerate,
            Self::TzpkUnwrap { .. } => Op::TzpkUnwrap,
            Self::TzpkCheckValue { .. } => Op::TzpkCheckValue,
            Self::PinBlockEncode { .. } => Op::PinBlockEncode,
            Self::PinBlockDecode { .. } => Op::PinBlockDecode,
            Self::PinBlockEncrypt { .. } => Op::PinBlockEncrypt,
            Self::PinBlockDecrypt { .. } => Op::PinBlockDecrypt,
            Self::PinCheck { .. } => Op::PinCheck,
            Self::PublicKeyCheck { .. } => Op::PublicKeyCheck,
            Self::PlasticChoose { .. } => Op::PlasticChoose,
            Self::Accumulate { .. } => Op::Accumulate,
            Self::SessionOpen { .. } => Op::SessionOpen,
            Self::SessionInput { .. } => Op::SessionInput,
        })
    }
}
