//! What changed between two runs, for people and for programs.

use std::fs::File;
use std::io::{self, Write};

use pinproof::conformance::diff::{Change, Diff, Kind, Side, State};
use pinproof::conformance::report::Totals;

use super::markdown::cell;
use super::text::{BAD, GOOD, NOTE};
use super::{cannot_write, one_line, printable, quiet_when_closed};
use crate::args::{DiffArgs, DiffFormat};
use crate::failure::Failure;

/// Changes of one kind that are listed in Markdown; hosts cut comments that are too long.
const LISTED: usize = 50;

/// Writes `diff` where it was asked for.
pub(crate) fn report(args: &DiffArgs, diff: &Diff) -> Result<(), Failure> {
    let Some(path) = args.output.as_deref() else {
        return quiet_when_closed(write(&mut anstream::stdout(), diff, args.format));
    };
    let mut plain = anstream::StripStream::new(Vec::new());
    write(&mut plain, diff, args.format)
        .and_then(|()| File::create(path)?.write_all(&plain.into_inner()))
        .map_err(|error| cannot_write(path, &error))?;
    quiet_when_closed(verdict(&mut anstream::stdout(), diff))
}

fn write(out: &mut dyn Write, diff: &Diff, format: DiffFormat) -> io::Result<()> {
    match format {
        DiffFormat::Text => text(out, diff)?,
        DiffFormat::Json => {
            serde_json::to_writer_pretty(&mut *out, diff)?;
            writeln!(out)?;
        }
        DiffFormat::Markdown => markdown(out, diff)?,
    }
    out.flush()
}

fn text(out: &mut dyn Write, diff: &Diff) -> io::Result<()> {
    for (name, old, new) in sides(diff) {
        if old == new {
            writeln!(out, "{name:8} {old}")?;
        } else {
            writeln!(out, "{name:8} {old}\n      -> {new}")?;
        }
    }
    writeln!(out, "\n{:24} {:>6} {:>6}", "", "old", "new")?;
    for (name, old, new) in numbers(diff) {
        let change = change(old, new);
        writeln!(out, "{name:24} {old:6} {new:6}{NOTE}{change}{NOTE:#}")?;
    }
    writeln!(out)?;
    for fault in &diff.new_faults {
        writeln!(out, "{BAD}new fault{BAD:#} {}\n", printable(fault))?;
    }
    for kind in Kind::ALL {
        let count = diff.of_kind(kind).count();
        if count == 0 {
            continue;
        }
        let style = if diff.of_kind(kind).any(|change| change.worse) {
            BAD
        } else {
            NOTE
        };
        writeln!(out, "{style}{}{style:#} ({count})", kind.title())?;
        for change in diff.of_kind(kind) {
            let detail = printable(detail(change));
            writeln!(out, "  {} ({}): {}", change.id, change.level.name(), became(change))?;
            if !detail.is_empty() {
                writeln!(out, "    {detail}")?;
            }
        }
        writeln!(out)?;
    }
    verdict(out, diff)
}

fn verdict(out: &mut dyn Write, diff: &Diff) -> io::Result<()> {
    let style = if diff.worse == 0 { GOOD } else { BAD };
    writeln!(out, "{style}{}{style:#}", sentence(diff))
}

fn sentence(diff: &Diff) -> String {
    let changes = diff.changes.len().saturating_add(diff.new_faults.len());
    match (changes, diff.worse) {
        (0, _) => "nothing changed".to_owned(),
        (1, 0) => "1 change, none for the worse".to_owned(),
        (1, _) => "1 change, for the worse".to_owned(),
        (all, 0) => format!("{all} changes, none for the worse"),
        (all, worse) => format!("{all} changes, {worse} for the worse"),
    }
}

