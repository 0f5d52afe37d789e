//! The likely bugs in the words of a report.

use std::io::{self, Write};

use pinproof::conformance::bugs::{self, Fix, Language, Page};
use pinproof::conformance::mutant::{self, Mutant};
use pinproof::conformance::report::{self, Results};

use super::view::View;

/// A likely bug, in the words of the kit's own catalogue.
pub(crate) struct Suspect {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) effect: &'static str,
    /// How well it fits.
    pub(crate) evidence: String,
    /// Mutants that answer the same, in one line.
    pub(crate) same: String,
    /// Path of the bug's page; empty where there is none.
    pub(crate) page: String,
    /// Language, what to do in it, and whether it is the client's own.
    pub(crate) fixes: Vec<(String, Vec<Part>, bool)>,
}

/// A piece of a fix.
pub(crate) struct Part {
    pub(crate) text: String,
    pub(crate) code: bool,
}

pub(crate) fn suspects(view: &View<'_>) -> Vec<Suspect> {
    let own = language(view.results);
    let all = known(view.results);
    all.map(|(mutant, suspect)| {
        let page = bugs::page(mutant.class());
        Suspect {
            id: mutant.id,
            title: mutant.title,
            effect: mutant.effect,
            evidence: evidence(suspect),
            same: same(suspect),
            page: page.as_ref().map(Page::path).unwrap_or_default(),
            fixes: page.map(|page| fixes(page, own)).unwrap_or_default(),
        }
    })
    .collect()
}

/// The suspects that the kit knows. A results file can come from anybody, so that its own words for them are not shown.
fn known(results: &Results) -> impl Iterator<Item = (&'static Mutant, &report::Suspect)> {
    let suspects = results.suspects.iter();
    suspects.filter_map(|suspect| Some((mutant::find(&suspect.mutant)?, suspect)))
}

/// The mutants that answer the same, of those that the kit knows.
fn same(suspect: &report::Suspect) -> String {
    let same = suspect.same.iter().filter_map(|id| mutant::find(id));
    same.map(|mutant| mutant.id).collect::<Vec<_>>().join(", ")
}

/// How well a suspect fits, as a sentence.
fn evidence(suspect: &report::Suspect) -> String {
    let contradicts = match suspect.contradicts {
        0 => "contradicts none".to_owned(),
        some => format!("contradicts {some}"),
    };
    format!("It explains {} failed cases and {contradicts}.", suspect.explains)
}

/// The language that the client names.
fn language(results: &Results) -> Option<Language> {
    let named = results.client.as_ref()?.client.language.as_deref()?;
    Language::named(named)
}

/// The fixes of a page, the client's own language first.
fn fixes(page: Page, own: Option<Language>) -> Vec<(String, Vec<Part>, bool)> {
    let own = own.and_then(|own| page.fix(own)).map(|fix| fix.heading.clone());
    let part = |text: String, code| (!text.is_empty()).then_some(Part { text, code });
    let fixes = page.fixes.into_iter().map(|fix| {
        let own = own.as_ref() == Some(&fix.heading);
        let parts = [part(fix.before, false), part(fix.code, true), part(fix.after, false)];
        (fix.heading, parts.into_iter().flatten().collect(), own)
    });
    let mut fixes: Vec<_> = fixes.collect();
    fixes.sort_by_key(|(_, _, own)| !own);
    fixes
}

/// The likely bugs for people at a terminal: the first with its fix, the others in a line or two.
pub(crate) fn write(out: &mut dyn Write, results: &Results) -> io::Result<()> {
    let mut known = known(results);
    let Some((mutant, first)) = known.next() else {
        return Ok(());
    };
    writeln!(out, "behaves like {}: it {}", mutant.id, mutant.title)?;
    writeln!(out, "  {}.", mutant.effect)?;
    writeln!(out, "  {}", evidence(first))?;
    let same = same(first);
    if !same.is_empty() {
        writeln!(out, "  The same answers are those of {same}.")?;
    }
    if let Some(page) = bugs::page(mutant.class()) {
        let headings: Vec<&str> = page.fixes.iter().map(|fix| fix.heading.as_str()).collect();
        match language(results).and_then(|own| page.fix(own)) {
            Some(fix) => {
                write_fix(out, fix)?;
                writeln!(out, "  more: {}", page.path())?;
            }
            None => writeln!(
                out,
                "  how to mend it in {}: {}, or --format html",
                headings.join(", "),
                page.path()
            )?,
        }
    }
    for (mutant, suspect) in known {
        writeln!(out, "then like {}: it {}", mutant.id, mutant.title)?;
        let path = bugs::page(mutant.class()).map(|page| page.path()).unwrap_or_default();
        writeln!(out, "  {} more: {path}", evidence(suspect))?;
    }
    writeln!(out)
}

fn write_fix(out: &mut dyn Write, fix: &Fix) -> io::Result<()> {
    writeln!(out, "  fix in {}", fix.heading)?;
    let lines = [&fix.before, &fix.code, &fix.after];
    let mut lines = lines.iter().flat_map(|text| text.lines());
    lines.try_for_each(|line| writeln!(out, "    {line}"))
}
