//! The engine, the model and the devices, moved together.

use pinproof::issuer;
use pinproof::issuer::engine::{
    AuditUser, CardData, CardId, CardholderAuthenticated, Engine, PinSource, PlasticId, PlasticKind, Refusal,
    RunReport, Schedule, Settings, Verification,
};
use pinproof::message::{ControlId, PinStatus, Scope};
use pinproof::pin::policy::PinFacts;
use pinproof::pin_block::EncryptedPinBlock;
use pinproof::profile::{Binding, Profile};
use pinproof::rand_core::{Rng, SeedableRng};
use pinproof::tzpk::Tzpk;
use rand_chacha::ChaCha20Rng;

use crate::device;
use crate::ghost::{Ghost, Seen};
use crate::model::{Answer, Model};
use crate::op::{DeviceKeyOf, Fault, Guess, Op, Sent};
use crate::store::Faulty;

/// 2025-06-15, 15:06:40 UTC.
const START: u64 = 1_750_000_000_000;

pub struct World {
    profile: Profile,
    settings: Settings,
    /// Gone only in the middle of a restart.
    engine: Option<Engine<Faulty>>,
    rng: ChaCha20Rng,
    model: Model,
    cards: Vec<CardId>,
    plastics: Vec<PlasticId>,
    /// Nothing, when the store failed after it wrote: then nobody knows the id.
    tokens: Vec<Option<ControlId>>,
    /// The last temporary key that the device of a token got.
    keys: Vec<Option<Tzpk>>,
    ghost: Ghost,
    seen: Seen,
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

    fn create(&mut self, kind: PlasticKind, status: PinStatus) {
        let mut data = CardData::default();
        match self.profile.pin_block.binding {
            Binding::None => {}
            Binding::Pan => data.pan = Some(device::PAN.parse().unwrap()),
            Binding::Token => data.token = Some(device::PAN.parse().unwrap()),
        }
        let (now, mut rng) = (self.model.now, self.rng.clone());
        let got = self.engine().create_card(status, kind, data, now, &mut rng);
        self.rng = rng;
        self.same("create", got.map(drop), |model| model.create(kind, status));
        self.learn_plastic();
    }

    fn add_plastic(&mut self, card: usize, kind: PlasticKind) {
        let (card, id) = self.card(card);
        let (now, mut rng) = (self.model.now, self.rng.clone());
        let got = self.engine().add_plastic(&id, kind, now, &mut rng);
        self.rng = rng;
        self.same("add", got.map(drop), |model| model.add_plastic(card, kind));
        self.learn_plastic();
    }

    /// The ids of what has just been made, from the store: the engine may have had to keep them to itself.
    fn learn_plastic(&mut self) {
        if self.model.plastics.len() > self.plastics.len() {
            let (card, plastic) = self.engine().store().last_plastic.clone().unwrap();
            self.plastics.push(plastic);
            if self.model.cards.len() > self.cards.len() {
                self.cards.push(card);
            }
        }
    }

    fn issue(&mut self, plastic: usize, scope: Scope) {
        let (plastic, id) = self.plastic(plastic);
        let (now, mut rng) = (self.model.now, self.rng.clone());
        let authenticated = CardholderAuthenticated::assertion(id);
        let user = AuditUser::new("model").unwrap();
        let got = self.engine().issue_token(authenticated, scope, user, now, &mut rng);
        self.rng = rng;
        let (id, got) = match got {
            Ok(id) => (Some(id), Ok(())),
            Err(refusal) => (None, Err(refusal)),
        };
        self.same("issue", got, |model| model.issue(plastic, scope));
        if self.model.tokens.len() > self.tokens.len() {
            self.tokens.push(id);
            self.keys.push(None);
        }
    }

    fn open(&mut self, token: usize) {
        let (token, id) = self.token(token);
        let now = self.model.now;
        let got = self.engine().open_page(&id, now);
        if got.is_ok() {
            self.ghost.opened(token.unwrap());
        }
        self.same("open", got, |model| model.open(token));
    }

