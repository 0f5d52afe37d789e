//! What a browser loads: the page for frames, and the files of the pages.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use pinproof::message;

use super::app::Service;
use super::fault::{Draft, Fault};
use super::page::{self, Page};
use super::route::Route;
use super::{assets, headers, reply};

/// The issuer's own style sheet, among the files.
const ISSUER_CSS: &str = "issuer.css";
const HTML: &str = "text/html; charset=utf-8";

/// The page for the window whose origin was agreed with the key in the query.
pub(crate) async fn show(State(service): State<Arc<Service>>, RawQuery(query): RawQuery) -> Response {
    let Ok(pairs) = message::pairs(query.unwrap_or_default().as_bytes()) else {
        return reply::message();
    };
    // Nothing but the key: a control id in a URL is refused wherever it stands.
    let [(name, key)] = pairs.as_slice() else {
        return reply::message();
    };
    let frame = service
        .frames
        .iter()
        .find(|frame| name == "key" && frame.key == key.expose());
    let Some(frame) = frame else {
        return reply::problem(403, "frame_key", "The key for frames is not valid.");
    };
    let origin = frame.origin.as_str();
    let page = Page {
        scope: None,
        control_id: None,
        profile: &service.profile,
        css: service.css.is_some(),
        frame_origin: Some(origin),
    };
    let mut response = match page::render(&page) {
        Some(html) => {
            let mut response = reply::answer(200, HTML, html.expose().to_owned());
            headers::page_policy(response.headers_mut(), Some(origin));
            response
        }
        None => reply::answer(200, "text/plain; charset=utf-8", page::HOW_TO_ADD),
    };
    if let Some(fault) = service.faults.at(Route::Frame) {
        response = with_fault(&service, fault, origin, response).await;
    }
    response
}

/// A file of the pages.
pub(crate) async fn asset(State(service): State<Arc<Service>>, Path(name): Path<String>) -> Response {
    if name == ISSUER_CSS {
        return match &service.css {
            Some(css) => reply::answer(200, "text/css; charset=utf-8", css.clone()),
            None => reply::not_found(),
        };
    }
    let Some((bytes, content_type)) = assets::get(&name) else {
        return reply::not_found();
    };
    match service.faults.at(Route::Asset) {
        Some(fault) if fault == Fault::WasmMissing && name.ends_with(".wasm") => {
            service.faulted(fault, Route::Asset);
            reply::not_found()
        }
        _ => reply::answer(200, content_type, bytes),
    }
}

/// The faults of a page, where no engine is asked.
async fn with_fault(service: &Service, fault: Fault, origin: &str, page: Response) -> Response {
    service.faulted(fault, Route::Frame);
    let hold = match fault {
        Fault::Late => service.faults.delay,
        _ => Duration::ZERO,
    };
    tokio::time::sleep(hold).await;
    match fault.instead() {
        Some(draft) => refused(service, fault, origin, draft),
        None if fault == Fault::NoAnswer => {
            let mut page = page;
            page.extensions_mut().insert(reply::HangUp);
            page
        }
        None => page,
    }
}

/// As a page where there is one to be: the parent window waits for an event.
fn refused(service: &Service, fault: Fault, origin: &str, draft: Draft) -> Response {
    let html = (draft.status >= 400 && fault != Fault::PageMissing)
        .then(|| page::refused(None, service.css.is_some(), Some(origin), draft.status))
        .flatten();
    let Some(html) = html else {
        return draft.into_response();
    };
    let mut response = reply::answer(draft.status, HTML, html.expose().to_owned());
    headers::page_policy(response.headers_mut(), Some(origin));
    response
}
