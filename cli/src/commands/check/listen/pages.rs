//! The page that runs the browser's own client and draws the result.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};

use crate::serve::assets;

const PAGE: &str = "conformance/conformance.html";
const NO_PAGES: &str = "This build of pinproof has no pages. Clients can connect to /client all the same.\n\
    `cargo run --release -p pinproof-pack` and then `cargo build --release --features pages` add the page.\n";

/// Whether this build has the page.
pub(super) fn are_here() -> bool {
    assets::get(PAGE).is_some()
}

pub(super) async fn home() -> Response {
    Redirect::temporary("/conformance.html").into_response()
}

pub(super) async fn page() -> Response {
    file(PAGE)
}

pub(super) async fn asset(Path(name): Path<String>) -> Response {
    file(&format!("conformance/{name}"))
}

fn file(name: &str) -> Response {
    match assets::get(name) {
        Some((bytes, content_type)) => ([(CONTENT_TYPE, content_type)], bytes).into_response(),
        None if are_here() => (StatusCode::NOT_FOUND, "no such file\n").into_response(),
        None => (StatusCode::NOT_FOUND, NO_PAGES).into_response(),
    }
}
