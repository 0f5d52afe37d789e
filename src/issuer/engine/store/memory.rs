//! The store that a process takes with it when it ends.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::mem;

use super::{Change, Store, StoreError};
use crate::issuer::engine::{AuditRecord, Card, CardId, Plastic, PlasticId, Token, TokenKey};
use crate::pin::Pin;

/// Everything in memory. Never fails, and its PINs are wiped when it is dropped.
#[derive(Debug, Default)]
pub struct MemoryStore {
    cards: BTreeMap<CardId, Card>,
    plastics: BTreeMap<PlasticId, Plastic>,
    pins: BTreeMap<PlasticId, Pin>,
    tokens: BTreeMap<TokenKey, Token>,
    ran_until: Option<u64>,
    audit: Vec<AuditRecord>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// The audit trail since the last [`MemoryStore::take_audit`], oldest entry first.
    pub fn audit(&self) -> &[AuditRecord] {
        &self.audit
    }

    /// Hands the audit trail over and begins a new one, so that it does not grow for ever.
    pub fn take_audit(&mut self) -> Vec<AuditRecord> {
        mem::take(&mut self.audit)
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Card(card) => drop(self.cards.insert(card.id.clone(), card)),
            Change::Plastic(plastic) => drop(self.plastics.insert(plastic.id.clone(), plastic)),
            Change::Pin(plastic, pin) => drop(self.pins.insert(plastic, pin)),
            Change::Token(token) => drop(self.tokens.insert(token.key, token)),
            Change::ForgetTokens { issued_before } => self.tokens.retain(|_, token| token.issued >= issued_before),
            Change::RanUntil(at) => self.ran_until = Some(at),
            Change::Audit(record) => self.audit.push(record),
        }
    }

    fn plastics_where(&self, wanted: impl Fn(&Plastic) -> bool) -> Vec<Plastic> {
        self.plastics
            .values()
            .filter(|plastic| wanted(plastic))
            .cloned()
            .collect()
    }
}

impl Store for MemoryStore {
    fn card(&self, id: &CardId) -> Result<Option<Card>, StoreError> {
        Ok(self.cards.get(id).cloned())
    }

    fn plastic(&self, id: &PlasticId) -> Result<Option<Plastic>, StoreError> {
        Ok(self.plastics.get(id).cloned())
    }

    fn plastics_of(&self, card: &CardId) -> Result<Vec<Plastic>, StoreError> {
        let mut plastics = self.plastics_where(|plastic| plastic.card == *card);
        plastics.sort_by_key(|plastic| plastic.sequence);
        Ok(plastics)
    }

    fn unproduced(&self) -> Result<Vec<Plastic>, StoreError> {
        Ok(self.plastics_where(Plastic::awaits_production))
    }

    fn pin(&self, plastic: &PlasticId) -> Result<Option<Pin>, StoreError> {
        let copy = |pin: &Pin| Pin::from_digits(pin.expose_digits().iter().copied()).map_err(|_| StoreError);
        self.pins.get(plastic).map(copy).transpose()
    }

    fn token(&self, key: &TokenKey) -> Result<Option<Token>, StoreError> {
        Ok(self.tokens.get(key).cloned())
    }

    fn ran_until(&self) -> Result<Option<u64>, StoreError> {
        Ok(self.ran_until)
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        for change in changes {
            self.apply(change);
        }
        Ok(())
    }
}
