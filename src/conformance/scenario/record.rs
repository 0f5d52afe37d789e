//! What the kit keeps of sessions, to look at all of them together.

use alloc::string::String;
use alloc::vec::Vec;

use crate::conformance::client::{Answer, Fault};
use crate::pin_block::Format;

/// What one script showed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// The moduli of the public keys that were sent, in order.
    pub(crate) keys: Vec<Vec<u8>>,
    /// The free part of each PIN block that opened, in hex digits, with its format.
    pub(crate) fills: Vec<(Format, String)>,
    /// Every message between device and issuer, as JSON: what a back end in between sees.
    pub(crate) relayed: Vec<String>,
    /// The PINs and keys in these messages.
    pub(crate) secrets: Vec<Secret>,
    /// The control ids that open sessions.
    pub(crate) tokens: Vec<String>,
    /// What the client did not answer with a step; nobody knows yet whether it says too much.
    pub(crate) said: Vec<Result<Answer, Fault>>,
}

/// Something that nobody in between may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Secret {
    /// A PIN, as digits.
    Pin(String),
    /// A TZPK.
    Key(Vec<u8>),
    /// A clear PIN block.
    Block(Vec<u8>),
}

impl Record {
    /// Adds what another script showed.
    pub(crate) fn add(&mut self, other: Self) {
        self.keys.extend(other.keys);
        self.fills.extend(other.fills);
        self.relayed.extend(other.relayed);
        self.secrets.extend(other.secrets);
        self.tokens.extend(other.tokens);
        self.said.extend(other.said);
    }
}
