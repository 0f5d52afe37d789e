//! Clients written as shell scripts, most of them broken in one way.
#![cfg(unix)]

mod ends;
mod greeting;
mod protocol;
mod well_behaved;

use std::ffi::{OsStr, OsString};
use std::format;
use std::string::{String, ToString};
use std::time::{Duration, Instant};
use std::vec::Vec;

use super::super::{Answer, Bytes, Client, Fault, Output, Prompt, RemoteClient, RemoteOptions, Request, Timed};

/// A client that answers `hello`, `stop` and `echo`; `HOOK` runs before each answer to `echo`. It knows `$id` and `$bytes`.
const SCRIPT: &str = r#"
while IFS= read -r line; do
  id=${line#*'"id":'}; id=${id%%[,\}]*}
  case "$line" in
    *'"op":"hello"'*) printf '{"id":%s,"ok":{"client":{"name":"sh","version":"1"},"protocol":1}}\n' "$id" ;;
    *'"op":"stop"'*) printf '{"id":%s,"ok":{}}\n' "$id"; exit 0 ;;
    *) bytes=${line#*'"bytes":"'}; bytes=${bytes%%'"'*}
       HOOK
       printf '{"id":%s,"ok":{"bytes":"%s"}}\n' "$id" "$bytes" ;;
  esac
done
"#;

/// Long enough for a shell to start on a busy machine, short enough for tests that wait for it.
const TIMEOUT: Duration = Duration::from_millis(800);

fn options() -> RemoteOptions {
    RemoteOptions {
        timeout: TIMEOUT,
        ..RemoteOptions::default()
    }
}

/// Starts `sh -c script`; `argument` is `$1`.
fn shell(script: &str, argument: &str, options: RemoteOptions) -> RemoteClient {
    let arguments = ["-c", script, "sh", argument].map(OsString::from);
    RemoteClient::spawn(OsStr::new("sh"), &arguments, options).unwrap()
}

/// The client of [`SCRIPT`] with `hook`, greeted.
fn hooked(hook: &str, options: RemoteOptions) -> RemoteClient {
    let mut client = shell(&SCRIPT.replace("HOOK", hook), "", options);
    assert_eq!(client.hello().unwrap().client.name, "sh");
    client
}

fn echo(bytes: &str) -> Prompt {
    Prompt::probe(Request::Echo {
        bytes: bytes.to_string(),
    })
}

/// Prompts `00`, `01`, … that the client gives back.
fn prompts(count: u8) -> Vec<Prompt> {
    (0..count).map(|byte| echo(&format!("{byte:02x}"))).collect()
}

/// Asks all `prompts`. Each is answered once at most; what is not answered stays none.
fn ask_all(client: &mut RemoteClient, prompts: &[Prompt]) -> Vec<Option<Timed>> {
    let mut results: Vec<Option<Timed>> = prompts.iter().map(|_| None).collect();
    client.answer_all(prompts, &mut |index, timed| {
        assert!(
            results[index].replace(timed).is_none(),
            "prompt {index} was answered twice"
        );
    });
    results
}

/// Whether prompt `index` of [`prompts`] got its own bytes back.
fn is_good(index: usize, timed: Option<&Timed>) -> bool {
    let expected = Answer::Ok(Output::Bytes(Bytes {
        bytes: format!("{index:02x}"),
    }));
    timed.is_some_and(|timed| timed.answer.as_ref() == Ok(&expected))
}

/// The prompts that did not get their own bytes back.
fn faults(results: &[Option<Timed>]) -> Vec<(usize, Option<Fault>)> {
    results
        .iter()
        .enumerate()
        .filter(|(index, timed)| !is_good(*index, timed.as_ref()))
        .map(|(index, timed)| (index, timed.as_ref().and_then(|timed| timed.answer.clone().err())))
        .collect()
}

/// The text of a broken protocol.
fn protocol_text(fault: Fault) -> String {
    let Fault::Protocol(text) = fault else {
        panic!("{fault:?}")
    };
    assert!(text.chars().count() < 500, "{text}");
    text
}

fn within<T>(limit: Duration, run: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = run();
    assert!(started.elapsed() < limit, "took {:?}", started.elapsed());
    result
}
