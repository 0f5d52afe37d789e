//! Which cases a run asks.

use alloc::string::String;

use super::TestCase;
use crate::conformance::client::{AccumulateParams, ExpectedKind, Request};
use crate::conformance::report::Shard;
use crate::device::RsaBits;
use crate::profile::Profile;

/// Which cases a run asks. Without limits, all of them.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// A pattern over full ids; `*` stands for any text.
    pub only: Option<String>,
    /// Only what this profile uses.
    pub profile: Option<Profile>,
    /// Only this part of what is left.
    pub shard: Option<Shard>,
    /// The long cases too.
    pub deep: bool,
}

impl Selection {
    /// Whether `test` is asked.
    pub fn contains(&self, test: &TestCase) -> bool {
        (self.deep || !test.case.deep)
            && self.matches(&test.id)
            && self.fits(&test.prompt.request, test.rsa_bits)
            && self.shard.is_none_or(|shard| shard.takes(&test.family))
    }

    /// Whether the kit makes its own case `id`, `kit_NAME/…`: the pattern, where there is one, matches it, and its check falls to
    /// this part of the run. Checks are not split.
    pub(crate) fn names(&self, id: &str) -> bool {
        let check = id.split('/').next().unwrap_or_default();
        self.matches(id) && self.shard.is_none_or(|shard| shard.takes(check))
    }

    fn matches(&self, id: &str) -> bool {
        self.only.as_ref().is_none_or(|pattern| matches_glob(pattern, id))
    }

    /// Whether the profile, where there is one, has a use for `request`. `rsa_bits` is the size of its RSA key.
    pub(crate) fn fits(&self, request: &Request, rsa_bits: Option<u32>) -> bool {
        self.profile
            .as_ref()
            .is_none_or(|profile| uses(profile, request, rsa_bits))
    }
}

/// Whether `profile` has a use for `request`. What must be refused whatever the profile (an RSA size that nobody uses, a format with a
/// key that it does not go with) belongs to every profile that has one side of it.
fn uses(profile: &Profile, request: &Request, rsa_bits: Option<u32>) -> bool {
    let bits = u32::from(profile.rsa_bits);
    let (format, kind) = (profile.pin_block.format, profile.tzpk.kind);
    match request {
        Request::TzpkUnwrap { scheme, expect, .. } => {
            scheme.hash == profile.oaep.hash
                && scheme.mgf_hash == profile.oaep.mgf_hash
                && rsa_bits.is_none_or(|own| own == bits)
                && match expect {
                    ExpectedKind::Only(expected) => *expected == kind,
                    // Where the kind is left open, the padding is what is tested.
                    ExpectedKind::Any => true,
                }
        }
        Request::TzpkCheckValue { kind: own, .. } => *own == kind,
        Request::PinBlockEncode { format: own, .. } | Request::PinBlockDecode { format: own, .. } => *own == format,
        Request::PinBlockEncrypt {
            format: own, kind: key, ..
        }
        | Request::PinBlockDecrypt {
            format: own, kind: key, ..
        } => {
            let forbidden = own.check_key(*key).is_err();
            (*own == format && *key == kind) || (forbidden && (*own == format || *key == kind))
        }
        Request::KeyGenerate { bits: own } => *own == bits || RsaBits::from_bits(*own).is_none(),
        Request::PinCheck { policy, .. } => *policy == profile.pin_policy,
        Request::Accumulate { params, .. } => match params {
            AccumulateParams::PinCheck { policy } => *policy == profile.pin_policy,
            AccumulateParams::Encode { format: own } => *own == format,
            AccumulateParams::Encrypt {
                format: own, kind: key, ..
            } => *own == format && *key == kind,
        },
        Request::PublicKeyCheck { .. } | Request::PlasticChoose { .. } => true,
        Request::SessionOpen { profile: own, .. } => *own == profile.name,
        Request::SessionInput { .. } => false,
        Request::Hello { .. } | Request::Echo { .. } | Request::Probe | Request::UnknownRule { .. } | Request::Stop => {
            false
        }
    }
}

/// Whether `text` matches `pattern`, in which `*` stands for any text, also none and also `/`.
pub fn matches_glob(pattern: &str, text: &str) -> bool {
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
