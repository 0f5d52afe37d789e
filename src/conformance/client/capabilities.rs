//! What a client claims, and what a request needs.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::accumulate::{Accumulable, AccumulateParams};
use super::request::{ExpectedKind, Op, Request};
use crate::device::Hash;
use crate::pin_block::Format;
use crate::tzpk::{CheckMethod, TzpkKind};

/// Names of the profiles that sessions are played with.
pub(crate) const PROFILES: [&str; 2] = ["enfuce-v3", "aes-iso4"];

/// What a client claims to be able to do. What is absent is not claimed, and not tested.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Capabilities {
    /// Operations.
    pub ops: Vec<Op>,
    /// Pairs of hash and MGF1 hash, written `sha256/sha256`.
    pub oaep: Vec<OaepPair>,
    /// Labels other than the empty one.
    pub oaep_label: bool,
    /// Sizes of RSA keys in bits.
    pub rsa_bits: Vec<u32>,
    /// Whether an unwrapped key can leave the client.
    pub unwrap_returns: UnwrapReturns,
    /// Kinds of key.
    pub keys: Vec<TzpkKind>,
    /// Check value methods.
    pub check_values: Vec<CheckMethod>,
    /// PIN block formats.
    pub formats: Vec<Format>,
    /// Whether fill can be given, drawn by the client, or both.
    pub fill: Vec<Fill>,
    /// Whether any policy can be applied.
    pub policies: bool,
    /// What can be accumulated besides `pin.check`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accumulate: Vec<Accumulable>,
    /// Profiles built in.
    pub profiles: Vec<String>,
    /// Session flows.
    pub flows: Vec<Flow>,
    /// Whether sessions take their time from the kit.
    pub clock: VirtualClock,
}

/// How the client shows what it unwrapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnwrapReturns {
    /// The key itself.
    #[default]
    Key,
    /// A check value, because the key cannot be exported.
    CheckValue,
}

/// Where the free nibbles of a block come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    /// From the request.
    Given,
    /// From the client's own generator.
    Free,
}

/// A session flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// Set PIN.
    SetPin,
    /// View PIN.
    ViewPin,
}

impl Flow {
    /// Name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::SetPin => "set_pin",
            Self::ViewPin => "view_pin",
        }
    }
}

/// Where a session's time comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VirtualClock {
    /// From the kit.
    Virtual,
    /// From the client's own clock.
    #[default]
    None,
}

/// A pair of OAEP hash and MGF1 hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OaepPair {
    /// Hash of the label.
    pub hash: Hash,
    /// Hash inside MGF1.
    pub mgf_hash: Hash,
}

impl OaepPair {
    fn parse(text: &str) -> Option<Self> {
        let (hash, mgf_hash) = text.split_once('/')?;
        Some(Self {
            hash: Hash::from_name(hash)?,
            mgf_hash: Hash::from_name(mgf_hash)?,
        })
    }
}

impl core::fmt::Display for OaepPair {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}/{}", self.hash.name(), self.mgf_hash.name())
    }
}

impl Serialize for OaepPair {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for OaepPair {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom(format!(
                "`{text}` is not a pair like sha256/sha256 of sha1, sha256, sha384, sha512"
            ))
        })
    }
}

/// RSA sizes that a client can declare. Any other is there to be refused, whatever the client declares.
const RSA_SIZES: [u32; 3] = [2048, 3072, 4096];

