//! Clients that keep to the protocol.

use super::*;

#[test]
fn answers_in_order() {
    let mut client = hooked("", options());
    assert_eq!(
        client.answer(&echo("a0")),
        Ok(Answer::Ok(Output::Bytes(Bytes {
            bytes: "a0".to_string()
        })))
    );
    let results = ask_all(&mut client, &prompts(100));
    assert_eq!(faults(&results), []);
    assert_eq!(client.restarts, 0);
    assert_eq!(ask_all(&mut client, &[]).len(), 0);
}

#[test]
fn answers_out_of_order() {
    // Two are kept and answered the other way round.
    let hook = r#"if [ -z "$kept" ]; then kept="$id $bytes"; continue; fi
        printf '{"id":%s,"ok":{"bytes":"%s"}}\n' "$id" "$bytes"
        id=${kept% *}; bytes=${kept#* }; kept="#;
    let mut client = hooked(hook, options());
    assert_eq!(faults(&ask_all(&mut client, &prompts(40))), []);
}

#[test]
fn one_at_a_time() {
    let mut client = hooked("", RemoteOptions { window: 0, ..options() });
    assert_eq!(faults(&ask_all(&mut client, &prompts(10))), []);
}

#[test]
fn slow_is_not_hung_while_answers_come() {
    // All together take longer than the time-out; a pipeline is measured by its progress.
    let mut client = hooked("sleep 0.1", options());
    assert_eq!(faults(&ask_all(&mut client, &prompts(10))), []);
    assert_eq!(client.restarts, 0);
}

#[test]
fn an_error_of_the_wrapper_is_its_case_only() {
    let hook = r#"[ "$bytes" = 03 ] && { printf '{"id":%s,"error":"no provider"}\n' "$id"; continue; }"#;
    let mut client = hooked(hook, options());
    let results = ask_all(&mut client, &prompts(6));
    assert_eq!(faults(&results), [(3, Some(Fault::Wrapper("no provider".to_string())))]);
}

#[test]
fn standard_error_is_kept_in_bounds() {
    let hook = r#"echo "seen $bytes" >&2; head -c 200000 /dev/zero | tr '\0' x >&2"#;
    let mut client = hooked(hook, options());
    assert_eq!(faults(&ask_all(&mut client, &prompts(2))), []);
    let tail = client.stderr_tail();
    assert!(tail.len() <= 64 * 1024, "{}", tail.len());
}

#[test]
fn dropping_lets_it_end_by_itself() {
    let directory = std::env::temp_dir().join(format!("pinproof-stop-{}", std::process::id()));
    let script = SCRIPT.replace("exit 0", "mkdir \"$1\"; exit 0");
    let mut client = shell(&script, directory.to_str().unwrap(), options());
    client.hello().unwrap();
    within(Duration::from_secs(1), || drop(client));
    std::fs::remove_dir(&directory).unwrap();
}

#[test]
fn dropping_kills_what_does_not_end() {
    let client = shell("exec sleep 30", "", options());
    within(Duration::from_secs(3), || drop(client));
    // A flood after `stop` does not hold it up.
    let client = shell("exec yes", "", options());
    within(Duration::from_secs(3), || drop(client));
}

#[test]
fn a_restart_that_is_wanted_gives_another_process_and_counts_for_nothing() {
    let none = RemoteOptions {
        max_restarts: 0,
        ..options()
    };
    let hook = r#"echo "$$" >&2"#;
    let mut client = hooked(hook, none);
    for _ in 0..3 {
        assert_eq!(faults(&ask_all(&mut client, &prompts(2))), []);
        within(Duration::from_secs(3), || client.restart()).unwrap();
    }
    assert_eq!(client.restarts, 0);
    drop(ask_all(&mut client, &prompts(1)));
    let stderr = client.stderr_tail();
    let processes: std::collections::BTreeSet<&str> = stderr.lines().collect();
    assert!(processes.len() >= 3, "{stderr}");
}

#[test]
fn a_client_that_is_another_after_a_restart_is_found_out() {
    let own = r#""version":"%s"},"protocol":1}}\n' "$id" "$$""#;
    let script = SCRIPT.replace(r#""version":"1"},"protocol":1}}\n' "$id""#, own);
    let mut client = shell(&script, "", options());
    client.hello().unwrap();
    let text = protocol_text(client.restart().unwrap_err());
    assert!(text.contains("hello says something else"), "{text}");
}

#[test]
fn standard_error_is_taken_once_and_over_restarts() {
    let hook = r#"echo "said $bytes" >&2; [ "$bytes" = 02 ] && exit 3"#;
    let mut client = hooked(hook, options());
    assert_eq!(client.take_stderr(), Some(Vec::new()));
    for byte in ["00", "01"] {
        client.answer(&echo(byte)).unwrap();
    }
    assert_eq!(client.take_stderr().unwrap(), b"said 00\nsaid 01\n");
    assert!(matches!(client.answer(&echo("02")), Err(Fault::Crash(_))));
    client.answer(&echo("03")).unwrap();
    assert_eq!(client.take_stderr().unwrap(), b"said 02\nsaid 03\n");
    assert_eq!(client.take_stderr(), Some(Vec::new()));
}
