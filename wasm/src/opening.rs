//! What a session is opened with.

use pinproof::Error;
use pinproof::error::Misuse;
use pinproof::message::ControlId;
use pinproof::pin_block::BlockContext;
use pinproof::profile::Binding;
use pinproof::secret::SecretText;

use crate::{Failure, Terms};

/// The control id, and what the profile's PIN blocks are bound to. Both texts are wiped.
pub(crate) fn opening(
    terms: &Terms,
    control_id: String,
    pan: Option<String>,
    token: Option<String>,
) -> Result<(ControlId, BlockContext), Failure> {
    let control_id = SecretText::from_string(control_id);
    let [pan, token] = [pan, token].map(|text| text.map(SecretText::from_string));
    let control_id = ControlId::new(control_id.expose()).map_err(Error::from)?;
    let context = match (terms.profile().pin_block.binding, pan, token) {
        (Binding::None, _, _) => BlockContext::NoPan,
        (Binding::Pan, Some(pan), _) => BlockContext::Pan(pan.expose().parse().map_err(Error::Pan)?),
        (Binding::Token, _, Some(token)) => BlockContext::Token(token.expose().parse().map_err(Error::Pan)?),
        (Binding::Pan | Binding::Token, _, _) => return Err(Error::from(Misuse::ContextMissing).into()),
    };
    Ok((control_id, context))
}
