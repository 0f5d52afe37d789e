//! The form of a public key with its numbers left out: what two key pairs of one client have in common.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

use crate::conformance::mutant::der::{BIT_STRING, INTEGER, Lengths, OCTET_STRING, Reader, SEQUENCE, element};

/// Bytes of the longest number that is told by its value: a public exponent.
const SHORT: usize = 8;

/// Sequences and strings inside each other that are looked into.
const DEEPEST: usize = 8;

/// The form of a public key given in hex.
pub(crate) fn of(spki: &str) -> String {
    let bytes = hex::decode(spki).unwrap_or_default();
    text(&bytes)
        .or_else(|| Form::default().elements(&bytes, DEEPEST))
        .unwrap_or_else(|| format!("{} bytes", bytes.len()))
}

/// Base64, in PEM or by itself, and what is in it.
fn text(bytes: &[u8]) -> Option<String> {
    let text = core::str::from_utf8(bytes).ok()?;
    let (head, body): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with("-----"));
    let inside = Base64::decode_vec(&body.concat()).ok()?;
    let inside = Form::default().elements(&inside, DEEPEST)?;
    Some(format!("text {} {inside}", head.concat()))
}

/// What was met on the way.
#[derive(Default)]
struct Form {
    /// The first long number was there: the modulus. Of what follows in a private key, chance decides the length.
    modulus: bool,
}

impl Form {
    /// A row of DER elements up to the end.
    fn elements(&mut self, bytes: &[u8], depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let mut reader = Reader::new(bytes, Lengths::Definite);
        let mut shapes = Vec::new();
        while !reader.rest().is_empty() {
            let before = reader.rest().len();
            let Some((tag, content)) = reader.next() else {
                if shapes.is_empty() {
                    return None;
                }
                shapes.push(format!("{} more bytes", reader.rest().len()));
                break;
            };
            let taken = before.saturating_sub(reader.rest().len());
            let long = taken != element(tag, content).len();
            let form = if long { " in a long form" } else { "" };
            shapes.push(format!("{}{form}", self.one(tag, content, depth)));
        }
        Some(shapes.join(", "))
    }

    fn one(&mut self, tag: u8, content: &[u8], depth: usize) -> String {
        let inside = match tag {
            SEQUENCE | OCTET_STRING => self.elements(content, depth),
            BIT_STRING => content
                .split_first()
                .and_then(|(_, inside)| self.elements(inside, depth)),
            _ => None,
        };
        match (tag, inside) {
            (_, Some(inside)) => format!("{tag:02x}({inside})"),
            (INTEGER, _) if content.len() > SHORT => self.number(content),
            _ if content.len() > SHORT.saturating_mul(4) => format!("{tag:02x} of {} bytes", content.len()),
            _ => format!("{tag:02x} {}", hex::encode(content)),
        }
    }

    fn number(&mut self, content: &[u8]) -> String {
        if core::mem::replace(&mut self.modulus, true) {
            return "number".to_string();
        }
        let zeros = content.iter().take_while(|byte| **byte == 0).count();
        let top = content.get(zeros).copied().unwrap_or_default();
        let unused = usize::try_from(top.leading_zeros()).unwrap_or_default();
        let bytes = content.len().saturating_sub(zeros);
        let bits = bytes.saturating_mul(8).saturating_sub(unused);
        let negative = zeros == 0 && unused == 0;
        let sign = if negative { "negative " } else { "" };
        format!("{sign}{zeros} x 00, {bits} bits")
    }
}
