//! The driver's own part: what is told, and when.

use alloc::vec::Vec;

use super::super::driver::{Driver, Input, State, Step};
use super::super::testing::*;
use crate::error::{Error, MessageError, PinRefused, SessionError};
use crate::message::{Scope, SetRequest};
use crate::page::{Event, SET_PIN};
use crate::profile::Profile;

pub(super) const PIN: Input<'static> = Input::Submit {
    pin: "2580",
    repeat: Some("2580"),
};

pub(super) fn error(error: impl Into<Error>) -> Option<Error> {
    Some(error.into())
}

pub(super) fn refused(step: &Step, state: State, why: impl Into<Error>) {
    assert!(step.is_refusal() && step.send.is_none() && step.shown.is_none());
    assert_eq!((step.state, step.why), (state, Some(why.into())));
}

/// A bench, its issuer, and a session of it that waits for a PIN.
pub(super) fn ready(profile: &Profile) -> (Bench, Issuer, Driver<FakeKey>) {
    let (mut bench, mut issuer) = (Bench::new(profile), Issuer::fake(profile));
    let (mut driver, opened) = bench.open(Scope::SetPin, "a", 0);
    let reply = issuer.answer(&opened.send.unwrap());
    let step = bench.respond(&mut driver, &reply);
    assert_eq!((step.state, step.events.len(), step.why), (State::Ready, 0, None));
    (bench, issuer, driver)
}

#[test]
#[cfg(feature = "issuer")]
fn both_flows_on_both_profiles_with_keys_in_memory() {
    use super::super::driver::SoftwareKeys;
    for profile in [Profile::enfuce_v3(), Profile::aes_iso4()] {
        let (mut bench, mut issuer) = (Bench::new(&profile), Issuer::real(&profile));
        let (mut driver, opened) = bench.open_with(&mut SoftwareKeys, Scope::SetPin, "set", 29_000);
        let reply = issuer.answer(&opened.send.unwrap());
        let step = bench.input_with(&mut SoftwareKeys, &mut driver, Input::Response(reply.response()));
        assert_eq!(step.state, State::Ready);
        let step = bench.input_with(&mut SoftwareKeys, &mut driver, PIN);
        let reply = issuer.answer(&step.send.unwrap());
        let step = bench.input_with(&mut SoftwareKeys, &mut driver, Input::Response(reply.response()));
        assert_eq!(
            (step.state, &step.events[..]),
            (State::Done, &[Event::SetPinSuccess][..])
        );
        assert_eq!(issuer.pins[0].0, "2580");

        let (mut driver, opened) = bench.open_with(&mut SoftwareKeys, Scope::ViewPin, "view", 0);
        let reply = issuer.answer(&opened.send.unwrap());
        let step = bench.input_with(&mut SoftwareKeys, &mut driver, Input::Response(reply.response()));
        assert_eq!(
            (step.state, &step.events[..]),
            (State::Done, &[Event::ViewPinSuccess][..])
        );
        assert_eq!(digits(&step.shown.unwrap()), "9071");
        assert_ne!(issuer.keys[0], issuer.keys[1]);
    }
}

#[test]
fn success_is_told_when_the_issuer_has_said_it_and_not_before() {
    let (mut bench, mut issuer, mut driver) = ready(&Profile::enfuce_v3());
    let step = bench.input(&mut driver, PIN);
    assert_eq!((step.state, step.events.len()), (State::Submitted, 0));
    let reply = issuer.answer(&step.send.unwrap());
    let step = bench.respond(&mut driver, &reply);
    assert_eq!(
        (step.state, &step.events[..]),
        (State::Done, &[Event::SetPinSuccess][..])
    );
    refused(&bench.respond(&mut driver, &reply), State::Done, SessionError::State);
}

#[test]
fn the_app_submits_what_was_typed() {
    let (mut bench, mut issuer, mut driver) = ready(&Profile::enfuce_v3());
    for (text, valid) in [
        ("2", false),
        ("25", false),
        ("258", false),
        ("2580", true),
        ("258x", false),
        ("2580", true),
    ] {
        let step = bench.input(&mut driver, Input::Typed(text));
        assert_eq!(step.events, [Event::PinValid(valid)], "{text}");
        assert_eq!((step.state, step.why), (State::Ready, None));
    }
    refused(
        &bench.input(&mut driver, Input::Call("close")),
        State::Ready,
        MessageError::Value,
    );
    let step = bench.input(&mut driver, Input::Call(SET_PIN));
    issuer.answer(&step.send.unwrap());
    assert_eq!(issuer.pins[0].0, "2580");
    refused(
        &bench.input(&mut driver, Input::Call(SET_PIN)),
        State::Submitted,
        SessionError::State,
    );
}

