//! The public keys.

use pinproof::conformance::vector::Level;

use super::{Around, Finding, Rule};
use crate::serve::judged::facts::{Form, Key};
use crate::serve::judged::session::{Session, State};

pub(super) const RULES: &[Rule] = &[
    Rule {
        slug: "key-form",
        level: Level::Must,
        says: "The public key is a SubjectPublicKeyInfo in the one DER form, in the encoding of the profile",
        vector: "key_generate/bits-2048",
        judge: key_form,
    },
    Rule {
        slug: "key-length",
        level: Level::Must,
        says: "The modulus is as long as the profile says",
        vector: "key_generate/bits-2048",
        judge: key_length,
    },
    Rule {
        slug: "key-exponent",
        level: Level::Must,
        says: "The public exponent is 65537",
        vector: "key_generate/bits-2048",
        judge: key_exponent,
    },
    Rule {
        slug: "key-once",
        level: Level::Must,
        says: "A key pair is for one TZPK: it is never sent again, in no session",
        vector: "kit_sessions/fresh-keys",
        judge: key_once,
    },
    Rule {
        slug: "new-key-after-refusal",
        level: Level::Must,
        says: "After the issuer refused a PIN, the next one goes with a new key pair",
        vector: "session_entry/refused-then-taken",
        judge: new_key_after_refusal,
    },
];

/// The public keys of a session, each with its place and the state that it was sent in.
fn keys(session: &Session) -> Vec<(usize, State, Key)> {
    let keys = session
        .walk()
        .filter_map(|(place, state, facts)| facts.key.map(|key| (place, state, key)));
    keys.collect()
}

fn each(session: &Session, is_wrong: impl Fn(&Key) -> bool, why: impl Fn(&Key) -> String) -> Finding {
    let keys = keys(session);
    if keys.is_empty() {
        return Finding::Unseen("no public key was sent");
    }
    let wrong: Vec<&(usize, State, Key)> = keys.iter().filter(|(.., key)| is_wrong(key)).collect();
    let first = wrong.first().map(|(.., key)| why(key));
    Finding::of(wrong.iter().map(|(place, ..)| *place).collect(), || {
        first.unwrap_or_default()
    })
}

fn key_form(session: &Session, _: &Around<'_>) -> Finding {
    each(
        session,
        |key| key.form != Form::Right,
        |key| match key.form {
            Form::Encoding => "the public key is not in the encoding of the profile, or not in its one form".to_owned(),
            _ => "the public key is not a SubjectPublicKeyInfo of an RSA key in the one DER form".to_owned(),
        },
    )
}

fn key_length(session: &Session, around: &Around<'_>) -> Finding {
    let wanted = around.profile.rsa_bits.bits();
    let is_wanted = |bits: usize| u32::try_from(bits).is_ok_and(|bits| bits == wanted);
    each(
        session,
        |key| key.size.is_some_and(|(bits, _)| !is_wanted(bits)),
        |key| {
            format!(
                "the modulus has {} bits, the profile asks for {wanted}",
                key.size.unwrap_or_default().0
            )
        },
    )
}

fn key_exponent(session: &Session, _: &Around<'_>) -> Finding {
    each(
        session,
        |key| key.size.is_some_and(|(_, exponent)| exponent != 65_537),
        |key| format!("the public exponent is {}, not 65537", key.size.unwrap_or_default().1),
    )
}

fn key_once(session: &Session, around: &Around<'_>) -> Finding {
    let keys = keys(session);
    if keys.is_empty() {
        return Finding::Unseen("no public key was sent");
    }
    let mut elsewhere = None;
    let again = keys.iter().enumerate().filter(|(index, (_, state, key))| {
        let first = around.keys.get(&key.hash).filter(|first| **first != session.number);
        elsewhere = elsewhere.or(first.copied());
        // After a refusal it is the next rule that says so.
        let here = *state != State::Refused && keys.iter().take(*index).any(|(.., other)| other.hash == key.hash);
        here || first.is_some()
    });
    let places = again.map(|(_, (place, ..))| *place).collect();
    Finding::of(places, || match elsewhere {
        Some(number) => format!("the public key was sent before, in session {number}"),
        None => "the public key was sent before in this session".to_owned(),
    })
}

fn new_key_after_refusal(session: &Session, _: &Around<'_>) -> Finding {
    let keys = keys(session);
    let mut after = keys
        .iter()
        .enumerate()
        .filter(|(_, (_, state, _))| *state == State::Refused)
        .peekable();
    if after.peek().is_none() {
        return Finding::Unseen("no PIN was refused, or none was sent after it");
    }
    let again = after.filter(|(index, (.., key))| keys.iter().take(*index).any(|(.., other)| other.hash == key.hash));
    Finding::of(again.map(|(_, (place, ..))| *place).collect(), || {
        "the next PIN was asked a TZPK for with the key pair of the one that was refused".to_owned()
    })
}
