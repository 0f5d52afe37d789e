//! Bytes as text.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

use crate::error::{Error, MessageError};
use crate::pin_block::{EncryptedPinBlock, Format};
use crate::profile::Encoding;

/// Hex is written in upper case, as RFC 4648 has it.
pub(super) fn encode(bytes: &[u8], encoding: Encoding) -> String {
    match encoding {
        Encoding::Base64 => Base64::encode_string(bytes),
        Encoding::Hex => hex::encode_upper(bytes),
    }
}

/// Base64 has to be the one right way to write the bytes; hex may be in either case.
pub(super) fn decode(text: &str, encoding: Encoding) -> Result<Vec<u8>, MessageError> {
    match encoding {
        Encoding::Base64 => Base64::decode_vec(text).map_err(|_| MessageError::Encoding),
        Encoding::Hex => hex::decode(text).map_err(|_| MessageError::Encoding),
    }
}

/// A block in the encoding that the profile names.
pub(super) fn block(text: &str, format: Format, encoding: Encoding) -> Result<EncryptedPinBlock, Error> {
    Ok(EncryptedPinBlock::new(format, &decode(text, encoding)?)?)
}

/// A block in either encoding: the lengths of hex and base64 do not meet. `expected` is for texts of any other length.
pub(super) fn block_by_length(text: &str, format: Format, expected: Encoding) -> Result<EncryptedPinBlock, Error> {
    let bytes = format.block_len();
    let encoding = match text.len() {
        length if length == bytes.saturating_mul(2) => Encoding::Hex,
        length if length == bytes.div_ceil(3).saturating_mul(4) => Encoding::Base64,
        _ => expected,
    };
    block(text, format, encoding)
}
