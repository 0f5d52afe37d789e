//! The reference device for a page in a browser: what stands between two messages, as calls that JavaScript can make.
//!
//! PIN policy, PIN block and its encryption are the library's. The key pair and the unwrap are WebCrypto's, which answers later
//! and keeps the private key to itself: the session hands out what is to be unwrapped and takes the result.
//!
//! | call | setting | viewing |
//! |---|---|---|
//! | `new` | a control id, and the PAN or the token where the profile binds PIN blocks to one | the same |
//! | `ask` with a new public key | asks for the TZPK | asks for the PIN |
//! | `takeKey` | the answer comes in, the wrapped TZPK goes out | the same |
//! | `unwrapped` | the cardholder's turn | `showInto` |
//! | `submit` | the encrypted PIN goes out | |
//! | `takeOutcome` | set, or `ask` once more with a new key pair | |
//!
//! Every call that fails throws an `Error` whose message is a class, such as `session_expired`, and never holds a digit or a byte
//! of a key. What a call takes by value is wiped here; the copies that JavaScript has are the page's business.

#![forbid(unsafe_code)]

#[cfg(feature = "conformance")]
pub mod conformance;
mod failure;
mod opening;
mod outgoing;
mod set;
mod terms;
mod view;

#[cfg(test)]
mod testing;

pub use failure::Failure;
pub use outgoing::Outgoing;
pub use set::SetPinSession;
pub use terms::Terms;
pub use view::ViewPinSession;

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use pinproof::session::Instant;

/// The browser's randomness. A browser that has none does not get here: WebCrypto has made the key pair with it.
fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// Milliseconds since the page was opened, as `performance.now` counts them. What is not a number of them is 0.
fn moment(ms: f64) -> Instant {
    // A cast from a float saturates.
    Instant::from_ms(ms as u64)
}
