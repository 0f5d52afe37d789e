//! RSAES-OAEP by the `rsa` crate, with the two hashes chosen at run time: decrypts for the software key, and encrypts for
//! the issuer.

#[cfg(any(feature = "issuer", test))]
mod encrypt;
#[cfg(test)]
mod wycheproof;

use alloc::vec::Vec;

use rand_core::CryptoRng;
use rsa::RsaPrivateKey;
use rsa::oaep::DecryptingKey;
use rsa::traits::RandomizedDecryptor;
use sha1::Sha1;
use sha2::digest::{Digest, FixedOutputReset};
use sha2::{Sha256, Sha384, Sha512};

#[cfg(any(feature = "issuer", test))]
pub(crate) use encrypt::encrypt;

use crate::device::{Hash, OaepScheme};
use crate::error::UnwrapFailed;
use crate::secret::SecretBytes;

/// RSAES-OAEP-DECRYPT (RFC 8017, section 7.1.2), blinded. One value for every failure. The key is dropped on return.
pub(crate) fn decrypt(
    key: RsaPrivateKey,
    ciphertext: &[u8],
    scheme: &OaepScheme,
    rng: &mut dyn CryptoRng,
) -> Result<SecretBytes, UnwrapFailed> {
    let operation = Decrypt { key, ciphertext, rng };
    run(scheme, operation)
        .map(SecretBytes::from_vec)
        .map_err(|_| UnwrapFailed)
}

/// Something to do under a label, whichever two hashes go with it.
///
/// With the crate's keys for OAEP and not with its padding `Oaep`: MGF1 of the latter leaves the seed and the masked data
/// block in buffers that it frees unwiped, and the two together are the message.
trait Operation {
    fn run<D, M>(self, label: &[u8]) -> rsa::Result<Vec<u8>>
    where
        D: Digest,
        M: Digest + FixedOutputReset;
}

struct Decrypt<'a> {
    key: RsaPrivateKey,
    ciphertext: &'a [u8],
    rng: &'a mut dyn CryptoRng,
}

impl Operation for Decrypt<'_> {
    fn run<D, M>(self, label: &[u8]) -> rsa::Result<Vec<u8>>
    where
        D: Digest,
        M: Digest + FixedOutputReset,
    {
        DecryptingKey::<D, M>::new_with_label(self.key, label).decrypt_with_rng(self.rng, self.ciphertext)
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

fn run_with<D: Digest, O: Operation>(scheme: &OaepScheme, operation: O) -> rsa::Result<Vec<u8>> {
    match scheme.mgf_hash {
        Hash::Sha1 => operation.run::<D, Sha1>(&scheme.label),
        Hash::Sha256 => operation.run::<D, Sha256>(&scheme.label),
        Hash::Sha384 => operation.run::<D, Sha384>(&scheme.label),
        Hash::Sha512 => operation.run::<D, Sha512>(&scheme.label),
    }
}
