use super::*;
use crate::testing::{Issuer, Pair, bound_to, json, profiles};

fn opened(profile: &Profile) -> ViewPinSession {
    let terms = Terms::new(&json(profile)).unwrap();
    let (pan, token) = bound_to(profile);
    ViewPinSession::new(&terms, "8f14e45f".into(), pan, token).unwrap()
}

#[test]
fn a_pin_is_shown_with_every_binding() {
    for profile in profiles() {
        let (mut session, mut issuer, pair) = (opened(&profile), Issuer::new(&profile), Pair::new(&profile));
        let request = session.ask(&pair.spki(), 0.0).unwrap();
        assert_eq!(request.path(), profile.paths.view);
        let answer = issuer.view(&request.body(), "0739");
        let wrapped = session.take_key(200, None, &answer, 1.0).unwrap();
        assert_eq!(session.digits(), 0);
        session.unwrapped(pair.decrypt(&wrapped, &profile), 2.0).unwrap();
        assert_eq!(session.shown(), [0, 7, 3, 9]);
        assert_eq!(session.digits(), 4);
        session.end();
        assert_eq!(session.digits(), 0);
    }
}

#[test]
fn one_question_and_one_answer() {
    let profile = Profile::enfuce_v3();
    let (mut session, mut issuer, pair) = (opened(&profile), Issuer::new(&profile), Pair::new(&profile));
    let request = session.ask(&pair.spki(), 0.0).unwrap();
    assert_eq!(session.ask(&pair.spki(), 0.0).err(), Some(Failure::STATE));
    let answer = issuer.view(&request.body(), "0739");
    assert!(session.take_key(200, None, &answer, 1.0).is_ok());
    assert_eq!(session.take_key(200, None, &answer, 1.0).err(), Some(Failure::STATE));
    // Another key than the one inside.
    session.unwrapped(vec![0x3b; 16], 2.0).unwrap_err();
    assert_eq!(session.digits(), 0);
    assert_eq!(session.unwrapped(vec![0x3b; 16], 2.0), Err(Failure::STATE));
}

#[test]
fn what_ends_a_session() {
    for profile in profiles() {
        let asked = || {
            let (mut session, pair) = (opened(&profile), Pair::new(&profile));
            let _ = session.ask(&pair.spki(), 0.0).unwrap();
            session
        };
        let failed = |status, body: &[u8]| asked().take_key(status, None, body, 1.0).err().unwrap().class();
        assert_eq!(failed(404, b"{}"), "server_rejected");
        assert_eq!(failed(307, b"{}"), "redirected");
        assert_eq!(failed(200, b"{"), "message");
        let late = asked().take_key(200, None, b"{}", 300_000.0).err().unwrap();
        assert_eq!(late.class(), "session_expired");
    }
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
