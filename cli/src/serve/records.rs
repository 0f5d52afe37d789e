//! Where the engine keeps its records: in memory, or in a SQLite file. Both log the audit trail.

mod key_file;
mod rows;
mod schema;
mod seal;
mod sqlite;

use std::path::Path;

use pinproof::issuer::engine::{
    AuditRecord, Card, CardId, Change, MemoryStore, Plastic, PlasticId, Store, StoreError, Token, TokenKey,
};
use pinproof::pin::Pin;
use pinproof::profile::Profile;

use crate::failure::Failure;
pub(crate) use key_file::private;
use sqlite::SqliteStore;

/// The records, with the part of the audit trail that is not logged yet.
pub(crate) struct Records {
    kept: Kept,
    audit: Vec<AuditRecord>,
}

enum Kept {
    Memory(MemoryStore),
    Sqlite(Box<SqliteStore>),
}

impl Records {
    /// Records that end with the process.
    pub(crate) fn in_memory() -> Self {
        Self {
            kept: Kept::Memory(MemoryStore::new()),
            audit: Vec::new(),
        }
    }

    /// Records in a file, PINs under the key in another.
    ///
    /// # Errors
    /// Wrong use: what is wrong with one of the files.
    pub(crate) fn in_file(db: &Path, key: &Path, profile: &Profile) -> Result<Self, Failure> {
        let key = key_file::read(key, db)?;
        Ok(Self {
            kept: Kept::Sqlite(Box::new(SqliteStore::open(db, key, profile)?)),
            audit: Vec::new(),
        })
    }

    /// Whether several commits are worth one write.
    pub(crate) fn writes_together(&self) -> bool {
        matches!(self.kept, Kept::Sqlite(_))
    }

    /// Makes everything durable that was committed, and logs what was done. False when it could not be written, and then none of it
    /// has happened.
    pub(crate) fn write(&mut self) -> bool {
        let written = match &mut self.kept {
            Kept::Memory(store) => {
                // It is in the log; nobody reads it here.
                store.take_audit();
                true
            }
            Kept::Sqlite(store) => store.write(),
        };
        for record in std::mem::take(&mut self.audit) {
            if written {
                tell(&record);
            }
        }
        if !written {
            tracing::error!("the records could not be written");
        }
        written
    }

    /// Writes, and lets go of the file.
    pub(crate) fn close(mut self) -> bool {
        let written = self.write();
        match self.kept {
            Kept::Memory(_) => written,
            Kept::Sqlite(store) => store.close() && written,
        }
    }

    fn store(&self) -> &dyn Store {
        match &self.kept {
            Kept::Memory(store) => store,
            Kept::Sqlite(store) => store.as_ref(),
        }
    }
}

/// Entries have no room for a secret.
fn tell(record: &AuditRecord) {
    let AuditRecord { at, subject, event, .. } = record;
    tracing::info!(at, ?subject, ?event, "audit");
}

impl Store for Records {
    fn card(&self, id: &CardId) -> Result<Option<Card>, StoreError> {
        self.store().card(id)
    }

    fn plastic(&self, id: &PlasticId) -> Result<Option<Plastic>, StoreError> {
        self.store().plastic(id)
    }

    fn plastics_of(&self, card: &CardId) -> Result<Vec<Plastic>, StoreError> {
        self.store().plastics_of(card)
    }

    fn unproduced(&self) -> Result<Vec<Plastic>, StoreError> {
        self.store().unproduced()
    }

    fn pin(&self, plastic: &PlasticId) -> Result<Option<Pin>, StoreError> {
        self.store().pin(plastic)
    }

    fn token(&self, key: &TokenKey) -> Result<Option<Token>, StoreError> {
        self.store().token(key)
    }

    fn ran_until(&self) -> Result<Option<u64>, StoreError> {
        self.store().ran_until()
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        for change in &changes {
            if let Change::Audit(record) = change {
                self.audit.push(record.clone());
            }
        }
        match &mut self.kept {
            Kept::Memory(store) => store.commit(changes),
            Kept::Sqlite(store) => store.commit(changes),
        }
    }
}
