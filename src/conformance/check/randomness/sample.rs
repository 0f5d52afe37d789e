//! The fill of many blocks, as nibbles.

use alloc::vec::Vec;

use crate::pin_block::Format;

/// A PIN and a PAN of the run, by their places in [`People`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Account {
    pub(super) pin: usize,
    pub(super) pan: usize,
}

/// The PINs and PANs of a run, in digits.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    pub(super) pins: Vec<Vec<u8>>,
    pub(super) pans: Vec<Vec<u8>>,
}

impl People {
    pub(super) fn pin(&self, account: Account) -> &[u8] {
        self.pins.get(account.pin).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn pan(&self, account: Account) -> &[u8] {
        self.pans.get(account.pan).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The fill of many blocks of one format and PIN length, in the order in which they were asked for.
#[derive(Clone, Debug)]
pub(super) struct Sample {
    pub(super) format: Format,
    /// Nibbles of fill in each block.
    width: usize,
    nibbles: Vec<u8>,
    accounts: Vec<Account>,
}

impl Sample {
    pub(super) fn new(format: Format, width: usize) -> Self {
        Self {
            format,
            width,
            nibbles: Vec::new(),
            accounts: Vec::new(),
        }
    }

    /// Adds a block; false for fill of another width, which is not taken.
    pub(super) fn push(&mut self, account: Account, fill: &[u8]) -> bool {
        let fits = fill.len() == self.width;
        if fits {
            self.nibbles.extend_from_slice(fill);
            self.accounts.push(account);
        }
        fits
    }

    /// Number of blocks.
    pub(super) fn len(&self) -> usize {
        self.accounts.len()
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The nibbles of all blocks, one block after the other.
    pub(super) fn nibbles(&self) -> &[u8] {
        &self.nibbles
    }

    /// The fill of each block.
    pub(super) fn fills(&self) -> impl ExactSizeIterator<Item = &[u8]> + Clone {
        self.nibbles.chunks_exact(self.width.max(1))
    }

    /// PIN and PAN of each block.
    pub(super) fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// How many values a nibble may have.
    pub(super) fn values(&self) -> u8 {
        if self.format == Format::Iso3 { 6 } else { 16 }
    }

    /// The lowest value that a nibble may have.
    pub(super) fn lowest(&self) -> u8 {
        if self.format == Format::Iso3 { 0xa } else { 0 }
    }

    /// Whether a nibble may stand in this format.
    pub(super) fn allows(&self, nibble: u8) -> bool {
        nibble >= self.lowest()
    }

    /// How many different fills there can be.
    pub(super) fn space(&self) -> f64 {
        let width = i32::try_from(self.width).unwrap_or(i32::MAX);
        f64::from(self.values()).powi(width)
    }

    /// All nibbles counted from the lowest one, so that they start at 0.
    pub(super) fn symbols(&self) -> Vec<u8> {
        let lowest = self.lowest();
        self.nibbles
            .iter()
            .map(|nibble| nibble.saturating_sub(lowest))
            .collect()
    }
}

/// Every `width`-th of `symbols`, from each of the first ones on.
pub(super) fn columns(symbols: &[u8], width: usize) -> Vec<Vec<u8>> {
    let column = |place| symbols.iter().skip(place).step_by(width.max(1)).copied().collect();
    (0..width).map(column).collect()
}
