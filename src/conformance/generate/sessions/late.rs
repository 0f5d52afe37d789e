//! Inputs that nothing waits for: before the key, while the PIN is under way, after the end, in the session beside it.

use super::Sessions;
use super::scene::{PIN, Scene, another, pin_refused, status, submitting};
use crate::conformance::client::StateName;
use crate::conformance::vector::{Action, Reply};

use StateName::{AwaitingTzpk, Done, Failed, Ready, Submitted};

pub(super) fn add(file: &mut Sessions) {
    let opened = file.scene().open();
    let open = || opened.clone();
    meanwhile(file, &open);
    after_success(file, &open);
    after_failure(file, &open);
}

fn answer(reply: Reply) -> Action {
    Action::Reply(reply)
}

fn meanwhile(file: &mut Sessions, open: &dyn Fn() -> Scene) {
    let late = |reply| open().key().out_of_turn(answer(reply), Ready).submit(PIN).set();
    let two = || open().on("b").open_with(another("b")).on("a");
    let scenes = [
        (
            "short-pin-before-the-key",
            "What would be refused is not even looked at before the TZPK is there",
            open()
                .out_of_turn(submitting("1", None), AwaitingTzpk)
                .key()
                .submit(PIN)
                .set(),
        ),
        (
            "short-pin-after-sending",
            "A second entry, too short, while the PIN is under way: nothing is told",
            open()
                .key()
                .submit(PIN)
                .out_of_turn(submitting("1", None), Submitted)
                .set(),
        ),
        (
            "field-after-sending",
            "pin_valid on each change of the field while the PIN is under way",
            open().key().submit(PIN).typed("47", false).typed("4703", true).set(),
        ),
        (
            "late-401",
            "An error that no request waits for does not end the session",
            late(status(401)),
        ),
        (
            "late-500",
            "An error that no request waits for does not end the session",
            late(status(500)),
        ),
        (
            "late-refusal",
            "A refusal of a PIN that was not sent is not told",
            late(pin_refused()),
        ),
        (
            "given-up-in-one-of-two",
            "One of two sessions is given up: the other goes on",
            two().cancelled().on("b").key().submit(PIN).set(),
        ),
        (
            "lost-in-one-of-two",
            "The request of one of two sessions is lost: the other goes on",
            two().lost().on("b").key().submit(PIN).set(),
        ),
    ];
    let requirement = ["api-set-pin-error", "api-set-pin-validation-error"];
    file.all("boundary:out of turn", &requirement, &scenes, true);
}

fn after_success(file: &mut Sessions, open: &dyn Fn() -> Scene) {
    let done = |action| open().key().submit(PIN).set().too_late(action, Done);
    let scenes = [
        (
            "refusal-after-success",
            "The PIN is set; a refusal that comes late is not told",
            done(answer(pin_refused())),
        ),
        (
            "error-after-success",
            "The PIN is set; an error that comes late is not told",
            done(answer(status(500))),
        ),
        (
            "field-after-success",
            "There is no field any more",
            done(Action::Typed("25".into())),
        ),
        (
            "clock-after-success",
            "A session that is done has no life to end",
            done(Action::ClockMs(300_000)),
        ),
    ];
    file.all("boundary:after the end", &["api-set-pin-success"], &scenes, true);
}

fn after_failure(file: &mut Sessions, open: &dyn Fn() -> Scene) {
    let failed = |action| open().key().submit(PIN).lost().too_late(action, Failed);
    let scenes = [
        (
            "given-up-after-failure",
            "The one error was told",
            failed(Action::Cancel(true)),
        ),
        (
            "lost-after-failure",
            "The one error was told",
            failed(Action::NetworkError(true)),
        ),
        (
            "field-after-failure",
            "There is no field any more",
            failed(Action::Typed("25".into())),
        ),
        (
            "refusal-after-failure",
            "A refusal that comes after all is not told",
            failed(answer(pin_refused())),
        ),
        (
            "clock-after-failure",
            "A session that has failed has no life to end",
            failed(Action::ClockMs(300_000)),
        ),
    ];
    file.all("boundary:after the end", &["api-set-pin-error"], &scenes, false);
}
