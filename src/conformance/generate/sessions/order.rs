//! Order: out of turn, twice, lost, given up, used again.

use alloc::string::{String, ToString};

use super::scene::{PIN, another, calling, of, right, submitting};
use super::{Sessions, TDES, late, tokens};
use crate::conformance::client::{Flow, StateName};
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::{Action, Reply, ReplyOf, VectorFile, Wrap};

use StateName::{AwaitingTzpk, Done, Failed, Ready, Submitted};

pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new("session_order", "Setting a PIN out of order", Flow::SetPin, TDES);
    turns(&mut file);
    ends(&mut file);
    answers(&mut file);
    late::add(&mut file);
    tokens::add(&mut file);
    file.finish("What comes out of turn changes nothing; what is used once is not used again")
}

fn turns(file: &mut Sessions) {
    let opened = file.scene().open();
    let open = || opened.clone();
    let scenes = [
        (
            "pin-before-the-key",
            "Submitted before the TZPK is there: nothing is sent, and later it is",
            open()
                .out_of_turn(submitting(PIN, None), AwaitingTzpk)
                .key()
                .submit(PIN)
                .set(),
        ),
        (
            "call-before-the-key",
            "The app calls set_pin() before the TZPK is there",
            open()
                .typed(PIN, true)
                .out_of_turn(calling(), AwaitingTzpk)
                .key()
                .call()
                .set(),
        ),
        (
            "two-taps",
            "Submitted twice: the PIN is sent once",
            open()
                .key()
                .submit(PIN)
                .out_of_turn(submitting(PIN, None), Submitted)
                .set(),
        ),
        (
            "tap-and-call",
            "Submitted on the page and by the app: the PIN is sent once",
            open()
                .key()
                .typed(PIN, true)
                .submit(PIN)
                .out_of_turn(calling(), Submitted)
                .set(),
        ),
        (
            "two-taps-two-pins",
            "A second PIN while the first is under way is not sent",
            open()
                .key()
                .submit(PIN)
                .out_of_turn(submitting("4703", None), Submitted)
                .set(),
        ),
        (
            "key-again",
            "The answer with the TZPK comes twice: the first counts",
            open()
                .key()
                .out_of_turn(Action::Reply(of(ReplyOf::Again)), Ready)
                .submit(PIN)
                .set(),
        ),
        (
            "another-key",
            "A second answer, with another TZPK for the same key pair: the first counts",
            open().key().out_of_turn(right(), Ready).submit(PIN).set(),
        ),
        (
            "network-error-out-of-turn",
            "A network error when nothing is under way changes nothing",
            open()
                .key()
                .out_of_turn(Action::NetworkError(true), Ready)
                .submit(PIN)
                .set(),
        ),
        (
            "call-of-nothing-known",
            "The app calls a function that the page does not have",
            open()
                .key()
                .ignored(
                    Action::Call("view_pin".to_string()),
                    Ready,
                    &[
                        crate::conformance::client::RejectClass::SessionState,
                        crate::conformance::client::RejectClass::Message,
                    ],
                )
                .submit(PIN)
                .set(),
        ),
    ];
    file.all("boundary:out of turn", &["api-set-pin-call"], &scenes, true);
    let scenes = [
        (
            "after-the-end",
            "Nothing follows success",
            open()
                .key()
                .submit(PIN)
                .set()
                .too_late(submitting(PIN, None), Done)
                .too_late(right(), Done)
                .too_late(calling(), Done)
                .too_late(Action::Cancel(true), Done)
                .too_late(Action::NetworkError(true), Done),
        ),
        (
            "answer-again-after-the-end",
            "The answer to the PIN comes twice: success is told once",
            open()
                .key()
                .submit(PIN)
                .set()
                .too_late(Action::Reply(of(ReplyOf::Again)), Done),
        ),
    ];
    file.all("boundary:after the end", &["api-set-pin-success"], &scenes, true);
}

fn ends(file: &mut Sessions) {
    let opened = file.scene().open();
    let open = || opened.clone();
    let scenes = [
        (
            "lost-key",
            "The request for the TZPK is lost",
            open().lost().too_late(right(), Failed),
        ),
        (
            "lost-pin",
            "The PIN is lost on the way: it is not sent again, and an answer that comes after all is not told",
            open().key().submit(PIN).lost().too_late(right(), Failed),
        ),
        (
            "lost-second-try",
            "The second try is lost",
            open().key().submit(PIN).refused().lost().too_late(right(), Failed),
        ),
    ];
    file.all("boundary:a lost request", &["api-set-pin-error"], &scenes, false);
    let scenes = [
        (
            "given-up-before-the-key",
            "Given up while the TZPK is under way",
            open().cancelled().too_late(right(), Failed),
        ),
        (
            "given-up-before-the-pin",
            "Given up between key and PIN: nothing is sent",
            open()
                .key()
                .typed(PIN, true)
                .cancelled()
                .too_late(calling(), Failed)
                .too_late(submitting(PIN, None), Failed),
        ),
        (
            "given-up-after-sending",
            "Given up while the PIN is under way: success is not told",
            open().key().submit(PIN).cancelled().too_late(right(), Failed),
        ),
    ];
    file.all("boundary:giving up", &["api-set-pin-error"], &scenes, false);
}

fn answers(file: &mut Sessions) {
    let opened = file.scene().open();
    let open = || opened.clone();
    let two = || open().on("b").open_with(another("b"));
    let scenes = [
        (
            "key-as-answer-to-pin",
            "The answer with the TZPK comes once more, as the answer to the PIN",
            open().key().submit(PIN).reply_ends(of(ReplyOf::Again)),
        ),
        (
            "keys-of-two-swapped",
            "The answer of one session comes in the other: its TZPK is not for this key pair",
            two()
                .on("a")
                .key()
                .on("b")
                .reply_ends(of(ReplyOf::Other("a".to_string()))),
        ),
        (
            "key-of-the-first-try",
            "The second try is answered with the TZPK of the first",
            open().key().submit(PIN).refused().reply_ends(of(ReplyOf::First)),
        ),
        (
            "empty-answer-to-key",
            "The answer of one session to its PIN comes in the other, which waits for its TZPK",
            two()
                .on("a")
                .key()
                .submit(PIN)
                .set()
                .on("b")
                .reply_ends(of(ReplyOf::Other("a".to_string()))),
        ),
        (
            "key-for-somebody-else",
            "The TZPK is wrapped to another public key",
            open().reply_ends(Reply {
                tzpk: Some(Wrap::OtherKey),
                ..Reply::default()
            }),
        ),
    ];
    file.all("boundary:another exchange's answer", &["guide-8"], &scenes, false);
}
