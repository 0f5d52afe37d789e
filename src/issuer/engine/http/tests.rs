//! The whole way, from the back end's request to the digits on the device.

mod refused;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

use super::*;
use crate::device::{DeviceKey, RsaBits, SoftwareKey};
use crate::issuer::engine::{MemoryStore, Settings};
use crate::message::{Body, CardRead, ControlId, ControlResponse, OpenForm, Plastics, Problem, Response};
use crate::pan::Pan;
use crate::pin::policy::PinFacts;
use crate::pin_block::BlockContext;
use crate::profile::{Binding, Profile};
use crate::secret::SecretText;
use crate::session::{Instant, Outcome as Told, SetPin, ViewPin};

const NOW: u64 = 1_750_000_000_000;
const PAN: &str = "5413330089020011";

struct Bank {
    vouches: bool,
}

impl Host for Bank {
    fn cardholder(&mut self, _: &Request, plastic: &PlasticId) -> Option<CardholderAuthenticated> {
        self.vouches
            .then(|| CardholderAuthenticated::assertion(plastic.clone()))
    }

    fn new_card(&mut self, _: &Request) -> Option<(PlasticKind, CardData)> {
        let data = CardData {
            pan: PAN.parse::<Pan>().ok(),
            ..CardData::default()
        };
        Some((PlasticKind::Physical, data))
    }
}

struct World {
    api: Api,
    engine: Engine<MemoryStore>,
    bank: Bank,
    rng: ChaCha20Rng,
    now: u64,
}

impl World {
    fn new(profile: Profile) -> Self {
        let auth = BasicAuth::new("app", "p:ss").unwrap();
        Self {
            api: Api::new(auth, "https://pin.example/", Some("k1")),
            engine: Engine::start(profile, Settings::default(), MemoryStore::new(), NOW).unwrap(),
            bank: Bank { vouches: true },
            rng: ChaCha20Rng::seed_from_u64(1),
            now: NOW,
        }
    }

    fn send(&mut self, request: &Request) -> Outcome {
        self.api
            .handle(&mut self.engine, &mut self.bank, request, self.now, &mut self.rng)
    }

    fn answer(&mut self, request: &Request) -> Answer {
        match self.send(request) {
            Outcome::Answer(answer) => answer,
            Outcome::Page(scope) => panic!("the page for {scope:?}"),
        }
    }

    fn ok(&mut self, request: &Request) -> SecretText {
        let answer = self.answer(request);
        assert!((200..300).contains(&answer.status), "{}", answer.body.expose());
        assert_eq!(answer.content_type, "application/json");
        answer.body
    }

    fn refused(&mut self, request: &Request) -> (u16, String) {
        let answer = self.answer(request);
        assert_eq!(answer.content_type, Problem::CONTENT_TYPE);
        let problem = Problem::from_json(answer.body.expose().as_bytes()).unwrap();
        assert_eq!(problem.status, Some(answer.status));
        (answer.status, problem.code.unwrap())
    }

    /// A card with one plastic.
    fn card(&mut self, status: &str) -> (String, String) {
        let body = format!("{{\"pinStatus\":\"{status}\"}}");
        let path = "/card/v4/MC_CARD/customer/1/account/2/MAIN";
        let card = CardRead::from_json(self.ok(&back_end(Method::Post, path, &body)).expose().as_bytes()).unwrap();
        let plastic = self.plastics(&card.id).awaiting_pin().unwrap().id.clone();
        (card.id, plastic)
    }

    fn plastics(&mut self, card: &str) -> Plastics {
        let list = self.ok(&back_end(Method::Get, &format!("/card/v3/{card}/plastic"), ""));
        Plastics::from_json(list.expose().as_bytes()).unwrap()
    }

    fn token(&mut self, plastic: &str, scope: &str) -> ControlId {
        let response = self.ok(&control(plastic, scope));
        let response = ControlResponse::from_json(response.expose().as_bytes()).unwrap();
        assert_eq!(
            response.pin_url.as_deref(),
            Some("https://pin.example/pincontrol/v2/pin")
        );
        assert_eq!(
            response.pin_frame_url.as_deref(),
            Some("https://pin.example/pincontrol/v2/frame?key=k1")
        );
        response.id
    }

    fn key(&self) -> SoftwareKey {
        key(self.engine.profile().rsa_bits)
    }

    fn context(&self) -> BlockContext {
        match self.engine.profile().pin_block.binding {
            Binding::None => BlockContext::NoPan,
            _ => BlockContext::Pan(PAN.parse().unwrap()),
        }
    }

    /// Sets a PIN as a device does.
    fn set(&mut self, id: ControlId, pin: &str) -> Told {
        let profile = self.engine.profile().clone();
        let (awaiting, request) = SetPin::start(id, self.key(), self.context(), &profile, Instant::from_ms(0)).unwrap();
        let answer = self.answer(&request);
        let ready = awaiting
            .receive(
                &response(&answer),
                Instant::from_ms(1),
                &mut ChaCha20Rng::seed_from_u64(2),
            )
            .unwrap();
        let accepted = ready.accept_entry(pin, Some(pin), &PinFacts::default()).unwrap();
        let (submitted, request) = ready
            .submit(accepted, Instant::from_ms(2), &mut ChaCha20Rng::seed_from_u64(3))
            .unwrap();
        let answer = self.answer(&request);
        submitted.receive(&response(&answer), Instant::from_ms(3)).unwrap()
    }
}

