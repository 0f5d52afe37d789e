//! Fill that the client draws: many blocks of formats 1, 3 and 4, and the first ones of two processes.
//!
//! All PINs have four digits, so that there is as much fill as there can be and a repeat means something; a few blocks with
//! longer ones follow ([`lengths`]). [`chance`] says how seldom a good client fails; [`finding`] what is looked for and how
//! strongly it counts.

mod cause;
mod chance;
mod draw;
mod finding;
mod judge;
mod lengths;
mod linear;
mod relations;
mod repeats;
mod sample;
mod spread;
#[cfg(test)]
mod tests;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng as _;

use self::draw::Asking;
use self::finding::Finding;
use self::judge::{Fill, Said, judge};
use self::lengths::Way;
use self::sample::{Account, People, Sample};
use super::{Asked, Checked, Context, ask_all};
use crate::conformance::client::{Op, Prompt};
use crate::conformance::report::CaseResult;
use crate::conformance::vector::Verdict;
use crate::conformance::verdict::{Judgement, Outcome};
use crate::pin_block::Format;

/// Where these cases stand in a report.
pub(super) const FILE: &str = finding::FILE;

/// Formats that leave nibbles free.
const FORMATS: [Format; 3] = [Format::Iso1, Format::Iso3, Format::Iso4];
/// Blocks of each format that are judged together.
const BLOCKS: usize = 2048;
/// Blocks of each format at the start of a process.
const START: usize = 64;
/// Fewer blocks than this are not judged.
const FEWEST: usize = 1024;

/// Asks for blocks of every format that the run and the client have, and judges their fill.
pub(super) fn check(context: &mut Context<'_>) -> Checked {
    let profile = context.selection.profile.clone();
    let formats = FORMATS.into_iter().filter(|format| {
        let uses = profile
            .as_ref()
            .is_none_or(|profile| profile.pin_block.format == *format);
        uses && Finding::of(*format).any(|finding| context.selection.names(&finding.id(*format)))
    });
    let formats: Vec<Format> = formats.collect();
    let mut checked = Checked::default();
    let mut series = Vec::new();
    for format in formats {
        match Asking::new(format, context.capabilities, profile.as_ref(), context.rng) {
            Ok(asking) => series.push(Series::new(asking)),
            Err(why) => checked.cases.extend(not_asked(format, &why)),
        }
    }
    if !series.is_empty() {
        let people = People::draw(context.rng);
        checked.fault = ask(context, &people, &mut series);
        checked
            .cases
            .extend(series.iter().flat_map(|series| series.cases(&people)));
        let asked: Vec<Format> = series.iter().map(|series| series.asking.format).collect();
        for format in asked {
            if checked.fault.is_none() {
                of_lengths(context, format, &mut checked);
            }
        }
    }
    checked
}

/// The blocks of one format with PINs of every length.
fn of_lengths(context: &mut Context<'_>, format: Format, checked: &mut Checked) {
    let start = format!("{FILE}/{}-", format.name());
    let told = |case: &CaseResult| case.outcome == Outcome::Fail && case.id.starts_with(&start);
    if checked.cases.iter().any(told) {
        let elsewhere = |finding| result(finding, format, Op::PinBlockEncrypt, judgement(Said::Elsewhere));
        let cases = [Finding::LengthsConstant, Finding::Lengths].map(elsewhere);
        return checked.cases.extend(cases);
    }
    let people = People::of_every_length(context.rng);
    let mut seed = [0; 32];
    context.rng.fill_bytes(&mut seed);
    let mut rng = ChaCha20Rng::from_seed(seed);
    let askings = Asking::every_way(format, context, &mut rng);
    let mut ways: Vec<Way> = askings
        .into_iter()
        .map(|asking| Way::new(asking, &people, &mut rng))
        .collect();
    for way in &mut ways {
        let prompts: Vec<Prompt> = way.requests(&people).into_iter().map(Prompt::probe).collect();
        let (answers, fault) = ask_all(context.client, &prompts);
        for (place, answer) in answers.iter().enumerate() {
            if let Some(answer) = answer {
                way.take(place, answer, &people);
            }
        }
        if fault.is_some() {
            checked.fault = fault;
            return;
        }
    }
    let wrong = lengths::judge(&ways, &people);
    let op = ways.last().map_or(Op::PinBlockEncrypt, Way::op);
    let of = |wrong: Option<String>| judgement(wrong.into());
    let constant = wrong.constant.is_some();
    let uneven = match wrong.uneven {
        // A constant is uneven too, and has its own case.
        Some(_) if constant => judgement(Said::Elsewhere),
        uneven => of(uneven),
    };
    checked.cases.extend([
        result(Finding::LengthsConstant, format, op, of(wrong.constant)),
        result(Finding::Lengths, format, op, uneven),
    ]);
}

/// What is asked of one format, and what came back.
struct Series {
    asking: Asking,
    starts: [Sample; 2],
    many: Sample,
    /// Blocks without fill.
    unread: usize,
    asked: usize,
    /// The first of them.
    first_unread: Option<(Asked, String)>,
}

