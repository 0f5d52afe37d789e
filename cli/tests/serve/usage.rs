//! Wrong use: a sentence that says what is wrong, and exit code 4.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

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
    let open = |name: &str, content: &str| {
        let path = file(name, content);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        path
    };
    let open_credentials = open("open-credentials", CREDENTIALS);
    let open_bearer = open("open-bearer", "0123456789abcdefABCDEF");
    let made = rcgen::generate_simple_self_signed(["pin.example".to_owned()]).unwrap();
    let chain = file("chain", &made.cert.pem());
    let open_tls = open("open-tls", &made.signing_key.serialize_pem());
    let guessable = file("guessable", "shop:elevensigns");
    let cases: [(&[&str], &str); 30] = [
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
        (&["--credentials", &open_credentials], "0600"),
        (&["--bearer-file", &open_bearer], "0600"),
        (&["--tls-cert", &chain, "--tls-key", &open_tls], "mode 0644"),
        (&["--credentials", &guessable], "12 signs"),
        (&["--demo", "--origin", "https://pin.example"], "--demo"),
        (&["--demo", "--origin", "https://192.0.2.7:8430"], "--demo"),
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

#[test]
fn the_repository_keeps_no_run_of_the_fuzzer_and_the_package_has_the_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    let include = manifest.lines().find(|line| line.starts_with("include = ")).unwrap();
    assert!(include.contains("\"/assets\""), "{include}");
    let root = folder.parent().unwrap();
    let ignored = fs::read_to_string(root.join(".gitignore")).unwrap();
    assert!(ignored.lines().any(|line| line == "/.schemathesis/"), "{ignored}");
    let gate = fs::read_to_string(root.join(".ci/serve.sh")).unwrap();
    assert!(
        gate.contains("cd \"$folder\" && SECRETS="),
        "the fuzzer runs where its files may stay"
    );
}
