//! Opening the page: the form of a mobile device, the message to a frame.

use super::json::{Fields, Object};
use super::{Body, ControlId, Request, Scope, form};
use crate::error::MessageError;
use crate::secret::SecretText;

use alloc::string::String;

const CONTROL_ID: &str = "controlId";

/// The form POST to the page's URL.
#[derive(Debug)]
pub struct OpenForm {
    /// The control token.
    pub control_id: ControlId,
}

impl OpenForm {
    /// POST to `path`, the path of the `pinURL`.
    pub fn to_request(&self, path: &str) -> Request {
        Request::post(path, Body::Form(self.to_form()))
    }

    /// As a form.
    pub fn to_form(&self) -> SecretText {
        let control_id = self.control_id.as_str();
        // A byte becomes at most three.
        let room = control_id.len().saturating_mul(3).saturating_add(16);
        let mut form = String::with_capacity(room);
        form.push_str(CONTROL_ID);
        form.push('=');
        form::push_encoded(&mut form, control_id);
        SecretText::from_string(form)
    }

    /// Reads a form. The field `controlId` stands in it exactly once; others are passed over.
    ///
    /// # Errors
    ///
    /// As the [module](super) says; [`MessageError::DuplicateKey`] when `controlId` stands there twice.
    pub fn from_form(bytes: &[u8]) -> Result<Self, MessageError> {
        let mut found = form::pairs(bytes)?.into_iter().filter(|(name, _)| name == CONTROL_ID);
        let (_, control_id) = found.next().ok_or(MessageError::MissingField)?;
        if found.next().is_some() {
            return Err(MessageError::DuplicateKey);
        }
        Ok(Self {
            control_id: ControlId::from_secret(control_id)?,
        })
    }

    /// Reads what a service gets: the query as it stands in the URL, without `?`, and the body.
    ///
    /// The query is looked at first. When it names a control id, no id is read at all, neither from there nor from the body,
    /// so the token that it belongs to stays as it is.
    ///
    /// # Errors
    ///
    /// [`MessageError::Value`] for a control id in the query; then as [`OpenForm::from_form`].
    pub fn receive(query: &str, body: &[u8]) -> Result<Self, MessageError> {
        if names_control_id(query)? {
            return Err(MessageError::Value);
        }
        Self::from_form(body)
    }
}

/// Whether a query, as it stands in a URL without `?`, has a field `controlId`, in upper or lower case: URLs end up in
/// histories and logs, so that is never the place for one.
///
/// # Errors
///
/// As [`pairs`](super::pairs).
pub fn names_control_id(query: &str) -> Result<bool, MessageError> {
    let pairs = form::pairs(query.as_bytes())?;
    Ok(pairs
        .iter()
        .any(|(name, _)| name.trim().eq_ignore_ascii_case(CONTROL_ID)))
}

/// The object that the parent window posts to the frame once it has loaded.
#[derive(Debug)]
pub struct FrameMessage {
    /// What the page is to do.
    pub operation: Scope,
    /// The control token.
    pub control_id: ControlId,
}

impl FrameMessage {
    /// As JSON.
    pub fn to_json(&self) -> SecretText {
        Object::new(self.control_id.as_str().len().saturating_add(8))
            .text("operation", self.operation.operation())
            .text(CONTROL_ID, self.control_id.as_str())
            .close_secret()
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        let mut fields = Fields::read(bytes)?;
        let operation = fields.secret("operation")?;
        Ok(Self {
            operation: Scope::from_operation(operation.expose()).ok_or(MessageError::Value)?,
            control_id: fields.control_id(CONTROL_ID)?,
        })
    }
}

impl Fields {
    pub(super) fn control_id(&mut self, name: &str) -> Result<ControlId, MessageError> {
        ControlId::from_secret(self.secret(name)?)
    }
}
