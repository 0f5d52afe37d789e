//! The likely bugs in the words of a report.

use super::view::View;

/// A likely bug.
pub(crate) struct Suspect {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) effect: String,
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
    let all = view.results.suspects.iter();
    all.map(|suspect| {
        let contradicts = match suspect.contradicts {
            0 => "contradicts none".to_owned(),
            some => format!("contradicts {some}"),
        };
        Suspect {
            id: suspect.mutant.clone(),
            title: suspect.title.clone(),
            effect: suspect.effect.clone(),
            evidence: format!(
                "It explains {} of the failed cases that were looked at and {contradicts}.",
                suspect.explains
            ),
            same: suspect.same.join(", "),
            page: String::new(),
            fixes: Vec::new(),
        }
    })
    .collect()
}
