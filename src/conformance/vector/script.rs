//! The script of a session case: what happens, and what a right client does.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::conformance::client::{
    BridgeName, Entry, Flow, Posted, RejectClass, SessionContext, SessionEvent, StateName,
};

/// One step: the kit does something, the client answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptStep {
    /// Which session, where there are several; `a` where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// What happens.
    #[serde(rename = "do")]
    pub action: Action,
    /// What a right client does; none where there is nothing to answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<Expect>,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A session is opened, as the case's input says but for this.
    Open(Opening),
    /// The kit plays the issuer and answers the last request.
    Reply(Reply),
    /// The request is lost.
    NetworkError(bool),
    /// The entry field changes.
    Typed(String),
    /// The cardholder submits.
    Submit(Entry),
    /// The app calls the page.
    Call(String),
    /// A message arrives.
    Message(Posted),
    /// The cardholder gives up.
    Cancel(bool),
    /// The clock goes to this.
    ClockMs(u64),
    /// The client ends and starts anew, as when the phone kills the app.
    Restart(bool),
}

impl Action {
    /// Whether it tells the time: every other script is over before any clock matters.
    pub(crate) fn tells_the_time(&self) -> bool {
        match self {
            Self::ClockMs(_) => true,
            Self::Open(opening) => opening.now_ms.is_some(),
            _ => false,
        }
    }

    /// The flow of an opening that is not of the case's own.
    pub(crate) fn flow(&self) -> Option<Flow> {
        match self {
            Self::Open(opening) => opening.flow,
            _ => None,
        }
    }

    /// A short name, without what was typed.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Open(_) => "open",
            Self::Reply(_) => "reply",
            Self::NetworkError(_) => "network error",
            Self::Typed(_) => "typed",
            Self::Submit(_) => "submit",
            Self::Call(_) => "call",
            Self::Message(_) => "message",
            Self::Cancel(_) => "cancel",
            Self::ClockMs(_) => "clock",
            Self::Restart(_) => "restart",
        }
    }
}

/// How an opening differs from the case's input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// Another flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flow: Option<Flow>,
    /// Another token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control_id: Option<String>,
    /// Another card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<SessionContext>,
    /// Another place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bridge: Option<BridgeName>,
    /// Another time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now_ms: Option<u64>,
}

/// What the issuer answers. Without a field it is the right answer to the last request of the session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The status; 200 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Whose answer it is, when not that to the last request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<ReplyOf>,
    /// What is special about the wrapped key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tzpk: Option<Wrap>,
    /// What is special about the PIN block, in the flow that views a PIN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<Shown>,
    /// The PIN in that block; 2580 where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin: Option<String>,
    /// What is special about the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Form>,
    /// The header field `content-type`; as the body is where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
}

/// Whose answer a reply is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyOf {
    /// The last answer of this session, byte for byte.
    Again,
    /// The first answer of this session, byte for byte.
    First,
    /// The last answer that the other session got, byte for byte.
    Other(String),
}

/// What is special about a wrapped key. All but the first group must be refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wrap {
    /// Every byte of the key has even parity.
    EvenParity,
    /// The key starts with 00 and ends with 20 0a.
    Blanks,
    /// Every byte of the key is 80 or above.
    HighBytes,
    /// The ciphertext starts with 00.
    LeadingZero,

    /// A key of another length, in bytes.
    Length(usize),
    /// All halves of the key are equal.
    SameHalves,
    /// All bytes of the key are 00, and in TDES all but the parity bits.
    Zero,
    /// The first half is a weak key of DES.
    WeakHalf,
    /// The key of an issuer's published sample.
    SampleKey,

    /// MGF1 with SHA-1.
    MgfSha1,
    /// SHA-1 for the label and MGF1.
    Sha1,
    /// SHA-1 for the label only.
    LabelSha1,
    /// Encryption as in PKCS #1 v1.5.
    Pkcs1,
    /// A label.
    Label,
    /// The hash of the label is all 00.
    LhashZero,
    /// The first byte of the hash of the label is another one.
    LhashFirst,
    /// The last byte of the hash of the label is another one.
    LhashLast,
    /// The first byte of the encoded message is 01.
    FirstByte,
    /// The separator is 02.
    Separator,
    /// There is no separator.
    NoSeparator,
    /// A byte of the padding before the separator is not 00.
    Padding,
    /// The key at the beginning of an encoded message without padding.
    RawFirst,
    /// The key at the end of one.
    RawLast,

    /// One bit of the ciphertext is another one.
    Tampered,
    /// The last byte of the ciphertext is cut.
    Short,
    /// The ciphertext has one more byte, 00, in front.
    LongFront,
    /// The ciphertext has one more byte at its end.
    LongBack,
    /// The ciphertext is not below the modulus.
    AboveModulus,
    /// It is wrapped to another public key.
    OtherKey,

    /// The text is base64 for URLs.
    Base64Url,
    /// The text has line breaks.
    LineBreaks,
    /// The text has no padding.
    NoPadding,
    /// The text is hex.
    Hex,
    /// The text is base64, written in another way than the one that it has.
    Text(Odd),
}

