//! Faults on purpose: the service answers as the issuers of the session scenarios do, so that a client is tested end to end.

mod apply;
mod table;
mod wrapped;

use std::io::{self, Write};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use super::route::Route;
use crate::failure::Failure;

pub(crate) use apply::{Asked, Draft};
pub(crate) use table::{Fault, Step};

/// A fault, at one step or wherever it can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    fault: Fault,
    step: Option<Step>,
}

impl Chosen {
    /// Reads `NAME` or `NAME@STEP`.
    ///
    /// # Errors
    /// Wrong use: no such fault, no such step, or not there.
    pub(crate) fn read(text: &str) -> Result<Self, Failure> {
        let (name, step) = match text.split_once('@') {
            Some((name, step)) => (name, Some(step)),
            None => (text, None),
        };
        let help = "`pinproof serve --fault list` lists the faults and the steps of each";
        let fault = Fault::from_name(name).ok_or_else(|| Failure::usage(format!("no fault `{name}`"), help))?;
        let step = match step {
            None => None,
            Some(step) => Some(
                Step::from_name(step)
                    .filter(|step| fault.steps().contains(step))
                    .ok_or_else(|| Failure::usage(format!("the fault `{name}` is not at a step `{step}`"), help))?,
            ),
        };
        Ok(Self { fault, step })
    }

    /// Every one that there is.
    pub(crate) fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for fault in Fault::ALL.iter().copied() {
            all.push(Self { fault, step: None });
            all.extend(fault.steps().iter().map(|step| Self {
                fault,
                step: Some(*step),
            }));
        }
        all
    }

    /// As it is read.
    pub(crate) fn text(self) -> String {
        match self.step {
            None => self.fault.name().to_owned(),
            Some(step) => format!("{}@{}", self.fault.name(), step.name()),
        }
    }

    fn is_at(self, step: Step) -> bool {
        self.fault.steps().contains(&step) && self.step.is_none_or(|only| only == step)
    }
}

/// The faults of a running service.
pub(crate) struct Faults {
    chosen: RwLock<Vec<Chosen>>,
    /// How long `late` holds an answer.
    pub(crate) delay: Duration,
}

impl Faults {
    pub(crate) fn new(chosen: Vec<Chosen>, delay: Duration) -> Self {
        Self {
            chosen: RwLock::new(chosen),
            delay,
        }
    }

    /// The first fault that was chosen for this route.
    pub(crate) fn at(&self, route: Route) -> Option<Fault> {
        let step = Step::of(route)?;
        let chosen = self.chosen.read().unwrap_or_else(PoisonError::into_inner);
        chosen
            .iter()
            .find(|chosen| chosen.is_at(step))
            .map(|chosen| chosen.fault)
    }

    /// All of them.
    pub(crate) fn chosen(&self) -> Vec<Chosen> {
        self.chosen.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts others in their place.
    pub(crate) fn choose(&self, chosen: Vec<Chosen>) {
        *self.chosen.write().unwrap_or_else(PoisonError::into_inner) = chosen;
    }
}

/// Whether `--fault list` was given.
pub(crate) fn asked_for_list(faults: &[String]) -> bool {
    faults.iter().any(|fault| fault == "list")
}

/// Writes all faults: name, steps, what it does, what a right client then tells.
pub(crate) fn list(out: &mut dyn Write) -> io::Result<()> {
    for fault in Fault::ALL {
        let steps: Vec<&str> = fault.steps().iter().map(|step| step.name()).collect();
        writeln!(out, "{:<18} {}", fault.name(), fault.about())?;
        writeln!(out, "{:<18} at {}; {}", "", steps.join(", "), fault.told().words())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written() {
        for fault in Fault::ALL {
            assert_eq!(Chosen::read(fault.name()).unwrap().text(), fault.name());
            for step in fault.steps() {
                let text = format!("{}@{}", fault.name(), step.name());
                assert_eq!(Chosen::read(&text).unwrap().text(), text);
            }
        }
        for text in [
            "",
            "nothing",
            "html@",
            "html@nowhere",
            "pin-refused@view",
            "html@set@set",
        ] {
            assert!(Chosen::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_first_one_at_a_step_counts() {
        let chosen = ["html@set", "truncated", "late"].map(|text| Chosen::read(text).unwrap());
        let faults = Faults::new(chosen.to_vec(), Duration::ZERO);
        assert_eq!(faults.at(Route::Set), Some(Fault::Html));
        assert_eq!(faults.at(Route::Tzpk), Some(Fault::Truncated));
        assert_eq!(faults.at(Route::Control), None);
        faults.choose(Vec::new());
        assert_eq!(faults.at(Route::Set), None);
    }

    #[test]
    fn the_list_has_every_fault() {
        let mut out = Vec::new();
        list(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text.lines().count(), 2 * Fault::ALL.len());
    }
}
