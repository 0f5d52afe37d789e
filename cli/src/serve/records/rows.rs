//! Records as rows, and back. What a row cannot be is an error of the store, never a default.

use pinproof::issuer::engine::{
    CardData, CardId, Plastic, PlasticId, PlasticKind, PlasticStatus, StoreError, Token, TokenKey, TokenState,
};
use pinproof::message::Scope;
use pinproof::pan::{Pan, PanToken};
use pinproof::secret::SecretBytes;
use rusqlite::Row;

pub(super) const PLASTIC_COLUMNS: &str = "id, card, sequence, kind, status, produced, tries_left";
pub(super) const TOKEN_COLUMNS: &str = "digest, plastic, scope, issued, state, opened, exchanges";

/// SQLite has no unsigned numbers; times stay far below the difference.
pub(super) fn number(value: u64) -> Result<i64, StoreError> {
    i64::try_from(value).map_err(|_| StoreError)
}

pub(super) fn kind(kind: PlasticKind) -> &'static str {
    match kind {
        PlasticKind::Physical => "PHYSICAL",
        PlasticKind::Virtual => "VIRTUAL",
    }
}

pub(super) fn status(status: PlasticStatus) -> Result<&'static str, StoreError> {
    match status {
        PlasticStatus::Inactive => Ok("INACTIVE"),
        PlasticStatus::Active => Ok("ACTIVE"),
        PlasticStatus::Locked => Ok("LOCKED"),
        PlasticStatus::Closed => Ok("CLOSED"),
        _ => Err(StoreError),
    }
}

/// The state's name, and when it was opened.
pub(super) fn state(state: TokenState) -> Result<(&'static str, Option<i64>), StoreError> {
    Ok(match state {
        TokenState::Issued => ("issued", None),
        TokenState::Opened { at } => ("opened", Some(number(at)?)),
        TokenState::Spent => ("spent", None),
    })
}

pub(super) fn plastic(row: &Row<'_>) -> Result<Plastic, StoreError> {
    let kind: String = column(row, 3)?;
    let status: String = column(row, 4)?;
    let produced: Option<i64> = column(row, 5)?;
    Ok(Plastic {
        id: PlasticId::new(&column::<String>(row, 0)?).ok_or(StoreError)?,
        card: CardId::new(&column::<String>(row, 1)?).ok_or(StoreError)?,
        sequence: column(row, 2)?,
        kind: match kind.as_str() {
            "PHYSICAL" => PlasticKind::Physical,
            "VIRTUAL" => PlasticKind::Virtual,
            _ => return Err(StoreError),
        },
        status: match status.as_str() {
            "INACTIVE" => PlasticStatus::Inactive,
            "ACTIVE" => PlasticStatus::Active,
            "LOCKED" => PlasticStatus::Locked,
            "CLOSED" => PlasticStatus::Closed,
            _ => return Err(StoreError),
        },
        produced: produced.map(u64::try_from).transpose().map_err(|_| StoreError)?,
        tries_left: column(row, 6)?,
    })
}

pub(super) fn token(row: &Row<'_>) -> Result<Token, StoreError> {
    let state: String = column(row, 4)?;
    let opened: Option<i64> = column(row, 5)?;
    Ok(Token {
        key: TokenKey::from_bytes(column(row, 0)?),
        plastic: PlasticId::new(&column::<String>(row, 1)?).ok_or(StoreError)?,
        scope: Scope::from_name(&column::<String>(row, 2)?).ok_or(StoreError)?,
        issued: time(column(row, 3)?)?,
        state: match (state.as_str(), opened) {
            ("issued", None) => TokenState::Issued,
            ("opened", Some(at)) => TokenState::Opened { at: time(at)? },
            ("spent", None) => TokenState::Spent,
            _ => return Err(StoreError),
        },
        exchanges: column(row, 6)?,
    })
}

fn time(value: i64) -> Result<u64, StoreError> {
    u64::try_from(value).map_err(|_| StoreError)
}

fn column<T: rusqlite::types::FromSql>(row: &Row<'_>, at: usize) -> Result<T, StoreError> {
    row.get(at).map_err(|_| StoreError)
}

/// What a card is bound to, to be sealed: `P` or `T` with its digits, or nothing.
///
/// Birth dates and phone numbers never come in through this service, so that there is no place for them.
pub(super) fn card_data(data: &CardData) -> Result<SecretBytes, StoreError> {
    let with = |kind: u8, digits: &[u8]| {
        let mut bytes = Vec::with_capacity(1 + digits.len());
        bytes.push(kind);
        bytes.extend(digits.iter().map(|digit| b'0' | digit));
        SecretBytes::from_vec(bytes)
    };
    match (&data.pan, &data.token, data.birth_date, &data.phone) {
        (None, None, None, None) => Ok(SecretBytes::from_vec(Vec::new())),
        (Some(pan), None, None, None) => Ok(with(b'P', pan.expose_digits())),
        (None, Some(token), None, None) => Ok(with(b'T', token.expose_digits())),
        _ => Err(StoreError),
    }
}

pub(super) fn read_card_data(bytes: &SecretBytes) -> Result<CardData, StoreError> {
    let mut data = CardData::default();
    match bytes.expose().split_first() {
        None => {}
        Some((b'P', digits)) => data.pan = Some(Pan::from_ascii(digits).map_err(|_| StoreError)?),
        Some((b'T', digits)) => data.token = Some(PanToken::from_ascii(digits).map_err(|_| StoreError)?),
        Some(_) => return Err(StoreError),
    }
    Ok(data)
}
