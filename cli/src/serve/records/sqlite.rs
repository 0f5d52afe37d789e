//! Records in a SQLite file.
//!
//! A commit of the engine is a savepoint. [`SqliteStore::write`] ends the transaction around all of them and puts it on the disk;
//! nobody is answered before that. A kill at any moment leaves the last transaction that was written, whole.

mod store;
#[cfg(test)]
mod tests;

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use pinproof::issuer::engine::{Change, StoreError};
use pinproof::profile::Profile;
use pinproof::secret::Secret;
use rusqlite::{Connection, OpenFlags, Row, ToSql, params};

use super::key_file::KEY_LEN;
use super::rows;
use super::schema;
use super::seal::{Of, Sealer};
use crate::failure::Failure;
use crate::serve::secret_file::private;

/// Sealed once, to know the key again.
const KEY_CHECK: &[u8] = b"the key that PINs are sealed under";

const NAMED: &str = "name a file in a folder that exists and that you may write to, and that no other process has";

/// Records in a file.
pub(super) struct SqliteStore {
    connection: Connection,
    sealer: Sealer,
    /// Between the first commit and the next write.
    in_transaction: bool,
    /// Whether commits since the last write are gone, so that the next write has failed.
    lost: bool,
    /// Entries of the audit trail that are kept; the oldest go first.
    audit_entries: u32,
}

impl SqliteStore {
    /// Opens a file that [`settle_file`] has settled.
    ///
    /// # Errors
    /// Wrong use: it is not a database of this program, of another key or profile, or another process has it.
    pub(super) fn open(
        path: &Path,
        key: Secret<KEY_LEN>,
        profile: &Profile,
        audit_entries: u32,
    ) -> Result<Self, Failure> {
        let wrong = |why: String, help: &str| wrong(path, &why, help);
        let named = NAMED;
        // The path is a path, not a URI that could name another file or none.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| wrong(error.to_string(), named))?;
        let of_sqlite = |error: rusqlite::Error| wrong(error.to_string(), named);
        let mut store = Self {
            connection,
            sealer: Sealer::new(&key),
            in_transaction: false,
            lost: false,
            audit_entries,
        };
        schema::settle(&store.connection).map_err(of_sqlite)?;
        match schema::identity(&store.connection).map_err(of_sqlite)? {
            (0, 0) => store.make(profile).map_err(of_sqlite)?,
            (schema::APPLICATION_ID, schema::VERSION) => {}
            _ => {
                return Err(wrong(
                    "not a database of this version of pinproof".to_owned(),
                    "name another file",
                ));
            }
        }
        let same_key = store
            .meta("key_check")
            .and_then(|sealed| store.sealer.open(Of::KeyCheck, &sealed))
            .is_some_and(|opened| opened.expose() == KEY_CHECK);
        if !same_key {
            return Err(wrong(
                "its PINs are not sealed under this key".to_owned(),
                "give the --key-file that it was made with",
            ));
        }
        let of = store.meta("profile").unwrap_or_default();
        if of != profile.name.as_bytes() {
            return Err(wrong(
                format!("it holds cards of the profile {}", String::from_utf8_lossy(&of)),
                "give that --profile, or another file",
            ));
        }
        Ok(store)
    }

    fn make(&mut self, profile: &Profile) -> rusqlite::Result<()> {
        let check = self
            .sealer
            .seal(Of::KeyCheck, KEY_CHECK)
            .ok_or(rusqlite::Error::InvalidQuery)?;
        let transaction = self.connection.transaction()?;
        schema::make(&transaction)?;
        for (name, value) in [("key_check", check.as_slice()), ("profile", profile.name.as_bytes())] {
            transaction.execute("INSERT INTO meta (name, value) VALUES (?1, ?2)", params![name, value])?;
        }
        transaction.commit()
    }

    /// Puts what was committed on the disk. When that fails, none of it has happened.
    pub(super) fn write(&mut self) -> bool {
        if !self.in_transaction {
            return true;
        }
        self.in_transaction = false;
        let lost = std::mem::take(&mut self.lost);
        let written = !lost && self.run("COMMIT").is_ok();
        if !written {
            // After some errors SQLite has rolled back by itself.
            let _ = self.connection.execute_batch("ROLLBACK");
        }
        written
    }

    /// Lets go of the file.
    pub(super) fn close(mut self) -> bool {
        let written = self.write();
        self.connection.close().is_ok() && written
    }

