//! What the library gives back to the allocator holds no secret any more, but for what is listed in [`key_pair::UNWIPED`].
//!
//! A recording allocator looks into each block as it is freed (also the old block of a reallocation) for pieces of the
//! secrets under test. Controls show that it finds them where somebody forgets to wipe. What cannot be seen here is the
//! stack and the registers; SECURITY.md says so.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    unsafe_code,
    reason = "a test; a global allocator is unsafe by nature"
)]

mod key_pair;
mod recorder;
mod sessions;

use des::cipher::KeyInit;
use des::{TdesEde2, TdesEde3};
use pinproof::device::{Hash, OaepScheme, WrapScheme};
use pinproof::issuer;
use pinproof::pan::{Pan, PanToken};
use pinproof::pin::Pin;
use pinproof::pin::policy::{BirthDate, PinFacts, PinPolicy};
use pinproof::pin_block::{
    AesCipher, BlockContext, Format, Iso0Block, Iso1Block, Iso2Block, Iso3Block, Iso4PanField, Iso4PinField, PinCipher,
    TdesCipher, translate,
};
use pinproof::rand_core::{Rng, SeedableRng};
use pinproof::secret::SecretBytes;
use pinproof::tzpk::{CheckMethod, KeyRules, Tzpk, TzpkKind};
use rand_chacha::ChaCha20Rng;
use recorder::{Secret, leaks};
use rsa::BoxedUint;
use zeroize::Zeroize;

const NOTHING: [&str; 0] = [];

// ---- The secrets.

const DIGITS: [u8; 12] = [8, 6, 1, 9, 7, 3, 5, 2, 0, 4, 6, 1];
const ASCII: &[u8; 12] = b"861973520461";
const PAN: &str = "4716203859174628";

fn key_bytes() -> [u8; 32] {
    core::array::from_fn(|index| 0xc1 ^ (index as u8).wrapping_mul(29))
}

fn tzpk(kind: TzpkKind) -> Tzpk {
    Tzpk::new(kind, &key_bytes()[..kind.key_len()], &KeyRules::default()).unwrap()
}

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn oaep() -> OaepScheme {
    OaepScheme::new(Hash::Sha256)
}

fn pin_as_typed() -> [Secret; 2] {
    [Secret::new("digits", &DIGITS), Secret::new("text", ASCII)]
}

// ---- Controls.

#[test]
fn the_recorder_finds_what_is_not_wiped() {
    let secret = key_bytes();
    let sought = [Secret::new("key", &secret), Secret::new("other", &[0x77; 16])];
    assert_eq!(leaks(&sought, || drop(secret.to_vec())), ["key"], "a vector");
    assert_eq!(leaks(&sought, || drop(Box::new(secret))), ["key"], "a box");
    let inside = [&[1; 33][..], &secret, &[2; 99]].concat();
    assert_eq!(leaks(&sought, || drop(inside)), ["key"], "in the middle");
    for half in [0..16, 16..32] {
        let mut vector = secret.to_vec();
        vector[half].zeroize();
        assert_eq!(leaks(&sought, || drop(vector)), ["key"], "one half alone");
    }
    let grown = leaks(&sought, || {
        let mut vector = Vec::with_capacity(32);
        vector.extend_from_slice(&secret);
        vector.reserve(1000);
        vector.zeroize();
    });
    assert_eq!(grown, ["key"], "the old block of a vector that grew");
    let spare = leaks(&sought, || {
        let mut vector = secret.to_vec();
        vector.clear();
    });
    assert_eq!(spare, ["key"], "behind the end of a vector");
    let kept = leaks(&sought, || {
        let mut vector = secret.to_vec();
        vector.zeroize();
    });
    assert_eq!(kept, NOTHING, "wiped");
}

#[test]
fn the_recorder_finds_the_secrets_of_the_other_tests() {
    let text = core::str::from_utf8(ASCII).unwrap();
    assert_eq!(leaks(&pin_as_typed(), || drop(text.to_string())), ["text"]);
    assert_eq!(leaks(&pin_as_typed(), || drop(DIGITS.to_vec())), ["digits"]);
    let pan: Pan = PAN.parse().unwrap();
    let pin = Pin::from_digits(DIGITS).unwrap();
    let blocks = [
        (
            Iso0Block::encode(&pin, &pan).unwrap().expose().to_vec(),
            "format 0 and 3",
        ),
        (
            Iso1Block::encode(&pin, &mut rng(1)).expose().to_vec(),
            "format 1, 2 and 4",
        ),
        (Iso2Block::encode(&pin).expose().to_vec(), "format 1, 2 and 4"),
        (
            Iso3Block::encode(&pin, &pan, &mut rng(1)).unwrap().expose().to_vec(),
            "format 0 and 3",
        ),
        (
            Iso4PinField::encode(&pin, &mut rng(1)).expose().to_vec(),
            "format 1, 2 and 4",
        ),
    ];
    for (block, name) in blocks {
        assert_eq!(leaks(&clear_block(&pin, &pan), || drop(block)), [name]);
    }
    let number = BoxedUint::from_be_slice(&key_bytes(), 256).unwrap();
    let sought = [Secret::limbs("limbs", &number), Secret::bytes("bytes", &number)];
    assert_eq!(leaks(&sought, || drop(number.to_be_bytes())), ["bytes"]);
    assert_eq!(leaks(&sought, || drop(number)), ["limbs"]);
}

