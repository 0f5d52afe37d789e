//! Checking the DER of a public key, and its numbers.

use super::checks;
use crate::conformance::mutant::Mutant;
use crate::conformance::mutant::key_pairs::{
    Algorithm, Body, Classes, ExponentRule, Integers, Lengths, Shape, SizeRule, Tail,
};

const NOT_DER: &str =
    "One key has many encodings: a thumbprint or a list of keys seen before is passed by, and strict parsers disagree";
const WEAK: &str = "The PIN key is wrapped to a key that can be factored";
const REFUSED: &str = "Devices that follow the rules are refused: their cardholders cannot set or see the PIN";
const CONFUSED: &str =
    "Something that is no public key of a device is taken for one: what else it means is up to the sender";

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        title: "takes a bare PKCS#1 body for a public key",
        effect: CONFUSED,
        ..checks("B04-accepted", |pipeline| pipeline.shape = Shape::OrPkcs1)
    },
    Mutant {
        title: "takes a private key, PKCS#8, for a public key",
        effect: "A device that sends its private key by mistake is never told, and every PIN of it can be read",
        ..checks("B08-accepted", |pipeline| pipeline.shape = Shape::OrPkcs8)
    },
    Mutant {
        title: "takes a private key, PKCS#1, for a public key",
        effect: "A device that sends its private key by mistake is never told, and every PIN of it can be read",
        ..checks("B08-pkcs1-accepted", |pipeline| pipeline.shape = Shape::OrPrivatePkcs1)
    },
    Mutant {
        title: "takes a private key inside a SubjectPublicKeyInfo for a public key",
        effect: "A device that sends its private key by mistake is never told, and every PIN of it can be read",
        ..checks("B08-inside-accepted", |pipeline| {
            pipeline.shape = Shape::OrPrivateInside
        })
    },
    Mutant {
        title: "takes rsaEncryption without NULL",
        effect: NOT_DER,
        ..checks("B07-accepted", |pipeline| pipeline.algorithm = Algorithm::NullOptional)
    },
    Mutant {
        title: "does not look at what stands behind rsaEncryption",
        effect: NOT_DER,
        ..checks("B07-any-parameters", |pipeline| {
            pipeline.algorithm = Algorithm::AnyParameters
        })
    },
    Mutant {
        title: "takes any algorithm of PKCS#1: id-RSAES-OAEP, id-RSASSA-PSS",
        effect: "A key for signatures is used to encrypt",
        ..checks("B07-any-pkcs1", |pipeline| pipeline.algorithm = Algorithm::AnyPkcs1)
    },
    Mutant {
        title: "does not look at the algorithm of the key",
        effect: "A key for signatures is used to encrypt",
        ..checks("B07-any", |pipeline| pipeline.algorithm = Algorithm::Any)
    },
    Mutant {
        title: "passes a key of another algorithm unread",
        effect: "The check says yes to a key that nothing can be wrapped to",
        ..checks("B18", |pipeline| pipeline.shape = Shape::OrOtherAlgorithm)
    },
    Mutant {
        title: "takes an OCTET STRING off a public key",
        effect: NOT_DER,
        ..checks("B16-accepted", |pipeline| pipeline.shape = Shape::OrWrapped)
    },
    Mutant {
        title: "takes a SubjectPublicKeyInfo off a public key",
        effect: NOT_DER,
        ..checks("B16-twice-accepted", |pipeline| pipeline.shape = Shape::OrTwice)
    },
    Mutant {
        title: "takes exponent and modulus in either order",
        effect: NOT_DER,
        ..checks("B15-accepted", |pipeline| pipeline.shape = Shape::OrSwapped)
    },
    Mutant {
        title: "takes 65537 for an exponent that is missing",
        effect: "The issuer computes with another key than the device, if that has another exponent",
        ..checks("B03-missing", |pipeline| pipeline.shape = Shape::OrWithoutExponent)
    },
    Mutant {
        title: "takes bytes after a public key",
        effect: NOT_DER,
        ..checks("B13-accepted", |pipeline| pipeline.tail = Tail::AfterKey)
    },
    Mutant {
        title: "takes bytes after a public key inside the BIT STRING",
        effect: NOT_DER,
        ..checks("B13-inside", |pipeline| pipeline.tail = Tail::AfterBody)
    },
    Mutant {
        title: "takes numbers after the exponent",
        effect: NOT_DER,
        ..checks("B13-number", |pipeline| pipeline.tail = Tail::AfterExponent)
    },
    Mutant {
        title: "takes a negative modulus for a positive one",
        effect: NOT_DER,
        ..checks("B14-accepted", |pipeline| pipeline.integers = Integers::NoSign)
    },
    Mutant {
        title: "takes numbers with 00 before them that is not needed",
        effect: NOT_DER,
        ..checks("B14-padded-accepted", |pipeline| {
            pipeline.integers = Integers::LeadingZeros
        })
    },
    Mutant {
        title: "takes lengths with more bytes than they need",
        effect: NOT_DER,
        ..checks("B17-accepted", |pipeline| pipeline.lengths = Lengths::Definite)
    },
    Mutant {
        title: "takes lengths that are indefinite, as BER has them",
        effect: NOT_DER,
        ..checks("B17-ber", |pipeline| pipeline.lengths = Lengths::Ber)
    },
    Mutant {
        title: "does not look at the count of unused bits",
        effect: NOT_DER,
        ..checks("B19", |pipeline| pipeline.body = Body::AnyUnused)
    },
    Mutant {
        title: "takes an OCTET STRING in the place of the BIT STRING",
        effect: NOT_DER,
        ..checks("B19-octets", |pipeline| pipeline.body = Body::OrOctets)
    },
    Mutant {
        title: "takes a modulus of 1024 bits",
        effect: WEAK,
        ..checks("B02-1024-accepted", |pipeline| pipeline.size = SizeRule::Or1024)
    },
    Mutant {
        title: "counts the modulus in bytes and takes 2047 bits for 2048",
        effect: WEAK,
        ..checks("B02-in-bytes", |pipeline| pipeline.size = SizeRule::InBytes)
    },
    Mutant {
        title: "takes a modulus of any size from 2048 bits",
        effect: "A modulus of a size that nobody has agreed on is used; a very long one takes the issuer's time",
        ..checks("B02-at-least", |pipeline| pipeline.size = SizeRule::AtLeast2048)
    },
    Mutant {
        title: "takes a modulus of any size from 2048 to 4096 bits",
        effect: "A modulus of a size that nobody has agreed on is used",
        ..checks("B02-between", |pipeline| pipeline.size = SizeRule::Between)
    },
    Mutant {
        title: "takes a modulus of any number of whole bytes from 2048 to 4096 bits",
        effect: "A modulus of a size that nobody has agreed on is used",
        ..checks("B02-whole-bytes", |pipeline| pipeline.size = SizeRule::WholeBytes)
    },
    Mutant {
        title: "does not check the size of the modulus",
        effect: WEAK,
        ..checks("B02-unchecked", |pipeline| pipeline.size = SizeRule::Any)
    },
    Mutant {
        title: "refuses a modulus of 3072 and 4096 bits",
        effect: REFUSED,
        ..checks("B02-2048-only", |pipeline| pipeline.size = SizeRule::Only2048)
    },
    Mutant {
        title: "refuses a modulus of 4096 bits",
        effect: REFUSED,
        ..checks("B02-no-4096", |pipeline| pipeline.size = SizeRule::UpTo3072)
    },
    Mutant {
        title: "takes an even modulus",
        effect: "A broken or forged key is used: part of the PIN key can be read without the private key",
        ..checks("B20", |pipeline| pipeline.even_modulus = true)
    },
    Mutant {
        title: "takes 3 for a public exponent",
        effect: "With bad padding, the PIN key can be read as a cube root",
        ..checks("B03-3-accepted", |pipeline| {
            pipeline.exponent_rule = ExponentRule::AtLeast3
        })
    },
    Mutant {
        title: "takes 1 for a public exponent",
        effect: "The PIN key travels in the clear: encryption with exponent 1 changes nothing",
        ..checks("B03-1-accepted", |pipeline| {
            pipeline.exponent_rule = ExponentRule::AtLeast1
        })
    },
    Mutant {
        title: "takes 65535 for a public exponent",
        effect: "An exponent below the least that FIPS 186-5 allows is used",
        ..checks("B03-65535-accepted", |pipeline| {
            pipeline.exponent_rule = ExponentRule::AtLeast65535
        })
    },
    Mutant {
        title: "takes 65536 for a public exponent",
        effect: "With an even exponent, what is encrypted cannot be decrypted by anybody",
        ..checks("B03-65536-accepted", |pipeline| {
            pipeline.exponent_rule = ExponentRule::AtLeast65536
        })
    },
    Mutant {
        title: "takes even public exponents above 65537",
        effect: "With an even exponent, what is encrypted cannot be decrypted by anybody",
        ..checks("B03-even-accepted", |pipeline| {
            pipeline.exponent_rule = ExponentRule::OrEven
        })
    },
    Mutant {
        title: "takes 0 for a public exponent",
        effect: "Encryption with exponent 0 gives 1 for everything: the PIN key is lost",
        ..checks("B03-0-accepted", |pipeline| {
            pipeline.exponent_rule = ExponentRule::OrZero
        })
    },
    Mutant {
        title: "takes a public exponent of any length",
        effect: "A sender takes the issuer's time with an exponent of thousands of bits",
        ..checks("B03-long-accepted", |pipeline| {
            pipeline.exponent_rule = ExponentRule::AnyLength
        })
    },
    Mutant {
        title: "reports faults of the text as faults of the key",
        effect: "A field that was garbled in transit looks like a bad key: the operator looks in the wrong place",
        ..checks("B21", |pipeline| pipeline.classes = Classes::AllKey)
    },
    Mutant {
        title: "reports faults of the key as faults of the text",
        effect: "A weak or forged key looks like a garbled field: nobody learns that a device makes bad keys",
        ..checks("B21-text", |pipeline| pipeline.classes = Classes::AllEncoding)
    },
];
