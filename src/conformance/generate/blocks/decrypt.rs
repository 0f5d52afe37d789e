//! `pin_block.decrypt`, a file for each format that goes on line.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::clear::{Clear, with_nibble};
use super::draw::{Draw, LETTERS, NIBBLES};
use super::online::{self, drawn_key, kinds, pan};
use super::sealed::NamedKey;
use super::{
    COMBINATION, ONLINE, PIN_LENGTHS, WRITTEN, cipher_clause, cipher_oracles, control, inside_a_block, kills,
    layout_clause,
};
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::{CaseBuilder, FileBuilder, at, group};
use crate::conformance::vector::{Case, VectorFile};
use crate::pin_block::Format;
use crate::tzpk::TzpkKind;

pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    ONLINE.into_iter().map(file).collect()
}

fn stem(format: Format) -> String {
    format!("pin_block_decrypt_{format}")
}

fn file(format: Format) -> Result<(String, VectorFile), GenerateError> {
    let name = control(format);
    let mut file = FileBuilder::new(
        stem(format),
        Op::PinBlockDecrypt,
        format!("Opening encrypted PIN blocks, ISO 9564-1, format {name}"),
    )
    .param("format", format.name())
    .spec(&format!("ISO 9564-1, format {name}"))
    .spec(if format == Format::Iso4 {
        "FIPS 197"
    } else {
        "NIST SP 800-67"
    });
    for kind in kinds(format) {
        let key = drawn_key(&stem(format), *kind);
        let shared = json!({"format": format.name(), "kind": kind.name(), "key": key.text()});
        file = file.group(group(
            kind.name(),
            format!("Every PIN length under one {kind} key"),
            None,
            shared,
            lengths(format, &key)?,
        ));
    }
    for kind in kinds(format) {
        let good = Good::new(format, drawn_key(&stem(format), *kind))?;
        let shared = json!({"format": format.name(), "kind": kind.name()});
        let comment = format!("One block under a {kind} key, and what does not open beside it");
        file = file.group(group(
            format!("{kind}-beside"),
            comment,
            None,
            shared,
            faults::cases(&good)?,
        ));
    }
    file.group(group(
        "keys",
        "One PIN under keys that differ in one thing",
        None,
        shared_pan(format, true),
        keys(format)?,
    ))
    .group(group(
        "combinations",
        "Formats and kinds of key that do not go together",
        None,
        shared_pan(format, false),
        combinations(format)?,
    ))
    .indistinguishable(inside_a_block)
    .finish()
}

mod faults;

/// What a group without a common key shares: the format, unless the cases differ in it, and the PAN.
fn shared_pan(format: Format, same_format: bool) -> Value {
    let mut shared = serde_json::Map::new();
    if same_format {
        shared.insert("format".to_string(), Value::from(format.name()));
    }
    if let Some(pan) = pan(format) {
        shared.insert("pan".to_string(), Value::from(pan));
    }
    Value::Object(shared)
}

/// One PIN that goes with all keys of a file.
const PIN: &str = "1234";

/// A block that opens.
struct Good {
    format: Format,
    pin: &'static str,
    key: NamedKey,
    clear: Clear,
    encrypted: Vec<u8>,
}

impl Good {
    fn new(format: Format, key: NamedKey) -> Result<Self, GenerateError> {
        Self::of_pin(format, key, PIN, pan(format))
    }

    fn of_pin(format: Format, key: NamedKey, pin: &'static str, pan: Option<&str>) -> Result<Self, GenerateError> {
        let fill = match format {
            Format::Iso1 => "5b0e93c7d1",
            Format::Iso3 => "beadfacedc",
            Format::Iso4 => "0f1e2d3c4b5a6978",
            _ => "",
        };
        let fill: String = fill.chars().take(format.free_nibbles(pin.len())).collect();
        let clear = Clear::new(format, pin, pan, &fill)?;
        let encrypted = key.seal(format, &clear)?;
        Ok(Self {
            format,
            pin,
            key,
            clear,
            encrypted,
        })
    }

    /// `input` is what the group does not share.
    fn accepted(&self, id: impl Into<String>, comment: impl Into<String>, input: Value) -> CaseBuilder {
        let case = CaseBuilder::new(id, comment, input).accept(json!({ "pin": self.pin }));
        self.key
            .steps(self.format, &self.clear, case)
            .requirement(cipher_clause(self.format))
            .requirement(layout_clause(self.format))
            .agreed(cipher_oracles(self.format))
    }
}

