//! Mutants that end a run with `--strict` only: nothing that they fail is a must, and here is why.

/// Ids, and the reason. A mutant that fails a must must not stand here.
pub(crate) const RECORDED: &[(&str, &str)] = &[
    (
        "C11-aes",
        "no standard names weak keys of AES: a key of equal bytes was made badly, and the client may trust who made it",
    ),
    (
        "F54-waiting",
        "a number that is null or text, in a plastic that is not the one to choose, is outside the issuer's description: a client may \
         look past it",
    ),
    (
        "F21-sample",
        "a published key was not drawn, and the client may trust who wrapped it; an issuer's sandbox may hand it out",
    ),
];
