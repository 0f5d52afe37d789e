//! A store that fails when it is told to.

use std::mem;

use pinproof::issuer::engine::{
    Card, CardId, Change, MemoryStore, Plastic, PlasticId, Store, StoreError, Token, TokenKey,
};
use pinproof::pin::Pin;

use crate::op::Fault;

#[derive(Default)]
pub struct Faulty {
    pub inner: MemoryStore,
    pub armed: Option<Fault>,
    /// Writes since somebody asked, and how the last one failed.
    commits: u32,
    failed: Option<Fault>,
    /// What was last written of a plastic: its ids, when the engine could not tell them.
    pub last_plastic: Option<(CardId, PlasticId)>,
}

impl Faulty {
    pub fn last_commit(&mut self) -> (Option<Fault>, u32) {
        (self.failed.take(), mem::take(&mut self.commits))
    }
}

impl Store for Faulty {
    fn card(&self, id: &CardId) -> Result<Option<Card>, StoreError> {
        self.inner.card(id)
    }

    fn plastic(&self, id: &PlasticId) -> Result<Option<Plastic>, StoreError> {
        self.inner.plastic(id)
    }

    fn plastics_of(&self, card: &CardId) -> Result<Vec<Plastic>, StoreError> {
        self.inner.plastics_of(card)
    }

    fn unproduced(&self) -> Result<Vec<Plastic>, StoreError> {
        self.inner.unproduced()
    }

    fn pin(&self, plastic: &PlasticId) -> Result<Option<Pin>, StoreError> {
        self.inner.pin(plastic)
    }

    fn token(&self, key: &TokenKey) -> Result<Option<Token>, StoreError> {
        self.inner.token(key)
    }

    fn ran_until(&self) -> Result<Option<u64>, StoreError> {
        self.inner.ran_until()
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        self.commits += 1;
        let armed = self.armed.take();
        self.failed = armed;
        if armed == Some(Fault::Before) {
            return Err(StoreError);
        }
        for change in &changes {
            if let Change::Plastic(plastic) = change {
                self.last_plastic = Some((plastic.card.clone(), plastic.id.clone()));
            }
        }
        self.inner.commit(changes)?;
        match armed {
            Some(Fault::After) => Err(StoreError),
            _ => Ok(()),
        }
    }
}
