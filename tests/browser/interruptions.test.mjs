// What happens to cardholders: the network goes, they go back, they reload.
import assert from 'node:assert/strict';
import { picture } from './checks.mjs';
import { Device, embossed, setPin, shows, type, until } from './device.mjs';
import { test } from './harness.mjs';
import { startParent } from './parent.mjs';
import { service } from './service.mjs';

async function phone(act, options) {
  const issuer = await service();
  const [device, app] = [await Device.open(options), await startParent()];
  try {
    await act(issuer, device, device.page, app);
  } finally {
    await device.close();
    app.close();
  }
}

const sees = (page, reason) => page.locator(`[data-reason="${reason}"]`).isVisible();

test('offline before the key is here', () =>
  phone(async (issuer, device, page) => {
    await device.context.route('**/pin/v3/set/tzpk', (route) => route.abort('internetdisconnected'));
    await device.openForm(await issuer.session('set-pin'));
    await shows(page, 'failed');
    assert.equal(await sees(page, 'offline'), true);
    assert.equal(await page.locator('[data-uncertain]').isVisible(), false);
    assert.deepEqual(device.events, ['set_pin_error']);
  }));

test('offline when the PIN is submitted', () =>
  phone(async (issuer, device, page) => {
    await device.openForm(await issuer.session('set-pin'));
    await shows(page, 'entry');
    await type(page, '2580');
    await device.context.setOffline(true);
    await page.locator('.pin-submit').click();
    await shows(page, 'failed');
    assert.equal(await sees(page, 'offline'), true);
    assert.equal(await page.locator('[data-uncertain]').isVisible(), true);
    assert.equal(device.events.at(-1), 'set_pin_error');
    assert.equal(await page.locator('#pin-first').inputValue(), '');
    await picture(page, 'set-failed-offline');
    await device.context.setOffline(false);
    assert.equal(device.sent('/pin/v3/set'), 1, 'nothing is sent again by itself');
  }));

test('offline when a PIN is viewed', () =>
  phone(async (issuer, device, page) => {
    await embossed(issuer, '2580');
    await device.context.route('**/pin/v3/view', (route) => route.abort('internetdisconnected'));
    await device.openForm(await issuer.session('view-pin'));
    await shows(page, 'failed');
    assert.equal(await sees(page, 'offline'), true);
    assert.deepEqual(device.events, ['view_pin_error']);
    await picture(page, 'view-failed-offline');
  }));

test('an answer that does not come', () =>
  phone(async (issuer, device, page) => {
    await page.clock.install();
    await device.context.route('**/pin/v3/set', () => {});
    await device.openForm(await issuer.session('set-pin'));
    await setPin(page, '2580');
    await shows(page, 'sending');
    await picture(page, 'set-sending');
    await page.clock.runFor(29_000);
    await shows(page, 'sending');
    await page.clock.runFor(2_000);
    await shows(page, 'failed');
    assert.equal(await sees(page, 'late'), true);
    assert.equal(await page.locator('[data-uncertain]').isVisible(), true);
    assert.equal(device.events.at(-1), 'set_pin_error');
  }));

/** The debugger hears nothing of a page that is being left, so here the app writes down what it is told. */
function writeDown() {
  for (const event of ['set_pin_error', 'set_pin_success', 'set_pin_validation_error']) {
    window.android_handler[event] = () => {
      localStorage.setItem('told', `${localStorage.getItem('told') ?? ''}${event};`);
    };
  }
}

/** What the app wrote down. */
async function writtenDown(device, origin) {
  const { origins } = await device.context.storageState();
  const kept = origins.find((one) => one.origin === origin)?.localStorage ?? [];
  assert.deepEqual(kept.map(({ name }) => name), ['told'], 'nobody else keeps anything');
  return kept[0].value;
}

test('the back button ends the session, and forward does not bring it back', () =>
  phone(async (issuer, device, page, app) => {
    await device.context.addInitScript(writeDown);
    await page.goto(app.origin);
    const session = await issuer.session('set-pin');
    await device.submitForm(session);
    await shows(page, 'entry');
    await type(page, '2580');
    await page.goBack();
    assert.equal(await writtenDown(device, issuer.origin), 'set_pin_error;');
    await page.goForward().catch(() => {});
    await page.waitForTimeout(500);
    assert.equal(await page.locator('[data-panel="entry"]:visible').count(), 0);
    assert.equal(device.sent('/pin/v3/set'), 0);
    assert.equal(await writtenDown(device, issuer.origin), 'set_pin_error;');
    assert.deepEqual(device.console, []);
    assert.ok(device.requests.every((request) => !request.url().includes(session.id)));
  }));

test('after a PIN was shown the back button leaves none behind', () =>
  phone(async (issuer, device, page, app) => {
    await embossed(issuer, '2580');
    await page.goto(app.origin);
    await device.submitForm(await issuer.session('view-pin'));
    await shows(page, 'shown');
    await page.goBack();
    await page.goForward().catch(() => {});
    await page.waitForTimeout(500);
    assert.equal(await page.locator('.pin-digit').count(), 0);
    assert.deepEqual(device.events.slice(0, 1), ['view_pin_success']);
  }));

test('a reload ends the session, and the token opens no other', () =>
  phone(async (issuer, device, page) => {
    await device.context.addInitScript(writeDown);
    await device.openForm(await issuer.session('set-pin'));
    await shows(page, 'entry');
    await type(page, '25');
    await page.reload();
    await shows(page, 'failed');
    assert.equal(await sees(page, 'refused'), true);
    // One when the page is left, one of the page that the token does not open.
    assert.equal(await writtenDown(device, issuer.origin), 'set_pin_error;set_pin_error;');
    assert.equal(device.sent('/pin/v3/set/tzpk'), 1);
  }));

test('a reload after success sets nothing and shows nothing', () =>
  phone(async (issuer, device, page) => {
    await device.openForm(await issuer.session('set-pin'));
    await setPin(page, '2580');
    await device.told('set_pin_success');
    await page.reload();
    await shows(page, 'failed');
    assert.equal(device.sent('/pin/v3/set'), 1);
    await issuer.emboss();
    await device.openForm(await issuer.session('view-pin'));
    await shows(page, 'shown');
    await page.reload();
    await shows(page, 'failed');
    assert.equal(await page.locator('.pin-digit').count(), 0);
    await until(() => device.events.at(-1) === 'view_pin_error', () => 'the error');
  }));
