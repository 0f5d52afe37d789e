//! Each rule with a client that breaks it and with one that does not.

mod form;
mod keys;
mod order;
mod time;

use super::*;
use crate::serve::judged::rules;

type Client = fn(&Run);

/// A rule, a client that breaks it and nothing else, and one that keeps to it where it matters.
struct Case {
    slug: &'static str,
    wrong: Client,
    right: Client,
}

const fn case(slug: &'static str, wrong: Client, right: Client) -> Case {
    Case { slug, wrong, right }
}

fn good(run: &Run) {
    run.good(&public_key(1));
}

/// A session whose service refuses the first PIN; `fault` says that it did so on purpose.
fn refused_on_purpose(run: &Run) -> &Run {
    run.send(run.page()).send(run.key(&public_key(1)));
    run.send(run.pin().problem(422, "pin_not_accepted").fault("pin-refused", false))
}

fn all() -> impl Iterator<Item = &'static Case> {
    [time::CASES, form::CASES, keys::CASES, order::CASES]
        .into_iter()
        .flatten()
}

#[test]
fn every_rule_has_its_wrong_and_its_right_client() {
    let rules: Vec<&str> = rules::all().map(|rule| rule.slug).collect();
    let cases: Vec<&str> = all().map(|case| case.slug).collect();
    for rule in &rules {
        assert_eq!(cases.iter().filter(|slug| *slug == rule).count(), 1, "{rule}");
    }
    assert_eq!(rules.len(), cases.len());
}

#[test]
fn wrong_clients_break_their_rule_and_no_other() {
    for case in all() {
        let run = Run::set();
        (case.wrong)(&run);
        assert_eq!(run.wrong(), [case.slug]);
    }
}

#[test]
fn right_clients_keep_to_the_rule_and_break_none() {
    for case in all() {
        let run = Run::set();
        (case.right)(&run);
        assert_eq!(run.wrong(), Vec::<&str>::new(), "{}", case.slug);
        assert!(run.keeps(case.slug), "{}", case.slug);
    }
}

#[test]
fn the_id_is_found_wherever_it_stands() {
    let places: [fn(&Run); 4] = [
        |run| {
            let id = run.id();
            run.send(run.page().query("controlId", &id).problem(400, "message"));
        },
        |run| {
            // A link, as from a mail.
            let id = run.id();
            let mut page = run.page().query("controlId", &id).problem(405, "method");
            (page.method, page.body) = (Method::Get, Text::Empty);
            run.send(page);
        },
        |run| {
            let id = run.id();
            run.send(run.key(&public_key(1)).header("cookie", &format!("a=b; control={id}")));
        },
        |run| {
            let id = run.id();
            run.send(run.key(&public_key(1)).header("x-trace", &id));
        },
    ];
    for place in places {
        let run = Run::set();
        place(&run);
        assert!(run.wrong().contains(&"id-in-the-body"), "{:?}", run.wrong());
    }
}

#[test]
fn a_pin_that_is_sent_again_is_one_fault_whatever_came_between() {
    let after: [fn(&Run); 3] = [
        |run| {
            run.send(run.pin());
        },
        |run| {
            run.send(run.pin().problem(503, "unavailable"));
        },
        |run| {
            run.send(run.pin().fault("html", true));
        },
    ];
    for first in after {
        let run = Run::set();
        run.send(run.page()).send(run.key(&public_key(1)));
        first(&run);
        run.send(run.pin().problem(409, "no_key"));
        assert_eq!(run.wrong(), ["one-pin-a-tzpk"]);
    }
}

#[test]
fn viewing_is_judged_too() {
    let run = Run::view();
    run.send(run.page()).send(run.show(&public_key(1)));
    assert_eq!(run.wrong(), Vec::<&str>::new());
    run.send(run.show(&public_key(1)).problem(403, "token_invalid"));
    assert_eq!(run.wrong(), ["key-once", "nothing-after-success"]);

    let run = Run::view();
    run.send(run.page())
        .send(run.key(&public_key(1)).problem(403, "token_invalid"));
    assert_eq!(run.wrong(), ["right-operation"]);
}

#[test]
fn a_late_answer_that_came_in_time_ends_nothing() {
    let run = Run::set();
    run.send(run.page())
        .send(run.key(&public_key(1)).fault("late", false))
        .send(run.pin());
    assert_eq!(run.wrong(), Vec::<&str>::new());
}

#[test]
fn the_session_that_sent_a_key_first_is_not_to_blame() {
    let run = Run::set();
    let first = run.id();
    run.issue(Scope::SetPin);
    run.good(&public_key(1));
    run.id.replace(first);
    run.send(run.page()).send(run.key(&public_key(1)));
    let results = run.report();
    let failed = results.results().cases.iter().filter(|case| case.fails_the_run(false));
    let failed: Vec<&str> = failed.map(|case| case.id.as_str()).collect();
    assert_eq!(failed, ["judged_001_set_pin/key-once"]);
}
