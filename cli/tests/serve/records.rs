//! Records on disk: what a restart keeps, what it ends, and what the file does not show.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use pinproof::message::Scope;
use pinproof::profile::Profile;
use tempfile::TempDir;

use crate::support::back_end::JSON;
use crate::support::device::{self, End};
use crate::support::{Service, pinproof, private_file};

/// A folder for the database and one for the key.
pub(crate) struct Disk {
    root: TempDir,
    pub(crate) db: PathBuf,
    pub(crate) key: PathBuf,
}

impl Disk {
    pub(crate) fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let (data, keys) = (root.path().join("data"), root.path().join("keys"));
        fs::create_dir(&data).unwrap();
        fs::create_dir(&keys).unwrap();
        let key = private_file(&keys, "key", &"5a".repeat(32));
        Self {
            db: data.join("pins.db"),
            key,
            root,
        }
    }

    pub(crate) fn args<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let files = [
            "--db",
            self.db.to_str().unwrap(),
            "--key-file",
            self.key.to_str().unwrap(),
        ];
        [&files[..], more].concat()
    }

    /// All bytes in the database's folder.
    fn bytes(&self) -> Vec<u8> {
        let entries = fs::read_dir(self.db.parent().unwrap()).unwrap();
        entries
            .flat_map(|entry| fs::read(entry.unwrap().path()).unwrap())
            .collect()
    }
}

#[test]
fn a_restart_keeps_cards_pins_and_spent_tokens_and_ends_exchanges() {
    for profile in [Profile::enfuce_v3(), Profile::aes_iso4()] {
        let disk = Disk::new();
        let args = disk.args(&["--admin", "--schedule", "on-demand", "--profile", &profile.name]);
        let service = Service::start(&args);
        let http = &mut service.connect();
        let (card, plastic) = http.new_card().unwrap();
        let spent = http.token(&plastic, Scope::SetPin).unwrap();
        assert_eq!(http.set(&profile, &spent, "0739").unwrap(), End::Set);
        let (_, waiting) = http.new_card().unwrap();
        let opened = http.token(&waiting, Scope::SetPin).unwrap();
        assert_eq!(http.open_page(&opened).unwrap().status, 200);
        let key = device::key(profile.rsa_bits);
        let public = pinproof::device::DeviceKey::public_key(&key).to_base64();
        let body = format!("{{\"controlId\":\"{opened}\",\"publicKey\":\"{public}\"}}");
        let exchanged = http.ask("POST", "/pin/v3/set/tzpk", &[JSON], body.as_bytes()).unwrap();
        assert_eq!(exchanged.status, 200, "{}", exchanged.text());
        service.kill();

        let service = Service::start(&args);
        let http = &mut service.connect();
        assert_eq!(http.pin_status(&card).unwrap(), "S");
        assert_eq!(http.open_page(&spent).unwrap().problem(), (403, "token_invalid".into()));
        assert_eq!(
            http.open_page(&opened).unwrap().problem(),
            (403, "token_invalid".into())
        );
        let block = if profile.rsa_bits == pinproof::device::RsaBits::B2048 {
            "AAAAAAAAAAA="
        } else {
            "AAAAAAAAAAAAAAAAAAAAAA=="
        };
        let body = format!("{{\"controlId\":\"{opened}\",\"pinBlock\":\"{block}\"}}");
        let set = http.ask("POST", "/pin/v3/set", &[JSON], body.as_bytes()).unwrap();
        assert_eq!(set.problem(), (409, "no_key".into()));
        // The session itself goes on, with a new key.
        assert_eq!(http.set(&profile, &opened, "1357").unwrap(), End::Set);
        http.emboss().unwrap();
        let viewed = http.session(&profile, &plastic, Scope::ViewPin, "").unwrap();
        assert_eq!(viewed, End::Shown("0739".into()));
        let (code, said) = service.stop();
        assert_eq!(code, Some(0), "{said}");
    }
}

#[test]
fn the_file_shows_no_pin_and_no_pan_and_is_its_owners_alone() {
    let profile = Profile::aes_iso4();
    let disk = Disk::new();
    let service = Service::start(&disk.args(&["--profile", "aes-iso4"]));
    let http = &mut service.connect();
    let (_, plastic) = http.new_card().unwrap();
    let id = http.token(&plastic, Scope::SetPin).unwrap();
    let body = format!("{{\"controlId\":\"{id}\"}}");
    let context = http
        .ask("POST", "/pincontrol/v2/context", &[JSON], body.as_bytes())
        .unwrap()
        .json();
    let pan = context["pan"].as_str().unwrap().to_owned();
    assert_eq!(http.set(&profile, &id, "917350682417").unwrap(), End::Set);
    let hidden = |what: &str, bytes: &[u8]| {
        let at = bytes.windows(what.len()).position(|window| window == what.as_bytes());
        assert!(at.is_none(), "{what} is in the file");
    };
    let look = || {
        let bytes = disk.bytes();
        assert!(bytes.len() > 4096);
        let digits: Vec<u8> = "917350682417".bytes().map(|digit| digit - b'0').collect();
        assert!(!bytes.windows(12).any(|window| window == digits));
        for secret in ["917350682417", "917350", &pan, &id, &"5a".repeat(32)] {
            hidden(secret, &bytes);
        }
        assert!(!bytes.windows(32).any(|window| window == [0x5a; 32]));
        for entry in fs::read_dir(disk.db.parent().unwrap()).unwrap() {
            let mode = std::os::unix::fs::MetadataExt::mode(&entry.unwrap().metadata().unwrap());
            assert_eq!(mode & 0o077, 0);
        }
    };
    look();
    // What lay beside the file is folded into it.
    service.stop();
    look();
}

