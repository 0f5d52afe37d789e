//! The typestate of setting a PIN.

use super::super::testing::*;
use super::super::*;
use crate::device::DeviceKey;
use crate::error::{Error, PinRefused, SessionError, UnwrapFailed};
use crate::message::Request;
use crate::pin::policy::{PinFacts, PinPolicy};
use crate::pin_block::BlockContext;
use crate::profile::Profile;
use crate::secret::SecretBytes;

fn start(profile: &Profile, seed: u64) -> (AwaitingTzpk<FakeKey>, Request) {
    let key = FakeKey::new(profile.rsa_bits, &mut rng(seed));
    SetPin::start(token("a"), key, context(profile), profile, ms(0)).unwrap()
}

fn ready(profile: &Profile, issuer: &mut Issuer, seed: u64) -> Ready {
    let (awaiting, request) = start(profile, seed);
    let reply = issuer.answer(&request);
    awaiting.receive(&reply.response(), ms(1), &mut rng(2)).unwrap()
}

fn accept(ready: &Ready, pin: &str) -> Accepted {
    ready.accept_entry(pin, Some(pin), &PinFacts::default()).unwrap()
}

#[test]
#[cfg(feature = "issuer")]
fn a_pin_is_set_on_both_profiles() {
    use crate::device::SoftwareKey;
    for profile in [Profile::enfuce_v3(), Profile::aes_iso4()] {
        let mut issuer = Issuer::real(&profile);
        let key = SoftwareKey::generate(profile.rsa_bits, &mut rng(1)).unwrap();
        let (awaiting, request) = SetPin::start(token("a"), key, context(&profile), &profile, ms(29_999)).unwrap();
        let reply = issuer.answer(&request);
        let ready = awaiting.receive(&reply.response(), ms(31_000), &mut rng(2)).unwrap();
        let accepted = accept(&ready, "0042");
        let (submitted, request) = ready.submit(accepted, ms(60_000), &mut rng(3)).unwrap();
        let reply = issuer.answer(&request);
        let outcome = submitted.receive(&reply.response(), ms(60_100)).unwrap();
        assert!(matches!(outcome, Outcome::Set));
        assert_eq!(issuer.pins[0].0, "0042");
    }
}

#[test]
#[cfg(feature = "issuer")]
fn a_key_store_that_has_sha_1_in_mgf1_whatever_it_is_told() {
    use crate::device::{Hash, SoftwareKey};
    let mut sha1 = Profile::enfuce_v3();
    sha1.oaep.mgf_hash = Hash::Sha1;
    let start = |profile: &Profile| {
        let key = SoftwareKey::generate(profile.rsa_bits, &mut rng(1)).unwrap();
        SetPin::start(token("a"), key, BlockContext::NoPan, profile, ms(0)).unwrap()
    };
    for (device, issuer, result) in [
        (&sha1, &sha1, Ok(())),
        (&sha1, &Profile::enfuce_v3(), Err(UnwrapFailed.into())),
        (&Profile::enfuce_v3(), &sha1, Err(UnwrapFailed.into())),
    ] {
        let (awaiting, request) = start(device);
        let reply = Issuer::real(issuer).answer(&request);
        let ready = awaiting.receive(&reply.response(), ms(1), &mut rng(2));
        assert_eq!(ready.map(drop), result);
    }
    let (awaiting, request) = start(&sha1);
    let reply = Issuer::real(&sha1).answer(&request);
    let unwrapping = awaiting.take(&reply.response(), ms(1)).unwrap();
    assert_eq!(unwrapping.scheme().oaep.mgf_hash, Hash::Sha1);
}

