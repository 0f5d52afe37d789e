//! The schemas of vector files and of the client protocol, which refer to each other by file name.

use std::fmt::Display;

use jsonschema::{Resource, Validator};
use serde_json::Value;

use crate::failure::Failure;

const SCHEMAS: [(&str, &str); 4] = [
    (
        "vectors.schema.json",
        include_str!("../../vectors/schema/vectors.schema.json"),
    ),
    (
        "request.schema.json",
        include_str!("../../vectors/schema/request.schema.json"),
    ),
    (
        "answer.schema.json",
        include_str!("../../vectors/schema/answer.schema.json"),
    ),
    (
        "session.schema.json",
        include_str!("../../vectors/schema/session.schema.json"),
    ),
];

/// What a relative reference of a schema without an id is resolved against.
const BASE: &str = "json-schema:///";

/// The schema in `vectors/schema/{name}`.
pub(crate) fn named(name: &str) -> Result<Validator, Failure> {
    let mut options = jsonschema::options();
    for (other, text) in SCHEMAS {
        let contents: Value = serde_json::from_str(text).map_err(broken)?;
        options = options.with_resource(
            format!("{BASE}{other}"),
            Resource::from_contents(contents).map_err(broken)?,
        );
    }
    let reference = serde_json::json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": name });
    options.build(&reference).map_err(broken)
}

fn broken(error: impl Display) -> Failure {
    Failure::self_check(
        format!("a schema inside this program is broken: {error}"),
        "build the program again from a clean checkout",
    )
}
