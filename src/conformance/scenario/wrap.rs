//! Wrapped keys as a right issuer makes them, and as no issuer should.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use base64ct::{Base64, Base64Unpadded, Base64UrlUnpadded, Encoding as _};
use rand_core::CryptoRng;

use super::base64_text;
use crate::conformance::oaep::{self, EncodedMessage};
use crate::conformance::raw_rsa::encrypt_to;
use crate::conformance::vector::Wrap;
use crate::device::{Hash, PublicKey};
use crate::profile::{Encoding, Profile};
use crate::tzpk::{Tzpk, TzpkKind};

/// The samples that issuers publish, by their length.
const SAMPLE_KEYS: [&str; 2] = ["00112233445566778899aabbccddeeff", "2b7e151628aed2a6abf7158809cf4f3c"];

/// Draws until the ciphertext has what is wanted; a byte 00 in front comes once in 256 times.
const DRAWS: usize = 20_000;

/// A key and its wrapped form.
pub(super) struct Wrapped {
    /// The key as bytes, whatever they are worth.
    pub(super) key: Vec<u8>,
    /// As it travels.
    pub(super) text: String,
}

/// A new key wrapped to `public`, with what `wrap` says is special about it.
pub(super) fn wrapped(
    profile: &Profile,
    public: &PublicKey,
    wrap: Option<Wrap>,
    rng: &mut dyn CryptoRng,
) -> Result<Wrapped, String> {
    let key = payload(profile.tzpk.kind, wrap, rng)?;
    let to = match wrap {
        Some(Wrap::OtherKey) => stranger(public)?,
        _ => public.clone(),
    };
    let mut bytes = Vec::new();
    for _ in 0..DRAWS {
        bytes = encrypt_to(&to, &encoded(profile, &to, &key, wrap, rng)?)?;
        let fits = match wrap {
            Some(Wrap::LeadingZero) => bytes.first() == Some(&0),
            Some(Wrap::AboveModulus) => plus(&bytes, to.modulus()).is_some(),
            _ => true,
        };
        if fits {
            break;
        }
    }
    match wrap {
        Some(Wrap::Tampered) => flip(&mut bytes, 100),
        Some(Wrap::Short) => drop(bytes.pop()),
        Some(Wrap::LongFront) => bytes.insert(0, 0),
        Some(Wrap::LongBack) => bytes.push(0),
        Some(Wrap::AboveModulus) => bytes = plus(&bytes, to.modulus()).ok_or("no ciphertext with room above it")?,
        _ => {}
    }
    Ok(Wrapped {
        text: text(profile.encoding.tzpk, &bytes, wrap),
        key,
    })
}

/// What is wrapped.
fn payload(kind: TzpkKind, wrap: Option<Wrap>, rng: &mut dyn CryptoRng) -> Result<Vec<u8>, String> {
    let mut key = Tzpk::generate(kind, rng)
        .map_err(|error| error.to_string())?
        .expose()
        .to_vec();
    let half = key.len() >> 1;
    match wrap {
        Some(Wrap::EvenParity) => key.iter_mut().for_each(|byte| {
            if !byte.count_ones().is_multiple_of(2) {
                *byte ^= 1;
            }
        }),
        Some(Wrap::Blanks) => {
            let last = key.len().saturating_sub(1);
            for (place, byte) in [(0, 0x00), (last.saturating_sub(1), 0x20), (last, 0x0a)] {
                if let Some(slot) = key.get_mut(place) {
                    *slot = byte;
                }
            }
        }
        Some(Wrap::HighBytes) => key.iter_mut().for_each(|byte| *byte |= 0x80),
        Some(Wrap::Length(len)) => {
            key = vec![0; len];
            rng.fill_bytes(&mut key);
        }
        Some(Wrap::SameHalves) => {
            let first = key.get(..half).unwrap_or_default().to_vec();
            key = [first.clone(), first].concat();
            if !kind.is_tdes() {
                key = vec![key.first().copied().unwrap_or_default(); key.len()];
            }
        }
        Some(Wrap::Zero) => key.fill(u8::from(kind.is_tdes())),
        Some(Wrap::WeakHalf) => key.iter_mut().take(half).for_each(|byte| *byte = 0xfe),
        Some(Wrap::SampleKey) => {
            let published = SAMPLE_KEYS
                .get(usize::from(!kind.is_tdes()))
                .copied()
                .unwrap_or_default();
            key = hex::decode(published).map_err(|error| error.to_string())?;
        }
        _ => {}
    }
    Ok(key)
}

