//! Blocks and requests beside a good one that must not open.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::{Value, json};

use super::super::draw::Draw;
use super::super::online::pan;
use super::super::sealed::NamedKey;
use super::super::typed::NO_PAN;
use super::super::{PAN_DIGITS, WRITTEN, cipher_clause, cipher_oracles, layout_clause, layout_oracles};
use super::{Good, spoiled, stem};
use crate::conformance::client::RejectClass;
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::{CaseBuilder, at};
use crate::conformance::vector::Case;
use crate::pin_block::Format;
use crate::tzpk::TzpkKind;

/// The good block, then everything beside it. Full for the first kind of key, the telling ones for the others.
pub(super) fn cases(good: &Good) -> Result<Vec<Case>, GenerateError> {
    let kind = good.key.kind;
    let beside = Beside {
        good,
        id: format!("{kind}-plain"),
    };
    let full = matches!(kind, TzpkKind::Tdes2 | TzpkKind::Aes128);
    let comment = "The block that the others of this group stand beside";
    let first = good.accepted(
        beside.id.clone(),
        comment,
        input(&good.key, &good.encrypted, pan(good.format)),
    );
    let mut cases = Vec::from([first.reason("boundary:plain").finish()]);
    cases.push(beside.wrong_key()?);
    cases.extend(beside.clear_faults(full)?);
    if full {
        cases.extend(sweep::cases(good)?);
    }
    cases.extend(beside.tampered()?);
    cases.extend(beside.lengths()?);
    if good.format.wants_pan() && full {
        cases.extend(beside.pans()?);
        cases.extend(beside.more_pans());
    }
    if good.format == Format::Iso1 && full {
        cases.extend(beside.ignored_pans());
    }
    if good.format == Format::Iso4 && full {
        cases.extend(short_pans(good)?);
    }
    Ok(cases)
}

mod sweep;

fn input(key: &NamedKey, encrypted: &[u8], pan: Option<&str>) -> Value {
    match pan {
        Some(pan) => json!({"key": key.text(), "encrypted": hex::encode(encrypted), "pan": pan}),
        None => json!({"key": key.text(), "encrypted": hex::encode(encrypted)}),
    }
}

struct Beside<'a> {
    good: &'a Good,
    id: String,
}

