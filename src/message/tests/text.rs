//! Keys and blocks inside messages.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::super::*;
use crate::device::{PublicKey, RsaBits, WrappedTzpk};
use crate::error::{BlockError, CiphertextLength, Error, MessageError, PublicKeyError};
use crate::pin_block::{EncryptedPinBlock, Format};
use crate::profile::{Encoding, Profile};

fn id() -> ControlId {
    ControlId::new("c-1").unwrap()
}

/// A key that has the form of one; nobody knows its private half.
fn key(bits: RsaBits) -> PublicKey {
    let mut modulus = Vec::new();
    modulus.resize(bits.modulus_len(), 0xc5);
    PublicKey::from_parts(&modulus, &[1, 0, 1]).unwrap()
}

fn in_hex(mut profile: Profile) -> Profile {
    profile.encoding.public_key = Encoding::Hex;
    profile.encoding.tzpk = Encoding::Hex;
    profile.encoding.pin_block = Encoding::Hex;
    profile
}

fn profiles() -> [Profile; 4] {
    [
        Profile::enfuce_v3(),
        Profile::aes_iso4(),
        in_hex(Profile::enfuce_v3()),
        in_hex(Profile::aes_iso4()),
    ]
}

#[test]
fn what_goes_in_comes_out() {
    for profile in profiles() {
        let key = key(profile.rsa_bits);
        let wrapped = WrappedTzpk::new(&[0xa7].repeat(key.modulus_len()), &key).unwrap();
        let format = profile.pin_block.format;
        let block = EncryptedPinBlock::new(format, &[0x9b].repeat(format.block_len())).unwrap();

        let request = TzpkRequest::new(id(), &key, &profile).to_request(&profile);
        assert_eq!(request.target(), profile.paths.tzpk);
        let read = TzpkRequest::from_json(request.body.as_bytes()).unwrap();
        assert_eq!(read.key(&profile).as_ref(), Ok(&key));
        assert!(read.control_id.is(&id()));

        let json = TzpkResponse::new(&wrapped, &profile).to_json();
        let read = TzpkResponse::from_json(json.as_bytes()).unwrap();
        assert_eq!(read.wrapped(&key, &profile).unwrap().as_bytes(), wrapped.as_bytes());

        let request = SetRequest::new(id(), &block, &profile).to_request(&profile);
        assert_eq!(request.target(), profile.paths.set);
        let read = SetRequest::from_json(request.body.as_bytes()).unwrap();
        assert_eq!(read.block(&profile).unwrap().as_bytes(), block.as_bytes());

        let request = ViewRequest::new(id(), &key, &profile).to_request(&profile);
        assert_eq!(request.target(), profile.paths.view);
        let read = ViewRequest::from_json(request.body.as_bytes()).unwrap();
        assert_eq!(read.key(&profile).as_ref(), Ok(&key));

        let json = ViewResponse::new(&wrapped, &block, &profile).to_json();
        let read = ViewResponse::from_json(json.as_bytes()).unwrap();
        assert_eq!(read.wrapped(&key, &profile).unwrap().as_bytes(), wrapped.as_bytes());
        assert_eq!(read.block(&profile).unwrap().as_bytes(), block.as_bytes());
    }
}

#[test]
fn the_key_is_as_the_profile_says() {
    let (short, long) = (Profile::enfuce_v3(), Profile::aes_iso4());
    let message = TzpkRequest::new(id(), &key(RsaBits::B2048), &short);
    assert!(message.key(&short).is_ok());
    assert_eq!(message.key(&long), Err(PublicKeyError::Invalid));
    assert_eq!(message.key(&in_hex(short.clone())), Err(PublicKeyError::Encoding));
    let message = TzpkRequest::new(id(), &key(RsaBits::B2048), &in_hex(short.clone()));
    assert_eq!(message.key(&short), Err(PublicKeyError::Invalid));
}

