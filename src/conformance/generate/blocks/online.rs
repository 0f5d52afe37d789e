//! What `pin_block.encrypt` and `pin_block.decrypt` share: keys, key faults, forbidden combinations.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::super::GenerateError;
use super::super::build::CaseBuilder;
use super::super::check_values::weak_level;
use super::draw::{Draw, repeat};
use super::sealed::NamedKey;
use super::{KEY_LENGTH, WRITTEN, cipher_oracles};
use crate::conformance::client::RejectClass;
use crate::conformance::vector::{Case, Level};
use crate::pin_block::Format;
use crate::tzpk::TzpkKind;

/// The kinds of key that a format goes with.
pub(in super::super) fn kinds(format: Format) -> &'static [TzpkKind] {
    match format {
        Format::Iso4 => &[TzpkKind::Aes128, TzpkKind::Aes192, TzpkKind::Aes256],
        Format::Iso2 => &[],
        _ => &[TzpkKind::Tdes2, TzpkKind::Tdes3],
    }
}

/// The PAN of a group, where the format binds one.
pub(super) fn pan(format: Format) -> Option<&'static str> {
    format.wants_pan().then_some("5432101234567890")
}

/// A key for one file and kind.
pub(super) fn drawn_key(stem: &str, kind: TzpkKind) -> NamedKey {
    NamedKey {
        kind,
        bytes: Draw::new(&format!("{stem}/{kind}")).key(kind),
    }
}

/// The double-length key of many textbooks, as keying option 2, option 1 and AES-128.
pub(super) const TEXTBOOK: &str = "0123456789abcdeffedcba9876543210";

/// A good key and what a client does with keys beside it.
pub(super) struct GoodKey {
    pub(super) id: &'static str,
    pub(super) key: NamedKey,
    pub(super) comment: &'static str,
    pub(super) flag: Option<&'static str>,
    pub(super) mutants: &'static [&'static str],
    /// The case whose block must be the same.
    pub(super) sibling: Option<&'static str>,
}

/// Keys that are used as they are, each with a block that shows what a client makes of it.
pub(super) fn good_keys(format: Format) -> Result<Vec<GoodKey>, GenerateError> {
    if format == Format::Iso4 {
        aes_keys()
    } else {
        tdes_keys()
    }
}

fn tdes_keys() -> Result<Vec<GoodKey>, GenerateError> {
    let option2 = key_of_textbook(TzpkKind::Tdes2)?;
    let as_24 = NamedKey::hex(TzpkKind::Tdes3, &format!("{TEXTBOOK}0123456789abcdef"))?;
    let three = key_of_textbook(TzpkKind::Tdes3)?;
    let one_bit = NamedKey::hex(TzpkKind::Tdes2, "0023456789abcdeffedcba9876543210")?;
    Ok([
        GoodKey {
            id: "keying-option-2",
            comment: "16 bytes run as K1 | K2 | K1",
            flag: Some("KeyExpansion"),
            mutants: &["C01", "C02", "C03", "C04", "C06"],
            sibling: None,
            key: option2.clone(),
        },
        GoodKey {
            id: "keying-option-2-parity-flipped",
            comment: "Every parity bit turned over, so that all bytes are even: the same block",
            flag: Some("Parity"),
            mutants: &["C10"],
            sibling: Some("keying-option-2"),
            key: option2.parity_flipped(),
        },
        GoodKey {
            id: "keying-option-2-one-parity-bit",
            comment: "One parity bit turned over: the same block",
            flag: Some("Parity"),
            mutants: &["C10"],
            sibling: Some("keying-option-2"),
            key: one_bit,
        },
        GoodKey {
            id: "keying-option-2-in-24-bytes",
            comment: "K1 | K2 | K1 written out: the same block, and no weak key",
            flag: Some("KeyingOption2In24Bytes"),
            mutants: &["C17"],
            sibling: Some("keying-option-2"),
            key: as_24,
        },
        GoodKey {
            id: "keying-option-1",
            comment: "Three different keys",
            flag: Some("KeyExpansion"),
            mutants: &["C03", "C17"],
            sibling: None,
            key: three.clone(),
        },
        GoodKey {
            id: "keying-option-1-parity-flipped",
            comment: "Every parity bit of three keys turned over: the same block",
            flag: Some("Parity"),
            mutants: &["C10"],
            sibling: Some("keying-option-1"),
            key: three.parity_flipped(),
        },
    ]
    .into())
}

