// When a session is over, nothing of it goes on; and what the page then says of the PIN is true.
import assert from 'node:assert/strict';
import { picture } from './checks.mjs';
import { Device, embossed, hold, setPin, shows, until } from './device.mjs';
import { test } from './harness.mjs';
import { service } from './service.mjs';

/** Long enough for a key pair and a request, if the page went on. */
const SETTLED_MS = 2_000;

/** What ends a session from outside. Each runs in the browser. */
const ENDS = {
  'an error': { reason: 'technical', end: () => window.dispatchEvent(new ErrorEvent('error')) },
  'a rejection': {
    reason: 'technical',
    end: () => window.dispatchEvent(new PromiseRejectionEvent('unhandledrejection', { promise: Promise.resolve() })),
  },
  'leaving the page': { reason: 'left', end: () => window.dispatchEvent(new Event('pagehide')) },
};

const reasons = (page) => page.locator('[data-reason]:visible').evaluateAll((all) => all.map((one) => one.dataset.reason));
/** What the app was told, but for what stands in the fields. */
const told = (device) => device.events.filter((event) => !event.startsWith('pin_valid'));

for (const [operation, event, path] of [
  ['set-pin', 'set_pin_error', '/pin/v3/set/tzpk'],
  ['view-pin', 'view_pin_error', '/pin/v3/view'],
]) {
  test(`over: ${operation} asks for nothing after an error while the card's data is on its way`, async () => {
    const issuer = await service('--profile', 'aes-iso4');
    if (operation === 'view-pin') await embossed(issuer, '904718');
    const device = await Device.open();
    try {
      const held = await hold(device, '**/pincontrol/v2/context');
      await device.openForm(await issuer.session(operation));
      await until(() => held.count === 1, () => 'the question for the card');
      await device.page.evaluate(ENDS['an error'].end);
      await shows(device.page, 'failed');
      held.release();
      await device.page.waitForTimeout(SETTLED_MS);
      assert.equal(device.sent(path), 0);
      await shows(device.page, 'failed');
      assert.deepEqual(device.events, [event]);
    } finally {
      await device.close();
    }
  });

  test(`over: ${operation} asks for nothing when the page has loaded too late`, async () => {
    const issuer = await service();
    if (operation === 'view-pin') await embossed(issuer, '2580');
    const device = await Device.open();
    try {
      await device.page.clock.install();
      const held = await hold(device, '**/*.wasm');
      await device.openForm(await issuer.session(operation));
      await until(() => held.count === 1, () => 'the WebAssembly');
      await device.page.clock.runFor(31_000);
      await shows(device.page, 'failed');
      held.release();
      await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
      assert.equal(device.sent(path), 0);
      assert.deepEqual(device.events, [event]);
      assert.deepEqual(await reasons(device.page), ['set-up']);
    } finally {
      await device.close();
    }
  });
}

for (const [name, { reason, end }] of Object.entries(ENDS)) {
  test(`over: ${name} while the PIN is on its way leaves it uncertain, and before that does not`, async () => {
    const issuer = await service();
    const device = await Device.open();
    const { page } = device;
    try {
      await device.openForm(await issuer.session('set-pin'));
      await shows(page, 'entry');
      await page.evaluate(end);
      await shows(page, 'failed');
      assert.equal(await page.locator('[data-uncertain]').isVisible(), false);
      const held = await hold(device, '**/pin/v3/set');
      await device.openForm(await issuer.session('set-pin'));
      await setPin(page, '2580');
      await until(() => held.count === 1, () => 'the PIN');
      await page.evaluate(end);
      await shows(page, 'failed');
      assert.deepEqual(await reasons(page), [reason]);
      assert.equal(await page.locator('[data-uncertain]').isVisible(), true);
      held.release();
      await page.waitForTimeout(500);
      await shows(page, 'failed');
      assert.deepEqual(told(device), ['set_pin_error', 'set_pin_error'], 'one in each session');
      await picture(page, `set-failed-uncertain-${reason}`);
    } finally {
      await device.close();
    }
  });
}

for (const [status, reason, uncertain] of [
  [400, 'technical', false],
  [403, 'refused', false],
  [409, 'technical', false],
  [429, 'unavailable', true],
  [503, 'unavailable', true],
]) {
  test(`over: the answer ${status} to a PIN is called ${reason}`, async () => {
    const issuer = await service();
    const device = await Device.open();
    const { page } = device;
    try {
      const body = JSON.stringify({ type: 'about:blank', status, title: 'No.', code: 'other' });
      await device.context.route('**/pin/v3/set', (route) => route.fulfill({ status, contentType: 'application/problem+json', body }));
      await device.openForm(await issuer.session('set-pin'));
      await setPin(page, '2580');
      await shows(page, 'failed');
      assert.deepEqual(await reasons(page), [reason]);
      assert.equal(await page.locator('[data-uncertain]').isVisible(), uncertain);
      assert.deepEqual(told(device), ['set_pin_error']);
    } finally {
      await device.close();
    }
  });
}
