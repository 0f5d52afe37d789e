//! Requests with secrets that turn up nowhere else: PINs of 12 digits, PANs that nobody has, fresh keys; asked so that some are
//! done and most are refused, because it is the refusals that are logged.

pub(in crate::conformance::check) mod draw;
mod policies;
pub(in crate::conformance::check::secrets) mod unwraps;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use self::draw::{clear_block, decode_request, key, pan, pin, sealed};
use super::secret::{Collector, Secret, place};
use crate::conformance::check::Context;
use crate::conformance::client::Request;
use crate::pin_block::Format;
use crate::tzpk::{CheckMethod, TzpkKind};

/// Requests to ask, and what must turn up nowhere.
#[derive(Default)]
pub(super) struct Canaries {
    pub(super) requests: Vec<Request>,
    pub(super) secrets: Vec<Secret>,
}

/// Canaries for all that the client claims and the selection has a use for.
pub(super) fn draw(context: &mut Context<'_>) -> Canaries {
    let mut canaries = Canaries::default();
    let mut wanted = Vec::new();
    for format in Format::ALL {
        wanted.extend(encode(format, context.rng));
        wanted.extend(decode(format, context.rng));
        // One kind of key will do: what is logged does not depend on it.
        let goes = |kind: &&TzpkKind| context.capabilities.keys.contains(kind) && format.check_key(**kind).is_ok();
        let profile = context.selection.profile.as_ref().map(|profile| profile.tzpk.kind);
        if let Some(kind) = TzpkKind::ALL
            .iter()
            .filter(goes)
            .find(|kind| profile.is_none_or(|own| own == **kind))
        {
            wanted.extend(online(format, *kind, context.rng));
        }
    }
    for method in CheckMethod::ALL {
        wanted.extend(check_values(method, context));
    }
    wanted.extend(policies::wishes(
        context.selection.profile.as_ref().map(|profile| &profile.pin_policy),
        context.rng,
    ));
    for Wish { request, what, more } in wanted {
        if context.capabilities.lacks(&request, None).is_none() && context.selection.fits(&request, None) {
            canaries.add(request, what, &more);
        }
    }
    unwraps::add(context, &mut canaries);
    canaries
}

impl Canaries {
    /// One more request. `more` says in hex or digits which secrets come to light inside of it.
    fn add(&mut self, request: Request, what: &str, more: &[More]) {
        let place = place(&request, what);
        let mut collector = Collector {
            place: &place,
            secrets: &mut self.secrets,
        };
        collector.request(&request);
        for more in more {
            match more {
                More::Pin(pin) => collector.digits("a PIN", pin),
                More::Key(key) => collector.hex("a key", key),
                More::PrivateKey(der) => collector.private_key(der),
            }
        }
        self.requests.push(request);
    }
}

/// A request, what is special about it, and what comes to light in it.
struct Wish {
    request: Request,
    what: &'static str,
    more: Vec<More>,
}

enum More {
    Pin(String),
    /// Hex.
    Key(String),
    PrivateKey(Vec<u8>),
}

fn wish(request: Request, what: &'static str) -> Wish {
    Wish {
        request,
        what,
        more: Vec::new(),
    }
}

