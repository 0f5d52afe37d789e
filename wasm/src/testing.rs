//! An issuer for the tests, and a key pair in the place of WebCrypto's.

use pinproof::device::{DeviceKey, PublicKey, SoftwareKey, WrappedTzpk};
use pinproof::issuer;
use pinproof::message::{SetRequest, TzpkRequest, TzpkResponse, ViewRequest, ViewResponse};
use pinproof::pin_block::{BlockContext, PinCipher};
use pinproof::profile::{Binding, Profile};
use pinproof::tzpk::Tzpk;

pub(crate) const PAN: &str = "4111111111111111";

pub(crate) fn json(profile: &Profile) -> String {
    serde_json::to_string(profile).unwrap()
}

/// The PAN and the token, where the profile asks for one.
pub(crate) fn bound_to(profile: &Profile) -> (Option<String>, Option<String>) {
    let number = || Some(PAN.to_string());
    match profile.pin_block.binding {
        Binding::None => (None, None),
        Binding::Pan => (number(), None),
        Binding::Token => (None, number()),
    }
}

pub(crate) fn profiles() -> [Profile; 3] {
    let mut token = Profile::aes_iso4();
    token.pin_block.binding = Binding::Token;
    [Profile::enfuce_v3(), Profile::aes_iso4(), token]
}

/// A key pair that answers later.
pub(crate) struct Pair(SoftwareKey);

impl Pair {
    pub(crate) fn new(profile: &Profile) -> Self {
        Self(SoftwareKey::generate(profile.rsa_bits, &mut pinproof::os_rng()).unwrap())
    }

    pub(crate) fn spki(&self) -> Vec<u8> {
        self.0.public_key().to_spki_der().to_vec()
    }

    pub(crate) fn decrypt(self, wrapped: &[u8], profile: &Profile) -> Vec<u8> {
        let wrapped = WrappedTzpk::new(wrapped, self.0.public_key()).unwrap();
        let scheme = profile.wrap_scheme();
        let tzpk = self.0.unwrap(&wrapped, &scheme, &mut pinproof::os_rng());
        tzpk.unwrap().expose().to_vec()
    }
}

/// What the issuer's side answers.
pub(crate) struct Issuer {
    profile: Profile,
    tzpk: Option<Tzpk>,
}

impl Issuer {
    pub(crate) fn new(profile: &Profile) -> Self {
        Self {
            profile: profile.clone(),
            tzpk: None,
        }
    }

    fn context(&self) -> BlockContext {
        match self.profile.pin_block.binding {
            Binding::None => BlockContext::NoPan,
            Binding::Pan => BlockContext::Pan(PAN.parse().unwrap()),
            Binding::Token => BlockContext::Token(PAN.parse().unwrap()),
        }
    }

    fn wrap(&mut self, key: &PublicKey) -> WrappedTzpk {
        let mut rng = pinproof::os_rng();
        let tzpk = Tzpk::generate(self.profile.tzpk.kind, &mut rng).unwrap();
        let wrapped = issuer::wrap_tzpk(&tzpk, key, &self.profile.oaep, &mut rng).unwrap();
        self.tzpk = Some(tzpk);
        wrapped
    }

    pub(crate) fn tzpk(&mut self, request: &[u8]) -> Vec<u8> {
        let key = TzpkRequest::from_json(request).unwrap().key(&self.profile).unwrap();
        let wrapped = self.wrap(&key);
        TzpkResponse::new(&wrapped, &self.profile).to_json().into_bytes()
    }

    pub(crate) fn view(&mut self, request: &[u8], pin: &str) -> Vec<u8> {
        let key = ViewRequest::from_json(request).unwrap().key(&self.profile).unwrap();
        let wrapped = self.wrap(&key);
        let cipher = PinCipher::new(self.tzpk.as_ref().unwrap());
        let format = self.profile.pin_block.format;
        let block = cipher.encrypt(format, &pin.parse().unwrap(), &self.context(), &mut pinproof::os_rng());
        let answer = ViewResponse::new(&wrapped, &block.unwrap(), &self.profile);
        answer.to_json().into_bytes()
    }

    pub(crate) fn opens(&self, request: &[u8]) -> Vec<u8> {
        let block = SetRequest::from_json(request).unwrap().block(&self.profile).unwrap();
        let tzpk = self.tzpk.as_ref().unwrap();
        let pin = issuer::open_pin_block(tzpk, &block, &self.context()).unwrap();
        pin.expose_digits().to_vec()
    }
}
