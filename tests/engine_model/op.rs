//! What can be done, drawn at random.

use pinproof::issuer::engine::{PlasticKind, PlasticStatus};
use pinproof::message::{PinStatus, Scope};
use proptest::prelude::*;

/// One step. Numbers choose among what exists at that moment, counted from the newest.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    Create(PlasticKind, PinStatus),
    AddPlastic(usize, PlasticKind),
    ChangePinStatus(usize, PinStatus),
    ChangePlastic(usize, PlasticStatus),
    Issue(usize, Scope),
    Open(usize),
    Exchange(usize, DeviceKeyOf),
    Set(usize, Sent),
    View(usize, DeviceKeyOf),
    Verify(usize, Guess),
    ResetTries(usize),
    Emboss,
    Tick,
    Sweep,
    Forward(u64),
    Back(u64),
    /// To the next time that a run is due, or a little beside it.
    ToDue(i64),
    Restart,
    /// The next write fails.
    Fault(Fault),
}

/// Which public key comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceKeyOf {
    RightLength,
    WrongLength,
}

/// What a device sends to be set.
#[derive(Clone, Copy, Debug)]
pub enum Sent {
    /// A PIN of the pool.
    Good(usize),
    /// One that the policy refuses.
    Weak,
    /// Under a key that nobody knows.
    Garbage,
    /// Under the last key of any token at all.
    LastKeyOfAny(usize),
}

#[derive(Clone, Copy, Debug)]
pub enum Guess {
    Right,
    Wrong,
    Garbage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing was written.
    Before,
    /// Everything was written, and nobody was told.
    After,
}

#[derive(Clone, Debug)]
pub struct Sequence {
    pub seed: u64,
    pub daily: bool,
    pub ops: Vec<Op>,
}

/// Stories that make sense, spoilt here and there, and steps at random around them: random steps alone hardly ever get to the
/// end of a flow.
pub fn sequences() -> impl Strategy<Value = Sequence> {
    let part = prop_oneof![2 => story(), 1 => proptest::collection::vec(op(), 1..12)];
    let parts = proptest::collection::vec(part, 1..4);
    (any::<u64>(), any::<bool>(), parts).prop_map(|(seed, daily, parts)| Sequence {
        seed,
        daily,
        ops: parts.concat(),
    })
}

fn story() -> impl Strategy<Value = Vec<Op>> {
    let steps = stories();
    let longest = steps.iter().map(Vec::len).max().unwrap();
    // Of each step: left out in one of twelve cases, and followed by something else in one of four.
    let spoilt = proptest::collection::vec((0_u8..12, proptest::option::weighted(0.25, op())), longest);
    (proptest::sample::select(steps), spoilt).prop_map(|(steps, spoilt)| {
        let steps = steps.into_iter().zip(spoilt);
        steps
            .flat_map(|(step, (kept, noise))| Some(step).filter(|_| kept > 0).into_iter().chain(noise))
            .collect()
    })
}

fn stories() -> Vec<Vec<Op>> {
    use DeviceKeyOf::RightLength;
    use Op::{ChangePlastic, Create, Emboss, Exchange, Issue, Open, Set, Tick, Verify, View};
    use Scope::{SetPin, ViewPin};
    let physical = PlasticKind::Physical;
    let active = ChangePlastic(0, PlasticStatus::Active);
    vec![
        // Set, produced, viewed, used.
        vec![
            Create(physical, PinStatus::W),
            Issue(0, SetPin),
            Open(0),
            Exchange(0, RightLength),
            Set(0, Sent::Good(0)),
            Emboss,
            Issue(0, ViewPin),
            Open(0),
            View(0, RightLength),
            active,
            Verify(0, Guess::Right),
        ],
        // Three bad PINs.
        vec![
            Create(physical, PinStatus::W),
            Issue(0, SetPin),
            Open(0),
            Exchange(0, RightLength),
            Set(0, Sent::Weak),
            Exchange(0, RightLength),
            Set(0, Sent::Weak),
            Exchange(0, RightLength),
            Set(0, Sent::Good(1)),
            Emboss,
        ],
        // Random, blocked at the terminal.
        vec![
            Create(physical, PinStatus::D),
            Op::ToDue(0),
            Tick,
            active,
            Verify(0, Guess::Wrong),
            Verify(0, Guess::Wrong),
            Verify(0, Guess::Wrong),
            Verify(0, Guess::Right),
            Op::ResetTries(0),
            Verify(0, Guess::Right),
        ],
        // No page; two tokens and two plastics of one card.
        vec![
            Create(physical, PinStatus::W),
            Op::AddPlastic(0, physical),
            Issue(1, SetPin),
            Issue(0, SetPin),
            Exchange(1, RightLength),
            Exchange(0, RightLength),
            Set(0, Sent::Good(2)),
            Set(1, Sent::Good(3)),
            Emboss,
            Issue(1, ViewPin),
            View(0, RightLength),
            View(0, RightLength),
        ],
        // The last moment of everything.
        vec![
            Create(physical, PinStatus::W),
            Issue(0, SetPin),
            Op::Forward(29_999),
            Open(0),
            Op::Forward(299_999),
            Exchange(0, RightLength),
            Set(0, Sent::Good(4)),
            Emboss,
            Issue(0, ViewPin),
            Op::Forward(30_000),
            Open(0),
            View(0, RightLength),
        ],
    ]
}

