//! Both halves together.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::*;
use crate::device::{DeviceKey, Hash, RsaBits, SoftwareKey, WrapScheme};
use crate::error::{BlockError, Misuse, PanError, UnwrapFailed};
use crate::pan::{Pan, PanToken};
use crate::pin_block::Format;
use crate::profile::Profile;
use crate::tzpk::{KeyRules, TzpkKind};

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn tzpk(kind: TzpkKind, seed: u64) -> Tzpk {
    Tzpk::generate(kind, &mut rng(seed)).unwrap()
}

fn pin(digits: &str) -> Pin {
    digits.parse().unwrap()
}

fn pan() -> BlockContext {
    BlockContext::Pan("5413330089020011".parse::<Pan>().unwrap())
}

fn token() -> BlockContext {
    BlockContext::Token("8661218353725212".parse::<PanToken>().unwrap())
}

/// Every combination that the ciphers take.
fn combinations() -> Vec<(TzpkKind, Format, BlockContext)> {
    let mut all = Vec::new();
    for kind in [TzpkKind::Tdes2, TzpkKind::Tdes3] {
        all.push((kind, Format::Iso0, pan()));
        all.push((kind, Format::Iso1, BlockContext::NoPan));
        all.push((kind, Format::Iso3, pan()));
    }
    for kind in [TzpkKind::Aes128, TzpkKind::Aes192, TzpkKind::Aes256] {
        all.push((kind, Format::Iso4, pan()));
        all.push((kind, Format::Iso4, token()));
    }
    all
}

fn encrypted(tzpk: &Tzpk, format: Format, digits: &str, context: &BlockContext) -> EncryptedPinBlock {
    PinCipher::new(tzpk)
        .encrypt(format, &pin(digits), context, &mut rng(40))
        .unwrap()
}

#[test]
fn what_the_issuer_wraps_the_device_unwraps() {
    for profile in [Profile::enfuce_v3(), Profile::aes_iso4()] {
        let key = SoftwareKey::generate(profile.rsa_bits, &mut rng(1)).unwrap();
        let tzpk = tzpk(profile.tzpk.kind, 2);
        let wrapped = wrap_tzpk(&tzpk, key.public_key(), &profile.oaep, &mut rng(3)).unwrap();
        assert_eq!(wrapped.as_bytes().len(), key.public_key().modulus_len());

        let on_device = key.unwrap(&wrapped, &profile.wrap_scheme(), &mut rng(4)).unwrap();
        assert!(bool::from(on_device.eq_modulo_parity(&tzpk)));
        assert_eq!(on_device.expose(), tzpk.expose());
    }
}

#[test]
fn label_and_seed_count() {
    let pkcs8 = SoftwareKey::generate(RsaBits::B2048, &mut rng(5))
        .unwrap()
        .to_pkcs8_der();
    let key = || SoftwareKey::from_pkcs8_der(pkcs8.expose()).unwrap();
    let tzpk = tzpk(TzpkKind::Tdes2, 6);
    let oaep = OaepScheme {
        label: b"session 7".to_vec(),
        ..OaepScheme::new(Hash::Sha256)
    };
    let wrap = |seed| wrap_tzpk(&tzpk, key().public_key(), &oaep, &mut rng(seed)).unwrap();
    assert_eq!(wrap(7), wrap(7));
    assert_ne!(wrap(7), wrap(8));

    let mut scheme = WrapScheme {
        oaep: oaep.clone(),
        kind: TzpkKind::Tdes2,
        rules: KeyRules::default(),
    };
    assert!(key().unwrap(&wrap(7), &scheme, &mut rng(9)).is_ok());
    scheme.oaep.label = b"session 8".to_vec();
    let result = key().unwrap(&wrap(7), &scheme, &mut rng(9));
    assert_eq!(result.map(drop), Err(UnwrapFailed));
}

#[test]
fn what_the_device_encrypts_the_issuer_opens() {
    for (kind, format, context) in combinations() {
        let tzpk = tzpk(kind, 10);
        for digits in ["0000", "00420", "987654321098"] {
            let block = encrypted(&tzpk, format, digits, &context);
            let opened = open_pin_block(&tzpk, &block, &context).unwrap();
            assert!(bool::from(opened.ct_eq(&pin(digits))), "{kind} {format:?}");
        }
    }
}

