//! Right clients on both doors.

use std::thread;

use serde_json::Value;

use super::clients::{by_polling, by_socket, connect, http};
use super::listen;
use crate::support::{PINPROOF, Vectors, pinproof};

/// The cases of a JSON report, without the time that they took.
fn cases(json: &str) -> Vec<Value> {
    let mut results: Value = serde_json::from_str(json).unwrap();
    let cases = results["cases"].as_array_mut().unwrap();
    for case in cases.iter_mut() {
        case.as_object_mut().unwrap().remove("elapsed_us");
    }
    cases.clone()
}

#[test]
fn both_doors_give_the_results_of_a_pipe() {
    let vectors = Vectors::small();
    let arguments = ["--vectors", vectors.arg(), "--format", "json"];
    let piped = pinproof(["check"].iter().chain(&arguments).chain(&["--", PINPROOF, "client"])).ends(0);
    for door in [|address: &str| by_socket(address, |_| Some(String::new())), by_polling] {
        let listening = listen(&arguments);
        let address = listening.address.clone();
        let client = thread::spawn(move || door(&address));
        let ran = listening.ran().ends(0);
        assert_eq!(cases(&ran.stdout), cases(&piped.stdout));
        client.join().unwrap();
    }
}

#[test]
fn a_restart_is_a_new_connection() {
    // Fill is compared over a restart.
    let listening = listen(&["--only", "kit_randomness/iso1-*", "--timeout", "30"]);
    let address = listening.address.clone();
    let client = thread::spawn(move || {
        let mut lives = 0;
        by_socket(&address, |line| {
            lives += usize::from(line.contains("\"op\":\"hello\""));
            Some(String::new())
        });
        lives
    });
    listening.ran().ends(0).says(&["kit_randomness"]);
    assert!(client.join().unwrap() >= 2);
}

#[test]
fn who_looks_on_hears_everything() {
    let vectors = Vectors::small();
    let listening = listen(&["--vectors", vectors.arg()]);
    let address = listening.address.clone();
    let watcher = thread::spawn(move || http(&address, "GET", "/progress", "", "").unwrap().body);
    let address = listening.address.clone();
    thread::spawn(move || by_socket(&address, |_| Some(String::new())));
    listening.ran().ends(0);
    let told = watcher.join().unwrap();
    let events: Vec<Value> = told
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .flat_map(|data| serde_json::from_str::<Vec<Value>>(data).unwrap())
        .collect();
    let names: Vec<&str> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(names.first(), Some(&"started"), "{told}");
    assert_eq!(names.iter().filter(|name| **name == "judged").count(), 7);
    let last = events.last().unwrap();
    assert_eq!(
        (last["event"].as_str(), last["totals"]["passed"].as_u64()),
        (Some("finished"), Some(7))
    );
}

#[test]
fn pages_of_others_stay_outside_unless_they_are_named() {
    let vectors = Vectors::small();
    let listening = listen(&["--vectors", vectors.arg(), "--origin", "http://localhost:3000"]);
    let address = listening.address.clone();
    let own = format!("origin: http://{address}\r\n");
    for (headers, status) in [
        ("origin: http://evil.example\r\n", 403),
        ("origin: null\r\n", 403),
        (own.as_str(), 307),
    ] {
        let got = http(&address, "GET", "/", headers, "").unwrap();
        assert_eq!(got.status, status, "{headers}: {}", got.body);
    }
    let got = http(&address, "POST", "/client", "origin: http://localhost:3000\r\n", "").unwrap();
    assert_eq!(got.status, 201);
    let path = serde_json::from_str::<Value>(&got.body).unwrap()["connection"]
        .as_str()
        .unwrap()
        .to_owned();
    http(&address, "DELETE", &path, "", "");
    thread::spawn(move || by_socket(&address, |_| Some(String::new())));
    listening.ran().ends(0);
}

#[test]
fn a_second_client_is_turned_away_and_the_first_goes_on() {
    let vectors = Vectors::small();
    let listening = listen(&["--vectors", vectors.arg()]);
    let address = listening.address.clone();
    let first = connect(&address);
    let mut second = connect(&address);
    let closed = loop {
        match second.read().unwrap() {
            tungstenite::Message::Close(frame) => break frame.unwrap(),
            other => assert!(!other.is_text(), "{other:?}"),
        }
    };
    assert_eq!(
        (u16::from(closed.code), closed.reason.as_str()),
        (1013, "another client is connected: one is checked at a time")
    );
    let got = http(&address, "POST", "/client", "", "").unwrap();
    assert_eq!(
        (got.status, got.body.contains("another client is connected")),
        (409, true)
    );
    thread::spawn(move || {
        let mut first = first;
        let mut answering = super::clients::Answering::new();
        while let Some(line) = super::clients::request(&mut first) {
            if first.send(tungstenite::Message::text(answering.answer(&line))).is_err() {
                return;
            }
        }
    });
    listening.ran().ends(0).says(&["7 passed"]);
}
