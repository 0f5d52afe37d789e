//! Encrypted PIN blocks that show a PIN, right and wrong.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use aes::Aes128;
use aes::cipher::array::Array;
use aes::cipher::consts::{U8, U16};
use aes::cipher::{BlockCipherEncrypt, BlockSizeUser, KeyInit};
use base64ct::{Base64, Encoding as _};
use des::TdesEde2;
use rand_core::CryptoRng;

use super::base64_text;
use super::wrap::encode;
use crate::conformance::clear;
use crate::conformance::client::SessionContext;
use crate::conformance::oaep::xor;
use crate::conformance::vector::{Odd, Shown};
use crate::pan::{Pan, PanToken};
use crate::pin_block::{BlockContext, EncryptedPinBlock, Format, Iso4PanField, PinCipher};
use crate::profile::Profile;
use crate::tzpk::{KeyRules, Parity, Tzpk, TzpkKind, WeakKeys};

/// Draws until a wrong key or card opens to nothing; a block opens by chance once in some hundred times.
const DRAWS: usize = 1_000;

/// Another card than that of any case.
const OTHER_PAN: &str = "5500005555555559";

/// The context of a session; an error when it is no PAN or token.
pub(super) fn context(context: Option<&SessionContext>) -> Result<BlockContext, String> {
    Ok(match context {
        None => BlockContext::NoPan,
        Some(SessionContext::Pan { pan }) => {
            BlockContext::Pan(Pan::from_ascii(pan.as_bytes()).map_err(|error| error.to_string())?)
        }
        Some(SessionContext::Token { token }) => {
            BlockContext::Token(PanToken::from_ascii(token.as_bytes()).map_err(|error| error.to_string())?)
        }
    })
}

/// A key of the kit, whatever its worth.
pub(super) fn key(kind: TzpkKind, bytes: &[u8]) -> Result<Tzpk, String> {
    let rules = KeyRules {
        parity: Parity::Ignore,
        weak: WeakKeys::Allow,
    };
    Tzpk::new(kind, bytes, &rules).map_err(|error| error.to_string())
}

/// What a client sent, opened. The text of an error says what is wrong and holds nothing of it.
pub(super) fn open(profile: &Profile, tzpk: &[u8], bound: &BlockContext, block: &[u8]) -> Result<Opened, String> {
    let format = profile.pin_block.format;
    let encrypted = EncryptedPinBlock::new(format, block).map_err(|error| error.to_string())?;
    let tzpk = key(profile.tzpk.kind, tzpk)?;
    let pin = PinCipher::new(&tzpk).decrypt(&encrypted, bound).map_err(|_| {
        "the PIN block does not open under the TZPK of this exchange: key, cipher, format, card or fill is wrong"
            .to_string()
    })?;
    let pan = digits(bound);
    let clear = clear::open(format, &tzpk, block, pan.as_deref()).map_err(|class| class.to_string())?;
    Ok(Opened {
        pin: clear::ascii(&pin),
        clear: clear.expose().to_vec(),
    })
}

/// A block, opened.
pub(super) struct Opened {
    /// The PIN.
    pub(super) pin: String,
    /// The clear block, or format 4's PIN field.
    pub(super) clear: Vec<u8>,
}

/// The digits that a block is bound to.
fn digits(bound: &BlockContext) -> Option<String> {
    let text = |digits: &[u8]| {
        digits
            .iter()
            .map(|digit| char::from(b'0'.wrapping_add(*digit)))
            .collect()
    };
    match bound {
        BlockContext::NoPan => None,
        BlockContext::Pan(pan) => Some(text(pan.expose_digits())),
        BlockContext::Token(token) => Some(text(token.expose_digits())),
    }
}

