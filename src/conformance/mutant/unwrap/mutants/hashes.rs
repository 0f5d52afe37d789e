//! Hashes, masks and the label.

use super::{LABEL, base};
use crate::conformance::client::Op;
use crate::conformance::mutant::unwrap::{Hashes, LabelRule, Mgf, Padding};
use crate::conformance::mutant::{Mutant, Need};
use crate::device::Hash;

const NO_KEY_OPENS: &str = "No wrapped key opens: no cardholder can set or see the PIN";
const NO_LABEL_OPENS: &str =
    "No key that was wrapped with such a label opens: no cardholder of that issuer can set or see the PIN";
const LABELS_MIX: &str = "Different labels count as one: a key that was wrapped for one purpose is taken for another";

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        title: "uses SHA-1 inside MGF1, whatever is asked",
        effect: "No key wrapped with SHA-256 throughout opens; the usual cause of `it works with our own server only`",
        seen: "Java by name (OAEPWithSHA-256AndMGF1Padding); SalesforceMobileSDK-Android PR 2542, node-jose #283, CodenameOne PR 5501, auth0/node-xml-encryption PR 140",
        needs: &[Need::Op(Op::TzpkUnwrap), Need::MgfHashBut(Hash::Sha1)],
        ..base("A01", |pipeline| pipeline.hashes = Hashes::MgfSha1)
    },
    Mutant {
        title: "uses SHA-1 over the label, whatever is asked",
        effect: NO_KEY_OPENS,
        needs: &[Need::Op(Op::TzpkUnwrap), Need::HashBut(Hash::Sha1)],
        ..base("A02", |pipeline| pipeline.hashes = Hashes::LabelSha1)
    },
    Mutant {
        title: "compares the hash of the label with its SHA-1 and zeros behind it",
        effect: NO_KEY_OPENS,
        needs: &[Need::Op(Op::TzpkUnwrap), Need::HashBut(Hash::Sha1)],
        ..base("A02-padded", |pipeline| pipeline.hashes = Hashes::PaddedSha1)
    },
    Mutant {
        title: "uses SHA-1 for both hashes, the default of OAEP, because it does not pass the parameters on",
        effect: "No key wrapped with SHA-256 opens",
        needs: &[Need::Op(Op::TzpkUnwrap), Need::HashBut(Hash::Sha1)],
        ..base("A43", |pipeline| pipeline.hashes = Hashes::BothSha1)
    },
    Mutant {
        title: "uses the hash of the label inside MGF1 too",
        effect: "No key wrapped by a server that uses two hashes, as Java by name does, opens",
        seen: "Node 20 privateDecrypt",
        needs: &[Need::Op(Op::TzpkUnwrap), Need::TwoHashes],
        ..base("A44", |pipeline| pipeline.hashes = Hashes::OneHash)
    },
    Mutant {
        title: "uses the hash of MGF1 over the label too",
        effect: "No key wrapped by a server that uses two hashes, as Java by name does, opens",
        needs: &[Need::Op(Op::TzpkUnwrap), Need::TwoHashes],
        ..base("A44-mgf", |pipeline| pipeline.hashes = Hashes::MgfForBoth)
    },
    Mutant {
        title: "uses SHA-256 for both hashes, whatever is asked",
        effect: "No key wrapped with other hashes opens: the device works with one issuer only",
        needs: &[Need::Op(Op::TzpkUnwrap), Need::MgfHashBut(Hash::Sha256)],
        ..base("A45", |pipeline| pipeline.hashes = Hashes::BothSha256)
    },
    Mutant {
        title: "uses SHA-256 inside MGF1, whatever is asked",
        effect: "No key wrapped with another hash inside MGF1 opens",
        needs: &[Need::Op(Op::TzpkUnwrap), Need::MgfHashBut(Hash::Sha256)],
        ..base("A45-mgf", |pipeline| pipeline.hashes = Hashes::MgfSha256)
    },
    Mutant {
        title: "uses each of the two hashes in the place of the other",
        effect: "No key wrapped by a server that uses two hashes opens",
        needs: &[Need::Op(Op::TzpkUnwrap), Need::TwoHashes],
        ..base("A47", |pipeline| pipeline.hashes = Hashes::Swapped)
    },
    Mutant {
        title: "takes the start of SHA-512 for the hash of the label",
        effect: NO_KEY_OPENS,
        needs: &[Need::Op(Op::TzpkUnwrap), Need::HashBut(Hash::Sha512)],
        ..base("A48", |pipeline| pipeline.hashes = Hashes::CutSha512)
    },
    Mutant {
        title: "uses PKCS#1 v1.5 in place of OAEP",
        effect: "No wrapped key opens, and with the change of the server that makes it open, the device is an oracle for Bleichenbacher's attack",
        ..base("A49", |pipeline| pipeline.padding = Padding::Pkcs1)
    },
    Mutant {
        title: "uses no padding and takes the first bytes of the number for the key",
        effect: "The key can be altered in transit and nothing is noticed; with a peer that puts it at the end, no PIN arrives",
        ..base("A42-first", |pipeline| pipeline.padding = Padding::RawFirst)
    },
    Mutant {
        title: "uses no padding and takes the last bytes of the number for the key",
        effect: "The key can be altered in transit and nothing is noticed; with a peer that puts it at the start, no PIN arrives",
        ..base("A42-last", |pipeline| pipeline.padding = Padding::RawLast)
    },
    Mutant {
        title: "starts the counter of MGF1 at 1",
        effect: NO_KEY_OPENS,
        ..base("A33", |pipeline| pipeline.mgf = Mgf::FromOne)
    },
    Mutant {
        title: "writes the counter of MGF1 in little endian",
        effect: NO_KEY_OPENS,
        ..base("A33-little-endian", |pipeline| pipeline.mgf = Mgf::LittleEndian)
    },
    Mutant {
        title: "writes the counter of MGF1 in one byte",
        effect: NO_KEY_OPENS,
        ..base("A33-one-byte", |pipeline| pipeline.mgf = Mgf::OneByte)
    },
    Mutant {
        title: "writes the counter of MGF1 before the seed",
        effect: NO_KEY_OPENS,
        ..base("A33-counter-first", |pipeline| pipeline.mgf = Mgf::CounterFirst)
    },
    Mutant {
        title: "repeats the first block of MGF1 for a mask",
        effect: NO_KEY_OPENS,
        ..base("A33-one-block", |pipeline| pipeline.mgf = Mgf::OneBlock)
    },
    Mutant {
        title: "hashes each block of a mask for the next one",
        effect: NO_KEY_OPENS,
        ..base("A33-chained", |pipeline| pipeline.mgf = Mgf::Chained)
    },
    Mutant {
        title: "ignores the label and hashes the empty one",
        effect: "No key wrapped with a label opens, and one wrapped without does where a label is asked for",
        needs: LABEL,
        ..base("A16", |pipeline| pipeline.label = LabelRule::Ignored)
    },
    Mutant {
        title: "ends the label before its first 00",
        effect: LABELS_MIX,
        needs: LABEL,
        ..base("A53", |pipeline| pipeline.label = LabelRule::CString)
    },
    Mutant {
        title: "hashes the text of the label in hex, not its bytes",
        effect: NO_LABEL_OPENS,
        needs: LABEL,
        ..base("A53-hex-text", |pipeline| pipeline.label = LabelRule::HexText)
    },
    Mutant {
        title: "decodes the label as UTF-8 on the way",
        effect: LABELS_MIX,
        needs: LABEL,
        ..base("A53-utf8", |pipeline| pipeline.label = LabelRule::Utf8)
    },
    Mutant {
        title: "reads the label as Latin-1 and hashes it as UTF-8",
        effect: NO_LABEL_OPENS,
        needs: LABEL,
        ..base("A53-latin1", |pipeline| pipeline.label = LabelRule::Latin1ToUtf8)
    },
    Mutant {
        title: "hashes the label in small letters",
        effect: LABELS_MIX,
        needs: LABEL,
        ..base("A53-lower-case", |pipeline| pipeline.label = LabelRule::LowerCase)
    },
    Mutant {
        title: "hashes 255 bytes of the label only",
        effect: LABELS_MIX,
        needs: LABEL,
        ..base("A53-255", |pipeline| pipeline.label = LabelRule::Cut255)
    },
    Mutant {
        title: "hashes the label with a 00 at its end",
        effect: NO_LABEL_OPENS,
        needs: LABEL,
        ..base("A53-terminated", |pipeline| pipeline.label = LabelRule::Terminated)
    },
];
