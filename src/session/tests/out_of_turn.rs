//! The driver's own part: how a session ends before its time, and what cannot end it.

use alloc::string::String;

use rand_core::CryptoRng;

use super::super::driver::{Input, KeySource, State, Step};
use super::super::testing::*;
use super::driver::{PIN, error, ready, refused};
use crate::device::RsaBits;
use crate::error::{Error, MessageError, Misuse, OriginRefused, SessionError};
use crate::message::{FrameMessage, Scope};
use crate::page::{Event, Incoming, Origin, Parent, SET_PIN, Source};
use crate::profile::Profile;

fn message<'a>(origin: &'a str, source: Source, data: &'a [u8]) -> Input<'a> {
    Input::Message(Incoming { origin, source, data })
}

#[test]
fn cancel_ends_every_turn_and_the_answer_comes_in_vain() {
    let profile = Profile::enfuce_v3();
    for turns in 0..3 {
        let (mut bench, mut issuer) = (Bench::new(&profile), Issuer::fake(&profile));
        let (mut driver, opened) = bench.open(Scope::SetPin, "a", 0);
        let mut reply = issuer.answer(&opened.send.unwrap());
        if turns > 0 {
            assert_eq!(bench.respond(&mut driver, &reply).state, State::Ready);
        }
        if turns > 1 {
            reply = issuer.answer(&bench.input(&mut driver, PIN).send.unwrap());
        }
        let step = bench.input(&mut driver, Input::Cancel);
        assert_eq!(
            (&step.events[..], step.state),
            (&[Event::SetPinError][..], State::Failed)
        );
        assert_eq!(step.why, error(SessionError::Cancelled));
        for input in [
            Input::Response(reply.response()),
            PIN,
            Input::Cancel,
            Input::NetworkError,
            Input::Typed("1"),
        ] {
            refused(&bench.input(&mut driver, input), State::Failed, SessionError::State);
        }
    }
    let mut bench = Bench::new(&profile);
    let (mut driver, _) = bench.open(Scope::ViewPin, "v", 0);
    assert_eq!(bench.input(&mut driver, Input::Cancel).events, [Event::ViewPinError]);
}

#[test]
fn a_lost_connection_ends_the_issuers_turns_and_nothing_is_sent_again() {
    let (mut bench, _, mut driver) = ready(&Profile::enfuce_v3());
    refused(
        &bench.input(&mut driver, Input::NetworkError),
        State::Ready,
        SessionError::State,
    );
    assert!(bench.input(&mut driver, PIN).send.is_some());
    let step = bench.input(&mut driver, Input::NetworkError);
    assert_eq!(
        (&step.events[..], step.state),
        (&[Event::SetPinError][..], State::Failed)
    );
    assert!(step.send.is_none());
    assert_eq!(step.why, error(SessionError::Network));
    for flow in Scope::ALL {
        let (mut driver, _) = bench.open(flow, flow.name(), 0);
        let step = bench.input(&mut driver, Input::NetworkError);
        assert_eq!((step.events.len(), step.state), (1, State::Failed));
    }
}

#[test]
fn the_clock_ends_a_session_once() {
    for submit in [false, true] {
        let (mut bench, mut issuer, mut driver) = ready(&Profile::enfuce_v3());
        let reply = submit.then(|| issuer.answer(&bench.input(&mut driver, PIN).send.unwrap()));
        for now in [31_000, 299_999, 1_000] {
            let step = bench.input(&mut driver, Input::Clock(ms(now)));
            assert_eq!((step.events.len(), step.why), (0, None), "{now}");
        }
        let step = bench.input(&mut driver, Input::Clock(ms(300_000)));
        assert_eq!(
            (&step.events[..], step.state),
            (&[Event::SetPinError][..], State::Failed)
        );
        assert_eq!(step.why, error(SessionError::Expired));
        let step = bench.input(&mut driver, Input::Clock(ms(5)));
        assert_eq!((step.events.len(), step.state, step.why), (0, State::Failed, None));
        if let Some(reply) = reply {
            refused(&bench.respond(&mut driver, &reply), State::Failed, SessionError::State);
        }
    }
}

#[test]
fn a_page_that_cannot_be_set_up() {
    let profile = Profile::enfuce_v3();
    let mut bench = Bench::new(&profile);
    let failed = |step: &Step, event, why: Error| {
        assert_eq!((&step.events[..], step.state), (&[event][..], State::Failed));
        assert_eq!(step.why, Some(why));
        assert!(step.send.is_none());
    };
    let (mut driver, step) = bench.open(Scope::SetPin, "old", 30_000);
    failed(&step, Event::SetPinError, SessionError::Expired.into());
    refused(&bench.input(&mut driver, PIN), State::Failed, SessionError::State);
    let (_, step) = bench.open(Scope::ViewPin, "old-too", 31_000);
    failed(&step, Event::ViewPinError, SessionError::Expired.into());

    // A control token opens one session, whatever became of it.
    let (_, step) = bench.open(Scope::SetPin, "once", 0);
    assert_eq!(step.state, State::AwaitingTzpk);
    for name in ["once", "old"] {
        let (_, step) = bench.open(Scope::ViewPin, name, 0);
        failed(&step, Event::ViewPinError, SessionError::Reused.into());
    }

    bench.profile = Profile::aes_iso4();
    bench.profile.name = String::from("without-pan");
    let (_, step) = bench.open(Scope::SetPin, "b", 0);
    failed(&step, Event::SetPinError, Misuse::ContextMissing.into());
}

/// The same key pair for everybody, or none.
struct Stuck(bool);

impl KeySource for Stuck {
    type Key = FakeKey;

