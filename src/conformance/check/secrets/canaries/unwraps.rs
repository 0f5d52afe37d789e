//! Canaries in an unwrap: a fresh key in each ciphertext, and the private key.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_core::CryptoRng;

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

/// A private key of the vectors that the client claims to work with, and how keys are wrapped to it.
pub(in crate::conformance::check::secrets) struct Usable {
    pkcs8: String,
    private: RawKey,
    scheme: OaepFields,
    rsa_bits: Option<u32>,
}

impl Usable {
    /// The shortest one.
    pub(in crate::conformance::check::secrets) fn find(context: &Context<'_>) -> Option<Self> {
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
        let cases = context.suite.cases().iter().filter(usable);
        let test = cases.min_by_key(|test| test.rsa_bits)?;
        let Request::TzpkUnwrap {
            key: PrivateKeySource::Pkcs8 { pkcs8 },
            scheme,
            ..
        } = &test.prompt.request
        else {
            return None;
        };
        Some(Self {
            private: RawKey::from_pkcs8(&hex::decode(pkcs8).ok()?).ok()?,
            pkcs8: pkcs8.to_string(),
            scheme: scheme.clone(),
            rsa_bits: test.rsa_bits,
        })
    }

    /// The parts of a padded key, to be changed.
    fn parts(&self, payload: &[u8], rng: &mut dyn CryptoRng) -> Option<EncodedMessage> {
        let mut seed = alloc::vec![0; self.scheme.hash.output_len()];
        rng.fill_bytes(&mut seed);
        EncodedMessage::new(self.private.k(), self.scheme.hash, &[], &seed, payload)
    }

    fn encrypted(&self, parts: &EncodedMessage) -> Option<Vec<u8>> {
        self.private.encrypt(&parts.to_bytes(self.scheme.mgf_hash)).ok()
    }

    fn request(&self, wrapped: &[u8], expect: ExpectedKind) -> Request {
        Request::TzpkUnwrap {
            key: hex_of(&self.pkcs8),
            scheme: self.scheme.clone(),
            wrapped: hex::encode(wrapped),
            expect,
        }
    }

    /// The request to unwrap `payload`, with nothing wrong.
    pub(in crate::conformance::check::secrets) fn wrap(
        &self,
        payload: &[u8],
        rng: &mut dyn CryptoRng,
    ) -> Option<Request> {
        let wrapped = self.encrypted(&self.parts(payload, rng)?)?;
        Some(self.request(&wrapped, ExpectedKind::Any))
    }
}

fn all(context: &mut Context<'_>, canaries: &mut Canaries) -> Option<()> {
    let usable = Usable::find(context)?;
    let mut broken = hex::decode(&usable.pkcs8).ok()?;
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
        let mut parts = usable.parts(&payload, context.rng)?;
        let (mut expect, mut cut) = (ExpectedKind::Any, false);
        match change {
            Change::None | Change::PrivateKey => {}
            Change::Parts(change) => change(&mut parts),
            Change::Expect(kind) => expect = ExpectedKind::Only(kind),
            Change::Cut => cut = true,
        }
        let mut wrapped = usable.encrypted(&parts)?;
        if cut {
            wrapped.pop();
        }
        let mut request = usable.request(&wrapped, expect);
        if let (Change::PrivateKey, Request::TzpkUnwrap { key, .. }) = (change, &mut request) {
            *key = hex_of(&hex::encode(&broken));
        }
        let claimed = context.capabilities.lacks(&request, usable.rsa_bits).is_none();
        if claimed && context.selection.fits(&request, usable.rsa_bits) {
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
