//! The issuer's engine: cards, control tokens, key exchanges, PINs and embossing runs as one state machine.
//!
//! It does no I/O and has no clock: `now` is an argument, in milliseconds since 1970 (UTC), and so is the random number
//! generator. Records live in a [`Store`]. Each call reads, decides, and writes all that it changes in one
//! [`Store::commit`]; a [`Refusal`] changes nothing but the audit trail, and forgets the temporary key that it came with.
//!
//! # The life of a card
//!
//! | PIN status | moves | in an embossing run |
//! |---|---|---|
//! | `W` waiting | to `S` when the cardholder sets the PIN, to `D` when the issuer gives up waiting | skipped, for ever |
//! | `D` random | none | gets a random PIN that the policy accepts |
//! | `S` set | none | gets the PIN that was set |
//!
//! A plastic is `INACTIVE` until a run produces it, then `LOCKED`; the issuer makes it `ACTIVE`, `LOCKED` again, or `CLOSED`
//! for ever. A PIN can be set only while the card waits and the plastic is `INACTIVE`, and shown only after the run that put it
//! on the plastic. Further plastics of a card whose PIN was set carry that PIN. Virtual plastics are `ACTIVE` from the start
//! and have none.
//!
//! # The life of a control token
//!
//! Issued against a [`CardholderAuthenticated`], opened once while `now − issued < token_ms`, good for `session_ms` from then
//! on, spent when its PIN has been set or shown. The page opens it ([`Engine::open_page`]); for a device that needs no page
//! its first key exchange does, under the same rules. Each key exchange makes a new temporary key, which
//! serves one PIN and is forgotten; there are at most `attempts` of them.
//!
//! ```
//! use pinproof::device::{DeviceKey, SoftwareKey};
//! use pinproof::issuer::engine::*;
//! use pinproof::message::{PinStatus, Scope};
//! use pinproof::pin_block::{BlockContext, PinCipher};
//! use pinproof::profile::Profile;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (mut rng, now) = (pinproof::os_rng(), 1_750_000_000_000);
//! let profile = Profile::enfuce_v3();
//! let mut engine = Engine::start(profile.clone(), Settings::default(), MemoryStore::new(), now)?;
//! let (_, plastic) = engine.create_card(PinStatus::W, PlasticKind::Physical, CardData::default(), now, &mut rng)?;
//!
//! // The back end has authenticated the cardholder.
//! let authenticated = CardholderAuthenticated::assertion(plastic.clone());
//! let user = AuditUser::new("app").unwrap();
//! let id = engine.issue_token(authenticated, Scope::SetPin, user, now, &mut rng)?;
//!
//! // The device opens the page and sends its public key, then the PIN.
//! engine.open_page(&id, now)?;
//! let key = SoftwareKey::generate(profile.rsa_bits, &mut rng)?;
//! let wrapped = engine.exchange_key(&id, key.public_key(), now, &mut rng)?;
//! let tzpk = key.unwrap(&wrapped, &profile.wrap_scheme(), &mut rng)?;
//! let block = PinCipher::new(&tzpk).encrypt(profile.pin_block.format, &"0739".parse()?, &BlockContext::NoPan, &mut rng)?;
//! engine.set_pin(&id, &block, now)?;
//!
//! // The next run produces the plastic.
//! let report = engine.emboss(now, &mut rng)?;
//! assert_eq!(report.produced[0].pin, PinSource::Set);
//! # Ok(())
//! # }
//! ```

mod audit;
mod card;
mod cards;
mod control;
mod emboss;
mod exchange;
mod exchanges;
pub mod http;
mod refusal;
mod schedule;
mod store;
mod token;
mod verify;

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use crate::profile::{Profile, ProfileError};

pub use audit::{Action, AuditEvent, AuditRecord, AuditUser, Subject};
pub use card::{Card, CardData, CardId, Plastic, PlasticId, PlasticKind, PlasticStatus};
pub use emboss::{PinSource, Produced, RunReport, Waiting, WaitsFor};
pub use exchange::ShownPin;
pub use refusal::{Refusal, TokenFault};
pub use schedule::Schedule;
pub use store::{Change, MemoryStore, Store, StoreError};
pub use token::{CardholderAuthenticated, Token, TokenKey, TokenState};
pub use verify::Verification;

use exchanges::Exchanges;

/// What belongs to the issuer and not to the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Settings {
    /// When embossing runs are due.
    pub schedule: Schedule,
    /// Wrong PINs in a row that a plastic takes before its PIN is blocked, 1 or more.
    pub pin_tries: u8,
}

