//! Canaries under a policy.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::draw::{pan, pin};
use super::{Wish, entries, wish};
use crate::conformance::client::{Facts, Request};
use crate::pin::policy::PinPolicy;

/// One PIN for each class of refusal, under a policy that refuses it; with a profile, its own policy.
pub(super) fn wishes(profile: Option<&PinPolicy>, rng: &mut dyn CryptoRng) -> Vec<Wish> {
    let open = profile.cloned().unwrap_or_else(PinPolicy::iso);
    let ask = |what, policy: &PinPolicy, pin: String, repeat: Option<String>, facts: Option<Facts>| {
        let policy = if profile.is_some() {
            open.clone()
        } else {
            policy.clone()
        };
        wish(
            Request::PinCheck {
                policy,
                pin,
                repeat,
                facts,
            },
            what,
        )
    };
    let mut refused = pin(rng);
    let row = "345";
    refused.replace_range(9.., row);
    let mut repeated = pin(rng);
    repeated.replace_range(9.., "777");
    let denied = pin(rng);
    let (old, with_pan) = (pin(rng), pan(rng));
    let tail = with_pan.get(4..).unwrap_or_default().to_string();
    let facts = |pan: Option<&str>, old_pin: Option<&str>| {
        Some(Facts {
            pan: pan.map(str::to_owned),
            old_pin: old_pin.map(str::to_owned),
            ..Facts::default()
        })
    };
    let rule = |change: fn(&mut PinPolicy)| {
        let mut policy = PinPolicy::iso();
        change(&mut policy);
        policy
    };
    let deny = PinPolicy {
        deny: [denied.clone()].into(),
        ..PinPolicy::iso()
    };
    let mut wishes = Vec::from([
        ask(
            "a run in the PIN",
            &rule(|policy| policy.ascending_run = Some(3)),
            refused,
            None,
            None,
        ),
        ask(
            "a digit too often in the PIN",
            &rule(|policy| policy.max_in_a_row = Some(2)),
            repeated,
            None,
            None,
        ),
        ask("a PIN on the deny list", &deny, denied, None, None),
        ask(
            "the old PIN",
            &rule(|policy| policy.old_pin = true),
            old.clone(),
            None,
            facts(None, Some(&old)),
        ),
        ask(
            "the end of the PAN",
            &rule(|policy| policy.pan_tail = true),
            tail,
            None,
            facts(Some(&with_pan), None),
        ),
        ask("another repeat entry", &open, pin(rng), Some(pin(rng)), None),
        ask(
            "a PIN for a policy of 4 to 6 digits",
            &rule(|policy| policy.max = 6),
            pin(rng),
            None,
            None,
        ),
    ]);
    for (pin, pan, what) in entries(rng).into_iter().take(3) {
        wishes.push(ask(what, &open, pin.clone(), Some(pin), facts(Some(&pan), None)));
    }
    wishes
}
