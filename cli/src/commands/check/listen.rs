//! `pinproof check --listen`: a client that cannot be spawned connects by itself, over a WebSocket or by long polling.
//!
//! The client protocol is the same as over standard input and output, and so are runner, reports and exit codes. A thread of its
//! own serves the port; the run goes on where it always does.

mod door;
mod guard;
mod pages;
mod poll;
mod progress;
mod server;
mod socket;

use std::io::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use pinproof::conformance::client::{RemoteClient, RemoteOptions};
use pinproof::conformance::report::Results;
use pinproof::conformance::runner::Progress;

use self::door::Port;
use self::server::Server;
use crate::args::ListenArgs;
use crate::failure::Failure;

/// How long a client may take to come back after `stop`, or after it was lost.
const BACK: Duration = Duration::from_secs(30);

/// A port that is listened at. Dropping it closes the port.
pub(super) struct Listening {
    server: Server,
}

impl Listening {
    /// Opens the port, and says on standard error where it is.
    pub(super) fn start(address: SocketAddr, args: &ListenArgs) -> Result<Self, Failure> {
        let server = Server::start(address, &args.origins)?;
        let at = server.address();
        let mut stderr = anstream::stderr();
        let page = if pages::are_here() {
            format!("open http://{at}/ for the browser's own client, or ")
        } else {
            String::new()
        };
        let _ = writeln!(
            stderr,
            "listening on {at}: {page}connect to ws://{at}/client, or POST to http://{at}/client for long polling"
        );
        if !at.ip().is_loopback() {
            let _ = writeln!(
                stderr,
                "note: others on the network can connect to {at} too, and a browser there has no WebCrypto without https"
            );
        }
        Ok(Self { server })
    }

    /// The first client that connects.
    pub(super) fn client(&self, args: &ListenArgs, timeout: Duration) -> Result<RemoteClient, Failure> {
        let (port, at) = (self.port(args), self.server.address());
        let options = RemoteOptions {
            timeout,
            ..RemoteOptions::default()
        };
        RemoteClient::new(port, options).map_err(|fault| {
            Failure::harness(
                fault.to_string(),
                format!("let the client connect to ws://{at}/client, or give it more time with --wait SECONDS"),
            )
        })
    }

    fn port(&self, args: &ListenArgs) -> Port {
        Port::new(
            self.server.arrivals(),
            self.server.runtime(),
            self.server.address(),
            [args.wait, BACK.min(args.wait)],
        )
    }

    /// Tells whoever looks at the page.
    pub(super) fn tell(&self, event: &Progress<'_>, strict: bool) {
        self.server.hub().tell(event, strict);
    }

    /// Tells the end of the run, and closes the port once everybody has heard it.
    pub(super) fn finish(self, results: &Results) {
        self.server.hub().finish(results);
        self.server.stop();
    }
}
