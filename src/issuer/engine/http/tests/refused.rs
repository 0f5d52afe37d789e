//! What is refused on the way, and how little is told of it.

use super::*;
use crate::issuer::engine::{AuditEvent, Subject, TokenFault};

#[test]
fn unknown_expired_used_and_misused_tokens_look_alike() {
    let mut world = World::new(Profile::enfuce_v3());
    let (_, plastic) = world.card("W");
    let used = world.token(&plastic, "SET_PIN");
    world.send(&open(&used));
    let expired = world.token(&plastic, "SET_PIN");
    world.now += 29_999;
    let in_time = world.token(&plastic, "SET_PIN");
    world.now += 1;
    let unknown = ControlId::new(&"0".repeat(64)).unwrap();
    let answers: Vec<(u16, String)> = [&unknown, &expired, &used]
        .into_iter()
        .map(|id| {
            let answer = world.answer(&open(id));
            (answer.status, answer.body.expose().to_string())
        })
        .collect();
    assert_eq!(answers[0].0, 403);
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    let body = format!(
        "{{\"controlId\":\"{}\",\"publicKey\":\"{}\"}}",
        in_time.as_str(),
        world.key().public_key().to_base64()
    );
    let mut wrong_scope = back_end(Method::Post, "/pin/v3/view", &body);
    wrong_scope.headers.clear();
    assert_eq!(world.answer(&wrong_scope).body.expose(), answers[0].1);

    // The audit trail tells them apart.
    let faults: Vec<TokenFault> = world
        .engine
        .store()
        .audit()
        .iter()
        .filter_map(|record| match record.event {
            AuditEvent::Refused(_, crate::issuer::engine::Refusal::Token(fault)) => Some(fault),
            _ => None,
        })
        .collect();
    use TokenFault::{Expired, Scope, Unknown, Used};
    assert_eq!(faults, [Unknown, Expired, Used, Scope]);
}

#[test]
fn an_id_that_is_nobodys_is_not_in_the_audit_trail() {
    let mut world = World::new(Profile::enfuce_v3());
    let (card, _) = world.card("W");
    world.bank.vouches = true;
    let pan = "5413330089010442";
    let asked = [
        back_end(Method::Post, &format!("/card/v4/{pan}"), "{\"pinStatus\":\"D\"}"),
        control(pan, "SET_PIN"),
    ];
    for request in asked {
        assert_eq!(world.refused(&request), (404, "not_found".into()));
    }
    let known = back_end(Method::Post, &format!("/card/v4/{card}"), "{\"pinStatus\":\"W\"}");
    assert_eq!(world.refused(&known).0, 409);
    let audit = world.engine.store().audit();
    let refused = audit
        .iter()
        .filter(|record| matches!(record.event, AuditEvent::Refused(..)));
    let subjects: Vec<&Subject> = refused.map(|record| &record.subject).collect();
    assert!(
        matches!(subjects[..], [Subject::Engine, Subject::Engine, Subject::Card(id)] if id.as_str() == card),
        "{subjects:?}"
    );
}

#[test]
fn a_control_id_in_a_query_is_refused_and_still_good() {
    let mut world = World::new(Profile::enfuce_v3());
    let (_, plastic) = world.card("W");
    let id = world.token(&plastic, "SET_PIN");
    for name in ["controlId", "CONTROLID", " controlId"] {
        let mut request = open(&id);
        request.query.push((name.to_string(), id.as_str().to_string()));
        assert_eq!(world.refused(&request), (400, "message".into()));
    }
    let mut twice = open(&id);
    twice.body = Body::Form(SecretText::from_string(format!(
        "controlId={0}&controlId={0}",
        id.as_str()
    )));
    assert_eq!(world.refused(&twice), (400, "message".into()));
    assert!(matches!(world.send(&open(&id)), Outcome::Page(Scope::SetPin)));
}

#[test]
fn a_back_end_shows_credentials_and_the_host_vouches() {
    let mut world = World::new(Profile::enfuce_v3());
    let (card, plastic) = world.card("W");
    let mut request = control(&plastic, "SET_PIN");
    for auth in [None, Some(BasicAuth::new("app", "p:s").unwrap())] {
        request.headers = auth
            .map(|auth| ("Authorization".to_string(), auth.header_value()))
            .into_iter()
            .collect();
        assert_eq!(
            world.answer(&request).authenticate,
            Some("Basic realm=\"pin\", charset=\"UTF-8\"")
        );
        assert_eq!(world.refused(&request), (401, "credentials".into()));
    }
    world.bank.vouches = false;
    assert_eq!(world.refused(&control(&plastic, "SET_PIN")), (403, "cardholder".into()));

    let mut nobody = control(&plastic, "SET_PIN");
    nobody.query.clear();
    assert_eq!(world.refused(&nobody), (400, "message".into()));
    assert_eq!(world.refused(&control("0815", "VIEW_PIN")), (403, "cardholder".into()));
    world.bank.vouches = true;
    assert_eq!(world.refused(&control("0815", "VIEW_PIN")), (404, "not_found".into()));
    assert_eq!(world.refused(&control(&plastic, "BOTH")), (400, "message".into()));

    for (path, expected) in [("/card/v4/0815", 404), ("/pin/v3/set", 405), ("/", 404), ("", 404)] {
        assert_eq!(world.refused(&back_end(Method::Get, path, "")).0, expected, "{path}");
    }
    let update = |action: &str| {
        back_end(
            Method::Post,
            &format!("/card/v3/{card}/plastic/{plastic}/update/{action}"),
            "",
        )
    };
    assert_eq!(world.refused(&update("ACTIVATE")), (409, "plastic_status".into()));
    assert_eq!(world.refused(&update("CLOSE")), (409, "plastic_status".into()));
    assert!(world.ok(&update("CANCEL")).expose().contains("CLOSED"));
    assert_eq!(
        world.refused(&control(&plastic, "SET_PIN")),
        (409, "plastic_status".into())
    );
}

#[test]
fn the_pin_status_has_one_move() {
    let mut world = World::new(Profile::enfuce_v3());
    let (card, _) = world.card("W");
    let update = |status: &str| {
        let body = format!("{{\"pinStatus\":\"{status}\"}}");
        back_end(Method::Post, &format!("/card/v4/{card}"), &body)
    };
    let conflict = (409, "pin_status".to_string());
    for status in ["S", "W"] {
        assert_eq!(world.refused(&update(status)), conflict);
    }
    assert!(world.ok(&update("D")).expose().contains("\"pinStatus\":\"D\""));
    for status in ["S", "W", "D"] {
        assert_eq!(world.refused(&update(status)), conflict);
    }
    assert_eq!(world.refused(&update("X")), (400, "message".into()));
    let path = "/card/v4/MC_CARD/customer/1/account/2/MAIN";
    assert_eq!(
        world.refused(&back_end(Method::Post, path, "{\"pinStatus\":\"S\"}")),
        conflict
    );
}
