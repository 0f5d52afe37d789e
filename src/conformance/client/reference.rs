//! The reference device as a client of the kit.

mod accumulate;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Instant;

use rand_core::CryptoRng;
use rsa::pkcs8::EncodePrivateKey as _;

use super::answer::{
    Accepted, Block, Bytes, CheckValueText, Encrypted, Fields, KeyPair, PinText, PlasticId, Unwrapped,
};
use super::request::{ExpectedKind, Facts, OaepFields, PrivateKeySource};
use super::{
    Answer, Capabilities, Client, Description, DeviceSessions, Fault, Identity, Output, PROTOCOL, Prompt, RejectClass,
    Request, Timed,
};
use crate::conformance::clear::{self, Clear, Wanted};
use crate::conformance::key_pool::KeyPool;
use crate::device::{OaepScheme, PublicKey, RsaBits, SoftwareKey, WrappedTzpk};
use crate::error::{Error, Misuse, PinRefused};
use crate::message::Plastics;
use crate::pan::Pan;
use crate::pin::Pin;
use crate::pin::policy::{BirthDate, PinFacts, PinPolicy};
use crate::pin_block::Format;
use crate::session::driver::KeySource;
use crate::tzpk::{CheckMethod, KeyRules, Tzpk, TzpkKind};

/// The reference device, in this process.
#[derive(Default)]
pub struct Reference {
    keys: Mutex<Keys>,
    sessions: Mutex<DeviceSessions<SoftwareKey>>,
    /// Where the key pairs of sessions come from, this device's and those of its likes.
    pool: Arc<KeyPool>,
}

/// Private keys, made here or sent before: reading one costs as much as an unwrap.
#[derive(Default)]
struct Keys {
    made: BTreeMap<String, Arc<SoftwareKey>>,
    /// Handles given out so far: none is given twice.
    handles: u64,
    sent: BTreeMap<String, Arc<SoftwareKey>>,
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

impl Reference {
    /// A device without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// A device that is alone in its process: another process makes no key pair that this one makes.
    pub fn in_own_process() -> Self {
        Self {
            pool: Arc::new(KeyPool::drawn()),
            ..Self::default()
        }
    }

    pub(crate) fn respond(&self, request: &Request, rng: &mut dyn CryptoRng) -> Answer {
        if matches!(request, Request::Probe) {
            return Answer::Unsupported("no such operation".to_string());
        }
        if matches!(request, Request::UnknownRule { .. }) {
            return Answer::Unsupported("no such rule".to_string());
        }
        self.perform(request, rng).map_or_else(Answer::reject, Answer::Ok)
    }

