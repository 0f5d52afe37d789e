//! Requests to the engine, of back ends and devices.

use std::sync::Arc;

use axum::extract::{Request as Incoming, State};
use axum::http::header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use pinproof::issuer::engine::http::Outcome;
use pinproof::issuer::engine::{Refusal, TokenKey};
use pinproof::message::{ControlId, ControlRequest, ControlResponse, Problem, Request, Scope};
use pinproof::secret::SecretText;

use super::app::Service;
use super::context;
use super::desk::NoAnswer;
use super::fault::{Asked, Draft, Fault};
use super::judged::{Injected, Seen};
use super::limit::Peer;
use super::page::{self, Page};
use super::reply;
use super::route::Route;
use super::{headers, incoming, limit};

const HTML: &str = "text/html; charset=utf-8";

/// Answers what has no handler of its own.
pub(crate) async fn answer(State(service): State<Arc<Service>>, incoming: Incoming) -> Response {
    let (parts, body) = incoming.into_parts();
    let route = Route::of(parts.uri.path(), &service.profile);
    let request = match incoming::read(&parts, body, route, &service.credentials).await {
        Ok(request) => request,
        Err(refused) => {
            unread(&service, &parts, &refused.request, &refused.response);
            return early(&service, route, &parts.headers, refused.response).await;
        }
    };
    if route.is_device() {
        return device(&service, route, &parts, request).await;
    }
    let request = Arc::new(request);
    let response = back_end(&service, route, Arc::clone(&request)).await;
    if route == Route::Unknown {
        unread(&service, &parts, &request, &response);
    }
    response
}

/// A device may have made a request that was refused before anybody asked what it is for.
fn unread(service: &Service, parts: &Parts, request: &Request, response: &Response) {
    let status = response.status().as_u16();
    let code = response.extensions().get::<reply::Code>().map_or("", |code| code.0);
    service.judged.seen(&Seen {
        at_ms: service.clock.now(),
        request,
        headers: &parts.headers,
        status,
        answer: Problem::new(status, code, "").to_json().as_bytes(),
        fault: None,
        unread: true,
    });
}

/// What is refused before it is whole. A form that cannot be read has a cardholder before it like any other; what it was to open,
/// nobody knows.
async fn early(service: &Service, route: Route, headers: &HeaderMap, mut response: Response) -> Response {
    if route != Route::Page {
        return response;
    }
    let status = response.status().as_u16();
    if let Some(html) = for_people(service, headers, status, None).await {
        *response.body_mut() = html.expose().to_owned().into();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(HTML));
        headers::page_policy(headers, None);
    }
    response
}

async fn back_end(service: &Service, route: Route, request: Arc<Request>) -> Response {
    let scope = asked_scope(route, &request);
    let at_ms = service.clock.now();
    let Ok(outcome) = service.desk.ask(move |core| core.handle(&request)).await else {
        return reply::unavailable();
    };
    let Outcome::Answer(answer) = outcome else {
        return reply::not_found();
    };
    if let (201, Some(scope)) = (answer.status, scope)
        && let Ok(issued) = ControlResponse::from_json(answer.body.expose().as_bytes())
    {
        service.judged.issued(&issued.id, scope, at_ms);
        service.metrics.token_issued(scope);
    }
    let mut response = reply::from_engine(&answer);
    if answer.status == 405 {
        response
            .headers_mut()
            .insert(ALLOW, HeaderValue::from_static(route.methods()));
    }
    response
}

/// What a token that is asked for is to be good for.
fn asked_scope(route: Route, request: &Request) -> Option<Scope> {
    if route != Route::Control {
        return None;
    }
    let body = request.body.as_bytes();
    ControlRequest::from_json(body).ok().map(|asked| asked.scope)
}

