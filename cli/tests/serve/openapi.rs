//! The OpenAPI document says what the service does, and each of its operations does what is written. That no address is missing in
//! it, the unit test beside the document checks.

use serde_json::Value;

use crate::support::back_end::{FORM, JSON};
use crate::support::http::Answer;
use crate::support::{BASIC, Service};

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "DELETE", "PATCH"];

fn service() -> Service {
    Service::start(&["--admin", "--demo", "--frame", "shop=https://shop.example"])
}

/// A path with something legal in the place of each parameter.
fn filled(path: &str) -> String {
    let path = path
        .replace("{action}", "ACTIVATE")
        .replace("{cardRole}", "MAIN")
        .replace("{name}", "none.js");
    path.split('/')
        .map(|part| if part.starts_with('{') { "x1" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// The schema behind a reference.
fn resolved<'d>(document: &'d Value, value: &'d Value) -> &'d Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

#[test]
fn every_operation_answers_as_it_is_written_and_no_other_method_does() {
    let service = service();
    let document = service.ask("GET", "/openapi.json", &[], b"").json();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 20, "{}", paths.len());
    for (path, operations) in paths {
        for method in METHODS {
            let target = filled(path);
            let operation = operations.get(method.to_ascii_lowercase());
            let content = operation.and_then(|operation| operation["requestBody"]["content"].as_object());
            let header = match content.map(|content| content.contains_key("application/json")) {
                Some(false) => FORM,
                _ => JSON,
            };
            let answer = service.ask(method, &target, &[header, ("Authorization", BASIC)], b"");
            match operation {
                None => {
                    assert_eq!(answer.problem(), (405, "method".into()), "{method} {path}");
                    let allowed: Vec<&str> = answer.header("allow").unwrap().split(',').map(str::trim).collect();
                    for own in METHODS {
                        let known = operations.get(own.to_ascii_lowercase()).is_some();
                        assert_eq!(allowed.contains(&own), known, "{path}: {allowed:?}");
                    }
                }
                Some(operation) => as_written(&document, operation, &answer, &format!("{method} {path}")),
            }
        }
    }
}

/// The status is one of the operation's, with its media type, and the body has the fields that the schema requires.
fn as_written(document: &Value, operation: &Value, answer: &Answer, what: &str) {
    assert_ne!(answer.status, 405, "{what}");
    let response = operation["responses"].get(answer.status.to_string());
    let response = resolved(
        document,
        response.unwrap_or_else(|| panic!("{what}: {} is not written", answer.status)),
    );
    let media_type = answer.header("content-type").unwrap().split(';').next().unwrap();
    let content = response["content"].as_object().unwrap();
    let content = content.get(media_type).or(content.get("*/*"));
    let schema = &content.unwrap_or_else(|| panic!("{what}: {media_type} is not written"))["schema"];
    if !media_type.ends_with("json") {
        return;
    }
    let schema = whole(document, schema);
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    assert!(validator.is_valid(&answer.json()), "{what}: {}", answer.text());
}

/// A schema with the components that it refers to.
fn whole(document: &Value, schema: &Value) -> Value {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    schema
}

#[test]
fn good_answers_are_as_written_too() {
    let service = service();
    let http = &mut service.connect();
    let document = http.ask("GET", "/openapi.json", &[], b"").unwrap().json();
    let (card, plastic) = http.new_card().unwrap();
    let control = "/pincontrol/v2/plastic/{plasticId}";
    let cases: [(&str, &str, String, &str, u16); 14] = [
        (
            "post",
            "/card/v4/{product}/customer/{customerId}/account/{accountId}/{cardRole}",
            "/card/v4/a/customer/b/account/c/MAIN".into(),
            "{}",
            201,
        ),
        ("get", "/card/v4/{id}", format!("/card/v4/{card}"), "", 200),
        (
            "get",
            "/card/v3/{id}/plastic",
            format!("/card/v3/{card}/plastic"),
            "",
            200,
        ),
        (
            "post",
            control,
            format!("/pincontrol/v2/plastic/{plastic}?auditUser=me"),
            r#"{"scope":"SET_PIN"}"#,
            201,
        ),
        (
            "post",
            "/card/v4/{id}",
            format!("/card/v4/{card}"),
            r#"{"pinStatus":"D"}"#,
            200,
        ),
        ("post", "/admin/emboss", "/admin/emboss".into(), "", 200),
        (
            "post",
            "/card/v3/{id}/plastic/{plasticId}/update/{action}",
            format!("/card/v3/{card}/plastic/{plastic}/update/ACTIVATE"),
            "",
            200,
        ),
        ("get", "/admin/clock", "/admin/clock".into(), "", 200),
        ("post", "/admin/clock", "/admin/clock".into(), r#"{"advanceMs":1}"#, 200),
        (
            "post",
            "/admin/faults",
            "/admin/faults".into(),
            r#"{"faults":["late@set"]}"#,
            200,
        ),
        (
            "post",
            "/demo/session",
            "/demo/session".into(),
            r#"{"operation":"set-pin"}"#,
            200,
        ),
        ("get", "/demo/card", "/demo/card".into(), "", 200),
        ("get", "/health", "/health".into(), "", 200),
        ("get", "/metrics", "/metrics".into(), "", 200),
    ];
    for (method, path, target, body, status) in cases {
        let upper = method.to_ascii_uppercase();
        let answer = http
            .ask(&upper, &target, &[JSON, ("Authorization", BASIC)], body.as_bytes())
            .unwrap();
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
        as_written(&document, &document["paths"][path][method], &answer, path);
    }
}

#[test]
fn the_document_has_the_profiles_paths_and_only_what_is_on() {
    let folder = tempfile::tempdir().unwrap();
    let text = pinproof::profile::built_in_toml("enfuce-v3")
        .unwrap()
        .replace("/pin/v3/set/tzpk", "/own/key");
    let file = crate::support::private_file(folder.path(), "own.toml", &text);
    let service = Service::start(&["--profile", file.to_str().unwrap()]);
    let document = service.ask("GET", "/openapi.json", &[], b"").json();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.contains_key("/own/key") && !paths.contains_key("/pin/v3/set/tzpk"));
    assert!(
        !paths
            .keys()
            .any(|path| path.starts_with("/admin") || path.starts_with("/demo"))
    );
    assert_eq!(document["servers"][0]["url"], format!("http://{}", service.address));
}
