// Setting a PIN: from the key exchange to the issuer's answer.
import { at, stopwatch } from './clock.js';
import { Entry } from './entry.js';
import { classOf, context, exchange, reasonOf, understood } from './exchange.js';
import { SetPinSession } from './pinproof.js';
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
  const now = stopwatch();
  /** @type {SetPinSession} */
  let session;
  try {
    const { pan, token } = await context(terms, controlId);
    session = new SetPinSession(terms, controlId, pan, token);
  } catch (error) {
    boot.fail(reasonOf(error));
    return;
  }
  if (boot.over) return;
  const entry = new Entry(terms, (typed) => session.objection(typed));
  /** @type {(() => void)[]} */
  const alarms = [];
  /** Whether a PIN is on its way and nobody knows what became of it. */
  let uncertain = false;

  boot.wipe = () => {
    for (const cancel of alarms) cancel();
    session.end();
    entry.clear();
  };
  alarms.push(at(now, terms.sessionMs, () => boot.fail('expired', uncertain)));
  if (terms.sessionMs > WARNING_MS) {
    alarms.push(at(now, terms.sessionMs - WARNING_MS, () => boot.say(text('ending'))));
  }
  entry.onChange = (valid) => boot.tell('pin_valid', valid);
  entry.onSubmit = submit;

  await attempt(async () => {
    await exchange(session, terms, now);
    ready();
  });

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
    uncertain = true;
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
    uncertain = false;
    if (set) {
      for (const cancel of alarms) cancel();
      boot.wipe = undefined;
      boot.show('done');
      boot.tell('set_pin_success');
      return;
    }
    // The issuer wants another PIN; it gets another key pair too.
    boot.tell('set_pin_validation_error');
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
    const reason = reasonOf(error);
    boot.fail(reason, uncertain && reason !== 'refused' && reason !== 'attempts');
  }
}
