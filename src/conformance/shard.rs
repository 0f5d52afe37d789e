//! Splitting a run for several machines.
//!
//! A case goes where the hash of its family's name says: itself, or the case to accept that it differs from, so that a refusal
//! is judged beside its sibling. A check of the kit goes as a whole where its own name says. Nothing else decides, so parts
//! that are made apart fit together.

use sha2::{Digest as _, Sha256};

use super::report::Shard;

impl Shard {
    /// Whether what has this name is in this part.
    pub fn takes(&self, name: &str) -> bool {
        let digest: [u8; 32] = Sha256::digest(name).into();
        let [a, b, c, d, e, f, g, h, ..] = digest;
        let part = u64::from_be_bytes([a, b, c, d, e, f, g, h]).checked_rem(u64::from(self.of));
        part.and_then(|part| part.checked_add(1)) == Some(u64::from(self.index))
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::conformance::vector::{Selection, Suite};

    #[test]
    fn every_case_is_in_one_part_and_beside_its_sibling() {
        let suite = Suite::embedded().unwrap();
        for of in [1, 2, 3, 7, 50] {
            let selections: Vec<Selection> = (1..=of)
                .map(|index| Selection {
                    shard: Some(Shard { index, of }),
                    deep: true,
                    ..Selection::default()
                })
                .collect();
            for test in suite.cases() {
                let sibling = |selection: &&Selection| {
                    let sibling = suite
                        .cases()
                        .iter()
                        .find(|other| Some(&other.id) == test.sibling.as_ref());
                    sibling.is_none_or(|sibling| selection.contains(sibling))
                };
                let takers: Vec<&Selection> = selections.iter().filter(|selection| selection.contains(test)).collect();
                assert_eq!(takers.len(), 1, "{} in {of} parts", test.id);
                assert!(takers.iter().all(sibling), "{} in {of} parts", test.id);
            }
        }
    }

    /// A part of a run that somebody kept is still that part in the next version.
    #[test]
    fn the_split_does_not_move() {
        let part = |name: &str| (1..=10).find(|&index| Shard { index, of: 10 }.takes(name));
        assert_eq!(part("kit_key_pair"), Some(8));
        assert_eq!(part("pin_block_encode_iso0/pin4-pan16"), Some(2));
        assert!(!Shard { index: 1, of: 0 }.takes("none"));
    }

    #[test]
    fn the_parts_are_about_equal() {
        let suite = Suite::embedded().unwrap();
        for index in 1..=4 {
            let shard = Shard { index, of: 4 };
            let cases = suite.cases().iter().filter(|test| shard.takes(&test.family)).count();
            let fair = suite.cases().len() / 4;
            assert!((fair / 2..fair * 2).contains(&cases), "{cases} of {fair}");
        }
    }
}
