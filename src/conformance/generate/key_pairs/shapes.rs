//! The DER around a good modulus and a good exponent.

use alloc::vec::Vec;

use super::super::keys::RsaKey;
use super::der::{
    EC_PUBLIC_KEY, INTEGER, NULL, OCTET_STRING, RSA_ENCRYPTION, RSAES_OAEP, RSASSA_PSS, SEQUENCE, bit_string, element,
    integer, pkcs1_public, sequence, spki, spki_with,
};
use super::{DER, F4, RSA_KEY, Refused, SHAPE, plain_spki};
use crate::conformance::vector::Case;

/// A public key on P-256, SubjectPublicKeyInfo: the base point itself.
const EC_KEY: &str = "3059301306072a8648ce3d020106082a8648ce3d030107034200046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

pub(super) fn cases(key: &RsaKey) -> Vec<Case> {
    let mut cases = other_things(key);
    cases.extend(algorithms(key));
    cases.extend(encodings(key));
    cases.into_iter().map(Refused::case).collect()
}

fn other_things(key: &RsaKey) -> Vec<Refused> {
    let new = |id, comment, der, flag, reasons| Refused {
        id,
        comment,
        der,
        flag,
        clause: SHAPE,
        reasons,
    };
    let plain = plain_spki(key);
    let n = integer(&key.modulus);
    let e = integer(F4);
    [
        new(
            "pkcs1-public-key",
            "only the PKCS#1 body, RSAPublicKey",
            pkcs1_public(&n, &e),
            "PublicKeyShape",
            &["mutant:B04", "boundary:spki-pkcs1"] as &[_],
        ),
        new(
            "private-key-pkcs8",
            "the private key, PKCS#8",
            key.pkcs8.clone(),
            "PrivateKeySent",
            &["mutant:B08", "boundary:spki-pkcs8"],
        ),
        new(
            "private-key-pkcs1",
            "the private key, PKCS#1",
            key.pkcs1.clone(),
            "PrivateKeySent",
            &["mutant:B08", "boundary:spki-pkcs1-private"],
        ),
        new(
            "private-key-inside",
            "SubjectPublicKeyInfo with the private key in the place of the public one",
            spki(&key.pkcs1),
            "PrivateKeySent",
            &["mutant:B08", "boundary:spki-private-inside"],
        ),
        new(
            "elliptic-curve",
            "a public key of an elliptic curve",
            hex::decode(EC_KEY).unwrap_or_default(),
            "PublicKeyShape",
            &["boundary:spki-ec"],
        ),
        new(
            "encoded-twice",
            "SubjectPublicKeyInfo inside SubjectPublicKeyInfo",
            spki(&plain),
            "PublicKeyShape",
            &["boundary:spki-twice"],
        ),
        new(
            "octet-string",
            "the whole key wrapped in an OCTET STRING",
            element(OCTET_STRING, &plain),
            "PublicKeyShape",
            &["boundary:spki-octet-string"],
        ),
        new(
            "nothing",
            "no bytes at all",
            Vec::new(),
            "PublicKeyShape",
            &["boundary:spki-empty"],
        ),
        new(
            "without-exponent",
            "the exponent is missing",
            spki(&sequence(&[&n])),
            "PublicKeyShape",
            &["boundary:spki-no-e"],
        ),
        new(
            "swapped-numbers",
            "exponent before modulus",
            spki(&pkcs1_public(&e, &n)),
            "PublicKeyShape",
            &["boundary:spki-e-n"],
        ),
    ]
    .into()
}

fn algorithms(key: &RsaKey) -> Vec<Refused> {
    let body = pkcs1_public(&integer(&key.modulus), &integer(F4));
    let new = |id, comment, algorithm: &[u8], reasons| Refused {
        id,
        comment,
        der: spki_with(algorithm, &body),
        flag: "AlgorithmIdentifier",
        clause: RSA_KEY,
        reasons,
    };
    [
        new(
            "null-missing",
            "rsaEncryption without NULL",
            &sequence(&[RSA_ENCRYPTION]),
            &["mutant:B07", "boundary:spki-no-null"] as &[_],
        ),
        new(
            "algorithm-rsaes-oaep",
            "id-RSAES-OAEP in place of rsaEncryption, no parameters",
            &sequence(&[RSAES_OAEP]),
            &["mutant:B07", "boundary:spki-oaep"],
        ),
        new(
            "algorithm-rsaes-oaep-defaults",
            "id-RSAES-OAEP with empty parameters",
            &sequence(&[RSAES_OAEP, &sequence(&[])]),
            &["mutant:B07", "boundary:spki-oaep-parameters"],
        ),
        new(
            "algorithm-rsassa-pss",
            "id-RSASSA-PSS: a key for signatures",
            &sequence(&[RSASSA_PSS]),
            &["mutant:B07", "boundary:spki-pss"],
        ),
        new(
            "algorithm-rsaes-oaep-null",
            "id-RSAES-OAEP with NULL: only the identifier differs",
            &sequence(&[RSAES_OAEP, NULL]),
            &["boundary:spki-oaep-null"],
        ),
        new(
            "algorithm-rsassa-pss-null",
            "id-RSASSA-PSS with NULL: only the identifier differs",
            &sequence(&[RSASSA_PSS, NULL]),
            &["boundary:spki-pss-null"],
        ),
        new(
            "algorithm-ec-null",
            "id-ecPublicKey with NULL around the RSA key: only the identifier differs",
            &sequence(&[EC_PUBLIC_KEY, NULL]),
            &["boundary:spki-ec-null"],
        ),
        new(
            "null-with-content",
            "NULL with one byte in it",
            &sequence(&[RSA_ENCRYPTION, &[0x05, 0x01, 0x00]]),
            &["boundary:spki-null-with-content"],
        ),
        new(
            "parameters-not-null",
            "rsaEncryption with an empty SEQUENCE in place of NULL",
            &sequence(&[RSA_ENCRYPTION, &sequence(&[])]),
            &["mutant:B07", "boundary:spki-parameters"],
        ),
        new(
            "two-nulls",
            "rsaEncryption with NULL twice",
            &sequence(&[RSA_ENCRYPTION, NULL, NULL]),
            &["mutant:B07", "boundary:spki-two-nulls"],
        ),
    ]
    .into()
}

