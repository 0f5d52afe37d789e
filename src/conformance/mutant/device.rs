//! What a client keeps between requests: private keys, key pairs that it made, and the key that it unwrapped last.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, SeedableRng as _};
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey;
use rsa::pkcs8::EncodePrivateKey;
use rsa::traits::PublicKeyParts;
use sha2::{Digest as _, Sha256};

use super::blocks::Memory;
use super::key_pairs::der;
use super::sessions::Pair;
use crate::conformance::client::{PrivateKeySource, RejectClass};
use crate::conformance::key_pool::KeyPool;
use crate::conformance::oaep::mgf1;
use crate::conformance::raw_rsa::RawKey;
use crate::device::{Hash, PublicKey, SoftwareKey};

/// The private keys of one client, or of several that share them.
#[derive(Default)]
pub(super) struct Keys {
    sent: Mutex<BTreeMap<String, Arc<Key>>>,
    /// Key pairs by kind, in the order in which clients ask for them.
    pool: Mutex<BTreeMap<Kind, Vec<Made>>>,
    /// Key pairs are stand-ins: the form of a public key can be seen without any prime.
    stand_ins: bool,
    /// Where the pairs of sessions come from.
    for_sessions: KeyPool,
    /// Those that sessions of a script have, by size and slot: every mutant that plays it has the same pairs.
    slots: Mutex<BTreeMap<(u32, u64), Made>>,
}

/// Makes a key pair.
type Make<'a> = &'a dyn Fn(&mut dyn CryptoRng) -> Option<Made>;

/// A generator for the key pair in one place: clients that share a pool may all begin with one seed, and no two key pairs may come
/// of that.
fn apart((bits, exponent, process): Kind, place: usize, rng: &mut dyn CryptoRng) -> ChaCha20Rng {
    let mut seed = [0; 32];
    rng.fill_bytes(&mut seed);
    let mut digest = Sha256::new().chain_update(seed);
    for number in [bits, exponent, process] {
        digest.update(number.to_be_bytes());
    }
    ChaCha20Rng::from_seed(digest.chain_update(place.to_be_bytes()).finalize().into())
}

/// Bits and public exponent of a key pair, and which process of the client made it.
type Kind = (u32, u32, u32);

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
    /// The key pair of one kind with this place in the pool.
    fn draw(&self, kind: Kind, place: usize, rng: &mut dyn CryptoRng, make: Make<'_>) -> Option<Made> {
        if self.stand_ins {
            return Some(Made::stand_in(kind));
        }
        let mut pool = lock(&self.pool);
        let made = pool.entry(kind).or_default();
        if made.len() <= place {
            made.push(make(&mut apart(kind, place, rng))?);
        }
        made.get(place).cloned()
    }

    /// A private key that comes with the request.
    fn sent(&self, pkcs8: &str) -> Result<Arc<Key>, RejectClass> {
        if let Some(key) = lock(&self.sent).get(pkcs8) {
            return Ok(Arc::clone(key));
        }
        let der = hex::decode(pkcs8).map_err(|_| RejectClass::Encoding)?;
        let key = Arc::new(Key::from_pkcs8(&der).ok_or(RejectClass::KeyInvalid)?);
        lock(&self.sent).insert(pkcs8.to_owned(), Arc::clone(&key));
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

    /// Numbers as long as those of a key pair with `bits` and `exponent`, and no key pair.
    fn stand_in((bits, exponent, _): Kind) -> Self {
        let number = |bits: u32| {
            let bytes = usize::try_from(bits.div_ceil(8)).unwrap_or_default();
            let mut number = alloc::vec![0xff_u8; bytes];
            if let Some(first) = number.first_mut() {
                *first = 0xff >> (bits.wrapping_neg() % 8);
            }
            number
        };
        let significant = exponent.to_be_bytes().into_iter().skip_while(|byte| *byte == 0);
        let (modulus, exponent) = (number(bits), significant.collect::<Vec<u8>>());
        let (whole, half) = (number(bits), number(bits >> 1));
        let pkcs1 = der::private_key(&modulus, &exponent, &whole, &half);
        Self {
            pkcs8: der::pkcs8(&pkcs1),
            pkcs1,
            modulus,
            exponent,
        }
    }
}

/// One client: its keys, what it unwrapped last, and how many key pairs of each kind it has made.
#[derive(Default)]
pub(super) struct Device {
    keys: Arc<Keys>,
    last: Mutex<Option<Vec<u8>>>,
    made: Mutex<BTreeMap<Kind, usize>>,
    /// Key pairs by handle, and how many handles were given out.
    handles: Mutex<(usize, BTreeMap<String, Arc<Key>>)>,
    memory: Memory,
    /// How often it was restarted.
    process: u32,
    /// Numbers that RSADP had to be computed for, with stand-ins.
    computed: AtomicUsize,
    /// The slot of the next key pair for a session; none where each is another one.
    slot: Mutex<Option<u64>>,
}

/// Numbers that a client with stand-ins computes RSADP for itself.
const MOST_COMPUTED: usize = 24;

impl Device {
    /// A new client with the same private keys. It draws the key pairs that this one drew, from the first: making them is
    /// most of the work.
    pub(super) fn beside(&self) -> Self {
        Self {
            keys: Arc::clone(&self.keys),
            ..Self::default()
        }
    }

    /// The client as a new process has it. Key pairs come from the pool of that process.
    pub(super) fn restart(&mut self) {
        let slot = *lock(&self.slot);
        *self = Self {
            process: self.process.saturating_add(1),
            memory: self.memory.of_next_process(),
            slot: Mutex::new(slot),
            ..self.beside()
        };
    }