    fn generate(&mut self, size: RsaBits, _: &mut dyn CryptoRng) -> Result<FakeKey, Error> {
        if self.0 {
            Ok(FakeKey::new(size, &mut rng(1)))
        } else {
            Err(Misuse::Rng.into())
        }
    }
}

#[test]
fn a_key_source_that_is_stuck() {
    let profile = Profile::enfuce_v3();
    let (mut bench, mut issuer) = (Bench::new(&profile), Issuer::fake(&profile));
    let (_, step) = bench.open_with(&mut Stuck(false), Scope::SetPin, "a", 0);
    assert_eq!(
        (&step.events[..], step.why),
        (&[Event::SetPinError][..], error(Misuse::Rng))
    );

    let (mut driver, opened) = bench.open_with(&mut Stuck(true), Scope::SetPin, "b", 0);
    let reply = issuer.answer(&opened.send.unwrap());
    let _ = bench.input_with(&mut Stuck(true), &mut driver, Input::Response(reply.response()));
    assert_eq!(
        bench.input_with(&mut Stuck(true), &mut driver, PIN).state,
        State::Submitted
    );
    let step = bench.input_with(
        &mut Stuck(true),
        &mut driver,
        Input::Response(Reply::invalid().response()),
    );
    assert_eq!(
        (&step.events[..], step.state),
        (&[Event::SetPinError][..], State::Failed)
    );
    assert_eq!(step.why, error(SessionError::KeyReused));
    // In another session it is no better.
    let (_, step) = bench.open_with(&mut Stuck(true), Scope::ViewPin, "c", 0);
    assert_eq!(
        (&step.events[..], step.why),
        (&[Event::ViewPinError][..], error(SessionError::KeyReused))
    );
}

#[test]
fn viewing_has_no_field() {
    let mut bench = Bench::new(&Profile::enfuce_v3());
    let (mut driver, _) = bench.open(Scope::ViewPin, "v", 0);
    for input in [Input::Typed("2580"), PIN, Input::Call(SET_PIN)] {
        refused(
            &bench.input(&mut driver, input),
            State::AwaitingTzpk,
            SessionError::State,
        );
    }
}

#[test]
fn two_sessions_side_by_side() {
    let profile = Profile::enfuce_v3();
    let mut bench = Bench::new(&profile);
    let mut issuers = [Issuer::fake(&profile), Issuer::fake(&profile)];
    let (mut one, first) = bench.open(Scope::SetPin, "1", 0);
    let (mut two, second) = bench.open(Scope::SetPin, "2", 0);
    let replies = [
        issuers[0].answer(&first.send.unwrap()),
        issuers[1].answer(&second.send.unwrap()),
    ];
    // Swapped on the way: one fails, and the other does not notice.
    let step = bench.respond(&mut one, &replies[1]);
    assert_eq!(
        (&step.events[..], step.state),
        (&[Event::SetPinError][..], State::Failed)
    );
    assert_eq!(bench.respond(&mut two, &replies[1]).state, State::Ready);
    let step = bench.input(&mut two, PIN);
    let reply = issuers[1].answer(&step.send.unwrap());
    assert_eq!(bench.respond(&mut two, &reply).events, [Event::SetPinSuccess]);
}

#[test]
fn no_window_changes_a_session() {
    let profile = Profile::enfuce_v3();
    let (mut bench, mut issuer, mut driver) = ready(&profile);
    let origin = "https://bank.example";
    let data = FrameMessage {
        operation: Scope::SetPin,
        control_id: token("a"),
    }
    .to_json();
    let open = data.expose().as_bytes();
    // Nobody is listened to when the parent is not known.
    let step = bench.input(&mut driver, message(origin, Source::Parent, open));
    refused(&step, State::Ready, OriginRefused);

    bench.parent = Some(Parent::new(Origin::new(origin).unwrap()));
    let (mut driver, opened) = bench.open(Scope::SetPin, "b", 0);
    let reply = issuer.answer(&opened.send.unwrap());
    assert_eq!(bench.respond(&mut driver, &reply).state, State::Ready);
    for forged in [
        "null",
        "*",
        "",
        "http://bank.example",
        "https://bank.example.evil.example",
        "https://a.bank.example",
    ] {
        let step = bench.input(&mut driver, message(forged, Source::Parent, open));
        refused(&step, State::Ready, OriginRefused);
    }
    for source in [Source::Own, Source::Other, Source::Frame] {
        let step = bench.input(&mut driver, message(origin, source, open));
        refused(&step, State::Ready, OriginRefused);
    }
    for event in ["set_pin_success", "view_pin_success", "set_pin_error", "no_such_event"] {
        let data = alloc::format!(r#"{{"event":"{event}"}}"#);
        let step = bench.input(&mut driver, message(origin, Source::Parent, data.as_bytes()));
        refused(&step, State::Ready, MessageError::MissingField);
    }
    let step = bench.input(&mut driver, message(origin, Source::Parent, open));
    refused(&step, State::Ready, SessionError::Reused);
    assert!(bench.input(&mut driver, PIN).send.is_some());
}

#[test]
fn debug_shows_no_secret() {
    let (mut bench, mut issuer) = (Bench::new(&Profile::enfuce_v3()), Issuer::fake(&Profile::enfuce_v3()));
    let (mut driver, step) = bench.open(Scope::ViewPin, "bearer-secret", 0);
    let mut text = alloc::format!("{step:?}{driver:?}{:?}{:?}", bench.ledger, Input::Typed("2580"));
    let reply = issuer.answer(&step.send.unwrap());
    let step = bench.respond(&mut driver, &reply);
    text.push_str(&alloc::format!("{step:?}"));
    for secret in ["bearer", "2580", "9071"] {
        assert!(!text.contains(secret), "{text}");
    }
}
