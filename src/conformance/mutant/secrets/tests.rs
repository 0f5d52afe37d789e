use alloc::format;
use alloc::string::ToString;

use super::*;
use crate::conformance::client::{Client, Prompt};
use crate::conformance::mutant::{MutantClient, find};

/// What the mutant writes to standard error while it answers.
fn written(id: &str, request: &Request) -> String {
    let mut client = MutantClient::new(find(id).unwrap());
    let prompt = Prompt::probe(request.clone());
    assert_eq!(client.answer(&prompt), Reference::new().answer(&prompt), "{id}");
    String::from_utf8_lossy(&client.take_stderr().unwrap()).into_owned()
}

#[test]
fn each_form_is_what_it_says() {
    let request =
        serde_json::from_str(r#"{"op":"pin_block.encode","format":"iso0","pin":"1234","pan":"43219876543210987"}"#)
            .unwrap();
    for (id, line) in [
        ("G01", "pin=1234\n"),
        ("G01-refused", ""),
        ("G01-list", "pin=['1', '2', '3', '4']\n"),
        ("G01-utf16", "pin=1\x002\x003\x004\x00\n"),
        ("G01-hex", "pin=31323334\n"),
        ("G01-url", "pin=%31%32%33%34\n"),
        ("G01-bcd", "pin=\u{12}4\n"),
        ("G03", "block=0412ac89abcdef67\n"),
        ("G10", "key 1 pressed\nkey 2 pressed\nkey 3 pressed\nkey 4 pressed\n"),
        (
            "G10-keys",
            "touch in row 0, column 0\ntouch in row 0, column 1\ntouch in row 0, column 2\ntouch in row 1, column 0\n",
        ),
        ("G19", "card=43219876543210987\n"),
        ("G19-groups", "card=4321 9876 5432 1098 7\n"),
        ("G19-middle", "card=987654321098\n"),
        ("G20-start", "pin=12**\n"),
        ("G20-sum", "pin checksum=10\n"),
        ("G15-key", ""),
    ] {
        assert_eq!(written(id, &request), line, "{id}");
    }
}

#[test]
fn a_refusal_names_what_the_client_was_given() {
    let key = "0123456789abcdeffedcba987654321055";
    let request = format!(r#"{{"op":"tzpk.check_value","kind":"tdes2","key":"{key}","method":"tdes"}}"#);
    let request: Request = serde_json::from_str(&request).unwrap();
    let mut client = MutantClient::new(find("G15-native").unwrap());
    let Ok(Answer::Reject { native, .. }) = client.answer(&Prompt::probe(request)) else {
        panic!("accepted")
    };
    assert_eq!(native, Some(format!("key={key}")));
    assert_eq!(client.take_stderr().unwrap(), b"".to_vec());
    assert_eq!(MutantClient::new(find("A01").unwrap()).take_stderr(), None);
    assert_eq!(find("G21").unwrap().class().to_string(), "G21");
}