#[test]
fn another_key_another_profile_another_file_and_a_second_process() {
    let disk = Disk::new();
    Service::start(&disk.args(&[])).stop();
    let refused = |args: &[&str]| {
        let output = pinproof(&[&["--listen", "127.0.0.1:0"], args].concat())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{said}");
        said
    };
    assert!(refused(&disk.args(&["--profile", "aes-iso4"])).contains("enfuce-v3"));
    let other = private_file(disk.root.path(), "other", &"a5".repeat(32));
    let keys = disk.root.path().join("keys");
    let moved = keys.join("other");
    fs::rename(other, &moved).unwrap();
    let args = ["--db", disk.db.to_str().unwrap(), "--key-file", moved.to_str().unwrap()];
    assert!(refused(&args).contains("not sealed under this key"));

    let service = Service::start(&disk.args(&[]));
    assert!(refused(&disk.args(&[])).contains("lock"));
    service.stop();

    let foreign = |path: &Path, bytes: &[u8]| {
        fs::write(path, bytes).unwrap();
        let args = ["--db", path.to_str().unwrap(), "--key-file", disk.key.to_str().unwrap()];
        refused(&args)
    };
    let path = disk.db.with_file_name("foreign.db");
    assert!(foreign(&path, b"this is no database at all, it is a text").contains("--db"));
}

#[test]
fn tokens_that_nobody_issued_leave_no_trace_and_the_trail_has_an_end() {
    let disk = Disk::new();
    let service = Service::start(&disk.args(&["--audit-entries", "30"]));
    let http = &mut service.connect();
    for number in 0..50 {
        assert_eq!(http.open_page(&format!("invented{number}")).unwrap().status, 403);
    }
    for _ in 0..40 {
        http.new_card().unwrap();
    }
    let (_, plastic) = http.new_card().unwrap();
    let known = http.token(&plastic, Scope::SetPin).unwrap();
    http.open_page(&known).unwrap();
    assert_eq!(http.open_page(&known).unwrap().status, 403);
    // Sweeping comes every ten seconds.
    thread::sleep(Duration::from_secs(11));
    service.stop();
    let connection = rusqlite::Connection::open(&disk.db).unwrap();
    let count = |which: &str| {
        let sql = format!("SELECT count(*) FROM audit {which}");
        connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(count("WHERE event LIKE '%Unknown%'"), 0);
    assert_eq!(
        count("WHERE event LIKE '%Refused%'"),
        1,
        "what known tokens are refused for stays"
    );
    assert_eq!(count(""), 30);
}

#[test]
fn a_database_is_a_file_that_nobody_else_reads() {
    let refused = |disk: &Disk, db: &str| {
        let key = disk.key.to_str().unwrap();
        let output = pinproof(&["--listen", "127.0.0.1:0", "--db", db, "--key-file", key])
            .current_dir(disk.db.parent().unwrap())
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(4), "{db}: {said}");
        said
    };
    let disk = Disk::new();
    for db in ["", ":memory:"] {
        refused(&disk, db);
        assert_eq!(fs::read_dir(disk.db.parent().unwrap()).unwrap().count(), 0, "{db}");
    }
    for mode in [0o644, 0o640, 0o604] {
        fs::write(&disk.db, "").unwrap();
        fs::set_permissions(&disk.db, fs::Permissions::from_mode(mode)).unwrap();
        let said = refused(&disk, disk.db.to_str().unwrap());
        assert!(said.contains("0600"), "{said}");
    }
    // A link whose target is yet to come, beside the key.
    let link = disk.db.with_file_name("link.db");
    std::os::unix::fs::symlink(disk.key.with_file_name("pins.db"), &link).unwrap();
    let said = refused(&disk, link.to_str().unwrap());
    assert!(said.contains("folder"), "{said}");
}

#[test]
fn a_name_that_looks_like_a_uri_is_a_name() {
    let disk = Disk::new();
    let named = disk.db.with_file_name("file:pins.db?mode=memory");
    let key = disk.key.to_str().unwrap();
    let folder = disk.db.parent().unwrap();
    let mut child = pinproof(&["--listen", "127.0.0.1:0", "--key-file", key])
        .args(["--db", "file:pins.db?mode=memory"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let read = BufReader::new(child.stdout.take().unwrap()).read_line(&mut line);
    let size = fs::metadata(&named).map(|found| found.len());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_ne!(read.unwrap(), 0);
    assert!(size.unwrap() > 0);
    assert!(!disk.db.exists());
}
