//! One session of the device with the issuer, without a transport and without a clock.

mod accepted;
mod common;
pub mod driver;
mod exchange;
mod ledger;
mod life;
mod published;
mod set;
mod view;
mod wire;

pub use accepted::Accepted;
pub use ledger::Ledger;
pub use set::{AwaitingTzpk, AwaitingUnwrap, Outcome, Ready, Retry, SetPin, Submitted};
pub use view::{AwaitingPin, AwaitingPinUnwrap, Shown, ViewPin};

/// A moment, in milliseconds since the control token was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// The moment `ms` milliseconds after the issue of the token.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the issue of the token.
    pub const fn as_ms(self) -> u64 {
        self.0
    }
}

/// `Debug` for what holds secrets: the name alone.
macro_rules! opaque {
    ($($name:ident $(<$key:ident>)?,)+) => {
        $(impl$(<$key>)? ::core::fmt::Debug for $name$(<$key>)? {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        })+
    };
}
use opaque;