/// A device asks. What its control id is worth, the engine says; how often it may be shown is said here.
async fn device(service: &Service, route: Route, parts: &Parts, request: Request) -> Response {
    let at_ms = service.clock.now();
    let id = limit::control_id(route, &request);
    let peer = parts.extensions.get::<Peer>().copied();
    let within = service.limits.allow(peer, id.as_ref().map(TokenKey::of).as_ref());
    let request = Arc::new(request);
    let (mut draft, fault) = if within {
        decide(service, route, &request, id.as_ref(), service.faults.at(route)).await
    } else {
        service.metrics.limited();
        let draft = Draft::problem(
            429,
            "rate_limited",
            "The control token, or its device, has asked too often.",
        );
        (draft, None)
    };
    // One fault is that there is no page at all.
    let is_problem = draft.status >= 400 && draft.content_type == Problem::CONTENT_TYPE;
    if route == Route::Page
        && is_problem
        && fault != Some(Fault::PageMissing)
        && let Some(html) = for_people(service, &parts.headers, draft.status, id.as_ref()).await
    {
        draft.content_type = HTML;
        draft.body = html;
    }
    if let Some(fault) = fault {
        service.faulted(fault, route);
    }
    service.judged.seen(&Seen {
        at_ms,
        request: &request,
        headers: &parts.headers,
        status: draft.status,
        answer: draft.body.expose().as_bytes(),
        fault: fault.map(|fault| Injected {
            name: fault.name(),
            ends: fault.ends_session(),
        }),
        unread: false,
    });
    if !draft.hold.is_zero() {
        tokio::time::sleep(draft.hold).await;
    }
    let status = draft.status;
    let mut response = draft.into_response();
    let headers = response.headers_mut();
    match status {
        405 => drop(headers.insert(ALLOW, HeaderValue::from_static(route.methods()))),
        429 | 503 => drop(headers.insert(RETRY_AFTER, HeaderValue::from_static("1"))),
        _ => {}
    }
    if route == Route::Page && is_html(headers) {
        headers::page_policy(headers, None);
    }
    response
}

/// The answer, and the fault that is in it: of those that were asked for, many leave a refusal as it is.
async fn decide(
    service: &Service,
    route: Route,
    request: &Arc<Request>,
    id: Option<&ControlId>,
    fault: Option<Fault>,
) -> (Draft, Option<Fault>) {
    if let Some(draft) = fault
        .filter(|fault| fault.is_in_place_of_the_engine())
        .and_then(|fault| fault.instead())
    {
        return (draft, fault);
    }
    let asked = Arc::clone(request);
    let answered = service
        .desk
        .ask(move |core| match route {
            Route::Context => Answered::Context(context::answer(core, &asked)),
            _ => Answered::Engine(core.handle(&asked)),
        })
        .await;
    let draft = match answered {
        Ok(Answered::Engine(Outcome::Answer(answer))) => Draft::from(answer),
        Ok(Answered::Engine(Outcome::Page(scope))) => page(service, scope, id),
        Ok(Answered::Context(draft)) => draft,
        Err(NoAnswer) => Draft::refusal(Refusal::Unavailable),
    };
    service.metrics.device(route, draft.status);
    let Some(fault) = fault else {
        return (draft, None);
    };
    let asked = Asked {
        route,
        request,
        profile: &service.profile,
    };
    // Some faults make a key or wrap one.
    let (draft, spoiled) = tokio::task::block_in_place(|| fault.spoil(draft, asked, service.faults.delay));
    (draft, spoiled.then_some(fault))
}

/// Who answered.
enum Answered {
    Engine(Outcome),
    Context(Draft),
}

/// The page, or a word on where it is.
fn page(service: &Service, scope: Scope, id: Option<&ControlId>) -> Draft {
    let page = Page {
        scope: Some(scope),
        control_id: id,
        profile: &service.profile,
        css: service.css.is_some(),
        frame_origin: None,
    };
    match page::render(&page) {
        Some(html) => Draft::new(200, HTML, html),
        None => Draft::new(
            200,
            "text/plain; charset=utf-8",
            SecretText::copy_from(page::HOW_TO_ADD),
        ),
    }
}

/// A browser that posted the form shows what comes back: a page that tells the app, where there is one and it asks for one.
async fn for_people(service: &Service, headers: &HeaderMap, status: u16, id: Option<&ControlId>) -> Option<SecretText> {
    let wants_html = headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/html"));
    if !wants_html {
        return None;
    }
    let scope = match id.map(TokenKey::of) {
        Some(key) => service.desk.ask(move |core| core.scope_of(&key)).await.ok().flatten(),
        None => None,
    };
    page::refused(scope, service.css.is_some(), None, status)
}

fn is_html(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"))
}