    fn exchange(&mut self, token: usize, key: DeviceKeyOf) {
        let (token, id) = self.token(token);
        let foreseen = device::foreseen(&self.profile, &self.rng);
        let (now, mut rng) = (self.model.now, self.rng.clone());
        let public_key = device::public_key(&self.profile, key);
        let first = token.is_some_and(|token| self.model.tokens[token].opened.is_none());
        self.model.sweep_keys();
        if let Some(token) = token {
            self.model.tokens[token].key_until = None;
        }
        let got = self.engine().exchange_key(&id, public_key, now, &mut rng);
        self.rng = rng;
        if let Ok(wrapped) = &got {
            if first {
                self.ghost.opened(token.unwrap());
            }
            self.ghost.new_key(&foreseen);
            device::check(&self.profile, wrapped, &foreseen);
            self.keys[token.unwrap()] = Some(foreseen);
        }
        let told = got.is_ok();
        self.same("exchange", got.map(drop), |model| model.exchange_for_set(token, key));
        if let Some(token) = token.filter(|_| !told) {
            self.model.tokens[token].key_until = None;
        }
    }

    fn set(&mut self, token: usize, sent: Sent) {
        let of = match sent {
            Sent::LastKeyOfAny(any) => self.token(any).0,
            _ => self.token(token).0,
        };
        let (token, id) = self.token(token);
        let mut rng = self.rng.clone();
        let nobodys = Tzpk::generate(self.profile.tzpk.kind, &mut rng).unwrap();
        let key = of.and_then(|of| self.keys[of].as_ref()).unwrap_or(&nobodys);
        let block = match sent {
            Sent::Good(which) => device::encrypt(&self.profile, key, device::GOOD[which], &mut rng),
            Sent::LastKeyOfAny(_) => device::encrypt(&self.profile, key, device::GOOD[0], &mut rng),
            Sent::Weak => device::encrypt(&self.profile, key, device::WEAK, &mut rng),
            Sent::Garbage => self.garbage(&mut rng),
        };
        self.rng = rng;
        // What the engine finds in it, with the key that it has to have. Garbage is a PIN now and then.
        let held = token.filter(|token| self.model.tokens[*token].key_until.is_some());
        let pin = held.and_then(|token| self.opens(self.keys[token].as_ref().unwrap(), &block));
        let accepted = pin.as_ref().is_some_and(|pin| self.accepts(pin));
        if let Some(token) = token {
            self.model.tokens[token].key_until = None;
        }

        let now = self.model.now;
        let got = self.engine().set_pin(&id, &block, now);
        if got.is_ok() {
            let token = token.unwrap();
            self.ghost.ended(token);
            self.ghost.key_served(self.keys[token].as_ref().unwrap());
            self.ghost
                .acknowledged(self.model.tokens[token].plastic, pin.as_ref().unwrap());
        }
        self.same("set", got, |model| {
            model.set(token, held.is_some(), pin.as_deref(), accepted)
        });
    }

    fn view(&mut self, token: usize, key: DeviceKeyOf) {
        let (token, id) = self.token(token);
        let foreseen = device::foreseen(&self.profile, &self.rng);
        let (now, mut rng) = (self.model.now, self.rng.clone());
        let public_key = device::public_key(&self.profile, key);
        let first = token.is_some_and(|token| self.model.tokens[token].opened.is_none());
        let got = self.engine().view_pin(&id, public_key, now, &mut rng);
        self.rng = rng;
        let got = got.map(|shown| {
            let token = token.unwrap();
            if first {
                self.ghost.opened(token);
            }
            self.ghost.new_key(&foreseen);
            device::check(&self.profile, &shown.tzpk, &foreseen);
            self.ghost.ended(token);
            self.ghost.shown(self.model.tokens[token].plastic);
            device::decrypt(&self.profile, &foreseen, &shown.pin_block)
        });
        self.same("view", got, |model| model.view(token, key));
    }

    fn verify(&mut self, plastic: usize, guess: Guess) {
        let (plastic, id) = self.plastic(plastic);
        let mut rng = self.rng.clone();
        let zone_key = Tzpk::generate(self.profile.tzpk.kind, &mut rng).unwrap();
        let own = plastic.and_then(|plastic| self.model.plastics[plastic].pin.clone());
        let block = match guess {
            Guess::Right => device::encrypt(&self.profile, &zone_key, own.as_deref().unwrap_or("0000"), &mut rng),
            Guess::Wrong => device::encrypt(&self.profile, &zone_key, device::WEAK, &mut rng),
            Guess::Garbage => self.garbage(&mut rng),
        };
        self.rng = rng;
        let held = self.opens(&zone_key, &block);
        let now = self.model.now;
        let got = self.engine().verify_pin(&id, &zone_key, &block, now);
        let got = got.map(|verification| match verification {
            Verification::Right => (true, crate::model::TRIES),
            Verification::Wrong { left } => (false, left),
        });
        if let Ok((right, _)) = got {
            self.seen.count("verify", if right { "right" } else { "wrong" });
        }
        self.same("verify", got, |model| model.verify(plastic, held.as_deref()));
    }

