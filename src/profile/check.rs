//! What single fields cannot say: which values go together.

use super::{Binding, Profile, ProfileError};
use crate::pin_block::Format;
use crate::tzpk::Parity;

/// A day. Anything longer is a unit gone wrong.
const MAX_LIFETIME_MS: u64 = 86_400_000;
const MAX_NAME_LEN: usize = 64;
const PLASTIC_ID: &str = "{plasticId}";

type Check = Result<(), ProfileError>;

fn refuse(field: &str, problem: &str) -> Check {
    Err(ProfileError::new(field, problem))
}

impl Profile {
    /// Whether the fields are in range and go together. Loading asks this; after a change by hand it is the caller's turn.
    ///
    /// # Errors
    ///
    /// The first field that does not fit, with what it could be.
    pub fn check(&self) -> Result<(), ProfileError> {
        self.check_name()?;
        if self.attempts == 0 {
            return refuse("attempts", "must be 1 to 255");
        }
        self.check_tzpk()?;
        self.check_pin_block()?;
        self.pin_policy.check().map_err(|error| {
            let field = alloc::format!("pin_policy.{}", error.field());
            ProfileError::new(field, alloc::format!("{error}"))
        })?;
        self.check_lifetimes()?;
        self.check_paths()
    }

    fn check_name(&self) -> Check {
        let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if (1..=MAX_NAME_LEN).contains(&self.name.len()) && self.name.bytes().all(allowed) {
            Ok(())
        } else {
            refuse("name", "must be 1 to 64 of a-z, 0-9 and -")
        }
    }

    fn check_tzpk(&self) -> Check {
        if self.tzpk.kind.is_aes() && self.tzpk.rules.parity == Parity::Require {
            return refuse("tzpk.rules.parity", "AES keys have no parity bits; must be `ignore`");
        }
        Ok(())
    }

    fn check_pin_block(&self) -> Check {
        let aes = self.tzpk.kind.is_aes();
        match self.pin_block.format {
            Format::Iso2 => {
                return refuse(
                    "pin_block.format",
                    "`iso2` is for the card itself; must be `iso0`, `iso1`, `iso3` or `iso4`",
                );
            }
            Format::Iso0 | Format::Iso1 | Format::Iso3 if aes => {
                return refuse("pin_block.format", "must be `iso4` with an AES key");
            }
            Format::Iso4 if !aes => {
                return refuse(
                    "pin_block.format",
                    "`iso4` needs an AES key; must be `iso0`, `iso1` or `iso3` with a TDES key",
                );
            }
            _ => {}
        }
        let (allowed, problem): (&[Binding], _) = match self.pin_block.format {
            Format::Iso4 => (&[Binding::Pan, Binding::Token], "must be `pan` or `token` with `iso4`"),
            Format::Iso0 | Format::Iso3 => (&[Binding::Pan], "must be `pan` with `iso0` and `iso3`"),
            _ => (&[Binding::None], "must be `none` with `iso1`"),
        };
        if allowed.contains(&self.pin_block.binding) {
            Ok(())
        } else {
            refuse("pin_block.binding", problem)
        }
    }

    fn check_lifetimes(&self) -> Check {
        let lifetimes = [
            ("lifetimes.token_ms", self.lifetimes.token_ms),
            ("lifetimes.session_ms", self.lifetimes.session_ms),
        ];
        for (field, lifetime) in lifetimes {
            if !(1..=MAX_LIFETIME_MS).contains(&lifetime) {
                return refuse(field, "must be 1 to 86400000 milliseconds");
            }
        }
        Ok(())
    }

    fn check_paths(&self) -> Check {
        let paths = [
            ("paths.control", &self.paths.control),
            ("paths.tzpk", &self.paths.tzpk),
            ("paths.set", &self.paths.set),
            ("paths.view", &self.paths.view),
        ];
        for (i, (field, path)) in paths.into_iter().enumerate() {
            // The placeholder stands for a plain segment, so what is left has to be a plain path.
            let placeholders = path.matches(PLASTIC_ID).count();
            let plain = path.replace(PLASTIC_ID, "0");
            match (i, placeholders) {
                (0, 1) | (1.., 0) => {}
                (0, _) => return refuse(field, "must hold `{plasticId}` once"),
                _ => return refuse(field, "must not hold `{plasticId}`"),
            }
            if !is_plain_path(&plain) {
                return refuse(
                    field,
                    "must be an absolute path of letters, digits and - . _ ~ between single slashes, without host, query or dots alone",
                );
            }
            if paths.iter().take(i).any(|(_, earlier)| *earlier == path) {
                return refuse(field, "must differ from the other paths");
            }
        }
        Ok(())
    }
}

