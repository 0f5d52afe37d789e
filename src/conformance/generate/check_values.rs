//! `tzpk_key_tdes.json` and `tzpk_key_aes.json`: what makes bytes a key, shown through check values.

mod aes;
pub(super) mod fresh;
mod tdes;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::json;

use super::GenerateError;
use super::build::{CaseBuilder, at};
use crate::conformance::client::RejectClass;
use crate::conformance::vector::{Case, Level, VectorFile};
use crate::tzpk::{CheckMethod, KeyRules, Parity, Tzpk, TzpkKind, WeakKeys};

pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    Ok([tdes::file()?, aes::file()?].into())
}

/// The oracles that have an opinion on the rules of keys.
const WRITTEN: [&str; 2] = ["py-written", "java-written"];

const PROTOCOL: &str = "vectors/PROTOCOL.md, tzpk.check_value";

/// A check value case, its method in the input.
fn case(id: &str, comment: &str, kind: TzpkKind, key: &[u8], method: CheckMethod) -> CaseBuilder {
    let input = json!({"kind": kind.name(), "key": hex::encode(key), "method": method.name()});
    CaseBuilder::new(id, comment, input)
}

/// The accepted case: the check value, and who computes it.
fn computed(
    id: &str,
    comment: &str,
    kind: TzpkKind,
    key: &[u8],
    method: CheckMethod,
) -> Result<CaseBuilder, GenerateError> {
    let rules = KeyRules {
        parity: Parity::Ignore,
        weak: WeakKeys::Refuse,
    };
    let tzpk = Tzpk::new(kind, key, &rules).map_err(at(id))?;
    let check_value = tzpk.check_value(method).map_err(at(id))?;
    let mut case = case(id, comment, kind, key, method)
        .accept(json!({"check_value": check_value.to_string()}))
        .agreed(match method {
            CheckMethod::AesCmac => &["py-cryptography", "java-written"],
            CheckMethod::Tdes | CheckMethod::AesEcb => &["py-cryptography", "java-jca"],
        });
    if kind.is_tdes() {
        case = case.step("expanded_key", &expanded(key));
    }
    Ok(case)
}

/// K1 | K2 becomes K1 | K2 | K1; three keys stay.
fn expanded(key: &[u8]) -> Vec<u8> {
    let first = key.get(..8).unwrap_or_default();
    let again = if key.len() == 16 { first } else { &[] };
    [key, again].concat()
}

/// How much a refusal of a weak key counts. DES keys that do not encrypt are named by the standard; of AES there are none, and
/// equal bytes only show that a key was never filled in.
pub(super) fn weak_level(kind: TzpkKind) -> Level {
    if kind.is_tdes() { Level::Must } else { Level::Should }
}

/// The refused case of a weak key.
fn weak(id: &str, comment: &str, kind: TzpkKind, key: &[u8], method: CheckMethod, sibling: &str) -> CaseBuilder {
    case(id, comment, kind, key, method)
        .reject(RejectClass::KeyWeak, sibling)
        .level(weak_level(kind))
        .agreed(&WRITTEN)
        .reason("mutant:C11")
}

/// The refused cases of lengths that are not `kind`'s. The bytes are those of `key`, cut or repeated.
fn wrong_lengths(
    kind: TzpkKind,
    key: &[u8],
    method: CheckMethod,
    sibling: &str,
    lengths: &[(usize, &'static [&'static str])],
) -> Vec<Case> {
    let cipher_takes: &[usize] = if kind.is_tdes() { &[16, 24] } else { &[16, 24, 32] };
    let built = lengths.iter().map(|(len, reasons)| {
        let bytes: Vec<u8> = key.iter().cycle().copied().take(*len).collect();
        let id = format!("{kind}-length-{len}");
        let comment = format!("{len} bytes, where a key of kind {kind} has {}", kind.key_len());
        let mut case = case(&id, &comment, kind, &bytes, method)
            .reject(RejectClass::KeyLength, sibling)
            .flag("KeyLength")
            .requirement(PROTOCOL)
            .reason(format!("boundary:{id}"))
            .agreed(&WRITTEN);
        // A library refuses only what is no key of its cipher. Python takes 8 bytes as single DES; the JDK has no CMAC.
        let single_des = kind.is_tdes() && *len == 8;
        if !single_des && !cipher_takes.contains(len) {
            case = case.agreed(&["py-cryptography"]);
        }
        if method != CheckMethod::AesCmac && !cipher_takes.contains(len) {
            case = case.agreed(&["java-jca"]);
        }
        for reason in *reasons {
            case = case.reason(*reason);
        }
        case.finish()
    });
    built.collect()
}

/// The refused case of a check value method for the other cipher.
fn wrong_method(kind: TzpkKind, key: &[u8], method: CheckMethod, sibling: &str) -> Case {
    let comment = format!("the check value method {method} is not for {kind} keys");
    case(&format!("{kind}-with-{}", slug(method)), &comment, kind, key, method)
        .reject(RejectClass::Message, sibling)
        .flag("CheckValueMethod")
        .requirement(PROTOCOL)
        .reason("mutant:C16")
        .reason(format!("cell:{kind}-with-{}", slug(method)))
        .agreed(&WRITTEN)
        .finish()
}

fn slug(method: CheckMethod) -> String {
    method.name().replace('_', "-")
}

fn from_hex(text: &str) -> Result<Vec<u8>, GenerateError> {
    hex::decode(text).map_err(at(text))
}
