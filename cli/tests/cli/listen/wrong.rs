//! Wrong clients on both doors: each becomes a fault of the run in bounded time, with a text that says what to do.

use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use super::clients::{Answering, by_socket, connect, http, request};
use super::{Listening, listen};
use crate::support::{Vectors, pinproof};

/// A client that has its way with each line; see [`by_socket`].
fn with(listening: &Listening, hook: impl FnMut(&str) -> Option<String> + Send + 'static) {
    let address = listening.address.clone();
    thread::spawn(move || by_socket(&address, hook));
}

#[test]
fn nobody_connects() {
    pinproof(["check", "--listen", "127.0.0.1:0", "--wait", "0.3"])
        .ends(3)
        .complains(&["nobody connected to 127.0.0.1:", "within 0 s", "--wait SECONDS"]);
}

#[test]
fn the_port_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    pinproof(["check", "--listen", &address])
        .ends(4)
        .complains(&["cannot listen on 127.0.0.1:", "a free port"]);
}

#[test]
fn a_command_and_a_port_do_not_go_together() {
    pinproof(["check", "--listen", "127.0.0.1:0", "--", "false"]).ends(4);
    pinproof(["check", "--wait", "3", "--", "false"]).ends(4);
    pinproof(["check"]).ends(4);
    pinproof(["check", "--listen", "somewhere"]).ends(4);
}

#[test]
fn it_never_answers() {
    let vectors = Vectors::echoes();
    let listening = listen(&["--vectors", vectors.arg(), "--timeout", "0.5"]);
    let mut socket = connect(&listening.address);
    let client = thread::spawn(move || while request(&mut socket).is_some() {});
    listening
        .ran()
        .ends(3)
        .says(&["hello: no answer to hello within 0.5 s"]);
    client.join().unwrap();
}

#[test]
fn it_polls_and_never_answers() {
    let vectors = Vectors::echoes();
    let listening = listen(&["--vectors", vectors.arg(), "--timeout", "0.5"]);
    let got = http(&listening.address, "POST", "/client", "", "").unwrap();
    assert_eq!(got.status, 201);
    listening
        .ran()
        .ends(3)
        .says(&["hello: no answer to hello within 0.5 s"]);
}

#[test]
fn it_hangs_on_one_case() {
    let vectors = Vectors::echoes();
    let listening = listen(&["--vectors", vectors.arg(), "--timeout", "0.5"]);
    with(&listening, |line| {
        if line.contains("\"echo/n05\"") {
            thread::sleep(Duration::from_secs(1));
        }
        Some(String::new())
    });
    listening
        .ran()
        .ends(1)
        .says(&["HANG echo/n05 (must)", "no answer within 0.5 s"]);
}

#[test]
fn its_answer_is_not_json() {
    let vectors = Vectors::echoes();
    let listening = listen(&["--vectors", vectors.arg()]);
    with(&listening, |line| {
        Some(if line.contains("\"echo/n05\"") {
            "y".to_owned()
        } else {
            String::new()
        })
    });
    listening.ran().ends(3).says(&["echo/n05", "a line that is not JSON"]);
}

#[test]
fn what_it_posts_is_not_json() {
    let vectors = Vectors::echoes();
    let listening = listen(&["--vectors", vectors.arg()]);
    let got = http(&listening.address, "POST", "/client", "", "").unwrap();
    let path = got.body.split('"').nth(3).unwrap().to_owned();
    let got = http(&listening.address, "POST", &path, "", "<html>").unwrap();
    assert_eq!(got.status, 204);
    listening.ran().ends(3).says(&["hello", "a line that is not JSON"]);
}

#[test]
fn its_message_is_too_long() {
    let vectors = Vectors::echoes();
    // The second is too long to be read at all.
    for length in [1 << 20, 5 << 20] {
        let listening = listen(&["--vectors", vectors.arg()]);
        with(&listening, move |_| Some("x".repeat(length + 1)));
        listening.ran().ends(3).says(&["a line of more than 1048576 bytes"]);
    }
}

#[test]
fn it_dies_on_one_case_and_comes_back() {
    let vectors = Vectors::echoes();
    let listening = listen(&["--vectors", vectors.arg()]);
    with(&listening, |line| (!line.contains("\"echo/n05\"")).then(String::new));
    listening
        .ran()
        .ends(1)
        .says(&["CRASH echo/n05 (must)", "the connection was lost"]);
}

#[test]
fn it_dies_and_does_not_come_back() {
    let vectors = Vectors::echoes();
    let listening = listen(&["--vectors", vectors.arg(), "--wait", "1"]);
    let mut socket = connect(&listening.address);
    thread::spawn(move || {
        let mut answering = Answering::new();
        while let Some(line) = request(&mut socket).filter(|_| answering.asked < 10) {
            socket
                .send(tungstenite::Message::text(answering.answer(&line)))
                .unwrap();
        }
    });
    listening
        .ran()
        .ends(3)
        .says(&["did not connect to 127.0.0.1:", "again within 1 s"]);
}

#[test]
fn it_goes_before_it_is_asked() {
    let vectors = Vectors::echoes();
    let listening = listen(&["--vectors", vectors.arg(), "--wait", "2"]);
    drop(connect(&listening.address));
    // The next one is as good as a first.
    with(&listening, |_| Some(String::new()));
    listening.ran().ends(0);
}

#[test]
fn it_says_something_else_after_it_was_lost() {
    let vectors = Vectors::echoes();
    let listening = listen(&["--vectors", vectors.arg()]);
    let mut lives = 0;
    with(&listening, move |line| {
        if line.contains("\"op\":\"hello\"") {
            lives += 1;
            let id = line
                .split(['"', ':', ','])
                .find(|part| part.parse::<u64>().is_ok())
                .unwrap();
            return Some(format!(
                r#"{{"id":{id},"ok":{{"client":{{"name":"life {lives}","version":"1"}},"protocol":1,"capabilities":{{"ops":["echo"]}}}}}}"#
            ));
        }
        (!line.contains("\"echo/n05\"")).then(String::new)
    });
    listening
        .ran()
        .ends(3)
        .says(&["after a restart hello says something else than the first time"]);
}
