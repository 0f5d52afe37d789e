//! `pinproof mutants`: the deliberately wrong clients, and whether the vectors catch them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use pinproof::conformance::mutant::gate::{self, Gate, Problem};
use pinproof::conformance::mutant::matrix::{Column, FILE, KillMatrix, columns};
use pinproof::conformance::mutant::{Mutant, Section, find, mutants};
use pinproof::conformance::report::exit;
use pinproof::conformance::vector::{Suite, matches_glob};

use super::load;
use crate::Done;
use crate::args::{MatrixArgs, MutantsCommand, PlainFormat, VectorsFrom};
use crate::failure::Failure;
use crate::output::quiet_when_closed;

pub(crate) fn run(command: &MutantsCommand) -> Done {
    match command {
        MutantsCommand::List => {
            quiet_when_closed(list(&mut anstream::stdout()))?;
            Ok(exit::AS_EXPECTED)
        }
        MutantsCommand::Matrix(args) => matrix(args),
        MutantsCommand::Gate { vectors, format } => gate(vectors, *format),
    }
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    for section in Section::ALL {
        let mut of_section = mutants().filter(|mutant| mutant.section == section).peekable();
        if of_section.peek().is_none() {
            continue;
        }
        writeln!(out, "{} {}", section.letter(), section.title())?;
        for mutant in of_section {
            writeln!(out, "  {:22} {} (seen: {})", mutant.id, mutant.title, mutant.seen)?;
        }
    }
    writeln!(out, "{} mutants", mutants().count())
}

fn matrix(args: &MatrixArgs) -> Done {
    let folder = args.output.as_deref().or(args.check.then_some(Path::new("vectors")));
    let suite = load(&VectorsFrom {
        vectors: folder.map(Path::to_owned),
    })?;
    let only = args.only.as_deref().unwrap_or("*");
    let asked: Vec<&Mutant> = mutants().filter(|mutant| matches_glob(only, mutant.id)).collect();
    if asked.is_empty() {
        return Err(Failure::usage(
            format!("no mutant matches `{only}`"),
            "`pinproof mutants list` lists the ids",
        ));
    }
    let columns = columns(&suite, &asked);
    let matrix = KillMatrix::new(&suite, &columns);
    let out = &mut anstream::stdout();
    match folder {
        Some(folder) if args.check => {
            let problems = gate::stale(recorded(folder)?.as_deref(), &matrix);
            quiet_when_closed(show_problems(out, &problems))?;
            if !problems.is_empty() {
                return Ok(exit::FAILED);
            }
            quiet_when_closed(writeln!(out, "{FILE} is up to date"))?;
        }
        Some(folder) => {
            let path = folder.join(FILE);
            fs::write(&path, matrix.to_text()).map_err(|error| unusable(&path, &error))?;
            quiet_when_closed(writeln!(out, "wrote {}", path.display()))?;
        }
        None if args.format == PlainFormat::Json => quiet_when_closed(write!(out, "{}", matrix.to_text()))?,
        None => quiet_when_closed(show(out, &suite, &columns))?,
    }
    Ok(exit::AS_EXPECTED)
}

/// What each mutant fails, file by file.
fn show(out: &mut dyn Write, suite: &Suite, columns: &[Column]) -> io::Result<()> {
    let of = |file: &str| {
        suite
            .files()
            .iter()
            .find(|(stem, _)| stem == file)
            .map(|(_, file)| file.count)
    };
    let mut survivors: usize = 0;
    for column in columns {
        writeln!(
            out,
            "{}  {}",
            column.mutant,
            find(column.mutant).map_or("", |mutant| mutant.title)
        )?;
        let mut files: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (file, slug) in column.kills.iter().filter_map(|id| id.split_once('/')) {
            files.entry(file).or_default().push(slug);
        }
        if files.is_empty() {
            survivors = survivors.saturating_add(1);
            writeln!(out, "  survives")?;
        }
        for (file, slugs) in files {
            let share = of(file).map_or(String::new(), |all| format!(" of {all}"));
            writeln!(out, "  {file}, {}{share}: {}", slugs.len(), slugs.join(" "))?;
        }
        if !column.ends_a_run && !column.kills.is_empty() {
            writeln!(out, "  all of it is advice, which fails a run with --strict only")?;
        }
    }
    writeln!(out, "{} mutants, {survivors} survive", columns.len())
}

fn gate(folder: &Path, format: PlainFormat) -> Done {
    let texts = Suite::texts_in(folder).map_err(|error| {
        Failure::usage(
            format!("no vectors to hold the mutants against: {error}"),
            "run this in the project's folder, or name the folder of the vector files: `gate --vectors`, `matrix --output`",
        )
    })?;
    let recorded = recorded(folder)?;
    let found = gate::gate(texts, recorded.as_deref());
    let out = &mut anstream::stdout();
    quiet_when_closed(match format {
        PlainFormat::Text => show_gate(out, &found),
        PlainFormat::Json => serde_json::to_writer_pretty(&mut *out, &found)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(out)),
    })?;
    Ok(if found.problems.is_empty() {
        exit::AS_EXPECTED
    } else {
        exit::FAILED
    })
}

fn show_gate(out: &mut dyn Write, found: &Gate) -> io::Result<()> {
    show_problems(out, &found.problems)?;
    let problems = match found.problems.len() {
        0 => "no problem".to_owned(),
        1 => "1 problem".to_owned(),
        many => format!("{many} problems"),
    };
    match found.survivors {
        Some(survivors) => writeln!(
            out,
            "{} mutants, {survivors} survive, {} cases, {problems}",
            found.mutants, found.cases
        ),
        None => writeln!(out, "{} mutants, none was asked, {problems}", found.mutants),
    }
}

fn show_problems(out: &mut dyn Write, problems: &[Problem]) -> io::Result<()> {
    for problem in problems {
        writeln!(out, "{}: {}", problem.of, problem.text)?;
    }
    if problems.iter().any(|problem| problem.kind == gate::Kind::Stale) {
        writeln!(
            out,
            "run `pinproof mutants matrix --output vectors` and look at the difference"
        )?;
    }
    Ok(())
}

/// The text of the recorded matrix; none where there is no such file.
fn recorded(folder: &Path) -> Result<Option<String>, Failure> {
    let path = folder.join(FILE);
    match fs::read(&path) {
        // What is no text is no matrix either, and shows as stale.
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unusable(&path, &error)),
    }
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(
        format!("{}: {error}", path.display()),
        "run this in the project's folder, or name the folder of the vector files",
    )
}
