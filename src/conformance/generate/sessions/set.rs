//! Setting a PIN: the good paths, on every bridge, with PINs of every length.

use alloc::format;
use alloc::string::{String, ToString};

use super::scene::{PIN, another, right, submitting};
use super::{AES, PAN, Sessions, TDES, Told, control_ids, limits};
use crate::conformance::client::{BridgeName, Flow, SessionContext, StateName};
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::{Opening, VectorFile};

/// A PIN of each length, with a zero in front or behind where that is lost easily.
pub(super) const PINS: [&str; 9] = [
    "0042",
    "80351",
    "264080",
    "9153702",
    "04862519",
    "731950260",
    "6024813975",
    "50913826470",
    "297480163550",
];

pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new("session_set_pin", "Setting a PIN", Flow::SetPin, TDES);
    paths(&mut file, None);
    for pin in PINS {
        let told = Told {
            id: format!("pin-of-{}", pin.len()),
            comment: "A PIN of this length arrives as it was typed",
            requirement: &["guide-9-encrypt", "guide-pci-transport"],
            reason: &format!("boundary:a PIN of {} digits", pin.len()),
        };
        let scene = file.scene().open().key().submit(pin).set();
        file.good(&told, BridgeName::Ios, scene);
    }
    two(&mut file);
    control_ids::add(&mut file, &["guide-3-link"], &|opened| opened.key().submit(PIN).set());
    let unopened = file.scene();
    limits::add(&mut file, &unopened, &[BridgeName::Android, BridgeName::Frame]);
    for (id, comment, reason, scene) in [
        (
            "card-not-asked-for",
            "A card's number where the profile binds none: the page cannot be set up",
            "boundary:a PAN with format 1",
            file.scene().pan(PAN),
        ),
        (
            "token-not-asked-for",
            "A token where the profile binds none: the page cannot be set up",
            "boundary:a token with format 1",
            file.scene().token("8374188662676926"),
        ),
    ] {
        let told = Told {
            id: id.to_string(),
            comment,
            requirement: &["api-set-pin-error"],
            reason,
        };
        let scene = scene.open_ends(Opening::default());
        file.beside(&told, scene.too_late(submitting(PIN, None), StateName::Failed));
    }
    file.finish("From the opening to the one event that ends it")
}

pub(super) fn aes_file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new(
        "session_set_pin_aes",
        "Setting a PIN with AES and format 4",
        Flow::SetPin,
        AES,
    );
    paths(&mut file, Some(PAN));
    for (pin, pan) in [
        ("0042", "450012345678"),
        ("731950260", "6011000990139424123"),
        ("297480163550", "3"),
    ] {
        let told = Told {
            id: format!("pin-of-{}-pan-of-{}", pin.len(), pan.len()),
            comment: "A PIN and a PAN of these lengths",
            requirement: &["guide-9-encrypt"],
            reason: &format!("boundary:a PIN of {} digits with a PAN of {}", pin.len(), pan.len()),
        };
        let scene = file.scene().pan(pan).open().key().submit(pin).set();
        file.good(&told, BridgeName::Ios, scene);
    }
    let told = Told {
        id: "two-cards".to_string(),
        comment: "Two sessions side by side for two cards: each block is bound to its own",
        requirement: &["guide-3-link"],
        reason: "boundary:two sessions at once",
    };
    let other = Opening {
        context: Some(SessionContext::Pan {
            pan: "5425233430109903".to_string(),
        }),
        ..another("b")
    };
    let scene = file.scene().pan(PAN).open().on("b").open_with(other);
    let scene = scene
        .on("a")
        .key()
        .on("b")
        .key()
        .submit(PIN)
        .on("a")
        .submit(PIN)
        .set()
        .on("b")
        .set();
    file.good(&told, BridgeName::Ios, scene);
    for (id, comment, reason, scene) in [
        (
            "no-card",
            "No card's number where the profile binds one: the page cannot be set up",
            "boundary:format 4 without a PAN",
            file.scene(),
        ),
        (
            "token-for-card",
            "A token where the profile binds a card's number: the page cannot be set up",
            "boundary:a token in place of a PAN",
            file.scene().token("8374188662676926"),
        ),
    ] {
        let told = Told {
            id: id.to_string(),
            comment,
            requirement: &["api-set-pin-error"],
            reason,
        };
        file.beside(&told, scene.open_ends(Opening::default()));
    }
    let told = Told {
        id: "refused-then-taken".to_string(),
        comment: "The issuer refuses the first PIN: a new key pair, a new TZPK, another PIN",
        requirement: &["api-set-pin-validation-error"],
        reason: "cell:aes-iso4, second try",
    };
    let scene = file.scene().pan(PAN).open().key().submit(PIN);
    file.good(&told, BridgeName::Ios, scene.refused().key().submit("4703").set());
    let unopened = file.scene().pan(PAN);
    limits::add(&mut file, &unopened, &[BridgeName::Ios]);
    file.finish("From the opening to the one event that ends it")
}

