//! Check values of new keys, and what is no key beside them.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::super::GenerateError;
use super::super::blocks::draw::Draw;
use super::super::build::{FileBuilder, group};
use super::super::fresh::Fresh;
use super::{PROTOCOL, WRITTEN, case, computed, slug, weak_level};
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::vector::{Case, Level, VectorFile};
use crate::tzpk::{CheckMethod, TzpkKind};

/// Keys of each kind.
const EACH: usize = 3;

pub(in super::super) fn file(fresh: &Fresh) -> Result<(String, VectorFile), GenerateError> {
    FileBuilder::new(
        "fresh_tzpk_check_value",
        Op::TzpkCheckValue,
        "Fresh: check values of new keys",
    )
    .made_by(fresh.source())
    .spec(PROTOCOL)
    .group(group("keys", "new keys of each kind", None, Value::Null, cases(fresh)?))
    .finish()
}

fn cases(fresh: &Fresh) -> Result<Vec<Case>, GenerateError> {
    let mut cases: Vec<Case> = Vec::new();
    for kind in TzpkKind::ALL {
        let mut draw = Draw::new(&fresh.place(&format!("check values/{kind}")));
        let methods: &[CheckMethod] = if kind.is_tdes() {
            &[CheckMethod::Tdes]
        } else {
            &[CheckMethod::AesCmac, CheckMethod::AesEcb]
        };
        for _ in 0..EACH {
            let key = draw.key(kind);
            let good = format!("{:03}-{kind}-{}", cases.len(), slug(kind.check_method()));
            for method in methods {
                let id = format!("{:03}-{kind}-{}", cases.len(), slug(*method));
                let comment = format!("a new {kind} key, method {method}");
                let built = computed(&id, &comment, kind, &key, *method)?;
                cases.push(built.requirement(PROTOCOL).reason(format!("cell:{id}")).finish());
            }
            let method = kind.check_method();
            let mut refused = |what: &str, comment: String, key: &[u8], class, level, flag| {
                let id = format!("{:03}-{kind}-{what}", cases.len());
                let built = case(&id, &comment, kind, key, method)
                    .reject(class, good.clone())
                    .level(level)
                    .flag(flag)
                    .requirement(PROTOCOL)
                    .reason(format!("boundary:{id}"))
                    .agreed(&WRITTEN);
                cases.push(built.finish());
            };
            let short = key.get(1..).unwrap_or_default();
            let comment = format!("the same key without its first byte, {} bytes", short.len());
            refused(
                "short",
                comment,
                short,
                RejectClass::KeyLength,
                Level::Must,
                "KeyLength",
            );
            let weak: Vec<u8> = if kind.is_tdes() {
                // The first 8 bytes again in place of the second.
                let first = key.get(..8).unwrap_or_default();
                [first, first, key.get(16..).unwrap_or_default()].concat()
            } else {
                key.iter().map(|_| key.first().copied().unwrap_or_default()).collect()
            };
            let comment = "a part of the key repeated until it is weak".into();
            refused(
                "weak",
                comment,
                &weak,
                RejectClass::KeyWeak,
                weak_level(kind),
                "WeakKey",
            );
        }
    }
    Ok(cases)
}
