//! What follows what.

use super::{Case, case, good, refused_on_purpose};
use crate::serve::judged::tests::{Scope, public_key};

pub(super) const CASES: &[Case] = &[
    case(
        "token-once",
        |run| {
            run.send(run.page()).send(run.page().problem(403, "token_invalid"));
        },
        good,
    ),
    case(
        "key-before-pin",
        |run| {
            run.send(run.page()).send(run.pin().problem(409, "no_key"));
        },
        good,
    ),
    case(
        "one-exchange-a-pin",
        |run| {
            run.send(run.page())
                .send(run.key(&public_key(1)))
                .send(run.key(&public_key(2)));
        },
        |run| {
            refused_on_purpose(run);
            run.send(run.key(&public_key(2))).send(run.pin());
        },
    ),
    case(
        "one-pin-a-tzpk",
        |run| {
            good(run);
            run.send(run.pin().problem(403, "token_invalid"));
        },
        |run| {
            refused_on_purpose(run);
            run.send(run.key(&public_key(2))).send(run.pin());
        },
    ),
    case(
        "policy-before-sending",
        |run| {
            run.send(run.page()).send(run.key(&public_key(1)));
            run.send(run.pin().problem(422, "pin_not_accepted"));
        },
        good,
    ),
    case(
        "attempts",
        |run| {
            refused_on_purpose(run);
            for number in 2..=3 {
                run.send(run.key(&public_key(number)));
                run.send(run.pin().problem(422, "pin_not_accepted").fault("pin-refused", false));
            }
            run.send(run.key(&public_key(4)).problem(403, "attempts_used"));
        },
        |run| {
            refused_on_purpose(run);
            run.send(run.key(&public_key(2)));
            run.send(run.pin().problem(422, "pin_not_accepted").fault("pin-refused", false));
            run.send(run.key(&public_key(3))).send(run.pin());
        },
    ),
    case(
        "nothing-after-success",
        |run| {
            good(run);
            run.send(run.key(&public_key(2)).problem(403, "token_invalid"));
        },
        good,
    ),
    case(
        "new-token-after-error",
        |run| {
            run.send(run.page())
                .send(run.key(&public_key(1)).problem(503, "unavailable"));
            run.send(run.key(&public_key(2)));
        },
        |run| {
            run.send(run.page())
                .send(run.key(&public_key(1)).problem(503, "unavailable"));
            run.issue(Scope::SetPin);
            run.good(&public_key(2));
        },
    ),
    case(
        "ends-on-a-bad-answer",
        |run| {
            run.send(run.page())
                .send(run.key(&public_key(1)).fault("truncated", true));
            run.send(run.pin());
        },
        |run| {
            run.send(run.page())
                .send(run.key(&public_key(1)).fault("truncated", true));
        },
    ),
];
