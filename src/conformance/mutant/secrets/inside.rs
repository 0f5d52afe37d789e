//! What a request and its answer hold that nobody else may see.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_core::CryptoRng;

use crate::conformance::clear::{self, Clear, Wanted};
use crate::conformance::client::{Answer, Output, PrivateKeySource, Request};

/// The PIN as typed, or as read from a block.
pub(super) fn pin(request: &Request, answer: &Answer) -> Option<String> {
    match (request, answer) {
        (
            Request::PinBlockEncode { pin, .. } | Request::PinBlockEncrypt { pin, .. } | Request::PinCheck { pin, .. },
            _,
        ) => Some(pin.clone()),
        (_, Answer::Ok(Output::Pin(pin))) => Some(pin.pin.clone()),
        _ => None,
    }
}

/// The PAN.
pub(super) fn pan(request: &Request) -> Option<String> {
    match request {
        Request::PinBlockEncode { pan, .. }
        | Request::PinBlockDecode { pan, .. }
        | Request::PinBlockEncrypt { pan, .. }
        | Request::PinBlockDecrypt { pan, .. } => pan.clone(),
        Request::PinCheck { facts, .. } => facts.as_ref()?.pan.clone(),
        _ => None,
    }
}

/// The key of the request, or the one that was unwrapped.
pub(super) fn key(request: &Request, answer: &Answer) -> Option<Vec<u8>> {
    let text = match (request, answer) {
        (
            Request::TzpkCheckValue { key, .. }
            | Request::PinBlockEncrypt { key, .. }
            | Request::PinBlockDecrypt { key, .. },
            _,
        ) => key,
        (_, Answer::Ok(Output::Unwrapped(unwrapped))) => unwrapped.tzpk.as_ref()?,
        _ => return None,
    };
    hex::decode(text).ok()
}

/// The private key, DER.
pub(super) fn private_key(request: &Request) -> Option<Vec<u8>> {
    match request {
        Request::TzpkUnwrap {
            key: PrivateKeySource::Pkcs8 { pkcs8 },
            ..
        } => hex::decode(pkcs8).ok(),
        _ => None,
    }
}

/// The clear block, or format 4's PIN field.
pub(super) fn clear_block(request: &Request, rng: &mut dyn CryptoRng) -> Option<Vec<u8>> {
    match request {
        Request::PinBlockEncode { format, pin, pan, fill }
        | Request::PinBlockEncrypt {
            format, pin, pan, fill, ..
        } => {
            let wanted = Wanted {
                format: *format,
                pin,
                pan: pan.as_deref(),
                fill: fill.as_deref(),
            };
            Some(match wanted.encode(rng).ok()? {
                Clear::Iso0(block) => block.expose().to_vec(),
                Clear::Iso1(block) => block.expose().to_vec(),
                Clear::Iso2(block) => block.expose().to_vec(),
                Clear::Iso3(block) => block.expose().to_vec(),
                Clear::Iso4(field, _) => field.expose().to_vec(),
            })
        }
        Request::PinBlockDecode { block, pin_field, .. } => {
            hex::decode(block.as_deref().or(pin_field.as_deref())?).ok()
        }
        Request::PinBlockDecrypt {
            format,
            kind,
            key,
            encrypted,
            pan,
        } => {
            let key = clear::block_key(*format, *kind, &hex::decode(key).ok()?).ok()?;
            let opened = clear::open(*format, &key, &hex::decode(encrypted).ok()?, pan.as_deref()).ok()?;
            Some(opened.expose().to_vec())
        }
        _ => None,
    }
}

/// Which part of a block a client looks at first and finds wrong.
pub(super) fn block_fault(request: &Request, rng: &mut dyn CryptoRng) -> Option<String> {
    let (Request::PinBlockDecode { format, .. } | Request::PinBlockDecrypt { format, .. }) = request else {
        return None;
    };
    let block = clear_block(request, rng)?;
    let first = block.first()?;
    let control = format.name().bytes().last()?.checked_sub(b'0')?;
    let fault = if first >> 4 != control {
        "wrong control field"
    } else if !(4..=12).contains(&(first & 0x0f)) {
        "wrong PIN length"
    } else {
        "wrong digit or fill"
    };
    Some(fault.to_owned())
}

/// The first place where PIN and repeat entry differ, from 1.
pub(super) fn mismatch(request: &Request) -> Option<String> {
    let Request::PinCheck {
        pin,
        repeat: Some(repeat),
        ..
    } = request
    else {
        return None;
    };
    let place = pin.chars().zip(repeat.chars()).position(|(one, other)| one != other)?;
    Some(place.saturating_add(1).to_string())
}
