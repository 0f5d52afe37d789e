//! The issuer's direction.

use alloc::vec::Vec;

use rand_core::CryptoRng;
use rsa::oaep::EncryptingKey;
use rsa::traits::RandomizedEncryptor;
use rsa::{BoxedUint, RsaPublicKey};
use sha2::digest::{Digest, FixedOutputReset};

use super::{Operation, run};
use crate::device::{OaepScheme, PublicKey};
use crate::error::PublicKeyError;

/// RSAES-OAEP-ENCRYPT (RFC 8017, section 7.1.1). Fails for a message longer than `k - 2 hLen - 2` bytes.
pub(crate) fn encrypt(
    key: &PublicKey,
    message: &[u8],
    scheme: &OaepScheme,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, PublicKeyError> {
    let key = to_rsa(key).map_err(|_| PublicKeyError::Invalid)?;
    run(scheme, Encrypt { key, message, rng }).map_err(|_| PublicKeyError::Invalid)
}

fn to_rsa(key: &PublicKey) -> rsa::Result<RsaPublicKey> {
    let n = BoxedUint::from_be_slice(key.modulus(), key.bits())?;
    RsaPublicKey::new(n, BoxedUint::from(key.exponent()))
}

struct Encrypt<'a> {
    key: RsaPublicKey,
    message: &'a [u8],
    rng: &'a mut dyn CryptoRng,
}

impl Operation for Encrypt<'_> {
    fn run<D, M>(self, label: &[u8]) -> rsa::Result<Vec<u8>>
    where
        D: Digest,
        M: Digest + FixedOutputReset,
    {
        EncryptingKey::<D, M>::new_with_label(self.key, label).encrypt_with_rng(self.rng, self.message)
    }
}
