//! The report as one HTML file that asks nobody for anything.

mod cases;
mod grid;
mod lists;

use std::io::{self, Write};

use askama::Template;

use self::cases::{FileGroup, groups};
use self::grid::{Grid, grids};
use self::lists::{List, lists};
use super::appendix::Appendix;
use super::suspects::{Suspect, suspects};
use super::view::View;

/// Writes the report.
pub(crate) fn write(out: &mut dyn Write, view: &View<'_>, appendix: Option<&Appendix>) -> io::Result<()> {
    let page = Page::new(view, appendix).render().map_err(io::Error::other)?;
    out.write_all(page.as_bytes())?;
    out.flush()
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    css: &'static str,
    js: &'static str,
    client: String,
    kit: String,
    headline: &'static str,
    good: bool,
    cards: Vec<Card>,
    detects: Option<String>,
    /// Whether a list says what the run could not have seen.
    unseen: bool,
    facts: Vec<(&'static str, String)>,
    faults: Vec<String>,
    suspects: Vec<Suspect>,
    grids: Vec<Grid>,
    wrong: usize,
    groups: Vec<FileGroup>,
    lists: Vec<List>,
    appendix: Option<&'a Appendix>,
    footer: String,
}

/// One number.
struct Card {
    number: usize,
    label: &'static str,
    class: &'static str,
}

impl<'a> Page<'a> {
    fn new(view: &View<'_>, appendix: Option<&'a Appendix>) -> Self {
        let results = view.results;
        Self {
            css: concat!(
                include_str!("../../templates/palette.css"),
                include_str!("../../templates/report.css")
            ),
            js: include_str!("../../templates/report.js"),
            client: view.client(),
            kit: results.kit.version.clone(),
            headline: view.headline(),
            good: results.exit == 0,
            cards: cards(view),
            detects: super::detects(view),
            unseen: !super::unseen(view).is_empty(),
            facts: facts(view),
            faults: results.faults.iter().map(|fault| super::printable(fault)).collect(),
            suspects: suspects(view),
            grids: grids(view),
            wrong: view.wrong().count(),
            groups: groups(view),
            lists: lists(view),
            appendix,
            footer: super::footer(view, super::one_line),
        }
    }
}

fn cards(view: &View<'_>) -> Vec<Card> {
    let totals = &view.results.totals;
    let card = |number: usize, label, class| Card {
        number,
        label,
        class: if number == 0 { "" } else { class },
    };
    let mut cards = vec![
        card(totals.passed, "passed", ""),
        card(totals.not_as_expected(), "failed", "bad"),
        card(totals.advisory, "advice", "note"),
        card(totals.not_tested, "not tested", "note"),
    ];
    if totals.harness_errors > 0 {
        cards.push(card(totals.harness_errors, "without a usable answer", "bad"));
    }
    cards
}

fn facts(view: &View<'_>) -> Vec<(&'static str, String)> {
    let results = view.results;
    let mut facts = Vec::new();
    if let Some(description) = &results.client {
        let identity = &description.client;
        for (name, value) in [("Language", &identity.language), ("Runtime", &identity.runtime)] {
            facts.extend(value.as_deref().map(|value| (name, super::one_line(value))));
        }
    }
    facts.push((
        "Vectors",
        format!("{} (sha256 {})", results.vectors.version, results.vectors.sha256),
    ));
    if let Some(seed) = results.run.seed {
        facts.push(("Seed of the fresh cases", seed.to_string()));
    }
    if let Some(shard) = results.run.shard {
        facts.push((
            "Part",
            format!("{} of {}: the rest is in other reports", shard.index, shard.of),
        ));
    }
    let gate = if results.run.strict {
        "must, should and may (--strict)"
    } else {
        "must; should and may are advice"
    };
    facts.push(("Fails the run", gate.to_owned()));
    facts
}
