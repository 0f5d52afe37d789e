//! A device and an issuer for the tests: with RSA where it counts, and with a key pair that only pretends where there are
//! many sessions.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, SeedableRng};

use super::driver::{Device, Driver, Input, KeySource, Opening, Step};
use super::{Instant, Ledger};
use crate::device::{DeviceKey, PublicKey, RsaBits, WrapScheme, WrappedTzpk};
use crate::error::{Error, UnwrapFailed};
use crate::message::{
    ControlId, Problem, Request, Response, Scope, SetRequest, SetResponse, TzpkRequest, TzpkResponse, ViewRequest,
    ViewResponse,
};
use crate::page::{Bridge, Parent};
use crate::pin::Pin;
use crate::pin::policy::PinFacts;
use crate::pin_block::{BlockContext, PinCipher};
use crate::profile::Profile;
use crate::secret::SecretBytes;
use crate::tzpk::Tzpk;

pub(super) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

pub(super) fn token(name: &str) -> ControlId {
    ControlId::new(name).unwrap()
}

pub(super) fn ms(ms: u64) -> Instant {
    Instant::from_ms(ms)
}

pub(super) fn context(profile: &Profile) -> BlockContext {
    match profile.name.as_str() {
        "aes-iso4" => BlockContext::Pan("5413330089020011".parse().unwrap()),
        _ => BlockContext::NoPan,
    }
}

/// A key pair without a private half: a "wrapped" key is the beginning of the modulus, the key, and zeros.
pub(super) struct FakeKey(PublicKey);

/// How much of the modulus stands in front.
const BOUND: usize = 32;

impl FakeKey {
    pub(super) fn new(size: RsaBits, rng: &mut dyn CryptoRng) -> Self {
        let mut modulus = alloc::vec![0; size.modulus_len()];
        rng.fill_bytes(&mut modulus);
        *modulus.first_mut().unwrap() |= 0x80;
        *modulus.last_mut().unwrap() |= 1;
        Self(PublicKey::from_parts(&modulus, &[1, 0, 1]).unwrap())
    }
}

pub(super) fn fake_wrap(key: &[u8], public: &PublicKey) -> WrappedTzpk {
    let mut bytes = public.modulus()[..BOUND].to_vec();
    bytes.extend_from_slice(key);
    bytes.resize(public.modulus_len(), 0);
    WrappedTzpk::new(&bytes, public).unwrap()
}

impl DeviceKey for FakeKey {
    fn public_key(&self) -> &PublicKey {
        &self.0
    }

    fn unwrap(self, wrapped: &WrappedTzpk, scheme: &WrapScheme, _: &mut dyn CryptoRng) -> Result<Tzpk, UnwrapFailed> {
        fake_unwrap(&self.0, wrapped, scheme).and_then(|key| scheme.accept(key))
    }
}

pub(super) fn fake_unwrap(
    public: &PublicKey,
    wrapped: &WrappedTzpk,
    scheme: &WrapScheme,
) -> Result<SecretBytes, UnwrapFailed> {
    let (bound, rest) = wrapped.as_bytes().split_at(BOUND);
    let (key, zeros) = rest.split_at(scheme.kind.key_len());
    if bound == &public.modulus()[..BOUND] && zeros.iter().all(|byte| *byte == 0) {
        Ok(SecretBytes::copy_from(key))
    } else {
        Err(UnwrapFailed)
    }
}

pub(super) struct FakeKeys;

impl KeySource for FakeKeys {
    type Key = FakeKey;

    fn generate(&mut self, size: RsaBits, rng: &mut dyn CryptoRng) -> Result<FakeKey, Error> {
        Ok(FakeKey::new(size, rng))
    }
}

/// Status, content type, body.
#[derive(Clone)]
pub(super) struct Reply(pub(super) u16, pub(super) Option<&'static str>, pub(super) Vec<u8>);

impl Reply {
    pub(super) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self(200, Some("application/json"), body.into())
    }

    pub(super) fn invalid() -> Self {
        let problem = Problem::new(422, "pin_invalid", "The PIN is not valid");
        Self(422, Some(Problem::CONTENT_TYPE), problem.to_json().into_bytes())
    }

    pub(super) fn response(&self) -> Response<'_> {
        Response {
            status: self.0,
            content_type: self.1,
            body: &self.2,
        }
    }
}

/// The issuer, which remembers what it saw.
pub(super) struct Issuer {
    pub(super) profile: Profile,
    rng: ChaCha20Rng,
    wrap: fn(&Tzpk, &PublicKey, &Profile, &mut ChaCha20Rng) -> WrappedTzpk,
    tzpk: Option<Tzpk>,
    /// The PINs that came, under which TZPK.
    pub(super) pins: Vec<(String, Vec<u8>)>,
    /// The public keys that came.
    pub(super) keys: Vec<Vec<u8>>,
}

