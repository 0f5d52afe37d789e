//! The fixed RSA keys of the vectors. Public test keys: never use them for anything else.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use rsa::RsaPrivateKey;
use rsa::pkcs1::RsaPrivateKeyRef;
use rsa::pkcs8::der::Decode;
use rsa::pkcs8::{EncodePrivateKey as _, PrivateKeyInfoRef};
use serde_json::{Map, Value};

use super::GenerateError;
use super::build::{at, rng};
use crate::conformance::raw_rsa::RawKey;
use crate::conformance::vector::GroupKey;

const PEMS: [(&str, &str); 5] = [
    ("rsa-1024-a", include_str!("../../../vectors/keys/rsa-1024-a.pem")),
    ("rsa-2048-a", include_str!("../../../vectors/keys/rsa-2048-a.pem")),
    ("rsa-2048-b", include_str!("../../../vectors/keys/rsa-2048-b.pem")),
    ("rsa-3072-a", include_str!("../../../vectors/keys/rsa-3072-a.pem")),
    ("rsa-4096-a", include_str!("../../../vectors/keys/rsa-4096-a.pem")),
];

/// A fixed RSA key: for a group of cases, and for raw operations.
pub(super) struct RsaKey {
    /// As a group carries it.
    pub(super) group: GroupKey,
    /// PKCS#8, DER.
    pub(super) pkcs8: Vec<u8>,
    /// The PKCS#1 `RSAPrivateKey` inside, DER.
    pub(super) pkcs1: Vec<u8>,
    /// The modulus, big endian, without leading zeros.
    pub(super) modulus: Vec<u8>,
    raw: RawKey,
}

impl RsaKey {
    /// The key in `vectors/keys/{name}.pem`.
    pub(super) fn load(name: &str) -> Result<Self, GenerateError> {
        let pem = PEMS.iter().find(|(known, _)| *known == name).map(|(_, pem)| *pem);
        let pem = pem.ok_or_else(|| GenerateError(alloc::format!("no key {name}")))?;
        Self::from_pem(name, pem)
    }

    /// A new key pair, always the same for one place.
    pub(super) fn generate(place: &str, bits: usize) -> Result<Self, GenerateError> {
        let key = RsaPrivateKey::new(&mut rng(place), bits).map_err(at(place))?;
        let der = key.to_pkcs8_der().map_err(at(place))?;
        let body = Base64::encode_string(der.as_bytes());
        let mut pem = "-----BEGIN PRIVATE KEY-----\n".to_string();
        for line in body.as_bytes().chunks(64) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem.push_str("-----END PRIVATE KEY-----\n");
        Self::from_pem(place, &pem)
    }

    fn from_pem(name: &str, pem: &str) -> Result<Self, GenerateError> {
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let pkcs8 = Base64::decode_vec(&body).map_err(at(name))?;
        let info = PrivateKeyInfoRef::from_der(&pkcs8).map_err(at(name))?;
        let pkcs1 = info.private_key.as_bytes().to_vec();
        let numbers = RsaPrivateKeyRef::from_der(&pkcs1).map_err(at(name))?;
        let group = GroupKey {
            pkcs8: hex::encode(&pkcs8),
            pem: pem.to_string(),
            jwk: jwk(&numbers),
        };
        let raw = RawKey::from_pkcs8(&pkcs8).map_err(at(name))?;
        let modulus = raw.modulus().to_vec();
        Ok(Self {
            group,
            modulus,
            raw,
            pkcs1,
            pkcs8,
        })
    }

    /// Length of the modulus in bytes, `k` in RFC 8017.
    pub(super) fn k(&self) -> usize {
        self.modulus.len()
    }

    /// RSAEP (RFC 8017, section 5.1.1): `em^e mod n`, for `em` of `k` bytes below `n`.
    pub(super) fn encrypt(&self, em: &[u8]) -> Result<Vec<u8>, GenerateError> {
        self.raw.encrypt(em).map_err(at("RSAEP"))
    }

    /// RSADP (RFC 8017, section 5.1.2): `c^d mod n`, for `c` of `k` bytes below `n`.
    pub(super) fn decrypt(&self, c: &[u8]) -> Result<Vec<u8>, GenerateError> {
        self.raw.decrypt(c).map_err(at("RSADP"))
    }

    /// `c + n` and such: the sum in `k` bytes, none when it does not fit.
    pub(super) fn plus_modulus(&self, c: &[u8]) -> Option<Vec<u8>> {
        let mut sum = Vec::new();
        let mut carry = 0_u16;
        for (left, right) in c.iter().zip(&self.modulus).rev() {
            let digit = u16::from(*left).wrapping_add(u16::from(*right)).wrapping_add(carry);
            sum.push(digit.to_be_bytes()[1]);
            carry = digit >> 8;
        }
        sum.reverse();
        (carry == 0 && c.len() == self.k()).then_some(sum)
    }
}

/// JSON Web Key (RFC 7518, section 6.3).
fn jwk(numbers: &RsaPrivateKeyRef<'_>) -> Map<String, Value> {
    let mut jwk = Map::new();
    jwk.insert("kty".to_string(), Value::from("RSA"));
    for (name, number) in [
        ("n", &numbers.modulus),
        ("e", &numbers.public_exponent),
        ("d", &numbers.private_exponent),
        ("p", &numbers.prime1),
        ("q", &numbers.prime2),
        ("dp", &numbers.exponent1),
        ("dq", &numbers.exponent2),
        ("qi", &numbers.coefficient),
    ] {
        jwk.insert(
            name.to_string(),
            Value::from(Base64UrlUnpadded::encode_string(number.as_bytes())),
        );
    }
    jwk
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_undoes_public() {
        for (name, _) in PEMS {
            let key = RsaKey::load(name).unwrap();
            let mut em = alloc::vec![0; key.k()];
            em[key.k() - 5..].copy_from_slice(b"\x01\x00\xffxy");
            let c = key.encrypt(&em).unwrap();
            assert_ne!(c, em);
            assert_eq!(key.decrypt(&c).unwrap(), em, "{name}");
            assert!(key.encrypt(&key.modulus).is_err());
            assert!(key.decrypt(&key.modulus).is_err());
        }
    }

    #[test]
    fn sums_stop_at_k_bytes() {
        let key = RsaKey::load("rsa-2048-a").unwrap();
        let mut one = alloc::vec![0; 256];
        one[255] = 1;
        let mut expected = key.modulus.clone();
        expected[255] += 1;
        assert_eq!(key.plus_modulus(&one).unwrap(), expected);
        assert_eq!(key.plus_modulus(&key.modulus), None);
    }
}
