//! What the operator asks for, behind the back end's credentials.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{RawQuery, Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use clap::ValueEnum as _;
use pinproof::issuer::engine::{PinSource, RunReport, WaitsFor};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Number, Value, json};

use super::app::Service;
use super::clock::Clock;
use super::core::Core;
use super::demo::asked;
use super::fault::Chosen;
use super::judged::Judged;
use super::{headers, incoming, reply};
use crate::args::Format;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SetClock {
    advance_ms: Number,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetFaults {
    faults: Vec<String>,
}

/// `POST /admin/emboss`: an embossing run, now.
pub(crate) async fn emboss(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    if !service.credentials.are_in(&headers) {
        return reply::credentials();
    }
    run(&service).await
}

/// The embossing run and what it did.
pub(crate) async fn run(service: &Service) -> Response {
    match asked(service.desk.ask(Core::emboss).await) {
        Ok(report) => reply::json(&told(&report)),
        Err(response) => response,
    }
}

/// `GET /admin/clock`.
pub(crate) async fn clock(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    if !service.credentials.are_in(&headers) {
        return reply::credentials();
    }
    reply::json(&json!({ "nowMs": service.clock.now() }))
}

/// `POST /admin/clock`: puts it forward. Embossing runs that become due are held at once.
pub(crate) async fn set_clock(State(service): State<Arc<Service>>, request: Request) -> Response {
    let read: SetClock = match operator(&service, request).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    match whole(&read.advance_ms) {
        Some(step) if step <= Clock::LONGEST_STEP => service.clock.advance(step),
        _ => return reply::problem(422, "clock", "The clock goes forward, by ten years at most."),
    }
    match asked(service.desk.ask(Core::tick).await) {
        Ok(_) => reply::json(&json!({ "nowMs": service.clock.now() })),
        Err(response) => response,
    }
}

/// JSON has one kind of number: 1000.0 is as whole as 1000.
fn whole(number: &Number) -> Option<u64> {
    let text = number.to_string();
    number.as_u64().or_else(|| text.strip_suffix(".0")?.parse().ok())
}

/// `GET /admin/faults`.
pub(crate) async fn faults(State(service): State<Arc<Service>>, headers: HeaderMap) -> Response {
    if !service.credentials.are_in(&headers) {
        return reply::credentials();
    }
    reply::json(&chosen(&service))
}

/// `POST /admin/faults`: these in place of those before.
pub(crate) async fn set_faults(State(service): State<Arc<Service>>, request: Request) -> Response {
    let read: SetFaults = match operator(&service, request).await {
        Ok(read) => read,
        Err(response) => return response,
    };
    match read.faults.iter().map(|text| Chosen::read(text)).collect() {
        Ok(faults) => service.faults.choose(faults),
        Err(_) => return reply::problem(422, "fault", "There is no such fault, or not at that step."),
    }
    reply::json(&chosen(&service))
}

fn chosen(service: &Service) -> Value {
    let names: Vec<String> = service.faults.chosen().into_iter().map(Chosen::text).collect();
    json!({ "faults": names })
}

/// `GET /admin/report`, with `format` in the query.
pub(crate) async fn report(
    State(service): State<Arc<Service>>,
    RawQuery(query): RawQuery,
    request: HeaderMap,
) -> Response {
    if !service.credentials.are_in(&request) {
        return reply::credentials();
    }
    let asked = query.as_deref().unwrap_or("format=json").strip_prefix("format=");
    let Some(format) = asked.and_then(|name| Format::from_str(name, false).ok()) else {
        return reply::message();
    };
    let judged = service.judged.clone();
    let written = tokio::task::spawn_blocking(move || {
        let mut out = Vec::new();
        judged.write(&mut out, format).map(|_| out)
    });
    match written.await {
        Ok(Ok(report)) => {
            let mut response = reply::answer(200, Judged::content_type(format), report);
            if format == Format::Html {
                headers::report_policy(response.headers_mut());
            }
            response
        }
        _ => reply::problem(404, "no_report", "No session was recorded."),
    }
}

async fn operator<T: DeserializeOwned>(service: &Service, request: Request) -> Result<T, Response> {
    let (parts, body) = request.into_parts();
    if !service.credentials.are_in(&parts.headers) {
        return Err(reply::credentials());
    }
    read(&parts.headers, body).await
}

/// The JSON of a request.
///
/// # Errors
/// The answer that says what is wrong with it.
pub(crate) async fn read<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, Response> {
    let is_json = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            let media_type = value.split(';').next().unwrap_or_default().trim();
            media_type.eq_ignore_ascii_case("application/json")
        });
    if !is_json {
        return Err(reply::problem(
            415,
            "media_type",
            "The media type of the message is not supported.",
        ));
    }
    let text = incoming::text(body).await?;
    serde_json::from_str(text.expose()).map_err(|_| reply::message())
}

fn told(report: &RunReport) -> Value {
    let produced: Vec<Value> = report
        .produced
        .iter()
        .map(|made| {
            json!({
                "plasticId": made.plastic.as_str(),
                "cardId": made.card.as_str(),
                "sequenceNumber": made.sequence,
                "pin": match made.pin {
                    PinSource::Set => "set",
                    _ => "random",
                },
            })
        })
        .collect();
    let waiting: Vec<Value> = report
        .waiting
        .iter()
        .map(|waiting| {
            json!({
                "plasticId": waiting.plastic.as_str(),
                "cardId": waiting.card.as_str(),
                "waitsFor": match waiting.waits_for {
                    WaitsFor::Pin => "pin",
                    WaitsFor::Policy => "policy",
                    _ => "record",
                },
            })
        })
        .collect();
    json!({ "atMs": report.at, "produced": produced, "waiting": waiting })
}
