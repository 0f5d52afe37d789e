//! The plastics of a card, and which of them waits for its PIN.

use alloc::string::String;
use alloc::vec::Vec;

use super::json::{self, Fields, Object};
use crate::error::{MessageError, PlasticError};

/// What a plastic is good for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PlasticStatus {
    /// Ordered, not yet produced.
    Inactive,
    /// In use.
    Active,
    /// Produced, not yet in use.
    Locked,
    /// At its end.
    Closed,
    /// Any other status, by its name.
    Other(String),
}

impl PlasticStatus {
    /// As on the wire.
    pub fn name(&self) -> &str {
        match self {
            Self::Inactive => "INACTIVE",
            Self::Active => "ACTIVE",
            Self::Locked => "LOCKED",
            Self::Closed => "CLOSED",
            Self::Other(name) => name,
        }
    }

    /// The one with this name. Upper and lower case differ.
    pub fn from_name(name: &str) -> Self {
        match name {
            "INACTIVE" => Self::Inactive,
            "ACTIVE" => Self::Active,
            "LOCKED" => Self::Locked,
            "CLOSED" => Self::Closed,
            name => Self::Other(String::from(name)),
        }
    }
}

/// One plastic.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plastic {
    /// The plastic; not empty.
    pub id: String,
    /// The card that it is of.
    pub card_id: Option<String>,
    /// Counts the plastics of a card: 0 to [`Plastic::MAX_SEQUENCE_NUMBER`].
    pub sequence_number: u64,
    /// What it is good for.
    pub status: PlasticStatus,
}

impl Plastic {
    /// 2⁵³ − 1, the largest whole number that every JSON reader keeps exactly (RFC 8259, section 6).
    pub const MAX_SEQUENCE_NUMBER: u64 = 9_007_199_254_740_991;

    /// A plastic; of which card is said by the list that it is in.
    pub fn new(id: &str, sequence_number: u64, status: PlasticStatus) -> Self {
        Self {
            id: String::from(id),
            card_id: None,
            sequence_number,
            status,
        }
    }

    fn read(fields: &mut Fields) -> Result<Self, MessageError> {
        let id = fields.text("id")?;
        let card_id = fields.optional_text("cardId")?;
        let sequence_number = fields.required("sequenceNumber")?.whole()?;
        let status = PlasticStatus::from_name(fields.secret("status")?.expose());
        if id.is_empty() || sequence_number > Self::MAX_SEQUENCE_NUMBER {
            return Err(MessageError::Value);
        }
        Ok(Self {
            id,
            card_id,
            sequence_number,
            status,
        })
    }

    fn to_json(&self) -> String {
        let card_id = self.card_id.as_deref();
        let room = [self.id.len(), card_id.map_or(0, str::len), self.status.name().len()]
            .into_iter()
            .fold(20, usize::saturating_add);
        Object::new(room)
            .text("id", &self.id)
            .optional_text("cardId", card_id)
            .whole("sequenceNumber", self.sequence_number)
            .text("status", self.status.name())
            .close()
    }
}

/// The plastics of a card, in the order of the issuer's list, which says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plastics(pub Vec<Plastic>);

impl Plastics {
    /// The plastic whose PIN can be set: of those that are `INACTIVE` the one with the highest sequence number.
    ///
    /// # Errors
    ///
    /// [`PlasticError::None`] when none is `INACTIVE`; [`PlasticError::Tie`] when several share the highest number.
    pub fn awaiting_pin(&self) -> Result<&Plastic, PlasticError> {
        let waiting = || {
            self.0
                .iter()
                .filter(|plastic| plastic.status == PlasticStatus::Inactive)
        };
        let highest = waiting()
            .map(|plastic| plastic.sequence_number)
            .max()
            .ok_or(PlasticError::None)?;
        let mut chosen = waiting().filter(|plastic| plastic.sequence_number == highest);
        match (chosen.next(), chosen.next()) {
            (Some(plastic), None) => Ok(plastic),
            _ => Err(PlasticError::Tie),
        }
    }

    /// As JSON, an array.
    pub fn to_json(&self) -> String {
        let plastics: Vec<String> = self.0.iter().map(Plastic::to_json).collect();
        alloc::format!("[{}]", plastics.join(","))
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says; one wrong plastic refuses the list.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        json::read(bytes)?
            .list()?
            .into_iter()
            .map(|plastic| Plastic::read(&mut plastic.fields()?))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}
