//! From what was typed to the digits of a PIN.

use alloc::vec::Vec;

use crate::conformance::client::RejectClass;
use crate::pin::Pin;

/// How a client reads the entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Which characters are digits.
    pub(crate) reading: Reading,
    /// The lower bound.
    pub(crate) lower: Bound,
    /// The upper bound.
    pub(crate) upper: Bound,
    /// Which numbers of digits between them.
    pub(crate) lengths: Lengths,
    /// Nothing typed passes every check.
    pub(crate) empty_passes: bool,
    /// The length in bytes is looked at before the characters are.
    pub(crate) length_first: bool,
}

/// A bound on the number of digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Bound {
    #[default]
    Right,
    /// One too low.
    OneLess,
    /// One too high.
    OneMore,
    /// None.
    Open,
}

/// Which numbers of digits are taken, within the bounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Lengths {
    #[default]
    All,
    Even,
    Four,
    FourOrSix,
}

impl Bound {
    fn of(self, bound: usize, open: usize) -> usize {
        match self {
            Self::Open => open,
            Self::Right => bound,
            Self::OneLess => bound.saturating_sub(1),
            Self::OneMore => bound.saturating_add(1),
        }
    }
}

/// Which characters are digits, and what becomes of the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Reading {
    /// `0` to `9` and nothing else.
    #[default]
    Digits,
    /// Read as an integer and written out again.
    Integer,
    /// Decimal digits of every script, as Java's `Character.isDigit`.
    Scripts,
    /// These and superscripts and circled digits, as Python's `str.isdigit`.
    Symbols,
    /// These and everything with a numeric value, as Python's `str.isnumeric`.
    Numerals,
    /// White space at both ends is dropped.
    Trimmed,
    /// One line feed at the end is let through, as by `^\d{4}$` in Python.
    LineEnd,
    /// White space anywhere is dropped.
    Blanks,
    /// Whatever JavaScript's `Number` takes, then each character masked to a nibble.
    JsNumber,
    /// Whatever Python's `int` takes of ASCII, then each character masked to a nibble.
    PythonInt,
    /// The digits at the start, as JavaScript's `parseInt`, leading zeros kept.
    ParseInt,
    /// Digits with decimal points and commas between them, then each character masked to a nibble.
    Locale,
    /// Hex digits.
    Letters,
    /// Letters are the digits of a telephone's keys.
    Keypad,
    /// Invisible format characters are dropped.
    MarksDropped,
    /// The text ends at the first NUL.
    CutAtNul,
    /// Characters outside ASCII are dropped.
    AsciiOnly,
    /// Everything but `0` to `9` is dropped.
    DigitsOnly,
    /// No check at all: each character masked to a nibble.
    Unchecked,
}

impl Entry {
    /// The digits of the PIN. A faulty reading may give values above 9.
    pub(crate) fn read(&self, text: &str) -> Result<Vec<u8>, RejectClass> {
        if self.empty_passes && text.is_empty() {
            return Ok(Vec::new());
        }
        if self.length_first && !self.fits(text.len(), Pin::MIN_LEN, Pin::MAX_LEN) {
            return Err(RejectClass::PinLength);
        }
        let digits = self.reading.digits(text).ok_or(RejectClass::PinCharset)?;
        if self.reading == Reading::Unchecked || self.fits(digits.len(), Pin::MIN_LEN, Pin::MAX_LEN) {
            Ok(digits)
        } else {
            Err(RejectClass::PinLength)
        }
    }

    /// Whether a PIN may have this many digits.
    pub(crate) fn fits(&self, length: usize, min: usize, max: usize) -> bool {
        let in_bounds = (self.lower.of(min, 1)..=self.upper.of(max, usize::MAX)).contains(&length);
        in_bounds
            && match self.lengths {
                Lengths::All => true,
                Lengths::Even => length.is_multiple_of(2),
                Lengths::Four => length == 4,
                Lengths::FourOrSix => matches!(length, 4 | 6),
            }
    }
}

impl Reading {
    fn digits(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Digits => each(text, ascii_digit),
            Self::Integer => each(text, ascii_digit).map(without_leading_zeros),
            Self::Scripts => each(text, decimal_digit),
            Self::Symbols => each(text, |c| decimal_digit(c).or_else(|| symbol(c))),
            Self::Numerals => each(text, |c| decimal_digit(c).or_else(|| symbol(c)).or_else(|| numeral(c))),
            Self::Trimmed => each(text.trim(), ascii_digit),
            Self::LineEnd => each(text.strip_suffix('\n').unwrap_or(text), ascii_digit),
            Self::Blanks => dropping(text, char::is_whitespace),
            Self::JsNumber => is_js_number(text).then(|| masked(text)),
            Self::PythonInt => is_python_int(text).then(|| masked(text)),
            Self::ParseInt => {
                let text = text.trim_start();
                let text = text.strip_prefix(['+', '-']).unwrap_or(text);
                let digits: Vec<u8> = text.chars().map_while(ascii_digit).collect();
                (!digits.is_empty() || text.is_empty()).then_some(digits)
            }
            Self::Locale => {
                let parts = || text.split(['.', ',']);
                let number = parts().all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
                (number || text.is_empty()).then(|| masked(text))
            }
            Self::Keypad => each(text, |c| ascii_digit(c).or_else(|| key_of(c))),
            Self::Letters => each(text, |c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())),
            Self::MarksDropped => dropping(text, is_format_character),
            Self::CutAtNul => each(text.split('\0').next().unwrap_or(text), ascii_digit),
            Self::AsciiOnly => dropping(text, |c| !c.is_ascii()),
            Self::DigitsOnly => dropping(text, |c| !c.is_ascii_digit()),
            Self::Unchecked => Some(masked(text)),
        }
    }
}