/// `/` and unreserved characters (RFC 3986, section 2.3) in segments that are neither empty nor dots alone.
fn is_plain_path(path: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    path.strip_prefix('/').is_some_and(|rest| {
        rest.split('/')
            .all(|segment| !matches!(segment, "" | "." | "..") && segment.bytes().all(unreserved))
    })
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};

    use super::*;
    use crate::device::RsaBits;
    use crate::pin_block::Format;
    use crate::tzpk::TzpkKind;

    fn refused(change: impl FnOnce(&mut Profile)) -> String {
        let mut profile = Profile::enfuce_v3();
        change(&mut profile);
        let error = profile.check().unwrap_err();
        assert!(!error.problem().is_empty());
        error.field().to_string()
    }

    #[test]
    fn every_combination_of_key_format_and_binding() {
        let formats = [Format::Iso0, Format::Iso1, Format::Iso2, Format::Iso3, Format::Iso4];
        let bindings = [Binding::None, Binding::Pan, Binding::Token];
        let mut sound = alloc::vec::Vec::new();
        for kind in TzpkKind::ALL {
            for format in formats {
                for binding in bindings {
                    let mut profile = Profile::enfuce_v3();
                    profile.tzpk.kind = kind;
                    profile.pin_block.format = format;
                    profile.pin_block.binding = binding;
                    match profile.check() {
                        Ok(()) => sound.push((kind, format, binding)),
                        Err(error) => assert!(error.field().starts_with("pin_block.")),
                    }
                }
            }
        }
        let mut expected = alloc::vec::Vec::new();
        for kind in [TzpkKind::Tdes2, TzpkKind::Tdes3] {
            expected.push((kind, Format::Iso0, Binding::Pan));
            expected.push((kind, Format::Iso1, Binding::None));
            expected.push((kind, Format::Iso3, Binding::Pan));
        }
        for kind in [TzpkKind::Aes128, TzpkKind::Aes192, TzpkKind::Aes256] {
            expected.push((kind, Format::Iso4, Binding::Pan));
            expected.push((kind, Format::Iso4, Binding::Token));
        }
        assert_eq!(sound, expected);
    }

    #[test]
    fn key_fault_is_the_format_and_binding_fault_is_the_binding() {
        assert_eq!(refused(|p| p.tzpk.kind = TzpkKind::Aes128), "pin_block.format");
        assert_eq!(refused(|p| p.pin_block.binding = Binding::Pan), "pin_block.binding");
        assert_eq!(refused(|p| p.pin_block.format = Format::Iso2), "pin_block.format");
    }

    #[test]
    fn parity_is_for_tdes() {
        let mut profile = Profile::enfuce_v3();
        profile.tzpk.rules.parity = Parity::Require;
        assert_eq!(profile.check(), Ok(()));

        let mut profile = Profile::aes_iso4();
        profile.tzpk.rules.parity = Parity::Require;
        assert_eq!(profile.check().unwrap_err().field(), "tzpk.rules.parity");
    }

    #[test]
    fn any_rsa_length_with_any_key() {
        for bits in RsaBits::ALL {
            let mut profile = Profile::aes_iso4();
            profile.rsa_bits = bits;
            assert_eq!(profile.check(), Ok(()));
        }
    }

    #[test]
    fn ranges() {
        for name in ["", "Enfuce", "a b", "a_b", "é", &"a".repeat(65)] {
            assert_eq!(refused(|p| p.name = name.to_string()), "name");
        }
        assert_eq!(refused(|p| p.attempts = 0), "attempts");
        for lifetime in [0, 86_400_001, u64::MAX] {
            assert_eq!(refused(|p| p.lifetimes.token_ms = lifetime), "lifetimes.token_ms");
            assert_eq!(refused(|p| p.lifetimes.session_ms = lifetime), "lifetimes.session_ms");
        }
        assert_eq!(refused(|p| p.pin_policy.min = 3), "pin_policy.min");
        assert_eq!(refused(|p| p.pin_policy.wrap = true), "pin_policy.wrap");
    }

    #[test]
    fn paths() {
        for path in [
            "",
            "/",
            "pin",
            "//pin",
            "/pin/",
            "/pin//set",
            "/../pin",
            "/pin/./set",
            "/pin?x=1",
            "/pin#x",
            "/pin set",
            "/pin\n",
            "/p%69n",
            "/{id}",
            "/{plasticId}",
            "http://host/pin",
            "/pín",
        ] {
            assert_eq!(refused(|p| p.paths.set = path.to_string()), "paths.set", "{path:?}");
        }
        for path in ["/plastic", "/{plasticId}/{plasticId}", "{plasticId}"] {
            assert_eq!(
                refused(|p| p.paths.control = path.to_string()),
                "paths.control",
                "{path:?}"
            );
        }
        assert_eq!(refused(|p| p.paths.view = p.paths.set.clone()), "paths.view");
    }
}
