//! What is submitted is what stands there, all of it and nothing else.

use super::super::Sessions;
use super::super::scene::{PIN, Scene, another};

pub(super) fn add(file: &mut Sessions) {
    let opened = file.scene().open().key();
    let ready = || opened.clone();
    submitted(file, &ready);
    repeated(file, &ready);
    called(file, &ready);
    one_of_two(file);
}

fn submitted(file: &mut Sessions, ready: &dyn Fn() -> Scene) {
    let refused = |text| ready().entry_refused(text, None).submit(PIN).set();
    let scenes = [
        ("blank-in-front", "A blank in front is submitted", refused(" 2580")),
        ("blank-behind", "A blank behind is submitted", refused("2580 ")),
        ("blank-inside", "A blank inside is submitted", refused("25 80")),
        ("dash-inside", "A dash inside is submitted", refused("25-80")),
        ("line-feed-behind", "A line feed behind is submitted", refused("2580\n")),
        (
            "arabic-digits",
            "Digits that the locale writes are submitted",
            refused("٢٥٨٠"),
        ),
        (
            "unseen-inside",
            "A character that nobody sees is submitted",
            refused("258\u{200b}0"),
        ),
    ];
    let requirement = ["api-set-pin-validation-error"];
    file.all("boundary:an entry that is no PIN", &requirement, &scenes, true);
}

fn repeated(file: &mut Sessions, ready: &dyn Fn() -> Scene) {
    let differs = |pin, repeat| ready().entry_refused(pin, Some(repeat)).submit_twice(pin).set();
    let scenes = [
        (
            "repeat-differs-behind-4-digits",
            "The repeat entry differs in its sixth digit",
            differs("258014", "258015"),
        ),
        (
            "repeat-is-the-beginning",
            "The repeat entry is the beginning of the PIN",
            differs("258014", "2580"),
        ),
        (
            "repeat-goes-on",
            "The repeat entry begins with the PIN",
            differs("2580", "25801"),
        ),
        (
            "repeat-with-a-blank",
            "The repeat entry has a blank behind it",
            differs("2580", "2580 "),
        ),
        (
            "repeat-without-its-zeros",
            "The repeat entry is the same number",
            differs("0042", "42"),
        ),
    ];
    let requirement = ["api-set-pin-validation-error"];
    file.all("boundary:a repeat entry", &requirement, &scenes, true);
}

fn called(file: &mut Sessions, ready: &dyn Fn() -> Scene) {
    let refused = |scene: Scene| scene.call_refused().typed(PIN, true).call().set();
    let scenes = [
        (
            "call-with-nothing-typed",
            "The app calls set_pin() before anything was typed",
            refused(ready()),
        ),
        (
            "call-after-a-digit-was-taken-back",
            "What stood in the field before does not count",
            refused(ready().typed(PIN, true).typed("258", false)),
        ),
        (
            "call-with-a-blank",
            "The app calls set_pin() while a blank stands in the field",
            refused(ready().typed("25 80", false)),
        ),
        (
            "call-with-13-digits",
            "The app calls set_pin() while the field holds more than a PIN",
            refused(ready().typed("2580147036914", false)),
        ),
        (
            "call-with-12-digits",
            "All of the field is sent",
            ready().typed("258014703691", true).call().set(),
        ),
        (
            "call-with-zeros-in-front",
            "Zeros in front are digits",
            ready().typed("0042", true).call().set(),
        ),
    ];
    let requirement = ["api-set-pin-call", "api-set-pin-validation-error"];
    file.all("boundary:the call of the app", &requirement, &scenes, true);
}

fn one_of_two(file: &mut Sessions) {
    let two = file.scene().open().on("b").open_with(another("b"));
    let ready = two.on("a").key().on("b").key();
    let typed = ready.on("a").typed("2580", true).on("b").typed("7391", true);
    let scene = typed.on("a").call().set().on("b").call().set();
    let scenes = [(
        "call-in-one-of-two",
        "Two sessions side by side: each has a field of its own",
        scene,
    )];
    let requirement = ["api-set-pin-call", "guide-3-link"];
    file.all("boundary:two sessions at once", &requirement, &scenes, true);
}
