//! Where the engine keeps its records: in memory, or in a SQLite file. Both log the audit trail.

mod key_file;
mod rows;
mod schema;
mod seal;
mod sqlite;

use std::path::Path;

use pinproof::issuer::engine::{
    AuditEvent, AuditRecord, Card, CardId, Change, MemoryStore, Plastic, PlasticId, Store, StoreError, Subject, Token,
    TokenKey,
};
use pinproof::pin::Pin;
use pinproof::profile::Profile;
use prometheus_client::metrics::counter::Counter;

use crate::failure::Failure;
use sqlite::SqliteStore;

/// The records, with the part of the audit trail that is not logged yet.
pub(crate) struct Records {
    kept: Kept,
    audit: Vec<AuditRecord>,
    /// Requests with a token that nobody knows.
    strangers: Counter,
}

enum Kept {
    Memory(MemoryStore),
    Sqlite(Box<SqliteStore>),
}

impl Records {
    /// Records that end with the process.
    pub(crate) fn in_memory(strangers: Counter) -> Self {
        Self {
            kept: Kept::Memory(MemoryStore::new()),
            audit: Vec::new(),
            strangers,
        }
    }

    /// Records in a file, PINs under the key in another, and at most so many entries of the audit trail.
    ///
    /// # Errors
    /// Wrong use: what is wrong with one of the files.
    pub(crate) fn in_file(
        db: &Path,
        key: &Path,
        profile: &Profile,
        audit_entries: u32,
        strangers: Counter,
    ) -> Result<Self, Failure> {
        let secret = key_file::read(key, db)?;
        let db = sqlite::settle_file(db)?;
        // Where a link to nothing leads is known only once its target is there.
        key_file::apart(key, &db)?;
        Ok(Self {
            kept: Kept::Sqlite(Box::new(SqliteStore::open(&db, secret, profile, audit_entries)?)),
            audit: Vec::new(),
            strangers,
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

    /// Somebody has asked with a token that nobody knows.
    pub(crate) fn count_stranger(&self) {
        self.strangers.inc();
    }

    /// Whether this is nothing but the refusal of a token that nobody knows. Anybody can invent those: each would be a row for ever,
    /// and a write to the disk.
    fn are_of_a_stranger(&self, changes: &[Change]) -> bool {
        let [Change::Audit(record)] = changes else {
            return false;
        };
        let Subject::Token(key) = &record.subject else {
            return false;
        };
        matches!(record.event, AuditEvent::Refused(..)) && matches!(self.store().token(key), Ok(None))
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
        if self.are_of_a_stranger(&changes) {
            self.count_stranger();
            return Ok(());
        }
        let of_audit = |change: &Change| match change {
            Change::Audit(record) => Some(record.clone()),
            _ => None,
        };
        let entries: Vec<AuditRecord> = changes.iter().filter_map(of_audit).collect();
        match &mut self.kept {
            Kept::Memory(store) => store.commit(changes),
            Kept::Sqlite(store) => store.commit(changes),
        }?;
        // Only what has happened is told.
        self.audit.extend(entries);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use pinproof::issuer::engine::{CardData, Engine, PlasticKind, Settings};
    use pinproof::message::PinStatus;

    use super::*;

    #[test]
    fn what_was_not_stored_is_not_told() {
        let root = tempfile::tempdir().unwrap();
        let (data, keys) = (root.path().join("data"), root.path().join("keys"));
        std::fs::create_dir(&data).unwrap();
        std::fs::create_dir(&keys).unwrap();
        let key = keys.join("key");
        std::fs::write(&key, "5a".repeat(32)).unwrap();
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        let profile = Profile::enfuce_v3();
        let records = Records::in_file(&data.join("pins.db"), &key, &profile, 1000, Counter::default()).unwrap();
        let mut engine = Engine::start(profile, Settings::default(), records, 0).unwrap();
        let rng = &mut pinproof::os_rng();
        // No row has room for a phone number.
        let unstorable = CardData {
            phone: Some("0123".to_owned()),
            ..CardData::default()
        };
        let refused = engine.create_card(PinStatus::W, PlasticKind::Physical, unstorable, 0, rng);
        assert!(refused.is_err());
        assert_eq!(engine.store().audit, []);
        let made = engine.create_card(PinStatus::W, PlasticKind::Physical, CardData::default(), 0, rng);
        assert!(made.is_ok());
        assert_eq!(engine.store().audit.len(), 1);
    }
}
