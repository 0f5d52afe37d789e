// Control tokens that are expired, used or made up.
import assert from 'node:assert/strict';
import { accessible, picture } from './checks.mjs';
import { Device, embossed, hold, setPin, shows, until } from './device.mjs';
import { test } from './harness.mjs';
import { startParent } from './parent.mjs';
import { service } from './service.mjs';

async function opened(act) {
  const issuer = await service();
  const device = await Device.open();
  try {
    await act(issuer, device);
  } finally {
    await device.close();
  }
}

/** The page that a browser gets for a token that opens nothing. */
async function refused(device, events) {
  await shows(device.page, 'failed');
  assert.equal(await device.page.locator('[data-reason="refused"]').isVisible(), true);
  assert.deepEqual(device.events, events);
  assert.equal(device.sent('/pin/v3/set/tzpk') + device.sent('/pin/v3/view'), 0);
}

test('a token that is 30 seconds old opens no page', () =>
  opened(async (issuer, device) => {
    const session = await issuer.session('set-pin');
    await issuer.advance(30_000);
    await device.openForm(session);
    await refused(device, ['set_pin_error']);
    await accessible(device.page);
    await picture(device.page, 'set-failed-refused');
  }));

test('a token opens one page', () =>
  opened(async (issuer, device) => {
    const session = await issuer.session('set-pin');
    await device.openForm(session);
    await shows(device.page, 'entry');
    const other = await Device.open({ bridges: ['ios'] });
    try {
      await other.openForm(session);
      await refused(other, ['set_pin_error']);
    } finally {
      await other.close();
    }
    // The one that it opened goes on.
    await setPin(device.page, '2580');
    await device.told('set_pin_success');
  }));

test('a token that is spent opens no page', () =>
  opened(async (issuer, device) => {
    const session = await issuer.session('set-pin');
    await device.openForm(session);
    await setPin(device.page, '2580');
    await device.told('set_pin_success');
    const other = await Device.open();
    try {
      await other.openForm(session);
      await refused(other, ['set_pin_error']);
    } finally {
      await other.close();
    }
  }));

test('a token that nobody issued opens no page, and the app is told whatever it waits for', () =>
  opened(async (issuer, device) => {
    const { pinURL } = await issuer.session('set-pin');
    await device.openForm({ id: 'made-up', pinURL });
    await refused(device, ['set_pin_error', 'view_pin_error']);
  }));

test('a form that is encoded in another way opens no page, the app is told, and the token stays good', () =>
  opened(async (issuer, device) => {
    const session = await issuer.session('set-pin');
    for (const enctype of ['text/plain', 'multipart/form-data']) {
      device.events.length = 0;
      await device.openForm(session, enctype);
      await shows(device.page, 'failed');
      assert.equal(await device.page.locator('[data-reason="technical"]').isVisible(), true, enctype);
      assert.deepEqual(device.events, ['set_pin_error', 'view_pin_error'], enctype);
    }
    assert.deepEqual(device.console, []);
    await device.openForm(session);
    await shows(device.page, 'entry');
  }));

test('a token in a URL opens no page and stays good', () =>
  opened(async (issuer, device) => {
    const { id, pinURL } = await issuer.session('set-pin');
    const answer = await fetch(`${pinURL}?controlId=${id}`, { method: 'POST', body: new URLSearchParams({ controlId: id }) });
    assert.equal(answer.status, 400);
    await device.openForm({ id, pinURL });
    await shows(device.page, 'entry');
  }));

test('in a frame an expired token ends in the error event', async () => {
  const parent = await startParent();
  const issuer = await service('--frame', `bank=${parent.origin}`);
  const device = await Device.open({ bridges: [] });
  try {
    for (const operation of ['set-pin', 'view-pin']) {
      if (operation === 'view-pin') await embossed(issuer, '2580');
      await device.page.goto(parent.origin);
      const { id } = await issuer.session(operation);
      await issuer.advance(30_000);
      const url = `${issuer.origin}/pincontrol/v2/frame?key=bank`;
      await device.page.evaluate(([at, message, origin]) => window.openFrame(at, [[message, origin]]), [
        url, { operation, controlId: id }, issuer.origin,
      ]);
      const frame = device.page.frames().find((one) => one.url() === url);
      await shows(frame, 'failed');
      assert.equal(await frame.locator('[data-reason="refused"]').isVisible(), true);
      const event = `${operation.replace('-', '_')}_error`;
      assert.deepEqual(await device.page.evaluate(() => window.received.map(({ data }) => data)), [{ event }]);
    }
  } finally {
    await device.close();
    parent.close();
  }
});

test('a session counts from the opening of the page, however long its scripts take', () =>
  opened(async (issuer, device) => {
    await device.page.clock.install();
    const held = await hold(device, '**/*.wasm');
    await device.openForm(await issuer.session('set-pin'));
    await until(() => held.count === 1, () => 'the WebAssembly');
    await device.page.clock.runFor(20_000);
    held.release();
    await shows(device.page, 'entry');
    await device.page.clock.runFor(281_000);
    await shows(device.page, 'failed');
    assert.equal(await device.page.locator('[data-reason="expired"]').isVisible(), true);
    assert.deepEqual(device.events, ['set_pin_error']);
  }));

test('a session that is open for too long is over', () =>
  opened(async (issuer, device) => {
    const session = await issuer.session('set-pin');
    await device.page.clock.install();
    await device.openForm(session);
    await shows(device.page, 'entry');
    const warning = device.page.locator('.pin-ending');
    await device.page.clock.runFor(230_000);
    assert.equal(await warning.isVisible(), false);
    await device.page.clock.runFor(11_000);
    assert.match(await device.page.locator('.pin-live').textContent(), /one minute/);
    assert.equal(await warning.isVisible(), true);
    assert.match(await warning.textContent(), /one minute/);
    await accessible(device.page);
    await picture(device.page, 'set-entry-ending');
    await device.page.clock.runFor(60_000);
    await shows(device.page, 'failed');
    assert.equal(await device.page.locator('[data-reason="expired"]').isVisible(), true);
    assert.deepEqual(device.events, ['set_pin_error']);
    await picture(device.page, 'set-failed-expired');
  }));
