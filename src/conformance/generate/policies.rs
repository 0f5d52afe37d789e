//! `pin.check`: the two presets, and every rule by itself.

mod context;
pub(super) mod definitions;
pub(super) mod fresh;
mod order;
mod presets;
mod repeats;
mod rules;
mod runs;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Value, json};

use super::GenerateError;
use super::blocks::WRITTEN;
use super::build::{CaseBuilder, FileBuilder, at, group};
use crate::conformance::client::{Facts, Op, RejectClass};
use crate::conformance::vector::{Case, Group, VectorFile};
use crate::error::PinRefused;
use crate::pan::Pan;
use crate::pin::Pin;
use crate::pin::policy::{BirthDate, PinFacts, PinPolicy};

/// The files of the presets and of the single rules.
pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    let iso = builder("pin_policy_iso", "PIN policy iso: 4 to 12 digits and no other rule").param("preset", "iso");
    let strict = builder(
        "pin_policy_strict4",
        "PIN policy strict-4: exactly 4 digits, no run of 4, no digit three times",
    )
    .param("preset", "strict-4");
    let rules = builder(
        "pin_policy_rules",
        "Each rule of a PIN policy by itself, and which of two comes first",
    );
    let mut single = runs::groups()?;
    single.extend(rules::groups()?);
    single.extend(context::groups()?);
    single.push(order::group()?);
    Ok([
        with_groups(iso, presets::iso()?)?,
        with_groups(strict, presets::strict_4()?)?,
        with_groups(rules, single)?,
    ]
    .into())
}

fn with_groups(
    file: FileBuilder,
    groups: impl IntoIterator<Item = Group>,
) -> Result<(String, VectorFile), GenerateError> {
    groups.into_iter().fold(file, FileBuilder::group).finish()
}

fn builder(stem: &str, title: &str) -> FileBuilder {
    FileBuilder::new(stem, Op::PinCheck, title)
        .spec("ISO 9564-1: 4 to 12 digits")
        .spec(definitions::ORDER)
}

