//! What the engine is supposed to do. Rules, and nothing else: no ids, no cryptography, no store.

use pinproof::issuer::engine::{PlasticKind, PlasticStatus};
use pinproof::message::{PinStatus, Scope};

use crate::op::DeviceKeyOf;

pub const TOKEN_MS: u64 = 30_000;
pub const SESSION_MS: u64 = 300_000;
pub const ATTEMPTS: u8 = 3;
pub const TRIES: u8 = 3;

/// What is answered, or the code of the refusal.
pub type Answer<T> = Result<T, &'static str>;

const TOKEN: &str = "token_invalid";

#[derive(Clone)]
pub struct Model {
    pub now: u64,
    pub cards: Vec<PinStatus>,
    pub plastics: Vec<Plastic>,
    pub tokens: Vec<Token>,
    pub ran_until: u64,
    pub daily: bool,
}

#[derive(Clone)]
pub struct Plastic {
    pub card: usize,
    pub sequence: u32,
    pub kind: PlasticKind,
    pub status: PlasticStatus,
    pub produced: Option<u64>,
    pub pin: Option<String>,
    pub tries: u8,
}

#[derive(Clone)]
pub struct Token {
    pub plastic: usize,
    pub scope: Scope,
    pub issued: u64,
    pub opened: Option<u64>,
    pub exchanges: u8,
    /// A temporary key is out, until then.
    pub key_until: Option<u64>,
    /// Spent or swept.
    pub gone: bool,
}

fn within(start: u64, now: u64, length: u64) -> bool {
    start <= now && now - start < length
}

impl Model {
    pub fn create(&mut self, kind: PlasticKind, status: PinStatus) -> Answer<()> {
        if status == PinStatus::S {
            return Err("pin_status");
        }
        self.cards.push(status);
        self.push_plastic(self.cards.len() - 1, kind);
        Ok(())
    }

    pub fn add_plastic(&mut self, card: Option<usize>, kind: PlasticKind) -> Answer<()> {
        self.push_plastic(card.ok_or("not_found")?, kind);
        Ok(())
    }

    fn push_plastic(&mut self, card: usize, kind: PlasticKind) {
        let before = self.plastics.iter().filter(|plastic| plastic.card == card).count();
        self.plastics.push(Plastic {
            card,
            sequence: u32::try_from(before).unwrap() + 1,
            kind,
            status: match kind {
                PlasticKind::Physical => PlasticStatus::Inactive,
                PlasticKind::Virtual => PlasticStatus::Active,
            },
            produced: None,
            pin: None,
            tries: TRIES,
        });
    }

    pub fn change_pin_status(&mut self, card: Option<usize>, next: PinStatus) -> Answer<()> {
        let status = &mut self.cards[card.ok_or("not_found")?];
        if *status == PinStatus::W && next == PinStatus::D {
            *status = next;
            return Ok(());
        }
        Err("pin_status")
    }

    pub fn change_plastic(&mut self, plastic: Option<usize>, next: PlasticStatus) -> Answer<()> {
        use PlasticStatus::{Active, Closed, Inactive, Locked};
        let status = &mut self.plastics[plastic.ok_or("not_found")?].status;
        *status = match (*status, next) {
            (Inactive | Active | Locked, Closed) => Closed,
            (Locked, Active) => Active,
            (Active, Locked) => Locked,
            _ => return Err("plastic_status"),
        };
        Ok(())
    }

    fn ready(&self, plastic: usize, scope: Scope) -> Answer<()> {
        let plastic = &self.plastics[plastic];
        let fresh = plastic.produced.is_none();
        match scope {
            _ if plastic.kind == PlasticKind::Virtual => Err("no_pin"),
            Scope::SetPin if !fresh => Err("already_produced"),
            Scope::SetPin if plastic.status == PlasticStatus::Closed => Err("plastic_status"),
            Scope::SetPin if self.cards[plastic.card] != PinStatus::W => Err("pin_status"),
            Scope::ViewPin if fresh => Err("not_produced"),
            Scope::ViewPin if plastic.status == PlasticStatus::Closed => Err("plastic_status"),
            _ => Ok(()),
        }
    }

    pub fn issue(&mut self, plastic: Option<usize>, scope: Scope) -> Answer<()> {
        let plastic = plastic.ok_or("not_found")?;
        self.ready(plastic, scope)?;
        self.tokens.push(Token {
            plastic,
            scope,
            issued: self.now,
            opened: None,
            exchanges: 0,
            key_until: None,
            gone: false,
        });
        Ok(())
    }

    pub fn open(&mut self, token: Option<usize>) -> Answer<Scope> {
        let token = &mut self.tokens[token.ok_or(TOKEN)?];
        if token.gone || token.opened.is_some() || !within(token.issued, self.now, TOKEN_MS) {
            return Err(TOKEN);
        }
        token.opened = Some(self.now);
        Ok(token.scope)
    }

    /// The token, when something can be done with it.
    fn live(&self, token: Option<usize>, scope: Scope) -> Answer<usize> {
        let index = token.ok_or(TOKEN)?;
        let token = &self.tokens[index];
        let in_time = match token.opened {
            None => within(token.issued, self.now, TOKEN_MS),
            Some(at) => within(at, self.now, SESSION_MS),
        };
        if token.gone || token.scope != scope || !in_time {
            return Err(TOKEN);
        }
        self.ready(token.plastic, scope)?;
        Ok(index)
    }

