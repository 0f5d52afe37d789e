//! Control tokens are issued and opened.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::{
    Action, AuditEvent, AuditUser, CardholderAuthenticated, Change, Decision, Engine, Plastic, PlasticKind,
    PlasticStatus, Refusal, Store, Subject, Token, TokenFault, TokenKey, TokenState,
};
use crate::message::{ControlId, PinStatus, Scope};

impl<S: Store> Engine<S> {
    /// Issues a control token for the plastic whose cardholder was authenticated.
    ///
    /// # Errors
    ///
    /// [`Refusal::UnknownPlastic`]; [`Refusal::Virtual`]; and, so that no token comes into being that could do nothing: to set,
    /// [`Refusal::Produced`], [`Refusal::PlasticStatus`] when the plastic was given up, [`Refusal::PinStatus`] when the card does
    /// not wait for a PIN; to view, [`Refusal::NotProduced`] and [`Refusal::PlasticStatus`]. All of it is asked again when the
    /// PIN is set or shown.
    pub fn issue_token(
        &mut self,
        authenticated: CardholderAuthenticated,
        scope: Scope,
        audit_user: AuditUser,
        now: u64,
        rng: &mut dyn CryptoRng,
    ) -> Result<ControlId, Refusal> {
        let plastic = authenticated.plastic().clone();
        let subject = Subject::Plastic(plastic.clone());
        self.settle(now, Action::IssueToken, subject, |engine| {
            engine.ready_for(scope, &engine.plastic(&plastic)?)?;
            let id = random_control_id(rng)?;
            let key = TokenKey::of(&id);
            // Two draws of 256 bits never meet, unless the generator is broken.
            if engine.store.token(&key)?.is_some() {
                return Err(Refusal::Broken);
            }
            let token = Token {
                key,
                plastic: plastic.clone(),
                scope,
                issued: now,
                state: TokenState::Issued,
                exchanges: 0,
            };
            let event = AuditEvent::TokenIssued {
                plastic,
                scope,
                audit_user,
            };
            Ok(Decision::new(id, event)
                .about(Subject::Token(key))
                .and(Change::Token(token)))
        })
    }

    /// Opens the page with a control token, the one time that it can be opened, and says which page.
    ///
    /// # Errors
    ///
    /// [`Refusal::Token`], whatever is wrong with it.
    pub fn open_page(&mut self, id: &ControlId, now: u64) -> Result<Scope, Refusal> {
        let key = TokenKey::of(id);
        self.settle(now, Action::OpenPage, Subject::Token(key), |engine| {
            let token = engine.token(&key)?.opened(now, &engine.profile.lifetimes)?;
            Ok(Decision::new(token.scope, AuditEvent::PageOpened).and(Change::Token(token)))
        })
    }

    pub(super) fn token(&self, key: &TokenKey) -> Result<Token, Refusal> {
        Ok(self.store.token(key)?.ok_or(TokenFault::Unknown)?)
    }

    /// Whether the PIN of this plastic can be set or shown now.
    pub(super) fn ready_for(&self, scope: Scope, plastic: &Plastic) -> Result<(), Refusal> {
        if plastic.kind == PlasticKind::Virtual {
            return Err(Refusal::Virtual);
        }
        match scope {
            Scope::SetPin if plastic.produced.is_some() => Err(Refusal::Produced),
            Scope::SetPin if plastic.status != PlasticStatus::Inactive => Err(Refusal::PlasticStatus),
            Scope::SetPin if self.card(&plastic.card)?.pin_status != PinStatus::W => Err(Refusal::PinStatus),
            Scope::ViewPin if plastic.produced.is_none() => Err(Refusal::NotProduced),
            Scope::ViewPin if plastic.status == PlasticStatus::Closed => Err(Refusal::PlasticStatus),
            Scope::SetPin | Scope::ViewPin => Ok(()),
        }
    }
}

/// 256 random bits in hex.
fn random_control_id(rng: &mut dyn CryptoRng) -> Result<ControlId, Refusal> {
    let mut bytes = Zeroizing::new([0; 32]);
    rng.fill_bytes(bytes.as_mut_slice());
    let mut text = Zeroizing::new([0; 64]);
    hex::encode_to_slice(bytes.as_slice(), text.as_mut_slice()).map_err(|_| Refusal::Broken)?;
    let text = core::str::from_utf8(text.as_slice()).map_err(|_| Refusal::Broken)?;
    ControlId::new(text).map_err(|_| Refusal::Broken)
}
