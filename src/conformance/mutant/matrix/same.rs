//! Mutants with one column: no case tells them apart, and here is why.

/// Ids, and the reason. A pair that a case does tell apart must not stand here.
pub(crate) const RECORDED: &[(&[&str], &str)] = &[
    (
        &["G10", "G20", "G20-start"],
        "each writes what depends on the PIN and has no PIN in it: two PINs of one length show that, and the check says that the \
         texts differ, never how, because the difference is a part of the PIN",
    ),
    (
        &["F06-session", "F23"],
        "each lets the moment pass at which the session is over, and a script ends at the first step that is wrong: what a \
         client does later in a session that should be over is not asked",
    ),
];