#[test]
fn what_the_policy_refuses_is_told_and_not_sent() {
    let (mut bench, _, mut driver) = ready(&Profile::enfuce_v3());
    for (pin, repeat, why) in [
        ("123", None, PinRefused::Length),
        ("", Some(""), PinRefused::Length),
        ("12a4", None, PinRefused::Charset),
        ("2580", Some("2581"), PinRefused::Mismatch),
        ("2580", Some(""), PinRefused::Mismatch),
    ] {
        let step = bench.input(&mut driver, Input::Submit { pin, repeat });
        assert_eq!(step.events, [Event::SetPinValidationError]);
        assert_eq!((step.state, step.why), (State::Ready, error(why)));
        assert!(step.send.is_none());
    }
    // Nothing typed, and what was typed stays when it is refused.
    let step = bench.input(&mut driver, Input::Call(SET_PIN));
    assert_eq!(step.why, error(PinRefused::Length));
    let _ = bench.input(&mut driver, Input::Typed("25a0"));
    for _ in 0..2 {
        let step = bench.input(&mut driver, Input::Call(SET_PIN));
        assert_eq!(step.why, error(PinRefused::Charset));
    }
    assert!(bench.input(&mut driver, PIN).send.is_some());
}

#[test]
fn typing_while_the_keys_are_on_their_way() {
    let profile = Profile::enfuce_v3();
    let (mut bench, mut issuer) = (Bench::new(&profile), Issuer::fake(&profile));
    let (mut driver, opened) = bench.open(Scope::SetPin, "a", 0);
    let step = bench.input(&mut driver, Input::Typed("2580"));
    assert_eq!(
        (&step.events[..], step.state),
        (&[Event::PinValid(true)][..], State::AwaitingTzpk)
    );
    // Submitting is for later, and what was typed is still there then.
    refused(
        &bench.input(&mut driver, Input::Call(SET_PIN)),
        State::AwaitingTzpk,
        SessionError::State,
    );
    refused(&bench.input(&mut driver, PIN), State::AwaitingTzpk, SessionError::State);
    let reply = issuer.answer(&opened.send.unwrap());
    assert_eq!(bench.respond(&mut driver, &reply).state, State::Ready);
    assert!(bench.input(&mut driver, Input::Call(SET_PIN)).send.is_some());
}

#[test]
fn a_double_tap_sends_once() {
    let (mut bench, mut issuer, mut driver) = ready(&Profile::enfuce_v3());
    let sent = bench.input(&mut driver, PIN).send.unwrap();
    refused(&bench.input(&mut driver, PIN), State::Submitted, SessionError::State);
    let reply = issuer.answer(&sent);
    assert_eq!(bench.respond(&mut driver, &reply).events, [Event::SetPinSuccess]);
    refused(&bench.input(&mut driver, PIN), State::Done, SessionError::State);
}

#[test]
fn a_pin_that_the_issuer_refuses_begins_again_with_new_keys() {
    let profile = Profile::enfuce_v3();
    let (mut bench, mut issuer, mut driver) = ready(&profile);
    for round in 1..=profile.attempts {
        let _ = bench.input(&mut driver, Input::Typed("2580"));
        let step = bench.input(&mut driver, Input::Call(SET_PIN));
        let pin_request = step.send.unwrap();
        issuer.answer(&pin_request);
        assert!(SetRequest::from_json(pin_request.body.as_bytes()).is_ok());
        let step = bench.respond(&mut driver, &Reply::invalid());
        if round == profile.attempts {
            assert_eq!(
                (&step.events[..], step.state),
                (&[Event::SetPinError][..], State::Failed)
            );
            assert_eq!(step.why, error(SessionError::Attempts));
            break;
        }
        assert_eq!(step.events, [Event::SetPinValidationError]);
        assert_eq!(step.state, State::AwaitingTzpk);
        let reply = issuer.answer(&step.send.unwrap());
        assert_eq!(bench.respond(&mut driver, &reply).state, State::Ready);
        // The PIN that was refused is gone.
        assert_eq!(
            bench.input(&mut driver, Input::Call(SET_PIN)).why,
            error(PinRefused::Length)
        );
    }
    let count = usize::from(profile.attempts);
    let distinct = |all: Vec<Vec<u8>>| all.into_iter().collect::<alloc::collections::BTreeSet<_>>().len();
    assert_eq!(distinct(issuer.keys), count);
    assert_eq!(distinct(issuer.pins.into_iter().map(|(_, tzpk)| tzpk).collect()), count);
}
