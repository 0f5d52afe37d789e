//! The RSA operations without padding (RFC 8017, section 5.1), for public test keys only: not blinded, nothing wiped.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rsa::hazmat::{rsa_decrypt, rsa_encrypt};
use rsa::pkcs1::RsaPrivateKeyRef;
use rsa::pkcs8::PrivateKeyInfoRef;
use rsa::pkcs8::der::Decode;
use rsa::{BoxedUint, RsaPrivateKey, RsaPublicKey};

use crate::device::PublicKey;

/// A private key of any size.
pub(crate) struct RawKey {
    private: RsaPrivateKey,
    modulus: Vec<u8>,
}

impl RawKey {
    /// Reads PKCS#8, DER.
    pub(crate) fn from_pkcs8(der: &[u8]) -> Result<Self, String> {
        let info = PrivateKeyInfoRef::from_der(der).map_err(|error| error.to_string())?;
        let numbers = RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).map_err(|error| error.to_string())?;
        let modulus = numbers.modulus.as_bytes().to_vec();
        let private = RsaPrivateKey::try_from(numbers).map_err(|error| error.to_string())?;
        Ok(Self { private, modulus })
    }

    /// The modulus, big endian, without leading zeros.
    pub(crate) fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    /// Length of the modulus in bytes, `k` in RFC 8017.
    pub(crate) fn k(&self) -> usize {
        self.modulus.len()
    }

    /// RSAEP: `m^e mod n`, for `m` of `k` bytes below `n`.
    pub(crate) fn encrypt(&self, m: &[u8]) -> Result<Vec<u8>, String> {
        let c = rsa_encrypt(&self.private, &self.number(m)?).map_err(|error| error.to_string())?;
        Ok(self.bytes(&c))
    }

    /// RSADP: `c^d mod n`, for `c` of `k` bytes below `n`.
    pub(crate) fn decrypt(&self, c: &[u8]) -> Result<Vec<u8>, String> {
        let no_rng = None::<&mut rand_chacha::ChaCha20Rng>;
        let m = rsa_decrypt(no_rng, &self.private, &self.number(c)?).map_err(|error| error.to_string())?;
        Ok(self.bytes(&m))
    }

    fn number(&self, bytes: &[u8]) -> Result<BoxedUint, String> {
        below(&self.modulus, bytes)
    }

    fn bytes(&self, number: &BoxedUint) -> Vec<u8> {
        to_bytes(number, self.k())
    }
}

/// RSAEP with the public half alone: `m^e mod n`, for `m` as long as the modulus and below it.
pub(crate) fn encrypt_to(key: &PublicKey, m: &[u8]) -> Result<Vec<u8>, String> {
    let modulus = BoxedUint::from_be_slice(key.modulus(), key.bits()).map_err(|error| error.to_string())?;
    let public = RsaPublicKey::new(modulus, BoxedUint::from(key.exponent())).map_err(|error| error.to_string())?;
    let c = rsa_encrypt(&public, &below(key.modulus(), m)?).map_err(|error| error.to_string())?;
    Ok(to_bytes(&c, key.modulus_len()))
}

fn below(modulus: &[u8], bytes: &[u8]) -> Result<BoxedUint, String> {
    if bytes.len() != modulus.len() || bytes >= modulus {
        return Err("the number is not k bytes below the modulus".to_string());
    }
    let bits = u32::try_from(modulus.len().saturating_mul(8)).map_err(|error| error.to_string())?;
    BoxedUint::from_be_slice(bytes, bits).map_err(|error| error.to_string())
}

/// I2OSP with `k` bytes.
fn to_bytes(number: &BoxedUint, k: usize) -> Vec<u8> {
    let significant = number.to_be_bytes_trimmed_vartime();
    let mut bytes = alloc::vec![0; k.saturating_sub(significant.len())];
    bytes.extend_from_slice(&significant);
    bytes
}
