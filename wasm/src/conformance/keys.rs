//! Key pairs whose private halves are in `WebCrypto`.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use pinproof::device::{DeviceKey, PublicKey, RsaBits, WrapScheme, WrappedTzpk};
use pinproof::error::{Error, Misuse, UnwrapFailed};
use pinproof::rand_core::CryptoRng;
use pinproof::secret::SecretBytes;
use pinproof::session::driver::KeySource;
use pinproof::tzpk::Tzpk;

/// What the script has brought and nobody has used yet.
#[derive(Default)]
pub(super) struct Brought {
    keys: VecDeque<PublicKey>,
    /// By the public key.
    unwrapped: BTreeMap<Vec<u8>, SecretBytes>,
}

impl Brought {
    pub(super) fn has_key(&self, size: RsaBits) -> bool {
        self.keys.iter().any(|key| key.size() == size)
    }

    pub(super) fn add_key(&mut self, key: PublicKey) {
        self.keys.push_back(key);
    }

    pub(super) fn add_unwrapped(&mut self, spki: &[u8], unwrapped: SecretBytes) {
        self.unwrapped.insert(spki.to_vec(), unwrapped);
    }

    fn take_key(&mut self, size: RsaBits) -> Option<PublicKey> {
        let place = self.keys.iter().position(|key| key.size() == size)?;
        self.keys.remove(place)
    }
}

/// Hands out the key pairs that were brought.
pub(super) struct BroughtKeys(pub(super) Rc<RefCell<Brought>>);

impl KeySource for BroughtKeys {
    type Key = BrowserKey;

    fn generate(&mut self, size: RsaBits, _: &mut dyn CryptoRng) -> Result<BrowserKey, Error> {
        // The script was asked for one; without it there is no session.
        let public_key = self.0.borrow_mut().take_key(size).ok_or(Misuse::Rng)?;
        Ok(BrowserKey {
            public_key,
            brought: Rc::clone(&self.0),
        })
    }
}

/// A key pair that is elsewhere.
pub(super) struct BrowserKey {
    public_key: PublicKey,
    brought: Rc<RefCell<Brought>>,
}

impl DeviceKey for BrowserKey {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// What the script has unwrapped before it passed the answer on.
    fn unwrap(self, _: &WrappedTzpk, scheme: &WrapScheme, _: &mut dyn CryptoRng) -> Result<Tzpk, UnwrapFailed> {
        let unwrapped = self
            .brought
            .borrow_mut()
            .unwrapped
            .remove(self.public_key.to_spki_der());
        scheme.accept(unwrapped.ok_or(UnwrapFailed)?)
    }
}
