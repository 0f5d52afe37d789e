use alloc::string::String;

use base64ct::{Base64, Encoding as _};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use rsa::hazmat::{rsa_decrypt, rsa_encrypt};
use rsa::pkcs8::DecodePrivateKey;
use rsa::{BoxedUint, RsaPrivateKey};

use super::*;
use crate::device::{OaepScheme, PublicKey, oaep as device};

const K: usize = 256;

fn key() -> RsaPrivateKey {
    let pem = include_str!("../../../vectors/keys/rsa-2048-a.pem");
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    RsaPrivateKey::from_pkcs8_der(&Base64::decode_vec(&body).unwrap()).unwrap()
}

fn public(key: &RsaPrivateKey) -> PublicKey {
    use rsa::pkcs8::EncodePublicKey;
    PublicKey::from_spki_der(key.to_public_key().to_public_key_der().unwrap().as_bytes()).unwrap()
}

fn number(bytes: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice(bytes, 2048).unwrap()
}

fn schemes() -> impl Iterator<Item = OaepScheme> {
    Hash::ALL.into_iter().flat_map(|hash| {
        Hash::ALL.into_iter().map(move |mgf_hash| OaepScheme {
            hash,
            mgf_hash,
            label: b"label".to_vec(),
        })
    })
}

/// Zeros, ones, counting and alternating bytes.
fn patterns(len: usize) -> [Vec<u8>; 4] {
    [
        vec![0; len],
        vec![0xff; len],
        (0..len).map(|i| i as u8).collect(),
        (0..len).map(|i| if i % 2 == 0 { 0x55 } else { 0x01 }).collect(),
    ]
}

#[test]
fn the_library_opens_what_is_put_together_here() {
    let (key, mut rng) = (key(), ChaCha20Rng::seed_from_u64(1));
    for scheme in schemes() {
        let longest = longest_message(K, scheme.hash).unwrap();
        for message in [0, 1, 16, longest].map(|len| patterns(len)[2].clone()) {
            let seed = &patterns(scheme.hash.output_len())[3];
            let em = EncodedMessage::new(K, scheme.hash, &scheme.label, seed, &message).unwrap();
            let em = em.to_bytes(scheme.mgf_hash);
            assert_eq!(em.len(), K);
            let c = rsa_encrypt(&key, &number(&em)).unwrap().to_be_bytes();
            let opened = device::decrypt(key.clone(), &c, &scheme, &mut rng).unwrap();
            assert_eq!(opened.expose(), message, "{scheme:?}");
        }
    }
}

#[test]
fn what_the_library_makes_comes_apart_here() {
    let (key, mut rng) = (key(), ChaCha20Rng::seed_from_u64(2));
    let public = public(&key);
    for scheme in schemes() {
        let message = b"sixteen bytes ok";
        let c = device::encrypt(&public, message, &scheme, &mut rng).unwrap();
        let em = rsa_decrypt(None::<&mut ChaCha20Rng>, &key, &number(&c))
            .unwrap()
            .to_be_bytes();
        let parts = EncodedMessage::from_bytes(&em, scheme.hash, scheme.mgf_hash).unwrap();
        let expected = EncodedMessage::new(K, scheme.hash, &scheme.label, &parts.seed, message).unwrap();
        assert_eq!(parts, expected, "{scheme:?}");
        assert_eq!(parts.to_bytes(scheme.mgf_hash), &*em);
    }
}

#[test]
fn any_bytes_come_apart_and_go_together_again() {
    for scheme in schemes() {
        for em in patterns(K) {
            let parts = EncodedMessage::from_bytes(&em, scheme.hash, scheme.mgf_hash).unwrap();
            assert_eq!(parts.to_bytes(scheme.mgf_hash), em, "{scheme:?}");
        }
    }
}

