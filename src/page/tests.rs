//! Events in each shape, and who may speak.

mod events;
mod windows;

use super::Event;

const EVENTS: [Event; 7] = [
    Event::ViewPinSuccess,
    Event::ViewPinError,
    Event::SetPinSuccess,
    Event::SetPinError,
    Event::SetPinValidationError,
    Event::PinValid(true),
    Event::PinValid(false),
];
