//! What can go wrong, grouped by whose fault it is.
//!
//! No message holds a digit, a key byte or a position inside a secret.

use core::fmt;

macro_rules! messages {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text,)+ })
            }
        }

        impl core::error::Error for $name {}
    };
}

messages! {
    /// The cardholder's entry is refused. The order of the variants is the order in which the rules are applied.
    PinRefused {
        /// Something other than the ASCII digits `0` to `9`.
        Charset => "the PIN has a character that is not a digit 0 to 9",
        /// Not 4 to 12 digits, or not the length that the policy asks for.
        Length => "the PIN has the wrong number of digits",
        /// An ascending or descending run.
        Sequence => "the PIN is too easy to guess: digits in sequence",
        /// One digit too often.
        Repeat => "the PIN is too easy to guess: the same digit too often",
        /// On the deny list.
        Denylist => "the PIN is too easy to guess: it is on the list of common PINs",
        /// Derived from what others may know: birth date, card number, phone number, old PIN.
        Context => "the PIN is too easy to guess: it can be read from the cardholder's own data",
        /// The repeat entry differs.
        Mismatch => "the two entries of the PIN differ",
    }
}

messages! {
    /// The primary account number is not usable. It is data of the card, not of the cardholder's entry.
    PanError {
        /// Something other than the ASCII digits `0` to `9`.
        Charset => "the PAN has a character that is not a digit 0 to 9",
        /// Too short or too long for the use at hand.
        Length => "the PAN has the wrong number of digits",
        /// The last digit is not the Luhn check digit.
        CheckDigit => "the PAN's check digit is wrong",
    }
}

messages! {
    /// A symmetric key does not satisfy its rules.
    KeyError {
        /// Not the number of bytes of its kind.
        Length => "the key has the wrong length for its kind",
        /// DES parity is required and a byte has even parity.
        Parity => "the key has a byte of even parity, and its rules require odd parity",
        /// A weak, semi-weak or degenerate key.
        Weak => "the key is weak, semi-weak or degenerate",
    }
}

messages! {
    /// A PIN block from the other side cannot be used.
    BlockError {
        /// Not the number of bytes of its format.
        Length => "the PIN block has the wrong length for its format",
        /// One value for every fault inside a block, so that nobody learns which.
        Invalid => "the PIN block does not decode",
    }
}

messages! {
    /// An RSA public key from the other side cannot be used.
    PublicKeyError {
        /// The text is not bare, padded base64 of the standard alphabet.
        Encoding => "the public key is not bare base64: no armour, no white space, standard alphabet, padded",
        /// Not the one DER form of an acceptable RSA key.
        Invalid => "the public key is not a SubjectPublicKeyInfo of an RSA key with 2048, 3072 or 4096 bits and exponent 65537 or larger",
    }
}

messages! {
    /// A message from the other side, or what would have to go into one, is not as it should be.
    MessageError {
        /// Not UTF-8, a byte order mark, or base64, hex or percent-encoding that is not.
        Encoding => "the message is not UTF-8 without a byte order mark, or a field in it is wrongly encoded",
        /// Not one JSON value, or something after it; not the form that a header has.
        Syntax => "the message does not have the form of its kind, or has something after its end",
        /// A name twice in one object, at any depth, or twice in a form.
        DuplicateKey => "the message has a field twice",
        /// A field that has to be there is not.
        MissingField => "the message lacks a field",
        /// A field, or the whole message, of another JSON type.
        WrongType => "the message has a field of the wrong type",
        /// The right type, and not a legal value; or a field in a place where it must not be.
        Value => "the message has a field with a value that is not allowed",
        /// Longer than what is read.
        TooLarge => "the message is too large",
    }
}

messages! {
    /// No plastic can be chosen for setting a PIN.
    PlasticError {
        /// None has the status `INACTIVE`.
        None => "no plastic of this card waits to be produced",
        /// Several `INACTIVE` ones share the highest sequence number.
        Tie => "several plastics of this card wait to be produced under the same sequence number",
    }
}