/// What is not a digit in a PIN of the right length otherwise, too long a PIN, a PAN that is none.
fn entries(rng: &mut dyn CryptoRng) -> [(String, String, &'static str); 5] {
    let mut draw = || (pin(rng), pan(rng));
    let [plain, letter, long, short_pan, odd_pan] = [draw(), draw(), draw(), draw(), draw()];
    [
        (plain.0, plain.1, "a good entry"),
        (format!("{}x", letter.0), letter.1, "a letter in the PIN"),
        (format!("{}7", long.0), long.1, "a PIN of 13 digits"),
        (short_pan.0, format!("{}1234567", short_pan.1), "a PAN of 23 digits"),
        (odd_pan.0, format!("{}-", odd_pan.1), "a dash in the PAN"),
    ]
}

fn encode(format: Format, rng: &mut dyn CryptoRng) -> Vec<Wish> {
    let wishes = entries(rng).map(|(pin, pan, what)| {
        let request = Request::PinBlockEncode {
            format,
            pin,
            pan: Some(pan),
            fill: None,
        };
        wish(request, what)
    });
    wishes.into()
}

fn decode(format: Format, rng: &mut dyn CryptoRng) -> Vec<Wish> {
    let names = [
        "a good block",
        "a wrong control nibble",
        "a wrong length nibble",
        "a block that is cut",
    ];
    let wishes = names.into_iter().map(|what| {
        let (pin, pan) = (pin(rng), pan(rng));
        let mut bytes = clear_block(format, &pin, &pan, rng);
        match what {
            "a wrong control nibble" => flip(&mut bytes, 0, 0xf0),
            "a wrong length nibble" => flip(&mut bytes, 0, 0x0f),
            "a block that is cut" => bytes.truncate(bytes.len().saturating_sub(1)),
            _ => {}
        }
        Wish {
            request: decode_request(format, &bytes, &pan),
            what,
            more: [More::Pin(pin)].into(),
        }
    });
    wishes.collect()
}

fn flip(bytes: &mut [u8], place: usize, mask: u8) {
    if let Some(byte) = bytes.get_mut(place) {
        *byte ^= mask;
    }
}

fn online(format: Format, kind: TzpkKind, rng: &mut dyn CryptoRng) -> Vec<Wish> {
    let encrypt = |key: &[u8], pin: String, pan: String| Request::PinBlockEncrypt {
        format,
        kind,
        key: hex::encode(key),
        pin,
        pan: Some(pan),
        fill: None,
    };
    let mut wishes = Vec::new();
    for (pin, pan, what) in entries(rng) {
        wishes.push(wish(encrypt(&key(kind, rng), pin, pan), what));
    }
    for (what, bad) in bad_keys(kind, rng) {
        wishes.push(wish(encrypt(&bad, pin(rng), pan(rng)), what));
    }
    for what in ["a good block", "a block under another key", "a block that is cut"] {
        let (pin, pan, bytes) = (pin(rng), pan(rng), key(kind, rng));
        let Some(mut encrypted) = sealed(format, kind, &bytes, &pin, &pan, rng) else {
            continue;
        };
        let mut asked = bytes;
        match what {
            "a block under another key" => asked = key(kind, rng),
            "a block that is cut" => encrypted.truncate(encrypted.len().saturating_sub(1)),
            _ => {}
        }
        let request = Request::PinBlockDecrypt {
            format,
            kind,
            key: hex::encode(asked),
            encrypted: hex::encode(encrypted),
            pan: Some(pan),
        };
        wishes.push(Wish {
            request,
            what,
            more: [More::Pin(pin)].into(),
        });
    }
    wishes
}

/// A key that is a byte short, one with a byte too many, and a weak one.
fn bad_keys(kind: TzpkKind, rng: &mut dyn CryptoRng) -> Vec<(&'static str, Vec<u8>)> {
    let (mut short, mut long, mut weak) = (key(kind, rng), key(kind, rng), key(kind, rng));
    short.pop();
    long.push(0x5a);
    let mut bad = Vec::from([
        ("a key that is a byte short", short),
        ("a key with a byte too many", long),
    ]);
    if kind.is_tdes() {
        weak.copy_within(..8, 8);
        bad.push(("a key with two equal halves", weak));
    }
    bad
}

fn check_values(method: CheckMethod, context: &mut Context<'_>) -> Vec<Wish> {
    let goes =
        |kind: &&TzpkKind| context.capabilities.keys.contains(kind) && (method == CheckMethod::Tdes) == kind.is_tdes();
    let Some(kind) = TzpkKind::ALL.iter().find(goes).copied() else {
        return Vec::new();
    };
    let good = ("a good key", key(kind, context.rng));
    let keys = [good].into_iter().chain(bad_keys(kind, context.rng));
    let wishes = keys.map(|(what, key)| {
        let key = hex::encode(key);
        wish(Request::TzpkCheckValue { kind, key, method }, what)
    });
    wishes.collect()
}
