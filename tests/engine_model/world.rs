//! The engine, the model and the devices, moved together.

use pinproof::issuer;
use pinproof::issuer::engine::{CardId, Engine, PlasticId, Refusal, Schedule, Settings, Store};
use pinproof::message::ControlId;
use pinproof::pin::policy::PinFacts;
use pinproof::pin_block::EncryptedPinBlock;
use pinproof::profile::Profile;
use pinproof::rand_core::{Rng, SeedableRng};
use pinproof::tzpk::Tzpk;
use rand_chacha::ChaCha20Rng;

use crate::device;
use crate::ghost::{Ghost, Seen};
use crate::model::{Answer, Model};
use crate::op::{Fault, Op};
use crate::store::Faulty;

/// 2025-06-15, 15:06:40 UTC.
const START: u64 = 1_750_000_000_000;

pub struct World {
    pub profile: Profile,
    pub settings: Settings,
    /// Gone only in the middle of a restart.
    pub engine: Option<Engine<Faulty>>,
    pub rng: ChaCha20Rng,
    pub model: Model,
    pub cards: Vec<CardId>,
    pub plastics: Vec<PlasticId>,
    /// Nothing, when the store failed after it wrote: then nobody knows the id.
    pub tokens: Vec<Option<ControlId>>,
    /// The last temporary key that the device of a token got.
    pub keys: Vec<Option<Tzpk>>,
    pub ghost: Ghost,
    pub seen: Seen,
}

impl World {
    pub fn new(profile: &Profile, seed: u64, daily: bool) -> Self {
        let mut profile = profile.clone();
        profile.pin_policy.ascending_run = Some(4);
        // Every fourth PIN has two equal neighbours, so a run that forgets the policy shows.
        profile.pin_policy.max_in_a_row = Some(1);
        let mut settings = Settings::default();
        settings.schedule = if daily { Schedule::Daily } else { Schedule::Hourly };
        let mut engine = Engine::start(profile.clone(), settings, Faulty::default(), START).unwrap();
        engine.store_mut().last_commit();
        Self {
            engine: Some(engine),
            profile,
            settings,
            rng: ChaCha20Rng::seed_from_u64(seed),
            model: Model {
                now: START,
                cards: Vec::new(),
                plastics: Vec::new(),
                tokens: Vec::new(),
                ran_until: START,
                daily,
            },
            cards: Vec::new(),
            plastics: Vec::new(),
            tokens: Vec::new(),
            keys: Vec::new(),
            ghost: Ghost::default(),
            seen: Seen::default(),
        }
    }

    pub fn step(&mut self, op: &Op) {
        match *op {
            Op::Create(kind, status) => self.create(kind, status),
            Op::AddPlastic(card, kind) => self.add_plastic(card, kind),
            Op::ChangePinStatus(card, status) => {
                let (card, id) = self.card(card);
                let now = self.model.now;
                let got = self.engine().change_pin_status(&id, status, now);
                self.same("pin status", got, |model| model.change_pin_status(card, status));
            }
            Op::ChangePlastic(plastic, status) => {
                let (plastic, id) = self.plastic(plastic);
                let now = self.model.now;
                let got = self.engine().change_plastic_status(&id, status, now);
                self.same("plastic status", got, |model| model.change_plastic(plastic, status));
            }
            Op::Issue(plastic, scope) => self.issue(plastic, scope),
            Op::Open(token) => self.open(token),
            Op::Exchange(token, key) => self.exchange(token, key),
            Op::Set(token, sent) => self.set(token, sent),
            Op::View(token, key) => self.view(token, key),
            Op::Verify(plastic, guess) => self.verify(plastic, guess),
            Op::ResetTries(plastic) => {
                let (plastic, id) = self.plastic(plastic);
                let now = self.model.now;
                let got = self.engine().reset_tries(&id, now);
                self.same("reset", got, |model| model.reset_tries(plastic));
            }
            Op::Emboss => {
                let (now, mut rng) = (self.model.now, self.rng.clone());
                let got = self.engine().emboss(now, &mut rng);
                self.rng = rng;
                self.embossed(got);
            }
            Op::Tick => self.tick(),
            Op::Sweep => {
                self.model.sweep_keys();
                let now = self.model.now;
                let got = self.engine().sweep(now);
                self.same("sweep", got, |model| {
                    model.sweep_tokens();
                    Ok(())
                });
            }
            Op::Forward(ms) => self.model.now += ms,
            Op::Back(ms) => self.model.now -= ms,
            Op::ToDue(beside) => self.model.now = self.model.next_due().saturating_add_signed(beside),
            Op::Restart => {
                let store = self.engine.take().unwrap().into_store();
                let again = Engine::start(self.profile.clone(), self.settings, store, self.model.now).unwrap();
                self.engine = Some(again);
                for token in &mut self.model.tokens {
                    token.key_until = None;
                }
            }
            Op::Fault(fault) => self.engine().store_mut().armed = Some(fault),
        }
        self.compare();
    }

