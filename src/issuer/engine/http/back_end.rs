//! What a back end asks for. Its credentials have been checked.

use alloc::string::String;

use rand_core::CryptoRng;

use super::device::json;
use super::{Answer, Api, Host, Path, Rejection};
use crate::error::MessageError;
use crate::issuer::engine::{AuditUser, CardId, Engine, Plastic, PlasticId, PlasticStatus, Refusal, Store};
use crate::message::{
    self, CardCreate, CardRead, CardUpdate, ControlRequest, ControlResponse, Method, Plastics, Request,
};

impl Api {
    pub(super) fn issue_token<S: Store>(
        &self,
        engine: &mut Engine<S>,
        host: &mut dyn Host,
        request: &Request,
        plastic: &PlasticId,
        now: u64,
        rng: &mut dyn CryptoRng,
    ) -> Result<Answer, Rejection> {
        let scope = ControlRequest::from_json(json(request)?)?.scope;
        let user = request.query.iter().find(|(name, _)| name == "auditUser");
        let (_, user) = user.ok_or(MessageError::MissingField)?;
        let user = AuditUser::new(user).ok_or(MessageError::Value)?;
        let authenticated = host.cardholder(request, plastic).ok_or(Rejection::Cardholder)?;
        if authenticated.plastic() != plastic {
            return Err(Rejection::Cardholder);
        }
        let id = engine.issue_token(authenticated, scope, user, now, rng)?;
        let origin = &self.origin;
        let frame_url = |key: &String| alloc::format!("{origin}{}?key={key}", Self::FRAME_PATH);
        let response = ControlResponse {
            id,
            pin_url: Some(alloc::format!("{origin}{}", Self::PIN_PATH)),
            pin_frame_url: self.frame_key.as_ref().map(frame_url),
        };
        Ok(Answer::json(201, response.to_json()))
    }
}

pub(super) fn cards<S: Store>(
    engine: &mut Engine<S>,
    host: &mut dyn Host,
    request: &Request,
    now: u64,
    rng: &mut dyn CryptoRng,
) -> Result<Answer, Rejection> {
    let path: alloc::vec::Vec<&str> = request.path.split('/').skip(1).collect();
    let path: &Path<'_> = &path;
    match (request.method, path) {
        (Method::Post, ["card", "v4", _, "customer", _, "account", _, _]) => {
            let pin_status = CardCreate::from_json(json(request)?)?.pin_status;
            let (kind, data) = host.new_card(request).ok_or(Refusal::CardData)?;
            let (id, _) = engine.create_card(pin_status, kind, data, now, rng)?;
            read(engine, &id, 201)
        }
        (Method::Get, ["card", "v4", id]) => read(engine, &card_id(id)?, 200),
        (Method::Post, ["card", "v4", id]) => {
            let id = card_id(id)?;
            let update = CardUpdate::from_json(json(request)?)?;
            engine.change_pin_status(&id, update.pin_status, now)?;
            read(engine, &id, 200)
        }
        (Method::Get, ["card", "v3", id, "plastic"]) => {
            let plastics = engine.plastics(&card_id(id)?)?;
            let plastics = Plastics(plastics.into_iter().map(on_the_wire).collect());
            Ok(Answer::json(200, plastics.to_json()))
        }
        (Method::Post, ["card", "v3", id, "plastic", plastic, "update", action]) => {
            let plastic = PlasticId::new(plastic).ok_or(Rejection::NotFound)?;
            let plastic = engine.plastic(&plastic)?;
            if plastic.card != card_id(id)? {
                return Err(Rejection::NotFound);
            }
            let next = next_status(action, &plastic)?;
            engine.change_plastic_status(&plastic.id, next, now)?;
            let plastic = engine.plastic(&plastic.id)?;
            Ok(Answer::json(200, Plastics(alloc::vec![on_the_wire(plastic)]).to_json()))
        }
        (Method::Post, ["card", "v3", _, "plastic"])
        | (
            Method::Get,
            ["card", "v3", _, "plastic", _, "update", _] | ["card", "v4", _, "customer", _, "account", _, _],
        ) => Err(Rejection::Method),
        _ => Err(Rejection::NotFound),
    }
}

fn card_id(text: &str) -> Result<CardId, Rejection> {
    CardId::new(text).ok_or(Rejection::NotFound)
}

fn read<S: Store>(engine: &Engine<S>, id: &CardId, status: u16) -> Result<Answer, Rejection> {
    let card = engine.card(id)?;
    let message = CardRead {
        id: String::from(card.id.as_str()),
        pin_status: card.pin_status,
    };
    Ok(Answer::json(status, message.to_json()))
}

/// `CANCEL` is for what has not been produced, `CLOSE` for what has.
fn next_status(action: &str, plastic: &Plastic) -> Result<PlasticStatus, Rejection> {
    let ordered = plastic.status == PlasticStatus::Inactive;
    match action {
        "ACTIVATE" => Ok(PlasticStatus::Active),
        "LOCK" => Ok(PlasticStatus::Locked),
        "CANCEL" if ordered => Ok(PlasticStatus::Closed),
        "CLOSE" if !ordered => Ok(PlasticStatus::Closed),
        "CANCEL" | "CLOSE" => Err(Refusal::PlasticStatus.into()),
        _ => Err(Rejection::NotFound),
    }
}

fn on_the_wire(plastic: Plastic) -> message::Plastic {
    message::Plastic {
        id: String::from(plastic.id.as_str()),
        card_id: Some(String::from(plastic.card.as_str())),
        sequence_number: u64::from(plastic.sequence),
        status: match plastic.status {
            PlasticStatus::Inactive => message::PlasticStatus::Inactive,
            PlasticStatus::Active => message::PlasticStatus::Active,
            PlasticStatus::Locked => message::PlasticStatus::Locked,
            PlasticStatus::Closed => message::PlasticStatus::Closed,
        },
    }
}
