//! The client's own operations, as a session uses them.

use alloc::string::{String, ToString};

use base64ct::{Base64, Encoding as _};

use super::Live;
use crate::conformance::client::{Answer, ExpectedKind, Facts, OaepFields, Output, Request, SessionContext};
use crate::conformance::mutant::sessions::turns::Turns;
use crate::conformance::mutant::sessions::{Keys, Own, PUBLISHED, Pipeline};

impl Live {
    /// Whether the profile's policy lets an entry through, by the client's own operation.
    pub(super) fn allowed(&self, pin: &str, repeat: Option<&str>, own: &mut Own<'_>) -> bool {
        let pan = match &self.context {
            Some(SessionContext::Pan { pan }) => Some(pan.clone()),
            _ => None,
        };
        let facts = pan.map(|pan| Facts {
            pan: Some(pan),
            ..Facts::default()
        });
        let request = Request::PinCheck {
            policy: self.profile.pin_policy.clone(),
            pin: pin.to_string(),
            repeat: repeat.map(ToString::to_string),
            facts,
        };
        matches!((own.ask)(&request), Answer::Ok(_))
    }

    /// The PIN block as it travels, by the client's own operation.
    pub(super) fn sealed(&self, pin: &str, tzpk: &str, own: &mut Own<'_>) -> Option<String> {
        let request = Request::PinBlockEncrypt {
            format: self.profile.pin_block.format,
            kind: self.profile.tzpk.kind,
            key: tzpk.to_string(),
            pin: pin.to_string(),
            pan: self.bound(),
            fill: None,
        };
        match (own.ask)(&request) {
            Answer::Ok(Output::Encrypted(block)) => Some(Base64::encode_string(&hex::decode(block.encrypted).ok()?)),
            _ => None,
        }
    }

    pub(super) fn bound(&self) -> Option<String> {
        match &self.context {
            Some(SessionContext::Pan { pan }) => Some(pan.clone()),
            Some(SessionContext::Token { token }) => Some(token.clone()),
            None => None,
        }
    }

    /// The TZPK in hex, by the client's own operation.
    pub(super) fn unwrapped(&mut self, pipeline: &Pipeline, text: &str, own: &mut Own<'_>) -> Option<String> {
        let kind = self.profile.tzpk.kind;
        if text.is_empty() && pipeline.turns == Turns::EmptyKey {
            // Not all zeros, which the rules for keys would refuse.
            return Some("0123456789abcdeffedcba9876543210".to_string());
        }
        let wrapped = hex::encode(pipeline.text.decode(text)?);
        let private = match pipeline.keys {
            Keys::Right | Keys::OneTzpk if pipeline.turns != Turns::LateAnswers => self.pair.take()?.private,
            _ => self.pair.clone()?.private,
        };
        let request = Request::TzpkUnwrap {
            key: private,
            scheme: OaepFields {
                hash: self.profile.oaep.hash,
                mgf_hash: self.profile.oaep.mgf_hash,
                label: hex::encode(&self.profile.oaep.label),
            },
            wrapped,
            expect: ExpectedKind::Only(kind),
        };
        let Answer::Ok(Output::Unwrapped(unwrapped)) = (own.ask)(&request) else {
            return None;
        };
        let key = unwrapped.tzpk?;
        let published = pipeline.turns != Turns::SampleKeys && PUBLISHED.contains(&key.as_str());
        let check = Request::TzpkCheckValue {
            kind,
            key: key.clone(),
            method: kind.check_method(),
        };
        (!published && matches!((own.ask)(&check), Answer::Ok(_))).then_some(key)
    }

    /// The PIN of a block, by the client's own operation.
    pub(super) fn opened(&self, pipeline: &Pipeline, block: &str, tzpk: &str, own: &mut Own<'_>) -> Option<String> {
        let len = if self.profile.tzpk.kind.is_tdes() { 8 } else { 16 };
        let bytes = match hex::decode(block) {
            Ok(bytes) if bytes.len() == len => bytes,
            _ => pipeline.text.decode(block)?,
        };
        let request = Request::PinBlockDecrypt {
            format: self.profile.pin_block.format,
            kind: self.profile.tzpk.kind,
            key: tzpk.to_string(),
            encrypted: hex::encode(bytes),
            pan: self.bound(),
        };
        match (own.ask)(&request) {
            Answer::Ok(Output::Pin(pin)) => Some(pin.pin),
            _ => None,
        }
    }
}
