// A PIN is set and then viewed, with both profiles, opened by a form and in a frame; nothing is left behind.
import assert from 'node:assert/strict';
import { leavesNothing, picture } from './checks.mjs';
import { Device, digits, setPin, shows, type } from './device.mjs';
import { test } from './harness.mjs';
import { service } from './service.mjs';

const PINS = { 'enfuce-v3': '0739', 'aes-iso4': '904718' };

for (const [profile, pin] of Object.entries(PINS)) {
  test(`${profile}: a PIN is set and viewed`, async () => {
    const issuer = await service('--profile', profile);
    const device = await Device.open();
    try {
      const setting = await issuer.session('set-pin');
      await device.openForm(setting);
      await setPin(device.page, pin);
      await shows(device.page, 'done');
      assert.deepEqual(device.events.filter((event) => !event.startsWith('pin_valid')), ['set_pin_success']);
      await picture(device.page, `set-done-${profile}`);
      await leavesNothing(device, [issuer.origin], [setting.id, pin]);
      await issuer.emboss();

      const viewing = await issuer.session('view-pin');
      await device.openForm(viewing);
      assert.equal(await digits(device.page), pin);
      assert.equal(device.events.at(-1), 'view_pin_success');
      await picture(device.page, `view-shown-${profile}`);
      await device.page.locator('.pin-hide').click();
      await shows(device.page, 'hidden');
      await leavesNothing(device, [issuer.origin], [viewing.id, pin]);
      assert.ok(!issuer.log.includes(setting.id) && !issuer.log.includes(viewing.id), 'a control token in the log');
    } finally {
      await device.close();
    }
  });
}

test('a PIN in the fields or on the screen is seen by the check that nothing is left', async () => {
  const [issuer, pin] = [await service(), PINS['aes-iso4']];
  const device = await Device.open();
  try {
    await device.openForm(await issuer.session('set-pin'));
    await shows(device.page, 'entry');
    await type(device.page, pin);
    await assert.rejects(leavesNothing(device, [issuer.origin], [pin]), /stands in the page: typed/);
    await device.page.locator('.pin-submit').click();
    await shows(device.page, 'done');
    await leavesNothing(device, [issuer.origin], [pin]);
    await issuer.emboss();
    await device.openForm(await issuer.session('view-pin'));
    assert.equal(await digits(device.page), pin);
    await assert.rejects(leavesNothing(device, [issuer.origin], [pin]), /stands in the page: shown/);
  } finally {
    await device.close();
  }
});

test('the key pair cannot be taken out, and each exchange has a new one', async () => {
  const issuer = await service();
  const device = await Device.open();
  try {
    await device.context.addInitScript(() => {
      window.made = [];
      const { generateKey } = SubtleCrypto.prototype;
      SubtleCrypto.prototype.generateKey = async function (...args) {
        const pair = await generateKey.apply(this, args);
        window.made.push({ bits: pair.privateKey.algorithm.modulusLength, extractable: pair.privateKey.extractable });
        return pair;
      };
    });
    await device.openForm(await issuer.session('set-pin'));
    await shows(device.page, 'entry');
    assert.deepEqual(await device.page.evaluate(() => window.made), [{ bits: 2048, extractable: false }]);
    await issuer.faults('pin-refused');
    await setPin(device.page, '2580');
    await device.told('set_pin_validation_error');
    await shows(device.page, 'entry');
    assert.equal((await device.page.evaluate(() => window.made)).length, 2);
    const keys = device.requests.filter((one) => one.url().endsWith('/pin/v3/set/tzpk')).map((one) => one.postDataJSON().publicKey);
    assert.equal(new Set(keys).size, 2);
  } finally {
    await device.close();
  }
});
