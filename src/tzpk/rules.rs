//! What makes a key acceptable, as data.

/// What the lowest bit of each byte of a DES key means.
///
/// Under either rule the bits are kept as they came: nothing here rewrites a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "lowercase")
)]
pub enum Parity {
    /// Nothing. DES itself does not read the bit.
    #[default]
    Ignore,
    /// Each byte has odd parity; a key with a byte of even parity is refused.
    Require,
}

/// What happens to a weak key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "lowercase")
)]
pub enum WeakKeys {
    /// It is refused.
    ///
    /// TDES: a component that is one of the 4 weak or 12 semi-weak DES keys, or equal neighbours (K1 = K2 or K2 =
    /// K3), which leave single DES; all modulo parity. K1 = K3 in 24 bytes is keying option 2 and stands. AES: all
    /// bytes equal, as a key that was never filled in.
    #[default]
    Refuse,
    /// It is used.
    Allow,
}

/// What makes a key of the right length acceptable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "lowercase", default, deny_unknown_fields)
)]
pub struct KeyRules {
    /// Parity bits of a TDES key.
    pub parity: Parity,
    /// Weak, semi-weak and degenerate keys.
    pub weak: WeakKeys,
}

#[cfg(all(test, feature = "serde"))]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    #[test]
    fn serde_uses_the_wire_names_and_knows_no_other_field() {
        let rules = KeyRules {
            parity: Parity::Require,
            weak: WeakKeys::Allow,
        };
        let text = r#"{"parity":"require","weak":"allow"}"#;
        assert_eq!(serde_json::to_string(&rules).unwrap(), text);
        assert_eq!(serde_json::from_str::<KeyRules>(text).unwrap(), rules);
        let default = r#"{"parity":"ignore","weak":"refuse"}"#;
        assert_eq!(serde_json::to_string(&KeyRules::default()).unwrap(), default);
        assert_eq!(serde_json::from_str::<KeyRules>("{}").unwrap(), KeyRules::default());
        assert!(serde_json::from_str::<KeyRules>(r#"{"parities":"require"}"#).is_err());
    }
}
