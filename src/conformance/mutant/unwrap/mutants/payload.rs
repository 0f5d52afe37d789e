//! The payload, and what makes a key of it.

use super::base;
use crate::conformance::client::Op;
use crate::conformance::mutant::unwrap::{KeyRule, Payload, PayloadLength};
use crate::conformance::mutant::{Mutant, Need};
use crate::tzpk::TzpkKind;

const WRONG_KEY: &str =
    "The PIN block is made under another key than the issuer's: the PIN cannot be read, or another one is set";
const SOME_WRONG: &str = "Keys with such bytes come out wrong or not at all: now and then the PIN cannot be read, and nobody can reproduce it";
const SHORT_KEY: &str = "A key that is too short or too long is used: its strength is not what the issuer meant, and an attacker may choose it";
const CHANGED_KEY: &str =
    "A key of the wrong length is made to fit: part of it is known to everybody, or part of it is lost";

const TDES2: &[Need] = &[Need::Op(Op::TzpkUnwrap), Need::Key(TzpkKind::Tdes2)];
const TDES3: &[Need] = &[Need::Op(Op::TzpkUnwrap), Need::Key(TzpkKind::Tdes3)];

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        title: "decodes the key as UTF-8 on the way",
        effect: SOME_WRONG,
        ..base("A36", |pipeline| pipeline.payload = Payload::Utf8)
    },
    Mutant {
        title: "takes a key that happens to be UTF-8 character by character",
        effect: SOME_WRONG,
        ..base("A36-characters", |pipeline| pipeline.payload = Payload::Utf8Characters)
    },
    Mutant {
        title: "reads the key as Latin-1 and writes it as UTF-8",
        effect: SOME_WRONG,
        ..base("A36-latin1", |pipeline| pipeline.payload = Payload::Latin1ToUtf8)
    },
    Mutant {
        title: "reads the key as ASCII, without its top bits",
        effect: WRONG_KEY,
        ..base("A36-ascii", |pipeline| pipeline.payload = Payload::Ascii)
    },
    Mutant {
        title: "ends the key before its first 00",
        effect: SOME_WRONG,
        ..base("A36-c-string", |pipeline| pipeline.payload = Payload::CString)
    },
    Mutant {
        title: "trims white space off the key",
        effect: SOME_WRONG,
        ..base("A36-trim", |pipeline| pipeline.payload = Payload::Trim)
    },
    Mutant {
        title: "takes a line feed off the end of the key",
        effect: SOME_WRONG,
        ..base("A36-line-feed", |pipeline| pipeline.payload = Payload::TrimLine)
    },
    Mutant {
        title: "keeps the key as a number, without 00 at its start",
        effect: SOME_WRONG,
        ..base("A36-number", |pipeline| pipeline.payload = Payload::Number)
    },
    Mutant {
        title: "keeps the key as a signed number, where 00 at the start comes and goes",
        effect: SOME_WRONG,
        ..base("A36-signed", |pipeline| pipeline.payload = Payload::SignedNumber)
    },
    Mutant {
        title: "takes 00 off the end of the key",
        effect: SOME_WRONG,
        ..base("A36-zeros", |pipeline| pipeline.payload = Payload::TrimZeros)
    },
    Mutant {
        title: "uses the text of the key in hex as the key",
        effect: WRONG_KEY,
        ..base("A40", |pipeline| pipeline.payload = Payload::HexText)
    },
    Mutant {
        title: "uses the text of the key in base64 as the key",
        effect: WRONG_KEY,
        ..base("A40-base64-text", |pipeline| pipeline.payload = Payload::Base64Text)
    },
    Mutant {
        title: "decodes a key of hex digits once more",
        effect: SOME_WRONG,
        ..base("A40-hex-decoded", |pipeline| pipeline.payload = Payload::HexDecoded)
    },
    Mutant {
        title: "decodes a key that reads as base64 once more",
        effect: SOME_WRONG,
        ..base("A40-base64-decoded", |pipeline| {
            pipeline.payload = Payload::Base64Decoded
        })
    },
    Mutant {
        title: "gives the bytes of the key in reverse order",
        effect: WRONG_KEY,
        ..base("A60", |pipeline| pipeline.payload = Payload::Reversed)
    },
    Mutant {
        title: "does not check the length of the key",
        effect: SHORT_KEY,
        ..base("A37", |pipeline| pipeline.payload_length = PayloadLength::Unchecked)
    },
    Mutant {
        title: "takes keys of any multiple of 8 bytes",
        effect: "A single DES key is used, which can be searched in a day",
        ..base("A37-blocks", |pipeline| {
            pipeline.payload_length = PayloadLength::Multiple8
        })
    },
    Mutant {
        title: "takes keys that are longer than their kind",
        effect: SHORT_KEY,
        ..base("A37-at-least", |pipeline| {
            pipeline.payload_length = PayloadLength::AtLeast
        })
    },
    Mutant {
        title: "takes keys that are shorter than their kind",
        effect: SHORT_KEY,
        ..base("A37-at-most", |pipeline| {
            pipeline.payload_length = PayloadLength::AtMost
        })
    },
    Mutant {
        title: "takes keys with the length of any kind, not only of the one that is expected",
        effect: "Device and issuer disagree on the cipher: the PIN block is made with an algorithm that was not agreed",
        ..base("A37-any-kind", |pipeline| {
            pipeline.payload_length = PayloadLength::AnyKind
        })
    },
    Mutant {
        title: "refuses keys of 24 bytes",
        effect: "No cardholder of an issuer that uses such keys can set or see the PIN",
        ..base("A37-no-24", |pipeline| pipeline.payload_length = PayloadLength::No24)
    },
    Mutant {
        title: "refuses keys of 32 bytes",
        effect: "No cardholder of an issuer that uses such keys can set or see the PIN",
        ..base("A37-no-32", |pipeline| pipeline.payload_length = PayloadLength::No32)
    },
    Mutant {
        title: "wants 24 bytes for a double-length TDES key",
        effect: "No double-length key is taken as issuers send it: no cardholder can set or see the PIN",
        needs: TDES2,
        ..base("A59-24", |pipeline| pipeline.payload_length = PayloadLength::Tdes2As24)
    },
    Mutant {
        title: "takes 16 bytes for a triple-length TDES key",
        effect: "Two keys are used where the issuer agreed to three",
        needs: TDES3,
        ..base("A59-16", |pipeline| pipeline.payload_length = PayloadLength::Tdes3As16)
    },
    Mutant {
        title: "gives a double-length TDES key as K1 K2 K1",
        effect: "What reads the key by its length takes it for a triple-length key, or for AES-192",
        needs: TDES2,
        ..base("A59", |pipeline| pipeline.key_rule = KeyRule::Expand)
    },
    Mutant {
        title: "cuts a key that is too long",
        effect: CHANGED_KEY,
        ..base("A38", |pipeline| pipeline.payload = Payload::Cut)
    },
    Mutant {
        title: "fills a key that is too short with 00 at the end",
        effect: CHANGED_KEY,
        ..base("A38-pad", |pipeline| pipeline.payload = Payload::Pad)
    },
    Mutant {
        title: "fills a key that is too short with 00 at the start",
        effect: CHANGED_KEY,
        ..base("A38-pad-left", |pipeline| pipeline.payload = Payload::PadLeft)
    },
    Mutant {
        title: "refuses TDES keys with even parity",
        effect: "A key whose parity nobody set, as most issuers send it, is refused: no PIN can be set or seen",
        needs: TDES2,
        ..base("A57", |pipeline| pipeline.key_rule = KeyRule::OddParity)
    },
    Mutant {
        title: "sets the parity of TDES keys while it unwraps them",
        effect: "A check value over the bytes of the key, or a copy kept for comparison, no longer matches the issuer's",
        needs: TDES2,
        ..base("A57-set", |pipeline| pipeline.key_rule = KeyRule::SetParity)
    },
    Mutant {
        title: "refuses weak keys while it unwraps them, as if the padding were wrong",
        effect: "A weak key looks like a broken message, so that nobody learns that the issuer's generator is broken",
        ..base("A58", |pipeline| pipeline.key_rule = KeyRule::NoWeak)
    },
];
