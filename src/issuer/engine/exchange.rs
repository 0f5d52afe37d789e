//! The key exchange, and what it is for: the PIN is set, or shown.

use rand_core::CryptoRng;

use super::{Action, AuditEvent, Change, Decision, Engine, Refusal, Store, Subject, Token, TokenKey, TokenState};
use crate::device::{PublicKey, WrappedTzpk};
use crate::error::Error;
use crate::issuer;
use crate::message::{ControlId, PinStatus, Scope};
use crate::pin_block::{EncryptedPinBlock, PinCipher};
use crate::tzpk::Tzpk;

/// A PIN on its way to the device.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ShownPin {
    /// The temporary key, for the device alone.
    pub tzpk: WrappedTzpk,
    /// The PIN block under it.
    pub pin_block: EncryptedPinBlock,
}

impl<S: Store> Engine<S> {
    /// Makes a new temporary key for a PIN that is to be set, and wraps it for the device. The key before it is forgotten.
    ///
    /// # Errors
    ///
    /// [`Refusal::Token`]; [`Refusal::PublicKey`] when the key has not the length that the profile asks for;
    /// [`Refusal::Attempts`]; what [`Engine::issue_token`] refuses.
    pub fn exchange_key(
        &mut self,
        id: &ControlId,
        device: &PublicKey,
        now: u64,
        rng: &mut dyn CryptoRng,
    ) -> Result<WrappedTzpk, Refusal> {
        let key = TokenKey::of(id);
        self.exchanges.sweep(now);
        self.exchanges.take(&key);
        let (end, tzpk, wrapped) = self.settle(now, Action::ExchangeKey, Subject::Token(key), |engine| {
            let token = engine.next_exchange(&key, Scope::SetPin, device, now)?;
            let (tzpk, wrapped) = engine.wrapped_key(device, rng)?;
            let end = token.session_end(&engine.profile.lifetimes);
            let attempt = token.exchanges;
            Ok(Decision::new((end, tzpk, wrapped), AuditEvent::KeyExchanged { attempt }).and(Change::Token(token)))
        })?;
        self.exchanges.put(key, end, tzpk);
        Ok(wrapped)
    }

    /// Opens the PIN block, asks the policy, and links the PIN to the plastic: the card is `S`, the token spent.
    ///
    /// The temporary key is forgotten whatever comes of it.
    ///
    /// # Errors
    ///
    /// [`Refusal::Token`]; [`Refusal::NoKey`]; [`Refusal::PinBlock`]; [`Refusal::PinNotAccepted`], after which the device may
    /// come with a new key, or [`Refusal::Attempts`] in its place when it may not; what [`Engine::issue_token`] refuses.
    pub fn set_pin(&mut self, id: &ControlId, block: &EncryptedPinBlock, now: u64) -> Result<(), Refusal> {
        let key = TokenKey::of(id);
        let tzpk = self.exchanges.take(&key);
        self.settle(now, Action::SetPin, Subject::Token(key), |engine| {
            let mut token = engine.live_token(&key, Scope::SetPin, now)?;
            let tzpk = tzpk.ok_or(Refusal::NoKey)?;
            let plastic = engine.plastic(&token.plastic)?;
            let mut card = engine.card(&plastic.card)?;
            let context = card.data.context(engine.profile.pin_block.binding)?;
            if block.format() != engine.profile.pin_block.format {
                return Err(Refusal::PinBlock);
            }
            let pin = issuer::open_pin_block(&tzpk, block, &context).map_err(block_refusal)?;
            let policy = &engine.profile.pin_policy;
            let accepted = policy.accept(pin, &card.data.facts()).map_err(|_| {
                if token.exchanges < engine.profile.attempts {
                    Refusal::PinNotAccepted
                } else {
                    Refusal::Attempts
                }
            })?;
            card.pin_status = PinStatus::S;
            token.state = TokenState::Spent;
            Ok(Decision::new((), AuditEvent::PinSet(plastic.id.clone()))
                .and(Change::Card(card))
                .and(Change::Pin(plastic.id, accepted.into_pin()))
                .and(Change::Token(token)))
        })
    }

    /// Encrypts the PIN of the plastic for the device, under a new temporary key that is forgotten at once. The token is spent.
    ///
    /// # Errors
    ///
    /// [`Refusal::Token`]; [`Refusal::PublicKey`]; what [`Engine::issue_token`] refuses.
    pub fn view_pin(
        &mut self,
        id: &ControlId,
        device: &PublicKey,
        now: u64,
        rng: &mut dyn CryptoRng,
    ) -> Result<ShownPin, Refusal> {
        let key = TokenKey::of(id);
        self.settle(now, Action::ViewPin, Subject::Token(key), |engine| {
            let mut token = engine.next_exchange(&key, Scope::ViewPin, device, now)?;
            let plastic = engine.plastic(&token.plastic)?;
            let pin = engine.store.pin(&plastic.id)?.ok_or(Refusal::NotProduced)?;
            let spec = engine.profile.pin_block;
            let context = engine.card(&plastic.card)?.data.context(spec.binding)?;
            let (key, tzpk) = engine.wrapped_key(device, rng)?;
            let pin_block = PinCipher::new(&key)
                .encrypt(spec.format, &pin, &context, rng)
                .map_err(block_refusal)?;
            token.state = TokenState::Spent;
            let shown = ShownPin { tzpk, pin_block };
            Ok(Decision::new(shown, AuditEvent::PinShown(plastic.id)).and(Change::Token(token)))
        })
    }

    /// The token inside its session, for a plastic that is still ready for what the token is for.
    fn live_token(&self, key: &TokenKey, scope: Scope, now: u64) -> Result<Token, Refusal> {
        let token = self.token(key)?.in_session(scope, now, &self.profile.lifetimes)?;
        self.ready_for(scope, &self.plastic(&token.plastic)?)?;
        Ok(token)
    }

    /// The token with one exchange more.
    fn next_exchange(&self, key: &TokenKey, scope: Scope, device: &PublicKey, now: u64) -> Result<Token, Refusal> {
        let mut token = self.live_token(key, scope, now)?;
        if device.size() != self.profile.rsa_bits {
            return Err(Refusal::PublicKey);
        }
        if token.exchanges >= self.profile.attempts {
            return Err(Refusal::Attempts);
        }
        token.exchanges = token.exchanges.saturating_add(1);
        Ok(token)
    }

    fn wrapped_key(&self, device: &PublicKey, rng: &mut dyn CryptoRng) -> Result<(Tzpk, WrappedTzpk), Refusal> {
        let tzpk = Tzpk::generate(self.profile.tzpk.kind, rng).map_err(|_| Refusal::Broken)?;
        let wrapped = issuer::wrap_tzpk(&tzpk, device, &self.profile.oaep, rng).map_err(|_| Refusal::PublicKey)?;
        Ok((tzpk, wrapped))
    }
}

/// What does not decode is the other side's fault; what does not fit together is a card's number and the profile.
pub(super) fn block_refusal(error: Error) -> Refusal {
    match error {
        Error::Block(_) => Refusal::PinBlock,
        Error::Pan(_) => Refusal::CardData,
        _ => Refusal::Broken,
    }
}
