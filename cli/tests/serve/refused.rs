//! Requests that are malformed, in the wrong place, or not allowed.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use pinproof::message::Scope;

use crate::support::back_end::{FORM, JSON};
use crate::support::{BASIC, Service};

const PAGE: &str = "/pincontrol/v2/pin";
const TZPK: &str = "/pin/v3/set/tzpk";

/// Method, path, headers, body; status and slug of the answer.
type Refused<'c> = (&'c str, &'c str, &'c [(&'c str, &'c str)], &'c [u8], u16, &'c str);

/// The status of whatever comes back for these bytes; none when the connection ends.
fn raw(service: &Service, bytes: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(&service.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let mut chunk = [0; 512];
    while !answer.ends_with(b"\r\n\r\n") && answer.len() < 12 {
        match stream.read(&mut chunk) {
            Ok(count @ 1..) => answer.extend_from_slice(&chunk[..count]),
            _ => break,
        }
    }
    let text = String::from_utf8_lossy(&answer).into_owned();
    text.split(' ').nth(1).and_then(|status| status.parse().ok())
}

#[test]
fn each_has_its_problem() {
    let service = Service::start(&[]);
    let http = &mut service.connect();
    let long = format!("{{\"controlId\":\"{}\"}}", "x".repeat(70_000));
    let deep = "[".repeat(30_000);
    let cases: [Refused<'_>; 24] = [
        ("POST", TZPK, &[JSON], b"", 400, "message"),
        ("POST", TZPK, &[JSON], b"{", 400, "message"),
        ("POST", TZPK, &[JSON], b"\xff\xfe", 400, "message"),
        ("POST", TZPK, &[JSON], b"\xef\xbb\xbf{}", 400, "message"),
        ("POST", TZPK, &[JSON], deep.as_bytes(), 400, "message"),
        (
            "POST",
            TZPK,
            &[JSON],
            br#"{"controlId":"a","controlId":"b","publicKey":"AA=="}"#,
            400,
            "message",
        ),
        (
            "POST",
            TZPK,
            &[JSON],
            br#"{"controlId":"a","publicKey":"AA=="}"#,
            400,
            "public_key",
        ),
        ("POST", TZPK, &[JSON], long.as_bytes(), 413, "too_large"),
        ("POST", TZPK, &[FORM], b"controlId=a", 400, "message"),
        ("POST", TZPK, &[], b"{}", 415, "media_type"),
        (
            "POST",
            TZPK,
            &[("Content-Type", "text/plain")],
            b"{}",
            415,
            "media_type",
        ),
        (
            "POST",
            TZPK,
            &[JSON, ("Content-Encoding", "gzip")],
            b"{}",
            415,
            "media_type",
        ),
        ("GET", TZPK, &[], b"", 405, "method"),
        ("PUT", TZPK, &[], b"", 405, "method"),
        ("DELETE", "/card/v4/c1", &[("Authorization", BASIC)], b"", 405, "method"),
        ("POST", PAGE, &[JSON], br#"{"controlId":"a"}"#, 400, "message"),
        ("POST", PAGE, &[FORM], b"controlId=a&controlId=b", 400, "message"),
        ("POST", PAGE, &[FORM], b"controlId=%zz", 400, "message"),
        ("POST", PAGE, &[FORM], b"controlId=unknown", 403, "token_invalid"),
        ("GET", "/pincontrol/v2/frame?key=none", &[], b"", 403, "frame_key"),
        ("GET", "/pincontrol/v2/frame", &[], b"", 400, "message"),
        ("GET", "/nowhere", &[("Authorization", BASIC)], b"", 404, "not_found"),
        ("GET", "/nowhere", &[], b"", 401, "credentials"),
        ("POST", "/health", &[], b"", 405, "method"),
    ];
    for (method, path, headers, body, status, code) in cases {
        // After a body that is too large the connection ends.
        let answer = service.ask(method, path, headers, body);
        assert_eq!(
            answer.problem(),
            (status, code.to_owned()),
            "{method} {path} {}",
            String::from_utf8_lossy(body)
        );
        let allow = answer.header("allow");
        assert_eq!(allow.is_some(), status == 405, "{method} {path}: {allow:?}");
        assert_eq!(
            answer.header("www-authenticate").is_some(),
            status == 401,
            "{method} {path}"
        );
    }
    assert_eq!(http.ask("GET", "/health", &[], b"").unwrap().status, 200);
}

#[test]
fn a_control_id_in_a_query_is_refused_and_stays_good() {
    let service = Service::start(&[]);
    let http = &mut service.connect();
    let (_, plastic) = http.new_card().unwrap();
    let id = http.token(&plastic, Scope::SetPin).unwrap();
    for path in [PAGE, TZPK, "/pincontrol/v2/context", "/pin/v3/view", "/pin/v3/set"] {
        for name in ["controlId", "CONTROLID", "control%49d", "+controlId"] {
            let path = format!("{path}?{name}={id}");
            let (header, body) = match path.starts_with(PAGE) {
                true => (FORM, format!("controlId={id}")),
                false => (JSON, format!("{{\"controlId\":\"{id}\"}}")),
            };
            let answer = http.ask("POST", &path, &[header], body.as_bytes()).unwrap();
            assert_eq!(answer.problem(), (400, "message".into()), "{path}");
        }
    }
    let framed = http
        .ask("GET", &format!("/pincontrol/v2/frame?key=k&controlId={id}"), &[], b"")
        .unwrap();
    assert_eq!(framed.problem(), (400, "message".into()));
    assert_eq!(http.open_page(&id).unwrap().status, 200);
}

#[test]
fn every_answer_has_the_headers_that_keep_it_private() {
    let service = Service::start(&["--frame", "shop=https://shop.example", "--demo"]);
    let http = &mut service.connect();
    let (_, plastic) = http.new_card().unwrap();
    let id = http.token(&plastic, Scope::SetPin).unwrap();
    let mut answers = vec![http.open_page(&id).unwrap(), http.open_page(&id).unwrap()];
    for path in [
        "/health",
        "/metrics",
        "/openapi.json",
        "/demo",
        "/pincontrol/v2/frame?key=shop",
        "/nowhere",
    ] {
        answers.push(http.ask("GET", path, &[], b"").unwrap());
    }
    answers.push(http.ask("POST", "/health", &[], b"").unwrap());
    for answer in answers {
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.contains("default-src 'none'") && !policy.contains("unsafe-inline"),
            "{policy}"
        );
        assert!(!policy.contains("'unsafe-eval'"), "{policy}");
        assert!(policy.contains("frame-ancestors"), "{policy}");
    }
}

#[test]
fn heads_that_no_request_has() {
    let service = Service::start(&[]);
    let many: String = (0..200).map(|number| format!("X-{number}: 1\r\n")).collect();
    let cases: [(&str, Vec<u8>, &[u16]); 8] = [
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00".to_vec(), &[400]),
        ("no version", b"GET /health\r\n\r\n".to_vec(), &[400]),
        ("two lengths", b"POST /pin/v3/set HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab".to_vec(), &[400]),
        ("no length", b"POST /pin/v3/set HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".to_vec(), &[400]),
        ("long target", format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(40_000)).into_bytes(), &[414, 431]),
        ("long header", format!("GET /health HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "a".repeat(40_000)).into_bytes(), &[431]),
        ("many headers", format!("GET /health HTTP/1.1\r\nHost: x\r\n{many}\r\n").into_bytes(), &[431]),
        ("bad chunk", b"POST /pin/v3/set HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec(), &[400]),
    ];
    for (what, bytes, allowed) in cases {
        let status = raw(&service, &bytes);
        assert!(
            status.is_some_and(|status| allowed.contains(&status)),
            "{what}: {status:?}"
        );
    }
    assert_eq!(service.ask("GET", "/health", &[], b"").status, 200);
}
