//! Running the program, and vectors to run it with.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

/// When a run is killed that should have ended long ago.
const BOUND: Duration = Duration::from_secs(120);

/// The program.
pub(crate) const PINPROOF: &str = env!("CARGO_BIN_EXE_pinproof");

/// The project's own vectors.
pub(crate) fn real_vectors() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors")
}

/// What a run of the program gave.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The exit code is `code`, and nothing panicked.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert!(!self.stderr.contains("panicked"), "{self}");
        assert_eq!(self.code, Some(code), "{self}");
        self
    }

    /// Standard output has each of `words`.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.stdout.contains(word), "no `{word}` on standard output: {self}");
        }
        self
    }

    /// Standard error has each of `words`.
    #[track_caller]
    pub(crate) fn complains(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.stderr.contains(word), "no `{word}` on standard error: {self}");
        }
        self
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "exit code {:?}\n--- stdout\n{}\n--- stderr\n{}",
            self.code, self.stdout, self.stderr
        )
    }
}

/// The program with `arguments`, not yet run; it is killed when it takes too long.
pub(crate) fn command<I: IntoIterator<Item: AsRef<OsStr>>>(arguments: I) -> Command {
    let mut command = Command::new(PINPROOF);
    command.args(arguments).timeout(BOUND);
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command
}

/// Runs `command`.
pub(crate) fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the program with `arguments`.
pub(crate) fn pinproof<I: IntoIterator<Item: AsRef<OsStr>>>(arguments: I) -> Ran {
    ran(&mut command(arguments))
}

/// A folder of vectors that is gone after the test.
pub(crate) struct Vectors(TempDir);

impl Vectors {
    /// Three files of seven cases: to accept, to refuse, either, level `should`, free fill.
    pub(crate) fn small() -> Self {
        Self::copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/vectors"))
    }

    /// The vector files of `folder`.
    pub(crate) fn copy_of(folder: &Path) -> Self {
        let copy = Self(TempDir::new().unwrap());
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "json") {
                fs::copy(&path, copy.path().join(path.file_name().unwrap())).unwrap();
            }
        }
        copy
    }

    /// Sixty cases of `echo`, `echo/n00` to `echo/n59`, and `echo/odd`, which is to be refused: a shell can answer them.
    pub(crate) fn echoes() -> Self {
        let case = |id: &str, bytes: &str| {
            json!({
                "id": id, "comment": "some bytes", "input": { "bytes": bytes }, "verdict": "accept", "level": "must",
                "output": { "bytes": bytes }, "reasons": ["cell:echo"], "agreed": ["by-hand", "on-paper"],
            })
        };
        let mut cases: Vec<Value> = (0..60)
            .map(|n| case(&format!("n{n:02}"), &format!("c0ffee{n:02}")))
            .collect();
        cases.push(json!({
            "id": "odd", "comment": "half a byte", "input": { "bytes": "c0f" }, "verdict": "reject", "level": "must",
            "class": "encoding", "sibling": "n00", "reasons": ["boundary:half"], "agreed": ["by-hand", "on-paper"],
        }));
        let oracle = json!({ "name": "a person", "version": "1", "kind": "written-here" });
        let file = json!({
            "schema": "schema/vectors.schema.json", "suite": "pinproof", "version": "1.0.0", "op": "echo",
            "title": "bytes that come back", "params": {}, "spec": [],
            "source": { "kind": "generated", "text": "written for the tests of the command line" },
            "oracles": { "by-hand": oracle, "on-paper": oracle }, "notes": {}, "count": cases.len(),
            "groups": [{ "id": "all", "comment": "no key, nothing in common", "cases": cases }],
        });
        let vectors = Self(TempDir::new().unwrap());
        fs::write(vectors.path().join("echo.json"), file.to_string()).unwrap();
        vectors
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The folder as an argument.
    pub(crate) fn arg(&self) -> &str {
        self.path().to_str().unwrap()
    }

    /// Puts `new` in the one place of `file` that has `old`.
    #[track_caller]
    pub(crate) fn change(&self, file: &str, old: &str, new: &str) {
        let path = self.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(old).count(), 1, "`{old}` in {file}");
        fs::write(path, text.replace(old, new)).unwrap();
    }

    /// Flips one hex digit of the expected value of `pin_block_encode_iso0/pin4-pan13` in [`Vectors::small`].
    pub(crate) fn spoil(&self) {
        self.change("pin_block_encode_iso0.json", "041215fedcba9876", "041215fedcba9877");
    }
}

/// The names and texts of the project's schemas.
pub(crate) fn schemas() -> Vec<(String, Value)> {
    [
        "request",
        "answer",
        "vectors",
        "session",
        "results",
        "profile",
        "baseline",
        "diff",
        "kill_matrix",
    ]
    .map(|name| {
        let name = format!("{name}.schema.json");
        let text = fs::read_to_string(real_vectors().join("schema").join(&name)).unwrap();
        (name, serde_json::from_str(&text).unwrap())
    })
    .to_vec()
}

/// The schema that `reference` names, such as `answer.schema.json#/$defs/ok:echo`.
pub(crate) fn schema(reference: &str) -> jsonschema::Validator {
    let mut options = jsonschema::options();
    for (name, contents) in schemas() {
        let resource = jsonschema::Resource::from_contents(contents).unwrap();
        options = options.with_resource(format!("json-schema:///{name}"), resource);
    }
    let draft = "https://json-schema.org/draft/2020-12/schema";
    options.build(&json!({ "$schema": draft, "$ref": reference })).unwrap()
}

/// `value` is as `schema` says.
#[track_caller]
pub(crate) fn satisfies(schema: &jsonschema::Validator, value: &Value) {
    let errors: Vec<String> = schema
        .iter_errors(value)
        .map(|error| format!("{error} at `{}`", error.instance_path))
        .collect();
    assert!(errors.is_empty(), "{value}: {errors:#?}");
}
