//! Fill beside PINs of every length and PANs of every length, by each operation and under each kind of key: a few blocks of each,
//! because fill that is drawn for a PIN of four digits may be a constant beside one of five.
//!
//! Each nibble of each group is held against a uniform one, and the groups as a whole; see [`chance`](super::chance) for how
//! seldom that fails a good client.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::chance::{LEVEL, Spread, number, too_many};
use super::draw::{Asking, PIN_LENGTHS};
use super::sample::{Account, People};
use crate::conformance::check::Asked;
use crate::conformance::client::{Op, Request};
use crate::pin_block::Format;

/// Blocks of each PIN length in each way.
const BLOCKS: usize = 32;
/// Digits of the shortest PIN.
const SHORTEST: usize = 4;

/// One way to come to a block, and the fill of what came back.
pub(super) struct Way {
    asking: Asking,
    wanted: Vec<Account>,
    fills: Vec<(Account, Vec<u8>)>,
    /// Blocks without fill, and what the first of them was.
    unread: Option<String>,
}

impl Way {
    pub(super) fn new(asking: Asking, people: &People, rng: &mut dyn CryptoRng) -> Self {
        let lengths = (SHORTEST..).take(PIN_LENGTHS);
        let wanted = lengths.flat_map(|length| core::iter::repeat_n(length, BLOCKS));
        let wanted = wanted.map(|length| people.with_pin_of(length, rng)).collect();
        Self {
            asking,
            wanted,
            fills: Vec::new(),
            unread: None,
        }
    }

    pub(super) fn op(&self) -> Op {
        self.asking.op()
    }

    pub(super) fn requests(&self, people: &People) -> Vec<Request> {
        let request = |account: &Account| self.asking.request(*account, people);
        self.wanted.iter().map(request).collect()
    }

    /// The answer to the request in this place.
    pub(super) fn take(&mut self, place: usize, answer: &Asked, people: &People) {
        let Some(account) = self.wanted.get(place).copied() else {
            return;
        };
        let fill = match answer {
            Ok(answer) => self.asking.fill(answer, account, people),
            Err(fault) => Err(fault.to_string()),
        };
        match fill {
            Ok(fill) => self.fills.push((account, fill)),
            Err(why) => _ = self.unread.get_or_insert(why),
        }
    }
}

/// What is wrong, where something is.
#[derive(Default)]
pub(super) struct Wrong {
    /// Blocks that do not open, or that all have one fill.
    pub(super) constant: Option<String>,
    /// Fill that is not evenly spread.
    pub(super) uneven: Option<String>,
    /// Tests made.
    pub(super) made: usize,
}

/// Looks at all ways of one format.
pub(super) fn judge(ways: &[Way], people: &People) -> Wrong {
    let mut wrong = Wrong::default();
    let mut spread = Spread::default();
    for way in ways {
        let name = way.asking.name();
        if let Some(why) = &way.unread {
            wrong.constant.get_or_insert_with(|| format!("{name}: {why}"));
        }
        let alphabet = Alphabet::of(way.asking.format);
        let mut by_pan: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
        let mut by_pin: BTreeMap<usize, Vec<&[u8]>> = BTreeMap::new();
        for (account, fill) in &way.fills {
            by_pan.entry(people.pan(*account).len()).or_default().extend(fill);
            by_pin.entry(people.pin(*account).len()).or_default().push(fill);
        }
        for (digits, fills) in &by_pin {
            let here = || format!("{name}, PINs of {digits} digits");
            let different: BTreeSet<&&[u8]> = fills.iter().collect();
            // The shortest fill has two nibbles: that so many are the same does not come by chance.
            if fills.len() >= BLOCKS >> 1 && different.len() == 1 {
                wrong
                    .constant
                    .get_or_insert_with(|| format!("{}: every block has the same fill", here()));
            }
            group(&mut spread, alphabet, fills, &here);
        }
        if way.asking.format.wants_pan() {
            for (digits, nibbles) in &by_pan {
                alphabet.test(&mut spread, nibbles, || {
                    format!("{name}, PANs of {digits} digits: the fill is not evenly spread")
                });
            }
        }
        let all: Vec<u8> = by_pan.into_values().flatten().collect();
        alphabet.test(&mut spread, &all, || format!("{name}: the fill is not evenly spread"));
    }
    wrong.made = spread.made;
    wrong.uneven = spread.wrong();
    wrong
}

/// Blocks of one PIN length: each nibble by itself, all together, and neighbours that are the same.
fn group(spread: &mut Spread, alphabet: Alphabet, fills: &[&[u8]], here: &dyn Fn() -> String) {
    let width = fills.iter().map(|fill| fill.len()).min().unwrap_or_default();
    for place in 0..width {
        let column: Vec<u8> = fills.iter().filter_map(|fill| fill.get(place).copied()).collect();
        alphabet.test(spread, &column, || {
            let nibble = place.saturating_add(1);
            format!("{}: nibble {nibble} of the fill is not evenly spread", here())
        });
    }
    alphabet.test(spread, &fills.concat(), || {
        format!("{}: the fill is not evenly spread", here())
    });
    let pairs = || fills.iter().flat_map(|fill| fill.windows(2));
    let same = pairs().filter(|pair| pair.first() == pair.get(1)).count();
    if same >= too_many(pairs().count(), 1.0 / number(alphabet.values)) {
        spread.note(f64::NEG_INFINITY, || {
            format!("{}: neighbours in the fill are the same too often", here())
        });
    } else {
        spread.note(0.0, String::new);
    }
}

/// The nibbles that a format may be filled with.
#[derive(Clone, Copy)]
struct Alphabet {
    lowest: u8,
    values: usize,
}

impl Alphabet {
    fn of(format: Format) -> Self {
        match format {
            Format::Iso3 => Self { lowest: 0xa, values: 6 },
            _ => Self { lowest: 0, values: 16 },
        }
    }

    /// One more test: whether these are uniform. A nibble that may not stand there is what chance never gives.
    fn test(self, spread: &mut Spread, nibbles: &[u8], says: impl FnOnce() -> String) {
        let mut counts = alloc::vec![0_u32; self.values];
        for nibble in nibbles {
            let place = usize::from(nibble.wrapping_sub(self.lowest));
            match counts.get_mut(place) {
                Some(count) => *count = count.saturating_add(1),
                None => return spread.note(LEVEL.ln() * 2.0, says),
            }
        }
        if !nibbles.is_empty() {
            spread.test(&counts, says);
        }
    }
}