/// The encoded message, as long as the modulus.
fn encoded(
    profile: &Profile,
    public: &PublicKey,
    key: &[u8],
    wrap: Option<Wrap>,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, String> {
    let k = public.modulus_len();
    let (mut hash, mut mgf_hash) = (profile.oaep.hash, profile.oaep.mgf_hash);
    match wrap {
        Some(Wrap::MgfSha1) => mgf_hash = Hash::Sha1,
        Some(Wrap::Sha1) => (hash, mgf_hash) = (Hash::Sha1, Hash::Sha1),
        Some(Wrap::LabelSha1) => hash = Hash::Sha1,
        Some(Wrap::Pkcs1) => return Ok(pkcs1(k, key, rng)),
        Some(Wrap::RawFirst) => return Ok(raw(k, key, true, rng)),
        Some(Wrap::RawLast) => return Ok(raw(k, key, false, rng)),
        _ => {}
    }
    let label: &[u8] = match wrap {
        Some(Wrap::Label) => b"tzpk",
        _ => &profile.oaep.label,
    };
    let mut seed = vec![0; hash.output_len()];
    rng.fill_bytes(&mut seed);
    let mut message = EncodedMessage::new(k, hash, label, &seed, key).ok_or("the key is too long for the modulus")?;
    match wrap {
        Some(Wrap::LhashZero) => message.lhash.fill(0),
        Some(Wrap::LhashFirst) => flip(&mut message.lhash, 0),
        Some(Wrap::LhashLast) => {
            let last = message.lhash.len().saturating_sub(1);
            flip(&mut message.lhash, last);
        }
        Some(Wrap::FirstByte) => {
            message.y = 1;
            return top_below(&message, mgf_hash, public, rng);
        }
        Some(Wrap::Separator) => message.separator = Some(2),
        Some(Wrap::NoSeparator) => {
            let longest = oaep::longest_message(k, hash).unwrap_or_default();
            message.separator = None;
            message.ps = vec![0; longest.saturating_add(1)];
            message.message = Vec::new();
        }
        Some(Wrap::Padding) => {
            let middle = message.ps.len() >> 1;
            flip(&mut message.ps, middle);
        }
        _ => {}
    }
    Ok(message.to_bytes(mgf_hash))
}

/// A first byte of 01 stays below a modulus whose first byte is 80 or above.
fn top_below(
    message: &EncodedMessage,
    mgf_hash: Hash,
    public: &PublicKey,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, String> {
    let mut message = message.clone();
    for _ in 0..DRAWS {
        let bytes = message.to_bytes(mgf_hash);
        if bytes.as_slice() < public.modulus() {
            return Ok(bytes);
        }
        rng.fill_bytes(&mut message.seed);
    }
    Err("no encoded message below the modulus".to_string())
}

/// 00 02, bytes that are not 00, 00, the key.
fn pkcs1(k: usize, key: &[u8], rng: &mut dyn CryptoRng) -> Vec<u8> {
    let mut padding = vec![0; k.saturating_sub(key.len()).saturating_sub(3)];
    rng.fill_bytes(&mut padding);
    padding.iter_mut().for_each(|byte| *byte |= 1);
    [&[0, 2], padding.as_slice(), &[0], key].concat()
}

/// The key beside random bytes; behind a byte 00, so that the number is below the modulus.
fn raw(k: usize, key: &[u8], first: bool, rng: &mut dyn CryptoRng) -> Vec<u8> {
    let mut rest = vec![0; k.saturating_sub(key.len()).saturating_sub(usize::from(!first))];
    rng.fill_bytes(&mut rest);
    if first {
        let mut em = [key, rest.as_slice()].concat();
        if let Some(top) = em.first_mut() {
            *top &= 0x7f;
        }
        em
    } else {
        [&[0], rest.as_slice(), key].concat()
    }
}

/// Another public key of the same size, whose private half nobody has.
fn stranger(public: &PublicKey) -> Result<PublicKey, String> {
    let mut modulus = public.modulus().to_vec();
    let (middle, last) = (modulus.len() >> 1, modulus.len().saturating_sub(1));
    flip(&mut modulus, middle);
    if let Some(byte) = modulus.get_mut(last) {
        *byte ^= 2;
    }
    PublicKey::from_parts(&modulus, &[1, 0, 1]).map_err(|error| error.to_string())
}

/// The sum as long as the modulus, none when it does not fit.
fn plus(number: &[u8], modulus: &[u8]) -> Option<Vec<u8>> {
    let mut carry = 0_u16;
    let mut sum: Vec<u8> = Vec::with_capacity(modulus.len());
    for (left, right) in number.iter().zip(modulus).rev() {
        let digit = u16::from(*left).wrapping_add(u16::from(*right)).wrapping_add(carry);
        let [high, low] = digit.to_be_bytes();
        sum.push(low);
        carry = u16::from(high);
    }
    sum.reverse();
    (carry == 0).then_some(sum)
}

fn flip(bytes: &mut [u8], place: usize) {
    if let Some(byte) = bytes.get_mut(place) {
        *byte ^= 0x10;
    }
}

/// As it travels.
fn text(encoding: Encoding, bytes: &[u8], wrap: Option<Wrap>) -> String {
    let base64 = Base64::encode_string(bytes);
    match wrap {
        Some(Wrap::Hex) => hex::encode(bytes),
        Some(Wrap::Text(odd)) => base64_text::odd(bytes, odd),
        Some(Wrap::Base64Url) => Base64UrlUnpadded::encode_string(bytes),
        Some(Wrap::NoPadding) => Base64Unpadded::encode_string(bytes),
        Some(Wrap::LineBreaks) => {
            let (first, rest) = base64.split_at_checked(64).unwrap_or((&base64, ""));
            format!("{first}\r\n{rest}")
        }
        _ => encode(encoding, bytes),
    }
}

/// Bytes as the profile has them.
pub(super) fn encode(encoding: Encoding, bytes: &[u8]) -> String {
    match encoding {
        Encoding::Base64 => Base64::encode_string(bytes),
        Encoding::Hex => hex::encode(bytes),
    }
}

/// The bytes behind a text of the profile, in its one form.
pub(super) fn decode(encoding: Encoding, text: &str) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Base64 => Base64::decode_vec(text).ok(),
        Encoding::Hex => {
            let lower = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            lower.then(|| hex::decode(text).ok()).flatten()
        }
    }
}