    fn tick(&mut self) {
        let due = self.model.is_due();
        let (now, mut rng) = (self.model.now, self.rng.clone());
        let got = self.engine().tick(now, &mut rng);
        self.rng = rng;
        match got {
            Ok(None) => assert!(!due, "no run at {now}, last at {}", self.model.ran_until),
            Ok(Some(report)) => {
                assert!(due, "a run at {now}, last at {}", self.model.ran_until);
                self.embossed(Ok(report));
            }
            Err(refusal) => self.embossed(Err(refusal)),
        }
    }

    fn embossed(&mut self, got: Result<RunReport, Refusal>) {
        let got = got.map(|report| {
            assert_eq!(report.at, self.model.now);
            let index = |id: &PlasticId| self.plastics.iter().position(|known| known == id).unwrap();
            let mut made: Vec<usize> = report.produced.iter().map(|made| index(&made.plastic)).collect();
            let mut waiting: Vec<usize> = report.waiting.iter().map(|waiting| index(&waiting.plastic)).collect();
            for produced in &report.produced {
                let set = self.model.cards[self.model.plastics[index(&produced.plastic)].card] == PinStatus::S;
                assert_eq!(produced.pin, if set { PinSource::Set } else { PinSource::Random });
            }
            made.sort_unstable();
            waiting.sort_unstable();
            (made, waiting)
        });
        self.same("emboss", got, |model| Ok(model.emboss()));
        for plastic in 0..self.model.plastics.len() {
            if self.model.plastics[plastic].produced.is_some() {
                let pin = self.stored_pin(plastic).unwrap();
                assert!(self.accepts(&pin), "a PIN that the policy refuses: {pin}");
                self.ghost.embossed(plastic, &pin);
                self.model.plastics[plastic].pin.get_or_insert(pin);
            }
        }
    }

    /// The engine's answer is the model's, unless the store failed; and the model follows what was written.
    fn same<T: PartialEq + core::fmt::Debug>(
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

    fn stored_pin(&self, plastic: usize) -> Option<String> {
        use pinproof::issuer::engine::Store;
        let pin = self
            .engine
            .as_ref()
            .unwrap()
            .store()
            .pin(&self.plastics[plastic])
            .unwrap();
        pin.map(|pin| device::digits(pin.expose_digits()))
    }

    fn opens(&self, key: &Tzpk, block: &EncryptedPinBlock) -> Option<String> {
        let pin = issuer::open_pin_block(key, block, &device::context(&self.profile)).ok()?;
        Some(device::digits(pin.expose_digits()))
    }

    fn accepts(&self, pin: &str) -> bool {
        let policy = &self.profile.pin_policy;
        policy.accept(pin.parse().unwrap(), &PinFacts::default()).is_ok()
    }

    fn garbage(&self, rng: &mut ChaCha20Rng) -> EncryptedPinBlock {
        let mut bytes = [0; 16];
        rng.fill_bytes(&mut bytes);
        let format = self.profile.pin_block.format;
        EncryptedPinBlock::new(format, &bytes)
            .or_else(|_| EncryptedPinBlock::new(format, &bytes[..8]))
            .unwrap()
    }

    fn engine(&mut self) -> &mut Engine<Faulty> {
        self.engine.as_mut().unwrap()
    }

    fn card(&self, newest: usize) -> (Option<usize>, CardId) {
        let index = self.cards.len().checked_sub(newest + 1);
        let id = index.map_or_else(|| CardId::new("none").unwrap(), |index| self.cards[index].clone());
        (index, id)
    }

    fn plastic(&self, newest: usize) -> (Option<usize>, PlasticId) {
        let index = self.plastics.len().checked_sub(newest + 1);
        let id = index.map_or_else(|| PlasticId::new("none").unwrap(), |index| self.plastics[index].clone());
        (index, id)
    }

    fn token(&self, newest: usize) -> (Option<usize>, ControlId) {
        let known = self.tokens.len().checked_sub(newest + 1);
        let known = known.and_then(|index| Some((index, self.tokens[index].as_ref()?)));
        let text = known.map_or("0", |(_, id)| id.as_str());
        (known.map(|(index, _)| index), ControlId::new(text).unwrap())
    }
}
