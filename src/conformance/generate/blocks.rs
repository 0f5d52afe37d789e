//! PIN blocks: encode and decode of each format, encrypt and decrypt of those that go on line.

pub(super) mod clear;
mod decode;
mod decrypt;
pub(super) mod draw;
mod encode;
mod encrypt;
pub(super) mod fresh;
mod online;
pub(super) mod sealed;
pub(super) mod typed;

use alloc::string::String;
use alloc::vec::Vec;

pub(super) use self::online::kinds;
use super::GenerateError;
use super::build::CaseBuilder;
use crate::conformance::client::RejectClass;
use crate::conformance::vector::{Case, VectorFile};
use crate::pin_block::Format;

/// The files of all four operations, format by format.
pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    let mut files = Vec::new();
    files.extend(encode::files()?);
    files.extend(decode::files()?);
    files.extend(encrypt::files()?);
    files.extend(decrypt::files()?);
    Ok(files)
}

/// Whether the case fails for something inside its block, which a client must not name.
fn inside_a_block(case: &Case) -> bool {
    case.class == Some(RejectClass::BlockInvalid)
}

/// The formats that go on line, each with the kinds of key that it goes with.
const ONLINE: [Format; 4] = [Format::Iso0, Format::Iso1, Format::Iso3, Format::Iso4];

/// PIN lengths that ISO 9564-1 allows.
const PIN_LENGTHS: core::ops::RangeInclusive<usize> = 4..=12;

/// PAN lengths that formats 0 and 3 are defined for.
const PAN_LENGTHS: core::ops::RangeInclusive<usize> = 13..=19;

/// A PAN of a test card, with a right check digit.
const TEST_PAN: &str = "4111111111111111";

/// Oracles that say something about every case.
pub(super) const WRITTEN: &[&str] = &["py-written", "java-written"];

/// Oracles of a clear block: psec, where it has the format.
pub(super) fn layout_oracles(format: Format) -> &'static [&'static str] {
    match format {
        Format::Iso1 => WRITTEN,
        _ => &["py-psec", "py-written", "java-written"],
    }
}

/// Oracles of an encrypted block that a cipher has to run for.
pub(super) fn cipher_oracles(format: Format) -> &'static [&'static str] {
    match format {
        Format::Iso1 => &["py-cryptography", "java-jca", "py-written", "java-written"],
        _ => &["py-cryptography", "java-jca", "py-psec", "py-written", "java-written"],
    }
}

/// The clause that draws the block.
pub(super) fn layout_clause(format: Format) -> &'static str {
    match format {
        Format::Iso0 => {
            "ISO 9564-1, format 0: 0, length, PIN, fill F; exclusive-or 0000 and the 12 rightmost PAN digits without the check digit"
        }
        Format::Iso1 => "ISO 9564-1, format 1: 1, length, PIN, any fill; no PAN",
        Format::Iso2 => "ISO 9564-1, format 2: 2, length, PIN, fill F; no PAN",
        Format::Iso3 => {
            "ISO 9564-1, format 3: 3, length, PIN, fill A to F; exclusive-or 0000 and the 12 rightmost PAN digits without the check digit"
        }
        Format::Iso4 => {
            "ISO 9564-1, format 4: PIN field 4, length, PIN, fill A, 64 random bits; PAN field PAN length less 12, PAN, zeros"
        }
    }
}

/// How the block is encrypted.
pub(super) fn cipher_clause(format: Format) -> &'static str {
    match format {
        Format::Iso4 => "ISO 9564-1, format 4: AES of the PIN field, exclusive-or PAN field, AES again",
        _ => "ISO 9564-1: one block of 8 bytes under TDES, without padding",
    }
}

const PIN_DIGITS: &str = "ISO 9564-1: a PIN is 4 to 12 decimal digits";
const PAN_DIGITS: &str = "ISO 9564-1: the PAN is decimal digits, 13 to 19 in formats 0 and 3, 1 to 19 in format 4";
const KEY_LENGTH: &str = "NIST SP 800-67, FIPS 197: the length of a key is that of its kind";
const COMBINATION: &str = "ISO 9564-1: formats 0, 1 and 3 under TDES, format 4 under AES, format 2 not on line";

/// The number of the format, its control nibble.
pub(super) fn control(format: Format) -> char {
    match format {
        Format::Iso0 => '0',
        Format::Iso1 => '1',
        Format::Iso2 => '2',
        Format::Iso3 => '3',
        Format::Iso4 => '4',
    }
}

/// Adds one `mutant:` reason for each id.
fn kills(case: CaseBuilder, mutants: &[&str]) -> CaseBuilder {
    mutants
        .iter()
        .fold(case, |case, mutant| case.reason(alloc::format!("mutant:{mutant}")))
}
