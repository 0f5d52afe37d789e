// The demo: what a person does who has just started the program.
import assert from 'node:assert/strict';
import { accessible, leavesNothing, picture } from './checks.mjs';
import { Device, digits, setPin, shows, until } from './device.mjs';
import { test } from './harness.mjs';
import { service } from './service.mjs';

const PIN = '904718';

for (const profile of ['enfuce-v3', 'aes-iso4']) {
  test(`demo: a PIN is set and viewed in the frame, ${profile}`, async () => {
    const issuer = await service('--profile', profile);
    const device = await Device.open({ bridges: [], viewport: { width: 1280, height: 900 } });
    const { page } = device;
    const log = () => page.locator('#log li').allTextContents();
    const frame = async () => {
      await until(() => page.frames().length === 2, () => 'the frame');
      return page.frames()[1];
    };
    try {
      await page.goto(`${issuer.origin}/demo`);
      await picture(page, `demo-start-${profile}`);
      await accessible(page);
      await page.locator('#set').click();
      const setting = await frame();
      await setPin(setting, PIN);
      await shows(setting, 'done');
      await until(async () => (await log()).includes('set_pin_success'), () => 'the event in the log');
      await picture(page, `demo-set-${profile}`);
      await page.locator('#emboss').click();
      await until(async () => (await log()).some((line) => line.includes('embossing run')), () => 'the run');
      await page.locator('#view').click();
      // The frame before goes while it is looked at.
      const shown = () => page.frames()[1]?.locator('.pin-digit').count().catch(() => 0);
      await until(async () => (await shown()) === PIN.length, () => 'the digits');
      assert.equal(await digits(page.frames()[1]), PIN);
      await until(async () => (await log()).includes('view_pin_success'), () => 'the event in the log');
      await picture(page, `demo-view-${profile}`);
      assert.ok(!(await log()).join().includes(PIN));
      await leavesNothing(device, [issuer.origin], []);
    } finally {
      await device.close();
    }
  });
}

test('demo: events are addressed to the exact origin', async () => {
  const issuer = await service();
  const device = await Device.open({ bridges: [] });
  const { page } = device;
  try {
    // The demo has the page's own origin, so its window can be listened to from inside.
    await page.addInitScript(() => {
      if (window.parent !== window) return;
      window.targets = [];
      const post = window.postMessage.bind(window);
      window.postMessage = (message, target) => {
        window.targets.push(target);
        post(message, target);
      };
    });
    await page.goto(`${issuer.origin}/demo`);
    await page.locator('#set').click();
    await until(() => page.frames().length === 2, () => 'the frame');
    await setPin(page.frames()[1], PIN);
    await shows(page.frames()[1], 'done');
    const targets = await page.evaluate(() => window.targets);
    assert.ok(targets.length > 2 * PIN.length, `${targets.length} events`);
    assert.deepEqual([...new Set(targets)], [issuer.origin]);
  } finally {
    await device.close();
  }
});

test('demo: the page in a tab of its own', async () => {
  const issuer = await service();
  const device = await Device.open();
  const { page } = device;
  try {
    await page.goto(`${issuer.origin}/demo`);
    await page.locator('input[value="form"]').check();
    const tab = device.context.waitForEvent('page');
    await page.locator('#set').click();
    const opened = await tab;
    await setPin(opened, PIN);
    await shows(opened, 'done');
    assert.deepEqual(device.events.at(-1), 'set_pin_success');
    assert.equal(await opened.evaluate(() => window.opener), null);
  } finally {
    await device.close();
  }
});

test('demo: under the other name of this machine too, in a frame and by form', async () => {
  const issuer = await service();
  const device = await Device.open({ bridges: [] });
  const { page } = device;
  const { port } = new URL(issuer.origin);
  try {
    await page.goto(`http://localhost:${port}/demo`);
    assert.equal(page.url(), `${issuer.origin}/demo`);
    await page.locator('#set').click();
    await until(() => page.frames().length === 2, () => 'the frame');
    await setPin(page.frames()[1], PIN);
    await shows(page.frames()[1], 'done');

    await issuer.newCard();
    await page.goto(`http://localhost:${port}/demo`);
    await page.locator('input[value="form"]').check();
    const tab = device.context.waitForEvent('page');
    await page.locator('#set').click();
    const opened = await tab;
    await setPin(opened, PIN);
    await shows(opened, 'done');
    assert.deepEqual(device.console, []);
  } finally {
    await device.close();
  }
});
