//! Each fault through a device: it ends as the list of faults says.

use std::process::Output;

use pinproof::message::Scope;
use pinproof::profile::Profile;

use crate::support::device::End;
use crate::support::{Service, pinproof};

/// Name and steps of every fault, as the program lists them.
fn listed() -> Vec<(String, Vec<String>, String)> {
    let Output { status, stdout, .. } = pinproof(&["--fault", "list"]).output().unwrap();
    assert!(status.success());
    let text = String::from_utf8(stdout).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    lines
        .chunks(2)
        .map(|pair| {
            let name = pair[0].split_whitespace().next().unwrap().to_owned();
            let (steps, told) = pair[1].trim().strip_prefix("at ").unwrap().split_once("; ").unwrap();
            (name, steps.split(", ").map(str::to_owned).collect(), told.to_owned())
        })
        .collect()
}

#[test]
fn a_device_notices_each_of_them() {
    for profile in [Profile::enfuce_v3(), Profile::aes_iso4()] {
        let args = [
            "--admin",
            "--profile",
            &profile.name,
            "--schedule",
            "on-demand",
            "--fault-delay",
            "0.2",
            "--rate",
            "1000",
        ];
        let service = Service::start(&args);
        let http = &mut service.connect();
        let (_, produced) = http.new_card().unwrap();
        assert_eq!(
            http.session(&profile, &produced, Scope::SetPin, "0739").unwrap(),
            End::Set
        );
        http.emboss().unwrap();
        let faults = listed();
        assert!(faults.len() >= 30);
        for (name, steps, told) in faults {
            for step in steps {
                let (scope, plastic) = match step.as_str() {
                    "view" => (Scope::ViewPin, produced.clone()),
                    "tzpk" | "set" => (Scope::SetPin, http.new_card().unwrap().1),
                    _ => continue,
                };
                let chosen = format!("{{\"faults\":[\"{name}@{step}\"]}}");
                assert_eq!(http.back_end("POST", "/admin/faults", &chosen).unwrap().status, 200);
                let ended = service.connect().session(&profile, &plastic, scope, "0739");
                let right = match (scope, &ended) {
                    (_, Err(_)) => name == "no-answer",
                    (_, Ok(End::Error)) => told.contains("_error;"),
                    (_, Ok(End::Refused)) => told.contains("validation_error"),
                    (Scope::SetPin, Ok(End::Set)) => name == "late",
                    (Scope::ViewPin, Ok(End::Shown(pin))) => name == "late" && pin == "0739",
                    _ => false,
                };
                assert!(right, "{}, {name} at {step}: {ended:?}, and not: {told}", profile.name);
                let none = r#"{"faults":[]}"#;
                assert_eq!(http.back_end("POST", "/admin/faults", none).unwrap().status, 200);
            }
        }
    }
}

#[test]
fn faults_of_the_start_and_of_the_page() {
    let service = Service::start(&["--fault", "redirect@page", "--fault", "5xx@tzpk"]);
    let http = &mut service.connect();
    let (_, plastic) = http.new_card().unwrap();
    let id = http.token(&plastic, Scope::SetPin).unwrap();
    let page = http.open_page(&id).unwrap();
    assert_eq!((page.status, page.header("location").is_some()), (302, true));
    let profile = Profile::enfuce_v3();
    assert_eq!(http.set(&profile, &id, "0739").unwrap(), End::Error);
    let metrics = http.ask("GET", "/metrics", &[], b"").unwrap();
    assert!(
        metrics.text().contains("pinproof_faults_total{fault=\"5xx\"} 1"),
        "{}",
        metrics.text()
    );
}
