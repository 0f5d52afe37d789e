//! The device's and the issuer's side of setting and viewing a card PIN, and the conformance kit that judges clients on it.
//!
//! The device makes a one-time RSA key pair, the issuer wraps a temporary PIN key (TZPK) to it, and the PIN travels as an
//! ISO 9564-1 block under that key. Who only listens between the two cannot read it; what an active back end could do stands in
//! SECURITY.md.
//!
//! Everything below `conformance` is without I/O: bytes, the time and randomness ([`rand_core::CryptoRng`]) are arguments, and
//! what is to be sent is a value. What differs between issuers is data, a [`profile::Profile`].
//!
//! # The protocol, message by message
//!
//! Three take part: the issuer, the back end of the app, and the device. The examples below need the features `issuer` and
//! `std`; `examples/set_pin.rs` has the whole flow in one process and prints every message.
//!
//! ## The card
//!
//! Back end to issuer. The PIN status says where the PIN comes from: `W` waits for the cardholder, `D` is drawn by the issuer,
//! `S` has been set.
//!
//! ```
//! # #[cfg(feature = "session")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use pinproof::message::{CardCreate, CardRead, PinStatus};
//!
//! assert_eq!(CardCreate::new(PinStatus::W).to_json(), r#"{"pinStatus":"W"}"#);
//! let card = CardRead::from_json(br#"{"id":"c1","pinStatus":"W","added":"later"}"#)?;
//! assert_eq!(card.pin_status, PinStatus::W);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "session"))]
//! # fn main() {}
//! ```
//!
//! ## The plastics
//!
//! Issuer to back end. The one whose PIN can be set is `INACTIVE` and has the highest sequence number; none, or two of them, is
//! an error and not a guess.
//!
//! ```
//! # #[cfg(feature = "session")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use pinproof::message::Plastics;
//!
//! let list = Plastics::from_json(
//!     br#"[{"id":"p1","sequenceNumber":1,"status":"ACTIVE"},{"id":"p2","sequenceNumber":2,"status":"INACTIVE"}]"#,
//! )?;
//! assert_eq!(list.awaiting_pin()?.id, "p2");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "session"))]
//! # fn main() {}
//! ```
//!
//! ## The control token
//!
//! Back end to issuer, once the cardholder has been authenticated strongly, and back.
//!
//! ```
//! # #[cfg(feature = "session")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use pinproof::message::{BasicAuth, ControlRequest, ControlResponse, Scope};
//! # let profile = pinproof::profile::Profile::enfuce_v3();
//!
//! let back_end = BasicAuth::new("app", "for the test only")?;
//! let request = ControlRequest { scope: Scope::SetPin }.to_request("p2", "app", &back_end, &profile)?;
//! assert_eq!(request.target(), "/pincontrol/v2/plastic/p2?auditUser=app");
//!
//! let granted = ControlResponse::from_json(br#"{"id":"8f14e45f","pinURL":"https://pin.example/open"}"#)?;
//! assert_eq!(format!("{:?}", granted.id), "ControlId(hidden)");
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "session"))]
//! # fn main() {}
//! ```
//!
//! ## The page opens
//!
//! Device to issuer, within 30 s: a form, never a query, because URLs end up in logs. In a frame the token comes by
//! `postMessage`, and counts only from the parent window and its exact origin.
//!
//! ```
//! # #[cfg(feature = "session")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use pinproof::message::{ControlId, OpenForm};
//! use pinproof::page::{Incoming, Origin, Parent, Source};
//!
//! let form = OpenForm { control_id: ControlId::new("8f14e45f")? };
//! assert_eq!(form.to_form().expose(), "controlId=8f14e45f");
//! assert!(OpenForm::receive("controlId=8f14e45f", b"").is_err());
//!
//! let parent = Parent::new(Origin::new("https://bank.example")?);
//! let data = br#"{"operation":"set-pin","controlId":"8f14e45f"}"#;
//! let message = |origin| Incoming { origin, source: Source::Parent, data };
//! assert!(parent.receive(&message("https://bank.example")).is_ok());
//! assert!(parent.receive(&message("https://bank.example.evil.example")).is_err());
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "session"))]
//! # fn main() {}
//! ```
//!
//! ## The public key
//!
//! Device to issuer: the session begins, with a key pair for this one exchange.
//!
//! ```
//! # #[cfg(feature = "issuer")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use pinproof::device::SoftwareKey;
//! use pinproof::pin_block::BlockContext;
//! use pinproof::session::{Instant, SetPin};
//! # let (profile, mut rng) = (pinproof::profile::Profile::enfuce_v3(), pinproof::os_rng());
//! # let control_id = pinproof::message::ControlId::new("8f14e45f")?;
//!
//! let key = SoftwareKey::generate(profile.rsa_bits, &mut rng)?;
//! let now = Instant::from_ms(2_000); // since the token was issued
//! let (awaiting, request) = SetPin::start(control_id, key, BlockContext::NoPan, &profile, now)?;
//! assert_eq!(request.path, "/pin/v3/set/tzpk");
//! # let _ = awaiting;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "issuer"))]
//! # fn main() {}
//! ```
//!
//! ## The wrapped TZPK
//!
//! Issuer to device: a new key for this exchange, under the device's public key.
//!
//! ```
//! # #[cfg(feature = "issuer")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use pinproof::message::{TzpkRequest, TzpkResponse};
//! use pinproof::{issuer, tzpk::Tzpk};
//! # use pinproof::device::{DeviceKey, SoftwareKey};
//! # let (profile, mut rng) = (pinproof::profile::Profile::enfuce_v3(), pinproof::os_rng());
//! # let key = SoftwareKey::generate(profile.rsa_bits, &mut rng)?;
//! # let id = pinproof::message::ControlId::new("8f14e45f")?;
//! # let request = TzpkRequest::new(id, key.public_key(), &profile).to_request(&profile);
//!
//! let public_key = TzpkRequest::from_json(request.body.as_bytes())?.key(&profile)?;
//! let tzpk = Tzpk::generate(profile.tzpk.kind, &mut rng)?;
//! let wrapped = issuer::wrap_tzpk(&tzpk, &public_key, &profile.oaep, &mut rng)?;
//! let answer = TzpkResponse::new(&wrapped, &profile).to_json();
//! assert!(answer.starts_with(r#"{"tzpk":""#));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "issuer"))]
//! # fn main() {}
//! ```
//!
//! ## The PIN block
//!
//! Device to issuer. What the policy refuses is not sent; what it accepts is encrypted under the TZPK, which dies with it.
//!
//! ```
//! # #[cfg(feature = "issuer")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use pinproof::message::SetRequest;
//! use pinproof::pin::policy::PinFacts;
//! use pinproof::pin_block::BlockContext;
//! # use pinproof::{device::SoftwareKey, issuer, message::*, session::{Instant, SetPin}, tzpk::Tzpk};
//! # let (profile, mut rng) = (pinproof::profile::Profile::enfuce_v3(), pinproof::os_rng());
//! # let key = SoftwareKey::generate(profile.rsa_bits, &mut rng)?;
//! # let (id, now) = (ControlId::new("8f14e45f")?, Instant::from_ms(2_000));
//! # let (awaiting, request) = SetPin::start(id, key, BlockContext::NoPan, &profile, now)?;
//! # let public_key = TzpkRequest::from_json(request.body.as_bytes())?.key(&profile)?;
//! # let tzpk = Tzpk::generate(profile.tzpk.kind, &mut rng)?;
//! # let wrapped = issuer::wrap_tzpk(&tzpk, &public_key, &profile.oaep, &mut rng)?;
//! # let answer = TzpkResponse::new(&wrapped, &profile).to_json();
//! # let response = Response { status: 200, content_type: None, body: answer.as_bytes() };
//!
//! let ready = awaiting.receive(&response, now, &mut rng)?;
//! assert!(ready.accept_entry("0739", Some("0793"), &PinFacts::default()).is_err());
//! let accepted = ready.accept_entry("0739", Some("0739"), &PinFacts::default())?;
//! let (submitted, request) = ready.submit(accepted, now, &mut rng)?;
//!
//! // The issuer opens it.
//! let block = SetRequest::from_json(request.body.as_bytes())?.block(&profile)?;
//! let pin = issuer::open_pin_block(&tzpk, &block, &BlockContext::NoPan)?;
//! assert_eq!(pin.expose_digits(), [0, 7, 3, 9]);
//! # let _ = submitted;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "issuer"))]
//! # fn main() {}
//! ```
//!
//! ## The issuer's answer
//!
//! Issuer to device: 200 and an object, or 422 and a problem (RFC 9457) when the PIN is to be another one. After a 422 the
//! session goes on with a new key pair and a new TZPK; after anything else it is over.
//!
//! ```
//! # #[cfg(feature = "session")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use pinproof::message::{Problem, SetResponse};
//!
//! assert_eq!(SetResponse::from_json(b"{}")?, SetResponse);
//! let refused = Problem::from_json(br#"{"type":"about:blank","status":422,"code":"pin"}"#)?;
//! assert_eq!(refused.status, Some(422));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "session"))]
//! # fn main() {}
//! ```
//!
//! ## Viewing
//!
//! The embossing run puts the PIN on the card; from then on it can be viewed, with a token of its own. The device sends its
//! public key, and TZPK and PIN block come back in one answer: `session::ViewPin`.
//!
//! ```
//! # #[cfg(feature = "issuer")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use pinproof::message::{ViewRequest, ViewResponse};
//! use pinproof::pin_block::{BlockContext, PinCipher};
//! use pinproof::session::{Instant, ViewPin};
//! # use pinproof::{device::SoftwareKey, issuer, message::{ControlId, Response}, tzpk::Tzpk};
//! # let (profile, mut rng) = (pinproof::profile::Profile::enfuce_v3(), pinproof::os_rng());
//! # let key = SoftwareKey::generate(profile.rsa_bits, &mut rng)?;
//! # let (id, now) = (ControlId::new("c9f0f895")?, Instant::from_ms(2_000));
//!
//! let (awaiting, request) = ViewPin::start(id, key, BlockContext::NoPan, &profile, now)?;
//!
//! // The issuer.
//! let public_key = ViewRequest::from_json(request.body.as_bytes())?.key(&profile)?;
//! let tzpk = Tzpk::generate(profile.tzpk.kind, &mut rng)?;
//! let format = profile.pin_block.format;
//! let block = PinCipher::new(&tzpk).encrypt(format, &"0739".parse()?, &BlockContext::NoPan, &mut rng)?;
//! let wrapped = issuer::wrap_tzpk(&tzpk, &public_key, &profile.oaep, &mut rng)?;
//! let answer = ViewResponse::new(&wrapped, &block, &profile).to_json();
//! # let response = Response { status: 200, content_type: None, body: answer.as_bytes() };
//!
//! let shown = awaiting.receive(&response, now, &mut rng)?;
//! assert_eq!(shown.pin().expose_digits(), [0, 7, 3, 9]);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "issuer"))]
//! # fn main() {}
//! ```
//!
//! ## Events
//!
//! Page to app, in the app's own way. No event has a digit of the PIN, or says why something failed.
//!
//! ```
//! # #[cfg(feature = "session")]
//! # fn main() {
//! use pinproof::page::{Bridge, Event};
//!
//! let event = Event::PinValid(true);
//! assert_eq!(event.script(Bridge::Android).unwrap(), "window.android_handler.pin_valid(true);");
//! assert_eq!(event.to_json(), r#"{"event":"pin_valid","pin_valid":true}"#);
//! # }
//! # #[cfg(not(feature = "session"))]
//! # fn main() {}
//! ```
//!
//! # Where to go on
//!
//! | you have | look at |
//! |---|---|
//! | a device in Rust | `session`: a type for each turn, so that a wrong order does not compile |
//! | a device in another language, or a page | `session::driver`: the same machine, inputs in, events and requests out |
//! | keys in hardware | [`device::DeviceKey`], or `session::SetPin::start_with_public_key` when the answer comes later |
//! | a sandbox of the issuer's service | `issuer::engine`, and `issuer::engine::http` for its wire messages |
//! | a client to be judged | `conformance`, or the program `pinproof` |
//!
//! # Strata
//!
//! Each module uses only those above it in this list; a test holds that.
//!
//! | stratum | modules |
//! |---|---|
//! | ground | [`error`], [`secret`] |
//! | values | [`pin`], [`pan`], [`pin_block`], [`tzpk`] |
//! | joint | [`device`] |
//! | protocol | [`profile`]; `message`, `session`, `page` (feature `session`) |
//! | issuer | `issuer`, with `issuer::engine` (feature `issuer`) |
//! | conformance | `conformance` (feature `conformance`) |
//!
//! # Features
//!
//! Features only add modules, and `serde` its impls. Without any, the crate is `no_std` and needs `alloc`.
//!
//! | feature | default | brings | adds |
//! |---|---|---|---|
//! | `std` | yes | | `os_rng` |
//! | `software-key` | yes | | `device::SoftwareKey` |
//! | `serde` | | | serialisable policies and profiles, profiles from TOML and JSON |
//! | `session` | | `serde` | `message`, `session`, `page`: the wire messages, the sessions, the events of the PIN page |
//! | `issuer` | | `software-key`, `session` | `issuer`: the other half of the cryptography, and its engine |
//! | `conformance` | | `std`, `issuer` | `conformance`: vectors, client protocol, runner, reports |

#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)
)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

// Ground.
pub mod error;
pub mod secret;

// Values: valid by construction.
pub mod pan;
pub mod pin;
pub mod pin_block;
pub mod tzpk;

// Joint: where hardware keys plug in.
pub mod device;

// Protocol.
#[cfg(feature = "session")]
pub mod message;
#[cfg(feature = "session")]
pub mod page;
pub mod profile;
#[cfg(feature = "session")]
pub mod session;

// The other half.
#[cfg(feature = "issuer")]
pub mod issuer;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use error::Error;
pub use rand_core;

/// Randomness of the operating system, asked anew each time: no state to be copied by a fork or a snapshot.
///
/// # Panics
/// Drawing panics when the operating system has no randomness to give, which it does not outside of early boot.
#[cfg(feature = "std")]
pub fn os_rng() -> impl rand_core::CryptoRng {
    rand_core::UnwrapErr(rand::rngs::SysRng)
}

#[cfg(all(doctest, feature = "std", feature = "software-key"))]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;
