//! Viewing a PIN.

mod answers;

use alloc::format;
use alloc::string::{String, ToString};

use super::messages::posts;
use super::scene::{PIN, Scene, another, at, block, body, calling, of, right, submitting, wrap};
use super::set::PINS;
use super::{AES, PAN, Sessions, TDES, Told, control_ids};
use crate::conformance::client::{BridgeName, Flow, RejectClass, StateName};
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::{Action, Form, Opening, Reply, ReplyOf, Shown, VectorFile, Wrap};

use StateName::{AwaitingTzpk, Done, Failed};

pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new("session_view_pin", "Viewing a PIN", Flow::ViewPin, TDES);
    paths(&mut file, None);
    for pin in PINS {
        let told = told(
            &format!("pin-of-{}", pin.len()),
            "A PIN of this length is shown",
            "boundary:the length of a PIN",
        );
        let scene = file.scene().open().shows(pin, Reply::default());
        file.good(&told, BridgeName::Ios, scene);
    }
    let good = [
        (
            "digit-fill",
            "Fill of digits is not part of the PIN",
            block(Shown::DigitFill),
        ),
        ("letter-fill", "Fill of f", block(Shown::LetterFill)),
        (
            "hex-block",
            "The block as 16 hex characters: issuers do not say which, and the lengths differ",
            block(Shown::Hex),
        ),
        (
            "unknown-field",
            "A field that nobody knows is passed over",
            body(Form::ExtraField),
        ),
        (
            "blanks-in-key",
            "A key that starts with 00 and ends with 20 0a",
            wrap(Wrap::Blanks),
        ),
        (
            "even-parity",
            "A key whose parity bits are all wrong",
            wrap(Wrap::EvenParity),
        ),
    ];
    for (id, comment, reply) in good {
        let scene = file.scene().open().shows(PIN, reply);
        file.good(&told(id, comment, &format!("boundary:{id}")), BridgeName::Ios, scene);
    }
    order(&mut file);
    control_ids::add(&mut file, &["guide-3-link"], &|opened| {
        opened.shows(PIN, Reply::default())
    });
    messages(&mut file);
    answers::forms(&mut file);
    answers::blocks(&mut file);
    answers::texts(&mut file);
    answers::answers(&mut file);
    file.finish("One request, one answer, and the digits or view_pin_error")
}

pub(super) fn aes_file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new(
        "session_view_pin_aes",
        "Viewing a PIN with AES and format 4",
        Flow::ViewPin,
        AES,
    );
    paths(&mut file, Some(PAN));
    for (pin, pan) in [("0042", "450012345678"), ("297480163550", "6011000990139424123")] {
        let id = format!("pin-of-{}-pan-of-{}", pin.len(), pan.len());
        let scene = file.scene().pan(pan).open().shows(pin, Reply::default());
        file.good(
            &told(&id, "A PIN and a PAN of these lengths", "boundary:lengths"),
            BridgeName::Ios,
            scene,
        );
    }
    let wrong = [
        (
            "other-card",
            "The block is bound to another card",
            block(Shown::OtherCard),
        ),
        (
            "wrong-fill",
            "The fill before the random half is not a",
            block(Shown::WrongFill),
        ),
        (
            "control-1",
            "The control nibble is that of format 1",
            block(Shown::Control(1)),
        ),
        ("length-13", "The length nibble says 13", block(Shown::Length(13))),
        (
            "letter-digit",
            "The last digit of the PIN is a letter",
            block(Shown::LetterDigit),
        ),
        ("other-key", "Encrypted under another key", block(Shown::OtherKey)),
        ("short", "One byte short", block(Shown::Short)),
        (
            "tampered-key",
            "One bit of the wrapped key is another one",
            wrap(Wrap::Tampered),
        ),
    ];
    for (id, comment, reply) in wrong {
        let scene = file.scene().pan(PAN).open().reply_ends(reply);
        file.beside(&told(id, comment, &format!("boundary:{id}")), scene);
    }
    let scene = file.scene().open_ends(Opening::default());
    file.beside(
        &told(
            "no-card",
            "No card's number where the profile binds one",
            "boundary:format 4 without a PAN",
        ),
        scene,
    );
    file.finish("One request, one answer, and the digits or view_pin_error")
}

fn told<'a>(id: &str, comment: &'a str, reason: &'a str) -> Told<'a> {
    Told {
        id: id.to_string(),
        comment,
        requirement: &["api-view-pin-success", "api-view-pin-error"],
        reason,
    }
}

