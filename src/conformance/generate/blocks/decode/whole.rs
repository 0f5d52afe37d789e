//! Blocks that are wrong as a whole: another format's, another length.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::super::clear::{Clear, must_not_read};
use super::super::draw::repeat;
use super::super::{layout_clause, layout_oracles};
use super::{Base, input};
use crate::conformance::client::RejectClass;
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::{CaseBuilder, at};
use crate::conformance::vector::Case;
use crate::pin_block::Format;

pub(super) fn cases(base: &Base) -> Result<Vec<Case>, GenerateError> {
    let mut cases = Vec::from([base
        .accepted("plain", "The blocks of this group stand beside it")
        .reason("boundary:plain")
        .finish()]);
    cases.extend(other_formats(base)?);
    cases.extend(constants(base)?);
    if base.pan.is_some() {
        cases.push(
            refused(
                base,
                "pin-field",
                "The PIN field without the PAN",
                &base.clear.pin_field,
            )?
            .reason("mutant:D12")
            .flag("PinXorPan")
            .finish(),
        );
    }
    cases.extend(lengths(base));
    Ok(cases)
}

fn refused(base: &Base, id: &str, comment: &str, block: &[u8]) -> Result<CaseBuilder, GenerateError> {
    must_not_read(base.format, block, base.pan, id)?;
    Ok(CaseBuilder::new(id, comment, input(base.format, block, None))
        .reject(RejectClass::BlockInvalid, "plain")
        .requirement(layout_clause(base.format))
        .agreed(layout_oracles(base.format)))
}

/// The same PIN in each other format, cut or filled up to the length of this one.
fn other_formats(base: &Base) -> Result<Vec<Case>, GenerateError> {
    let fill = "bdface";
    Format::ALL
        .into_iter()
        .filter(|format| *format != base.format)
        .map(|format| {
            let fill: String = fill.chars().cycle().take(format.free_nibbles(base.pin.len())).collect();
            let other = Clear::new(format, base.pin, Some(super::BASE_PAN), &fill)?;
            let padding = repeat("00", base.format.block_len().saturating_sub(format.block_len()));
            let block = format!("{}{padding}", hex::encode(other.block(format)));
            let block: String = block.chars().take(base.format.block_len().saturating_mul(2)).collect();
            let block = hex::decode(block).map_err(at("other format"))?;
            let comment = format!("The same PIN as a block of format {}", super::control(format));
            let case = refused(base, &format!("block-of-{format}"), &comment, &block)?;
            Ok(case
                .reason(format!("boundary:block-of-{format}"))
                .flag("ControlNibble")
                .finish())
        })
        .collect()
}

fn constants(base: &Base) -> Result<[Case; 2], GenerateError> {
    let length = base.format.block_len();
    let all = |id, value, comment| {
        let block: Vec<u8> = core::iter::repeat_n(value, length).collect();
        Ok(refused(base, id, comment, &block)?
            .reason(format!("boundary:{id}"))
            .flag("LengthNibble")
            .finish())
    };
    Ok([
        all("all-zero", 0x00, "A block of zeros, never filled in")?,
        all("all-ff", 0xff, "A block of ff")?,
    ])
}

fn lengths(base: &Base) -> Vec<Case> {
    let good = base.block();
    let lengths: &[usize] = if base.format == Format::Iso4 {
        &[0, 8, 15, 17, 32]
    } else {
        &[0, 4, 7, 9, 16]
    };
    lengths
        .iter()
        .map(|length| {
            let block: Vec<u8> = good.iter().copied().cycle().take(*length).collect();
            CaseBuilder::new(
                format!("block-of-{length}-bytes"),
                format!("{length} bytes, the good block cut or going on"),
                input(base.format, &block, None),
            )
            .reject(RejectClass::BlockLength, "plain")
            .requirement(layout_clause(base.format))
            .reason(format!("boundary:block-length-{length}"))
            .flag("BlockLength")
            .agreed(layout_oracles(base.format))
            .finish()
        })
        .collect()
}
