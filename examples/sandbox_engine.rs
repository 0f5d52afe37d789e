//! A sandbox of the issuer's service in one loop: the engine, a virtual clock, and a queue of requests in the place of sockets.
//!
//! `cargo run --example sandbox_engine`
//!
//! A back end orders three cards, a cardholder sets the PIN of the first, the loop holds the embossing run when its hour has
//! come, and the cardholder looks at the PIN. What a service with sockets has to add: to turn its requests into
//! [`Request`]s, to send [`Answer`]s, and to say in [`Host`] how it knows that the cardholder was authenticated.

use std::collections::VecDeque;
use std::error::Error;

use pinproof::device::SoftwareKey;
use pinproof::issuer::engine::http::{Answer, Api, Host, Outcome};
use pinproof::issuer::engine::{
    CardholderAuthenticated, Engine, MemoryStore, PlasticId, RunReport, Schedule, Settings,
};
use pinproof::message::{
    BasicAuth, Body, CardCreate, CardRead, ControlId, ControlRequest, ControlResponse, Method, OpenForm, PinStatus,
    Plastics, Request, Response, Scope,
};
use pinproof::pin::policy::PinFacts;
use pinproof::pin_block::BlockContext;
use pinproof::profile::Profile;
use pinproof::secret::SecretText;
use pinproof::session::{Instant, Outcome as Set, SetPin, ViewPin};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// 2025-06-15, 15:06:40 UTC.
const START: u64 = 1_750_000_000_000;
const MINUTE: u64 = 60_000;

/// The sandbox takes every cardholder for authenticated. A service asks its authentication server here.
struct TrustingHost;

impl Host for TrustingHost {
    fn cardholder(&mut self, _request: &Request, plastic: &PlasticId) -> Option<CardholderAuthenticated> {
        Some(CardholderAuthenticated::assertion(plastic.clone()))
    }
}

struct Sandbox {
    api: Api,
    engine: Engine<MemoryStore>,
    host: TrustingHost,
    now: u64,
    inbox: VecDeque<Request>,
    outbox: VecDeque<Outcome>,
}

impl Sandbox {
    fn new(profile: &Profile) -> Result<Self> {
        let mut settings = Settings::default();
        settings.schedule = Schedule::Hourly;
        Ok(Self {
            api: Api::new(back_end()?, "https://sandbox.example", None),
            engine: Engine::start(profile.clone(), settings, MemoryStore::new(), START)?,
            host: TrustingHost,
            now: START,
            inbox: VecDeque::new(),
            outbox: VecDeque::new(),
        })
    }

    /// One turn of the loop: every request that has come, then what the clock asks for.
    fn turn(&mut self) -> Result<Option<RunReport>> {
        let mut rng = pinproof::os_rng();
        while let Some(request) = self.inbox.pop_front() {
            println!("  → {} {}", request.method.name(), request.target());
            let outcome = self
                .api
                .handle(&mut self.engine, &mut self.host, &request, self.now, &mut rng);
            match &outcome {
                Outcome::Answer(answer) => println!("  ← {} ({} bytes)", answer.status, answer.body.len()),
                Outcome::Page(scope) => println!("  ← 200, the page to {}", scope.operation()),
            }
            self.outbox.push_back(outcome);
        }
        let report = self.engine.tick(self.now, &mut rng)?;
        self.engine.sweep(self.now)?;
        Ok(report)
    }

    fn ask(&mut self, request: Request) -> Result<Answer> {
        self.inbox.push_back(request);
        self.turn()?;
        match self.outbox.pop_front() {
            Some(Outcome::Answer(answer)) => Ok(answer),
            _ => Err("no answer".into()),
        }
    }

    fn order_card(&mut self, pin_status: PinStatus) -> Result<(String, String)> {
        let body = CardCreate::new(pin_status).to_json();
        let card = self.ask(request(
            Method::Post,
            "/card/v4/MC_CARD/customer/1/account/2/MAIN",
            Body::Json(SecretText::from_string(body)),
        )?)?;
        let card = CardRead::from_json(card.body.expose().as_bytes())?.id;
        let list = self.ask(request(Method::Get, &format!("/card/v3/{card}/plastic"), Body::Empty)?)?;
        let plastics = Plastics::from_json(list.body.expose().as_bytes())?;
        let plastic = plastics.awaiting_pin()?.id.clone();
        Ok((card, plastic))
    }

