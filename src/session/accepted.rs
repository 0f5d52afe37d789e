//! The proof that a PIN may be sent in this session.

use alloc::sync::Arc;
use core::fmt;

use crate::pin::policy::AcceptedPin;

/// Two ends of it know each other by its address, which nothing else has while one of them lives.
#[derive(Clone)]
pub(super) struct Bond(Arc<()>);

impl Bond {
    pub(super) fn new() -> Self {
        Self(Arc::new(()))
    }
}

/// A PIN that [`Ready`](super::Ready) accepted, and that the same `Ready` sends. Wiped on drop.
///
/// ```compile_fail,E0616
/// # use pinproof::pin::policy::AcceptedPin;
/// # use pinproof::session::Accepted;
/// fn smuggle(accepted: &mut Accepted, pin: AcceptedPin) {
///     accepted.pin = pin;
/// }
/// ```
#[must_use]
pub struct Accepted {
    pin: AcceptedPin,
    bond: Bond,
}

impl Accepted {
    pub(super) fn new(pin: AcceptedPin, bond: &Bond) -> Self {
        Self {
            pin,
            bond: bond.clone(),
        }
    }

    /// The PIN, when it was accepted by the owner of `bond`.
    pub(super) fn redeem(self, bond: &Bond) -> Option<AcceptedPin> {
        Arc::ptr_eq(&self.bond.0, &bond.0).then_some(self.pin)
    }
}

impl fmt::Debug for Accepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Accepted(..)")
    }
}
