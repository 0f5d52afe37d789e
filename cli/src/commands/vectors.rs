//! `pinproof vectors`: list, show, lint, generate.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use pinproof::conformance::generate::{GenerateError, fresh, generate, generate_anew, to_text};
use pinproof::conformance::report::exit;
use pinproof::conformance::vector::{BESIDE, Selection, Suite, TestCase, VectorFile};

use super::{draw_seed, find, lint, load, load_for, word};
use crate::Done;
use crate::args::VectorsCommand;
use crate::failure::Failure;
use crate::output::quiet_when_closed;

pub(crate) fn run(command: VectorsCommand) -> Done {
    match command {
        VectorsCommand::List { vectors, only } => {
            let suite = load(&vectors)?;
            if let Some(pattern) = &only
                && !suite.cases().iter().any(|test| of_pattern(pattern).contains(test))
            {
                return Err(Failure::usage(
                    format!("no case matches `{pattern}`"),
                    "an id is FILE/CASE and * stands for anything, such as 'tzpk_*'; without --only all files are listed",
                ));
            }
            quiet_when_closed(list(&suite, only))?;
            Ok(exit::AS_EXPECTED)
        }
        VectorsCommand::Show { id, from } => {
            let suite = load_for(&from, &id)?;
            quiet_when_closed(show(&suite, find(&suite, &id)?))?;
            Ok(exit::AS_EXPECTED)
        }
        VectorsCommand::Fresh { seed, deep, output } => write_fresh(seed.unwrap_or_else(draw_seed), deep, &output),
        VectorsCommand::Lint { vectors } => lint::run(&vectors),
        VectorsCommand::Generate { output, check, deep } => write_or_compare(&output, check, deep),
    }
}

fn list(suite: &Suite, only: Option<String>) -> io::Result<()> {
    let out = &mut anstream::stdout();
    match only {
        None => {
            for (stem, file) in suite.files() {
                writeln!(out, "{stem:44} {:5}  {:17}  {}", file.count, file.op.name(), file.title)?;
            }
            writeln!(out, "{} files, {} cases", suite.files().len(), suite.cases().len())
        }
        Some(pattern) => {
            let selection = of_pattern(&pattern);
            suite
                .cases()
                .iter()
                .filter(|test| selection.contains(test))
                .try_for_each(|test| writeln!(out, "{}  {}", test.id, test.case.comment))
        }
    }
}

/// Every case that the pattern names.
fn of_pattern(pattern: &str) -> Selection {
    Selection {
        only: Some(pattern.to_owned()),
        deep: true,
        ..Selection::default()
    }
}

fn show(suite: &Suite, test: &TestCase) -> io::Result<()> {
    let out = &mut anstream::stdout();
    let case = &test.case;
    writeln!(out, "{}  ({}, {})", test.id, test.op, case.level.name())?;
    writeln!(out, "{}\n", case.comment)?;
    writeln!(out, "request    {}", serde_json::to_string(&test.prompt.request)?)?;
    if let Some(output) = &case.output {
        writeln!(out, "accept     {output}")?;
    }
    if let Some(judge) = case.judge {
        writeln!(out, "accept     what the kit itself can check ({})", word(judge))?;
    }
    if let Some(class) = case.class {
        writeln!(out, "reject     {class}")?;
    }
    if let Some(sibling) = &test.sibling {
        writeln!(out, "sibling    {sibling}")?;
    }
    if let Some(first) = &case.indistinguishable_from {
        writeln!(out, "no other   {first} must look the same")?;
    }
    for (name, value) in &case.steps {
        writeln!(out, "step       {name} = {}", word(value))?;
    }
    for requirement in &case.requirements {
        writeln!(out, "asked by   {requirement}")?;
    }
    writeln!(out, "reasons    {}", case.reasons.join(", "))?;
    if !case.agreed.is_empty() {
        writeln!(out, "agreed     {}", case.agreed.join(", "))?;
    }
    let stem = test.id.split('/').next().unwrap_or_default();
    let notes = suite
        .files()
        .iter()
        .find(|(own, _)| own == stem)
        .map(|(_, file)| &file.notes);
    for flag in &case.flags {
        if let Some(note) = notes.and_then(|notes| notes.get(flag)) {
            writeln!(out, "\n{flag}: {}\n  {}", note.description, note.effect)?;
            for link in note.cves.iter().chain(&note.links) {
                writeln!(out, "  {link}")?;
            }
        }
    }
    Ok(())
}