    /// What was seen, after a last look for secrets in what can be printed.
    pub fn end(mut self) -> Seen {
        let printed = format!("{:?}", self.engine().store().inner);
        let ids = self.tokens.iter().flatten().map(ControlId::as_str);
        // A shorter PIN turns up in a digest by chance.
        for secret in device::GOOD.into_iter().filter(|pin| pin.len() == 12).chain(ids) {
            assert!(!printed.contains(secret), "{secret} is printed");
        }
        self.seen
    }

    /// The engine's answer is the model's, unless the store failed; and the model follows what was written.
    pub fn same<T: PartialEq + core::fmt::Debug>(
        &mut self,
        what: &'static str,
        got: Result<T, Refusal>,
        model: impl FnOnce(&mut Model) -> Answer<T>,
    ) {
        let before = self.model.clone();
        let (fault, commits) = self.engine().store_mut().last_commit();
        assert_eq!(commits, 1, "{what}: writes");
        let mut expected = model(&mut self.model);
        if expected.is_ok() && fault.is_some() {
            expected = Err("unavailable");
            if fault == Some(Fault::Before) {
                self.model = before;
            }
        }
        let got = got.map_err(Refusal::code);
        assert_eq!(got, expected, "{what}");
        self.seen.count(what, got.err().unwrap_or("ok"));
    }

    fn compare(&mut self) {
        let engine = self.engine.as_ref().unwrap();
        assert_eq!(self.cards.len(), self.model.cards.len());
        for (id, status) in self.cards.iter().zip(&self.model.cards) {
            assert_eq!(engine.card(id).unwrap().pin_status, *status);
        }
        assert_eq!(self.plastics.len(), self.model.plastics.len());
        for (index, (id, model)) in self.plastics.iter().zip(&self.model.plastics).enumerate() {
            let plastic = engine.plastic(id).unwrap();
            assert_eq!(plastic.card, self.cards[model.card]);
            assert_eq!(
                (
                    plastic.sequence,
                    plastic.kind,
                    plastic.status,
                    plastic.produced,
                    plastic.tries_left
                ),
                (model.sequence, model.kind, model.status, model.produced, model.tries),
            );
            assert_eq!(self.stored_pin(index), model.pin);
            self.ghost.still_there(index, model.pin.as_deref());
        }
    }

    pub fn stored_pin(&self, plastic: usize) -> Option<String> {
        let pin = self
            .engine
            .as_ref()
            .unwrap()
            .store()
            .pin(&self.plastics[plastic])
            .unwrap();
        pin.map(|pin| device::digits(pin.expose_digits()))
    }

    pub fn opens(&self, key: &Tzpk, block: &EncryptedPinBlock) -> Option<String> {
        let pin = issuer::open_pin_block(key, block, &device::context(&self.profile)).ok()?;
        Some(device::digits(pin.expose_digits()))
    }

    pub fn accepts(&self, pin: &str) -> bool {
        let policy = &self.profile.pin_policy;
        policy.accept(pin.parse().unwrap(), &PinFacts::default()).is_ok()
    }

    pub fn garbage(&self, rng: &mut ChaCha20Rng) -> EncryptedPinBlock {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        let format = self.profile.pin_block.format;
        EncryptedPinBlock::new(format, &bytes)
            .or_else(|_| EncryptedPinBlock::new(format, &bytes[..8]))
            .unwrap()
    }

    pub fn engine(&mut self) -> &mut Engine<Faulty> {
        self.engine.as_mut().unwrap()
    }

    pub fn card(&self, newest: usize) -> (Option<usize>, CardId) {
        let index = self.cards.len().checked_sub(newest + 1);
        let id = index.map_or_else(|| CardId::new("none").unwrap(), |index| self.cards[index].clone());
        (index, id)
    }

    pub fn plastic(&self, newest: usize) -> (Option<usize>, PlasticId) {
        let index = self.plastics.len().checked_sub(newest + 1);
        let id = index.map_or_else(|| PlasticId::new("none").unwrap(), |index| self.plastics[index].clone());
        (index, id)
    }

    pub fn token(&self, newest: usize) -> (Option<usize>, ControlId) {
        let known = self.tokens.len().checked_sub(newest + 1);
        let known = known.and_then(|index| Some((index, self.tokens[index].as_ref()?)));
        let text = known.map_or("0", |(_, id)| id.as_str());
        (known.map(|(index, _)| index), ControlId::new(text).unwrap())
    }
}
