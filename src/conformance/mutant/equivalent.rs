//! Bugs of sections A, B and F that no answer shows: listed so that nobody spends time on them.

use super::Equivalent;

/// Bugs that are no mutants, with the proof.
pub(super) const EQUIVALENT: &[Equivalent] = &[
    Equivalent {
        id: "A05-sha256",
        title: "falls back to SHA-256 inside MGF1 where hash and MGF1 hash are both SHA-256",
        equals: None,
        proof: "The fallback is the scheme itself: it opens what opened before. The general form is A05.",
    },
    Equivalent {
        id: "A25",
        title: "wants at least 8 bytes of padding string, as in PKCS#1 v1.5",
        equals: None,
        proof: "The payload is a key of at most 32 bytes. With 2048 bits and SHA-512, the narrowest parameters, the padding string of \
                such a key has 256 - 2 * 64 - 2 - 32 = 94 bytes. A shorter one goes with a longer payload, which is refused for its \
                length with the same class.",
    },
    Equivalent {
        id: "A26",
        title: "takes a missing separator for the empty message",
        equals: None,
        proof: "The empty message has no length that a kind of key has, and is refused with the same class.",
    },
    Equivalent {
        id: "A07-checked",
        title: "falls back to RSA without padding, and checks the length of what comes out",
        equals: None,
        proof: "What comes out has as many bytes as the modulus, at least 256, and no kind of key has. Without the check it is A07.",
    },
    Equivalent {
        id: "A30-equal",
        title: "takes a ciphertext that equals the modulus",
        equals: None,
        proof: "It is 0 modulo the modulus, and so is EM. Then DB is the mask that the mask of zeros gives, and starts with the hash \
                of the label by a chance of one in 2 to the 160 at most. The unwrap fails with the same class.",
    },
    Equivalent {
        id: "A31-modular",
        title: "reads a ciphertext with the top bit set as negative and reduces it by the modulus",
        equals: Some("A31"),
        proof: "The number is another one, so EM is random and the padding wrong, with the same class as a refusal for the sign.",
    },
    Equivalent {
        id: "A52-fixed-place",
        title: "looks for the separator only where a key of an expected length lets it be",
        equals: None,
        proof: "A message of another length is refused anyway, with the same class, and the bytes before the place must be 00 either \
                way.",
    },
    Equivalent {
        id: "F20",
        title: "talks to the issuer without TLS, or with a certificate that is not the issuer's",
        equals: None,
        proof: "A request of a session has a method and a path, and no scheme, host or connection: the kit is the issuer and the \
                network. What can be seen of it are redirections to another host, which is F18, and a path that is a whole URL, which \
                is not the path of the profile.",
    },
    Equivalent {
        id: "A37-after",
        title: "checks the length of the key last",
        equals: None,
        proof: "An unwrap does nothing else with it.",
    },
];
