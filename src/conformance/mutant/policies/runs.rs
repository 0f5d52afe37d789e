//! Runs of digits.

/// How a client looks for runs in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Run {
    /// The longest stretch anywhere, in digits, at the limit or over it.
    #[default]
    Right,
    /// Not at all.
    Dropped,
    /// In steps and not digits, so that a run needs one digit more.
    OneMore,
    /// One digit too few makes a run.
    OneLess,
    /// At the start of the PIN only.
    AtTheStart,
    /// At the end of the PIN only.
    AtTheEnd,
    /// Over the whole PIN only.
    Whole,
    /// Exactly as long as the limit, so that longer ones pass.
    Exactly,
    /// In the sorted digits.
    Sorted,
    /// Steps of any size.
    AnyStep,
    /// Steps up and down alike.
    BothWays,
    /// Equal neighbours counted as one digit.
    EqualSkipped,
    /// All steps of the PIN added up, wherever they are.
    Added,
}

/// What stands beside 9.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wrap {
    /// 0, where the policy says so.
    #[default]
    AsAsked,
    /// Never 0.
    Never,
    /// Always 0.
    Always,
    /// 0, where the policy says so, upwards only.
    UpwardsOnly,
    /// Where the policy says so, 1: 0 is left out of the circle.
    ToOne,
}

impl Wrap {
    /// Whether `second` is one above `first`. `asked` is the policy's.
    pub(crate) fn follows(self, first: u8, second: u8, asked: bool, upwards: bool) -> bool {
        let wraps = match self {
            Self::AsAsked | Self::ToOne => asked,
            Self::Never => false,
            Self::Always => true,
            Self::UpwardsOnly => asked && upwards,
        };
        let beside_nine = u8::from(self == Self::ToOne);
        first.checked_add(1) == Some(second) || (wraps && (first, second) == (9, beside_nine))
    }
}

impl Run {
    /// Whether the digits have a run of `limit`. `follows` says what goes on with what.
    pub(crate) fn objects(self, digits: &[u8], limit: u8, follows: impl Fn(u8, u8) -> bool) -> bool {
        let limit = usize::from(limit);
        let reaches = |digits: &[u8], joined: &dyn Fn(u8, u8) -> bool, limit: usize| {
            digits
                .chunk_by(|a, b| joined(*a, *b))
                .any(|stretch| stretch.len() >= limit)
        };
        let mut stretches = digits.chunk_by(|a, b| follows(*a, *b)).map(<[u8]>::len);
        match self {
            Self::Right => stretches.any(|length| length >= limit),
            Self::Dropped => false,
            Self::OneMore => stretches.any(|length| length > limit),
            Self::OneLess => stretches.any(|length| length.saturating_add(1) >= limit),
            Self::AtTheStart => stretches.next().is_some_and(|length| length >= limit),
            Self::AtTheEnd => stretches.last().is_some_and(|length| length >= limit),
            Self::Whole => digits.len() >= limit && stretches.count() == 1,
            Self::Exactly => stretches.any(|length| length == limit),
            Self::Sorted => {
                let mut sorted = digits.to_vec();
                sorted.sort_unstable();
                if !follows(0, 1) {
                    sorted.reverse();
                }
                reaches(&sorted, &follows, limit)
            }
            Self::AnyStep if follows(0, 1) => reaches(digits, &|a, b| a < b, limit),
            Self::AnyStep => reaches(digits, &|a, b| a > b, limit),
            Self::BothWays => reaches(digits, &|a, b| follows(a, b) || follows(b, a), limit),
            Self::EqualSkipped => {
                let mut once = digits.to_vec();
                once.dedup();
                reaches(&once, &follows, limit)
            }
            Self::Added => {
                let steps = digits
                    .iter()
                    .zip(digits.iter().skip(1))
                    .filter(|(a, b)| follows(**a, **b))
                    .count();
                steps.saturating_add(1) >= limit
            }
        }
    }
}
