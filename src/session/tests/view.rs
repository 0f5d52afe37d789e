//! The typestate of viewing a PIN.

use super::super::testing::*;
use super::super::*;
use crate::device::DeviceKey;
use crate::error::{BlockError, Error, SessionError, UnwrapFailed};
use crate::message::{Request, ViewResponse};
use crate::pin_block::BlockContext;
use crate::profile::Profile;

fn start(profile: &Profile, seed: u64) -> (AwaitingPin<FakeKey>, Request) {
    let key = FakeKey::new(profile.rsa_bits, &mut rng(seed));
    ViewPin::start(token("a"), key, context(profile), profile, ms(0)).unwrap()
}

#[test]
#[cfg(feature = "issuer")]
fn a_pin_is_shown_on_both_profiles() {
    use crate::device::SoftwareKey;
    for profile in [Profile::enfuce_v3(), Profile::aes_iso4()] {
        let mut issuer = Issuer::real(&profile);
        let key = SoftwareKey::generate(profile.rsa_bits, &mut rng(1)).unwrap();
        let (awaiting, request) = ViewPin::start(token("a"), key, context(&profile), &profile, ms(29_999)).unwrap();
        let reply = issuer.answer(&request);
        let shown = awaiting.receive(&reply.response(), ms(31_000), &mut rng(2)).unwrap();
        assert_eq!(digits(shown.pin()), "9071");
    }
}

#[test]
fn the_block_may_be_hex() {
    let profile = Profile::enfuce_v3();
    let mut issuer = Issuer::fake(&profile);
    let (awaiting, request) = start(&profile, 1);
    let Reply(_, _, body) = issuer.answer(&request);
    let mut answer = ViewResponse::from_json(&body).unwrap();
    answer.pin_block = hex::encode(answer.block(&profile).unwrap());
    let reply = Reply::json(answer.to_json());
    let shown = awaiting.receive(&reply.response(), ms(1), &mut rng(2)).unwrap();
    assert_eq!(digits(&shown.into_pin()), "9071");
}

#[test]
fn a_wrong_answer_shows_nothing() {
    let profile = Profile::enfuce_v3();
    let mut issuer = Issuer::fake(&profile);
    let (_, other) = start(&profile, 2);
    let other = issuer.answer(&other);
    let (awaiting, request) = start(&profile, 1);
    let shown = awaiting.receive(&other.response(), ms(1), &mut rng(2));
    assert_eq!(shown.map(drop), Err(UnwrapFailed.into()));

    // The block of another key.
    let (awaiting, _) = start(&profile, 1);
    let own = issuer.answer(&request);
    let mut mixed = ViewResponse::from_json(&own.2).unwrap();
    mixed.pin_block = ViewResponse::from_json(&other.2).unwrap().pin_block;
    let shown = awaiting.receive(&Reply::json(mixed.to_json()).response(), ms(1), &mut rng(2));
    assert_eq!(shown.map(drop), Err(BlockError::Invalid.into()));

    let (awaiting, _) = start(&profile, 1);
    mixed.pin_block = "AAAA".into();
    let shown = awaiting.receive(&Reply::json(mixed.to_json()).response(), ms(1), &mut rng(2));
    assert_eq!(shown.map(drop), Err(Error::Block(BlockError::Length)));
}

#[test]
fn a_validation_error_is_for_setting() {
    let profile = Profile::enfuce_v3();
    let (awaiting, _) = start(&profile, 1);
    let shown = awaiting.receive(&Reply::invalid().response(), ms(1), &mut rng(2));
    assert_eq!(shown.map(drop), Err(SessionError::ServerRejected.into()));
}

#[test]
fn a_key_that_answers_later() {
    let profile = Profile::enfuce_v3();
    let public = FakeKey::new(profile.rsa_bits, &mut rng(1)).public_key().clone();
    let (awaiting, request) =
        ViewPin::start_with_public_key(token("a"), public.clone(), BlockContext::NoPan, &profile, ms(0)).unwrap();
    let reply = Issuer::fake(&profile).answer(&request);
    let mut waiting = awaiting.take(&reply.response(), ms(1)).unwrap();
    assert_eq!(waiting.check(ms(2)), Ok(()));
    let key = fake_unwrap(&public, waiting.wrapped(), &waiting.scheme()).unwrap();
    assert_eq!(digits(waiting.unwrapped(key, ms(3)).unwrap().pin()), "9071");
}
