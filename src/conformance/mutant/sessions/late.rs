//! What a client does with inputs that nothing waits for.

/// How they are taken.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Late {
    /// They change nothing.
    #[default]
    Right,
    /// An error of the issuer ends a session that waits for the cardholder.
    ErrorEnds,
    /// An error of the issuer is told after success.
    ErrorAfterSuccess,
    /// A refusal of the PIN is told after failure.
    RefusalAfterFailure,
    /// The field is told of after the end.
    FieldAfterEnd,
    /// The end of the session's life is told after its end.
    ClockAfterEnd,
    /// Giving up, or a lost request, is told after failure.
    FailsTwice,
    /// An entry that is no PIN is told as refused while the page waits for the issuer.
    TapTold,
    /// The field is not told of while the PIN is under way.
    QuietAfterSending,
    /// What ends one session ends all.
    EndsAll,
}

/// What is forgotten in the second try.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Second {
    /// Nothing.
    #[default]
    Right,
    /// The cardholder may not give up.
    CancelIgnored,
    /// A PIN that was lost is sent again.
    PinAgain,
    /// The session's life does not end while an answer is under way.
    Endless,
    /// An error in answer to the public key is told as a refusal of the PIN, and the page stays.
    ErrorsRefuse,
    /// A tap before the key is there is told as a refusal.
    TapTold,
    /// A PIN that the policy refuses ends the session.
    PolicyEnds,
    /// The field is not told of before the key is there.
    QuietField,
}

/// Where a rule was forgotten that holds everywhere.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Place {
    /// Nowhere.
    #[default]
    Right,
    /// Giving up, in a frame.
    CancelInFrame,
    /// Giving up, on Android.
    CancelOnAndroid,
    /// Giving up, with AES.
    CancelWithAes,
    /// The age of the token, with AES.
    TokenWithAes,
    /// The session's life, with AES.
    LifeWithAes,
    /// A clock that goes back, in a view.
    ClockInView,
}