impl Beside<'_> {
    fn id(&self, what: &str) -> String {
        format!("{}-{what}", self.good.key.kind)
    }

    /// A request that must end in `block_invalid`; the library has to agree.
    fn refused(
        &self,
        what: &str,
        comment: &str,
        key: &NamedKey,
        encrypted: &[u8],
        pan: Option<&str>,
    ) -> Result<CaseBuilder, GenerateError> {
        let format = self.good.format;
        let id = self.id(what);
        key.must_not_open(format, encrypted, pan, &id)?;
        Ok(CaseBuilder::new(id, comment, input(key, encrypted, pan))
            .reject(RejectClass::BlockInvalid, self.id.clone())
            .requirement(layout_clause(format))
            .agreed(cipher_oracles(format)))
    }

    fn wrong_key(&self) -> Result<Case, GenerateError> {
        let kind = self.good.key.kind;
        let mut draw = Draw::new(&format!("{}/{kind}/wrong-key", stem(self.good.format)));
        let key = NamedKey {
            kind,
            bytes: draw.key(kind),
        };
        let case = self.refused(
            "other-key",
            "Another key",
            &key,
            &self.good.encrypted,
            pan(self.good.format),
        )?;
        Ok(case.reason("boundary:other-key").flag("WrongKey").finish())
    }

    /// Good encryptions of blocks that are wrong in one nibble.
    fn clear_faults(&self, full: bool) -> Result<Vec<Case>, GenerateError> {
        let good = self.good;
        let control = if good.format == Format::Iso4 { '5' } else { '4' };
        let fill = match good.format {
            Format::Iso1 => None,
            Format::Iso3 => Some('9'),
            Format::Iso4 => Some('f'),
            _ => Some('e'),
        };
        let faults = [
            (
                0,
                Some(control),
                "control",
                "The control nibble of the clear block is wrong",
                "ControlNibble",
                "mutant:D33",
            ),
            (
                1,
                Some('d'),
                "length",
                "The length nibble of the clear block is 13",
                "LengthNibble",
                "boundary:clear-length-13",
            ),
            (
                5,
                Some('a'),
                "digit",
                "The last digit of the clear PIN is A",
                "LetterInPin",
                "mutant:D35",
            ),
            (
                15,
                fill,
                "fill",
                "The last fill nibble of the clear block is wrong",
                "FillNibble",
                "mutant:D04",
            ),
        ];
        let asked = faults
            .into_iter()
            .filter(|(position, ..)| full || *position == 15 || *position == 0);
        let mut cases = Vec::new();
        for (position, value, what, comment, flag, reason) in asked {
            let Some(value) = value else { continue };
            let clear = spoiled(good, position, value)?;
            let encrypted = good.key.seal(good.format, &clear)?;
            let case = self.refused(
                &format!("clear-{what}"),
                comment,
                &good.key,
                &encrypted,
                pan(good.format),
            )?;
            cases.push(
                good.key
                    .steps(good.format, &clear, case)
                    .reason(reason)
                    .flag(flag)
                    .finish(),
            );
        }
        Ok(cases)
    }

    /// One bit of the encrypted block at either end and in the middle.
    fn tampered(&self) -> Result<Vec<Case>, GenerateError> {
        let good = self.good;
        let last = good.encrypted.len().saturating_sub(1);
        let middle = good.encrypted.len().div_euclid(2);
        [
            ("first-bit", 0, 0x80),
            ("middle-bit", middle, 0x10),
            ("last-bit", last, 0x01),
        ]
        .into_iter()
        .map(|(what, index, bit)| {
            let encrypted: Vec<u8> = good
                .encrypted
                .iter()
                .enumerate()
                .map(|(at, byte)| if at == index { byte ^ bit } else { *byte })
                .collect();
            let comment = format!("The {} of the encrypted block is turned over", what.replace('-', " "));
            let case = self.refused(
                &format!("turned-{what}"),
                &comment,
                &good.key,
                &encrypted,
                pan(good.format),
            )?;
            Ok(case
                .reason(format!("boundary:turned-{what}"))
                .flag("TamperedBlock")
                .finish())
        })
        .collect()
    }

    fn lengths(&self) -> Result<Vec<Case>, GenerateError> {
        let good = self.good;
        let block = good.format.block_len();
        let empty: &[usize] = &[0];
        let odd = [block.saturating_sub(1), block.saturating_add(1)];
        let half: &[usize] = if good.format == Format::Iso4 { &[8] } else { &[] };
        let mut cases = Vec::new();
        for length in empty.iter().chain(&odd).chain(half) {
            let encrypted: Vec<u8> = good.encrypted.iter().copied().cycle().take(*length).collect();
            // Only what is not whole blocks is refused by a cipher itself.
            let whole = length.checked_rem(block) == Some(0);
            let agreed = if whole {
                layout_oracles(good.format)
            } else {
                cipher_oracles(good.format)
            };
            let comment = format!("{length} bytes, the good block cut or going on");
            cases.push(
                self.wrong_length(&format!("block-of-{length}-bytes"), comment, &encrypted, agreed)
                    .reason(format!("boundary:encrypted-length-{length}"))
                    .finish(),
            );
        }
        let mut twice = good.encrypted.clone();
        twice.extend_from_slice(&good.encrypted);
        let agreed = layout_oracles(good.format);
        cases.push(
            self.wrong_length("two-blocks", "The good block twice".into(), &twice, agreed)
                .reason("mutant:C15")
                .finish(),
        );
        let mut padded = good.encrypted.clone();
        padded.extend(self.padding_block()?);
        let comment = "The good block and an encrypted block of padding, as a library adds it by default".into();
        cases.push(
            self.wrong_length("with-padding-block", comment, &padded, agreed)
                .reason("mutant:C06")
                .finish(),
        );
        Ok(cases)
    }

    fn wrong_length(&self, what: &str, comment: String, encrypted: &[u8], agreed: &[&str]) -> CaseBuilder {
        let good = self.good;
        CaseBuilder::new(self.id(what), comment, input(&good.key, encrypted, pan(good.format)))
            .reject(RejectClass::BlockLength, self.id.clone())
            .requirement(cipher_clause(good.format))
            .flag("EncryptedLength")
            .agreed(agreed)
    }

    /// PKCS#7 padding of a whole block, encrypted: 08 eight times, or 10 sixteen times.
    fn padding_block(&self) -> Result<Vec<u8>, GenerateError> {
        let good = self.good;
        let length = good.format.block_len();
        let byte = u8::try_from(length).map_err(at("padding"))?;
        let bytes: Vec<u8> = core::iter::repeat_n(byte, length).collect();
        good.key.run(&bytes)
    }

    fn pans(&self) -> Result<Vec<Case>, GenerateError> {
        let good = self.good;
        let format = good.format;
        let open = |pan| input(&good.key, &good.encrypted, Some(pan));
        let mut cases = Vec::new();
        if format == Format::Iso4 {
            for (what, pan, comment, mutant) in [
                (
                    "other-check-digit",
                    "5432101234567891",
                    "Only the check digit differs, which format 4 binds",
                    "boundary:other-check-digit",
                ),
                (
                    "other-front",
                    "9432101234567890",
                    "Only the first digit differs, which format 4 binds",
                    "boundary:other-front",
                ),
                (
                    "token-for-pan",
                    "8661218353725212",
                    "A token in place of the PAN",
                    "boundary:token",
                ),
                (
                    "leading-zero-pan",
                    "05432101234567890",
                    "A leading zero more, so another length in the PAN field",
                    "boundary:leading-zero-pan",
                ),
            ] {
                let case = self.refused(what, comment, &good.key, &good.encrypted, Some(pan))?;
                cases.push(case.reason(mutant).flag("WrongPan").finish());
            }
        } else {
            for (what, pan, comment, mutant, flag) in [
                (
                    "other-check-digit",
                    "5432101234567891",
                    "Only the check digit differs, which the block does not bind",
                    "mutant:D07",
                    "CheckDigitNotUsed",
                ),
                (
                    "other-front",
                    "9992101234567890",
                    "Only digits before the rightmost 13 differ",
                    "mutant:D09",
                    "PanDigits",
                ),
            ] {
                cases.push(
                    good.accepted(self.id(what), comment, open(pan))
                        .reason(mutant)
                        .flag(flag)
                        .finish(),
                );
            }
            let case = self.refused(
                "other-pan",
                "Another PAN",
                &good.key,
                &good.encrypted,
                Some("5432109876543210"),
            )?;
            cases.push(case.reason("boundary:pan-other").flag("WrongPan").finish());
        }
        for typed in NO_PAN
            .iter()
            .filter(|typed| typed.id == "blanks" || typed.id == "arabic-indic-digit")
        {
            let case = CaseBuilder::new(
                self.id(&format!("pan-{}", typed.id)),
                format!("In place of the PAN: {}", typed.what),
                open(typed.text),
            )
            .reject(RejectClass::PanCharset, self.id.clone())
            .requirement(PAN_DIGITS)
            .reason(typed.reason)
            .flag(typed.flag)
            .agreed(layout_oracles(format));
            cases.push(case.finish());
        }
        for (what, pan) in [("pan-empty", ""), ("pan-of-20-digits", "54321012345678901234")] {
            let takes = pan.len() > 19 && format != Format::Iso4;
            let case = CaseBuilder::new(self.id(what), format!("A PAN of {} digits", pan.len()), open(pan))
                .reject(RejectClass::PanLength, self.id.clone())
                .requirement(PAN_DIGITS)
                .reason(format!("boundary:pan-length-{}", pan.len()))
                .flag("PanLength")
                .agreed(if takes { WRITTEN } else { layout_oracles(format) });
            let case = if pan.is_empty() {
                case
            } else {
                case.reason("mutant:D16")
            };
            cases.push(case.finish());
        }
        Ok(cases)
    }

    /// PANs that are none, made from the right one by one change, and no PAN at all.
    fn more_pans(&self) -> Vec<Case> {
        let good = self.good;
        let refused = |what: &str, comment: &str, pan, class| {
            CaseBuilder::new(self.id(what), comment, input(&good.key, &good.encrypted, pan))
                .reject(class, self.id.clone())
                .requirement(PAN_DIGITS)
                .reason(format!("boundary:{what}"))
        };
        let comment = "A format that binds the PAN, and no PAN";
        let absent = refused("pan-absent", comment, None, RejectClass::Message)
            .flag("PanAbsent")
            .agreed(WRITTEN);
        let mut cases = Vec::from([absent.finish()]);
        for (what, pan, comment) in [
            ("pan-dashes", "5432-1012-3456-7890", "Groups with dashes"),
            ("pan-newline", "5432101234567890\n", "A line end behind the PAN"),
            ("pan-blank-behind", "5432101234567890 ", "A blank behind the PAN"),
            (
                "pan-full-width-digit",
                "\u{ff15}432101234567890",
                "The first digit of the PAN is a full-width one",
            ),
        ] {
            cases.push(
                refused(what, comment, Some(pan), RejectClass::PanCharset)
                    .flag("PanNotDigits")
                    .agreed(layout_oracles(good.format))
                    .finish(),
            );
        }
        cases
    }

    /// Format 1 has no PAN in it: one that is there does not count.
    fn ignored_pans(&self) -> Vec<Case> {
        let good = self.good;
        let with = |pan: &&str| {
            let what = format!("with-pan-of-{}", pan.len());
            let comment = format!("A PAN of {} digits is there; the PIN is the one without it", pan.len());
            good.accepted(self.id(&what), comment, input(&good.key, &good.encrypted, Some(pan)))
                .reason(format!("boundary:{what}"))
                .flag("PanIgnored")
                .sibling(self.id.clone())
                .finish()
        };
        ["5432101234567890", "5432"].iter().map(with).collect()
    }
}

/// Format 4 with PANs under 12 digits, which are filled up with zeros on the left.
fn short_pans(good: &Good) -> Result<Vec<Case>, GenerateError> {
    ["5", "54321012", "54321012345"]
        .into_iter()
        .map(|pan| {
            let short = Good::of_pin(good.format, good.key.clone(), good.pin, Some(pan))?;
            let id = format!("{}-pan{}", good.key.kind, pan.len());
            let comment = format!("A PAN of {} digits", pan.len());
            Ok(short
                .accepted(id, comment, input(&short.key, &short.encrypted, Some(pan)))
                .reason(format!("boundary:pan-length-{}", pan.len()))
                .flag("ShortPanFormat4")
                .finish())
        })
        .collect()
}
