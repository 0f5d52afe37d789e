//! What the engine reads, and its commits.

use pinproof::issuer::engine::{Card, CardId, Change, Plastic, PlasticId, Store, StoreError, Token, TokenKey};
use pinproof::message::PinStatus;
use pinproof::pin::Pin;
use rusqlite::{OptionalExtension as _, params};

use super::super::rows;
use super::super::seal::Of;
use super::{SqliteStore, failed};

impl Store for SqliteStore {
    fn card(&self, id: &CardId) -> Result<Option<Card>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT pin_status, data FROM card WHERE id = ?1")
            .map_err(failed)?;
        let found: Option<(String, Vec<u8>)> = statement
            .query_row([id.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
            .map_err(failed)?;
        let Some((pin_status, sealed)) = found else {
            return Ok(None);
        };
        let data = self.sealer.open(Of::Card(id.as_str()), &sealed).ok_or(StoreError)?;
        Ok(Some(Card {
            id: id.clone(),
            pin_status: PinStatus::from_name(&pin_status).ok_or(StoreError)?,
            data: rows::read_card_data(&data)?,
        }))
    }

    fn plastic(&self, id: &PlasticId) -> Result<Option<Plastic>, StoreError> {
        let sql = format!("SELECT {} FROM plastic WHERE id = ?1", rows::PLASTIC_COLUMNS);
        Ok(self.all(&sql, params![id.as_str()], rows::plastic)?.pop())
    }

    fn plastics_of(&self, card: &CardId) -> Result<Vec<Plastic>, StoreError> {
        let sql = format!(
            "SELECT {} FROM plastic WHERE card = ?1 ORDER BY sequence",
            rows::PLASTIC_COLUMNS
        );
        self.all(&sql, params![card.as_str()], rows::plastic)
    }

    fn unproduced(&self) -> Result<Vec<Plastic>, StoreError> {
        let sql = format!(
            "SELECT {} FROM plastic WHERE produced IS NULL AND status = 'INACTIVE' AND kind = 'PHYSICAL'",
            rows::PLASTIC_COLUMNS
        );
        self.all(&sql, params![], rows::plastic)
    }

    fn pin(&self, plastic: &PlasticId) -> Result<Option<Pin>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT sealed FROM pin WHERE plastic = ?1")
            .map_err(failed)?;
        let sealed: Option<Vec<u8>> = statement
            .query_row([plastic.as_str()], |row| row.get(0))
            .optional()
            .map_err(failed)?;
        sealed
            .map(|sealed| self.sealer.open_pin(plastic.as_str(), &sealed).ok_or(StoreError))
            .transpose()
    }

    fn token(&self, key: &TokenKey) -> Result<Option<Token>, StoreError> {
        let sql = format!("SELECT {} FROM token WHERE digest = ?1", rows::TOKEN_COLUMNS);
        Ok(self.all(&sql, params![key.as_bytes().as_slice()], rows::token)?.pop())
    }

    fn ran_until(&self) -> Result<Option<u64>, StoreError> {
        let Some(bytes) = self.meta("ran_until") else {
            return Ok(None);
        };
        let bytes: [u8; 8] = bytes.try_into().map_err(|_| StoreError)?;
        Ok(Some(u64::from_be_bytes(bytes)))
    }

    fn commit(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        // What the commits before were answered by is gone: nothing may follow as if it were there.
        if self.lost {
            return Err(StoreError);
        }
        self.begin().map_err(failed)?;
        let done = self.apply_all(changes);
        if done.is_err() {
            // A full disk, for one, makes SQLite roll back everything by itself; without a transaction each change is for ever at once.
            let undone = !self.connection.is_autocommit() && self.run("ROLLBACK TO change; RELEASE change").is_ok();
            self.lost = !undone;
        }
        done
    }
}
