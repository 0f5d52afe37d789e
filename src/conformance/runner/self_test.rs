//! Does the wrapper work at all? Asked before anything is scored.
//!
//! These requests test the pipe and the wrapper, never the cryptography: a client with a wrong cipher passes them, a client
//! that accepts everything, refuses everything, or answers from memory does not.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use crate::conformance::client::{Answer, Bytes, Client, Fault, Output, Prompt, RejectClass, Request};
use crate::conformance::verdict::answer_text;

pub(super) fn run(client: &mut dyn Client, rng: &mut dyn CryptoRng) -> Result<(), String> {
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    must_give_back(client, "echo of the bytes 00 to ff", hex::encode(every_byte))?;
    let mut nonce = [0; 16];
    rng.fill_bytes(&mut nonce);
    must_give_back(client, "must-accept: echo of a fresh nonce", hex::encode(nonce))?;

    let malformed = ask(
        client,
        Request::Echo {
            bytes: String::from("0g"),
        },
    );
    if !matches!(
        malformed,
        Ok(Answer::Reject {
            class: RejectClass::Encoding,
            ..
        })
    ) {
        return Err(wrong(
            "must-reject: echo of `0g`, which is not hex",
            "refuse with `encoding`",
            &malformed,
        ));
    }
    let unknown = ask(client, Request::Probe);
    if !matches!(unknown, Ok(Answer::Unsupported(_))) {
        return Err(wrong(
            "must-be-unsupported: an operation that nobody has",
            "answer `unsupported`",
            &unknown,
        ));
    }
    Ok(())
}

fn ask(client: &mut dyn Client, request: Request) -> Result<Answer, Fault> {
    client.answer(&Prompt::probe(request))
}

fn must_give_back(client: &mut dyn Client, what: &str, bytes: String) -> Result<(), String> {
    let answer = ask(client, Request::Echo { bytes: bytes.clone() });
    match &answer {
        Ok(Answer::Ok(Output::Bytes(Bytes { bytes: back }))) if *back == bytes => Ok(()),
        Ok(Answer::Ok(_)) => Err(format!("self-test, {what}: other bytes came back; nothing was scored")),
        _ => Err(wrong(what, "give the bytes back", &answer)),
    }
}

fn wrong(what: &str, expected: &str, answer: &Result<Answer, Fault>) -> String {
    format!(
        "self-test, {what}: the client must {expected}; {}; nothing was scored",
        answer_text(answer)
    )
}
