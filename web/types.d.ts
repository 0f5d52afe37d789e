// What the modules of the page share, for the type checker alone.

/** What the page is for. */
type Operation = 'set-pin' | 'view-pin';

/** Why a session ended; each has a text in the page. */
type Reason =
  | 'unsupported'
  | 'insecure'
  | 'set-up'
  | 'offline'
  | 'late'
  | 'unavailable'
  | 'refused'
  | 'expired'
  | 'attempts'
  | 'left'
  | 'technical';

/** What opens the page. */
interface Opening {
  operation: Operation;
  controlId: string;
}

/** What boot.js hands to page.js. */
interface Boot {
  /** Resolves when the page knows its operation and its control id; for a frame, when the parent has posted them. */
  readonly opened: Promise<Opening>;
  /** Whether the session is over: after that nothing is told. */
  readonly over: boolean;
  /** Tells the app on every bridge that is there. */
  tell(event: string, value?: boolean): void;
  /** Ends the session with the one error event, and shows why. */
  fail(reason: Reason): void;
  /** Shows one panel in the place of the others. */
  show(panel: string): void;
  /** Says something to whoever listens to the page rather than looks at it. */
  say(text: string): void;
  /** Whether a PIN is on its way and nobody knows what became of it: whatever ends the session then, the page says so. */
  uncertain: boolean;
  /** What `set_pin()` does. */
  submit: (() => void) | undefined;
  /** Called once, when the session is over or the page is left: wipes what the page holds. */
  wipe: (() => void) | undefined;
}

interface Window {
  android_handler?: Record<string, (value?: boolean) => void>;
  webkit?: { messageHandlers?: { ios_handler?: { postMessage(message: object): void } } };
  set_pin?: () => void;
}
