//! Running with progress on standard error and a report at the end.

mod appendix;
mod badge;
mod combinations;
pub(crate) mod diff;
mod html;
mod junit;
mod markdown;
mod progress;
mod requirements;
mod suspects;
mod text;
mod view;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use pinproof::conformance::report::Results;
use pinproof::conformance::runner::Progress;
use pinproof::conformance::text::{escaped, shown};
use pinproof::conformance::vector::Suite;

pub(crate) use self::appendix::Appendix;
#[cfg(feature = "serve")]
pub(crate) use self::appendix::Figure;
use crate::Done;
use crate::args::{Format, ReportArgs};
use crate::failure::Failure;
use crate::output::progress::Bar;
use crate::output::text::Text;
use crate::output::view::View;

/// Where a report goes, opened before anything is asked: a path that cannot be written costs nobody a run.
pub(crate) struct Report<'a> {
    args: &'a ReportArgs,
    file: Option<(&'a Path, File)>,
}

impl<'a> Report<'a> {
    pub(crate) fn open(args: &'a ReportArgs) -> Result<Self, Failure> {
        let file = match args.output.as_deref() {
            Some(path) => Some((path, File::create(path).map_err(|error| cannot_write(path, &error))?)),
            None => None,
        };
        Ok(Self { args, file })
    }

    /// Lets `ask` ask the selected cases, writes the report, and gives the exit code.
    pub(crate) fn run(self, suite: &Suite, ask: impl FnOnce(&mut dyn FnMut(Progress<'_>)) -> Results) -> Done {
        let Self { args, file } = self;
        let started = Instant::now();
        let mut bar = Bar::new(args.quiet);
        let results = ask(&mut |event| bar.show(&event));
        bar.finish();
        write_out(args, file, &results, suite, Some(started.elapsed()))?;
        Ok(results.exit)
    }
}

/// Writes the report, and beside a file what a person wants to see at once.
fn write_out(
    args: &ReportArgs,
    file: Option<(&Path, File)>,
    results: &Results,
    suite: &Suite,
    elapsed: Option<Duration>,
) -> Result<(), Failure> {
    let text = Text {
        results,
        suite,
        elapsed,
        quiet: args.quiet,
    };
    let out = &mut anstream::stdout();
    match file {
        Some((path, mut file)) => {
            // A file gets no colours, whatever the terminal is.
            let mut plain = anstream::StripStream::new(Vec::new());
            write_report(&mut plain, results, &text, args.format)
                .and_then(|()| file.write_all(&plain.into_inner()))
                .map_err(|error| cannot_write(path, &error))?;
            quiet_when_closed(text.brief(out))
        }
        None => quiet_when_closed(write_report(out, results, &text, args.format)),
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(
        format!("cannot write {}: {error}", path.display()),
        "give --output a file in a folder that exists",
    )
}

/// Writes a report of results that are there already, and gives their exit code.
pub(crate) fn report(args: &ReportArgs, results: &Results, suite: &Suite) -> Done {
    let Report { file, .. } = Report::open(args)?;
    write_out(args, file, results, suite, None)?;
    Ok(results.exit)
}

/// The line of what the run could have seen, for every report that is read; a badge has no room, and JSON has the numbers.
fn detects(view: &View<'_>) -> Option<String> {
    let detects = view.results.detects.as_ref()?;
    Some(format!(
        "detects {} of {} known bug classes with the capabilities this client declared",
        detects.detected, detects.known
    ))
}

/// The bug classes that the run could not have seen.
fn unseen<'a>(view: &View<'a>) -> &'a [String] {
    view.results.detects.as_ref().map_or(&[], |detects| &detects.unseen)
}

/// What every report ends with; `quote` makes the words of a results file fit for it.
fn footer(view: &View<'_>, quote: fn(&str) -> String) -> String {
    let results = view.results;
    let digest = results.vectors.sha256.get(..12).unwrap_or_default();
    let seed = results.run.seed.map_or(String::new(), |seed| format!(", seed {seed}"));
    let kit = quote(&format!("{} {}", results.kit.name, results.kit.version));
    let vectors = quote(&format!("{} (sha256 {digest})", results.vectors.version));
    format!("{kit}, vectors {vectors}{seed}. Passed says nothing about what was not tested.")
}

/// What vectors or clients say, without what would move the cursor or turn the writing round.
fn printable(words: &str) -> String {
    escaped(words).collect()
}

/// Somebody else's words on one line: nothing in them moves the cursor or turns the writing round.
fn one_line(words: &str) -> String {
    shown(words, 80)
}

/// Writes a report of results that no run of this program made.
#[cfg(feature = "serve")]
pub(crate) fn write_results(
    out: &mut dyn Write,
    results: &Results,
    suite: &Suite,
    format: Format,
    appendix: Option<&Appendix>,
) -> io::Result<()> {
    if format == Format::Html {
        return html::write(out, &View::new(results, suite), appendix);
    }
    let text = Text {
        results,
        suite,
        elapsed: None,
        quiet: false,
    };
    let mut plain = anstream::StripStream::new(Vec::new());
    write_report(&mut plain, results, &text, format)?;
    out.write_all(&plain.into_inner())
}

fn write_report(out: &mut dyn Write, results: &Results, text: &Text<'_>, format: Format) -> io::Result<()> {
    match format {
        Format::Text => text.write(out)?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, results)?;
            writeln!(out)?;
        }
        Format::Junit => junit::write(out, &View::new(results, text.suite))?,
        Format::Html => html::write(out, &View::new(results, text.suite), None)?,
        Format::Markdown => markdown::write(out, &View::new(results, text.suite))?,
        Format::Badge => badge::write(out, &View::new(results, text.suite))?,
    }
    out.flush()
}

/// A reader that closed the pipe has seen enough; anything else is a failure.
pub(crate) fn quiet_when_closed(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::harness(
            format!("cannot write to standard output: {error}"),
            "write to a file with --output",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn foreign_words_stay_on_their_line() {
        assert_eq!(one_line("größe 1"), "größe 1");
        assert_eq!(one_line("a\u{1b}[2J\r\nb"), "a\\u{1b}[2J\\r\\nb");
        assert_eq!(one_line(&"ü".repeat(80)), "ü".repeat(80));
        assert_eq!(one_line(&"ü".repeat(81)), "ü".repeat(80) + "…");
    }
}
