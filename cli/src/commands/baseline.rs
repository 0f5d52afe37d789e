//! `--baseline FILE`, and `pinproof baseline update`.

mod file;

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use pinproof::conformance::baseline::{Baseline, BaselineError, Changes, Date};
use pinproof::conformance::report::{Results, exit};
use pinproof::conformance::vector::Suite;

use self::file::Words;
use super::{load, results, with_fresh_of};
use crate::Done;
use crate::args::{RunArgs, UpdateArgs};
use crate::failure::Failure;
use crate::output::quiet_when_closed;

/// What `--baseline` asks for, read before anything is asked.
pub(super) struct Held(Option<(Baseline, Date)>);

impl Held {
    pub(super) fn read(run: &RunArgs) -> Result<Self, Failure> {
        let Some(path) = &run.baseline else {
            return Ok(Self(None));
        };
        Ok(Self(Some((read(path)?, today()))))
    }

    /// The results with what the baseline says to them.
    pub(super) fn apply(&self, results: Results, suite: &Suite) -> Results {
        match &self.0 {
            Some((baseline, today)) => baseline.apply(results, suite, today),
            None => results,
        }
    }
}

fn today() -> Date {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    Date::of_unix(since.map_or(0, |since| since.as_secs()))
}

fn read(path: &Path) -> Result<Baseline, Failure> {
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::usage(
            format!("{}: {error}", path.display()),
            "name a baseline file, or let `pinproof baseline update` write one",
        )
    })?;
    Baseline::from_toml(&text).map_err(|error| unusable(path, &error))
}

fn unusable(path: &Path, error: &BaselineError) -> Failure {
    let place = error.line.map(|line| format!(":{line}")).unwrap_or_default();
    let what = format!("{}{place}: {}", path.display(), error.problem);
    if error.is_duplicate {
        return Failure::stale(what, "an entry says each thing once: remove one of the two");
    }
    let help = "an entry is [[entry]] with id, status = \"known-failing\" | \"known-flaky\" | \"wont-fix\", reason, and if you \
                like class, link, expires = YYYY-MM-DD";
    Failure::usage(what, help)
}

pub(crate) fn update(args: &UpdateArgs) -> Done {
    let suite = load(&args.vectors)?;
    let results = results::of_run(&args.results, &suite)?;
    let suite = with_fresh_of(&results, suite)?;
    if matches!(results.exit, exit::HARNESS | exit::NOTHING_TESTED) {
        return Err(Failure::usage(
            format!(
                "{}: this run did not come to its end, and says little",
                args.results.display()
            ),
            "mend what the report names, run again, and update then",
        ));
    }
    let text = match fs::read_to_string(&args.file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => {
            return Err(Failure::usage(
                format!("{}: {error}", args.file.display()),
                "name a file",
            ));
        }
    };
    // A key that is there twice is nothing that can be put right without knowing which one is meant.
    let baseline = Baseline::from_toml(&text).map_err(|error| unusable(&args.file, &error))?;
    let changes = baseline.changes(results, &suite, &today());
    let words = words(args, &changes)?;
    let updated = file::updated(&text, &baseline, &changes, &words)
        .map_err(|error| Failure::self_check(format!("the baseline cannot be written: {error}"), "please report it"))?;
    if updated != text {
        file::replace(&args.file, &updated).map_err(|error| {
            Failure::usage(
                format!("cannot write {}: {error}", args.file.display()),
                "nothing was changed",
            )
        })?;
    }
    quiet_when_closed(tell(&mut anstream::stdout(), args, &baseline, &changes))?;
    Ok(exit::AS_EXPECTED)
}

/// The words of new entries. Nobody can say afterwards why something was allowed to fail, so it is said now.
fn words(args: &UpdateArgs, changes: &Changes) -> Result<Words, Failure> {
    let new = changes.add.iter().filter(|addition| addition.like.is_none()).count();
    let reason = args
        .reason
        .as_deref()
        .map(str::trim)
        .filter(|reason| !reason.is_empty());
    if new > 0 && reason.is_none() {
        let first = changes.add.iter().find(|addition| addition.like.is_none());
        let first = first.map_or("", |addition| addition.id.as_str());
        return Err(Failure::usage(
            format!("{new} new failures, the first is {first}: nothing was written"),
            "say with --reason why they may fail, or mend them; --link and --expires go with it",
        ));
    }
    let expires = args.expires.as_deref().map(Date::parse).transpose();
    let expires =
        expires.map_err(|error| Failure::usage(format!("--expires: {error}"), "such as --expires 2027-01-31"))?;
    if let Some(past) = expires.as_ref().filter(|expires| **expires < today()) {
        return Err(Failure::usage(
            format!("--expires: {past} is over, and the entries would be stale at once: nothing was written"),
            "name a day that is to come",
        ));
    }
    Ok(Words {
        reason: reason.unwrap_or_default().to_owned(),
        link: args.link.clone(),
        expires,
    })
}

fn tell(out: &mut dyn Write, args: &UpdateArgs, baseline: &Baseline, changes: &Changes) -> io::Result<()> {
    let id = |index: usize| baseline.entries().get(index).map_or("", |entry| entry.id.as_str());
    for (index, why) in &changes.remove {
        writeln!(out, "removed  {}: {why}", id(*index))?;
    }
    for (index, class) in &changes.describe {
        let class = class.as_deref().unwrap_or("several answers");
        writeln!(
            out,
            "changed  {}: fails with {class} now; is its reason still right?",
            id(*index)
        )?;
    }
    for addition in &changes.add {
        let class = addition.class.as_deref().unwrap_or("several answers");
        writeln!(out, "added    {}: {class}", addition.id)?;
    }
    let kept = baseline.entries().len().saturating_sub(changes.remove.len());
    writeln!(
        out,
        "{}: {} added, {} removed, {} changed, {} kept as they were",
        args.file.display(),
        changes.add.len(),
        changes.remove.len(),
        changes.describe.len(),
        kept.saturating_sub(changes.describe.len())
    )
}
