//! The demo: one card, and a page on which its PIN is set and viewed. It plays the back end, so it needs no credentials, and is
//! for this machine alone.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::{HOST, ORIGIN};
use axum::response::Response;
use pinproof::issuer::engine::http::Api;
use pinproof::issuer::engine::{AuditUser, CardholderAuthenticated, PlasticId, PlasticStatus, Refusal};
use pinproof::message::{ControlId, Scope};
use serde::Deserialize;
use serde_json::{Value, json};

use super::app::Service;
use super::core::Core;
use super::desk::NoAnswer;
use super::{admin, headers, page, reply};

/// The key for frames that the demo uses.
pub(crate) const FRAME_KEY: &str = "demo";

/// The plastic of the demo's card.
#[derive(Default)]
pub(crate) struct Demo(Mutex<Option<PlasticId>>);

impl Demo {
    fn plastic(&self) -> Option<PlasticId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, plastic: PlasticId) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(plastic);
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionRequest {
    operation: String,
}

/// Makes the demo's card, in place of the one before.
///
/// # Errors
/// The answer that says why not.
pub(crate) async fn new_card(service: &Service) -> Result<PlasticId, Response> {
    let (_, plastic) = asked(service.desk.ask(Core::new_card).await)?;
    if let Some(demo) = &service.demo {
        demo.put(plastic.clone());
    }
    Ok(plastic)
}

/// `GET /demo`. Its frame and its form are of the service's own origin, so under another local name the browser is sent there.
pub(crate) async fn page(State(service): State<Arc<Service>>, request: HeaderMap) -> Response {
    if !is_local(&service, &request) {
        return elsewhere();
    }
    if request.get(HOST).is_none_or(|host| host != own(&service)) {
        return reply::temporarily_at(&format!("{}/demo", service.origin));
    }
    match page::demo(&service.profile) {
        Some(html) => {
            let mut response = reply::answer(200, "text/html; charset=utf-8", html);
            headers::demo_policy(response.headers_mut());
            response
        }
        None => reply::answer(200, "text/plain; charset=utf-8", page::HOW_TO_ADD),
    }
}

/// `GET /demo/card`: where the card stands.
pub(crate) async fn card(State(service): State<Arc<Service>>, request: HeaderMap) -> Response {
    if !is_local(&service, &request) {
        return elsewhere();
    }
    match plastic(&service) {
        Ok(plastic) => state(&service, plastic).await.unwrap_or_else(|response| response),
        Err(response) => response,
    }
}

/// `POST /demo/card`: a new one.
pub(crate) async fn renew(State(service): State<Arc<Service>>, request: HeaderMap) -> Response {
    if !is_local(&service, &request) {
        return elsewhere();
    }
    match new_card(&service).await {
        Ok(plastic) => state(&service, plastic).await.unwrap_or_else(|response| response),
        Err(response) => response,
    }
}

/// `POST /demo/session`: a control token for the card.
pub(crate) async fn session(State(service): State<Arc<Service>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if !is_local(&service, &parts.headers) {
        return elsewhere();
    }
    issue(&service, &parts.headers, body)
        .await
        .unwrap_or_else(|response| response)
}

/// `POST /demo/emboss`: an embossing run, now.
pub(crate) async fn emboss(State(service): State<Arc<Service>>, request: HeaderMap) -> Response {
    if !is_local(&service, &request) {
        return elsewhere();
    }
    if !service.demo_embosses {
        return reply::problem(
            403,
            "kept_records",
            "The demo holds no embossing run on records that are kept.",
        );
    }
    admin::run(&service).await
}

async fn issue(service: &Service, headers: &HeaderMap, body: Body) -> Result<Response, Response> {
    let read: SessionRequest = admin::read(headers, body).await?;
    let scope = Scope::from_operation(&read.operation).ok_or_else(reply::message)?;
    let plastic = plastic(service)?;
    let at_ms = service.clock.now();
    let id: ControlId = asked(
        service
            .desk
            .ask(move |core| {
                let user = AuditUser::new("demo").ok_or(Refusal::Broken)?;
                let authenticated = CardholderAuthenticated::assertion(plastic);
                let (now, rng) = (core.clock.now(), &mut pinproof::os_rng());
                core.engine.issue_token(authenticated, scope, user, now, rng)
            })
            .await,
    )?;
    service.judged.issued(&id, scope, at_ms);
    service.metrics.token_issued(scope);
    let origin = &service.origin;
    Ok(reply::json(&json!({
        "id": id.as_str(),
        "pinURL": format!("{origin}{}", Api::PIN_PATH),
        "pinFrameURL": format!("{origin}{}?key={FRAME_KEY}", Api::FRAME_PATH),
    })))
}

async fn state(service: &Service, plastic: PlasticId) -> Result<Response, Response> {
    let card: Value = asked(
        service
            .desk
            .ask(move |core| {
                let plastic = core.engine.plastic(&plastic)?;
                let card = core.engine.card(&plastic.card)?;
                let status = match plastic.status {
                    PlasticStatus::Inactive => "INACTIVE",
                    PlasticStatus::Active => "ACTIVE",
                    PlasticStatus::Locked => "LOCKED",
                    _ => "CLOSED",
                };
                Ok(json!({
                    "cardId": card.id.as_str(),
                    "plasticId": plastic.id.as_str(),
                    "pinStatus": card.pin_status.name(),
                    "plasticStatus": status,
                }))
            })
            .await,
    )?;
    Ok(reply::json(&card))
}

#[expect(clippy::result_large_err, reason = "the error is the answer, and is sent at once")]
fn plastic(service: &Service) -> Result<PlasticId, Response> {
    service
        .demo
        .as_ref()
        .and_then(Demo::plastic)
        .ok_or_else(reply::not_found)
}

/// What the engine's thread gave.
///
/// # Errors
/// The answer that says why not.
#[expect(clippy::result_large_err, reason = "the error is the answer, and is sent at once")]
pub(crate) fn asked<T>(answer: Result<Result<T, Refusal>, NoAnswer>) -> Result<T, Response> {
    match answer {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(refusal)) => Err(reply::refusal(refusal)),
        Err(NoAnswer) => Err(reply::unavailable()),
    }
}

/// Whether the browser thinks that it talks to this machine, and its own page asks: a name of somebody else's that leads here (DNS rebinding) must not
/// reach what has no credentials.
fn is_local(service: &Service, headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    // A page of another origin has no business here either.
    let from_elsewhere = headers.get(ORIGIN).is_some_and(|origin| {
        let authority = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
        authority.is_none_or(|(_, authority)| authority != host)
    });
    !from_elsewhere && (host == own(service) || ["127.0.0.1", "localhost", "[::1]"].contains(&name))
}

/// Host and port of the service's own origin; with a demo they are of this machine.
fn own(service: &Service) -> &str {
    service.origin.split_once("://").map_or("", |(_, authority)| authority)
}

fn elsewhere() -> Response {
    reply::problem(
        421,
        "host",
        "The demo answers its own page only, under the names of this machine.",
    )
}
