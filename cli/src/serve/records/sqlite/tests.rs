//! What happens when SQLite gives up a transaction by itself.

use pinproof::issuer::engine::{Card, CardData, CardId, Store as _};
use pinproof::message::PinStatus;

use super::*;

fn card(id: &str) -> Change {
    Change::Card(Card {
        id: CardId::new(id).unwrap(),
        pin_status: PinStatus::W,
        data: CardData::default(),
    })
}

#[test]
fn what_a_full_disk_rolls_back_takes_the_whole_batch_along() {
    let folder = tempfile::tempdir().unwrap();
    let path = settle_file(&folder.path().join("pins.db")).unwrap();
    let mut store = SqliteStore::open(&path, Secret::copy_from(&[0x5a; KEY_LEN]), &Profile::enfuce_v3(), 1000).unwrap();
    let is_there = |store: &SqliteStore, id: &str| store.card(&CardId::new(id).unwrap()).unwrap().is_some();
    store.commit(vec![card("before")]).unwrap();
    assert!(store.write());

    store.commit(vec![card("acknowledged-by-write-only")]).unwrap();
    let pages: i64 = store
        .connection
        .pragma_query_value(None, "page_count", |row| row.get(0))
        .unwrap();
    store
        .connection
        .pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))
        .unwrap();
    let mut number = 0;
    while store.commit(vec![card(&format!("more{number}"))]).is_ok() {
        number += 1;
        assert!(number < 10_000, "the disk is never full");
    }
    assert!(store.connection.is_autocommit(), "SQLite has rolled back by itself");
    store
        .connection
        .pragma_update_and_check(None, "max_page_count", 1_000_000, |_| Ok(()))
        .unwrap();
    // Room or not: the batch is lost, and nothing of it is there by itself.
    assert!(store.commit(vec![card("after")]).is_err());
    assert!(!store.write());
    assert!(is_there(&store, "before"));
    for gone in ["acknowledged-by-write-only", "more0", "after"] {
        assert!(!is_there(&store, gone), "{gone}");
    }

    store.commit(vec![card("next")]).unwrap();
    assert!(store.write() && is_there(&store, "next"));
}
