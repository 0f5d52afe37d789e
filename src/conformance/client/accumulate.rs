//! What `accumulate` goes through.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::request::Op;
use crate::pin::policy::PinPolicy;
use crate::pin_block::Format;
use crate::tzpk::TzpkKind;

/// Fixed fields of an accumulated operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum AccumulateParams {
    /// `pin.check`
    PinCheck {
        /// The policy.
        policy: PinPolicy,
    },
    /// `pin_block.encrypt`
    Encrypt {
        /// ISO 9564-1 format.
        format: Format,
        /// Kind of the key.
        kind: TzpkKind,
        /// The key, hex.
        key: String,
    },
    /// `pin_block.encode`
    Encode {
        /// ISO 9564-1 format.
        format: Format,
    },
}

/// An operation on PIN blocks that a client can accumulate. Every client that accumulates does it with `pin.check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Accumulable {
    /// `pin_block.encode`
    #[serde(rename = "pin_block.encode")]
    Encode,
    /// `pin_block.encrypt`
    #[serde(rename = "pin_block.encrypt")]
    Encrypt,
}

impl Accumulable {
    /// The operation.
    pub fn op(self) -> Op {
        match self {
            Self::Encode => Op::PinBlockEncode,
            Self::Encrypt => Op::PinBlockEncrypt,
        }
    }
}
