//! From the turns of a session to its messages and back.

use crate::device::{PublicKey, WrappedTzpk};
use crate::error::{Error, SessionError};
use crate::message::{
    ControlId, Problem, Request, Response, SetRequest, SetResponse, TzpkRequest, TzpkResponse, ViewRequest,
    ViewResponse,
};
use crate::pin_block::EncryptedPinBlock;
use crate::profile::Profile;

/// The id once more, for a message. The message wipes its own.
fn again(control_id: &ControlId) -> Result<ControlId, Error> {
    Ok(ControlId::new(control_id.as_str())?)
}

pub(super) fn tzpk_request(control_id: &ControlId, key: &PublicKey, profile: &Profile) -> Result<Request, Error> {
    Ok(TzpkRequest::new(again(control_id)?, key, profile).to_request(profile))
}

pub(super) fn set_request(
    control_id: &ControlId,
    block: &EncryptedPinBlock,
    profile: &Profile,
) -> Result<Request, Error> {
    Ok(SetRequest::new(again(control_id)?, block, profile).to_request(profile))
}

pub(super) fn view_request(control_id: &ControlId, key: &PublicKey, profile: &Profile) -> Result<Request, Error> {
    Ok(ViewRequest::new(again(control_id)?, key, profile).to_request(profile))
}

pub(super) fn tzpk_response(response: &Response<'_>, key: &PublicKey, profile: &Profile) -> Result<WrappedTzpk, Error> {
    TzpkResponse::from_json(body(response)?)?.wrapped(key, profile)
}

pub(super) fn set_response(response: &Response<'_>) -> Result<(), Error> {
    let body = body(response)?;
    SetResponse::from_json(body)?;
    // Unknown fields are passed over, so an answer to the message before would do as well, and a refusal whose status was
    // lost on the way.
    if Problem::from_json(body).is_ok_and(|problem| is_refusal(&problem)) {
        return Err(SessionError::ServerRejected.into());
    }
    if TzpkResponse::from_json(body).is_ok() {
        return Err(SessionError::Replayed.into());
    }
    Ok(())
}

/// Whether a body is one of RFC 9457 for a refusal: by its status or, where it has none, by a title with more to it. One such
/// field alone may be anything.
fn is_refusal(problem: &Problem) -> bool {
    match problem.status {
        Some(status) => status >= 400,
        None => problem.title.is_some() && (problem.code.is_some() || problem.detail.is_some()),
    }
}

pub(super) fn view_response(
    response: &Response<'_>,
    key: &PublicKey,
    profile: &Profile,
) -> Result<(WrappedTzpk, EncryptedPinBlock), Error> {
    let answer = ViewResponse::from_json(body(response)?)?;
    Ok((answer.wrapped(key, profile)?, answer.block(profile)?))
}

/// Whether the issuer refuses the PIN itself: 422 (RFC 9110, section 15.5.21) with a body that says what is wrong. The
/// status alone may come from anything on the way.
pub(super) fn is_validation_error(response: &Response<'_>) -> bool {
    let problem = response.json().and_then(Problem::from_json);
    response.status == 422
        && problem.is_ok_and(|problem| {
            // Every field is optional, so any object is a problem, unless it has to say so by what is in it.
            is_problem(response)
                || problem.status.is_some()
                || [problem.title, problem.detail, problem.code]
                    .iter()
                    .any(Option::is_some)
        })
}

/// The body of a success. Nothing but 200 is one, and no redirect is followed: it could lead to another host.
fn body<'a>(response: &Response<'a>) -> Result<&'a [u8], Error> {
    match response.status {
        200 if is_problem(response) => Err(SessionError::ServerRejected.into()),
        200 => Ok(response.json()?),
        300..=399 => Err(SessionError::Redirected.into()),
        _ => Err(SessionError::ServerRejected.into()),
    }
}

fn is_problem(response: &Response<'_>) -> bool {
    let media_type = response.content_type.and_then(|value| value.split(';').next());
    media_type.is_some_and(|value| value.trim().eq_ignore_ascii_case(Problem::CONTENT_TYPE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_whose_status_was_lost_sets_no_pin() {
        let says = |body: &str| {
            set_response(&Response {
                status: 200,
                content_type: Some("application/json"),
                body: body.as_bytes(),
            })
        };
        for body in [
            r#"{"type":"about:blank","title":"No","status":422,"code":"pin_invalid"}"#,
            r#"{"type":"about:blank","title":"No","code":"pin_invalid"}"#,
            r#"{"title":"No","detail":"The PIN is too simple."}"#,
        ] {
            assert_eq!(says(body), Err(SessionError::ServerRejected.into()), "{body}");
        }
        // What else a success says is its own affair.
        for body in [
            "{}",
            r#"{"code":"ok"}"#,
            r#"{"title":"Done"}"#,
            r#"{"status":200,"title":"Done","code":"ok"}"#,
        ] {
            assert_eq!(says(body), Ok(()), "{body}");
        }
    }

    #[test]
    fn what_says_that_a_pin_is_not_valid() {
        let says = |status, content_type, body: &str| {
            is_validation_error(&Response {
                status,
                content_type,
                body: body.as_bytes(),
            })
        };
        let (problem, json) = (
            Some("application/problem+json"),
            Some("application/json; charset=utf-8"),
        );
        let full = r#"{"type":"about:blank","title":"No","status":422,"code":"pin_invalid"}"#;
        for content_type in [problem, json, None] {
            assert!(says(422, content_type, full));
            assert!(says(422, content_type, r#"{"code":"pin_invalid"}"#));
            for status in [200, 400, 409, 423, 500] {
                assert!(!says(status, content_type, full));
            }
            for body in ["", "422", "[]", r#"{"code":7}"#, r#"{"code":"a","code":"b"}"#] {
                assert!(!says(422, content_type, body));
            }
        }
        assert!(says(422, Some("Application/Problem+JSON; charset=utf-8"), "{}"));
        assert!(!says(422, json, "{}"));
        assert!(!says(422, None, r#"{"error":"no"}"#));
        assert!(!says(422, Some("text/html"), full));
    }
}
