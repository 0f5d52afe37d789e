//! The outline of a public key that is no good: what stands where, without the numbers that are different in every key.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::conformance::text;

/// How deep elements are followed; a public key has four levels.
const DEEPEST: usize = 6;

/// How much of a text is shown: enough to know armour or base64 from each other.
const BEGINNING: usize = 10;

/// Bytes of the longest number that is shown as it is.
const SHORT: usize = 8;

/// What `bytes` hold, in the words of ASN.1.
pub(super) fn outline(bytes: &[u8]) -> String {
    if let Some(elements) = elements(bytes, DEEPEST) {
        return elements;
    }
    match core::str::from_utf8(bytes) {
        Ok(words) if !words.is_empty() => format!("text that starts with `{}`", text::shown(words, BEGINNING)),
        _ => format!("{} bytes that are not DER", bytes.len()),
    }
}

/// Elements one after the other; none unless they start with a sequence.
fn elements(bytes: &[u8], depth: usize) -> Option<String> {
    let deeper = depth.checked_sub(1)?;
    let mut rest = bytes;
    let mut parts = Vec::new();
    while let Some(element) = Element::read(rest) {
        if parts.is_empty() && element.tag != SEQUENCE {
            return None;
        }
        parts.push(element.show(deeper));
        rest = element.rest;
    }
    if parts.is_empty() {
        return None;
    }
    if !rest.is_empty() {
        parts.push(format!("{} more bytes", rest.len()));
    }
    Some(parts.join(", "))
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const NULL: u8 = 0x05;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

struct Element<'a> {
    tag: u8,
    /// Whether its length is written in more bytes than it needs.
    long: bool,
    content: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Element<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let (tag, rest) = bytes.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (len, rest, long) = match first {
            0..=0x7f => (usize::from(*first), rest, false),
            0x81..=0x84 => {
                let (digits, rest) = rest.split_at_checked(usize::from(*first & 0x7f))?;
                let len = digits.iter().fold(0, |len, digit| len << 8 | usize::from(*digit));
                (len, rest, digits.first() == Some(&0) || len < 0x80)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(len)?;
        Some(Self {
            tag: *tag,
            long,
            content,
            rest,
        })
    }

    fn show(&self, deeper: usize) -> String {
        let inside = |bytes: &[u8]| elements(bytes, deeper).unwrap_or_else(|| format!("{} bytes", bytes.len()));
        let shown = match (self.tag, self.content) {
            (SEQUENCE, content) => format!("SEQUENCE {{{}}}", sequence(content, deeper)),
            (INTEGER, content) => integer(content),
            (BIT_STRING, [unused, content @ ..]) => format!("BIT STRING ({unused}) {{{}}}", inside(content)),
            (OCTET_STRING, content) => format!("OCTET STRING {{{}}}", inside(content)),
            (NULL, []) => "NULL".to_owned(),
            (OID, content) => format!("OID {}", hex::encode(content)),
            (tag, content) => format!("tag {tag:02x} with {} bytes", content.len()),
        };
        if self.long {
            format!("{shown} with its length in too many bytes")
        } else {
            shown
        }
    }
}

/// What is inside a sequence. Nothing more is shown of one that starts as a private key does.
fn sequence(content: &[u8], deeper: usize) -> String {
    let mut rest = content;
    let mut parts = Vec::new();
    while let Some(element) = Element::read(rest) {
        if parts.is_empty() && element.tag == INTEGER && element.content == [0] {
            return "a private key".to_owned();
        }
        parts.push(element.show(deeper));
        rest = element.rest;
    }
    if !rest.is_empty() {
        parts.push(format!("{} more bytes", rest.len()));
    }
    parts.join(", ")
}

fn integer(content: &[u8]) -> String {
    if content.len() <= SHORT {
        return format!("INTEGER {}", hex::encode(content));
    }
    let zeros = content.iter().take_while(|byte| **byte == 0).count();
    let number = content.get(zeros..).unwrap_or_default();
    let top = number.first().map_or(0, |byte| byte.leading_zeros());
    let bits = number
        .len()
        .saturating_mul(8)
        .saturating_sub(usize::try_from(top).unwrap_or_default());
    match (zeros, top) {
        (0, 0) => format!("INTEGER of {bits} bits, negative"),
        (0, _) | (1, 0) => format!("INTEGER of {bits} bits"),
        _ => format!("INTEGER of {bits} bits after {zeros} bytes 00"),
    }
}

#[cfg(test)]
mod tests {
    use super::outline;

    #[test]
    fn what_is_no_der() {
        assert_eq!(outline(b""), "0 bytes that are not DER");
        assert_eq!(outline(&[0xff, 0x01]), "2 bytes that are not DER");
        assert_eq!(
            outline(b"-----BEGIN PUBLIC KEY-----"),
            "text that starts with `-----BEGIN…`"
        );
        assert_eq!(outline(&[0x30, 0x80, 0x00, 0x00]), "4 bytes that are not DER");
        let deep: alloc::vec::Vec<u8> = (0..100).rev().flat_map(|left| [0x30, left * 2]).collect();
        assert!(outline(&deep).len() < 200);
    }

    #[test]
    fn numbers_and_lengths() {
        assert_eq!(outline(&hex::decode("3003020103").unwrap()), "SEQUENCE {INTEGER 03}");
        let of = |number: &str| {
            outline(
                &hex::decode(alloc::format!(
                    "30{:02x}02{:02x}{number}",
                    number.len() / 2 + 2,
                    number.len() / 2
                ))
                .unwrap(),
            )
        };
        assert_eq!(of("00ffffffffffffffff"), "SEQUENCE {INTEGER of 64 bits}");
        assert_eq!(of("ffffffffffffffffff"), "SEQUENCE {INTEGER of 72 bits, negative}");
        assert_eq!(of("7fffffffffffffffff"), "SEQUENCE {INTEGER of 71 bits}");
        assert_eq!(
            of("0000ffffffffffffff"),
            "SEQUENCE {INTEGER of 56 bits after 2 bytes 00}"
        );
        assert_eq!(
            outline(&hex::decode("308103020103ff").unwrap()),
            "SEQUENCE {INTEGER 03} with its length in too many bytes, 1 more bytes"
        );
        assert_eq!(
            outline(&hex::decode("300702010004020102").unwrap()),
            "SEQUENCE {a private key}"
        );
    }
}
