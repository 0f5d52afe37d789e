//! Twin runs: the same requests with two PINs of one length, two PANs that a receipt shows alike, or two keys. What differs then,
//! but for the answers' own fields, depends on the secret. Finds the leak of a PIN of four digits, which drowns in any log, and of
//! what is only made from a secret.

mod masks;
mod script;
mod wishes;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use self::masks::Masks;
use self::script::Script;
pub(super) use super::super::twin::Channel;
use super::super::twin::{Runs, Stderr};
use crate::conformance::check::Context;
use crate::conformance::client::{Answer, Client, Fault, Prompt};

/// What one run gave, request by request; standard error in lines.
#[derive(Default)]
struct Heard {
    stderr: Option<Vec<String>>,
    native: Vec<String>,
    error: Vec<String>,
    did: Vec<String>,
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
        let mut stderr = Stderr::before(context.client);
        let mut runs = Runs::new();
        while let Some(which) = runs.next(twins.suspect(), context.rng) {
            runs.add(which, hear(context.client, &script, which, &mut stderr)?);
            if runs.can_be_compared() {
                twins.compare(&script, &runs);
            }
        }
    }
    Ok(twins)
}

/// One run. A crash or a hang is what the client did; it is heard as such. What anybody may read is masked.
fn hear(client: &mut dyn Client, script: &Script, which: usize, stderr: &mut Stderr) -> Result<Heard, Fault> {
    let mut heard = Heard::default();
    let mut masks = Masks::default();
    for request in script.requests(which) {
        masks.request(request);
        let answer = client.answer(&Prompt::probe(request.clone()));
        let (did, native, error) = match answer {
            Ok(Answer::Ok(output)) => {
                masks.output(&output);
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
        heard.native.push(masks.applied(native.unwrap_or_default()));
        heard.error.push(masks.applied(error.unwrap_or_default()));
    }
    // Each byte is a character of its own: a log need not be text.
    let text = |bytes: Vec<u8>| masks.applied(bytes.into_iter().map(char::from).collect());
    let stderr = stderr.of_run(client)?.map(text);
    heard.stderr = stderr.map(|text| text.lines().map(ToString::to_string).collect());
    Ok(heard)
}

impl Twins {
    fn suspect(&self) -> bool {
        let all = [&self.native, &self.error, &self.answers];
        all.into_iter().chain(&self.stderr).any(Channel::suspects)
    }

    fn compare(&mut self, script: &Script, runs: &Runs<Heard>) {
        let answered = |place: usize| format!("the answer to {}", script.name(place));
        for (channel, texts) in [
            (&mut self.native, runs.of(|heard| Some(&heard.native))),
            (&mut self.error, runs.of(|heard| Some(&heard.error))),
            (&mut self.answers, runs.of(|heard| Some(&heard.did))),
        ] {
            channel.request_by_request(script.differs(), &texts, &answered);
        }
        let lines = runs.of(|heard| heard.stderr.as_ref());
        if lines.can_be_compared() {
            let with = script.digits();
            let channel = self.stderr.get_or_insert_default();
            channel.lines(script.differs(), &lines, &|what| {
                format!("{what} with PINs of {with} digits")
            });
        }
    }
}