impl Issuer {
    pub(super) fn fake(profile: &Profile) -> Self {
        Self {
            profile: profile.clone(),
            rng: rng(1_000),
            wrap: |tzpk, public, _, _| fake_wrap(tzpk.expose(), public),
            tzpk: None,
            pins: Vec::new(),
            keys: Vec::new(),
        }
    }

    #[cfg(feature = "issuer")]
    pub(super) fn real(profile: &Profile) -> Self {
        Self {
            wrap: |tzpk, public, profile, rng| crate::issuer::wrap_tzpk(tzpk, public, &profile.oaep, rng).unwrap(),
            ..Self::fake(profile)
        }
    }

    /// What an issuer that is content with everything answers.
    pub(super) fn answer(&mut self, request: &Request) -> Reply {
        let body = request.body.as_bytes();
        if request.path == self.profile.paths.set {
            let block = SetRequest::from_json(body).unwrap().block(&self.profile).unwrap();
            let tzpk = self.tzpk.take().unwrap();
            let pin = PinCipher::new(&tzpk).decrypt(&block, &context(&self.profile)).unwrap();
            self.pins.push((digits(&pin), tzpk.expose().to_vec()));
            return Reply::json(SetResponse.to_json());
        }
        if request.path == self.profile.paths.tzpk {
            let public = TzpkRequest::from_json(body).unwrap().key(&self.profile).unwrap();
            let wrapped = self.new_tzpk(&public);
            return Reply::json(TzpkResponse::new(&wrapped, &self.profile).to_json());
        }
        assert_eq!(request.path, self.profile.paths.view);
        let public = ViewRequest::from_json(body).unwrap().key(&self.profile).unwrap();
        let wrapped = self.new_tzpk(&public);
        let cipher = PinCipher::new(self.tzpk.as_ref().unwrap());
        let format = self.profile.pin_block.format;
        let pin = "9071".parse().unwrap();
        let block = cipher.encrypt(format, &pin, &context(&self.profile), &mut self.rng);
        Reply::json(ViewResponse::new(&wrapped, &block.unwrap(), &self.profile).to_json())
    }

    /// The answer with this TZPK.
    pub(super) fn answer_with(&mut self, request: &Request, key: &[u8]) -> Reply {
        let body = request.body.as_bytes();
        let public = TzpkRequest::from_json(body).unwrap().key(&self.profile).unwrap();
        Reply::json(TzpkResponse::new(&fake_wrap(key, &public), &self.profile).to_json())
    }

    fn new_tzpk(&mut self, public: &PublicKey) -> WrappedTzpk {
        self.keys.push(public.to_spki_der().to_vec());
        let tzpk = Tzpk::generate(self.profile.tzpk.kind, &mut self.rng).unwrap();
        let wrapped = (self.wrap)(&tzpk, public, &self.profile, &mut self.rng);
        self.tzpk = Some(tzpk);
        wrapped
    }
}

pub(super) fn digits(pin: &Pin) -> String {
    pin.expose_digits().iter().map(|digit| digit.to_string()).collect()
}

/// A device with sessions of the driver, and what they gave.
pub(super) struct Bench {
    pub(super) profile: Profile,
    pub(super) ledger: Ledger,
    pub(super) parent: Option<Parent>,
    rng: ChaCha20Rng,
}

impl Bench {
    pub(super) fn new(profile: &Profile) -> Self {
        Self {
            profile: profile.clone(),
            ledger: Ledger::new(),
            parent: None,
            rng: rng(7),
        }
    }

    pub(super) fn open(&mut self, flow: Scope, name: &str, now: u64) -> (Driver<FakeKey>, Step) {
        self.open_with(&mut FakeKeys, flow, name, now)
    }

    pub(super) fn open_with<K: DeviceKey>(
        &mut self,
        keys: &mut dyn KeySource<Key = K>,
        flow: Scope,
        name: &str,
        now: u64,
    ) -> (Driver<K>, Step) {
        let opening = Opening {
            flow,
            profile: &self.profile,
            control_id: token(name),
            context: context(&self.profile),
            bridge: Bridge::Ios,
            parent: self.parent.clone(),
            now: ms(now),
        };
        Driver::open(
            opening,
            &mut Device {
                keys,
                rng: &mut self.rng,
                ledger: &mut self.ledger,
                facts: PinFacts::default(),
            },
        )
    }

    pub(super) fn input(&mut self, driver: &mut Driver<FakeKey>, input: Input<'_>) -> Step {
        self.input_with(&mut FakeKeys, driver, input)
    }

    pub(super) fn input_with<K: DeviceKey>(
        &mut self,
        keys: &mut dyn KeySource<Key = K>,
        driver: &mut Driver<K>,
        input: Input<'_>,
    ) -> Step {
        let mut device = Device {
            keys,
            rng: &mut self.rng,
            ledger: &mut self.ledger,
            facts: PinFacts::default(),
        };
        driver.input(input, &mut device)
    }

    pub(super) fn respond(&mut self, driver: &mut Driver<FakeKey>, reply: &Reply) -> Step {
        self.input(driver, Input::Response(reply.response()))
    }
}
