//! `key_generate.json`: key pairs of the sizes in use, and no others.

use alloc::format;
use alloc::string::String;

use serde_json::{Value, json};

use super::super::GenerateError;
use super::super::build::{CaseBuilder, FileBuilder, group};
use crate::conformance::client::{Op, RejectClass};
use crate::conformance::vector::{Judge, VectorFile};

const SIZE: &str = "vectors/PROTOCOL.md, key.generate";

/// Nothing can be recomputed here: the runner judges the fresh public key, and a refusal follows from the size.
pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let offered = [2048, 3072, 4096].map(|bits| {
        let case = CaseBuilder::new(
            format!("bits-{bits}"),
            format!("a new key pair of {bits} bits"),
            json!({"bits": bits}),
        )
        .judged(Judge::KeyPair)
        .flag("PublicKeyShape")
        .requirement(SIZE)
        .reason(format!("cell:bits-{bits}"))
        .reason("mutant:B02")
        // A pair of this size takes most of a second, and some take three.
        .deep(bits == 4096);
        // The key of the shortest size shows what is wrong with the form and the numbers of any.
        let others: &[&str] = if bits == 2048 {
            &["B03", "B04", "B07", "B08"]
        } else {
            &[]
        };
        others
            .iter()
            .fold(case, |case, mutant| case.reason(format!("mutant:{mutant}")))
            .finish()
    });
    let refused = [
        (0, "no bits at all"),
        (512, "a size that has been factored since 1999"),
        (1024, "a size that has been too short since 2013"),
        (2047, "a size one bit short of 2048"),
        (2049, "a size one bit longer than 2048"),
        (2056, "a size one byte longer than 2048"),
        (3000, "a size between two that are offered"),
        (8192, "a size longer than any that is offered"),
        (65536, "a size that takes for ever to make"),
    ]
    .map(|(bits, comment)| {
        let case = CaseBuilder::new(format!("bits-{bits}"), comment, json!({"bits": bits}))
            .reject(RejectClass::KeyInvalid, "bits-2048")
            .flag("ModulusSize")
            .requirement(SIZE)
            .reason(format!("boundary:bits-{bits}"));
        // Nobody waits for a client that begins to make the longest; the others in between are boundaries.
        let case = if bits > 2047 { case } else { case.reason("mutant:B02") };
        case.finish()
    });
    FileBuilder::new(
        "key_generate",
        Op::KeyGenerate,
        "New RSA key pairs: the public key that comes out",
    )
    .param("shape", "spki")
    .spec(SIZE)
    .group(group("offered", "sizes in use", None, Value::Null, offered.into()))
    .group(group(
        "not-offered",
        "sizes not in use",
        None,
        Value::Null,
        refused.into(),
    ))
    .finish()
}
