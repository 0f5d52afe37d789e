//! What a client keeps between requests: private keys, key pairs that it made, and the key that it unwrapped last.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs8::EncodePrivateKey;
use rsa::traits::PublicKeyParts;

use crate::conformance::client::{PrivateKeySource, RejectClass};
use crate::conformance::raw_rsa::RawKey;
use crate::device::SoftwareKey;

/// The private keys of one client, or of several that share them.
#[derive(Default)]
pub(super) struct Keys {
    made: Mutex<BTreeMap<String, Arc<Key>>>,
    sent: Mutex<BTreeMap<String, Arc<Key>>>,
    /// Key pairs by bits and exponent, in the order in which clients ask for them.
    pool: Mutex<BTreeMap<Kind, Vec<Made>>>,
}

/// Bits and public exponent of a key pair.
type Kind = (u32, u32);

/// A private key.
pub(super) struct Key {
    pub(super) raw: RawKey,
    /// Whether the reference works with it.
    pub(super) accepted: bool,
    /// What RSADP gave so far: many mutants ask for the same.
    decrypted: Mutex<BTreeMap<Vec<u8>, Vec<u8>>>,
}

impl Key {
    /// Reads PKCS#8, DER.
    fn from_pkcs8(der: &[u8]) -> Option<Self> {
        let raw = RawKey::from_pkcs8(der).ok()?;
        let accepted = SoftwareKey::from_pkcs8_der(der).is_ok();
        Some(Self {
            raw,
            accepted,
            decrypted: Mutex::default(),
        })
    }

    /// RSADP; none for what is not a number below the modulus.
    pub(super) fn decrypt(&self, number: &[u8]) -> Option<Vec<u8>> {
        if let Some(known) = lock(&self.decrypted).get(number) {
            return Some(known.clone());
        }
        let em = self.raw.decrypt(number).ok()?;
        lock(&self.decrypted).insert(number.to_vec(), em.clone());
        Some(em)
    }
}

impl Keys {
    /// Keeps a new key pair, of whatever size, and says by which handle.
    fn keep(&self, pair: &Made) -> Option<String> {
        let key = Key {
            accepted: true,
            ..Key::from_pkcs8(&pair.pkcs8)?
        };
        let mut made = lock(&self.made);
        let handle = format!("key-{}", made.len());
        made.insert(handle.clone(), Arc::new(key));
        Some(handle)
    }

    /// The key pair of one kind with this place in the pool.
    fn draw(&self, kind: Kind, place: usize, make: impl FnOnce() -> Option<Made>) -> Option<Made> {
        let mut pool = lock(&self.pool);
        let made = pool.entry(kind).or_default();
        if made.len() <= place {
            made.push(make()?);
        }
        made.get(place).cloned()
    }

    fn find(&self, source: &PrivateKeySource) -> Result<Arc<Key>, RejectClass> {
        let pkcs8 = match source {
            PrivateKeySource::Handle { handle } => {
                return lock(&self.made).remove(handle).ok_or(RejectClass::KeyInvalid);
            }
            PrivateKeySource::Pkcs8 { pkcs8 } => pkcs8,
        };
        if let Some(key) = lock(&self.sent).get(pkcs8) {
            return Ok(Arc::clone(key));
        }
        let der = hex::decode(pkcs8).map_err(|_| RejectClass::Encoding)?;
        let key = Arc::new(Key::from_pkcs8(&der).ok_or(RejectClass::KeyInvalid)?);
        lock(&self.sent).insert(pkcs8.clone(), Arc::clone(&key));
        Ok(key)
    }
}

/// A key pair as PKCS#8, with its parts.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) pkcs8: Vec<u8>,
    pub(super) pkcs1: Vec<u8>,
    /// Big endian, without leading zeros; so is the exponent.
    pub(super) modulus: Vec<u8>,
    pub(super) exponent: Vec<u8>,
}

impl Made {
    pub(super) fn new(key: &RsaPrivateKey) -> Option<Self> {
        Some(Self {
            pkcs8: key.to_pkcs8_der().ok()?.as_bytes().to_vec(),
            pkcs1: key.to_pkcs1_der().ok()?.as_bytes().to_vec(),
            modulus: key.n_bytes().into_vec(),
            exponent: key.e_bytes().into_vec(),
        })
    }
}

/// One client: its keys, what it unwrapped last, and how many key pairs of each kind it has made.
#[derive(Default)]
pub(super) struct Device {
    keys: Arc<Keys>,
    last: Mutex<Option<Vec<u8>>>,
    made: Mutex<BTreeMap<Kind, usize>>,
}

impl Device {
    /// A new client with the same private keys. It draws the key pairs that this one drew, from the first: making them is
    /// most of the work.
    pub(super) fn beside(&self) -> Self {
        Self {
            keys: Arc::clone(&self.keys),
            ..Self::default()
        }
    }

    /// A key pair that this client has not had before.
    pub(super) fn next_made(&self, bits: u32, e: u32, make: impl FnOnce() -> Option<Made>) -> Option<Made> {
        self.keys.draw((bits, e), self.count_made(bits, e), make)
    }

    /// The first key pair of its kind.
    pub(super) fn first_made(&self, bits: u32, e: u32, make: impl FnOnce() -> Option<Made>) -> Option<Made> {
        self.keys.draw((bits, e), 0, make)
    }

    /// How many key pairs of a kind this client has made, not counting the one to come.
    pub(super) fn count_made(&self, bits: u32, e: u32) -> usize {
        let mut made = lock(&self.made);
        let count = made.entry((bits, e)).or_default();
        let before = *count;
        *count = before.saturating_add(1);
        before
    }

    /// The private key of a request.
    pub(super) fn key(&self, source: &PrivateKeySource) -> Result<Arc<Key>, RejectClass> {
        self.keys.find(source)
    }

    /// Keeps a new key pair and says by which handle; none for a private key that cannot be used.
    pub(super) fn keep(&self, pair: &Made) -> Option<String> {
        self.keys.keep(pair)
    }

    /// Keeps what was unwrapped.
    pub(super) fn remember(&self, tzpk: &[u8]) {
        *lock(&self.last) = Some(tzpk.to_vec());
    }

    /// The key that was unwrapped last.
    pub(super) fn last(&self) -> Option<Vec<u8>> {
        lock(&self.last).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
