//! An origin, in the one form that browsers give it.

use alloc::string::String;
use core::fmt;

use crate::error::MessageError;
use crate::message::is_trusted;

/// The origin of a window as `MessageEvent.origin` has it (RFC 6454, section 6.2): scheme, host, and the port when it is not
/// the scheme's own.
///
/// Only what a browser would write is taken, so that equal strings are equal origins and comparing is all that is left to do.
/// That leaves out `*`, `null`, paths and a trailing slash, upper case, users, default ports, and hosts that are not ASCII (a
/// browser writes `xn--…`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin(String);

impl Origin {
    /// The origin that this text is.
    ///
    /// # Errors
    ///
    /// [`MessageError::Value`] for anything that is not `https` with a host, or `http` with this machine (`localhost`,
    /// `127.0.0.1`, `[::1]`), in the form above.
    pub fn new(text: &str) -> Result<Self, MessageError> {
        match is_serialised(text) {
            Some(true) => Ok(Self(String::from(text))),
            _ => Err(MessageError::Value),
        }
    }

    /// The origin as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a message's origin is this one: byte for byte.
    pub fn is(&self, origin: &str) -> bool {
        self.0 == origin
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_serialised(text: &str) -> Option<bool> {
    let (scheme, authority) = text.split_once("://")?;
    let (host, port) = match authority.rfind(':') {
        // A colon inside the brackets is part of the address.
        Some(at) if !authority.ends_with(']') => (authority.get(..at)?, authority.get(at..)),
        _ => (authority, None),
    };
    let port_is_right = match port.and_then(|port| port.strip_prefix(':')) {
        Some(digits) => is_port(digits) && digits != if scheme == "https" { "443" } else { "80" },
        None => true,
    };
    Some(is_trusted(scheme, authority) && is_host(host) && port_is_right)
}

/// 1 to 65535 without leading zeros.
fn is_port(digits: &str) -> bool {
    !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit()) && digits.parse::<u16>().is_ok()
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return address
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b':'))
            && address.parse::<core::net::Ipv6Addr>().is_ok();
    }
    let label = |label: &str| {
        let inside = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        (1..=63).contains(&label.len()) && label.bytes().all(inside) && !label.starts_with('-') && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(label)
}