fn write_fresh(seed: u64, deep: bool, folder: &Path) -> Done {
    fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
    let files = texts(fresh(seed, deep))?;
    if let Some(name) = others(folder, &BTreeMap::new())?.first() {
        return Err(Failure::usage(
            format!("{} has {name} in it", folder.display()),
            "give --output a folder without vector files: the fresh ones are read together",
        ));
    }
    for (name, text) in &files {
        fs::write(folder.join(name), text).map_err(|error| unusable(&folder.join(name), &error))?;
    }
    let text = format!("wrote {} files of seed {seed} to {}", files.len(), folder.display());
    quiet_when_closed(writeln!(anstream::stdout(), "{text}"))?;
    Ok(exit::AS_EXPECTED)
}

/// Name and text of each file.
fn texts(files: Result<Vec<(String, VectorFile)>, GenerateError>) -> Result<BTreeMap<String, String>, Failure> {
    let broken = |error: GenerateError| {
        Failure::self_check(
            error.to_string(),
            "the library refuses an input of its own vectors: fix the library",
        )
    };
    let mut texts = BTreeMap::new();
    for (stem, file) in files.map_err(broken)? {
        texts.insert(format!("{stem}.json"), to_text(&file).map_err(broken)?);
    }
    Ok(texts)
}

fn write_or_compare(folder: &Path, check: bool, deep: bool) -> Done {
    let files = texts(if deep { generate_anew() } else { generate() })?;
    if check {
        compare(folder, &files)
    } else {
        write(folder, &files)
    }
}

fn unusable(folder: &Path, error: &io::Error) -> Failure {
    Failure::usage(
        format!("{}: {error}", folder.display()),
        "run this in the project's folder, or give --output the folder of the vector files",
    )
}

fn write(folder: &Path, files: &BTreeMap<String, String>) -> Done {
    for (name, text) in files {
        fs::write(folder.join(name), text).map_err(|error| unusable(&folder.join(name), &error))?;
    }
    let gone = others(folder, files)?;
    let text = format!("wrote {} files to {}", files.len(), folder.display());
    quiet_when_closed(writeln!(anstream::stdout(), "{text}"))?;
    for name in gone {
        let _ = writeln!(
            anstream::stderr(),
            "note: {name} is not written by the generator; remove it or teach the generator"
        );
    }
    Ok(exit::AS_EXPECTED)
}

fn compare(folder: &Path, files: &BTreeMap<String, String>) -> Done {
    let mut stale = Vec::new();
    for (name, text) in files {
        match fs::read_to_string(folder.join(name)) {
            Ok(found) if found == *text => {}
            Ok(_) => stale.push(format!("{name} differs")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => stale.push(format!("{name} is missing")),
            Err(error) => return Err(unusable(&folder.join(name), &error)),
        }
    }
    stale.extend(
        others(folder, files)?
            .into_iter()
            .map(|name| format!("{name} is not written by the generator")),
    );
    let out = &mut anstream::stdout();
    if stale.is_empty() {
        quiet_when_closed(writeln!(out, "{} files are as the generator writes them", files.len()))?;
        return Ok(exit::AS_EXPECTED);
    }
    for line in &stale {
        quiet_when_closed(writeln!(out, "{line}"))?;
    }
    quiet_when_closed(writeln!(
        out,
        "run `pinproof vectors generate` and look at the difference"
    ))?;
    Ok(exit::FAILED)
}

/// Vector files in `folder` that the generator does not know.
fn others(folder: &Path, files: &BTreeMap<String, String>) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unusable(folder, &error))? {
        let name = entry
            .map_err(|error| unusable(folder, &error))?
            .file_name()
            .to_string_lossy()
            .into_owned();
        let stem = name.strip_suffix(".json");
        if stem.is_some_and(|stem| !BESIDE.contains(&stem)) && !files.contains_key(&name) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