#[test]
fn each_part_is_named() {
    let seed = [7; 32];
    let good = EncodedMessage::new(K, Hash::Sha256, b"", &seed, b"key").unwrap();
    assert_eq!((good.y, good.separator, good.ps.len()), (0, Some(1), 256 - 64 - 2 - 3));
    assert_eq!(
        hex::encode(&good.lhash),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    let again =
        |em: &EncodedMessage| EncodedMessage::from_bytes(&em.to_bytes(Hash::Sha1), Hash::Sha256, Hash::Sha1).unwrap();
    for changed in [
        EncodedMessage { y: 1, ..good.clone() },
        EncodedMessage {
            seed: vec![0; 32],
            ..good.clone()
        },
        EncodedMessage {
            lhash: vec![0; 32],
            ..good.clone()
        },
        EncodedMessage {
            separator: Some(2),
            ..good.clone()
        },
        EncodedMessage {
            separator: None,
            message: Vec::new(),
            ..good.clone()
        },
        EncodedMessage {
            message: b"keg".to_vec(),
            ..good.clone()
        },
        EncodedMessage {
            ps: Vec::new(),
            ..good.clone()
        },
    ] {
        assert_ne!(changed, good);
        assert_eq!(again(&changed), changed);
    }
    // A byte in PS stands where the separator is looked for.
    let dirty = EncodedMessage {
        ps: [&[0; 10][..], &[0x80], &[0; 4]].concat(),
        ..good
    };
    let read = again(&dirty);
    assert_eq!((read.ps, read.separator), (vec![0; 10], Some(0x80)));
    assert_eq!(read.message, [&[0; 4][..], b"\x01key"].concat());
}

#[test]
fn lengths_are_those_of_the_standard() {
    assert_eq!(longest_message(256, Hash::Sha1), Some(214));
    assert_eq!(longest_message(256, Hash::Sha256), Some(190));
    assert_eq!(longest_message(256, Hash::Sha384), Some(158));
    assert_eq!(longest_message(256, Hash::Sha512), Some(126));
    assert_eq!(longest_message(130, Hash::Sha512), Some(0));
    assert_eq!(longest_message(129, Hash::Sha512), None);
    for hash in Hash::ALL {
        let seed = vec![0; hash.output_len()];
        let longest = longest_message(K, hash).unwrap();
        let full = EncodedMessage::new(K, hash, b"", &seed, &vec![1; longest]).unwrap();
        assert!(full.ps.is_empty());
        assert_eq!(EncodedMessage::new(K, hash, b"", &seed, &vec![1; longest + 1]), None);
        assert_eq!(EncodedMessage::new(K, hash, b"", &seed[1..], b""), None);
        let hash_len = hash.output_len();
        assert_eq!(EncodedMessage::from_bytes(&vec![0; 2 * hash_len], hash, hash), None);
        let shortest = EncodedMessage::from_bytes(&vec![0; 2 * hash_len + 1], hash, hash).unwrap();
        assert_eq!((shortest.ps.len(), shortest.separator), (0, None));
    }
}

#[test]
fn masks_are_hashes_of_seed_and_counter() {
    for hash in Hash::ALL {
        let mut blocks = Vec::new();
        for counter in [[0, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 2]] {
            blocks.extend(digest(hash, &[b"seed".as_slice(), &counter].concat()));
        }
        for len in [0, 1, hash.output_len(), hash.output_len() + 1, blocks.len()] {
            assert_eq!(mgf1(hash, b"seed", len), blocks[..len]);
        }
    }
    // Known from other implementations: MGF1-SHA-1 and MGF1-SHA-256 of "bar", 50 bytes.
    assert_eq!(
        hex::encode(mgf1(Hash::Sha1, b"bar", 50)),
        "bc0c655e016bc2931d85a2e675181adcef7f581f76df2739da74faac41627be2f7f415c89e983fd0ce80ced9878641cb4876"
    );
    assert_eq!(
        hex::encode(mgf1(Hash::Sha256, b"bar", 50)),
        "382576a7841021cc28fc4c0948753fb8312090cea942ea4c4e735d10dc724b155f9f6069f289d61daca0cb814502ef04eae1"
    );
}
