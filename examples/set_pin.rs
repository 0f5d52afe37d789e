//! The whole flow in one process, on both built-in profiles: a card is ordered, its PIN is set, the card is produced, and the
//! PIN is viewed. Every message is printed as it travels, with its secrets masked.
//!
//! `cargo run --example set_pin`
//!
//! The device is a typestate session, the issuer is the engine behind its wire messages. In place of sockets there is one
//! function, [`Wire::send`]; in place of a clock, a number.

use std::error::Error;

use pinproof::device::SoftwareKey;
use pinproof::issuer::engine::http::{Answer, Api, Host, Outcome};
use pinproof::issuer::engine::{
    CardData, CardholderAuthenticated, Engine, MemoryStore, PlasticId, PlasticKind, Settings,
};
use pinproof::message::{
    BasicAuth, Body, CardCreate, CardRead, ControlId, ControlRequest, ControlResponse, Method, OpenForm, PinStatus,
    Plastics, Request, Response, Scope,
};
use pinproof::page::{Bridge, Event};
use pinproof::pan::Pan;
use pinproof::pin::policy::PinFacts;
use pinproof::pin_block::BlockContext;
use pinproof::profile::{Binding, Profile};
use pinproof::secret::SecretText;
use pinproof::session::{self, Instant, SetPin, ViewPin};
use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// 2025-06-15, 15:06:40 UTC.
const START: u64 = 1_750_000_000_000;
const HOUR: u64 = 3_600_000;
/// A test number.
const PAN: &str = "4539578763621486";
/// What the cardholder has in mind.
const PIN: &str = "0739";

fn main() -> Result<()> {
    for name in Profile::BUILT_IN {
        let profile = Profile::built_in(name).ok_or("a built-in profile")?;
        println!("# {name}");
        let mut wire = Wire::new(&profile)?;
        let plastic = order_card(&mut wire)?;
        set(&mut wire, &profile, &plastic)?;
        emboss(&mut wire)?;
        view(&mut wire, &profile, &plastic)?;
        println!();
    }
    Ok(())
}

/// The back end orders a card that waits for its PIN, and picks the plastic that is to get it.
fn order_card(wire: &mut Wire) -> Result<String> {
    println!("\n## The card");
    let create = CardCreate::new(PinStatus::W).to_json();
    let body = Body::Json(SecretText::from_string(create));
    let path = "/card/v4/MC_CARD/customer/1/account/2/MAIN";
    let answer = wire.ask(back_end_request(Method::Post, path, body)?)?;
    let card = CardRead::from_json(answer.body.expose().as_bytes())?.id;
    let path = format!("/card/v3/{card}/plastic");
    let answer = wire.ask(back_end_request(Method::Get, &path, Body::Empty)?)?;
    let plastics = Plastics::from_json(answer.body.expose().as_bytes())?;
    Ok(plastics.awaiting_pin()?.id.clone())
}

/// The back end asks for a token, and the device opens the page with it.
fn open_page(wire: &mut Wire, profile: &Profile, plastic: &str, scope: Scope) -> Result<ControlId> {
    let request = ControlRequest { scope }.to_request(plastic, "app", &back_end()?, profile)?;
    let answer = wire.ask(request)?;
    let control = ControlResponse::from_json(answer.body.expose().as_bytes())?;
    wire.issued = wire.now;
    wire.now += 2_000;
    let url = control.pin_url.ok_or("no address of the page")?;
    let path = url.strip_prefix(ORIGIN).ok_or("a page of another host")?;
    // Form and session each take the id by value, so that neither outlives its use.
    let control_id = ControlId::new(control.id.as_str())?;
    wire.open(OpenForm { control_id }.to_request(path))?;
    Ok(control.id)
}

fn set(wire: &mut Wire, profile: &Profile, plastic: &str) -> Result<()> {
    println!("\n## The PIN is set");
    let mut rng = pinproof::os_rng();
    let facts = PinFacts::default();
    let control_id = open_page(wire, profile, plastic, Scope::SetPin)?;

    let key = SoftwareKey::generate(profile.rsa_bits, &mut rng)?;
    let (awaiting, request) = SetPin::start(control_id, key, context(profile)?, profile, wire.instant())?;
    let answer = wire.ask(request)?;
    let ready = awaiting.receive(&response(&answer), wire.instant(), &mut rng)?;

    // What the policy refuses is not sent, and the session stands where it was.
    wire.now += 5_000;
    for (typed, repeat) in [("073", "073"), ("0739", "0793"), (PIN, PIN)] {
        println!("typed       **** and ****");
        match ready.accept_entry(typed, Some(repeat), &facts) {
            Err(refused) => {
                println!("policy      refused: {refused}; nothing is sent");
                tell(Event::SetPinValidationError);
            }
            Ok(accepted) => {
                println!("policy      accepted");
                let (submitted, request) = ready.submit(accepted, wire.instant(), &mut rng)?;
                let answer = wire.ask(request)?;
                return match submitted.receive(&response(&answer), wire.instant())? {
                    session::Outcome::Set => {
                        tell(Event::SetPinSuccess);
                        Ok(())
                    }
                    // Here the device would go on with `retry.start` and a new key pair.
                    session::Outcome::Invalid(_retry) => Err("the issuer refuses the PIN".into()),
                };
            }
        }
    }
    Err("no PIN was accepted".into())
}

fn emboss(wire: &mut Wire) -> Result<()> {
    println!("\n## The embossing run");
    wire.now += HOUR;
    let report = wire.engine.emboss(wire.now, &mut pinproof::os_rng())?;
    for produced in &report.produced {
        println!("produced    plastic {}, PIN: {:?}", produced.sequence, produced.pin);
    }
    Ok(())
}

