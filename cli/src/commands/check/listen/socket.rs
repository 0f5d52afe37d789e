//! A client on a WebSocket: one JSON object a message, in both directions.

use std::time::Instant;

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use pinproof::conformance::client::{Incoming, MAX_LINE};
use pinproof::conformance::text::shown;

use super::server::{BUSY, Connected, Shared};

/// Room for a message that is too long, so that its beginning can be shown.
const ROOM: usize = MAX_LINE.saturating_mul(2);

/// Makes a WebSocket of the request.
pub(super) async fn upgrade(State(shared): State<Shared>, upgrade: WebSocketUpgrade) -> Response {
    let upgrade = upgrade.max_message_size(ROOM).max_frame_size(ROOM);
    upgrade.on_upgrade(async move |mut socket| match shared.connect() {
        Some(connected) => serve(socket, connected).await,
        // A page learns the reason from the frame that closes, and from nothing before it.
        None => close(&mut socket, close_code::AGAIN, BUSY).await,
    })
}

async fn serve(mut socket: WebSocket, mut connected: Connected) {
    let why = carry(&mut socket, &mut connected).await;
    connected.seat.leave(&why);
    _ = connected.incoming.send(Incoming::Closed(Vec::new())).await;
}

/// Carries lines both ways until one side has enough, and says why.
async fn carry(socket: &mut WebSocket, connected: &mut Connected) -> String {
    loop {
        let message = tokio::select! {
            line = connected.requests.recv() => {
                let Some(line) = line else {
                    close(socket, close_code::NORMAL, "the kit is done").await;
                    return "the kit let the client go".to_owned();
                };
                if socket.send(Message::Text(line.into())).await.is_err() {
                    return "the connection was lost".to_owned();
                }
                continue;
            }
            message = socket.recv() => message,
        };
        let line = match message {
            Some(Ok(Message::Text(text))) => text.as_bytes().to_vec(),
            Some(Ok(Message::Binary(bytes))) => bytes.to_vec(),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
            Some(Ok(Message::Close(frame))) => return closed(frame),
            Some(Err(error)) if error.to_string().contains("too long") => {
                _ = connected.incoming.send(Incoming::TooLong(Vec::new())).await;
                return "the client sent a message that is too long".to_owned();
            }
            Some(Err(_)) | None => return "the connection was lost".to_owned(),
        };
        let incoming = if line.len() > MAX_LINE {
            Incoming::TooLong(line)
        } else {
            Incoming::Line(line, Instant::now())
        };
        if connected.incoming.send(incoming).await.is_err() {
            close(socket, close_code::NORMAL, "the kit is done").await;
            return "the kit let the client go".to_owned();
        }
    }
}

async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) {
    let frame = CloseFrame {
        code,
        reason: reason.into(),
    };
    _ = socket.send(Message::Close(Some(frame))).await;
}

fn closed(frame: Option<CloseFrame>) -> String {
    match frame {
        None => "the client closed its connection".to_owned(),
        Some(frame) if frame.reason.is_empty() => format!("the client closed its connection (code {})", frame.code),
        Some(frame) => {
            let reason = shown(&frame.reason, 100);
            format!("the client closed its connection (code {}: {reason})", frame.code)
        }
    }
}
