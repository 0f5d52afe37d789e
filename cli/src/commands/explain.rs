//! `pinproof explain`: one request, step by step.

use std::io::{self, Read, Write};

use pinproof::conformance::client::{Op, Request};
use pinproof::conformance::explain::explain;
use pinproof::conformance::report::exit;
use serde_json::Value;

use crate::Done;
use crate::failure::Failure;
use crate::output::quiet_when_closed;

const HELP: &str = "give one JSON object of the client protocol on standard input, such as \
    {\"op\":\"pin_block.encode\",\"format\":\"iso0\",\"pin\":\"1234\",\"pan\":\"5432101234567891\"}";

/// A request fits into a line of the client protocol; anything longer is not one.
const LONGEST: u64 = 1 << 20;

pub(crate) fn run() -> Done {
    let mut text = String::new();
    io::stdin()
        .lock()
        .take(LONGEST)
        .read_to_string(&mut text)
        .map_err(|error| Failure::usage(format!("standard input: {error}"), HELP))?;
    let request: Request =
        serde_json::from_str(&text).map_err(|error| Failure::usage(what_is_wrong(&text, &error), HELP))?;
    let explained = explain(&request, &mut pinproof::os_rng()).map_err(|why| Failure::usage(why, HELP))?;
    let mut lines = String::new();
    let width = explained
        .steps
        .iter()
        .map(|step| step.name.len())
        .max()
        .unwrap_or_default();
    for step in &explained.steps {
        lines.push_str(&format!("{:width$}  {}\n", step.name, step.value));
    }
    lines.push_str(&explained.result);
    quiet_when_closed(writeln!(anstream::stdout(), "{lines}"))?;
    Ok(exit::AS_EXPECTED)
}

/// serde's message could quote the input, which may be a secret: only the place and the names of the protocol are shown.
fn what_is_wrong(text: &str, error: &serde_json::Error) -> String {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        let (line, column) = (error.line(), error.column());
        return format!("this is not JSON (line {line}, column {column})");
    };
    let Some(op) = value.get("op").and_then(Value::as_str) else {
        return "this is not a request: it has no `op`".to_owned();
    };
    match Op::ALL.iter().find(|known| known.name() == op) {
        Some(op) => format!(
            "this is not a request of {op}: a field is missing, is none of this operation, or has a value that it cannot have \
             (vectors/PROTOCOL.md lists them)"
        ),
        None => {
            let names: Vec<&str> = Op::ALL.iter().map(|op| op.name()).collect();
            format!("there is no such `op`; there are {}", names.join(", "))
        }
    }
}
