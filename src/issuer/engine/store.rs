//! What the engine keeps, and the joint where a sandbox plugs its own keeping in.

mod memory;

use alloc::vec::Vec;
use core::fmt;

use super::audit::AuditRecord;
use super::card::{Card, CardId, Plastic, PlasticId};
use super::token::{Token, TokenKey};
use crate::pin::Pin;

pub use memory::MemoryStore;

/// Where the engine keeps its records.
///
/// The engine reads, decides, and writes everything that one call changes in one [`Store::commit`]; it answers only after
/// that. A store that commits atomically and durably therefore loses no acknowledged PIN and lets no token be used twice,
/// whenever it is stopped. It serves one engine at a time: between a read and the commit nobody else may write.
///
/// It holds PINs. [`Pin`] is wiped on drop and prints nothing; a store on disk encrypts it, bound to the id of its plastic.
/// Temporary PIN keys never come here, and of a control token only the digest of its id.
///
/// Each method fails with [`StoreError`] when the store cannot be read or written.
#[expect(clippy::missing_errors_doc, reason = "said once, above")]
pub trait Store {
    /// The card with this id.
    fn card(&self, id: &CardId) -> Result<Option<Card>, StoreError>;

    /// The plastic with this id.
    fn plastic(&self, id: &PlasticId) -> Result<Option<Plastic>, StoreError>;

    /// The plastics of a card, lowest sequence number first.
    fn plastics_of(&self, card: &CardId) -> Result<Vec<Plastic>, StoreError>;

    /// The plastics that [await production](Plastic::awaits_production), in any order.
    fn unproduced(&self) -> Result<Vec<Plastic>, StoreError>;

    /// The PIN of a plastic.
    fn pin(&self, plastic: &PlasticId) -> Result<Option<Pin>, StoreError>;

    /// The control token whose id has this digest.
    fn token(&self, key: &TokenKey) -> Result<Option<Token>, StoreError>;

    /// The last [`Change::RanUntil`].
    fn ran_until(&self) -> Result<Option<u64>, StoreError>;

    /// Writes all of `changes`, in their order, or none of them. When it fails, the engine takes both for possible.
    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError>;
}

/// One record to be written. Each replaces the record with the same id.
#[derive(Debug)]
#[non_exhaustive]
pub enum Change {
    /// A card.
    Card(Card),
    /// A plastic.
    Plastic(Plastic),
    /// The PIN of a plastic.
    Pin(PlasticId, Pin),
    /// A control token.
    Token(Token),
    /// All tokens issued before this time can be forgotten: nothing can be done with them any more.
    ForgetTokens {
        /// In milliseconds since 1970.
        issued_before: u64,
    },
    /// Scheduled embossing runs up to this time, in milliseconds since 1970, are settled.
    RanUntil(u64),
    /// An entry at the end of the audit trail.
    Audit(AuditRecord),
}

/// The store cannot be read or written. Why is for the store's own log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StoreError;

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the store cannot be read or written")
    }
}

impl core::error::Error for StoreError {}
