//! Section C: which keys a client takes.

use super::super::blocks::{KeyLength, ParityRule, Weak};
use super::super::catalogue::Need::{self, Key, Op};
use super::super::catalogue::{DESIGNED, Mutant};
use super::bug;
use crate::conformance::client::Op::{PinBlockDecrypt, PinBlockEncrypt, TzpkCheckValue};
use crate::tzpk::TzpkKind::Tdes3;

const KEYS: &[Need] = &[Op(TzpkCheckValue), Op(PinBlockEncrypt), Op(PinBlockDecrypt)];
const THREE_KEYS: &[Need] = &[Op(TzpkCheckValue), Op(PinBlockEncrypt), Op(PinBlockDecrypt), Key(Tdes3)];
const REFUSED: &str = "Keys that the issuer may send are refused: no PIN can be set";
const OTHER_KEY: &str = "A key that was cut or made up on its way encrypts the PIN, and nobody notices";
const WEAK: &str = "The PIN travels under a key that is easy to find, or was never filled in";

pub(super) const MUTANTS: &[Mutant] = &[
    bug(
        "C03-short",
        "takes a key of 8 bytes as TDES",
        WEAK,
        "Python cryptography takes 8 bytes",
        KEYS,
        |p| {
            p.keys.length = KeyLength::SingleDes;
        },
    ),
    bug(
        "C10",
        "refuses TDES keys with wrong parity",
        REFUSED,
        DESIGNED,
        KEYS,
        |p| {
            p.keys.parity = ParityRule::Required;
        },
    ),
    bug("C11", "takes weak and degenerate keys", WEAK, DESIGNED, KEYS, |p| {
        p.keys.weak = Weak::Taken
    }),
    bug(
        "C11-equal",
        "takes TDES keys with K1 = K2 or K2 = K3",
        WEAK,
        DESIGNED,
        KEYS,
        |p| p.keys.weak = Weak::EqualTaken,
    ),
    bug(
        "C11-components",
        "takes TDES keys with a weak DES key in them",
        WEAK,
        DESIGNED,
        KEYS,
        |p| {
            p.keys.weak = Weak::ComponentsTaken;
        },
    ),
    bug(
        "C11-semi",
        "takes TDES keys with a semi-weak DES key in them",
        WEAK,
        DESIGNED,
        KEYS,
        |p| {
            p.keys.weak = Weak::SemiWeakTaken;
        },
    ),
    bug(
        "C11-parity",
        "compares keys with weak ones parity bits and all",
        WEAK,
        DESIGNED,
        KEYS,
        |p| {
            p.keys.weak = Weak::ParityCounts;
        },
    ),
    bug("C11-aes", "takes AES keys of equal bytes", WEAK, DESIGNED, KEYS, |p| {
        p.keys.weak = Weak::AesTaken
    }),
    bug(
        "C11-ends",
        "refuses three keys with K1 = K3",
        REFUSED,
        DESIGNED,
        THREE_KEYS,
        |p| {
            p.keys.weak = Weak::EndsRefused;
        },
    ),
    bug(
        "C11-tdes-rules",
        "asks of AES keys what TDES keys must satisfy",
        REFUSED,
        DESIGNED,
        KEYS,
        |p| {
            p.keys.weak = Weak::TdesRulesForAes;
        },
    ),
    bug(
        "C14",
        "refuses AES keys of 24 and 32 bytes",
        REFUSED,
        DESIGNED,
        KEYS,
        |p| {
            p.keys.length = KeyLength::Aes128Only;
        },
    ),
    bug(
        "C14-long",
        "cuts keys that are too long",
        OTHER_KEY,
        DESIGNED,
        KEYS,
        |p| p.keys.length = KeyLength::Cut,
    ),
    bug(
        "C14-short",
        "fills keys that are too short up with zeros",
        OTHER_KEY,
        DESIGNED,
        KEYS,
        |p| {
            p.keys.length = KeyLength::Filled;
        },
    ),
    bug(
        "C17",
        "refuses TDES keys of 24 bytes",
        REFUSED,
        DESIGNED,
        THREE_KEYS,
        |p| {
            p.keys.length = KeyLength::TwoKeysOnly;
        },
    ),
    bug(
        "C17-other",
        "takes 24 bytes for two keys and 16 for three",
        OTHER_KEY,
        DESIGNED,
        KEYS,
        |p| {
            p.keys.length = KeyLength::OtherOption;
        },
    ),
];
