//! The service as a whole: what all handlers share, and which address is whose.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use pinproof::issuer::engine::Engine;
use pinproof::issuer::engine::http::Api;
use pinproof::page::Origin;
use pinproof::profile::Profile;
use pinproof::secret::SecretText;

use super::clock::Clock;
use super::config::{Config, Frame};
use super::core::Core;
use super::credentials::Credentials;
use super::demo::{self, Demo};
use super::desk::{self, Desk, Worker};
use super::fault::{Fault, Faults};
use super::guesses::Guesses;
use super::judged::Judged;
use super::limit::{Limits, Peer, Rates};
use super::metrics::{self, Metrics};
use super::options::ServeArgs;
use super::records::Records;
use super::route::{ASSETS_PATH, Route, method_name};
use super::{admin, frame, headers, openapi, reply, wire};
use crate::failure::Failure;

/// How often the clock is looked at for embossing runs.
const TICK: Duration = Duration::from_secs(1);
/// Ticks between two sweeps of what can do nothing any more.
const SWEEP: u32 = 10;

/// What all handlers share.
pub(crate) struct Service {
    pub(crate) profile: Profile,
    /// What the addresses of the pages begin with.
    pub(crate) origin: String,
    pub(crate) credentials: Credentials,
    pub(crate) drawn_credentials: Option<SecretText>,
    pub(crate) fingerprint: Option<String>,
    pub(crate) frames: Vec<Frame>,
    pub(crate) css: Option<String>,
    pub(crate) desk: Desk,
    pub(crate) clock: Arc<Clock>,
    pub(crate) limits: Limits,
    pub(crate) guesses: Guesses,
    pub(crate) faults: Faults,
    pub(crate) metrics: Metrics,
    pub(crate) judged: Judged,
    pub(crate) demo: Option<Demo>,
    /// Whether whoever has the demo may hold embossing runs, which are for all cards.
    pub(crate) demo_embosses: bool,
    pub(crate) admin: bool,
}

impl Service {
    /// Starts the engine's thread.
    ///
    /// # Errors
    /// Wrong use, or nothing to start with.
    pub(crate) fn start(
        args: &ServeArgs,
        config: Config,
        address: SocketAddr,
        fingerprint: Option<String>,
    ) -> Result<(Self, Worker), Failure> {
        let origin = own_origin(&config, address)?;
        let mut frames = config.frames;
        if args.demo && !frames.iter().any(|frame| frame.key == demo::FRAME_KEY) {
            frames.push(Frame {
                key: demo::FRAME_KEY.to_owned(),
                origin: origin.clone(),
            });
        }
        let clock = Arc::new(Clock::default());
        let metrics = Metrics::new();
        let strangers = metrics.unknown_tokens().clone();
        let records = match (&args.db, &args.key_file) {
            (Some(db), Some(key)) => Records::in_file(db, key, &config.profile, args.audit_entries, strangers)?,
            _ => Records::in_memory(strangers),
        };
        let engine = Engine::start(config.profile.clone(), config.settings, records, clock.now()).map_err(|error| {
            Failure::usage(
                format!("no engine: {error}"),
                "correct the profile or name another file",
            )
        })?;
        let key = frames.first().map(|frame| frame.key.as_str());
        let core = Core {
            engine,
            api: Api::new(config.credentials.for_engine()?, origin.as_str(), key),
            clock: Arc::clone(&clock),
        };
        let (desk, worker) = desk::open(core).map_err(|error| super::broken(format!("no thread: {error}")))?;
        let judged = if args.report.is_some() || args.admin {
            Judged::new(&config.profile)
        } else {
            Judged::off()
        };
        let service = Self {
            profile: config.profile,
            origin: origin.as_str().to_owned(),
            credentials: config.credentials,
            drawn_credentials: config.drawn,
            fingerprint,
            frames,
            css: config.css,
            desk,
            clock,
            limits: Limits::new(Rates {
                token: args.rate,
                peer: args.peer_rate,
                all: args.device_rate,
            }),
            guesses: Guesses::new(args.wrong_credentials),
            faults: Faults::new(config.faults, args.fault_delay),
            metrics,
            judged,
            demo: args.demo.then(Demo::default),
            demo_embosses: args.db.is_none(),
            admin: args.admin,
        };
        Ok((service, worker))
    }

    /// Counts a fault that is in an answer, and says so: it is no fault of the service.
    pub(crate) fn faulted(&self, fault: Fault, route: Route) {
        self.metrics.fault(fault);
        tracing::warn!(fault = fault.name(), route = route.name(), "fault on purpose");
    }
}

