//! What a client does out of turn, and at the end.

/// How the order of things is kept.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Turns {
    /// Everything in its turn, and one end.
    #[default]
    Right,
    /// Success is told when the PIN is sent.
    EarlySuccess,
    /// Nothing is told when the network fails.
    SilentNetwork,
    /// What was lost is sent again.
    Resends,
    /// A second tap sends again.
    DoubleTap,
    /// Giving up is not noticed.
    CancelIgnored,
    /// Giving up is not told.
    CancelSilent,
    /// An answer that nobody waits for is taken.
    LateAnswers,
    /// Both success and failure are told.
    BothEnds,
    /// Nothing is told when the page cannot be set up.
    SilentSetUp,
    /// The field is looked at when it is full, not on each change.
    QuietField,
    /// The rules are for the field; what is submitted is sent.
    RulesInTheField,
    /// `set_pin` of the app is not there.
    NoCall,
    /// The app is told of success when a message says so.
    ToldByMessage,
    /// A message of any window opens the session anew.
    AnyWindow,
    /// A message of a window whose origin ends in the right way does.
    OriginEnds,
    /// A message of a window without an origin does.
    NullOrigin,
    /// A message of any window is taken for the app's call.
    AnyCaller,
    /// A message of the parent window is, whatever its origin.
    AnyOriginCalls,
    /// Another PIN is sent under the TZPK of the PIN that was refused.
    SameTzpk,
    /// A published sample is taken for a key.
    SampleKeys,
    /// An empty field is taken for a key of zeros.
    EmptyKey,
    /// What is missing in an answer makes the client fall over.
    ShowsAnyway,
    /// Tries without a limit.
    EndlessTries,
}
