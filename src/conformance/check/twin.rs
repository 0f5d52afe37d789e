//! Runs that differ in one secret alone, the PIN or another, held against each other.
//!
//! Nothing is left to chance: a word that is the same with one secret and another one with the other is heard again before it
//! fails a client, see [`runs`].

mod channel;
mod runs;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

pub(super) use self::channel::Channel;
pub(super) use self::runs::Runs;
use super::super::client::{Client, Fault};

/// The secret that two kinds of run differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Differs {
    Pin,
    Pan,
    Key,
}

impl Differs {
    fn one(self) -> &'static str {
        match self {
            Self::Pin => "the PIN",
            Self::Pan => "the PAN",
            Self::Key => "the key",
        }
    }

    fn two(self) -> &'static str {
        match self {
            Self::Pin => "two PINs",
            Self::Pan => "two PANs",
            Self::Key => "two keys",
        }
    }
}

/// Standard error, run by run. A client that holds back what it writes until it ends is ended after each run.
pub(super) struct Stderr {
    holds_back: Option<bool>,
}

impl Stderr {
    /// Passes over what was written before.
    pub(super) fn before(client: &mut dyn Client) -> Self {
        client.take_stderr();
        Self { holds_back: None }
    }

    /// What was written in this run; none where nobody listens.
    ///
    /// # Errors
    /// A [`Fault`] when the client does not come back.
    pub(super) fn of_run(&mut self, client: &mut dyn Client) -> Result<Option<Vec<u8>>, Fault> {
        let Some(mut written) = client.take_stderr() else {
            return Ok(None);
        };
        if self.holds_back != Some(false) {
            let late = client.drain_stderr()?.unwrap_or_default();
            self.holds_back = Some(!late.is_empty());
            written.extend(late);
        }
        Ok(Some(written))
    }
}

/// A PIN and its twin, which differs in every digit and is odd where it is even.
pub(super) fn pair(length: usize, rng: &mut dyn CryptoRng) -> [String; 2] {
    let pin: String = super::secrets::pin(rng).chars().take(length).collect();
    let nine_less = |digit: char| {
        digit
            .to_digit(10)
            .and_then(|digit| char::from_digit(9_u32.saturating_sub(digit), 10))
    };
    let twin = pin.chars().filter_map(nine_less).collect();
    [pin, twin]
}
