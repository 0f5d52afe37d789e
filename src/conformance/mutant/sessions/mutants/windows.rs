//! Windows: origins that nearly fit, messages that look like inputs.

use super::{FORGED, f};
use crate::conformance::mutant::catalogue::Mutant;
use crate::conformance::mutant::sessions::window::Window;

pub(super) const MUTANTS: &[Mutant] = &[
    f(
        "F11-pattern",
        "looks for the parent with a pattern in which a dot is any sign",
        FORGED,
        |p| p.window = Window::AnySign,
    ),
    f("F11-begins", "looks at the beginning of an origin only", FORGED, |p| {
        p.window = Window::Begins
    }),
    f(
        "F11-same-host",
        "takes other ways to write the parent's origin",
        FORGED,
        |p| p.window = Window::SameHost,
    ),
    f(
        "F11-development",
        "hears the origins of a developer's machine",
        FORGED,
        |p| p.window = Window::Development,
    ),
    f(
        "F11-parent-call",
        "takes a message of the parent for the app's call",
        FORGED,
        |p| p.window = Window::ParentCalls,
    ),
    f(
        "F11-parent-name",
        "takes the name of the call for the call when the parent posts it",
        FORGED,
        |p| p.window = Window::ParentNames,
    ),
    f("F11-view", "hears any window in a view", FORGED, |p| {
        p.window = Window::InView
    }),
    f("F11-second", "hears any window in the second try", FORGED, |p| {
        p.window = Window::SecondTry
    }),
    f(
        "F11-no-frame",
        "hears any window where the page is in no frame",
        FORGED,
        |p| p.window = Window::OutOfFrame,
    ),
    f("F14-gives-up", "gives up for a message that says so", FORGED, |p| {
        p.window = Window::GivesUp
    }),
    f("F14-fills", "fills the field from a message", FORGED, |p| {
        p.window = Window::Fills
    }),
];
