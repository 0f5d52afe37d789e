//! Answers: statuses, media types, JSON, base64, and the control id that goes back.

use super::{BROKEN, NOT_SET, OPENED, SMUGGLED, f};
use crate::conformance::mutant::catalogue::Mutant;
use crate::conformance::mutant::sessions::body::Reader;
use crate::conformance::mutant::sessions::ids::Id;
use crate::conformance::mutant::sessions::replies::Replies;
use crate::conformance::mutant::sessions::text::Text;
use crate::conformance::mutant::sessions::turns::Turns;

pub(super) const MUTANTS: &[Mutant] = &[
    f(
        "F15",
        "refuses an answer with a field that it does not know",
        BROKEN,
        |p| p.body = Reader::NothingUnknown,
    ),
    f(
        "F15-case",
        "finds a field in whatever case its name has",
        SMUGGLED,
        |p| p.body = Reader::AnyCase,
    ),
    f("F16-array", "takes an object out of an array", SMUGGLED, |p| {
        p.body = Reader::Unpacked
    }),
    f("F16-field", "takes a text out of an array of one", SMUGGLED, |p| {
        p.body = Reader::OneOfArray
    }),
    f(
        "F16-nested",
        "takes a text out of an object in its place",
        SMUGGLED,
        |p| p.body = Reader::Anywhere,
    ),
    f("F17", "takes the last of two fields with one name", SMUGGLED, |p| {
        p.body = Reader::LastOfTwo
    }),
    f("F17-bom", "skips a byte order mark", SMUGGLED, |p| p.body = Reader::Bom),
    f("F17-trailing", "leaves text behind the object alone", SMUGGLED, |p| {
        p.body = Reader::Trailing
    }),
    f(
        "F18",
        "follows a redirection to another host",
        "The PIN block and the token go to whoever can redirect",
        |p| {
            p.replies = Replies::Follows;
        },
    ),
    f(
        "F02-accepted",
        "takes 201, 202, 203 and 205 for a PIN that is set",
        NOT_SET,
        |p| p.replies = Replies::Accepted,
    ),
    f(
        "F02-key",
        "takes a key with every status from 200 to 299",
        SMUGGLED,
        |p| p.replies = Replies::Key2xx,
    ),
    f("F02-not-modified", "takes 304 for success", NOT_SET, |p| {
        p.replies = Replies::NotModified
    }),
    f(
        "F15-media-type",
        "compares the media type letter by letter",
        BROKEN,
        |p| p.replies = Replies::ExactType,
    ),
    f(
        "F15-escapes",
        "refuses an answer in which characters are escaped",
        BROKEN,
        |p| p.body = Reader::NoEscapes,
    ),
    f("F15-ascii", "refuses an answer that is not ASCII", BROKEN, |p| {
        p.body = Reader::Ascii
    }),
    f(
        "F15-null",
        "refuses an answer in which an unknown field is `null`",
        BROKEN,
        |p| p.body = Reader::NoNull,
    ),
    f("F15-lists", "refuses an answer with lists in lists", BROKEN, |p| {
        p.body = Reader::Flat
    }),
    f(
        "F15-numbers",
        "refuses an answer with a number that no double holds",
        BROKEN,
        |p| p.body = Reader::Doubles,
    ),
    f(
        "F17-comma",
        "leaves a comma behind the last field alone",
        SMUGGLED,
        |p| p.body = Reader::Comma,
    ),
    f("F17-comment", "leaves a comment alone", SMUGGLED, |p| {
        p.body = Reader::Comment
    }),
    f("F17-not-a-number", "takes `NaN` for a number", SMUGGLED, |p| {
        p.body = Reader::NotANumber
    }),
    f(
        "F17-apostrophes",
        "takes apostrophes for quotation marks",
        SMUGGLED,
        |p| p.body = Reader::Apostrophes,
    ),
    f("F17-guarded", "skips a guard in front of the object", SMUGGLED, |p| {
        p.body = Reader::Guarded
    }),
    f("F26-short", "reads no body longer than 1 KiB", BROKEN, |p| {
        p.body = Reader::Kilobyte
    }),
    f(
        "F26-characters",
        "counts characters where bytes are limited",
        "One answer takes more memory than was set aside for it",
        |p| p.body = Reader::Characters,
    ),
    f("F35", "drops white space from base64 in an answer", SMUGGLED, |p| {
        p.text = Text::Blanks
    }),
    f("F35-url", "takes base64 for URLs in an answer", SMUGGLED, |p| {
        p.text = Text::Url
    }),
    f(
        "F35-padding",
        "takes base64 without its padding in an answer",
        SMUGGLED,
        |p| p.text = Text::Padding,
    ),
    f(
        "F35-signs",
        "drops from base64 in an answer what is in no alphabet",
        SMUGGLED,
        |p| p.text = Text::Signs,
    ),
    f(
        "F35-bits",
        "takes base64 with bits that belong to no byte",
        SMUGGLED,
        |p| p.text = Text::StrayBits,
    ),
    f("F36", "sends the control id in lower case", BROKEN, |p| {
        p.id = Id::Lower
    }),
    f("F36-escaped", "escapes the control id as in a URL", BROKEN, |p| {
        p.id = Id::Escaped
    }),
    f(
        "F36-unpadded",
        "sends the control id without the padding of base64",
        BROKEN,
        |p| p.id = Id::Unpadded,
    ),
    f(
        "F36-plus",
        "sends a blank for each plus in the control id",
        BROKEN,
        |p| p.id = Id::PlusIsBlank,
    ),
    f(
        "F36-cut",
        "sends the first 64 characters of the control id",
        BROKEN,
        |p| p.id = Id::Cut,
    ),
    f(
        "F21",
        "goes on with a key of its own when the issuer's is empty",
        OPENED,
        |p| p.turns = Turns::EmptyKey,
    ),
    f("F21-sample", "takes the key of a published sample", OPENED, |p| {
        p.turns = Turns::SampleKeys
    }),
    f(
        "F26",
        "reads a body of any length",
        "One answer takes all of a phone's memory",
        |p| p.body = Reader::AnyLength,
    ),
    f(
        "F34",
        "shows something when the block does not decode",
        "The cardholder learns a PIN that is not that of the card",
        |p| {
            p.turns = Turns::ShowsAnyway;
        },
    ),
];
