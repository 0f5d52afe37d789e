//! The message behind the padding string.

use alloc::vec::Vec;

/// How the message is found in DB.
#[derive(Clone, Copy, Default)]
pub(crate) enum Split {
    /// 00 up to the first byte that is not, which is 01.
    #[default]
    Right,
    /// 00 up to the first byte that is not, whatever it is.
    AnySeparator,
    /// 00 up to the first byte that is not, which is odd.
    OddSeparator,
    /// The first 01; what stands before it is not looked at.
    FirstOne,
    /// The last 01; what stands before it is not looked at.
    LastOne,
    /// The first 01; only the 8 bytes behind the hash and the 8 bytes before the 01 must be 00.
    EndsOnly,
    /// As it should be, but the first byte behind the hash is not looked at.
    AllButFirst,
    /// The first 01; the byte before it is not looked at.
    AllButLast,
    /// The first 01 in all of DB, hash and all; what stands between the hash and the 01 must be 00.
    FromStart,
}

impl Split {
    pub(super) fn message(self, db: &[u8], hlen: usize) -> Option<Vec<u8>> {
        let rest = db.get(hlen..)?;
        let first_one = |bytes: &[u8]| bytes.iter().position(|byte| *byte == 0x01);
        let zeros = |bytes: &[u8]| bytes.iter().all(|byte| *byte == 0);
        let separated = |bytes: &[u8], is_separator: fn(u8) -> bool| {
            let end = bytes.iter().position(|byte| *byte != 0)?;
            let (separator, message) = bytes.get(end..)?.split_first()?;
            is_separator(*separator).then(|| message.to_vec())
        };
        let after = |end: usize| rest.get(end..)?.get(1..).map(<[u8]>::to_vec);
        match self {
            Self::Right => separated(rest, |byte| byte == 0x01),
            Self::AnySeparator => separated(rest, |_| true),
            Self::OddSeparator => separated(rest, |byte| byte & 1 == 1),
            Self::FirstOne => after(first_one(rest)?),
            Self::LastOne => after(rest.iter().rposition(|byte| *byte == 0x01)?),
            Self::EndsOnly => {
                let end = first_one(rest)?;
                let ps = rest.get(..end)?;
                let start = ps.get(..8).unwrap_or(ps);
                let last = ps.last_chunk::<8>().map_or(ps, |last| last.as_slice());
                (zeros(start) && zeros(last)).then(|| after(end))?
            }
            Self::AllButFirst => separated(rest.get(1..)?, |byte| byte == 0x01),
            Self::AllButLast => {
                let end = first_one(rest)?;
                let ps = rest.get(..end.saturating_sub(1))?;
                zeros(ps).then(|| after(end))?
            }
            Self::FromStart => {
                let end = first_one(db)?;
                let ps = db.get(hlen..end)?;
                zeros(ps).then(|| after(end.checked_sub(hlen)?))?
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finds_its_own_message() {
        let all = [
            Split::Right,
            Split::AnySeparator,
            Split::OddSeparator,
            Split::FirstOne,
            Split::LastOne,
            Split::EndsOnly,
            Split::AllButFirst,
            Split::AllButLast,
            Split::FromStart,
        ];
        let plain = [9, 9, 0, 0, 0, 1, 5, 6];
        for split in all {
            assert_eq!(split.message(&plain, 2).unwrap(), [5, 6]);
        }
        for (db, split, found) in [
            ([9, 9, 0, 0, 0, 3, 5, 6], Split::AnySeparator, Some([5, 6].as_slice())),
            ([9, 9, 0, 0, 0, 3, 5, 6], Split::OddSeparator, Some(&[5, 6])),
            ([9, 9, 0, 0, 0, 2, 5, 6], Split::OddSeparator, None),
            ([9, 9, 0, 7, 0, 1, 5, 6], Split::FirstOne, Some(&[5, 6])),
            ([9, 9, 0, 7, 0, 1, 5, 6], Split::AllButLast, None),
            ([9, 9, 0, 0, 7, 1, 5, 6], Split::AllButLast, Some(&[5, 6])),
            ([9, 9, 7, 0, 0, 1, 5, 6], Split::AllButFirst, Some(&[5, 6])),
            ([9, 9, 0, 0, 0, 1, 1, 6], Split::LastOne, Some(&[6])),
            ([1, 9, 0, 0, 0, 1, 5, 6], Split::FromStart, None),
            ([9, 9, 0, 0, 0, 0, 0, 0], Split::Right, None),
        ] {
            assert_eq!(split.message(&db, 2).as_deref(), found);
        }
    }
}
