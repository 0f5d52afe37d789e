//! Cards and plastics come in and change.

use alloc::string::String;
use core::fmt::Write as _;

use rand_core::CryptoRng;

use super::{
    Action, AuditEvent, Card, CardData, CardId, Change, Decision, Engine, Plastic, PlasticId, PlasticKind,
    PlasticStatus, Refusal, Store, Subject,
};
use crate::message::PinStatus;

impl<S: Store> Engine<S> {
    /// Takes in a card with its first plastic. Both ids are made here.
    ///
    /// # Errors
    ///
    /// [`Refusal::PinStatus`] for a PIN that is already set; [`Refusal::CardData`] when `data` lacks what the profile binds PIN
    /// blocks to.
    pub fn create_card(
        &mut self,
        pin_status: PinStatus,
        kind: PlasticKind,
        data: CardData,
        now: u64,
        rng: &mut dyn CryptoRng,
    ) -> Result<(CardId, PlasticId), Refusal> {
        self.settle(now, Action::CreateCard, Subject::Engine, |engine| {
            if pin_status == PinStatus::S {
                return Err(Refusal::PinStatus);
            }
            data.context(engine.profile.pin_block.binding)?;
            let id = CardId::new(&random_id(rng)).ok_or(Refusal::Broken)?;
            if engine.store.card(&id)?.is_some() {
                return Err(Refusal::Broken);
            }
            let plastic = engine.new_plastic(&id, 1, kind, rng)?;
            Ok(
                Decision::new((id.clone(), plastic.id.clone()), AuditEvent::CardCreated(pin_status))
                    .about(Subject::Card(id.clone()))
                    .and(Change::Card(Card { id, pin_status, data }))
                    .and(Change::Plastic(plastic)),
            )
        })
    }

    /// Gives the card one more plastic, with the next sequence number: a renewal, a replacement, a virtual one beside it.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownCard`].
    pub fn add_plastic(
        &mut self,
        card: &CardId,
        kind: PlasticKind,
        now: u64,
        rng: &mut dyn CryptoRng,
    ) -> Result<PlasticId, Refusal> {
        self.settle(now, Action::AddPlastic, Subject::Card(card.clone()), |engine| {
            engine.card(card)?;
            let last = engine.store.plastics_of(card)?.last().map_or(0, |last| last.sequence);
            let sequence = last.checked_add(1).ok_or(Refusal::Broken)?;
            let plastic = engine.new_plastic(card, sequence, kind, rng)?;
            let card = card.clone();
            Ok(
                Decision::new(plastic.id.clone(), AuditEvent::PlasticAdded { card, sequence })
                    .about(Subject::Plastic(plastic.id.clone()))
                    .and(Change::Plastic(plastic)),
            )
        })
    }

    /// Changes where the PIN of a card comes from. The issuer has one move, from waiting to random; that to set is the
    /// cardholder's ([`Engine::set_pin`]).
    ///
    /// # Errors
    ///
    /// [`Refusal::PinStatus`] for every other move, also to the status that it has; [`Refusal::UnknownCard`].
    pub fn change_pin_status(&mut self, card: &CardId, next: PinStatus, now: u64) -> Result<(), Refusal> {
        self.settle(now, Action::ChangePinStatus, Subject::Card(card.clone()), |engine| {
            let mut card = engine.card(card)?;
            if (card.pin_status, next) != (PinStatus::W, PinStatus::D) {
                return Err(Refusal::PinStatus);
            }
            card.pin_status = next;
            Ok(Decision::new((), AuditEvent::PinStatusChanged(next)).and(Change::Card(card)))
        })
    }

    /// Changes the status of a plastic: activates, locks, closes ([`PlasticStatus::may_become`]).
    ///
    /// # Errors
    ///
    /// [`Refusal::PlasticStatus`] for every other move; [`Refusal::UnknownPlastic`].
    pub fn change_plastic_status(&mut self, plastic: &PlasticId, next: PlasticStatus, now: u64) -> Result<(), Refusal> {
        let subject = Subject::Plastic(plastic.clone());
        self.settle(now, Action::ChangePlasticStatus, subject, |engine| {
            let mut plastic = engine.plastic(plastic)?;
            if !plastic.status.may_become(next) {
                return Err(Refusal::PlasticStatus);
            }
            plastic.status = next;
            Ok(Decision::new((), AuditEvent::PlasticStatusChanged(next)).and(Change::Plastic(plastic)))
        })
    }

    /// A card, for reading.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownCard`].
    pub fn card(&self, id: &CardId) -> Result<Card, Refusal> {
        self.store.card(id)?.ok_or(Refusal::UnknownCard)
    }

    /// The plastics of a card, for reading, lowest sequence number first.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownCard`].
    pub fn plastics(&self, card: &CardId) -> Result<alloc::vec::Vec<Plastic>, Refusal> {
        self.card(card)?;
        Ok(self.store.plastics_of(card)?)
    }

    /// A plastic, for reading.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownPlastic`].
    pub fn plastic(&self, id: &PlasticId) -> Result<Plastic, Refusal> {
        self.store.plastic(id)?.ok_or(Refusal::UnknownPlastic)
    }

    fn new_plastic(
        &self,
        card: &CardId,
        sequence: u32,
        kind: PlasticKind,
        rng: &mut dyn CryptoRng,
    ) -> Result<Plastic, Refusal> {
        let id = PlasticId::new(&random_id(rng)).ok_or(Refusal::Broken)?;
        // Two draws of 128 bits never meet.
        if self.store.plastic(&id)?.is_some() {
            return Err(Refusal::Broken);
        }
        Ok(Plastic {
            id,
            card: card.clone(),
            sequence,
            kind,
            status: match kind {
                PlasticKind::Physical => PlasticStatus::Inactive,
                PlasticKind::Virtual => PlasticStatus::Active,
            },
            produced: None,
            tries_left: self.settings.pin_tries,
        })
    }
}

fn random_id(rng: &mut dyn CryptoRng) -> String {
    let mut bytes = [0; 16];
    rng.fill_bytes(&mut bytes);
    let mut text = String::with_capacity(32);
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
