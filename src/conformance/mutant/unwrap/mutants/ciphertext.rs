//! The private key, the ciphertext as bytes, and the number in it.

use super::base;
use crate::conformance::client::Op;
use crate::conformance::mutant::unwrap::{EmRule, KeySizes, LengthRule, RangeRule, Reading};
use crate::conformance::mutant::{Mutant, Need};

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        title: "pads a ciphertext that is too short with 00 on the left",
        effect: "None by itself, as it is the same number; but the device takes what the issuer never sent, and a strict peer does not",
        seen: "Node 20 (privateDecrypt and WebCrypto), Java 17",
        ..base("A27", |pipeline| pipeline.length = LengthRule::PadShort)
    },
    Mutant {
        title: "does not check the length of the ciphertext",
        effect: "The wrapped key can be altered in transit, longer or shorter, and the device does not notice",
        ..base("A27-unchecked", |pipeline| pipeline.length = LengthRule::Unchecked)
    },
    Mutant {
        title: "strips 00 off the start of the ciphertext before it checks its length",
        effect: "One wrapped key in 256 is refused: now and then a cardholder cannot set or see the PIN, and nobody can reproduce it",
        ..base("A28", |pipeline| pipeline.length = LengthRule::StripZeros)
    },
    Mutant {
        title: "strips 00 off the start of a ciphertext that is too long",
        effect: "The wrapped key can be altered in transit and the device does not notice; one key has many ciphertexts",
        ..base("A29", |pipeline| pipeline.length = LengthRule::StripPrefix)
    },
    Mutant {
        title: "cuts a ciphertext that is too long",
        effect: "Whatever follows the wrapped key is ignored: what an attacker adds, and what a newer server adds",
        ..base("A29-tail", |pipeline| pipeline.length = LengthRule::CutTail)
    },
    Mutant {
        title: "reduces a ciphertext that is not below the modulus",
        effect: "One wrapped key has two ciphertexts, so a check for one that was used before can be passed by",
        ..base("A30", |pipeline| pipeline.range = RangeRule::Reduce)
    },
    Mutant {
        title: "reads the ciphertext as a signed number",
        effect: "Every ciphertext with the top bit set is refused: many cardholders cannot set or see the PIN at the first try",
        ..base("A31", |pipeline| pipeline.reading = Reading::Signed)
    },
    Mutant {
        title: "reads the ciphertext as little endian",
        effect: "No wrapped key opens: no cardholder can set or see the PIN",
        ..base("A31-little-endian", |pipeline| pipeline.reading = Reading::LittleEndian)
    },
    Mutant {
        title: "uses the decrypted number without its leading zeros, so that it is one byte short at times",
        effect: "One wrapped key in 256 is refused: now and then a cardholder cannot set or see the PIN, and nobody can reproduce it",
        ..base("A50", |pipeline| pipeline.em = EmRule::Shortest)
    },
    Mutant {
        title: "uses the decrypted number as a signed one has it, with a byte for the sign at times",
        effect: "Every other wrapped key is refused, and a retry helps: it looks like a bad network",
        ..base("A50-signed", |pipeline| pipeline.em = EmRule::ShortestSigned)
    },
    Mutant {
        title: "uses RSA keys of any size, 1024 bits too",
        effect: "The key that protects the PIN key can be factored, and with it every PIN that was sent can be read later",
        ..base("A54", |pipeline| pipeline.sizes = KeySizes::Any)
    },
    Mutant {
        title: "refuses RSA keys of 3072 and 4096 bits",
        effect: "No cardholder of an issuer that asks for longer keys can set or see the PIN",
        needs: &[Need::Op(Op::TzpkUnwrap), Need::RsaBits(3072)],
        ..base("A55", |pipeline| pipeline.sizes = KeySizes::Only2048)
    },
    Mutant {
        title: "refuses RSA keys of 4096 bits",
        effect: "No cardholder of an issuer that asks for the longest keys can set or see the PIN",
        needs: &[Need::Op(Op::TzpkUnwrap), Need::RsaBits(4096)],
        ..base("A55-4096", |pipeline| pipeline.sizes = KeySizes::UpTo3072)
    },
    Mutant {
        title: "wants 256 bytes of ciphertext, whatever the key",
        effect: "No cardholder of an issuer that asks for longer keys can set or see the PIN",
        needs: &[Need::Op(Op::TzpkUnwrap), Need::RsaBits(3072)],
        ..base("A56", |pipeline| pipeline.length = LengthRule::Only256)
    },
];
