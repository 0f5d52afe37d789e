//! The control id as it goes back to the issuer.

use alloc::format;
use alloc::string::{String, ToString};

/// What becomes of it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Id {
    /// Nothing.
    #[default]
    Right,
    /// It is in lower case.
    Lower,
    /// Signs are escaped as in a URL.
    Escaped,
    /// It loses the padding of base64.
    Unpadded,
    /// A plus is a blank, as in a form.
    PlusIsBlank,
    /// It ends after 64 characters.
    Cut,
}

impl Id {
    /// `id` as it is sent.
    pub(super) fn sent(self, id: &str) -> String {
        match self {
            Self::Right => id.to_string(),
            Self::Lower => id.to_ascii_lowercase(),
            Self::Escaped => id.chars().map(escaped).collect(),
            Self::Unpadded => id.trim_end_matches('=').to_string(),
            Self::PlusIsBlank => id.replace('+', " "),
            Self::Cut => id.chars().take(64).collect(),
        }
    }
}

fn escaped(c: char) -> String {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '~' => c.to_string(),
        other => format!("%{:02X}", u32::from(other)),
    }
}
