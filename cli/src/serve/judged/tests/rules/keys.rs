//! Public keys.

use super::{Case, case, good, refused_on_purpose};
use crate::serve::judged::tests::{Scope, base64, public_key, spki, spki_der};

pub(super) const CASES: &[Case] = &[
    case(
        "key-form",
        |run| {
            let der = spki_der(256, 1, &[1, 0, 1]);
            let trailing = [der.as_slice(), &[0]].concat();
            run.send(run.page())
                .send(run.key(&base64(&trailing)).problem(400, "public_key"));
        },
        good,
    ),
    case(
        "key-length",
        |run| {
            run.send(run.page())
                .send(run.key(&spki(128, 1, &[1, 0, 1])).problem(400, "public_key"));
        },
        good,
    ),
    case(
        "key-exponent",
        |run| {
            run.send(run.page())
                .send(run.key(&spki(256, 1, &[3])).problem(400, "public_key"));
        },
        good,
    ),
    case(
        "key-once",
        |run| {
            run.good(&public_key(1)).issue(Scope::SetPin);
            run.good(&public_key(1));
        },
        |run| {
            run.good(&public_key(1)).issue(Scope::SetPin);
            run.good(&public_key(2));
        },
    ),
    case(
        "new-key-after-refusal",
        |run| {
            refused_on_purpose(run);
            run.send(run.key(&public_key(1)));
        },
        |run| {
            refused_on_purpose(run);
            run.send(run.key(&public_key(2))).send(run.pin());
        },
    ),
];
