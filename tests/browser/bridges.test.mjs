// The three ways in which the app is told, in their exact shapes.
import assert from 'node:assert/strict';
import { Device, digits, setPin, shows } from './device.mjs';
import { test } from './harness.mjs';
import { startParent } from './parent.mjs';
import { service } from './service.mjs';

const PIN = '2580';
/** What typing the PIN twice tells: it could be sent only at the very end. Then the fields are emptied, and it is sent. */
const SENT = [...Array(7).fill(false), true, false];

for (const bridge of ['android', 'ios']) {
  test(`${bridge}: setting and viewing are told in its shape`, async () => {
    const issuer = await service();
    const device = await Device.open({ bridges: [bridge] });
    const shape = (event, value) => {
      if (bridge === 'android') return { bridge, told: [event, value === undefined ? [] : [value]] };
      return { bridge, told: [value === undefined ? { event } : { event, pin_valid: value }] };
    };
    try {
      await device.openForm(await issuer.session('set-pin'));
      await shows(device.page, 'entry');
      await device.page.locator('#pin-first').pressSequentially(PIN);
      await device.page.locator('#pin-second').pressSequentially(PIN);
      await device.page.evaluate(() => window.set_pin());
      await device.told('set_pin_success');
      await issuer.emboss();
      await device.openForm(await issuer.session('view-pin'));
      assert.equal(await digits(device.page), PIN);
      await device.told('view_pin_success');
      const typed = SENT.map((valid) => shape('pin_valid', valid));
      assert.deepEqual(device.raw, [...typed, shape('set_pin_success'), shape('view_pin_success')]);
    } finally {
      await device.close();
    }
  });
}

test('both bridges of an app are told, and one that throws costs the other nothing', async () => {
  const issuer = await service();
  const device = await Device.open({ bridges: ['android', 'ios'] });
  try {
    await device.context.addInitScript(() => {
      window.android_handler.set_pin_success = () => {
        throw new Error('of the app');
      };
    });
    await device.openForm(await issuer.session('set-pin'));
    await setPin(device.page, PIN);
    await device.told('set_pin_success');
    await shows(device.page, 'done');
    assert.deepEqual(device.raw.at(-1), { bridge: 'ios', told: [{ event: 'set_pin_success' }] });
    assert.deepEqual(device.console, []);
  } finally {
    await device.close();
  }
});

test('frame: setting and viewing are told to the parent', async () => {
  const parent = await startParent();
  const issuer = await service('--frame', `bank=${parent.origin}`);
  const device = await Device.open({ bridges: [] });
  try {
    const open = async (operation) => {
      await device.page.goto(parent.origin);
      const { id } = await issuer.session(operation);
      const url = `${issuer.origin}/pincontrol/v2/frame?key=bank`;
      await device.page.evaluate(([at, message, origin]) => window.openFrame(at, [[message, origin]]), [
        url, { operation, controlId: id }, issuer.origin,
      ]);
      return device.page.frames().find((frame) => frame.url() === url);
    };
    const told = async () => {
      const received = await device.page.evaluate(() => window.received);
      assert.ok(received.every(({ origin, from }) => origin === issuer.origin && from === 0));
      return received.map(({ data }) => data);
    };
    const frame = await open('set-pin');
    await setPin(frame, PIN);
    await shows(frame, 'done');
    const typed = SENT.map((valid) => ({ event: 'pin_valid', pin_valid: valid }));
    // fill('') of an empty field changes nothing.
    assert.deepEqual((await told()).slice(-10), [...typed, { event: 'set_pin_success' }]);
    await issuer.emboss();
    assert.equal(await digits(await open('view-pin')), PIN);
    assert.deepEqual(await told(), [{ event: 'view_pin_success' }]);
  } finally {
    await device.close();
    parent.close();
  }
});
