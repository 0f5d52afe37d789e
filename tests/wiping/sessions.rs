//! Sessions of the driver, each left by its own way and by an end that comes from outside.

use pinproof::device::{DeviceKey, PublicKey, RsaBits, SoftwareKey, WrapScheme, WrappedTzpk};
use pinproof::error::{Error, UnwrapFailed};
use pinproof::message::{ControlId, Problem, Response, Scope, SetResponse, TzpkResponse, ViewResponse};
use pinproof::page::{Bridge, SET_PIN};
use pinproof::pin::Pin;
use pinproof::pin::policy::PinFacts;
use pinproof::pin_block::{BlockContext, Format, PinCipher};
use pinproof::profile::Profile;
use pinproof::rand_core::CryptoRng;
use pinproof::secret::SecretBytes;
use pinproof::session::driver::{Device, Driver, Input, KeySource, Opening, State};
use pinproof::session::{Instant, Ledger};
use pinproof::tzpk::{Tzpk, TzpkKind};

use super::recorder::{Secret, leaks};
use super::{ASCII, DIGITS, NOTHING, PAN, clear_block, key_bytes, pin_as_typed, rng, tzpk};

const CONTROL_ID: &str = "4d1c7ab0e95f4d2f8c36";

/// A key pair that unwraps whatever it gets to one TZPK.
struct Held(PublicKey);

impl DeviceKey for Held {
    fn public_key(&self) -> &PublicKey {
        &self.0
    }

    fn unwrap(self, _: &WrappedTzpk, scheme: &WrapScheme, _: &mut dyn CryptoRng) -> Result<Tzpk, UnwrapFailed> {
        scheme.accept(SecretBytes::copy_from(&key_bytes()[..scheme.kind.key_len()]))
    }
}

/// Hands out the public keys that it was given.
struct HeldKeys(Vec<PublicKey>);

impl KeySource for HeldKeys {
    type Key = Held;

    fn generate(&mut self, _: RsaBits, _: &mut dyn CryptoRng) -> Result<Held, Error> {
        Ok(Held(self.0.pop().unwrap()))
    }
}

/// Plays one session: `inputs` one after the other.
fn play(flow: Scope, keys: &[PublicKey], inputs: &[Input<'_>], end: State) {
    let opening = Opening {
        flow,
        profile: &Profile::enfuce_v3(),
        control_id: ControlId::new(CONTROL_ID).unwrap(),
        context: BlockContext::NoPan,
        bridge: Bridge::Frame,
        parent: None,
        now: Instant::from_ms(0),
    };
    let mut device = Device {
        keys: &mut HeldKeys(keys.to_vec()),
        rng: &mut rng(9),
        ledger: &mut Ledger::new(),
        facts: PinFacts::default(),
    };
    let (mut driver, mut step) = Driver::open(opening, &mut device);
    for input in inputs {
        step = driver.input(*input, &mut device);
    }
    assert_eq!(step.state, end);
}

#[test]
fn sessions() {
    let profile = Profile::enfuce_v3();
    let keys = [31, 32].map(|seed| {
        let key = SoftwareKey::generate(RsaBits::B2048, &mut rng(seed)).unwrap();
        key.public_key().clone()
    });
    let wrapped = WrappedTzpk::new(&[0x5a; 256], &keys[0]).unwrap();
    let pin = Pin::from_digits(DIGITS).unwrap();
    let block = PinCipher::new(&tzpk(TzpkKind::Tdes2))
        .encrypt(Format::Iso1, &pin, &BlockContext::NoPan, &mut rng(1))
        .unwrap();
    let json = |status, body| {
        Input::Response(Response {
            status,
            content_type: Some("application/json"),
            body,
        })
    };
    let [exchange, shown, done, problem] = [
        TzpkResponse::new(&wrapped, &profile).to_json(),
        ViewResponse::new(&wrapped, &block, &profile).to_json(),
        SetResponse.to_json(),
        Problem::new(422, "pin_invalid", "no").to_json(),
    ];
    let exchange = json(200, exchange.as_bytes());
    let (shown, done) = (json(200, shown.as_bytes()), json(200, done.as_bytes()));
    let invalid = json(422, problem.as_bytes());
    let typed = core::str::from_utf8(ASCII).unwrap();
    let differs = Input::Submit {
        pin: typed,
        repeat: Some("861973520462"),
    };
    let (typed, submit) = (Input::Typed(typed), Input::Call(SET_PIN));

    let mut sought = Vec::from(pin_as_typed());
    sought.extend(clear_block(&pin, &PAN.parse().unwrap()));
    sought.push(Secret::new("TZPK", &key_bytes()[..16]));
    sought.push(Secret::new("control id", CONTROL_ID.as_bytes()));
    // Each turn, left by its own way and by an end that comes from outside.
    let set: [(&[Input<'_>], State); 9] = [
        (&[exchange, typed, submit, done], State::Done),
        (&[typed, exchange, differs, submit, invalid], State::AwaitingTzpk),
        (&[typed, exchange, submit, invalid, exchange], State::Failed),
        (&[typed, exchange, submit, Input::NetworkError], State::Failed),
        (&[typed, exchange, submit], State::Submitted),
        (&[typed, exchange, Input::Cancel], State::Failed),
        (
            &[typed, exchange, Input::Clock(Instant::from_ms(300_000)), submit],
            State::Failed,
        ),
        (&[typed, typed, done], State::Failed),
        (&[], State::AwaitingTzpk),
    ];
    for (inputs, end) in set {
        let found = leaks(&sought, || play(Scope::SetPin, &keys, inputs, end));
        assert_eq!(found, NOTHING, "{inputs:?}");
    }
    for (inputs, end) in [(&[shown], State::Done), (&[done], State::Failed)] {
        let found = leaks(&sought, || play(Scope::ViewPin, &keys, inputs, end));
        assert_eq!(found, NOTHING, "{inputs:?}");
    }
}
