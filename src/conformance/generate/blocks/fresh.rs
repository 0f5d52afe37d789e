//! Fresh PIN blocks: every way through the parameters under the TZPKs of the fresh unwraps, clear blocks of every format, and
//! faults beside them.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value, json};

use super::clear::{Clear, must_not_read, with_nibble};
use super::draw::{DIGITS, Draw, LETTERS, NIBBLES};
use super::sealed::NamedKey;
use super::{
    KEY_LENGTH, ONLINE, PAN_DIGITS, PIN_DIGITS, PIN_LENGTHS, WRITTEN, cipher_clause, cipher_oracles, kinds,
    layout_clause, layout_oracles,
};
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::{CaseBuilder, FileBuilder, group};
use crate::conformance::generate::fresh::Fresh;
use crate::conformance::vector::{Case, VectorFile};
use crate::pin_block::Format;

pub(in super::super) fn files(fresh: &Fresh) -> Result<Vec<(String, VectorFile)>, GenerateError> {
    let builder = |op: Op, title: &str| {
        let stem = format!("fresh_{}", op.name().replace('.', "_"));
        FileBuilder::new(stem, op, title)
            .made_by(fresh.source())
            .spec("ISO 9564-1, formats 0 to 4")
    };
    let mut encode = builder(Op::PinBlockEncode, "Fresh: clear PIN blocks");
    let mut decode = builder(Op::PinBlockDecode, "Fresh: reading clear PIN blocks");
    let mut number = 0;
    for format in Format::ALL {
        let shared = || json!({"format": format.name()});
        let comment = format!("Format {}", super::control(format));
        let (made, read) = clear_cases(fresh, format, &mut number)?;
        encode = encode.group(group(format.name(), comment.clone(), None, shared(), made));
        decode = decode.group(group(format.name(), comment, None, shared(), read));
    }
    let mut encrypt = builder(Op::PinBlockEncrypt, "Fresh: encrypted PIN blocks under new keys");
    let mut decrypt = builder(
        Op::PinBlockDecrypt,
        "Fresh: opening encrypted PIN blocks under new keys",
    );
    let mut number = 0;
    for format in ONLINE {
        for kind in kinds(format) {
            let key = NamedKey {
                kind: *kind,
                bytes: fresh.tzpk(*kind).to_vec(),
            };
            let shared = || json!({"format": format.name(), "kind": kind.name()});
            let comment = format!("Format {} under one {kind} key", super::control(format));
            let (made, opened) = sealed_cases(fresh, format, &key, &mut number)?;
            let id = format!("{format}-{kind}");
            encrypt = encrypt.group(group(id.clone(), comment.clone(), None, shared(), made));
            decrypt = decrypt.group(group(id, comment, None, shared(), opened));
        }
    }
    [encode, decode, encrypt, decrypt]
        .into_iter()
        .map(FileBuilder::finish)
        .collect()
}

/// One entry, laid out.
struct Entry {
    format: Format,
    pin: String,
    pan: Option<String>,
    fill: String,
    clear: Clear,
}

impl Entry {
    fn draw(draw: &mut Draw, format: Format, pin_len: usize, pan_len: Option<usize>) -> Result<Self, GenerateError> {
        let pin = draw.text(DIGITS, pin_len);
        let pan = pan_len.map(|length| draw.text(DIGITS, length));
        let alphabet = if format == Format::Iso3 { LETTERS } else { NIBBLES };
        let fill = draw.text(alphabet, format.free_nibbles(pin_len));
        let clear = Clear::new(format, &pin, pan.as_deref(), &fill)?;
        Ok(Self {
            format,
            pin,
            pan,
            fill,
            clear,
        })
    }

    fn comment(&self) -> String {
        let pan = self.pan.as_ref().map(|pan| format!(", PAN of {}", pan.len()));
        format!("PIN of {} digits{}", self.pin.len(), pan.unwrap_or_default())
    }

    fn slug(&self) -> String {
        let pan = self.pan.as_ref().map(|pan| format!("-pan{}", pan.len()));
        format!("{}-pin{}{}", self.format, self.pin.len(), pan.unwrap_or_default())
    }

    /// What a request says of PIN, PAN and fill, with `more` fields.
    fn typed(&self, pin: &str, pan: Option<&str>, more: &[(&str, String)]) -> Value {
        let mut fields = Map::new();
        fields.insert("pin".to_string(), Value::from(pin));
        if let Some(pan) = pan {
            fields.insert("pan".to_string(), Value::from(pan));
        }
        if !self.fill.is_empty() {
            fields.insert("fill".to_string(), Value::from(self.fill.as_str()));
        }
        add(fields, more)
    }

