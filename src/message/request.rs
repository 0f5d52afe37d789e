//! What goes out and what comes back, without a transport.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::form;
use crate::error::MessageError;
use crate::secret::SecretText;

/// The methods in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// Reads.
    Get,
    /// Everything else.
    Post,
}

impl Method {
    /// As on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// What a request carries. It holds a control id or ciphertext, so `Debug` shows the kind alone.
#[non_exhaustive]
pub enum Body {
    /// Nothing.
    Empty,
    /// `application/json`.
    Json(SecretText),
    /// `application/x-www-form-urlencoded`.
    Form(SecretText),
}

impl Body {
    /// What stands in the header `Content-Type`.
    pub const fn content_type(&self) -> Option<&'static str> {
        match self {
            Self::Empty => None,
            Self::Json(_) => Some("application/json"),
            Self::Form(_) => Some("application/x-www-form-urlencoded"),
        }
    }

    /// The bytes to be sent.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Empty => &[],
            Self::Json(text) | Self::Form(text) => text.expose().as_bytes(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "Empty",
            Self::Json(_) => "Json(..)",
            Self::Form(_) => "Form(..)",
        })
    }
}

/// A request to the issuer, from a device or a back end. Whose host it goes to is the caller's affair.
///
/// `Debug` shows neither the body nor the values of headers. The header `Content-Type` follows from the body and is not
/// among `headers`.
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path, percent-encoded where needed, without a query.
    pub path: String,
    /// The query, decoded. It never holds a secret.
    pub query: Vec<(String, String)>,
    /// Names and values of headers.
    pub headers: Vec<(String, SecretText)>,
    /// What it carries.
    pub body: Body,
}

impl Request {
    pub(super) fn post(path: &str, body: Body) -> Self {
        Self {
            method: Method::Post,
            path: String::from(path),
            query: Vec::new(),
            headers: Vec::new(),
            body,
        }
    }

    /// Path and query as they stand in the first line of an HTTP request.
    pub fn target(&self) -> String {
        let mut target = self.path.clone();
        for (at, (name, value)) in self.query.iter().enumerate() {
            target.push(if at == 0 { '?' } else { '&' });
            form::push_encoded(&mut target, name);
            target.push('=');
            form::push_encoded(&mut target, value);
        }
        target
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &headers)
            .field("body", &self.body)
            .finish()
    }
}

/// A response of the issuer.
#[derive(Clone, Copy)]
pub struct Response<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

impl<'a> Response<'a> {
    /// The body, when it says that it is JSON: `application/json` or a type that ends in `+json`, in any case and with any
    /// parameters, or no `Content-Type` at all.
    ///
    /// # Errors
    ///
    /// [`MessageError::Value`] for every other type, so that the HTML of a proxy is not read.
    pub fn json(&self) -> Result<&'a [u8], MessageError> {
        let Some(content_type) = self.content_type else {
            return Ok(self.body);
        };
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        let media_type = media_type.to_ascii_lowercase();
        if media_type == "application/json" || (media_type.starts_with("application/") && media_type.ends_with("+json"))
        {
            Ok(self.body)
        } else {
            Err(MessageError::Value)
        }
    }
}

impl fmt::Debug for Response<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("body_len", &self.body.len())
            .finish_non_exhaustive()
    }
}
