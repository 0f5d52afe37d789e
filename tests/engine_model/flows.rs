//! The steps that take more than one line.

use pinproof::issuer::engine::{
    AuditUser, CardData, CardholderAuthenticated, PinSource, PlasticId, PlasticKind, Refusal, RunReport, Verification,
};
use pinproof::message::{PinStatus, Scope};
use pinproof::profile::Binding;
use pinproof::tzpk::Tzpk;

use crate::device;
use crate::op::{DeviceKeyOf, Guess, Sent};
use crate::world::World;

impl World {
    pub fn create(&mut self, kind: PlasticKind, status: PinStatus) {
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

    pub fn add_plastic(&mut self, card: usize, kind: PlasticKind) {
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

    pub fn issue(&mut self, plastic: usize, scope: Scope) {
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

    pub fn open(&mut self, token: usize) {
        let (token, id) = self.token(token);
        let now = self.model.now;
        let got = self.engine().open_page(&id, now);
        if got.is_ok() {
            self.ghost.opened(token.unwrap());
        }
        self.same("open", got, |model| model.open(token));
    }

    pub fn exchange(&mut self, token: usize, key: DeviceKeyOf) {
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

    pub fn set(&mut self, token: usize, sent: Sent) {
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

    pub fn view(&mut self, token: usize, key: DeviceKeyOf) {
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

    pub fn verify(&mut self, plastic: usize, guess: Guess) {
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

    pub fn tick(&mut self) {
        let (due, far_ahead) = (self.model.is_due(), self.model.ran_far_ahead());
        let (now, mut rng) = (self.model.now, self.rng.clone());
        let got = self.engine().tick(now, &mut rng);
        self.rng = rng;
        if far_ahead {
            // Runs count from now again, and none is held.
            return self.same("schedule", got, |model| {
                model.ran_until = model.now;
                Ok(None)
            });
        }
        match got {
            Ok(None) => assert!(!due, "no run at {now}, last at {}", self.model.ran_until),
            Ok(Some(report)) => {
                assert!(due, "a run at {now}, last at {}", self.model.ran_until);
                self.embossed(Ok(report));
            }
            Err(refusal) => self.embossed(Err(refusal)),
        }
    }

    pub fn embossed(&mut self, got: Result<RunReport, Refusal>) {
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
}
