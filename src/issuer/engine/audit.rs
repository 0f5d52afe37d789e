//! The audit trail: what was done and what was refused, in types that have no room for a secret.

use alloc::string::String;

use super::card::{CardId, PlasticId, PlasticStatus};
use super::emboss::PinSource;
use super::refusal::Refusal;
use super::token::TokenKey;
use crate::message::text::LONGEST_AUDIT_USER;
use crate::message::{PinStatus, Scope, is_audit_user};

/// One entry of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AuditRecord {
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// To what.
    pub subject: Subject,
    /// What.
    pub event: AuditEvent,
}

/// What an entry is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// The engine as a whole; of a refusal also a card or plastic that it does not know.
    Engine,
    /// A card.
    Card(CardId),
    /// A plastic.
    Plastic(PlasticId),
    /// A control token, by the digest of its id; [`AuditEvent::TokenIssued`] says to which plastic it belongs. One that no
    /// such entry names was never issued.
    Token(TokenKey),
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuditEvent {
    /// A card came in.
    CardCreated(PinStatus),
    /// A card got a plastic.
    PlasticAdded {
        /// The card.
        card: CardId,
        /// Its sequence number.
        sequence: u32,
    },
    /// The issuer changed where the PIN comes from.
    PinStatusChanged(PinStatus),
    /// The plastic's status changed.
    PlasticStatusChanged(PlasticStatus),
    /// A control token was issued.
    TokenIssued {
        /// For this plastic.
        plastic: PlasticId,
        /// For this operation.
        scope: Scope,
        /// Who asked, in the words of the back end.
        audit_user: AuditUser,
    },
    /// The page was opened.
    PageOpened,
    /// A new temporary key went to the device.
    KeyExchanged {
        /// 1 for the first of the session.
        attempt: u8,
    },
    /// The PIN was set.
    PinSet(PlasticId),
    /// The PIN went to the device.
    PinShown(PlasticId),
    /// The plastic was produced.
    Produced(PinSource),
    /// An embossing run ended.
    RunEnded {
        /// Plastics produced.
        produced: usize,
        /// Plastics that wait.
        waiting: usize,
    },
    /// The last run was held under a clock that was ahead, so runs count from now again.
    ScheduleReset {
        /// When that run was held, in milliseconds since 1970.
        ahead: u64,
    },
    /// A PIN was right.
    PinRight,
    /// A PIN was wrong.
    PinWrong {
        /// Tries that are left.
        left: u8,
    },
    /// The tries were given back.
    TriesReset,
    /// Something was refused, and nothing changed.
    Refused(Action, Refusal),
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names are those of the engine's calls")]
pub enum Action {
    CreateCard,
    AddPlastic,
    ChangePinStatus,
    ChangePlasticStatus,
    IssueToken,
    OpenPage,
    ExchangeKey,
    SetPin,
    ViewPin,
    VerifyPin,
    ResetTries,
    Emboss,
}

/// Who asks, in the words of the back end: the `auditUser` of the wire.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AuditUser(String);

impl AuditUser {
    /// The longest, in characters.
    pub const MAX_LEN: usize = LONGEST_AUDIT_USER;

    /// Takes 1 to 64 characters, none of them one that moves a cursor, ends a line, turns the writing round or is not seen: an
    /// entry of a log must not be able to begin another.
    pub fn new(text: &str) -> Option<Self> {
        is_audit_user(text).then(|| Self(text.into()))
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
