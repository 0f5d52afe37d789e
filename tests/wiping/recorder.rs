//! An allocator that looks into each block as it is freed.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use rsa::BoxedUint;

struct Recorder;

#[global_allocator]
static RECORDER: Recorder = Recorder;

thread_local! {
    /// What this thread looks for. No destructor, so the allocator may read it at any time.
    static SEARCH: Cell<Option<&'static Search>> = const { Cell::new(None) };
}

// SAFETY: every call goes to the system's allocator with the same layout. All blocks are born zeroed, so each byte that is
// read before a block is freed was written at some time.
unsafe impl GlobalAlloc for Recorder {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeroed, so that no old content is mistaken for a leak of today.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if let Ok(Some(search)) = SEARCH.try_with(Cell::get) {
            search.look(unsafe { std::slice::from_raw_parts(block, layout.size()) });
        }
        unsafe { System.dealloc(block, layout) }
    }

    // `realloc` is the one of the trait: a new block, a copy, and `dealloc` of the old block. The worst case always.
}

/// Something that no freed block may hold. It counts as held as soon as one of its pieces is.
pub(crate) struct Secret {
    name: &'static str,
    pieces: Vec<Vec<u8>>,
}

impl Secret {
    /// Pieces of 16 bytes, so that a secret is found also when a part of it was overwritten.
    pub(crate) fn new(name: &'static str, bytes: &[u8]) -> Self {
        assert!(bytes.len() >= 6, "{name}: too short to be told from chance");
        let mut pieces: Vec<_> = bytes.chunks(16).map(<[u8]>::to_vec).collect();
        if bytes.len() > 16 {
            pieces.retain(|piece| piece.len() == 16);
            pieces.push(bytes[bytes.len() - 16..].to_vec());
        }
        Self { name, pieces }
    }

    /// A number as the limbs of a big integer: least significant byte first.
    pub(crate) fn limbs(name: &'static str, number: &BoxedUint) -> Self {
        let bytes = number.to_le_bytes();
        let len = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        Self::new(name, &bytes[..len])
    }

    /// A number as the bytes of an encoding: most significant byte first.
    pub(crate) fn bytes(name: &'static str, number: &BoxedUint) -> Self {
        let bytes = number.to_be_bytes();
        let start = bytes.iter().position(|byte| *byte != 0).unwrap();
        Self::new(name, &bytes[start..])
    }
}

struct Search {
    names: Vec<&'static str>,
    pieces: Vec<(usize, Vec<u8>)>,
    /// Whether a piece starts with these two bytes.
    starts: Vec<bool>,
    blocks: Vec<Cell<usize>>,
}

impl Search {
    fn new(secrets: &[Secret]) -> Self {
        let pieces: Vec<_> = (0..)
            .zip(secrets)
            .flat_map(|(number, secret)| secret.pieces.iter().map(move |piece| (number, piece.clone())))
            .collect();
        let mut starts = vec![false; 1 << 16];
        for (_, piece) in &pieces {
            starts[usize::from(u16::from_be_bytes([piece[0], piece[1]]))] = true;
        }
        Self {
            names: secrets.iter().map(|secret| secret.name).collect(),
            pieces,
            starts,
            blocks: vec![Cell::new(0); secrets.len()],
        }
    }

    /// Counts the secrets that `block` holds. Must not allocate.
    fn look(&self, block: &[u8]) {
        let mut held = 0_u64;
        for at in 0..block.len().saturating_sub(1) {
            if self.starts[usize::from(u16::from_be_bytes([block[at], block[at + 1]]))] {
                for (number, piece) in &self.pieces {
                    held |= u64::from(block[at..].starts_with(piece)) << number;
                }
            }
        }
        for (number, blocks) in self.blocks.iter().enumerate() {
            blocks.set(blocks.get() + usize::from(held >> number & 1 == 1));
        }
    }
}

/// Those of `secrets` that stand in a block that `work` frees.
pub(crate) fn leaks(secrets: &[Secret], work: impl FnOnce()) -> Vec<&'static str> {
    assert!(secrets.len() <= 64);
    let search: &'static Search = Box::leak(Box::new(Search::new(secrets)));
    SEARCH.set(Some(search));
    work();
    SEARCH.set(None);
    let found = search.names.iter().zip(&search.blocks);
    found
        .filter(|(_, blocks)| blocks.get() > 0)
        .map(|(name, _)| *name)
        .collect()
}
