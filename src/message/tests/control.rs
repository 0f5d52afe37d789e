//! The control token.

use alloc::format;

use super::super::*;
use crate::error::MessageError;
use crate::profile::Profile;

fn auth() -> BasicAuth {
    BasicAuth::new("u", "p").unwrap()
}

#[test]
fn the_request() {
    let profile = Profile::enfuce_v3();
    let message = ControlRequest { scope: Scope::ViewPin };
    let request = message
        .to_request("123-a", "A. Clerk & Söhne", &auth(), &profile)
        .unwrap();
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.path, "/pincontrol/v2/plastic/123-a");
    assert_eq!(
        request.target(),
        "/pincontrol/v2/plastic/123-a?auditUser=A.%20Clerk%20%26%20S%C3%B6hne"
    );
    assert_eq!(request.headers.len(), 1);
    assert_eq!(request.headers[0].0, "Authorization");
    assert_eq!(request.headers[0].1.expose(), "Basic dTpw");
    assert_eq!(request.body.as_bytes(), br#"{"scope":"VIEW_PIN"}"#);
    assert_eq!(request.body.content_type(), Some("application/json"));
    assert_eq!(ControlRequest::from_json(request.body.as_bytes()), Ok(message));
    assert_eq!(ControlRequest::plastic_id(&request.path, &profile), Some("123-a"));
}

#[test]
fn a_plastic_id_cannot_change_the_path() {
    let profile = Profile::enfuce_v3();
    let message = ControlRequest { scope: Scope::SetPin };
    for id in [
        "",
        ".",
        "..",
        "a/b",
        "a%2fb",
        "a?b",
        "a#b",
        "a b",
        "ä",
        "{plasticId}",
        &"1".repeat(65),
    ] {
        let given = message.to_request(id, "clerk", &auth(), &profile);
        assert_eq!(given.unwrap_err(), MessageError::Value, "{id}");
        assert_eq!(
            ControlRequest::plastic_id(&format!("/pincontrol/v2/plastic/{id}"), &profile),
            None,
            "{id}"
        );
    }
    assert_eq!(ControlRequest::plastic_id("/pincontrol/v1/plastic/1", &profile), None);
    assert_eq!(ControlRequest::plastic_id("/pincontrol/v2/plastic/1/", &profile), None);
    for user in ["", "a\n", "\0"] {
        let given = message.to_request("1", user, &auth(), &profile);
        assert_eq!(given.unwrap_err(), MessageError::Value, "{user:?}");
    }
}

#[test]
fn the_urls() {
    let response = |url: &str| {
        let field = |name: &str| {
            let body = format!(r#"{{"id":"c-1","{name}":"{url}"}}"#);
            ControlResponse::from_json(body.as_bytes()).map(|_| ())
        };
        let (mobile, desktop) = (field("pinURL"), field("pinFrameURL"));
        assert_eq!(mobile, desktop, "{url}");
        mobile
    };
    for url in [
        "https://pin.example",
        "https://pin.example:8443/page?key=k#top",
        "http://localhost:8080/page",
        "http://127.0.0.1/page",
        "http://[::1]:1/page",
    ] {
        assert_eq!(response(url), Ok(()), "{url}");
    }
    for url in [
        "",
        "/page",
        "//pin.example/page",
        "https://",
        "https:///page",
        "https://:443/page",
        "HTTPS://pin.example/page",
        "http://pin.example/page",
        "http://localhost.pin.example/page",
        "http://127.0.0.1.pin.example/page",
        "http://localhost@pin.example/page",
        "https://user@pin.example/page",
        "https://user:password@pin.example/page",
        "https://pin.example\\\\@evil.example/",
        "https://pin example/",
        "https://pin.example/\\n",
        "https://pän.example/",
        "ftp://pin.example/",
        "javascript://pin.example/%0aalert(1)",
        "data:text/html,x",
        "https://pin.example/page?controlId=c-1",
        "https://pin.example/page?key=k&CONTROLID=c-1",
        "https://pin.example/page?control%49d=c-1",
        "https://pin.example/page?%zz",
    ] {
        assert_eq!(response(url), Err(MessageError::Value), "{url}");
    }
}
