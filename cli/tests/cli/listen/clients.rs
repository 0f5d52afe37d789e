//! Small clients: the reference device behind a WebSocket, and behind long polling.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use pinproof::conformance::client::{Reference, serve};
use serde_json::Value;
use tungstenite::{Message, WebSocket};

/// Answers a line as the reference device does; none where the client says nothing.
pub(super) struct Answering {
    reference: Reference,
    pub(super) asked: usize,
}

impl Answering {
    pub(super) fn new() -> Self {
        Self {
            reference: Reference::new(),
            asked: 0,
        }
    }

    pub(super) fn answer(&mut self, line: &str) -> String {
        self.asked += 1;
        let mut answer = Vec::new();
        serve(line.as_bytes(), &mut answer, &mut self.reference).unwrap();
        String::from_utf8(answer).unwrap().trim_end().to_owned()
    }
}

pub(super) fn is_stop(line: &str) -> bool {
    let request: Value = serde_json::from_str(line).unwrap();
    request["op"] == "stop"
}

/// A WebSocket to the kit.
pub(super) fn connect(address: &str) -> WebSocket<TcpStream> {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let (socket, _) = tungstenite::client(format!("ws://{address}/client"), stream).unwrap();
    socket
}

/// The next request; none when the kit has closed the connection.
pub(super) fn request(socket: &mut WebSocket<TcpStream>) -> Option<String> {
    loop {
        match socket.read() {
            Ok(Message::Text(text)) => return Some(text.as_str().to_owned()),
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// A right client: answers until it is told to stop, and comes back for as long as somebody listens. `hook` has each line before
/// it is answered, and ends this life of the client by saying false.
pub(super) fn by_socket(address: &str, mut hook: impl FnMut(&str) -> Option<String>) {
    loop {
        let Ok(stream) = TcpStream::connect(address) else {
            return;
        };
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let Ok((mut socket, _)) = tungstenite::client(format!("ws://{address}/client"), stream) else {
            return;
        };
        let mut answering = Answering::new();
        while let Some(line) = request(&mut socket) {
            let Some(instead) = hook(&line) else { break };
            let answer = if instead.is_empty() {
                answering.answer(&line)
            } else {
                instead
            };
            if socket.send(Message::text(answer)).is_err() {
                break;
            }
            if is_stop(&line) {
                _ = socket.close(None);
                while socket.read().is_ok() {}
                break;
            }
        }
    }
}

/// What came back to a request over HTTP/1.1.
pub(super) struct Got {
    pub(super) status: u16,
    pub(super) body: String,
}

/// One request on a connection of its own; none when nobody is there.
pub(super) fn http(address: &str, method: &str, path: &str, headers: &str, body: &str) -> Option<Got> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(body.as_bytes()).ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().unwrap();
    let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
    Some(Got {
        status,
        body: if chunked { dechunked(body) } else { body.to_owned() },
    })
}

fn dechunked(mut body: &str) -> String {
    let mut out = String::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            break;
        }
        out.push_str(&rest[..size]);
        body = &rest[size + 2..];
    }
    out
}

/// A right client without WebSockets.
pub(super) fn by_polling(address: &str) {
    while let Some(got) = http(address, "POST", "/client", "", "") {
        assert_eq!(got.status, 201, "{}", got.body);
        let opened: Value = serde_json::from_str(&got.body).unwrap();
        let path = opened["connection"].as_str().unwrap().to_owned();
        let mut answering = Answering::new();
        'life: while let Some(got) = http(address, "GET", &path, "", "") {
            match got.status {
                200 => {}
                204 => continue,
                _ => break,
            }
            let lines: Vec<&str> = got.body.lines().collect();
            let answers: String = lines.iter().map(|line| answering.answer(line) + "\n").collect();
            http(
                address,
                "POST",
                &path,
                "content-type: application/x-ndjson\r\n",
                &answers,
            );
            if lines.iter().any(|line| is_stop(line)) {
                http(address, "DELETE", &path, "", "");
                break 'life;
            }
        }
    }
}
