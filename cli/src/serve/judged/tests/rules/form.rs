//! The form of requests, and what else they carry.

use super::{Case, case, good};
use crate::serve::judged::tests::public_key;

pub(super) const CASES: &[Case] = &[
    case(
        "id-in-the-body",
        |run| {
            let id = run.id();
            run.send(run.page()).send(run.key(&public_key(1)));
            run.send(
                run.pin()
                    .header("x-page", &format!("https://app.example/pin?id={id}&step=2")),
            );
        },
        good,
    ),
    case(
        "page-by-form",
        |run| {
            let text = format!(r#"{{"controlId":"{}"}}"#, run.id());
            run.send(
                run.page()
                    .json(&text)
                    .header("content-type", "application/json")
                    .problem(400, "message"),
            );
        },
        good,
    ),
    case(
        "json",
        |run| {
            run.send(run.page());
            run.send(
                run.key(&public_key(1))
                    .header("content-type", "text/plain")
                    .problem(400, "message"),
            );
        },
        |run| {
            run.send(run.page());
            run.send(
                run.key(&public_key(1))
                    .header("content-type", "application/json; charset=UTF-8"),
            );
        },
    ),
    case(
        "well-formed",
        |run| {
            let text = format!(r#"{{"controlId":"{}","publicKey":["{}"]}}"#, run.id(), public_key(1));
            run.send(run.page())
                .send(run.key("").json(&text).problem(400, "message"));
        },
        good,
    ),
    case(
        "no-more-fields",
        |run| {
            let text = format!(
                r#"{{"controlId":"{}","publicKey":"{}","deviceId":"x"}}"#,
                run.id(),
                public_key(1)
            );
            run.send(run.page()).send(run.key("").json(&text));
        },
        good,
    ),
    case(
        "no-more-query",
        |run| {
            run.send(run.page()).send(run.key(&public_key(1)).query("trace", "17"));
        },
        |run| {
            run.send(run.page())
                .send(run.key(&public_key(1)).query("auditUser", "app"));
        },
    ),
    case(
        "right-operation",
        |run| {
            run.send(run.page())
                .send(run.show(&public_key(1)).problem(403, "token_invalid"));
        },
        good,
    ),
    case(
        "block-opens",
        |run| {
            run.send(run.page()).send(run.key(&public_key(1)));
            run.send(run.pin().problem(400, "pin_block"));
        },
        good,
    ),
    case(
        "no-credentials",
        |run| {
            run.send(run.page())
                .send(run.key(&public_key(1)).header("authorization", "Basic YTpi"));
        },
        good,
    ),
    case(
        "no-cookies",
        |run| {
            run.send(run.page())
                .send(run.key(&public_key(1)).header("cookie", "session=1"));
        },
        good,
    ),
    case(
        "no-referer",
        |run| {
            run.send(run.page())
                .send(run.key(&public_key(1)).header("referer", "https://app.example/"));
        },
        |run| {
            // The window is opened by a page of the app, which is the app's business.
            run.send(run.page().header("referer", "https://app.example/"))
                .send(run.key(&public_key(1)));
        },
    ),
    case(
        "nothing-kept",
        |run| {
            run.send(run.page())
                .send(run.key(&public_key(1)).header("if-none-match", "\"x\""));
        },
        |run| {
            // What fetch sends with `cache: "no-store"`.
            run.send(run.page())
                .send(run.key(&public_key(1)).header("cache-control", "no-cache"));
        },
    ),
];
