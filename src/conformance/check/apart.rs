//! Whether two kinds of text can be told apart by what does not change from call to call anyway.
//!
//! A text is cut into words: runs of letters, digits, `_` and `-`; every other character stands alone. A word that differs
//! between two texts of one kind (a time stamp, a counter, an address, a request id) says nothing about the kind and is masked;
//! a word that is the same throughout each kind and differs between them tells them apart.

use alloc::string::String;
use alloc::vec::Vec;

/// What tells two kinds of text apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Apart {
    /// The word with this number, from 1.
    Word(usize),
    /// They do not have the same number of words, or stand in another order.
    Form,
}

/// What is the same throughout the texts of each kind and differs between the two. None where there is nothing.
pub(super) fn told_apart(first: &[&str], second: &[&str]) -> Option<Apart> {
    let (first_words, second_words) = (cut(first), cut(second));
    let count = |texts: &[Vec<&str>]| common(texts.iter().map(Vec::len));
    match (count(&first_words), count(&second_words)) {
        (Some(one), Some(other)) if one == other => (0..one)
            .find(
                |place| match (settled(&first_words, *place), settled(&second_words, *place)) {
                    (Some(one), Some(other)) => one != other,
                    _ => false,
                },
            )
            .map(|place| Apart::Word(place.saturating_add(1))),
        (Some(_), Some(_)) => Some(Apart::Form),
        // The number of words changes by itself: what is left is the form without anything that looks like a number.
        _ => {
            let settled = |texts: &[&str]| common(texts.iter().map(|text| form(text)));
            match (settled(first), settled(second)) {
                (Some(one), Some(other)) if one != other => Some(Apart::Form),
                _ => None,
            }
        }
    }
}

/// How many words change between texts that should be the same.
pub(super) fn changing(texts: &[&str]) -> usize {
    let cut = cut(texts);
    let longest = cut.iter().map(Vec::len).max().unwrap_or_default();
    (0..longest).filter(|place| settled(&cut, *place).is_none()).count()
}

/// `text` with `#` for each word that has a digit, or is eight hex digits or more: what is likely to change from call to call.
pub(super) fn form(text: &str) -> String {
    let changes = |word: &str| {
        let hex = word.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        word.contains(|c: char| c.is_ascii_digit()) || (hex && word.len() >= 8)
    };
    words(text)
        .into_iter()
        .map(|word| if changes(word) { "#" } else { word })
        .collect()
}

/// The word in this place, where all texts have the same.
fn settled<'t>(texts: &[Vec<&'t str>], place: usize) -> Option<&'t str> {
    common(texts.iter().map(|words| words.get(place).copied())).flatten()
}

/// The one value that all of them have.
fn common<T: PartialEq>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}

fn cut<'t>(texts: &[&'t str]) -> Vec<Vec<&'t str>> {
    texts.iter().map(|text| words(text)).collect()
}

fn words(text: &str) -> Vec<&str> {
    let in_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if in_word(first) {
            rest.find(|c| !in_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_by_itself_tells_nothing() {
        for (first, second) in [
            (["bad padding"; 2], ["bad padding"; 2]),
            (
                ["12:00:01 failed", "12:00:03 failed"],
                ["12:00:02 failed", "12:00:04 failed"],
            ),
            (
                ["req 1b9d-ff: no", "req 77aa-01: no"],
                ["req 0c0c-9e: no", "req abcd-ef: no"],
            ),
            // One of the two talks more now and then.
            (["no", "no, again"], ["no", "no"]),
        ] {
            assert_eq!(told_apart(&first, &second), None, "{first:?} {second:?}");
        }
    }

    #[test]
    fn what_stays_tells() {
        for (first, second, expected) in [
            (
                ["at 1: bad label", "at 2: bad label"],
                ["at 3: bad key", "at 4: bad key"],
                Apart::Word(8),
            ),
            (["error 1794"; 2], ["error 1795"; 2], Apart::Word(3)),
            (["no"; 2], ["no."; 2], Apart::Form),
            (["no", ""], ["no", ""], Apart::Form),
        ] {
            let same = first == second;
            assert_eq!(
                told_apart(&first, &second),
                (!same).then_some(expected),
                "{first:?} {second:?}"
            );
        }
    }

    #[test]
    fn forms_and_changes() {
        assert_eq!(
            form("error:04099079:rsa at deadbeefcafe, décodé"),
            "error:#:rsa at #, décodé"
        );
        assert_eq!(changing(&["a 1 b", "a 2 b"]), 1);
        assert_eq!(changing(&["a", "a b"]), 2);
        assert_eq!(words("a-b c"), ["a-b", " ", "c"]);
        assert_eq!(words(""), [""; 0]);
    }
}
