//! A running service, a client on its socket, and a device.

pub(crate) mod back_end;
pub(crate) mod device;
pub(crate) mod http;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use self::http::{Answer, Http};

pub(crate) const CREDENTIALS: &str = "shop:correct horse battery";
/// `shop:correct horse battery` in base64.
pub(crate) const BASIC: &str = "Basic c2hvcDpjb3JyZWN0IGhvcnNlIGJhdHRlcnk=";

/// A service on a free port. Killed when it is dropped.
pub(crate) struct Service {
    pub(crate) child: Child,
    pub(crate) address: String,
    /// What it said at its start.
    pub(crate) lines: String,
    /// What it has written on both channels.
    pub(crate) said: Arc<Mutex<String>>,
    readers: Vec<thread::JoinHandle<()>>,
    _folder: TempDir,
}

/// A file that only its owner may read.
pub(crate) fn private_file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    path
}

/// The program with these arguments; `PINPROOF` names another build of it.
pub(crate) fn pinproof(args: &[&str]) -> Command {
    let program = std::env::var_os("PINPROOF").unwrap_or_else(|| env!("CARGO_BIN_EXE_pinproof").into());
    let mut command = Command::new(program);
    command.arg("serve").args(args).stdin(Stdio::null());
    command
}

impl Service {
    /// Starts it, with credentials and a free port besides `args`, and with room for all that a test asks from one address.
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut args = args.to_vec();
        for rate in ["--peer-rate", "--device-rate"] {
            if !args.contains(&rate) {
                args.extend([rate, "1000000"]);
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let credentials = private_file(folder.path(), "credentials", CREDENTIALS);
        let mut child = pinproof(&[
            "--listen",
            "127.0.0.1:0",
            "--credentials",
            credentials.to_str().unwrap(),
        ])
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let errors = Arc::clone(&said);
        let error_reader = thread::spawn(move || {
            let mut chunk = [0; 4096];
            while let Ok(count @ 1..) = stderr.read(&mut chunk) {
                errors
                    .lock()
                    .unwrap()
                    .push_str(&String::from_utf8_lossy(&chunk[..count]));
            }
        });
        let mut lines = String::new();
        while !lines.ends_with("ends on Ctrl-C\n") {
            if stdout.read_line(&mut lines).unwrap() == 0 {
                error_reader.join().unwrap();
                panic!("no start: {lines}{}", said.lock().unwrap());
            }
        }
        let address = after(&lines, "listening on ").to_owned();
        said.lock().unwrap().push_str(&lines);
        let out = Arc::clone(&said);
        let reader = thread::spawn(move || {
            let mut rest = String::new();
            let _ = stdout.read_to_string(&mut rest);
            out.lock().unwrap().push_str(&rest);
        });
        Self {
            child,
            address,
            lines,
            said,
            readers: vec![error_reader, reader],
            _folder: folder,
        }
    }

    /// A new connection.
    pub(crate) fn connect(&self) -> Http {
        Http::connect(&self.address).unwrap()
    }

    /// One request on a connection of its own.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.connect().ask(method, path, headers, body).unwrap()
    }

    /// Stops it in order, and gives its exit code and all that it said.
    pub(crate) fn stop(mut self) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let status = wait(&mut self.child, Duration::from_secs(20));
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        let said = self.said.lock().unwrap().clone();
        (status, said)
    }

    /// Kills it, as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The rest of the line behind `words`.
pub(crate) fn after<'t>(text: &'t str, words: &str) -> &'t str {
    let (_, rest) = text
        .split_once(words)
        .unwrap_or_else(|| panic!("no `{words}` in {text}"));
    rest.lines().next().unwrap_or_default()
}

/// The exit code, within `limit`.
pub(crate) fn wait(child: &mut Child, limit: Duration) -> Option<i32> {
    let end = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        assert!(Instant::now() < end, "it does not end");
        thread::sleep(Duration::from_millis(20));
    }
}
