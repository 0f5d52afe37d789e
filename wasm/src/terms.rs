//! What a page has to know of the issuer's profile.

use pinproof::device::Hash;
use pinproof::profile::{Binding, Profile};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Failure;

/// A profile that WebCrypto can serve.
#[wasm_bindgen]
pub struct Terms(Profile);

#[wasm_bindgen]
impl Terms {
    /// Reads a profile in JSON.
    ///
    /// # Errors
    ///
    /// [`Failure::PROFILE`], also when label and MGF1 have different hashes: WebCrypto has one for both.
    #[wasm_bindgen(constructor)]
    pub fn new(json: &str) -> Result<Self, Failure> {
        let profile = Profile::from_json(json).map_err(|_| Failure::PROFILE)?;
        if profile.oaep.hash == profile.oaep.mgf_hash {
            Ok(Self(profile))
        } else {
            Err(Failure::PROFILE)
        }
    }

    /// What PIN blocks are bound to: `none`, `pan` or `token`.
    #[wasm_bindgen(getter)]
    pub fn binding(&self) -> String {
        match self.0.pin_block.binding {
            Binding::None => "none",
            Binding::Pan => "pan",
            Binding::Token => "token",
        }
        .into()
    }

    /// Length of the key pair's modulus.
    #[wasm_bindgen(getter, js_name = rsaBits)]
    pub fn rsa_bits(&self) -> u32 {
        self.0.rsa_bits.bits()
    }

    /// The hash of RSA-OAEP, as WebCrypto calls it.
    #[wasm_bindgen(getter)]
    pub fn hash(&self) -> String {
        match self.0.oaep.hash {
            Hash::Sha1 => "SHA-1",
            Hash::Sha256 => "SHA-256",
            Hash::Sha384 => "SHA-384",
            Hash::Sha512 => "SHA-512",
            _ => "",
        }
        .into()
    }

    /// The label of RSA-OAEP.
    #[wasm_bindgen(getter)]
    pub fn label(&self) -> Vec<u8> {
        self.0.oaep.label.clone()
    }

    /// The fewest digits of a PIN.
    #[wasm_bindgen(getter, js_name = minDigits)]
    pub fn min_digits(&self) -> u8 {
        self.0.pin_policy.min
    }

    /// The most digits of a PIN.
    #[wasm_bindgen(getter, js_name = maxDigits)]
    pub fn max_digits(&self) -> u8 {
        self.0.pin_policy.max
    }

    /// How long a session lives, in milliseconds.
    #[wasm_bindgen(getter, js_name = sessionMs)]
    pub fn session_ms(&self) -> f64 {
        // At most a day.
        self.0.lifetimes.session_ms as f64
    }
}

impl Terms {
    pub(crate) fn profile(&self) -> &Profile {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::json;

    #[test]
    fn both_profiles_can_be_served() {
        let tdes = Terms::new(&json(&Profile::enfuce_v3())).unwrap();
        assert_eq!((tdes.rsa_bits(), tdes.hash().as_str()), (2048, "SHA-256"));
        assert_eq!((tdes.min_digits(), tdes.max_digits()), (4, 12));
        assert_eq!(tdes.binding(), "none");
        let aes = Terms::new(&json(&Profile::aes_iso4())).unwrap();
        assert_eq!((aes.rsa_bits(), aes.session_ms()), (3072, 300_000.0));
        assert_eq!(aes.binding(), "pan");
        assert!(aes.label().is_empty());
    }

    #[test]
    fn two_hashes_are_more_than_web_crypto_has() {
        let mut profile = Profile::enfuce_v3();
        profile.oaep.mgf_hash = Hash::Sha1;
        assert_eq!(Terms::new(&json(&profile)).err(), Some(Failure::PROFILE));
        assert_eq!(Terms::new("{}").err(), Some(Failure::PROFILE));
    }
}
