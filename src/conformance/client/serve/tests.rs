//! The loop over lines in memory, with a client that knows `echo`.

use alloc::format;
use alloc::vec;

use super::super::{Bytes, Capabilities, Identity, PROTOCOL};
use super::*;

/// Gives bytes back; keeps the cases that it was asked.
#[derive(Default)]
struct Fake {
    cases: Vec<Option<String>>,
}

impl Client for Fake {
    fn hello(&mut self) -> Result<Description, Fault> {
        let client = Identity {
            name: "fake".to_string(),
            version: "1".to_string(),
            language: None,
            runtime: None,
        };
        Ok(Description {
            client,
            protocol: PROTOCOL,
            capabilities: Capabilities::default(),
        })
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        self.cases.push(prompt.case.clone());
        match &prompt.request {
            Request::Echo { bytes } if bytes == "0g" => Ok(Answer::reject(RejectClass::Encoding)),
            Request::Echo { bytes } => Ok(Answer::Ok(Output::Bytes(Bytes { bytes: bytes.clone() }))),
            Request::KeyGenerate { .. } => Err(Fault::Wrapper("no key store".to_string())),
            _ => Ok(Answer::Unsupported("not in this one".to_string())),
        }
    }
}

/// What is written in answer to `input`, line by line.
fn answers(input: impl AsRef<[u8]>) -> Vec<String> {
    let mut output = Vec::new();
    serve(input.as_ref(), &mut output, &mut Fake::default()).unwrap();
    let output = String::from_utf8(output).unwrap();
    assert!(output.is_empty() || output.ends_with('\n'));
    output.lines().map(String::from).collect()
}

fn answer_to(line: &str) -> String {
    let mut answers = answers(format!("{line}\n"));
    assert_eq!(answers.len(), 1);
    answers.remove(0)
}

