//! One wrong nibble at a time: control, length, digits, fill.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::json;

use super::super::clear::{nibble, with_nibble};
use super::super::draw::{DIGITS, LETTERS, NIBBLES, repeat};
use super::{Base, input};
use crate::conformance::generate::GenerateError;
use crate::conformance::generate::build::CaseBuilder;
use crate::conformance::vector::Case;
use crate::pin_block::Format;

/// The good block, then every nibble of its PIN half corrupted in turn. Of the shortest PIN control and length take every
/// wrong value, each digit every letter, and each fill nibble every class of wrong value; of the others one value each.
pub(super) fn cases(base: &Base) -> Result<Vec<Case>, GenerateError> {
    let short = base.pin.len() == 4;
    let mut out = Sweep {
        base,
        id: format!("pin{}", base.pin.len()),
        cases: Vec::new(),
    };
    let comment = format!(
        "PIN of {} digits; the blocks of this group stand beside it",
        base.pin.len()
    );
    out.cases.push(
        base.accepted(out.id.clone(), comment)
            .reason(format!("boundary:{}", out.id))
            .finish(),
    );
    out.control(short)?;
    out.length(short)?;
    out.digits(short)?;
    out.fill(short)?;
    if base.pin.len() == 12 {
        out.over_long()?;
    }
    if base.format == Format::Iso4 && short {
        out.random_half();
    }
    Ok(out.cases)
}

/// Digits of PIN length as hex.
fn length_nibble(length: usize) -> char {
    NIBBLES.chars().nth(length).unwrap_or('0')
}

struct Sweep<'a> {
    base: &'a Base,
    id: String,
    cases: Vec<Case>,
}

