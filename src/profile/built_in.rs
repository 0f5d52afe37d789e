//! The profiles that come with the crate.

use alloc::string::String;

use super::{Binding, Encoding, Encodings, Lifetimes, Paths, PinBlockSpec, Profile, TzpkSpec};
use crate::device::{Hash, OaepScheme, RsaBits};
use crate::pin::policy::PinPolicy;
use crate::pin_block::Format;
use crate::tzpk::{KeyRules, TzpkKind};

const ENFUCE_V3: &str = "enfuce-v3";
const AES_ISO4: &str = "aes-iso4";

impl Profile {
    /// The names that [`Profile::built_in`] knows. The first one is the default of the tools.
    pub const BUILT_IN: [&'static str; 2] = [ENFUCE_V3, AES_ISO4];

    /// Enfuce's PIN API, version 3, as far as it is public: RSA-2048, OAEP with SHA-256 twice and no label, 2-key TDES,
    /// format 1, base64.
    ///
    /// Not published, and chosen here: the PIN policy (`iso`), the session lifetime (5 minutes), the attempts (3), and
    /// base64 for the PIN block of the view answer.
    pub fn enfuce_v3() -> Self {
        Self {
            name: String::from(ENFUCE_V3),
            rsa_bits: RsaBits::B2048,
            attempts: 3,
            oaep: OaepScheme::new(Hash::Sha256),
            tzpk: TzpkSpec {
                kind: TzpkKind::Tdes2,
                rules: KeyRules::default(),
            },
            pin_block: PinBlockSpec {
                format: Format::Iso1,
                binding: Binding::None,
            },
            encoding: Encodings {
                public_key: Encoding::Base64,
                tzpk: Encoding::Base64,
                pin_block: Encoding::Base64,
            },
            pin_policy: PinPolicy::iso(),
            lifetimes: Lifetimes {
                token_ms: 30_000,
                session_ms: 300_000,
            },
            paths: Paths {
                control: String::from("/pincontrol/v2/plastic/{plasticId}"),
                tzpk: String::from("/pin/v3/set/tzpk"),
                set: String::from("/pin/v3/set"),
                view: String::from("/pin/v3/view"),
            },
        }
    }

    /// The same flow with AES: RSA-3072, so that the wrapping key is not weaker than the AES-128 key inside, and format 4
    /// over the PAN. For a token in its place, set `pin_block.binding` to [`Binding::Token`].
    pub fn aes_iso4() -> Self {
        Self {
            name: String::from(AES_ISO4),
            rsa_bits: RsaBits::B3072,
            tzpk: TzpkSpec {
                kind: TzpkKind::Aes128,
                rules: KeyRules::default(),
            },
            pin_block: PinBlockSpec {
                format: Format::Iso4,
                binding: Binding::Pan,
            },
            ..Self::enfuce_v3()
        }
    }

    /// The built-in profile with that name, one of [`Profile::BUILT_IN`].
    pub fn built_in(name: &str) -> Option<Self> {
        match name {
            ENFUCE_V3 => Some(Self::enfuce_v3()),
            AES_ISO4 => Some(Self::aes_iso4()),
            _ => None,
        }
    }
}

/// The file of a built-in profile, with comments: the template for one's own.
pub fn built_in_toml(name: &str) -> Option<&'static str> {
    match name {
        ENFUCE_V3 => Some(include_str!("enfuce-v3.toml")),
        AES_ISO4 => Some(include_str!("aes-iso4.toml")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_sound_and_have_their_name() {
        for name in Profile::BUILT_IN {
            let profile = Profile::built_in(name).unwrap();
            assert_eq!(profile.name, name);
            assert_eq!(profile.check(), Ok(()));
            assert!(built_in_toml(name).is_some());
        }
    }

    #[test]
    fn no_other_name() {
        for name in ["", "enfuce-v2", "Enfuce-v3", "enfuce-v3 "] {
            assert_eq!(Profile::built_in(name), None);
            assert_eq!(built_in_toml(name), None);
        }
    }
}
