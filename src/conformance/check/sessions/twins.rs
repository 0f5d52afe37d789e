//! Twin runs of sessions: one session with two PINs of one length. Nothing that the client says in it may differ but the
//! ciphertext: no event, no request, no refusal, no field of one, no line of its log. Finds what is only made from the PIN, and a PIN of four
//! digits where so few come by chance.

mod parts;
mod script;
mod steps;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use self::parts::{Place, without};
use self::script::Script;
use crate::conformance::check::Context;
use crate::conformance::check::twin::{Channel, Differs, Runs, Stderr};
use crate::conformance::client::{Client, Fault};
use crate::conformance::scenario::{self, cut};
use crate::conformance::vector::TestCase;

/// What the twin runs found.
#[derive(Default)]
pub(super) struct Twins {
    /// Events, requests and refusals.
    pub(super) messages: Channel,
    /// None where nobody listens to standard error.
    pub(super) stderr: Option<Channel>,
    /// Scripts in which the client came to know a PIN.
    pub(super) played: usize,
}

/// What one session gave.
#[derive(Default)]
struct Heard {
    /// By step, then by part of the message.
    parts: BTreeMap<Place, String>,
    stderr: Option<Vec<String>>,
    /// Steps that were answered.
    steps: usize,
}

/// Makes the twin runs.
///
/// # Errors
/// A [`Fault`] after which nothing can be asked.
pub(super) fn run(context: &mut Context<'_>) -> Result<Twins, Fault> {
    let mut twins = Twins::default();
    for script in Script::all(context) {
        let mut stderr = Stderr::before(context.client);
        let mut runs = Runs::new();
        while let Some(pin) = runs.next(twins.suspect(), context.rng) {
            let seed = script::number(context.rng);
            let test = script.with(pin, context.rng);
            runs.add(pin, hear(context.client, &test, seed, &mut stderr)?);
            if runs.can_be_compared() {
                twins.compare(&script, &runs);
            }
        }
        if runs.all().any(|heard| heard.steps >= script.knows_at()) {
            twins.played = twins.played.saturating_add(1);
        }
    }
    Ok(twins)
}

fn hear(client: &mut dyn Client, test: &TestCase, seed: u64, stderr: &mut Stderr) -> Result<Heard, Fault> {
    let (mut heard, mut public) = (Heard::default(), BTreeSet::new());
    let mut gone = None;
    scenario::heard(client, test, seed, &mut |request, answer| {
        heard.steps = heard.steps.saturating_add(1);
        parts::of_request(request, &mut public);
        let told = parts::of_answer(heard.steps, answer, &mut public);
        heard.parts.extend(told);
        if let Err(fault) = answer
            && fault.ends_the_run()
        {
            gone = Some(fault.clone());
        }
    });
    if let Some(fault) = gone {
        return Err(fault);
    }
    // Each byte is a character of its own: a log need not be text.
    let text = |bytes: Vec<u8>| without(bytes.into_iter().map(char::from).collect(), &public);
    let stderr = stderr.of_run(client)?.map(text);
    heard.stderr = stderr.map(|text| text.lines().map(ToString::to_string).collect());
    Ok(heard)
}

impl Twins {
    fn suspect(&self) -> bool {
        [&self.messages].into_iter().chain(&self.stderr).any(Channel::suspects)
    }

    fn compare(&mut self, script: &Script, runs: &Runs<Heard>) {
        let places: BTreeSet<&Place> = runs.all().flat_map(|heard| heard.parts.keys()).collect();
        let places: Vec<&Place> = places.into_iter().collect();
        let texts: Runs<Vec<String>> = runs.of(|heard| {
            let text = |place: &&Place| heard.parts.get(*place).cloned().unwrap_or_default();
            Some(places.iter().map(text).collect())
        });
        let name = |index: usize| match places.get(index) {
            Some((step, what, name)) if name.is_empty() => format!("{what} of step {step} ({})", script.name(*step)),
            Some((step, what, name)) => format!("{what} `{}` of step {step} ({})", cut(name), script.name(*step)),
            None => String::new(),
        };
        self.messages.request_by_request(Differs::Pin, &texts.of(Some), &name);
        let lines = runs.of(|heard| heard.stderr.as_ref());
        if lines.can_be_compared() {
            let channel = self.stderr.get_or_insert_default();
            channel.lines(Differs::Pin, &lines, &|what| {
                format!("{what} in a session to {}", script.what())
            });
        }
    }
}
