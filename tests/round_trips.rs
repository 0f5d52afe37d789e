//! Device and issuer together: whatever PIN, key, PAN and fill, the issuer opens what the device sent.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test may stop at the first fault")]

use pinproof::device::{DeviceKey, Hash, OaepScheme, PublicKey, RsaBits, SoftwareKey, WrapScheme, WrappedTzpk};
use pinproof::issuer;
use pinproof::pan::{Pan, PanToken};
use pinproof::pin::Pin;
use pinproof::pin_block::{BlockContext, EncryptedPinBlock, Format, Iso2Block, PinCipher, may_translate, translate};
use pinproof::rand_core::SeedableRng;
use pinproof::tzpk::{KeyRules, Tzpk, TzpkKind, WeakKeys};
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use std::sync::LazyLock;

/// One key pair of each size for all cases; each case reads its own copy, because an unwrap uses the key up.
static PKCS8: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let key = |bits| SoftwareKey::generate(bits, &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
    let encode = |bits| key(bits).to_pkcs8_der().expose().to_vec();
    RsaBits::ALL.map(encode).to_vec()
});

fn pins() -> impl Strategy<Value = String> {
    "[0-9]{4,12}"
}

fn hashes() -> impl Strategy<Value = Hash> {
    proptest::sample::select(Hash::ALL.to_vec())
}

fn kinds() -> impl Strategy<Value = TzpkKind> {
    proptest::sample::select(TzpkKind::ALL.to_vec())
}

/// Any key of its kind, weak ones too: parity and strength are no business of a round trip.
fn key(kind: TzpkKind, bytes: &[u8; 32]) -> Tzpk {
    Tzpk::new(kind, &bytes[..kind.key_len()], &any_key()).unwrap()
}

fn any_key() -> KeyRules {
    KeyRules {
        weak: WeakKeys::Allow,
        ..KeyRules::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn tdes_blocks_open(
        pin in pins(), pan in "[0-9]{13,19}", bytes: [u8; 32], three: bool, seed: u64,
        format in proptest::sample::select(vec![Format::Iso0, Format::Iso1, Format::Iso3]),
    ) {
        let context = if format == Format::Iso1 { BlockContext::NoPan } else { BlockContext::Pan(pan.parse().unwrap()) };
        let kind = if three { TzpkKind::Tdes3 } else { TzpkKind::Tdes2 };
        opens(&pin, &context, format, &key(kind, &bytes), seed)?;
    }

    #[test]
    fn aes_blocks_open(
        pin in pins(), pan in "[0-9]{1,19}", token: bool, bytes: [u8; 32], seed: u64,
        kind in proptest::sample::select(vec![TzpkKind::Aes128, TzpkKind::Aes192, TzpkKind::Aes256]),
    ) {
        let context = if token {
            BlockContext::Token(pan.parse::<PanToken>().unwrap())
        } else {
            BlockContext::Pan(pan.parse::<Pan>().unwrap())
        };
        opens(&pin, &context, Format::Iso4, &key(kind, &bytes), seed)?;
    }

    #[test]
    fn offline_blocks_decode(pin in pins()) {
        let typed: Pin = pin.parse().unwrap();
        let block = Iso2Block::from_bytes(*Iso2Block::encode(&typed).expose());
        prop_assert!(bool::from(block.decode().unwrap().ct_eq(&typed)));
    }

    #[test]
    fn translated_blocks_open(
        pin in pins(), pan in "[0-9]{13,19}", bytes: [u8; 32], other: [u8; 32], seed: u64,
        from in proptest::sample::select(Format::ALL.to_vec()), to in proptest::sample::select(Format::ALL.to_vec()),
    ) {
        prop_assume!(may_translate(from, to).is_ok());
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let pan = BlockContext::Pan(pan.parse().unwrap());
        let context = |format| if format == Format::Iso1 { &BlockContext::NoPan } else { &pan };
        let kind = |format| if format == Format::Iso4 { TzpkKind::Aes192 } else { TzpkKind::Tdes3 };
        let (from_key, to_key) = (key(kind(from), &bytes), key(kind(to), &other));
        let (from_cipher, to_cipher) = (PinCipher::new(&from_key), PinCipher::new(&to_key));
        let typed: Pin = pin.parse().unwrap();
        let sent = from_cipher.encrypt(from, &typed, context(from), &mut rng).unwrap();
        let translated = translate(&sent, &from_cipher, to, &to_cipher, context(to), &mut rng).unwrap();
        prop_assert_eq!(translated.format(), to);
        prop_assert!(issuer::verify_pin_block(&to_key, &translated, context(to), &typed).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn wrapped_keys_unwrap(
        size in 0..3_usize, kind in kinds(), bytes: [u8; 32], hash in hashes(), mgf_hash in hashes(),
        label in proptest::collection::vec(any::<u8>(), 0..40), seed: u64,
    ) {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let device = SoftwareKey::from_pkcs8_der(&PKCS8[size]).unwrap();
        let tzpk = key(kind, &bytes);
        let oaep = OaepScheme { hash, mgf_hash, label };
        // Over the wire, as text and bytes.
        let public = PublicKey::from_base64(&device.public_key().to_base64()).unwrap();
        let wrapped = issuer::wrap_tzpk(&tzpk, &public, &oaep, &mut rng).unwrap();
        let wrapped = WrappedTzpk::new(wrapped.as_bytes(), device.public_key()).unwrap();
        let scheme = WrapScheme { oaep, kind, rules: any_key() };
        let unwrapped = device.unwrap(&wrapped, &scheme, &mut rng).unwrap();
        prop_assert_eq!(unwrapped.expose(), tzpk.expose());
    }
}

fn opens(pin: &str, context: &BlockContext, format: Format, key: &Tzpk, seed: u64) -> Result<(), TestCaseError> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let typed: Pin = pin.parse().unwrap();
    let sent = PinCipher::new(key).encrypt(format, &typed, context, &mut rng).unwrap();
    let received = EncryptedPinBlock::new(format, sent.as_bytes()).unwrap();
    let opened = issuer::open_pin_block(key, &received, context).unwrap();
    prop_assert_eq!(opened.expose_digits(), typed.expose_digits());
    prop_assert!(issuer::verify_pin_block(key, &received, context, &typed).unwrap());
    let mut other = typed.expose_digits().to_vec();
    if let Some(last) = other.last_mut() {
        *last = (*last + 1) % 10;
    }
    let other = Pin::from_digits(other).unwrap();
    prop_assert!(!issuer::verify_pin_block(key, &received, context, &other).unwrap());
    Ok(())
}
