//! `pin_block.encrypt`, a file for each format that goes on line.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value, json};

use super::clear::Clear;
use super::draw::{Draw, LETTERS, NIBBLES};
use super::online::{self, drawn_key, kinds, pan};
use super::sealed::NamedKey;
use super::{COMBINATION, ONLINE, PIN_LENGTHS, WRITTEN, cipher_clause, cipher_oracles, control, kills, layout_clause};
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::{CaseBuilder, FileBuilder, group};
use crate::conformance::vector::{Case, Judge, VectorFile};
use crate::pin_block::Format;

mod entries;

pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    ONLINE.into_iter().map(file).collect()
}

fn stem(format: Format) -> String {
    format!("pin_block_encrypt_{format}")
}

fn file(format: Format) -> Result<(String, VectorFile), GenerateError> {
    let name = control(format);
    let mut file = FileBuilder::new(
        stem(format),
        Op::PinBlockEncrypt,
        format!("Encrypted PIN blocks, ISO 9564-1, format {name}"),
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
    let request = Request {
        pin: "1234",
        pan: pan(format),
        fill: given_fill(format),
    };
    file.group(group(
        "keys",
        "One PIN block under keys that differ in one thing",
        None,
        with_format(format, request.fields()),
        keys(format, request)?,
    ))
    .group(group(
        "combinations",
        "Formats and kinds of key that do not go together",
        None,
        combinations_shared(format),
        combinations(format)?,
    ))
    .group(group(
        "entries",
        "PIN entries and PANs that are none",
        None,
        json!({"format": format.name()}),
        entries::cases(format)?,
    ))
    .finish()
}

/// Fill of a PIN of four digits, without any structure.
fn given_fill(format: Format) -> Option<&'static str> {
    match format {
        Format::Iso1 => Some("5b0e93c7d1"),
        Format::Iso3 => Some("beadfacedc"),
        Format::Iso4 => Some("0f1e2d3c4b5a6978"),
        _ => None,
    }
}

#[derive(Clone, Copy)]
struct Request<'a> {
    pin: &'a str,
    pan: Option<&'a str>,
    fill: Option<&'a str>,
}

impl Request<'_> {
    fn fields(&self) -> Map<String, Value> {
        [("pin", Some(self.pin)), ("pan", self.pan), ("fill", self.fill)]
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_string(), Value::from(value?))))
            .collect()
    }
}

fn with_format(format: Format, mut fields: Map<String, Value>) -> Value {
    fields.insert("format".to_string(), Value::from(format.name()));
    Value::Object(fields)
}

/// A case that has one right answer. `input` is what the group does not share.
fn accepted(
    format: Format,
    id: String,
    comment: String,
    key: &NamedKey,
    request: Request<'_>,
    input: Value,
) -> Result<CaseBuilder, GenerateError> {
    let clear = Clear::new(format, request.pin, request.pan, request.fill.unwrap_or_default())?;
    let encrypted = hex::encode(key.seal(format, &clear)?);
    let case = CaseBuilder::new(id, comment, input).accept(json!({ "encrypted": encrypted }));
    Ok(key
        .steps(format, &clear, case)
        .requirement(layout_clause(format))
        .requirement(cipher_clause(format))
        .agreed(cipher_oracles(format)))
}

fn opened(format: Format, id: String, comment: String, input: Value) -> CaseBuilder {
    CaseBuilder::new(id, comment, input)
        .judged(Judge::Opens)
        .requirement(layout_clause(format))
        .requirement(cipher_clause(format))
        .agreed(cipher_oracles(format))
}

