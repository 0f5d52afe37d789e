//! Which cases a run asks.

use alloc::string::String;

use super::TestCase;
use crate::conformance::client::{ExpectedKind, Request};
use crate::profile::Profile;

/// Which cases a run asks. Without limits, all of them.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// A pattern over full ids; `*` stands for any text.
    pub only: Option<String>,
    /// Only what this profile uses.
    pub profile: Option<Profile>,
}

impl Selection {
    /// Whether `test` is asked.
    pub fn contains(&self, test: &TestCase) -> bool {
        self.only.as_ref().is_none_or(|pattern| matches_glob(pattern, &test.id))
            && self.profile.as_ref().is_none_or(|profile| uses(profile, test))
    }
}

/// Whether `profile` has a use for `test`. Faults of parameters (a forbidden key, a forbidden format) count with the
/// parameter set that they belong to.
fn uses(profile: &Profile, test: &TestCase) -> bool {
    let bits = u32::from(profile.rsa_bits);
    match &test.prompt.request {
        Request::TzpkUnwrap { scheme, expect, .. } => {
            scheme.hash == profile.oaep.hash
                && scheme.mgf_hash == profile.oaep.mgf_hash
                && test.rsa_bits.is_none_or(|own| own == bits)
                && match expect {
                    ExpectedKind::Only(kind) => *kind == profile.tzpk.kind,
                    ExpectedKind::Any => false,
                }
        }
        Request::TzpkCheckValue { kind, .. } => *kind == profile.tzpk.kind,
        Request::PinBlockEncode { format, .. } | Request::PinBlockDecode { format, .. } => {
            *format == profile.pin_block.format
        }
        Request::PinBlockEncrypt { format, kind, .. } | Request::PinBlockDecrypt { format, kind, .. } => {
            *format == profile.pin_block.format && *kind == profile.tzpk.kind
        }
        Request::KeyGenerate { bits: own } => *own == bits,
        Request::PinCheck { policy, .. } => *policy == profile.pin_policy,
        Request::Accumulate { params, .. } => params.policy == profile.pin_policy,
        Request::PublicKeyCheck { .. } => true,
        Request::Hello { .. } | Request::Echo { .. } | Request::Probe | Request::Stop => false,
    }
}

/// Matches `text` against `pattern`, in which `*` stands for any text, also none and also `/`.
fn matches_glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        if let Some(previous) = last.replace(part) {
            let Some((_, after)) = rest.split_once::<&str>(previous) else {
                return false;
            };
            rest = after;
        }
    }
    match last {
        Some(end) => rest.ends_with(end),
        None => rest.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::matches_glob;

    #[test]
    fn globs() {
        for (pattern, text, expected) in [
            ("a/b", "a/b", true),
            ("a/b", "a/bc", false),
            ("*", "", true),
            ("a*", "a/b", true),
            ("*b", "a/b", true),
            ("*/b*", "a/bc", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(matches_glob(pattern, text), expected, "{pattern} on {text}");
        }
    }
}