    /// The same client, with a clock that starts at a fixed time.
    pub(super) fn with_fixed_clock(self) -> Self {
        Self {
            memory: Memory::with_fixed_clock(),
            ..self
        }
    }

    /// What it remembers from block to block.
    pub(super) fn memory(&self) -> &Memory {
        &self.memory
    }

    /// A client whose sessions have no key pair in common with those of another process.
    pub(super) fn in_own_process() -> Self {
        let keys = Keys {
            for_sessions: KeyPool::drawn(),
            ..Keys::default()
        };
        Self {
            keys: Arc::new(keys),
            ..Self::default()
        }
    }

    /// A client whose key pairs are stand-ins.
    pub(super) fn with_stand_ins() -> Self {
        let keys = Keys {
            stand_ins: true,
            ..Keys::default()
        };
        Self {
            keys: Arc::new(keys),
            ..Self::default()
        }
    }

    /// Keeps what RSADP gives for a number, so that nobody has to compute it.
    pub(super) fn know(&self, pkcs8: &str, number: &[u8], em: &[u8]) {
        let source = PrivateKeySource::Pkcs8 {
            pkcs8: String::from(pkcs8),
        };
        let Ok(key) = self.key(&source) else { return };
        if number.len() == key.raw.k() && em.len() == number.len() && number < key.raw.modulus() {
            lock(&key.decrypted).insert(number.to_vec(), em.to_vec());
        }
    }

    /// RSADP; none for what is not a number below the modulus. With stand-ins some random number, after a few: what comes out
    /// of a number that nobody encrypted is random.
    pub(super) fn decrypt(&self, key: &Key, number: &[u8]) -> Option<Vec<u8>> {
        if !self.keys.stand_ins || lock(&key.decrypted).contains_key(number) {
            return key.decrypt(number);
        }
        if self.computed.fetch_add(1, Ordering::Relaxed) < MOST_COMPUTED {
            return key.decrypt(number);
        }
        let mut em = mgf1(Hash::Sha256, number, key.raw.k());
        if let Some(first) = em.first_mut() {
            *first &= 0x7f;
        }
        Some(em)
    }

    /// A key pair that this client has not had before.
    pub(super) fn next_made(&self, bits: u32, e: u32, rng: &mut dyn CryptoRng, make: Make<'_>) -> Option<Made> {
        self.keys
            .draw((bits, e, self.process), self.count_made(bits, e), rng, make)
    }

    /// A key pair for a session that this client has not had before. It may share a prime with others.
    pub(super) fn pair_for_session(&self, bits: u32) -> Option<Pair> {
        let slot = lock(&self.slot).as_mut().map(|slot| {
            let own = *slot;
            *slot = slot.saturating_add(1);
            own
        });
        let made = match slot {
            None => Made::new(&self.keys.for_sessions.next(bits, &mut crate::os_rng())?)?,
            Some(slot) => self.made_for_slot(bits, slot)?,
        };
        let public = PublicKey::from_parts(&made.modulus, &[1, 0, 1]).ok()?;
        Some(Pair {
            spki: hex::encode(public.to_spki_der()),
            private: PrivateKeySource::Pkcs8 {
                pkcs8: hex::encode(&made.pkcs8),
            },
        })
    }

    fn made_for_slot(&self, bits: u32, slot: u64) -> Option<Made> {
        let known = lock(&self.keys.slots).get(&(bits, slot)).cloned();
        if known.is_some() {
            return known;
        }
        let made = Made::new(&KeyPool::published(bits, slot)?)?;
        Some(lock(&self.keys.slots).entry((bits, slot)).or_insert(made).clone())
    }

    /// A script begins: its sessions have the same key pairs whoever plays it, and whenever.
    pub(super) fn begin_script(&self) {
        *lock(&self.slot) = Some(0);
    }

    /// The first key pair of its kind in this process.
    pub(super) fn first_made(&self, bits: u32, e: u32, rng: &mut dyn CryptoRng, make: Make<'_>) -> Option<Made> {
        self.keys.draw((bits, e, self.process), 0, rng, make)
    }

    /// How many key pairs of a kind this process has made, not counting the one to come.
    pub(super) fn count_made(&self, bits: u32, e: u32) -> usize {
        let mut made = lock(&self.made);
        let count = made.entry((bits, e, self.process)).or_default();
        let before = *count;
        *count = before.saturating_add(1);
        before
    }

    /// The private key of a request. One that this client made leaves it: a key pair unwraps one TZPK.
    pub(super) fn key(&self, source: &PrivateKeySource) -> Result<Arc<Key>, RejectClass> {
        match source {
            PrivateKeySource::Handle { handle } => lock(&self.handles).1.remove(handle).ok_or(RejectClass::KeyInvalid),
            PrivateKeySource::Pkcs8 { pkcs8 } => self.keys.sent(pkcs8),
        }
    }

    /// Keeps a new key pair, of whatever size, and says by which handle; none for a private key that cannot be used.
    pub(super) fn keep(&self, pair: &Made) -> Option<String> {
        if self.keys.stand_ins {
            return Some(String::from("key-0"));
        }
        let key = Key {
            accepted: true,
            ..Key::from_pkcs8(&pair.pkcs8)?
        };
        let mut handles = lock(&self.handles);
        handles.0 = handles.0.saturating_add(1);
        let handle = format!("key-{}", handles.0);
        handles.1.insert(handle.clone(), Arc::new(key));
        Some(handle)
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