/// The right key in bytes that are not its one DER form.
fn encodings(key: &RsaKey) -> Vec<Refused> {
    let new = |id, comment, der, reasons| Refused {
        id,
        comment,
        der,
        flag: "NotDer",
        clause: DER,
        reasons,
    };
    let plain = plain_spki(key);
    let n = integer(&key.modulus);
    let e = integer(F4);
    let body = pkcs1_public(&n, &e);
    let content = [sequence(&[RSA_ENCRYPTION, NULL]), bit_string(0, &body)].concat();
    let long = |head: &[u8]| [head, content.as_slice()].concat();
    let [high, low] = u16::try_from(content.len()).unwrap_or_default().to_be_bytes();
    [
        new(
            "byte-after",
            "a byte follows the key",
            [plain.as_slice(), &[0x00]].concat(),
            &["boundary:spki-trailing"] as &[_],
        ),
        new(
            "byte-after-inside",
            "a byte follows the PKCS#1 body inside the BIT STRING",
            spki(&[body.as_slice(), &[0x00]].concat()),
            &["boundary:spki-trailing-inside"],
        ),
        new(
            "third-number",
            "a number follows the exponent",
            spki(&sequence(&[&n, &e, &integer(&[0x02])])),
            &["boundary:spki-third-number"],
        ),
        new(
            "outer-third",
            "a third element follows the BIT STRING",
            element(SEQUENCE, &[content.as_slice(), NULL].concat()),
            &["boundary:spki-outer-third"],
        ),
        new(
            "inner-length-8103",
            "the length of the exponent in two bytes where one is enough",
            spki(&pkcs1_public(&n, &[&[INTEGER, 0x81, 0x03], F4].concat())),
            &["boundary:e-long-length"],
        ),
        new(
            "last-byte-missing",
            "the last byte of the key is missing",
            plain.split_last().map(|(_, rest)| rest.to_vec()).unwrap_or_default(),
            &["boundary:spki-truncated"],
        ),
        new(
            "negative-modulus",
            "the 00 before the modulus is missing: as DER the number is negative",
            spki(&pkcs1_public(&element(INTEGER, &key.modulus), &e)),
            &["boundary:n-negative"],
        ),
        new(
            "modulus-two-zeros",
            "a second 00 before the modulus",
            spki(&pkcs1_public(
                &element(INTEGER, &[&[0x00, 0x00], key.modulus.as_slice()].concat()),
                &e,
            )),
            &["boundary:n-leading-00"],
        ),
        new(
            "exponent-zero-before",
            "a 00 before the exponent that is not needed",
            spki(&pkcs1_public(&n, &element(INTEGER, &[&[0x00], F4].concat()))),
            &["boundary:e-leading-00"],
        ),
        new(
            "length-not-shortest",
            "the outer length in three bytes where two are enough",
            long(&[SEQUENCE, 0x83, 0x00, high, low]),
            &["boundary:spki-long-length"],
        ),
        new(
            "length-indefinite",
            "the outer length is indefinite, as BER has it",
            [long(&[SEQUENCE, 0x80]).as_slice(), &[0x00, 0x00]].concat(),
            &["boundary:spki-indefinite-length"],
        ),
        new(
            "unused-bits",
            "the BIT STRING says that its last bit is not used",
            sequence(&[&sequence(&[RSA_ENCRYPTION, NULL]), &bit_string(1, &body)]),
            &["boundary:spki-unused-bits"],
        ),
        new(
            "octet-string-body",
            "an OCTET STRING in place of the BIT STRING",
            sequence(&[&sequence(&[RSA_ENCRYPTION, NULL]), &element(OCTET_STRING, &body)]),
            &["boundary:spki-octet-string-body"],
        ),
    ]
    .into()
}
