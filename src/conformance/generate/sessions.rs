//! Sessions: `session_*.json`.
//!
//! A case is a script: what the kit does, as the issuer, the cardholder, the app and the clock, and what a right client answers.
//! What a client must not do ends each time in the one error event; such a case has the good path of its file as its sibling.

mod control_ids;
mod entry;
mod late;
mod limits;
mod messages;
mod order;
mod replies;
mod scene;
mod second_try;
mod set;
mod timing;
mod tokens;
mod view;
mod wraps;

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::json;

use self::scene::Scene;
use super::GenerateError;
use super::build::{CaseBuilder, FileBuilder, group};
use crate::conformance::client::{BridgeName, Flow, Op};
use crate::conformance::vector::{Action, Case, Judge, Opening, VectorFile};

/// The default profile.
const TDES: &str = "enfuce-v3";
/// The profile with AES.
const AES: &str = "aes-iso4";
/// The card of sessions that bind one.
const PAN: &str = "4539578763621486";

pub(super) fn files() -> Result<Vec<(String, VectorFile)>, GenerateError> {
    Ok([
        set::file()?,
        set::aes_file()?,
        timing::file()?,
        order::file()?,
        second_try::file()?,
        entry::file()?,
        replies::file()?,
        replies::set_file()?,
        wraps::file()?,
        wraps::aes_file()?,
        view::file()?,
        view::aes_file()?,
        messages::file()?,
    ]
    .into())
}

/// A reason in the letters that reasons have.
fn slug(reason: &str) -> String {
    let (kind, text) = reason.split_once(':').unwrap_or((reason, ""));
    let words = text
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty());
    format!("{kind}:{}", words.collect::<Vec<_>>().join("-"))
}

/// One file under construction: the cases of one flow and profile.
struct Sessions {
    stem: &'static str,
    title: &'static str,
    flow: Flow,
    profile: &'static str,
    cases: Vec<Case>,
}

/// A case under construction.
struct Told<'a> {
    id: String,
    comment: &'a str,
    requirement: &'a [&'a str],
    reason: &'a str,
}

impl Sessions {
    fn new(stem: &'static str, title: &'static str, flow: Flow, profile: &'static str) -> Self {
        Self {
            stem,
            title,
            flow,
            profile,
            cases: Vec::new(),
        }
    }

    /// A script to play on a bridge.
    fn scene(&self) -> Scene {
        Scene::new(self.flow)
    }

    /// Adds a case that is judged by itself.
    fn good(&mut self, told: &Told<'_>, bridge: BridgeName, scene: Scene) {
        let case = self.case(told, bridge, scene);
        self.cases.push(case.finish());
    }

    /// Adds cases of one kind: `good` as in [`Self::good`], the others as in [`Self::beside`].
    fn all(&mut self, reason: &str, requirement: &[&str], scenes: &[(&str, &str, Scene)], good: bool) {
        for (id, comment, scene) in scenes {
            let told = Told {
                id: (*id).to_string(),
                comment,
                requirement,
                reason,
            };
            if good {
                self.good(&told, BridgeName::Ios, scene.clone());
            } else {
                self.beside(&told, scene.clone());
            }
        }
    }

    /// Adds a case that says something only beside the good path, the first case of the file.
    fn beside(&mut self, told: &Told<'_>, scene: Scene) {
        self.beside_on(told, BridgeName::Ios, scene);
    }

    fn beside_on(&mut self, told: &Told<'_>, bridge: BridgeName, scene: Scene) {
        let first = self.cases.first().map(|case| case.id.clone());
        let mut case = self.case(told, bridge, scene);
        if let Some(first) = first {
            case = case.sibling(first);
        }
        self.cases.push(case.finish());
    }

    fn case(&self, told: &Told<'_>, bridge: BridgeName, scene: Scene) -> CaseBuilder {
        let control_id = format!("{}.{}", self.stem.replace('_', "-"), told.id);
        let mut input = json!({"control_id": control_id, "bridge": bridge.name(), "now_ms": 0});
        if let (Some(context), Some(fields)) = (scene.context(), input.as_object_mut()) {
            fields.insert("context".to_string(), context);
        }
        let mut steps = scene.steps();
        for step in &mut steps {
            // A token is for one session of one case.
            if let Action::Open(Opening {
                control_id: Some(other),
                ..
            }) = &mut step.action
            {
                *other = format!("{control_id}.{other}");
            }
        }
        let case = CaseBuilder::new(told.id.clone(), told.comment, input)
            .judged(Judge::Script)
            .script(steps)
            .reason(slug(told.reason));
        told.requirement
            .iter()
            .fold(case, |case, clause| case.requirement(clause))
    }

    fn finish(self, what: &str) -> Result<(String, VectorFile), GenerateError> {
        let shared = json!({"flow": self.flow.name(), "profile": self.profile});
        FileBuilder::new(self.stem, Op::SessionOpen, self.title)
            .param("flow", self.flow.name())
            .param("profile", self.profile)
            .spec("Enfuce, PIN Control API: callbacks")
            .spec("Enfuce, Set PIN guide: process")
            .group(group("scripts", what, None, shared, self.cases))
            .finish()
    }
}
