//! Time: the token's 30 seconds, the session's life, clocks that jump.

use alloc::string::{String, ToString};

use super::scene::{PIN, Scene, at, right, submitting};
use super::{Sessions, TDES, Told};
use crate::conformance::client::{BridgeName, Flow, StateName};
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::VectorFile;

pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new(
        "session_timing",
        "Setting a PIN in time and too late",
        Flow::SetPin,
        TDES,
    );
    opening(&mut file);
    life(&mut file);
    clocks(&mut file);
    file.finish("Time is what the kit says: milliseconds since the token was issued")
}

fn opening(file: &mut Sessions) {
    for (id, now, comment) in [
        ("opened-at-29-s", 29_000, "A token of 29 s opens"),
        ("opened-at-29999-ms", 29_999, "A token opens up to the last millisecond"),
    ] {
        let told = Told {
            id: id.to_string(),
            comment,
            requirement: &["guide-4-deadline"],
            reason: "boundary:30 s",
        };
        let scene = file.scene().open_at(now).key().submit(PIN).set();
        file.good(&told, BridgeName::Ios, scene);
    }
    for (id, now, comment) in [
        ("opened-at-30-s", 30_000, "A token of 30 s does not open"),
        ("opened-at-31-s", 31_000, "A token of 31 s does not open"),
        ("opened-at-a-day", 86_400_000, "A token of a day does not open"),
    ] {
        let told = Told {
            id: id.to_string(),
            comment,
            requirement: &["guide-4-deadline", "api-set-pin-error"],
            reason: "boundary:30 s",
        };
        let scene = file
            .scene()
            .open_ends(at(now))
            .too_late(right_to_nothing(), StateName::Failed);
        file.beside(&told, scene);
    }
}

/// A submit in a session that never opened.
fn right_to_nothing() -> crate::conformance::vector::Action {
    submitting(PIN, None)
}

fn life(file: &mut Sessions) {
    let told = |id: &str, comment| Told {
        id: id.to_string(),
        comment,
        requirement: &["guide-4-deadline"],
        reason: "boundary:300 s",
    };
    let good: [(&str, &str, Scene); 4] = [
        (
            "lives-299999-ms",
            "The session lives to the last millisecond",
            file.scene()
                .open()
                .key()
                .clock(299_999, StateName::Ready)
                .submit(PIN)
                .set(),
        ),
        (
            "lives-from-its-opening",
            "The session's life counts from its opening, not from the token",
            file.scene()
                .open_at(29_000)
                .key()
                .clock(328_999, StateName::Ready)
                .submit(PIN)
                .set(),
        ),
        (
            "older-than-the-token",
            "31 s after the token the session that it opened lives on",
            file.scene()
                .open()
                .clock(31_000, StateName::AwaitingTzpk)
                .key()
                .submit(PIN)
                .set(),
        ),
        (
            "answer-at-the-last-moment",
            "The answer comes in the last millisecond",
            file.scene()
                .open()
                .key()
                .submit(PIN)
                .clock(299_999, StateName::Submitted)
                .set(),
        ),
    ];
    for (id, comment, scene) in good {
        file.good(&told(id, comment), BridgeName::Ios, scene);
    }
    let bad: [(&str, &str, Scene); 5] = [
        (
            "over-before-the-key",
            "The session's life ends while the TZPK is under way; it comes too late",
            file.scene()
                .open()
                .clock_ends(300_000)
                .too_late(right(), StateName::Failed),
        ),
        (
            "over-before-the-pin",
            "The session's life ends before the PIN is submitted: nothing is sent",
            file.scene()
                .open()
                .key()
                .clock_ends(300_000)
                .too_late(submitting(PIN, None), StateName::Failed),
        ),
        (
            "over-before-the-answer",
            "The session's life ends while the PIN is under way; the answer comes too late",
            file.scene()
                .open()
                .key()
                .submit(PIN)
                .clock_ends(300_001)
                .too_late(right(), StateName::Failed),
        ),
        (
            "over-from-a-late-opening",
            "300 s after an opening at 29 s",
            file.scene()
                .open_at(29_000)
                .key()
                .clock_ends(329_000)
                .too_late(submitting(PIN, None), StateName::Failed),
        ),
        (
            "over-in-the-second-try",
            "The second try has no life of its own",
            file.scene()
                .open()
                .key()
                .submit(PIN)
                .clock(200_000, StateName::Submitted)
                .refused()
                .key()
                .clock_ends(300_000)
                .too_late(submitting("4703", None), StateName::Failed),
        ),
    ];
    for (id, comment, scene) in bad {
        file.beside(&told(id, comment), scene);
    }
}

fn clocks(file: &mut Sessions) {
    let told = |id: &str, comment| Told {
        id: id.to_string(),
        comment,
        requirement: &["guide-4-deadline"],
        reason: "boundary:a clock that jumps",
    };
    let scene = file.scene().open_at(20_000).key();
    file.good(
        &told("clock-back", "The clock goes back by 20 s: the session lives on"),
        BridgeName::Ios,
        scene.clock(0, StateName::Ready).submit(PIN).set(),
    );
    let scene = file.scene().open_at(10_000).key().clock_ends(310_000);
    let scene = scene.too_late(crate::conformance::vector::Action::ClockMs(20_000), StateName::Failed);
    file.beside(
        &told(
            "over-then-back",
            "A clock that goes back does not bring the session to life again",
        ),
        scene.too_late(submitting(PIN, None), StateName::Failed),
    );
    let scene = file.scene().open_at(10_000).key().clock(309_999, StateName::Ready);
    let scene = scene.clock(0, StateName::Ready).clock_ends(310_000);
    file.beside(
        &told("back-and-forth", "A clock that goes back gives no time back"),
        scene.too_late(submitting(PIN, None), StateName::Failed),
    );
    file.beside(
        &told("a-day-later", "The clock jumps by a day"),
        file.scene()
            .open()
            .key()
            .clock_ends(86_400_000)
            .too_late(submitting(PIN, None), StateName::Failed),
    );
}