/// Base64 that a lenient reader takes and a strict one does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Odd {
    /// The alphabet for URLs, with padding.
    Url,
    /// A line break inside.
    LineBreak,
    /// Without its padding.
    NoPadding,
    /// A blank on either side.
    Blanks,
    /// A sign inside that no alphabet has.
    Sign,
    /// Bits set in the last character that belong to no byte.
    StrayBits,
}

/// What is special about a block that shows a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The fill, where it is free, is all digits.
    DigitFill,
    /// The fill, where it is free, is all `f`.
    LetterFill,
    /// The text is hex; the issuer does not say which it sends, and the lengths differ.
    Hex,

    /// The control nibble.
    Control(u8),
    /// The length nibble.
    Length(u8),
    /// The last digit of the PIN is `a`.
    LetterDigit,
    /// The fill of format 4's first half is `f`.
    WrongFill,
    /// It is encrypted under another key.
    OtherKey,
    /// It is bound to another card.
    OtherCard,
    /// It is one byte short.
    Short,
    /// It is there twice.
    Twice,
    /// It is not encrypted.
    Clear,
    /// The text is base64, written in another way than the one that it has.
    Text(Odd),
}

/// What is special about a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// A field that nobody knows.
    ExtraField,
    /// Blanks and line feeds around everything.
    Blanks,
    /// The right body, where the status asks for another one.
    Right,
    /// The right body and these fields, which nobody knows.
    With(Map<String, Value>),
    /// The right body with characters that are escaped and need not be.
    Escapes,
    /// A right body that an unknown field makes exactly 64 KiB long.
    Full,

    /// A problem body (RFC 9457) that says that the PIN is refused.
    PinRefused,
    /// Another problem body.
    Problem,
    /// A page.
    Html,
    /// Nothing.
    Empty,
    /// `{}`
    EmptyObject,
    /// The right object inside an array.
    Array,
    /// `null`
    Null,
    /// The right body up to its middle.
    Truncated,
    /// Without this field.
    Missing(String),
    /// This field is `null`.
    NullField(String),
    /// This field is a number.
    Number(String),
    /// This field is `true`.
    Boolean(String),
    /// This field is inside an array, alone.
    InArray(String),
    /// This field is inside an object.
    Nested(String),
    /// This field is an empty text.
    EmptyField(String),
    /// This field has another case.
    UpperCase(String),
    /// This field is there twice, first with another value.
    Duplicate(String),
    /// A byte order mark in front.
    Bom,
    /// Text behind it.
    Trailing,
    /// A right body that an unknown field makes longer than 64 KiB.
    Huge,
    /// The same, with fewer than 65,536 characters.
    HugeInBytes,
    /// A comma behind the last field.
    TrailingComma,
    /// A comment.
    Comment,
    /// An unknown field that is `NaN`.
    NotANumber,
    /// Apostrophes in place of quotation marks.
    Apostrophes,
    /// `)]}'` in front, as some servers write against inclusion.
    Guarded,
    /// A redirection to another host.
    Redirect,
}

/// What a right client answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The events, in order.
    pub events: Vec<SessionEvent>,
    /// The request that goes out: all of it follows from profile, control id and what was typed.
    pub send: Option<Sends>,
    /// Where the session stands.
    pub state: StateName,
    /// It may refuse the input with one of these classes in place of a step; then nothing has changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub or_reject: Vec<RejectClass>,
}

/// A request of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sends {
    /// The public key, for a TZPK.
    Tzpk,
    /// The encrypted PIN block.
    Set,
    /// The public key, for TZPK and PIN block.
    View,
}
