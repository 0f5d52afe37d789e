//! Requests of the device, read strictly: everything in them follows from profile, control id and what was typed.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::Value;

use super::peer::Opened;
use super::wrap::decode;
use crate::conformance::client::Sent;
use crate::conformance::vector::Sends;
use crate::device::PublicKey;

/// The one query parameter that an issuer's reference asks for.
const AUDIT_USER: &str = "auditUser";

/// What a request carries.
pub(super) enum Parts {
    Key(Box<PublicKey>),
    Block(Vec<u8>),
}

/// Reads a request that should be `wanted`.
pub(super) fn read(opened: &Opened, wanted: Sends, request: &Sent) -> Result<Parts, String> {
    let paths = &opened.profile.paths;
    let (path, field) = match wanted {
        Sends::Tzpk => (&paths.tzpk, "publicKey"),
        Sends::Set => (&paths.set, "pinBlock"),
        Sends::View => (&paths.view, "publicKey"),
    };
    if request.method != "POST" {
        return Err(format!("the request is {}, not POST", cut(&request.method)));
    }
    if request.path != *path {
        return Err(format!("the request goes to `{}`, not to `{path}`", cut(&request.path)));
    }
    if let Some(name) = request.query.keys().find(|name| *name != AUDIT_USER) {
        return Err(format!("the query has a field `{}`", cut(name)));
    }
    let (Some(Value::Object(fields)), None) = (&request.json, &request.form) else {
        return Err("the body is not one JSON object".to_string());
    };
    if let Some(name) = fields.keys().find(|name| *name != "controlId" && *name != field) {
        return Err(format!("the body has a field `{}`", cut(name)));
    }
    let text = |name: &str| match fields.get(name) {
        Some(Value::String(text)) => Ok(text.as_str()),
        Some(_) => Err(format!("`{name}` is not a text")),
        None => Err(format!("the body has no `{name}`")),
    };
    if text("controlId")? != opened.control_id {
        return Err("`controlId` is not that of this session".to_string());
    }
    let value = text(field)?;
    let encoding = &opened.profile.encoding;
    if wanted == Sends::Set {
        return decode(encoding.pin_block, value)
            .map(Parts::Block)
            .ok_or_else(|| "`pinBlock` is not in the encoding of the profile".to_string());
    }
    let der = decode(encoding.public_key, value).ok_or("`publicKey` is not in the encoding of the profile")?;
    let key = PublicKey::from_spki_der(&der).map_err(|error| format!("`publicKey`: {error}"))?;
    let bits = u32::from(opened.profile.rsa_bits);
    if key.bits() != bits {
        return Err(format!(
            "the public key has {} bits, the profile asks for {bits}",
            key.bits()
        ));
    }
    if key.exponent() != 65537 {
        return Err(format!("the public exponent is {}, not 65537", key.exponent()));
    }
    Ok(Parts::Key(Box::new(key)))
}

/// A client's own words inside a message; digits are left out, since they may be a PIN.
pub(crate) fn cut(text: &str) -> String {
    let shown = crate::conformance::text::shown(text, 60);
    shown
        .chars()
        .map(|c| if c.is_ascii_digit() { '#' } else { c })
        .collect()
}
