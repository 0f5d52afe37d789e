//! What the engine's thread owns.

use std::sync::Arc;

use pinproof::issuer::engine::http::{Api, Host, Outcome};
use pinproof::issuer::engine::{
    CardData, CardId, CardholderAuthenticated, Engine, PlasticId, PlasticKind, Refusal, RunReport, Store as _, TokenKey,
};
use pinproof::message::{PinStatus, Request, Scope};
use pinproof::profile::{Binding, Profile};
use pinproof::rand_core::Rng as _;
use pinproof::{pan::Pan, pan::PanToken};

use super::clock::Clock;
use super::records::Records;

/// The engine, with all that it is called with.
pub(crate) struct Core {
    pub(crate) engine: Engine<Records>,
    pub(crate) api: Api,
    pub(crate) clock: Arc<Clock>,
}

impl Core {
    /// Answers one request.
    pub(crate) fn handle(&mut self, request: &Request) -> Outcome {
        let mut issuer = Issuer(self.engine.profile().pin_block.binding);
        let now = self.clock.now();
        self.api
            .handle(&mut self.engine, &mut issuer, request, now, &mut pinproof::os_rng())
    }

    /// A card whose cardholder is to set the PIN, with its first plastic.
    pub(crate) fn new_card(&mut self) -> Result<(CardId, PlasticId), Refusal> {
        let data = card_data(self.engine.profile());
        let (now, rng) = (self.clock.now(), &mut pinproof::os_rng());
        self.engine
            .create_card(PinStatus::W, PlasticKind::Physical, data, now, rng)
    }

    /// An embossing run, now.
    pub(crate) fn emboss(&mut self) -> Result<RunReport, Refusal> {
        self.engine.emboss(self.clock.now(), &mut pinproof::os_rng())
    }

    /// What the clock asks for.
    pub(crate) fn tick(&mut self) -> Result<Option<RunReport>, Refusal> {
        self.engine.tick(self.clock.now(), &mut pinproof::os_rng())
    }

    /// Forgets what can do nothing any more.
    pub(crate) fn sweep(&mut self) -> Result<(), Refusal> {
        self.engine.sweep(self.clock.now())
    }

    /// What a token is or was good for, as long as it is known.
    pub(crate) fn scope_of(&self, token: &TokenKey) -> Option<Scope> {
        let token = self.engine.store().token(token).ok().flatten()?;
        Some(token.scope)
    }

    /// Whether several pieces of work are worth one write.
    pub(crate) fn writes_together(&self) -> bool {
        self.engine.store().writes_together()
    }

    /// Writes what the work since the last write has changed.
    pub(crate) fn write(&mut self) -> bool {
        self.engine.store_mut().write()
    }

    /// The end.
    pub(crate) fn close(self) -> bool {
        self.engine.into_store().close()
    }
}

/// The issuer around the engine. It takes the back end's word that the cardholder was authenticated: the back end that holds the
/// credentials is who has to do that.
struct Issuer(Binding);

impl Host for Issuer {
    fn cardholder(&mut self, _: &Request, plastic: &PlasticId) -> Option<CardholderAuthenticated> {
        Some(CardholderAuthenticated::assertion(plastic.clone()))
    }

    fn new_card(&mut self, _: &Request) -> Option<(PlasticKind, CardData)> {
        Some((PlasticKind::Physical, bound_to(self.0)))
    }
}

fn card_data(profile: &Profile) -> CardData {
    bound_to(profile.pin_block.binding)
}

/// A number of a test range for what PIN blocks are bound to; the wire message of a new card has none.
fn bound_to(binding: Binding) -> CardData {
    let mut data = CardData::default();
    match binding {
        Binding::None => {}
        Binding::Pan => data.pan = Pan::from_ascii(&drawn_number()).ok(),
        Binding::Token => data.token = PanToken::from_ascii(&drawn_number()).ok(),
    }
    data
}

/// 16 digits from 999999 on, a range that no scheme issues, with the check digit of ISO/IEC 7812-1.
fn drawn_number() -> Vec<u8> {
    let mut rng = pinproof::os_rng();
    let mut digits = vec![9_u8; 6];
    digits.extend((0..9).map(|_| u8::try_from(rng.next_u32() % 10).unwrap_or_default()));
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match u32::from(*digit) {
            digit if place.is_multiple_of(2) && digit > 4 => digit * 2 - 9,
            digit if place.is_multiple_of(2) => digit * 2,
            digit => digit,
        })
        .sum();
    digits.push(u8::try_from((10 - sum % 10) % 10).unwrap_or_default());
    digits.iter().map(|digit| b'0' + digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_profile_gets_a_number_with_a_right_check_digit() {
        for _ in 0..100 {
            let data = bound_to(Binding::Pan);
            let pan = data.pan.unwrap();
            assert_eq!(pan.len(), 16);
            assert!(pan.has_valid_check_digit());
        }
        assert!(bound_to(Binding::Token).token.is_some());
        assert!(bound_to(Binding::None).pan.is_none());
    }
}
