//! Load: requests each second and the slowest in a hundred, with key wrapping. Run by `.ci/serve.sh`, with a release
//! build as the service.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use pinproof::device::DeviceKey as _;
use pinproof::message::Scope;
use pinproof::profile::Profile;

use crate::records::Disk;
use crate::support::Service;
use crate::support::back_end::JSON;
use crate::support::device;
use crate::support::http::Http;

/// Control tokens that live at one time.
const TOKENS: usize = 10_000;
const CLIENTS: usize = 16;

/// Takes the time of each request of one kind, from all clients.
fn phase<T: Sync>(name: &str, service: &Service, items: &[T], work: impl Fn(&mut Http, &T) + Sync) -> Vec<Duration> {
    let (next, times) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let started = Instant::now();
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                let (mut http, mut own) = (service.connect(), Vec::new());
                while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let began = Instant::now();
                    work(&mut http, item);
                    own.push(began.elapsed());
                }
                times.lock().unwrap().extend(own);
            });
        }
    });
    let elapsed = started.elapsed();
    let mut times = times.into_inner().unwrap();
    times.sort_unstable();
    assert_eq!(times.len(), items.len());
    let at = |share: usize| times[(times.len() * share / 1000).min(times.len() - 1)];
    println!(
        "{name:<28} {:>7.0}/s   p50 {:>8.2?}   p99 {:>8.2?}   max {:>8.2?}",
        items.len() as f64 / elapsed.as_secs_f64(),
        at(500),
        at(990),
        at(1000)
    );
    times
}

fn run(store: &str, args: &[&str], tokens: usize) {
    let profile = Profile::enfuce_v3();
    let service = Service::start(&[args, &["--log", "error", "--schedule", "on-demand"]].concat());
    println!("{store}, {tokens} tokens, {CLIENTS} connections");
    let (plastics, ids) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    let numbers: Vec<usize> = (0..tokens).collect();
    phase("cards (two requests each)", &service, &numbers, |http, _| {
        let (_, plastic) = http.new_card().unwrap();
        plastics.lock().unwrap().push(plastic);
    });
    let plastics = plastics.into_inner().unwrap();
    phase("token and page (two each)", &service, &plastics, |http, plastic| {
        let id = http.token(plastic, Scope::SetPin).unwrap();
        assert_eq!(http.open_page(&id).unwrap().status, 200);
        ids.lock().unwrap().push(id);
    });
    let ids = ids.into_inner().unwrap();
    let public = device::key(profile.rsa_bits).public_key().to_base64();
    let exchange = |http: &mut Http, id: &String| {
        let body = format!("{{\"controlId\":\"{id}\",\"publicKey\":\"{public}\"}}");
        let answer = http.ask("POST", "/pin/v3/set/tzpk", &[JSON], body.as_bytes()).unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text());
    };
    let times = phase("key exchange (RSA wrap)", &service, &ids, exchange);
    // All tokens are in their session at once; a second exchange of each shows it.
    phase("the same again, all alive", &service, &ids, exchange);
    let slowest = times[times.len() * 99 / 100];
    assert!(
        slowest < Duration::from_secs(1),
        "p99 of the key exchange is {slowest:?}"
    );
    let some: Vec<String> = ids.into_iter().take(1_000).collect();
    phase("whole sessions of devices", &service, &some, |http, id| {
        assert_eq!(http.set(&profile, id, "0739").unwrap(), device::End::Set);
    });
    let health = service.ask("GET", "/health", &[], b"");
    assert_eq!(health.status, 200);
}

#[test]
#[ignore = "measures; see .ci/serve.sh"]
fn ten_thousand_tokens_in_memory() {
    run("memory", &[], TOKENS);
}

#[test]
#[ignore = "measures; see .ci/serve.sh"]
fn ten_thousand_tokens_on_disk() {
    let disk = Disk::new();
    run("SQLite", &disk.args(&[]), TOKENS);
}
