// Every fault that the service can have: the page tells the right event and shows the right words.
import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { picture } from './checks.mjs';
import { Device, embossed, setPin, shows, until } from './device.mjs';
import { test } from './harness.mjs';
import { startParent } from './parent.mjs';
import { PROGRAM, service } from './service.mjs';

/** Name and steps, as the program lists them. */
function listed() {
  const lines = execFileSync(PROGRAM, ['serve', '--fault', 'list'], { encoding: 'utf8' }).split('\n');
  const faults = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const name = lines[at].split(' ', 1)[0];
    const steps = /^ *at ([^;]+);/.exec(lines[at + 1])?.[1].split(', ') ?? [];
    for (const step of steps) faults.push({ name, step });
  }
  return faults;
}

/** Why the page says that it is over, where it is not something `technical`. */
const REASONS = {
  '5xx': 'unavailable',
  429: 'unavailable',
  expired: 'refused',
  late: 'late',
  'no-answer': 'offline',
  'wasm-missing': 'set-up',
};
/** After these there is no page, and nobody is told anything. */
const NO_PAGE = ['redirect', 'no-answer', 'page-missing'];
/** After these it is certain that no PIN was set. */
const CERTAIN = ['expired'];
/** Where the steps are, in both profiles. */
const PATHS = { tzpk: '/pin/v3/set/tzpk', set: '/pin/v3/set', view: '/pin/v3/view' };
/** So long does the service hold a late answer, in seconds; the browser's clock is moved meanwhile. */
const HELD = 10;
/** So long does the page wait for it. */
const WAITS = 31;

test('the list of faults is there', async () => {
  assert.ok(listed().length >= 40, `${listed().length} faults`);
});

for (const { name, step } of faultsOrNone()) {
  test(`fault ${name}@${step}`, async () => {
    const issuer = await service('--fault-delay', String(HELD));
    const viewing = step === 'view';
    if (viewing) await embossed(issuer, '2580');
    await issuer.faults(`${name}@${step}`);
    const device = await Device.open();
    const { page } = device;
    try {
      if (name === 'late') await page.clock.install();
      const session = await issuer.session(viewing ? 'view-pin' : 'set-pin');
      if (step === 'page' && name !== 'late') {
        await device.openForm(session).catch(() => {});
        await refused(device, name);
        return;
      }
      await device.openForm(session);
      if (step === 'page') {
        // Late, and then as ever.
        await shows(page, 'entry');
        return;
      }
      if (step === 'set') await setPin(page, '2580');
      if (name === 'pin-refused') {
        await device.told('set_pin_validation_error');
        await shows(page, 'entry');
        return;
      }
      if (name === 'late') {
        await shows(page, step === 'set' ? 'sending' : 'loading');
        await until(() => device.sent(PATHS[step]) === 1, () => 'the request');
        await page.clock.runFor(WAITS * 1000);
      }
      await shows(page, 'failed');
      const told = device.events.filter((event) => !event.startsWith('pin_valid'));
      assert.deepEqual(told, [viewing ? 'view_pin_error' : 'set_pin_error']);
      assert.deepEqual(await visibleReasons(page), [REASONS[name] ?? 'technical']);
      const uncertain = await page.locator('[data-uncertain]').isVisible();
      assert.equal(uncertain, step === 'set' && !CERTAIN.includes(name));
      assert.equal(await page.locator('.pin-digit').count(), 0);
      assert.deepEqual(device.console, []);
      assert.match(await issuer.metrics(), new RegExp(`pinproof_faults_total\\{fault="${name}"\\} [1-9]`));
      for (const request of device.requests) assert.ok(!request.url().includes(session.id));
      await staysHere(device, issuer);
      await picture(page, `fault-${name}-${step}`);
    } finally {
      await issuer.faults();
      await device.close();
    }
  });
}

const visibleReasons = (page) => page.locator('[data-reason]:visible').evaluateAll((all) => all.map((one) => one.dataset.reason));

/** Nobody else is asked. The browser lists where a redirect would have led, and does not go there. */
async function staysHere(device, issuer) {
  for (const request of device.requests) {
    if (/^(?:data|about):/.test(request.url()) || request.url().startsWith(`${issuer.origin}/`)) continue;
    assert.ok(request.redirectedFrom() !== null, request.url());
    assert.equal(request.failure()?.errorText, 'net::ERR_ABORTED');
    assert.equal(await request.response(), null);
  }
}

/** A page in the place of the one that was asked for, which tells the app once and the cardholder why; or no page at all. */
async function refused(device, name) {
  if (NO_PAGE.includes(name)) {
    await device.page.waitForTimeout(500);
    assert.equal(await device.page.locator('.pin-card').count(), 0);
    assert.deepEqual(device.events, []);
  } else {
    await shows(device.page, 'failed');
    assert.deepEqual(device.events, ['set_pin_error']);
    assert.deepEqual(await visibleReasons(device.page), [REASONS[name]]);
    await picture(device.page, `fault-${name}-page`);
  }
  assert.equal(device.sent('/pin/v3/set/tzpk'), 0);
}

for (const name of ['5xx', 'expired', ...NO_PAGE]) {
  test(`fault ${name}@page in a frame`, async () => {
    const parent = await startParent();
    const issuer = await service('--frame', `bank=${parent.origin}`);
    await issuer.faults(`${name}@page`);
    const device = await Device.open({ bridges: [] });
    const url = `${issuer.origin}/pincontrol/v2/frame?key=bank`;
    const told = () => device.page.evaluate(() => window.received.map(({ data }) => data));
    try {
      await device.page.goto(parent.origin);
      await device.page.evaluate(([at, message]) => window.openFrame(at, [[message, '*']]), [url, { operation: 'view-pin', controlId: 'x' }]);
      if (NO_PAGE.includes(name)) {
        await device.page.waitForTimeout(500);
        assert.deepEqual(await told(), []);
        return;
      }
      const frame = device.page.frames().find((one) => one.url() === url);
      await shows(frame, 'failed');
      await until(async () => (await told()).length > 0, () => 'the event');
      assert.deepEqual(await told(), [{ event: 'view_pin_error' }]);
      assert.deepEqual(await visibleReasons(frame), [REASONS[name]]);
      assert.deepEqual(device.console, []);
    } finally {
      await device.close();
      parent.close();
    }
  });
}

function faultsOrNone() {
  try {
    return listed();
  } catch (error) {
    test('the list of faults', async () => {
      throw error;
    });
    return [];
  }
}
