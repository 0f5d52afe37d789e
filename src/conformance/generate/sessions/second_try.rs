//! The second try: whatever holds for the first one holds again.

use alloc::string::String;

use super::scene::{PIN, Scene, calling, pin_refused, right, status, submitting};
use super::{Sessions, TDES};
use crate::conformance::client::{Flow, StateName};
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::{Action, VectorFile};

use StateName::{AwaitingTzpk, Failed, Ready};

/// The PIN of the second try.
const OTHER: &str = "4703";

pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new(
        "session_second_try",
        "The second try of setting a PIN",
        Flow::SetPin,
        TDES,
    );
    // The issuer has refused the first PIN, and the second public key is under way.
    let refused = file.scene().open().key().submit(PIN).refused();
    let second = || refused.clone();
    entries(&mut file, &second);
    ends(&mut file, &second);
    errors(&mut file, &second);
    file.finish("A refusal of the issuer starts a second try, which is no looser than the first")
}

fn entries(file: &mut Sessions, second: &dyn Fn() -> Scene) {
    let scenes = [
        (
            "another-pin",
            "Another PIN is taken",
            second().key().submit(OTHER).set(),
        ),
        (
            "repeat-differs",
            "The repeat entry counts in the second try too",
            second()
                .key()
                .entry_refused(OTHER, Some("4704"))
                .submit_twice(OTHER)
                .set(),
        ),
        (
            "short-pin",
            "A PIN that the policy refuses ends no try",
            second().key().entry_refused("1", None).submit(OTHER).set(),
        ),
        (
            "field-before-the-key",
            "pin_valid on each change of the field while the second TZPK is under way",
            second().typed("47", false).typed(OTHER, true).key().call().set(),
        ),
        (
            "field-after-sending",
            "pin_valid on each change of the field while the second PIN is under way",
            second()
                .key()
                .submit(OTHER)
                .typed("91", false)
                .typed("9152", true)
                .set(),
        ),
        (
            "pin-before-the-key",
            "Submitted before the second TZPK is there: nothing is sent, nothing is told",
            second()
                .out_of_turn(submitting(OTHER, None), AwaitingTzpk)
                .key()
                .submit(OTHER)
                .set(),
        ),
        (
            "short-pin-before-the-key",
            "Submitted too early and too short: nothing is told",
            second()
                .out_of_turn(submitting("1", None), AwaitingTzpk)
                .key()
                .submit(OTHER)
                .set(),
        ),
        (
            "call-before-the-key",
            "The app calls set_pin() before the second TZPK is there",
            second()
                .typed(OTHER, true)
                .out_of_turn(calling(), AwaitingTzpk)
                .key()
                .call()
                .set(),
        ),
        (
            "network-error-out-of-turn",
            "A network error when nothing is under way changes nothing",
            second()
                .key()
                .out_of_turn(Action::NetworkError(true), Ready)
                .submit(OTHER)
                .set(),
        ),
    ];
    let requirement = ["api-set-pin-validation-error", "api-pin-valid"];
    file.all("boundary:an entry in the second try", &requirement, &scenes, true);
}

fn ends(file: &mut Sessions, second: &dyn Fn() -> Scene) {
    let late = || submitting(OTHER, None);
    let sent = || second().key().submit(OTHER);
    let scenes = [
        (
            "given-up-before-the-key",
            "Given up while the second TZPK is under way",
            second().cancelled().too_late(right(), Failed),
        ),
        (
            "given-up-before-the-pin",
            "Given up before the second PIN: nothing is sent",
            second().key().cancelled().too_late(late(), Failed),
        ),
        (
            "given-up-after-sending",
            "Given up while the second PIN is under way: success is not told",
            sent().cancelled().too_late(right(), Failed),
        ),
        (
            "lost-pin",
            "The second PIN is lost: it is not sent again",
            sent().lost().too_late(right(), Failed),
        ),
        (
            "over-before-the-key",
            "The session's life ends while the second TZPK is under way",
            second().clock_ends(300_000).too_late(right(), Failed),
        ),
        (
            "over-before-the-answer",
            "The session's life ends while the second PIN is under way",
            sent().clock_ends(300_000).too_late(right(), Failed),
        ),
    ];
    file.all(
        "boundary:the end of a second try",
        &["api-set-pin-error"],
        &scenes,
        false,
    );
}

fn errors(file: &mut Sessions, second: &dyn Fn() -> Scene) {
    let ended = |reply| second().reply_ends(reply).too_late(right(), Failed);
    let scenes = [
        (
            "key-refused-with-401",
            "An error in answer to the second public key refuses no PIN",
            ended(status(401)),
        ),
        (
            "key-refused-with-422",
            "422 in answer to the second public key refuses no PIN",
            ended(pin_refused()),
        ),
        (
            "key-refused-with-500",
            "An error in answer to the second public key refuses no PIN",
            ended(status(500)),
        ),
    ];
    let requirement = ["api-set-pin-error", "api-set-pin-validation-error"];
    file.all("boundary:an answer in the second try", &requirement, &scenes, false);
}
