//! Canaries in an unwrap: a fresh key in each ciphertext, and the private key.

use alloc::vec::Vec;

use super::draw::key;
use super::{Canaries, More};
use crate::conformance::check::Context;
use crate::conformance::client::{ExpectedKind, OaepFields, PrivateKeySource, Request};
use crate::conformance::oaep::EncodedMessage;
use crate::conformance::raw_rsa::RawKey;
use crate::conformance::vector::{TestCase, Verdict};
use crate::tzpk::TzpkKind;

/// Adds unwraps under a key of the vectors that the client claims to work with.
pub(super) fn add(context: &mut Context<'_>, canaries: &mut Canaries) {
    _ = all(context, canaries);
}

fn all(context: &mut Context<'_>, canaries: &mut Canaries) -> Option<()> {
    let usable = |test: &&TestCase| {
        let Request::TzpkUnwrap { scheme, expect, .. } = &test.prompt.request else {
            return false;
        };
        test.case.verdict == Verdict::Accept
            && scheme.label.is_empty()
            && *expect == ExpectedKind::Any
            && context.selection.fits(&test.prompt.request, test.rsa_bits)
            && context
                .capabilities
                .lacks(&test.prompt.request, test.rsa_bits)
                .is_none()
    };
    let test = context
        .suite
        .cases()
        .iter()
        .filter(usable)
        .min_by_key(|test| test.rsa_bits)?;
    let Request::TzpkUnwrap {
        key: PrivateKeySource::Pkcs8 { pkcs8 },
        scheme,
        ..
    } = &test.prompt.request
    else {
        return None;
    };
    let der = hex::decode(pkcs8).ok()?;
    let private = RawKey::from_pkcs8(&der).ok()?;
    let mut broken = der;
    broken.truncate(broken.len().saturating_sub(9));

    let changes: [(&'static str, usize, Change); 9] = [
        ("a good key", 16, Change::None),
        ("a good key of 24 bytes", 24, Change::None),
        ("a key of 17 bytes", 17, Change::None),
        (
            "a key where the kind asks for another length",
            32,
            Change::Expect(TzpkKind::Tdes2),
        ),
        ("a wrong leading byte", 16, Change::Parts(|parts| parts.y = 1)),
        ("a wrong label hash", 16, Change::Parts(|parts| parts.lhash.fill(0x5a))),
        ("no separator", 16, Change::Parts(|parts| parts.separator = Some(0))),
        ("a ciphertext that is cut", 16, Change::Cut),
        ("a private key that is cut", 16, Change::PrivateKey),
    ];
    for (what, len, change) in changes {
        let mut payload: Vec<u8> = key(TzpkKind::Aes256, context.rng);
        payload.resize(len, 0xd7);
        let mut seed = alloc::vec![0; scheme.hash.output_len()];
        context.rng.fill_bytes(&mut seed);
        let mut parts = EncodedMessage::new(private.k(), scheme.hash, &[], &seed, &payload)?;
        let (mut source, mut expect) = (hex_of(pkcs8), ExpectedKind::Any);
        let mut cut = false;
        match change {
            Change::None => {}
            Change::Parts(change) => change(&mut parts),
            Change::Expect(kind) => expect = ExpectedKind::Only(kind),
            Change::Cut => cut = true,
            Change::PrivateKey => source = hex_of(&hex::encode(&broken)),
        }
        let mut wrapped = private.encrypt(&parts.to_bytes(scheme.mgf_hash)).ok()?;
        if cut {
            wrapped.pop();
        }
        let request = Request::TzpkUnwrap {
            key: source,
            scheme: OaepFields::clone(scheme),
            wrapped: hex::encode(wrapped),
            expect,
        };
        let claimed = context.capabilities.lacks(&request, test.rsa_bits).is_none();
        if claimed && context.selection.fits(&request, test.rsa_bits) {
            let mut more = Vec::from([More::Key(hex::encode(&payload))]);
            if matches!(change, Change::PrivateKey) {
                more.push(More::PrivateKey(broken.clone()));
            }
            canaries.add(request, what, &more);
        }
    }
    Some(())
}

/// What is special about an unwrap.
#[derive(Clone, Copy)]
enum Change {
    None,
    Parts(fn(&mut EncodedMessage)),
    Expect(TzpkKind),
    Cut,
    PrivateKey,
}

fn hex_of(pkcs8: &str) -> PrivateKeySource {
    PrivateKeySource::Pkcs8 { pkcs8: pkcs8.into() }
}