/// The field of a view answer that shows `pin`, with what is special about it.
pub(super) fn shown(
    profile: &Profile,
    tzpk: &[u8],
    bound: &BlockContext,
    pin: &str,
    shown: Option<Shown>,
    rng: &mut dyn CryptoRng,
) -> Result<String, String> {
    let kind = profile.tzpk.kind;
    let mut block = Vec::new();
    for _ in 0..DRAWS {
        let clear = clear_block(profile.pin_block.format, pin, shown, rng)?;
        if shown == Some(Shown::Clear) {
            block = clear;
            if open(profile, tzpk, bound, &block).is_err() {
                break;
            }
            continue;
        }
        let mut under = tzpk.to_vec();
        if shown == Some(Shown::OtherKey) {
            rng.fill_bytes(&mut under);
        }
        let other = BlockContext::Pan(Pan::from_ascii(OTHER_PAN.as_bytes()).map_err(|error| error.to_string())?);
        let bound_to = if shown == Some(Shown::OtherCard) { &other } else { bound };
        block = seal(kind, &under, bound_to, &clear)?;
        let must_not_open = matches!(shown, Some(Shown::OtherKey | Shown::OtherCard));
        // Of the two alphabets of base64 only two signs differ.
        let same = shown == Some(Shown::Text(Odd::Url)) && !Base64::encode_string(&block).contains(['+', '/']);
        if !same && (!must_not_open || open(profile, tzpk, bound, &block).is_err()) {
            break;
        }
    }
    match shown {
        Some(Shown::Short) => drop(block.pop()),
        Some(Shown::Twice) => block = [block.clone(), block].concat(),
        _ => {}
    }
    Ok(match shown {
        Some(Shown::Hex) => hex::encode(block),
        Some(Shown::Text(odd)) => base64_text::odd(&block, odd),
        _ => encode(profile.encoding.pin_block, &block),
    })
}

/// Formats 1 and 4, which no profile of the vectors goes beyond, nibble by nibble.
fn clear_block(format: Format, pin: &str, shown: Option<Shown>, rng: &mut dyn CryptoRng) -> Result<Vec<u8>, String> {
    let (control, fixed, whole) = match format {
        Format::Iso1 => (1, None, 16),
        Format::Iso4 => (4, Some(0xa), 32),
        other => return Err(format!("no session of the vectors is of format {}", other.name())),
    };
    let mut digits: Vec<u8> = pin.bytes().map(|byte| byte.wrapping_sub(b'0')).collect();
    let mut length = u8::try_from(digits.len()).unwrap_or_default();
    let mut control = control;
    match shown {
        Some(Shown::Control(other)) => control = other,
        Some(Shown::Length(other)) => length = other,
        Some(Shown::LetterDigit) => digits.iter_mut().rev().take(1).for_each(|digit| *digit = 0xa),
        _ => {}
    }
    let mut nibbles: Vec<u8> = [control, length].into_iter().chain(digits).collect();
    while nibbles.len() < whole {
        let [drawn] = {
            let mut byte = [0];
            rng.fill_bytes(&mut byte);
            byte
        };
        let first_half = nibbles.len() < 16;
        nibbles.push(match (fixed, shown) {
            (Some(_), Some(Shown::WrongFill)) if first_half => 0xf,
            (Some(fixed), _) if first_half => fixed,
            (_, Some(Shown::DigitFill)) => drawn.checked_rem(10).unwrap_or_default(),
            (_, Some(Shown::LetterFill)) => 0xf,
            _ => drawn & 0xf,
        });
    }
    let pairs = nibbles.chunks_exact(2).map(|pair| match pair {
        [high, low] => (high << 4) | low,
        _ => 0,
    });
    Ok(pairs.collect())
}

/// Encrypts whatever it is.
fn seal(kind: TzpkKind, key: &[u8], bound: &BlockContext, clear: &[u8]) -> Result<Vec<u8>, String> {
    match kind {
        TzpkKind::Tdes2 => one::<TdesEde2, U8, 8>(key, clear),
        TzpkKind::Aes128 => {
            let pan_field = match bound {
                BlockContext::Pan(pan) => Iso4PanField::from_pan(pan),
                BlockContext::Token(token) => Iso4PanField::from_token(token),
                BlockContext::NoPan => return Err("format 4 binds a card".to_string()),
            };
            let first = one::<Aes128, U16, 16>(key, clear)?;
            one::<Aes128, U16, 16>(key, &xor(&first, pan_field.expose()))
        }
        other => Err(format!("no session of the vectors has {}", other.name())),
    }
}

fn one<C, S, const N: usize>(key: &[u8], block: &[u8]) -> Result<Vec<u8>, String>
where
    C: KeyInit + BlockCipherEncrypt + BlockSizeUser<BlockSize = S>,
    S: aes::cipher::array::ArraySize<ArrayType<u8> = [u8; N]>,
{
    let cipher = C::new_from_slice(key).map_err(|error| error.to_string())?;
    let bytes: [u8; N] = block.try_into().map_err(|_| "not one block".to_string())?;
    let mut block = Array::<u8, S>::from(bytes);
    cipher.encrypt_block(&mut block);
    Ok(block.to_vec())
}
