//! What a refusal looks like: RFC 9457.

use alloc::string::String;

use super::json::{Fields, Json, Object};
use crate::error::MessageError;

/// The body of a refusal (RFC 9457), `application/problem+json`. Every field is optional there, and so here; but one that is
/// there has its type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// What kind of problem, a URI; `about:blank` when the status says it all.
    pub problem_type: String,
    /// The kind in words.
    pub title: Option<String>,
    /// The HTTP status, 100 to 599.
    pub status: Option<u16>,
    /// This case in words.
    pub detail: Option<String>,
    /// The kind as a slug, for programs.
    pub code: Option<String>,
}

impl Problem {
    /// The value of `Content-Type`.
    pub const CONTENT_TYPE: &str = "application/problem+json";

    /// A problem that its status and a slug describe.
    pub fn new(status: u16, code: &str, title: &str) -> Self {
        Self {
            problem_type: String::from("about:blank"),
            title: Some(String::from(title)),
            status: Some(status),
            detail: None,
            code: Some(String::from(code)),
        }
    }

    /// As JSON.
    pub fn to_json(&self) -> String {
        let texts = [&self.title, &self.detail, &self.code];
        let room = texts
            .into_iter()
            .flatten()
            .fold(self.problem_type.len(), |room, text| room.saturating_add(text.len()));
        let object = Object::new(room)
            .text("type", &self.problem_type)
            .optional_text("title", self.title.as_deref());
        let object = match self.status {
            Some(status) => object.whole("status", u64::from(status)),
            None => object,
        };
        object
            .optional_text("detail", self.detail.as_deref())
            .optional_text("code", self.code.as_deref())
            .close()
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says; [`MessageError::Value`] for a status that HTTP does not have.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        let mut fields = Fields::read(bytes)?;
        let status = fields.optional("status").map(Json::whole).transpose()?;
        let status = status.map(u16::try_from).transpose().map_err(|_| MessageError::Value)?;
        if status.is_some_and(|status| !(100..=599).contains(&status)) {
            return Err(MessageError::Value);
        }
        Ok(Self {
            problem_type: fields
                .optional_text("type")?
                .unwrap_or_else(|| String::from("about:blank")),
            title: fields.optional_text("title")?,
            status,
            detail: fields.optional_text("detail")?,
            code: fields.optional_text("code")?,
        })
    }
}