fn aes_keys() -> Result<Vec<GoodKey>, GenerateError> {
    let key = |kind, text: &str| NamedKey::hex(kind, text);
    let plain = key_of_textbook(TzpkKind::Aes128)?;
    Ok([
        GoodKey {
            id: "aes-128",
            comment: "16 bytes that are a TDES key elsewhere; here they are AES-128",
            flag: Some("KindDecides"),
            mutants: &["C13"],
            sibling: None,
            key: plain.clone(),
        },
        GoodKey {
            id: "aes-128-low-bits-flipped",
            comment: "The lowest bit of each byte turned over: AES has no parity, so this is another key and another block",
            flag: Some("NoParityInAes"),
            mutants: &["C10"],
            sibling: None,
            key: plain.parity_flipped(),
        },
        GoodKey {
            id: "aes-128-equal-halves",
            comment: "Equal halves are degenerate in TDES, not in AES",
            flag: Some("WeakOnlyInTdes"),
            mutants: &["C13"],
            sibling: None,
            key: key(TzpkKind::Aes128, "0123456789abcdef0123456789abcdef")?,
        },
        GoodKey {
            id: "aes-128-des-weak-halves",
            comment: "Two weak DES keys side by side are an ordinary AES key",
            flag: Some("WeakOnlyInTdes"),
            mutants: &["C13"],
            sibling: None,
            key: key(TzpkKind::Aes128, "0101010101010101fefefefefefefefe")?,
        },
        GoodKey {
            id: "aes-192",
            comment: "24 bytes that are a TDES key elsewhere; here they are AES-192",
            flag: Some("KindDecides"),
            mutants: &["C13", "C14"],
            sibling: None,
            key: key_of_textbook(TzpkKind::Aes192)?,
        },
        GoodKey {
            id: "aes-256",
            comment: "32 bytes",
            flag: Some("KindDecides"),
            mutants: &["C14"],
            sibling: None,
            key: key_of_textbook(TzpkKind::Aes256)?,
        },
    ]
    .into())
}

/// The good key that a key of this kind stands beside.
pub(super) fn good_beside(kind: TzpkKind) -> &'static str {
    match kind {
        TzpkKind::Tdes3 => "keying-option-1",
        TzpkKind::Aes128 => "aes-128",
        TzpkKind::Aes192 => "aes-192",
        TzpkKind::Aes256 => "aes-256",
        _ => "keying-option-2",
    }
}

/// What a weak key is.
pub(super) const WEAK: &str = "NIST SP 800-67: weak and semi-weak DES keys; equal neighbours leave single DES; an AES key of equal bytes was never filled in";

/// A key that is refused.
pub(super) struct BadKey {
    pub(super) id: String,
    pub(super) key: NamedKey,
    pub(super) comment: String,
    /// Weak, where it has not a wrong length.
    pub(super) weak: bool,
    pub(super) reason: String,
    pub(super) agreed: &'static [&'static str],
}

impl BadKey {
    /// Its case; `input` has the key in it.
    pub(super) fn refused(self, input: Value) -> Case {
        let (class, level, flag, requirement) = if self.weak {
            (RejectClass::KeyWeak, weak_level(self.key.kind), "WeakKey", WEAK)
        } else {
            (RejectClass::KeyLength, Level::Must, "KeyLength", KEY_LENGTH)
        };
        CaseBuilder::new(self.id, self.comment, input)
            .reject(class, good_beside(self.key.kind))
            .level(level)
            .flag(flag)
            .requirement(requirement)
            .reason(self.reason)
            .agreed(self.agreed)
            .finish()
    }
}

/// Keys that are not as long as their kind.
pub(super) fn keys_of_wrong_length(format: Format) -> Vec<BadKey> {
    let good = format!("{TEXTBOOK}89abcdef01234567{TEXTBOOK}");
    let mut keys = Vec::new();
    for kind in kinds(format) {
        let lengths: &[usize] = match kind {
            TzpkKind::Tdes2 => &[0, 8, 15, 17, 24],
            TzpkKind::Tdes3 => &[8, 16, 23, 25],
            TzpkKind::Aes128 => &[0, 15, 17, 24],
            TzpkKind::Aes192 => &[16, 23, 32],
            _ => &[16, 24, 31, 33],
        };
        for length in lengths {
            let bytes = hex::decode(&good)
                .unwrap_or_default()
                .into_iter()
                .take(*length)
                .collect();
            let mutant = match (kind.is_tdes(), length) {
                (true, 8) => "mutant:C03",
                (true, 16 | 24) => "mutant:C17",
                (false, _) if *length > kind.key_len() => "mutant:C14",
                _ => "",
            };
            let boundary = format!("boundary:{kind}-key-length-{length}");
            keys.push(BadKey {
                id: format!("{kind}-key-of-{length}-bytes"),
                key: NamedKey { kind: *kind, bytes },
                comment: format!("A key of {length} bytes for {kind}, which has {}", kind.key_len()),
                weak: false,
                reason: if mutant.is_empty() {
                    boundary
                } else {
                    mutant.to_string()
                },
                agreed: length_oracles(format, *kind, *length),
            });
        }
    }
    keys
}

/// Who refuses a key of this length: a library knows the lengths of its cipher, not of the kind.
fn length_oracles(format: Format, kind: TzpkKind, length: usize) -> &'static [&'static str] {
    match length {
        8 if kind.is_tdes() => &["java-jca", "py-written", "java-written"],
        16 | 24 => WRITTEN,
        32 if kind.is_aes() => WRITTEN,
        _ => cipher_oracles(format),
    }
}

