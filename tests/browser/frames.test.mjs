// Who may hold the page in a frame, and who may open it there.
import assert from 'node:assert/strict';
import { Device, setPin, shows, until } from './device.mjs';
import { test } from './harness.mjs';
import { startParent } from './parent.mjs';
import { service } from './service.mjs';

/** A bank, a stranger, an issuer that agreed with the bank, and a device that is at `first`'s page. */
async function scene(act) {
  const [bank, stranger] = [await startParent(), await startParent()];
  const issuer = await service('--frame', `bank=${bank.origin}`);
  const device = await Device.open({ bridges: [] });
  const url = `${issuer.origin}/pincontrol/v2/frame?key=bank`;
  const open = (page, post = []) => page.evaluate(([at, messages]) => window.openFrame(at, messages), [url, post]);
  const pinFrame = (page) => page.frames().find((frame) => frame.url() === url);
  const received = (page) => page.evaluate(() => window.received.map(({ data }) => data));
  try {
    await act({ bank, stranger, issuer, device, url, open, pinFrame, received });
  } finally {
    await device.close();
    bank.close();
    stranger.close();
  }
}

test('another origin cannot hold the page in a frame', () =>
  scene(async ({ stranger, issuer, device, open, received }) => {
    await device.page.goto(stranger.origin);
    const { id } = await issuer.session('set-pin');
    await open(device.page, [[{ operation: 'set-pin', controlId: id }, '*']]).catch(() => {});
    await until(() => device.console.some((line) => line.includes('frame-ancestors')), () => 'the browser to refuse the frame');
    assert.deepEqual(await received(device.page), []);
    assert.equal(device.sent('/pin/v3/set/tzpk'), 0);
  }));

test('a browser that lets another origin hold the page all the same finds a page that does not listen', () =>
  scene(async ({ stranger, issuer, device, url, open, pinFrame, received }) => {
    // As a browser without Content-Security-Policy.
    await device.context.route(url, async (route) => {
      const answer = await route.fetch();
      const headers = { ...answer.headers() };
      delete headers['content-security-policy'];
      await route.fulfill({ response: answer, headers });
    });
    await device.page.goto(stranger.origin);
    const { id } = await issuer.session('set-pin');
    await open(device.page, [[{ operation: 'set-pin', controlId: id }, issuer.origin]]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await shows(pinFrame(device.page), 'loading');
    assert.deepEqual(await received(device.page), []);
    assert.equal(device.sent('/pin/v3/set/tzpk'), 0);
  }));

test('the page of a form cannot be held in a frame at all', () =>
  scene(async ({ bank, issuer, device }) => {
    await device.page.goto(bank.origin);
    const { id, pinURL } = await issuer.session('set-pin');
    await device.page.evaluate(([url, controlId]) => {
      const frame = document.createElement('iframe');
      frame.name = 'held';
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: url, target: 'held' });
      const field = document.createElement('input');
      Object.assign(field, { name: 'controlId', value: controlId });
      form.append(field);
      document.body.append(frame, form);
      form.submit();
    }, [pinURL, id]);
    await until(() => device.console.some((line) => /frame-ancestors|X-Frame-Options/i.test(line)), () => 'the browser to refuse the frame');
    assert.equal(device.sent('/pin/v3/set/tzpk'), 0);
  }));

test('a key that was never agreed opens no frame', () =>
  scene(async ({ issuer }) => {
    for (const query of ['?key=other', '', '?key=']) {
      const answer = await fetch(`${issuer.origin}/pincontrol/v2/frame${query}`);
      assert.ok(answer.status >= 400 && answer.status < 500, `${query}: ${answer.status}`);
    }
  }));

