//! The whole way over HTTP: card, token, page, keys, PIN, embossing run, PIN again.

use pinproof::message::Scope;
use pinproof::profile::Profile;

use crate::support::Service;
use crate::support::back_end::FORM;
use crate::support::device::End;
use crate::support::private_file;

#[test]
fn set_produced_and_viewed_on_both_profiles() {
    for profile in [Profile::enfuce_v3(), Profile::aes_iso4()] {
        let service = Service::start(&["--admin", "--profile", &profile.name, "--schedule", "on-demand"]);
        let http = &mut service.connect();
        let (card, plastic) = http.new_card().unwrap();
        let id = http.token(&plastic, Scope::SetPin).unwrap();
        let page = http.open_page(&id).unwrap();
        assert_eq!(page.status, 200, "{}", page.text());
        assert_eq!(http.open_page(&id).unwrap().problem(), (403, "token_invalid".into()));
        assert_eq!(http.set(&profile, &id, "073951").unwrap(), End::Set);
        assert_eq!(http.pin_status(&card).unwrap(), "S");
        assert_eq!(http.set(&profile, &id, "073952").unwrap(), End::Error);

        let early = http.ask_token(&plastic, Scope::ViewPin).unwrap();
        assert_eq!(early.problem(), (409, "not_produced".into()));
        http.emboss().unwrap();
        let viewed = http.session(&profile, &plastic, Scope::ViewPin, "").unwrap();
        assert_eq!(viewed, End::Shown("073951".into()));
    }
}

#[test]
fn a_token_binding_gives_the_device_a_token_and_no_pan() {
    let folder = tempfile::tempdir().unwrap();
    let text = pinproof::profile::built_in_toml("aes-iso4").unwrap();
    let text = text.replace("binding = \"pan\"", "binding = \"token\"");
    let file = private_file(folder.path(), "own.toml", &text);
    let service = Service::start(&["--profile", file.to_str().unwrap()]);
    let http = &mut service.connect();
    let (_, plastic) = http.new_card().unwrap();
    let id = http.token(&plastic, Scope::SetPin).unwrap();
    let body = format!("{{\"controlId\":\"{id}\"}}");
    let headers = [("Content-Type", "application/json")];
    let context = http
        .ask("POST", "/pincontrol/v2/context", &headers, body.as_bytes())
        .unwrap()
        .json();
    assert_eq!(context.as_object().unwrap().keys().collect::<Vec<_>>(), ["token"]);
}