impl Capabilities {
    /// Everything that this version of the kit asks.
    pub fn full() -> Self {
        let hashes = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512];
        Self {
            ops: Op::ALL.to_vec(),
            oaep: hashes
                .iter()
                .flat_map(|&hash| hashes.iter().map(move |&mgf_hash| OaepPair { hash, mgf_hash }))
                .collect(),
            oaep_label: true,
            rsa_bits: RSA_SIZES.to_vec(),
            unwrap_returns: UnwrapReturns::Key,
            keys: TzpkKind::ALL.to_vec(),
            check_values: CheckMethod::ALL.to_vec(),
            formats: Format::ALL.to_vec(),
            fill: [Fill::Given, Fill::Free].to_vec(),
            policies: true,
            accumulate: [Accumulable::Encode, Accumulable::Encrypt].to_vec(),
            profiles: PROFILES.map(String::from).to_vec(),
            flows: [Flow::SetPin, Flow::ViewPin].to_vec(),
            clock: VirtualClock::Virtual,
        }
    }

    /// Why this client is not asked `request`: the capability that it lacks. `rsa_bits` is the size of the group's key.
    pub fn lacks(&self, request: &Request, rsa_bits: Option<u32>) -> Option<String> {
        let op = request.op()?;
        if !self.ops.contains(&op) {
            return Some(format!("operation {op} not declared"));
        }
        match request {
            Request::KeyGenerate { bits } => self.lacks_bits(*bits),
            Request::TzpkUnwrap { scheme, expect, .. } => {
                let pair = OaepPair {
                    hash: scheme.hash,
                    mgf_hash: scheme.mgf_hash,
                };
                if !self.oaep.contains(&pair) {
                    return Some(format!("OAEP pair {pair} not declared"));
                }
                if !scheme.label.is_empty() && !self.oaep_label {
                    return Some("OAEP label not declared".to_string());
                }
                if let ExpectedKind::Only(kind) = expect
                    && let Some(why) = self.lacks_key(*kind)
                {
                    return Some(why);
                }
                rsa_bits.and_then(|bits| self.lacks_bits(bits))
            }
            Request::TzpkCheckValue { kind, method, .. } => self.lacks_key(*kind).or_else(|| {
                (!self.check_values.contains(method)).then(|| format!("check value {} not declared", method.name()))
            }),
            Request::PinBlockEncode { format, fill, .. } => self
                .lacks_format(*format)
                .or_else(|| self.lacks_fill(*format, fill.is_some())),
            Request::PinBlockDecode { format, .. } => self.lacks_format(*format),
            Request::PinBlockEncrypt { format, kind, fill, .. } => self
                .lacks_format(*format)
                .or_else(|| self.lacks_key(*kind))
                .or_else(|| self.lacks_fill(*format, fill.is_some())),
            Request::PinBlockDecrypt { format, kind, .. } => {
                self.lacks_format(*format).or_else(|| self.lacks_key(*kind))
            }
            Request::PinCheck { .. } => self.lacks_policies(),
            Request::Accumulate { of, params, .. } => {
                let lacks =
                    |what| (!self.accumulate.contains(&what)).then(|| format!("accumulate of {of} not declared"));
                match params {
                    AccumulateParams::PinCheck { .. } => self.lacks_policies(),
                    AccumulateParams::Encode { format } => lacks(Accumulable::Encode)
                        .or_else(|| self.lacks_format(*format))
                        .or_else(|| self.lacks_fill(*format, true)),
                    AccumulateParams::Encrypt { format, kind, .. } => lacks(Accumulable::Encrypt)
                        .or_else(|| self.lacks_format(*format))
                        .or_else(|| self.lacks_key(*kind))
                        .or_else(|| self.lacks_fill(*format, true)),
                }
            }
            Request::SessionOpen { flow, profile, .. } => {
                if !self.ops.contains(&Op::SessionInput) {
                    return Some(format!("operation {} not declared", Op::SessionInput));
                }
                if !self.flows.contains(flow) {
                    return Some(format!("flow {} not declared", flow.name()));
                }
                (!self.profiles.contains(profile)).then(|| format!("profile {profile} not declared"))
            }
            Request::SessionInput { .. }
            | Request::PublicKeyCheck { .. }
            | Request::PlasticChoose { .. }
            | Request::Echo { .. }
            | Request::Hello { .. }
            | Request::Probe
            | Request::UnknownRule { .. }
            | Request::Stop => None,
        }
    }

    fn lacks_policies(&self) -> Option<String> {
        (!self.policies).then(|| "policies not declared".to_string())
    }

    fn lacks_bits(&self, bits: u32) -> Option<String> {
        (RSA_SIZES.contains(&bits) && !self.rsa_bits.contains(&bits)).then(|| format!("RSA-{bits} not declared"))
    }

    fn lacks_key(&self, kind: TzpkKind) -> Option<String> {
        (!self.keys.contains(&kind)).then(|| format!("key kind {} not declared", kind.name()))
    }

    fn lacks_format(&self, format: Format) -> Option<String> {
        (!self.formats.contains(&format)).then(|| format!("format {} not declared", format.name()))
    }

    fn lacks_fill(&self, format: Format, given: bool) -> Option<String> {
        let (needed, name) = if given {
            (Fill::Given, "given")
        } else {
            (Fill::Free, "free")
        };
        let has_fill = matches!(format, Format::Iso1 | Format::Iso3 | Format::Iso4);
        (has_fill && !self.fill.contains(&needed)).then(|| format!("{name} fill not declared"))
    }
}
