// A PIN is shown for a while, and then it is gone.
import assert from 'node:assert/strict';
import { accessible, leavesNothing, picture } from './checks.mjs';
import { Device, digits, embossed, shows, until } from './device.mjs';
import { test } from './harness.mjs';
import { service } from './service.mjs';

const PIN = '0739';

/** A page that shows a PIN, under a clock that the test moves. */
async function shown(act) {
  const issuer = await service();
  await embossed(issuer, PIN);
  const device = await Device.open({ bridges: ['ios'] });
  try {
    const session = await issuer.session('view-pin');
    await device.page.clock.install();
    await device.openForm(session);
    assert.equal(await digits(device.page), PIN);
    await act({ issuer, device, page: device.page, session });
  } finally {
    await device.close();
  }
}

test('the PIN is hidden after 30 seconds', () =>
  shown(async ({ issuer, device, page, session }) => {
    assert.match(await page.locator('.pin-left').textContent(), /Hidden in \d+ s/);
    await accessible(page);
    await page.clock.runFor(20_000);
    assert.match(await page.locator('.pin-left').textContent(), /Hidden in (?:9|10) s/);
    await shows(page, 'shown');
    await page.clock.runFor(11_000);
    await shows(page, 'hidden');
    assert.equal(await page.locator('.pin-digit').count(), 0);
    await accessible(page);
    await picture(page, 'view-hidden');
    assert.deepEqual(device.events.filter((event) => event.startsWith('view')), ['view_pin_success']);
    await leavesNothing(device, [issuer.origin], [session.id, PIN]);
  }));

test('the cardholder can hide the PIN at once', () =>
  shown(async ({ page }) => {
    await page.locator('.pin-hide').click();
    await shows(page, 'hidden');
    assert.equal(await page.locator('.pin-digit').count(), 0);
  }));

test('the digits are away while the page is not looked at', () =>
  shown(async ({ page }) => {
    const look = (hidden) => page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
    await look(true);
    assert.equal(await page.locator('.pin-digit').count(), 0);
    await look(false);
    assert.equal(await digits(page), PIN);
    await look(true);
    await page.clock.runFor(31_000);
    await look(false);
    await shows(page, 'hidden');
    assert.equal(await page.locator('.pin-digit').count(), 0);
  }));

test('digits are read one by one', () =>
  shown(async ({ page }) => {
    assert.equal((await page.locator('.pin-digits').textContent()).trim(), '0 7 3 9');
    await until(async () => (await page.locator('.pin-live').textContent()) !== '', () => 'words for a screen reader');
    assert.ok(!(await page.locator('.pin-live').textContent()).includes(PIN), 'the PIN is not read aloud unasked');
  }));
