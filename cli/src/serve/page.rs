//! The Set PIN and View PIN pages, when they are in the program.

use pinproof::message::{ControlId, Scope};
use pinproof::profile::Profile;
use pinproof::secret::SecretText;

/// What is said where a page would be.
pub(crate) const HOW_TO_ADD: &str = "This program has no pages. With them: cargo run --release -p pinproof-wasm-pack, then \
cargo run --release --features pages -- serve --demo";

/// A page to be sent.
#[derive(Debug)]
pub(crate) struct Page<'a> {
    /// What it is for; the page for frames learns it from the window around it.
    pub(crate) scope: Option<Scope>,
    /// The token that opened it; none for the page for frames.
    pub(crate) control_id: Option<&'a ControlId>,
    pub(crate) profile: &'a Profile,
    /// Whether the issuer has a style sheet.
    pub(crate) css: bool,
    /// The origin of the window around it.
    pub(crate) frame_origin: Option<&'a str>,
}

/// Its HTML.
pub(crate) fn render(page: &Page<'_>) -> Option<SecretText> {
    let Page {
        scope,
        control_id,
        profile,
        css,
        frame_origin,
    } = page;
    let _ = (scope, control_id, profile, css, frame_origin);
    None
}

/// The page for a form whose token opens nothing.
pub(crate) fn refused(scope: Option<Scope>, css: bool) -> Option<SecretText> {
    let _ = (scope, css);
    None
}

/// The policy of both: scripts, styles and requests of this service alone, nothing inline, WebAssembly.
pub(crate) fn csp(frame_origin: Option<&str>) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {}",
        frame_origin.unwrap_or("'none'")
    )
}

/// The policy of the demo, which holds the page in a frame and posts the form.
pub(crate) fn demo_csp() -> String {
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        .to_owned()
}

/// The HTML of the demo.
pub(crate) fn demo(profile: &Profile) -> Option<String> {
    let _ = profile;
    None
}
