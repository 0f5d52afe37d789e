//! Answers that are none, and what each ends in.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::driver::{Input, State, Step};
use super::super::testing::*;
use crate::error::{CiphertextLength, Error, MessageError, SessionError, UnwrapFailed};
use crate::message::{MAX_BODY, Scope, TzpkResponse};
use crate::page::Event;
use crate::profile::Profile;

const JSON: Option<&str> = Some("application/json");
const REJECTED: Error = Error::Session(SessionError::ServerRejected);

/// Answers that do for no message.
fn bad() -> Vec<(Reply, Error)> {
    let redirected = Error::Session(SessionError::Redirected);
    let html = || b"<!DOCTYPE html><html>Gateway</html>".to_vec();
    let mut all = Vec::new();
    for status in [
        0, 100, 201, 202, 204, 206, 400, 401, 403, 404, 409, 410, 418, 429, 500, 502, 503, 504, 999,
    ] {
        all.push((Reply(status, JSON, b"{}".to_vec()), REJECTED));
    }
    for status in [301, 302, 303, 304, 307, 308] {
        all.push((Reply(status, JSON, b"{}".to_vec()), redirected));
    }
    all.extend([
        (Reply(422, JSON, b"".to_vec()), REJECTED),
        (Reply(422, JSON, b"{}".to_vec()), REJECTED),
        (Reply(422, None, br#"{"tzpk":"AAAA"}"#.to_vec()), REJECTED),
        (Reply(422, Some("text/html"), html()), REJECTED),
        (Reply(422, None, html()), REJECTED),
        (Reply(422, JSON, br#"{"type":7}"#.to_vec()), REJECTED),
        (Reply(200, Some("application/problem+json"), b"{}".to_vec()), REJECTED),
        (Reply(200, Some("text/html"), html()), MessageError::Value.into()),
        (
            Reply(200, Some("text/html"), b"{}".to_vec()),
            MessageError::Value.into(),
        ),
        (Reply(200, JSON, html()), MessageError::Syntax.into()),
        (Reply(200, None, html()), MessageError::Syntax.into()),
        (Reply(200, JSON, b"".to_vec()), MessageError::Syntax.into()),
        (Reply(200, JSON, b"{".to_vec()), MessageError::Syntax.into()),
        (Reply(200, JSON, b"{} {}".to_vec()), MessageError::Syntax.into()),
        (
            Reply(200, JSON, b"\xef\xbb\xbf{}".to_vec()),
            MessageError::Encoding.into(),
        ),
        (Reply(200, JSON, b"\xff".to_vec()), MessageError::Encoding.into()),
        (Reply(200, JSON, b"null".to_vec()), MessageError::WrongType.into()),
        (Reply(200, JSON, b"[]".to_vec()), MessageError::WrongType.into()),
        (
            Reply(200, JSON, br#"{"a":1,"a":1}"#.to_vec()),
            MessageError::DuplicateKey.into(),
        ),
        (
            Reply(200, JSON, alloc::vec![b' '; MAX_BODY + 1]),
            MessageError::TooLarge.into(),
        ),
    ]);
    all
}

fn failed(step: &Step, event: Event, why: Error, reply: &Reply) {
    let about = (
        reply.0,
        reply.1,
        String::from_utf8_lossy(&reply.2[..reply.2.len().min(80)]).into_owned(),
    );
    assert_eq!(step.events, [event], "{about:?}");
    assert_eq!(step.state, State::Failed, "{about:?}");
    assert!(step.send.is_none() && step.shown.is_none(), "{about:?}");
    assert_eq!(step.why, Some(why), "{about:?}");
}

#[test]
fn to_the_tzpk_request() {
    let profile = Profile::enfuce_v3();
    let mut bench = Bench::new(&profile);
    let mut cases = bad();
    cases.push((Reply::invalid(), REJECTED));
    cases.push((Reply::json("{}"), MessageError::MissingField.into()));
    cases.push((
        Reply::json(r#"{"tzpk":null,"pinBlock":"AAAAAAAAAAA="}"#),
        MessageError::WrongType.into(),
    ));
    cases.push((
        Reply::json(r#"{"tzpk":"****","pinBlock":"AAAAAAAAAAA="}"#),
        MessageError::Encoding.into(),
    ));
    cases.push((
        Reply::json(r#"{"tzpk":"","pinBlock":"AAAAAAAAAAA="}"#),
        CiphertextLength.into(),
    ));
    cases.push((
        Reply::json(r#"{"tzpk":"AAAA","pinBlock":"AAAAAAAAAAA="}"#),
        CiphertextLength.into(),
    ));
    for (i, (reply, why)) in cases.into_iter().enumerate() {
        for (flow, event) in [
            (Scope::SetPin, Event::SetPinError),
            (Scope::ViewPin, Event::ViewPinError),
        ] {
            let (mut driver, opened) = bench.open(flow, &alloc::format!("{flow:?}{i}"), 0);
            assert_eq!((opened.state, opened.events.len()), (State::AwaitingTzpk, 0));
            failed(&bench.respond(&mut driver, &reply), event, why, &reply);
            // And whatever comes now changes nothing.
            let late = bench.respond(&mut driver, &Reply::json("{}"));
            assert!(late.is_refusal() && late.state == State::Failed);
        }
    }
}

#[test]
fn to_the_set_request() {
    let profile = Profile::enfuce_v3();
    let mut bench = Bench::new(&profile);
    let mut issuer = Issuer::fake(&profile);
    for (i, (reply, why)) in bad().into_iter().enumerate() {
        let (mut driver, opened) = bench.open(Scope::SetPin, &alloc::format!("s{i}"), 0);
        let tzpk = issuer.answer(&opened.send.unwrap());
        assert_eq!(bench.respond(&mut driver, &tzpk).state, State::Ready);
        let pin = Input::Submit {
            pin: "2580",
            repeat: None,
        };
        assert_eq!(bench.input(&mut driver, pin).state, State::Submitted);
        failed(&bench.respond(&mut driver, &reply), Event::SetPinError, why, &reply);
    }
}

#[test]
fn a_refusal_with_the_status_of_success_sets_nothing() {
    let profile = Profile::enfuce_v3();
    let mut bench = Bench::new(&profile);
    let (mut driver, opened) = bench.open(Scope::SetPin, "a", 0);
    let tzpk = Issuer::fake(&profile).answer(&opened.send.unwrap());
    assert_eq!(bench.respond(&mut driver, &tzpk).state, State::Ready);
    let pin = Input::Submit {
        pin: "2580",
        repeat: None,
    };
    assert!(bench.input(&mut driver, pin).send.is_some());
    let reply = Reply(200, JSON, Reply::invalid().2);
    let step = bench.respond(&mut driver, &reply);
    failed(&step, Event::SetPinError, REJECTED, &reply);
}

#[test]
fn the_answer_to_the_message_before_sets_nothing() {
    let profile = Profile::enfuce_v3();
    let mut bench = Bench::new(&profile);
    let (mut driver, opened) = bench.open(Scope::SetPin, "a", 0);
    let tzpk = Issuer::fake(&profile).answer(&opened.send.unwrap());
    assert_eq!(bench.respond(&mut driver, &tzpk).state, State::Ready);
    // While it is the cardholder's turn, it is a double and nothing else.
    let double = bench.respond(&mut driver, &tzpk);
    assert!(double.is_refusal() && double.state == State::Ready);
    let pin = Input::Submit {
        pin: "2580",
        repeat: None,
    };
    assert!(bench.input(&mut driver, pin).send.is_some());
    let step = bench.respond(&mut driver, &tzpk);
    failed(&step, Event::SetPinError, SessionError::Replayed.into(), &tzpk);
}

#[test]
fn a_tampered_tzpk() {
    let profile = Profile::enfuce_v3();
    let mut bench = Bench::new(&profile);
    for (i, place) in [0, 31, 200, 255].into_iter().enumerate() {
        let (mut driver, opened) = bench.open(Scope::SetPin, &alloc::format!("t{i}"), 0);
        let request = opened.send.unwrap();
        let Reply(_, _, body) = Issuer::fake(&profile).answer(&request);
        let public = crate::message::TzpkRequest::from_json(request.body.as_bytes())
            .unwrap()
            .key(&profile)
            .unwrap();
        let wrapped = TzpkResponse::from_json(&body)
            .unwrap()
            .wrapped(&public, &profile)
            .unwrap();
        let mut bytes = wrapped.as_bytes().to_vec();
        bytes[place] ^= 1;
        let tampered = crate::device::WrappedTzpk::new(&bytes, &public).unwrap();
        let reply = Reply::json(TzpkResponse::new(&tampered, &profile).to_json());
        let step = bench.respond(&mut driver, &reply);
        failed(&step, Event::SetPinError, UnwrapFailed.into(), &reply);
    }
}
