//! Reading the body of an answer.

use alloc::string::{String, ToString};
use core::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The longest body that is read.
const LONGEST: usize = 64 << 10;

/// How a body is read.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Reader {
    /// One JSON object, nothing twice, every field a text.
    #[default]
    Strict,
    /// A field that is there twice counts once: the last one.
    LastOfTwo,
    /// A byte order mark is skipped.
    Bom,
    /// Text behind the object is left alone.
    Trailing,
    /// A body of any length.
    AnyLength,
    /// Unknown fields are refused.
    NothingUnknown,
    /// An object inside an array counts as the object.
    Unpacked,
    /// A field is found in whatever case its name has.
    AnyCase,
    /// A text alone in an array counts as the text.
    OneOfArray,
    /// A text is found wherever in the field it is.
    Anywhere,
    /// A comma behind the last field is left alone.
    Comma,
    /// A comment is left alone.
    Comment,
    /// `NaN` counts as a number.
    NotANumber,
    /// Apostrophes count as quotation marks.
    Apostrophes,
    /// A guard in front is skipped.
    Guarded,
    /// Escapes are not known.
    NoEscapes,
    /// Nothing but ASCII is known.
    Ascii,
    /// An unknown field that is `null` is refused.
    NoNull,
    /// Lists in lists are refused.
    Flat,
    /// A number that no double holds is refused.
    Doubles,
    /// 1 KiB is the longest body.
    Kilobyte,
    /// The limit is one of characters.
    Characters,
}

/// A body that is not what it should be.
pub(super) struct Malformed;

impl Reader {
    /// The object in `body`.
    pub(super) fn object(self, body: &str, known: &[&str]) -> Result<Map<String, Value>, Malformed> {
        if !self.reads(body) {
            return Err(Malformed);
        }
        let body = &self.repaired(body);
        let value = match self {
            Self::LastOfTwo => serde_json::from_str(body).map_err(|_| Malformed)?,
            Self::Trailing => {
                let mut values = serde_json::Deserializer::from_str(body).into_iter::<Once>();
                values.next().ok_or(Malformed)?.map_err(|_| Malformed)?.0
            }
            _ => serde_json::from_str::<Once>(body).map_err(|_| Malformed)?.0,
        };
        let fields = match value {
            Value::Object(fields) => fields,
            Value::Array(mut values) if self == Self::Unpacked => match values.pop() {
                Some(Value::Object(fields)) => fields,
                _ => return Err(Malformed),
            },
            _ => return Err(Malformed),
        };
        if self == Self::NothingUnknown && fields.keys().any(|name| !known.contains(&name.as_str())) {
            return Err(Malformed);
        }
        Ok(fields)
    }

    /// Whether a body is looked at.
    fn reads(self, body: &str) -> bool {
        match self {
            Self::AnyLength => true,
            Self::Characters => body.chars().count() <= LONGEST,
            _ if body.len() > LONGEST => false,
            Self::Kilobyte => body.len() <= 1 << 10,
            Self::NoEscapes => !body.contains('\\'),
            Self::Ascii => body.is_ascii(),
            Self::NoNull => !body.contains(":null"),
            Self::Flat => !body.contains("[["),
            Self::Doubles => !longest_number(body),
            _ => true,
        }
    }

    /// What a lenient reader sees in a body.
    fn repaired(self, body: &str) -> String {
        match self {
            Self::Bom => body.trim_start_matches('\u{feff}').to_string(),
            Self::Comma => body.replace(",}", "}"),
            Self::Comment => body.replace("/* ok */", ""),
            Self::NotANumber => body.replace(":NaN", ":0"),
            Self::Apostrophes if !body.contains('"') => body.replace('\'', "\""),
            Self::Guarded => body.trim_start_matches(")]}'\n").to_string(),
            _ => body.to_string(),
        }
    }

    /// The text of a field.
    pub(super) fn text(self, fields: &Map<String, Value>, name: &str) -> Result<String, Malformed> {
        let found = match self {
            Self::AnyCase => fields
                .iter()
                .find(|(own, _)| own.eq_ignore_ascii_case(name))
                .map(|(_, value)| value),
            _ => fields.get(name),
        };
        match (found, self) {
            (Some(Value::String(text)), _) => Ok(text.clone()),
            (Some(Value::Array(values)), Self::OneOfArray) => match values.as_slice() {
                [Value::String(text)] => Ok(text.clone()),
                _ => Err(Malformed),
            },
            (Some(Value::Object(fields)), Self::Anywhere) => match fields.values().next() {
                Some(Value::String(text)) => Ok(text.clone()),
                _ => Err(Malformed),
            },
            _ => Err(Malformed),
        }
    }
}

/// Whether a value is a whole number with more digits than a double has.
fn longest_number(body: &str) -> bool {
    let values = body.split(':').skip(1);
    let digits = values.map(|value| value.chars().take_while(char::is_ascii_digit).count());
    digits.max().is_some_and(|count| count > 16)
}

/// JSON in which no object has a field twice.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OnceVisitor).map(Self)
    }
}

struct OnceVisitor;

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without a field that is there twice")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = alloc::vec::Vec::new();
        while let Some(Once(value)) = items.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some((name, Once(value))) = entries.next_entry::<String, Once>()? {
            if fields.insert(name, value).is_some() {
                return Err(serde::de::Error::custom("a field is there twice"));
            }
        }
        Ok(Value::Object(fields))
    }
}
