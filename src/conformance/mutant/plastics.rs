//! Section F, the choice of the plastic, with every step in the open.

mod mutants;
#[cfg(test)]
mod tests;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;

use serde_json::{Map, Value};

pub(super) use self::mutants::MUTANTS;
use crate::conformance::client::{Answer, Output, PlasticId, RejectClass, Request};
use crate::message::Plastic;

/// How a client chooses: one choice for each step.
#[derive(Clone, Copy, Default)]
pub(crate) struct Pipeline {
    pub(super) reader: Reader,
    pub(super) numbers: Numbers,
    pub(super) status: Status,
    pub(super) order: Order,
    pub(super) pick: Pick,
    pub(super) tie: Tie,
    pub(super) gives: Gives,
}

/// How it takes an entry of the list.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Reader {
    #[default]
    Right,
    /// Passes over what it cannot read.
    Skips,
    /// Reads the numbers of those alone that wait.
    WaitingOnly,
    /// Refuses fields that it does not know.
    KnownFields,
    /// Refuses statuses that it does not know.
    KnownStatuses,
}

/// Which sequence numbers it takes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Numbers {
    #[default]
    Whole,
    /// Text too.
    Text,
    /// Whatever JSON calls a number.
    Any,
    /// None at all, which it takes for 0.
    Absent,
    /// All but 0, which it takes for none at all.
    Truthy,
}

/// Which statuses wait.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Status {
    #[default]
    Inactive,
    Every,
    LockedToo,
    AllButActive,
    AnyCase,
    Prefix,
    Trimmed,
    /// `ACTIVE`, when none waits.
    Fallback,
}

/// How it compares numbers.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Order {
    #[default]
    Number,
    Text,
    /// As signed numbers of 32 bits.
    Narrow,
}

/// Which one it takes of those that wait.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Pick {
    #[default]
    Highest,
    Lowest,
    First,
    Last,
}

/// What it calls a tie.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Tie {
    #[default]
    Highest,
    /// Nothing: it takes the first.
    TakesFirst,
    /// Nothing: it takes the last.
    TakesLast,
    /// Any number that two of those that wait share.
    AnyNumber,
    /// The highest number of all, of whatever status, when two share it.
    AnyStatus,
    /// Two that stand side by side.
    Neighbours,
}

/// What it answers.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Gives {
    #[default]
    Id,
    /// The id as a number.
    IdAsNumber,
    CardId,
}

/// The statuses that the card API documents.
const STATUSES: [&str; 8] = [
    "ACTIVE",
    "CLOSED",
    "DEFERRED",
    "FROM_FILE",
    "INACTIVE",
    "LOCKED",
    "LOCKED_FOR_ONLINE",
    "REJECTED",
];

const FIELDS: [&str; 4] = ["id", "cardId", "sequenceNumber", "status"];

/// One entry, read. The largest number that is allowed is exact in a floating number.
struct Entry {
    id: String,
    card_id: Option<String>,
    number: f64,
    status: String,
}

/// What a client with this change answers; none for requests that do not come through here.
pub(super) fn answer(change: fn(&mut Pipeline), request: &Request) -> Option<Answer> {
    let mut pipeline = Pipeline::default();
    change(&mut pipeline);
    pipeline.answer(request)
}

impl Pipeline {
    fn answer(&self, request: &Request) -> Option<Answer> {
        let Request::PlasticChoose { plastics } = request else {
            return None;
        };
        let chosen = self.choose(plastics);
        Some(chosen.map_or_else(Answer::reject, |plastic_id| {
            Answer::Ok(Output::Plastic(PlasticId { plastic_id }))
        }))
    }

    fn choose(&self, plastics: &Value) -> Result<String, RejectClass> {
        let mut entries = Vec::new();
        for entry in plastics.as_array().ok_or(RejectClass::Message)? {
            match self.read(entry) {
                Some(entry) => entries.push(entry),
                None if self.reader == Reader::Skips => {}
                None => return Err(RejectClass::Message),
            }
        }
        let mut waiting: Vec<&Entry> = entries.iter().filter(|entry| self.waits(&entry.status)).collect();
        if waiting.is_empty() && self.status == Status::Fallback {
            waiting = entries.iter().filter(|entry| entry.status == "ACTIVE").collect();
        }
        let chosen = self.pick(&waiting).ok_or(RejectClass::SessionState)?;
        if self.is_tie(chosen, &waiting, &entries) {
            return Err(RejectClass::SessionState);
        }
        self.give(chosen).ok_or(RejectClass::Message)
    }

