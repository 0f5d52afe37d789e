//! JSON, strictly read and plainly written.
//!
//! Text is kept in wiping containers from the first copy on. What serde_json does for itself when a string has escapes is its
//! own affair; a control id or base64 needs none.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::MAX_BODY;
use crate::error::MessageError;
use crate::secret::SecretText;

/// A JSON value, as far as a message needs it.
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// A whole number from 0 to 2⁶⁴ − 1.
    Whole(u64),
    /// Any other number.
    Number,
    Text(SecretText),
    List(Vec<Json>),
    Object(Fields),
}

/// The fields of an object, each name once.
pub(crate) struct Fields(BTreeMap<String, Json>);

/// The one error that [`Json`] itself raises, as opposed to the parser.
const DUPLICATE: &str = "duplicate key";

/// Reads one JSON value and nothing after it.
pub(crate) fn read(bytes: &[u8]) -> Result<Json, MessageError> {
    let text = utf8(bytes)?;
    let mut input = serde_json::Deserializer::from_str(text);
    let json = Json::deserialize(&mut input).map_err(|error| {
        // `Data` is what a visitor says, everything else what the parser says.
        if error.is_data() {
            MessageError::DuplicateKey
        } else {
            MessageError::Syntax
        }
    })?;
    input.end().map_err(|_| MessageError::Syntax)?;
    Ok(json)
}

/// The text of a body: not too large, no byte order mark, UTF-8.
pub(super) fn utf8(bytes: &[u8]) -> Result<&str, MessageError> {
    if bytes.len() > MAX_BODY {
        return Err(MessageError::TooLarge);
    }
    let text = core::str::from_utf8(bytes).map_err(|_| MessageError::Encoding)?;
    if text.starts_with('\u{feff}') {
        return Err(MessageError::Encoding);
    }
    Ok(text)
}

impl Json {
    pub(crate) fn text(self) -> Result<SecretText, MessageError> {
        match self {
            Self::Text(text) => Ok(text),
            _ => Err(MessageError::WrongType),
        }
    }

    pub(crate) fn boolean(self) -> Result<bool, MessageError> {
        match self {
            Self::Bool(value) => Ok(value),
            _ => Err(MessageError::WrongType),
        }
    }

    pub(crate) fn whole(self) -> Result<u64, MessageError> {
        match self {
            Self::Whole(number) => Ok(number),
            Self::Number => Err(MessageError::Value),
            _ => Err(MessageError::WrongType),
        }
    }

    pub(crate) fn list(self) -> Result<Vec<Self>, MessageError> {
        match self {
            Self::List(items) => Ok(items),
            _ => Err(MessageError::WrongType),
        }
    }

    pub(crate) fn fields(self) -> Result<Fields, MessageError> {
        match self {
            Self::Object(fields) => Ok(fields),
            _ => Err(MessageError::WrongType),
        }
    }
}

impl Fields {
    /// Reads a message that is an object.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, MessageError> {
        read(bytes)?.fields()
    }

    /// A field that may be absent. `null` is a value of the wrong type, not absence.
    pub(crate) fn optional(&mut self, name: &str) -> Option<Json> {
        self.0.remove(name)
    }

    /// A field that has to be there.
    pub(crate) fn required(&mut self, name: &str) -> Result<Json, MessageError> {
        self.optional(name).ok_or(MessageError::MissingField)
    }

    pub(super) fn secret(&mut self, name: &str) -> Result<SecretText, MessageError> {
        self.required(name)?.text()
    }

    pub(crate) fn text(&mut self, name: &str) -> Result<String, MessageError> {
        Ok(String::from(self.secret(name)?.expose()))
    }

    pub(super) fn optional_text(&mut self, name: &str) -> Result<Option<String>, MessageError> {
        let text = self.optional(name).map(Json::text).transpose()?;
        Ok(text.map(|text| String::from(text.expose())))
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyJson)
    }
}

struct AnyJson;

impl<'de> Visitor<'de> for AnyJson {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Whole(number))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(SecretText::copy_from(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut fields = BTreeMap::new();
        while let Some(name) = entries.next_key::<String>()? {
            if fields.contains_key(&name) {
                return Err(A::Error::custom(DUPLICATE));
            }
            fields.insert(name, entries.next_value()?);
        }
        Ok(Json::Object(Fields(fields)))
    }
}

/// Writes an object. The room is there before the first byte, so that no growth leaves a copy of a secret behind.
pub(crate) struct Object(String);

impl Object {
    /// Starts an object whose names and values have at most `room` bytes together and whose fields are at most 16.
    pub(crate) fn new(room: usize) -> Self {
        // A byte becomes at most six, `\u001f`; names, quotes, colons and commas have their own room.
        let mut text = String::with_capacity(room.saturating_mul(6).saturating_add(512));
        text.push('{');
        Self(text)
    }

    fn name(&mut self, name: &str) {
        if !self.0.ends_with('{') {
            self.0.push(',');
        }
        push_string(&mut self.0, name);
        self.0.push(':');
    }

    pub(crate) fn text(mut self, name: &str, value: &str) -> Self {
        self.name(name);
        push_string(&mut self.0, value);
        self
    }

    pub(crate) fn optional_text(self, name: &str, value: Option<&str>) -> Self {
        match value {
            Some(value) => self.text(name, value),
            None => self,
        }
    }

    pub(crate) fn whole(mut self, name: &str, value: u64) -> Self {
        use core::fmt::Write as _;
        self.name(name);
        // Writing to a string does not fail.
        let _ = write!(self.0, "{value}");
        self
    }

    pub(crate) fn boolean(mut self, name: &str, value: bool) -> Self {
        self.name(name);
        self.0.push_str(if value { "true" } else { "false" });
        self
    }

    pub(crate) fn close(mut self) -> String {
        self.0.push('}');
        self.0
    }

    pub(crate) fn close_secret(self) -> SecretText {
        SecretText::from_string(self.close())
    }
}

/// A JSON string. The signs `<`, `>`, `&`, U+2028 and U+2029 are escaped too, so that the text may stand inside a script.
fn push_string(out: &mut String, text: &str) {
    use core::fmt::Write as _;
    out.push('"');
    for sign in text.chars() {
        match sign {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\0'..='\u{1f}' | '\u{7f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(sign));
            }
            _ => out.push(sign),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests;
