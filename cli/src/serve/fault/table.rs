//! The faults by name: what each does, where, and what a right client tells of it.

use crate::serve::route::Route;

/// An answer that a fault can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The page.
    Page,
    /// The WebAssembly of the page.
    Wasm,
    /// The wrapped TZPK.
    Tzpk,
    /// Whether the PIN is set.
    Set,
    /// The wrapped TZPK and the PIN.
    View,
}

impl Step {
    const ALL: [Self; 5] = [Self::Page, Self::Wasm, Self::Tzpk, Self::Set, Self::View];

    /// As behind the `@`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Wasm => "wasm",
            Self::Tzpk => "tzpk",
            Self::Set => "set",
            Self::View => "view",
        }
    }

    /// The one with this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.name() == name)
    }

    /// The step of a route.
    pub(crate) const fn of(route: Route) -> Option<Self> {
        match route {
            Route::Page | Route::Frame => Some(Self::Page),
            Route::Asset => Some(Self::Wasm),
            Route::Tzpk => Some(Self::Tzpk),
            Route::Set => Some(Self::Set),
            Route::View => Some(Self::View),
            _ => None,
        }
    }
}

/// What a right client tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// The session is over.
    Error,
    /// The same; where the fault is in the page there is none that could tell.
    ErrorOrNoPage,
    /// The PIN is to be another one; the session goes on.
    OtherPin,
    /// The session goes on, or is over when the client has waited long enough.
    LateOrError,
    /// There is no page that could tell; the app sees that it did not load.
    NoPage,
}

impl Told {
    /// The event, and the text on the page.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Error => "set_pin_error or view_pin_error; the cardholder is to start again",
            Self::ErrorOrNoPage => "set_pin_error or view_pin_error; at page the app sees that the page does not load",
            Self::OtherPin => "set_pin_validation_error; the cardholder is to choose another PIN",
            Self::LateOrError => "as ever, or set_pin_error or view_pin_error when the client does not wait that long",
            Self::NoPage => "nothing; the app sees that the page does not load",
        }
    }
}

/// The answers with a TZPK.
const KEYS: &[Step] = &[Step::Tzpk, Step::View];
/// The answers of the protocol.
const ANSWERS: &[Step] = &[Step::Tzpk, Step::Set, Step::View];
/// Those and the page.
const ALL: &[Step] = &[Step::Page, Step::Tzpk, Step::Set, Step::View];

macro_rules! faults {
    ($($variant:ident $name:literal $steps:expr, $told:ident, $about:literal;)*) => {
        /// A fault on purpose.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Fault {
            $(#[doc = $about] $variant,)*
        }

        impl Fault {
            /// All of them.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant),*];

            /// As behind `--fault`.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// What it does.
            pub(crate) const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about),* }
            }

            /// The answers that it can be in.
            pub(crate) const fn steps(self) -> &'static [Step] {
                match self { $(Self::$variant => $steps),* }
            }

            /// What a right client tells.
            pub(crate) const fn told(self) -> Told {
                match self { $(Self::$variant => Told::$told),* }
            }
        }
    };
}

faults! {
    TzpkWrongLength "tzpk-wrong-length" KEYS, Error, "wraps a key of another length than the profile's";
    TzpkTampered "tzpk-tampered" KEYS, Error, "changes one bit of the wrapped key";
    TzpkShort "tzpk-short" KEYS, Error, "leaves out the last byte of the wrapped key";
    TzpkLong "tzpk-long" KEYS, Error, "puts a byte behind the wrapped key";
    TzpkOtherKey "tzpk-other-key" KEYS, Error, "wraps to another public key than the device's";
    TzpkSha1 "tzpk-sha1" KEYS, Error, "wraps with SHA-1 for label and MGF1";
    TzpkMgf1Sha1 "tzpk-mgf1-sha1" KEYS, Error, "wraps with SHA-1 for MGF1";
    TzpkLabel "tzpk-label" KEYS, Error, "wraps with a label where the profile has none";
    TzpkWeak "tzpk-weak" KEYS, Error, "wraps a weak key: equal halves, or one byte again and again";
    TzpkSample "tzpk-sample" KEYS, Error, "wraps the key of a published sample";
    TzpkHex "tzpk-hex" KEYS, Error, "writes the wrapped key in hex where the profile has base64, or the other way round";
    TzpkLineBreaks "tzpk-line-breaks" KEYS, Error, "breaks the text of the wrapped key into lines";
    BlockTampered "block-tampered" &[Step::View], Error, "shows a PIN block that opens to none";
    Truncated "truncated" ANSWERS, Error, "sends half of the body";
    Html "html" ANSWERS, Error, "sends a page with 200 in place of JSON, as portals and proxies do";
    Empty "empty" ANSWERS, Error, "sends 200 and no body";
    Array "array" ANSWERS, Error, "puts the answer into an array";
    Null "null" ANSWERS, Error, "sends null with 200";
    ByteOrderMark "byte-order-mark" ANSWERS, Error, "puts a byte order mark in front of the answer";
    Trailing "trailing" ANSWERS, Error, "puts text behind the answer";
    Huge "huge" ANSWERS, Error, "makes the answer longer than 64 KiB";
    FieldMissing "field-missing" KEYS, Error, "leaves out the field tzpk";
    FieldNull "field-null" KEYS, Error, "sends null for the field tzpk";
    FieldTwice "field-twice" KEYS, Error, "sends the field tzpk twice";
    Problem200 "problem-200" KEYS, Error, "sends a problem with 200";
    Created "201" ANSWERS, Error, "sends the right answer with 201";
    ServerError "5xx" ALL, Error, "answers 503 without asking the engine";
    TooMany "429" ANSWERS, Error, "answers 429 without asking the engine";
    Expired "expired" ALL, Error, "answers as for a token that has expired";
    Redirect "redirect" ALL, ErrorOrNoPage, "redirects to another host";
    PinRefused "pin-refused" &[Step::Set], OtherPin, "refuses every PIN, with 422 and a problem";
    Late "late" ALL, LateOrError, "holds the answer for the time of --fault-delay";
    NoAnswer "no-answer" ALL, ErrorOrNoPage, "does what was asked and closes the connection without an answer";
    PageMissing "page-missing" &[Step::Page], NoPage, "answers 404 where the page is";
    WasmMissing "wasm-missing" &[Step::Wasm], Error, "answers 404 for the page's WebAssembly";
}

impl Fault {
    /// The one with this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|fault| fault.name() == name)
    }

    /// Whether a right client gives the session up for it.
    pub(crate) const fn ends_session(self) -> bool {
        !matches!(self.told(), Told::OtherPin | Told::LateOrError)
    }

    /// Whether the engine is not asked: nothing happens there.
    pub(crate) const fn is_in_place_of_the_engine(self) -> bool {
        matches!(
            self,
            Self::ServerError | Self::TooMany | Self::Expired | Self::Redirect | Self::PinRefused | Self::PageMissing
        )
    }
}
