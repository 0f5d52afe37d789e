//! The sessions that are played with each of two PINs.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use rand_core::CryptoRng;

use super::steps::{self, End};
use crate::conformance::check::Context;
use crate::conformance::check::twin::pair;
use crate::conformance::client::{Flow, Request, VirtualClock};
use crate::conformance::vector::{Action, ScriptStep, TestCase};
use crate::pin::policy::PinFacts;
use crate::profile::Profile;

/// Drawn so often at most until the policy of the profile takes both PINs.
const DRAWS: usize = 32;

/// Digits of the PINs.
pub(super) const DIGITS: usize = 4;

/// What happens in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Story {
    /// A PIN is set at the second try, with taps out of turn.
    Set,
    /// The same with PINs that differ in the last digit.
    SetLast,
    /// A PIN was typed, or sent, and it comes to nothing.
    Ends(End),
    /// A PIN is shown.
    View,
}

impl Story {
    const ALL: [Self; 8] = [
        Self::Set,
        Self::SetLast,
        Self::Ends(End::GivenUp),
        Self::Ends(End::GivenUpAfterSending),
        Self::Ends(End::Lost),
        Self::Ends(End::Over),
        Self::Ends(End::Broken),
        Self::View,
    ];

    fn flow(self) -> Flow {
        match self {
            Self::Set | Self::SetLast | Self::Ends(_) => Flow::SetPin,
            Self::View => Flow::ViewPin,
        }
    }
}

/// One session, to be played with each of two PINs.
pub(super) struct Script {
    /// A case of the same flow and profile.
    like: TestCase,
    story: Story,
    /// How long a session lives, in milliseconds.
    life: u64,
    pins: [String; 2],
}

impl Script {
    /// Every story that is declared and selected.
    pub(super) fn all(context: &mut Context<'_>) -> Vec<Self> {
        let stories = Story::ALL.into_iter();
        stories.filter_map(|story| Self::draw(story, context)).collect()
    }

    fn draw(story: Story, context: &mut Context<'_>) -> Option<Self> {
        if story == Story::Ends(End::Over) && context.capabilities.clock == VirtualClock::None {
            return None;
        }
        let fits = |test: &&TestCase| {
            let request = &test.prompt.request;
            matches!(request, Request::SessionOpen { flow, .. } if *flow == story.flow())
                && !test.case.script.is_empty()
                && context.capabilities.lacks(request, None).is_none()
                && context.selection.fits(request, None)
        };
        let like = context.suite.cases().iter().find(fits)?.clone();
        let Request::SessionOpen { profile, .. } = &like.prompt.request else {
            return None;
        };
        let profile = Profile::built_in(profile)?;
        let pins = (0..DRAWS).find_map(|_| {
            let [pin, mut twin] = pair(DIGITS, context.rng);
            if story == Story::SetLast {
                let kept = DIGITS.saturating_sub(1);
                twin = format!("{}{}", pin.get(..kept)?, twin.get(kept..)?);
            }
            let policy = &profile.pin_policy;
            let taken = |pin: &str| policy.accept_entry(pin, None, &PinFacts::default()).is_ok();
            (taken(&pin) && taken(&twin)).then_some([pin, twin])
        })?;
        Some(Self {
            like,
            story,
            life: profile.lifetimes.session_ms,
            pins,
        })
    }

    /// The session with one of the PINs, as a case.
    pub(super) fn with(&self, pin: usize, rng: &mut dyn CryptoRng) -> TestCase {
        let mut test = self.like.clone();
        test.prompt.case = None;
        if let Request::SessionOpen { control_id, now_ms, .. } = &mut test.prompt.request {
            // A token is for one session.
            *control_id = format!("{:016x}", number(rng));
            *now_ms = 0;
        }
        let [first, second] = &self.pins;
        test.case.script = match pin {
            0 => self.steps(first, second),
            _ => self.steps(second, first),
        };
        test
    }

    /// What the session is for.
    pub(super) fn what(&self) -> &'static str {
        match self.story {
            Story::Set | Story::SetLast => "set a PIN",
            Story::Ends(end) => end.name(),
            Story::View => "view a PIN",
        }
    }

    /// What happens in a step, from 1.
    pub(super) fn name(&self, step: usize) -> &'static str {
        let [pin, other] = &self.pins;
        let steps = self.steps(pin, other);
        steps.get(step.saturating_sub(1)).map_or("", |step| step.action.name())
    }

    /// The step in which the client comes to know the PIN.
    pub(super) fn knows_at(&self) -> usize {
        let [pin, other] = &self.pins;
        let steps = self.steps(pin, other);
        let typed = |action: &Action| matches!(action, Action::Typed(_) | Action::Submit(_));
        let place = steps.iter().position(|step| typed(&step.action));
        // A PIN that is viewed comes with the second step.
        place.unwrap_or(1).saturating_add(1)
    }

    fn steps(&self, pin: &str, other: &str) -> Vec<ScriptStep> {
        match self.story {
            Story::Set | Story::SetLast => steps::set(pin, other),
            Story::Ends(end) => steps::ends(pin, end, self.life),
            Story::View => steps::view(pin),
        }
    }
}

/// Any number.
pub(super) fn number(rng: &mut dyn CryptoRng) -> u64 {
    let mut bytes = [0; 8];
    rng.fill_bytes(&mut bytes);
    u64::from_le_bytes(bytes)
}
