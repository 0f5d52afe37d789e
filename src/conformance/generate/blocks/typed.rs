//! Entries that are no PIN and no PAN, although some platform reads them as one.

/// One entry as typed.
pub(in super::super) struct Typed {
    /// What makes it special, as part of a case id.
    pub(in super::super) id: &'static str,
    /// The characters.
    pub(in super::super) text: &'static str,
    /// What it is, for the comment.
    pub(in super::super) what: &'static str,
    /// Why it is asked: the bug that takes it, or a boundary.
    pub(in super::super) reason: &'static str,
    /// The note that explains it.
    pub(in super::super) flag: &'static str,
    /// Asked of every format; the others only once, because the entry is read in one place.
    pub(in super::super) everywhere: bool,
}

const fn entry(
    (id, text, what): (&'static str, &'static str, &'static str),
    reason: &'static str,
    flag: &'static str,
    everywhere: bool,
) -> Typed {
    Typed {
        id,
        text,
        what,
        reason,
        flag,
        everywhere,
    }
}

const fn letter(case: (&'static str, &'static str, &'static str), everywhere: bool) -> Typed {
    entry(case, "mutant:E06", "LetterAsDigit", everywhere)
}

const fn blank(case: (&'static str, &'static str, &'static str), everywhere: bool) -> Typed {
    entry(case, "mutant:E04", "WhiteSpace", everywhere)
}

const fn script(case: (&'static str, &'static str, &'static str), everywhere: bool) -> Typed {
    entry(case, "mutant:E02", "DigitOfAnotherScript", everywhere)
}

const fn symbol(case: (&'static str, &'static str, &'static str), everywhere: bool) -> Typed {
    entry(case, "mutant:E03", "NumberSymbol", everywhere)
}

const fn notation(case: (&'static str, &'static str, &'static str), everywhere: bool) -> Typed {
    entry(case, "mutant:E05", "NumberNotation", everywhere)
}

const fn hidden(case: (&'static str, &'static str, &'static str), everywhere: bool) -> Typed {
    entry(case, "mutant:E21", "HiddenCharacter", everywhere)
}

const fn boundary(case: (&'static str, &'static str, &'static str), reason: &'static str, flag: &'static str) -> Typed {
    entry(case, reason, flag, false)
}

/// Entries of the right length, or nearly, that hold something other than ASCII digits. Each stands beside the PIN 1234.
pub(in super::super) const NO_PIN: &[Typed] = &[
    letter(("letter-a", "123A", "the letter A as last digit"), true),
    letter(("letter-b", "12B4", "the letter B in place of a digit"), false),
    letter(("letter-c", "1C34", "the letter C in place of a digit"), false),
    letter(("letter-d", "D234", "the letter D as first digit"), false),
    letter(("letter-e", "12E4", "the letter E in place of a digit"), false),
    letter(("letter-f", "123F", "the letter F as last digit"), true),
    letter(("letter-a-lower", "a234", "a small letter a as first digit"), false),
    letter(("letter-f-lower", "123f", "a small letter f as last digit"), false),
    letter(("letters-only", "abcd", "four letters"), false),
    letter(("letter-o", "O123", "the letter O for a zero"), false),
    letter(("letter-l", "l234", "the letter l for a one"), false),
    blank(("space-before", " 1234", "a blank before the digits"), false),
    blank(("space-behind", "1234 ", "a blank behind the digits"), true),
    blank(("space-inside", "12 34", "a blank between the digits"), false),
    blank(("space-for-digit", "12 4", "a blank in place of a digit"), false),
    blank(("newline", "1234\n", "a line end behind the digits"), true),
    blank(
        ("carriage-return", "1234\r", "a carriage return behind the digits"),
        false,
    ),
    blank(("tab", "1234\t", "a tab behind the digits"), false),
    blank(
        ("no-break-space", "1234\u{a0}", "a no-break space behind the digits"),
        false,
    ),
    blank(
        ("wide-space", "\u{3000}1234", "an ideographic space before the digits"),
        false,
    ),
    script(
        ("arabic-indic", "\u{661}\u{662}\u{663}\u{664}", "Arabic-Indic digits"),
        true,
    ),
    script(("persian", "\u{6f1}\u{6f2}\u{6f3}\u{6f4}", "Persian digits"), false),
    script(
        ("devanagari", "\u{967}\u{968}\u{969}\u{96a}", "Devanagari digits"),
        false,
    ),
    script(("bengali", "\u{9e7}\u{9e8}\u{9e9}\u{9ea}", "Bengali digits"), false),
    script(
        ("full-width", "\u{ff11}\u{ff12}\u{ff13}\u{ff14}", "full-width digits"),
        true,
    ),
    script(
        (
            "one-arabic-indic",
            "123\u{664}",
            "ASCII digits and one Arabic-Indic digit",
        ),
        false,
    ),
    script(
        ("one-full-width", "\u{ff11}234", "ASCII digits and one full-width digit"),
        false,
    ),
    script(
        (
            "bold",
            "\u{1d7cf}\u{1d7d0}\u{1d7d1}\u{1d7d2}",
            "mathematical bold digits, two UTF-16 units each",
        ),
        false,
    ),
    symbol(
        ("superscript", "\u{b9}\u{b2}\u{b3}\u{2074}", "superscript digits"),
        true,
    ),
    symbol(
        ("subscript", "\u{2081}\u{2082}\u{2083}\u{2084}", "subscript digits"),
        false,
    ),
    symbol(("circled", "\u{2460}\u{2461}\u{2462}\u{2463}", "circled digits"), false),
    symbol(("fraction", "123\u{bd}", "a fraction as last digit"), false),
    symbol(("roman", "\u{2160}\u{2161}\u{2162}\u{2163}", "Roman numerals"), false),
    symbol(("han", "\u{4e00}\u{4e8c}\u{4e09}\u{56db}", "Han numerals"), false),
    notation(("plus", "+123", "a plus sign before the digits"), true),
    notation(("minus", "-123", "a minus sign before the digits"), false),
    notation(("hexadecimal", "0x10", "a hexadecimal number"), true),
    notation(("exponent", "1e34", "a number with an exponent"), false),
    notation(("underscore", "1_23", "an underscore between the digits"), false),
    notation(("decimal-point", "12.4", "a decimal point between the digits"), false),
    notation(("decimal-comma", "12,4", "a decimal comma between the digits"), false),
    notation(("big-integer", "123n", "a JavaScript big integer"), false),
    hidden(
        (
            "right-to-left-mark",
            "1234\u{200f}",
            "a right-to-left mark behind the digits",
        ),
        true,
    ),
    hidden(
        (
            "right-to-left-override",
            "\u{202e}1234",
            "a right-to-left override before the digits",
        ),
        false,
    ),
    hidden(
        (
            "zero-width-joiner",
            "12\u{200d}34",
            "a zero-width joiner between the digits",
        ),
        false,
    ),
    hidden(
        (
            "zero-width-space",
            "1234\u{200b}",
            "a zero-width space behind the digits",
        ),
        false,
    ),
    hidden(
        ("byte-order-mark", "\u{feff}1234", "a byte order mark before the digits"),
        false,
    ),
    hidden(("soft-hyphen", "12\u{ad}34", "a soft hyphen between the digits"), false),
    hidden(
        ("keycap", "1234\u{20e3}", "a combining keycap behind the digits"),
        false,
    ),
    hidden(("nul", "1234\0", "a NUL behind the digits"), false),
    boundary(
        ("vertical-tab", "1234\u{b}", "a vertical tab behind the digits"),
        "boundary:entry-vertical-tab",
        "WhiteSpace",
    ),
    boundary(
        ("form-feed", "\u{c}1234", "a form feed before the digits"),
        "boundary:entry-form-feed",
        "WhiteSpace",
    ),
    boundary(
        (
            "next-line",
            "1234\u{85}",
            "the control character for a next line behind the digits",
        ),
        "boundary:entry-next-line",
        "WhiteSpace",
    ),
    boundary(
        (
            "left-to-right-mark",
            "1234\u{200e}",
            "a left-to-right mark behind the digits",
        ),
        "boundary:entry-left-to-right-mark",
        "HiddenCharacter",
    ),
    boundary(
        (
            "zero-width-non-joiner",
            "12\u{200c}34",
            "a zero-width non-joiner between the digits",
        ),
        "boundary:entry-zero-width-non-joiner",
        "HiddenCharacter",
    ),
    boundary(
        ("word-joiner", "12\u{2060}34", "a word joiner between the digits"),
        "boundary:entry-word-joiner",
        "HiddenCharacter",
    ),
    boundary(
        ("dash", "12-34", "a dash between the digits"),
        "boundary:entry-dash",
        "NumberNotation",
    ),
    boundary(
        ("binary", "0b11", "a binary number"),
        "boundary:entry-binary",
        "NumberNotation",
    ),
    boundary(
        ("decimal-zero", "1234.0", "a decimal point and a zero behind the digits"),
        "boundary:entry-decimal-zero",
        "NumberNotation",
    ),
];

/// PANs that hold something other than ASCII digits. Each stands beside 4111111111111111.
pub(in super::super) const NO_PAN: &[Typed] = &[
    pan(
        (
            "blanks",
            "4111 1111 1111 1111",
            "groups with blanks, as printed on the card",
        ),
        "mutant:D15",
        true,
    ),
    pan(
        ("dashes", "4111-1111-1111-1111", "groups with dashes"),
        "mutant:D15",
        true,
    ),
    pan(
        ("blank-behind", "4111111111111111 ", "a blank behind the digits"),
        "mutant:D15",
        false,
    ),
    pan(
        ("newline", "4111111111111111\n", "a line end behind the digits"),
        "mutant:D15",
        false,
    ),
    pan(
        ("letter", "411111111111111A", "a letter as last digit"),
        "boundary:pan-letter",
        true,
    ),
    pan(
        ("masked", "411111******1111", "stars in place of the middle digits"),
        "boundary:pan-masked",
        false,
    ),
    pan(
        ("arabic-indic-digit", "411111111111111\u{661}", "one Arabic-Indic digit"),
        "mutant:E02",
        true,
    ),
    pan(
        ("full-width-digit", "\u{ff14}111111111111111", "one full-width digit"),
        "mutant:E02",
        false,
    ),
    pan(
        ("plus", "+4111111111111111", "a plus sign before the digits"),
        "boundary:pan-sign",
        false,
    ),
    pan(
        ("exponent", "4.11111111111e15", "a number in scientific notation"),
        "mutant:D14",
        false,
    ),
    pan(
        (
            "zero-width-space",
            "4111111111111111\u{200b}",
            "a zero-width space behind the digits",
        ),
        "boundary:pan-hidden-character",
        false,
    ),
];

const fn pan(case: (&'static str, &'static str, &'static str), reason: &'static str, everywhere: bool) -> Typed {
    entry(case, reason, "PanNotDigits", everywhere)
}
