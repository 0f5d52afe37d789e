//! Twin runs: the same requests with two PINs of one length. What differs then, but for the answers' own fields, depends on
//! the PIN. Finds the leak of a PIN of four digits, which drowns in any log, and of what is only made from it.
//!
//! Each script is run five times: twice with one PIN, so that what changes anyway is known and masked, twice with the other, and
//! once more with the first, so that no clock and no counter can pass for a PIN.

mod script;

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use base64ct::{Base64, Encoding as _};
use rand_core::CryptoRng;

use self::script::Script;
use super::super::apart::{Apart, changing, form, told_apart};
use crate::conformance::check::Context;
use crate::conformance::client::{Answer, Client, Encrypted, Fault, Output, Prompt, Request};

/// Which PIN is in each run.
const RUNS: [usize; 5] = [0, 0, 1, 1, 0];

/// What one run gave, request by request; standard error in lines.
#[derive(Default)]
struct Heard {
    stderr: Option<Vec<String>>,
    native: Vec<String>,
    error: Vec<String>,
    did: Vec<String>,
}

/// What the twin runs found on one channel.
#[derive(Default)]
pub(super) struct Channel {
    /// Texts or lines that were compared.
    pub(super) heard: usize,
    /// Words that changed with one and the same PIN, and were masked.
    pub(super) masked: usize,
    /// The first difference between two PINs.
    pub(super) leak: Option<String>,
}

/// What the twin runs found.
#[derive(Default)]
pub(super) struct Twins {
    /// None where nobody listens to standard error.
    pub(super) stderr: Option<Channel>,
    pub(super) native: Channel,
    pub(super) error: Channel,
    pub(super) answers: Channel,
    /// Requests in one run.
    pub(super) requests: usize,
}

/// Makes the twin runs.
///
/// # Errors
/// A [`Fault`] after which nothing can be asked.
pub(super) fn run(context: &mut Context<'_>) -> Result<Twins, Fault> {
    let mut twins = Twins::default();
    for script in Script::all(context) {
        twins.requests = twins.requests.max(script.len());
        context.client.take_stderr();
        let mut heard = Vec::new();
        for pin in RUNS {
            heard.push(hear(context.client, &script, pin)?);
        }
        twins.compare(&script, &heard);
    }
    Ok(twins)
}

/// One run. A crash or a hang is what the client did; it is heard as such. Encrypted blocks are no secret, and masked.
fn hear(client: &mut dyn Client, script: &Script, pin: usize) -> Result<Heard, Fault> {
    let mut heard = Heard::default();
    let mut encrypted = Vec::new();
    for request in script.requests(pin) {
        if let Request::PinBlockDecrypt { encrypted: block, .. } = request {
            encrypted.push(block.clone());
        }
        let answer = client.answer(&Prompt::probe(request.clone()));
        let (did, native, error) = match answer {
            Ok(Answer::Ok(output)) => {
                if let Output::Encrypted(Encrypted { encrypted: block }) = output {
                    encrypted.push(block);
                }
                ("accepted".to_string(), None, None)
            }
            Ok(Answer::Reject { class, native }) => (class.to_string(), native, None),
            Ok(Answer::Unsupported(why)) => ("unsupported".to_string(), None, Some(why)),
            Err(Fault::Wrapper(why)) => ("an error of the wrapper".to_string(), None, Some(why)),
            Err(Fault::Hang(_)) => ("no answer".to_string(), None, None),
            Err(Fault::Crash(_)) => ("a crash".to_string(), None, None),
            Err(fault @ (Fault::Protocol(_) | Fault::Gone(_))) => return Err(fault),
        };
        heard.did.push(did);
        heard.native.push(without(native.unwrap_or_default(), &encrypted));
        heard.error.push(without(error.unwrap_or_default(), &encrypted));
    }
    // Each byte is a character of its own: a log need not be text.
    let text = |bytes: Vec<u8>| without(bytes.into_iter().map(char::from).collect(), &encrypted);
    let stderr = client.take_stderr().map(text);
    heard.stderr = stderr.map(|text| text.lines().map(ToString::to_string).collect());
    Ok(heard)
}

/// `text` without the blocks, whole in hex or base64.
fn without(mut text: String, encrypted: &[String]) -> String {
    if text.is_empty() {
        return text;
    }
    for block in encrypted.iter().filter(|block| !block.is_empty()) {
        let base64 = Base64::encode_string(&hex::decode(block).unwrap_or_default());
        for form in [block, &block.to_uppercase(), &base64] {
            if text.contains(form.as_str()) {
                text = text.replace(form.as_str(), "<encrypted>");
            }
        }
    }
    text
}

