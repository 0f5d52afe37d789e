//! The PIN page and the program around it: events out, calls in, and who may speak.
//!
//! The page tells what happens to the app that shows it, in one of three [ways](Bridge):
//!
//! | bridge | how | one event |
//! |---|---|---|
//! | Android | a method of the object `android_handler` | `window.android_handler.pin_valid(true);` |
//! | iOS | a message to the handler `ios_handler` | `{"event":"pin_valid","pin_valid":true}` |
//! | frame | `postMessage` to the parent window | the same object, to the parent's exact origin |
//!
//! No event says a digit of the PIN or why something failed. The app's one call into the page is [`SET_PIN`]: submit.
//!
//! In a frame, [`Parent`] is what the page knows of the window around it, and [`Frame`] what that window knows of the page.
//! Both take a message from one window and one origin only, and address what they send to that origin, never to `*`.

mod event;
mod frame;
mod origin;

#[cfg(test)]
mod tests;

pub use event::{Bridge, Event, Shape};
pub use frame::{Frame, Incoming, Outgoing, Parent, Source};
pub use origin::Origin;

/// The function of the page that the app calls to submit the PIN.
pub const SET_PIN: &str = "set_pin";