fn op() -> impl Strategy<Value = Op> {
    let any = recent;
    prop_oneof![
        4 => (kind(), pin_status()).prop_map(|(kind, status)| Op::Create(kind, status)),
        2 => (any(), kind()).prop_map(|(card, kind)| Op::AddPlastic(card, kind)),
        5 => (any(), pin_status()).prop_map(|(card, status)| Op::ChangePinStatus(card, status)),
        5 => (any(), plastic_status()).prop_map(|(plastic, status)| Op::ChangePlastic(plastic, status)),
        16 => (any(), scope()).prop_map(|(plastic, scope)| Op::Issue(plastic, scope)),
        10 => any().prop_map(Op::Open),
        14 => (any(), device_key()).prop_map(|(token, key)| Op::Exchange(token, key)),
        14 => (any(), sent()).prop_map(|(token, sent)| Op::Set(token, sent)),
        10 => (any(), device_key()).prop_map(|(token, key)| Op::View(token, key)),
        6 => (any(), guess()).prop_map(|(plastic, guess)| Op::Verify(plastic, guess)),
        1 => any().prop_map(Op::ResetTries),
        5 => Just(Op::Emboss),
        3 => Just(Op::Tick),
        1 => Just(Op::Sweep),
        8 => forward().prop_map(Op::Forward),
        1 => proptest::sample::select(vec![1, 1_000, 3_600_000, 259_200_000]).prop_map(Op::Back),
        3 => (-1_i64..=1).prop_map(Op::ToDue),
        3 => Just(Op::Restart),
        14 => proptest::sample::select(vec![Fault::Before, Fault::After]).prop_map(Op::Fault),
    ]
}

/// Mostly the newest.
fn recent() -> impl Strategy<Value = usize> {
    prop_oneof![6 => Just(0_usize), 2 => Just(1), 1 => 2_usize..6]
}

/// Around the limits of 30 s and 300 s.
fn forward() -> impl Strategy<Value = u64> {
    proptest::sample::select(vec![
        1, 15_000, 29_000, 29_999, 30_000, 30_001, 31_000, 270_000, 299_999, 300_000, 300_001, 331_000, 3_600_000,
        86_400_000,
    ])
}

fn kind() -> impl Strategy<Value = PlasticKind> {
    prop_oneof![6 => Just(PlasticKind::Physical), 1 => Just(PlasticKind::Virtual)]
}

fn pin_status() -> impl Strategy<Value = PinStatus> {
    prop_oneof![6 => Just(PinStatus::W), 3 => Just(PinStatus::D), 1 => Just(PinStatus::S)]
}

fn plastic_status() -> impl Strategy<Value = PlasticStatus> {
    prop_oneof![
        6 => Just(PlasticStatus::Active),
        1 => Just(PlasticStatus::Locked),
        1 => Just(PlasticStatus::Closed),
        1 => Just(PlasticStatus::Inactive),
    ]
}

fn scope() -> impl Strategy<Value = Scope> {
    proptest::sample::select(Scope::ALL.to_vec())
}

fn device_key() -> impl Strategy<Value = DeviceKeyOf> {
    prop_oneof![15 => Just(DeviceKeyOf::RightLength), 1 => Just(DeviceKeyOf::WrongLength)]
}

fn sent() -> impl Strategy<Value = Sent> {
    prop_oneof![
        12 => (0_usize..8).prop_map(Sent::Good),
        2 => Just(Sent::Weak),
        4 => Just(Sent::Garbage),
        1 => recent().prop_map(Sent::LastKeyOfAny),
    ]
}

fn guess() -> impl Strategy<Value = Guess> {
    prop_oneof![2 => Just(Guess::Right), 4 => Just(Guess::Wrong), 1 => Just(Guess::Garbage)]
}