/// As clients see it.
fn own_origin(config: &Config, address: SocketAddr) -> Result<Origin, Failure> {
    if let Some(origin) = &config.origin {
        return Ok(origin.clone());
    }
    let (scheme, usual) = match config.tls {
        Some(_) => ("https", 443),
        None => ("http", 80),
    };
    let text = match address {
        address if address.port() != usual => format!("{scheme}://{address}"),
        SocketAddr::V4(address) => format!("{scheme}://{}", address.ip()),
        SocketAddr::V6(address) => format!("{scheme}://[{}]", address.ip()),
    };
    match Origin::new(&text) {
        Ok(origin) if !address.ip().is_unspecified() => Ok(origin),
        _ => Err(Failure::usage(
            format!("clients cannot reach this service as {text}"),
            "say with --origin how they do, such as --origin https://192.0.2.7:8430",
        )),
    }
}

/// The addresses that have handlers of their own. The OpenAPI document has to know each.
pub(crate) fn handlers(demo: bool, admin: bool) -> Vec<(&'static str, MethodRouter<Arc<Service>>)> {
    let mut handlers = vec![
        ("/health", get(metrics::health)),
        ("/metrics", get(metrics::show)),
        ("/openapi.json", get(openapi::show)),
        (Api::FRAME_PATH, get(frame::show)),
        (ASSETS_PATH, get(frame::asset)),
    ];
    if demo {
        handlers.extend([
            ("/demo", get(demo::page)),
            ("/demo/card", get(demo::card).post(demo::renew)),
            ("/demo/session", post(demo::session)),
            ("/demo/emboss", post(demo::emboss)),
        ]);
    }
    if admin {
        handlers.extend([
            ("/admin/emboss", post(admin::emboss)),
            ("/admin/clock", get(admin::clock).post(admin::set_clock)),
            ("/admin/faults", get(admin::faults).post(admin::set_faults)),
            ("/admin/report", get(admin::report)),
        ]);
    }
    handlers
}

/// Which address is whose. What is left over is the engine's.
pub(crate) fn router(service: Arc<Service>) -> Router {
    let own = handlers(service.demo.is_some(), service.admin);
    let router = own
        .into_iter()
        .fold(Router::new(), |router, (path, handler)| router.route(path, handler));
    router
        .method_not_allowed_fallback(wrong_method)
        .fallback(wire::answer)
        .layer(middleware::from_fn_with_state(Arc::clone(&service), observe))
        .with_state(service)
}

/// axum adds the header `Allow`.
async fn wrong_method() -> Response {
    reply::problem(405, "method", "The resource does not know this method.")
}

/// Around every request: headers, metrics, log.
async fn observe(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = Route::of(request.uri().path(), &service.profile);
    let method = method_name(request.method());
    let mut response = guarded(&service, request, next).await;
    headers::finish(&mut response);
    let (status, elapsed) = (response.status().as_u16(), started.elapsed());
    service.metrics.answered(route, status, elapsed);
    let (route, elapsed_us) = (route.name(), u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX));
    match response.extensions().get::<reply::Code>() {
        Some(reply::Code(code)) => tracing::warn!(method, route, status, code, elapsed_us, "request"),
        None if status >= 400 => tracing::warn!(method, route, status, elapsed_us, "request"),
        None => tracing::debug!(method, route, status, elapsed_us, "request"),
    }
    response
}

/// Lets nobody try one password after another.
async fn guarded(service: &Service, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<Peer>().copied();
    let Some(peer) = peer.filter(|_| request.headers().contains_key(AUTHORIZATION)) else {
        return next.run(request).await;
    };
    if !service.guesses.allow(peer) {
        return reply::too_many("Too many wrong credentials were shown.");
    }
    let response = next.run(request).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        service.guesses.wrong(peer);
    }
    response
}

/// Embossing runs that are due, and the sweeping.
pub(crate) async fn keep_house(service: Arc<Service>) {
    let mut interval = tokio::time::interval(TICK);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut ticks: u32 = 0;
    loop {
        interval.tick().await;
        ticks = ticks.wrapping_add(1);
        let sweep = ticks.is_multiple_of(SWEEP);
        if sweep {
            service.limits.sweep();
            service.guesses.sweep();
        }
        let done = service
            .desk
            .ask(move |core| {
                let ran = core.tick();
                let swept = if sweep { core.sweep() } else { Ok(()) };
                ran.map(|_| ()).and(swept)
            })
            .await;
        if !matches!(done, Ok(Ok(()))) {
            tracing::error!("housekeeping");
        }
    }
}
