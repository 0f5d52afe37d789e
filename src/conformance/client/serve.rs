//! The stdio loop of a client in this process.

#[cfg(test)]
mod tests;

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::io::{self, BufRead, ErrorKind, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::line::{Found, read_line};
use super::{Accepted, Answer, Client, Description, Fault, MAX_LINE, Op, Output, Prompt, RejectClass, Request};

/// Lets `client` speak the client protocol: reads requests from `reader`, one JSON object a line, and writes one answer line
/// for each to `writer`, until `stop` or the end of the input.
///
/// What the client keeps for standard error goes there before the answer.
///
/// A line that cannot be read as a request with an id is answered with `"id":0` and `error`. Fields that are not known are
/// ignored. An answer in the kit's own words never repeats the input.
///
/// # Errors
/// What the reader and the writer give. A writer that nobody reads any more is a quiet end.
pub fn serve(mut reader: impl BufRead, mut writer: impl Write, client: &mut dyn Client) -> io::Result<()> {
    match answer_lines(&mut reader, &mut writer, client) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

fn answer_lines(reader: &mut impl BufRead, writer: &mut impl Write, client: &mut dyn Client) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        let found = read_line(reader, &mut line, MAX_LINE)?;
        let (answer, end) = match found {
            Found::End => return Ok(()),
            Found::TooLong => {
                reader.skip_until(b'\n')?;
                (AnswerLine::unreadable("the line is too long"), false)
            }
            Found::Line | Found::Unfinished => answer_line(&line, client),
        };
        let mut text = serde_json::to_vec(&answer).map_err(io::Error::other)?;
        text.push(b'\n');
        if let Some(said) = client.take_stderr().filter(|said| !said.is_empty()) {
            io::stderr().write_all(&said)?;
        }
        writer.write_all(&text)?;
        writer.flush()?;
        if end {
            return Ok(());
        }
    }
}

/// What every request has, of whatever operation.
#[derive(Deserialize)]
struct Head {
    id: u64,
    #[serde(default)]
    op: Value,
    #[serde(default)]
    case: Value,
}

#[derive(Serialize)]
struct AnswerLine {
    id: u64,
    #[serde(flatten)]
    body: Body,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Body {
    Hello {
        ok: Box<Description>,
    },
    Ok {
        ok: Output,
    },
    Reject {
        reject: RejectClass,
        #[serde(skip_serializing_if = "Option::is_none")]
        native: Option<String>,
    },
    Unsupported {
        unsupported: String,
    },
    Error {
        error: String,
    },
}

impl AnswerLine {
    fn unreadable(why: &str) -> Self {
        Self {
            id: 0,
            body: Body::Error { error: why.to_string() },
        }
    }
}

/// The answer to one line, and whether it is the last.
fn answer_line(line: &[u8], client: &mut dyn Client) -> (AnswerLine, bool) {
    let Ok(text) = core::str::from_utf8(line) else {
        return (AnswerLine::unreadable("the line is not UTF-8"), false);
    };
    let head: Head = match serde_json::from_str(text) {
        // serde reads a struct from an array too.
        Ok(_) if !text.trim_start().starts_with('{') => {
            return (AnswerLine::unreadable("the line is not a JSON object"), false);
        }
        Ok(head) => head,
        Err(error) if error.is_data() => {
            return (
                AnswerLine::unreadable("the line is not a request with an integer id"),
                false,
            );
        }
        Err(_) => return (AnswerLine::unreadable("the line is not JSON"), false),
    };
    let (body, end) = match request(&head, text) {
        Ok(Request::Stop) => (
            Body::Ok {
                ok: Output::Accepted(Accepted {}),
            },
            true,
        ),
        Ok(Request::Hello { .. }) => (
            client.hello().map_or_else(fault, |ok| Body::Hello { ok: Box::new(ok) }),
            false,
        ),
        Ok(request) => {
            let prompt = Prompt {
                case: head.case.as_str().map(String::from),
                request,
            };
            (client.answer(&prompt).map_or_else(fault, answered), false)
        }
        Err(body) => (body, false),
    };
    (AnswerLine { id: head.id, body }, end)
}

/// Reads the request, or answers it here.
fn request(head: &Head, text: &str) -> Result<Request, Body> {
    let malformed = || Body::Reject {
        reject: RejectClass::Message,
        native: None,
    };
    let op = head.op.as_str().ok_or_else(malformed)?;
    if Op::from_name(op).is_none() && !matches!(op, "hello" | "stop") {
        return Err(Body::Unsupported {
            unsupported: "no such operation".to_string(),
        });
    }
    if !matches!(head.case, Value::Null | Value::String(_)) {
        return Err(malformed());
    }
    serde_json::from_str(text).map_err(|error| {
        // Fields of the request itself are passed over when they are unknown; those of a policy are not.
        let rule = op == Op::PinCheck.name() && error.to_string().starts_with("unknown field");
        if rule {
            return Body::Unsupported {
                unsupported: "no such rule".to_string(),
            };
        }
        malformed()
    })
}

fn answered(answer: Answer) -> Body {
    match answer {
        Answer::Ok(ok) => Body::Ok { ok },
        Answer::Reject { class, native } => Body::Reject { reject: class, native },
        Answer::Unsupported(unsupported) => Body::Unsupported { unsupported },
    }
}

fn fault(fault: Fault) -> Body {
    Body::Error {
        error: match fault {
            Fault::Wrapper(text) => text,
            other => other.to_string(),
        },
    }
}
