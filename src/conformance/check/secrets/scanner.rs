//! Looks for many secrets at once.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use std::collections::HashMap;

use super::secret::{Secret, Value};
use crate::conformance::forms;

/// Bytes that a form must have to be looked for: shorter ones turn up by chance.
const SHORTEST: usize = 6;
/// Findings that a message names, at most.
const NAMED: usize = 4;

/// Secrets in every form.
pub(super) struct Scanner<'s> {
    secrets: &'s [Secret],
    forms: Vec<(usize, forms::Form)>,
    by_start: HashMap<[u8; SHORTEST], Vec<usize>>,
}

/// What was found: which kind of secret in which form, and the first request that had it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Findings(BTreeMap<(&'static str, &'static str), String>);

impl<'s> Scanner<'s> {
    pub(super) fn new(secrets: &'s [Secret]) -> Self {
        let mut forms = Vec::new();
        let mut known = BTreeSet::new();
        for (index, secret) in secrets.iter().enumerate() {
            if !known.insert(&secret.value) {
                continue;
            }
            let own = match &secret.value {
                Value::Digits(text) => forms::of_digits(text),
                Value::Text(text) => forms::of_text(text),
                Value::Bytes(bytes) => forms::of_bytes(bytes),
            };
            forms.extend(own.into_iter().map(|form| (index, form)));
        }
        let mut by_start: HashMap<[u8; SHORTEST], Vec<usize>> = HashMap::new();
        for (index, (_, (_, bytes))) in forms.iter().enumerate() {
            if let Some(start) = bytes.first_chunk() {
                by_start.entry(*start).or_default().push(index);
            }
        }
        Self {
            secrets,
            forms,
            by_start,
        }
    }

    /// Adds what `text` holds to `findings`.
    pub(super) fn find(&self, text: &[u8], findings: &mut Findings) {
        for place in 0..text.len() {
            let rest = text.get(place..).unwrap_or_default();
            let Some(start) = rest.first_chunk::<SHORTEST>() else {
                return;
            };
            for index in self.by_start.get(start).into_iter().flatten() {
                let Some((secret, (form, bytes))) = self.forms.get(*index) else {
                    continue;
                };
                if rest.starts_with(bytes)
                    && let Some(secret) = self.secrets.get(*secret)
                {
                    let found = findings.0.entry((secret.kind, form));
                    found.or_insert_with(|| secret.place.clone());
                }
            }
        }
    }
}

impl Findings {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was found, without the secrets themselves.
    pub(super) fn text(&self) -> String {
        let named: Vec<String> = self
            .0
            .iter()
            .take(NAMED)
            .map(|((kind, form), place)| format!("{kind} as {form} ({place})"))
            .collect();
        let more = match self.0.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(", and {more} more kinds or forms"),
        };
        format!("{}{more}", named.join(", "))
    }
}
