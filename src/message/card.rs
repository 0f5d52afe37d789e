//! Cards, as far as their PIN is concerned.

use alloc::string::String;

use super::json::{Fields, Object};
use crate::error::MessageError;

/// Where a card's PIN comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PinStatus {
    /// `W`: from the cardholder, who has not set it yet. The card waits and is not produced.
    W,
    /// `D`: drawn by the issuer when the card is produced.
    D,
    /// `S`: from the cardholder, who has set it.
    S,
}

impl PinStatus {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::W, Self::D, Self::S];

    /// As on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::W => "W",
            Self::D => "D",
            Self::S => "S",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    fn read(fields: &mut Fields) -> Result<Self, MessageError> {
        Self::from_name(fields.secret("pinStatus")?.expose()).ok_or(MessageError::Value)
    }
}

/// A card is to be made. Whether a card may start with this status is the issuer's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardCreate {
    /// Where the PIN is to come from; a request that does not say so means [`PinStatus::D`].
    pub pin_status: PinStatus,
}

impl CardCreate {
    /// A card with this PIN status.
    pub const fn new(pin_status: PinStatus) -> Self {
        Self { pin_status }
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        Object::new(1).text("pinStatus", self.pin_status.name()).close()
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        let mut fields = Fields::read(bytes)?;
        let pin_status = match PinStatus::read(&mut fields) {
            Err(MessageError::MissingField) => PinStatus::D,
            read => read?,
        };
        Ok(Self { pin_status })
    }
}

/// A card is to be changed. Which moves are allowed is the issuer's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardUpdate {
    /// Where the PIN is to come from.
    pub pin_status: PinStatus,
}

impl CardUpdate {
    /// A change to this PIN status.
    pub const fn new(pin_status: PinStatus) -> Self {
        Self { pin_status }
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        Object::new(1).text("pinStatus", self.pin_status.name()).close()
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        let mut fields = Fields::read(bytes)?;
        Ok(Self {
            pin_status: PinStatus::read(&mut fields)?,
        })
    }
}

/// A card as the issuer knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CardRead {
    /// The card.
    pub id: String,
    /// Where its PIN comes from.
    pub pin_status: PinStatus,
}

impl CardRead {
    /// The card with this id and PIN status.
    pub fn new(id: &str, pin_status: PinStatus) -> Self {
        Self {
            id: String::from(id),
            pin_status,
        }
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        Object::new(self.id.len().saturating_add(1))
            .text("id", &self.id)
            .text("pinStatus", self.pin_status.name())
            .close()
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        let mut fields = Fields::read(bytes)?;
        Ok(Self {
            id: fields.text("id")?,
            pin_status: PinStatus::read(&mut fields)?,
        })
    }
}