/// The good path on each bridge.
fn paths(file: &mut Sessions, pan: Option<&str>) {
    let scene = match pan {
        Some(pan) => file.scene().pan(pan),
        None => file.scene(),
    };
    let profile = file.profile;
    let first = scene.clone().open().key().submit_twice(PIN).set();
    let told = |bridge: BridgeName, how: &str| (format!("on-{}", bridge.name()), how.to_string());
    for (bridge, how, scene) in [
        (
            BridgeName::Ios,
            "The PIN is typed twice and submitted on the page",
            first,
        ),
        (
            BridgeName::Android,
            "The app submits what stands in the field, with set_pin()",
            scene.clone().open().key().typed(PIN, true).call().set(),
        ),
        (
            BridgeName::Frame,
            "The PIN is submitted on the page in its frame",
            scene.open().typed("2", false).key().typed(PIN, true).submit(PIN).set(),
        ),
    ] {
        let (id, comment) = told(bridge, how);
        let requirement: &[&str] = match bridge {
            BridgeName::Android => &[
                "api-android",
                "api-set-pin-success",
                "api-set-pin-call",
                "guide-7b-sent",
            ],
            BridgeName::Ios => &["api-ios", "api-set-pin-success", "guide-7b-sent", "api-direct"],
            BridgeName::Frame => &["api-frame", "api-set-pin-success", "api-pin-valid"],
        };
        let told = Told {
            id,
            comment: &comment,
            requirement,
            reason: &format!("cell:set_pin, {profile}, {}", bridge.name()),
        };
        file.good(&told, bridge, scene);
    }
}

/// Sessions side by side and one after the other.
fn two(file: &mut Sessions) {
    let told = |id: &str, comment, reason| Told {
        id: id.to_string(),
        comment,
        requirement: &["guide-3-link", "guide-device-keys"],
        reason,
    };
    let other = || another("b");
    let scene = file.scene().open().on("b").open_with(other());
    let scene = scene.on("b").key().on("a").key().submit("7391").on("b").submit("7391");
    file.good(
        &told(
            "side-by-side",
            "Two sessions side by side: keys, TZPKs and fill are not shared",
            "boundary:two sessions at once",
        ),
        BridgeName::Ios,
        scene.set().on("a").set(),
    );
    let scene = file.scene().open().key().submit("7391").set();
    let scene = scene.on("b").open_with(other()).key().submit("7391").set();
    file.good(
        &told(
            "one-after-the-other",
            "The same PIN in two sessions: keys and fill are new",
            "boundary:a second session",
        ),
        BridgeName::Android,
        scene,
    );
    let scene = file.scene().open().key().restart();
    let scene = scene.out_of_turn(submitting(PIN, None), StateName::Failed);
    let scene = scene.on("b").open_with(other()).key().submit(PIN).set();
    file.good(
        &told(
            "killed-and-opened-again",
            "The app is killed before the PIN is sent: the old session is gone, a new token works",
            "boundary:a restart between key and PIN",
        ),
        BridgeName::Android,
        scene,
    );
    let scene = file.scene().open().key().submit(PIN).restart();
    let scene = scene.out_of_turn(right(), StateName::Failed);
    file.good(
        &told(
            "killed-after-sending",
            "The app is killed while the PIN is under way: nothing is sent again, no success is told",
            "boundary:a restart between PIN and answer",
        ),
        BridgeName::Ios,
        scene,
    );
}
