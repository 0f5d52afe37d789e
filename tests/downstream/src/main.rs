//! The issuer's sandbox in miniature: one PIN set and one PIN viewed under each built-in profile, with nothing but bytes and
//! text between the two halves. Only pinproof's public API.

use std::error::Error;

use pinproof::device::{DeviceKey, PublicKey, SoftwareKey, WrappedTzpk};
use pinproof::issuer;
use pinproof::os_rng;
use pinproof::pin::Pin;
use pinproof::pin::policy::PinFacts;
use pinproof::pin_block::{BlockContext, EncryptedPinBlock, PinCipher};
use pinproof::profile::{Binding, Profile};
use pinproof::tzpk::{CheckMethod, Tzpk};

/// What the issuer keeps of one session.
struct Session {
    tzpk: Tzpk,
    /// What goes to the device.
    wrapped: Vec<u8>,
}

/// The issuer's half: takes the public key as it travels, makes a TZPK and wraps it.
fn open_session(profile: &Profile, public_key: &str) -> Result<Session, Box<dyn Error>> {
    let key = PublicKey::from_base64(public_key)?;
    let tzpk = Tzpk::generate(profile.tzpk.kind, &mut os_rng())?;
    let wrapped = issuer::wrap_tzpk(&tzpk, &key, &profile.oaep, &mut os_rng())?;
    Ok(Session {
        tzpk,
        wrapped: wrapped.as_bytes().to_vec(),
    })
}

/// The device's half of the key exchange; `exchange` carries the public key there and the wrapped TZPK back.
fn receive_key<T>(
    profile: &Profile,
    exchange: impl FnOnce(&str) -> Result<(Vec<u8>, T), Box<dyn Error>>,
) -> Result<(Tzpk, T), Box<dyn Error>> {
    let key = SoftwareKey::generate(profile.rsa_bits, &mut os_rng())?;
    let (wrapped, kept) = exchange(&key.public_key().to_base64())?;
    let wrapped = WrappedTzpk::new(&wrapped, key.public_key())?;
    Ok((key.unwrap(&wrapped, &profile.wrap_scheme(), &mut os_rng())?, kept))
}

/// Set PIN and View PIN under one profile. Gives a name for the report.
fn set_and_view(profile: &Profile, typed: &str) -> Result<String, Box<dyn Error>> {
    let pan = "4111111111111111".parse()?;
    let context = match profile.pin_block.binding {
        Binding::None => BlockContext::NoPan,
        Binding::Pan => BlockContext::Pan(pan),
        Binding::Token => BlockContext::Token("9900000000000001".parse()?),
    };
    let format = profile.pin_block.format;
    let exchange = |public_key: &str| {
        let session = open_session(profile, public_key)?;
        Ok((session.wrapped.clone(), session))
    };

    // Set PIN: the device encrypts what the cardholder typed twice, the issuer opens it.
    let (tzpk, session) = receive_key(profile, exchange)?;
    let accepted = profile
        .pin_policy
        .accept_entry(typed, Some(typed), &PinFacts::default())?;
    let sent = PinCipher::new(&tzpk).encrypt(format, accepted.pin(), &context, &mut os_rng())?;
    let block = EncryptedPinBlock::new(format, sent.as_bytes())?;
    let stored = issuer::open_pin_block(&session.tzpk, &block, &context)?;
    assert!(
        bool::from(stored.ct_eq(&typed.parse()?)),
        "the issuer has the PIN that was typed"
    );
    assert!(issuer::verify_pin_block(&session.tzpk, &block, &context, &stored)?);
    let other: Pin = "9999".parse()?;
    assert!(!issuer::verify_pin_block(&session.tzpk, &block, &context, &other)?);

    // The same block under the key of another session does not give the PIN.
    let (_, stranger) = receive_key(profile, exchange)?;
    let opened = issuer::verify_pin_block(&stranger.tzpk, &block, &context, &stored);
    assert!(!matches!(opened, Ok(true)));

    // View PIN: a new key pair, a new TZPK, and the block goes the other way.
    let (viewing, session) = receive_key(profile, exchange)?;
    let shown = PinCipher::new(&session.tzpk).encrypt(format, &stored, &context, &mut os_rng())?;
    let shown = PinCipher::new(&viewing).decrypt(&EncryptedPinBlock::new(format, shown.as_bytes())?, &context)?;
    let digits: String = shown
        .expose_digits()
        .iter()
        .map(|digit| char::from(b'0' + digit))
        .collect();
    assert_eq!(digits, typed, "leading zeros too");

    let method = if profile.tzpk.kind.is_tdes() {
        CheckMethod::Tdes
    } else {
        CheckMethod::AesCmac
    };
    assert_eq!(viewing.check_value(method)?, session.tzpk.check_value(method)?);
    Ok(format!("{} {format}", profile.name))
}

fn main() -> Result<(), Box<dyn Error>> {
    let done: Vec<String> = [Profile::enfuce_v3(), Profile::aes_iso4()]
        .iter()
        .map(|profile| set_and_view(profile, "0042"))
        .collect::<Result<_, _>>()?;
    println!("PIN set, verified and viewed: {}", done.join(", "));
    Ok(())
}
