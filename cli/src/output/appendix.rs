//! What a report shows beside its cases.

/// A part of the HTML report with pictures.
#[derive(Default)]
pub(crate) struct Appendix {
    /// Anchor of its heading.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) words: String,
    /// Rules for its pictures.
    pub(crate) css: &'static str,
    pub(crate) figures: Vec<Figure>,
}

/// A picture.
pub(crate) struct Figure {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) caption: String,
    /// Whether it shows something wrong.
    pub(crate) bad: bool,
    /// From a template of this program: goes into the page as it is.
    pub(crate) svg: String,
}
