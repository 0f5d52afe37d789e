//! Connections: HTTP/1.1, with TLS or without, and with a limit on everything that somebody could let us wait for.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt as _;

use super::app::{self, Service};
use super::limit::Peer;
use super::reply::HangUp;
use crate::failure::Failure;

/// Connections at one time; more wait in the system's queue.
const CONNECTIONS: usize = 4096;
/// How long the head of a request may take, the time between two requests included.
const HEAD_WITHIN: Duration = Duration::from_secs(15);
/// How long a TLS handshake may take.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// How long a client may let an answer wait that it does not read.
const READ_WITHIN: Duration = Duration::from_secs(15);
/// The largest head of a request, in bytes.
const HEAD: usize = 16 << 10;
/// The most headers of a request.
const HEADERS: usize = 64;
/// How long requests that are under way may take once the service stops.
const DRAIN_WITHIN: Duration = Duration::from_secs(10);

/// Listens.
///
/// # Errors
/// Wrong use: the address is taken, or not of this machine.
pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::usage(
            format!("cannot listen on {address}: {error}"),
            "give --listen another address; port 0 takes a free one",
        )
    })
}

/// Serves until `stop`, then lets what is under way come to its end.
pub(crate) async fn run(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    service: Arc<Service>,
    stop: impl Future<Output = ()>,
) {
    let router = app::router(Arc::clone(&service));
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let graceful = Arc::new(GracefulShutdown::new());
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = async {
            let permit = Arc::clone(&room).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, stream, peer) = tokio::select! {
            () = &mut stop => break,
            (permit, accepted) = accepted => match accepted {
                Ok((stream, address)) => (permit, stream, Peer::of(address.ip())),
                Err(error) => {
                    // Such as no file descriptors left: wait until some are.
                    tracing::warn!(kind = ?error.kind(), "accept");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        let (router, tls, service) = (router.clone(), tls.clone(), Arc::clone(&service));
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            let _permit = permit;
            let open = Open::new(&service);
            connection(stream, peer, tls, router, watcher).await;
            drop(open);
        });
    }
    drop(listener);
    drop(router);
    tracing::info!("stopping");
    let Ok(graceful) = Arc::try_unwrap(graceful) else {
        return;
    };
    if tokio::time::timeout(DRAIN_WITHIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were cut off");
    }
}

/// Counts a connection as long as it is there.
struct Open<'s>(&'s Service);

impl<'s> Open<'s> {
    fn new(service: &'s Service) -> Self {
        service.metrics.connections().inc();
        Self(service)
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.metrics.connections().dec();
    }
}

type Watcher = hyper_util::server::graceful::Watcher;

async fn connection(stream: TcpStream, peer: Peer, tls: Option<TlsAcceptor>, router: axum::Router, watcher: Watcher) {
    // An answer is one write; waiting for more only delays it.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(READ_WITHIN));
    let stream = Box::pin(stream);
    match tls {
        None => serve(stream, peer, router, watcher).await,
        Some(tls) => match tokio::time::timeout(HANDSHAKE_WITHIN, tls.accept(stream)).await {
            Ok(Ok(stream)) => serve(stream, peer, router, watcher).await,
            Ok(Err(error)) => tracing::debug!(kind = ?error.kind(), "no TLS"),
            Err(_) => tracing::debug!("TLS took too long"),
        },
    }
}

async fn serve<S>(stream: S, peer: Peer, router: axum::Router, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        let router = router.clone();
        async move {
            let Ok(response): Result<Response<Body>, _> = router.oneshot(request.map(Body::new)).await;
            if response.extensions().get::<HangUp>().is_some() {
                return Err(io::Error::from(io::ErrorKind::ConnectionAborted));
            }
            Ok(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_headers(HEADERS)
        .max_buf_size(HEAD)
        .serve_connection(TokioIo::new(stream), answer);
    // What a connection ends with is the other side's affair.
    let _ = watcher.watch(connection).await;
}
