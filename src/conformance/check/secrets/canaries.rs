//! Requests with secrets that turn up nowhere else: PINs of 12 digits, PANs that nobody has, fresh keys; asked so that some are
//! done and most are refused, because it is the refusals that are logged.

mod unwraps;

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::secret::{Collector, Secret, place};
use crate::conformance::check::Context;
use crate::conformance::clear::{Clear, Wanted, block_key};
use crate::conformance::client::{Facts, Request};
use crate::pin::policy::PinPolicy;
use crate::pin_block::Format;
use crate::tzpk::{CheckMethod, Tzpk, TzpkKind};

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
    wanted.extend(policies(
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

fn digit(rng: &mut dyn CryptoRng) -> char {
    loop {
        let mut byte = [0];
        rng.fill_bytes(&mut byte);
        // 250 is the largest multiple of 10 in a byte: every digit is as likely.
        if let [byte @ 0..250] = byte {
            return char::from(b'0'.saturating_add(byte % 10));
        }
    }
}

fn digits(count: usize, rng: &mut dyn CryptoRng) -> String {
    (0..count).map(|_| digit(rng)).collect()
}

/// Twelve digits, no two neighbours the same or in a row, so that a policy without other rules takes them.
pub(super) fn pin(rng: &mut dyn CryptoRng) -> String {
    let mut pin = String::new();
    while pin.len() < 12 {
        let next = digit(rng);
        let far = |last: char| u32::from(last).abs_diff(u32::from(next)) > 1;
        if pin.chars().next_back().is_none_or(far) {
            pin.push(next);
        }
    }
    pin
}

/// A PAN of 16 digits that no network issues (99), with a right check digit.
pub(super) fn pan(rng: &mut dyn CryptoRng) -> String {
    let start = format!("99{}", digits(13, rng));
    let right = |pan: &String| crate::pan::Pan::from_ascii(pan.as_bytes()).is_ok_and(|pan| pan.has_valid_check_digit());
    let candidates = (0..10).map(|last| format!("{start}{last}"));
    candidates.into_iter().find(right).unwrap_or(start)
}

pub(super) fn key(kind: TzpkKind, rng: &mut dyn CryptoRng) -> Vec<u8> {
    Tzpk::generate(kind, rng)
        .map(|key| key.expose().to_vec())
        .unwrap_or_default()
}

/// The clear block of `pin`, or format 4's PIN field.
pub(super) fn clear_block(format: Format, pin: &str, pan: &str, rng: &mut dyn CryptoRng) -> Vec<u8> {
    let wanted = Wanted {
        format,
        pin,
        pan: Some(pan),
        fill: None,
    };
    match wanted.encode(rng) {
        Ok(Clear::Iso0(block)) => block.expose().to_vec(),
        Ok(Clear::Iso1(block)) => block.expose().to_vec(),
        Ok(Clear::Iso2(block)) => block.expose().to_vec(),
        Ok(Clear::Iso3(block)) => block.expose().to_vec(),
        Ok(Clear::Iso4(field, _)) => field.expose().to_vec(),
        Err(_) => Vec::new(),
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
    let changes: [(&'static str, fn(&mut Vec<u8>)); 4] = [
        ("a good block", |_| {}),
        ("a wrong control nibble", |block| flip(block, 0, 0xf0)),
        ("a wrong length nibble", |block| flip(block, 0, 0x0f)),
        ("a block that is cut", |block| {
            block.truncate(block.len().saturating_sub(1))
        }),
    ];
    let wishes = changes.into_iter().map(|(what, change)| {
        let (pin, pan) = (pin(rng), pan(rng));
        let mut bytes = clear_block(format, &pin, &pan, rng);
        change(&mut bytes);
        Wish {
            request: decode_request(format, &bytes, &pan),
            what,
            more: [More::Pin(pin)].into(),
        }
    });
    wishes.collect()
}

/// The request to read a clear block.
pub(super) fn decode_request(format: Format, bytes: &[u8], pan: &str) -> Request {
    let text = Some(hex::encode(bytes));
    let (block, pin_field) = if format == Format::Iso4 {
        (None, text)
    } else {
        (text, None)
    };
    Request::PinBlockDecode {
        format,
        block,
        pin_field,
        pan: Some(pan.to_owned()),
    }
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

/// An encrypted block.
pub(super) fn sealed(
    format: Format,
    kind: TzpkKind,
    key: &[u8],
    pin: &str,
    pan: &str,
    rng: &mut dyn CryptoRng,
) -> Option<Vec<u8>> {
    let wanted = Wanted {
        format,
        pin,
        pan: Some(pan),
        fill: None,
    };
    let key = block_key(format, kind, key).ok()?;
    wanted.encode(rng).ok()?.encrypt(&key).ok()
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

/// One PIN for each class of refusal, under a policy that refuses it; with a profile, its own policy.
fn policies(profile: Option<&PinPolicy>, rng: &mut dyn CryptoRng) -> Vec<Wish> {
    let open = profile.cloned().unwrap_or_else(PinPolicy::iso);
    let ask = |what, policy: &PinPolicy, pin: String, repeat: Option<String>, facts: Option<Facts>| {
        let policy = if profile.is_some() {
            open.clone()
        } else {
            policy.clone()
        };
        wish(
            Request::PinCheck {
                policy,
                pin,
                repeat,
                facts,
            },
            what,
        )
    };
    let mut refused = pin(rng);
    let row = "345";
    refused.replace_range(9.., row);
    let mut repeated = pin(rng);
    repeated.replace_range(9.., "777");
    let denied = pin(rng);
    let (old, with_pan) = (pin(rng), pan(rng));
    let tail = with_pan.get(4..).unwrap_or_default().to_string();
    let facts = |pan: Option<&str>, old_pin: Option<&str>| {
        Some(Facts {
            pan: pan.map(str::to_owned),
            old_pin: old_pin.map(str::to_owned),
            ..Facts::default()
        })
    };
    let rule = |change: fn(&mut PinPolicy)| {
        let mut policy = PinPolicy::iso();
        change(&mut policy);
        policy
    };
    let deny = PinPolicy {
        deny: [denied.clone()].into(),
        ..PinPolicy::iso()
    };
    let mut wishes = Vec::from([
        ask(
            "a run in the PIN",
            &rule(|policy| policy.ascending_run = Some(3)),
            refused,
            None,
            None,
        ),
        ask(
            "a digit too often in the PIN",
            &rule(|policy| policy.max_in_a_row = Some(2)),
            repeated,
            None,
            None,
        ),
        ask("a PIN on the deny list", &deny, denied, None, None),
        ask(
            "the old PIN",
            &rule(|policy| policy.old_pin = true),
            old.clone(),
            None,
            facts(None, Some(&old)),
        ),
        ask(
            "the end of the PAN",
            &rule(|policy| policy.pan_tail = true),
            tail,
            None,
            facts(Some(&with_pan), None),
        ),
        ask("another repeat entry", &open, pin(rng), Some(pin(rng)), None),
        ask(
            "a PIN for a policy of 4 to 6 digits",
            &rule(|policy| policy.max = 6),
            pin(rng),
            None,
            None,
        ),
    ]);
    for (pin, pan, what) in entries(rng).into_iter().take(3) {
        wishes.push(ask(what, &open, pin.clone(), Some(pin), facts(Some(&pan), None)));
    }
    wishes
}