#[test]
fn the_requests_go_where_the_profile_says_and_the_token_is_in_the_body_alone() {
    let profile = Profile::enfuce_v3();
    let mut issuer = Issuer::fake(&profile);
    let key = FakeKey::new(profile.rsa_bits, &mut rng(1));
    let (awaiting, first) = SetPin::start(token("bearer-7"), key, BlockContext::NoPan, &profile, ms(0)).unwrap();
    let reply = issuer.answer(&first);
    let ready = awaiting.receive(&reply.response(), ms(1), &mut rng(2)).unwrap();
    let accepted = accept(&ready, "1357");
    let (_, second) = ready.submit(accepted, ms(2), &mut rng(3)).unwrap();
    for (request, path) in [(&first, "/pin/v3/set/tzpk"), (&second, "/pin/v3/set")] {
        assert_eq!(request.path, path);
        assert!(!request.target().contains("bearer-7"));
        assert!(request.headers.is_empty());
        let body = core::str::from_utf8(request.body.as_bytes()).unwrap();
        assert!(body.contains(r#""controlId":"bearer-7""#));
        assert!(!body.contains("1357"));
    }
}

#[test]
fn a_pin_that_the_policy_refuses_leaves_the_session_ready() {
    let mut profile = Profile::aes_iso4();
    profile.pin_policy = PinPolicy::strict_4();
    profile.pin_policy.pan_tail = true;
    let ready = ready(&profile, &mut Issuer::fake(&profile), 1);
    let entry = |pin, repeat| {
        ready
            .accept_entry(pin, repeat, &PinFacts::default())
            .map(drop)
            .unwrap_err()
    };
    assert_eq!(entry("1234", None), PinRefused::Sequence);
    assert_eq!(entry("2580", Some("2508")), PinRefused::Mismatch);
    // The PAN of the session, though nobody named it as a fact.
    assert_eq!(entry("0011", None), PinRefused::Context);
    assert_eq!(
        ready.accept("1111".parse().unwrap(), &PinFacts::default()).map(drop),
        Err(PinRefused::Repeat)
    );
    let accepted = accept(&ready, "2580");
    assert!(ready.submit(accepted, ms(2), &mut rng(3)).is_ok());
}

#[test]
fn a_pin_of_another_session_is_not_sent() {
    let profile = Profile::enfuce_v3();
    let mut issuer = Issuer::fake(&profile);
    let (one, other) = (ready(&profile, &mut issuer, 1), ready(&profile, &mut issuer, 2));
    let accepted = accept(&one, "2580");
    let refused = other.submit(accepted, ms(2), &mut rng(3));
    assert_eq!(refused.map(drop), Err(SessionError::Foreign.into()));
    // One that was accepted before the keys changed is another's, too.
    let (kept, sent) = (accept(&one, "2580"), accept(&one, "1379"));
    let (submitted, _) = one.submit(sent, ms(2), &mut rng(3)).unwrap();
    let Outcome::Invalid(retry) = submitted.receive(&Reply::invalid().response(), ms(3)).unwrap() else {
        panic!("set");
    };
    let key = FakeKey::new(profile.rsa_bits, &mut rng(9));
    let (awaiting, request) = retry.start(key, ms(4)).unwrap();
    let reply = issuer.answer(&request);
    let ready = awaiting.receive(&reply.response(), ms(5), &mut rng(2)).unwrap();
    let refused = ready.submit(kept, ms(6), &mut rng(3));
    assert_eq!(refused.map(drop), Err(SessionError::Foreign.into()));
}

/// Sends a PIN that the issuer does not like.
fn invalid(ready: Ready, now: u64) -> Result<Outcome, Error> {
    let accepted = accept(&ready, "2580");
    let (submitted, _) = ready.submit(accepted, ms(now), &mut rng(3)).unwrap();
    submitted.receive(&Reply::invalid().response(), ms(now))
}

#[test]
fn a_pin_that_the_issuer_refuses_needs_new_keys() {
    let profile = Profile::enfuce_v3();
    let mut issuer = Issuer::fake(&profile);
    let Outcome::Invalid(retry) = invalid(ready(&profile, &mut issuer, 1), 2).unwrap() else {
        panic!("set");
    };
    let key = FakeKey::new(profile.rsa_bits, &mut rng(2));
    let (awaiting, request) = retry.start(key, ms(3)).unwrap();
    let reply = issuer.answer(&request);
    let ready = awaiting.receive(&reply.response(), ms(4), &mut rng(2)).unwrap();
    let accepted = accept(&ready, "1379");
    let (submitted, request) = ready.submit(accepted, ms(5), &mut rng(3)).unwrap();
    let reply = issuer.answer(&request);
    assert!(matches!(
        submitted.receive(&reply.response(), ms(6)).unwrap(),
        Outcome::Set
    ));
    assert_ne!(issuer.keys[0], issuer.keys[1]);

    // The same key pair again.
    let Outcome::Invalid(retry) = invalid(self::ready(&profile, &mut issuer, 1), 2).unwrap() else {
        panic!("set");
    };
    let key = FakeKey::new(profile.rsa_bits, &mut rng(1));
    assert_eq!(retry.start(key, ms(3)).map(drop), Err(SessionError::KeyReused.into()));
}

#[test]
fn attempts_are_counted_the_first_included() {
    for attempts in 1..=3_u8 {
        let mut profile = Profile::enfuce_v3();
        profile.attempts = attempts;
        let mut issuer = Issuer::fake(&profile);
        let mut now = ready(&profile, &mut issuer, 100);
        for round in 1.. {
            match invalid(now, 2) {
                Ok(Outcome::Invalid(retry)) => {
                    assert!(round < attempts);
                    let key = FakeKey::new(profile.rsa_bits, &mut rng(100 + u64::from(round)));
                    let (awaiting, request) = retry.start(key, ms(3)).unwrap();
                    let reply = issuer.answer(&request);
                    now = awaiting.receive(&reply.response(), ms(4), &mut rng(2)).unwrap();
                }
                Ok(Outcome::Set) => panic!("set"),
                Err(error) => {
                    assert_eq!((round, error), (attempts, SessionError::Attempts.into()));
                    break;
                }
            }
        }
    }
}

#[test]
fn nothing_serves_twice() {
    let profile = Profile::enfuce_v3();
    let key = |byte: u8| [byte, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
    let again = |first: &[u8], second: &[u8]| {
        let mut issuer = Issuer::fake(&profile);
        let (awaiting, request) = start(&profile, 1);
        let reply = issuer.answer_with(&request, first);
        let ready = awaiting.receive(&reply.response(), ms(1), &mut rng(2)).unwrap();
        let Outcome::Invalid(retry) = invalid(ready, 2).unwrap() else {
            panic!("set");
        };
        let (awaiting, request) = retry.start(FakeKey::new(profile.rsa_bits, &mut rng(2)), ms(3)).unwrap();
        let fresh = issuer.answer_with(&request, second);
        let replayed = awaiting.receive(&fresh.response(), ms(4), &mut rng(2)).map(drop);
        let (awaiting, _) = start(&profile, 1);
        let ready = awaiting.receive(&reply.response(), ms(1), &mut rng(2)).unwrap();
        let Outcome::Invalid(retry) = invalid(ready, 2).unwrap() else {
            panic!("set");
        };
        let (awaiting, _) = retry.start(FakeKey::new(profile.rsa_bits, &mut rng(2)), ms(3)).unwrap();
        let stale = awaiting.receive(&reply.response(), ms(4), &mut rng(2)).map(drop);
        (replayed, stale)
    };
    let replayed = Err(SessionError::Replayed.into());
    assert_eq!(again(&key(0x20), &key(0x40)), (Ok(()), replayed));
    assert_eq!(again(&key(0x20), &key(0x20)), (replayed, replayed));
    // The same key, but for parity.
    assert_eq!(again(&key(0x20), &key(0x21)), (replayed, replayed));
}

#[test]
fn a_published_key_does_not_unwrap() {
    let profile = Profile::enfuce_v3();
    let (awaiting, request) = start(&profile, 1);
    let sample = hex::decode("00112233445566778899aabbccddeeff").unwrap();
    let reply = Issuer::fake(&profile).answer_with(&request, &sample);
    let refused = awaiting.receive(&reply.response(), ms(1), &mut rng(2));
    assert_eq!(refused.map(drop), Err(UnwrapFailed.into()));
}

#[test]
fn an_answer_for_another_key_pair_does_not_unwrap() {
    let profile = Profile::enfuce_v3();
    let mut issuer = Issuer::fake(&profile);
    let (one, first) = start(&profile, 1);
    let (other, second) = start(&profile, 2);
    let (first, second) = (issuer.answer(&first), issuer.answer(&second));
    for (awaiting, reply) in [(one, second), (other, first)] {
        let swapped = awaiting.receive(&reply.response(), ms(1), &mut rng(2));
        assert_eq!(swapped.map(drop), Err(UnwrapFailed.into()));
    }
}

#[test]
fn a_key_that_answers_later() {
    let profile = Profile::enfuce_v3();
    let mut issuer = Issuer::fake(&profile);
    let unwrapping = |issuer: &mut Issuer| {
        let public = FakeKey::new(profile.rsa_bits, &mut rng(1)).public_key().clone();
        let (awaiting, request) =
            SetPin::start_with_public_key(token("a"), public.clone(), BlockContext::NoPan, &profile, ms(0)).unwrap();
        let reply = issuer.answer(&request);
        let unwrapping = awaiting.take(&reply.response(), ms(1)).unwrap();
        let key = fake_unwrap(&public, unwrapping.wrapped(), &unwrapping.scheme()).unwrap();
        (unwrapping, key)
    };
    let (waiting, key) = unwrapping(&mut issuer);
    let ready = waiting.unwrapped(key, ms(2)).unwrap();
    let accepted = accept(&ready, "2580");
    let (submitted, request) = ready.submit(accepted, ms(3), &mut rng(3)).unwrap();
    issuer.answer(&request);
    assert_eq!(issuer.pins[0].0, "2580");
    let Outcome::Invalid(retry) = submitted.receive(&Reply::invalid().response(), ms(4)).unwrap() else {
        panic!("set");
    };
    let public = FakeKey::new(profile.rsa_bits, &mut rng(2)).public_key().clone();
    assert!(retry.start_with_public_key(public, ms(5)).is_ok());

    let (waiting, _) = unwrapping(&mut issuer);
    let short = waiting.unwrapped(SecretBytes::copy_from(&[1; 15]), ms(2));
    assert_eq!(short.map(drop), Err(UnwrapFailed.into()));
    let (waiting, key) = unwrapping(&mut issuer);
    let late = waiting.unwrapped(key, ms(300_000));
    assert_eq!(late.map(drop), Err(SessionError::Expired.into()));
    let (mut waiting, _) = unwrapping(&mut issuer);
    assert_eq!(waiting.check(ms(299_999)), Ok(()));
    assert_eq!(waiting.check(ms(300_000)), Err(SessionError::Expired.into()));
}
