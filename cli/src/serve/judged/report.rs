//! The sessions as cases of a report: a file for each session, a case for each rule.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::OnceLock;

use pinproof::conformance::client::{Capabilities, Description, Identity, Op, PROTOCOL};
use pinproof::conformance::report::{CaseResult, Results};
use pinproof::conformance::vector::{Level, Suite, Verdict};
use pinproof::conformance::verdict::{Judgement, Outcome};
use pinproof::message::Scope;
use pinproof::profile::Profile;

use super::diagram;
use super::rules::{self, Around, Finding, Rule};
use super::session::{Session, State};
use super::{Record, SESSIONS};
use crate::args::Format;
use crate::output::{self, Appendix};

/// What is left to write when the record is read.
pub(super) struct Report {
    results: Results,
    suite: &'static Suite,
    appendix: Appendix,
}

/// A session with what each rule found in it.
pub(super) struct Judgements<'a> {
    pub(super) session: &'a Session,
    pub(super) findings: Vec<(&'static Rule, Finding)>,
}

impl Judgements<'_> {
    /// The file of its cases.
    pub(super) fn file(&self) -> String {
        let what = match self.session.scope {
            Scope::SetPin => "set_pin",
            Scope::ViewPin => "view_pin",
        };
        format!("judged_{:03}_{what}", self.session.number)
    }

    /// How it came out, for people.
    pub(super) fn ended(&self) -> &'static str {
        match (self.session.end(), self.session.scope) {
            _ if self.session.requests.is_empty() => "the token was not used",
            (State::Done, Scope::SetPin) => "the PIN was set",
            (State::Done, Scope::ViewPin) => "the PIN was shown",
            (State::Broken(_), _) => "it failed",
            _ => "it was left open",
        }
    }
}

impl Report {
    pub(super) fn new(profile: &Profile, record: &Record) -> io::Result<Self> {
        let suite = suite()?;
        let judged = judge(profile, record);
        let mut cases: Vec<CaseResult> = judged.iter().flat_map(of_session).collect();
        cases.extend(of_all(record));
        let mut results = Results::of_checks(suite, Some(who(&judged)), cases);
        results.selected.profile = Some(profile.name.clone());
        Ok(Self {
            results,
            suite,
            appendix: diagram::appendix(&judged, record.beyond),
        })
    }

    pub(super) fn write(&self, out: &mut dyn Write, format: Format) -> io::Result<u8> {
        output::write_results(out, &self.results, self.suite, format, Some(&self.appendix))?;
        Ok(self.results.exit)
    }

    #[cfg(test)]
    pub(super) fn results(&self) -> &Results {
        &self.results
    }
}

/// The vectors inside the program; read once.
fn suite() -> io::Result<&'static Suite> {
    static SUITE: OnceLock<Suite> = OnceLock::new();
    if let Some(suite) = SUITE.get() {
        return Ok(suite);
    }
    let read = Suite::embedded().map_err(|error| io::Error::other(error.to_string()))?;
    Ok(SUITE.get_or_init(|| read))
}

/// What each rule finds in each session, in the order in which the tokens were issued.
pub(super) fn judge<'r>(profile: &Profile, record: &'r Record) -> Vec<Judgements<'r>> {
    let mut sessions: Vec<&Session> = record.sessions.values().collect();
    sessions.sort_by_key(|session| session.number);
    let around = Around {
        profile,
        keys: first_keys(&sessions),
    };
    let judgements = sessions.into_iter().map(|session| Judgements {
        session,
        findings: rules::all()
            .map(|rule| (rule, (rule.judge)(session, &around)))
            .collect(),
    });
    judgements.collect()
}

/// Of each public key the session that sent it first.
fn first_keys(sessions: &[&Session]) -> BTreeMap<u64, usize> {
    let sent = sessions.iter().flat_map(|session| {
        let keys = session
            .requests
            .iter()
            .filter_map(|facts| facts.key.map(|key| (facts.at_ms, key.hash)));
        keys.map(|(at, hash)| (at, session.number, hash))
    });
    let sent: BTreeSet<(u64, usize, u64)> = sent.collect();
    let mut first = BTreeMap::new();
    for (_, number, hash) in sent {
        first.entry(hash).or_insert(number);
    }
    first
}

fn of_session(judged: &Judgements<'_>) -> Vec<CaseResult> {
    let file = judged.file();
    let cases = judged.findings.iter().map(|(rule, finding)| {
        let judgement = match finding {
            Finding::Unseen(why) => Judgement::not_tested((*why).to_owned()),
            Finding::Right => outcome(Outcome::Pass, None),
            Finding::Wrong(places, why) => outcome(Outcome::Fail, Some(detail(judged.session, rule, places, why))),
        };
        CaseResult::of_kit(
            format!("{file}/{}", rule.slug),
            Op::SessionOpen,
            rule.level,
            Verdict::Accept,
            judgement,
        )
    });
    cases.collect()
}

fn detail(session: &Session, rule: &Rule, places: &[usize], why: &str) -> String {
    let requests: Vec<String> = places
        .iter()
        .filter_map(|place| {
            let facts = session.requests.get(*place)?;
            Some(format!("{} ({})", place.saturating_add(1), facts.call.name()))
        })
        .collect();
    let which = if requests.len() == 1 { "request" } else { "requests" };
    let vector = if rule.vector.is_empty() {
        String::new()
    } else {
        format!("; the vector {} tests the same", rule.vector)
    };
    format!("{which} {}: {why}. {}{vector}.", requests.join(", "), rule.says)
}

/// What belongs to no session.
fn of_all(record: &Record) -> Vec<CaseResult> {
    if record.sessions.is_empty() && record.strange == 0 {
        return Vec::new();
    }
    let case = |rule: &str, level, count: usize, what: &str| {
        let judgement = match count {
            0 => outcome(Outcome::Pass, None),
            count => outcome(Outcome::Fail, Some(format!("{what}: {count}"))),
        };
        let id = format!("judged_all/{rule}");
        CaseResult::of_kit(id, Op::SessionOpen, level, Verdict::Accept, judgement)
    };
    let strange = "requests with a control id that this service did not issue, or with none";
    // A run that has not judged everything has not passed.
    let beyond = format!("the first {SESSIONS} sessions were judged, and no more; tokens that were issued after them");
    vec![
        case("known-tokens", Level::Should, record.strange, strange),
        case("all-sessions", Level::Must, record.beyond, &beyond),
    ]
}

fn outcome(outcome: Outcome, detail: Option<String>) -> Judgement {
    Judgement {
        outcome,
        did: None,
        detail,
    }
}

/// Who was judged, as far as they say.
fn who(judged: &[Judgements<'_>]) -> Description {
    let agents: BTreeSet<&str> = judged
        .iter()
        .filter_map(|judged| judged.session.agent.as_deref())
        .collect();
    let agents: Vec<&str> = agents.into_iter().collect();
    let numbers = match judged {
        [] => "none".to_owned(),
        [_] => "1".to_owned(),
        all => format!("1 to {}", all.len()),
    };
    Description {
        client: Identity {
            name: "judged sessions".to_owned(),
            version: numbers,
            language: None,
            runtime: match agents.as_slice() {
                [] => None,
                [agent] => Some((*agent).to_owned()),
                [first, ..] => Some(format!("{first} and {} more", agents.len().saturating_sub(1))),
            },
        },
        protocol: PROTOCOL,
        capabilities: Capabilities::default(),
    }
}
