//! What is kept of a request.

use pinproof::issuer::engine::http::Api;
use pinproof::message::Method;
use pinproof::profile::Profile;

use super::Injected;
use crate::serve::route::CONTEXT_PATH;

/// Which request it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// The form that opens the page.
    Page,
    /// What the page asks about the card.
    Context,
    /// The public key, for setting.
    Tzpk,
    /// The PIN block.
    Set,
    /// The public key, for viewing.
    View,
}

impl Call {
    pub(super) fn of(path: &str, profile: &Profile) -> Option<Self> {
        let paths = &profile.paths;
        let known = [
            (Api::PIN_PATH, Self::Page),
            (CONTEXT_PATH, Self::Context),
            (paths.tzpk.as_str(), Self::Tzpk),
            (paths.set.as_str(), Self::Set),
            (paths.view.as_str(), Self::View),
        ];
        // What stands behind the path may be a control id, which belongs into the body. The longest is meant.
        let meant = known.into_iter().filter(|(own, _)| {
            let rest = path.strip_prefix(own);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        meant.max_by_key(|(own, _)| own.len()).map(|(_, call)| call)
    }

    /// For people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Context => "context",
            Self::Tzpk => "public key",
            Self::Set => "PIN block",
            Self::View => "public key, to view",
        }
    }

    /// Whether it is a call of the device's script and not of its window.
    pub(super) fn is_api(self) -> bool {
        self != Self::Page
    }

    /// Whether it carries a public key.
    pub(super) fn has_key(self) -> bool {
        matches!(self, Self::Tzpk | Self::View)
    }
}

/// What a request says that its body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    Json,
    Form,
    Other,
    Unsaid,
}

/// Where the control id stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Body,
    Query,
    Path,
    Header,
}

/// A public key, as far as it could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// Tells one from another.
    pub(super) hash: u64,
    pub(super) form: Form,
    /// Length and exponent, where they can be read.
    pub(super) size: Option<(usize, u64)>,
}

/// The form of a public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Right,
    /// Not in the encoding of the profile.
    Encoding,
    /// Not the one DER form of a SubjectPublicKeyInfo.
    Der,
}

/// A PIN block, as far as it can be read without the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    Right,
    /// Not in the encoding of the profile, or not as long as a block.
    Malformed,
}

/// Header fields that a device has no reason to send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Carried {
    pub(super) authorization: bool,
    pub(super) cookie: bool,
    pub(super) referer: bool,
    /// A question whether what was answered before still holds: somebody has kept it.
    pub(super) conditional: bool,
}

/// What a problem body says, as far as it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    PinNotAccepted,
    PinBlock,
    Message,
    Other,
}

/// A request and its answer.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) at_ms: u64,
    pub(super) call: Call,
    pub(super) method: Method,
    pub(super) media: Media,
    pub(super) places: Vec<Place>,
    /// Whether the body is what its content type says, with the fields that it must have.
    pub(super) well_formed: bool,
    /// Names in the body that do not belong there.
    pub(super) more_fields: Vec<String>,
    /// Names in the query that do not belong there.
    pub(super) more_query: Vec<String>,
    pub(super) key: Option<Key>,
    pub(super) block: Option<Block>,
    pub(super) carried: Carried,
    pub(super) status: u16,
    pub(super) code: Option<Code>,
    pub(super) fault: Option<Injected>,
}

impl Facts {
    /// Whether the answer gave what was asked for, unharmed.
    pub(super) fn granted(&self) -> bool {
        (200..300).contains(&self.status) && !self.spoiled()
    }

    /// Whether the service spoiled the answer on purpose, so that the session has to end.
    pub(super) fn spoiled(&self) -> bool {
        self.fault.is_some_and(|fault| fault.ends)
    }

    /// Whether the issuer refused the PIN, and waits for another.
    pub(super) fn refused_the_pin(&self) -> bool {
        self.call == Call::Set && self.status == 422 && !self.spoiled()
    }
}
