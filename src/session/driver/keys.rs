//! Where the driver gets its key pairs from.

use rand_core::CryptoRng;

use crate::device::{DeviceKey, RsaBits};
use crate::error::Error;

/// Makes key pairs for one exchange each: in memory, in a key store, or from a record.
pub trait KeySource {
    /// What it makes.
    type Key: DeviceKey;

    /// A key pair of this length that was never handed out before.
    ///
    /// # Errors
    ///
    /// Whatever stands in the way. The session ends with it.
    fn generate(&mut self, size: RsaBits, rng: &mut dyn CryptoRng) -> Result<Self::Key, Error>;
}

/// Key pairs in memory.
#[cfg(feature = "software-key")]
#[derive(Clone, Copy, Debug, Default)]
pub struct SoftwareKeys;

#[cfg(feature = "software-key")]
impl KeySource for SoftwareKeys {
    type Key = crate::device::SoftwareKey;

    fn generate(&mut self, size: RsaBits, rng: &mut dyn CryptoRng) -> Result<Self::Key, Error> {
        crate::device::SoftwareKey::generate(size, rng)
    }
}