fn paths(file: &mut Sessions, pan: Option<&str>) {
    let profile = file.profile;
    for bridge in [BridgeName::Ios, BridgeName::Android, BridgeName::Frame] {
        let scene = match pan {
            Some(pan) => file.scene().pan(pan),
            None => file.scene(),
        };
        let requirement: &[&str] = match bridge {
            BridgeName::Android => &["api-android", "api-view-pin-success", "api-view"],
            BridgeName::Ios => &["api-ios", "api-view-pin-success", "api-view"],
            BridgeName::Frame => &["api-frame", "api-view-pin-success", "api-view"],
        };
        let told = Told {
            id: format!("on-{}", bridge.name()),
            comment: "The PIN is shown, and the event holds no digit of it",
            requirement,
            reason: &format!("cell:view_pin, {profile}, {}", bridge.name()),
        };
        file.good(&told, bridge, scene.open().shows(PIN, Reply::default()));
    }
}

fn order(file: &mut Sessions) {
    let opened = file.scene().open();
    let open = || opened.clone();
    let refused = [RejectClass::SessionState, RejectClass::Message];
    let two = || open().on("b").open_with(another("b"));
    let good: [(&str, &str, Scene); 7] = [
        (
            "opened-at-29999-ms",
            "A token opens up to the last millisecond",
            file.scene().open_at(29_999).shows(PIN, Reply::default()),
        ),
        (
            "answer-at-the-last-moment",
            "The answer comes in the last millisecond",
            open().clock(299_999, AwaitingTzpk).shows(PIN, Reply::default()),
        ),
        (
            "clock-back",
            "The clock goes back by 10 s: the session lives on",
            file.scene()
                .open_at(20_000)
                .clock(10_000, AwaitingTzpk)
                .shows(PIN, Reply::default()),
        ),
        (
            "nothing-to-type",
            "There is no field and nothing to submit",
            open()
                .ignored(submitting(PIN, None), AwaitingTzpk, &refused)
                .ignored(calling(), AwaitingTzpk, &refused)
                .shows(PIN, Reply::default()),
        ),
        (
            "answer-again",
            "The answer comes twice: the PIN is shown once",
            open()
                .shows(PIN, Reply::default())
                .too_late(Action::Reply(of(ReplyOf::Again)), Done),
        ),
        (
            "side-by-side",
            "Two sessions side by side: each shows its own PIN",
            two()
                .on("a")
                .shows("7391", Reply::default())
                .on("b")
                .shows("4703", Reply::default()),
        ),
        (
            "nothing-after-the-end",
            "Nothing follows the end",
            open()
                .shows(PIN, Reply::default())
                .too_late(Action::Cancel(true), Done)
                .too_late(Action::NetworkError(true), Done)
                .too_late(right(), Done),
        ),
    ];
    for (id, comment, scene) in good {
        file.good(&told(id, comment, "boundary:order and time"), BridgeName::Ios, scene);
    }
    let bad: [(&str, &str, Scene); 9] = [
        (
            "opened-at-30-s",
            "A token of 30 s does not open",
            file.scene().open_ends(at(30_000)),
        ),
        (
            "opened-at-31-s",
            "A token of 31 s does not open",
            file.scene().open_ends(at(31_000)),
        ),
        (
            "over-before-the-answer",
            "The session's life ends before the answer",
            open().clock_ends(300_000).too_late(right(), Failed),
        ),
        ("lost", "The request is lost", open().lost().too_late(right(), Failed)),
        (
            "given-up",
            "Given up while the PIN is under way: it is not shown",
            open().cancelled().too_late(right(), Failed),
        ),
        (
            "token-again",
            "A second session with the token of the first",
            open()
                .shows(PIN, Reply::default())
                .on("b")
                .open_ends(Opening::default()),
        ),
        (
            "answers-swapped",
            "The answer of one session comes in the other",
            two()
                .on("a")
                .shows(PIN, Reply::default())
                .on("b")
                .reply_ends(of(ReplyOf::Other("a".to_string()))),
        ),
        (
            "killed",
            "The app is killed: the old session is gone",
            open().restart().too_late(right(), Failed),
        ),
        (
            "card-not-asked-for",
            "A card's number where the profile binds none",
            file.scene().pan(PAN).open_ends(Opening::default()),
        ),
    ];
    for (id, comment, scene) in bad {
        file.beside(&told(id, comment, "boundary:order and time"), scene);
    }
}

/// A page that shows a PIN hears no window either.
fn messages(file: &mut Sessions) {
    let mut scene = file.scene().open();
    for (posted, refused) in posts() {
        scene = scene.ignored(posted, AwaitingTzpk, &refused);
    }
    let told = Told {
        id: "messages".to_string(),
        comment: "Messages of windows change nothing",
        requirement: &["api-frame"],
        reason: "boundary:a message of a window",
    };
    file.good(&told, BridgeName::Frame, scene.shows(PIN, Reply::default()));
}
