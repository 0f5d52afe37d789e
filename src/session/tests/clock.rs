//! What comes too late, turn by turn.

use super::super::testing::*;
use super::super::*;
use crate::error::{Error, SessionError};
use crate::pin::policy::PinFacts;
use crate::pin_block::BlockContext;
use crate::profile::Profile;

const EXPIRED: Error = Error::Session(SessionError::Expired);

fn start(now: u64) -> Result<(AwaitingTzpk<FakeKey>, Reply), Error> {
    let profile = Profile::enfuce_v3();
    let key = FakeKey::new(profile.rsa_bits, &mut rng(1));
    let (awaiting, request) = SetPin::start(token("a"), key, BlockContext::NoPan, &profile, ms(now))?;
    Ok((awaiting, Issuer::fake(&profile).answer(&request)))
}

fn ready() -> Ready {
    let (awaiting, reply) = start(0).unwrap();
    awaiting.receive(&reply.response(), ms(1), &mut rng(2)).unwrap()
}

fn submit(ready: Ready, now: u64) -> Result<Submitted, Error> {
    let accepted = ready.accept_entry("2580", None, &PinFacts::default()).unwrap();
    Ok(ready.submit(accepted, ms(now), &mut rng(3))?.0)
}

#[test]
fn the_token() {
    assert!(start(29_000).is_ok());
    assert!(start(29_999).is_ok());
    assert_eq!(start(30_000).map(drop), Err(EXPIRED));
    assert_eq!(start(31_000).map(drop), Err(EXPIRED));
    let profile = Profile::enfuce_v3();
    let view = |now| {
        let key = FakeKey::new(profile.rsa_bits, &mut rng(1));
        ViewPin::start(token("a"), key, BlockContext::NoPan, &profile, ms(now)).map(drop)
    };
    assert_eq!((view(29_999), view(30_000)), (Ok(()), Err(EXPIRED)));
}

#[test]
fn every_turn_of_the_session() {
    let receive = |opened: u64, now| {
        let (awaiting, reply) = start(opened).unwrap();
        awaiting.receive(&reply.response(), ms(now), &mut rng(2)).map(drop)
    };
    // The token's thirty seconds are no limit any more.
    assert_eq!(receive(0, 299_999), Ok(()));
    assert_eq!(receive(0, 300_000), Err(EXPIRED));
    assert_eq!(receive(29_000, 328_999), Ok(()));
    assert_eq!(receive(29_000, 329_000), Err(EXPIRED));

    assert!(submit(ready(), 299_999).is_ok());
    assert_eq!(submit(ready(), 300_000).map(drop), Err(EXPIRED));

    let done = Reply::json("{}");
    let set = |now| {
        submit(ready(), 10)
            .unwrap()
            .receive(&done.response(), ms(now))
            .map(drop)
    };
    assert_eq!((set(299_999), set(300_000)), (Ok(()), Err(EXPIRED)));

    let retry = |now| {
        let submitted = submit(ready(), 10).unwrap();
        let Outcome::Invalid(retry) = submitted.receive(&Reply::invalid().response(), ms(11)).unwrap() else {
            panic!("set");
        };
        let key = FakeKey::new(Profile::enfuce_v3().rsa_bits, &mut rng(5));
        retry.start(key, ms(now)).map(drop)
    };
    assert_eq!((retry(299_999), retry(300_000)), (Ok(()), Err(EXPIRED)));
}

#[test]
fn a_clock_that_goes_back_does_not_bring_a_session_back() {
    let mut ready = ready();
    assert_eq!(ready.check(ms(299_999)), Ok(()));
    assert_eq!(ready.check(ms(86_400_000)), Err(EXPIRED));
    assert_eq!(ready.check(ms(5)), Err(EXPIRED));
    assert_eq!(submit(ready, 5).map(drop), Err(EXPIRED));

    // An hour back and an hour on again: the life is no longer for it.
    let mut ready = self::ready();
    assert_eq!(ready.check(ms(200_000)), Ok(()));
    assert_eq!(ready.check(ms(0)), Ok(()));
    let submitted = submit(ready, 100_000).unwrap();
    let late = submitted.receive(&Reply::json("{}").response(), ms(300_000));
    assert_eq!(late.map(drop), Err(EXPIRED));
}
