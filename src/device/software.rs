//! An RSA key pair in memory, on the `rsa` crate. No type of that crate is in the interface.

use core::fmt;

use rand_core::CryptoRng;
use rsa::RsaPrivateKey;
use rsa::pkcs1::{self, RsaPrivateKeyRef};
use rsa::pkcs8::der::Decode;
use rsa::pkcs8::{EncodePrivateKey, PrivateKeyInfoRef};
use subtle::ConstantTimeEq;

use crate::device::{DeviceKey, PublicKey, RsaBits, WrapScheme, WrappedTzpk, oaep};
use crate::error::{Error, Misuse, PublicKeyError, UnwrapFailed};
use crate::secret::SecretBytes;
use crate::tzpk::Tzpk;

/// An RSA key pair in memory, for one unwrap. Its private half is wiped on drop.
///
/// Always 2048, 3072 or 4096 bits to the bit, two primes, `e` = 65537. It is not `Clone`, and [`DeviceKey::unwrap`]
/// consumes it.
///
/// Key generation takes time that depends on the primes; unwrapping is blinded and does not branch on the key.
pub struct SoftwareKey {
    private: RsaPrivateKey,
    public: PublicKey,
}

/// What `rsa` generates and what is accepted from PKCS#8.
const EXPONENT: &[u8] = &[0x01, 0x00, 0x01];

impl SoftwareKey {
    /// Makes a new key pair with primes from `rng`; the same stream of bytes gives the same key.
    ///
    /// # Errors
    ///
    /// [`Misuse::Rng`] when the first two draws of 32 bytes are equal, or no key came of it. That finds a generator that
    /// is stuck, and no other fault: one that repeats over another period, or can be predicted, is not noticed.
    pub fn generate(size: RsaBits, rng: &mut dyn CryptoRng) -> Result<Self, Error> {
        // A generator that is stuck would give p = q for ever, and the search would never end.
        let (mut first, mut second) = ([0; 32], [0; 32]);
        rng.fill_bytes(&mut first);
        rng.fill_bytes(&mut second);
        if first == second {
            return Err(Misuse::Rng.into());
        }
        let key = RsaPrivateKey::new(rng, size.modulus_len().saturating_mul(8)).map_err(|_| Misuse::Rng)?;
        let (key, _) = Self::from_rsa(key).map_err(|_| Misuse::Rng)?;
        if key.public.size() == size {
            Ok(key)
        } else {
            Err(Misuse::Rng.into())
        }
    }

    /// Reads an unencrypted PKCS#8 `PrivateKeyInfo` (RFC 5208, section 5) in DER. The caller wipes `der`.
    ///
    /// Strict: `rsaEncryption` with NULL, two primes, exact sizes, `e` = 65537, all eight numbers consistent, no
    /// attributes, and only the one DER form.
    ///
    /// # Errors
    ///
    /// [`PublicKeyError::Invalid`], whichever half is at fault.
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, PublicKeyError> {
        let (key, encoded) = parse(der).ok_or(PublicKeyError::Invalid).and_then(Self::from_rsa)?;
        // The CRT numbers in `der` were not used: this is where they are checked.
        if bool::from(encoded.expose().ct_eq(der)) {
            Ok(key)
        } else {
            Err(PublicKeyError::Invalid)
        }
    }

    /// The key pair as an unencrypted PKCS#8 `PrivateKeyInfo` (RFC 5208, section 5) in DER.
    ///
    /// For vectors and tests; a device in the field never exports its key.
    pub fn to_pkcs8_der(&self) -> SecretBytes {
        #[expect(clippy::expect_used, reason = "both constructors made this encoding once")]
        encode(&self.private).expect("an exportable key")
    }

    /// OAEP alone, without the rules of a TZPK, on a copy of the key.
    #[cfg(any(feature = "conformance", test))]
    pub(crate) fn decrypt_oaep(
        &self,
        ciphertext: &[u8],
        scheme: &crate::device::OaepScheme,
        rng: &mut dyn CryptoRng,
    ) -> Result<SecretBytes, UnwrapFailed> {
        oaep::decrypt(self.private.clone(), ciphertext, scheme, rng)
    }

    /// The key with its encoding, when it has both a public half that others accept and a private half to export.
    fn from_rsa(private: RsaPrivateKey) -> Result<(Self, SecretBytes), PublicKeyError> {
        let encoded = encode(&private).ok_or(PublicKeyError::Invalid)?;
        let info = PrivateKeyInfoRef::from_der(encoded.expose()).map_err(|_| PublicKeyError::Invalid)?;
        let numbers = RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).map_err(|_| PublicKeyError::Invalid)?;
        let exponent = numbers.public_exponent.as_bytes();
        if exponent != EXPONENT {
            return Err(PublicKeyError::Invalid);
        }
        let public = PublicKey::from_parts(numbers.modulus.as_bytes(), exponent)?;
        Ok((Self { private, public }, encoded))
    }
}

fn encode(key: &RsaPrivateKey) -> Option<SecretBytes> {
    let document = key.to_pkcs8_der().ok()?;
    Some(SecretBytes::copy_from(document.as_bytes()))
}

/// Reads the numbers, and looks at the public ones before it computes with any.
fn parse(der: &[u8]) -> Option<RsaPrivateKey> {
    let info = PrivateKeyInfoRef::from_der(der).ok()?;
    if info.algorithm != pkcs1::ALGORITHM_ID {
        return None;
    }
    let numbers = RsaPrivateKeyRef::from_der(info.private_key.as_bytes()).ok()?;
    RsaBits::of_modulus(numbers.modulus.as_bytes())?;
    if numbers.public_exponent.as_bytes() != EXPONENT {
        return None;
    }
    RsaPrivateKey::try_from(numbers).ok()
}

impl DeviceKey for SoftwareKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn unwrap(self, wrapped: &WrappedTzpk, scheme: &WrapScheme, rng: &mut dyn CryptoRng) -> Result<Tzpk, UnwrapFailed> {
        scheme.accept(oaep::decrypt(self.private, wrapped.as_bytes(), &scheme.oaep, rng)?)
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SoftwareKey")
            .field("public_key", &self.public)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
