//! What a device asks for. Its control token is all that it shows.

use rand_core::CryptoRng;

use super::{Answer, Rejection};
use crate::issuer::engine::{Engine, Refusal, Store};
use crate::message::{
    Body, OpenForm, Request, Scope, SetRequest, SetResponse, TzpkRequest, TzpkResponse, ViewRequest, ViewResponse,
};

pub(super) fn open_page<S: Store>(engine: &mut Engine<S>, request: &Request, now: u64) -> Result<Scope, Rejection> {
    let Body::Form(form) = &request.body else {
        return Err(crate::error::MessageError::WrongType.into());
    };
    let form = OpenForm::from_form(form.expose().as_bytes())?;
    Ok(engine.open_page(&form.control_id, now)?)
}

pub(super) fn exchange_key<S: Store>(
    engine: &mut Engine<S>,
    request: &Request,
    now: u64,
    rng: &mut dyn CryptoRng,
) -> Result<Answer, Rejection> {
    let message = TzpkRequest::from_json(json(request)?)?;
    let key = message.key(engine.profile()).map_err(|_| Refusal::PublicKey)?;
    let wrapped = engine.exchange_key(&message.control_id, &key, now, rng)?;
    Ok(Answer::json(
        200,
        TzpkResponse::new(&wrapped, engine.profile()).to_json(),
    ))
}

pub(super) fn set_pin<S: Store>(engine: &mut Engine<S>, request: &Request, now: u64) -> Result<Answer, Rejection> {
    let message = SetRequest::from_json(json(request)?)?;
    let block = message.block(engine.profile()).map_err(|_| Refusal::PinBlock)?;
    engine.set_pin(&message.control_id, &block, now)?;
    Ok(Answer::json(200, SetResponse.to_json()))
}

pub(super) fn view_pin<S: Store>(
    engine: &mut Engine<S>,
    request: &Request,
    now: u64,
    rng: &mut dyn CryptoRng,
) -> Result<Answer, Rejection> {
    let message = ViewRequest::from_json(json(request)?)?;
    let key = message.key(engine.profile()).map_err(|_| Refusal::PublicKey)?;
    let shown = engine.view_pin(&message.control_id, &key, now, rng)?;
    let answer = ViewResponse::new(&shown.tzpk, &shown.pin_block, engine.profile());
    Ok(Answer::json(200, answer.to_json()))
}

/// The body, when it is sent as JSON: a form of the same bytes could come from any page.
pub(super) fn json(request: &Request) -> Result<&[u8], Rejection> {
    match &request.body {
        Body::Json(text) => Ok(text.expose().as_bytes()),
        _ => Err(crate::error::MessageError::WrongType.into()),
    }
}
