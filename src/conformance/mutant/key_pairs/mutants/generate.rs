//! Making and sending a key pair.

use super::{MANY, UNWRAPS, base, makes};
use crate::conformance::mutant::key_pairs::{Bits, Exponent, Form, Offered, Source};
use crate::conformance::mutant::unwrap::Fallback;
use crate::conformance::mutant::{Mutant, Section};
use crate::device::Hash;

const REFUSED: &str = "A strict issuer refuses every key of this device: no cardholder can set or see the PIN";
const FACTORED: &str =
    "The private key can be computed from the public one, and with it the PIN key and every PIN that was sent";

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        title: "makes key pairs of 1024 bits, whatever is asked",
        effect: "The modulus is within reach of a factoring effort, and with it every PIN that was sent",
        ..makes("B02", |pipeline| pipeline.bits = Bits::Always1024)
    },
    Mutant {
        title: "makes key pairs that are one bit short",
        effect: REFUSED,
        ..makes("B02-one-less", |pipeline| pipeline.bits = Bits::OneLess)
    },
    Mutant {
        title: "makes key pairs that are eight bits too long",
        effect: REFUSED,
        ..makes("B02-eight-more", |pipeline| pipeline.bits = Bits::EightMore)
    },
    Mutant {
        title: "makes key pairs of 2048 bits, whatever is asked",
        effect: "The key is weaker than the one that issuer and device agreed on",
        ..makes("B02-always-2048", |pipeline| pipeline.bits = Bits::Always2048)
    },
    Mutant {
        title: "makes key pairs of 1024 bits when asked to",
        effect: "Whoever can change the request gets a key that can be factored",
        ..makes("B02-1024", |pipeline| pipeline.offered = Offered::With1024)
    },
    Mutant {
        title: "makes key pairs of any size when asked to",
        effect: "Whoever can change the request gets a key that can be factored",
        ..makes("B02-any-size", |pipeline| pipeline.offered = Offered::Any)
    },
    Mutant {
        title: "rounds a size that is not offered up to one that is",
        effect: "Another key is made than was asked for, and nobody is told",
        ..makes("B02-rounded", |pipeline| pipeline.offered = Offered::Rounded)
    },
    Mutant {
        title: "refuses to make key pairs of 3072 and 4096 bits",
        effect: "No cardholder of an issuer that asks for longer keys can set or see the PIN",
        ..makes("B02-only-2048", |pipeline| pipeline.offered = Offered::Only2048)
    },
    Mutant {
        title: "makes key pairs with exponent 3",
        effect: "A strict issuer refuses the key; with a lenient one and bad padding, the PIN key can be read as a cube root",
        ..makes("B03", |pipeline| pipeline.exponent = Exponent::Three)
    },
    Mutant {
        title: "makes key pairs with exponent 17",
        effect: REFUSED,
        ..makes("B03-17", |pipeline| pipeline.exponent = Exponent::Seventeen)
    },
    Mutant {
        title: "makes key pairs with exponent 65539",
        effect: REFUSED,
        ..makes("B03-65539", |pipeline| pipeline.exponent = Exponent::NextOdd)
    },
    Mutant {
        title: "makes key pairs with exponent 1",
        effect: "The PIN key travels in the clear: encryption with exponent 1 changes nothing",
        ..makes("B03-1", |pipeline| pipeline.exponent = Exponent::One)
    },
    Mutant {
        title: "makes key pairs with an even exponent",
        effect: "What the issuer encrypts cannot be decrypted: no cardholder can set or see the PIN",
        ..makes("B03-even", |pipeline| pipeline.exponent = Exponent::Even)
    },
    Mutant {
        title: "sends the PKCS#1 body only",
        effect: REFUSED,
        ..makes("B04", |pipeline| pipeline.form = Form::Pkcs1)
    },
    Mutant {
        title: "sends PEM where bytes are asked for",
        effect: REFUSED,
        ..makes("B05-pem-sent", |pipeline| pipeline.form = Form::Pem)
    },
    Mutant {
        title: "sends the text in base64 where bytes are asked for",
        effect: REFUSED,
        ..makes("B05-text-sent", |pipeline| pipeline.form = Form::Base64Text)
    },
    Mutant {
        title: "sends rsaEncryption without NULL",
        effect: REFUSED,
        ..makes("B07", |pipeline| pipeline.form = Form::NoNull)
    },
    Mutant {
        title: "sends id-RSAES-OAEP for the algorithm of the key",
        effect: REFUSED,
        ..makes("B07-oaep", |pipeline| pipeline.form = Form::RsaesOaep)
    },
    Mutant {
        title: "sends the private key, PKCS#8",
        effect: "Whoever sees the message reads the PIN key, and every PIN under it",
        ..makes("B08", |pipeline| pipeline.form = Form::Pkcs8)
    },
    Mutant {
        title: "sends the private key inside a SubjectPublicKeyInfo",
        effect: "Whoever sees the message reads the PIN key, and every PIN under it; a lenient parser does not notice",
        ..makes("B08-inside", |pipeline| pipeline.form = Form::PrivateInside)
    },
    Mutant {
        title: "sends a byte after the key",
        effect: REFUSED,
        ..makes("B13", |pipeline| pipeline.form = Form::ByteAfter)
    },
    Mutant {
        title: "sends the modulus without the 00 that keeps it positive",
        effect: REFUSED,
        ..makes("B14", |pipeline| pipeline.form = Form::NegativeModulus)
    },
    Mutant {
        title: "sends the modulus with one 00 too many",
        effect: REFUSED,
        ..makes("B14-padded", |pipeline| pipeline.form = Form::PaddedModulus)
    },
    Mutant {
        title: "sends the exponent in four bytes",
        effect: REFUSED,
        ..makes("B14-exponent", |pipeline| pipeline.form = Form::PaddedExponent)
    },
    Mutant {
        title: "sends the exponent before the modulus",
        effect: REFUSED,
        ..makes("B15", |pipeline| pipeline.form = Form::Swapped)
    },
    Mutant {
        title: "sends the key in an OCTET STRING",
        effect: REFUSED,
        ..makes("B16", |pipeline| pipeline.form = Form::Wrapped)
    },
    Mutant {
        title: "sends an outer length with more bytes than it needs",
        effect: REFUSED,
        ..makes("B17", |pipeline| pipeline.form = Form::LongLength)
    },
    Mutant {
        title: "uses one key pair again and again",
        effect: "Whoever gets the private key once reads the PINs of every session before and after",
        ..base("B01", MANY, |pipeline| pipeline.source = Source::Once)
    },
    Mutant {
        title: "makes the same key pairs again after a restart",
        effect: "Two devices of one kind have the same key pairs: each can read the other's PIN",
        ..base("B09", MANY, |pipeline| pipeline.source = Source::FixedSeed)
    },
    Mutant {
        title: "makes key pairs that share a prime",
        effect: FACTORED,
        ..base("B09-shared-prime", MANY, |pipeline| {
            pipeline.source = Source::SharedPrime
        })
    },
    Mutant {
        title: "makes key pairs from neighbouring primes",
        effect: FACTORED,
        ..base("B09-close-primes", MANY, |pipeline| {
            pipeline.source = Source::ClosePrimes
        })
    },
    Mutant {
        title: "makes key pairs from numbers that it does not test for being prime",
        effect: "What the issuer encrypts cannot be decrypted by the device, and by others at times",
        ..base("B09-untested-primes", MANY, |pipeline| {
            pipeline.source = Source::Untested
        })
    },
    Mutant {
        title: "makes key pairs from powers of 65537 modulo the first primes",
        effect: FACTORED,
        seen: "CVE-2017-15361 (ROCA)",
        ..base("B09-roca", MANY, |pipeline| pipeline.source = Source::Roca)
    },
    Mutant {
        title: "unwraps with SHA-1 what does not unwrap with SHA-256, under its own key pairs",
        section: Section::A,
        effect: "Whoever sits on the wire chooses the weaker padding, and asks the device about it",
        ..base("A03-handle", UNWRAPS, |pipeline| {
            pipeline.fallback = Some(Fallback::Hashes(Some(Hash::Sha1), Some(Hash::Sha1)));
        })
    },
    Mutant {
        title: "unwraps as PKCS#1 v1.5 what does not unwrap with OAEP, under its own key pairs",
        section: Section::A,
        effect: "An attacker who sends changed ciphertexts learns from the refusals what is inside",
        ..base("A06-handle", UNWRAPS, |pipeline| {
            pipeline.fallback = Some(Fallback::Pkcs1)
        })
    },
];