impl Twins {
    fn compare(&mut self, script: &Script, heard: &[Heard]) {
        let answered = |place: usize| format!("the answer to {}", script.name(place));
        let texts = |of: fn(&Heard) -> &Vec<String>| heard.iter().map(of).collect::<Vec<_>>();
        self.native.request_by_request(&texts(|heard| &heard.native), &answered);
        self.error.request_by_request(&texts(|heard| &heard.error), &answered);
        self.answers.request_by_request(&texts(|heard| &heard.did), &answered);
        let lines: Vec<&Vec<String>> = heard.iter().filter_map(|heard| heard.stderr.as_ref()).collect();
        if lines.len() == RUNS.len() {
            let with = script.digits();
            let channel = self.stderr.get_or_insert_default();
            channel.lines(&lines, &|what| format!("{what} with PINs of {with} digits"));
        }
    }
}

impl Channel {
    /// Compares texts that belong to one request each.
    fn request_by_request(&mut self, runs: &[&Vec<String>], place: &dyn Fn(usize) -> String) {
        let longest = runs.iter().map(|texts| texts.len()).max().unwrap_or_default();
        for index in 0..longest {
            let texts: Vec<&str> = runs
                .iter()
                .map(|texts| texts.get(index).map_or("", String::as_str))
                .collect();
            if texts.iter().all(|text| text.is_empty()) {
                continue;
            }
            if let Some(apart) = self.hear(&texts) {
                self.leak
                    .get_or_insert_with(|| format!("{} {}", place(index), words(apart)));
            }
        }
    }

    /// Compares lines that belong to the runs as a whole.
    fn lines(&mut self, runs: &[&Vec<String>], what: &dyn Fn(String) -> String) {
        let [first, second] = [0, 1].map(|pin| of(runs, pin));
        let counts = [&first, &second].map(|runs| {
            let mut counts: Vec<usize> = runs.iter().map(|lines| lines.len()).collect();
            counts.dedup();
            counts
        });
        let leak = match &counts {
            [one, other] if one.len() == 1 && one == other => {
                let mut found = None;
                for index in 0..one.first().copied().unwrap_or_default() {
                    let texts: Vec<&str> = runs
                        .iter()
                        .map(|lines| lines.get(index).map_or("", String::as_str))
                        .collect();
                    if let Some(apart) = self.hear(&texts) {
                        let line = index.saturating_add(1);
                        found.get_or_insert_with(|| format!("line {line} {}", words(apart)));
                    }
                }
                found
            }
            [one, other] if one.len() == 1 && other.len() == 1 => {
                self.heard = self.heard.saturating_add(1);
                Some(format!(
                    "the number of lines depends on the PIN: {one:?} against {other:?}"
                ))
            }
            // The number of lines changes by itself: lines are compared by what they look like.
            _ => {
                self.heard = self.heard.saturating_add(1);
                self.masked = self.masked.saturating_add(1);
                (only_here(&first, &second) || only_here(&second, &first))
                    .then(|| "a line is there with one PIN only".to_string())
            }
        };
        if let Some(leak) = leak {
            self.leak.get_or_insert_with(|| what(leak));
        }
    }

    fn hear(&mut self, texts: &[&str]) -> Option<Apart> {
        let [first, second] = [0, 1].map(|pin| of(texts, pin));
        self.heard = self.heard.saturating_add(1);
        self.masked = self.masked.saturating_add(changing(&first).max(changing(&second)));
        told_apart(&first, &second)
    }
}

/// Whether a line, by its form, is in all runs with one PIN and in none with the other.
fn only_here(here: &[&Vec<String>], there: &[&Vec<String>]) -> bool {
    let forms = |runs: &[&Vec<String>]| -> Vec<BTreeSet<String>> {
        runs.iter()
            .map(|lines| lines.iter().map(|line| form(line)).collect())
            .collect()
    };
    let (here, there) = (forms(here), forms(there));
    let candidates = here.first().into_iter().flatten();
    let in_all = |form: &String| here.iter().all(|forms| forms.contains(form));
    let nowhere = |form: &String| !there.iter().any(|forms| forms.contains(form));
    candidates.into_iter().any(|form| in_all(form) && nowhere(form))
}

/// What belongs to the runs with one of the PINs.
fn of<T: Copy>(runs: &[T], pin: usize) -> Vec<T> {
    let own = runs.iter().zip(RUNS).filter(|(_, run)| *run == pin);
    own.map(|(heard, _)| *heard).collect()
}

fn words(apart: Apart) -> String {
    match apart {
        Apart::Word(number) => format!("depends on the PIN in its word {number}"),
        Apart::Form => "depends on the PIN in its length or form".to_string(),
    }
}

/// A PIN and its twin, which differs in every digit and is odd where it is even.
fn pair(length: usize, rng: &mut dyn CryptoRng) -> [String; 2] {
    let pin: String = super::canaries::draw::pin(rng).chars().take(length).collect();
    let nine_less = |digit: char| {
        digit
            .to_digit(10)
            .and_then(|digit| char::from_digit(9_u32.saturating_sub(digit), 10))
    };
    let twin = pin.chars().filter_map(nine_less).collect();
    [pin, twin]
}
