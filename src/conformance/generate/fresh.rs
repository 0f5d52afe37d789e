//! Fresh cases: RSA keys, TZPKs, PINs, PANs, seeds and policies that no file holds, drawn from a number.
//!
//! The pieces are those of the vectors; what is drawn is not. Nobody can have the answers written down, and the same number
//! makes the same cases again. The oracles check a sample of them like any other vector file.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use std::thread;

use super::blocks::draw::Draw;
use super::keys::RsaKey;
use super::{GenerateError, accumulate, blocks, check_values, key_pairs, plastics, policies, unwrap};
use crate::conformance::combinations::{Row, rows};
use crate::conformance::vector::VectorFile;
use crate::tzpk::TzpkKind;

/// What the fresh files of one number share.
pub(super) struct Fresh {
    seed: u64,
    /// One TZPK of each kind: what the unwraps give is what the PIN blocks are under.
    pub(super) tzpks: Vec<(TzpkKind, Vec<u8>)>,
    /// The ways that have every combination of three parameters.
    pub(super) rows: Vec<Row>,
}

impl Fresh {
    fn new(seed: u64) -> Self {
        let mut fresh = Self {
            seed,
            tzpks: Vec::new(),
            rows: rows(),
        };
        let drawn = |kind: TzpkKind| (kind, Draw::new(&fresh.place(&format!("tzpk/{kind}"))).key(kind));
        fresh.tzpks = TzpkKind::ALL.into_iter().map(drawn).collect();
        fresh
    }

    /// Name of a random stream of this number's own.
    pub(super) fn place(&self, what: &str) -> String {
        format!("fresh {}/{what}", self.seed)
    }

    /// A small number of this seed's own, to take turns with.
    pub(super) fn turn(&self, what: &str) -> usize {
        let drawn = Draw::new(&self.place(what)).text("0123456789", 4);
        drawn.parse().unwrap_or_default()
    }

    /// The TZPK of a kind.
    pub(super) fn tzpk(&self, kind: TzpkKind) -> &[u8] {
        self.tzpks
            .iter()
            .find(|(own, _)| *own == kind)
            .map_or(&[], |(_, key)| key.as_slice())
    }

    /// How the files say that they were made.
    pub(super) fn source(&self) -> String {
        format!("pinproof vectors fresh --seed {}", self.seed)
    }
}

/// The fresh files of `seed`, in the order in which they are reported. `deep` adds keys of 3072 and 4096 bits.
///
/// # Errors
/// [`GenerateError`] when the library refuses an input that a case is made from.
pub fn fresh(seed: u64, deep: bool) -> Result<Vec<(String, VectorFile)>, GenerateError> {
    let fresh = Fresh::new(seed);
    let sizes: &[usize] = if deep { &[2048, 3072, 4096] } else { &[2048] };
    let lost = || GenerateError("a key pair was not made".into());
    // Key pairs are most of the work; the blocks are made meanwhile.
    thread::scope(|scope| {
        let of_keys: Vec<_> = sizes
            .iter()
            .map(|bits| {
                let fresh = &fresh;
                scope.spawn(move || {
                    let key = RsaKey::generate(&fresh.place(&format!("rsa-{bits}")), *bits)?;
                    let public = (*bits == 2048)
                        .then(|| key_pairs::fresh::file(fresh, &key))
                        .transpose()?;
                    Ok::<_, GenerateError>((unwrap::fresh::file(fresh, &key)?, public))
                })
            })
            .collect();
        let mut others = Vec::from([check_values::fresh::file(&fresh)?]);
        others.extend(blocks::fresh::files(&fresh)?);
        others.push(policies::fresh::file(&fresh)?);
        others.push(plastics::fresh::file(&fresh)?);
        others.extend(accumulate::fresh(&fresh)?);
        let mut files = Vec::new();
        for made in of_keys {
            let (unwrap, public) = made.join().map_err(|_| lost())??;
            files.push(unwrap);
            others.extend(public);
        }
        files.extend(others);
        Ok(files)
    })
}

#[cfg(test)]
mod tests;
