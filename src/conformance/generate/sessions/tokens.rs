//! A token is for one session, however that ended and whatever came between.

use super::Sessions;
use super::scene::{PIN, another, status};
use crate::conformance::client::Flow;
use crate::conformance::vector::Opening;

pub(super) fn add(file: &mut Sessions) {
    let opened = file.scene().open();
    let open = || opened.clone();
    let again = Opening::default;
    let to_view = || Opening {
        flow: Some(Flow::ViewPin),
        ..again()
    };
    let scenes = [
        (
            "token-again-while-it-lives",
            "A second session with the token of one that lives",
            open().on("b").open_ends(again()).on("a").key().submit(PIN).set(),
        ),
        (
            "token-again-after-another",
            "A token comes again after that of another session",
            open()
                .on("b")
                .open_with(another("b"))
                .on("c")
                .open_ends(again())
                .on("a")
                .key()
                .submit(PIN)
                .set(),
        ),
        (
            "token-again-after-success",
            "A second session with a token that was used",
            open().key().submit(PIN).set().on("b").open_ends(again()),
        ),
        (
            "token-again-to-view",
            "A token that set a PIN does not show one",
            open()
                .key()
                .submit(PIN)
                .set()
                .with_flow(Flow::ViewPin)
                .on("b")
                .open_ends(to_view()),
        ),
        (
            "token-again-after-failure",
            "The flow starts again with a new token, not with the old one",
            open().lost().on("b").open_ends(again()),
        ),
        (
            "token-again-after-giving-up",
            "Whoever gave up needs a new token",
            open().cancelled().on("b").open_ends(again()),
        ),
        (
            "token-again-after-the-session",
            "The session's life is over, and so is its token's, whatever the clock says then",
            open().clock_ends(300_000).on("b").open_ends(again()),
        ),
        (
            "token-again-after-an-error",
            "The issuer answers with an error: the token was used",
            open().reply_ends(status(401)).on("b").open_ends(again()),
        ),
    ];
    file.all(
        "boundary:a token that was used",
        &["guide-4", "api-set-pin-error"],
        &scenes,
        false,
    );
}