fn lengths(format: Format, key: &NamedKey) -> Result<Vec<Case>, GenerateError> {
    let kind = key.kind;
    let mut draw = Draw::new(&format!("{}/{kind}/lengths", stem(format)));
    let alphabet = if format == Format::Iso3 { LETTERS } else { NIBBLES };
    PIN_LENGTHS
        .enumerate()
        .map(|(turn, length)| {
            let pin = draw.pin(length, turn);
            let pan_length = 13usize.saturating_add(turn.checked_rem(7).unwrap_or(0));
            let pan = draw.pan(pan_length, turn);
            let pan = format.wants_pan().then_some(pan.as_str());
            let fill = draw.text(alphabet, format.free_nibbles(length));
            let clear = Clear::new(format, &pin, pan, &fill)?;
            let encrypted = key.seal(format, &clear)?;
            let id = format!("{kind}-pin{length}");
            if key.open(format, &encrypted, pan).map_err(at(&id))? != pin {
                return Err(at(&id)("the block opens to another PIN"));
            }
            let (input, comment) = match pan {
                Some(pan) => {
                    let comment = format!("PIN of {length} digits, PAN of {}", pan.len());
                    (json!({"encrypted": hex::encode(&encrypted), "pan": pan}), comment)
                }
                None => (
                    json!({"encrypted": hex::encode(&encrypted)}),
                    format!("PIN of {length} digits"),
                ),
            };
            let case = CaseBuilder::new(id, comment, input).accept(json!({ "pin": pin }));
            let case = key
                .steps(format, &clear, case)
                .requirement(cipher_clause(format))
                .requirement(layout_clause(format))
                .reason(format!("cell:{kind}-pin{length}"))
                .agreed(cipher_oracles(format));
            let case = if pin.starts_with('0') {
                kills(case, &["E01"])
            } else {
                case
            };
            Ok(case.finish())
        })
        .collect()
}

fn keys(format: Format) -> Result<Vec<Case>, GenerateError> {
    let fields = |key: &NamedKey, encrypted: &[u8]| json!({"kind": key.kind.name(), "key": key.text(), "encrypted": hex::encode(encrypted)});
    let mut cases = Vec::new();
    for good in online::good_keys(format)? {
        let block = Good::new(format, good.key)?;
        let comment = good.comment.replace("the same block", "it opens the same block");
        let case = block.accepted(good.id, comment, fields(&block.key, &block.encrypted));
        let case = kills(case, good.mutants);
        let case = good.flag.iter().fold(case, |case, flag| case.flag(flag));
        cases.push(
            good.sibling
                .iter()
                .fold(case, |case, sibling| case.sibling(*sibling))
                .finish(),
        );
    }
    for bad in online::keys_of_wrong_length(format)
        .into_iter()
        .chain(online::weak_keys(format)?)
    {
        // The block is that of the good key beside it: only the key differs.
        let good = Good::new(format, online::key_of_textbook(bad.key.kind)?)?;
        let input = fields(&bad.key, &good.encrypted);
        cases.push(bad.refused(input));
    }
    Ok(cases)
}

/// Each stands beside the case of the group `keys` with the same key and block.
fn combinations(format: Format) -> Result<Vec<Case>, GenerateError> {
    let fields = |format: Format, kind: TzpkKind, good: &Good| {
        json!({
            "format": format.name(), "kind": kind.name(), "key": good.key.text(), "encrypted": hex::encode(&good.encrypted),
        })
    };
    let mut cases = Vec::new();
    for wrong in online::combinations(format) {
        let good = Good::new(format, online::key_of_textbook(wrong.good)?)?;
        let comment = format!("Format {} under {}", control(wrong.format), wrong.kind);
        let case = CaseBuilder::new(wrong.id, comment, fields(wrong.format, wrong.kind, &good))
            .reject(RejectClass::Message, online::good_beside(wrong.good))
            .requirement(COMBINATION)
            .reason(wrong.mutant)
            .flag(wrong.flag)
            .agreed(WRITTEN);
        cases.push(case.finish());
    }
    Ok(cases)
}

/// The PIN field of a good block with one nibble replaced.
fn spoiled(good: &Good, position: usize, value: char) -> Result<Clear, GenerateError> {
    good.clear
        .with_pin_field(&with_nibble(&hex::encode(&good.clear.pin_field), position, value))
}
