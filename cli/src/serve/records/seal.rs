//! Secrets in the file: AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits, bound to what they belong to.

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit as _, Nonce};
use pinproof::pin::Pin;
use pinproof::rand_core::Rng as _;
use pinproof::secret::{Secret, SecretBytes};
use zeroize::Zeroizing;

use super::key_file::KEY_LEN;

const NONCE_LEN: usize = 12;
/// The number of digits and twelve of them, so that the length of a PIN does not show.
const PIN_ROOM: usize = 1 + Pin::MAX_LEN;

/// What a sealed record is, and whose. It goes into the tag, so that a record moved to another row does not open.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of<'a> {
    Pin(&'a str),
    Card(&'a str),
    KeyCheck,
}

impl Of<'_> {
    fn bytes(self) -> Vec<u8> {
        let (kind, id) = match self {
            Self::Pin(id) => ("pin", id),
            Self::Card(id) => ("card", id),
            Self::KeyCheck => ("key", ""),
        };
        format!("pinproof 1 {kind} {id}").into_bytes()
    }
}

/// Seals and opens under one key. The key schedule is wiped on drop.
pub(super) struct Sealer(Box<Aes256Gcm>);

impl Sealer {
    pub(super) fn new(key: &Secret<KEY_LEN>) -> Self {
        let key: &Key<Aes256Gcm> = key.expose().into();
        Self(Box::new(Aes256Gcm::new(key)))
    }

    /// Nonce, ciphertext, tag. 2³² records can be sealed under one key (SP 800-38D, section 8.3).
    pub(super) fn seal(&self, of: Of<'_>, secret: &[u8]) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        pinproof::os_rng().fill_bytes(&mut nonce);
        let (msg, aad) = (secret, of.bytes());
        let sealed = self.0.encrypt(&Nonce::from(nonce), Payload { msg, aad: &aad }).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed; `None` when it was not sealed under this key, for this row.
    pub(super) fn open(&self, of: Of<'_>, sealed: &[u8]) -> Option<SecretBytes> {
        let (nonce, msg) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce: [u8; NONCE_LEN] = nonce.try_into().ok()?;
        let aad = of.bytes();
        let opened = self.0.decrypt(&Nonce::from(nonce), Payload { msg, aad: &aad }).ok()?;
        Some(SecretBytes::from_vec(opened))
    }

    /// A PIN, always as long.
    pub(super) fn seal_pin(&self, plastic: &str, pin: &Pin) -> Option<Vec<u8>> {
        let mut room = Zeroizing::new([0; PIN_ROOM]);
        let (len, digits) = room.split_first_mut()?;
        *len = u8::try_from(pin.len()).ok()?;
        digits.get_mut(..pin.len())?.copy_from_slice(pin.expose_digits());
        self.seal(Of::Pin(plastic), room.as_slice())
    }

    pub(super) fn open_pin(&self, plastic: &str, sealed: &[u8]) -> Option<Pin> {
        let opened = self.open(Of::Pin(plastic), sealed)?;
        let (len, digits) = opened.expose().split_first()?;
        let digits = digits.get(..usize::from(*len))?;
        Pin::from_digits(digits.iter().copied()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_opens_in_its_own_row_only() {
        let sealer = Sealer::new(&Secret::copy_from(&[7; 32]));
        for digits in ["0739", "123456789012"] {
            let pin: Pin = digits.parse().unwrap();
            let sealed = sealer.seal_pin("p1", &pin).unwrap();
            assert_eq!(sealed.len(), NONCE_LEN + PIN_ROOM + 16);
            assert!(bool::from(sealer.open_pin("p1", &sealed).unwrap().ct_eq(&pin)));
            assert!(sealer.open_pin("p2", &sealed).is_none());
            assert!(sealer.open(Of::Card("p1"), &sealed).is_none());
            assert!(
                Sealer::new(&Secret::copy_from(&[8; 32]))
                    .open_pin("p1", &sealed)
                    .is_none()
            );
            for at in 0..sealed.len() {
                let mut other = sealed.clone();
                other[at] ^= 1;
                assert!(sealer.open_pin("p1", &other).is_none(), "byte {at}");
            }
            assert!(sealer.open_pin("p1", &sealed[..11]).is_none());
            assert_ne!(sealed, sealer.seal_pin("p1", &pin).unwrap());
        }
    }
}