    fn read(&self, entry: &Value) -> Option<Entry> {
        let fields = entry.as_object()?;
        let text = |name: &str| fields.get(name)?.as_str().map(ToString::to_string);
        let (id, status) = (text("id").filter(|id| !id.is_empty())?, text("status")?);
        let unknown = match self.reader {
            Reader::KnownFields => fields.keys().any(|name| !FIELDS.contains(&name.as_str())),
            Reader::KnownStatuses => !STATUSES.contains(&status.as_str()),
            _ => false,
        };
        let number = match self.reader {
            Reader::WaitingOnly if !self.waits(&status) => 0.0,
            _ => self.number(fields)?,
        };
        (!unknown).then(|| Entry {
            id,
            card_id: text("cardId"),
            number,
            status,
        })
    }

    fn number(&self, fields: &Map<String, Value>) -> Option<f64> {
        let value = fields.get("sequenceNumber").unwrap_or(&Value::Null);
        let whole = value.as_u64().filter(|number| *number <= Plastic::MAX_SEQUENCE_NUMBER);
        match self.numbers {
            Numbers::Text if value.is_string() => value.as_str()?.parse().ok(),
            Numbers::Any => value.as_f64(),
            Numbers::Absent if value.is_null() => Some(0.0),
            Numbers::Truthy => whole.filter(|number| *number != 0).and(value.as_f64()),
            _ => whole.and(value.as_f64()),
        }
    }

    fn waits(&self, status: &str) -> bool {
        match self.status {
            Status::Inactive | Status::Fallback => status == "INACTIVE",
            Status::Every => true,
            Status::LockedToo => ["INACTIVE", "LOCKED"].contains(&status),
            Status::AllButActive => status != "ACTIVE",
            Status::AnyCase => status.eq_ignore_ascii_case("INACTIVE"),
            Status::Prefix => status.starts_with("INACTIVE"),
            Status::Trimmed => status.trim() == "INACTIVE",
        }
    }

    fn compare(&self, a: &Entry, b: &Entry) -> Ordering {
        match self.order {
            Order::Number => a.number.total_cmp(&b.number),
            Order::Text => a.number.to_string().cmp(&b.number.to_string()),
            Order::Narrow => narrow(a.number).cmp(&narrow(b.number)),
        }
    }

    fn pick<'e>(&self, waiting: &[&'e Entry]) -> Option<&'e Entry> {
        let all = || waiting.iter().copied();
        match (self.pick, self.tie) {
            (Pick::First, _) => all().next(),
            (Pick::Last, _) => all().next_back(),
            // Of equals, the first is the minimum and the last the maximum.
            (Pick::Lowest, _) => all().min_by(|a, b| self.compare(a, b)),
            (Pick::Highest, Tie::TakesLast) => all().max_by(|a, b| self.compare(a, b)),
            (Pick::Highest, _) => all().rev().max_by(|a, b| self.compare(a, b)),
        }
    }

    fn is_tie(&self, chosen: &Entry, waiting: &[&Entry], entries: &[Entry]) -> bool {
        let equal = |a: &Entry, b: &Entry| self.compare(a, b).is_eq();
        let shared = |entry: &Entry, among: &mut dyn Iterator<Item = &Entry>| {
            among.filter(|other| equal(entry, other)).count() > 1
        };
        if matches!(self.pick, Pick::First | Pick::Last) {
            return false;
        }
        match self.tie {
            Tie::Highest => shared(chosen, &mut waiting.iter().copied()),
            Tie::TakesFirst | Tie::TakesLast => false,
            Tie::AnyNumber => waiting.iter().any(|entry| shared(entry, &mut waiting.iter().copied())),
            Tie::AnyStatus => entries
                .iter()
                .max_by(|a, b| self.compare(a, b))
                .is_some_and(|highest| shared(highest, &mut entries.iter())),
            Tie::Neighbours => waiting
                .windows(2)
                .any(|pair| matches!(pair, [a, b] if equal(a, b) && equal(a, chosen))),
        }
    }

    fn give(&self, chosen: &Entry) -> Option<String> {
        match self.gives {
            Gives::Id => Some(chosen.id.clone()),
            Gives::IdAsNumber => chosen.id.parse::<f64>().ok().map(|id| id.to_string()),
            Gives::CardId => chosen.card_id.clone(),
        }
    }
}

/// The low 32 bits, signed.
fn narrow(number: f64) -> i32 {
    // Whole and below 2^53 by now, or a number that this client never takes.
    #[expect(clippy::cast_possible_truncation, reason = "this is the bug")]
    let whole = number as i64;
    #[expect(clippy::cast_possible_truncation, reason = "this is the bug")]
    let low = whole as i32;
    low
}
