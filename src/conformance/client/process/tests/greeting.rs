//! Clients that do not get past `hello`.

use super::*;

fn refused(script: &str) -> Fault {
    let mut client = shell(script, "", options());
    let fault = within(Duration::from_secs(5), || client.hello().unwrap_err());
    // Nothing is asked any more, and the reason stays.
    assert_eq!(client.answer(&echo("00")), Err(fault.clone()));
    fault
}

fn gone(script: &str) -> String {
    let fault = refused(script);
    let Fault::Gone(text) = fault else { panic!("{fault:?}") };
    text
}

#[test]
fn a_program_that_does_not_exist() {
    let program = OsStr::new("./no-such-program");
    let Err(fault) = RemoteClient::spawn(program, &[], options()) else {
        panic!("started")
    };
    assert_eq!(
        fault.to_string(),
        "cannot start \"./no-such-program\": No such file or directory; check the command after --"
    );
}

#[test]
fn false_ends_before_hello() {
    assert_eq!(
        gone("false"),
        "the client ended with exit status 1 before it answered hello"
    );
}

#[test]
fn ending_before_hello_is_asked_is_no_reason_to_restart() {
    let mut client = shell("exit 3", "", options());
    std::thread::sleep(Duration::from_millis(200));
    let text = "the client ended with exit status 3 before it answered hello".to_string();
    assert_eq!(client.hello(), Err(Fault::Gone(text)));
    assert_eq!(client.restarts, 0);
}

#[test]
fn what_it_wrote_to_standard_error_is_shown() {
    assert_eq!(
        gone("echo 'no such module' >&2; exit 3"),
        "the client ended with exit status 3 before it answered hello; its standard error: `no such module`"
    );
}

#[test]
fn a_signal_is_named() {
    let text = gone("kill -9 $$");
    assert!(text.starts_with("the client was ended by signal 9"), "{text}");
}

#[test]
fn cat_repeats_the_request() {
    let text = protocol_text(refused("exec cat"));
    assert!(text.starts_with("the answer looks like the request itself"), "{text}");
}

#[test]
fn yes_floods() {
    let text = protocol_text(refused("exec yes"));
    assert!(
        text.starts_with("a line that is not JSON") && text.ends_with(": `y`"),
        "{text}"
    );
}

#[test]
fn sleep_does_not_answer_hello() {
    assert_eq!(gone("exec sleep 30"), "no answer to hello within 0.8 s");
}

#[test]
fn closed_standard_output() {
    assert_eq!(
        gone("exec >&-; exec sleep 30"),
        "the client closed its standard output and was killed before it answered hello"
    );
}

#[test]
fn a_child_that_keeps_the_pipe_does_not_hide_the_end() {
    let text = gone("sleep 3 & exit 4");
    assert!(
        text.starts_with("the client ended with exit status 4, but something that it started"),
        "{text}"
    );
}

#[test]
fn an_unfinished_line() {
    let text = gone(r#"printf '{"id":1,'; exit 2"#);
    assert!(
        text.starts_with("the client ended with exit status 2 in the middle of the line `{\"id\":1,`"),
        "{text}"
    );
}

#[test]
fn an_error_instead_of_a_description() {
    let fault = refused(r#"read -r line; echo '{"id":1,"error":"no key store"}'; read -r line"#);
    assert_eq!(fault, Fault::Wrapper("no key store".to_string()));
}

#[test]
fn a_description_of_the_wrong_shape() {
    let text = protocol_text(refused(
        r#"read -r line; echo '{"id":1,"ok":{"name":"sh"}}'; read -r line"#,
    ));
    assert!(
        text.contains("`ok` of hello") && text.contains("unknown field `name`"),
        "{text}"
    );
}
