//! Sequence diagrams: what went to and fro in a session, and which rules it broke where.

use std::collections::BTreeMap;

use askama::Template;

use super::drawing::{Drawing, Line, Note, Tone};
use super::facts::{Call, Facts};
use super::report::Judgements;
use super::rules::Finding;
use crate::output::{Appendix, Figure};

/// Most sessions that are drawn; all are judged.
const DRAWN: usize = 50;

/// The part of the HTML report that shows the sessions.
pub(super) fn appendix(judged: &[Judgements<'_>], beyond: usize) -> Appendix {
    // Those with something wrong come first where not all can be drawn.
    let mut order: Vec<&Judgements<'_>> = judged.iter().collect();
    if order.len() > DRAWN {
        order.sort_by_key(|judged| (wrong(judged) == 0, judged.session.number));
        order.truncate(DRAWN);
        order.sort_by_key(|judged| judged.session.number);
    }
    let mut words = vec![
        "What the clients and the service sent each other. Times count from the issue of the token. A request that breaks a rule is red; \
         what the service spoiled on purpose is marked."
            .to_owned(),
    ];
    if judged.len() > order.len() {
        words.push(format!("{} of {} sessions are drawn.", order.len(), judged.len()));
    }
    if beyond > 0 {
        words.push(format!("{beyond} tokens more were issued than are judged."));
    }
    Appendix {
        id: "sessions",
        title: "Sessions".to_owned(),
        words: words.join(" "),
        css: include_str!("../../../templates/judged/sequence.css"),
        figures: order.into_iter().map(figure).collect(),
    }
}

fn wrong(judged: &Judgements<'_>) -> usize {
    judged
        .findings
        .iter()
        .filter(|(_, finding)| matches!(finding, Finding::Wrong(..)))
        .count()
}

fn figure(judged: &Judgements<'_>) -> Figure {
    let session = judged.session;
    let rules = match wrong(judged) {
        0 => "no rule broken".to_owned(),
        1 => "1 rule broken".to_owned(),
        count => format!("{count} rules broken"),
    };
    let mut caption = format!("{}: {}, {rules}", session.scope.name(), judged.ended());
    if session.beyond > 0 {
        caption.push_str(&format!("; {} requests more are not kept", session.beyond));
    }
    Figure {
        id: format!("sequence-{}", session.number),
        title: format!("Session {}", session.number),
        caption,
        bad: wrong(judged) > 0,
        svg: drawing(judged).render().unwrap_or_default(),
    }
}

fn drawing(judged: &Judgements<'_>) -> Drawing {
    let session = judged.session;
    let mut broken: BTreeMap<usize, Vec<&'static str>> = BTreeMap::new();
    for (rule, finding) in &judged.findings {
        if let Finding::Wrong(places, _) = finding {
            places
                .iter()
                .for_each(|place| broken.entry(*place).or_default().push(rule.slug));
        }
    }
    let mut lines = Vec::new();
    for (place, facts) in session.requests.iter().enumerate() {
        let rules = broken.get(&place).map(Vec::as_slice).unwrap_or_default();
        lines.push(Line {
            time: since(facts.at_ms, session.issued_ms),
            to_service: true,
            text: asked(place, facts),
            tone: if rules.is_empty() { Tone::Plain } else { Tone::Wrong },
            notes: rules
                .iter()
                .map(|rule| Note {
                    text: (*rule).to_owned(),
                    tone: Tone::Wrong,
                })
                .collect(),
        });
        lines.push(Line {
            time: String::new(),
            to_service: false,
            text: answered(facts),
            tone: if facts.granted() { Tone::Plain } else { Tone::Refused },
            notes: facts
                .fault
                .map(|fault| Note {
                    text: format!("fault: {}", fault.name),
                    tone: Tone::Fault,
                })
                .into_iter()
                .collect(),
        });
    }
    Drawing::new(session.number, judged.file(), judged.ended(), lines)
}

fn asked(place: usize, facts: &Facts) -> String {
    let number = place.saturating_add(1);
    match facts.key.and_then(|key| key.size) {
        Some((bits, _)) => format!("{number}. {} (RSA-{bits})", facts.call.name()),
        None => format!("{number}. {}", facts.call.name()),
    }
}

fn answered(facts: &Facts) -> String {
    let what = match facts.call {
        _ if facts.spoiled() => "spoiled",
        _ if facts.refused_the_pin() => "PIN not accepted",
        _ if facts.status >= 300 => "refused",
        Call::Page => "page",
        Call::Context => "card",
        Call::Tzpk => "TZPK",
        Call::Set => "PIN set",
        Call::View => "TZPK and PIN block",
    };
    format!("{} {what}", facts.status)
}

fn since(at_ms: u64, start_ms: u64) -> String {
    let passed = at_ms.saturating_sub(start_ms);
    format!(
        "{}.{} s",
        passed.div_euclid(1000),
        passed.rem_euclid(1000).div_euclid(100)
    )
}
