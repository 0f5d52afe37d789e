//! The entry: what is typed, what the policy says, what the issuer says.

mod typed;

use alloc::string::{String, ToString};

use super::scene::{PIN, Scene, body, pin_refused};
use super::{Sessions, TDES, Told};
use crate::conformance::client::{BridgeName, Flow};
use crate::conformance::generate::GenerateError;
use crate::conformance::vector::{Form, Reply, VectorFile};

pub(super) fn file() -> Result<(String, VectorFile), GenerateError> {
    let mut file = Sessions::new("session_entry", "Entries that are refused", Flow::SetPin, TDES);
    field(&mut file);
    policy(&mut file);
    typed::add(&mut file);
    issuer(&mut file);
    file.finish("A PIN that the policy refuses was never sent; one that the issuer refuses costs a new key")
}

fn field(file: &mut Sessions) {
    let opened = file.scene().open().key();
    let ready = || opened.clone();
    let typed = ["", "2", "25", "258", "2580", "25803", "2580", "258"];
    let every = typed
        .into_iter()
        .fold(ready(), |scene, text| scene.typed(text, text.len() >= 4));
    let long = ready()
        .typed("258014703691", true)
        .typed("2580147036914", false)
        .typed("2580", true);
    let odd = [
        "258a",
        "25.80",
        " 2580",
        "2580 ",
        "+2580",
        "２５８０",
        "٢٥٨٠",
        "258\u{200b}0",
        "-258",
        "2e58",
        "²580",
    ];
    let odd = odd.into_iter().fold(ready(), |scene, text| scene.typed(text, false));
    let scenes: [(&str, &str, &[BridgeName], Scene); 4] = [
        (
            "each-change",
            "pin_valid on each change of the field, also when digits are taken back",
            &BridgeName::ALL,
            every.typed("2580", true).call().set(),
        ),
        (
            "full-field",
            "12 digits are a PIN, 13 are not",
            &[BridgeName::Ios],
            long.call().set(),
        ),
        (
            "not-ascii-digits",
            "Blanks, signs, letters and the digits of other scripts are no digits",
            &[BridgeName::Ios],
            odd.typed("2580", true).submit(PIN).set(),
        ),
        (
            "typed-before-the-key",
            "The field is judged before the TZPK is there",
            &[BridgeName::Android],
            file.scene()
                .open()
                .typed("25", false)
                .typed("2580", true)
                .key()
                .call()
                .set(),
        ),
    ];
    for (id, comment, bridges, scene) in scenes {
        for bridge in bridges {
            let id = match bridges.len() {
                1 => id.to_string(),
                _ => alloc::format!("{id}-on-{}", bridge.name()),
            };
            let told = Told {
                id,
                comment,
                requirement: &["api-pin-valid"],
                reason: "boundary:the field",
            };
            file.good(&told, *bridge, scene.clone());
        }
    }
}

fn policy(file: &mut Sessions) {
    let opened = file.scene().open().key();
    let ready = || opened.clone();
    let scenes: [(&str, &str, Scene); 8] = [
        (
            "too-short",
            "3 digits are submitted",
            ready().entry_refused("258", None).submit(PIN).set(),
        ),
        (
            "too-long",
            "13 digits are submitted",
            ready().entry_refused("2580147036914", None).submit(PIN).set(),
        ),
        (
            "nothing-typed",
            "An empty field is submitted",
            ready().entry_refused("", None).submit(PIN).set(),
        ),
        (
            "letters",
            "Letters are submitted",
            ready().entry_refused("25a0", None).submit(PIN).set(),
        ),
        (
            "other-digits",
            "Digits of another script are submitted",
            ready().entry_refused("２５８０", None).submit(PIN).set(),
        ),
        (
            "repeat-differs",
            "The repeat entry is another one, then the same",
            ready()
                .entry_refused(PIN, Some("2581"))
                .entry_refused(PIN, Some(""))
                .submit_twice(PIN)
                .set(),
        ),
        (
            "call-with-half-a-pin",
            "The app calls set_pin() while the field holds half a PIN",
            ready()
                .typed("25", false)
                .call_refused()
                .typed("2580", true)
                .call()
                .set(),
        ),
        (
            "many-refusals-cost-nothing",
            "What the policy refuses was not sent, and is no try",
            ["1", "12", "123", "1234567890123", "x"]
                .into_iter()
                .fold(ready(), |scene, pin| scene.entry_refused(pin, None))
                .submit(PIN)
                .refused()
                .key()
                .submit("4703")
                .refused()
                .key()
                .submit("9152")
                .set(),
        ),
    ];
    for (id, comment, scene) in scenes {
        let told = Told {
            id: id.to_string(),
            comment,
            requirement: &["api-set-pin-validation-error"],
            reason: "boundary:an entry that the policy refuses",
        };
        file.good(&told, BridgeName::Ios, scene);
    }
}

