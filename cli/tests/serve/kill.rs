//! A kill at any moment loses no PIN that was acknowledged, and lets no token be used twice.

use std::collections::BTreeMap;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use pinproof::message::Scope;
use pinproof::profile::Profile;
use pinproof::rand_core::Rng as _;

use crate::records::Disk;
use crate::support::Service;
use crate::support::device::End;
use crate::support::http::Http;

const KILLS: usize = 50;
const CLIENTS: usize = 4;

/// What was acknowledged.
#[derive(Default)]
struct Known {
    /// Card and PIN of each plastic.
    pins: Mutex<BTreeMap<String, (String, String)>>,
    /// Tokens that have opened their page, or set their PIN.
    used: Mutex<Vec<String>>,
    /// Sessions that a kill has interrupted.
    cut: AtomicUsize,
}

/// Sets PINs until the connection breaks.
fn load(address: &str, profile: &Profile, known: &Known) -> io::Result<()> {
    let http = &mut Http::connect(address)?;
    loop {
        let pin = format!("{:06}", pinproof::os_rng().next_u32() % 1_000_000);
        let (card, plastic) = http.new_card()?;
        let id = http.token(&plastic, Scope::SetPin)?;
        known.cut.fetch_add(1, Ordering::Relaxed);
        assert_eq!(http.open_page(&id)?.status, 200);
        known.used.lock().unwrap().push(id.clone());
        let ended = http.set(profile, &id, &pin)?;
        assert_eq!(ended, End::Set);
        known.pins.lock().unwrap().insert(plastic, (card, pin));
        known.cut.fetch_sub(1, Ordering::Relaxed);
    }
}

#[test]
fn fifty_kills_under_load() {
    let profile = Profile::enfuce_v3();
    let disk = Disk::new();
    let args = disk.args(&["--admin", "--schedule", "on-demand", "--log", "error"]);
    let known = Known::default();
    // Made once, before anybody waits for it.
    crate::support::device::key(profile.rsa_bits);
    let mut checked = 0;
    for round in 0..KILLS {
        let service = Service::start(&args);
        let address = service.address.clone();
        thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| {
                    let ended = load(&address, &profile, &known);
                    assert!(ended.is_err());
                });
            }
            let pause = u64::from(pinproof::os_rng().next_u32() % 200);
            thread::sleep(Duration::from_millis(60 + pause));
            service.kill();
        });
        let service = Service::start(&args);
        let http = &mut service.connect();
        let used: Vec<String> = known.used.lock().unwrap().drain(..).collect();
        for id in used {
            assert_eq!(
                http.open_page(&id).unwrap().problem(),
                (403, "token_invalid".into()),
                "round {round}"
            );
            checked += 1;
        }
        for (card, _) in known.pins.lock().unwrap().values() {
            assert_eq!(http.pin_status(card).unwrap(), "S", "round {round}");
        }
        service.kill();
    }
    let service = Service::start(&args);
    let http = &mut service.connect();
    http.emboss().unwrap();
    let pins = known.pins.lock().unwrap();
    for (plastic, (_, pin)) in pins.iter() {
        let viewed = http.session(&profile, plastic, Scope::ViewPin, "").unwrap();
        assert_eq!(viewed, End::Shown(pin.clone()));
    }
    let cut = known.cut.load(Ordering::Relaxed);
    println!(
        "{KILLS} kills: {} PINs kept, {checked} tokens not reused, {cut} sessions interrupted",
        pins.len()
    );
    assert!(
        pins.len() >= KILLS && cut >= KILLS / 2,
        "too little load: {} PINs, {cut} interrupted",
        pins.len()
    );
}