    fn meta(&self, name: &str) -> Option<Vec<u8>> {
        self.connection
            .query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0))
            .ok()
    }

    fn begin(&mut self) -> rusqlite::Result<()> {
        if !self.in_transaction {
            self.connection.execute_batch("BEGIN IMMEDIATE")?;
            self.in_transaction = true;
        }
        Ok(())
    }

    fn apply_all(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        self.run("SAVEPOINT change")?;
        changes.into_iter().try_for_each(|change| self.apply(change))?;
        self.run("RELEASE change")
    }

    fn run(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).map_err(failed)
    }

    fn apply(&self, change: Change) -> Result<(), StoreError> {
        match change {
            Change::Card(card) => {
                let data = self
                    .sealer
                    .seal(Of::Card(card.id.as_str()), rows::card_data(&card.data)?.expose());
                let row = params![card.id.as_str(), card.pin_status.name(), data.ok_or(StoreError)?];
                self.put(
                    "INSERT OR REPLACE INTO card (id, pin_status, data) VALUES (?1, ?2, ?3)",
                    row,
                )
            }
            Change::Plastic(plastic) => {
                let produced = plastic.produced.map(rows::number).transpose()?;
                let row = params![
                    plastic.id.as_str(),
                    plastic.card.as_str(),
                    plastic.sequence,
                    rows::kind(plastic.kind),
                    rows::status(plastic.status)?,
                    produced,
                    plastic.tries_left,
                ];
                let columns = rows::PLASTIC_COLUMNS;
                let sql = format!("INSERT OR REPLACE INTO plastic ({columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
                self.put(&sql, row)
            }
            Change::Pin(plastic, pin) => {
                let sealed = self.sealer.seal_pin(plastic.as_str(), &pin).ok_or(StoreError)?;
                let sql = "INSERT OR REPLACE INTO pin (plastic, sealed) VALUES (?1, ?2)";
                self.put(sql, params![plastic.as_str(), sealed])
            }
            Change::Token(token) => {
                let (state, opened) = rows::state(token.state)?;
                let row = params![
                    token.key.as_bytes().as_slice(),
                    token.plastic.as_str(),
                    token.scope.name(),
                    rows::number(token.issued)?,
                    state,
                    opened,
                    token.exchanges,
                ];
                let columns = rows::TOKEN_COLUMNS;
                let sql = format!("INSERT OR REPLACE INTO token ({columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
                self.put(&sql, row)
            }
            Change::ForgetTokens { issued_before } => {
                let before = rows::number(issued_before)?;
                self.put("DELETE FROM token WHERE issued < ?1", params![before])?;
                // Entries are numbered as they come.
                let sql = "DELETE FROM audit WHERE entry <= (SELECT max(entry) FROM audit) - ?1";
                self.put(sql, params![self.audit_entries])
            }
            Change::RanUntil(at) => {
                let at = at.to_be_bytes();
                let sql = "INSERT OR REPLACE INTO meta (name, value) VALUES ('ran_until', ?1)";
                self.put(sql, params![at.as_slice()])
            }
            Change::Audit(record) => {
                let (subject, event) = (format!("{:?}", record.subject), format!("{:?}", record.event));
                let sql = "INSERT INTO audit (at, subject, event) VALUES (?1, ?2, ?3)";
                self.put(sql, params![rows::number(record.at)?, subject, event])
            }
            _ => Err(StoreError),
        }
    }

    fn put(&self, sql: &str, row: &[&dyn ToSql]) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        statement.execute(row).map(drop).map_err(failed)
    }

    fn all<T>(
        &self,
        sql: &str,
        row: &[&dyn ToSql],
        read: fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(failed)?;
        let mut found = statement.query(row).map_err(failed)?;
        let mut all = Vec::new();
        while let Some(row) = found.next().map_err(failed)? {
            all.push(read(row)?);
        }
        Ok(all)
    }
}

/// Only the kind of error is logged: its text may hold what was to be written.
fn failed(error: rusqlite::Error) -> StoreError {
    tracing::error!(code = ?error.sqlite_error_code(), "store");
    StoreError
}

/// Makes an empty file of mode 0600 unless there is one, and gives its path without links. What SQLite lays beside it has the same
/// mode.
///
/// # Errors
/// Wrong use: not a file, or one that others may read.
pub(super) fn settle_file(path: &Path) -> Result<PathBuf, Failure> {
    if path.as_os_str().is_empty() || path.as_os_str() == ":memory:" {
        return Err(wrong(path, "no file that keeps anything", NAMED));
    }
    let settled = || -> std::io::Result<_> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let found = options.open(path)?.metadata()?;
        Ok((found, path.canonicalize()?))
    };
    let (found, canonical) = settled().map_err(|error| wrong(path, &error.to_string(), NAMED))?;
    private(&found).map_err(|why| wrong(path, &why, "chmod 600 it, and look who may have read it"))?;
    Ok(canonical)
}

fn wrong(path: &Path, why: &str, help: &str) -> Failure {
    Failure::usage(format!("--db {}: {why}", path.display()), help)
}
