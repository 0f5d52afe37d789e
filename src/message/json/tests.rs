use super::*;

#[test]
fn a_string_is_written_as_it_will_be_read() {
    for text in [
        "",
        "plain",
        "\"\\/",
        "\0\u{1}\u{8}\t\n\u{c}\r\u{1f} \u{7f}",
        "</script><!--&",
        "\u{2028}\u{2029}",
        "ü\u{1f600}",
    ] {
        let json = Object::new(text.len()).text("x", text).close();
        assert_eq!(Fields::read(json.as_bytes()).unwrap().text("x").unwrap(), text);
        assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}', '\n']), "{json}");
    }
}

#[test]
fn nothing_grows_while_a_secret_is_written() {
    let worst = "\u{1f}".repeat(300);
    let object = Object::new(600);
    let room = object.0.capacity();
    let json = object.text("controlId", &worst).text("pinBlock", &worst).close();
    assert_eq!(json.capacity(), room);
}

#[test]
fn the_kinds_of_values() {
    let json = Object::new(0)
        .whole("n", 422)
        .boolean("b", false)
        .optional_text("t", None);
    assert_eq!(json.close(), r#"{"n":422,"b":false}"#);
    let mut fields = Fields::read(br#"{"n":7,"b":true,"l":[1],"null":null}"#).unwrap();
    assert_eq!(fields.required("n").unwrap().whole(), Ok(7));
    assert_eq!(fields.required("b").unwrap().boolean(), Ok(true));
    assert_eq!(fields.required("l").unwrap().list().unwrap().len(), 1);
    assert_eq!(fields.optional_text("null"), Err(MessageError::WrongType));
    assert_eq!(fields.optional_text("null"), Ok(None));
}
