// Setting a PIN: from the key exchange to the issuer's answer.
import { at, sessionClock } from './clock.js';
import { Entry } from './entry.js';
import { classOf, context, exchange, isRefusal, reasonOf, understood } from './exchange.js';
import { SetPinSession } from './pinproof.js';
import { progress } from './progress.js';
import { text } from './texts.js';
import { send } from './wire.js';

/** So long before the end the cardholder is told. */
const WARNING_MS = 60_000;

/**
 * @param {Boot} boot
 * @param {import('./pinproof.js').Terms} terms
 * @param {string} controlId
 */
export async function setPin(boot, terms, controlId) {
  const now = sessionClock();
  /** @type {SetPinSession} */
  let session;
  try {
    const { pan, token } = await context(terms, controlId);
    if (boot.over) return;
    session = new SetPinSession(terms, controlId, pan, token);
  } catch (error) {
    boot.fail(reasonOf(error));
    return;
  }
  const entry = new Entry(terms, (typed) => session.objection(typed));
  /** @type {(() => void)[]} */
  const alarms = [];

  boot.wipe = () => {
    for (const cancel of alarms) cancel();
    session.end();
    entry.clear();
  };
  alarms.push(at(now, terms.sessionMs, () => boot.fail('expired')));
  if (terms.sessionMs > WARNING_MS) {
    alarms.push(at(now, terms.sessionMs - WARNING_MS, warn));
  }
  entry.onChange = (valid) => boot.tell('pin_valid', valid);
  entry.onSubmit = submit;

  await attempt(async () => {
    await exchange(session, terms, now);
    ready();
  });

  function warn() {
    entry.warn();
    boot.say(text('ending'));
  }

  function ready() {
    boot.submit = () => entry.submit();
    boot.show('entry');
    entry.open();
  }

  /** @param {string} pin @param {string} repeat */
  function submit(pin, repeat) {
    /** @type {import('./pinproof.js').Outgoing} */
    let outgoing;
    try {
      outgoing = session.submit(pin, repeat, now());
    } catch (error) {
      const objection = classOf(error);
      if (objection.startsWith('pin_')) {
        // Nothing was sent, and the session stands as it was.
        entry.object(objection);
        boot.tell('set_pin_validation_error');
      } else if (objection !== 'session_state') {
        end(error);
      }
      return;
    }
    boot.submit = undefined;
    boot.uncertain = true;
    entry.clear();
    boot.show('sending');
    void attempt(() => deliver(outgoing));
  }

  /** @param {import('./pinproof.js').Outgoing} outgoing */
  async function deliver(outgoing) {
    const answer = await send(outgoing);
    const set = understood(answer, () =>
      session.takeOutcome(answer.status, answer.contentType, answer.body, now()),
    );
    boot.uncertain = false;
    if (set) {
      for (const cancel of alarms) cancel();
      boot.wipe = undefined;
      boot.show('done');
      boot.tell('set_pin_success');
      return;
    }
    // The issuer wants another PIN; it gets another key pair too.
    boot.tell('set_pin_validation_error');
    progress(1);
    boot.show('loading');
    await exchange(session, terms, now);
    ready();
    entry.object('refused');
  }

  /** @param {() => Promise<void>} action */
  async function attempt(action) {
    try {
      await action();
    } catch (error) {
      end(error);
    }
  }

  /** @param {unknown} error */
  function end(error) {
    if (isRefusal(error)) boot.uncertain = false;
    boot.fail(reasonOf(error));
  }
}
