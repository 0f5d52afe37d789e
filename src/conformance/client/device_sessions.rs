//! The sessions of a device on this crate: its driver, and its steps in the words of the client protocol.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_core::CryptoRng;
use serde_json::{Value, json};

use super::session::{
    BridgeName, Input, MessageSource, PeerResponse, Sent, SessionContext, SessionEvent, StateName, Step,
};
use super::{Flow, RejectClass, Request};
use crate::conformance::clear;
use crate::conformance::scenario::PARENT;
use crate::device::{DeviceKey, PublicKey, RsaBits, WrappedTzpk};
use crate::error::Error;
use crate::message::{Body, ControlId, Response, Scope, TzpkResponse, ViewResponse};
use crate::page::{Bridge, Event, Incoming, Origin, Parent, Shape, Source};
use crate::pan::{Pan, PanToken};
use crate::pin::policy::PinFacts;
use crate::pin_block::BlockContext;
use crate::profile::Profile;
use crate::session::driver::{Device, Driver, KeySource, Opening, State};
use crate::session::{Instant, Ledger, driver};

/// The sessions of one device, whose key pairs come from wherever the caller likes.
pub struct DeviceSessions<K> {
    live: BTreeMap<String, Live<K>>,
    ledger: Ledger,
    opened: u64,
}

struct Live<K> {
    driver: Driver<K>,
    profile: Profile,
    /// The public key that it sent last.
    key: Option<PublicKey>,
}

impl<K> Default for DeviceSessions<K> {
    fn default() -> Self {
        Self {
            live: BTreeMap::new(),
            ledger: Ledger::default(),
            opened: 0,
        }
    }
}

/// Remembers which key it handed out.
struct Noted<'a, K> {
    keys: &'a mut dyn KeySource<Key = K>,
    last: Option<PublicKey>,
}

impl<K: DeviceKey> KeySource for Noted<'_, K> {
    type Key = K;

    fn generate(&mut self, size: RsaBits, rng: &mut dyn CryptoRng) -> Result<K, Error> {
        let key = self.keys.generate(size, rng)?;
        self.last = Some(key.public_key().clone());
        Ok(key)
    }
}

impl<K: DeviceKey> DeviceSessions<K> {
    /// Answers `session.open` and `session.input`.
    ///
    /// # Errors
    /// The class of the refusal.
    pub fn answer(
        &mut self,
        request: &Request,
        keys: &mut dyn KeySource<Key = K>,
        rng: &mut dyn CryptoRng,
    ) -> Result<Step, RejectClass> {
        let mut keys = Noted { keys, last: None };
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
                let profile = Profile::built_in(profile).ok_or(RejectClass::Message)?;
                let opening = Opening {
                    flow: match flow {
                        Flow::SetPin => Scope::SetPin,
                        Flow::ViewPin => Scope::ViewPin,
                    },
                    profile: &profile,
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
                let key = keys.last;
                self.live.insert(session, Live { driver, profile, key });
                Ok(step)
            }
            Request::SessionInput { session, input } => {
                let live = self.live.get_mut(session).ok_or(RejectClass::SessionState)?;
                let step = put(&mut live.driver, input, &mut device);
                live.key = keys.last.or_else(|| live.key.take());
                if let (true, Some(why)) = (step.events.is_empty() && step.send.is_none(), step.why) {
                    return Err(why.into());
                }
                Ok(told(session.clone(), step, &live.driver))
            }
            _ => Err(RejectClass::Message),
        }
    }

    /// What [`DeviceSessions::answer`] will ask a key pair to unwrap, and the key pair's public half; none when it will ask for
    /// nothing, or nothing that could be unwrapped. For keys whose interface is asynchronous.
    pub fn wrapped(&self, request: &Request) -> Option<(&PublicKey, WrappedTzpk)> {
        let Request::SessionInput {
            session,
            input: Input::Response(response),
        } = request
        else {
            return None;
        };
        let live = self.live.get(session)?;
        if live.driver.state() != State::AwaitingTzpk {
            return None;
        }
        let (key, profile) = (live.key.as_ref()?, &live.profile);
        let body = received(response).json().ok()?;
        let wrapped = match live.driver.flow() {
            Scope::SetPin => TzpkResponse::from_json(body).ok()?.wrapped(key, profile),
            Scope::ViewPin => ViewResponse::from_json(body).ok()?.wrapped(key, profile),
        };
        Some((key, wrapped.ok()?))
    }

    /// The length of the key pair that [`DeviceSessions::answer`] may ask for; none when it cannot need one.
    pub fn may_generate(&self, request: &Request) -> Option<RsaBits> {
        match request {
            Request::SessionOpen { profile, .. } => Some(Profile::built_in(profile)?.rsa_bits),
            Request::SessionInput {
                session,
                input: Input::Response(_),
            } => {
                let live = self.live.get(session)?;
                (live.driver.state() == State::Submitted).then_some(live.profile.rsa_bits)
            }
            _ => None,
        }
    }
}

fn received(response: &PeerResponse) -> Response<'_> {
    Response {
        status: response.status,
        content_type: response.headers.get("content-type").map(String::as_str),
        body: response.body.as_bytes(),
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

fn put<K: DeviceKey>(driver: &mut Driver<K>, input: &Input, device: &mut Device<'_, K>) -> driver::Step {
    match input {
        Input::Response(response) => driver.input(driver::Input::Response(received(response)), device),
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
fn told<K: DeviceKey>(session: String, step: driver::Step, driver: &Driver<K>) -> Step {
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
fn wire<K: DeviceKey>(event: Event, driver: &Driver<K>) -> Value {
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
