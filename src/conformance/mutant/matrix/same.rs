//! Mutants with one column: no case tells them apart, and here is why.

/// Ids, and the reason. A pair that a case does tell apart must not stand here.
pub(crate) const RECORDED: &[(&[&str], &str)] = &[];