fn lengths(format: Format, key: &NamedKey) -> Result<Vec<Case>, GenerateError> {
    let kind = key.kind;
    let mut draw = Draw::new(&format!("{}/{kind}/lengths", stem(format)));
    let alphabet = if format == Format::Iso3 { LETTERS } else { NIBBLES };
    let mut cases = Vec::new();
    for (turn, length) in PIN_LENGTHS.enumerate() {
        let pin = draw.pin(length, turn);
        let pan_length = 13usize.saturating_add(turn.checked_rem(7).unwrap_or(0));
        let pan = draw.pan(pan_length, turn);
        let pan = format.wants_pan().then_some(pan.as_str());
        let fill = draw.text(alphabet, format.free_nibbles(length));
        let request = Request {
            pin: &pin,
            pan,
            fill: (!fill.is_empty()).then_some(fill.as_str()),
        };
        let input = Value::Object(request.fields());
        let comment = match pan {
            Some(pan) => format!("PIN of {length} digits, PAN of {}", pan.len()),
            None => format!("PIN of {length} digits"),
        };
        let case = accepted(format, format!("{kind}-pin{length}"), comment, key, request, input)?
            .reason(format!("cell:{kind}-pin{length}"));
        let case = match format {
            Format::Iso4 => kills(case, &["D29"]),
            _ => kills(case, &["C06"]),
        };
        cases.push(case.finish());
    }
    if format.free_nibbles(4) > 0 {
        for length in [4, 6, 12] {
            let pin = draw.pin(length, length);
            let request = Request {
                pin: &pin,
                pan: pan(format),
                fill: None,
            };
            let comment = format!("PIN of {length} digits; the client draws the fill and the kit opens the block");
            let case = opened(
                format,
                format!("{kind}-pin{length}-free"),
                comment,
                Value::Object(request.fields()),
            );
            cases.push(
                case.reason(format!("cell:{kind}-pin{length}-free"))
                    .flag("FreeFill")
                    .finish(),
            );
        }
    }
    Ok(cases)
}

/// `kind` and `key`, which the group `keys` does not share.
fn key_fields(key: &NamedKey) -> Value {
    json!({"kind": key.kind.name(), "key": key.text()})
}

fn keys(format: Format, request: Request<'_>) -> Result<Vec<Case>, GenerateError> {
    let mut cases = Vec::new();
    for good in online::good_keys(format)? {
        let case = accepted(
            format,
            good.id.to_string(),
            good.comment.to_string(),
            &good.key,
            request,
            key_fields(&good.key),
        )?;
        let case = kills(case, good.mutants);
        let case = good.flag.iter().fold(case, |case, flag| case.flag(flag));
        cases.push(
            good.sibling
                .iter()
                .fold(case, |case, sibling| case.sibling(*sibling))
                .finish(),
        );
    }
    let bad = online::keys_of_wrong_length(format)
        .into_iter()
        .chain(online::weak_keys(format)?);
    cases.extend(bad.map(|bad| {
        let input = key_fields(&bad.key);
        bad.refused(input)
    }));
    Ok(cases)
}

/// The PIN of the group of combinations.
const COMBINED: &str = "7391";

/// What that group shares. The fill is free, because it would not fit another format.
fn combinations_shared(format: Format) -> Value {
    Value::Object(
        Request {
            pin: COMBINED,
            pan: pan(format),
            fill: None,
        }
        .fields(),
    )
}

fn combinations(format: Format) -> Result<Vec<Case>, GenerateError> {
    let fields = |format: Format, kind: crate::tzpk::TzpkKind, key: &NamedKey| json!({"format": format.name(), "kind": kind.name(), "key": key.text()});
    let mut cases = Vec::new();
    for key in online::good_kinds(format)? {
        let id = format!("{format}-under-{}", key.kind);
        let comment = "The combination that the others of this group stand beside".to_string();
        let input = fields(format, key.kind, &key);
        let request = Request {
            pin: COMBINED,
            pan: pan(format),
            fill: None,
        };
        let case = if format.free_nibbles(4) == 0 {
            accepted(format, id, comment, &key, request, input)?
        } else {
            opened(format, id, comment, input)
        };
        cases.push(case.reason(format!("cell:{format}-{}", key.kind)).finish());
    }
    for wrong in online::combinations(format) {
        let key = online::key_of_textbook(wrong.good)?;
        let comment = format!("Format {} under {}", control(wrong.format), wrong.kind);
        let case = CaseBuilder::new(wrong.id, comment, fields(wrong.format, wrong.kind, &key))
            .reject(RejectClass::Message, format!("{format}-under-{}", wrong.good))
            .requirement(COMBINATION)
            .reason(wrong.mutant)
            .flag(wrong.flag)
            .agreed(WRITTEN);
        cases.push(case.finish());
    }
    Ok(cases)
}
