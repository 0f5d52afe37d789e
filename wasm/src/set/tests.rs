use super::*;
use crate::testing::{Issuer, Pair, bound_to, json, profiles};

const PROBLEM: &str = "application/problem+json";
const REFUSED: &[u8] = br#"{"type":"about:blank","status":422,"code":"pin"}"#;

fn opened(profile: &Profile) -> SetPinSession {
    let terms = Terms::new(&json(profile)).unwrap();
    let (pan, token) = bound_to(profile);
    SetPinSession::new(&terms, "8f14e45f".into(), pan, token).unwrap()
}

/// The issuer's key is here.
fn ready(session: &mut SetPinSession, issuer: &mut Issuer, profile: &Profile) {
    let pair = Pair::new(profile);
    let request = session.ask(&pair.spki(), 100.0).unwrap();
    assert_eq!(request.path(), profile.paths.tzpk);
    assert_eq!(request.content_type(), "application/json");
    let answer = issuer.tzpk(&request.body());
    let wrapped = session.take_key(200, None, &answer, 200.0).unwrap();
    session.unwrapped(pair.decrypt(&wrapped, profile), 300.0).unwrap();
}

#[test]
fn a_pin_is_set_with_every_binding() {
    for profile in profiles() {
        let (mut session, mut issuer) = (opened(&profile), Issuer::new(&profile));
        ready(&mut session, &mut issuer, &profile);
        let request = session.submit("0739".into(), "0739".into(), 400.0).unwrap();
        assert_eq!(request.path(), profile.paths.set);
        assert_eq!(issuer.opens(&request.body()), [0, 7, 3, 9]);
        assert_eq!(session.take_outcome(200, None, b"{}", 500.0), Ok(true));
    }
}

#[test]
fn a_refused_entry_leaves_the_session_ready() {
    let profile = Profile::enfuce_v3();
    let (mut session, mut issuer) = (opened(&profile), Issuer::new(&profile));
    ready(&mut session, &mut issuer, &profile);
    for (pin, repeat, class) in [
        ("073", "073", "pin_length"),
        ("07a9", "07a9", "pin_charset"),
        ("0739", "0793", "pin_mismatch"),
        ("0739", "", "pin_mismatch"),
    ] {
        let refused = session.submit(pin.into(), repeat.into(), 400.0).err().unwrap();
        assert_eq!(refused.class(), class);
    }
    assert_eq!(session.objection("073".into()).as_deref(), Some("pin_length"));
    assert_eq!(session.objection("0739".into()), None);
    assert!(session.submit("0739".into(), "0739".into(), 400.0).is_ok());
    // A second tap.
    let again = session.submit("0739".into(), "0739".into(), 400.0).err();
    assert_eq!(again, Some(Failure::STATE));
    assert_eq!(session.take_outcome(200, None, b"{}", 500.0), Ok(true));
}

#[test]
fn another_pin_takes_another_key_pair() {
    let profile = Profile::aes_iso4();
    let (mut session, mut issuer) = (opened(&profile), Issuer::new(&profile));
    ready(&mut session, &mut issuer, &profile);
    session.submit("1111".into(), "1111".into(), 400.0).unwrap();
    let refused = session.take_outcome(422, Some(PROBLEM.into()), REFUSED, 500.0);
    assert_eq!(refused, Ok(false));
    assert_eq!(
        session.submit("2580".into(), "2580".into(), 600.0).err(),
        Some(Failure::STATE)
    );
    ready(&mut session, &mut issuer, &profile);
    let request = session.submit("2580".into(), "2580".into(), 700.0).unwrap();
    assert_eq!(issuer.opens(&request.body()), [2, 5, 8, 0]);
}

#[test]
fn what_ends_a_session() {
    let profile = Profile::enfuce_v3();
    let asked = || {
        let (mut session, pair) = (opened(&profile), Pair::new(&profile));
        let _ = session.ask(&pair.spki(), 0.0).unwrap();
        session
    };
    for (status, body, class) in [
        (503, &b"{}"[..], "server_rejected"),
        (302, b"{}", "redirected"),
        (200, b"<html>", "message"),
        (200, br#"{"tzpk":"AAAA"}"#, "exchange"),
    ] {
        let mut session = asked();
        let failed = session.take_key(status, None, body, 1.0).err().unwrap();
        assert_eq!(failed.class(), class);
        let over = session.take_key(status, None, body, 1.0);
        assert_eq!(over.err(), Some(Failure::STATE));
    }
    let mut session = asked();
    let failed = session.take_key(200, None, b"{}", 300_000.0).err().unwrap();
    assert_eq!(failed.class(), "session_expired");
    assert_eq!(session.take_key(200, None, b"{}", 1.0).err(), Some(Failure::STATE));
}

#[test]
fn a_bound_block_needs_to_know_to_what() {
    let number = || Some(String::from("4111111111111111"));
    let [none, pan, token] = profiles();
    let open = |profile: &Profile, pan, token| {
        let terms = Terms::new(&json(profile)).unwrap();
        SetPinSession::new(&terms, "8f14e45f".into(), pan, token).is_ok()
    };
    assert!(open(&none, number(), number()));
    assert!(open(&pan, number(), None) && !open(&pan, None, number()) && !open(&pan, None, None));
    assert!(open(&token, None, number()) && !open(&token, number(), None) && !open(&token, None, None));
    assert!(!open(&pan, Some("4111 1111".into()), None));
}

#[test]
fn a_control_id_and_a_key_are_looked_at() {
    let terms = Terms::new(&json(&Profile::enfuce_v3())).unwrap();
    assert!(SetPinSession::new(&terms, String::new(), None, None).is_err());
    assert!(SetPinSession::new(&terms, "a b".into(), None, None).is_err());
    let mut session = opened(&Profile::enfuce_v3());
    assert!(session.ask(b"no key", 0.0).is_err());
    // Of another length than the profile's.
    let other = Pair::new(&Profile::aes_iso4());
    assert!(session.ask(&other.spki(), 0.0).is_err());
}

#[test]
fn the_session_counts_from_the_opening_of_the_page() {
    let profile = Profile::enfuce_v3();
    let ask = |now| {
        let (mut session, pair) = (opened(&profile), Pair::new(&profile));
        session.ask(&pair.spki(), now).map(drop).map(|()| session)
    };
    // Longer than a control token waits for its page, which is here.
    let answered = |now| {
        let mut session = ask(45_000.0).unwrap();
        session.take_key(200, None, b"{}", now).err().unwrap().class()
    };
    assert_eq!(answered(299_999.0), "message");
    assert_eq!(answered(300_000.0), "session_expired");
    assert_eq!(ask(300_000.0).err().unwrap().class(), "session_expired");
}
