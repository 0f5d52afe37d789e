//! Refusals that nobody may tell apart: which check failed is what an attacker asks (Manger, CRYPTO 2001, for an unwrap).
//!
//! The cases that `indistinguishable_from` ties must be refused with one class, without output, in one answer each, and with
//! the same native text. A second answer to one request breaks the client protocol and ends a run before this. Native texts
//! that differ are heard again: words that change between two askings of one case are masked (see [`super::apart`]), and what is
//! left must come back until it is no chance (see [`super::again`]).

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::again::{CONFIRMATIONS, coin};
use super::apart::{form, told_apart};
use super::{Checked, Context};
use crate::conformance::client::{Answer, Fault, Prompt};
use crate::conformance::report::CaseResult;
use crate::conformance::text;
use crate::conformance::vector::{Level, TestCase, Verdict};
use crate::conformance::verdict::{Judgement, Outcome};

/// Where these cases stand in a report.
pub(super) const FILE: &str = "kit_error_groups";
/// Characters of a native text inside a message.
const SHOWN: usize = 100;
/// Pairs of cases that are asked again, at most, in each file.
const MOST_PAIRS: usize = 12;

/// What came back to one case, or what did not.
type Heard = Result<Answer, Fault>;

/// One case for each vector file that ties cases.
pub(super) fn judge(context: &mut Context<'_>) -> Checked {
    let mut checked = Checked::default();
    for (file, groups) in groups(context) {
        let id = format!("{FILE}/{file}");
        let Some(first) = groups.first().and_then(|group| group.first()) else {
            continue;
        };
        let asked: Vec<Vec<&TestCase>> = groups
            .iter()
            .map(|group| claimed(context, group))
            .filter(|group| group.len() > 1)
            .collect();
        let judgement = if asked.is_empty() {
            let why = context.capabilities.lacks(&first.prompt.request, first.rsa_bits);
            Judgement::not_tested(why.unwrap_or_else(|| "fewer than two of the tied cases are claimed".to_owned()))
        } else {
            match asked.iter().find_map(|group| difference(context, group).transpose()) {
                None => Judgement {
                    outcome: Outcome::Pass,
                    did: None,
                    detail: None,
                },
                Some(Ok(detail)) => Judgement {
                    outcome: Outcome::Fail,
                    did: None,
                    detail: Some(detail),
                },
                Some(Err(fault)) => {
                    if fault.ends_the_run() {
                        checked.fault = Some(format!("{id}: {fault}"));
                    }
                    Judgement::fault(&fault)
                }
            }
        };
        checked.cases.push(CaseResult::of_kit(
            id,
            first.op,
            Level::Must,
            Verdict::Reject,
            judgement,
        ));
        if checked.fault.is_some() {
            break;
        }
    }
    checked
}

/// The tied cases that the profile has a use for, file by file, in the order of the vectors.
fn groups<'a>(context: &Context<'a>) -> Vec<(&'a str, Vec<Vec<&'a TestCase>>)> {
    let anchor = |test: &'a TestCase| -> Option<(&'a str, &'a str)> {
        let file = test.id.split('/').next()?;
        Some((file, test.case.indistinguishable_from.as_deref()?))
    };
    let mut members: BTreeMap<(&str, &str), Vec<&TestCase>> = BTreeMap::new();
    for key in context.suite.cases().iter().filter_map(anchor) {
        members.entry(key).or_default();
    }
    let mut files: Vec<(&str, Vec<Vec<&TestCase>>)> = Vec::new();
    for test in context.suite.cases() {
        let file = test.id.split('/').next().unwrap_or_default();
        let key = anchor(test).unwrap_or((file, test.case.id.as_str()));
        if let Some(group) = members.get_mut(&key)
            && (context.deep || !test.case.deep)
            && context.selection.fits(&test.prompt.request, test.rsa_bits)
            && context.selection.names(&format!("{FILE}/{file}"))
        {
            group.push(test);
            if files.last().is_none_or(|(last, _)| *last != file) {
                files.push((file, Vec::new()));
            }
        }
    }
    for ((file, _), group) in members {
        if let Some((_, groups)) = files.iter_mut().find(|(name, _)| *name == file) {
            groups.push(group);
        }
    }
    files
}