test('messages of other windows and origins are passed over', () =>
  scene(async ({ bank, stranger, issuer, device, open, pinFrame, received }) => {
    await device.page.goto(bank.origin);
    await open(device.page);
    const frame = pinFrame(device.page);
    const { id } = await issuer.session('set-pin');
    const message = { operation: 'set-pin', controlId: id };
    // A window of the stranger, opened by the bank's page, which holds the page's window by its place.
    const popup = device.context.waitForEvent('page');
    await device.page.evaluate((url) => void (window.other = window.open(url)), stranger.origin);
    const other = await popup;
    await other.waitForLoadState();
    await other.evaluate((data) => window.opener.frames[0].postMessage(data, '*'), message);
    // A frame of the bank beside it: the right origin, and not the parent.
    await device.page.evaluate((url) => window.openFrame(url), `${bank.origin}/beside`);
    const beside = device.page.frames().find((one) => one.url() === `${bank.origin}/beside`);
    await beside.evaluate((data) => window.parent.frames[0].postMessage(data, '*'), message);
    // The page itself.
    await frame.evaluate((data) => window.postMessage(data, '*'), message);
    // The parent, with what is no message.
    await device.page.evaluate(() => {
      for (const data of ['set-pin', null, 7, {}, { operation: 'change-pin', controlId: 'x' }, { operation: ['set-pin'] }, '{"operation":"set-pin"}']) {
        window.frames[0].postMessage(data, '*');
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(device.sent('/pin/v3/set/tzpk'), 0);
    assert.deepEqual(await received(device.page), []);
    await shows(frame, 'loading');
    // The parent then opens it all the same.
    await device.page.evaluate((data) => window.frames[0].postMessage(data, '*'), message);
    await shows(frame, 'entry');
  }));

test('a page in a frame is opened once', () =>
  scene(async ({ bank, issuer, device, open, pinFrame, received }) => {
    await device.page.goto(bank.origin);
    const first = await issuer.session('set-pin');
    const second = await issuer.session('set-pin');
    await open(device.page, [first, second].map(({ id }) => [{ operation: 'set-pin', controlId: id }, issuer.origin]));
    await shows(pinFrame(device.page), 'entry');
    assert.equal(device.sent('/pin/v3/set/tzpk'), 1);
    const sent = device.requests.find((request) => request.url().endsWith('/set/tzpk')).postDataJSON();
    assert.equal(sent.controlId, first.id);
    assert.deepEqual(await received(device.page), []);
    // Nor does a later message say what the page is for.
    const third = await issuer.session('set-pin');
    await device.page.evaluate(([data, origin]) => window.frames[0].postMessage(data, origin), [
      { operation: 'view-pin', controlId: third.id }, issuer.origin,
    ]);
    await device.context.setOffline(true);
    await setPin(pinFrame(device.page), '2580');
    await shows(pinFrame(device.page), 'failed');
    assert.deepEqual((await received(device.page)).at(-1), { event: 'set_pin_error' });
  }));

test('a control id that is none ends in the error of its operation', () =>
  scene(async ({ bank, device, issuer, open, pinFrame, received }) => {
    for (const [operation, controlId, event] of [['set-pin', '', 'set_pin_error'], ['view-pin', { a: 1 }, 'view_pin_error']]) {
      await device.page.goto(bank.origin);
      await open(device.page, [[{ operation, controlId }, issuer.origin]]);
      await shows(pinFrame(device.page), 'failed');
      assert.deepEqual(await received(device.page), [{ event }]);
    }
  }));

test('the page names the agreed origin, for its events and for the browser', () =>
  scene(async ({ bank, issuer, device, open, pinFrame }) => {
    await device.page.goto(bank.origin);
    await open(device.page);
    const named = await pinFrame(device.page).evaluate(() => document.documentElement.dataset.frameOrigin);
    assert.equal(named, bank.origin);
    const { headers } = await fetch(`${issuer.origin}/pincontrol/v2/frame?key=bank`);
    const policy = headers.get('content-security-policy') ?? '';
    assert.ok(policy.includes(`frame-ancestors ${bank.origin}`), policy);
    assert.ok(!policy.includes('unsafe-inline') && policy.includes("'wasm-unsafe-eval'"), policy);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
  }));