fn view(wire: &mut Wire, profile: &Profile, plastic: &str) -> Result<()> {
    println!("\n## The PIN is viewed");
    let mut rng = pinproof::os_rng();
    let control_id = open_page(wire, profile, plastic, Scope::ViewPin)?;
    let key = SoftwareKey::generate(profile.rsa_bits, &mut rng)?;
    let (awaiting, request) = ViewPin::start(control_id, key, context(profile)?, profile, wire.instant())?;
    let answer = wire.ask(request)?;
    let shown = awaiting.receive(&response(&answer), wire.instant(), &mut rng)?;
    if !bool::from(shown.pin().ct_eq(&PIN.parse()?)) {
        return Err("not the PIN that was set".into());
    }
    println!("screen      ****, which is the PIN that was set");
    tell(Event::ViewPinSuccess);
    Ok(())
}

/// What the PAN of this card binds, when the profile's PIN blocks are bound to it.
fn context(profile: &Profile) -> Result<BlockContext> {
    Ok(match profile.pin_block.binding {
        Binding::None => BlockContext::NoPan,
        _ => BlockContext::Pan(PAN.parse::<Pan>()?),
    })
}

/// The page tells the app. No event has a digit.
fn tell(event: Event) {
    println!("page → app  {}", event.script(Bridge::Android).unwrap_or_default());
}

const ORIGIN: &str = "https://pin.example";

/// The line between everybody and the issuer.
struct Wire {
    api: Api,
    engine: Engine<MemoryStore>,
    now: u64,
    /// When the token of the session was issued.
    issued: u64,
}

impl Wire {
    fn new(profile: &Profile) -> Result<Self> {
        Ok(Self {
            api: Api::new(back_end()?, ORIGIN, None),
            engine: Engine::start(profile.clone(), Settings::default(), MemoryStore::new(), START)?,
            now: START,
            issued: START,
        })
    }

    fn instant(&self) -> Instant {
        Instant::from_ms(self.now - self.issued)
    }

    fn send(&mut self, request: &Request) -> Outcome {
        println!("→ {} {}", request.method.name(), request.target());
        for (name, _) in &request.headers {
            println!("  {name}: ****");
        }
        match &request.body {
            Body::Form(_) => println!("  controlId=****"),
            body => print_masked(body.as_bytes()),
        }
        let rng = &mut pinproof::os_rng();
        let outcome = self.api.handle(&mut self.engine, &mut Bank, request, self.now, rng);
        match &outcome {
            Outcome::Answer(answer) => {
                println!("← {}", answer.status);
                print_masked(answer.body.expose().as_bytes());
            }
            Outcome::Page(scope) => println!("← 200\n  the page to {}", scope.operation()),
        }
        outcome
    }

    fn ask(&mut self, request: Request) -> Result<Answer> {
        self.now += 100;
        match self.send(&request) {
            Outcome::Answer(answer) => Ok(answer),
            Outcome::Page(_) => Err("a page where an answer was due".into()),
        }
    }

    fn open(&mut self, request: Request) -> Result<()> {
        match self.send(&request) {
            Outcome::Page(_) => Ok(()),
            Outcome::Answer(_) => Err("the page does not open".into()),
        }
    }
}

/// The issuer's own knowledge. A real one asks its authentication server before it vouches for a cardholder.
struct Bank;

impl Host for Bank {
    fn cardholder(&mut self, _: &Request, plastic: &PlasticId) -> Option<CardholderAuthenticated> {
        Some(CardholderAuthenticated::assertion(plastic.clone()))
    }

    fn new_card(&mut self, _: &Request) -> Option<(PlasticKind, CardData)> {
        let data = CardData {
            pan: PAN.parse().ok(),
            ..CardData::default()
        };
        Some((PlasticKind::Physical, data))
    }
}

/// Prints JSON. What is not known to be public is a secret.
fn print_masked(body: &[u8]) {
    if let Ok(mut value) = serde_json::from_slice::<Value>(body) {
        // The id of a card or a plastic is public, that of a control token is not.
        let id_is_public = value.get("pinURL").is_none();
        mask(&mut value, "", id_is_public);
        println!("  {value}");
    }
}

fn mask(value: &mut Value, name: &str, id_is_public: bool) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                mask(field, name, id_is_public);
            }
        }
        Value::Array(items) => {
            for item in items {
                mask(item, name, id_is_public);
            }
        }
        Value::String(text) => match name {
            "scope" | "pinStatus" | "pinURL" | "status" | "cardId" | "type" | "title" | "code" => {}
            "id" if id_is_public => {}
            "publicKey" => *text = format!("{}… ({} characters)", text.get(..12).unwrap_or("?"), text.len()),
            "tzpk" | "pinBlock" => *text = format!("**** ({} characters)", text.len()),
            _ => *text = "****".into(),
        },
        _ => {}
    }
}

fn back_end() -> Result<BasicAuth> {
    Ok(BasicAuth::new("back-end", "for this example only")?)
}

fn back_end_request(method: Method, path: &str, body: Body) -> Result<Request> {
    Ok(Request {
        method,
        path: path.into(),
        query: Vec::new(),
        headers: vec![("Authorization".into(), back_end()?.header_value())],
        body,
    })
}

fn response(answer: &Answer) -> Response<'_> {
    Response {
        status: answer.status,
        content_type: Some(answer.content_type),
        body: answer.body.expose().as_bytes(),
    }
}