fn claimed<'a>(context: &Context<'_>, group: &[&'a TestCase]) -> Vec<&'a TestCase> {
    let claimed = |test: &&&TestCase| {
        context
            .capabilities
            .lacks(&test.prompt.request, test.rsa_bits)
            .is_none()
    };
    group.iter().filter(claimed).copied().collect()
}

/// What tells one case of the group from another.
///
/// # Errors
/// A [`Fault`] while a case is asked again.
fn difference(context: &mut Context<'_>, group: &[&TestCase]) -> Result<Option<String>, Fault> {
    let heard = heard(context, group);
    let over = |heard: &&Heard| matches!(heard, Err(Fault::Protocol(_) | Fault::Gone(_)));
    if let Some(Err(fault)) = heard.iter().find(over) {
        return Err(fault.clone());
    }
    let did: Vec<String> = heard.iter().map(did).collect();
    let (Some(first), Some(first_did)) = (group.first(), did.first()) else {
        return Ok(None);
    };
    for (test, did) in group.iter().zip(&did) {
        if did == "accepted" {
            return Ok(Some(format!(
                "{} is accepted, and has an output; all of these must be refused alike",
                test.case.id
            )));
        }
        if did != first_did {
            return Ok(Some(format!(
                "{} ends in {first_did}, {} in {did}",
                first.case.id, test.case.id
            )));
        }
    }
    // All alike, and none of them a refusal: that says nothing about refusals.
    match heard.first() {
        Some(Err(fault)) => return Err(fault.clone()),
        Some(Ok(Answer::Unsupported(_))) => {
            return Ok(Some("declared, and all of these are answered unsupported".to_owned()));
        }
        _ => {}
    }
    let texts: Vec<Option<&str>> = heard.iter().map(native).collect();
    if let Some(place) = texts
        .iter()
        .position(|text| text.is_some() != texts.first().is_some_and(Option::is_some))
    {
        let has = |place: usize| match texts.get(place) {
            Some(Some(text)) => format!("has the native text `{}`", text::shown(text, SHOWN)),
            _ => "has no native text".to_owned(),
        };
        let other = group.get(place).map_or("", |test| test.case.id.as_str());
        return Ok(Some(format!("{} {}, {other} {}", first.case.id, has(0), has(place))));
    }
    for (one, other) in suspects(group, &texts) {
        if let Some(detail) = hear_again(context, one, other)? {
            return Ok(Some(detail));
        }
    }
    Ok(None)
}

/// What the client did with each case of the group; asks those that the run did not ask.
fn heard(context: &mut Context<'_>, group: &[&TestCase]) -> Vec<Heard> {
    let answered = context
        .answers
        .iter()
        .map(|(test, answer)| (test.id.as_str(), Ok(answer.clone())));
    let unanswered = context
        .unanswered
        .iter()
        .map(|(test, fault)| (test.id.as_str(), Err(fault.clone())));
    let wanted = |id: &str| group.iter().any(|test| test.id == id);
    let mut heard: BTreeMap<String, Heard> = answered
        .chain(unanswered)
        .filter(|(id, _)| wanted(id))
        .map(|(id, heard)| (id.to_owned(), heard))
        .collect();
    let missing: Vec<&&TestCase> = group.iter().filter(|test| !heard.contains_key(&test.id)).collect();
    let prompts: Vec<Prompt> = missing.iter().map(|test| test.prompt.clone()).collect();
    context.client.answer_all(&prompts, &mut |index, timed| {
        if let Some(test) = missing.get(index) {
            heard.insert(test.id.clone(), timed.answer);
        }
    });
    let none = || Err(Fault::Gone("the run ended before this case".to_owned()));
    group
        .iter()
        .map(|test| heard.remove(&test.id).unwrap_or_else(none))
        .collect()
}

fn did(heard: &Heard) -> String {
    match heard {
        Ok(Answer::Ok(_)) => "accepted".to_owned(),
        Ok(Answer::Reject { class, .. }) => class.to_string(),
        Ok(Answer::Unsupported(_)) => "unsupported".to_owned(),
        Err(Fault::Hang(_)) => "no answer".to_owned(),
        Err(Fault::Crash(_)) => "a crash".to_owned(),
        Err(_) => "an error of the wrapper".to_owned(),
    }
}

fn native(heard: &Heard) -> Option<&str> {
    match heard {
        Ok(Answer::Reject { native, .. }) => native.as_deref(),
        Ok(Answer::Unsupported(why)) => Some(why),
        _ => None,
    }
}

/// Pairs whose texts differ: the first case beside the first one of every other form and then, where what looks like a number
/// is all that differs, beside the first one of every other flag.
fn suspects<'a>(group: &[&'a TestCase], texts: &[Option<&str>]) -> Vec<(&'a TestCase, &'a TestCase)> {
    let (Some(first), Some(first_text)) = (group.first(), texts.first()) else {
        return Vec::new();
    };
    let mut seen: Vec<(String, &[String])> = Vec::new();
    let mut pairs = Vec::new();
    for (test, text) in group.iter().zip(texts) {
        let kind = (form(text.unwrap_or_default()), test.case.flags.as_slice());
        if text != first_text && !seen.contains(&kind) {
            pairs.push((*first, *test));
            seen.push(kind);
        }
    }
    pairs.sort_by_key(|(_, test)| {
        let place = group.iter().position(|other| other.id == test.id);
        let text = place.and_then(|place| texts.get(place).copied().flatten());
        form(text.unwrap_or_default()) == form(first_text.unwrap_or_default())
    });
    pairs.truncate(MOST_PAIRS);
    pairs
}

/// Asks both cases twice more, in an order in which no clock and no counter can tell them apart, and then the one or the other by
/// a coin until nothing tells them apart any more, or it is no chance that something does.
fn hear_again(context: &mut Context<'_>, one: &TestCase, other: &TestCase) -> Result<Option<String>, Fault> {
    const FIRST: [usize; 4] = [0, 1, 1, 0];
    let mut texts: [Vec<String>; 2] = [Vec::new(), Vec::new()];
    for asked in 1..=FIRST.len().saturating_add(CONFIRMATIONS) {
        let next = FIRST.get(asked.saturating_sub(1)).copied();
        let place = next.unwrap_or_else(|| coin(context.rng));
        let test = if place == 0 { one } else { other };
        let answer = Ok(context.client.answer(&test.prompt)?);
        if let Some(texts) = texts.get_mut(place) {
            texts.push(native(&answer).unwrap_or_default().to_owned());
        }
        let [first, second] = texts
            .each_ref()
            .map(|texts| texts.iter().map(String::as_str).collect::<Vec<_>>());
        if asked >= FIRST.len() && told_apart(&first, &second).is_none() {
            return Ok(None);
        }
    }
    let (one, other) = (&one.case.id, &other.case.id);
    let [first, second] = texts
        .each_ref()
        .map(|texts| text::shown(texts.first().map_or("", String::as_str), SHOWN));
    Ok(Some(format!("{one} has the native text `{first}`, {other} `{second}`")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
