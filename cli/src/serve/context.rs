//! What PIN blocks are bound to: a page asks here for the PAN or the token of its card.
//!
//! An address of this service and not of the issuer's: how a device learns its PAN is not public. The control token stays as it is.

use pinproof::issuer::engine::{Refusal, Store as _, Token, TokenFault, TokenKey, TokenState};
use pinproof::message::{Method, Request};
use pinproof::profile::{Binding, Lifetimes};
use pinproof::secret::SecretText;
use serde_json::json;

use super::core::Core;
use super::fault::Draft;
use super::limit;
use super::route::Route;

/// Answers `{"controlId":…}` with what the card has.
pub(crate) fn answer(core: &Core, request: &Request) -> Draft {
    if request.method != Method::Post {
        return Draft::problem(405, "method", "The resource does not know this method.");
    }
    let id = match limit::control_id(Route::Context, request) {
        Some(id) if !limit::has_id_in_query(request) => id,
        _ => return Draft::problem(400, "message", "The message is not valid."),
    };
    bound_to(core, &TokenKey::of(&id)).unwrap_or_else(Draft::refusal)
}

fn bound_to(core: &Core, key: &TokenKey) -> Result<Draft, Refusal> {
    let engine = &core.engine;
    let Some(token) = engine.store().token(key)? else {
        engine.store().count_stranger();
        return Err(TokenFault::Unknown.into());
    };
    still_good(&token, core.clock.now(), &engine.profile().lifetimes)?;
    let data = engine.card(&engine.plastic(&token.plastic)?.card)?.data;
    let digits = |digits: &[u8]| digits.iter().map(|digit| char::from(b'0' | digit)).collect::<String>();
    let body = match engine.profile().pin_block.binding {
        Binding::None => json!({}),
        Binding::Pan => json!({ "pan": digits(data.pan.as_ref().ok_or(Refusal::CardData)?.expose_digits()) }),
        Binding::Token => json!({ "token": digits(data.token.as_ref().ok_or(Refusal::CardData)?.expose_digits()) }),
    };
    Ok(Draft::new(
        200,
        "application/json",
        SecretText::from_string(body.to_string()),
    ))
}

/// As the engine takes it for a key exchange.
fn still_good(token: &Token, now: u64, lifetimes: &Lifetimes) -> Result<(), TokenFault> {
    let within = |start: u64, length: u64| now.checked_sub(start).is_some_and(|passed| passed < length);
    match token.state {
        TokenState::Issued if within(token.issued, lifetimes.token_ms) => Ok(()),
        TokenState::Issued => Err(TokenFault::Expired),
        TokenState::Opened { at } if within(at, lifetimes.session_ms) => Ok(()),
        TokenState::Opened { .. } => Err(TokenFault::SessionOver),
        TokenState::Spent => Err(TokenFault::Used),
    }
}
