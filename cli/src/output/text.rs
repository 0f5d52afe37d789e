//! The report for people.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use pinproof::conformance::report::{CaseResult, Combinations, Results, Totals, exit};
use pinproof::conformance::runner::TAKEN_BACK;
use pinproof::conformance::vector::{Suite, TestCase, Verdict};
use pinproof::conformance::verdict::Outcome;

use super::view::View;
use super::{combinations, one_line, printable, requirements, suspects};

pub(super) const GOOD: Style = AnsiColor::Green.on_default();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const NOTE: Style = AnsiColor::Yellow.on_default();

/// Bug classes that are named of those that the run could not see.
const UNSEEN: usize = 15;

/// A report as text.
pub(crate) struct Text<'a> {
    pub(crate) results: &'a Results,
    pub(crate) suite: &'a Suite,
    /// How long it took; none for results of an earlier run.
    pub(crate) elapsed: Option<Duration>,
    pub(crate) quiet: bool,
}

impl Text<'_> {
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.quiet {
            self.head(out)?;
            self.table(out)?;
            self.either(out)?;
            self.not_tested(out)?;
            self.requirements(out)?;
            self.detects(out)?;
        }
        self.wrong(out)?;
        self.combinations(out)?;
        self.known(out)?;
        self.brief(out)
    }

    /// Failures that the baseline knows, by entry.
    fn known(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut known: BTreeMap<usize, usize> = BTreeMap::new();
        let entries = self.results.baseline.iter().flat_map(|used| &used.entries);
        let expected = |case: &&CaseResult| case.outcome == Outcome::ExpectedFail;
        for entry in self
            .results
            .cases
            .iter()
            .filter(expected)
            .filter_map(|case| self.results.entry_of(case))
        {
            let count = known.entry(entry.line).or_default();
            *count = count.saturating_add(1);
        }
        if known.is_empty() {
            return Ok(());
        }
        writeln!(out, "failures that the baseline knows")?;
        for entry in entries {
            if let Some(count) = known.get(&entry.line) {
                let (id, status, reason) = (&entry.id, entry.status.name(), printable(&entry.reason));
                writeln!(out, "  {NOTE}{count:5}{NOTE:#}  {id} ({status}): {reason}")?;
            }
        }
        writeln!(out)
    }

    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let Results {
            kit, vectors, client, ..
        } = self.results;
        let digest = vectors.sha256.get(..12).unwrap_or(&vectors.sha256);
        writeln!(
            out,
            "{} {}, vectors {} (sha256 {digest})",
            kit.name, kit.version, vectors.version
        )?;
        if let Some(description) = client {
            let identity = &description.client;
            let platform = [identity.language.as_deref(), identity.runtime.as_deref()];
            let platform: Vec<String> = platform.into_iter().flatten().map(one_line).collect();
            let shown = if platform.is_empty() {
                String::new()
            } else {
                format!(" ({})", platform.join(", "))
            };
            writeln!(
                out,
                "client {} {}{shown}",
                one_line(&identity.name),
                one_line(&identity.version)
            )?;
        }
        if let Some(seed) = self.results.run.seed {
            writeln!(
                out,
                "seed {seed}: `--seed {seed}` makes the fresh cases of this run again"
            )?;
        }
        writeln!(out)
    }

    /// Which combinations of parameters the run had, and what the failures have in common.
    fn combinations(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(Combinations { covered, of, .. }) = &self.results.combinations else {
            return Ok(());
        };
        // A run of a few cases has no use for the number.
        if !self.quiet && *covered > 0 {
            writeln!(out, "{covered} of {of} combinations of three parameters covered\n")?;
        }
        for common in combinations::common(self.results, printable) {
            writeln!(out, "{BAD}{}{BAD:#} {}\n", common.who, common.what)?;
        }
        Ok(())
    }

    fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut files: Vec<(&str, Totals)> = Vec::new();
        for case in &self.results.cases {
            let file = case.id.split('/').next().unwrap_or_default();
            if files.last().is_none_or(|(last, _)| *last != file) {
                files.push((file, Totals::default()));
            }
            if let Some((_, totals)) = files.last_mut() {
                totals.count(case, self.results.run.strict);
            }
        }
        if files.is_empty() {
            return Ok(());
        }
        let width = files.iter().map(|(file, _)| file.len()).max().unwrap_or_default();
        writeln!(out, "{:width$}  cases  passed  failed  not tested", "file")?;
        for (file, totals) in files {
            let failed = totals.not_as_expected();
            let style = if failed > 0 { BAD } else { Style::new() };
            writeln!(
                out,
                "{file:width$}  {:5}  {:6}  {style}{failed:6}{style:#}  {:10}",
                totals.cases, totals.passed, totals.not_tested
            )?;
        }
        writeln!(out)
    }

    /// Cases in which both answers are right: what the client does is worth knowing.
    fn either(&self, out: &mut dyn Write) -> io::Result<()> {
        let cases = self
            .results
            .cases
            .iter()
            .filter(|case| case.verdict == Verdict::Either && case.outcome == Outcome::Pass);
        let mut did: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for case in cases {
            let flag = self
                .case(&case.id)
                .and_then(|test| test.case.flags.first())
                .map_or("", String::as_str);
            let count = did.entry((flag, case.did.as_deref().unwrap_or_default())).or_default();
            *count = count.saturating_add(1);
        }
        if did.is_empty() {
            return Ok(());
        }
        writeln!(out, "where both answers are right, this client")?;
        for ((flag, did), count) in did {
            let did = if did == "accepted" {
                did.to_owned()
            } else {
                format!("refused with {did}")
            };
            writeln!(out, "  {did}: {count} x {flag}")?;
        }
        writeln!(out)
    }

    fn not_tested(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.results.not_tested_by_reason.is_empty() {
            return Ok(());
        }
        writeln!(out, "not tested, because the client does not claim it")?;
        for (reason, count) in &self.results.not_tested_by_reason {
            writeln!(out, "  {NOTE}{count:5}{NOTE:#}  {reason}")?;
        }
        writeln!(out)
    }

    /// What the sources ask for and this run did not: by reason, for the whole table is in the HTML report.
    fn requirements(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.results.client.is_none() {
            return Ok(());
        }
        let lines = requirements::lines(&View::new(self.results, self.suite));
        let mut not_covered: BTreeMap<&str, usize> = BTreeMap::new();
        for line in lines.iter().filter(|line| !line.covered) {
            // Why is in the HTML report and in the ledger.
            let state = line.state.split(": ").next().unwrap_or_default();
            let count = not_covered.entry(state).or_default();
            *count = count.saturating_add(1);
        }
        let covered = lines.iter().filter(|line| line.covered).count();
        writeln!(
            out,
            "requirements: {covered} of {} asked for in this run; not covered",
            lines.len()
        )?;
        for (state, count) in not_covered {
            writeln!(out, "  {NOTE}{count:5}{NOTE:#}  {state}")?;
        }
        writeln!(out)
    }

    /// What the run could have seen, and the first of what it could not.
    fn detects(&self, out: &mut dyn Write) -> io::Result<()> {
        let view = View::new(self.results, self.suite);
        let Some(detects) = super::detects(&view) else {
            return Ok(());
        };
        writeln!(out, "{detects}")?;
        let unseen = super::unseen(&view);
        if !unseen.is_empty() {
            let named: Vec<&str> = unseen.iter().take(UNSEEN).map(String::as_str).collect();
            let more = match unseen.len().saturating_sub(UNSEEN) {
                0 => String::new(),
                more => format!(" and {more} more, which --format html names"),
            };
            writeln!(out, "not seen: {}{more}", printable(&named.join(", ")))?;
        }
        writeln!(out)
    }

    fn wrong(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut unasked: usize = 0;
        for case in &self.results.cases {
            if case.outcome == Outcome::HarnessError && case.elapsed_us.is_none() {
                unasked = unasked.saturating_add(1);
                continue;
            }
            if matches!(
                case.outcome,
                Outcome::Pass | Outcome::ExpectedFail | Outcome::UnexpectedPass | Outcome::NotTested
            ) {
                continue;
            }
            let (style, word) = match case.outcome {
                Outcome::Hang => (BAD, "HANG"),
                Outcome::Crash => (BAD, "CRASH"),
                Outcome::HarnessError => (BAD, "HARNESS"),
                _ if case.fails_the_run(self.results.run.strict) => (BAD, "FAIL"),
                _ => (NOTE, "ADVICE"),
            };
            writeln!(out, "{style}{word}{style:#} {} ({})", case.id, case.level.name())?;
            writeln!(out, "  {}", printable(case.detail.as_deref().unwrap_or_default()))?;
            if let Some(entry) = self.results.entry_of(case) {
                let class = entry.class.as_deref().unwrap_or("a wrong answer");
                writeln!(out, "  the baseline expects {class} (line {})", entry.line)?;
            }
            if let Some(wrong) = &case.wrong_step {
                let got = wrong.got.as_deref().unwrap_or("something else");
                writeln!(out, "  first wrong step: {}", wrong.step)?;
                writeln!(out, "    expected {}", printable(&wrong.expected))?;
                writeln!(out, "    got      {}", printable(got))?;
            }
            // What is wrong is the sibling, which has its own lines.
            let of_sibling = case
                .detail
                .as_deref()
                .is_some_and(|detail| detail.starts_with(TAKEN_BACK));
            if of_sibling {
                continue;
            }
            if let Some(test) = self.case(&case.id) {
                writeln!(out, "  the case: {}", printable(&test.case.comment))?;
                for flag in &test.case.flags {
                    if let Some(note) = self.note(&case.id, flag) {
                        writeln!(out, "  {flag}: {note}")?;
                    }
                }
            }
            // The kit's own cases stand in no file.
            if self.case(&case.id).is_some() {
                let seed = self.seed_for(&case.id);
                writeln!(out, "  more: pinproof vectors show {}{seed}", case.id)?;
            }
            writeln!(out)?;
        }
        if unasked > 0 {
            writeln!(out, "{BAD}HARNESS{BAD:#} the run ended before {unasked} more cases\n")?;
        }
        Ok(())
    }

    /// What a command needs besides the id of a case.
    fn seed_for(&self, id: &str) -> String {
        let seed = self.results.run.seed.filter(|_| id.starts_with("fresh_"));
        seed.map(|seed| format!(" --seed {seed}")).unwrap_or_default()
    }

    fn faults(&self, out: &mut dyn Write) -> io::Result<()> {
        for fault in &self.results.faults {
            writeln!(out, "{BAD}HARNESS{BAD:#} {fault}")?;
            // Where no case is to blame, any case shows the lines.
            let to_blame = self
                .results
                .cases
                .iter()
                .find(|case| fault.starts_with(&format!("{}: ", case.id)));
            let any = self.suite.cases().first();
            if let Some(id) = to_blame.map(|case| &case.id).or(any.map(|test| &test.id)) {
                writeln!(
                    out,
                    "  more: pinproof replay {id}{} -- CMD shows every line that is sent and read",
                    self.seed_for(id)
                )?;
            }
        }
        Ok(())
    }

    /// What stands beside a report that went to a file.
    pub(crate) fn brief(&self, out: &mut dyn Write) -> io::Result<()> {
        suspects::write(out, self.results)?;
        self.faults(out)?;
        for stale in self.results.baseline.iter().flat_map(|used| &used.stale) {
            writeln!(out, "{BAD}STALE{BAD:#} baseline, {}", printable(stale))?;
        }
        self.summary(out)
    }

    /// The last lines: totals and time, and why there is nothing to count.
    fn summary(&self, out: &mut dyn Write) -> io::Result<()> {
        let totals = &self.results.totals;
        let failed = totals.not_as_expected();
        let style = if self.results.exit == 0 { GOOD } else { BAD };
        write!(
            out,
            "{style}{} passed, {failed} failed, {} not tested{style:#}",
            totals.passed, totals.not_tested
        )?;
        if totals.expected_failures > 0 {
            write!(out, ", {} known to fail", totals.expected_failures)?;
        }
        if totals.unexpected_passes > 0 {
            write!(out, ", {} passed unexpectedly", totals.unexpected_passes)?;
        }
        if totals.advisory > 0 {
            write!(out, ", {} advisory", totals.advisory)?;
        }
        if totals.harness_errors > 0 {
            write!(out, ", {} without a usable answer", totals.harness_errors)?;
        }
        match self.elapsed {
            Some(elapsed) => writeln!(out, " in {:.2} s", elapsed.as_secs_f64())?,
            None => writeln!(out)?,
        }
        if self.results.exit != exit::NOTHING_TESTED {
            return Ok(());
        }
        let why = if totals.cases == 0 {
            "no case matches --only and --profile"
        } else {
            "the client claims nothing of what the selected cases need"
        };
        writeln!(out, "{BAD}nothing was tested{BAD:#}: {why}")
    }

    fn case(&self, id: &str) -> Option<&TestCase> {
        self.suite.cases().iter().find(|test| test.id == id)
    }

    fn note(&self, id: &str, flag: &str) -> Option<&str> {
        let stem = id.split('/').next()?;
        let (_, file) = self.suite.files().iter().find(|(own, _)| own == stem)?;
        file.notes.get(flag).map(|note| note.effect.as_str())
    }
}
