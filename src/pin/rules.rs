//! The measures that the weak-PIN rules compare with their limits. All take digits as values 0 to 9.

use subtle::{Choice, ConstantTimeEq};

/// Whether `second` is one more than `first`; with `wrap`, also 0 after 9. Down by one is the same with swapped arguments.
fn goes_up(first: u8, second: u8, wrap: bool) -> bool {
    first.checked_add(1) == Some(second) || (wrap && (first, second) == (9, 0))
}

/// The length of the longest stretch whose neighbours all satisfy `joined`; 1 when no two do.
fn longest_stretch(digits: &[u8], joined: impl Fn(u8, u8) -> bool) -> usize {
    digits
        .chunk_by(|a, b| joined(*a, *b))
        .map(<[u8]>::len)
        .max()
        .unwrap_or(0)
}

/// The longest ascending run: `91234` has 4, with `wrap` too; `8901` has 2, with `wrap` 4.
pub(super) fn longest_ascent(digits: &[u8], wrap: bool) -> usize {
    longest_stretch(digits, |a, b| goes_up(a, b, wrap))
}

/// The longest descending run.
pub(super) fn longest_descent(digits: &[u8], wrap: bool) -> usize {
    longest_stretch(digits, |a, b| goes_up(b, a, wrap))
}

/// How often one digit stands side by side with itself: `1221` has 2.
pub(super) fn most_in_a_row(digits: &[u8]) -> usize {
    longest_stretch(digits, |a, b| a == b)
}

/// How often the most frequent digit occurs anywhere: `12131` has 3.
pub(super) fn most_of_one(digits: &[u8]) -> usize {
    (0..=9_u8)
        .map(|value| digits.iter().filter(|digit| **digit == value).count())
        .max()
        .unwrap_or(0)
}

/// Whether `digits` stand next to each other, in order, anywhere in `text`; characters of `text` that are no ASCII digits do
/// not count as places.
///
/// Reads `text` in place, so no second copy of it is left on the heap.
pub(super) fn occurs_in_text(digits: &[u8], text: &str) -> bool {
    let mut rest = text.bytes().filter(u8::is_ascii_digit).map(|byte| byte & 0x0f);
    loop {
        if rest.clone().take(digits.len()).eq(digits.iter().copied()) {
            return true;
        }
        if rest.next().is_none() {
            return false;
        }
    }
}

/// Whether `text` spells exactly `digits`, in constant time for texts of the same length.
fn spells(digits: &[u8], text: &str) -> Choice {
    if digits.len() != text.len() {
        return Choice::from(0);
    }
    digits
        .iter()
        .zip(text.bytes())
        .fold(Choice::from(1), |same, (digit, byte)| {
            same & (digit | 0x30).ct_eq(&byte)
        })
}

/// Whether `list` has `digits`. Reads the whole list, so the time does not tell which entry it is.
pub(super) fn is_listed<T: AsRef<str>>(digits: &[u8], list: &[T]) -> bool {
    list.iter()
        .fold(Choice::from(0), |found, entry| found | spells(digits, entry.as_ref()))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_measured_anywhere_in_the_pin() {
        for (digits, plain, wrapping) in [
            (&[1, 2, 3, 4][..], 4, 4),
            (&[9, 1, 2, 3, 4], 4, 4),
            (&[1, 2, 3, 4, 9], 4, 4),
            (&[1, 2, 4, 5], 2, 2),
            (&[1, 3, 5, 7], 1, 1),
            (&[8, 9, 0, 1], 2, 4),
            (&[9, 0, 9, 0], 1, 2),
            (&[0, 0, 0, 0], 1, 1),
            (&[7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8], 9, 12),
        ] {
            assert_eq!(longest_ascent(digits, false), plain, "{digits:?}");
            assert_eq!(longest_ascent(digits, true), wrapping, "{digits:?}");
            // The mirror image has the same runs, downwards.
            let mut mirrored = [0; 12];
            let mirrored = &mut mirrored[..digits.len()];
            mirrored.copy_from_slice(digits);
            mirrored.reverse();
            assert_eq!(longest_descent(mirrored, false), plain, "{mirrored:?}");
            assert_eq!(longest_descent(mirrored, true), wrapping, "{mirrored:?}");
        }
    }

    #[test]
    fn ascent_is_not_descent() {
        assert_eq!(longest_descent(&[1, 2, 3, 4], true), 1);
        assert_eq!(longest_ascent(&[4, 3, 2, 1], true), 1);
    }

    #[test]
    fn repeats_are_counted_side_by_side_and_anywhere() {
        for (digits, in_a_row, anywhere) in [
            (&[1, 2, 3, 4][..], 1, 1),
            (&[1, 2, 2, 1], 2, 2),
            (&[1, 2, 1, 1], 2, 3),
            (&[1, 1, 1, 2], 3, 3),
            (&[0, 0, 0, 0], 4, 4),
            (&[9, 1, 9, 2, 9, 3], 1, 3),
        ] {
            assert_eq!(most_in_a_row(digits), in_a_row, "{digits:?}");
            assert_eq!(most_of_one(digits), anywhere, "{digits:?}");
        }
    }

    #[test]
    fn a_list_entry_matches_as_text() {
        assert!(is_listed(&[0, 0, 0, 1], &["1234", "0001"]));
        assert!(is_listed(&[1, 2, 3, 4], &["1234", "0001"]));
        assert!(
            is_listed(&[1, 2, 3, 4], &["1234", "1234"]),
            "twice in the list is in the list"
        );
        assert!(!is_listed(&[1, 2, 3, 5], &["1234", "0001"]));
        assert!(!is_listed(&[1, 2, 3, 4, 5], &["1234"]));
        assert!(!is_listed(&[0, 0, 0, 1], &["1", "00001"]));
        assert!(!is_listed(&[1, 2, 3, 4], &[] as &[&str]));
        // Bytes that agree with a digit only in their low nibble.
        assert!(!is_listed(&[1, 2, 3, 4], &["qrst", "ABCD", "\u{11}\u{12}\u{13}\u{14}"]));
    }
}
