//! The base64 that a public key travels in.

use super::{Pipeline, checks};
use crate::conformance::mutant::key_pairs::TextRule;
use crate::conformance::mutant::{Mutant, Section};

const MANY_TEXTS: &str =
    "One key has many texts: a thumbprint over the text, or a list of keys seen before, is passed by";
const UNHEARD: &str = "A device that sends the wrong form is never told, and fails with the next issuer";

/// Lenient base64 has a class of section A.
const fn lenient(id: &'static str, change: fn(&mut Pipeline)) -> Mutant {
    Mutant {
        section: Section::A,
        effect: MANY_TEXTS,
        ..checks(id, change)
    }
}

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        title: "takes PEM where bare base64 is asked for",
        effect: UNHEARD,
        ..checks("B05", |pipeline| pipeline.text = TextRule::Pem)
    },
    Mutant {
        title: "takes PEM armour on one line off",
        effect: UNHEARD,
        ..checks("B05-armour", |pipeline| pipeline.text = TextRule::ArmourOnly)
    },
    Mutant {
        title: "ignores line breaks in base64",
        effect: MANY_TEXTS,
        ..checks("B05-lines", |pipeline| pipeline.text = TextRule::LineBreaks)
    },
    Mutant {
        title: "ignores a line feed after base64",
        effect: MANY_TEXTS,
        ..checks("B05-last-line-feed", |pipeline| pipeline.text = TextRule::LastLineFeed)
    },
    Mutant {
        title: "takes the alphabet of base64url as well",
        effect: MANY_TEXTS,
        ..checks("B05-url", |pipeline| pipeline.text = TextRule::UrlAlphabet)
    },
    Mutant {
        title: "takes hex where base64 is asked for",
        effect: UNHEARD,
        ..checks("B05-hex", |pipeline| pipeline.text = TextRule::OrHex)
    },
    Mutant {
        title: "decodes base64 of base64 twice",
        effect: UNHEARD,
        ..checks("B05-twice", |pipeline| pipeline.text = TextRule::Twice)
    },
    Mutant {
        title: "decodes base64 of hex on",
        effect: UNHEARD,
        ..checks("B05-hex-inside", |pipeline| pipeline.text = TextRule::HexInside)
    },
    Mutant {
        title: "decodes base64 of PEM on",
        effect: UNHEARD,
        ..checks("B05-pem-inside", |pipeline| pipeline.text = TextRule::PemInside)
    },
    Mutant {
        title: "ignores blanks in base64",
        ..lenient("A39", |pipeline| pipeline.text = TextRule::Blanks)
    },
    Mutant {
        title: "ignores white space around base64",
        ..lenient("A39-trimmed", |pipeline| pipeline.text = TextRule::Trimmed)
    },
    Mutant {
        title: "takes base64 without its padding",
        ..lenient("A39-unpadded", |pipeline| pipeline.text = TextRule::Unpadded)
    },
    Mutant {
        title: "does not look at the padding of base64",
        ..lenient("A39-any-padding", |pipeline| pipeline.text = TextRule::AnyPadding)
    },
    Mutant {
        title: "drops characters that base64 does not have",
        ..lenient("A39-junk", |pipeline| pipeline.text = TextRule::JunkDropped)
    },
    Mutant {
        title: "ignores what follows the padding of base64",
        ..lenient("A39-tail", |pipeline| pipeline.text = TextRule::EndsAtPadding)
    },
    Mutant {
        title: "takes base64 with bits set that count for nothing",
        ..lenient("A39-stray-bits", |pipeline| pipeline.text = TextRule::StrayBits)
    },
];
