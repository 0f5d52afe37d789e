//! From samples to what is wrong with them.

use alloc::string::String;
use alloc::vec::Vec;

use super::chance::Spread;
use super::finding::Finding;
use super::sample::{Account, People, Sample, columns};
use super::{cause, linear, relations, repeats, spread};

/// What a client's fill was in one format.
pub(super) struct Fill<'a> {
    /// Many blocks of one process.
    pub(super) many: &'a Sample,
    /// The first blocks of two processes, one after the other.
    pub(super) starts: [&'a Sample; 2],
    pub(super) people: &'a People,
}

/// What there is to say about one finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Fine,
    Wrong(String),
    /// Another finding says it, and this one would only repeat that.
    Elsewhere,
}

impl From<Option<String>> for Said {
    fn from(wrong: Option<String>) -> Self {
        wrong.map_or(Self::Fine, Self::Wrong)
    }
}

/// Looks at the fill for every finding that its format has but [`Finding::Opens`].
pub(super) fn judge(fill: &Fill<'_>) -> impl Iterator<Item = (Finding, Said)> {
    let many = fill.many;
    let cause = cause::of(many, fill.people);
    let named = cause.as_ref().map(|(finding, _)| *finding);
    let few = few_fills(named);
    let repeated = if few {
        Said::Elsewhere
    } else {
        Said::from(repeats::within(many))
    };
    let restart = if few {
        Said::Elsewhere
    } else {
        Said::from(repeats::between(fill.starts[0], fill.starts[1]))
    };
    let drawn = cause.is_none() && !repeats::mostly(many);
    let mut tests = if drawn {
        Tests::of(many, fill.people)
    } else {
        Tests::default()
    };
    Finding::of(many.format)
        .filter(|finding| *finding != Finding::Opens && !finding.of_lengths())
        .map(move |finding| {
            let said = match (finding, &cause) {
                (Finding::Restart, _) => restart.clone(),
                (_, Some((cause, text))) if *cause == finding => Said::Wrong(text.clone()),
                (Finding::Repeated, _) => repeated.clone(),
                _ if !drawn => Said::Elsewhere,
                _ => tests.take(finding),
            };
            (finding, said)
        })
}

/// Whether the cause leaves so few fills that they have to repeat.
fn few_fills(cause: Option<Finding>) -> bool {
    matches!(
        cause,
        Some(
            Finding::Constant0
                | Finding::ConstantF
                | Finding::IssuerSample
                | Finding::Constant
                | Finding::SameNibble
                | Finding::PinDigits
                | Finding::PanDigits
        )
    )
}

/// What the tests of chance say.
#[derive(Default)]
pub(super) struct Tests {
    pin: Spread,
    pan: Spread,
    single: Spread,
    serial: Spread,
    predictable: Spread,
}

impl Tests {
    pub(super) fn of<'p>(sample: &Sample, people: &'p People) -> Self {
        let symbols = sample.symbols();
        let columns = columns(&symbols, sample.width());
        let of_blocks = |digits: &dyn Fn(Account) -> &'p [u8]| {
            let accounts = sample.accounts().iter();
            accounts.map(|account| digits(*account)).collect::<Vec<&[u8]>>()
        };
        let pins = of_blocks(&|account| people.pin(account));
        let mut tests = Self {
            pin: spread::against(sample, &columns, "PIN", &pins),
            single: spread::single(sample, &symbols, &columns),
            serial: spread::serial(sample, &symbols, &columns),
            ..Self::default()
        };
        if sample.format.wants_pan() {
            let pans = of_blocks(&|account| people.pan(account));
            tests.pan = spread::against(sample, &columns, "PAN", &pans);
        }
        // A copied nibble makes sums and ranks odd too, and has its own name.
        if sample.values() == 16 && !tests.serial.is_wrong() {
            linear::rank_tests(sample, &symbols, &mut tests.predictable);
            relations::tests(sample, &symbols, &mut tests.predictable);
        }
        tests
    }

    fn take(&mut self, finding: Finding) -> Said {
        let spread = match finding {
            Finding::PinDigits => &mut self.pin,
            Finding::PanDigits => &mut self.pan,
            Finding::ChiSquare => &mut self.single,
            Finding::Serial => &mut self.serial,
            Finding::Predictable => &mut self.predictable,
            _ => return Said::Fine,
        };
        core::mem::take(spread).wrong().into()
    }

    #[cfg(test)]
    pub(super) fn made(&self) -> usize {
        [&self.pin, &self.pan, &self.single, &self.serial, &self.predictable]
            .map(|spread| spread.made)
            .into_iter()
            .sum()
    }
}
