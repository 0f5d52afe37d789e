//! What anybody may read and what is another text for each secret: encrypted blocks, wrapped keys, check values.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};

use crate::conformance::client::{Encrypted, Output, Request};
use crate::tzpk::{CheckMethod, KeyRules, Parity, Tzpk, TzpkKind, WeakKeys};

/// Public texts of one run, in hex.
#[derive(Default)]
pub(super) struct Masks(BTreeSet<String>);

impl Masks {
    pub(super) fn request(&mut self, request: &Request) {
        match request {
            Request::PinBlockDecrypt {
                encrypted, kind, key, ..
            } => {
                self.add(encrypted);
                self.check_values(*kind, key);
            }
            Request::PinBlockEncrypt { kind, key, .. } | Request::TzpkCheckValue { kind, key, .. } => {
                self.check_values(*kind, key);
            }
            Request::TzpkUnwrap { wrapped, .. } => self.add(wrapped),
            _ => {}
        }
    }

    /// A client could call anything a block and have it masked, so only blocks of a right length are.
    pub(super) fn output(&mut self, output: &Output) {
        match output {
            Output::Encrypted(Encrypted { encrypted }) if matches!(encrypted.len(), 16 | 32) => self.add(encrypted),
            Output::Unwrapped(unwrapped) => {
                let Some(key) = &unwrapped.tzpk else { return };
                for kind in TzpkKind::ALL {
                    self.check_values(kind, key);
                }
            }
            _ => {}
        }
    }

    /// A check value says which key it is, and nothing of it.
    fn check_values(&mut self, kind: TzpkKind, key: &str) {
        let rules = KeyRules {
            parity: Parity::Ignore,
            weak: WeakKeys::Allow,
        };
        let Ok(key) = Tzpk::new(kind, &hex::decode(key).unwrap_or_default(), &rules) else {
            return;
        };
        for method in CheckMethod::ALL {
            if let Ok(value) = key.check_value(method) {
                self.add(&value.to_string());
            }
        }
    }

    fn add(&mut self, hex: &str) {
        if !hex.is_empty() {
            self.0.insert(hex.to_ascii_lowercase());
        }
    }

    /// `text` without any of them, whole in hex or base64.
    pub(super) fn applied(&self, mut text: String) -> String {
        if text.is_empty() {
            return text;
        }
        // A block that was cut is a part of another.
        let mut known: Vec<&String> = self.0.iter().collect();
        known.sort_by_key(|hex| core::cmp::Reverse(hex.len()));
        for hex in known {
            let base64 = Base64::encode_string(&hex::decode(hex).unwrap_or_default());
            for form in [hex, &hex.to_uppercase(), &base64] {
                if !form.is_empty() && text.contains(form.as_str()) {
                    text = text.replace(form.as_str(), "<public>");
                }
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_value_and_a_block_are_masked_and_the_key_is_not() {
        let key = "0123456789abcdeffedcba9876543210";
        let mut masks = Masks::default();
        masks.request(&Request::TzpkCheckValue {
            kind: TzpkKind::Tdes2,
            key: key.to_string(),
            method: CheckMethod::Tdes,
        });
        masks.output(&Output::Encrypted(Encrypted {
            encrypted: "00112233445566ff".to_string(),
        }));
        let text = alloc::format!("08D7B4 08d7b4 00112233445566ff ABEiM0RVZv8= {key}");
        let masked = alloc::format!("<public> <public> <public> <public> {key}");
        assert_eq!(masks.applied(text), masked);
    }
}