    fn perform(&self, request: &Request, rng: &mut dyn CryptoRng) -> Result<Output, RejectClass> {
        match request {
            Request::Echo { bytes } => {
                let bytes = hex::encode(from_hex(bytes)?);
                Ok(Output::Bytes(Bytes { bytes }))
            }
            Request::KeyGenerate { bits } => self.generate(*bits, rng),
            Request::TzpkUnwrap {
                key,
                scheme,
                wrapped,
                expect,
            } => self.unwrap(key, scheme, wrapped, *expect, rng),
            Request::TzpkCheckValue { kind, key, method } => {
                let key = from_hex(key)?;
                if (*method == CheckMethod::Tdes) != kind.is_tdes() {
                    return Err(RejectClass::Message);
                }
                let key = Tzpk::new(*kind, &key, &KeyRules::default()).map_err(crate::Error::from)?;
                Ok(Output::CheckValue(CheckValueText {
                    check_value: check_value(&key, *method)?,
                }))
            }
            Request::PinBlockEncode { format, pin, pan, fill } => encode(
                &Wanted {
                    format: *format,
                    pin,
                    pan: pan.as_deref(),
                    fill: fill.as_deref(),
                },
                rng,
            ),
            Request::PinBlockDecode {
                format,
                block,
                pin_field,
                pan,
            } => {
                let bytes = if *format == Format::Iso4 { pin_field } else { block };
                let bytes = from_hex(bytes.as_deref().ok_or(RejectClass::Message)?)?;
                let pin = clear::decode(*format, &bytes, pan.as_deref())?;
                Ok(Output::Pin(PinText {
                    pin: clear::ascii(&pin),
                }))
            }
            Request::PinBlockEncrypt {
                format,
                kind,
                key,
                pin,
                pan,
                fill,
            } => {
                let key = from_hex(key)?;
                format.check_key(*kind).map_err(crate::Error::from)?;
                let wanted = Wanted {
                    format: *format,
                    pin,
                    pan: pan.as_deref(),
                    fill: fill.as_deref(),
                };
                let block = wanted.encode(rng)?;
                let key = clear::block_key(*format, *kind, &key)?;
                Ok(Output::Encrypted(Encrypted {
                    encrypted: hex::encode(block.encrypt(&key)?),
                }))
            }
            Request::PinBlockDecrypt {
                format,
                kind,
                key,
                encrypted,
                pan,
            } => {
                let (key, encrypted) = (from_hex(key)?, from_hex(encrypted)?);
                format.check_key(*kind).map_err(crate::Error::from)?;
                // Faults of the PAN come before faults of the key.
                clear::bound_pan(*format, pan.as_deref())?;
                let key = clear::block_key(*format, *kind, &key)?;
                let pin = clear::decrypt(*format, &key, &encrypted, pan.as_deref())?;
                Ok(Output::Pin(PinText {
                    pin: clear::ascii(&pin),
                }))
            }
            Request::PinCheck {
                policy,
                pin,
                repeat,
                facts,
            } => {
                check_pin(policy, pin, repeat.as_deref(), facts.as_ref())?;
                Ok(Output::Accepted(Accepted {}))
            }
            Request::PublicKeyCheck { spki, text } => {
                match (spki, text) {
                    (Some(spki), None) => PublicKey::from_spki_der(&from_hex(spki)?),
                    (None, Some(text)) => PublicKey::from_base64(text),
                    _ => return Err(RejectClass::Message),
                }
                .map_err(crate::Error::from)?;
                Ok(Output::Accepted(Accepted {}))
            }
            Request::PlasticChoose { plastics } => {
                let plastics = Plastics::from_json(plastics.to_string().as_bytes()).map_err(crate::Error::from)?;
                let chosen = plastics.awaiting_pin().map_err(crate::Error::from)?;
                let plastic_id = chosen.id.clone();
                Ok(Output::Plastic(PlasticId { plastic_id }))
            }
            Request::Accumulate {
                of,
                params,
                seed,
                count,
                checkpoint,
            } => accumulate::run(of, params, seed, *count, *checkpoint, rng).map(Output::Digest),
            Request::SessionOpen { .. } | Request::SessionInput { .. } => {
                let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
                sessions
                    .answer(request, &mut Pooled(&self.pool), rng)
                    .map(|step| Output::Step(Box::new(step)))
            }
            Request::Stop | Request::Hello { .. } | Request::Probe | Request::UnknownRule { .. } => {
                Err(RejectClass::Message)
            }
        }
    }

    fn generate(&self, bits: u32, rng: &mut dyn CryptoRng) -> Result<Output, RejectClass> {
        let size = RsaBits::from_bits(bits).ok_or(RejectClass::KeyInvalid)?;
        let key = SoftwareKey::generate(size, rng)?;
        let spki = hex::encode(crate::device::DeviceKey::public_key(&key).to_spki_der());
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.handles = keys.handles.saturating_add(1);
        let handle = alloc::format!("key-{}", keys.handles);
        keys.made.insert(handle.clone(), Arc::new(key));
        Ok(Output::KeyPair(KeyPair { spki, handle }))
    }

    fn private_key(&self, source: &PrivateKeySource) -> Result<Arc<SoftwareKey>, RejectClass> {
        let lock = || self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let pkcs8 = match source {
            PrivateKeySource::Handle { handle } => {
                // A key pair unwraps at most one TZPK: it leaves the map here.
                return lock().made.remove(handle).ok_or(RejectClass::KeyInvalid);
            }
            PrivateKeySource::Pkcs8 { pkcs8 } => pkcs8,
        };
        if let Some(key) = lock().sent.get(pkcs8) {
            return Ok(Arc::clone(key));
        }
        let key = SoftwareKey::from_pkcs8_der(&from_hex(pkcs8)?).map_err(crate::Error::from)?;
        let key = Arc::new(key);
        lock().sent.insert(pkcs8.clone(), Arc::clone(&key));
        Ok(key)
    }

    fn unwrap(
        &self,
        key: &PrivateKeySource,
        scheme: &OaepFields,
        wrapped: &str,
        expect: ExpectedKind,
        rng: &mut dyn CryptoRng,
    ) -> Result<Output, RejectClass> {
        let key = self.private_key(key)?;
        let scheme = OaepScheme {
            hash: scheme.hash,
            mgf_hash: scheme.mgf_hash,
            label: from_hex(&scheme.label)?,
        };
        let public = crate::device::DeviceKey::public_key(key.as_ref());
        let wrapped = WrappedTzpk::new(&from_hex(wrapped)?, public).map_err(crate::Error::from)?;
        let payload = key
            .decrypt_oaep(wrapped.as_bytes(), &scheme, rng)
            .map_err(crate::Error::from)?;
        let fits = match expect {
            ExpectedKind::Only(kind) => payload.len() == kind.key_len(),
            ExpectedKind::Any => TzpkKind::ALL.iter().any(|kind| payload.len() == kind.key_len()),
        };
        if !fits {
            return Err(RejectClass::UnwrapFailed);
        }
        Ok(Output::Unwrapped(Unwrapped {
            tzpk: Some(hex::encode(payload.expose())),
            check_value: None,
        }))
    }
}

impl Client for Reference {
    fn hello(&mut self) -> Result<Description, Fault> {
        Ok(Description {
            client: Identity {
                name: "pinproof reference device".to_string(),
                version: env!("CARGO_PKG_VERSION").to_string(),
                language: Some("rust".to_string()),
                runtime: None,
            },
            protocol: PROTOCOL,
            capabilities: Capabilities::full(),
        })
    }