#[test]
fn verifying_tells_the_pin_from_any_other() {
    for (kind, format, context) in combinations() {
        let tzpk = tzpk(kind, 11);
        let block = encrypted(&tzpk, format, "04271", &context);
        let verify = |digits| verify_pin_block(&tzpk, &block, &context, &pin(digits));
        assert_eq!(verify("04271"), Ok(true), "{kind} {format:?}");
        for other in ["14271", "04371", "04272", "0427", "4271", "042710", "004271"] {
            assert_eq!(verify(other), Ok(false), "{kind} {format:?} {other}");
        }
    }
}

#[test]
fn block_that_does_not_decode_is_an_error_and_not_a_wrong_pin() {
    for (kind, format, context) in combinations() {
        let (right, wrong) = (tzpk(kind, 12), tzpk(kind, 13));
        let block = encrypted(&right, format, "0427", &context);
        assert_eq!(
            verify_pin_block(&wrong, &block, &context, &pin("0427")),
            Err(Error::Block(BlockError::Invalid)),
            "{kind} {format:?}"
        );
        let mut bytes = block.as_bytes().to_vec();
        bytes[3] ^= 0x10;
        let damaged = EncryptedPinBlock::new(format, &bytes).unwrap();
        assert_eq!(
            verify_pin_block(&right, &damaged, &context, &pin("0427")),
            Err(Error::Block(BlockError::Invalid)),
            "{kind} {format:?}"
        );
    }
}

#[test]
fn another_card_is_not_this_card() {
    // Differs under the third and fourth digit of the PIN, which formats 0 and 3 see for certain.
    let other = BlockContext::Pan("5412230089020011".parse::<Pan>().unwrap());
    for (kind, format, context) in combinations() {
        let expected = match format {
            Format::Iso1 => continue,
            Format::Iso4 => Err(Error::Block(BlockError::Invalid)),
            _ => Ok(false),
        };
        let tzpk = tzpk(kind, 14);
        let block = encrypted(&tzpk, format, "0427", &context);
        let result = verify_pin_block(&tzpk, &block, &other, &pin("0427"));
        assert_eq!(result, expected, "{kind} {format:?}");
    }
}

#[test]
fn format_3_may_miss_a_pan_that_differs_under_the_fill() {
    let other = BlockContext::Pan("5413330089020029".parse::<Pan>().unwrap());
    let tzpk = tzpk(TzpkKind::Tdes2, 15);
    let verdicts: Vec<_> = (0..32)
        .map(|seed| {
            let block = PinCipher::new(&tzpk)
                .encrypt(Format::Iso3, &pin("0427"), &pan(), &mut rng(seed))
                .unwrap();
            verify_pin_block(&tzpk, &block, &other, &pin("0427"))
        })
        .collect();
    assert!(verdicts.contains(&Ok(true)));
    assert!(verdicts.contains(&Err(Error::Block(BlockError::Invalid))));

    let block = encrypted(&tzpk, Format::Iso0, "0427", &pan());
    let result = verify_pin_block(&tzpk, &block, &other, &pin("0427"));
    assert_eq!(result, Err(Error::Block(BlockError::Invalid)));
}

#[test]
fn what_does_not_fit_together_is_misuse() {
    let (tdes, aes) = (tzpk(TzpkKind::Tdes2, 15), tzpk(TzpkKind::Aes128, 16));
    let iso0 = encrypted(&tdes, Format::Iso0, "0427", &pan());
    let iso4 = encrypted(&aes, Format::Iso4, "0427", &pan());
    let open = |key, block, context| open_pin_block(key, block, &context).map(drop);
    assert_eq!(open(&aes, &iso0, pan()), Err(Error::Misuse(Misuse::FormatKey)));
    assert_eq!(open(&tdes, &iso4, pan()), Err(Error::Misuse(Misuse::FormatKey)));
    assert_eq!(
        open(&tdes, &iso0, BlockContext::NoPan),
        Err(Error::Misuse(Misuse::ContextMissing))
    );
    assert_eq!(
        open(&tdes, &iso0, token()),
        Err(Error::Misuse(Misuse::ContextUnexpected))
    );
    let short = BlockContext::Pan("123456789012".parse::<Pan>().unwrap());
    assert_eq!(open(&tdes, &iso0, short), Err(Error::Pan(PanError::Length)));
}
