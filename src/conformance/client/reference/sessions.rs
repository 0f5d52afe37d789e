//! The reference's sessions: the driver of this crate, and its steps in the words of the client protocol.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use rand_core::CryptoRng;
use rsa::pkcs8::EncodePrivateKey as _;
use serde_json::{Value, json};

use crate::conformance::clear;
use crate::conformance::client::session::{
    BridgeName, Input, MessageSource, PeerResponse, Sent, SessionContext, SessionEvent, StateName, Step,
};
use crate::conformance::client::{Flow, RejectClass, Request};
use crate::conformance::key_pool::KeyPool;
use crate::conformance::scenario::PARENT;
use crate::device::{RsaBits, SoftwareKey};
use crate::error::{Error, Misuse};
use crate::message::{Body, ControlId, Response, Scope};
use crate::page::{Bridge, Event, Incoming, Origin, Parent, Shape, Source};
use crate::pan::{Pan, PanToken};
use crate::pin::policy::PinFacts;
use crate::pin_block::BlockContext;
use crate::profile::Profile;
use crate::session::driver::{Device, Driver, KeySource, Opening, State};
use crate::session::{Instant, Ledger, driver};

/// The sessions of one device.
#[derive(Default)]
pub(super) struct Sessions {
    drivers: BTreeMap<String, Driver<SoftwareKey>>,
    ledger: Ledger,
    opened: u64,
}

/// Key pairs that share primes: sessions of the kit itself need different ones and no more.
struct Pooled<'a>(&'a KeyPool);

impl KeySource for Pooled<'_> {
    type Key = SoftwareKey;

    fn generate(&mut self, size: RsaBits, rng: &mut dyn CryptoRng) -> Result<SoftwareKey, Error> {
        let key = self.0.next(size.into(), rng).ok_or(Misuse::Rng)?;
        let der = key.to_pkcs8_der().map_err(|_| Misuse::Rng)?;
        Ok(SoftwareKey::from_pkcs8_der(der.as_bytes())?)
    }
}

impl Sessions {
    /// Answers `session.open` and `session.input`.
    pub(super) fn answer(
        &mut self,
        request: &Request,
        pool: &Arc<KeyPool>,
        rng: &mut dyn CryptoRng,
    ) -> Result<Step, RejectClass> {
        let mut keys = Pooled(pool);
        let mut device = Device {
            keys: &mut keys,
            rng,
            ledger: &mut self.ledger,
            facts: PinFacts::default(),
        };
        match request {
            Request::SessionOpen {
                flow,
                profile,
                control_id,
                context,
                bridge,
                now_ms,
            } => {
                let opening = Opening {
                    flow: match flow {
                        Flow::SetPin => Scope::SetPin,
                        Flow::ViewPin => Scope::ViewPin,
                    },
                    profile: &Profile::built_in(profile).ok_or(RejectClass::Message)?,
                    control_id: ControlId::new(control_id).map_err(Error::from)?,
                    context: bound(context.as_ref())?,
                    bridge: Bridge::from_name(bridge.name()).ok_or(RejectClass::Message)?,
                    parent: match bridge {
                        BridgeName::Frame => Origin::new(PARENT).ok().map(Parent::new),
                        BridgeName::Android | BridgeName::Ios => None,
                    },
                    now: Instant::from_ms(*now_ms),
                };
                let (driver, step) = Driver::open(opening, &mut device);
                self.opened = self.opened.saturating_add(1);
                let session = format!("s{}", self.opened);
                let step = told(session.clone(), step, &driver);
                self.drivers.insert(session, driver);
                Ok(step)
            }
            Request::SessionInput { session, input } => {
                let driver = self.drivers.get_mut(session).ok_or(RejectClass::SessionState)?;
                let step = put(driver, input, &mut device);
                if let (true, Some(why)) = (step.events.is_empty() && step.send.is_none(), step.why) {
                    return Err(why.into());
                }
                Ok(told(session.clone(), step, driver))
            }
            _ => Err(RejectClass::Message),
        }
    }
}