/// Weak keys: each kind of weakness where format 1 and format 4 stand for TDES and AES, the commonest elsewhere.
pub(super) fn weak_keys(format: Format) -> Result<Vec<BadKey>, GenerateError> {
    let k1 = "0123456789abcdef";
    let k2 = "fedcba9876543210";
    let tdes = [
        (
            "equal-halves",
            TzpkKind::Tdes2,
            format!("{k1}{k1}"),
            "K1 = K2, which is single DES",
        ),
        (
            "equal-halves-but-for-parity",
            TzpkKind::Tdes2,
            format!("{k1}0022446688aaccee"),
            "K1 = K2 but for the parity bits",
        ),
        (
            "all-zero",
            TzpkKind::Tdes2,
            repeat("00", 16),
            "All zero, never filled in",
        ),
        (
            "weak-half",
            TzpkKind::Tdes2,
            format!("{k1}fefefefefefefefe"),
            "K2 is a weak DES key",
        ),
        (
            "semi-weak-half",
            TzpkKind::Tdes2,
            format!("01fe01fe01fe01fe{k2}"),
            "K1 is a semi-weak DES key",
        ),
        (
            "equal-first-two",
            TzpkKind::Tdes3,
            format!("{k1}{k1}{k2}"),
            "K1 = K2, which leaves single DES with K3",
        ),
        (
            "equal-last-two",
            TzpkKind::Tdes3,
            format!("{k1}{k2}{k2}"),
            "K2 = K3, which leaves single DES with K1",
        ),
    ];
    let aes = [
        (
            "all-zero",
            TzpkKind::Aes128,
            repeat("00", 16),
            "All zero, never filled in",
        ),
        ("all-equal", TzpkKind::Aes192, repeat("5a", 24), "All bytes equal"),
        ("all-ff", TzpkKind::Aes256, repeat("ff", 32), "All ff"),
    ];
    let table: Vec<_> = match format {
        Format::Iso4 => aes.into(),
        Format::Iso1 => tdes.into(),
        _ => tdes.into_iter().take(1).collect(),
    };
    table
        .into_iter()
        .map(|(id, kind, text, comment)| {
            Ok(BadKey {
                id: format!("{kind}-weak-{id}"),
                key: NamedKey::hex(kind, &text)?,
                comment: comment.to_string(),
                weak: true,
                reason: "mutant:C11".to_string(),
                agreed: WRITTEN,
            })
        })
        .collect()
}

/// A format under a kind of key that it does not go with.
pub(super) struct Combination {
    pub(super) id: String,
    pub(super) format: Format,
    pub(super) kind: TzpkKind,
    /// The kind under which the same bytes are good.
    pub(super) good: TzpkKind,
    pub(super) mutant: &'static str,
    pub(super) flag: &'static str,
}

/// What each file refuses of its own format; format 2 has no file and stands beside format 1.
pub(super) fn combinations(format: Format) -> Vec<Combination> {
    use TzpkKind::{Aes128, Aes192, Tdes2, Tdes3};
    let pairs: &[(Format, TzpkKind, TzpkKind)] = match format {
        Format::Iso0 => &[(Format::Iso0, Aes128, Tdes2)],
        Format::Iso1 => &[
            (Format::Iso1, Aes128, Tdes2),
            (Format::Iso1, Aes192, Tdes3),
            (Format::Iso2, Tdes2, Tdes2),
            (Format::Iso2, Tdes3, Tdes3),
        ],
        Format::Iso3 => &[(Format::Iso3, Aes192, Tdes3)],
        _ => &[(Format::Iso4, Tdes2, Aes128), (Format::Iso4, Tdes3, Aes192)],
    };
    let named = |(format, kind, good): &(Format, TzpkKind, TzpkKind)| {
        let offline = *format == Format::Iso2;
        Combination {
            id: format!("{format}-under-{kind}"),
            format: *format,
            kind: *kind,
            good: *good,
            mutant: if offline { "mutant:D22" } else { "mutant:D31" },
            flag: if offline {
                "FormatOffline"
            } else {
                "ForbiddenCombination"
            },
        }
    };
    pairs.iter().map(named).collect()
}

/// The kinds whose good case a file's combinations stand beside, and their keys.
pub(super) fn good_kinds(format: Format) -> Result<Vec<NamedKey>, GenerateError> {
    let mut kinds: Vec<TzpkKind> = Vec::new();
    for combination in combinations(format) {
        if !kinds.contains(&combination.good) {
            kinds.push(combination.good);
        }
    }
    kinds.into_iter().map(key_of_textbook).collect()
}

/// The textbook key, as many bytes of it as the kind has.
pub(super) fn key_of_textbook(kind: TzpkKind) -> Result<NamedKey, GenerateError> {
    let text = match kind {
        TzpkKind::Tdes2 | TzpkKind::Aes128 => TEXTBOOK.to_string(),
        TzpkKind::Aes256 => format!("{TEXTBOOK}{TEXTBOOK}"),
        _ => format!("{TEXTBOOK}89abcdef01234567"),
    };
    NamedKey::hex(kind, &text)
}
