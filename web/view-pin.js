// Viewing a PIN: from the key exchange to the moment when it is hidden again.
import { at, sessionClock, stopwatch } from './clock.js';
import { context, exchange, reasonOf } from './exchange.js';
import { ViewPinSession } from './pinproof.js';
import { text } from './texts.js';

/** The PIN is shown for this long. */
const SHOWN_MS = 30_000;
/** So many digits stand in one row. */
const ROW = 6;

/**
 * @param {Boot} boot
 * @param {import('./pinproof.js').Terms} terms
 * @param {string} controlId
 */
export async function viewPin(boot, terms, controlId) {
  const now = sessionClock();
  const cancel = at(now, terms.sessionMs, () => boot.fail('expired'));
  /** @type {ViewPinSession} */
  let session;
  try {
    const { pan, token } = await context(terms, controlId);
    // A view that nobody waits for any more would spend the token.
    if (boot.over) return;
    session = new ViewPinSession(terms, controlId, pan, token);
    boot.wipe = () => session.end();
    await exchange(session, terms, now);
  } catch (error) {
    boot.fail(reasonOf(error));
    return;
  } finally {
    cancel();
  }
  if (boot.over) {
    session.end();
    return;
  }
  const digits = document.createDocumentFragment();
  const pin = new Uint8Array(session.digits);
  session.showInto(pin);
  session.end();
  for (const digit of pin) {
    const box = document.createElement('span');
    box.className = 'pin-digit';
    box.textContent = String(digit);
    // The blank keeps a screen reader from reading them as one number.
    digits.append(box, ' ');
  }
  pin.fill(0);
  present(boot, digits);
  boot.tell('view_pin_success');
}

/** @param {Boot} boot @param {DocumentFragment} digits */
function present(boot, digits) {
  const place = /** @type {HTMLElement} */ (document.querySelector('.pin-digits'));
  const bar = /** @type {HTMLProgressElement} */ (document.querySelector('.pin-time'));
  const left = /** @type {HTMLElement} */ (document.querySelector('.pin-left'));
  const hide = /** @type {HTMLButtonElement} */ (document.querySelector('.pin-hide'));
  const count = digits.childElementCount;
  const now = stopwatch();

  const tick = () => {
    const seconds = Math.max(0, Math.ceil((SHOWN_MS - now()) / 1000));
    bar.value = seconds;
    left.textContent = text('left', { seconds });
  };
  // Not while somebody else could be looking: in a list of apps, for one.
  const cover = () => {
    if (document.hidden) digits.append(...place.childNodes);
    else place.append(digits);
  };
  const gone = () => {
    cancel();
    clearInterval(timer);
    document.removeEventListener('visibilitychange', cover);
    place.replaceChildren();
    digits.replaceChildren();
    boot.wipe = undefined;
    boot.show('hidden');
  };
  const cancel = at(now, SHOWN_MS, gone);
  const timer = setInterval(tick, 250);
  document.addEventListener('visibilitychange', cover);
  boot.wipe = gone;
  hide.addEventListener('click', gone, { once: true });
  place.style.setProperty('--pin-columns', String(count > ROW ? Math.ceil(count / 2) : count));
  bar.max = SHOWN_MS / 1000;
  tick();
  cover();
  boot.show('shown');
  boot.say(text('shown', { seconds: SHOWN_MS / 1000 }));
}
