//! Section C: check values.

use super::super::blocks::CheckValues;
use super::super::catalogue::Need::{self, Op};
use super::super::catalogue::{DESIGNED, Mutant};
use super::bug;
use crate::conformance::client::Op::TzpkCheckValue;

const CHECK_VALUE: &[Need] = &[Op(TzpkCheckValue)];
const NO_MATCH: &str = "The check value does not match the issuer's: a good key is thrown away";

pub(super) const MUTANTS: &[Mutant] = &[
    bug(
        "C16",
        "enciphers a block of ones for the check value",
        NO_MATCH,
        DESIGNED,
        CHECK_VALUE,
        |p| {
            p.check_values = CheckValues::Ones;
        },
    ),
    bug(
        "C16-whole",
        "gives the whole block as check value",
        "The rest of the block can be used against the key: for AES it holds the subkeys of CMAC",
        DESIGNED,
        CHECK_VALUE,
        |p| p.check_values = CheckValues::Whole,
    ),
    bug(
        "C16-last",
        "gives the last bytes of the block as check value",
        NO_MATCH,
        DESIGNED,
        CHECK_VALUE,
        |p| {
            p.check_values = CheckValues::Last;
        },
    ),
    bug(
        "C16-three",
        "gives three bytes of the CMAC",
        NO_MATCH,
        DESIGNED,
        CHECK_VALUE,
        |p| {
            p.check_values = CheckValues::CmacOfThree;
        },
    ),
    bug(
        "C16-empty",
        "computes the CMAC of no bytes",
        NO_MATCH,
        DESIGNED,
        CHECK_VALUE,
        |p| {
            p.check_values = CheckValues::CmacOfNothing;
        },
    ),
    bug(
        "C16-block",
        "gives an enciphered block where the CMAC is asked",
        NO_MATCH,
        DESIGNED,
        CHECK_VALUE,
        |p| {
            p.check_values = CheckValues::BlockForCmac;
        },
    ),
    bug(
        "C16-cmac",
        "gives the CMAC where an enciphered block is asked",
        NO_MATCH,
        DESIGNED,
        CHECK_VALUE,
        |p| {
            p.check_values = CheckValues::CmacForBlock;
        },
    ),
    bug(
        "C16-any",
        "answers with a method that is not for the kind of key",
        NO_MATCH,
        DESIGNED,
        CHECK_VALUE,
        |p| {
            p.check_values = CheckValues::AnyMethod;
        },
    ),
];
