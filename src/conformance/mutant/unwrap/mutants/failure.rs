//! What is tried, given and said when the unwrap fails.

use super::{LABEL, base};
use crate::conformance::client::Op;
use crate::conformance::mutant::unwrap::{Errors, Fallback, OnFailure};
use crate::conformance::mutant::{Check, Mutant, Need};
use crate::device::Hash;

const DOWNGRADE: &str =
    "An attacker chooses the weaker scheme, and two schemes under one key can be played against each other";
const ORACLE: &str = "An attacker who sends altered keys learns which check failed, and reads the wrapped key from that (Manger, CRYPTO 2001)";
const UNWRAPPED_NOTHING: &str =
    "The PIN is encrypted under a key that the issuer never sent, and that an attacker may know";

const MGF: &[Need] = &[Need::Op(Op::TzpkUnwrap), Need::MgfHashBut(Hash::Sha1)];

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        title: "falls back to OAEP with SHA-1 for both hashes",
        effect: DOWNGRADE,
        needs: MGF,
        ..base("A03", |pipeline| {
            pipeline.fallback = Some(Fallback::Hashes(Some(Hash::Sha1), Some(Hash::Sha1)));
        })
    },
    Mutant {
        title: "falls back to SHA-1 inside MGF1",
        effect: DOWNGRADE,
        seen: "the usual repair of A01",
        needs: MGF,
        ..base("A04", |pipeline| {
            pipeline.fallback = Some(Fallback::Hashes(None, Some(Hash::Sha1)))
        })
    },
    Mutant {
        title: "falls back to the hash of the label inside MGF1",
        effect: DOWNGRADE,
        needs: &[Need::Op(Op::TzpkUnwrap), Need::TwoHashes],
        ..base("A05", |pipeline| pipeline.fallback = Some(Fallback::OneHash))
    },
    Mutant {
        title: "falls back to OAEP with SHA-256 for both hashes",
        effect: DOWNGRADE,
        needs: &[Need::Op(Op::TzpkUnwrap), Need::MgfHashBut(Hash::Sha256)],
        ..base("A61", |pipeline| {
            pipeline.fallback = Some(Fallback::Hashes(Some(Hash::Sha256), Some(Hash::Sha256)));
        })
    },
    Mutant {
        title: "falls back to OAEP with SHA-256 and SHA-1 inside MGF1, Java's pair by name",
        effect: DOWNGRADE,
        needs: MGF,
        ..base("A61-java", |pipeline| {
            pipeline.fallback = Some(Fallback::Hashes(Some(Hash::Sha256), Some(Hash::Sha1)));
        })
    },
    Mutant {
        title: "falls back to PKCS#1 v1.5",
        effect: "The device is an oracle for Bleichenbacher's attack (CRYPTO 1998), which reads the wrapped key",
        ..base("A06", |pipeline| pipeline.fallback = Some(Fallback::Pkcs1))
    },
    Mutant {
        title: "falls back to the empty label",
        effect: "A key wrapped for no purpose is taken where one for a purpose is asked",
        needs: LABEL,
        ..base("A17", |pipeline| pipeline.fallback = Some(Fallback::NoLabel))
    },
    Mutant {
        title: "gives all that RSA gave when the padding is wrong",
        effect: "The wrapped number comes out in full: whoever can send ciphertexts and see what follows can decrypt any",
        ..base("A07", |pipeline| pipeline.on_failure = OnFailure::WholeEm)
    },
    Mutant {
        title: "gives the last bytes of what RSA gave when the padding is wrong",
        effect: "Whoever can make a number with RSA chooses the key that the PIN is encrypted under",
        ..base("A07-end", |pipeline| pipeline.on_failure = OnFailure::EndOfEm)
    },
    Mutant {
        title: "gives no bytes in place of an error",
        effect: UNWRAPPED_NOTHING,
        ..base("A34", |pipeline| pipeline.on_failure = OnFailure::Empty)
    },
    Mutant {
        title: "gives zeros in place of an error",
        effect: UNWRAPPED_NOTHING,
        ..base("A34-zeros", |pipeline| pipeline.on_failure = OnFailure::Zeros)
    },
    Mutant {
        title: "gives the key of the unwrap before in place of an error",
        effect: "The PIN is encrypted under the key of another session, perhaps of another cardholder",
        ..base("A34-stale", |pipeline| pipeline.on_failure = OnFailure::Stale)
    },
    Mutant {
        title: "gives random bytes in place of an error",
        effect: "The PIN is encrypted under a key that nobody has: the cardholder sees success, the issuer sees nothing",
        ..base("A34-random", |pipeline| pipeline.on_failure = OnFailure::Random)
    },
    Mutant {
        title: "has an error of its own for a wrong leading byte",
        effect: ORACLE,
        seen: "CVE-2020-26939",
        ..base("A35", |pipeline| pipeline.errors = Errors::YApart)
    },
    Mutant {
        title: "has an error of its own for a wrong label",
        effect: ORACLE,
        ..base("A35-label", |pipeline| pipeline.errors = Errors::LabelApart)
    },
    Mutant {
        title: "has an error of its own for a wrong padding string",
        effect: ORACLE,
        ..base("A35-separator", |pipeline| pipeline.errors = Errors::SeparatorApart)
    },
    Mutant {
        title: "has an error of its own for a key of the wrong length",
        effect: ORACLE,
        ..base("A35-length", |pipeline| pipeline.errors = Errors::PayloadLengthApart)
    },
    Mutant {
        title: "says in its native text which check failed",
        effect: ORACLE,
        seen: "CVE-2020-26939",
        needs: &[Need::Op(Op::TzpkUnwrap), Need::Check(Check::ErrorGroups)],
        ..base("A35-text", |pipeline| pipeline.errors = Errors::NativeText)
    },
    Mutant {
        title: "reports a ciphertext out of range as one of the wrong length",
        effect: "None for an attacker, who knows the modulus; the operator looks for the fault in the wrong place",
        ..base("A63", |pipeline| pipeline.errors = Errors::RangeAsLength)
    },
    Mutant {
        title: "reports a ciphertext of the wrong length as one that does not unwrap",
        effect: "A message that was cut in transit looks like a wrong key: the operator looks for the fault in the wrong place",
        ..base("A63-length", |pipeline| pipeline.errors = Errors::LengthAsUnwrap)
    },
    Mutant {
        title: "reports a private key that cannot be used as a ciphertext that does not unwrap",
        effect: "A lost or broken key pair looks like a server's fault, and is never made anew",
        ..base("A63-key", |pipeline| pipeline.errors = Errors::KeyAsUnwrap)
    },
];