impl Sweep<'_> {
    fn refuse(
        &mut self,
        position: usize,
        value: char,
        comment: String,
        flag: &str,
        mutants: &[&str],
    ) -> Result<(), GenerateError> {
        let id = format!("{}-nibble{position}-{value}", self.id);
        let field = with_nibble(&self.base.field(), position, value);
        let case = self.base.refused(id, comment, &field, &self.id)?.flag(flag);
        let case = mutants
            .iter()
            .fold(case, |case, mutant| case.reason(format!("mutant:{mutant}")));
        let case = if mutants.is_empty() {
            case.reason(format!("cell:{}-nibble{position}", self.id))
        } else {
            case
        };
        self.cases.push(case.finish());
        Ok(())
    }

    fn control(&mut self, every: bool) -> Result<(), GenerateError> {
        let right = nibble(&self.base.field(), 0);
        // Where one will do: that of the next format.
        let next = NIBBLES
            .chars()
            .skip_while(|value| *value != right)
            .nth(1)
            .unwrap_or('0');
        for value in NIBBLES
            .chars()
            .filter(|value| *value != right && (every || *value == next))
        {
            let comment = format!("Control nibble {} in place of {right}", value.to_ascii_uppercase());
            self.refuse(0, value, comment, "ControlNibble", &["D33"])?;
        }
        Ok(())
    }

    /// A length that still gives a good block is left out: fill that may be a digit, digits that may be fill.
    fn length(&mut self, every: bool) -> Result<(), GenerateError> {
        let length = self.base.pin.len();
        let digits_may_be_fill = self.base.format == Format::Iso1;
        for wrong in (0..16).filter(|wrong| *wrong != length) {
            let in_range = (4..=12).contains(&wrong);
            let next = wrong.abs_diff(length) == 1 || wrong == 4 || wrong > 12;
            if (in_range && wrong < length && digits_may_be_fill) || !(every || next) {
                continue;
            }
            let what = match wrong {
                0..=3 => "under the shortest PIN",
                13.. => "over the longest PIN",
                _ if wrong > length => "more than there are digits",
                _ => "fewer than there are digits",
            };
            let mut mutants = Vec::new();
            if in_range && wrong > length {
                mutants.push("D35");
            }
            // A decoder that takes four digits whatever the nibble says. In the other formats the fill gives a wrong length away.
            if every && digits_may_be_fill && wrong < 4 {
                mutants.push("D02");
            }
            let comment = format!("Length nibble {wrong} in place of {length}: {what}");
            self.refuse(1, length_nibble(wrong), comment, "LengthNibble", &mutants)?;
        }
        Ok(())
    }

    /// A length over 12 with that many decimal digits, so that nothing but the bound refuses it. Of 15 digits a PIN half
    /// holds 14; in format 4 the last one stands at the start of the random half.
    fn over_long(&mut self) -> Result<(), GenerateError> {
        for (length, digits) in [(13_usize, "7"), (14, "73"), (15, "739")] {
            let mut field = with_nibble(&self.base.field(), 1, length_nibble(length));
            for (place, digit) in digits.chars().enumerate() {
                field = with_nibble(&field, place.saturating_add(14), digit);
            }
            let id = format!("{}-{length}-digits", self.id);
            let comment = format!("Length nibble {length}, and the digits go on behind the twelve");
            let case = self.base.refused(id, comment, &field, &self.id)?;
            self.cases.push(
                case.flag("LengthNibble")
                    .reason(format!("boundary:length-{length}-with-digits"))
                    .finish(),
            );
        }
        Ok(())
    }

    fn digits(&mut self, every: bool) -> Result<(), GenerateError> {
        for index in 0..self.base.pin.len() {
            let own = LETTERS.chars().cycle().nth(index);
            for value in LETTERS.chars().filter(|value| every || Some(*value) == own) {
                let comment = format!(
                    "Digit {} of the PIN is {}",
                    index.saturating_add(1),
                    value.to_ascii_uppercase()
                );
                self.refuse(index.saturating_add(2), value, comment, "LetterInPin", &["D35"])?;
            }
        }
        Ok(())
    }

    fn fill(&mut self, every: bool) -> Result<(), GenerateError> {
        let first = self.base.pin.len().saturating_add(2);
        for (turn, position) in (first..16).enumerate() {
            for value in wrong_fill(self.base.format, turn, every) {
                let comment = format!("Fill nibble {position} of 15 is {}", value.to_ascii_uppercase());
                let mutants: &[&str] = match (self.base.format, position, value) {
                    (Format::Iso3, ..) => &["D24"],
                    (_, 15, _) => &["D04"],
                    (Format::Iso4, _, '0' | 'f') => &["D26"],
                    (Format::Iso0 | Format::Iso2, _, '0' | 'a' | 'e') => &["D03"],
                    _ => &[],
                };
                self.refuse(position, value, comment, "FillNibble", mutants)?;
            }
        }
        Ok(())
    }

    /// Format 4: whatever stands in the random half, the PIN is the same.
    fn random_half(&mut self) {
        let head: String = self.base.field().chars().take(16).collect();
        let halves = [
            ("zero", repeat("0", 16), "all 0"),
            ("f", repeat("f", 16), "all F"),
            ("digits", "9876543210987654".into(), "all digits"),
            ("own", head.clone(), "a copy of the PIN half"),
        ];
        for (name, half, what) in halves {
            let Ok(block) = hex::decode(format!("{head}{half}")) else {
                continue;
            };
            let comment = format!("The random half is {what}");
            let case = CaseBuilder::new(
                format!("{}-random-{name}", self.id),
                comment,
                input(Format::Iso4, &block, None),
            )
            .accept(json!({ "pin": self.base.pin }))
            .step("pin_field", &block)
            .flag("RandomHalf")
            .requirement(super::layout_clause(Format::Iso4))
            .reason(format!("boundary:random-half-{name}"))
            .agreed(super::layout_oracles(Format::Iso4));
            self.cases.push(case.finish());
        }
    }
}

/// Wrong values of one fill nibble: of every class, or one class in turn. Format 3 takes A to F, so each digit is wrong.
fn wrong_fill(format: Format, turn: usize, every: bool) -> Vec<char> {
    let pick = |alphabet: &str| alphabet.chars().cycle().nth(turn);
    let classes = match format {
        Format::Iso1 => return Vec::new(),
        Format::Iso3 if every => return DIGITS.chars().collect(),
        Format::Iso3 => [pick(DIGITS), None, None],
        Format::Iso0 | Format::Iso2 => [Some('0'), pick("123456789"), pick("abcde")],
        Format::Iso4 => [Some('0'), Some('f'), pick("123456789bcde")],
    };
    let classes: Vec<char> = classes.into_iter().flatten().collect();
    if every {
        return classes;
    }
    classes.iter().copied().cycle().nth(turn).into_iter().collect()
}
