//! The reports of judged sessions.

use std::thread;
use std::time::{Duration, Instant};

use pinproof::conformance::report::{Results, exit};

use super::*;
use crate::args::Format;

fn written(run: &Run, format: Format) -> (u8, String) {
    let mut out = Vec::new();
    let code = run.judged.write(&mut out, format).unwrap();
    (code, String::from_utf8(out).unwrap())
}

fn wrong() -> Run {
    let run = Run::set();
    run.good(&public_key(1));
    run.issue(Scope::SetPin);
    run.send(run.page())
        .send(run.key(&public_key(1)))
        .send(run.pin().fault("html", true))
        .send(run.pin());
    run
}

#[test]
fn exit_codes_are_those_of_a_run() {
    let profile = Profile::enfuce_v3();
    let nobody = Judged::new(&profile);
    assert_eq!(
        nobody.write(&mut Vec::new(), Format::Text).unwrap(),
        exit::NOTHING_TESTED
    );
    let run = Run::set();
    run.good(&public_key(1));
    assert_eq!(written(&run, Format::Text).0, exit::AS_EXPECTED);
    assert_eq!(written(&wrong(), Format::Text).0, exit::FAILED);
}

#[test]
fn results_read_back_and_name_the_rules() {
    let (code, json) = written(&wrong(), Format::Json);
    let results = Results::from_json(&json).unwrap();
    assert_eq!(results.exit, code);
    let failed = results.cases.iter().filter(|case| case.fails_the_run(false));
    let failed: Vec<&str> = failed.map(|case| case.id.as_str()).collect();
    assert_eq!(
        failed,
        ["judged_002_set_pin/key-once", "judged_002_set_pin/one-pin-a-tzpk"]
    );
    let case = results
        .cases
        .iter()
        .find(|case| case.id.ends_with("/one-pin-a-tzpk") && case.detail.is_some())
        .unwrap();
    let detail = case.detail.as_deref().unwrap();
    assert!(
        detail.starts_with("request 4 (PIN block): a second PIN block"),
        "{detail}"
    );
    assert!(detail.contains("session_order/two-taps"), "{detail}");
}

#[test]
fn every_form_is_written() {
    let run = wrong();
    for (format, words) in [
        (Format::Text, "judged_002_set_pin"),
        (Format::Junit, "<testsuites>"),
        (Format::Markdown, "key-once"),
        (Format::Badge, "<svg"),
    ] {
        let text = written(&run, format).1;
        assert!(text.contains(words), "{format:?}: {text}");
        assert!(Judged::content_type(format).contains('/'));
    }
}

#[test]
fn the_page_draws_each_session() {
    let html = written(&wrong(), Format::Html).1;
    assert_eq!(html.matches("<svg class=\"sequence\"").count(), 2);
    for words in [
        "4. PIN block",
        "2. public key (RSA-2048)",
        "fault: html",
        ">one-pin-a-tzpk<",
        ">key-once<",
        "the PIN was set",
        "it failed",
        "SET_PIN: it failed, 2 rules broken",
        "Client: 1. page. Service: 200 page.",
    ] {
        assert!(html.contains(words), "no `{words}`");
    }
    // Only the kit's own script, none in a picture.
    assert_eq!(html.matches("<script").count(), 1);
}

#[test]
fn with_many_sessions_the_wrong_ones_are_drawn() {
    let run = Run::set();
    for _ in 0..60 {
        run.issue(Scope::SetPin);
    }
    run.send(run.page()).send(run.page().problem(403, "token_invalid"));
    let html = written(&run, Format::Html).1;
    assert_eq!(html.matches("<svg class=\"sequence\"").count(), 50);
    assert!(html.contains("50 of 61 sessions are drawn.") && html.contains("id=\"sequence-61\""));
}

#[test]
fn strange_requests_are_advice() {
    let run = Run::set();
    run.good(&public_key(1));
    run.id.replace("not-issued-here".to_owned());
    run.send(run.page().problem(403, "token_invalid"));
    let (code, text) = written(&run, Format::Text);
    assert_eq!(code, exit::AS_EXPECTED);
    assert!(text.contains("judged_all/known-tokens"), "{text}");
}

#[test]
fn a_run_that_was_too_long_to_judge_has_not_passed() {
    let run = Run::set();
    run.good(&public_key(1));
    for _ in 1..1000 {
        run.issue(Scope::SetPin);
    }
    let case = || {
        let (code, json) = written(&run, Format::Json);
        let cases = Results::from_json(&json).unwrap().cases;
        let found = cases.into_iter().find(|case| case.id == "judged_all/all-sessions");
        (code, found.unwrap().detail)
    };
    assert_eq!(case(), (exit::AS_EXPECTED, None));
    run.issue(Scope::SetPin);
    let (code, detail) = case();
    assert_eq!(code, exit::FAILED);
    let detail = detail.unwrap();
    assert!(
        detail.contains("first 1000 sessions") && detail.ends_with(": 1"),
        "{detail}"
    );
}

#[test]
fn the_vectors_that_the_rules_name_are_there() {
    let suite = pinproof::conformance::vector::Suite::embedded().unwrap();
    for rule in crate::serve::judged::rules::all().filter(|rule| !rule.vector.is_empty()) {
        let of_kit = rule.vector.starts_with("kit_");
        assert!(
            of_kit || suite.cases().iter().any(|test| test.id == rule.vector),
            "{}",
            rule.vector
        );
    }
}

#[test]
fn nobody_waits_while_a_report_is_made() {
    let run = Run::set();
    for number in 0..150 {
        run.issue(Scope::SetPin);
        for _ in 0..20 {
            run.send(run.key(&public_key(number)));
        }
    }
    // The vectors are read once, before anything is measured.
    written(&run, Format::Json);
    let judged = run.judged.clone();
    let began = Instant::now();
    let report = thread::spawn(move || judged.write(&mut Vec::new(), Format::Html).unwrap());
    let mut longest = Duration::ZERO;
    while !report.is_finished() {
        let asked = Instant::now();
        drop(run.judged.0.as_ref().unwrap().record.lock().unwrap());
        longest = longest.max(asked.elapsed());
        thread::sleep(Duration::from_millis(1));
    }
    let took = began.elapsed();
    report.join().unwrap();
    assert!(longest < took / 3, "{longest:?} of {took:?}");
}
