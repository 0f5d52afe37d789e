//! One key exchange: a key pair goes out, a wrapped TZPK comes back, both serve once. The same for setting and viewing.

use alloc::boxed::Box;

use rand_core::CryptoRng;

use super::Instant;
use super::common::Common;
use crate::device::{DeviceKey, PublicKey, WrappedTzpk};
use crate::error::Error;
use crate::secret::SecretBytes;
use crate::tzpk::Tzpk;

/// The public key is out.
pub(super) struct Exchange<K> {
    common: Box<Common>,
    key: K,
    public_key: PublicKey,
}

impl<K> Exchange<K> {
    pub(super) fn begin(mut common: Box<Common>, key: K, public_key: PublicKey) -> Result<Self, Error> {
        common.use_key(&public_key)?;
        Ok(Self {
            common,
            key,
            public_key,
        })
    }

    pub(super) fn common(&self) -> &Common {
        &self.common
    }

    pub(super) fn common_mut(&mut self) -> &mut Common {
        &mut self.common
    }

    pub(super) fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The wrapped TZPK is here.
    pub(super) fn received(mut self, wrapped: WrappedTzpk) -> Result<Unwrapping<K>, Error> {
        self.common.use_wrapped(&wrapped)?;
        Ok(Unwrapping {
            common: self.common,
            key: self.key,
            wrapped,
        })
    }
}

/// The wrapped TZPK is here, and the key pair has not seen it.
pub(super) struct Unwrapping<K> {
    common: Box<Common>,
    key: K,
    wrapped: WrappedTzpk,
}

impl<K> Unwrapping<K> {
    pub(super) fn common(&self) -> &Common {
        &self.common
    }

    pub(super) fn common_mut(&mut self) -> &mut Common {
        &mut self.common
    }

    pub(super) fn wrapped(&self) -> &WrappedTzpk {
        &self.wrapped
    }
}

impl<K: DeviceKey> Unwrapping<K> {
    pub(super) fn unwrap(mut self, rng: &mut dyn CryptoRng) -> Result<(Box<Common>, Tzpk), Error> {
        let scheme = self.common.profile.wrap_scheme();
        let tzpk = self.key.unwrap(&self.wrapped, &scheme, rng);
        let tzpk = self.common.use_tzpk(tzpk)?;
        Ok((self.common, tzpk))
    }
}

impl Unwrapping<PublicKey> {
    pub(super) fn unwrapped(mut self, decrypted: SecretBytes, now: Instant) -> Result<(Box<Common>, Tzpk), Error> {
        self.common.at(now)?;
        let tzpk = self.common.profile.wrap_scheme().accept(decrypted);
        let tzpk = self.common.use_tzpk(tzpk)?;
        Ok((self.common, tzpk))
    }
}
