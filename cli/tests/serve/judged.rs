//! Judged runs, through the socket: what the report says of requests that were refused early, and of faults that touched nothing.

use pinproof::message::Scope;
use pinproof::profile::Profile;

use crate::support::back_end::{FORM, JSON};
use crate::support::device::End;
use crate::support::http::Http;
use crate::support::{BASIC, Service, private_file};

type Headers = &'static [(&'static str, &'static str)];

/// The cases of the report that failed, without the name of their session.
fn failed(http: &mut Http) -> Vec<String> {
    let report = http
        .ask("GET", "/admin/report?format=json", &[("Authorization", BASIC)], b"")
        .unwrap();
    assert_eq!(report.status, 200, "{}", report.text());
    let report = report.json();
    let cases = report["cases"].as_array().unwrap().iter();
    let failed = cases.filter(|case| case["outcome"] == "fail");
    failed
        .map(|case| case["id"].as_str().unwrap().rsplit('/').next().unwrap().to_owned())
        .collect()
}

#[test]
fn what_is_refused_before_it_is_read_is_judged_too() {
    const TEXT: (&str, &str) = ("Content-Type", "text/plain");
    let cases: [(&str, &str, Headers, bool, &str); 8] = [
        ("POST", "/pin/v3/set/tzpk", &[TEXT], true, "json"),
        ("POST", "/pin/v3/set/tzpk", &[], true, "json"),
        (
            "POST",
            "/pin/v3/set/tzpk",
            &[JSON, ("Content-Encoding", "gzip")],
            true,
            "",
        ),
        ("PUT", "/pin/v3/set?controlId=ID", &[], false, "json"),
        ("GET", "/pincontrol/v2/pin/ID", &[], false, "id-in-the-body"),
        ("GET", "/pincontrol/v2/pin/ID", &[], false, "page-by-form"),
        ("GET", "/pincontrol/v2/pin?controlId=ID", &[], false, "id-in-the-body"),
        ("POST", "/pin/v3/set/tzpk/ID", &[JSON], true, "id-in-the-body"),
    ];
    for (method, path, headers, has_body, rule) in cases {
        let service = Service::start(&["--admin"]);
        let http = &mut service.connect();
        let (_, plastic) = http.new_card().unwrap();
        let id = http.token(&plastic, Scope::SetPin).unwrap();
        let body = if has_body {
            format!("{{\"controlId\":\"{id}\",\"publicKey\":\"AAAA\"}}")
        } else {
            String::new()
        };
        let answer = http
            .ask(method, &path.replace("ID", &id), headers, body.as_bytes())
            .unwrap();
        assert!(answer.status >= 400, "{method} {path}: {}", answer.status);
        let failed = failed(http);
        assert!(
            rule.is_empty() || failed.iter().any(|slug| slug == rule),
            "{method} {path}: {failed:?}"
        );
        assert!(
            !failed.iter().any(|slug| slug == "known-tokens"),
            "{method} {path}: {failed:?}"
        );
    }
}

#[test]
fn early_refusals_without_a_token_are_nobodys() {
    let service = Service::start(&["--admin"]);
    let http = &mut service.connect();
    let (_, plastic) = http.new_card().unwrap();
    http.token(&plastic, Scope::SetPin).unwrap();
    http.ask("GET", "/pincontrol/v2/pin", &[], b"").unwrap();
    http.ask("POST", "/pin/v3/set", &[FORM], b"%zz").unwrap();
    http.ask("GET", "/pin/v3/set/elsewhere", &[], b"").unwrap();
    assert!(!failed(http).iter().any(|slug| slug == "page-by-form" || slug == "json"));
}

#[test]
fn a_fault_that_left_the_answer_alone_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let strict = pinproof::profile::built_in_toml("enfuce-v3")
        .unwrap()
        .replace("min = 4", "min = 6");
    let strict = private_file(folder.path(), "strict.toml", &strict);
    let service = Service::start(&[
        "--admin",
        "--fault",
        "truncated@set",
        "--profile",
        strict.to_str().unwrap(),
    ]);
    let http = &mut service.connect();
    let (_, plastic) = http.new_card().unwrap();
    let id = http.token(&plastic, Scope::SetPin).unwrap();
    assert_eq!(http.open_page(&id).unwrap().status, 200);
    let profile = Profile::enfuce_v3();
    // The service has another policy than the device: 422, whole as it is.
    assert_eq!(http.set(&profile, &id, "0739").unwrap(), End::Refused);
    let metrics = http.ask("GET", "/metrics", &[], b"").unwrap();
    assert!(!metrics.text().contains("fault=\"truncated\""), "{}", metrics.text());
    // A new try is right; its answer is spoiled, and nothing follows.
    assert_eq!(http.set(&profile, &id, "073915").unwrap(), End::Error);
    let metrics = http.ask("GET", "/metrics", &[], b"").unwrap();
    assert!(
        metrics.text().contains("pinproof_faults_total{fault=\"truncated\"} 1"),
        "{}",
        metrics.text()
    );
    let failed = failed(http);
    let wrong = ["ends-on-a-bad-answer", "new-token-after-error"];
    assert!(!failed.iter().any(|slug| wrong.contains(&slug.as_str())), "{failed:?}");
}

#[test]
fn a_request_above_the_limit_has_no_fault() {
    let service = Service::start(&["--admin", "--rate", "1", "--fault", "html@set"]);
    let http = &mut service.connect();
    let (_, plastic) = http.new_card().unwrap();
    let id = http.token(&plastic, Scope::SetPin).unwrap();
    assert_eq!(http.open_page(&id).unwrap().status, 200);
    let body = format!("{{\"controlId\":\"{id}\",\"pinBlock\":\"AAAAAAAAAAA=\"}}");
    let limited = http.ask("POST", "/pin/v3/set", &[JSON], body.as_bytes()).unwrap();
    assert_eq!(limited.problem(), (429, "rate_limited".into()));
    let metrics = http.ask("GET", "/metrics", &[], b"").unwrap();
    assert!(!metrics.text().contains("fault=\"html\""), "{}", metrics.text());
}

#[test]
fn a_browser_shows_the_report_as_it_is() {
    let service = Service::start(&["--admin"]);
    let http = &mut service.connect();
    let policy = |http: &mut Http, format: &str| {
        let path = format!("/admin/report?format={format}");
        let report = http.ask("GET", &path, &[("Authorization", BASIC)], b"").unwrap();
        assert_eq!(report.status, 200);
        report.header("content-security-policy").unwrap().to_owned()
    };
    let html = policy(http, "html");
    for part in [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "script-src 'unsafe-inline'",
        "frame-ancestors 'none'",
        "sandbox allow-scripts",
    ] {
        assert!(html.contains(part), "{html}");
    }
    assert!(!html.contains("allow-same-origin"), "{html}");
    assert!(!policy(http, "json").contains("unsafe-inline"));
}