impl Series {
    fn new(asking: Asking) -> Self {
        let sample = || Sample::new(asking.format, asking.width());
        Self {
            starts: [sample(), sample()],
            many: sample(),
            asking,
            unread: 0,
            asked: 0,
            first_unread: None,
        }
    }

    fn take(&mut self, part: Part, answer: Asked, account: Account, people: &People) {
        self.asked = self.asked.saturating_add(1);
        let fill = match &answer {
            Ok(answer) => self.asking.fill(answer, account, people),
            Err(fault) => Err(fault.to_string()),
        };
        let sample = match part {
            Part::Start(process) => self.starts.get_mut(process).unwrap_or(&mut self.many),
            Part::Many => &mut self.many,
        };
        match fill {
            Ok(fill) => _ = sample.push(account, &fill),
            Err(why) => {
                self.unread = self.unread.saturating_add(1);
                self.first_unread.get_or_insert((answer, why));
            }
        }
    }

    fn cases(&self, people: &People) -> Vec<CaseResult> {
        let (format, op) = (self.asking.format, self.asking.op());
        let mut cases: Vec<CaseResult> = [result(Finding::Opens, format, op, self.opens())].into();
        if self.many.len() < FEWEST {
            let rest = Finding::of(format).filter(|finding| *finding != Finding::Opens && !finding.of_lengths());
            let why = "too few blocks opened to judge their fill";
            cases.extend(rest.map(|finding| result(finding, format, op, Judgement::not_tested(why.to_owned()))));
            return cases;
        }
        let fill = Fill {
            many: &self.many,
            starts: self.starts.each_ref(),
            people,
        };
        cases.extend(judge(&fill).map(|(finding, said)| result(finding, format, op, judgement(said))));
        cases
    }

    fn opens(&self) -> Judgement {
        match &self.first_unread {
            None if self.asked == 0 => Judgement::not_tested("the run ended before this case".to_string()),
            None => judgement(Said::Fine),
            Some((Err(fault), _)) => Judgement::fault(fault),
            Some((Ok(answer), why)) => Judgement {
                outcome: Outcome::Fail,
                did: Some(super::did(answer)),
                detail: Some(format!("{} of {} blocks are no good: {why}", self.unread, self.asked)),
            },
        }
    }
}

/// Where a block belongs.
#[derive(Clone, Copy)]
enum Part {
    Start(usize),
    Many,
}

/// Asks for the starts of two processes, in which the formats take turns, and then for many blocks of one format after the
/// other. Two restarts in a row: a generator that takes its seed from the time gives the same twice within its unit.
/// Gives the fault that ends the run.
fn ask(context: &mut Context<'_>, people: &People, series: &mut [Series]) -> Option<String> {
    let start: Vec<(usize, Account)> = (0..START)
        .flat_map(|_| 0..series.len())
        .map(|place| (place, people.any(context.rng)))
        .collect();
    for process in 0..2 {
        if let Err(fault) = context.client.restart() {
            return Some(format!("the restart for kit_randomness: {fault}"));
        }
        let fault = put(context, people, series, &start, Part::Start(process));
        if fault.is_some() {
            return fault;
        }
    }
    for place in 0..series.len() {
        let many: Vec<(usize, Account)> = (0..BLOCKS).map(|_| (place, people.any(context.rng))).collect();
        let fault = put(context, people, series, &many, Part::Many);
        if fault.is_some() {
            return fault;
        }
    }
    None
}

fn put(
    context: &mut Context<'_>,
    people: &People,
    series: &mut [Series],
    wanted: &[(usize, Account)],
    part: Part,
) -> Option<String> {
    let prompt = |(place, account): &(usize, Account)| {
        let asking = &series.get(*place)?.asking;
        Some(Prompt::probe(asking.request(*account, people)))
    };
    let prompts: Vec<Prompt> = wanted.iter().filter_map(prompt).collect();
    let (answers, fault) = ask_all(context.client, &prompts);
    for ((place, account), answer) in wanted.iter().zip(answers) {
        if let (Some(series), Some(answer)) = (series.get_mut(*place), answer) {
            series.take(part, answer, *account, people);
        }
    }
    fault
}

fn not_asked(format: Format, why: &str) -> Vec<CaseResult> {
    let case = |finding| {
        result(
            finding,
            format,
            Op::PinBlockEncrypt,
            Judgement::not_tested(why.to_owned()),
        )
    };
    Finding::of(format).map(case).collect()
}

fn judgement(said: Said) -> Judgement {
    let accepted = |outcome, detail| Judgement {
        outcome,
        did: Some("accepted".to_owned()),
        detail,
    };
    match said {
        Said::Fine => accepted(Outcome::Pass, None),
        Said::Wrong(detail) => accepted(Outcome::Fail, Some(detail)),
        Said::Elsewhere => {
            Judgement::not_tested("another case of kit_randomness says what is wrong with this fill".to_owned())
        }
    }
}

fn result(finding: Finding, format: Format, op: Op, judgement: Judgement) -> CaseResult {
    CaseResult::of_kit(
        finding.id(format),
        op,
        finding.level(format),
        Verdict::Accept,
        judgement,
    )
}
