//! The issuer that the kit plays in one session: what it was sent, and what it answers.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_core::CryptoRng;
use serde_json::{Map, Value, json};

use super::leak::Marks;
use super::record::{Record, Secret};
use super::{blocks, form, sent, wrap};
use crate::conformance::client::{BridgeName, PeerResponse, Request, Sent, SessionContext, StateName};
use crate::conformance::vector::{Reply, Sends};
use crate::device::PublicKey;
use crate::pin_block::{BlockContext, Format};
use crate::profile::Profile;

/// The PIN that is shown where a script says nothing else.
const PIN: &str = "2580";

/// What a session was opened with.
pub(super) struct Opened {
    pub(super) profile: Profile,
    pub(super) control_id: String,
    pub(super) context: BlockContext,
    pub(super) bridge: BridgeName,
    /// What of it stands nowhere but where it belongs.
    pub(super) marks: Marks,
}

impl Opened {
    /// What the request opens.
    pub(super) fn by(request: &Request) -> Result<Self, String> {
        let Request::SessionOpen {
            profile,
            control_id,
            context,
            bridge,
            ..
        } = request
        else {
            return Err("no opening".to_string());
        };
        let pan = match context {
            Some(SessionContext::Pan { pan }) => Some(pan.as_str()),
            _ => None,
        };
        Ok(Self {
            marks: Marks::of(control_id, pan),
            profile: Profile::built_in(profile).ok_or("no such profile")?,
            control_id: control_id.clone(),
            context: blocks::context(
                context
                    .as_ref()
                    .filter(|context| !matches!(context, SessionContext::Pan { pan } if pan.is_empty())),
            )?,
            bridge: *bridge,
        })
    }
}

/// One session, seen from the issuer.
pub(super) struct Peer {
    pub(super) opened: Opened,
    /// The client's name for it.
    pub(super) handle: String,
    pub(super) state: StateName,
    /// The client was started anew.
    pub(super) forgotten: bool,
    /// The entry field as it stands.
    pub(super) typed: String,
    /// What was submitted last.
    pub(super) submitted: String,
    /// The last request, until it is answered.
    pending: Option<Sends>,
    public_key: Option<PublicKey>,
    tzpk: Option<Vec<u8>>,
    /// The key of the last answer, until the client takes it.
    offered: Option<Vec<u8>>,
    answers: Vec<PeerResponse>,
}

impl Peer {
    pub(super) fn new(opened: Opened, handle: String, state: StateName) -> Self {
        Self {
            opened,
            handle,
            state,
            forgotten: false,
            typed: String::new(),
            submitted: String::new(),
            pending: None,
            public_key: None,
            tzpk: None,
            offered: None,
            answers: Vec::new(),
        }
    }

    /// The client says where the session stands. Only who waits for a key takes it.
    pub(super) fn now(&mut self, state: StateName) {
        if self.state == StateName::AwaitingTzpk && state == StateName::Ready {
            self.tzpk = self.offered.take();
        }
        self.state = state;
    }

    /// The last answer.
    pub(super) fn last(&self) -> Option<PeerResponse> {
        self.answers.last().cloned()
    }

    /// The first answer.
    pub(super) fn first(&self) -> Option<PeerResponse> {
        self.answers.first().cloned()
    }

    /// Takes a request that should be `wanted`.
    ///
    /// # Errors
    /// What is wrong with it, without anything secret.
    pub(super) fn take(&mut self, wanted: Sends, request: &Sent, record: &mut Record) -> Result<(), String> {
        let parts = sent::read(&self.opened, wanted, request)?;
        self.pending = Some(wanted);
        match parts {
            sent::Parts::Key(key) => {
                let modulus = key.modulus().to_vec();
                let again = record.keys.contains(&modulus);
                record.keys.push(modulus);
                self.public_key = Some(*key);
                if again {
                    return Err("the public key was sent before: a key pair is for one exchange".to_string());
                }
            }
            sent::Parts::Block(block) => self.open(&block, record)?,
        }
        Ok(())
    }

