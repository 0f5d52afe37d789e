//! The other end of the line, cheap enough to be used ten thousand times.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use pinproof::device::{DeviceKey, PublicKey, RsaBits, SoftwareKey, WrappedTzpk};
use pinproof::pan::Pan;
use pinproof::pin_block::{BlockContext, EncryptedPinBlock, PinCipher};
use pinproof::profile::{Binding, Profile};
use pinproof::rand_core::SeedableRng;
use pinproof::tzpk::Tzpk;
use rand_chacha::ChaCha20Rng;

use crate::op::DeviceKeyOf;

/// PINs that the policy of the test accepts.
pub const GOOD: [&str; 8] = [
    "7391",
    "04028",
    "505012",
    "9081726",
    "271828182838",
    "314159265358",
    "141421356237",
    "693147180569",
];
pub const WEAK: &str = "123456";
pub const PAN: &str = "5413330089020011";

type KeyPair = (RsaBits, PublicKey, Vec<u8>);

static KEYS: LazyLock<Vec<KeyPair>> = LazyLock::new(|| {
    let make = |bits| {
        let key = SoftwareKey::generate(bits, &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
        (bits, key.public_key().clone(), key.to_pkcs8_der().expose().to_vec())
    };
    [RsaBits::B2048, RsaBits::B3072].map(make).to_vec()
});

fn key_pair(profile: &Profile, which: DeviceKeyOf) -> &'static KeyPair {
    let right = which == DeviceKeyOf::RightLength;
    KEYS.iter()
        .find(|(bits, ..)| (*bits == profile.rsa_bits) == right)
        .unwrap()
}

pub fn public_key(profile: &Profile, which: DeviceKeyOf) -> &'static PublicKey {
    &key_pair(profile, which).1
}

/// The temporary key that an engine makes whose generator stands where `rng` stands: a private-key operation for each would take
/// minutes.
pub fn foreseen(profile: &Profile, rng: &ChaCha20Rng) -> Tzpk {
    Tzpk::generate(profile.tzpk.kind, &mut rng.clone()).unwrap()
}

/// That what was foreseen is what was wrapped; one time in 64, because that takes a private-key operation.
pub fn check(profile: &Profile, wrapped: &WrappedTzpk, foreseen: &Tzpk) {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    if !CALLS.fetch_add(1, Ordering::Relaxed).is_multiple_of(64) {
        return;
    }
    let (_, _, pkcs8) = key_pair(profile, DeviceKeyOf::RightLength);
    let key = SoftwareKey::from_pkcs8_der(pkcs8).unwrap();
    let unwrapped = key
        .unwrap(wrapped, &profile.wrap_scheme(), &mut ChaCha20Rng::seed_from_u64(2))
        .unwrap();
    assert_eq!(unwrapped.expose(), foreseen.expose());
}

pub fn context(profile: &Profile) -> BlockContext {
    match profile.pin_block.binding {
        Binding::None => BlockContext::NoPan,
        Binding::Pan => BlockContext::Pan(PAN.parse::<Pan>().unwrap()),
        Binding::Token => BlockContext::Token(PAN.parse().unwrap()),
    }
}

pub fn encrypt(profile: &Profile, tzpk: &Tzpk, pin: &str, rng: &mut ChaCha20Rng) -> EncryptedPinBlock {
    PinCipher::new(tzpk)
        .encrypt(profile.pin_block.format, &pin.parse().unwrap(), &context(profile), rng)
        .unwrap()
}

pub fn decrypt(profile: &Profile, tzpk: &Tzpk, block: &EncryptedPinBlock) -> String {
    let pin = PinCipher::new(tzpk).decrypt(block, &context(profile)).unwrap();
    digits(pin.expose_digits())
}

pub fn digits(values: &[u8]) -> String {
    values.iter().map(|digit| char::from(b'0' + digit)).collect()
}