#[test]
fn the_clock_goes_forward_and_tokens_expire() {
    let service = Service::start(&["--admin"]);
    let http = &mut service.connect();
    let (_, plastic) = http.new_card().unwrap();
    let id = http.token(&plastic, Scope::SetPin).unwrap();
    let advanced = http.back_end("POST", "/admin/clock", r#"{"advanceMs":30000}"#).unwrap();
    assert_eq!(advanced.status, 200, "{}", advanced.text());
    assert_eq!(http.open_page(&id).unwrap().problem(), (403, "token_invalid".into()));
    let whole = r#"{"advanceMs":1000.0}"#;
    assert_eq!(http.back_end("POST", "/admin/clock", whole).unwrap().status, 200);
    for body in [
        r#"{"nowMs":0}"#,
        "{}",
        r#"{"advanceMs":1,"x":1}"#,
        r#"{"advanceMs":"1"}"#,
    ] {
        assert_eq!(
            http.back_end("POST", "/admin/clock", body).unwrap().status,
            400,
            "{body}"
        );
    }
    for body in [
        r#"{"advanceMs":999999999999999}"#,
        r#"{"advanceMs":-1}"#,
        r#"{"advanceMs":0.5}"#,
    ] {
        assert_eq!(
            http.back_end("POST", "/admin/clock", body).unwrap().problem().0,
            422,
            "{body}"
        );
    }
}

#[test]
fn the_hour_brings_an_embossing_run() {
    let profile = Profile::enfuce_v3();
    let service = Service::start(&["--admin", "--schedule", "hourly"]);
    let http = &mut service.connect();
    let (_, plastic) = http.new_card().unwrap();
    assert_eq!(
        http.session(&profile, &plastic, Scope::SetPin, "0739").unwrap(),
        End::Set
    );
    http.back_end("POST", "/admin/clock", r#"{"advanceMs":3600000}"#)
        .unwrap();
    let viewed = http.session(&profile, &plastic, Scope::ViewPin, "").unwrap();
    assert_eq!(viewed, End::Shown("0739".into()));
}

#[test]
fn a_bearer_token_stands_for_user_and_password() {
    let folder = tempfile::tempdir().unwrap();
    let bearer = private_file(folder.path(), "bearer", "0123456789abcdefABCDEF\n");
    let service = Service::start(&["--bearer-file", bearer.to_str().unwrap()]);
    let path = "/card/v4/none";
    let with = |value: &str| service.ask("GET", path, &[("Authorization", value)], b"").problem();
    assert_eq!(with("Bearer 0123456789abcdefABCDEF"), (404, "not_found".into()));
    assert_eq!(with("Bearer 0123456789abcdefABCDEG"), (401, "credentials".into()));
    assert_eq!(with(crate::support::BASIC), (404, "not_found".into()));
}

#[test]
fn the_demo_needs_no_credentials_and_knows_its_own_names() {
    let profile = Profile::enfuce_v3();
    let service = Service::start(&["--demo", "--schedule", "on-demand"]);
    let http = &mut service.connect();
    let json = [("Content-Type", "application/json")];
    let issue = |http: &mut crate::support::http::Http, operation: &str| {
        let body = format!("{{\"operation\":\"{operation}\"}}");
        http.ask("POST", "/demo/session", &json, body.as_bytes()).unwrap()
    };
    let issued = issue(http, "set-pin").json();
    let origin = format!("http://{}", service.address);
    assert_eq!(issued["pinURL"], format!("{origin}/pincontrol/v2/pin"));
    assert_eq!(issued["pinFrameURL"], format!("{origin}/pincontrol/v2/frame?key=demo"));
    assert_eq!(
        http.set(&profile, issued["id"].as_str().unwrap(), "0739").unwrap(),
        End::Set
    );
    assert_eq!(issue(http, "view-pin").problem(), (409, "not_produced".into()));
    assert_eq!(http.ask("POST", "/demo/emboss", &[], b"").unwrap().status, 200);
    let issued = issue(http, "view-pin").json();
    let viewed = http.view(&profile, issued["id"].as_str().unwrap()).unwrap();
    assert_eq!(viewed, End::Shown("0739".into()));
    let card = http.ask("GET", "/demo/card", &[], b"").unwrap().json();
    assert_eq!(
        (&card["pinStatus"], &card["plasticStatus"]),
        (&"S".into(), &"LOCKED".into())
    );
    let renewed = http.ask("POST", "/demo/card", &[], b"").unwrap().json();
    assert_eq!(renewed["pinStatus"], "W");
    assert_ne!(renewed["plasticId"], card["plasticId"]);

    for host in ["pin.example", "127.0.0.1.pin.example:80", "localhost.pin.example", ""] {
        let headers = [json[0], ("Host", host)];
        let answer = http
            .ask("POST", "/demo/session", &headers, br#"{"operation":"set-pin"}"#)
            .unwrap();
        assert_eq!(answer.problem(), (421, "host".into()), "{host}");
    }
    let form = http
        .ask("POST", "/demo/session", &[FORM], b"operation=set-pin")
        .unwrap();
    assert_eq!(form.problem(), (415, "media_type".into()));
}

#[test]
fn the_demo_under_another_local_name_leads_to_its_own() {
    let service = Service::start(&["--demo"]);
    let http = &mut service.connect();
    let port = service.address.rsplit_once(':').unwrap().1.to_owned();
    let answer = http
        .ask("GET", "/demo", &[("Host", &format!("localhost:{port}"))], b"")
        .unwrap();
    assert_eq!(answer.status, 307);
    let own = format!("http://{}/demo", service.address);
    assert_eq!(answer.header("location"), Some(own.as_str()));
    assert_eq!(http.ask("GET", "/demo", &[], b"").unwrap().status, 200);
}

#[test]
fn the_demo_embosses_no_cards_that_are_kept() {
    let disk = crate::records::Disk::new();
    let service = Service::start(&disk.args(&["--demo"]));
    let answer = service.ask("POST", "/demo/emboss", &[], b"");
    assert_eq!(answer.problem(), (403, "kept_records".into()));
}

#[test]
fn demo_and_admin_are_off_unless_asked_for() {
    let service = Service::start(&[]);
    let basic = [("Authorization", crate::support::BASIC)];
    for (method, path) in [
        ("GET", "/demo"),
        ("POST", "/demo/session"),
        ("POST", "/admin/emboss"),
        ("POST", "/admin/clock"),
        ("GET", "/admin/faults"),
    ] {
        assert_eq!(
            service.ask(method, path, &basic, b"").problem(),
            (404, "not_found".into()),
            "{path}"
        );
    }
    let service = Service::start(&["--admin"]);
    for (method, path) in [
        ("POST", "/admin/emboss"),
        ("GET", "/admin/clock"),
        ("GET", "/admin/report"),
    ] {
        assert_eq!(
            service.ask(method, path, &[], b"").problem(),
            (401, "credentials".into()),
            "{path}"
        );
    }
}

#[test]
fn it_stops_in_order() {
    let service = Service::start(&[]);
    let health = service.ask("GET", "/health", &[], b"").json();
    assert_eq!(health["status"], "ok");
    // An idle connection does not hold it up.
    let idle = service.connect();
    let (code, said) = service.stop();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("stopped"), "{said}");
    drop(idle);
}

#[test]
fn what_is_under_way_is_answered_before_it_stops() {
    let service = Service::start(&["--fault", "late@page", "--fault-delay", "1.5"]);
    let http = &mut service.connect();
    let (_, plastic) = http.new_card().unwrap();
    let id = http.token(&plastic, Scope::SetPin).unwrap();
    let address = service.address.clone();
    let waiting = std::thread::spawn(move || {
        let mut http = crate::support::http::Http::connect(&address).unwrap();
        http.open_page(&id).unwrap().status
    });
    std::thread::sleep(std::time::Duration::from_millis(500));
    let (code, said) = service.stop();
    assert_eq!((code, waiting.join().unwrap()), (Some(0), 200), "{said}");
    assert!(!said.contains("cut off"), "{said}");
}
