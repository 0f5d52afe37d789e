//! How the service runs: `/health`, and `/metrics` for Prometheus. Labels are words of this program, never of a request.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use pinproof::message::Scope;
use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use serde_json::json;

use super::app::Service;
use super::fault::Fault;
use super::reply;
use super::route::Route;

/// Seconds, around those that an answer takes.
const BUCKETS: [f64; 12] = [0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: &'static str,
    status: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRoute {
    route: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfScope {
    scope: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfFault {
    fault: &'static str,
}

/// The counters.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    seconds: Family<OfRoute, Histogram>,
    tokens: Family<OfScope, Counter>,
    pins: Family<OfRoute, Counter>,
    limited: Counter,
    unknown_tokens: Counter,
    faults: Family<OfFault, Counter>,
    connections: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("pinproof");
        let requests = Family::default();
        registry.register("requests", "Requests that were answered", requests.clone());
        let seconds: Family<OfRoute, Histogram> = Family::new_with_constructor(|| Histogram::new(BUCKETS));
        registry.register("request_seconds", "Time until the answer", seconds.clone());
        let tokens = Family::default();
        registry.register("control_tokens", "Control tokens that were issued", tokens.clone());
        let pins = Family::default();
        registry.register(
            "exchanges",
            "Key exchanges, PINs that were set, PINs that were viewed",
            pins.clone(),
        );
        let limited = Counter::default();
        registry.register(
            "rate_limited",
            "Requests of devices above the limit of their token, of their peer or of all",
            limited.clone(),
        );
        let unknown_tokens = Counter::default();
        registry.register(
            "unknown_tokens",
            "Requests with a control token that is not known",
            unknown_tokens.clone(),
        );
        let faults = Family::default();
        registry.register("faults", "Answers with a fault on purpose", faults.clone());
        let connections = Gauge::default();
        registry.register("connections", "Open connections", connections.clone());
        Self {
            registry,
            requests,
            seconds,
            tokens,
            pins,
            limited,
            unknown_tokens,
            faults,
            connections,
        }
    }

    /// A request was answered.
    pub(crate) fn answered(&self, route: Route, status: u16, elapsed: Duration) {
        let (route, status) = (route.name(), u32::from(status));
        self.requests.get_or_create(&Answered { route, status }).inc();
        self.seconds
            .get_or_create(&OfRoute { route })
            .observe(elapsed.as_secs_f64());
    }

    /// A control token was issued.
    pub(crate) fn token_issued(&self, scope: Scope) {
        let scope = scope.operation();
        self.tokens.get_or_create(&OfScope { scope }).inc();
    }

    /// The engine has answered a device.
    pub(crate) fn device(&self, route: Route, status: u16) {
        if status == 200 && matches!(route, Route::Tzpk | Route::Set | Route::View) {
            self.pins.get_or_create(&OfRoute { route: route.name() }).inc();
        }
    }

    /// Counts requests with a token that is not known.
    pub(crate) fn unknown_tokens(&self) -> &Counter {
        &self.unknown_tokens
    }

    /// A device has asked too often.
    pub(crate) fn limited(&self) {
        self.limited.inc();
    }

    /// An answer had a fault on purpose.
    pub(crate) fn fault(&self, fault: Fault) {
        self.faults.get_or_create(&OfFault { fault: fault.name() }).inc();
    }

    /// Connections that are open.
    pub(crate) fn connections(&self) -> &Gauge {
        &self.connections
    }
}

/// `GET /metrics`.
pub(crate) async fn show(State(service): State<Arc<Service>>) -> Response {
    let mut text = String::new();
    match encode(&mut text, &service.metrics.registry) {
        Ok(()) => reply::answer(200, "application/openmetrics-text; version=1.0.0; charset=utf-8", text),
        Err(_) => reply::unavailable(),
    }
}

/// `GET /health`: whether the engine answers.
pub(crate) async fn health(State(service): State<Arc<Service>>) -> Response {
    match service.desk.ask(|_| ()).await {
        Ok(()) => reply::json(&json!({
            "status": "ok",
            "profile": service.profile.name,
            "version": env!("CARGO_PKG_VERSION"),
            "pages": cfg!(feature = "pages"),
        })),
        Err(_) => reply::unavailable(),
    }
}
