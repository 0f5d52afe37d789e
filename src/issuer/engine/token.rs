//! Control tokens: who may open a page, once, for a short time.

use core::fmt;

use sha2::{Digest, Sha256};

use super::card::PlasticId;
use super::refusal::TokenFault;
use crate::message::{ControlId, Scope};
use crate::profile::Lifetimes;

/// The caller's word that the cardholder of this plastic has just been authenticated strongly.
///
/// The engine cannot see that, and issues no control token without it. Search a program for `assertion` to find every place
/// where it is claimed. Good for one token: it is not `Clone`.
#[derive(Debug)]
#[must_use]
pub struct CardholderAuthenticated(PlasticId);

impl CardholderAuthenticated {
    /// States that strong customer authentication of the cardholder of `plastic` has succeeded for this request.
    pub fn assertion(plastic: PlasticId) -> Self {
        Self(plastic)
    }

    /// Whose cardholder.
    pub fn plastic(&self) -> &PlasticId {
        &self.0
    }
}

/// The SHA-256 digest of a control id. What the store knows of it, and where it looks.
///
/// How long a look-up takes can tell something about digests, and so nothing about ids: nobody can choose the digest of the next
/// guess. Not a secret, because an id has 256 random bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenKey([u8; 32]);

impl TokenKey {
    /// The digest of this id.
    pub fn of(id: &ControlId) -> Self {
        Self(Sha256::digest(id.as_str().as_bytes()).into())
    }

    /// As a store on disk keeps it.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenKey({self})")
    }
}

/// A control token as the store holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// The digest of its id.
    pub key: TokenKey,
    /// The one plastic it is for.
    pub plastic: PlasticId,
    /// The one operation it is for.
    pub scope: Scope,
    /// When it was issued, in milliseconds since 1970.
    pub issued: u64,
    /// How far it has come.
    pub state: TokenState,
    /// Temporary keys handed out under it.
    pub exchanges: u8,
}

/// How far a control token has come. It never goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenState {
    /// Nobody has come with it yet.
    Issued,
    /// The page is open, or the device has begun without a page.
    Opened {
        /// Since when, in milliseconds since 1970.
        at: u64,
    },
    /// The PIN has been set or shown.
    Spent,
}

impl Token {
    /// The token after its one opening.
    pub(super) fn opened(mut self, now: u64, lifetimes: &Lifetimes) -> Result<Self, TokenFault> {
        match self.state {
            TokenState::Issued if within(self.issued, now, lifetimes.token_ms) => {
                self.state = TokenState::Opened { at: now };
                Ok(self)
            }
            TokenState::Issued => Err(TokenFault::Expired),
            TokenState::Opened { .. } | TokenState::Spent => Err(TokenFault::Used),
        }
    }

    /// The token inside its session. A device without a page opens it here.
    pub(super) fn in_session(self, scope: Scope, now: u64, lifetimes: &Lifetimes) -> Result<Self, TokenFault> {
        if self.scope != scope {
            return Err(TokenFault::Scope);
        }
        match self.state {
            TokenState::Issued => self.opened(now, lifetimes),
            TokenState::Opened { at } if within(at, now, lifetimes.session_ms) => Ok(self),
            TokenState::Opened { .. } => Err(TokenFault::SessionOver),
            TokenState::Spent => Err(TokenFault::Used),
        }
    }

    /// When the session ends: the first millisecond that is too late.
    pub(super) fn session_end(&self, lifetimes: &Lifetimes) -> u64 {
        match self.state {
            TokenState::Opened { at } => at.saturating_add(lifetimes.session_ms),
            TokenState::Issued | TokenState::Spent => self.issued,
        }
    }
}

/// Whether less than `length` has passed since `start`. A clock that stands before `start` is wrong, and proves nothing.
fn within(start: u64, now: u64, length: u64) -> bool {
    now.checked_sub(start).is_some_and(|passed| passed < length)
}