    fn token(&mut self, plastic: &str, scope: Scope) -> Result<ControlId> {
        let profile = self.engine.profile().clone();
        let request = ControlRequest { scope }.to_request(plastic, "sandbox", &back_end()?, &profile)?;
        let answer = self.ask(request)?;
        Ok(ControlResponse::from_json(answer.body.expose().as_bytes())?.id)
    }
}

fn main() -> Result<()> {
    let profile = Profile::enfuce_v3();
    let mut sandbox = Sandbox::new(&profile)?;
    let mut rng = pinproof::os_rng();

    println!("three cards are ordered");
    let (_, chosen) = sandbox.order_card(PinStatus::W)?;
    sandbox.order_card(PinStatus::D)?;
    sandbox.order_card(PinStatus::W)?;

    println!("the cardholder of the first sets its PIN");
    let id = sandbox.token(&chosen, Scope::SetPin)?;
    sandbox.now += 2_000;
    let form = OpenForm { control_id: copy(&id)? };
    sandbox.inbox.push_back(form.to_request(Api::PIN_PATH));
    sandbox.turn()?;
    sandbox.outbox.clear();

    let key = SoftwareKey::generate(profile.rsa_bits, &mut rng)?;
    let since_issue = |sandbox: &Sandbox, issued: u64| Instant::from_ms(sandbox.now - issued);
    let issued = sandbox.now - 2_000;
    let (awaiting, request) = SetPin::start(id, key, BlockContext::NoPan, &profile, since_issue(&sandbox, issued))?;
    let answer = sandbox.ask(request)?;
    let ready = awaiting.receive(&response(&answer), since_issue(&sandbox, issued), &mut rng)?;
    let accepted = ready.accept_entry("0739", Some("0739"), &PinFacts::default())?;
    let (submitted, request) = ready.submit(accepted, since_issue(&sandbox, issued), &mut rng)?;
    let answer = sandbox.ask(request)?;
    match submitted.receive(&response(&answer), since_issue(&sandbox, issued))? {
        Set::Set => println!("the PIN is set"),
        Set::Invalid(_) => return Err("the issuer refused the PIN".into()),
    }

    println!("the clock goes on");
    let report = loop {
        sandbox.now += MINUTE;
        if let Some(report) = sandbox.turn()? {
            break report;
        }
    };
    println!("embossing run at {} ms:", report.at);
    for made in &report.produced {
        println!("  {} produced, PIN: {:?}", made.plastic, made.pin);
    }
    for waiting in &report.waiting {
        println!("  {} waits for: {:?}", waiting.plastic, waiting.waits_for);
    }

    println!("the cardholder looks at the PIN");
    let id = sandbox.token(&chosen, Scope::ViewPin)?;
    let key = SoftwareKey::generate(profile.rsa_bits, &mut rng)?;
    let (awaiting, request) = ViewPin::start(id, key, BlockContext::NoPan, &profile, Instant::from_ms(0))?;
    let answer = sandbox.ask(request)?;
    let shown = awaiting.receive(&response(&answer), Instant::from_ms(0), &mut rng)?;
    let digits = shown.pin().expose_digits();
    println!(
        "the device shows {} digits, the right ones: {}",
        digits.len(),
        digits == [0, 7, 3, 9]
    );

    println!("the audit trail:");
    for record in sandbox.engine.store_mut().take_audit() {
        println!("  {} {:?}", record.at - START, record.event);
    }
    Ok(())
}

fn back_end() -> Result<BasicAuth> {
    Ok(BasicAuth::new("back-end", "for the sandbox only")?)
}

fn request(method: Method, path: &str, body: Body) -> Result<Request> {
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

/// The page and the session each take the id by value; a device that opens the page has it twice.
fn copy(id: &ControlId) -> Result<ControlId> {
    Ok(ControlId::new(id.as_str())?)
}
