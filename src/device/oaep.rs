//! RSAES-OAEP by the `rsa` crate, with the two hashes chosen at run time. The one file for both sides: it decrypts for the
//! software key and encrypts for the issuer.

use alloc::vec::Vec;

use rand_core::CryptoRng;
use rsa::{BoxedUint, Oaep, RsaPrivateKey, RsaPublicKey};
use sha1::Sha1;
use sha2::digest::{Digest, FixedOutputReset};
use sha2::{Sha256, Sha384, Sha512};

use crate::device::{Hash, OaepScheme, PublicKey};
use crate::error::{PublicKeyError, UnwrapFailed};
use crate::secret::SecretBytes;

/// RSAES-OAEP-DECRYPT (RFC 8017, section 7.1.2), blinded. One value for every failure.
pub(crate) fn decrypt(
    key: &RsaPrivateKey,
    ciphertext: &[u8],
    scheme: &OaepScheme,
    rng: &mut dyn CryptoRng,
) -> Result<SecretBytes, UnwrapFailed> {
    let operation = Decrypt { key, ciphertext, rng };
    run(scheme, operation)
        .map(SecretBytes::from_vec)
        .map_err(|_| UnwrapFailed)
}

/// RSAES-OAEP-ENCRYPT (RFC 8017, section 7.1.1). Fails for a message longer than `k - 2 hLen - 2` bytes.
#[cfg(any(feature = "issuer", test))]
pub(crate) fn encrypt(
    key: &PublicKey,
    message: &[u8],
    scheme: &OaepScheme,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, PublicKeyError> {
    let key = to_rsa(key).map_err(|_| PublicKeyError::Invalid)?;
    let operation = Encrypt {
        key: &key,
        message,
        rng,
    };
    run(scheme, operation).map_err(|_| PublicKeyError::Invalid)
}

#[cfg(any(feature = "issuer", test))]
fn to_rsa(key: &PublicKey) -> rsa::Result<RsaPublicKey> {
    let n = BoxedUint::from_be_slice(key.modulus(), key.bits())?;
    RsaPublicKey::new(n, BoxedUint::from(key.exponent()))
}

/// Something to do with a padding, whichever two hashes it has.
trait Operation {
    fn run<D, M>(self, padding: Oaep<D, M>) -> rsa::Result<Vec<u8>>
    where
        D: Digest + FixedOutputReset,
        M: Digest + FixedOutputReset;
}

struct Decrypt<'a> {
    key: &'a RsaPrivateKey,
    ciphertext: &'a [u8],
    rng: &'a mut dyn CryptoRng,
}

impl Operation for Decrypt<'_> {
    fn run<D, M>(self, padding: Oaep<D, M>) -> rsa::Result<Vec<u8>>
    where
        D: Digest + FixedOutputReset,
        M: Digest + FixedOutputReset,
    {
        self.key.decrypt_blinded(self.rng, padding, self.ciphertext)
    }
}

#[cfg(any(feature = "issuer", test))]
struct Encrypt<'a> {
    key: &'a RsaPublicKey,
    message: &'a [u8],
    rng: &'a mut dyn CryptoRng,
}

#[cfg(any(feature = "issuer", test))]
impl Operation for Encrypt<'_> {
    fn run<D, M>(self, padding: Oaep<D, M>) -> rsa::Result<Vec<u8>>
    where
        D: Digest + FixedOutputReset,
        M: Digest + FixedOutputReset,
    {
        self.key.encrypt(self.rng, padding, self.message)
    }
}

fn run<O: Operation>(scheme: &OaepScheme, operation: O) -> rsa::Result<Vec<u8>> {
    match scheme.hash {
        Hash::Sha1 => run_with::<Sha1, O>(scheme, operation),
        Hash::Sha256 => run_with::<Sha256, O>(scheme, operation),
        Hash::Sha384 => run_with::<Sha384, O>(scheme, operation),
        Hash::Sha512 => run_with::<Sha512, O>(scheme, operation),
    }
}

fn run_with<D: Digest + FixedOutputReset, O: Operation>(scheme: &OaepScheme, operation: O) -> rsa::Result<Vec<u8>> {
    match scheme.mgf_hash {
        Hash::Sha1 => operation.run(padding::<D, Sha1>(scheme)),
        Hash::Sha256 => operation.run(padding::<D, Sha256>(scheme)),
        Hash::Sha384 => operation.run(padding::<D, Sha384>(scheme)),
        Hash::Sha512 => operation.run(padding::<D, Sha512>(scheme)),
    }
}

fn padding<D, M>(scheme: &OaepScheme) -> Oaep<D, M>
where
    D: Digest + FixedOutputReset,
    M: Digest + FixedOutputReset,
{
    Oaep::new_with_mgf_hash_and_label(scheme.label.as_slice())
}