#[test]
fn a_conversation() {
    let input = concat!(
        r#"{"id":1,"op":"hello","protocol":1,"kit":{"name":"pinproof","version":"1"}}"#,
        "\n",
        r#"{"id":2,"case":"echo/a","op":"echo","bytes":"0f"}"#,
        "\r\n",
        r#"{"id":9,"op":"stop"}"#,
        "\n",
        r#"{"id":10,"op":"echo","bytes":"00"}"#,
        "\n",
    );
    let answers = answers(input);
    assert_eq!(answers.len(), 3, "nothing is answered after stop");
    let hello: Value = serde_json::from_str(&answers[0]).unwrap();
    assert_eq!(hello["id"], 1);
    let description: Description = serde_json::from_value(hello["ok"].clone()).unwrap();
    assert_eq!(description, Fake::default().hello().unwrap());
    assert_eq!(answers[1], r#"{"id":2,"ok":{"bytes":"0f"}}"#);
    assert_eq!(answers[2], r#"{"id":9,"ok":{}}"#);
}

#[test]
fn the_kinds_of_answer() {
    assert_eq!(
        answer_to(r#"{"id":1,"op":"echo","bytes":"0g"}"#),
        r#"{"id":1,"reject":"encoding"}"#
    );
    assert_eq!(
        answer_to(r#"{"id":1,"op":"key.generate","bits":2048}"#),
        r#"{"id":1,"error":"no key store"}"#
    );
    let public_key = r#"{"id":1,"op":"public_key.check","text":"AA=="}"#;
    assert_eq!(answer_to(public_key), r#"{"id":1,"unsupported":"not in this one"}"#);
}

#[test]
fn the_case_reaches_the_client() {
    let mut fake = Fake::default();
    let input =
        b"{\"id\":1,\"case\":\"echo/a\",\"op\":\"echo\",\"bytes\":\"\"}\n{\"id\":2,\"op\":\"echo\",\"bytes\":\"\"}";
    serve(input.as_slice(), io::sink(), &mut fake).unwrap();
    assert_eq!(fake.cases, vec![Some("echo/a".to_string()), None]);
}

#[test]
fn unknown_operations_are_unsupported_and_unknown_fields_ignored() {
    for op in ["pinproof.probe", "session.close", "", "ECHO"] {
        let answer = answer_to(&format!(r#"{{"id":1,"op":"{op}"}}"#));
        assert_eq!(answer, r#"{"id":1,"unsupported":"no such operation"}"#, "{op}");
    }
    let more = r#"{"id":1,"op":"echo","bytes":"00","hint":{"a":[1]}}"#;
    assert_eq!(answer_to(more), r#"{"id":1,"ok":{"bytes":"00"}}"#);
}

#[test]
fn malformed_requests_are_refused() {
    for line in [
        r#"{"id":1}"#,
        r#"{"id":1,"op":7}"#,
        r#"{"id":1,"op":"echo"}"#,
        r#"{"id":1,"op":"echo","bytes":1}"#,
        r#"{"id":1,"op":"echo","bytes":"00","bytes":"01"}"#,
        r#"{"id":1,"op":"echo","case":3,"bytes":"00"}"#,
        r#"{"id":1,"op":"echo","bytes":"\ud800"}"#,
        r#"{"id":1,"op":"hello"}"#,
        r#"{"id":1,"op":"tzpk.check_value","kind":"tdes9","key":"","method":"tdes"}"#,
        r#"{"id":1,"op":"key.generate","bits":-1}"#,
    ] {
        assert_eq!(answer_to(line), r#"{"id":1,"reject":"message"}"#, "{line}");
    }
}

#[test]
fn lines_that_cannot_be_read_are_answered_without_their_content() {
    let long = format!(r#"{{"id":1,"op":"echo","bytes":"{}"}}"#, "7".repeat(MAX_LINE));
    let deep = "[".repeat(100_000);
    let lines: [&[u8]; 10] = [
        b"",
        b"7777",
        b"{\"id\":1,",
        b"\xff7777",
        b"{\"op\":\"echo7\"}",
        b"{\"id\":\"7\",\"op\":\"echo\",\"bytes\":\"\"}",
        b"{\"id\":-7,\"op\":\"echo\",\"bytes\":\"\"}",
        b"[7,\"echo\"]",
        long.as_bytes(),
        deep.as_bytes(),
    ];
    let mut input = lines.join(b"\n".as_slice());
    input.extend_from_slice(b"\n{\"id\":8,\"op\":\"echo\",\"bytes\":\"00\"}\n");
    let answers = answers(input);
    let (last, unreadable) = answers.split_last().unwrap();
    assert_eq!(last, r#"{"id":8,"ok":{"bytes":"00"}}"#);
    assert_eq!(unreadable.len(), lines.len());
    for (answer, line) in unreadable.iter().zip(lines) {
        assert!(
            answer.starts_with(r#"{"id":0,"error":"the line is "#),
            "{answer} {line:?}"
        );
        assert!(!answer.contains('7'), "{answer} {line:?}");
    }
}

#[test]
fn the_longest_line_is_read() {
    let frame = r#"{"id":1,"op":"echo","bytes":""}"#.len();
    let line = |length: usize| format!(r#"{{"id":1,"op":"echo","bytes":"{}"}}"#, "0".repeat(length - frame));
    assert!(answer_to(&line(MAX_LINE)).starts_with(r#"{"id":1,"ok""#));
    assert_eq!(
        answer_to(&line(MAX_LINE + 1)),
        r#"{"id":0,"error":"the line is too long"}"#
    );
}

#[test]
fn the_end_of_the_input_is_quiet() {
    assert_eq!(answers(""), Vec::<String>::new());
    assert_eq!(
        answers(r#"{"id":1,"op":"echo","bytes":"00"}"#),
        [r#"{"id":1,"ok":{"bytes":"00"}}"#]
    );
}

/// Fails with `kind` when something is written, or only when it is flushed.
struct Failing {
    kind: ErrorKind,
    at_flush: bool,
}

impl Write for Failing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.at_flush {
            Ok(bytes.len())
        } else {
            Err(self.kind.into())
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.kind.into())
    }
}

#[test]
fn a_broken_pipe_is_quiet_and_other_errors_are_not() {
    let input = br#"{"id":1,"op":"echo","bytes":"00"}"#.as_slice();
    for at_flush in [false, true] {
        let failing = |kind| Failing { kind, at_flush };
        assert!(serve(input, failing(ErrorKind::BrokenPipe), &mut Fake::default()).is_ok());
        let error = serve(input, failing(ErrorKind::StorageFull), &mut Fake::default()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::StorageFull);
    }
}
