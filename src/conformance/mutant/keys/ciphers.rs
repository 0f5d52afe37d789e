//! Section C: what a client makes of a key, and how it runs the cipher.

use super::super::blocks::{Algorithm, Expansion, Mode, ParityRule, Runs};
use super::super::catalogue::Need::{self, Key, Op};
use super::super::catalogue::{DESIGNED, Mutant};
use super::bug;
use crate::conformance::client::Op::{PinBlockDecrypt, PinBlockEncrypt, TzpkCheckValue};
use crate::tzpk::TzpkKind::{Tdes2, Tdes3};

const KEYS: &[Need] = &[Op(TzpkCheckValue), Op(PinBlockEncrypt), Op(PinBlockDecrypt)];
const TWO_KEYS: &[Need] = &[Op(TzpkCheckValue), Op(PinBlockEncrypt), Op(PinBlockDecrypt), Key(Tdes2)];
const THREE_KEYS: &[Need] = &[Op(TzpkCheckValue), Op(PinBlockEncrypt), Op(PinBlockDecrypt), Key(Tdes3)];
const BLOCKS: &[Need] = &[Op(PinBlockEncrypt), Op(PinBlockDecrypt)];
const ENCRYPT: &[Need] = &[Op(PinBlockEncrypt)];
const DECRYPT: &[Need] = &[Op(PinBlockDecrypt)];
const UNOPENED: &str = "The issuer cannot open the block: no PIN can be set, and none is shown";
const GARBAGE: &str = "What was cut or tampered with on its way is opened, and may be shown as a PIN";

pub(super) const MUTANTS: &[Mutant] = &[
    bug(
        "C01",
        "expands two keys to K1 K2 K2",
        "Single DES with K1, which is broken in hours; and the issuer cannot open the block",
        DESIGNED,
        TWO_KEYS,
        |p| p.keys.expansion = Expansion::SecondTwice,
    ),
    bug(
        "C02",
        "fills two keys up with zeros",
        UNOPENED,
        "crypto-js #147, #152, #202, #209; IDZSwiftCommonCrypto #9, #61, #112; corefx #9966",
        TWO_KEYS,
        |p| p.keys.expansion = Expansion::Zeros,
    ),
    bug(
        "C03",
        "uses the first 8 bytes of the key only",
        "Single DES with K1, which is broken in hours; and the issuer cannot open the block",
        DESIGNED,
        KEYS,
        |p| p.keys.expansion = Expansion::FirstOnly,
    ),
    bug(
        "C04",
        "enciphers three times where TDES deciphers in the middle",
        UNOPENED,
        DESIGNED,
        KEYS,
        |p| {
            p.keys.runs = Runs::Eee;
        },
    ),
    bug(
        "C06",
        "leaves PKCS#7 padding on",
        UNOPENED,
        "Node.js and Java: the default",
        BLOCKS,
        |p| {
            p.seal.mode = Mode::Padded;
        },
    ),
    bug(
        "C07",
        "uses CBC and sends its random initial value in front",
        UNOPENED,
        DESIGNED,
        BLOCKS,
        |p| {
            p.seal.mode = Mode::CbcSent;
        },
    ),
    bug(
        "C07-lost",
        "uses CBC and throws its random initial value away",
        UNOPENED,
        DESIGNED,
        ENCRYPT,
        |p| {
            p.seal.mode = Mode::CbcLost;
        },
    ),
    bug(
        "C07-ones",
        "uses CBC with an initial value of ones",
        UNOPENED,
        DESIGNED,
        BLOCKS,
        |p| {
            p.seal.mode = Mode::CbcOnes;
        },
    ),
    bug(
        "C09",
        "takes the characters of the key's hex text as the key",
        UNOPENED,
        "crypto-js: a key given as string is no key",
        KEYS,
        |p| p.keys.as_text = true,
    ),
    bug(
        "C10-aes",
        "sets parity bits in AES keys",
        UNOPENED,
        DESIGNED,
        KEYS,
        |p| p.keys.parity = ParityRule::SetInAes,
    ),
    bug(
        "C13",
        "uses AES because the key has 16 bytes",
        UNOPENED,
        DESIGNED,
        TWO_KEYS,
        |p| {
            p.keys.algorithm = Algorithm::AesFor16;
        },
    ),
    bug(
        "C13-tdes",
        "uses TDES because the key has 16 or 24 bytes",
        UNOPENED,
        DESIGNED,
        KEYS,
        |p| {
            p.keys.algorithm = Algorithm::TdesFor16And24;
        },
    ),
    bug(
        "C14-cut",
        "uses the first 16 bytes of every AES key",
        UNOPENED,
        DESIGNED,
        KEYS,
        |p| {
            p.keys.expansion = Expansion::Aes128;
        },
    ),
    bug(
        "C15",
        "runs TDES over 16 bytes, zeros behind the block",
        UNOPENED,
        "crypto-es #59: single-block tests passed",
        BLOCKS,
        |p| p.seal.mode = Mode::SixteenBytes,
    ),
    bug(
        "C17-two",
        "uses K1 K2 K1 of three keys",
        UNOPENED,
        DESIGNED,
        THREE_KEYS,
        |p| {
            p.keys.expansion = Expansion::ThirdIgnored;
        },
    ),
    bug(
        "C22",
        "expands two keys to K2 K1 K2",
        UNOPENED,
        DESIGNED,
        TWO_KEYS,
        |p| p.keys.expansion = Expansion::Swapped,
    ),
    bug(
        "C22-three",
        "uses three keys in the order K3 K2 K1",
        UNOPENED,
        DESIGNED,
        THREE_KEYS,
        |p| {
            p.keys.expansion = Expansion::Backwards;
        },
    ),
    bug(
        "C24",
        "fills encrypted blocks that are too short up with zeros",
        GARBAGE,
        DESIGNED,
        DECRYPT,
        |p| {
            p.seal.mode = Mode::Filled;
        },
    ),
    bug(
        "C24-long",
        "cuts encrypted blocks that are too long",
        GARBAGE,
        DESIGNED,
        DECRYPT,
        |p| p.seal.mode = Mode::Cut,
    ),
    bug(
        "C23",
        "deciphers where it should encipher, and the reverse",
        UNOPENED,
        DESIGNED,
        KEYS,
        |p| {
            p.keys.reversed = true;
        },
    ),
];