impl Default for Settings {
    /// Daily runs, three tries.
    fn default() -> Self {
        Self {
            schedule: Schedule::Daily,
            pin_tries: 3,
        }
    }
}

/// The issuer's side as a state machine. The [module](self) says how it behaves.
pub struct Engine<S> {
    profile: Profile,
    settings: Settings,
    store: S,
    exchanges: Exchanges,
}

impl<S: Store> Engine<S> {
    /// An engine on `store`, which may come from an earlier one. Key exchanges that were under way there are lost; everything
    /// else goes on. On an empty store, scheduled runs count from `now`.
    ///
    /// # Errors
    ///
    /// [`StartError`] when the profile does not fit together, or the store fails.
    pub fn start(profile: Profile, settings: Settings, mut store: S, now: u64) -> Result<Self, StartError> {
        profile.check().map_err(StartError::Profile)?;
        if store.ran_until()?.is_none() {
            store.commit(vec![Change::RanUntil(now)])?;
        }
        Ok(Self {
            profile,
            settings,
            store,
            exchanges: Exchanges::default(),
        })
    }

    /// The profile that it serves.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// What it was set up with.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// The store, for reading.
    pub fn store(&self) -> &S {
        &self.store
    }

    /// The store, for what is not the engine's business, such as taking over the audit trail. Records that the engine wrote are
    /// not to be changed there.
    pub fn store_mut(&mut self) -> &mut S {
        &mut self.store
    }

    /// The store, with the engine at its end. Its temporary keys are wiped.
    pub fn into_store(self) -> S {
        self.store
    }

    /// Forgets tokens and temporary keys that can do nothing any more. To be called now and then; nothing else
    /// changes, and the audit trail has no entry for it.
    ///
    /// # Errors
    ///
    /// [`Refusal::Unavailable`].
    pub fn sweep(&mut self, now: u64) -> Result<(), Refusal> {
        self.exchanges.sweep(now);
        let lifetimes = &self.profile.lifetimes;
        let issued_before = now.saturating_sub(lifetimes.token_ms.saturating_add(lifetimes.session_ms));
        Ok(self.store.commit(vec![Change::ForgetTokens { issued_before }])?)
    }

    /// The one place that writes records: what `decide` wants to change, with its entry in the audit trail; or the entry alone that says
    /// what was refused.
    fn settle<T>(
        &mut self,
        now: u64,
        action: Action,
        subject: Subject,
        decide: impl FnOnce(&Self) -> Result<Decision<T>, Refusal>,
    ) -> Result<T, Refusal> {
        let record = |event, subject| AuditRecord {
            at: now,
            subject,
            event,
        };
        match decide(self) {
            Ok(mut decision) => {
                let subject = decision.subject.unwrap_or(subject);
                let entry = Change::Audit(record(decision.event, subject));
                decision.changes.push(entry);
                self.store.commit(decision.changes)?;
                Ok(decision.value)
            }
            Err(refusal) => {
                let entry = record(AuditEvent::Refused(action, refusal), self.known(subject));
                // The answer is the same when it cannot be written: nothing happened.
                let _ = self.store.commit(vec![Change::Audit(entry)]);
                Err(refusal)
            }
        }
    }

    /// What a refusal is about. An id that is nobody's is the caller's text, and may be a PAN: it is not kept. A token is a digest.
    fn known(&self, subject: Subject) -> Subject {
        let known = match &subject {
            Subject::Card(id) => matches!(self.store.card(id), Ok(Some(_))),
            Subject::Plastic(id) => matches!(self.store.plastic(id), Ok(Some(_))),
            Subject::Engine | Subject::Token(_) => true,
        };
        if known { subject } else { Subject::Engine }
    }
}

impl<S> fmt::Debug for Engine<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("profile", &self.profile.name)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// What a call answers and what it changes.
struct Decision<T> {
    value: T,
    changes: Vec<Change>,
    event: AuditEvent,
    /// Known only after the decision, when the call makes something new.
    subject: Option<Subject>,
}

impl<T> Decision<T> {
    fn new(value: T, event: AuditEvent) -> Self {
        Self {
            value,
            changes: Vec::new(),
            event,
            subject: None,
        }
    }

    fn and(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    fn about(mut self, subject: Subject) -> Self {
        self.subject = Some(subject);
        self
    }
}

/// Why an engine does not start.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartError {
    /// The profile does not fit together.
    Profile(ProfileError),
    /// The store fails.
    Store(StoreError),
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Profile(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for StartError {}
