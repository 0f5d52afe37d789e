//! Wiping containers.
//!
//! The bytes sit behind one heap pointer, so moving a container moves the pointer and leaves no copy of the secret behind.
//! Nothing here can be cloned, compared with `==`, printed or serialised.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use subtle::{Choice, ConstantTimeEq};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// `N` secret bytes, wiped on drop.
pub struct Secret<const N: usize>(Box<[u8; N]>);

impl<const N: usize> Secret<N> {
    /// `N` zero bytes, to be filled in place through [`Secret::expose_mut`].
    pub fn zeroed() -> Self {
        Self(Box::new([0; N]))
    }

    /// Copies `bytes` in. The caller still owns, and has to wipe, what it copied from.
    pub fn copy_from(bytes: &[u8; N]) -> Self {
        let mut secret = Self::zeroed();
        secret.0.copy_from_slice(bytes);
        secret
    }

    /// The bytes, for reading.
    pub fn expose(&self) -> &[u8; N] {
        &self.0
    }

    /// The bytes, for filling in place.
    pub fn expose_mut(&mut self) -> &mut [u8; N] {
        &mut self.0
    }

    /// Equality in constant time.
    pub fn ct_eq(&self, other: &Self) -> Choice {
        self.0.as_slice().ct_eq(other.0.as_slice())
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.0.as_mut_slice().zeroize();
    }
}

impl<const N: usize> ZeroizeOnDrop for Secret<N> {}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secret").finish_non_exhaustive()
    }
}

/// Secret bytes of any length, wiped on drop. The length is not a secret.
pub struct SecretBytes(Box<[u8]>);

impl SecretBytes {
    /// Copies `bytes` in. The caller still owns, and has to wipe, what it copied from.
    pub fn copy_from(bytes: &[u8]) -> Self {
        Self(Box::from(bytes))
    }

    /// Takes `bytes` over; the vector's own allocation is wiped, not only what a shrink would keep.
    pub fn from_vec(bytes: Vec<u8>) -> Self {
        let bytes = Zeroizing::new(bytes);
        Self::copy_from(&bytes)
    }

    /// The bytes, for reading.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no bytes at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Equality in constant time for equal lengths.
    pub fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl Drop for SecretBytes {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for SecretBytes {}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretBytes").finish_non_exhaustive()
    }
}

/// Secret text of any length, wiped on drop. The length is not a secret.
pub struct SecretText(String);

impl SecretText {
    /// Copies `text` in. The caller still owns, and has to wipe, what it copied from.
    pub fn copy_from(text: &str) -> Self {
        Self(String::from(text))
    }

    /// Takes `text` over, with all of its allocation.
    pub fn from_string(text: String) -> Self {
        Self(text)
    }

    /// The text, for reading.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Number of bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Equality in constant time for equal lengths.
    pub fn ct_eq(&self, other: &Self) -> Choice {
        self.0.as_bytes().ct_eq(other.0.as_bytes())
    }
}

impl Drop for SecretText {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for SecretText {}

impl fmt::Debug for SecretText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretText").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::vec;

    use super::*;

    #[test]
    fn debug_shows_no_byte() {
        assert_eq!(format!("{:?}", Secret::copy_from(&[0x5a; 4])), "Secret { .. }");
        assert_eq!(
            format!("{:?}", SecretBytes::from_vec(vec![0x5a; 4])),
            "SecretBytes { .. }"
        );
        assert_eq!(format!("{:?}", SecretText::copy_from("abc")), "SecretText { .. }");
    }

    #[test]
    fn equality_sees_bytes_and_length() {
        assert!(bool::from(
            Secret::copy_from(&[1, 2]).ct_eq(&Secret::copy_from(&[1, 2]))
        ));
        assert!(!bool::from(
            Secret::copy_from(&[1, 2]).ct_eq(&Secret::copy_from(&[1, 3]))
        ));
        assert!(!bool::from(
            SecretBytes::copy_from(&[1]).ct_eq(&SecretBytes::copy_from(&[1, 0]))
        ));
        let text = |text: &str| SecretText::from_string(String::from(text));
        assert!(bool::from(text("ab").ct_eq(&text("ab"))));
        assert!(!bool::from(text("ab").ct_eq(&text("aB"))));
        assert!(!bool::from(text("ab").ct_eq(&text("a"))));
    }
}
