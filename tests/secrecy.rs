//! No digit of a PIN and no byte of a key in any `Debug`, `Display`, error or panic.

#![allow(clippy::unwrap_used, missing_docs, reason = "a test may stop at the first fault")]

use std::fmt::{Debug, Display};
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex};

use pinproof::device::{DeviceKey, Hash, OaepScheme, RsaBits, SoftwareKey, WrapScheme};
use pinproof::issuer;
use pinproof::pan::{Pan, PanToken};
use pinproof::pin::Pin;
use pinproof::pin::policy::{BirthDate, PinFacts, PinPolicy};
use pinproof::pin_block::{
    AesCipher, BlockContext, Format, Iso0Block, Iso1Block, Iso2Block, Iso3Block, Iso4PanField, Iso4PinField, PinCipher,
    TdesCipher,
};
use pinproof::secret::{Secret, SecretBytes};
use pinproof::tzpk::{KeyRules, Tzpk, TzpkKind};

/// Digits that stand nowhere in the source.
const PIN: &str = "861973520461";
const PAN: &str = "4716203859174628";
const KEY: [u8; 32] = [0xd7; 32];

/// What of the secrets stands in `text`: four digits of the PIN in a row, the middle of the PAN, two bytes of a key; as
/// text, in hex, in decimal or base64, in one word or as a list.
fn shown(text: &str) -> Option<String> {
    let word = text.to_lowercase().replace([' ', '\n', ',', ':'], "").replace("0x", "");
    let digits: Vec<String> = PIN.chars().map(String::from).collect();
    let pin = digits.windows(4).map(<[String]>::concat);
    let pin_bytes = digits.windows(4).map(|part| format!("0{}", part.join("0")));
    let rest = [&PAN[6..12], "d7d7", "215215", "19fx"].map(String::from);
    pin.chain(pin_bytes).chain(rest).find(|secret| word.contains(secret))
}

#[track_caller]
fn clean(what: &str, text: &str) {
    assert_eq!(shown(text), None, "{what} shows it: {text}");
}

#[test]
fn the_search_finds_every_spelling() {
    let digits: Vec<u8> = PIN.bytes().map(|byte| byte - b'0').collect();
    for text in [
        PIN.to_string(),
        format!("PIN {} refused", &PIN[3..9]),
        format!("{digits:?}"),
        format!("{digits:#?}"),
        format!("{digits:02x?}"),
        hex::encode(&digits),
        PAN.to_string(),
        format!("{KEY:?}"),
        format!("{KEY:#?}"),
        format!("{KEY:#x?}"),
        format!("{KEY:02x?}"),
        hex::encode_upper(KEY),
        // Base64 of these bytes.
        "19fX19fX19fX19fX19fX1w==".to_string(),
    ] {
        assert!(shown(&text).is_some(), "not found in {text}");
    }
    assert_eq!(shown("471620******4628, Tzpk { kind: Tdes2, .. }"), None);
}

#[track_caller]
fn debug(value: &impl Debug) {
    let what = std::any::type_name_of_val(value);
    clean(what, &format!("{value:?}"));
    clean(what, &format!("{value:#?}"));
}

#[track_caller]
fn display(value: &impl Display) {
    clean(std::any::type_name_of_val(value), &value.to_string());
}

fn tzpk(kind: TzpkKind) -> Tzpk {
    let mut bytes = KEY;
    for (byte, index) in bytes.iter_mut().zip(0..) {
        // Not degenerate: the middle third differs.
        *byte = if (8..16).contains(&index) { 0xd9 } else { *byte };
    }
    Tzpk::new(kind, &bytes[..kind.key_len()], &KeyRules::default()).unwrap()
}

#[test]
fn debug_and_display_of_every_value() {
    let rng = &mut pinproof::os_rng();
    let pin: Pin = PIN.parse().unwrap();
    let pan: Pan = PAN.parse().unwrap();
    let token: PanToken = PAN.parse().unwrap();
    debug(&pin);
    debug(&pan);
    display(&pan);
    debug(&token);
    debug(&BlockContext::Pan(pan.clone()));
    debug(&BlockContext::Token(token));
    debug(&Iso0Block::encode(&pin, &pan).unwrap());
    debug(&Iso1Block::encode(&pin, rng));
    debug(&Iso2Block::encode(&pin));
    debug(&Iso3Block::encode(&pin, &pan, rng).unwrap());
    debug(&Iso4PinField::encode(&pin, rng));
    debug(&Iso4PanField::from_pan(&pan));
    debug(&Secret::copy_from(&KEY));
    debug(&SecretBytes::copy_from(&KEY));
    for kind in TzpkKind::ALL {
        debug(&tzpk(kind));
        debug(&PinCipher::new(&tzpk(kind)));
    }
    debug(&TdesCipher::new(&tzpk(TzpkKind::Tdes2)).unwrap());
    debug(&AesCipher::new(&tzpk(TzpkKind::Aes128)).unwrap());
    let facts = PinFacts {
        pan: Some(&pan),
        birth_date: Some(BirthDate::parse("1973-05-20").unwrap()),
        phone: Some(PIN),
        old_pin: Some(&pin),
    };
    debug(&facts);
    let again: Pin = PIN.parse().unwrap();
    debug(&PinPolicy::iso().accept(again, &PinFacts::default()).unwrap());
}