/// The digits of `text`, none when a character is not one.
pub(crate) fn each(text: &str, digit: impl Fn(char) -> Option<u8>) -> Option<Vec<u8>> {
    text.chars().map(digit).collect()
}

/// The digits of `text` without the characters that `dropped` names.
pub(crate) fn dropping(text: &str, dropped: impl Fn(char) -> bool) -> Option<Vec<u8>> {
    text.chars().filter(|c| !dropped(*c)).map(ascii_digit).collect()
}

pub(crate) fn ascii_digit(c: char) -> Option<u8> {
    c.to_digit(10).and_then(|digit| u8::try_from(digit).ok())
}

/// As an integer loses them; zero keeps one digit.
pub(crate) fn without_leading_zeros(digits: Vec<u8>) -> Vec<u8> {
    let zeros = digits.iter().take_while(|digit| **digit == 0).count();
    let keep = zeros.min(digits.len().saturating_sub(1));
    digits.into_iter().skip(keep).collect()
}

/// The telephone key with this letter on it.
fn key_of(letter: char) -> Option<u8> {
    let keys = [
        (2, "ABC"),
        (3, "DEF"),
        (4, "GHI"),
        (5, "JKL"),
        (6, "MNO"),
        (7, "PQRS"),
        (8, "TUV"),
        (9, "WXYZ"),
    ];
    keys.into_iter()
        .find(|(_, letters)| letters.contains(letter.to_ascii_uppercase()))
        .map(|(key, _)| key)
}

/// What a client packs that takes the low nibble of each character.
fn masked(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c) & 0x0f).unwrap_or_default())
        .collect()
}

/// The zeros of the scripts whose ten decimal digits stand in order.
const ZEROS: [u32; 20] = [
    0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20,
    0x1040, 0x17e0, 0x1810, 0xff10,
];

/// Unicode's general category Nd.
pub(crate) fn decimal_digit(c: char) -> Option<u8> {
    let code = u32::from(c);
    // The mathematical digits: five alphabets of ten.
    let mathematical = (0x1d7ce..=0x1d7ff)
        .contains(&code)
        .then(|| code.wrapping_sub(0x1d7ce) % 10);
    let other = || {
        ZEROS
            .iter()
            .filter_map(|zero| code.checked_sub(*zero))
            .find(|digit| *digit < 10)
    };
    mathematical.or_else(other).and_then(|digit| u8::try_from(digit).ok())
}

/// Superscripts, subscripts and circled digits.
fn symbol(c: char) -> Option<u8> {
    let offset = match c {
        '\u{b9}' => 1,
        '\u{b2}' => 2,
        '\u{b3}' => 3,
        '\u{2070}' | '\u{2074}'..='\u{2079}' => u32::from(c).wrapping_sub(0x2070),
        '\u{2080}'..='\u{2089}' => u32::from(c).wrapping_sub(0x2080),
        '\u{2460}'..='\u{2468}' => u32::from(c).wrapping_sub(0x245f),
        _ => return None,
    };
    u8::try_from(offset).ok()
}

/// Fractions, Roman and Han numerals. A fraction below one is cut to 0.
fn numeral(c: char) -> Option<u8> {
    match c {
        '\u{bc}'..='\u{be}' => Some(0),
        '\u{2160}'..='\u{2168}' => u8::try_from(u32::from(c).wrapping_sub(0x215f)).ok(),
        _ => "\u{3007}\u{4e00}\u{4e8c}\u{4e09}\u{56db}\u{4e94}\u{516d}\u{4e03}\u{516b}\u{4e5d}"
            .chars()
            .position(|han| han == c)
            .and_then(|digit| u8::try_from(digit).ok()),
    }
}

/// Unicode's general category Cf, as far as an input method produces it.
fn is_format_character(c: char) -> bool {
    let single = matches!(c, '\u{ad}' | '\u{61c}' | '\u{feff}');
    single || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

/// Whether JavaScript's `Number(text)` is finite.
pub(crate) fn is_js_number(text: &str) -> bool {
    let text = text.trim();
    if let Some(hex) = text.strip_prefix("0x") {
        return !hex.is_empty() && hex.chars().all(|c| c.is_ascii_hexdigit());
    }
    let numeric = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    text.is_empty() || (text.chars().all(numeric) && text.parse::<f64>().is_ok_and(f64::is_finite))
}

/// Whether Python's `int(text)` takes it.
fn is_python_int(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    text.split('_')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()))
}