fn issuer(file: &mut Sessions) {
    let first = file.scene().open().key().submit(PIN);
    let sent = || first.clone();
    let told = |id: &str, comment| Told {
        id: id.to_string(),
        comment,
        requirement: &["api-set-pin-validation-error", "api-set-pin-error"],
        reason: "boundary:a PIN that the issuer refuses",
    };
    let written = |content_type: &str| Reply {
        content_type: Some(content_type.to_string()),
        ..pin_refused()
    };
    let good: [(&str, &str, Scene); 5] = [
        (
            "refused-then-taken",
            "The issuer refuses the first PIN: a new key pair, a new TZPK, another PIN",
            sent().refused().key().submit("4703").set(),
        ),
        (
            "refused-twice-then-taken",
            "The third try is the last one, and it is a try",
            sent()
                .refused()
                .key()
                .submit("4703")
                .refused()
                .key()
                .submit("9152")
                .set(),
        ),
        (
            "refused-then-the-same",
            "The same PIN once more: key, TZPK and fill are new",
            sent().refused().key().submit(PIN).set(),
        ),
        (
            "refusal-with-a-charset",
            "A media type may have parameters",
            sent()
                .refused_by(written("application/problem+json; charset=utf-8"))
                .key()
                .submit("4703")
                .set(),
        ),
        (
            "refusal-in-capitals",
            "A media type is the same in capitals",
            sent()
                .refused_by(written("Application/Problem+JSON"))
                .key()
                .submit("4703")
                .set(),
        ),
    ];
    for (id, comment, scene) in good {
        file.good(&told(id, comment), BridgeName::Ios, scene);
    }
    let with = |status: u16, form: Form| Reply {
        status: Some(status),
        ..body(form)
    };
    let bad: [(&str, &str, Scene); 6] = [
        (
            "refused-three-times",
            "Three tries, and the flow starts again",
            sent()
                .refused()
                .key()
                .submit("4703")
                .refused()
                .key()
                .submit("9152")
                .reply_ends(pin_refused()),
        ),
        (
            "refusal-as-a-page",
            "422 with a page is no refusal of a PIN",
            sent().reply_ends(with(422, Form::Html)),
        ),
        (
            "refusal-without-a-body",
            "422 without a body is no refusal of a PIN",
            sent().reply_ends(with(422, Form::Empty)),
        ),
        (
            "refusal-with-400",
            "400 is no refusal of a PIN",
            sent().reply_ends(with(400, Form::PinRefused)),
        ),
        (
            "refusal-with-200",
            "A problem body with 200 is no success",
            sent().reply_ends(with(200, Form::PinRefused)),
        ),
        (
            "refusal-of-the-key",
            "422 in answer to the public key refuses no PIN",
            file.scene().open().reply_ends(pin_refused()),
        ),
    ];
    for (id, comment, scene) in bad {
        file.beside(&told(id, comment), scene);
    }
}