fn bound(context: Option<&SessionContext>) -> Result<BlockContext, RejectClass> {
    Ok(match context {
        None => BlockContext::NoPan,
        Some(SessionContext::Pan { pan }) => BlockContext::Pan(Pan::from_ascii(pan.as_bytes()).map_err(Error::from)?),
        Some(SessionContext::Token { token }) => {
            BlockContext::Token(PanToken::from_ascii(token.as_bytes()).map_err(Error::from)?)
        }
    })
}

fn put(driver: &mut Driver<SoftwareKey>, input: &Input, device: &mut Device<'_, SoftwareKey>) -> driver::Step {
    match input {
        Input::Response(PeerResponse { status, headers, body }) => {
            let response = Response {
                status: *status,
                content_type: headers.get("content-type").map(String::as_str),
                body: body.as_bytes(),
            };
            driver.input(driver::Input::Response(response), device)
        }
        Input::NetworkError(_) => driver.input(driver::Input::NetworkError, device),
        Input::Typed(text) => driver.input(driver::Input::Typed(text), device),
        Input::Submit(entry) => {
            let repeat = entry.repeat.as_deref();
            driver.input(
                driver::Input::Submit {
                    pin: &entry.pin,
                    repeat,
                },
                device,
            )
        }
        Input::Call(name) => driver.input(driver::Input::Call(name), device),
        Input::Message(posted) => {
            let data = serde_json::to_vec(&posted.data).unwrap_or_default();
            let message = Incoming {
                origin: &posted.origin,
                source: match posted.source {
                    MessageSource::Parent => Source::Parent,
                    MessageSource::Own => Source::Own,
                    MessageSource::Other => Source::Other,
                },
                data: &data,
            };
            driver.input(driver::Input::Message(message), device)
        }
        Input::Cancel(_) => driver.input(driver::Input::Cancel, device),
        Input::ClockMs(now) => driver.input(driver::Input::Clock(Instant::from_ms(*now)), device),
    }
}

/// A step in the words of the client protocol.
fn told(session: String, step: driver::Step, driver: &Driver<SoftwareKey>) -> Step {
    let mut shown = step.shown.as_ref().map(clear::ascii);
    let events = step.events.iter().map(|event| SessionEvent {
        name: event.name().to_string(),
        value: event.pin_valid(),
        shown: match event {
            Event::ViewPinSuccess => shown.take(),
            _ => None,
        },
        wire: Some(wire(*event, driver)),
    });
    Step {
        events: events.collect(),
        send: step.send.as_ref().map(sent),
        state: match step.state {
            State::AwaitingTzpk => StateName::AwaitingTzpk,
            State::Ready => StateName::Ready,
            State::Submitted => StateName::Submitted,
            State::Done => StateName::Done,
            State::Failed => StateName::Failed,
        },
        session,
    }
}

/// What goes over the bridge.
fn wire(event: Event, driver: &Driver<SoftwareKey>) -> Value {
    if let Some(parent) = driver.parent() {
        let posted = parent.post(event);
        let data: Value = serde_json::from_str(posted.data.expose()).unwrap_or_default();
        return json!({"target_origin": posted.target_origin, "data": data});
    }
    match event.shape(driver.bridge()) {
        Shape::Call { method, argument } => {
            let args: Vec<Value> = argument.map(Value::from).into_iter().collect();
            json!({"handler": "android_handler", "method": method, "args": args})
        }
        Shape::Message(text) => {
            let data: Value = serde_json::from_str(&text).unwrap_or_default();
            match driver.bridge() {
                Bridge::Ios => json!({"handler": "ios_handler", "data": data}),
                _ => json!({ "data": data }),
            }
        }
    }
}

fn sent(request: &crate::message::Request) -> Sent {
    let (json, form) = match &request.body {
        Body::Json(text) => (serde_json::from_str(text.expose()).ok(), None),
        Body::Form(text) => (
            None,
            Some(BTreeMap::from([("text".to_string(), text.expose().to_string())])),
        ),
        Body::Empty => (None, None),
    };
    Sent {
        method: request.method.name().to_string(),
        path: request.path.clone(),
        query: request.query.iter().cloned().collect(),
        headers: request
            .headers
            .iter()
            .map(|(name, value)| (name.clone(), value.expose().to_string()))
            .collect(),
        json,
        form,
    }
}
