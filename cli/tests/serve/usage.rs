//! Wrong use: a sentence that says what is wrong, and exit code 4.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::{CREDENTIALS, pinproof, private_file};

/// What it says of these arguments.
fn refused(args: &[&str]) -> String {
    let output = pinproof(args).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(4), "{args:?}: {said}");
    assert!(said.contains("error: "), "{args:?}: {said}");
    assert!(!said.contains("battery"), "{args:?}: {said}");
    said
}

#[test]
fn arguments_that_do_not_go() {
    let folder = tempfile::tempdir().unwrap();
    let text = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let file = |name: &str, content: &str| private_file(folder.path(), name, content).to_str().unwrap().to_owned();
    let two_lines = file("two", "a:b\nc:d\n");
    let no_colon = file("colon", "nothing");
    let short = file("short", "abc");
    let key = file("key", &"0f".repeat(32));
    let open_key = file("open", &"0f".repeat(32));
    fs::set_permissions(&open_key, fs::Permissions::from_mode(0o644)).unwrap();
    let good = file("good", CREDENTIALS);
    let elsewhere = tempfile::tempdir().unwrap();
    let far_db = elsewhere.path().join("pins.db").to_str().unwrap().to_owned();
    let db = text("pins.db");
    let missing = text("missing/none");
    let cases: [(&[&str], &str); 24] = [
        (&["--listen", "nowhere"], "--listen"),
        (&["--listen", "0.0.0.0:0"], "TLS"),
        (&["--listen", "0.0.0.0:0", "--tls", "--demo"], "--demo"),
        (&["--listen", "0.0.0.0:0", "--tls"], "--origin"),
        (&["--profile", "none"], "no profile"),
        (&["--origin", "http://pin.example"], "origin"),
        (&["--origin", "https://pin.example/"], "origin"),
        (&["--frame", "shop"], "frame"),
        (&["--frame", "shop=http://shop.example"], "origin"),
        (&["--fault", "nothing"], "no fault"),
        (&["--fault", "html@page"], "step"),
        (&["--credentials", &missing], "--credentials"),
        (&["--credentials", &two_lines], "not one line"),
        (&["--credentials", &no_colon], "credentials"),
        (&["--bearer-file", &short], "bearer"),
        (&["--css", &missing], "--css"),
        (&["--db", &db], "--key-file"),
        (&["--key-file", &key], "--db"),
        (&["--db", &db, "--key-file", &key], "folder"),
        (&["--db", &far_db, "--key-file", &open_key], "0600"),
        (&["--db", &far_db, "--key-file", &good], "64 hex digits"),
        (&["--tls-cert", &good], "--tls-key"),
        (&["--tls-cert", &good, "--tls-key", &good], "--tls-cert"),
        (&["--report", &missing], "cannot write"),
    ];
    for (args, word) in cases {
        let free = ["--listen", "127.0.0.1:0"];
        let said = if args.contains(&"--listen") {
            refused(args)
        } else {
            refused(&[args, &free].concat())
        };
        assert!(said.contains(word), "{args:?}: {said}");
    }
}

#[test]
fn an_address_that_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let said = refused(&["--listen", &taken.local_addr().unwrap().to_string()]);
    assert!(said.contains("cannot listen"), "{said}");
}
