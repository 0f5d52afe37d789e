//! Limits: how often a token may ask, and how long a client may take.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use pinproof::message::Scope;

use crate::support::back_end::JSON;
use crate::support::http::{Answer, Http};
use crate::support::{BASIC, Service};

/// Asks for what a PIN block is bound to.
fn ask(http: &mut Http, id: &str) -> Answer {
    let body = format!("{{\"controlId\":\"{id}\"}}");
    http.ask("POST", "/pincontrol/v2/context", &[JSON], body.as_bytes())
        .unwrap()
}

#[test]
fn a_token_may_ask_so_often_and_other_tokens_do_not_notice() {
    let service = Service::start(&["--rate", "5"]);
    let http = &mut service.connect();
    let (_, plastic) = http.new_card().unwrap();
    let (first, second) = (
        http.token(&plastic, Scope::SetPin).unwrap(),
        http.token(&plastic, Scope::SetPin).unwrap(),
    );
    let started = Instant::now();
    let statuses: Vec<u16> = (0..12).map(|_| ask(http, &first).status).collect();
    let allowed = statuses.iter().filter(|status| **status == 200).count();
    let refilled = usize::try_from(started.elapsed().as_secs()).unwrap() + 1;
    assert!((5..=5 + refilled).contains(&allowed), "{statuses:?}");
    let mut counted = statuses.iter().filter(|status| **status == 429).count();
    let limited = loop {
        let answer = ask(http, &first);
        if answer.status != 200 {
            counted += 1;
            break answer;
        }
    };
    assert_eq!(limited.problem(), (429, "rate_limited".into()));
    assert_eq!(limited.header("retry-after"), Some("1"));
    assert_eq!(ask(http, &second).status, 200);
    let metrics = http.ask("GET", "/metrics", &[], b"").unwrap();
    let line = format!("pinproof_rate_limited_total {counted}\n");
    assert!(metrics.text().contains(&line), "{counted}: {}", metrics.text());
    thread::sleep(Duration::from_millis(1_100));
    assert_eq!(ask(http, &first).status, 200);
}

/// How long the service takes to give up on a client that sends `first` and then a byte each second.
fn patience(service: &Service, first: &[u8]) -> (Duration, String) {
    let mut stream = TcpStream::connect(&service.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    stream.write_all(first).unwrap();
    let started = Instant::now();
    let mut answer = Vec::new();
    let mut chunk = [0; 1024];
    loop {
        assert!(started.elapsed() < Duration::from_secs(60), "it waits for ever");
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => answer.extend_from_slice(&chunk[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                if stream.write_all(b"a").is_err() {
                    break;
                }
            }
            Err(_) => break,
        }
    }
    (started.elapsed(), String::from_utf8_lossy(&answer).into_owned())
}

#[test]
fn slow_clients_are_given_up() {
    let service = Service::start(&[]);
    let body =
        b"POST /pin/v3/set HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{";
    let cases: [(&str, &[u8], &str); 2] = [
        ("head", b"GET /health HTTP/1.1\r\nHost: x\r\nX-", ""),
        ("body", body, "408"),
    ];
    thread::scope(|scope| {
        for (what, first, status) in cases {
            let service = &service;
            scope.spawn(move || {
                let (took, answer) = patience(service, first);
                assert!(took < Duration::from_secs(25), "{what}: {took:?}");
                assert!(answer.contains(status), "{what}: {answer}");
            });
        }
        // Meanwhile everybody else is served.
        for _ in 0..20 {
            let started = Instant::now();
            assert_eq!(service.ask("GET", "/health", &[], b"").status, 200);
            assert!(started.elapsed() < Duration::from_secs(5));
            thread::sleep(Duration::from_millis(200));
        }
    });
}

#[test]
fn a_connection_that_says_nothing_is_given_up() {
    let service = Service::start(&[]);
    let mut stream = TcpStream::connect(&service.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    let started = Instant::now();
    let mut chunk = [0; 64];
    let read = stream.read(&mut chunk);
    assert!(
        !matches!(read, Err(error) if error.kind() == std::io::ErrorKind::WouldBlock),
        "it waits for ever"
    );
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn a_client_that_reads_nothing_is_given_up() {
    let service = Service::start(&["--log", "off"]);
    let connections = || {
        let metrics = service.ask("GET", "/metrics", &[], b"");
        let line = crate::support::after(metrics.text(), "\npinproof_connections ").to_owned();
        line.parse::<u32>().unwrap()
    };
    let mut stream = TcpStream::connect(&service.address).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
    let request = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n";
    // Until its answers fill every buffer on the way.
    while stream.write_all(request).is_ok() {}
    assert_eq!(connections(), 2);
    let started = Instant::now();
    while connections() > 1 {
        assert!(started.elapsed() < Duration::from_secs(40), "it waits for ever");
        thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn tokens_that_nobody_issued_do_not_get_around_the_limits() {
    for limit in ["--peer-rate", "--device-rate"] {
        let service = Service::start(&[limit, "10"]);
        let http = &mut service.connect();
        let started = Instant::now();
        let statuses: Vec<u16> = (0..60)
            .map(|number| {
                let id = format!("invented{number}");
                let answer = if number % 2 == 0 {
                    http.open_page(&id).unwrap()
                } else {
                    ask(http, &id)
                };
                answer.status
            })
            .collect();
        let asked = statuses.iter().filter(|status| **status == 403).count();
        let refilled = 10 * (usize::try_from(started.elapsed().as_secs()).unwrap() + 1);
        assert!((10..=10 + refilled).contains(&asked), "{limit}: {statuses:?}");
        assert!(statuses.contains(&429), "{limit}: {statuses:?}");
        // Back ends do not notice.
        assert!(!http.new_card().unwrap().0.is_empty());
        let metrics = http.ask("GET", "/metrics", &[], b"").unwrap();
        let counted = format!("pinproof_unknown_tokens_total {asked}\n");
        assert!(metrics.text().contains(&counted), "{limit}: {}", metrics.text());
    }
}

#[test]
fn credentials_are_not_guessed() {
    let service = Service::start(&["--admin", "--wrong-credentials", "5"]);
    let http = &mut service.connect();
    let mut ask = |credentials: &[(&str, &str)]| http.ask("GET", "/admin/clock", credentials, b"").unwrap();
    for _ in 0..20 {
        assert_eq!(ask(&[]).status, 401, "nothing shown is no guess");
    }
    let wrong = [("Authorization", "Basic dTpw")];
    let statuses: Vec<u16> = (0..12).map(|_| ask(&wrong).status).collect();
    assert_eq!(statuses[..5], [401; 5]);
    assert!(statuses.contains(&429), "{statuses:?}");
    let right = [("Authorization", BASIC)];
    while ask(&wrong).status == 401 {}
    let refused = ask(&right);
    assert_eq!(refused.problem(), (429, "rate_limited".into()));
    assert_eq!(refused.header("retry-after"), Some("1"));
    thread::sleep(Duration::from_millis(2_200));
    assert_eq!(ask(&right).status, 200);
}