    /// A block to read; the PAN goes along where it has a part in it.
    fn sent(&self, name: &str, block: &[u8], pan: Option<&str>, more: &[(&str, String)]) -> Value {
        let mut fields = Map::new();
        fields.insert(name.to_string(), Value::from(hex::encode(block)));
        if let Some(pan) = pan {
            fields.insert("pan".to_string(), Value::from(pan));
        }
        add(fields, more)
    }

    /// The clear PIN field, the control nibble or a digit of the PIN turned into what cannot be there.
    fn spoiled(&self, turn: usize) -> Result<(&'static str, &'static str, Clear), GenerateError> {
        let field = hex::encode(&self.clear.pin_field);
        let (what, flag, field) = if turn.is_multiple_of(2) {
            let place = 2_usize.saturating_add(turn.checked_rem(self.pin.len()).unwrap_or_default());
            ("letter", "LetterInPin", with_nibble(&field, place, 'c'))
        } else {
            ("control", "ControlNibble", with_nibble(&field, 0, '9'))
        };
        Ok((what, flag, self.clear.with_pin_field(&field)?))
    }
}

fn add(mut fields: Map<String, Value>, more: &[(&str, String)]) -> Value {
    for (name, value) in more {
        fields.insert((*name).to_string(), Value::from(value.as_str()));
    }
    Value::Object(fields)
}

/// The length of a drawn PAN, where the format binds one: all come up.
fn pan_len(format: Format, turn: usize) -> Option<usize> {
    let (shortest, lengths) = if format == Format::Iso4 { (1_usize, 19) } else { (13, 7) };
    let more = turn.checked_rem(lengths).unwrap_or_default();
    format.wants_pan().then(|| shortest.saturating_add(more))
}

/// Clear blocks of each PIN length, made and read, with faults beside some.
fn clear_cases(fresh: &Fresh, format: Format, number: &mut usize) -> Result<(Vec<Case>, Vec<Case>), GenerateError> {
    let mut draw = Draw::new(&fresh.place(&format!("clear {format}")));
    let (mut made, mut read) = (Vec::new(), Vec::new());
    for (place, length) in PIN_LENGTHS.enumerate() {
        let turn = place.saturating_mul(2).saturating_add(fresh.turn(format.name()));
        let entry = Entry::draw(&mut draw, format, length, pan_len(format, turn))?;
        let id = numbered(number, &entry.slug());
        let case = CaseBuilder::new(
            &*id,
            entry.comment(),
            entry.typed(&entry.pin, entry.pan.as_deref(), &[]),
        );
        made.push(good(case.accept(entry.clear.output(format)), &entry, &id, true));
        let name = if format == Format::Iso4 { "pin_field" } else { "block" };
        // The PAN has no part in a clear PIN field of format 4.
        let pan = entry.pan.as_deref().filter(|_| format != Format::Iso4);
        let block = entry.clear.block(format);
        let case = CaseBuilder::new(&*id, entry.comment(), entry.sent(name, &block, pan, &[]));
        read.push(good(case.accept(json!({"pin": entry.pin})), &entry, &id, false));
        if turn.is_multiple_of(3) {
            made.extend(refused_entries(&entry, &id, &[], number));
            let (what, flag, clear) = entry.spoiled(turn)?;
            let block = clear.block(format);
            let bad = numbered(number, what);
            must_not_read(format, &block, pan, &bad)?;
            let case = CaseBuilder::new(
                &*bad,
                format!("the block of {id} with one wrong nibble"),
                entry.sent(name, &block, pan, &[]),
            )
            .reject(RejectClass::BlockInvalid, id)
            .flag(flag)
            .requirement(layout_clause(format))
            .reason(format!("boundary:{bad}"));
            read.push(case.agreed(WRITTEN).finish());
        }
    }
    Ok((made, read))
}

fn numbered(number: &mut usize, slug: &str) -> String {
    let id = format!("{number:03}-{slug}");
    *number = number.saturating_add(1);
    id
}

fn good(case: CaseBuilder, entry: &Entry, id: &str, whole: bool) -> Case {
    let case = if whole && entry.format != Format::Iso4 {
        entry.clear.steps(entry.format, case)
    } else if whole {
        entry.clear.field_steps(case)
    } else if entry.format == Format::Iso4 {
        case.step("pin_field", &entry.clear.pin_field)
    } else {
        entry.clear.field_steps(case)
    };
    case.requirement(layout_clause(entry.format))
        .reason(format!("cell:{id}"))
        .agreed(layout_oracles(entry.format))
        .finish()
}

