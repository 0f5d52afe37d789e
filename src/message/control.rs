//! The control token: the back end asks, the issuer gives.

use alloc::string::String;

use super::json::{Fields, Object};
use super::{BasicAuth, Body, ControlId, Request, Scope, is_audit_user, names_control_id, url};
use crate::error::MessageError;
use crate::profile::Profile;
use crate::secret::SecretText;

/// Where the id of the plastic stands in the profile's path.
const PLASTIC_ID: &str = "{plasticId}";

/// A back end asks for a control token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ControlRequest {
    /// What the token is to be good for.
    pub scope: Scope,
}

impl ControlRequest {
    /// POST to the profile's path `control`, for this plastic, in the name of this user of the back end.
    ///
    /// # Errors
    ///
    /// [`MessageError::Value`] when `plastic_id` is not 1 to 64 of the characters that RFC 3986 calls unreserved, or is `.`
    /// or `..`; or when `audit_user` is not 1 to 64 characters that can all be seen.
    pub fn to_request(
        self,
        plastic_id: &str,
        audit_user: &str,
        auth: &BasicAuth,
        profile: &Profile,
    ) -> Result<Request, MessageError> {
        if !is_plastic_id(plastic_id) || !is_audit_user(audit_user) {
            return Err(MessageError::Value);
        }
        let path = profile.paths.control.replace(PLASTIC_ID, plastic_id);
        let mut request = Request::post(&path, Body::Json(SecretText::from_string(self.to_json())));
        request
            .query
            .push((String::from("auditUser"), String::from(audit_user)));
        request
            .headers
            .push((String::from("Authorization"), auth.header_value()));
        Ok(request)
    }

    /// The plastic that a path, without its query, asks for; `None` when it is not the profile's path `control`.
    pub fn plastic_id<'p>(path: &'p str, profile: &Profile) -> Option<&'p str> {
        let (before, after) = profile.paths.control.split_once(PLASTIC_ID)?;
        path.strip_prefix(before)?
            .strip_suffix(after)
            .filter(|id| is_plastic_id(id))
    }

    /// As JSON.
    pub fn to_json(self) -> String {
        Object::new(8).text("scope", self.scope.name()).close()
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        let mut fields = Fields::read(bytes)?;
        let scope = fields.secret("scope")?;
        Ok(Self {
            scope: Scope::from_name(scope.expose()).ok_or(MessageError::Value)?,
        })
    }
}

fn is_plastic_id(text: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (1..=64).contains(&text.len()) && text.bytes().all(unreserved) && ![".", ".."].contains(&text)
}

/// The control token, and where the page is.
#[derive(Debug)]
#[non_exhaustive]
pub struct ControlResponse {
    /// The token.
    pub id: ControlId,
    /// Where a mobile device posts the form.
    pub pin_url: Option<String>,
    /// What a desktop page loads into a frame.
    pub pin_frame_url: Option<String>,
}

impl ControlResponse {
    /// The token alone, without an address of a page.
    pub fn new(id: ControlId) -> Self {
        Self {
            id,
            pin_url: None,
            pin_frame_url: None,
        }
    }

    /// As JSON.
    pub fn to_json(&self) -> SecretText {
        let urls = [&self.pin_url, &self.pin_frame_url];
        let room = urls
            .into_iter()
            .flatten()
            .fold(self.id.as_str().len(), |room, url| room.saturating_add(url.len()));
        Object::new(room)
            .text("id", self.id.as_str())
            .optional_text("pinURL", self.pin_url.as_deref())
            .optional_text("pinFrameURL", self.pin_frame_url.as_deref())
            .close_secret()
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// As the [module](super) says. [`MessageError::Value`] for a URL that is not `https`, or `http` to the same machine; that
    /// has a user, a blank or a control character; or whose query has a `controlId`.
    pub fn from_json(bytes: &[u8]) -> Result<Self, MessageError> {
        let mut fields = Fields::read(bytes)?;
        let response = Self {
            id: fields.control_id("id")?,
            pin_url: fields.optional_text("pinURL")?,
            pin_frame_url: fields.optional_text("pinFrameURL")?,
        };
        let may_open = |url: &Option<String>| {
            url.as_deref()
                .is_none_or(|url| url::is_safe(url) && names_control_id(url::query(url)) == Ok(false))
        };
        if may_open(&response.pin_url) && may_open(&response.pin_frame_url) {
            Ok(response)
        } else {
            Err(MessageError::Value)
        }
    }
}
