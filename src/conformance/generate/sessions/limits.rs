//! Giving up and the two limits of time, wherever the page stands: they belong to the session, not to a bridge or a profile.

use alloc::format;

use super::scene::{PIN, Scene, at, right, submitting};
use super::{Sessions, Told};
use crate::conformance::client::{BridgeName, StateName};

/// Adds a case of each on each of `bridges`; `unopened` has the card where there is one.
pub(super) fn add(file: &mut Sessions, unopened: &Scene, bridges: &[BridgeName]) {
    let opened = || unopened.clone().open();
    let pin = || submitting(PIN, None);
    let scenes = [
        (
            "given-up",
            "Given up while the PIN is under way: success is not told",
            opened()
                .key()
                .submit(PIN)
                .cancelled()
                .too_late(right(), StateName::Failed),
        ),
        (
            "opened-at-30-s",
            "A token of 30 s does not open",
            unopened
                .clone()
                .open_ends(at(30_000))
                .too_late(pin(), StateName::Failed),
        ),
        (
            "over-before-the-pin",
            "The session's life ends before the PIN is submitted: nothing is sent",
            opened().key().clock_ends(300_000).too_late(pin(), StateName::Failed),
        ),
    ];
    for bridge in bridges {
        for (id, comment, scene) in &scenes {
            let told = Told {
                id: format!("{id}-on-{}", bridge.name()),
                comment,
                requirement: &["guide-4-deadline", "api-set-pin-error"],
                reason: &format!("cell:{id}, {}, {}", file.profile, bridge.name()),
            };
            file.beside_on(&told, *bridge, scene.clone());
        }
    }
}