/// Base64 that decodes to the same bytes in lenient readers.
#[test]
fn base64_has_one_form() {
    let profile = Profile::enfuce_v3();
    let set = |text: &str| {
        let message = SetRequest {
            control_id: id(),
            pin_block: text.to_string(),
        };
        message.block(&profile).map(|block| block.as_bytes().to_vec())
    };
    assert_eq!(set("+/+/+/+/+/8=").unwrap(), hex::decode("fbffbffbffbffbff").unwrap());
    for wrong in [
        "+/+/+/+/+/8",
        "-_-_-_-_-_8=",
        "+/+/+/+/+/9=",
        " +/+/+/+/+/8=",
        "+/+/+/+/+/8=\n",
        "+/+/+/\r\n+/+/8=",
        "+/+/+/+/+/8==",
        "+/+/+/+/=/8=",
        "é",
    ] {
        assert_eq!(set(wrong), Err(Error::Message(MessageError::Encoding)), "{wrong:?}");
    }
    for wrong in ["", "AAAA", "AAAAAAAAAA==", "AAAAAAAAAAAA", "+/+/+/+/+/8AAAAAAAAA"] {
        assert_eq!(set(wrong), Err(Error::Block(BlockError::Length)), "{wrong:?}");
    }
}

/// The texts of one block: hex and base64, with the format that it is of.
fn texts() -> [(Format, &'static str, &'static str); 2] {
    [
        (Format::Iso1, "0123456789ABCDEF", "ASNFZ4mrze8="),
        (
            Format::Iso4,
            "0123456789ABCDEFFEDCBA9876543210",
            "ASNFZ4mrze/+3LqYdlQyEA==",
        ),
    ]
}

#[test]
fn the_block_of_a_view_is_read_by_its_length() {
    for profile in profiles() {
        let (_, hex, base64) = texts()
            .into_iter()
            .find(|(format, ..)| *format == profile.pin_block.format)
            .unwrap();
        let view = |text: &str| {
            let message = ViewResponse {
                tzpk: String::new(),
                pin_block: text.to_string(),
            };
            message.block(&profile).map(|block| hex::encode_upper(block.as_bytes()))
        };
        for right in [hex, &hex.to_lowercase(), base64] {
            assert_eq!(view(right).as_deref(), Ok(hex), "{right}");
        }
        // Of that length, and not of that alphabet.
        for wrong in [
            hex.replace('A', "G"),
            hex.replace('A', " "),
            base64.replace('=', "A "),
            base64.replace('S', "-"),
        ] {
            assert!(view(&wrong).is_err(), "{wrong}");
        }
        assert!(view("").is_err());
        assert!(view(&hex[2..]).is_err());

        // What is sent is in the profile's encoding and no other.
        let set = |text: &str| {
            let message = SetRequest {
                control_id: id(),
                pin_block: text.to_string(),
            };
            message.block(&profile).is_ok()
        };
        assert_eq!(set(hex), profile.encoding.pin_block == Encoding::Hex);
        assert_eq!(set(base64), profile.encoding.pin_block == Encoding::Base64);
    }
}

#[test]
fn a_wrapped_key_has_the_length_of_the_modulus() {
    let profile = Profile::enfuce_v3();
    let key = key(RsaBits::B2048);
    let wrapped = |text: &str| {
        let message = TzpkResponse { tzpk: text.to_string() };
        message.wrapped(&key, &profile).map(|_| ())
    };
    let base64 = |bytes: usize| text::encode(&[7].repeat(bytes), Encoding::Base64);
    assert_eq!(wrapped(&base64(256)), Ok(()));
    for bytes in [0, 1, 128, 255, 257, 384] {
        assert_eq!(
            wrapped(&base64(bytes)),
            Err(Error::Ciphertext(CiphertextLength)),
            "{bytes}"
        );
    }
    assert_eq!(wrapped("AA"), Err(Error::Message(MessageError::Encoding)));
    assert_eq!(wrapped(&"07".repeat(256)), Err(Error::Ciphertext(CiphertextLength)));
}
