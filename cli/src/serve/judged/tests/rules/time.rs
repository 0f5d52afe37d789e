//! Tokens and sessions that are too old.

use super::{Case, case, good};
use crate::serve::judged::tests::public_key;

pub(super) const CASES: &[Case] = &[
    case(
        "token-in-time",
        |run| {
            run.later(29_000);
            run.send(run.page().problem(403, "token_invalid"));
        },
        |run| {
            run.later(28_999);
            good(run);
        },
    ),
    case(
        "within-the-session",
        |run| {
            run.send(run.page()).send(run.key(&public_key(1))).later(298_000);
            run.send(run.pin().problem(403, "token_invalid"));
        },
        |run| {
            run.send(run.page()).send(run.key(&public_key(1))).later(297_999);
            run.send(run.pin());
        },
    ),
];
