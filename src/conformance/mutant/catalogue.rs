//! The list of mutants, and how one is described.

use super::{Bug, blocks, equivalent, key_pairs, keys, plastics, policies, secrets, sessions, unwrap};
use crate::conformance::client::Op;
use crate::device::Hash;
use crate::pin_block::Format;
use crate::tzpk::TzpkKind;

/// One deliberately wrong client.
///
/// Its id is that of its bug class, as `A01`, or that with a variant after a hyphen, as `A42-first`. Ids are stable and
/// never used again for something else.
#[derive(Clone, Copy)]
pub struct Mutant {
    /// Id, unique among all mutants.
    pub id: &'static str,
    /// What the client does wrong: the rest of a sentence that starts with `it`, without the full stop.
    pub title: &'static str,
    /// Part of the client that is wrong.
    pub section: Section,
    /// What it does to a cardholder, or for an attacker: a sentence without the full stop.
    pub effect: &'static str,
    /// Where it was seen in the wild: projects with their threads, or platforms; else [`DESIGNED`].
    pub seen: &'static str,
    /// What a client must be able to do for the bug to show: at least one of the operations here, and all the rest.
    pub needs: &'static [Need],
    /// The change to the section's pipeline.
    pub(crate) bug: Bug,
}

/// The value of [`Mutant::seen`] for a bug class that was thought of and not found.
pub const DESIGNED: &str = "designed";

impl Mutant {
    /// The bug class: the id without its variant. Pages about bugs have this name.
    pub fn class(&self) -> &'static str {
        self.id.split('-').next().unwrap_or(self.id)
    }

    /// The check that it takes, where no vector is enough.
    pub fn check(&self) -> Option<Check> {
        self.needs.iter().find_map(|need| match need {
            Need::Check(check) => Some(*check),
            _ => None,
        })
    }

    /// Whether the script of a session can show it: that of `file`. Sessions are made of the client's own operations, and a bug of
    /// one of those is looked for where a session uses it.
    pub(crate) fn plays(&self, file: &str) -> bool {
        let one_of = |stems: &[&str]| stems.contains(&file);
        match self.bug {
            Bug::Session(_) => true,
            Bug::Unwrap(_) => one_of(&["session_tzpk", "session_tzpk_aes", "session_view_pin_aes"]),
            Bug::KeyPair(_) => one_of(&["session_set_pin"]) && self.touches(Op::KeyGenerate),
            Bug::Block(_) => one_of(&[
                "session_set_pin",
                "session_set_pin_aes",
                "session_view_pin",
                "session_view_pin_aes",
            ]),
            Bug::Policy(_) => one_of(&["session_entry"]),
            Bug::Plastic(_) | Bug::Secrets(_) => false,
        }
    }

    /// Whether an answer to `op` can be wrong. Every other answer is that of the reference.
    pub fn touches(&self, op: Op) -> bool {
        self.needs.contains(&Need::Op(op))
    }
}

/// Something that a client must be able to do for a bug to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// An operation.
    Op(Op),
    /// An RSA key of so many bits.
    RsaBits(u32),
    /// OAEP with another hash over the label than this.
    HashBut(Hash),
    /// OAEP with another hash inside MGF1 than this.
    MgfHashBut(Hash),
    /// OAEP with two hashes that differ.
    TwoHashes,
    /// Labels other than the empty one.
    OaepLabel,
    /// A kind of key.
    Key(TzpkKind),
    /// A format of PIN blocks.
    Format(Format),
    /// Fill given by the request.
    GivenFill,
    /// Fill drawn by the client.
    FreeFill,
    /// No single answer shows it for certain; this check does.
    Check(Check),
}

/// A check over many answers, or over what is not an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// Cases that must be refused alike.
    ErrorGroups,
    /// Fill that the client draws.
    Randomness,
    /// Key pairs that the client makes.
    KeyPairs,
    /// Secrets on every channel but the answer's own fields.
    Secrets,
    /// Sessions with two PINs, held against each other.
    Sessions,
}

/// A part of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// RSA-OAEP unwrap.
    A,
    /// RSA key pair and its transport.
    B,
    /// TDES and AES keys.
    C,
    /// ISO 9564-1 formats 0 to 4.
    D,
    /// PIN entry and rules.
    E,
    /// Sessions, what the page tells, and the choice of the plastic.
    F,
    /// Secrets hygiene.
    G,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::A, Self::B, Self::C, Self::D, Self::E, Self::F, Self::G];

    /// The letter that its ids start with.
    pub const fn letter(self) -> char {
        match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
            Self::D => 'D',
            Self::E => 'E',
            Self::F => 'F',
            Self::G => 'G',
        }
    }

    /// What it is about.
    pub const fn title(self) -> &'static str {
        match self {
            Self::A => "RSA-OAEP unwrap",
            Self::B => "RSA key pair and its transport",
            Self::C => "TDES and AES keys",
            Self::D => "ISO 9564-1 formats 0 to 4",
            Self::E => "PIN entry and rules",
            Self::F => "Sessions, page events, choice of the plastic",
            Self::G => "Secrets hygiene",
        }
    }
}

/// A bug that no answer can show, or that no answer can tell from another bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Equivalent {
    /// Id, as a mutant has it.
    pub id: &'static str,
    /// What the client does wrong, as a mutant has it.
    pub title: &'static str,
    /// The id of the mutant that it equals; none when it equals the reference.
    pub equals: Option<&'static str>,
    /// Why.
    pub proof: &'static str,
}

/// Every mutant, section by section.
pub fn mutants() -> impl Iterator<Item = &'static Mutant> + Clone {
    let lists = unwrap::MUTANTS.iter().chain(key_pairs::MUTANTS).copied();
    let sections = [
        keys::MUTANTS,
        blocks::MUTANTS,
        policies::MUTANTS,
        plastics::MUTANTS,
        secrets::MUTANTS,
    ];
    lists.chain(sections).chain(sessions::MUTANTS).flatten()
}

/// Every bug that was thought of and is no mutant, because no answer shows it or tells it from another.
pub fn equivalents() -> impl Iterator<Item = &'static Equivalent> + Clone {
    let sections = [
        equivalent::EQUIVALENT,
        keys::EQUIVALENT,
        blocks::EQUIVALENT,
        policies::EQUIVALENT,
    ];
    sections.into_iter().flatten()
}

/// The mutant with this id.
pub fn find(id: &str) -> Option<&'static Mutant> {
    mutants().find(|mutant| mutant.id == id)
}
