// Requests to the service that the page came from, and to nobody else.

/** No answer is waited for longer than this. */
const PATIENCE_MS = 30_000;
/** One byte more than the library reads. */
const MOST_BYTES = 65_537;

/** No answer came. */
export class Unanswered extends Error {
  /** @param {Reason} reason */
  constructor(reason) {
    super(reason);
    /** @type {Reason} */
    this.reason = reason;
  }
}

/**
 * Sends what the session wants to be sent.
 *
 * @param {import('./pinproof.js').Outgoing} outgoing
 */
export function send(outgoing) {
  const { path, contentType, body } = outgoing;
  outgoing.free();
  return post(path, contentType, new Uint8Array(body));
}

/**
 * Sends a request. It is not sent again by itself: the service may have had it.
 *
 * @param {string} path
 * @param {string} contentType
 * @param {BodyInit} body
 */
export async function post(path, contentType, body) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': contentType },
      body,
      // It could lead to another host.
      redirect: 'manual',
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: patience.signal,
    });
    if (answer.type === 'opaqueredirect') return { status: 302, contentType: undefined, body: new Uint8Array() };
    const type = answer.headers.get('Content-Type') ?? undefined;
    return { status: answer.status, contentType: type, body: await limited(answer) };
  } catch {
    throw new Unanswered(patience.signal.aborted ? 'late' : 'offline');
  } finally {
    clearTimeout(timer);
  }
}

/** The body, but no more of it than anybody will read. @param {Response} answer */
async function limited(answer) {
  const body = new Uint8Array(MOST_BYTES);
  const reader = answer.body?.getReader();
  let length = 0;
  while (reader !== undefined && length < MOST_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    const part = value.subarray(0, MOST_BYTES - length);
    body.set(part, length);
    length += part.length;
  }
  if (length === MOST_BYTES) await reader?.cancel();
  return body.subarray(0, length);
}