    fn exchange(&mut self, token: Option<usize>, scope: Scope, key: DeviceKeyOf) -> Answer<&mut Token> {
        let token = self.live(token, scope)?;
        let now = self.now;
        let token = &mut self.tokens[token];
        if key == DeviceKeyOf::WrongLength {
            return Err("public_key");
        }
        if token.exchanges == ATTEMPTS {
            return Err("attempts_used");
        }
        token.exchanges += 1;
        token.opened.get_or_insert(now);
        Ok(token)
    }

    pub fn exchange_for_set(&mut self, token: Option<usize>, key: DeviceKeyOf) -> Answer<()> {
        let token = self.exchange(token, Scope::SetPin, key)?;
        token.key_until = token.opened.map(|at| at + SESSION_MS);
        Ok(())
    }

    /// `pin` is what the block holds, if it holds anything; `had_key`, whether the engine has a key for it.
    pub fn set(&mut self, token: Option<usize>, had_key: bool, pin: Option<&str>, accepted: bool) -> Answer<()> {
        let index = self.live(token, Scope::SetPin)?;
        if !had_key {
            return Err("no_key");
        }
        let pin = pin.ok_or("pin_block")?;
        let token = &mut self.tokens[index];
        if !accepted {
            let last = token.exchanges == ATTEMPTS;
            return Err(if last { "attempts_used" } else { "pin_not_accepted" });
        }
        token.gone = true;
        let plastic = &mut self.plastics[token.plastic];
        plastic.pin = Some(pin.into());
        self.cards[plastic.card] = PinStatus::S;
        Ok(())
    }

    pub fn view(&mut self, token: Option<usize>, key: DeviceKeyOf) -> Answer<String> {
        let token = self.exchange(token, Scope::ViewPin, key)?;
        token.gone = true;
        let plastic = token.plastic;
        Ok(self.plastics[plastic].pin.clone().unwrap())
    }

    /// `guess` is what the block holds. Answers the tries that are left.
    pub fn verify(&mut self, plastic: Option<usize>, guess: Option<&str>) -> Answer<(bool, u8)> {
        let plastic = &mut self.plastics[plastic.ok_or("not_found")?];
        if plastic.kind == PlasticKind::Virtual {
            return Err("no_pin");
        }
        if plastic.produced.is_none() {
            return Err("not_produced");
        }
        if plastic.status != PlasticStatus::Active {
            return Err("plastic_status");
        }
        if plastic.tries == 0 {
            return Err("pin_blocked");
        }
        let right = Some(guess.ok_or("pin_block")?) == plastic.pin.as_deref();
        plastic.tries = if right { TRIES } else { plastic.tries - 1 };
        Ok((right, plastic.tries))
    }

    pub fn reset_tries(&mut self, plastic: Option<usize>) -> Answer<()> {
        self.plastics[plastic.ok_or("not_found")?].tries = TRIES;
        Ok(())
    }

    /// Length of a period, and where in it the run is.
    fn schedule(&self) -> (u64, u64) {
        let hour = 3_600_000;
        if self.daily { (24 * hour, 3 * hour) } else { (hour, 0) }
    }

    pub fn is_due(&self) -> bool {
        let (period, phase) = self.schedule();
        // A due time lies after the last run, and not after now.
        (self.now - phase) / period > (self.ran_until - phase) / period
    }

    /// The last run lies after the next one but one: it was held under a wrong clock.
    pub fn ran_far_ahead(&self) -> bool {
        let (period, _) = self.schedule();
        self.ran_until > self.next_due() + period
    }

    pub fn next_due(&self) -> u64 {
        let (period, phase) = self.schedule();
        ((self.now - phase) / period + 1) * period + phase
    }

    /// The plastics that a run makes, and those that wait. Random PINs are filled in by who sees them.
    pub fn emboss(&mut self) -> (Vec<usize>, Vec<usize>) {
        let (mut made, mut waiting) = (Vec::new(), Vec::new());
        for index in 0..self.plastics.len() {
            let plastic = &self.plastics[index];
            if plastic.kind == PlasticKind::Virtual || plastic.status != PlasticStatus::Inactive {
                continue;
            }
            let card = plastic.card;
            if self.cards[card] == PinStatus::W {
                waiting.push(index);
                continue;
            }
            if self.cards[card] == PinStatus::S {
                let pin = self
                    .plastics
                    .iter()
                    .filter(|other| other.card == card)
                    .find_map(|other| other.pin.clone());
                self.plastics[index].pin = pin;
            }
            self.plastics[index].status = PlasticStatus::Locked;
            self.plastics[index].produced = Some(self.now);
            made.push(index);
        }
        // A clock that went back makes no run due again.
        self.ran_until = self.ran_until.max(self.now);
        (made, waiting)
    }

    pub fn sweep_keys(&mut self) {
        for token in &mut self.tokens {
            token.key_until = token.key_until.filter(|until| *until > self.now);
        }
    }

    pub fn sweep_tokens(&mut self) {
        for token in &mut self.tokens {
            token.gone |= token.issued + TOKEN_MS + SESSION_MS < self.now;
        }
    }
}