/// The same entry with a letter in the PIN, a digit too few, or a PAN that is too long.
fn refused_entries(entry: &Entry, sibling: &str, more: &[(&str, String)], number: &mut usize) -> Vec<Case> {
    let letter: String = with_nibble(&entry.pin, 1, 'a');
    let short: String = entry.pin.chars().take(3).collect();
    let long = entry.pan.as_ref().map(|pan| format!("{pan:0<20}"));
    let own = entry.pan.as_deref();
    let mut wrong = Vec::from([
        (
            "letter",
            entry.typed(&letter, own, more),
            RejectClass::PinCharset,
            "LetterAsDigit",
            PIN_DIGITS,
        ),
        (
            "short",
            entry.typed(&short, own, more),
            RejectClass::PinLength,
            "PinLength",
            PIN_DIGITS,
        ),
    ]);
    if let Some(long) = &long {
        let input = entry.typed(&entry.pin, Some(long), more);
        wrong.push(("pan20", input, RejectClass::PanLength, "PanLength", PAN_DIGITS));
    }
    wrong
        .into_iter()
        .map(|(what, input, class, flag, clause)| {
            let id = numbered(number, what);
            CaseBuilder::new(&*id, format!("the entry of {sibling} with one fault"), input)
                .reject(class, sibling)
                .flag(flag)
                .requirement(clause)
                .reason(format!("boundary:{id}"))
                .agreed(WRITTEN)
                .finish()
        })
        .collect()
}

/// Every way through the parameters that has this format and key: encrypted, and read back.
fn sealed_cases(
    fresh: &Fresh,
    format: Format,
    key: &NamedKey,
    number: &mut usize,
) -> Result<(Vec<Case>, Vec<Case>), GenerateError> {
    let mut draw = Draw::new(&fresh.place(&format!("sealed {format} {}", key.kind)));
    let rows = fresh
        .rows
        .iter()
        .filter(|row| row.format == format && row.kind == key.kind);
    let lengths: BTreeSet<(usize, Option<usize>)> = rows.map(|row| (row.pin_len, row.pan_len)).collect();
    let more = [("key", key.text())];
    let (mut made, mut opened) = (Vec::new(), Vec::new());
    for (pin_len, pan_len) in lengths {
        let entry = Entry::draw(&mut draw, format, pin_len, pan_len)?;
        let id = numbered(number, &format!("{}-{}", entry.slug(), key.kind));
        let encrypted = key.seal(format, &entry.clear)?;
        let steps = |case: CaseBuilder| {
            key.steps(format, &entry.clear, case)
                .requirement(cipher_clause(format))
                .reason(format!("cell:{id}"))
                .agreed(cipher_oracles(format))
                .finish()
        };
        let input = entry.typed(&entry.pin, entry.pan.as_deref(), &more);
        let case = CaseBuilder::new(&*id, entry.comment(), input);
        made.push(steps(case.accept(json!({"encrypted": hex::encode(&encrypted)}))));
        let pan = entry.pan.as_deref();
        let sent = |block: &[u8], key: &str| entry.sent("encrypted", block, pan, &[("key", key.to_string())]);
        let case = CaseBuilder::new(&*id, entry.comment(), sent(&encrypted, &key.text()));
        opened.push(steps(case.accept(json!({"pin": entry.pin}))));
        if !number.is_multiple_of(16) {
            continue;
        }
        made.extend(refused_entries(&entry, &id, &more, number));
        let (what, flag, clear) = entry.spoiled(*number)?;
        let spoiled = key.seal(format, &clear)?;
        let bad = numbered(number, what);
        key.must_not_open(format, &spoiled, pan, &bad)?;
        let case = CaseBuilder::new(
            &*bad,
            format!("the block of {id} with one wrong nibble inside"),
            sent(&spoiled, &key.text()),
        )
        .reject(RejectClass::BlockInvalid, id.clone())
        .flag(flag)
        .requirement(layout_clause(format))
        .reason(format!("boundary:{bad}"));
        opened.push(case.agreed(WRITTEN).finish());
        let short: String = key.text().chars().skip(2).collect();
        let bad = numbered(number, "key-short");
        let case = CaseBuilder::new(
            &*bad,
            format!("the block of {id} and its key without the first byte"),
            sent(&encrypted, &short),
        )
        .reject(RejectClass::KeyLength, id.clone())
        .flag("KeyLength")
        .requirement(KEY_LENGTH)
        .reason(format!("boundary:{bad}"));
        opened.push(case.agreed(WRITTEN).finish());
    }
    Ok((made, opened))
}
