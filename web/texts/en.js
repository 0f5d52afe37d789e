// English. Words in braces are replaced by numbers.

export const english = {
  'title-undefined': 'Card PIN',
  'title-set-pin': 'Choose a PIN for your card',
  'title-view-pin': 'The PIN of your card',

  loading: 'Getting ready…',
  'loading-more': 'A secure connection is being set up. This takes a few seconds.',

  entry: 'Enter a new PIN',
  hint: 'Use {min} to {max} digits that nobody can guess. Not your birthday, and not 1234.',
  'hint-exact': 'Use {max} digits that nobody can guess. Not your birthday, and not 1234.',
  pin: 'New PIN',
  repeat: 'The same PIN again',
  reveal: 'Show the digits',
  submit: 'Set PIN',

  pin_charset: 'Use only the digits 0 to 9.',
  pin_length: 'A PIN has {min} to {max} digits.',
  'pin_length-exact': 'A PIN has {max} digits.',
  pin_sequence: 'Digits in a row, such as 1234, are easy to guess. Choose another PIN.',
  pin_repeat: 'The same digit too often is easy to guess. Choose another PIN.',
  pin_denylist: 'Many people use this PIN. Choose another one.',
  pin_context: 'This PIN is easy to find out for people who know you. Choose another one.',
  pin_mismatch: 'The two entries are not the same.',
  'pin_repeat-missing': 'Enter the same PIN once more.',
  refused: 'Your bank does not accept this PIN. Choose another one.',
  paste: 'Only digits can be pasted here.',
  'paste-repeat': 'Type the PIN once more, so that a slip of the finger is noticed.',
  ending: 'This page closes within one minute.',

  sending: 'Setting your PIN…',
  'sending-more': 'Keep this page open.',

  done: 'Your PIN is set',
  'done-more': 'You can use it as soon as you have your card. Nobody else knows it: do not write it down.',

  shown: 'Your PIN is shown for {seconds} seconds',
  'shown-title': 'Your PIN',
  left: 'Hidden in {seconds} s',
  hide: 'Hide now',

  hidden: 'The PIN is hidden again',
  'hidden-more': 'To see it once more, go back and start again.',

  'failed-set-pin': 'The PIN could not be set',
  'failed-view-pin': 'The PIN cannot be shown',
  'failed-undefined': 'This page cannot be used',
  next: 'Go back to where you came from and start again.',
  uncertain: 'It is not certain whether your PIN has been set.',

  'reason-unsupported': 'This browser or app is too old to open the page safely. Update it first.',
  'reason-insecure': 'This page needs a secure connection (https).',
  'reason-set-up': 'The page could not be loaded.',
  'reason-offline': 'There is no connection to your bank.',
  'reason-late': 'Your bank took too long to answer.',
  'reason-unavailable': 'The service is not available at the moment.',
  'reason-refused': 'This page is no longer valid. Each can be used only once and for a short time.',
  'reason-expired': 'The page was open for too long.',
  'reason-attempts': 'None of the PINs was accepted, and there is no try left.',
  'reason-left': 'The page was left before it was done.',
  'reason-technical': 'Something went wrong that you are not to blame for.',
};
