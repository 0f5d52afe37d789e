//! Origins that nearly fit, messages that look like inputs, and places where no message counts either.

use alloc::string::ToString;
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::super::scene::{PIN, Scene, message};
use super::super::{Sessions, Told};
use super::FORGED;
use crate::conformance::client::{BridgeName, MessageSource, RejectClass, StateName};
use crate::conformance::scenario::PARENT;
use crate::conformance::vector::Action;

use MessageSource::{Other, Parent};
use StateName::{AwaitingTzpk, Ready, Submitted};

/// Classes with which a message may be refused.
const REFUSED: [RejectClass; 4] = [
    RejectClass::Origin,
    RejectClass::Message,
    RejectClass::SessionReused,
    RejectClass::SessionState,
];

/// Origins that a comparison takes which is not exact, or which was made for a developer's machine.
const ORIGINS: [(&str, &str, &str); 7] = [
    (
        "any-sign-for-a-dot",
        "A host that a pattern takes whose dot stands for any sign",
        "https://appxexample",
    ),
    (
        "host-goes-on",
        "The parent's host goes on",
        "https://app.examplefoo.test",
    ),
    (
        "capitals",
        "The parent's host in capitals: no browser writes that",
        "https://APP.example",
    ),
    (
        "port-443",
        "The port that goes without saying: no browser writes that",
        "https://app.example:443",
    ),
    ("localhost", "A developer's own machine", "http://localhost:3000"),
    ("app-container", "The container of an app", "capacitor://localhost"),
    ("a-file", "A page from the file system", "file://"),
];

pub(in super::super) fn add(file: &mut Sessions) {
    for (id, comment, origin) in ORIGINS {
        let posted = [opens(), calls()].map(|data| message(origin, Parent, data));
        add_on(file, (id, comment), BridgeName::Frame, &posted);
    }
    for (id, comment, data) in [
        (
            "call-of-the-parents-page",
            "The parent posts the call of the app",
            calls(),
        ),
        (
            "call-by-name",
            "The parent posts the name of the call",
            json!("set_pin"),
        ),
        (
            "call-as-an-event",
            "The parent posts the name of the call as an event",
            json!({"event": "set_pin"}),
        ),
    ] {
        let posted = [message(PARENT, Parent, data)];
        add_on(file, (id, comment), BridgeName::Frame, &posted);
    }
    for (id, comment, data) in [
        (
            "giving-up-by-message",
            "A message that looks as if the cardholder gave up",
            json!({"cancel": true}),
        ),
        (
            "typing-by-message",
            "A message that looks as if something was typed",
            json!({"typed": "1111"}),
        ),
        ("pin-by-message", "A message with a PIN in it", json!({"pin": "1111"})),
    ] {
        let posted = [
            message("https://evil.test", Other, data.clone()),
            message(PARENT, Parent, data),
        ];
        add_on(file, (id, comment), BridgeName::Frame, &posted);
    }
    let posted: Vec<Action> = posts().into_iter().map(|(posted, _)| posted).collect();
    for bridge in [BridgeName::Ios, BridgeName::Android] {
        let id = alloc::format!("messages-on-{}", bridge.name());
        let comment = "A page that is in no frame hears no window";
        add_on(file, (&id, comment), bridge, &posted);
    }
    let second = file.scene().open().key().submit(PIN).refused();
    let scene = ignored_throughout(second, &posted);
    let told = told("messages-in-the-second-try", "After a refusal no message counts either");
    file.good(&told, BridgeName::Frame, scene);
}

/// Messages of every kind, and how they may be refused.
pub(in super::super) fn posts() -> Vec<(Action, Vec<RejectClass>)> {
    let all = [
        message("https://evil.test", Other, opens()),
        message("https://evil.test", Other, calls()),
        message("https://evil.test", Other, json!({"cancel": true})),
        message(PARENT, Parent, opens()),
        message(PARENT, Parent, calls()),
        message(PARENT, Parent, json!({"cancel": true})),
    ];
    all.into_iter().map(|posted| (posted, REFUSED.to_vec())).collect()
}

fn opens() -> Value {
    json!({"operation": "set-pin", "controlId": FORGED})
}

fn calls() -> Value {
    json!({"call": "set_pin"})
}

fn told<'a>(id: &str, comment: &'a str) -> Told<'a> {
    Told {
        id: id.to_string(),
        comment,
        requirement: &["api-frame"],
        reason: "boundary:a message of a window",
    }
}

fn add_on(file: &mut Sessions, (id, comment): (&str, &str), bridge: BridgeName, posted: &[Action]) {
    let scene = ignored_throughout(file.scene().open(), posted);
    file.good(&told(id, comment), bridge, scene);
}

/// From the request for a key on, each message comes in each state and changes nothing.
fn ignored_throughout(scene: Scene, posted: &[Action]) -> Scene {
    let all = |scene: Scene, state| {
        let each = posted.iter().cloned();
        each.fold(scene, |scene, posted| scene.ignored(posted, state, &REFUSED))
    };
    let ready = all(scene, AwaitingTzpk).key().typed(PIN, true);
    all(all(ready, Ready).call(), Submitted).set()
}
