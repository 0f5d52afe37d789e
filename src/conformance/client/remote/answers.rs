//! From a line to an answer, or to what is wrong with it.

use alloc::format;
use alloc::string::{String, ToString};

use serde_json::Value;

use super::super::answer::{AnswerKind, AnswerLine, LONGEST_BODY};
use super::super::{Accepted, Answer, Description, Fault, Output, Request};
use crate::conformance::text::{shown, shown_line};
use crate::pin_block::Format;

/// Characters shown of the parser's own words.
const WORDS: usize = 300;

/// A line that is no answer.
#[derive(Debug)]
pub(super) struct Unreadable {
    /// The id that it carries all the same.
    pub(super) id: Option<u64>,
    /// What is wrong.
    pub(super) text: String,
}

/// Reads a line as far as it can be read without its request.
pub(super) fn decode(line: &[u8]) -> Result<(u64, AnswerKind), Unreadable> {
    let unreadable = |id, what: &str| Unreadable {
        id,
        text: format!("{what}: {}", shown_line(line)),
    };
    let text = core::str::from_utf8(line).map_err(|_| unreadable(None, "a line that is not UTF-8"))?;
    let answer = match serde_json::from_str::<AnswerLine>(text) {
        // serde reads a struct from an array too.
        Ok(_) if !text.trim_start().starts_with('{') => {
            return Err(unreadable(None, "a line that is no answer, not a JSON object"));
        }
        Ok(answer) => answer,
        Err(error) if error.is_data() => {
            let value = serde_json::from_str(text).unwrap_or(Value::Null);
            let id = value.get("id").and_then(Value::as_u64);
            return Err(if value.get("op").is_some() {
                unreadable(
                    id,
                    "the answer looks like the request itself: the client must answer what it reads, not repeat it",
                )
            } else {
                unreadable(id, &format!("a line that is no answer, {}", words(&error)))
            });
        }
        Err(_) => {
            return Err(unreadable(
                None,
                "a line that is not JSON (standard output is for answers only, a log goes to standard error)",
            ));
        }
    };
    let id = answer.id;
    answer
        .kind()
        .map(|kind| (id, kind))
        .map_err(|error| unreadable(Some(id), &error.to_string()))
}

/// Reads an answer as the answer to `request`.
pub(super) fn answer(kind: AnswerKind, request: &Request) -> Result<Answer, Fault> {
    match kind {
        AnswerKind::Ok(ok) => output(&ok, request).map(Answer::Ok),
        AnswerKind::Reject(class, native) => Ok(Answer::Reject { class, native }),
        AnswerKind::Unsupported(why) => Ok(Answer::Unsupported(kept(why))),
        AnswerKind::Error(why) => Err(Fault::Wrapper(kept(why))),
    }
}

/// As much of the client's own words as of a native text, for secrets are looked for in them; what is shown is shorter.
fn kept(mut words: String) -> String {
    let most = words.len().min(LONGEST_BODY);
    let end = (0..=most).rev().find(|end| words.is_char_boundary(*end));
    words.truncate(end.unwrap_or_default());
    words
}

fn output(ok: &Value, request: &Request) -> Result<Output, Fault> {
    must_be_object(ok)?;
    // Only the probe has no operation, and nobody knows what its `ok` should look like: it accepts, and that says enough.
    let Some(op) = request.op() else {
        return Ok(Output::Accepted(Accepted {}));
    };
    let fields = matches!(
        request,
        Request::PinBlockEncode {
            format: Format::Iso4,
            ..
        }
    );
    Output::parse(op, fields, ok).map_err(|error| Fault::Protocol(shown(&error.to_string(), WORDS)))
}

/// Reads an answer as the answer to `hello`.
pub(super) fn description(kind: AnswerKind) -> Result<Description, Fault> {
    match kind {
        AnswerKind::Ok(ok) => {
            must_be_object(&ok)?;
            serde_json::from_value(ok)
                .map_err(|error| Fault::Protocol(format!("the `ok` of hello has the wrong shape: {}", words(&error))))
        }
        AnswerKind::Error(why) => Err(Fault::Wrapper(kept(why))),
        AnswerKind::Reject(..) | AnswerKind::Unsupported(_) => Err(Fault::Protocol(
            "hello was refused; it must be answered with `ok`".to_string(),
        )),
    }
}

fn must_be_object(ok: &Value) -> Result<(), Fault> {
    if ok.is_object() {
        Ok(())
    } else {
        Err(Fault::Protocol("`ok` is not a JSON object".to_string()))
    }
}

/// The parser's words without the position: it is one line, and it is shown.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    shown(text.split(" at line ").next().unwrap_or_default(), WORDS)
}

#[cfg(test)]
mod tests {
    use super::super::super::{Bytes, RejectClass};
    use super::*;

    fn fault(line: &str) -> (Option<u64>, String) {
        let unreadable = decode(line.as_bytes()).unwrap_err();
        (unreadable.id, unreadable.text)
    }

