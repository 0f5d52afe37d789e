//! Why the engine says no, and what the other side is told of it.

use core::fmt;

use super::StoreError;

/// What is wrong with a control token. For the audit trail: towards the other side all of these are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenFault {
    /// No such token, or one that was swept.
    Unknown,
    /// Not opened in time, or the clock stands before its issue.
    Expired,
    /// Opened a second time, or its one PIN has been set or shown.
    Used,
    /// Made for the other operation.
    Scope,
    /// The session after the opening is over.
    SessionOver,
}

/// Why the engine says no.
///
/// [`Refusal::code`], [`Refusal::status`] and [`Refusal::title`] are for the other side and fixed texts: they hold no id, no
/// digit and no reason that would help to guess. The value itself is for the audit trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The control token opens nothing.
    Token(TokenFault),
    /// The session has used up its attempts.
    Attempts,
    /// A PIN block without a key exchange before it, or the second one after it.
    NoKey,
    /// There is no such card.
    UnknownCard,
    /// There is no such plastic.
    UnknownPlastic,
    /// The card's PIN status does not allow it.
    PinStatus,
    /// The plastic's status does not allow it.
    PlasticStatus,
    /// The embossing run has been: the PIN cannot be set any more.
    Produced,
    /// The embossing run is still to come: there is no PIN to show or verify.
    NotProduced,
    /// Virtual plastics have no PIN.
    Virtual,
    /// The card has no PAN or token, and the profile binds PIN blocks to it; or it has one that does not fit.
    CardData,
    /// The device's public key is not acceptable.
    PublicKey,
    /// The PIN block does not decode.
    PinBlock,
    /// The issuer's policy refuses the PIN. Which rule is between the cardholder and the device.
    PinNotAccepted,
    /// Too many wrong PINs.
    PinBlocked,
    /// The store failed. What was asked for may have happened or not.
    Unavailable,
    /// The engine cannot work as it was set up: its random numbers repeat, or its profile does not fit together.
    Broken,
}

impl Refusal {
    /// The code in the problem body. All faults of a token share one.
    pub const fn code(self) -> &'static str {
        self.row().1
    }

    /// The HTTP status.
    pub const fn status(self) -> u16 {
        self.row().0
    }

    /// The title in the problem body: one sentence for people.
    pub const fn title(self) -> &'static str {
        self.row().2
    }

    const fn row(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::Token(_) => (403, "token_invalid", "The control token is not valid."),
            Self::Attempts => (403, "attempts_used", "The session has no attempts left."),
            Self::NoKey => (409, "no_key", "There is no temporary key for this PIN block."),
            Self::UnknownCard | Self::UnknownPlastic => (404, "not_found", "There is no such resource."),
            Self::PinStatus => (409, "pin_status", "The PIN status of the card does not allow this."),
            Self::PlasticStatus => (409, "plastic_status", "The status of the plastic does not allow this."),
            Self::Produced => (409, "already_produced", "The plastic has been produced."),
            Self::NotProduced => (409, "not_produced", "The plastic has not been produced yet."),
            Self::Virtual => (409, "no_pin", "A virtual plastic has no PIN."),
            Self::CardData => (
                422,
                "card_data",
                "The card's data does not go with the issuer's profile.",
            ),
            Self::PublicKey => (400, "public_key", "The public key is not acceptable."),
            Self::PinBlock => (400, "pin_block", "The PIN block is not valid."),
            Self::PinNotAccepted => (422, "pin_not_accepted", "The PIN is not accepted."),
            Self::PinBlocked => (403, "pin_blocked", "The PIN is blocked."),
            Self::Unavailable => (503, "unavailable", "The service cannot answer now."),
            Self::Broken => (500, "internal", "The service failed."),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(_: StoreError) -> Self {
        Self::Unavailable
    }
}

impl From<TokenFault> for Refusal {
    fn from(fault: TokenFault) -> Self {
        Self::Token(fault)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

impl core::error::Error for Refusal {}