    fn answer(&mut self, prompt: &Prompt) -> Result<Answer, Fault> {
        Ok(self.respond(&prompt.request, &mut crate::os_rng()))
    }

    /// Key pairs are in memory only.
    fn restart(&mut self) -> Result<(), Fault> {
        *self = Self {
            pool: Arc::clone(&self.pool),
            ..Self::new()
        };
        Ok(())
    }

    fn beside(&self) -> Option<Box<dyn Client + Send>> {
        Some(Box::new(Self {
            pool: Arc::clone(&self.pool),
            ..Self::new()
        }))
    }

    /// As many threads as the machine has; RSA is nearly all of the work.
    fn answer_all(&mut self, prompts: &[Prompt], sink: &mut dyn FnMut(usize, Timed)) {
        let threads = thread::available_parallelism().map_or(1, core::num::NonZero::get);
        let next = AtomicUsize::new(0);
        let (done, results) = mpsc::channel();
        let this = &*self;
        thread::scope(|scope| {
            for _ in 0..threads {
                let (next, done) = (&next, done.clone());
                scope.spawn(move || {
                    let mut rng = crate::os_rng();
                    loop {
                        let index = next.fetch_add(1, Ordering::Relaxed);
                        let Some(prompt) = prompts.get(index) else { return };
                        let started = Instant::now();
                        let answer = Ok(this.respond(&prompt.request, &mut rng));
                        let _ = done.send((
                            index,
                            Timed {
                                answer,
                                elapsed: started.elapsed(),
                            },
                        ));
                    }
                });
            }
            drop(done);
            for (index, timed) in results {
                sink(index, timed);
            }
        });
    }
}

fn encode(wanted: &Wanted<'_>, rng: &mut dyn CryptoRng) -> Result<Output, RejectClass> {
    let block = |bytes: &[u8]| {
        Output::Block(Block {
            block: hex::encode(bytes),
        })
    };
    Ok(match wanted.encode(rng)? {
        Clear::Iso0(clear) => block(clear.expose()),
        Clear::Iso1(clear) => block(clear.expose()),
        Clear::Iso2(clear) => block(clear.expose()),
        Clear::Iso3(clear) => block(clear.expose()),
        Clear::Iso4(pin, pan) => Output::Fields(Fields {
            pin_field: hex::encode(pin.expose()),
            pan_field: hex::encode(pan.expose()),
        }),
    })
}

fn check_value(key: &Tzpk, method: CheckMethod) -> Result<String, RejectClass> {
    Ok(hex::encode(
        key.check_value(method).map_err(crate::Error::from)?.as_bytes(),
    ))
}

fn check_pin(policy: &PinPolicy, pin: &str, repeat: Option<&str>, facts: Option<&Facts>) -> Result<(), RejectClass> {
    policy.check().map_err(|_| RejectClass::Message)?;
    let none = Facts::default();
    let facts = facts.unwrap_or(&none);
    let pan = facts
        .pan
        .as_deref()
        .map(|pan| Pan::from_ascii(pan.as_bytes()))
        .transpose()
        .map_err(crate::Error::from)?;
    let old_pin = facts
        .old_pin
        .as_deref()
        .map(|old| Pin::from_ascii(old.as_bytes()))
        .transpose();
    let old_pin = old_pin.map_err(|_: PinRefused| RejectClass::Message)?;
    let birth_date = facts
        .birth_date
        .as_deref()
        .map(BirthDate::parse)
        .transpose()
        .map_err(|_| RejectClass::Message)?;
    let facts = PinFacts {
        pan: pan.as_ref(),
        birth_date,
        phone: facts.phone.as_deref(),
        old_pin: old_pin.as_ref(),
    };
    policy
        .accept_entry(pin, repeat, &facts)
        .map(drop)
        .map_err(RejectClass::from)
}

fn from_hex(text: &str) -> Result<Vec<u8>, RejectClass> {
    if super::answer::is_lower_hex(text) {
        hex::decode(text).map_err(|_| RejectClass::Encoding)
    } else {
        Err(RejectClass::Encoding)
    }
}
