//! Clients that end or hang in the middle.

use super::*;

fn crash(fault: Option<Fault>) -> String {
    let Some(Fault::Crash(text)) = fault else {
        panic!("{fault:?}")
    };
    text
}

fn only((mut faults, restarts): (Vec<(usize, Option<Fault>)>, u32)) -> (usize, Option<Fault>, u32) {
    assert_eq!(faults.len(), 1, "{faults:?}");
    let (index, fault) = faults.remove(0);
    (index, fault, restarts)
}

fn run(hook: &str, options: RemoteOptions, count: u8) -> (Vec<(usize, Option<Fault>)>, u32) {
    let mut client = hooked(hook, options);
    let results = within(Duration::from_secs(10), || ask_all(&mut client, &prompts(count)));
    (faults(&results), client.restarts)
}

#[test]
fn the_case_that_it_dies_of_is_named() {
    let hook = r#"[ "$bytes" = 05 ] && { echo "bad block" >&2; exit 3; }"#;
    let (index, fault, restarts) = only(run(hook, options(), 30));
    assert_eq!(index, 5);
    assert_eq!(
        crash(fault),
        "the client ended with exit status 3; its standard error: `bad block`"
    );
    assert_eq!(restarts, 2);
}

#[test]
fn a_request_that_is_never_answered_hangs_while_others_are_answered() {
    let (index, fault, restarts) = only(run(r#"[ "$bytes" = 05 ] && continue; sleep 0.07"#, options(), 60));
    assert_eq!((index, restarts), (5, 2));
    assert_eq!(fault, Some(Fault::Hang("no answer within 0.8 s".into())));
}

#[test]
fn dying_of_the_only_request_outstanding_needs_no_second_try() {
    let one = RemoteOptions { window: 1, ..options() };
    let (index, fault, restarts) = only(run(r#"[ "$bytes" = 05 ] && exit 3"#, one, 8));
    assert_eq!(
        (index, crash(fault).as_str(), restarts),
        (5, "the client ended with exit status 3", 1)
    );
}

#[test]
fn dying_once_is_put_down_to_the_oldest_and_said() {
    let directory = std::env::temp_dir().join(format!("pinproof-once-{}", std::process::id()));
    let hook = r#"[ "$bytes" = 05 ] && mkdir "$1" 2>/dev/null && exit 3"#;
    let mut client = shell(&SCRIPT.replace("HOOK", hook), directory.to_str().unwrap(), options());
    client.hello().unwrap();
    let results = ask_all(&mut client, &prompts(30));
    std::fs::remove_dir(&directory).unwrap();
    // The request that it died of was the oldest: those before it had been answered.
    let (index, fault, restarts) = only((faults(&results), client.restarts));
    assert_eq!((index, restarts), (5, 1));
    let text = crash(fault);
    assert!(
        text.starts_with("the client ended with exit status 3; 15 other requests were outstanding too"),
        "{text}"
    );
    assert!(text.contains("one at a time all were answered"), "{text}");
}

#[test]
fn the_case_that_it_hangs_on_is_named() {
    let (index, fault, restarts) = only(run(r#"[ "$bytes" = 05 ] && exec sleep 30"#, options(), 12));
    assert_eq!(
        (index, fault),
        (5, Some(Fault::Hang("no answer within 0.8 s".to_string())))
    );
    assert_eq!(restarts, 2);
}

#[test]
fn an_answer_without_line_feed_is_a_hang() {
    let hook = r#"[ "$bytes" = 01 ] && { printf '{"id":%s,"ok":{"bytes":"01"}}' "$id"; read -r line; exit 0; }"#;
    let (index, fault, _) = only(run(hook, options(), 2));
    assert_eq!(
        (index, fault),
        (1, Some(Fault::Hang("no answer within 0.8 s".to_string())))
    );
}

#[test]
fn a_request_that_is_skipped_hangs_alone() {
    let (index, fault, restarts) = only(run(r#"[ "$bytes" = 02 ] && continue"#, options(), 30));
    assert_eq!(
        (index, fault),
        (2, Some(Fault::Hang("no answer within 0.8 s".to_string())))
    );
    // The others had all been answered, and nothing was left to ask.
    assert_eq!(restarts, 0);
}

#[test]
fn restarts_are_bounded() {
    let bounded = RemoteOptions {
        max_restarts: 3,
        ..options()
    };
    let (faults, restarts) = run("exit 7", bounded, 30);
    assert_eq!(restarts, 3);
    // 00 after one restart, 01 after two, 02 after three; 03 may not be asked any more.
    assert!(
        faults[..3]
            .iter()
            .all(|(_, fault)| matches!(fault, Some(Fault::Crash(_)))),
        "{faults:?}"
    );
    assert_eq!(
        faults[3].1.as_ref().unwrap().to_string(),
        "the client was restarted 3 times and is not started again; the last time: the client ended with exit status 7"
    );
    assert!(faults[4..].iter().all(|(_, fault)| fault.is_none()), "{faults:?}");
}

#[test]
fn no_restart_at_all() {
    let none = RemoteOptions {
        max_restarts: 0,
        window: 1,
        ..options()
    };
    let (faults, restarts) = run(r#"[ "$bytes" = 01 ] && exit 7"#, none, 4);
    assert_eq!(restarts, 0);
    assert_eq!(crash(faults[0].1.clone()), "the client ended with exit status 7");
    assert!(
        matches!(&faults[1].1, Some(Fault::Gone(text)) if text.contains("may not be restarted")),
        "{faults:?}"
    );
    assert_eq!(faults[2], (3, None));
}

#[test]
fn a_client_that_ends_after_each_answer_is_not_blamed_on_a_case() {
    let script = SCRIPT
        .replace("HOOK", "")
        .replace(r#""$bytes" ;;"#, r#""$bytes"; exit 0 ;;"#);
    let mut client = shell(&script, "", RemoteOptions { window: 1, ..options() });
    client.hello().unwrap();
    for index in 0..3 {
        assert!(client.answer(&echo("00")).is_ok(), "{index}");
        // It is gone before the next request.
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(client.restarts, 2);
}

#[test]
fn a_restart_that_fails_ends_the_run() {
    let directory = std::env::temp_dir().join(format!("pinproof-start-{}", std::process::id()));
    let script = format!(
        "mkdir \"$1\" 2>/dev/null || exit 9\n{}",
        SCRIPT.replace("HOOK", "exit 3")
    );
    let mut client = shell(&script, directory.to_str().unwrap(), options());
    client.hello().unwrap();
    let results = ask_all(&mut client, &prompts(2));
    std::fs::remove_dir(&directory).unwrap();
    let Some(Err(Fault::Gone(text))) = results[0].as_ref().map(|timed| timed.answer.clone()) else {
        panic!()
    };
    assert_eq!(
        text,
        "restart 1 failed: the client ended with exit status 9 before it answered hello"
    );
    assert!(results[1].is_none());
}

#[test]
fn a_client_that_does_not_read_does_not_block_the_kit() {
    // More than any pipe holds.
    let big = [echo(&"00".repeat(200_000)), echo(&"11".repeat(200_000))];
    let script = SCRIPT.replace("HOOK", "").replace(
        r#""protocol":1}}\n' "$id""#,
        r#""protocol":1}}\n' "$id"; exec sleep 30"#,
    );
    let mut client = shell(&script, "", options());
    client.hello().unwrap();
    let results = within(Duration::from_secs(8), || ask_all(&mut client, &big));
    for timed in results {
        assert!(matches!(timed.unwrap().answer, Err(Fault::Hang(_))));
    }
}
