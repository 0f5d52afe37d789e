//! The forms in which a secret turns up in a log or a message.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding as _};

/// Name of a form, and the secret in it.
pub(crate) type Form = (&'static str, Vec<u8>);

/// Digits as they are typed: a PIN, a PAN.
pub(crate) fn of_digits(text: &str) -> Vec<Form> {
    let characters: Vec<String> = text.chars().map(|digit| digit.to_string()).collect();
    let mut forms = text_forms(text);
    for between in [",", ", ", " ", "-", ":", "\n", "\",\"", "\", \"", "','", "', '"] {
        forms.push(("digits one by one", characters.join(between).into_bytes()));
    }
    // As a card has them, and a bank statement.
    for between in [" ", "-"] {
        let groups: Vec<String> = characters.chunks(4).map(<[String]>::concat).collect();
        forms.push(("groups of four digits", groups.join(between).into_bytes()));
    }
    for digits in [format!("{text}f"), format!("0{text}")] {
        // Of an odd number of digits one or the other; of an even number neither is whole, and the digits themselves are.
        let even = if text.len().is_multiple_of(2) { text } else { &digits };
        if let Ok(packed) = hex::decode(even) {
            forms.extend(base64(&packed).into_iter().map(|form| ("base64 of BCD", form)));
            forms.push(("reversed BCD", packed.iter().rev().copied().collect()));
            forms.push(("BCD", packed));
        }
    }
    distinct(forms)
}

/// Text of whatever characters: a token.
pub(crate) fn of_text(text: &str) -> Vec<Form> {
    let mut forms = text_forms(text);
    forms.push(("upper case", text.to_uppercase().into_bytes()));
    forms.push(("lower case", text.to_lowercase().into_bytes()));
    distinct(forms)
}

/// Bytes: a key, a clear block.
pub(crate) fn of_bytes(bytes: &[u8]) -> Vec<Form> {
    let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
    let mut forms = vec![("bytes", bytes.to_vec()), ("reversed bytes", reversed.clone())];
    for (lower, upper) in [(hex::encode(bytes), hex::encode_upper(bytes))] {
        for text in [&lower, &upper] {
            for between in [" ", ":", "-", ", 0x", " 0x", ",0x", "\\x"] {
                forms.push(("hex in pairs", pairs(text).join(between).into_bytes()));
            }
            forms.push(("URL-escaped", format!("%{}", pairs(text).join("%")).into_bytes()));
            forms.push(("UTF-16 of hex", utf16(text, u16::to_le_bytes)));
            forms.push(("UTF-16 of hex", utf16(text, u16::to_be_bytes)));
            forms.extend(base64(text.as_bytes()).into_iter().map(|form| ("base64 of hex", form)));
        }
        forms.push(("hex", lower.into_bytes()));
        forms.push(("hex", upper.into_bytes()));
    }
    forms.push(("reversed hex", hex::encode(&reversed).into_bytes()));
    forms.push(("reversed hex", hex::encode_upper(&reversed).into_bytes()));
    let swapped: Vec<u8> = bytes.iter().map(|byte| byte.rotate_left(4)).collect();
    forms.push(("hex with nibbles swapped", hex::encode(&swapped).into_bytes()));
    forms.push(("hex with nibbles swapped", hex::encode_upper(&swapped).into_bytes()));
    let decimal = |of: &dyn Fn(&u8) -> String| bytes.iter().map(of).collect::<Vec<String>>();
    let signed = |byte: &u8| i8::from_be_bytes([*byte]).to_string();
    for list in [decimal(&ToString::to_string), decimal(&signed)] {
        for between in [", ", ",", " "] {
            forms.push(("a list of decimal bytes", list.join(between).into_bytes()));
        }
    }
    for list in words(bytes) {
        for between in [", ", ",", " "] {
            forms.push(("a list of 32-bit words", list.join(between).into_bytes()));
        }
    }
    forms.extend(base32(bytes).into_iter().map(|form| ("base32", form)));
    forms.extend(base64(bytes).into_iter().map(|form| ("base64", form)));
    forms.extend(
        base64(&reversed)
            .into_iter()
            .map(|form| ("base64 of reversed bytes", form)),
    );
    distinct(forms)
}

/// Text of whatever characters.
fn text_forms(text: &str) -> Vec<Form> {
    let bytes = text.as_bytes();
    let each = |before: &str, digits: usize| -> String {
        bytes.iter().map(|byte| format!("{before}{byte:0digits$x}")).collect()
    };
    let decimal: Vec<String> = bytes.iter().map(ToString::to_string).collect();
    let hex_text = hex::encode(bytes);
    let mut forms = vec![
        ("plain text", bytes.to_vec()),
        ("reversed text", text.chars().rev().collect::<String>().into_bytes()),
        ("UTF-16", utf16(text, u16::to_le_bytes)),
        ("UTF-16", utf16(text, u16::to_be_bytes)),
        ("URL-escaped", each("%", 2).into_bytes()),
        ("JSON-escaped", each("\\u", 4).into_bytes()),
        ("a list of character codes", decimal.join(", ").into_bytes()),
        ("a list of character codes", decimal.join(",").into_bytes()),
        (
            "hex of its characters in pairs",
            pairs(&hex_text).join(" ").into_bytes(),
        ),
        ("hex of its characters", hex_text.into_bytes()),
    ];
    forms.extend(base64(bytes).into_iter().map(|form| ("base64", form)));
    forms.extend(base32(bytes).into_iter().map(|form| ("base32", form)));
    forms
}

fn pairs(hex: &str) -> Vec<&str> {
    let place = |index: usize| index.saturating_mul(2);
    let count = hex.len() >> 1;
    let pair = |index| hex.get(place(index)..place(index).saturating_add(2));
    (0..count).filter_map(pair).collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// What is sure to stand in any base64 text that holds `bytes`, at each of the three offsets and in both alphabets: without the
/// characters that the neighbours have a part in.
fn base64(bytes: &[u8]) -> Vec<Vec<u8>> {
    // Bytes before, and the first character that is free of them.
    let offsets = [(0, 0), (1, 2), (2, 3)];
    let encoded = offsets.into_iter().flat_map(|(before, first)| {
        let mut padded = vec![0; before];
        padded.extend_from_slice(bytes);
        let whole = padded.len().saturating_mul(4) / 3;
        [
            Base64Unpadded::encode_string(&padded),
            Base64UrlUnpadded::encode_string(&padded),
        ]
        .map(|text| text.get(first..whole).unwrap_or_default().to_owned().into_bytes())
    });
    encoded.collect()
}

/// As numbers of 32 bits, without and with a sign; the first byte first or last.
fn words(bytes: &[u8]) -> [Vec<String>; 4] {
    let (words, _) = bytes.as_chunks::<4>();
    let each = |text: &dyn Fn([u8; 4]) -> String| words.iter().map(|word| text(*word)).collect();
    [
        each(&|word| u32::from_be_bytes(word).to_string()),
        each(&|word| u32::from_le_bytes(word).to_string()),
        each(&|word| i32::from_be_bytes(word).to_string()),
        each(&|word| i32::from_le_bytes(word).to_string()),
    ]
}

/// The same as [`base64`] for base32: at each of the five offsets, in upper and lower case.
fn base32(bytes: &[u8]) -> Vec<Vec<u8>> {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const BITS: [u8; 8] = [0x80, 0x40, 0x20, 0x10, 0x08, 0x04, 0x02, 0x01];
    let bits = bytes.iter().flat_map(|byte| BITS.map(|bit| byte & bit != 0));
    let bits: Vec<bool> = bits.collect();
    let value = |group: &[bool; 5]| {
        let add = |value: usize, bit: &bool| value.wrapping_mul(2).wrapping_add(usize::from(*bit));
        group.iter().fold(0, add)
    };
    let mut forms = Vec::new();
    for before in 0..5_usize {
        // Bits of the first byte that the neighbour's last character takes.
        let taken = before.saturating_mul(3) % 5;
        let (groups, _) = bits.get(taken..).unwrap_or_default().as_chunks::<5>();
        let text: Vec<u8> = groups
            .iter()
            .filter_map(|group| ALPHABET.get(value(group)).copied())
            .collect();
        forms.push(text.to_ascii_lowercase());
        forms.push(text);
    }
    forms
}

fn distinct(forms: Vec<Form>) -> Vec<Form> {
    let mut kept: Vec<Form> = Vec::new();
    for form in forms {
        if !kept.iter().any(|(_, bytes)| *bytes == form.1) {
            kept.push(form);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(forms: &[Form], text: &[u8]) -> bool {
        forms
            .iter()
            .any(|(_, form)| text.windows(form.len()).any(|window| window == form))
    }

    #[test]
    fn base64_is_found_at_every_offset_and_end() {
        for before in 0..6 {
            for after in 0..6 {
                let mut bytes = vec![0xa7; before];
                bytes.extend_from_slice(b"483920175566");
                bytes.extend(vec![0x5c; after]);
                for text in [
                    Base64Unpadded::encode_string(&bytes),
                    Base64UrlUnpadded::encode_string(&bytes),
                ] {
                    assert!(
                        holds(&of_digits("483920175566"), text.as_bytes()),
                        "{before} {after} {text}"
                    );
                    assert!(
                        !holds(&of_digits("483921175566"), text.as_bytes()),
                        "{before} {after} {text}"
                    );
                }
            }
        }
    }

    #[test]
    fn what_logs_make_of_digits() {
        let pin = "483920175566";
        let wide: Vec<u8> = pin.bytes().flat_map(|byte| [byte, 0]).collect();
        for text in [
            b"pin=483920175566.".as_slice(),
            b"665571029384",
            b"343833393230313735353636",
            b"[4, 8, 3, 9, 2, 0, 1, 7, 5, 5, 6, 6]",
            b"\"4\",\"8\",\"3\",\"9\",\"2\",\"0\",\"1\",\"7\",\"5\",\"5\",\"6\",\"6\"",
            b"[52, 56, 51, 57, 50, 48, 49, 55, 53, 53, 54, 54]",
            b"4839 2017 5566",
            b"4839-2017-5566",
            b"GQ4DGOJSGAYTONJVGY3A",
            b"%34%38%33%39%32%30%31%37%35%35%36%36",
            b"\x48\x39\x20\x17\x55\x66",
            &wide,
        ] {
            assert!(holds(&of_digits(pin), text), "{text:?}");
            assert!(!holds(&of_digits("483920175466"), text), "{text:?}");
        }
        assert!(holds(&of_digits("4839201755661"), b"\x48\x39\x20\x17\x55\x66\x1f"));
    }

    #[test]
    fn what_logs_make_of_bytes() {
        let key = [0x8f, 0x03, 0xa5, 0xc7, 0xd9, 0x1e, 0x4b, 0x62];
        for text in [
            "8f03a5c7d91e4b62",
            "8F03A5C7D91E4B62",
            "8f:03:a5:c7:d9:1e:4b:62",
            "0x8f, 0x03, 0xa5, 0xc7, 0xd9, 0x1e, 0x4b, 0x62",
            "[143, 3, 165, 199, 217, 30, 75, 98]",
            "624b1ed9c7a5038f",
            "%8F%03%A5%C7%D9%1E%4B%62",
            "jwOlx9keS2I=",
            "OGYwM2E1YzdkOTFlNGI2Mg==",
            "f8305a7c9de1b426",
            "R4B2LR6ZDZFWE",
            "[-113, 3, -91, -57, -39, 30, 75, 98]",
            "2399380935, 3642641250",
        ] {
            assert!(holds(&of_bytes(&key), text.as_bytes()), "{text}");
        }
        assert!(holds(&of_bytes(&key), &key));
    }
}
