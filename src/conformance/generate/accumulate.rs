//! `accumulate_*.json`: thousands and a million inputs of one seed, a file for each format.
//!
//! A million inputs take longer than a test may. Their digests are taken over from the file that is there, where that asks
//! the same, and computed where it does not or when that is asked for; `pinproof --deep` and the oracles hold them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value, json};

use super::GenerateError;
use super::blocks::draw::{Draw, NIBBLES};
use super::blocks::{WRITTEN, control, kinds, layout_clause};
use super::build::{CaseBuilder, FileBuilder, at, group};
use super::fresh::Fresh;
use crate::conformance::client::{Answer, Client as _, Op, Output, Prompt, Reference, Request};
use crate::conformance::vector::{Case, EMBEDDED, Group, VectorFile};
use crate::pin_block::Format;
use crate::tzpk::TzpkKind;

const DERIVATION: &str = "vectors/PROTOCOL.md, accumulate";

/// `pinproof`.
const SEED: &str = "70696e70726f6f66";

/// Number of inputs, a digest after every so many, whether only the long form of a run asks it.
const LENGTHS: [(u64, u64, bool); 2] = [(10_000, 1_000, false), (1_000_000, 50_000, true)];

/// What the digests of a million inputs come from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Long {
    /// The file that is there.
    Kept,
    /// All inputs.
    Computed,
}

/// Inputs of a fresh case.
const FRESH: (u64, u64, bool) = (500, 50, false);

/// The same formats and kinds of key from a drawn seed, in one file.
pub(super) fn fresh(fresh: &Fresh) -> Result<[(String, VectorFile); 1], GenerateError> {
    let mut draw = Draw::new(&fresh.place("accumulate"));
    let mut file = FileBuilder::new("fresh_accumulate", Op::Accumulate, "Fresh: hundreds of PIN blocks")
        .made_by(fresh.source())
        .spec(DERIVATION);
    let seed = draw.text(NIBBLES, 16);
    for (number, set) in sets().into_iter().enumerate() {
        let key = set.kind.map(|kind| hex::encode(fresh.tzpk(kind)));
        let id = format!("{number:03}-{}-{}", set.format, set.what());
        file = file.group(set.group(&id, &id, &seed, key, &[FRESH]));
    }
    let mut files = [file.finish()?];
    fill_in(&mut files, Long::Computed)?;
    Ok(files)
}

pub(super) fn files(long: Long) -> Result<Vec<(String, VectorFile)>, GenerateError> {
    let mut files: Vec<(String, VectorFile)> = Format::ALL.into_iter().map(file).collect::<Result<_, _>>()?;
    fill_in(&mut files, long)?;
    Ok(files)
}

/// What one group accumulates: clear blocks, or those under one kind of key.
struct Set {
    format: Format,
    kind: Option<TzpkKind>,
}

/// All of them.
fn sets() -> Vec<Set> {
    let of = |format: Format| {
        let under = kinds(format).iter().map(|kind| Some(*kind));
        core::iter::once(None)
            .chain(under)
            .map(move |kind| Set { format, kind })
    };
    Format::ALL.into_iter().flat_map(of).collect()
}

impl Set {
    fn what(&self) -> String {
        self.kind
            .map_or_else(|| "encode".to_string(), |kind| format!("encrypt-{kind}"))
    }

    /// Cases of these lengths whose ids begin with `name`, without outputs.
    fn group(&self, id: &str, name: &str, seed: &str, key: Option<String>, lengths: &[(u64, u64, bool)]) -> Group {
        let format = self.format.name();
        let (of, params, comment, agreed): (_, _, _, &[&str]) = match (self.kind, key) {
            (Some(kind), Some(key)) => (
                Op::PinBlockEncrypt,
                json!({"format": format, "kind": kind.name(), "key": key}),
                format!("blocks of format {} under one {kind} key", control(self.format)),
                &["py-cryptography", "java-jca", "py-written", "java-written"],
            ),
            _ => (
                Op::PinBlockEncode,
                json!({ "format": format }),
                format!("clear blocks of format {}", control(self.format)),
                WRITTEN,
            ),
        };
        let case = |(count, checkpoint, deep): &(u64, u64, bool)| {
            let id = format!("{name}-{count}");
            let input = json!({"count": count, "checkpoint": checkpoint});
            CaseBuilder::new(id.clone(), format!("{count} {comment}"), input)
                .requirement(DERIVATION)
                .flag("ManyInputs")
                .reason(format!("cell:{id}"))
                .deep(*deep)
                .agreed(agreed)
                .finish()
        };
        let shared = json!({"of": of.name(), "seed": seed, "params": params});
        group(id, comment.clone(), None, shared, lengths.iter().map(case).collect())
    }
}

fn file(format: Format) -> Result<(String, VectorFile), GenerateError> {
    let stem = format!("accumulate_{format}");
    let title = format!("Thousands of PIN blocks, ISO 9564-1, format {}", control(format));
    let mut file = FileBuilder::new(stem.clone(), Op::Accumulate, title)
        .param("format", format.name())
        .spec(DERIVATION)
        .spec(layout_clause(format));
    for set in sets().into_iter().filter(|set| set.format == format) {
        let drawn = |kind| hex::encode(Draw::new(&format!("{stem}/{kind}")).key(kind));
        let what = set.what();
        file = file.group(set.group(&what, &what, SEED, set.kind.map(drawn), &LENGTHS));
    }
    file.finish()
}

/// Puts the digests in, several at a time: they are all of the work.
fn fill_in(files: &mut [(String, VectorFile)], long: Long) -> Result<(), GenerateError> {
    let mut places = Vec::new();
    let mut prompts = Vec::new();
    for (stem, file) in files {
        let before = embedded(stem);
        for group in &mut file.groups {
            let shared = group.shared.clone();
            for case in &mut group.cases {
                let kept = before.as_ref().filter(|_| case.deep && long == Long::Kept);
                if let Some(output) = kept.and_then(|file| digest_of(file, &shared, case)) {
                    case.output = Some(output);
                    continue;
                }
                prompts.push(Prompt {
                    case: None,
                    request: request(&shared, case)?,
                });
                places.push(case);
            }
        }
    }
    let mut broken = Vec::new();
    Reference::new().answer_all(&prompts, &mut |index, timed| {
        let Some(case) = places.get_mut(index) else { return };
        match timed.answer {
            Ok(Answer::Ok(output @ Output::Digest(_))) => case.output = serde_json::to_value(output).ok(),
            _ => broken.push(case.id.to_string()),
        }
    });
    match broken.first() {
        Some(id) => Err(at(id)("the reference does not accumulate it")),
        None => Ok(()),
    }
}

fn request(shared: &Map<String, Value>, case: &Case) -> Result<Request, GenerateError> {
    let op = [("op".to_string(), Value::from(Op::Accumulate.name()))];
    let fields = shared
        .iter()
        .chain(&case.input)
        .map(|(name, value)| (name.clone(), value.clone()));
    serde_json::from_value(Value::Object(op.into_iter().chain(fields).collect())).map_err(at(&case.id))
}

fn embedded(stem: &str) -> Option<VectorFile> {
    let (_, text) = EMBEDDED.iter().find(|(own, _)| *own == stem)?;
    serde_json::from_str(text).ok()
}

/// The output of the case that asks the same.
fn digest_of(file: &VectorFile, shared: &Map<String, Value>, case: &Case) -> Option<Value> {
    let groups = file.groups.iter().filter(|group| group.shared == *shared);
    let mut cases = groups.flat_map(|group| &group.cases);
    cases.find(|own| own.input == case.input)?.output.clone()
}
