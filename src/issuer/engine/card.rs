//! Cards and their plastics, as data. Who may change what is decided in `cards`.

use alloc::string::String;
use core::fmt;

use super::Refusal;
use crate::message::PinStatus;
use crate::pan::{Pan, PanToken};
use crate::pin::policy::{BirthDate, PinFacts};
use crate::pin_block::BlockContext;
use crate::profile::Binding;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The longest.
            pub const MAX_LEN: usize = 64;

            /// Reads an id: 1 to 64 of `A`–`Z`, `a`–`z`, `0`–`9`, `-` and `_`, so that it stands in a path as it is.
            pub fn new(text: &str) -> Option<Self> {
                let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
                let fits = (1..=Self::MAX_LEN).contains(&text.len()) && text.bytes().all(allowed);
                fits.then(|| Self(text.into()))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// A card: one card number, whatever plastics it has. Not a secret and not the card number.
    CardId
}
id! {
    /// One plastic of a card. Not a secret.
    PlasticId
}

/// Where a plastic stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PlasticStatus {
    /// Ordered, not yet produced.
    Inactive,
    /// In use.
    Active,
    /// Produced and not yet activated, or stopped for a time.
    Locked,
    /// Given up, for ever.
    Closed,
}

impl PlasticStatus {
    /// Whether the issuer may make this move. Only an embossing run takes a plastic from `Inactive` to `Locked`.
    pub fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Inactive | Self::Active | Self::Locked, Self::Closed)
                | (Self::Locked, Self::Active)
                | (Self::Active, Self::Locked)
        )
    }
}

/// Whether there is anything to emboss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PlasticKind {
    /// Goes through an embossing run, and has a PIN from then on.
    Physical,
    /// A number to pay with: active from the start, never produced, no PIN.
    Virtual,
}

/// A card as the store holds it.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its id.
    pub id: CardId,
    /// Where its PIN comes from.
    pub pin_status: PinStatus,
    /// What binds its PIN blocks, and what its PIN must not be.
    pub data: CardData,
}

/// What the engine has to know about a card. `Debug` shows the masked numbers and nothing of the cardholder.
#[derive(Clone, Default)]
pub struct CardData {
    /// The card number. Needed when the profile binds PIN blocks to it.
    pub pan: Option<Pan>,
    /// What stands for the card number towards devices. Needed when the profile binds PIN blocks to it.
    pub token: Option<PanToken>,
    /// For the policy's `birth_date`.
    pub birth_date: Option<BirthDate>,
    /// For the policy's `phone_part`.
    pub phone: Option<String>,
}

impl CardData {
    /// What the card's PIN blocks are bound to.
    pub(super) fn context(&self, binding: Binding) -> Result<BlockContext, Refusal> {
        match binding {
            Binding::None => Some(BlockContext::NoPan),
            Binding::Pan => self.pan.clone().map(BlockContext::Pan),
            Binding::Token => self.token.clone().map(BlockContext::Token),
        }
        .ok_or(Refusal::CardData)
    }

    /// What the policy compares a PIN with.
    pub(super) fn facts(&self) -> PinFacts<'_> {
        PinFacts {
            pan: self.pan.as_ref(),
            birth_date: self.birth_date,
            phone: self.phone.as_deref(),
            old_pin: None,
        }
    }
}

impl fmt::Debug for CardData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardData")
            .field("pan", &self.pan)
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

/// A plastic as the store holds it. Its PIN is a record of its own ([`Store::pin`](super::Store::pin)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plastic {
    /// Its id.
    pub id: PlasticId,
    /// The card it belongs to.
    pub card: CardId,
    /// 1 for the first plastic of the card, one more for each that follows.
    pub sequence: u32,
    /// Physical or virtual.
    pub kind: PlasticKind,
    /// Where it stands in its life.
    pub status: PlasticStatus,
    /// The embossing run that made it, in milliseconds since 1970.
    pub produced: Option<u64>,
    /// Wrong PINs that it still takes.
    pub tries_left: u8,
}

impl Plastic {
    /// Whether an embossing run has something to do for it.
    pub fn awaits_production(&self) -> bool {
        self.kind == PlasticKind::Physical && self.status == PlasticStatus::Inactive && self.produced.is_none()
    }
}
