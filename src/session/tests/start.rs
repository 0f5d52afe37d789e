//! What a session does not start with.

use super::super::testing::*;
use super::super::*;
use crate::device::RsaBits;
use crate::error::{Misuse, PanError, SessionError};
use crate::pin_block::{BlockContext, Format};
use crate::profile::{Binding, Profile};

#[test]
fn what_does_not_fit_the_profile_is_found_at_the_start() {
    let start = |profile: &Profile, context| {
        let key = FakeKey::new(profile.rsa_bits, &mut rng(1));
        SetPin::start(token("a"), key, context, profile, ms(0)).map(drop)
    };
    let pan = || BlockContext::Pan("5413330089020011".parse().unwrap());
    let card_token = || BlockContext::Token("8661218353725212".parse().unwrap());
    let missing = Err(Misuse::ContextMissing.into());
    let unexpected = Err(Misuse::ContextUnexpected.into());

    let iso1 = Profile::enfuce_v3();
    assert_eq!(start(&iso1, BlockContext::NoPan), Ok(()));
    assert_eq!(start(&iso1, pan()), unexpected);
    assert_eq!(start(&iso1, card_token()), unexpected);

    let mut iso4 = Profile::aes_iso4();
    assert_eq!(start(&iso4, BlockContext::NoPan), missing);
    assert_eq!(start(&iso4, pan()), Ok(()));
    assert_eq!(start(&iso4, card_token()), unexpected);
    iso4.pin_block.binding = Binding::Token;
    assert_eq!(start(&iso4, pan()), unexpected);
    assert_eq!(start(&iso4, card_token()), Ok(()));

    let mut iso0 = Profile::enfuce_v3();
    iso0.pin_block.format = Format::Iso0;
    iso0.pin_block.binding = Binding::Pan;
    assert_eq!(start(&iso0, pan()), Ok(()));
    let short = BlockContext::Pan("123456789012".parse().unwrap());
    assert_eq!(start(&iso0, short), Err(PanError::Length.into()));

    let mut mixed = Profile::enfuce_v3();
    mixed.pin_block.format = Format::Iso4;
    assert_eq!(start(&mixed, pan()), Err(Misuse::FormatKey.into()));

    let key = FakeKey::new(RsaBits::B3072, &mut rng(1));
    let long = SetPin::start(token("a"), key, BlockContext::NoPan, &iso1, ms(0));
    assert_eq!(long.map(drop), Err(SessionError::KeySize.into()));
}