/// A class and the policy field that fired; none for charset and length.
type Refusal = (RejectClass, Option<&'static str>);

/// Cases under one policy, with the facts that the next ones have.
struct Rules {
    id: &'static str,
    policy: PinPolicy,
    definition: &'static str,
    flag: &'static str,
    refusal: Refusal,
    facts: Option<Facts>,
    cases: Vec<Case>,
}

impl Rules {
    /// `definition` says what the rule is; `refusal` is how it ends.
    fn new(
        id: &'static str,
        policy: PinPolicy,
        definition: &'static str,
        flag: &'static str,
        refusal: Refusal,
    ) -> Self {
        Self {
            id,
            policy,
            definition,
            flag,
            refusal,
            facts: None,
            cases: Vec::new(),
        }
    }

    fn facts(&mut self, facts: Facts) -> &mut Self {
        self.facts = Some(facts);
        self
    }

    fn no_facts(&mut self) -> &mut Self {
        self.facts = None;
        self
    }

    /// A PIN that the policy takes; the comment begins with the PIN.
    fn good(&mut self, name: &str, pin: &str, why: &str, mutants: &[&str]) -> Result<(), GenerateError> {
        self.add(name, pin, None, why, mutants, None)
    }

    /// A PIN that the rule refuses, beside one that it takes.
    fn bad(&mut self, name: &str, pin: &str, beside: &str, why: &str, mutants: &[&str]) -> Result<(), GenerateError> {
        let refusal = self.refusal;
        self.add(name, pin, None, why, mutants, Some((refusal, beside)))
    }

    /// A PIN that is refused for another reason than the group's.
    fn bad_as(
        &mut self,
        (name, pin, repeat): (&str, &str, Option<&str>),
        refusal: Refusal,
        beside: &str,
        why: &str,
        mutants: &[&str],
    ) -> Result<(), GenerateError> {
        self.add(name, pin, repeat, why, mutants, Some((refusal, beside)))
    }

    /// A PIN with a repeat entry that is the same.
    fn good_twice(&mut self, name: &str, pin: &str, why: &str, mutants: &[&str]) -> Result<(), GenerateError> {
        self.add(name, pin, Some(pin), why, mutants, None)
    }

    fn add(
        &mut self,
        name: &str,
        pin: &str,
        repeat: Option<&str>,
        why: &str,
        mutants: &[&str],
        refused: Option<(Refusal, &str)>,
    ) -> Result<(), GenerateError> {
        let id = format!("{}-{name}", self.id);
        let expected = refused.map(|((class, _), _)| class);
        let found = judged(&self.policy, pin, repeat, self.facts.as_ref())?;
        if found != expected {
            return Err(at(&id)(format!("expected {expected:?}, the library says {found:?}")));
        }
        let mut input = Map::new();
        input.insert("pin".to_string(), Value::from(pin));
        if let Some(repeat) = repeat {
            input.insert("repeat".to_string(), Value::from(repeat));
        }
        if let Some(facts) = &self.facts {
            input.insert("facts".to_string(), serde_json::to_value(facts).map_err(at(&id))?);
        }
        let mut case = CaseBuilder::new(id.clone(), why, Value::Object(input))
            .requirement(self.definition)
            .agreed(WRITTEN);
        case = match refused {
            None => case.accept(json!({})),
            Some(((class, _), beside)) => case.reject(class, format!("{}-{beside}", self.id)).flag(self.flag),
        };
        for mutant in mutants {
            case = match *mutant {
                OVER_BLOCKING if is_pairs(pin) => case.flag("OverBlocking").reason("mutant:E14"),
                OVER_BLOCKING => case.flag("OverBlocking").reason(format!("boundary:{id}")),
                mutant => case.reason(format!("mutant:{mutant}")),
            };
        }
        if mutants.is_empty() {
            case = case.reason(format!("boundary:{id}"));
        }
        let mut case = case.finish();
        if let Some(((_, Some(rule)), _)) = refused {
            case.steps.insert("rule".to_string(), Value::from(rule));
        }
        self.cases.push(case);
        Ok(())
    }

    fn group(self, comment: &str) -> Result<Group, GenerateError> {
        self.policy.check().map_err(at(self.id))?;
        let policy = serde_json::to_value(&self.policy).map_err(at(self.id))?;
        Ok(group(
            self.id,
            format!("{comment}. {}", self.definition),
            None,
            json!({ "policy": policy }),
            self.cases,
        ))
    }
}

/// In place of a mutant: the PIN is near to one that a rule refuses, or a rule of another policy refuses it.
const OVER_BLOCKING: &str = "near miss";

/// Two digits that take turns or stand in pairs, which no policy here refuses for that.
fn is_pairs(pin: &str) -> bool {
    let digits: Vec<char> = pin.chars().collect();
    match digits.as_slice() {
        [a, b, c, d] => a != d && ((a == c && b == d) || (a == b && c == d)),
        _ => false,
    }
}

/// What the library says.
fn judged(
    policy: &PinPolicy,
    pin: &str,
    repeat: Option<&str>,
    facts: Option<&Facts>,
) -> Result<Option<RejectClass>, GenerateError> {
    let none = Facts::default();
    let facts = facts.unwrap_or(&none);
    let pan: Option<Pan> = facts.pan.as_deref().map(str::parse).transpose().map_err(at("pan"))?;
    let old_pin: Option<Pin> = facts
        .old_pin
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(at("old PIN"))?;
    let birth_date = facts
        .birth_date
        .as_deref()
        .map(BirthDate::parse)
        .transpose()
        .map_err(at("birth date"))?;
    let facts = PinFacts {
        pan: pan.as_ref(),
        birth_date,
        phone: facts.phone.as_deref(),
        old_pin: old_pin.as_ref(),
    };
    Ok(policy
        .accept_entry(pin, repeat, &facts)
        .err()
        .map(|refused: PinRefused| refused.into()))
}

const LENGTH: Refusal = (RejectClass::PinLength, None);
const CHARSET: Refusal = (RejectClass::PinCharset, None);
const MISMATCH: Refusal = (RejectClass::PinMismatch, Some("repeat"));

fn pan(digits: &str) -> Facts {
    Facts {
        pan: Some(digits.to_string()),
        ..Facts::default()
    }
}

fn birth_date(date: &str) -> Facts {
    Facts {
        birth_date: Some(date.to_string()),
        ..Facts::default()
    }
}

fn phone(number: &str) -> Facts {
    Facts {
        phone: Some(number.to_string()),
        ..Facts::default()
    }
}

fn old_pin(pin: &str) -> Facts {
    Facts {
        old_pin: Some(pin.to_string()),
        ..Facts::default()
    }
}
