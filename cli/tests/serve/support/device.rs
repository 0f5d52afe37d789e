//! What a device does: the sessions of the library, over the socket.

use std::io::{self, Read, Write};
use std::sync::Mutex;

use pinproof::device::{RsaBits, SoftwareKey};
use pinproof::message::{ControlId, Request, Response, Scope};
use pinproof::pin::policy::PinFacts;
use pinproof::pin_block::BlockContext;
use pinproof::profile::Profile;
use pinproof::session::{Instant, Outcome, SetPin, ViewPin};

use super::back_end::JSON;
use super::http::{Answer, Http};

/// A key pair of this length. A few are made and used again: the service does not mind, and making them takes long.
pub(crate) fn key(bits: RsaBits) -> SoftwareKey {
    static KEYS: Mutex<Vec<(RsaBits, Vec<u8>)>> = Mutex::new(Vec::new());
    let mut keys = KEYS.lock().unwrap();
    if !keys.iter().any(|(made, _)| *made == bits) {
        let key = SoftwareKey::generate(bits, &mut pinproof::os_rng()).unwrap();
        keys.push((bits, key.to_pkcs8_der().expose().to_vec()));
    }
    let (_, pkcs8) = keys.iter().find(|(made, _)| *made == bits).unwrap();
    SoftwareKey::from_pkcs8_der(pkcs8).unwrap()
}

/// How a session ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum End {
    Set,
    Refused,
    Shown(String),
    /// The device gave up, or was refused.
    Error,
}

fn response(answer: &Answer) -> Response<'_> {
    Response {
        status: answer.status,
        content_type: answer.header("content-type"),
        body: &answer.body,
    }
}

fn start() -> Instant {
    Instant::from_ms(0)
}

impl<S: Read + Write> Http<S> {
    pub(crate) fn send_request(&mut self, request: &Request) -> io::Result<Answer> {
        self.ask("POST", &request.target(), &[JSON], request.body.as_bytes())
    }

    /// What PIN blocks are bound to, as a page asks for it.
    pub(crate) fn context(&mut self, id: &str) -> io::Result<Option<BlockContext>> {
        let body = format!("{{\"controlId\":\"{id}\"}}");
        let answer = self.ask("POST", "/pincontrol/v2/context", &[JSON], body.as_bytes())?;
        if answer.status != 200 {
            return Ok(None);
        }
        let json = answer.json();
        Ok(Some(match (json.get("pan"), json.get("token")) {
            (Some(pan), None) => BlockContext::Pan(pan.as_str().unwrap().parse().unwrap()),
            (None, Some(token)) => BlockContext::Token(token.as_str().unwrap().parse().unwrap()),
            _ => BlockContext::NoPan,
        }))
    }

    /// Sets a PIN.
    pub(crate) fn set(&mut self, profile: &Profile, id: &str, pin: &str) -> io::Result<End> {
        let Some(context) = self.context(id)? else {
            return Ok(End::Error);
        };
        let rng = &mut pinproof::os_rng();
        let id = ControlId::new(id).unwrap();
        let (awaiting, request) = SetPin::start(id, key(profile.rsa_bits), context, profile, start()).unwrap();
        let answer = self.send_request(&request)?;
        let Ok(ready) = awaiting.receive(&response(&answer), start(), rng) else {
            return Ok(End::Error);
        };
        let accepted = ready.accept_entry(pin, Some(pin), &PinFacts::default()).unwrap();
        let (submitted, request) = ready.submit(accepted, start(), rng).unwrap();
        let answer = self.send_request(&request)?;
        Ok(match submitted.receive(&response(&answer), start()) {
            Ok(Outcome::Set) => End::Set,
            Ok(Outcome::Invalid(_)) => End::Refused,
            Err(_) => End::Error,
        })
    }

    /// Views a PIN.
    pub(crate) fn view(&mut self, profile: &Profile, id: &str) -> io::Result<End> {
        let Some(context) = self.context(id)? else {
            return Ok(End::Error);
        };
        let id = ControlId::new(id).unwrap();
        let (awaiting, request) = ViewPin::start(id, key(profile.rsa_bits), context, profile, start()).unwrap();
        let answer = self.send_request(&request)?;
        Ok(
            match awaiting.receive(&response(&answer), start(), &mut pinproof::os_rng()) {
                Ok(shown) => End::Shown(
                    shown
                        .pin()
                        .expose_digits()
                        .iter()
                        .map(|digit| char::from(b'0' + digit))
                        .collect(),
                ),
                Err(_) => End::Error,
            },
        )
    }

    /// The whole way: a token, and the session for it.
    pub(crate) fn session(&mut self, profile: &Profile, plastic: &str, scope: Scope, pin: &str) -> io::Result<End> {
        let id = self.token(plastic, scope)?;
        match scope {
            Scope::SetPin => self.set(profile, &id, pin),
            Scope::ViewPin => self.view(profile, &id),
        }
    }
}
