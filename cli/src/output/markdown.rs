//! The report as a comment on a pull request.

use std::io::{self, Write};

use askama::Template;
use pinproof::conformance::report::Totals;
use pinproof::conformance::text::shown;

use super::combinations::{Common, common};
use super::suspects::{Suspect, suspects};
use super::view::View;

/// Failed cases that are listed; hosts cut comments that are too long.
const LISTED: usize = 50;
/// Characters of a detail.
const DETAIL: usize = 200;

/// Writes the report.
pub(crate) fn write(out: &mut dyn Write, view: &View<'_>) -> io::Result<()> {
    let results = view.results;
    let wrong_count = view.wrong().count();
    let comment = Comment {
        mark: if results.exit == 0 { "\u{2705}" } else { "\u{274c}" },
        client: cell(&view.client()),
        headline: view.headline(),
        totals: &results.totals,
        failed: results.totals.not_as_expected(),
        detects: super::detects(view).unwrap_or_default(),
        faults: results.faults.iter().map(|fault| cell(fault)).collect(),
        suspects: suspects(view).into_iter().take(1).collect(),
        common: common(results, cell),
        wrong: view
            .wrong()
            .take(LISTED)
            .map(|(case, weight)| Wrong {
                id: &case.id,
                word: weight.word(),
                level: case.level.name(),
                detail: cell(case.detail.as_deref().unwrap_or_default()),
            })
            .collect(),
        wrong_count,
        more: wrong_count.saturating_sub(LISTED),
        not_tested: view
            .not_tested()
            .into_iter()
            .map(|(reason, ids)| (cell(reason), ids.len()))
            .collect(),
        footer: super::footer(view, cell),
    };
    let text = comment.render().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())?;
    out.flush()
}

#[derive(Template)]
#[template(path = "report.md", escape = "none")]
struct Comment<'a> {
    mark: &'static str,
    client: String,
    headline: &'static str,
    totals: &'a Totals,
    failed: usize,
    detects: String,
    faults: Vec<String>,
    suspects: Vec<Suspect>,
    common: Vec<Common>,
    wrong: Vec<Wrong<'a>>,
    wrong_count: usize,
    more: usize,
    not_tested: Vec<(String, usize)>,
    footer: String,
}

struct Wrong<'a> {
    id: &'a str,
    word: &'static str,
    level: &'static str,
    detail: String,
}

/// Foreign words as a code span, in which no host of comments looks for markup, links, people or other threads. A bar would end
/// a cell of a table all the same, and so is escaped.
pub(super) fn cell(words: &str) -> String {
    if words.trim().is_empty() {
        return String::new();
    }
    let plain: String = shown(words, DETAIL)
        .chars()
        .map(|character| if character == '`' { '\'' } else { character })
        .collect();
    // A backslash before a bar would free the bar.
    format!("`{}`", plain.replace("\\|", "|").replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn foreign_words_stay_in_their_cell() {
        assert_eq!(cell("a|b\n<img> `x` @all"), "`a\\|b\\n<img> 'x' @all`");
        assert_eq!(cell("\\|\\"), "`\\|\\`");
        assert_eq!(cell(" "), "");
    }
}