messages! {
    /// A session does not go on, or does not go on like this.
    SessionError {
        /// Out of turn. The session stands as it was.
        State => "it is not the turn of this in the session",
        /// The control token or the session is too old.
        Expired => "the control token or the session has expired",
        /// A control token opens one session.
        Reused => "a session was opened with this control token before",
        /// A key pair unwraps at most one TZPK.
        KeyReused => "a TZPK was asked for with this key pair before",
        /// Another length than the profile's.
        KeySize => "the key pair has another length than the profile asks for",
        /// A TZPK encrypts at most one PIN, and an answer answers one message.
        Replayed => "the issuer's answer was seen before in this session",
        /// A PIN was accepted by another session, or for another TZPK.
        Foreign => "the PIN was not accepted by this session for this key",
        /// The profile's number of PINs was sent.
        Attempts => "the session's attempts are used up",
        /// The issuer, or something on the way to it, says no.
        ServerRejected => "the issuer refuses",
        /// Redirects are not followed.
        Redirected => "the answer leads elsewhere",
        /// No answer came.
        Network => "the issuer cannot be reached",
        /// By the cardholder or the app.
        Cancelled => "the session was cancelled",
    }
}

messages! {
    /// The caller combined things that do not fit. Never caused by untrusted data alone.
    Misuse {
        /// Formats 0 and 3 take a PAN; format 4 a PAN or a token.
        ContextMissing => "this PIN block format binds a PAN, and the context has none",
        /// Formats 1 and 2 bind no PAN, formats 0 and 3 no token.
        ContextUnexpected => "the context binds something that this PIN block format cannot bind",
        /// Formats 0, 1 and 3 go with TDES, format 4 with AES.
        FormatKey => "this PIN block format does not go with this kind of key",
        /// Format 2 is for the card itself, never for a message.
        FormatOffline => "format 2 is not for online use",
        /// PCI PIN requirement 3-3.
        Translation => "this translation of PIN block formats is forbidden",
        /// The check value is not defined for this kind of key.
        CheckMethod => "this check value is not defined for this kind of key",
        /// The random number generator gave no usable key; it is broken.
        Rng => "the random number generator repeats itself",
    }
}

/// The wrapped key did not unwrap.
///
/// One unit value for padding, hash, label, key length and key rules alike: whoever can tell these apart can decrypt with
/// the device as an oracle (Manger, CRYPTO 2001).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UnwrapFailed;

impl fmt::Display for UnwrapFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the wrapped key does not unwrap")
    }
}

impl core::error::Error for UnwrapFailed {}

/// The wrapped key is not as long as the modulus. Public, so it may be told apart (RFC 8017, section 7.1.2, step 1.b).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CiphertextLength;

impl fmt::Display for CiphertextLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the wrapped key is not as long as the modulus")
    }
}

impl core::error::Error for CiphertextLength {}

/// A message between windows that is not from the one window it may come from. Which check objected is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OriginRefused;

impl fmt::Display for OriginRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the message does not come from the window and origin that it has to come from")
    }
}

impl core::error::Error for OriginRefused {}

/// Any error of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The cardholder's entry.
    Pin(PinRefused),
    /// The card's data.
    Pan(PanError),
    /// A symmetric key.
    Key(KeyError),
    /// A PIN block from the other side.
    Block(BlockError),
    /// A wrapped key from the other side.
    Unwrap(UnwrapFailed),
    /// The length of a wrapped key from the other side.
    Ciphertext(CiphertextLength),
    /// A public key from the other side.
    PublicKey(PublicKeyError),
    /// A message from the other side.
    Message(MessageError),
    /// The list of a card's plastics.
    Plastic(PlasticError),
    /// A window that is not the one expected.
    Origin(OriginRefused),
    /// A session.
    Session(SessionError),
    /// The calling program.
    Misuse(Misuse),
}

macro_rules! from {
    ($($leaf:ident => $variant:ident,)+) => {
        $(impl From<$leaf> for Error {
            fn from(leaf: $leaf) -> Self {
                Self::$variant(leaf)
            }
        })+

        impl fmt::Display for Error {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$variant(leaf) => leaf.fmt(f),)+ }
            }
        }
    };
}

from! {
    PinRefused => Pin,
    PanError => Pan,
    KeyError => Key,
    BlockError => Block,
    UnwrapFailed => Unwrap,
    CiphertextLength => Ciphertext,
    PublicKeyError => PublicKey,
    MessageError => Message,
    PlasticError => Plastic,
    OriginRefused => Origin,
    SessionError => Session,
    Misuse => Misuse,
}

impl core::error::Error for Error {}