fn markdown(out: &mut dyn Write, diff: &Diff) -> io::Result<()> {
    let mark = if diff.worse == 0 { "\u{2705}" } else { "\u{274c}" };
    writeln!(out, "### {mark} pinproof: {}\n", sentence(diff))?;
    for (name, old, new) in sides(diff) {
        if old == new {
            writeln!(out, "- {name}: {}", cell(&old))?;
        } else {
            writeln!(out, "- {name}: {} → {}", cell(&old), cell(&new))?;
        }
    }
    writeln!(out, "\n| | old | new | |\n|---|---:|---:|---:|")?;
    for (name, old, new) in numbers(diff) {
        writeln!(out, "| {name} | {old} | {new} | {} |", change(old, new).trim())?;
    }
    for fault in &diff.new_faults {
        writeln!(out, "\n**New fault**: {}", cell(fault))?;
    }
    for kind in Kind::ALL {
        let count = diff.of_kind(kind).count();
        if count == 0 {
            continue;
        }
        writeln!(
            out,
            "\n**{}** ({count})\n\n| case | level | | |\n|---|---|---|---|",
            kind.title()
        )?;
        for change in diff.of_kind(kind).take(LISTED) {
            let (level, detail) = (change.level.name(), cell(detail(change)));
            let became = cell(&became(change));
            writeln!(out, "| `{}` | {level} | {became} | {detail} |", change.id)?;
        }
        if count > LISTED {
            writeln!(out, "\nand {} more", count.saturating_sub(LISTED))?;
        }
    }
    Ok(())
}

/// What the two runs were, one beside the other.
fn sides(diff: &Diff) -> [(&'static str, String, String); 5] {
    let row = |name, of: fn(&Side) -> String| (name, of(&diff.old), of(&diff.new));
    [
        row("client", |side| match &side.client {
            Some(client) => format!("{} {}", one_line(&client.name), one_line(&client.version)),
            None => "never said who it is".to_owned(),
        }),
        row("kit", |side| format!("{} {}", side.kit.name, side.kit.version)),
        row("vectors", |side| {
            let digest = side.vectors.sha256.get(..12).unwrap_or(&side.vectors.sha256);
            format!("{} (sha256 {digest})", side.vectors.version)
        }),
        row("run", options),
        row("exit", |side| side.exit.to_string()),
    ]
}

/// How a run was asked for, as on the command line.
fn options(side: &Side) -> String {
    let mut options = Vec::new();
    options.extend(
        side.selected
            .only
            .as_ref()
            .map(|only| format!("--only {}", one_line(only))),
    );
    options.extend(
        side.selected
            .profile
            .as_ref()
            .map(|name| format!("--profile {}", one_line(name))),
    );
    options.extend(side.run.deep.then(|| "--deep".to_owned()));
    options.extend(side.run.strict.then(|| "--strict".to_owned()));
    options.extend(
        side.run
            .shard
            .map(|shard| format!("--shard {}/{}", shard.index, shard.of)),
    );
    if options.is_empty() {
        "whole".to_owned()
    } else {
        options.join(" ")
    }
}

/// Totals that are not 0 on both sides.
fn numbers(diff: &Diff) -> Vec<(&'static str, usize, usize)> {
    let (old, new) = (&diff.old.totals, &diff.new.totals);
    let row = |name, of: fn(&Totals) -> usize| (name, of(old), of(new));
    let mut rows = vec![
        row("cases", |totals| totals.cases),
        row("passed", |totals| totals.passed),
        row("failed", |totals| totals.not_as_expected()),
        row("advisory", |totals| totals.advisory),
        row("known to fail", |totals| totals.expected_failures),
        row("passed unexpectedly", |totals| totals.unexpected_passes),
        row("not tested", |totals| totals.not_tested),
        row("without a usable answer", |totals| totals.harness_errors),
    ];
    let detects = |side: &Side| side.detects.as_ref().map_or(0, |detects| detects.detected);
    rows.push(("known bugs detected", detects(&diff.old), detects(&diff.new)));
    rows.retain(|(name, old, new)| (*old, *new) != (0, 0) || matches!(*name, "passed" | "failed"));
    rows
}

/// ` +3`, ` -3`, or nothing.
fn change(old: usize, new: usize) -> String {
    match (new.checked_sub(old), old.checked_sub(new)) {
        (Some(0), _) => String::new(),
        (Some(more), _) => format!(" +{more}"),
        (_, less) => format!(" -{}", less.unwrap_or_default()),
    }
}

fn became(change: &Change) -> String {
    let state = |state: &Option<State>| match state {
        Some(State { outcome, did, .. }) => {
            let word = crate::commands::word(outcome);
            let did = did.as_ref().map(|did| format!(" ({})", one_line(did)));
            format!("{word}{}", did.unwrap_or_default())
        }
        None => "not there".to_owned(),
    };
    format!("{} -> {}", state(&change.old), state(&change.new))
}

fn detail(change: &Change) -> &str {
    let state = change.new.as_ref();
    state.and_then(|state| state.detail.as_deref()).unwrap_or_default()
}
