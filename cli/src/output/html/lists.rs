//! The tables below the cases.

use pinproof::conformance::bugs;
use pinproof::conformance::mutant::Section;
use pinproof::conformance::report::{ChannelState, Combinations};

use crate::output::combinations::values;
use crate::output::printable;
use crate::output::view::View;

pub(super) struct List {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) words: String,
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    pub(super) values: Vec<String>,
    /// Ids, or ids and titles, behind a click.
    pub(super) more: Vec<String>,
}

impl Row {
    fn of(values: impl IntoIterator<Item = String>) -> Self {
        Self {
            values: values.into_iter().collect(),
            more: Vec::new(),
        }
    }
}

pub(super) fn lists(view: &View<'_>) -> Vec<List> {
    let mut lists = Vec::new();
    lists.extend(view.results.combinations.as_ref().and_then(failing));
    lists.push(not_tested(view));
    if !crate::output::unseen(view).is_empty() {
        lists.push(unseen(view));
    }
    let either = either(view);
    if !either.rows.is_empty() {
        lists.push(either);
    }
    if !view.results.channels.is_empty() {
        lists.push(channels(view));
    }
    if let Some(baseline) = &view.results.baseline {
        lists.push(List {
            id: "baseline",
            title: "Baseline",
            words: format!("{} entries held, {} are stale.", baseline.matched, baseline.stale.len()),
            columns: vec!["stale"],
            rows: baseline.stale.iter().map(|stale| Row::of([printable(stale)])).collect(),
        });
    }
    lists.push(requirements(view));
    lists
}

/// What the failing cases have in common; nothing where they have nothing.
fn failing(combinations: &Combinations) -> Option<List> {
    let Combinations { failing, smallest, .. } = combinations;
    let rows = smallest
        .iter()
        .map(|found| Row::of([values(found), format!("{} of {failing}", found.failing)]));
    (!smallest.is_empty()).then(|| List {
        id: "combinations",
        title: "What the failing cases have in common",
        words: "The smallest combinations of one to three parameters that no passing case has.".to_owned(),
        columns: vec!["combination", "failing cases that must be accepted"],
        rows: rows.collect(),
    })
}

fn requirements(view: &View<'_>) -> List {
    let lines = crate::output::requirements::lines(view);
    let covered = lines.iter().filter(|line| line.covered).count();
    let (mut rest, asked): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| !line.covered);
    let words = format!(
        "{covered} of {} were asked for in this run; the others come first.",
        rest.len().saturating_add(covered)
    );
    rest.extend(asked);
    let rows = rest
        .into_iter()
        .map(|line| Row::of([line.source, line.clause, line.says, line.state]));
    List {
        id: "requirements",
        title: "Requirements",
        words,
        columns: vec!["source", "clause", "asks for", "in this run"],
        rows: rows.collect(),
    }
}

fn not_tested(view: &View<'_>) -> List {
    let rows: Vec<Row> = view
        .not_tested()
        .into_iter()
        .map(|(reason, ids)| Row {
            values: vec![printable(reason)],
            more: ids.into_iter().map(str::to_owned).collect(),
        })
        .collect();
    List {
        id: "not-tested",
        title: "Not tested",
        words: if rows.is_empty() {
            "Everything that was selected was asked.".to_owned()
        } else {
            "What the client does not claim says nothing about it.".to_owned()
        },
        columns: vec!["reason", "cases"],
        rows,
    }
}

/// By section, for there can be many.
fn unseen(view: &View<'_>) -> List {
    let classes = crate::output::unseen(view);
    let rows = Section::ALL.iter().map(|section| Row {
        values: vec![format!("{} {}", section.letter(), section.title())],
        more: classes
            .iter()
            .filter(|class| class.starts_with(section.letter()))
            .map(|class| match bugs::page(class) {
                Some(page) => format!("{class}: {}", page.title),
                None => printable(class),
            })
            .collect(),
    });
    List {
        id: "unseen",
        title: "Known bugs that this run could not see",
        words: "A client that has one of these passes all the same; each other known one would have been seen."
            .to_owned(),
        columns: vec!["section", "bug classes"],
        rows: rows.filter(|row| !row.more.is_empty()).collect(),
    }
}

fn either(view: &View<'_>) -> List {
    let rows = view.either().into_iter().map(|((flag, did), count)| {
        let did = if did == "accepted" {
            did.to_owned()
        } else {
            format!("refused with {did}")
        };
        Row::of([flag.to_owned(), did, count.to_string()])
    });
    List {
        id: "either",
        title: "Where both answers are right, this client",
        words: String::new(),
        columns: vec!["flag", "did", "cases"],
        rows: rows.collect(),
    }
}

fn channels(view: &View<'_>) -> List {
    let rows = view.results.channels.iter().map(|channel| {
        let state = match channel.state {
            ChannelState::Clean => "clean",
            ChannelState::Leaks => "leaks",
            ChannelState::NotExercised => "not exercised",
        };
        Row::of([channel.name.clone(), state.to_owned(), printable(&channel.detail)])
    });
    List {
        id: "channels",
        title: "Where secrets were looked for",
        words: String::new(),
        columns: vec!["channel", "state", "what was looked at"],
        rows: rows.collect(),
    }
}