    fn open(&mut self, block: &[u8], record: &mut Record) -> Result<(), String> {
        // A TZPK encrypts at most one PIN.
        let tzpk = self.tzpk.take().ok_or("a PIN block without a TZPK for it")?;
        let opened = blocks::open(&self.opened.profile, &tzpk, &self.opened.context, block)?;
        if opened.pin != self.submitted {
            return Err("the PIN block opens to another PIN than was submitted".to_string());
        }
        let format = self.opened.profile.pin_block.format;
        let free = format.free_nibbles(opened.pin.len());
        let digits = hex::encode(&opened.clear);
        let fill = digits
            .get(digits.len().saturating_sub(free)..)
            .unwrap_or_default()
            .to_string();
        // Few free digits come again by chance.
        let again = free >= 8 && record.fills.iter().any(|(own, other)| *own == format && *other == fill);
        record.secrets.push(Secret::Pin(opened.pin));
        record.secrets.push(Secret::Block(opened.clear));
        record.fills.push((format, fill.clone()));
        if again {
            return Err("the fill of the PIN block is that of another session".to_string());
        }
        constant(format, &fill, free)
    }

    /// What the issuer answers.
    ///
    /// # Errors
    /// The script asks for something that cannot be made.
    pub(super) fn reply(
        &mut self,
        reply: &Reply,
        other: Option<PeerResponse>,
        record: &mut Record,
        rng: &mut dyn CryptoRng,
    ) -> Result<PeerResponse, String> {
        let response = match other {
            Some(response) => response,
            None => self.made(reply, record, rng)?,
        };
        self.answers.push(response.clone());
        Ok(response)
    }

    fn made(&mut self, reply: &Reply, record: &mut Record, rng: &mut dyn CryptoRng) -> Result<PeerResponse, String> {
        let fields = match self.pending {
            Some(Sends::Tzpk) => self.tzpk_fields(reply, record, rng)?,
            Some(Sends::View) => {
                let mut fields = self.tzpk_fields(reply, record, rng)?;
                let pin = reply.pin.as_deref().unwrap_or(PIN);
                let tzpk = self.offered.as_deref().unwrap_or_default();
                let opened = &self.opened;
                // Under a key of another length there is no right block.
                let block = if tzpk.len() == opened.profile.tzpk.kind.key_len() {
                    blocks::shown(&opened.profile, tzpk, &opened.context, pin, reply.block, rng)?
                } else {
                    wrap::encode(opened.profile.encoding.pin_block, tzpk.get(..8).unwrap_or(&[0; 8]))
                };
                record.secrets.push(Secret::Pin(pin.to_string()));
                fields.insert("pinBlock".to_string(), json!(block));
                fields
            }
            Some(Sends::Set) | None => Map::new(),
        };
        Ok(form::response(
            reply.status.unwrap_or(200),
            &fields,
            reply.body.as_ref(),
            reply.content_type.as_deref(),
        ))
    }

    fn tzpk_fields(
        &mut self,
        reply: &Reply,
        record: &mut Record,
        rng: &mut dyn CryptoRng,
    ) -> Result<Map<String, Value>, String> {
        let public = self
            .public_key
            .as_ref()
            .ok_or("the script answers where no key was sent")?;
        let wrapped = wrap::wrapped(&self.opened.profile, public, reply.tzpk, rng)?;
        record.secrets.push(Secret::Key(wrapped.key.clone()));
        self.offered = Some(wrapped.key);
        Ok(Map::from_iter([("tzpk".to_string(), json!(wrapped.text))]))
    }
}

/// Fill that says that nobody drew it. Judged where there is enough of it.
fn constant(format: Format, fill: &str, free: usize) -> Result<(), String> {
    let mut digits = fill.chars();
    let first = digits.next();
    if free >= 8 && digits.all(|digit| Some(digit) == first) {
        return Err(format!(
            "the fill of format {} is one digit again and again",
            format.name()
        ));
    }
    Ok(())
}
