//! The HTML of the pages. Their scripts and styles are files of `web/`; see [`assets`](super::assets).

use askama::Template;
use pinproof::message::{ControlId, Scope};
use pinproof::profile::Profile;
use pinproof::secret::SecretText;

/// What is said where a page would be, in a program without them.
pub(crate) const HOW_TO_ADD: &str = "This program has no pages. Two commands add them: cargo run -p pinproof-pack, then \
cargo run --release --features pages -- serve --demo";

/// Where the files of the pages are.
pub(crate) const ASSETS_PATH: &str = "/pincontrol/v2/assets/";

/// The default style sheet, and the name of the issuer's own, which takes its place.
const DEFAULT_CSS: &str = "pin.css";
pub(crate) const ISSUER_CSS: &str = "issuer.css";

/// Why a session ends, in the words of `web/texts/en.js`: they are there before any script has loaded.
const REASONS: [(&str, &str); 11] = [
    (
        "unsupported",
        "This browser or app is too old to open the page safely. Update it first.",
    ),
    ("insecure", "This page needs a secure connection (https)."),
    ("set-up", "The page could not be loaded."),
    ("offline", "There is no connection to your bank."),
    ("late", "Your bank took too long to answer."),
    ("unavailable", "The service is not available at the moment."),
    (
        "refused",
        "This page is no longer valid. Each can be used only once and for a short time.",
    ),
    ("expired", "The page was open for too long."),
    ("attempts", "None of the PINs was accepted, and there is no try left."),
    ("left", "The page was left before it was done."),
    ("technical", "Something went wrong that you are not to blame for."),
];

/// A page that is to be opened.
pub(crate) struct Page<'a> {
    /// What the control token is for. A page in a frame learns it from the parent window.
    pub(crate) scope: Option<Scope>,
    /// The token, of a page that a form has opened.
    pub(crate) control_id: Option<&'a ControlId>,
    /// The issuer's parameters.
    pub(crate) profile: &'a Profile,
    /// Whether there is a style sheet of the issuer's own.
    pub(crate) css: bool,
    /// The origin that may hold the page in a frame; without one it is a page of its own.
    pub(crate) frame_origin: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "serve/page.html")]
struct PageHtml<'a> {
    assets: &'static str,
    css: &'static str,
    operation: &'static str,
    title: &'static str,
    failed: &'static str,
    frame_origin: &'a str,
    profile: &'a str,
    control_id: &'a str,
    refused: Option<&'static str>,
    reasons: &'static [(&'static str, &'static str)],
}

/// The page as HTML, which holds the control token; `None` when the pages are not in this program.
pub(crate) fn render(page: &Page<'_>) -> Option<SecretText> {
    let profile = serde_json::to_string(page.profile).ok()?;
    html(&PageHtml {
        frame_origin: page.frame_origin.unwrap_or_default(),
        profile: &profile,
        control_id: page.control_id.map_or("", ControlId::as_str),
        ..PageHtml::empty(page.scope, page.css)
    })
}

/// The page that a browser gets in place of one that is refused with this status: it says so to the cardholder and to the app.
pub(crate) fn refused(scope: Option<Scope>, css: bool, frame_origin: Option<&str>, status: u16) -> Option<SecretText> {
    html(&PageHtml {
        refused: Some(reason(status)),
        frame_origin: frame_origin.unwrap_or_default(),
        ..PageHtml::empty(scope, css)
    })
}

/// One of [`REASONS`]: a token that is good must not be called used because the service is busy.
const fn reason(status: u16) -> &'static str {
    match status {
        403 => "refused",
        429 | 500.. => "unavailable",
        _ => "technical",
    }
}

impl PageHtml<'_> {
    fn empty(scope: Option<Scope>, css: bool) -> Self {
        let (title, failed) = match scope {
            None => ("Card PIN", "This page cannot be used"),
            Some(Scope::SetPin) => ("Choose a PIN for your card", "The PIN could not be set"),
            Some(Scope::ViewPin) => ("The PIN of your card", "The PIN cannot be shown"),
        };
        Self {
            title,
            failed,
            assets: ASSETS_PATH,
            css: if css { ISSUER_CSS } else { DEFAULT_CSS },
            operation: scope.map_or("", Scope::operation),
            frame_origin: "",
            profile: "",
            control_id: "",
            refused: None,
            reasons: &REASONS,
        }
    }
}

fn html(page: &PageHtml<'_>) -> Option<SecretText> {
    if !super::assets::EMBEDDED {
        return None;
    }
    // Room for all of it, escapes too, so that no growth leaves a copy of the token behind.
    let of_values = [page.profile, page.control_id, page.frame_origin]
        .iter()
        .fold(0_usize, |room, value| room.saturating_add(value.len()));
    let mut text = String::with_capacity(of_values.saturating_mul(6).saturating_add(16 * 1024));
    page.render_into(&mut text).ok()?;
    Some(SecretText::from_string(text))
}

