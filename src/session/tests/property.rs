//! Any inputs in any order.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::super::driver::{Input, State};
use super::super::testing::*;
use crate::message::Scope;
use crate::page::{Event, Incoming, SET_PIN, Source};
use crate::profile::Profile;

#[derive(Clone, Debug)]
enum Play {
    /// The right answer to the last request, though it may have been answered.
    Answer,
    /// An answer that was given before.
    Replay(usize),
    Invalid,
    Garbage(u16, Vec<u8>),
    Network,
    Typed(String),
    Submit(String, Option<String>),
    Call,
    Message(String),
    Cancel,
    Clock(u64),
}

fn pin() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[0-9]{4,6}", 1 => "[0-9]{0,14}", 1 => ".{0,6}"]
}

fn play() -> impl Strategy<Value = Play> {
    prop_oneof![
        12 => Just(Play::Answer),
        2 => (0..8usize).prop_map(Play::Replay),
        5 => Just(Play::Invalid),
        1 => (prop_oneof![Just(200u16), any::<u16>()], any::<Vec<u8>>()).prop_map(|(status, body)| Play::Garbage(status, body)),
        1 => Just(Play::Network),
        3 => pin().prop_map(Play::Typed),
        8 => (pin(), proptest::option::weighted(0.2, pin())).prop_map(|(pin, repeat)| Play::Submit(pin, repeat)),
        3 => Just(Play::Call),
        1 => ".{0,20}".prop_map(Play::Message),
        1 => Just(Play::Cancel),
        2 => prop_oneof![9 => 0..300_000u64, 1 => any::<u64>()].prop_map(Play::Clock),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn one_end_and_one_pin_for_each_key(
        flow in prop_oneof![4 => Just(Scope::SetPin), 1 => Just(Scope::ViewPin)],
        aes in any::<bool>(),
        plays in proptest::collection::vec(play(), 0..40),
    ) {
        let profile = if aes { Profile::aes_iso4() } else { Profile::enfuce_v3() };
        let (mut bench, mut issuer) = (Bench::new(&profile), Issuer::fake(&profile));
        let (mut driver, opened) = bench.open(flow, "a", 0);
        let mut pending = opened.send.map(|request| issuer.answer(&request));
        let mut given: Vec<Reply> = Vec::new();
        let (mut ends, mut pins_sent, mut before) = (0, 0_u8, opened.state);
        for play in plays {
            let reply = match &play {
                Play::Answer => pending.clone(),
                Play::Replay(at) => given.get(*at).cloned(),
                Play::Invalid => Some(Reply::invalid()),
                Play::Garbage(status, body) => Some(Reply(*status, Some("application/json"), body.clone())),
                _ => None,
            };
            let data;
            let input = match &play {
                Play::Answer | Play::Replay(_) | Play::Invalid | Play::Garbage(..) => match &reply {
                    Some(reply) => Input::Response(reply.response()),
                    None => continue,
                },
                Play::Network => Input::NetworkError,
                Play::Typed(text) => Input::Typed(text),
                Play::Submit(pin, repeat) => Input::Submit { pin, repeat: repeat.as_deref() },
                Play::Call => Input::Call(SET_PIN),
                Play::Message(text) => {
                    data = text.as_bytes();
                    Input::Message(Incoming { origin: text, source: Source::Parent, data })
                }
                Play::Cancel => Input::Cancel,
                Play::Clock(now) => Input::Clock(ms(*now)),
            };
            given.extend(reply.clone());
            let step = bench.input(&mut driver, input);

            prop_assert_eq!(step.state, driver.state());
            let finals = step.events.iter().filter(|event| event.is_final()).count();
            ends += finals;
            prop_assert_eq!(ends, usize::from(step.state.is_over()));
            if before.is_over() {
                prop_assert_eq!(step.state, before);
                prop_assert!(step.events.is_empty() && step.send.is_none());
            }
            let success = [Event::SetPinSuccess, Event::ViewPinSuccess];
            let told = step.events.iter().any(|event| success.contains(event));
            prop_assert_eq!(told, !before.is_over() && step.state == State::Done);
            prop_assert_eq!(step.shown.is_some(), step.events.contains(&Event::ViewPinSuccess));
            if step.is_refusal() {
                prop_assert_eq!(step.state, before);
                prop_assert!(step.send.is_none());
            }
            if let Some(request) = step.send {
                let is_pin = request.path == profile.paths.set;
                prop_assert_eq!(step.state, if is_pin { State::Submitted } else { State::AwaitingTzpk });
                prop_assert_ne!(step.state, before);
                pins_sent += u8::from(is_pin);
                // Takes the TZPK away, and so finds a second PIN under it.
                pending = Some(issuer.answer(&request));
            }
            before = step.state;
        }
        prop_assert!(pins_sent <= profile.attempts);
        let mut keys = issuer.keys.clone();
        keys.sort();
        keys.dedup();
        prop_assert_eq!(keys.len(), issuer.keys.len());
    }
}
