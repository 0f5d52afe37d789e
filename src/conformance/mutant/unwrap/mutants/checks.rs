//! The leading byte, the hash of the label, padding string and separator.

use super::{LABEL, base};
use crate::conformance::client::Op;
use crate::conformance::mutant::unwrap::{LabelHashRule, Split, YRule};
use crate::conformance::mutant::{Mutant, Need};
use crate::device::Hash;

const FORGED: &str =
    "More encoded messages pass than there should: a wrong one is taken for a key, and an attacker needs fewer tries";
const LABEL_FORGED: &str =
    "A key that was wrapped under another label is taken: one made for another purpose passes for this one";
const OPENS_WRONG: &str = "Some wrapped keys give another key or none: the PIN cannot be read, now and then";

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        title: "does not check the leading byte of EM",
        effect: FORGED,
        ..base("A18", |pipeline| pipeline.y = YRule::Any)
    },
    Mutant {
        title: "checks the top bit of the leading byte only",
        effect: FORGED,
        ..base("A20", |pipeline| pipeline.y = YRule::TopBitClear)
    },
    Mutant {
        title: "takes 01 for the leading byte as well as 00",
        effect: FORGED,
        ..base("A20-below-2", |pipeline| pipeline.y = YRule::BelowTwo)
    },
    Mutant {
        title: "checks the lowest bit of the leading byte only",
        effect: FORGED,
        ..base("A20-even", |pipeline| pipeline.y = YRule::Even)
    },
    Mutant {
        title: "does not compare the hash of the label",
        effect: LABEL_FORGED,
        ..base("A08", |pipeline| pipeline.label_hash = LabelHashRule::Never)
    },
    Mutant {
        title: "compares the first byte of the label's hash only",
        effect: LABEL_FORGED,
        ..base("A09", |pipeline| pipeline.label_hash = LabelHashRule::First(1))
    },
    Mutant {
        title: "compares the first half of the label's hash only",
        effect: LABEL_FORGED,
        ..base("A09-half", |pipeline| pipeline.label_hash = LabelHashRule::FirstHalf)
    },
    Mutant {
        title: "compares the first 20 bytes of the label's hash only, as many as SHA-1 has",
        effect: LABEL_FORGED,
        needs: &[Need::Op(Op::TzpkUnwrap), Need::HashBut(Hash::Sha1)],
        ..base("A09-20", |pipeline| pipeline.label_hash = LabelHashRule::First(20))
    },
    Mutant {
        title: "does not compare the last byte of the label's hash",
        effect: LABEL_FORGED,
        ..base("A09-but-last", |pipeline| {
            pipeline.label_hash = LabelHashRule::AllButLast
        })
    },
    Mutant {
        title: "compares the last byte of the label's hash only",
        effect: LABEL_FORGED,
        ..base("A10", |pipeline| pipeline.label_hash = LabelHashRule::Last)
    },
    Mutant {
        title: "does not compare the first byte of the label's hash",
        effect: LABEL_FORGED,
        ..base("A10-but-first", |pipeline| {
            pipeline.label_hash = LabelHashRule::AllButFirst
        })
    },
    Mutant {
        title: "compares the hashes of the label as C strings",
        effect: LABEL_FORGED,
        needs: LABEL,
        ..base("A13", |pipeline| pipeline.label_hash = LabelHashRule::CString)
    },
    Mutant {
        title: "does not compare the hash of the label when there is no label",
        effect: LABEL_FORGED,
        ..base("A14", |pipeline| pipeline.label_hash = LabelHashRule::WithLabelOnly)
    },
    Mutant {
        title: "does not compare the hash of the label when there is a label",
        effect: LABEL_FORGED,
        needs: LABEL,
        ..base("A15", |pipeline| pipeline.label_hash = LabelHashRule::WithoutLabelOnly)
    },
    Mutant {
        title: "XORs the differences between the two hashes with each other, so that they can cancel out",
        effect: LABEL_FORGED,
        ..base("A51", |pipeline| pipeline.label_hash = LabelHashRule::XorOfDifferences)
    },
    Mutant {
        title: "compares the sums of the bytes of both hashes only",
        effect: LABEL_FORGED,
        ..base("A51-sum", |pipeline| pipeline.label_hash = LabelHashRule::Sum)
    },
    Mutant {
        title: "takes any byte that is not 00 for the separator",
        effect: FORGED,
        ..base("A21", |pipeline| pipeline.split = Split::AnySeparator)
    },
    Mutant {
        title: "takes any odd byte for the separator",
        effect: FORGED,
        ..base("A21-odd", |pipeline| pipeline.split = Split::OddSeparator)
    },
    Mutant {
        title: "takes the first 01 for the separator and does not check the padding string before it",
        effect: FORGED,
        ..base("A22", |pipeline| pipeline.split = Split::FirstOne)
    },
    Mutant {
        title: "takes the last 01 for the separator",
        effect: "One key in 17 has a 01 in it and is cut there: the PIN cannot be read, now and then",
        ..base("A23", |pipeline| pipeline.split = Split::LastOne)
    },
    Mutant {
        title: "checks both ends of the padding string only",
        effect: FORGED,
        ..base("A24", |pipeline| pipeline.split = Split::EndsOnly)
    },
    Mutant {
        title: "does not check the first byte of the padding string",
        effect: FORGED,
        ..base("A24-first", |pipeline| pipeline.split = Split::AllButFirst)
    },
    Mutant {
        title: "does not check the last byte of the padding string",
        effect: FORGED,
        ..base("A24-last", |pipeline| pipeline.split = Split::AllButLast)
    },
    Mutant {
        title: "looks for the separator from the start of DB and finds it inside a hash of the label that has a 01",
        effect: OPENS_WRONG,
        needs: LABEL,
        ..base("A52", |pipeline| pipeline.split = Split::FromStart)
    },
];