/// Made once for each length: it takes long.
fn key(bits: RsaBits) -> SoftwareKey {
    static KEYS: std::sync::Mutex<Vec<(RsaBits, Vec<u8>)>> = std::sync::Mutex::new(Vec::new());
    let mut keys = KEYS.lock().unwrap();
    if !keys.iter().any(|(made, _)| *made == bits) {
        let key = SoftwareKey::generate(bits, &mut ChaCha20Rng::seed_from_u64(4)).unwrap();
        keys.push((bits, key.to_pkcs8_der().expose().to_vec()));
    }
    let (_, pkcs8) = keys.iter().find(|(made, _)| *made == bits).unwrap();
    SoftwareKey::from_pkcs8_der(pkcs8).unwrap()
}

fn response(answer: &Answer) -> Response<'_> {
    Response {
        status: answer.status,
        content_type: Some(answer.content_type),
        body: answer.body.expose().as_bytes(),
    }
}

fn back_end(method: Method, path: &str, body: &str) -> Request {
    let auth = BasicAuth::new("app", "p:ss").unwrap();
    Request {
        method,
        path: path.to_string(),
        query: vec![("auditUser".to_string(), "test".to_string())],
        headers: vec![("authorization".to_string(), auth.header_value())],
        body: match method {
            Method::Get => Body::Empty,
            Method::Post => Body::Json(SecretText::copy_from(body)),
        },
    }
}

fn control(plastic: &str, scope: &str) -> Request {
    let path = format!("/pincontrol/v2/plastic/{plastic}");
    back_end(Method::Post, &path, &format!("{{\"scope\":\"{scope}\"}}"))
}

fn open(id: &ControlId) -> Request {
    let control_id = ControlId::new(id.as_str()).unwrap();
    OpenForm { control_id }.to_request(Api::PIN_PATH)
}

fn again(id: &ControlId) -> ControlId {
    ControlId::new(id.as_str()).unwrap()
}

#[test]
fn set_produced_and_viewed_on_both_profiles() {
    for profile in [Profile::enfuce_v3(), Profile::aes_iso4()] {
        let mut world = World::new(profile.clone());
        let (card, plastic) = world.card("W");
        let id = world.token(&plastic, "SET_PIN");
        assert!(matches!(world.send(&open(&id)), Outcome::Page(Scope::SetPin)));
        assert!(matches!(world.set(id, "073951"), Told::Set));

        let request = back_end(Method::Get, &format!("/card/v4/{card}"), "");
        assert!(world.ok(&request).expose().contains("\"pinStatus\":\"S\""));
        let view = control(&plastic, "VIEW_PIN");
        assert_eq!(world.refused(&view), (409, "not_produced".into()));
        world.engine.emboss(world.now, &mut world.rng).unwrap();

        let id = world.token(&plastic, "VIEW_PIN");
        let (awaiting, request) =
            ViewPin::start(id, world.key(), world.context(), &profile, Instant::from_ms(0)).unwrap();
        let answer = world.answer(&request);
        let shown = awaiting
            .receive(
                &response(&answer),
                Instant::from_ms(1),
                &mut ChaCha20Rng::seed_from_u64(5),
            )
            .unwrap();
        assert_eq!(shown.pin().expose_digits(), [0, 7, 3, 9, 5, 1]);
    }
}

#[test]
fn a_pin_that_only_the_issuer_refuses_may_be_tried_again() {
    let mut profile = Profile::enfuce_v3();
    profile.attempts = 2;
    profile.pin_policy.deny = vec!["0739".to_string()];
    let mut world = World::new(profile);
    let (_, plastic) = world.card("W");
    let id = world.token(&plastic, "SET_PIN");
    // A device with a policy of its own.
    let device = Profile::enfuce_v3();
    let send = |world: &mut World, id: &ControlId| {
        let (awaiting, request) = SetPin::start(
            again(id),
            world.key(),
            BlockContext::NoPan,
            &device,
            Instant::from_ms(0),
        )
        .unwrap();
        let answer = world.answer(&request);
        let mut rng = ChaCha20Rng::seed_from_u64(6);
        let ready = awaiting
            .receive(&response(&answer), Instant::from_ms(1), &mut rng)
            .unwrap();
        let accepted = ready.accept_entry("0739", None, &PinFacts::default()).unwrap();
        let (_, request) = ready.submit(accepted, Instant::from_ms(1), &mut rng).unwrap();
        let first = world.refused(&request);
        (first, world.refused(&request))
    };
    let no_key = (409, "no_key".to_string());
    assert_eq!(
        send(&mut world, &id),
        ((422, "pin_not_accepted".into()), no_key.clone())
    );
    assert_eq!(send(&mut world, &id), ((403, "attempts_used".into()), no_key));
}
