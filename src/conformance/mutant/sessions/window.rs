//! What a client makes of the messages of windows, beside what is in `turns`.

use crate::conformance::client::{BridgeName, Flow, MessageSource, Posted};
use crate::conformance::scenario::PARENT;

/// Whom it hears.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Window {
    /// Nobody, once the page is open.
    #[default]
    Right,
    /// An origin that fits a pattern in which a dot stands for any sign.
    AnySign,
    /// An origin that begins as the parent's.
    Begins,
    /// The parent's origin in other letters, or with the port that goes without saying.
    SameHost,
    /// Origins of a developer's machine.
    Development,
    /// The parent's messages are taken for the app's call.
    ParentCalls,
    /// The name of the call, in whatever form the parent posts it.
    ParentNames,
    /// A message may give up.
    GivesUp,
    /// A message may fill the field.
    Fills,
    /// Anybody, in a view.
    InView,
    /// Anybody, in the second try.
    SecondTry,
    /// Anybody, where the page is in no frame.
    OutOfFrame,
}

/// What is around a message.
pub(super) struct Around {
    pub(super) flow: Flow,
    pub(super) bridge: BridgeName,
    pub(super) again: bool,
}

impl Window {
    /// Whether `posted` counts as the parent's.
    pub(super) fn believes(self, posted: &Posted, around: &Around) -> bool {
        let origin = posted.origin.as_str();
        let parent = posted.source == MessageSource::Parent && origin != PARENT;
        match self {
            Self::AnySign => parent && fits(origin),
            Self::Begins => parent && origin.starts_with(PARENT),
            Self::SameHost => parent && origin.to_ascii_lowercase().trim_end_matches(":443") == PARENT,
            Self::Development => ["http://localhost", "capacitor://", "file://"]
                .iter()
                .any(|own| origin.starts_with(own)),
            Self::InView => around.flow == Flow::ViewPin,
            Self::SecondTry => around.again,
            Self::OutOfFrame => around.bridge != BridgeName::Frame,
            _ => false,
        }
    }

    /// Whether `posted` counts as the app's call.
    pub(super) fn calls(self, posted: &Posted, around: &Around) -> bool {
        let own = posted.source == MessageSource::Parent && posted.origin == PARENT;
        let names = |field: &str| posted.data.get(field).is_some_and(|name| name == "set_pin");
        match self {
            Self::ParentCalls => own && names("call"),
            Self::ParentNames => own && (posted.data == "set_pin" || names("event")),
            _ => self.believes(posted, around) && names("call"),
        }
    }
}

/// The parent's origin as a pattern.
fn fits(origin: &str) -> bool {
    let same = |(own, sign): (char, char)| own == sign || own == '.';
    origin.chars().count() == PARENT.chars().count() && PARENT.chars().zip(origin.chars()).all(same)
}