    fn echoed(line: &str) -> Result<Answer, Fault> {
        let (_, kind) = decode(line.as_bytes()).unwrap();
        answer(kind, &Request::Echo { bytes: String::new() })
    }

    #[test]
    fn the_four_kinds_of_answer() {
        assert_eq!(decode(br#"{"id":7,"ok":{}}"#).unwrap().0, 7);
        let bytes = "0f".to_string();
        assert_eq!(
            echoed(r#"{"id":7,"ok":{"bytes":"0f"}}"#),
            Ok(Answer::Ok(Output::Bytes(Bytes { bytes })))
        );
        let native = Some("no".to_string());
        assert_eq!(
            echoed(r#"{"id":7,"reject":"encoding","native":"no"}"#),
            Ok(Answer::Reject {
                class: RejectClass::Encoding,
                native
            })
        );
        assert_eq!(
            echoed(r#"{"id":7,"unsupported":"why"}"#),
            Ok(Answer::Unsupported("why".to_string()))
        );
        assert_eq!(
            echoed(r#"{"id":7,"error":"no key store"}"#),
            Err(Fault::Wrapper("no key store".to_string()))
        );
    }

    #[test]
    fn words_of_the_client_are_kept_to_be_searched_and_cut_to_be_shown() {
        let long = format!("\u{1b}{}1234", "x".repeat(400));
        let line = |kind: &str, words: &str| serde_json::json!({ "id": 7, kind: words }).to_string();
        assert_eq!(
            echoed(&line("unsupported", &long)),
            Ok(Answer::Unsupported(long.clone()))
        );
        let fault = echoed(&line("error", &long)).unwrap_err();
        assert_eq!(fault, Fault::Wrapper(long));
        let shown = fault.to_string();
        assert!(shown.chars().count() < 400 && shown.contains(": \\u{1b}xx"), "{shown}");
        // In bounds, and no character is cut in two.
        for (words, kept) in [("x", LONGEST_BODY), ("€", LONGEST_BODY - 1)] {
            let Err(Fault::Wrapper(text)) = echoed(&line("error", &words.repeat(LONGEST_BODY))) else {
                panic!("{words}")
            };
            assert_eq!(text.len(), kept);
        }
    }

    #[test]
    fn lines_that_are_no_answers_say_what_is_wrong_and_keep_the_id() {
        for (line, id, words) in [
            ("y", None, "not JSON"),
            ("", None, "not JSON"),
            ("{\"id\":7,\"ok\":{}", None, "not JSON"),
            (r#"{"id":7,"op":"echo","bytes":"00"}"#, Some(7), "the request itself"),
            (r#"{"id":7,"ok":{},"extra":1}"#, Some(7), "unknown field `extra`"),
            (r#"{"ok":{}}"#, None, "missing field `id`"),
            (r#"{"id":"7","ok":{}}"#, None, "invalid type"),
            (r#"{"id":7}"#, Some(7), "exactly one"),
            (r#"{"id":7,"ok":{},"error":"x"}"#, Some(7), "exactly one"),
            (
                r#"{"id":7,"ok":{},"native":"x"}"#,
                Some(7),
                "`native` goes with `reject`",
            ),
            (
                r#"{"id":7,"reject":"wrong_pin"}"#,
                Some(7),
                "unknown variant `wrong_pin`",
            ),
            ("[1]", None, "no answer"),
            (r#"[7,{"bytes":"00"}]"#, None, "not a JSON object"),
        ] {
            let (found, text) = fault(line);
            assert_eq!(found, id, "{line}");
            assert!(text.contains(words), "{line}: {text}");
        }
        assert!(decode(b"\xff").unwrap_err().text.contains("not UTF-8"));
    }

    #[test]
    fn hostile_lines_stay_short() {
        let long = format!("{{\"id\":7,\"{}\":1}}", "x".repeat(100_000));
        assert!(fault(&long).1.chars().count() < 500);
        assert!(fault(&"[".repeat(100_000)).1.chars().count() < 300);
    }

    #[test]
    fn ok_must_have_the_shape_of_its_operation() {
        for (ok, words) in [
            (r#"{"bytes":"0F"}"#, "lower-case"),
            (r#"{"bytes":"0"}"#, "lower-case"),
            (r#"{"bytes":"00","more":1}"#, "unknown field"),
            ("{}", "missing field"),
            (r#"["0f"]"#, "not a JSON object"),
        ] {
            let Err(Fault::Protocol(text)) = echoed(&format!("{{\"id\":1,\"ok\":{ok}}}")) else {
                panic!("{ok}")
            };
            assert!(text.contains(words), "{ok}: {text}");
        }
        let kind = decode(br#"{"id":1,"ok":{"protocol":1}}"#).unwrap().1;
        assert!(matches!(description(kind), Err(Fault::Protocol(text)) if text.contains("missing field `client`")));
        let kind = decode(br#"{"id":1,"unsupported":"hello"}"#).unwrap().1;
        assert!(matches!(description(kind), Err(Fault::Protocol(text)) if text.contains("refused")));
    }
}
