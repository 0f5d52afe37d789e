//! Sessions of right and wrong clients, from the requests on.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod reports;
mod rules;
mod secrecy;

use std::cell::{Cell, RefCell};

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use pinproof::message::{Body, ControlId, Method, Problem, Request, Scope};
use pinproof::profile::Profile;
use pinproof::secret::SecretText;

use super::report::Report;
use super::rules::Finding;
use super::{Injected, Judged, Seen};

/// A service and a client on it.
struct Run {
    judged: Judged,
    profile: Profile,
    now: Cell<u64>,
    id: RefCell<String>,
    tokens: Cell<usize>,
}

/// A request and its answer, right until somebody changes it.
struct Exchange {
    path: String,
    method: Method,
    query: Vec<(String, String)>,
    body: Text,
    headers: Vec<(&'static str, String)>,
    status: u16,
    answer: String,
    fault: Option<Injected>,
}

enum Text {
    Json(String),
    Form(String),
    Empty,
}

impl Exchange {
    fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(other, _)| *other != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    fn json(mut self, text: &str) -> Self {
        self.body = Text::Json(text.to_owned());
        self
    }

    fn problem(mut self, status: u16, code: &str) -> Self {
        (self.status, self.answer) = (status, Problem::new(status, code, "refused").to_json());
        self
    }

    fn fault(mut self, name: &'static str, ends: bool) -> Self {
        self.fault = Some(Injected { name, ends });
        self
    }
}

impl Run {
    /// A service that has issued a token to set a PIN.
    fn set() -> Self {
        Self::of(Scope::SetPin)
    }

    fn view() -> Self {
        Self::of(Scope::ViewPin)
    }

    fn of(scope: Scope) -> Self {
        let profile = Profile::enfuce_v3();
        let run = Self {
            judged: Judged::new(&profile),
            profile,
            now: Cell::new(1_750_000_000_000),
            id: RefCell::default(),
            tokens: Cell::new(0),
        };
        run.issue(scope);
        run
    }

    fn issue(&self, scope: Scope) {
        self.tokens.set(self.tokens.get() + 1);
        let id = format!("7f3a9c0d5e{:04}b1c2d3e4f5a6", self.tokens.get());
        self.judged.issued(&ControlId::new(&id).unwrap(), scope, self.now.get());
        self.id.replace(id);
    }

    fn id(&self) -> String {
        self.id.borrow().clone()
    }

    fn later(&self, ms: u64) -> &Self {
        self.now.set(self.now.get() + ms);
        self
    }

    fn api(&self, path: &str, body: String) -> Exchange {
        Exchange {
            path: path.to_owned(),
            method: Method::Post,
            query: Vec::new(),
            body: Text::Json(body),
            headers: vec![("content-type", "application/json".to_owned())],
            status: 200,
            answer: "{}".to_owned(),
            fault: None,
        }
    }

    fn page(&self) -> Exchange {
        Exchange {
            body: Text::Form(format!("controlId={}", self.id())),
            ..self.api(pinproof::issuer::engine::http::Api::PIN_PATH, String::new())
        }
        .header("content-type", "application/x-www-form-urlencoded")
    }

    fn key(&self, key: &str) -> Exchange {
        let body = format!(r#"{{"controlId":"{}","publicKey":"{key}"}}"#, self.id());
        self.api(&self.profile.paths.tzpk, body)
    }

    fn show(&self, key: &str) -> Exchange {
        let body = format!(r#"{{"controlId":"{}","publicKey":"{key}"}}"#, self.id());
        self.api(&self.profile.paths.view, body)
    }

    fn pin(&self) -> Exchange {
        let body = format!(r#"{{"controlId":"{}","pinBlock":"AAECAwQFBgc="}}"#, self.id());
        self.api(&self.profile.paths.set, body)
    }

    /// The client sends it, a second after what came before.
    fn send(&self, exchange: Exchange) -> &Self {
        self.later(1000);
        let mut headers = HeaderMap::new();
        for (name, value) in &exchange.headers {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        let request = Request {
            method: exchange.method,
            path: exchange.path,
            query: exchange.query,
            headers: Vec::new(),
            body: match exchange.body {
                Text::Json(text) => Body::Json(SecretText::from_string(text)),
                Text::Form(text) => Body::Form(SecretText::from_string(text)),
                Text::Empty => Body::Empty,
            },
        };
        self.judged.seen(&Seen {
            at_ms: self.now.get(),
            request: &request,
            headers: &headers,
            status: exchange.status,
            answer: exchange.answer.as_bytes(),
            fault: exchange.fault,
            unread: false,
        });
        self
    }

    /// Page, key, PIN: all is well.
    fn good(&self, key: &str) -> &Self {
        self.send(self.page()).send(self.key(key)).send(self.pin())
    }

    /// What every rule finds in the sessions, those that find nothing left out.
    fn wrong(&self) -> Vec<&'static str> {
        let record = self.judged.0.as_ref().unwrap().record.lock().unwrap();
        let judged = super::report::judge(&self.profile, &record);
        let findings = judged.into_iter().flat_map(|judged| judged.findings);
        let wrong = findings.filter(|(_, finding)| matches!(finding, Finding::Wrong(..)));
        wrong.map(|(rule, _)| rule.slug).collect()
    }

    /// Whether some session shows that the client keeps to this rule.
    fn keeps(&self, slug: &str) -> bool {
        let record = self.judged.0.as_ref().unwrap().record.lock().unwrap();
        let judged = super::report::judge(&self.profile, &record);
        let mut findings = judged.into_iter().flat_map(|judged| judged.findings);
        findings.any(|(rule, finding)| rule.slug == slug && finding == Finding::Right)
    }

    fn report(&self) -> Report {
        let record = self.judged.0.as_ref().unwrap().record.lock().unwrap();
        Report::new(&self.profile, &record).unwrap()
    }
}

/// A public key as base64; `number` tells one from another.
fn public_key(number: u8) -> String {
    spki(256, number, &[1, 0, 1])
}

fn spki(modulus_len: usize, number: u8, exponent: &[u8]) -> String {
    base64(&spki_der(modulus_len, number, exponent))
}

fn spki_der(modulus_len: usize, number: u8, exponent: &[u8]) -> Vec<u8> {
    let mut modulus = vec![number; modulus_len];
    modulus[0] = 0xc1;
    modulus[modulus_len - 1] |= 1;
    modulus.insert(0, 0);
    let key = der(0x30, &[der(0x02, &modulus), der(0x02, exponent)].concat());
    let algorithm = der(
        0x30,
        &[
            der(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]),
            der(0x05, &[]),
        ]
        .concat(),
    );
    der(0x30, &[algorithm, der(0x03, &[&[0], key.as_slice()].concat())].concat())
}

fn der(tag: u8, contents: &[u8]) -> Vec<u8> {
    let length = contents.len();
    let mut out = vec![tag];
    match length {
        0..128 => out.push(u8::try_from(length).unwrap()),
        128..256 => out.extend([0x81, u8::try_from(length).unwrap()]),
        _ => {
            out.push(0x82);
            out.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
    }
    out.extend(contents);
    out
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let value = chunk.iter().fold(0, |value: u32, byte| value << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            out.push(match place <= chunk.len() {
                true => char::from(LETTERS[usize::try_from(value >> (18 - 6 * place) & 63).unwrap()]),
                false => '=',
            });
        }
    }
    out
}