// ---- PINs, blocks, symmetric keys.

#[test]
fn pins_and_policies() {
    let pan: Pan = PAN.parse().unwrap();
    let text = core::str::from_utf8(ASCII).unwrap();
    let found = leaks(&pin_as_typed(), || {
        let pin = Pin::from_ascii(ASCII).unwrap();
        drop(Pin::from_digits(DIGITS).unwrap());
        assert!(Pin::from_digits(DIGITS.into_iter().chain([1])).is_err());
        assert!(Pin::from_ascii(b"861973520461x").is_err());
        let moved = Box::new(pin);
        drop(PinPolicy::iso().accept(*moved, &PinFacts::default()).unwrap());
        assert!(
            PinPolicy::strict_4()
                .accept_entry(text, Some(text), &PinFacts::default())
                .is_err()
        );
        drop(
            PinPolicy::iso()
                .accept_entry(text, Some(text), &PinFacts::default())
                .unwrap(),
        );
        assert!(
            PinPolicy::iso()
                .accept_entry(text, Some("861973520462"), &PinFacts::default())
                .is_err()
        );
        // Every rule there is, passed and failed.
        let mut strict = PinPolicy::iso();
        (strict.ascending_run, strict.descending_run, strict.wrap) = (Some(4), Some(4), true);
        (strict.max_same, strict.max_in_a_row) = (Some(3), Some(2));
        strict.deny = vec!["0000".to_string(), "861973520462".to_string()];
        (strict.birth_date, strict.pan_tail, strict.pan_part) = (true, true, true);
        (strict.phone_part, strict.old_pin) = (true, true);
        strict.check().unwrap();
        let (same, old) = (Pin::from_ascii(ASCII).unwrap(), Pin::from_ascii(b"4711").unwrap());
        let mut facts = PinFacts {
            pan: Some(&pan),
            birth_date: Some(BirthDate::parse("1973-05-20").unwrap()),
            phone: Some("+358 40 1234567"),
            old_pin: Some(&old),
        };
        drop(strict.accept_entry(text, Some(text), &facts).unwrap());
        facts.old_pin = Some(&same);
        assert!(strict.accept_entry(text, Some(text), &facts).is_err());
    });
    assert_eq!(found, NOTHING);
}

#[test]
fn pans_and_tokens() {
    let digits: Vec<u8> = PAN.bytes().map(|byte| byte - b'0').collect();
    let sought = [
        Secret::new("digits", &digits),
        Secret::new("text", PAN.as_bytes()),
        // The twelve digits before the last one: at this length they stand on whole bytes in both PAN fields.
        Secret::new("PAN field", &hex::decode(&PAN[3..15]).unwrap()),
    ];
    let pin = Pin::from_digits(DIGITS).unwrap();
    let pan: Pan = PAN.parse().unwrap();
    let shown = Iso4PanField::from_pan(&pan);
    assert_eq!(leaks(&sought, || drop(shown.expose().to_vec())), ["PAN field"]);
    let found = leaks(&sought, || {
        let again = pan.clone();
        assert!(again.has_valid_check_digit() || again.require_check_digit().is_err());
        assert_eq!(again, pan);
        drop((again, format!("{pan} {pan:?}")));
        let token: PanToken = PAN.parse().unwrap();
        drop(Iso4PanField::from_token(&token));
        drop(BlockContext::Token(token));
        assert!(Pan::from_ascii(b"4716203859174628x").is_err());
        assert!(Pan::from_ascii(b"47162038591746280000").is_err());
        drop(Iso0Block::encode(&pin, &pan).unwrap().decode(&pan).unwrap());
        drop(
            Iso3Block::encode(&pin, &pan, &mut rng(4))
                .unwrap()
                .decode(&pan)
                .unwrap(),
        );
    });
    assert_eq!(found, NOTHING);
}

/// What every clear block of this PIN holds: its digits as nibbles, alone or under the PAN.
fn clear_block(pin: &Pin, pan: &Pan) -> [Secret; 2] {
    let nibbles: Vec<u8> = DIGITS.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    let block0 = Iso0Block::encode(pin, pan).unwrap();
    [
        Secret::new("format 1, 2 and 4", &nibbles),
        // Without control and length, and without the fill.
        Secret::new("format 0 and 3", &block0.expose()[1..7]),
    ]
}

