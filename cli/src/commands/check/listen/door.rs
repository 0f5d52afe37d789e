//! Clients that connect, as the kit sees them.

use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use pinproof::conformance::client::{Connection, Door, Ending, Incoming, Stderr};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

use super::server::{Arrival, Arrivals, Seat};

/// How long a client may take to go after `stop`.
const STOPPING: Duration = Duration::from_secs(2);

/// The port that clients connect to.
pub(super) struct Port {
    arrivals: Arrivals,
    runtime: Handle,
    address: SocketAddr,
    /// How long the first client is waited for, and how long each later one.
    wait: [Duration; 2],
    opened: bool,
}

impl Port {
    pub(super) fn new(arrivals: Arrivals, runtime: Handle, address: SocketAddr, wait: [Duration; 2]) -> Self {
        Self {
            arrivals,
            runtime,
            address,
            wait,
            opened: false,
        }
    }

    fn nobody(&self, limit: Duration) -> String {
        let (address, seconds) = (self.address, limit.as_secs_f64());
        if self.opened {
            format!("the client did not connect to {address} again within {seconds:.0} s")
        } else {
            format!("nobody connected to {address} within {seconds:.0} s")
        }
    }
}

impl Door for Port {
    fn open(&mut self) -> Result<Box<dyn Connection>, String> {
        let [first, later] = self.wait;
        let limit = if self.opened { later } else { first };
        let started = Instant::now();
        let arrivals = Arc::clone(&self.arrivals);
        let arrivals: &Receiver<Arrival> = &arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match arrivals.recv_timeout(limit.saturating_sub(started.elapsed())) {
                // It may have come and gone while nobody looked.
                Ok(arrival) if !arrival.seat.is_taken() => {}
                Ok(arrival) => {
                    self.opened = true;
                    return Ok(Box::new(Wire {
                        requests: arrival.requests,
                        incoming: arrival.incoming,
                        seat: arrival.seat,
                        runtime: self.runtime.clone(),
                    }));
                }
                Err(RecvTimeoutError::Timeout) => return Err(self.nobody(limit)),
                Err(RecvTimeoutError::Disconnected) => return Err(format!("the port {} was closed", self.address)),
            }
        }
    }

    fn hears_stderr(&self) -> bool {
        false
    }

    fn comes_by_itself(&self) -> bool {
        true
    }
}

/// One connection, whatever carries it.
struct Wire {
    requests: mpsc::UnboundedSender<String>,
    incoming: mpsc::Receiver<Incoming>,
    seat: Seat,
    runtime: Handle,
}

impl Connection for Wire {
    fn send(&self, line: String) {
        _ = self.requests.send(line);
    }

    fn receive(&mut self, limit: Duration) -> Option<Incoming> {
        let incoming = &mut self.incoming;
        let next = async { tokio::time::timeout(limit, incoming.recv()).await };
        match self.runtime.block_on(next) {
            Ok(Some(incoming)) => Some(incoming),
            Ok(None) => Some(Incoming::Closed(Vec::new())),
            Err(_) => None,
        }
    }

    fn ending(&mut self) -> Ending {
        Ending::new(self.seat.why(), None)
    }

    fn cut(&mut self) -> Result<Option<String>, Ending> {
        // What came is read before: a connection that is gone by now went without a word.
        if self.seat.is_taken() {
            Ok(None)
        } else {
            Err(self.ending())
        }
    }

    fn stop(mut self: Box<Self>, line: String) -> Stderr {
        self.send(line);
        let started = Instant::now();
        while self.seat.is_taken() && started.elapsed() < STOPPING {
            if let Some(Incoming::Closed(_)) = self.receive(STOPPING.saturating_sub(started.elapsed())) {
                break;
            }
        }
        Stderr::default()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.seat.leave("the kit let the client go");
    }
}

/// Why a connection ended.
#[derive(Default)]
pub(super) struct Why(Mutex<Option<String>>);

impl Why {
    /// The first reason stays.
    pub(super) fn set(&self, why: &str) {
        let mut place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if place.is_none() {
            *place = Some(why.to_owned());
        }
    }

    pub(super) fn is_set(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    pub(super) fn text(&self) -> String {
        let place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        place.clone().unwrap_or_else(|| "the connection was lost".to_owned())
    }
}
