//! Origins, and messages between windows.

use alloc::format;
use alloc::string::ToString;

use super::super::*;
use super::EVENTS;
use crate::error::{Error, MessageError, OriginRefused};
use crate::message::{ControlId, FrameMessage, Scope};

#[test]
fn an_origin_is_what_a_browser_would_write() {
    for right in [
        "https://app.example",
        "https://app.example:8443",
        "https://a.b-c.example:1",
        "https://xn--bcher-kva.example",
        "https://192.0.2.1",
        "https://[2001:db8::1]:8443",
        "http://localhost",
        "http://localhost:3000",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "https://localhost:80",
    ] {
        assert_eq!(Origin::new(right).unwrap().as_str(), right);
    }
    for wrong in [
        "",
        "*",
        "null",
        "https://*",
        "https://*.app.example",
        "https://",
        "https:",
        "app.example",
        "//app.example",
        "https://app.example/",
        "https://app.example/page",
        "https://app.example?",
        "https://app.example#",
        "https://App.example",
        "HTTPS://app.example",
        "https://app.example:443",
        "http://localhost:80",
        "https://app.example:",
        "https://app.example:0",
        "https://app.example:08443",
        "https://app.example:65536",
        "https://app.example:+1",
        "https://app.example:8443:1",
        "https://user@app.example",
        "https://user:p@app.example",
        "https://app.example.",
        "https://.app.example",
        "https://app..example",
        "https://-a.example",
        "https://a-.example",
        "https://app_1.example",
        "https://app example",
        " https://app.example",
        "https://app.example\n",
        "https://bücher.example",
        "https://аpp.example",
        "https://app。example",
        "https://%61pp.example",
        "http://app.example",
        "http://localhost.app.example",
        "http://127.0.0.1.app.example",
        "http://[::2]",
        "https://[::1",
        "https://::1",
        "https://[::1]x",
        "https://[::G]",
        "https://[]",
        "https://[::1]]",
        "ws://app.example",
        "file://",
        "data://x",
        "javascript://app.example",
        "https://https://app.example",
        "https://app.example,https://evil.example",
    ] {
        assert_eq!(Origin::new(wrong), Err(MessageError::Value), "{wrong:?}");
    }
    let long = format!("https://{}.example", ["a".repeat(63).as_str(); 4].join("."));
    assert_eq!(Origin::new(&long), Err(MessageError::Value));
    assert_eq!(
        Origin::new(&format!("https://{}.example", "a".repeat(64))),
        Err(MessageError::Value)
    );
}

const OWN: &str = "https://app.example";

/// Origins that somebody may take for [`OWN`].
const FORGED: [&str; 23] = [
    "*",
    "null",
    "",
    "https://evil.example",
    "https://sub.app.example",
    "https://app.example.evil.example",
    "https://evilapp.example",
    "https://app.example.",
    "https://app.exampl",
    "https://app.examplee",
    "https://app.example/",
    "https://app.example:443",
    "https://app.example:8443",
    "http://app.example",
    "https://APP.example",
    "HTTPS://app.example",
    "https://app.example@evil.example",
    "https://user@app.example",
    "https://evil.example/https://app.example",
    "https://аpp.example",
    "https://xn--pp-5cd.example",
    " https://app.example",
    "https://app.example\0",
];

#[test]
fn the_page_listens_to_its_parent_alone() {
    let parent = Parent::new(Origin::new(OWN).unwrap());
    let data = br#"{"operation":"set-pin","controlId":"c-1"}"#;
    let receive = |origin, source, data| {
        let message = Incoming { origin, source, data };
        parent
            .receive(&message)
            .map(|message| message.control_id.as_str().to_string())
    };
    assert_eq!(receive(OWN, Source::Parent, data).as_deref(), Ok("c-1"));
    for origin in FORGED {
        for source in Source::ALL {
            assert_eq!(
                receive(origin, source, data),
                Err(Error::Origin(OriginRefused)),
                "{origin:?}"
            );
        }
    }
    for source in [Source::Frame, Source::Own, Source::Other] {
        assert_eq!(
            receive(OWN, source, data),
            Err(Error::Origin(OriginRefused)),
            "{source:?}"
        );
    }
    // Where it comes from is looked at before what it says.
    assert_eq!(receive(OWN, Source::Other, b"{"), Err(Error::Origin(OriginRefused)));
    assert_eq!(
        receive(OWN, Source::Parent, b"{"),
        Err(Error::Message(MessageError::Syntax))
    );
    let unknown = br#"{"operation":"change-pin","controlId":"c-1"}"#;
    assert_eq!(
        receive(OWN, Source::Parent, unknown),
        Err(Error::Message(MessageError::Value))
    );
}

#[test]
fn the_parent_listens_to_its_frame_alone() {
    let frame = Frame::new(Origin::new(OWN).unwrap());
    let data = br#"{"event":"set_pin_success"}"#;
    let receive = |origin, source, data| frame.receive(&Incoming { origin, source, data });
    assert_eq!(receive(OWN, Source::Frame, data), Ok(Event::SetPinSuccess));
    for origin in FORGED {
        assert_eq!(
            receive(origin, Source::Frame, data),
            Err(Error::Origin(OriginRefused)),
            "{origin:?}"
        );
    }
    for source in [Source::Parent, Source::Own, Source::Other] {
        assert_eq!(
            receive(OWN, source, data),
            Err(Error::Origin(OriginRefused)),
            "{source:?}"
        );
    }
    let unknown = br#"{"event":"set_pin_done"}"#;
    assert_eq!(
        receive(OWN, Source::Frame, unknown),
        Err(Error::Message(MessageError::Value))
    );
}

#[test]
fn both_sides_address_the_other_by_its_origin() {
    let (app, page) = (Origin::new(OWN).unwrap(), Origin::new("https://pin.example").unwrap());
    let (parent, frame) = (Parent::new(app.clone()), Frame::new(page.clone()));

    let opening = FrameMessage {
        operation: Scope::SetPin,
        control_id: ControlId::new("c-1").unwrap(),
    };
    let sent = frame.post(&opening);
    assert_eq!(sent.target_origin, page.as_str());
    assert!(!format!("{sent:?}").contains("c-1"));
    let data = sent.data.expose().as_bytes();
    let message = Incoming {
        origin: app.as_str(),
        source: Source::Parent,
        data,
    };
    assert!(!format!("{message:?}").contains("c-1"));
    assert!(parent.receive(&message).unwrap().control_id.is(&opening.control_id));

    for event in EVENTS {
        let sent = parent.post(event);
        assert_eq!(sent.target_origin, app.as_str());
        let data = sent.data.expose().as_bytes();
        let message = Incoming {
            origin: page.as_str(),
            source: Source::Frame,
            data,
        };
        assert_eq!(frame.receive(&message), Ok(event));
    }
    for source in Source::ALL {
        assert_eq!(Source::from_name(source.name()), Some(source));
    }
}
