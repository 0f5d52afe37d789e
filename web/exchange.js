// The key exchange that both flows begin with, and what their failures mean to a cardholder.
import { makeKeyPair, unwrap } from './keys.js';
import { progress } from './progress.js';
import { Unanswered, post, send } from './wire.js';

/** Where the service says what it binds the PIN block of a card to. */
const CONTEXT_PATH = '/pincontrol/v2/context';

/**
 * The PAN or the token that the PIN block is bound to, where the profile binds it to one.
 *
 * @param {import('./pinproof.js').Terms} terms
 * @param {string} controlId
 * @returns {Promise<{ pan?: string, token?: string }>}
 */
export async function context(terms, controlId) {
  if (terms.binding === 'none') return {};
  const answer = await post(CONTEXT_PATH, 'application/json', JSON.stringify({ controlId }));
  if (answer.status !== 200) throw new Refused(answer.status);
  const { pan, token } = JSON.parse(new TextDecoder().decode(answer.body));
  return { pan: asText(pan), token: asText(token) };
}

/** @param {unknown} value */
function asText(value) {
  return typeof value === 'string' ? value : undefined;
}

/**
 * Makes a key pair, sends its public half, and unwraps what comes back. The session has the key then.
 *
 * @param {import('./pinproof.js').SetPinSession | import('./pinproof.js').ViewPinSession} session
 * @param {import('./pinproof.js').Terms} terms
 * @param {() => number} now
 */
export async function exchange(session, terms, now) {
  const pair = await makeKeyPair(terms);
  progress(2);
  const answer = await send(session.ask(pair.spki, now()));
  progress(3);
  const wrapped = understood(answer, () =>
    session.takeKey(answer.status, answer.contentType, answer.body, now()),
  );
  const key = await unwrap(pair.privateKey, new Uint8Array(wrapped), terms);
  try {
    session.unwrapped(key, now());
  } finally {
    key.fill(0);
  }
  progress(4);
}

/** The service said no, and how. */
class Refused extends Error {
  /** @param {number} status */
  constructor(status) {
    super('refused');
    this.status = status;
  }
}

/**
 * Keeps the status of an answer that the session does not take.
 *
 * @template T
 * @param {{ status: number }} answer
 * @param {() => T} take
 * @returns {T}
 */
export function understood(answer, take) {
  try {
    return take();
  } catch (error) {
    throw classOf(error) === 'server_rejected' ? new Refused(answer.status) : error;
  }
}

/** The class that a call into the WebAssembly failed with. @param {unknown} error */
export function classOf(error) {
  return error instanceof Error ? error.message : '';
}

/**
 * Why a session has ended, in the words of the page.
 *
 * @param {unknown} error
 * @returns {Reason}
 */
export function reasonOf(error) {
  if (error instanceof Unanswered) return error.reason;
  if (error instanceof Refused) return meaningOf(error.status);
  switch (classOf(error)) {
    case 'session_expired':
      return 'expired';
    case 'session_attempts':
      return 'attempts';
    default:
      return 'technical';
  }
}

/**
 * Whether the issuer has said no: then it is certain that no PIN was set.
 *
 * @param {unknown} error
 */
export function isRefusal(error) {
  if (!(error instanceof Refused)) return classOf(error) === 'session_attempts';
  return error.status >= 400 && error.status < 500 && error.status !== 408 && error.status !== 429;
}

/** @param {number} status @returns {Reason} */
function meaningOf(status) {
  if (status >= 500 || status === 429) return 'unavailable';
  // Of the other refusals the token is not to blame.
  return [401, 403, 404, 410].includes(status) ? 'refused' : 'technical';
}
