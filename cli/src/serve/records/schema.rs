//! The tables, and what a connection is set to.

use rusqlite::Connection;

/// Stands at the start of the file, so that another program's database is not taken for ours: "pinp".
pub(super) const APPLICATION_ID: i64 = 0x7069_6e70;
/// The form of the tables below.
pub(super) const VERSION: i64 = 1;

/// A commit is on the disk when it returns (`synchronous = FULL`), deleted rows are overwritten, and one process at a time has the
/// file. Times are milliseconds since 1970.
const SETTINGS: &str = "
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
";

const TABLES: &str = "
    CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE card (id TEXT PRIMARY KEY, pin_status TEXT NOT NULL, data BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE plastic (
        id TEXT PRIMARY KEY, card TEXT NOT NULL, sequence INTEGER NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL,
        produced INTEGER, tries_left INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX plastic_of_card ON plastic (card, sequence);
    CREATE INDEX plastic_waiting ON plastic (id) WHERE produced IS NULL AND status = 'INACTIVE' AND kind = 'PHYSICAL';
    CREATE TABLE pin (plastic TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE token (
        digest BLOB PRIMARY KEY, plastic TEXT NOT NULL, scope TEXT NOT NULL, issued INTEGER NOT NULL, state TEXT NOT NULL,
        opened INTEGER, exchanges INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX token_issued ON token (issued);
    CREATE TABLE audit (entry INTEGER PRIMARY KEY, at INTEGER NOT NULL, subject TEXT NOT NULL, event TEXT NOT NULL) STRICT;
";

/// Sets the connection up.
pub(super) fn settle(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(SETTINGS)
}

/// Makes the tables of an empty file.
pub(super) fn make(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", VERSION)
}

/// Both numbers of the file; zeros when it is new.
pub(super) fn identity(connection: &Connection) -> rusqlite::Result<(i64, i64)> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get(0));
    Ok((number("application_id")?, number("user_version")?))
}
