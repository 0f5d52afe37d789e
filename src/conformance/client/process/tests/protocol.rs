//! Clients that break the protocol in the middle.

use super::*;

/// Runs `hook` at prompt 05, in a window of four, and gives which prompt got the fault, and its text.
fn broken(hook: &str) -> (usize, String) {
    let hook = format!("[ \"$bytes\" = 05 ] && {{ {hook}; }}");
    let mut client = hooked(&hook, RemoteOptions { window: 4, ..options() });
    let results = within(Duration::from_secs(5), || ask_all(&mut client, &prompts(12)));
    let mut faults = faults(&results).into_iter();
    let (index, fault) = faults.next().unwrap();
    assert!(
        faults.all(|(_, fault)| fault.is_none()),
        "one fault, and nothing asked after it"
    );
    let fault = fault.unwrap();
    assert_eq!(client.answer(&echo("00")), Err(fault.clone()));
    assert!(client.running.is_none());
    (index, protocol_text(fault))
}

#[test]
fn a_log_line_on_standard_output() {
    let (index, text) = broken("echo 'INFO starting the key store'");
    assert_eq!(index, 5);
    assert!(
        text.starts_with("a line that is not JSON") && text.ends_with("`INFO starting the key store`"),
        "{text}"
    );
}

#[test]
fn garbage_is_shown_escaped_and_short() {
    let (index, text) = broken(r#"printf '\033[2J'; head -c 5000 /dev/zero | tr '\0' x; echo"#);
    assert_eq!(index, 5);
    assert!(text.contains("`\\u{1b}[2Jxxx") && text.ends_with("…`"), "{text}");
}

#[test]
fn an_id_that_was_not_asked() {
    let (index, text) = broken(r#"id=4711"#);
    assert_eq!(index, 5);
    assert!(text.starts_with("an answer to id 4711, which was not asked"), "{text}");
}

/// Answers twice in one write.
const TWICE: &str = r#"printf '{"id":%s,"ok":{"bytes":"%s"}}\n' "$id" "$bytes" "$id" "$bytes"; continue"#;

#[test]
fn a_second_answer() {
    let (index, text) = broken(TWICE);
    // The first answer stands; the fault goes to the oldest that is outstanding.
    assert_eq!(index, 6);
    assert!(text.starts_with("a second answer to id "), "{text}");
}

#[test]
fn a_second_answer_to_the_last_request() {
    let mut client = hooked(&format!(r#"[ "$bytes" = 02 ] && {{ {TWICE}; }}"#), options());
    let results = ask_all(&mut client, &prompts(3));
    let faults = faults(&results);
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].0, 2);
    assert!(protocol_text(faults[0].1.clone().unwrap()).starts_with("a second answer to id "));
}

#[test]
fn a_line_that_comes_while_nothing_is_asked() {
    let mut client = hooked("(sleep 0.1; echo late) &", options());
    assert!(client.answer(&echo("00")).is_ok());
    std::thread::sleep(Duration::from_millis(400));
    let text = protocol_text(client.answer(&echo("01")).unwrap_err());
    assert!(
        text.starts_with("while nothing was asked, a line that is not JSON"),
        "{text}"
    );
}

#[test]
fn the_request_given_back() {
    let (index, text) = broken(r#"printf '%s\n' "$line""#);
    assert_eq!(index, 5);
    assert!(text.starts_with("the answer looks like the request itself"), "{text}");
}

#[test]
fn upper_case_hex() {
    let (index, text) = broken(r#"bytes=0F"#);
    assert_eq!(index, 5);
    assert!(text.contains("lower-case hex"), "{text}");
}

#[test]
fn an_unknown_field_is_put_down_to_the_request_that_it_answers() {
    // 05 is kept and never answered; 06 is answered wrongly, and that is what is named.
    let hook = r#"[ "$bytes" = 05 ] && continue
        [ "$bytes" = 06 ] && { printf '{"id":%s,"ok":{"bytes":"06"},"time":1}\n' "$id"; continue; }"#;
    let mut client = hooked(hook, options());
    let results = ask_all(&mut client, &prompts(12));
    let Some(Err(fault)) = results[6].as_ref().map(|timed| timed.answer.clone()) else {
        panic!()
    };
    let text = protocol_text(fault);
    assert!(text.contains("unknown field `time`"), "{text}");
    assert!(results[5].is_none() && is_good(4, results[4].as_ref()));
}

#[test]
fn a_line_of_two_mebibytes() {
    let (index, text) = broken(r#"head -c 2097152 /dev/zero | tr '\0' a; echo"#);
    assert_eq!(index, 5);
    assert!(text.starts_with("a line of more than 1048576 bytes: `aaa"), "{text}");
}