#[test]
fn debug_of_a_private_key() {
    let key = SoftwareKey::generate(RsaBits::B2048, &mut pinproof::os_rng()).unwrap();
    let pkcs8 = key.to_pkcs8_der();
    let shown = format!("{key:?} {key:#?} {pkcs8:?}").to_lowercase();
    // Private exponent and primes: any eight bytes in a row, in hex or as a list, from the part behind the modulus.
    let der = pkcs8.expose();
    for window in der[der.len() / 3..].windows(8).step_by(5) {
        assert!(!shown.contains(&hex::encode(window)));
        let list = format!("{window:?}");
        assert!(!shown.contains(list.trim_matches(['[', ']'])));
    }
}

#[test]
fn errors() {
    let rng = &mut pinproof::os_rng();
    let facts = PinFacts::default();
    let mut strict = PinPolicy::iso();
    strict.deny = vec![PIN.to_string()];
    for (policy, typed, repeat) in [
        (PinPolicy::strict_4(), PIN, None),
        (PinPolicy::iso(), "86197352046x", None),
        (PinPolicy::iso(), "8619735204619", None),
        (PinPolicy::iso(), PIN, Some("8619")),
        (strict, PIN, None),
    ] {
        let refused = policy.accept_entry(typed, repeat, &facts).unwrap_err();
        debug(&refused);
        display(&refused);
    }
    let refused = Tzpk::new(TzpkKind::Tdes2, &KEY[..16], &KeyRules::default()).unwrap_err();
    debug(&refused);
    display(&refused);
    let refused = "47162038591746281234".parse::<Pan>().unwrap_err();
    debug(&refused);
    display(&refused);

    let oaep = OaepScheme {
        hash: Hash::Sha256,
        mgf_hash: Hash::Sha256,
        label: KEY.to_vec(),
    };
    let key = SoftwareKey::generate(RsaBits::B2048, rng).unwrap();
    let wrapped = issuer::wrap_tzpk(&tzpk(TzpkKind::Aes256), key.public_key(), &oaep, rng).unwrap();
    let scheme = WrapScheme {
        oaep,
        kind: TzpkKind::Aes128,
        rules: KeyRules::default(),
    };
    let failed = key.unwrap(&wrapped, &scheme, rng).unwrap_err();
    debug(&failed);
    display(&failed);

    let context = BlockContext::Pan(PAN.parse().unwrap());
    let cipher = PinCipher::new(&tzpk(TzpkKind::Tdes3));
    let pin: Pin = PIN.parse().unwrap();
    for (format, context) in [
        (Format::Iso0, &BlockContext::NoPan),
        (Format::Iso4, &context),
        (Format::Iso2, &context),
    ] {
        let refused = cipher.encrypt(format, &pin, context, rng).unwrap_err();
        debug(&refused);
        display(&refused);
    }
}

fn give_back(pin: Pin) -> Result<(), Pin> {
    Err(pin)
}

/// Nothing in the library panics on input. If a closure of the caller does while a secret is in scope, the message is the
/// caller's alone: no value of the library adds to it.
#[test]
fn panics_show_nothing() {
    let heard = Arc::new(Mutex::new(String::new()));
    let hook = panic::take_hook();
    let ear = Arc::clone(&heard);
    panic::set_hook(Box::new(move |info| ear.lock().unwrap().push_str(&info.to_string())));
    let pin: Pin = PIN.parse().unwrap();
    let wrong = panic::catch_unwind(AssertUnwindSafe(|| {
        give_back(pin).unwrap();
    }));
    panic::set_hook(hook);
    assert!(wrong.is_err());
    let text = heard.lock().unwrap().clone();
    assert!(text.contains("Pin"), "the hook heard nothing: {text}");
    clean("a panic", &text);
}
