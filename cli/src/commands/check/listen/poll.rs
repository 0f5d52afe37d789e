//! A client without WebSockets: it asks for requests, and posts its answers.
//!
//! | request | answer |
//! |---|---|
//! | `POST /client` | 201 and `{"connection":"/client/KEY"}`; 409 while another client is connected |
//! | `GET /client/KEY` | 200 and one or more requests, a line each, as soon as there are any; 204 when there were none for 20 s |
//! | `GET /client/KEY?after=N` | the same; N is the number in `batch` of the last 200 that came, 0 before the first |
//! | `POST /client/KEY` | 204; the body is one or more answers, a line each |
//! | `DELETE /client/KEY` | 204; the client ends, as it does after `stop` |
//!
//! 410 says that the connection is over. An answer that is lost on its way is given again to who asks with the number before it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use pinproof::conformance::client::{Incoming, MAX_LINE};
use pinproof::rand_core::Rng as _;
use tokio::sync::{Mutex as Turn, mpsc};

use super::server::{Connected, Seat, Shared, busy};

/// How long a client waits for requests before it asks again; shorter than what proxies allow.
const PATIENCE: Duration = Duration::from_secs(20);

/// The one connection that polls.
#[derive(Default)]
pub(super) struct Polls(Mutex<Option<Arc<Polled>>>);

struct Polled {
    key: String,
    requests: Turn<Requests>,
    incoming: mpsc::Sender<Incoming>,
    seat: Seat,
}

/// What the kit asks, and what of it left last: nobody knows whether that has arrived.
struct Requests {
    coming: mpsc::UnboundedReceiver<String>,
    batch: u64,
    last: String,
}

impl Requests {
    /// The next lines; those that left last again, when `after` is the number before theirs. None at the end.
    async fn next(&mut self, after: Option<u64>) -> Option<&str> {
        if after.is_none_or(|after| after.checked_add(1) != Some(self.batch)) {
            let mut lines = self.coming.recv().await?;
            lines.push('\n');
            while let Ok(line) = self.coming.try_recv() {
                lines.push_str(&line);
                lines.push('\n');
            }
            self.batch = self.batch.saturating_add(1);
            self.last = lines;
        }
        Some(&self.last)
    }
}

impl Polls {
    fn open(&self, connected: Connected) -> String {
        let mut bytes = [0; 16];
        pinproof::os_rng().fill_bytes(&mut bytes);
        let key: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let polled = Polled {
            key: key.clone(),
            requests: Turn::new(Requests {
                coming: connected.requests,
                batch: 0,
                last: String::new(),
            }),
            incoming: connected.incoming,
            seat: connected.seat,
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(polled));
        key
    }

    /// The connection of this name, while it lasts.
    fn find(&self, key: &str) -> Option<Arc<Polled>> {
        let place = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let polled = place.as_ref()?;
        (polled.key == key && polled.seat.is_taken()).then(|| Arc::clone(polled))
    }
}

pub(super) async fn connect(State(shared): State<Shared>) -> Response {
    let Some(connected) = shared.connect() else {
        return busy();
    };
    let path = format!("/client/{}", shared.polls.open(connected));
    let body = serde_json::json!({ "connection": path }).to_string();
    let headers = [(CONTENT_TYPE, "application/json".to_owned()), (LOCATION, path)];
    (StatusCode::CREATED, headers, body).into_response()
}

pub(super) async fn next(State(shared): State<Shared>, Path(key): Path<String>, RawQuery(query): RawQuery) -> Response {
    let Some(polled) = shared.polls.find(&key) else {
        return over();
    };
    let after = query
        .as_deref()
        .and_then(|query| query.strip_prefix("after=")?.parse().ok());
    let Ok(mut requests) = polled.requests.try_lock() else {
        return (StatusCode::CONFLICT, "this connection waits for requests already\n").into_response();
    };
    let lines = match tokio::time::timeout(PATIENCE, requests.next(after)).await {
        Err(_) => return StatusCode::NO_CONTENT.into_response(),
        Ok(None) => return over(),
        Ok(Some(lines)) => lines.to_owned(),
    };
    let headers = [
        (CONTENT_TYPE, "application/x-ndjson".to_owned()),
        (HeaderName::from_static("batch"), requests.batch.to_string()),
    ];
    (headers, lines).into_response()
}

pub(super) async fn answers(
    State(shared): State<Shared>,
    Path(key): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Some(polled) = shared.polls.find(&key) else {
        return over();
    };
    let body = match body {
        Ok(body) => body,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            _ = polled.incoming.send(Incoming::TooLong(Vec::new())).await;
            return rejection.into_response();
        }
        // The connection broke off in the middle; nothing was heard.
        Err(rejection) => return rejection.into_response(),
    };
    let body = body.strip_suffix(b"\n").unwrap_or(&body);
    for line in body.split(|byte| *byte == b'\n') {
        let incoming = if line.len() > MAX_LINE {
            Incoming::TooLong(line.to_vec())
        } else {
            Incoming::Line(line.to_vec(), Instant::now())
        };
        if polled.incoming.send(incoming).await.is_err() {
            return over();
        }
    }
    StatusCode::NO_CONTENT.into_response()
}

pub(super) async fn end(State(shared): State<Shared>, Path(key): Path<String>) -> Response {
    let Some(polled) = shared.polls.find(&key) else {
        return over();
    };
    polled.seat.leave("the client ended its connection");
    _ = polled.incoming.send(Incoming::Closed(Vec::new())).await;
    StatusCode::NO_CONTENT.into_response()
}

fn over() -> Response {
    (StatusCode::GONE, "this connection is over\n").into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_lost_on_the_way_is_given_again() {
        let (sender, coming) = mpsc::unbounded_channel();
        let mut requests = Requests {
            coming,
            batch: 0,
            last: String::new(),
        };
        sender.send("one".to_owned()).unwrap();
        assert_eq!(requests.next(Some(0)).await, Some("one\n"));
        sender.send("two".to_owned()).unwrap();
        assert_eq!(requests.next(Some(0)).await, Some("one\n"));
        assert_eq!(requests.next(Some(1)).await, Some("two\n"));
        assert_eq!(requests.batch, 2);
        // Without a number, each line leaves once.
        sender.send("three".to_owned()).unwrap();
        assert_eq!(requests.next(None).await, Some("three\n"));
        drop(sender);
        assert_eq!(requests.next(Some(3)).await, None);
    }
}
