//! What a client must do for the bugs of blocks to show.

use super::super::catalogue::Need::{self, Format as InFormat, FreeFill, Op};
use crate::conformance::client::Op::{PinBlockDecode, PinBlockDecrypt, PinBlockEncode, PinBlockEncrypt};
use crate::pin_block::Format::{Iso1, Iso2, Iso3, Iso4};

/// Building a block.
pub(crate) const BUILD: &[Need] = &[Op(PinBlockEncode), Op(PinBlockEncrypt)];
/// Building a block of format 3 with fill of one's own.
pub(crate) const BUILD_3_FREE: &[Need] = &[Op(PinBlockEncode), Op(PinBlockEncrypt), InFormat(Iso3), FreeFill];
/// Building a block of format 4.
pub(crate) const BUILD_4: &[Need] = &[Op(PinBlockEncode), Op(PinBlockEncrypt), InFormat(Iso4)];
/// Building a clear block of format 2, which is never encrypted.
pub(crate) const BUILD_2: &[Need] = &[Op(PinBlockEncode), InFormat(Iso2)];
/// Building and opening a block.
pub(crate) const BOTH: &[Need] = &[
    Op(PinBlockEncode),
    Op(PinBlockEncrypt),
    Op(PinBlockDecode),
    Op(PinBlockDecrypt),
];
/// Building and opening a block of format 1.
pub(crate) const BOTH_1: &[Need] = &[
    Op(PinBlockEncode),
    Op(PinBlockEncrypt),
    Op(PinBlockDecode),
    Op(PinBlockDecrypt),
    InFormat(Iso1),
];
/// Building and opening a block of format 4.
pub(crate) const BOTH_4: &[Need] = &[
    Op(PinBlockEncode),
    Op(PinBlockEncrypt),
    Op(PinBlockDecode),
    Op(PinBlockDecrypt),
    InFormat(Iso4),
];
/// Everything that has format 4's PAN field.
pub(crate) const PAN_FIELD_4: &[Need] = &[
    Op(PinBlockEncode),
    Op(PinBlockEncrypt),
    Op(PinBlockDecrypt),
    InFormat(Iso4),
];
/// Opening a block.
pub(crate) const OPEN: &[Need] = &[Op(PinBlockDecode), Op(PinBlockDecrypt)];
/// Opening a block of format 3.
pub(crate) const OPEN_3: &[Need] = &[Op(PinBlockDecode), Op(PinBlockDecrypt), InFormat(Iso3)];
/// Opening a block of format 4.
pub(crate) const OPEN_4: &[Need] = &[Op(PinBlockDecode), Op(PinBlockDecrypt), InFormat(Iso4)];
/// Opening a clear block.
pub(crate) const DECODE: &[Need] = &[Op(PinBlockDecode)];
/// Encrypting.
pub(crate) const ENCRYPT: &[Need] = &[Op(PinBlockEncrypt)];
/// Encrypting and decrypting.
pub(crate) const SEAL: &[Need] = &[Op(PinBlockEncrypt), Op(PinBlockDecrypt)];
/// Encrypting and decrypting in format 4.
pub(crate) const SEAL_4: &[Need] = &[Op(PinBlockEncrypt), Op(PinBlockDecrypt), InFormat(Iso4)];