#[derive(Template)]
#[template(path = "serve/demo.html")]
struct DemoHtml<'a> {
    assets: &'static str,
    profile: &'a str,
}

/// The page that shows all of it on one machine.
pub(crate) fn demo(profile: &Profile) -> Option<String> {
    let page = DemoHtml {
        assets: ASSETS_PATH,
        profile: &profile.name,
    };
    super::assets::EMBEDDED.then(|| page.render().ok()).flatten()
}

/// The Content-Security-Policy of the pages: nothing but what this service sends, no inline script or style, no form that goes
/// anywhere; a frame only in the agreed origin.
pub(crate) fn csp(frame_origin: Option<&str>) -> String {
    let ancestors = frame_origin.unwrap_or("'none'");
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
         font-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// That of the demo, which holds the page in a frame and posts the form that opens it.
pub(crate) fn demo_csp() -> String {
    String::from(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; frame-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
}

#[cfg(all(test, feature = "pages"))]
mod tests {
    use super::*;

    fn page<'a>(profile: &'a Profile, control_id: Option<&'a ControlId>) -> Page<'a> {
        Page {
            scope: Some(Scope::SetPin),
            control_id,
            profile,
            css: false,
            frame_origin: None,
        }
    }

    #[test]
    fn what_stands_in_a_page_is_escaped() {
        let id = ControlId::new("\"><script>alert(1)</script>&'").unwrap();
        let profile = Profile::enfuce_v3();
        let html = render(&page(&profile, Some(&id))).unwrap();
        let html = html.expose();
        assert!(!html.contains("<script>"));
        assert!(html.contains("content=\"&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#38;&#39;\""));
        // One script, by name; nothing in line.
        assert_eq!(html.matches("<script").count(), 1);
        assert!(!html.contains("<style") && !html.contains(" style=") && !html.contains(" onclick"));
    }

    #[test]
    fn a_frame_has_no_token_and_a_page_of_its_own_no_origin() {
        let profile = Profile::aes_iso4();
        let framed = render(&Page {
            scope: None,
            frame_origin: Some("https://bank.example"),
            css: true,
            ..page(&profile, None)
        });
        let framed = framed.unwrap();
        assert!(framed.expose().contains("data-frame-origin=\"https://bank.example\""));
        assert!(framed.expose().contains("/assets/issuer.css") && !framed.expose().contains("pin.css"));
        assert!(!framed.expose().contains("pinproof-control-id"));
        let id = ControlId::new("8f14e45f").unwrap();
        let own = render(&page(&profile, Some(&id))).unwrap();
        assert!(own.expose().contains("data-frame-origin=\"\"") && own.expose().contains("data-operation=\"set-pin\""));
        assert!(own.expose().contains("/assets/pin.css"));
    }

    #[test]
    fn a_refused_page_says_so_before_anything_loads() {
        for (status, why) in [
            (403, "refused"),
            (429, "unavailable"),
            (503, "unavailable"),
            (400, "technical"),
        ] {
            let html = refused(Some(Scope::ViewPin), false, None, status).unwrap();
            assert!(html.expose().contains(&format!(" data-refused=\"{why}\"")), "{status}");
            assert!(html.expose().contains("data-operation=\"view-pin\""));
            assert!(REASONS.iter().any(|(known, _)| *known == why));
        }
        let profile = Profile::enfuce_v3();
        assert!(!render(&page(&profile, None)).unwrap().expose().contains("data-refused"));
    }

    #[test]
    fn the_texts_are_those_of_the_script() {
        let (script, _) = super::super::assets::get("texts/en.js").unwrap();
        let script = std::str::from_utf8(script).unwrap();
        for (reason, text) in REASONS {
            assert!(script.contains(&format!("'reason-{reason}': '{text}'")), "{reason}");
        }
        let profile = Profile::enfuce_v3();
        for (scope, name) in [
            (None, "undefined"),
            (Some(Scope::SetPin), "set-pin"),
            (Some(Scope::ViewPin), "view-pin"),
        ] {
            let html = render(&Page {
                scope,
                ..page(&profile, None)
            });
            let html = html.unwrap();
            let mut seen = 0;
            for line in html.expose().lines() {
                let Some((_, rest)) = line.split_once("data-text=\"") else {
                    continue;
                };
                let (key, rest) = rest.split_once('"').unwrap();
                let text = rest.split_once('>').unwrap().1.split_once('<').unwrap().0;
                let key = match key {
                    "title" | "failed" => format!("'{key}-{name}'"),
                    key if key.contains('-') => format!("'{key}'"),
                    key => key.to_string(),
                };
                assert!(script.contains(&format!("  {key}: '{text}',")), "{key}: {text}");
                seen += 1;
            }
            assert!(seen > 20, "{seen} texts");
        }
    }

    #[test]
    fn policies() {
        assert!(csp(None).contains("frame-ancestors 'none'"));
        assert!(csp(Some("https://bank.example")).contains("frame-ancestors https://bank.example;"));
        assert!(!csp(None).contains("unsafe-inline") && !demo_csp().contains("unsafe"));
    }
}
