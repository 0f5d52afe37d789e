//! The engine behind the wire messages: a request in, an answer out. Whoever has the sockets brings both ends together.
//!
//! | request | who | what |
//! |---|---|---|
//! | `POST /card/v4/{product}/customer/{customerId}/account/{accountId}/{cardRole}` | back end | a card comes in |
//! | `GET /card/v4/{id}`, `POST /card/v4/{id}` | back end | reads it, changes its PIN status |
//! | `GET /card/v3/{id}/plastic` | back end | lists its plastics |
//! | `POST /card/v3/{id}/plastic/{plasticId}/update/{ACTIVATE, LOCK, CLOSE or CANCEL}` | back end | changes a plastic's status |
//! | `POST` to the profile's `control`, with `auditUser` | back end | issues a control token |
//! | `POST` of the form to [`Api::PIN_PATH`] | device | opens the page |
//! | `POST` to the profile's `tzpk`, `set`, `view` | device | as [`Engine`] has them |
//!
//! A back end shows Basic credentials with each request. A device shows a control token, in the body: a request that names one in
//! its query is refused before anything is read, and the token stays as it is. Embossing runs, verification and the clock have no
//! address here.

mod answer;
mod back_end;
mod device;

use alloc::string::String;

use rand_core::CryptoRng;

use super::{CardData, CardholderAuthenticated, Engine, PlasticId, PlasticKind, Store};
use crate::message::{BasicAuth, ControlRequest, Method, Request, Scope};

pub use answer::{Answer, Rejection};

/// What only the host of the engine knows.
pub trait Host {
    /// Whether the cardholder of this plastic has been authenticated strongly for this request. Only who can tell that says so,
    /// by a [`CardholderAuthenticated`].
    fn cardholder(&mut self, request: &Request, plastic: &PlasticId) -> Option<CardholderAuthenticated>;

    /// The card that comes in with this request: what of it the wire messages do not carry. `None` refuses the request.
    ///
    /// Without an implementation of its own, a physical card of which nothing is known.
    fn new_card(&mut self, request: &Request) -> Option<(PlasticKind, CardData)> {
        let _ = request;
        Some((PlasticKind::Physical, CardData::default()))
    }
}

/// What became of a request.
#[derive(Debug)]
pub enum Outcome {
    /// To be sent as it is.
    Answer(Answer),
    /// The control token has opened this page; the host sends its HTML.
    Page(Scope),
}

/// Where the engine can be reached, and by whom.
#[derive(Debug)]
pub struct Api {
    back_end: BasicAuth,
    origin: String,
    frame_key: Option<String>,
}

/// The parts of a path.
type Path<'p> = [&'p str];

impl Api {
    /// Where the form with the control token goes. The issuer's own path is not public.
    pub const PIN_PATH: &str = "/pincontrol/v2/pin";
    /// What a desktop page loads into a frame; the host serves it. The issuer's own path is not public.
    pub const FRAME_PATH: &str = "/pincontrol/v2/frame";

    /// For one back end. `origin` is what the addresses of the pages begin with, such as `https://pin.example`; `frame_key` is
    /// what issuer and back end have agreed on for frames, without which there are none. It goes into a URL as it is.
    pub fn new(back_end: BasicAuth, origin: &str, frame_key: Option<&str>) -> Self {
        Self {
            back_end,
            origin: String::from(origin.trim_end_matches('/')),
            frame_key: frame_key.map(String::from),
        }
    }

    /// Answers one request.
    pub fn handle<S: Store>(
        &self,
        engine: &mut Engine<S>,
        host: &mut dyn Host,
        request: &Request,
        now: u64,
        rng: &mut dyn CryptoRng,
    ) -> Outcome {
        self.route(engine, host, request, now, rng)
            .unwrap_or_else(|rejection| Outcome::Answer(Answer::from(rejection)))
    }

    fn route<S: Store>(
        &self,
        engine: &mut Engine<S>,
        host: &mut dyn Host,
        request: &Request,
        now: u64,
        rng: &mut dyn CryptoRng,
    ) -> Result<Outcome, Rejection> {
        // URLs end up in histories and logs.
        if request
            .query
            .iter()
            .any(|(name, _)| name.trim().eq_ignore_ascii_case("controlId"))
        {
            return Err(Rejection::IdInQuery);
        }
        let paths = engine.profile().paths.clone();
        let post = request.method == Method::Post;
        match request.path.as_str() {
            path if path == paths.tzpk && post => device::exchange_key(engine, request, now, rng),
            path if path == paths.set && post => device::set_pin(engine, request, now),
            path if path == paths.view && post => device::view_pin(engine, request, now, rng),
            path if path == Self::PIN_PATH && post => {
                return device::open_page(engine, request, now).map(Outcome::Page);
            }
            path if path == paths.tzpk || path == paths.set || path == paths.view || path == Self::PIN_PATH => {
                Err(Rejection::Method)
            }
            path => {
                self.require_back_end(request)?;
                if let Some(plastic) = ControlRequest::plastic_id(path, engine.profile()) {
                    if !post {
                        return Err(Rejection::Method);
                    }
                    let plastic = PlasticId::new(plastic).ok_or(Rejection::NotFound)?;
                    self.issue_token(engine, host, request, &plastic, now, rng)
                } else {
                    back_end::cards(engine, host, request, now, rng)
                }
            }
        }
        .map(Outcome::Answer)
    }

    fn require_back_end(&self, request: &Request) -> Result<(), Rejection> {
        let shown = request
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("Authorization"))
            .and_then(|(_, value)| BasicAuth::parse(value.expose()).ok());
        if shown.is_some_and(|shown| shown.is(&self.back_end)) {
            Ok(())
        } else {
            Err(Rejection::Credentials)
        }
    }
}

#[cfg(test)]
mod tests;
