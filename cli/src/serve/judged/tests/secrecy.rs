//! Nothing that is kept, shown or written holds what must not be known.

use super::*;
use crate::args::Format;

#[test]
fn no_report_holds_an_id_a_key_or_a_block() {
    let run = Run::set();
    let id = run.id();
    let key = public_key(1);
    let text = format!(r#"{{"controlId":"{id}","publicKey":"{key}","pin90817263":"90817263","note":"hush-note"}}"#);
    run.send(run.page().header("user-agent", &id));
    let agent = format!("wallet/3.2 55443322 pin/{id} {id}/1 pin/90817263");
    run.send(
        run.page()
            .query("controlId", &id)
            .query("pin=55443322", "55443322")
            .header("user-agent", "hush 55443322 pin/90817263"),
    );
    run.send(run.page().header("user-agent", &agent));
    run.send(run.page().header("user-agent", "wallet/3.2 hush 55443322 pin/90817263"));
    run.send(
        run.key("")
            .json(&text)
            .header("cookie", "hush-cookie=1")
            .header("authorization", "Basic c2VjcmV0"),
    );
    run.send(run.pin().header("referer", &format!("https://hush.example/{id}")));
    let mut all = format!("{:?}", run.judged.0.as_ref().unwrap().record.lock().unwrap().sessions);
    for format in [
        Format::Text,
        Format::Json,
        Format::Junit,
        Format::Html,
        Format::Markdown,
        Format::Badge,
    ] {
        let mut out = Vec::new();
        run.judged.write(&mut out, format).unwrap();
        all.push_str(std::str::from_utf8(&out).unwrap());
    }
    assert!(all.contains("no-more-fields") && all.contains("`note`"));
    assert!(all.contains("wallet/3"), "who was judged");
    for secret in [
        id.as_str(),
        &key,
        "AAECAwQFBgc",
        "90817263",
        "55443322",
        "hush",
        "c2VjcmV0",
    ] {
        assert!(!all.contains(secret), "{secret} is in what is kept");
    }
}

#[test]
fn what_is_kept_is_bounded() {
    let run = Run::set();
    for _ in 0..200 {
        run.send(run.pin());
    }
    for _ in 0..1100 {
        run.issue(Scope::SetPin);
    }
    let record = run.judged.0.as_ref().unwrap().record.lock().unwrap();
    assert_eq!((record.sessions.len(), record.beyond), (1000, 101));
    let first = record.sessions.values().find(|session| session.number == 1).unwrap();
    assert_eq!((first.requests.len(), first.beyond), (64, 136));
}

#[test]
fn switched_off_it_keeps_nothing() {
    let mut run = Run::set();
    run.judged = Judged::off();
    run.issue(Scope::SetPin);
    run.good(&public_key(1));
    assert!(run.judged.0.is_none());
    assert!(run.judged.write(&mut Vec::new(), Format::Text).is_err());
}