#[test]
fn clear_blocks() {
    let pan: Pan = PAN.parse().unwrap();
    let pin = Pin::from_digits(DIGITS).unwrap();
    let mut sought = Vec::from(clear_block(&pin, &pan));
    sought.extend(pin_as_typed());
    let found = leaks(&sought, || {
        let rng = &mut rng(2);
        let tdes = TdesCipher::new(&tzpk(TzpkKind::Tdes2)).unwrap();
        let aes = AesCipher::new(&tzpk(TzpkKind::Aes128)).unwrap();
        let block = Iso0Block::encode(&pin, &pan).unwrap();
        drop(tdes.decrypt::<Iso0Block>(&tdes.encrypt(&block)).decode(&pan).unwrap());
        let block = Iso1Block::encode(&pin, rng);
        drop(tdes.decrypt::<Iso1Block>(&tdes.encrypt(&block)).decode().unwrap());
        drop(Iso2Block::encode(&pin).decode().unwrap());
        let block = Iso3Block::encode(&pin, &pan, rng).unwrap();
        drop(tdes.decrypt::<Iso3Block>(&tdes.encrypt(&block)).decode(&pan).unwrap());
        let (field, pan_field) = (Iso4PinField::encode(&pin, rng), Iso4PanField::from_pan(&pan));
        drop(
            aes.decrypt(&aes.encrypt(&field, &pan_field), &pan_field)
                .decode()
                .unwrap(),
        );
        // Decoded as what it is not.
        let block = *Iso0Block::encode(&pin, &pan).unwrap().expose();
        assert!(Iso1Block::from_bytes(block).decode().is_err());
        assert!(Iso3Block::from_bytes(block).decode(&pan).is_err());

        let context = BlockContext::Pan(pan.clone());
        let (from, to) = (tzpk(TzpkKind::Aes256), tzpk(TzpkKind::Tdes3));
        let (from_cipher, to_cipher) = (PinCipher::new(&from), PinCipher::new(&to));
        let sent = from_cipher.encrypt(Format::Iso4, &pin, &context, rng).unwrap();
        assert!(issuer::verify_pin_block(&from, &sent, &context, &pin).unwrap());
        let translated = translate(&sent, &from_cipher, Format::Iso3, &to_cipher, &context, rng).unwrap();
        drop(issuer::open_pin_block(&to, &translated, &context).unwrap());
    });
    assert_eq!(found, NOTHING);
}

/// The TDES key schedule as it lies in memory. That of AES begins with the key itself.
fn schedule<T>(cipher: &T) -> &[u8] {
    // SAFETY: the ciphers of `des` are arrays of integers, without padding.
    unsafe { std::slice::from_raw_parts(std::ptr::from_ref(cipher).cast(), size_of::<T>()) }
}

#[test]
fn symmetric_keys() {
    let bytes = key_bytes();
    let two = TdesEde2::new_from_slice(&bytes[..16]).unwrap();
    let three = TdesEde3::new_from_slice(&bytes[..24]).unwrap();
    let mut drawn = [0; 32];
    rng(3).fill_bytes(&mut drawn);
    let sought = [
        Secret::new("key", &bytes[..16]),
        Secret::new("key, second half", &bytes[16..]),
        Secret::new("drawn key", &drawn[..16]),
        Secret::new("schedule of two keys", schedule(&two)),
        Secret::new("schedule of three keys", schedule(&three)),
    ];
    let found = leaks(&sought, || {
        for kind in TzpkKind::ALL {
            let key = tzpk(kind);
            let _ = key.check_value(CheckMethod::Tdes);
            let _ = key.check_value(CheckMethod::AesCmac);
            let _ = key.check_value(CheckMethod::AesEcb);
            drop(PinCipher::new(&key));
            assert!(bool::from(key.eq_modulo_parity(&tzpk(kind))));
            drop(Tzpk::generate(kind, &mut rng(3)).unwrap());
        }
        assert!(Tzpk::new(TzpkKind::Tdes2, &bytes, &KeyRules::default()).is_err());
        let held = SecretBytes::copy_from(&bytes);
        assert!(Tzpk::from_secret(TzpkKind::Tdes2, held, &KeyRules::default()).is_err());
        let held = SecretBytes::from_vec(bytes.to_vec());
        drop(Tzpk::from_secret(TzpkKind::Aes256, held, &KeyRules::default()).unwrap());
        let halves = [&bytes[..16], &bytes[..16]].concat();
        let held = SecretBytes::from_vec(halves);
        let scheme = WrapScheme {
            oaep: oaep(),
            kind: TzpkKind::Tdes2,
            rules: KeyRules::default(),
        };
        assert!(scheme.accept(held).is_err());
    });
    assert_eq!(found, NOTHING);
    // A control; the first key is the same.
    let control = leaks(&sought, || drop(schedule(&two).to_vec()));
    assert_eq!(control, ["schedule of two keys", "schedule of three keys"]);
}
