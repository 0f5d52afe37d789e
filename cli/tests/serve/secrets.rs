//! Nothing secret is logged, counted or answered where it does not belong.

use base64ct::{Base64, Encoding as _};
use pinproof::message::Scope;
use pinproof::profile::Profile;

use crate::support::Service;
use crate::support::back_end::{FORM, JSON};
use crate::support::device::End;
use crate::support::http::Http;

#[test]
fn logs_and_metrics_hold_no_secret() {
    for format in ["text", "json"] {
        let profile = Profile::aes_iso4();
        let args = [
            "--admin",
            "--demo",
            "--log",
            "debug",
            "--log-format",
            format,
            "--profile",
            "aes-iso4",
            "--rate",
            "3",
        ];
        let service = Service::start(&args);
        let http = &mut service.connect();
        let (card, plastic) = http.new_card().unwrap();
        let id = http.token(&plastic, Scope::SetPin).unwrap();
        assert_eq!(http.set(&profile, &id, "917350682417").unwrap(), End::Set);
        let second = http.new_card().unwrap().1;
        let other = http.token(&second, Scope::SetPin).unwrap();
        let pan = http.ask(
            "POST",
            "/pincontrol/v2/context",
            &[JSON],
            format!("{{\"controlId\":\"{other}\"}}").as_bytes(),
        );
        let pan = pan.unwrap().json()["pan"].as_str().unwrap().to_owned();
        // Every place where somebody could put it by mistake.
        for path in [
            format!("/pincontrol/v2/pin?controlId={other}"),
            format!("/pincontrol/v2/pin/{other}"),
            format!("/{other}"),
            format!("/card/v4/{other}"),
        ] {
            for (header, body) in [
                (FORM, format!("controlId={other}")),
                (JSON, format!("{{\"pin\":\"917350682417\",\"controlId\":\"{other}\"}}")),
            ] {
                http.ask(
                    "POST",
                    &path,
                    &[header, ("X-Pin", "917350682417"), ("User-Agent", &other)],
                    body.as_bytes(),
                )
                .unwrap();
            }
        }
        // A back end, where an id of its own belongs.
        for secret in [&pan, &other] {
            for path in [
                format!("/card/v4/{secret}"),
                format!("/card/v3/{card}/plastic/{secret}/update/ACTIVATE"),
                format!("/card/v3/{secret}/plastic/{plastic}/update/ACTIVATE"),
            ] {
                let answer = http.back_end("POST", &path, r#"{"pinStatus":"D"}"#).unwrap();
                assert_eq!(answer.status, 404, "{}", answer.text());
            }
            assert_eq!(http.ask_token(secret, Scope::SetPin).unwrap().status, 404);
        }
        for _ in 0..5 {
            http.open_page(&other).unwrap();
        }
        http.ask("GET", &format!("/pincontrol/v2/frame?key={other}"), &[], b"")
            .unwrap();
        http.ask(&format!("PIN{other}"), "/health", &[], b"").unwrap();
        let metrics = http.ask("GET", "/metrics", &[], b"").unwrap().text().to_owned();
        let (code, said) = service.stop();
        assert_eq!(code, Some(0));
        assert!(said.contains("request") && said.contains("PinSet"), "{said}");
        assert!(
            said.contains(&plastic) && said.contains(&card),
            "the audit trail names cards: {said}"
        );
        let password = Base64::encode_string(crate::support::CREDENTIALS.as_bytes());
        for secret in [id.as_str(), &other, "917350", &pan, &pan[8..], "battery", &password] {
            assert!(!said.contains(secret), "{secret} in the log: {said}");
            assert!(!metrics.contains(secret), "{secret} in the metrics");
        }
    }
}

#[test]
fn a_drawn_password_is_shown_once_and_not_logged() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut child = crate::support::pinproof(&["--listen", "127.0.0.1:0", "--log", "debug"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("backend:") {
        line.clear();
        assert_ne!(std::io::BufRead::read_line(&mut out, &mut line).unwrap(), 0);
    }
    let password = line.trim_end().rsplit_once(':').unwrap().1.to_owned();
    assert_eq!(password.len(), 40);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!std::fs::read_to_string(&log).unwrap().contains(&password));
}

#[test]
#[ignore = "a step of .ci/serve.sh, on a service that runs"]
fn sets_the_pin_that_a_fuzzer_looks_for() {
    let var = |name: &str| std::env::var(name).unwrap();
    let url = var("URL");
    let profile = match var("PROFILE").as_str() {
        "aes-iso4" => Profile::aes_iso4(),
        _ => Profile::enfuce_v3(),
    };
    let http = &mut Http::connect(url.split_once("://").unwrap().1).unwrap();
    assert_eq!(http.set(&profile, &var("TOKEN"), &var("PIN")).unwrap(), End::Set);
}
