//! The issuer's engine against a model of it that is small enough to be read at once, over random interleavings of cards,
//! plastics, tokens, exchanges, runs, clocks that jump both ways, stores that fail before or after they wrote, and restarts.
//!
//! Every answer and the whole state must be the model's after every step. Apart from the model, `ghost.rs` counts what must
//! never happen at all: a token that opens or ends twice, a temporary key that serves twice, an acknowledged PIN that is not on
//! the plastic, a PIN that is shown before its run.
//!
//! 10,000 sequences; `ENGINE_MODEL_SEQUENCES` asks for another number.
//!
//! The test sees: each of these 28 faults was put into the engine by itself, and each was found within the 10,000 sequences.
//!
//! - 30 s and the session compared with `<=`; a clock before the issue taken for 0 s; a session without an end;
//! - the token not burnt by opening; not spent by setting; not spent by viewing; its scope not asked;
//! - a view before the run; of a closed plastic; a PIN set for a card that no longer waits; all of that asked only at the
//!   issue;
//! - attempts not counted; one too many; the old temporary key alive after a refused exchange; one temporary key for all;
//! - an answer although the store did not write;
//! - the policy not asked of a set PIN; not asked of a random PIN; the card not `S` after setting; `D` to `W` allowed;
//! - waiting cards produced with a random PIN; a set PIN drawn over; a second plastic without the PIN of the first;
//! - a run missed at its very millisecond; held twice for one due time;
//! - a wrong PIN not counted; tries not given back by a right one;
//! - a sweep that forgets tokens 30 s too early.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "a test may stop at the first fault"
)]

#[path = "engine_model/device.rs"]
mod device;
#[path = "engine_model/flows.rs"]
mod flows;
#[path = "engine_model/ghost.rs"]
mod ghost;
#[path = "engine_model/model.rs"]
mod model;
#[path = "engine_model/op.rs"]
mod op;
#[path = "engine_model/store.rs"]
mod store;
#[path = "engine_model/world.rs"]
mod world;

use std::cell::RefCell;

use pinproof::profile::Profile;
use proptest::test_runner::{Config, TestRunner};

use ghost::Seen;
use world::World;

const MUST_BE_SEEN: [(&str, &str); 31] = [
    ("create", "ok"),
    ("create", "pin_status"),
    ("create", "unavailable"),
    ("pin status", "ok"),
    ("pin status", "pin_status"),
    ("issue", "ok"),
    ("issue", "already_produced"),
    ("issue", "not_produced"),
    ("issue", "no_pin"),
    ("open", "ok"),
    ("open", "token_invalid"),
    ("open", "unavailable"),
    ("exchange", "ok"),
    ("exchange", "token_invalid"),
    ("exchange", "attempts_used"),
    ("exchange", "unavailable"),
    ("set", "ok"),
    ("set", "token_invalid"),
    ("set", "no_key"),
    ("set", "pin_block"),
    ("set", "pin_not_accepted"),
    ("set", "attempts_used"),
    ("set", "unavailable"),
    ("view", "ok"),
    ("view", "token_invalid"),
    ("view", "unavailable"),
    ("verify", "right"),
    ("verify", "wrong"),
    ("verify", "pin_blocked"),
    ("emboss", "unavailable"),
    ("schedule", "ok"),
];

#[test]
fn the_engine_is_the_model() {
    let sequences = std::env::var("ENGINE_MODEL_SEQUENCES").map_or(10_000, |number| number.parse().unwrap());
    let seen = run(&Profile::enfuce_v3(), sequences);
    // A test that never comes to anything would hold as well.
    for (call, answer) in MUST_BE_SEEN {
        let often = seen.often(call, answer);
        // Each comes 60 times or more in 10,000 sequences: chance alone does not get this low.
        assert!(
            often >= sequences / 1_000,
            "{call}: {answer} only {often} times\n{seen:?}"
        );
    }
}

#[test]
fn with_aes_and_the_pan_too() {
    run(&Profile::aes_iso4(), 200);
}

fn run(profile: &Profile, sequences: u32) -> Seen {
    let seen = RefCell::new(Seen::default());
    let config = Config {
        cases: sequences,
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&op::sequences(), |sequence| {
        let mut world = World::new(profile, sequence.seed, sequence.daily);
        for op in sequence.ops {
            world.step(&op);
        }
        seen.borrow_mut().add(&world.end());
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    seen.into_inner()
}
