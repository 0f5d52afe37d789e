//! Judging a block whose fill the client drew itself: open it, look at the PIN and at what the format fixes.

use alloc::format;
use alloc::string::{String, ToString};

use crate::conformance::clear;
use crate::conformance::client::{Output, RejectClass, Request};
use crate::pan::Pan;
use crate::pin::Pin;
use crate::pin_block::Iso4PanField;

pub(super) fn judge(request: &Request, output: &Output) -> Result<(), String> {
    let (typed, opened) = match (request, output) {
        (Request::PinBlockEncode { format, pin, pan, .. }, Output::Block(block)) => {
            (pin, clear::decode(*format, &bytes(&block.block)?, pan.as_deref()))
        }
        (Request::PinBlockEncode { format, pin, pan, .. }, Output::Fields(fields)) => {
            if fields.pan_field != pan_field(pan.as_deref())? {
                return Err("the PAN field is wrong".to_string());
            }
            (pin, clear::decode(*format, &bytes(&fields.pin_field)?, pan.as_deref()))
        }
        (
            Request::PinBlockEncrypt {
                format,
                kind,
                key,
                pin,
                pan,
                ..
            },
            Output::Encrypted(block),
        ) => {
            let key = clear::block_key(*format, *kind, &bytes(key)?).map_err(|class| class.to_string())?;
            (
                pin,
                clear::decrypt(*format, &key, &bytes(&block.encrypted)?, pan.as_deref()),
            )
        }
        _ => return Err("this judge is for blocks that are built".to_string()),
    };
    let opened = opened.map_err(unopened)?;
    let typed = Pin::from_ascii(typed.as_bytes()).map_err(|error| error.to_string())?;
    if bool::from(opened.ct_eq(&typed)) {
        Ok(())
    } else {
        Err("the block opens to another PIN".to_string())
    }
}

fn unopened(class: RejectClass) -> String {
    match class {
        RejectClass::BlockLength => "the block has the wrong number of bytes".to_string(),
        class => format!("the block does not open ({class}): control, length, digit or fill is wrong"),
    }
}

fn bytes(hex: &str) -> Result<alloc::vec::Vec<u8>, String> {
    hex::decode(hex).map_err(|_| "not hex".to_string())
}

fn pan_field(pan: Option<&str>) -> Result<String, String> {
    let pan = pan.ok_or("no PAN")?;
    let pan = Pan::from_ascii(pan.as_bytes()).map_err(|error| error.to_string())?;
    Ok(hex::encode(Iso4PanField::from_pan(&pan).expose()))
}
