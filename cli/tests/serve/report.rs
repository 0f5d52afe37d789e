//! The report's file, and the end of a service that has hardly begun.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::records::Disk;
use crate::support::{pinproof, private_file, wait};

#[test]
fn a_service_that_cannot_start_leaves_the_last_report() {
    let disk = Disk::new();
    let report = private_file(disk.db.parent().unwrap(), "report.html", "of yesterday");
    fs::write(&disk.key, "no key").unwrap();
    let path = report.to_str().unwrap();
    let output = pinproof(&disk.args(&["--listen", "127.0.0.1:0", "--report", path]))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(fs::read_to_string(&report).unwrap(), "of yesterday");
}

#[test]
fn whoever_hears_that_it_serves_may_end_it() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..20 {
        let report = private_file(folder.path(), &format!("report{round}"), &"old".repeat(100_000));
        let args = ["--listen", "127.0.0.1:0", "--format", "json", "--report"];
        let mut child = pinproof(&args)
            .arg(&report)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while line != "ends on Ctrl-C\n" {
            line.clear();
            assert_ne!(out.read_line(&mut line).unwrap(), 0);
        }
        let pid = child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        // Killed by the signal, it has no code.
        assert!(wait(&mut child, Duration::from_secs(20)).is_some(), "round {round}");
        let written = fs::read_to_string(&report).unwrap();
        assert!(written.starts_with('{') && !written.contains("old"), "round {round}");
    }
}
