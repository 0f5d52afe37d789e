//! The port: who may connect, and one client at a time.

use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use pinproof::conformance::client::{Incoming, MAX_LINE};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::door::Why;
use super::guard::{self, Guard};
use super::poll::Polls;
use super::progress::Hub;
use super::{pages, poll, progress, socket};
use crate::failure::Failure;

/// Answers read ahead at most; a client that floods waits in its own connection.
const READ_AHEAD: usize = 16;
/// How long the end of a run may take to reach everybody.
const LAST_WORDS: Duration = Duration::from_secs(3);
/// Most bytes of one message of answers.
const LONGEST: usize = MAX_LINE.saturating_mul(16);

/// A client that has connected: both of its ends, as the kit holds them.
pub(super) struct Arrival {
    pub(super) requests: mpsc::UnboundedSender<String>,
    pub(super) incoming: mpsc::Receiver<Incoming>,
    pub(super) seat: Seat,
}

/// Where clients that have connected wait for the kit.
pub(super) type Arrivals = Arc<Mutex<Receiver<Arrival>>>;

/// The one place of a client. It is free again when either end leaves it.
#[derive(Clone)]
pub(super) struct Seat(Arc<Why>);

impl Seat {
    pub(super) fn is_taken(&self) -> bool {
        !self.0.is_set()
    }

    /// Leaves it for this reason, unless it was left before.
    pub(super) fn leave(&self, why: &str) {
        self.0.set(why);
    }

    pub(super) fn why(&self) -> String {
        self.0.text()
    }
}

/// What goes on at a connection, as the client's end holds it.
pub(super) struct Connected {
    pub(super) requests: mpsc::UnboundedReceiver<String>,
    pub(super) incoming: mpsc::Sender<Incoming>,
    pub(super) seat: Seat,
}

/// What all connections share.
#[derive(Clone)]
pub(super) struct Shared(Arc<State>);

pub(super) struct State {
    arrivals: Sender<Arrival>,
    seat: Mutex<Option<Seat>>,
    pub(super) polls: Polls,
    pub(super) hub: Hub,
}

impl core::ops::Deref for Shared {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl State {
    /// Takes the one seat; none when somebody has it.
    pub(super) fn connect(&self) -> Option<Connected> {
        let mut place = self.seat.lock().unwrap_or_else(PoisonError::into_inner);
        if place.as_ref().is_some_and(Seat::is_taken) {
            self.hub.second_client();
            return None;
        }
        let seat = Seat(Arc::new(Why::default()));
        let (to_client, requests) = mpsc::unbounded_channel();
        let (incoming, from_client) = mpsc::channel(READ_AHEAD);
        let arrival = Arrival {
            requests: to_client,
            incoming: from_client,
            seat: seat.clone(),
        };
        self.arrivals.send(arrival).ok()?;
        *place = Some(seat.clone());
        Some(Connected {
            requests,
            incoming,
            seat,
        })
    }
}

/// What a second client is told.
pub(super) const BUSY: &str = "another client is connected: one is checked at a time";

/// `409` with that text.
pub(super) fn busy() -> Response {
    (StatusCode::CONFLICT, format!("{BUSY}\n")).into_response()
}

/// The served port.
pub(super) struct Server {
    runtime: Runtime,
    address: SocketAddr,
    arrivals: Arrivals,
    hub: Hub,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
}

impl Server {
    pub(super) fn start(address: SocketAddr, origins: &[String]) -> Result<Self, Failure> {
        let failed = |error: std::io::Error| {
            Failure::usage(
                format!("cannot listen on {address}: {error}"),
                "give --listen an address of this machine and a free port; port 0 takes any",
            )
        };
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(failed)?;
        let listener = runtime.block_on(TcpListener::bind(address)).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (arrive, arrivals) = channel();
        let hub = Hub::default();
        let shared = Shared(Arc::new(State {
            arrivals: arrive,
            seat: Mutex::default(),
            polls: Polls::default(),
            hub: hub.clone(),
        }));
        let guard = Guard::new(origins);
        let (stop, stopped) = oneshot::channel();
        let serving = runtime.spawn(async move {
            let until = async {
                _ = stopped.await;
            };
            let service = router(shared, guard);
            axum::serve(listener, service).with_graceful_shutdown(until).await
        });
        Ok(Self {
            runtime,
            address,
            arrivals: Arc::new(Mutex::new(arrivals)),
            hub,
            stop,
            serving,
        })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn runtime(&self) -> Handle {
        self.runtime.handle().clone()
    }

    pub(super) fn arrivals(&self) -> Arrivals {
        Arc::clone(&self.arrivals)
    }

    pub(super) fn hub(&self) -> &Hub {
        &self.hub
    }

    /// Lets those that are connected hear the last event, and closes the port.
    pub(super) fn stop(self) {
        _ = self.stop.send(());
        let serving = self.serving;
        _ = self
            .runtime
            .block_on(async { tokio::time::timeout(LAST_WORDS, serving).await });
        self.runtime.shutdown_background();
    }
}

fn router(shared: Shared, guard: Guard) -> Router {
    let answers = post(poll::answers).layer(DefaultBodyLimit::max(LONGEST));
    Router::new()
        .route("/", get(pages::home))
        .route("/conformance.html", get(pages::page))
        .route("/conformance/{*name}", get(pages::asset))
        .route("/progress", get(progress::stream))
        .route("/client", get(socket::upgrade).post(poll::connect))
        .route("/client/{key}", answers.get(poll::next).delete(poll::end))
        .with_state(shared)
        .layer(from_fn(guard::headers))
        .layer(from_fn_with_state(guard, guard::check))
}
